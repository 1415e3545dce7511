//! Between a bank's rules and the form in which they are typed: written into it, and read back, with every refusal at
//! its field.
mod reading;

pub use reading::{read, read_text};

use crate::groups::form::rate;
use domain::banks::{
    Bank, Class, Rules,
    rules::{CashPrice, DeathRule, Due, Handover, HandoverTo, Joining, Lending, LostCalf, Placing, SexRule, Store, Title, Whose},
};
use serde::{Serialize, de::DeserializeOwned};
use templates::banks::rules_form::{DEATHS, RulesForm};
use words::Words;

/// The word of a choice, as files have it: the form's options are the same words.
fn code<T: Serialize>(choice: &T) -> String {
    serde_json::to_value(choice).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

/// The choice of a word.
fn of_code<T: DeserializeOwned>(code: &str) -> Option<T> {
    serde_json::from_value(serde_json::Value::String(code.to_owned())).ok()
}

/// The rules as the form is filled in.
pub fn written(rules: &Rules, bank: &Bank, words: Words) -> RulesForm {
    let mut form = RulesForm::default();
    for (at, line) in rules.lending.iter().enumerate() {
        write_lending(&mut form, at, line, bank, words);
    }
    blank_lending(&mut form, rules.lending.len());
    for (at, line) in rules.placing.iter().enumerate() {
        write_placing(&mut form, at, line, bank, words);
    }
    write_placing(&mut form, rules.placing.len(), &usual_placing(), bank, words);
    form.set(format!("p{}_species", rules.placing.len()), "");
    let Store { capacity, scale_most, moisture_tenths, moisture_most_tenths, foreign_tenths } = rules.store;
    form.set("capacity", above_nought(capacity, words));
    form.set("scale", words.number(scale_most));
    form.set("moisture", tenths(moisture_tenths, words));
    form.set("moisture_most", tenths(moisture_most_tenths, words));
    form.set("foreign", tenths(foreign_tenths, words));
    if let Some(Joining { good, quantity, returned }) = &rules.joining {
        form.set("joining_good", good);
        form.set("joining_quantity", words.number(*quantity));
        form.set("joining_returned", if *returned { "returned" } else { "capital" });
    }
    form.set("band", words.number(rules.prices.band_percent.into()));
    for used in &rules.interest_use {
        form.set(format!("use_{}", code(used)), "1");
    }
    form
}

fn above_nought(number: i64, words: Words) -> String {
    if number == 0 { String::new() } else { words.number(number) }
}

fn tenths(tenths: i64, words: Words) -> String {
    if tenths % 10 == 0 { words.quantity(tenths / 10, 0) } else { words.quantity(tenths, 1) }
}

/// A free line: as most banks begin.
fn blank_lending(form: &mut RulesForm, at: usize) {
    let usual = [
        ("purpose", ""),
        ("per", "season"),
        ("due", "harvest"),
        ("cash", "none"),
        ("late_every", "12"),
        ("round_to", "1"),
        ("rounding", "half-up"),
        ("pays_first", "interest"),
        ("lend_to_late", "no"),
    ];
    for (field, value) in usual {
        form.set(format!("l{at}_{field}"), value);
    }
}

/// A free line of animals: the first calf and the third are handed on, as in most of the country.
fn usual_placing() -> Placing {
    Placing {
        species: Class::Cattle,
        offspring: vec![Whose::Bank, Whose::Family, Whose::Bank],
        then: Whose::Family,
        counts: SexRule::Any,
        handover: Handover::default(),
        handover_to: HandoverTo::NextFamily,
        title: Title::ObligationsMet,
        moves_on_after: 0,
        lost_calf: LostCalf::NextCalf,
        infertile_years: 0,
        death: DeathRule::default(),
        fine_multiple: 1,
        keeper_pays_care: 0,
        insurance_a_year: 0,
        hire_purchase: None,
        seen_every_months: 3,
    }
}

fn write_lending(form: &mut RulesForm, at: usize, line: &Lending, bank: &Bank, words: Words) {
    let terms = &line.terms;
    let good = bank.good(&line.good);
    let mut set = |field: &str, value: String| form.set(format!("l{at}_{field}"), value);
    let count = |number: u32| above_nought(number.into(), words);
    set("purpose", line.purpose.code().into());
    set("good", line.good.clone());
    set("rate", rate(terms.rate, words));
    set("per", code(&terms.per));
    match terms.due {
        Due::Harvest => set("due", "harvest".into()),
        Due::Months(months) => {
            set("due", "months".into());
            set("due_months", words.number(months.into()));
        }
        Due::Yearly { month, day } => {
            set("due", "yearly".into());
            set("due_month", words.number(month.into()));
            set("due_day", words.number(day.into()));
        }
    }
    set("ceiling", above_nought(line.ceiling, words));
    set("guarantors", count(line.guarantors));
    let (cash, less) = match terms.cash {
        None => ("none", None),
        Some(CashPrice::Market) => ("market", None),
        Some(CashPrice::MarketLess(percent)) => ("market-less", Some(percent)),
        Some(CashPrice::Committee) => ("committee", None),
    };
    set("cash", cash.into());
    set("cash_less", less.map(count).unwrap_or_default());
    set("grace", count(terms.grace_days));
    set("cap", if terms.cap.is_zero() { String::new() } else { rate(terms.cap, words) });
    set("late_rate", if terms.late_rate.is_zero() { String::new() } else { rate(terms.late_rate, words) });
    set("late_every", count(terms.late_every_months));
    set("round_to", words.quantity(terms.round_to, good.map_or(0, |good| good.commodity().decimals())));
    set("rounding", code(&terms.rounding));
    set("pays_first", code(&terms.pays_first));
    set("lend_to_late", if line.lend_to_late { "yes" } else { "no" }.into());
    for (nth, first) in (1..).zip(&line.first) {
        set(&format!("first_{nth}"), code(first));
    }
    set("condition", line.condition.as_ref().map(code).unwrap_or_default());
}

fn write_placing(form: &mut RulesForm, at: usize, line: &Placing, bank: &Bank, words: Words) {
    let mut set = |field: &str, value: String| form.set(format!("p{at}_{field}"), value);
    let count = |number: u32| above_nought(number.into(), words);
    let money = |amount: i64| words.quantity(amount, bank.money.decimals());
    set("species", line.species.code().into());
    for (nth, whose) in (1..).zip(&line.offspring) {
        set(&format!("o{nth}"), code(whose));
    }
    set("then", code(&line.then));
    let counts = match line.counts {
        SexRule::Any => "any",
        SexRule::FemaleKeepMale => "female-keep-male",
        SexRule::FemaleSellMale(sum) => {
            set("counts_sum", money(sum));
            "female-sell-male"
        }
        SexRule::FemaleShareMale(percent) => {
            set("counts_percent", words.number(percent.into()));
            "female-share-male"
        }
    };
    set("counts", counts.into());
    let (handover, number) = match line.handover {
        Handover::AtMonths(months) => ("at-months", months),
        Handover::AfterCalves(calves) => ("after-calves", calves),
    };
    set("handover", handover.into());
    set("handover_number", words.number(number.into()));
    set("handover_to", code(&line.handover_to));
    set("title", code(&line.title));
    set("moves_on", count(line.moves_on_after));
    set("infertile", count(line.infertile_years));
    set("lost_calf", code(&line.lost_calf));
    let DeathRule { disease, accident, age, neglect, witnesses, note, within_days } = line.death;
    for (cause, bears) in DEATHS.into_iter().zip([disease, accident, age, neglect]) {
        set(&format!("death_{cause}"), code(&bears));
    }
    set("witnesses", count(witnesses));
    set("within_days", count(within_days));
    set("note", if note { "yes" } else { "no" }.into());
    set("fine", words.number(line.fine_multiple.into()));
    set("care", count(line.keeper_pays_care));
    set("seen", count(line.seen_every_months));
    set("insurance", if line.insurance_a_year == 0 { String::new() } else { money(line.insurance_a_year) });
    if let Some(plan) = line.hire_purchase {
        set("hire_instalments", words.number(plan.instalments.into()));
        set("hire_every", words.number(plan.every_months.into()));
        set("hire_amount", money(plan.amount));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::NaiveDate;
    use domain::banks::GOODS;
    use ledger::{Commodity, FundNo};
    use words::{Digits, Language};

    fn bank() -> Bank {
        Bank {
            fund: FundNo(3),
            money: Commodity::KHR,
            opened_on: NaiveDate::MIN,
            rules: vec![],
            seasons: vec![],
            goods: GOODS.clone(),
            prices: vec![],
            members: vec![],
            acts: vec![],
            closed_through: None,
        }
    }

    fn readers() -> [Words; 2] {
        [Words::new(Language::English), Words { language: Language::Khmer, digits: Digits::Khmer }]
    }

    /// Whatever a scheme of the field says, the form says too: written into it and read back, nothing is lost.
    #[test]
    fn every_scheme_goes_through_the_form() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/banks/schemes");
        let mut seen = 0;
        for file in std::fs::read_dir(folder).unwrap() {
            let path = file.unwrap().path();
            let rules = Rules::parse(&std::fs::read_to_string(&path).unwrap(), &GOODS).unwrap();
            for words in readers() {
                let form = written(&rules, &bank(), words);
                assert_eq!(read(&form, &bank(), words).as_ref(), Ok(&rules), "{}", path.display());
            }
            seen += 1;
        }
        assert!(seen > 20, "only {seen} schemes were read");
    }

    /// The same for everything that rules can say at once.
    #[test]
    fn everything_that_rules_can_say_goes_through_the_form() {
        let text = r#"
            interest_use = ["stock", "repairs", "honorarium", "help"]
            [store]
            capacity = 12000
            scale_most = 80
            moisture_tenths = 145
            moisture_most_tenths = 200
            foreign_tenths = 15
            [joining]
            good = "PADDY"
            quantity = 25
            returned = false
            [prices]
            band_percent = 35
            [[lending]]
            purpose = "emergency"
            good = "PADDY"
            ceiling = 120
            guarantors = 2
            first = ["elderly", "women", "id-poor2", "id-poor1"]
            lend_to_late = true
            condition = "training"
            [lending.terms]
            rate = "2.5"
            per = "month"
            due = { yearly = { month = 2, day = 29 } }
            grace_days = 15
            late_rate = "7.5"
            late_every_months = 6
            cap = 60
            round_to = 500
            rounding = "down"
            pays_first = "principal"
            cash = { market-less = 15 }
            [[placing]]
            species = "cattle"
            offspring = ["bank", "family", "bank", "bank"]
            then = "family"
            counts = { female-share-male = 40 }
            handover = { after-calves = 2 }
            handover_to = "bank"
            title = "never"
            moves_on_after = 4
            lost_calf = "bank-loss"
            infertile_years = 2
            fine_multiple = 3
            keeper_pays_care = 25
            insurance_a_year = 20000
            seen_every_months = 3
            hire_purchase = { instalments = 8, every_months = 3, amount = 250000 }
            [placing.death]
            disease = "keeper"
            accident = "bank"
            age = "keeper"
            neglect = "bank"
            witnesses = 3
            note = false
            within_days = 0
        "#;
        let rules = Rules::parse(text, &GOODS).unwrap();
        for words in readers() {
            assert_eq!(read(&written(&rules, &bank(), words), &bank(), words).as_ref(), Ok(&rules));
        }
    }

    #[test]
    fn what_contradicts_itself_is_said_at_its_line() {
        let words = Words::new(Language::English);
        let rice = Rules::parse(include_str!("../../fixtures/banks/schemes/cws.toml"), &GOODS).unwrap();
        let mut form = written(&rice, &bank(), words);
        form.set("l0_rate", "301");
        form.set("l0_due", "months");
        form.set("l1_purpose", "seed");
        form.set("l1_good", "CATTLE");
        form.set("l1_rate", "ten");
        form.set("p0_species", "cattle");
        form.set("p0_o1", "");
        form.set("p0_o3", "");
        form.set("moisture", "x");
        let problems = read(&form, &bank(), words).unwrap_err();
        let fields: Vec<&str> = problems.iter().map(|problem| problem.field.as_str()).collect();
        assert_eq!(fields, ["l1_rate", "l0_rate", "l0_due", "p0_then", "moisture"]);
        let mut form = written(&rice, &bank(), words);
        form.set("l0_purpose", "");
        assert_eq!(
            read(&form, &bank(), words).unwrap_err()[0].message,
            "Nothing is lent and no animals are placed. Write at least one."
        );
        // One place of the order that was left out is the family's; a dash at the end ends it.
        form.set("p0_species", "cattle");
        form.set("p0_o2", "");
        assert_eq!(read(&form, &bank(), words).unwrap().placing[0].offspring, [Whose::Bank, Whose::Family, Whose::Bank]);
    }
}
