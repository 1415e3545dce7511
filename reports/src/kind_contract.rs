//! The contract of a loan in kind: so much of a good is lent, so much is brought back by a day, how it is weighed, and
//! whether money is taken instead. Kilograms stay kilograms: no figure of money stands on it.
use crate::{
    Block, Document, Label, Say,
    contract::{self, Agreed, Name, Person, decimal, listed},
    of_group::Signer,
};
use chrono::NaiveDate;
use domain::banks::{
    Class, Good,
    rules::{CashPrice, Condition, Due, LoanTerms, PaysFirst, Per, Purpose, RoundInterest, Store},
};
use words::Words;

/// The contract of a loan in kind. Quantities are smallest units of its good.
#[derive(Clone, Debug)]
pub struct KindContract {
    /// The bank that lends.
    pub bank: Name,
    /// Where it is; may be empty.
    pub place: Name,
    /// The loan's number.
    pub no: i64,
    /// Who borrowed.
    pub who: Person,
    /// What.
    pub good: Good,
    /// For what.
    pub purpose: Purpose,
    /// How much.
    pub lent: i64,
    /// With interest on the due day.
    pub back: i64,
    /// When it was given.
    pub given_on: NaiveDate,
    /// When it is due.
    pub due_on: NaiveDate,
    /// What was agreed.
    pub terms: LoanTerms,
    /// How what is brought is weighed.
    pub store: Store,
    /// What was promised beside it.
    pub condition: Option<Condition>,
    /// Who answers for it.
    pub guarantors: Vec<Person>,
    /// Who signs for the bank.
    pub officers: Vec<Signer>,
}

impl KindContract {
    /// The contract on one sheet.
    pub fn document(&self, say: Say) -> Document {
        contract::on_one_sheet(|fit| {
            let title = say.say("kind-contract-of");
            let number = say.with("loan-number", |words| vec![("number", words.ordinal(self.no))]);
            let head = (format!("{} · {}", title.main, number.main), self.who.listed(say.words()));
            let name = format!("{} · {}", number.main, self.who.name.line(say));
            let mut story = fit.story(&name, head, say);
            story.add(Block::Title(fit.short(title)));
            if !self.place.label(say).is_empty() {
                story.add(Block::Small(fit.short(self.place.label(say))));
            }
            story.add(Block::Text(self.sentence(say))).add(Block::Text(self.brings_back(say)));
            story.add(Block::Table(self.agreed(say).table(fit)));
            let people = contract::signers(say, (say.say("loan-borrower"), &self.who), &self.guarantors, &self.officers);
            story.add(contract::signing(say, fit, say.say("paper-kind-copies"), people));
            story
        })
    }

    fn sentence(&self, say: Say) -> Label {
        say.with("kind-contract-lent", |words| {
            vec![
                ("bank", self.bank.show(words)),
                ("good", good_name(words, &self.good)),
                ("amount", self.amount(words, self.lent)),
                ("name", self.who.name.show(words)),
                ("number", words.ordinal(self.who.number)),
                ("date", words.date(self.given_on)),
                ("purpose", words.say(&format!("purpose-{}", self.purpose.code())).into_owned()),
            ]
        })
    }

    fn brings_back(&self, say: Say) -> Label {
        say.with("kind-contract-back", |words| {
            let (name, amount) = (self.who.name.show(words), self.amount(words, self.back));
            vec![("name", name), ("amount", amount), ("date", words.date(self.due_on))]
        })
    }

    fn amount(&self, words: Words, quantity: i64) -> String {
        words.amount(quantity, self.good.commodity().decimals(), self.good.code())
    }

    fn agreed(&self, say: Say) -> Agreed {
        let terms = &self.terms;
        let amount = |quantity| say.of(|words| format!("{} · {}", good_name(words, &self.good), self.amount(words, quantity)));
        let mut agreed = Agreed::default();
        agreed.strong(say.say("paper-kind-lent"), amount(self.lent));
        agreed.strong(say.say("paper-kind-back"), amount(self.back));
        agreed.strong(say.say("kind-due-on"), Label::from(say.day(self.due_on)));
        agreed.line(say.say("paper-kind-due-rule"), self.due(say));
        agreed.line(say.say("repay-interest"), self.interest(say));
        agreed.line(say.say("loan-order"), self.order(say));
        if terms.grace_days > 0 {
            let days = terms.grace_days.into();
            agreed.line(say.say("loan-late"), say.with("kind-grace", |words| vec![("count", words.number(days))]));
        }
        agreed.line(say.say("kind-late"), self.late(say));
        if !terms.cap.is_zero() {
            agreed.line(say.say("kind-most"), say.with("kind-cap", |words| vec![("rate", decimal(words, terms.cap))]));
        }
        if self.good.class() != Class::Money {
            agreed.line(say.say("kind-with-money"), self.cash(say));
        }
        if matches!(self.good.class(), Class::Paddy | Class::Seed) {
            agreed.line(say.say("paper-kind-quality"), self.quality(say));
        }
        let condition = self.condition.map(|condition| match condition {
            Condition::SchoolAttendance => "kind-condition-school",
            Condition::Training => "kind-condition-training",
        });
        agreed.line(say.say("kind-condition"), condition.map(|key| say.say(key)).unwrap_or_default());
        agreed.line(say.say("loan-guarantors"), listed(say, &self.guarantors));
        agreed
    }

    fn due(&self, say: Say) -> Label {
        match self.terms.due {
            Due::Harvest => say.say("kind-due-harvest"),
            Due::Yearly { month, day } => say.with("kind-due-yearly", |words| {
                vec![("day", words.ordinal(day.into())), ("month", words.say(&format!("month-{month}")).into_owned())]
            }),
            Due::Months(months) => say.with("kind-due-months", |words| vec![("count", words.number(months.into()))]),
        }
    }

    /// The rate, and how it is rounded where that makes a difference.
    fn interest(&self, say: Say) -> Label {
        let terms = &self.terms;
        if terms.rate.is_zero() {
            return say.say("loan-no-interest");
        }
        let rate = |words: Words| {
            let percent = decimal(words, terms.rate);
            match terms.per {
                Per::Season => words.with("kind-rate-season", &[("rate", percent.into())]),
                Per::Month => words.with("kind-rate-month", &[("rate", percent.into())]),
                Per::Loan => {
                    let unit = words.unit(self.good.commodity().decimals(), self.good.code());
                    words.with("kind-rate-loan", &[("amount", format!("{percent}\u{a0}{unit}").into())])
                }
            }
        };
        let rounded = match terms.rounding {
            RoundInterest::HalfUp => "kind-round-half-up",
            RoundInterest::Up => "kind-round-up",
            RoundInterest::Down => "kind-round-down",
        };
        say.of(|words| match terms.round_to {
            ..=1 => rate(words),
            to => format!("{} · {}", rate(words), words.with(rounded, &[("amount", self.amount(words, to).into())])),
        })
    }

    fn order(&self, say: Say) -> Label {
        if self.terms.rate.is_zero() {
            return Label::default();
        }
        say.say(match self.terms.pays_first {
            PaysFirst::Interest => "kind-pays-interest",
            PaysFirst::Principal => "kind-pays-principal",
        })
    }

    /// What a further late season costs: that it costs nothing is said too.
    fn late(&self, say: Say) -> Label {
        let terms = &self.terms;
        if terms.late_rate.is_zero() {
            return say.say("paper-kind-late-none");
        }
        say.with("kind-late-rate", |words| {
            vec![("rate", decimal(words, terms.late_rate)), ("months", words.number(terms.late_every_months.into()))]
        })
    }

    fn cash(&self, say: Say) -> Label {
        match self.terms.cash {
            None => say.say("kind-cash-none"),
            Some(CashPrice::Market) => say.say("kind-cash-market"),
            Some(CashPrice::MarketLess(less)) => say.with("kind-cash-less", |words| vec![("percent", words.number(less.into()))]),
            Some(CashPrice::Committee) => say.say("kind-cash-committee"),
        }
    }

    /// What wet or dirty paddy counts for when it is brought back.
    fn quality(&self, say: Say) -> Label {
        let store = &self.store;
        let percent = |words: Words, tenths: i64| format!("{}\u{a0}%", decimal(words, rust_decimal::Decimal::new(tenths, 1)));
        say.of(|words| {
            let wet = [
                ("percent", percent(words, store.moisture_tenths).into()),
                ("most", percent(words, store.moisture_most_tenths).into()),
            ];
            let wet = words.with("bank-rule-moisture", &wet);
            let dirt = match store.foreign_tenths {
                0 => words.say("bank-rule-foreign-none").into_owned(),
                tenths => words.with("bank-rule-foreign", &[("percent", percent(words, tenths).into())]),
            };
            format!("{wet} {dirt}")
        })
    }
}

/// A good by its class, variety and grade.
fn good_name(words: Words, good: &Good) -> String {
    let class = words.say(&format!("good-{}", good.class().code()));
    let variety = words.name(&good.variety_km, &good.variety_latin);
    let parts = [class.as_ref(), variety, good.grade.as_str()];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}
