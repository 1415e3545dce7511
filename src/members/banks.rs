//! What a member has to do with her group's banks: for her page, and for whether she may leave. It is told from the banks'
//! acts, as everywhere.
use super::store::Member;
use crate::{
    banks::{
        shown,
        store::{self as banks, BankRow},
    },
    groups::store::Group,
    store::{Error, Result, Tx},
};
use chrono::NaiveDate;
use domain::{
    banks::{
        Bank, Party, State,
        animals::{Due, Obligation},
        loan::Loan,
    },
    leaving::{Tie, ties},
};
use std::collections::BTreeMap;
use templates::{
    banks::GoodHead,
    member_banks::{Answers, AtBank, KeptAnimal, KindLoan, OwedFor, Owing},
    parts::encode,
};
use words::Words;

/// A bank of the group, loaded, as it stands at the end of a day.
pub struct Standing {
    row: BankRow,
    bank: Bank,
    today: NaiveDate,
    state: State,
}

/// The banks of a group as they stand today; a group keeps a handful.
pub async fn standings(tx: &mut Tx, group: &Group, today: NaiveDate) -> Result<Vec<Standing>> {
    let mut all = Vec::new();
    for row in banks::banks_of(tx, group.book).await? {
        let bank = banks::load(tx, &row, group).await?;
        let state = told(&row, &bank, today)?;
        all.push(Standing { row, bank, today, state });
    }
    Ok(all)
}

fn told(row: &BankRow, bank: &Bank, day: NaiveDate) -> Result<State> {
    bank.state(day).map_err(|flaw| Error::Garbled(format!("acts of {}: {flaw:?}", row.code)))
}

/// What a member has to do with each bank, those left out with which she has nothing.
pub async fn of_member(tx: &mut Tx, group: &Group, member: &Member, today: NaiveDate) -> Result<Vec<AtBank>> {
    let standings = standings(tx, group, today).await?;
    if standings.is_empty() {
        return Ok(vec![]);
    }
    let people = shown::people(tx, group).await?;
    let all = standings.iter().map(|standing| standing.of(member.party().into(), &people));
    Ok(all.filter(|bank| !bank.is_empty()).collect())
}

/// What ties a member to the banks of her group, in words, each with its address; a day to come counts as today.
pub fn tied(
    standings: &[Standing],
    people: &BTreeMap<Party, Member>,
    party: Party,
    on: NaiveDate,
    words: Words,
) -> Result<Vec<(String, String)>> {
    let mut all = Vec::new();
    for standing in standings {
        all.extend(standing.ties(party, on)?.iter().map(|tie| standing.say(words, tie, people)));
    }
    // Of one animal several calves may be owed: that is said once.
    all.dedup();
    Ok(all)
}

impl Standing {
    fn of(&self, party: Party, people: &BTreeMap<Party, Member>) -> AtBank {
        let (state, today) = (&self.state, self.today);
        let loan = |loan: &Loan| KindLoan {
            no: loan.no,
            good: self.good(&loan.good),
            owed: loan.owed(today).total(),
            due_on: loan.due_on,
            days_late: loan.days_late(today),
        };
        let kept = state.herd().filter_map(|animal| {
            let keeping = animal.keeping().filter(|keeping| keeping.keeper == party)?;
            Some(KeptAnimal { no: animal.no, tag: animal.tag.clone(), species: animal.species.code(), since: keeping.from })
        });
        let answers = |loan: &Loan| Answers {
            loan: loan.no,
            who: shown::who(people, loan.party),
            good: self.good(&loan.good),
            owed: loan.owed(today).total(),
        };
        let owes = state.obligations.values().filter(|owed| owed.keeper == party && owed.is_open());
        let held = state.deposits.iter().filter(|((of, _), quantity)| *of == party && **quantity > 0);
        let guaranteed = state.loans.values().filter(|loan| loan.guarantors.contains(&party) && loan.is_open(today));
        AtBank {
            code: self.row.code.clone(),
            name: self.row.name(),
            loans: state.open_loans(party, today).map(loan).collect(),
            animals: kept.collect(),
            owes: owes.map(|owed| self.owed(owed)).collect(),
            deposits: held.map(|((_, good), quantity)| (self.good(good), *quantity)).collect(),
            answers: guaranteed.map(answers).collect(),
        }
    }

    fn owed(&self, owed: &Obligation) -> OwedFor {
        let what = match owed.what {
            Due::Calf(nth) => Owing::Calf(nth),
            Due::MovesOn => Owing::MovesOn,
            Due::Claim(amount) => Owing::Claim(amount),
            Due::Money(amount) => Owing::Money(amount),
            Due::Instalment(nth, amount) => Owing::Instalment(nth, amount),
        };
        let due = owed.due_on.is_some_and(|day| day <= self.today);
        OwedFor { animal: (owed.animal, self.tag(owed.animal)), what, due_on: owed.due_on, due }
    }

    fn tag(&self, animal: i64) -> String {
        self.state.animals.get(&animal).map_or_else(|| animal.to_string(), |animal| animal.tag.clone())
    }

    fn good(&self, code: &str) -> GoodHead {
        match self.bank.good(code) {
            Some(good) => shown::good(&good),
            None => shown::good(&domain::banks::Good::money(self.bank.money)),
        }
    }

    /// What ties a member to this bank today; where she is free by now, what tied her on the day she says she left. What
    /// she did at a bank after that day would be nobody's.
    fn ties(&self, party: Party, on: NaiveDate) -> Result<Vec<Tie>> {
        let now = ties(&self.state, party, self.today);
        if !now.is_empty() || on >= self.today {
            return Ok(now);
        }
        Ok(ties(&told(&self.row, &self.bank, on)?, party, on))
    }

    /// A tie in words, and where it can be looked at.
    fn say(&self, words: Words, tie: &Tie, people: &BTreeMap<Party, Member>) -> (String, String) {
        let bank = self.row.name().show(words).to_owned();
        let href = |below: String| format!("/banks/{}/{below}", encode(&self.row.code));
        let said = |key: &str, more: &[(&str, String)]| {
            let values: Vec<_> = more.iter().map(|(name, value)| (*name, value.as_str().into())).collect();
            words.with(key, &[&values[..], &[("bank", bank.as_str().into())]].concat())
        };
        match tie {
            Tie::Owes(no, quantity) => {
                let code = self.state.loans.get(no).map_or("", |loan| loan.good.as_str());
                let good = self.good(code);
                let values =
                    [("amount", good.unit.text(words, *quantity)), ("good", good.name(words)), ("loan", words.ordinal(*no))];
                (said("leave-tie-owes", &values), href(format!("loans/{no}")))
            }
            Tie::Keeps(no) => (said("leave-tie-keeps", &[("animal", self.tag(*no))]), href(format!("herd/{no}"))),
            Tie::Obligation(no) => {
                let animal = self.state.obligations.get(no).map_or(0, |owed| owed.animal);
                (said("leave-tie-obligation", &[("animal", self.tag(animal))]), href(format!("herd/{animal}")))
            }
            Tie::Deposit(code, quantity) => {
                let good = self.good(code);
                let values = [("amount", good.unit.text(words, *quantity)), ("good", good.name(words))];
                (said("leave-tie-deposit", &values), href("stock/return-deposit".into()))
            }
            Tie::AnswersFor(no) => {
                let loan = self.state.loans.get(no);
                let who = loan.map(|loan| shown::who(people, loan.party).name.show(words).to_owned()).unwrap_or_default();
                (said("leave-tie-answers", &[("loan", words.ordinal(*no)), ("who", who)]), href(format!("loans/{no}")))
            }
        }
    }
}
