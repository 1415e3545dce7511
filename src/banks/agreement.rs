//! What a bank agreed, in the plain words in which its general meeting would read it aloud.
use super::{acts::percent, stock};
use domain::banks::{
    Bank, Good,
    rules::{
        Bears, CashPrice, Condition, DeathRule, Due, Handover, HandoverTo, InterestUse, Joining, Lending, LostCalf, PaysFirst, Per,
        Placing, Priority, RoundInterest, Rules, SexRule, Store, Title, Whose,
    },
};
use ledger::Commodity;
use rust_decimal::Decimal;
use templates::banks::rules::Clause;
use words::Words;

/// The clauses of an agreement.
pub fn agreement(words: Words, bank: &Bank, rules: &Rules) -> Vec<Clause> {
    let say = Say { words, bank };
    let mut all: Vec<Clause> = rules.lending.iter().map(|line| say.lending(line)).collect();
    all.extend(rules.placing.iter().map(|line| say.placing(line)));
    all.extend(rules.joining.as_ref().map(|joining| say.joining(joining)));
    if !rules.lending.is_empty() {
        all.push(say.store(&rules.store));
    }
    all.push(say.further(rules));
    all
}

struct Say<'a> {
    words: Words,
    bank: &'a Bank,
}

impl Say<'_> {
    fn key(&self, key: &str) -> String {
        self.words.say(key).into_owned()
    }

    fn with(&self, key: &str, name: &str, value: String) -> String {
        self.words.with(key, &[(name, value.into())])
    }

    fn two(&self, key: &str, one: (&str, String), other: (&str, String)) -> String {
        self.words.with(key, &[(one.0, one.1.into()), (other.0, other.1.into())])
    }

    fn count(&self, number: u32) -> String {
        self.words.number(number.into())
    }

    fn money(&self, amount: i64) -> String {
        let money = self.bank.money;
        self.words.amount(amount, money.decimals(), money.code())
    }

    /// A quantity in the unit that people speak of, as rules say it.
    fn spoken(&self, good: Option<&Good>, quantity: i64) -> String {
        match good {
            Some(good) => self.smallest(good, quantity.saturating_mul(good.unit())),
            None => self.words.number(quantity),
        }
    }

    fn smallest(&self, good: &Good, quantity: i64) -> String {
        self.words.amount(quantity, good.commodity().decimals(), good.code())
    }

    fn kilograms(&self, quantity: i64) -> String {
        let kilogram = Commodity::new("PADDY", 3).expect("its code is well formed");
        self.words.amount(quantity.saturating_mul(1_000), kilogram.decimals(), kilogram.code())
    }

    fn rate(&self, rate: Decimal) -> String {
        crate::groups::form::rate(rate, self.words)
    }

    fn store(&self, store: &Store) -> Clause {
        let mut lines = Vec::new();
        if store.capacity > 0 {
            lines.push(self.with("bank-rule-capacity", "amount", self.kilograms(store.capacity)));
        }
        lines.push(self.with("bank-rule-scale", "amount", self.kilograms(store.scale_most)));
        let moisture = ("percent", percent(self.words, store.moisture_tenths));
        lines.push(self.two("bank-rule-moisture", moisture, ("most", percent(self.words, store.moisture_most_tenths))));
        if store.foreign_tenths > 0 {
            lines.push(self.with("bank-rule-foreign", "percent", percent(self.words, store.foreign_tenths)));
        } else {
            lines.push(self.key("bank-rule-foreign-none"));
        }
        Clause { icon: "warehouse", heading: self.key("bank-rule-store"), lines }
    }

    fn joining(&self, joining: &Joining) -> Clause {
        let good = self.bank.good(&joining.good);
        let name = good.as_ref().map_or_else(|| joining.good.clone(), |good| stock::name(self.words, good));
        let brings = self.two("bank-rule-joining", ("amount", self.spoken(good.as_ref(), joining.quantity)), ("good", name));
        let back = if joining.returned { "bank-rule-joining-back" } else { "bank-rule-joining-stays" };
        Clause { icon: "users", heading: self.key("bank-rule-who-joins"), lines: vec![brings, self.key(back)] }
    }

    fn lending(&self, line: &Lending) -> Clause {
        let good = self.bank.good(&line.good);
        let name = good.as_ref().map_or_else(|| line.good.clone(), |good| stock::name(self.words, good));
        let purpose = self.key(&format!("purpose-{}", line.purpose.code()));
        let mut lines = vec![self.interest(line, good.as_ref()), self.due(line)];
        lines.extend(self.late(line));
        lines.push(self.repaying(line));
        if line.ceiling > 0 {
            lines.push(self.with("bank-rule-ceiling", "amount", self.spoken(good.as_ref(), line.ceiling)));
        }
        if line.guarantors > 0 {
            lines.push(self.with("bank-rule-guarantors", "count", self.count(line.guarantors)));
        }
        if !line.first.is_empty() {
            let first: Vec<String> = line.first.iter().map(|first| self.key(priority(*first))).collect();
            lines.push(self.with("bank-rule-first", "who", first.join(", ")));
        }
        lines.push(self.key(if line.lend_to_late { "bank-rule-late-may" } else { "bank-rule-late-may-not" }));
        if let Some(condition) = line.condition {
            lines.push(self.key(promise(condition)));
        }
        let icon = if good.is_some_and(|good| good.class().code() == "money") { "banknote" } else { "hand-coins" };
        Clause { icon, heading: self.two("bank-rule-lent", ("good", name), ("purpose", purpose)), lines }
    }

    /// The rate, with what comes back for a round quantity, so that nobody has to reckon.
    fn interest(&self, line: &Lending, good: Option<&Good>) -> String {
        let terms = &line.terms;
        if terms.rate.is_zero() {
            return self.key("bank-rule-interest-none");
        }
        let said = match terms.per {
            Per::Season => self.with("bank-rule-interest-season", "rate", self.rate(terms.rate)),
            Per::Month => self.with("bank-rule-interest-month", "rate", self.rate(terms.rate)),
            Per::Loan => self.with("bank-rule-interest-loan", "amount", self.fixed(good, terms.rate)),
        };
        let Some(good) = good.filter(|_| terms.per != Per::Month) else { return said };
        let lent = if line.ceiling > 0 { line.ceiling.min(100) } else { 100 }.saturating_mul(good.unit());
        let back = lent.saturating_add(terms.interest(lent, good.unit(), 1));
        let example = self.two("bank-rule-example", ("lent", self.smallest(good, lent)), ("back", self.smallest(good, back)));
        format!("{said} {example}")
    }

    /// A fixed quantity, which may be a part of a unit: half a kilogram.
    fn fixed(&self, good: Option<&Good>, quantity: Decimal) -> String {
        use rust_decimal::prelude::ToPrimitive;
        let unit = good.map_or(1, Good::unit);
        let smallest = (quantity * Decimal::from(unit)).round().to_i64().unwrap_or(i64::MAX);
        good.map_or_else(|| self.rate(quantity), |good| self.smallest(good, smallest))
    }

    fn due(&self, line: &Lending) -> String {
        let terms = &line.terms;
        let due = match terms.due {
            Due::Harvest => self.key("bank-rule-due-harvest"),
            Due::Months(months) => self.with("bank-rule-due-months", "count", self.count(months)),
            Due::Yearly { month, day } => {
                let month = self.key(&format!("month-{month}"));
                self.two("bank-rule-due-yearly", ("day", self.count(day)), ("month", month))
            }
        };
        if terms.grace_days == 0 {
            return due;
        }
        format!("{due} {}", self.with("bank-rule-grace", "days", self.count(terms.grace_days)))
    }

    fn late(&self, line: &Lending) -> Vec<String> {
        let terms = &line.terms;
        let mut lines = Vec::new();
        if !terms.late_rate.is_zero() {
            let every = ("months", self.count(terms.late_every_months));
            lines.push(self.two("bank-rule-late", ("rate", self.rate(terms.late_rate)), every));
        }
        if !terms.cap.is_zero() {
            lines.push(self.with("bank-rule-cap", "rate", self.rate(terms.cap)));
        }
        lines
    }

    fn repaying(&self, line: &Lending) -> String {
        let terms = &line.terms;
        let first = match terms.pays_first {
            PaysFirst::Interest => "bank-rule-interest-first",
            PaysFirst::Principal => "bank-rule-principal-first",
        };
        let cash = match terms.cash {
            None => self.key("bank-rule-cash-none"),
            Some(CashPrice::Market) => self.key("bank-rule-cash-market"),
            Some(CashPrice::MarketLess(less)) => self.with("bank-rule-cash-less", "percent", self.count(less)),
            Some(CashPrice::Committee) => self.key("bank-rule-cash-committee"),
        };
        let mut said = format!("{cash} {}", self.key(first));
        if let Some(good) = self.bank.good(&line.good).filter(|_| terms.round_to > 1) {
            let rounded = match terms.rounding {
                RoundInterest::HalfUp => "bank-rule-rounded",
                RoundInterest::Up => "bank-rule-rounded-up",
                RoundInterest::Down => "bank-rule-rounded-down",
            };
            said = format!("{said} {}", self.with(rounded, "amount", self.smallest(&good, terms.round_to)));
        }
        said
    }

    fn placing(&self, line: &Placing) -> Clause {
        let species = self.key(&format!("good-{}", line.species.code()));
        let mut lines = vec![self.offspring(line)];
        lines.extend(self.counts(line.counts));
        if line.offspring.contains(&Whose::Bank) || line.then == Whose::Bank {
            lines.push(self.handover(line));
        }
        if line.moves_on_after > 0 {
            lines.push(self.with("bank-rule-moves-on", "count", self.count(line.moves_on_after)));
        }
        lines.push(self.key(match line.title {
            Title::ObligationsMet => "bank-rule-title-met",
            Title::Never => "bank-rule-title-never",
        }));
        if let Some(plan) = line.hire_purchase {
            let values = [
                ("count", self.count(plan.instalments).into()),
                ("amount", self.money(plan.amount).into()),
                ("months", self.count(plan.every_months).into()),
            ];
            lines.push(self.words.with("bank-rule-hire", &values));
        }
        if line.infertile_years > 0 {
            lines.push(self.with("bank-rule-infertile", "years", self.count(line.infertile_years)));
        }
        lines.extend(self.deaths(line));
        lines.push(match line.fine_multiple {
            1 => self.key("bank-rule-fine-once"),
            times => self.with("bank-rule-fine", "times", self.count(times)),
        });
        lines.push(match line.keeper_pays_care {
            0 => self.key("bank-rule-care-bank"),
            100 => self.key("bank-rule-care-keeper"),
            percent => self.with("bank-rule-care", "percent", self.count(percent)),
        });
        if line.insurance_a_year > 0 {
            lines.push(self.with("bank-rule-insurance", "amount", self.money(line.insurance_a_year)));
        }
        if line.seen_every_months > 0 {
            lines.push(self.with("bank-rule-seen", "months", self.count(line.seen_every_months)));
        }
        Clause { icon: "beef", heading: self.with("bank-rule-placed", "good", species), lines }
    }

    fn offspring(&self, line: &Placing) -> String {
        let whose = |whose: Whose| match whose {
            Whose::Bank => self.key("bank-rule-the-banks"),
            Whose::Family => self.key("bank-rule-the-familys"),
        };
        let mut said: Vec<String> = (1..)
            .zip(&line.offspring)
            .map(|(nth, of)| self.two("bank-rule-calf", ("nth", self.count(nth)), ("whose", whose(*of))))
            .collect();
        let key = if said.is_empty() { "bank-rule-calves-all" } else { "bank-rule-calves-later" };
        said.push(self.with(key, "whose", whose(line.then)));
        said.join(" ")
    }

    fn counts(&self, rule: SexRule) -> Option<String> {
        Some(match rule {
            SexRule::Any => return None,
            SexRule::FemaleKeepMale => self.key("bank-rule-female-keep"),
            SexRule::FemaleSellMale(amount) => self.with("bank-rule-female-sell", "amount", self.money(amount)),
            SexRule::FemaleShareMale(percent) => self.with("bank-rule-female-share", "percent", self.count(percent)),
        })
    }

    fn handover(&self, line: &Placing) -> String {
        let when = match line.handover {
            Handover::AtMonths(months) => self.with("bank-rule-handed-at", "months", self.count(months)),
            Handover::AfterCalves(calves) => self.with("bank-rule-handed-after", "count", self.count(calves)),
        };
        let to = match line.handover_to {
            HandoverTo::NextFamily => "bank-rule-to-family",
            HandoverTo::Bank => "bank-rule-to-bank",
        };
        let lost = match line.lost_calf {
            LostCalf::NextCalf => "bank-rule-lost-next",
            LostCalf::BankLoss => "bank-rule-lost-bank",
        };
        format!("{when} {} {}", self.key(to), self.key(lost))
    }

    fn deaths(&self, line: &Placing) -> Vec<String> {
        let DeathRule { disease, accident, age, neglect, witnesses, note, within_days } = line.death;
        let by = |bears: Bears| {
            let causes = [("disease", disease), ("accident", accident), ("age", age), ("neglect", neglect)];
            let of = causes.iter().filter(|(_, who)| *who == bears);
            of.map(|(cause, _)| self.key(&format!("bank-rule-death-{cause}"))).collect::<Vec<_>>().join(", ")
        };
        let (bank, keeper) = (by(Bears::Bank), by(Bears::Keeper));
        let mut proof = Vec::new();
        if witnesses > 0 {
            proof.push(self.with("bank-rule-witnesses", "count", self.count(witnesses)));
        }
        if note {
            proof.push(self.key("bank-rule-note"));
        }
        if within_days > 0 {
            proof.push(self.with("bank-rule-within", "days", self.count(within_days)));
        }
        let mut lines = Vec::new();
        if !bank.is_empty() {
            let bears = self.with("bank-rule-bank-bears", "causes", bank);
            let needs = self.with("bank-rule-proof", "proof", proof.join(", "));
            lines.push(if proof.is_empty() { bears } else { format!("{bears} {needs}") });
        }
        if !keeper.is_empty() {
            lines.push(self.with("bank-rule-keeper-bears", "causes", keeper));
        }
        lines
    }

    fn further(&self, rules: &Rules) -> Clause {
        let mut lines = vec![self.with("bank-rule-band", "percent", self.count(rules.prices.band_percent))];
        if !rules.interest_use.is_empty() {
            let uses: Vec<String> = rules.interest_use.iter().map(|used| self.key(use_of(*used))).collect();
            lines.push(self.with("bank-rule-interest-use", "uses", uses.join(", ")));
        }
        lines.push(self.key("bank-rule-two-officers"));
        Clause { icon: "scroll-text", heading: self.key("bank-rule-further"), lines }
    }
}

/// Who comes first, as a key.
pub(super) fn priority(first: Priority) -> &'static str {
    match first {
        Priority::IdPoor1 => "bank-first-id-poor1",
        Priority::IdPoor2 => "bank-first-id-poor2",
        Priority::Women => "bank-first-women",
        Priority::Elderly => "bank-first-elderly",
    }
}

fn promise(condition: Condition) -> &'static str {
    match condition {
        Condition::SchoolAttendance => "bank-rule-promise-school",
        Condition::Training => "bank-rule-promise-training",
    }
}

fn use_of(used: InterestUse) -> &'static str {
    match used {
        InterestUse::Stock => "bank-use-stock",
        InterestUse::Repairs => "bank-use-repairs",
        InterestUse::Honorarium => "bank-use-honorarium",
        InterestUse::Help => "bank-use-help",
    }
}
