//! The contract of a loan of money: what was agreed on the day it was given, the schedule that holds, and the places to
//! sign. Somebody presses her thumb under it: it says nothing that is not on the loan.
use crate::{
    Block, Cell, Column, Document, Label, Row, Say, Table,
    contract::{self, Agreed, Fit, Name, Person, decimal, listed},
    of_group::Signer,
};
use chrono::NaiveDate;
use domain::{
    constitution::{AfterTerm, PaymentOrder, PenaltyAt},
    loans::{
        Terms,
        schedule::{Instalment, InterestBy},
    },
};
use words::Words;

/// The contract of a loan of money. Quantities are smallest units of what was lent.
#[derive(Clone, Debug)]
pub struct LoanContract {
    /// The group that lends.
    pub group: Name,
    /// Where it is; may be empty.
    pub place: Name,
    /// The loan's number.
    pub no: i64,
    /// Who borrowed.
    pub who: Person,
    /// What it is for, as she said it.
    pub purpose: String,
    /// Who answers for it.
    pub guarantors: Vec<Person>,
    /// What was agreed, copied onto the loan on the day it was given.
    pub terms: Terms,
    /// The plan that holds.
    pub plan: Vec<Instalment>,
    /// The day on which the plan took the place of an earlier one.
    pub planned_on: Option<NaiveDate>,
    /// Who signs for the group.
    pub officers: Vec<Signer>,
}

impl LoanContract {
    /// The contract on one sheet where its schedule allows.
    pub fn document(&self, say: Say) -> Document {
        contract::on_one_sheet(|fit| {
            let title = say.say("loan-contract-of");
            let number = say.with("loan-number", |words| vec![("number", words.ordinal(self.no))]);
            let head = (format!("{} · {}", title.main, number.main), self.who.listed(say.words()));
            let name = format!("{} · {}", number.main, self.who.name.line(say));
            let mut story = fit.story(&name, head, say);
            story.add(Block::Title(fit.short(title)));
            if !self.place.label(say).is_empty() {
                story.add(Block::Small(fit.short(self.place.label(say))));
            }
            story.add(Block::Text(self.lent(say))).add(Block::Text(say.say("loan-contract-repaid")));
            story.add(Block::Table(self.agreed(say).table(fit)));
            self.schedule(say, fit).into_iter().for_each(|block| {
                story.add(block);
            });
            let people = contract::signers(say, (say.say("loan-borrower"), &self.who), &self.guarantors, &self.officers);
            story.add(contract::signing(say, fit, say.say("paper-contract-copies"), people));
            story
        })
    }

    fn lent(&self, say: Say) -> Label {
        say.with("loan-contract-lent", |words| {
            vec![
                ("group", self.group.show(words)),
                ("amount", self.amount(words, self.terms.principal)),
                ("name", self.who.name.show(words)),
                ("number", words.ordinal(self.who.number)),
                ("date", words.date(self.terms.given_on)),
            ]
        })
    }

    fn amount(&self, words: Words, quantity: i64) -> String {
        words.amount(quantity, self.terms.decimals, &self.terms.commodity)
    }

    fn of_count(say: Say, key: &str, count: u32) -> Label {
        if count == 0 { Label::default() } else { say.with(key, |words| vec![("count", words.number(count.into()))]) }
    }

    fn agreed(&self, say: Say) -> Agreed {
        let terms = &self.terms;
        let money = |quantity: i64| say.of(|words| self.amount(words, quantity));
        let mut agreed = Agreed::default();
        agreed.strong(say.say("loan-lent"), money(terms.principal));
        agreed.strong(say.say("paper-contract-in-all"), money(self.in_all()));
        agreed.line(say.say("loan-purpose"), Label::from(self.purpose.as_str()));
        agreed.line(say.say("loan-guarantors"), listed(say, &self.guarantors));
        if terms.service_charge > 0 {
            agreed.line(say.say("service-charge"), money(terms.service_charge));
        }
        agreed.line(say.say("calculator-interest"), self.interest(say));
        agreed.line(say.say("calculator-method"), self.method(say));
        agreed.line(say.say("calculator-instalments"), self.instalments(say));
        if terms.interest_by == InterestBy::Day {
            agreed.line(say.say("calculator-by"), say.say("calculator-by-day"));
        }
        agreed.line(say.say("loan-grace"), Self::of_count(say, "loan-grace-principal", terms.grace_principal));
        agreed.line(say.say("loan-grace"), Self::of_count(say, "loan-grace-interest", terms.grace_interest));
        agreed.line(say.say("loan-grace"), Self::of_count(say, "loan-interest-free", terms.interest_free));
        agreed.line(say.say("loan-order"), self.order(say));
        agreed.line(say.say("loan-early"), Self::of_count(say, "loan-early-days", terms.early_days));
        agreed.line(say.say("paper-contract-late"), self.late(say));
        agreed.line(
            say.say("loan-after-term"),
            say.say(match terms.after_term {
                AfterTerm::Stops => "loan-after-term-stops",
                AfterTerm::GoesOn => "loan-after-term-goes-on",
            }),
        );
        agreed
    }

    /// What comes back when everything is paid as planned.
    fn in_all(&self) -> i64 {
        self.plan.iter().map(|row| row.principal + row.interest).sum()
    }

    fn interest(&self, say: Say) -> Label {
        let terms = &self.terms;
        if terms.rate_percent.is_zero() {
            return say.say("loan-no-interest");
        }
        say.with("loan-rate", |words| {
            let per = words.say(&format!("calculator-per-{}", terms.per.code())).into_owned();
            vec![("rate", decimal(words, terms.rate_percent)), ("per", per)]
        })
    }

    /// The way of paying back, and what it means.
    fn method(&self, say: Say) -> Label {
        let code = self.terms.method.code();
        say.with("paper-contract-method", |words| {
            let said = |key: String| words.say(&key).into_owned();
            vec![("method", said(format!("calculator-method-{code}"))), ("means", said(format!("calculator-method-{code}-hint")))]
        })
    }

    fn instalments(&self, say: Say) -> Label {
        let (every, unit) = (self.terms.every, self.terms.every.unit.code());
        say.of(|words| {
            let often = match every.count {
                1 => words.say(&format!("loan-every-{unit}")).into_owned(),
                count => words.with(&format!("loan-every-{unit}s"), &[("count", words.number(count.into()).into())]),
            };
            format!("{} · {often}", words.number(self.terms.instalments.into()))
        })
    }

    /// What a payment pays first, with the place of penalties in it where there are any.
    fn order(&self, say: Say) -> Label {
        let order = match self.terms.payment_order {
            PaymentOrder::InterestFirst => "loan-order-interest-first",
            PaymentOrder::PrincipalFirst => "loan-order-principal-first",
            PaymentOrder::ByInstalment => "loan-order-by-instalment",
            PaymentOrder::Proportional => "loan-order-proportional",
        };
        let penalty = match self.terms.penalty_at {
            PenaltyAt::First => "loan-penalty-first",
            PenaltyAt::Last => "loan-penalty-last",
        };
        if self.terms.penalty == 0 {
            return say.say(order);
        }
        say.of(|words| format!("{} · {}", words.say(order), words.say(penalty)))
    }

    /// What being late costs: that it costs nothing is said too.
    fn late(&self, say: Say) -> Label {
        let terms = &self.terms;
        match (terms.penalty, terms.penalty_after_days) {
            (0, _) => say.say("paper-contract-no-penalty"),
            (penalty, 0) => say.with("loan-penalty-at-once", |words| vec![("amount", self.amount(words, penalty))]),
            (penalty, days) => say.with("loan-penalty-after", |words| {
                vec![("amount", self.amount(words, penalty)), ("count", words.number(days.into()))]
            }),
        }
    }

    fn schedule(&self, say: Say, fit: Fit) -> Vec<Block> {
        let unit = self.terms.commodity();
        let heading = say.of(|words| {
            let unit = words.unit(unit.decimals(), unit.code());
            format!("{} ({})", words.say("calculator-schedule"), words.with("amounts-in", &[("sign", unit)]))
        });
        let number = |quantity| Cell::text(say.quantity(quantity, unit));
        let strong = |quantity| Cell::strong(say.quantity(quantity, unit));
        let columns = vec![
            Column::number(say.say("number-short")),
            Column::number(say.say("calculator-due")),
            Column::number(say.say("calculator-principal-part")),
            Column::number(say.say("calculator-interest")),
            Column::number(say.say("calculator-to-pay")),
            Column::number(say.say("calculator-balance")),
        ];
        let row = |row: &Instalment| {
            Row::new(vec![
                Cell::text(say.ordinal(row.n.into())),
                Cell::text(say.day(row.due)),
                number(row.principal),
                number(row.interest),
                strong(row.principal + row.interest),
                number(row.balance),
            ])
        };
        let mut rows: Vec<Row> = self.plan.iter().map(row).collect();
        let sum = |of: fn(&Instalment) -> i64| self.plan.iter().map(of).sum::<i64>();
        rows.push(Row::sum(vec![
            Cell::Blank,
            Cell::Label(fit.short(say.say("total"))),
            number(sum(|row| row.principal)),
            number(sum(|row| row.interest)),
            number(self.in_all()),
            Cell::Blank,
        ]));
        let planned = self.planned_on.map(|day| Block::Small(say.with("loan-plan-of", |words| vec![("date", words.date(day))])));
        std::iter::once(Block::Heading(fit.short(heading)))
            .chain(planned)
            .chain([Block::Table(Table::new(columns, rows).size(fit.table))])
            .collect()
    }
}
