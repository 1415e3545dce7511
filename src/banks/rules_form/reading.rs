//! Reading a bank's rules back from the form, and from the text that a file has, with every refusal at its field.
use super::of_code;
use crate::{groups::form::read_rate, reader::Reader};
use domain::banks::{
    Bank, Class, Good, Rules,
    rules::{
        Bears, CashPrice, Condition, DeathRule, Due, Handover, HandoverTo, HirePurchase, InterestUse, Joining, Lending, LoanTerms,
        LostCalf, PaysFirst, Per, Placing, PriceRules, Priority, Purpose, RoundInterest, RulesError, RulesRefusal, SexRule, Store,
        Title, Whose,
    },
};
use rust_decimal::Decimal;
use serde::de::DeserializeOwned;
use templates::{
    banks::rules_form::{DEATHS, FIRST, LINES_MOST, RulesForm, USES},
    parts::Problem,
};
use words::{Words, read_count, read_quantity};

/// Reads the form into rules that do not contradict themselves.
///
/// # Errors
/// Every problem at its field.
pub fn read(form: &RulesForm, bank: &Bank, words: Words) -> Result<Rules, Vec<Problem>> {
    let mut reader = Reader::new(words);
    let goods: Vec<Good> = bank.goods.clone();
    let (mut lending, mut placing) = (Vec::new(), Vec::new());
    for at in (0..LINES_MOST).filter(|at| !form.get(&format!("l{at}_purpose")).is_empty()) {
        let mut line = Line { reader: &mut reader, form, before: format!("l{at}_") };
        lending.extend(line.lending(bank).map(|read| (at, read)));
    }
    for at in (0..LINES_MOST).filter(|at| !form.get(&format!("p{at}_species")).is_empty()) {
        let mut line = Line { reader: &mut reader, form, before: format!("p{at}_") };
        placing.extend(line.placing(bank).map(|read| (at, read)));
    }
    for (at, line) in &lending {
        let alone = Rules { lending: vec![line.clone()], ..Rules::default() };
        refuse(&mut reader, alone.checked(&goods).err(), &format!("l{at}_"));
    }
    for (at, line) in &placing {
        let alone = Rules { placing: vec![line.clone()], ..Rules::default() };
        refuse(&mut reader, alone.checked(&goods).err(), &format!("p{at}_"));
    }
    let mut line = Line { reader: &mut reader, form, before: String::new() };
    let (store, joining) = (line.store(), line.joining(bank));
    let band_percent = line.number("band").unwrap_or(PriceRules::default().band_percent);
    let interest_use: Vec<InterestUse> =
        USES.into_iter().filter(|code| form.get(&format!("use_{code}")) == "1").filter_map(of_code).collect();
    let rules = Rules {
        store,
        joining,
        lending: lending.into_iter().map(|(_, line)| line).collect(),
        placing: placing.into_iter().map(|(_, line)| line).collect(),
        prices: PriceRules { band_percent },
        interest_use,
    };
    // A line that could not be read is missing here: what its absence means is not said.
    reader.finish(Some(()))?;
    let mut reader = Reader::new(words);
    match rules.checked(&goods) {
        Ok(rules) => Ok(rules),
        Err(refused) => {
            refuse(&mut reader, Some(refused), "");
            reader.finish(None)
        }
    }
}

/// Reads the text of rules, as a file has it.
///
/// # Errors
/// What is wrong with it, at the text.
pub fn read_text(text: &str, goods: &[Good], words: Words) -> Result<Rules, Vec<Problem>> {
    let refused = |message: String| vec![Problem { field: "text".into(), message }];
    Rules::parse(text, goods).map_err(|error| match error {
        RulesError::Text(why) => {
            let why = why.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join(" · ");
            refused(words.with("bank-rules-unreadable", &[("why", why.into())]))
        }
        RulesError::Refused(list) => {
            let all: Vec<_> = list.iter().map(|refusal| words.say(said(refusal))).collect();
            refused(all.join(" "))
        }
    })
}

/// The words of a refusal.
fn said(refusal: &RulesRefusal) -> &'static str {
    match refusal {
        RulesRefusal::Nothing => "bank-rules-nothing",
        RulesRefusal::Good(_) => "bank-rules-good",
        RulesRefusal::Twice(..) => "bank-rules-twice",
        RulesRefusal::Rate(_) => "bank-rules-rate",
        RulesRefusal::Number("store") => "bank-rules-store",
        RulesRefusal::Number("moisture") => "bank-rules-moisture",
        RulesRefusal::Number("joining") => "bank-rules-joining",
        RulesRefusal::Number("due") => "bank-rules-due",
        RulesRefusal::Number("cash") => "bank-rules-cash",
        RulesRefusal::Number("placing") => "bank-rules-placing",
        RulesRefusal::Number(_) => "bank-rules-lending",
        RulesRefusal::Species(_) => "bank-rules-species",
        RulesRefusal::SpeciesTwice(_) => "bank-rules-species-twice",
        RulesRefusal::OwesNothing(_) => "bank-rules-owes-nothing",
    }
}

/// Says what contradicts itself at the field of a line; `before` is that line's, blank for the whole.
fn refuse(reader: &mut Reader, refused: Option<Vec<RulesRefusal>>, before: &str) {
    for refusal in refused.into_iter().flatten() {
        let field = match &refusal {
            RulesRefusal::Good(_) if before.is_empty() => "joining_good".into(),
            RulesRefusal::Good(_) => format!("{before}good"),
            RulesRefusal::Rate(_) => format!("{before}rate"),
            RulesRefusal::Number("store") => "scale".into(),
            RulesRefusal::Number("moisture") => "moisture_most".into(),
            RulesRefusal::Number("joining") => "joining_quantity".into(),
            RulesRefusal::Number("due") => format!("{before}due"),
            RulesRefusal::Number("cash") => format!("{before}cash_less"),
            RulesRefusal::Number("placing") => format!("{before}counts"),
            RulesRefusal::Number(_) => format!("{before}ceiling"),
            RulesRefusal::Species(_) => format!("{before}species"),
            RulesRefusal::OwesNothing(_) => format!("{before}then"),
            RulesRefusal::Nothing | RulesRefusal::Twice(..) | RulesRefusal::SpeciesTwice(_) => String::new(),
        };
        reader.refuse(&field, said(&refusal));
    }
}

/// A line of the form being read.
struct Line<'a> {
    reader: &'a mut Reader,
    form: &'a RulesForm,
    before: String,
}

impl Line<'_> {
    fn name(&self, field: &str) -> String {
        format!("{}{field}", self.before)
    }

    fn get(&self, field: &str) -> &str {
        self.form.get(&self.name(field))
    }

    /// A whole number; blank and nothing readable is `None`, the latter refused.
    fn number(&mut self, field: &str) -> Option<u32> {
        let name = self.name(field);
        match read_count(self.form.get(&name)) {
            Ok(number) => number.map(|number| u32::try_from(number).unwrap_or(u32::MAX)),
            Err(_) => {
                self.reader.refuse(&name, "write-number");
                None
            }
        }
    }

    /// A whole number, where blank is nought.
    fn or_nought(&mut self, field: &str) -> u32 {
        self.number(field).unwrap_or(0)
    }

    /// A rate, where blank is nought.
    fn rate(&mut self, field: &str) -> Decimal {
        let (name, text) = (self.name(field), self.get(field).to_owned());
        if text.trim().is_empty() { Decimal::ZERO } else { read_rate(self.reader, &name, &text).unwrap_or_default() }
    }

    fn amount(&mut self, field: &str, commodity: ledger::Commodity) -> i64 {
        let (name, text) = (self.name(field), self.get(field).to_owned());
        self.reader.amount(&name, &text, commodity).unwrap_or(0)
    }

    fn choice<T: DeserializeOwned>(&mut self, field: &str) -> Option<T> {
        let (name, chosen) = (self.name(field), of_code(self.get(field)));
        self.reader.choice(&name, chosen)
    }

    /// One of two words, and whether it is the second.
    fn second(&mut self, field: &str, [one, other]: [&str; 2]) -> bool {
        let chosen = self.get(field);
        let read = if chosen == other { Some(true) } else { (chosen == one || chosen.is_empty()).then_some(false) };
        let name = self.name(field);
        self.reader.choice(&name, read).unwrap_or_default()
    }

    fn lending(&mut self, bank: &Bank) -> Option<Lending> {
        let purpose: Option<Purpose> = self.choice("purpose");
        let name = self.name("good");
        let good = self.reader.choice(&name, bank.good(self.form.get(&name)));
        let terms = self.terms(good.as_ref());
        let ceiling = self.or_nought("ceiling");
        let guarantors = self.or_nought("guarantors");
        let mut first: Vec<Priority> = Vec::new();
        for nth in 1..=FIRST.len() {
            let chosen: Option<Priority> = of_code(self.get(&format!("first_{nth}")));
            first.extend(chosen.filter(|chosen| !first.contains(chosen)));
        }
        let lend_to_late = self.second("lend_to_late", ["no", "yes"]);
        let condition = self.condition();
        Some(Lending {
            purpose: purpose?,
            good: good?.code().to_owned(),
            terms: terms?,
            ceiling: ceiling.into(),
            guarantors,
            first,
            lend_to_late,
            condition,
        })
    }

    fn condition(&mut self) -> Option<Condition> {
        if self.get("condition").is_empty() { None } else { self.choice("condition") }
    }

    fn terms(&mut self, good: Option<&Good>) -> Option<LoanTerms> {
        let name = self.name("rate");
        let text = self.get("rate").to_owned();
        let rate = read_rate(self.reader, &name, &text);
        let per: Option<Per> = self.choice("per");
        let due = self.due();
        let cash = self.cash();
        let (grace_days, late_rate, cap) = (self.or_nought("grace"), self.rate("late_rate"), self.rate("cap"));
        let late_every_months = self.number("late_every").unwrap_or(12);
        let (rounding, pays_first): (Option<RoundInterest>, Option<PaysFirst>) =
            (self.choice("rounding"), self.choice("pays_first"));
        let round_to = self.round_to(good);
        Some(LoanTerms {
            rate: rate?,
            per: per?,
            due: due?,
            grace_days,
            late_rate,
            late_every_months,
            cap,
            round_to,
            rounding: rounding?,
            pays_first: pays_first?,
            cash: cash?,
        })
    }

    /// What interest is rounded to, smallest units; blank: not at all.
    fn round_to(&mut self, good: Option<&Good>) -> i64 {
        let decimals = good.map_or(0, |good| good.commodity().decimals());
        match read_quantity(self.get("round_to"), decimals) {
            Ok(smallest) => smallest.unwrap_or(1).max(1),
            Err(_) => {
                let name = self.name("round_to");
                self.reader.refuse(&name, "write-number");
                1
            }
        }
    }

    fn due(&mut self) -> Option<Due> {
        match self.get("due") {
            "harvest" => Some(Due::Harvest),
            "months" => Some(Due::Months(self.or_nought("due_months"))),
            "yearly" => Some(Due::Yearly { month: self.or_nought("due_month"), day: self.or_nought("due_day") }),
            _ => {
                let name = self.name("due");
                self.reader.choice(&name, None)
            }
        }
    }

    fn cash(&mut self) -> Option<Option<CashPrice>> {
        match self.get("cash") {
            "none" => Some(None),
            "market" => Some(Some(CashPrice::Market)),
            "committee" => Some(Some(CashPrice::Committee)),
            "market-less" => Some(Some(CashPrice::MarketLess(self.or_nought("cash_less")))),
            _ => {
                let name = self.name("cash");
                self.reader.choice(&name, None)
            }
        }
    }

    fn placing(&mut self, bank: &Bank) -> Option<Placing> {
        let species: Option<Class> = self.choice("species");
        let offspring = self.offspring();
        let then: Option<Whose> = self.choice("then");
        let counts = self.counts(bank);
        let number = self.or_nought("handover_number");
        let handover = match self.get("handover") {
            "after-calves" => Handover::AfterCalves(number),
            _ => Handover::AtMonths(number),
        };
        let (handover_to, title): (Option<HandoverTo>, Option<Title>) = (self.choice("handover_to"), self.choice("title"));
        let lost_calf: Option<LostCalf> = self.choice("lost_calf");
        let death = self.death();
        Some(Placing {
            species: species?,
            offspring,
            then: then?,
            counts: counts?,
            handover,
            handover_to: handover_to?,
            title: title?,
            moves_on_after: self.or_nought("moves_on"),
            lost_calf: lost_calf?,
            infertile_years: self.or_nought("infertile"),
            death: death?,
            fine_multiple: self.number("fine").unwrap_or(1),
            keeper_pays_care: self.or_nought("care"),
            insurance_a_year: self.amount("insurance", bank.money),
            hire_purchase: self.hire(bank),
            seen_every_months: self.or_nought("seen"),
        })
    }

    /// The order of calves, up to the last that was chosen; one that was left out among them is the family's.
    fn offspring(&mut self) -> Vec<Whose> {
        let chosen = |at: usize| of_code::<Whose>(self.get(&format!("o{at}")));
        let last = (1..=self.form.typed.len())
            .take_while(|at| self.form.typed.contains_key(&self.name(&format!("o{at}"))))
            .filter(|at| chosen(*at).is_some())
            .max();
        (1..=last.unwrap_or(0)).map(|at| chosen(at).unwrap_or_default()).collect()
    }

    fn counts(&mut self, bank: &Bank) -> Option<SexRule> {
        match self.get("counts") {
            "any" => Some(SexRule::Any),
            "female-keep-male" => Some(SexRule::FemaleKeepMale),
            "female-sell-male" => Some(SexRule::FemaleSellMale(self.amount("counts_sum", bank.money))),
            "female-share-male" => Some(SexRule::FemaleShareMale(self.or_nought("counts_percent"))),
            _ => {
                let name = self.name("counts");
                self.reader.choice(&name, None)
            }
        }
    }

    fn death(&mut self) -> Option<DeathRule> {
        let [disease, accident, age, neglect] = DEATHS.map(|cause| self.choice::<Bears>(&format!("death_{cause}")));
        Some(DeathRule {
            disease: disease?,
            accident: accident?,
            age: age?,
            neglect: neglect?,
            witnesses: self.or_nought("witnesses"),
            note: !self.second("note", ["yes", "no"]),
            within_days: self.or_nought("within_days"),
        })
    }

    /// Paying off in instalments; none where nothing of it was typed.
    fn hire(&mut self, bank: &Bank) -> Option<HirePurchase> {
        let blank = ["hire_instalments", "hire_every", "hire_amount"].iter().all(|field| self.get(field).trim().is_empty());
        if blank {
            return None;
        }
        let (instalments, every_months) = (self.or_nought("hire_instalments"), self.or_nought("hire_every"));
        Some(HirePurchase { instalments, every_months, amount: self.amount("hire_amount", bank.money) })
    }

    fn store(&mut self) -> Store {
        let usual = Store::default();
        Store {
            capacity: self.or_nought("capacity").into(),
            scale_most: self.number("scale").map_or(usual.scale_most, i64::from),
            moisture_tenths: self.tenths("moisture", usual.moisture_tenths),
            moisture_most_tenths: self.tenths("moisture_most", usual.moisture_most_tenths),
            foreign_tenths: self.tenths("foreign", usual.foreign_tenths),
        }
    }

    /// Per cent with one decimal place, in tenths.
    fn tenths(&mut self, field: &str, usual: i64) -> i64 {
        match read_quantity(self.get(field), 1) {
            Ok(tenths) => tenths.unwrap_or(usual),
            Err(_) => {
                let name = self.name(field);
                self.reader.refuse(&name, "bank-why-not-a-percentage");
                usual
            }
        }
    }

    fn joining(&mut self, bank: &Bank) -> Option<Joining> {
        if self.get("joining_good").is_empty() {
            return None;
        }
        let good = self.reader.choice("joining_good", bank.good(self.form.get("joining_good")));
        let quantity = self.or_nought("joining_quantity");
        let returned = self.second("joining_returned", ["capital", "returned"]);
        Some(Joining { good: good?.code().to_owned(), quantity: quantity.into(), returned })
    }
}
