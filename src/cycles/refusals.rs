//! The refusals of a share-out in words, each with the step and the field at which it is mended.
use super::{acts::PlanRefusal, ground::Ground};
use crate::members::store::Member;
use domain::{
    constitution::TermsRefusal,
    cycles::{ChoiceRefusal, ConfirmRefusal, CountRefusal, Hindrance, PutBackRefusal},
    share_outs::{EntryRefusal, Refusal as DivisionRefusal},
};
use ledger::{Commodity, PartyNo};
use templates::{
    cycles::Step,
    parts::{Name, Problem},
};
use words::Words;

/// How the words of a refusal name people and amounts.
#[derive(Clone, Copy)]
pub struct Said<'a> {
    /// Everyone who is or was a member.
    members: &'a [Member],
    /// What amounts are in.
    commodity: Commodity,
    /// The reader's words.
    words: Words,
}

impl<'a> Said<'a> {
    /// Of a group, to a reader.
    pub fn of(ground: &'a Ground, words: Words) -> Said<'a> {
        Said { members: &ground.members, commodity: ground.cycle.constitution.commodity(), words }
    }

    fn amount(&self, key: &str, quantity: i64) -> String {
        with_amount(self.words, self.commodity, key, quantity)
    }

    fn name(&self, party: PartyNo) -> String {
        let name = self.members.iter().find(|member| member.party() == party).map(|member| member.name());
        name.unwrap_or_else(Name::default).show(self.words).to_owned()
    }

    fn named(&self, key: &str, party: PartyNo) -> String {
        self.words.with(key, &[("name", self.name(party).into())])
    }

    /// The step at which a refusal is mended, and its words at its field.
    pub fn plan(&self, refusal: &PlanRefusal) -> (Step, Problem) {
        let problem = |field: &str, message: String| Problem { field: field.into(), message };
        match refusal {
            PlanRefusal::Hindrance(why) => (Step::Collect, problem("", self.hindrance(*why))),
            PlanRefusal::Count(why) => (Step::Count, problem("count", self.count(*why))),
            PlanRefusal::Terms(why) => {
                (Step::Rule, problem(field_of(why), self.words.say("refuse-share-out-percent").into_owned()))
            }
            PlanRefusal::Choice(why) => {
                let (field, message) = say_choice(self.words, self.commodity, *why);
                (Step::Rule, problem(field, message))
            }
            PlanRefusal::Division(why) => (Step::Rule, problem("rule", self.division(*why))),
            PlanRefusal::PutBack(party, why) => {
                let message = format!("{}: {}", self.name(*party), say_put_back(self.words, self.commodity, *why));
                (Step::PutBack, problem(&format!("p{}", party.0), message))
            }
            PlanRefusal::Entry(why) => self.entry(*why),
        }
    }

    /// Why a group cannot begin or divide.
    pub fn hindrance(&self, why: Hindrance) -> String {
        let count = |key: &str, count: i64| self.words.with(key, &[("count", self.words.number(count).into())]);
        match why {
            Hindrance::Begun => self.words.say("refuse-share-out-open").into_owned(),
            Hindrance::NothingRecorded => self.words.say("refuse-share-out-nothing-recorded").into_owned(),
            Hindrance::CorrectionsWait(waiting) => count("refuse-share-out-corrections", waiting),
            Hindrance::RequestsWait(waiting) => count("refuse-share-out-requests", waiting),
            Hindrance::AtBank(bank) => self.amount("refuse-share-out-bank", bank),
        }
    }

    /// Why a count is not taken.
    pub fn count(&self, why: CountRefusal) -> String {
        match why {
            CountRefusal::NotCounted => self.words.say("refuse-share-out-not-counted").into_owned(),
            CountRefusal::Short(by) => self.amount("refuse-share-out-short", by),
            CountRefusal::Over(by) => self.amount("refuse-share-out-over", by),
        }
    }

    fn division(&self, why: DivisionRefusal) -> String {
        match why {
            DivisionRefusal::Multiple => self.words.say("refuse-share-out-round-to").into_owned(),
            DivisionRefusal::Percentages => self.words.say("refuse-share-out-percent").into_owned(),
            DivisionRefusal::NoMembers => self.words.say("refuse-share-out-no-members").into_owned(),
            DivisionRefusal::NothingToDivide => self.words.say("refuse-share-out-nothing").into_owned(),
            DivisionRefusal::Twice(party) => self.named("refuse-share-out-twice", party),
            DivisionRefusal::Negative(Some(party)) => self.named("refuse-share-out-negative", party),
            DivisionRefusal::Negative(None) => self.words.say("refuse-share-out-negative-box").into_owned(),
            DivisionRefusal::TooLarge(_) => self.words.say("refuse-share-out-too-large").into_owned(),
        }
    }

    fn entry(&self, why: EntryRefusal) -> (Step, Problem) {
        let at = |step, field: &str, message: String| (step, Problem { field: field.into(), message });
        match why {
            EntryRefusal::NotInTheList(party) | EntryRefusal::Negative(party) => {
                at(Step::PutBack, &format!("p{}", party.0), self.named("refuse-share-out-put-back", party))
            }
            EntryRefusal::OverPayout(party, paid) => {
                let message = say_put_back(self.words, self.commodity, PutBackRefusal::OverPayout(paid));
                at(Step::PutBack, &format!("p{}", party.0), message)
            }
            EntryRefusal::Differs(party) => at(Step::Rule, "rule", self.named("refuse-share-out-differs", party)),
            EntryRefusal::Disagrees(_, by) => {
                at(Step::Rule, "rule", self.amount("refuse-share-out-disagrees", by.saturating_abs()))
            }
            EntryRefusal::BoxShort(by) => at(Step::PutBack, "", self.amount("refuse-share-out-box-short", by)),
        }
    }

    /// Why a proposal is not confirmed.
    pub fn confirm(&self, why: ConfirmRefusal) -> Problem {
        let key = match why {
            ConfirmRefusal::NothingProposed => "refuse-share-out-nothing-proposed",
            ConfirmRefusal::SameOfficer => "refuse-share-out-same-officer",
            ConfirmRefusal::ChangedMeanwhile => "refuse-share-out-changed",
        };
        Problem { field: "confirm".into(), message: self.words.say(key).into_owned() }
    }
}

fn field_of(why: &TermsRefusal) -> &'static str {
    match why {
        TermsRefusal::Mixed => "savings_percent",
        TermsRefusal::Waterfall => "administration_percent",
        _ => "rule",
    }
}

fn with_amount(words: Words, commodity: Commodity, key: &str, quantity: i64) -> String {
    words.with(key, &[("amount", words.amount(quantity, commodity.decimals(), commodity.code()).into())])
}

/// Why a choice is not taken, at its field.
pub fn say_choice(words: Words, commodity: Commodity, why: ChoiceRefusal) -> (&'static str, String) {
    let say = |key: &str| words.say(key).into_owned();
    let date = |key: &str, day: chrono::NaiveDate| words.with(key, &[("date", words.date(day).into())]);
    match why {
        ChoiceRefusal::DayToCome => ("on", say("day-to-come")),
        ChoiceRefusal::BeforeLast(day) => ("on", date("refuse-share-out-before", day)),
        ChoiceRefusal::PeriodClosed(day) => ("on", date("refuse-share-out-closed", day)),
        ChoiceRefusal::Multiple(rounding) => ("round_to", with_amount(words, commodity, "refuse-share-out-multiple", rounding)),
        ChoiceRefusal::NextTooEarly => ("next_starts_on", say("refuse-share-out-next-early")),
        ChoiceRefusal::NextEnds => ("next_ends_on", say("refuse-share-out-next-ends")),
    }
}

/// Why what a member leaves in the box is not taken.
pub fn say_put_back(words: Words, commodity: Commodity, why: PutBackRefusal) -> String {
    match why {
        PutBackRefusal::OverPayout(paid) => with_amount(words, commodity, "refuse-share-out-over-payout", paid),
        PutBackRefusal::NotShares(value) => with_amount(words, commodity, "refuse-share-out-not-shares", value),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ledger::FundNo;
    use words::Language;

    fn all() -> Vec<PlanRefusal> {
        let (day, who) = ("2026-11-29".parse().unwrap(), PartyNo(7));
        let hindrances = [
            Hindrance::Begun,
            Hindrance::NothingRecorded,
            Hindrance::CorrectionsWait(2),
            Hindrance::RequestsWait(1),
            Hindrance::AtBank(5_000),
        ];
        let counts = [CountRefusal::NotCounted, CountRefusal::Short(100), CountRefusal::Over(100)];
        let choices = [
            ChoiceRefusal::DayToCome,
            ChoiceRefusal::BeforeLast(day),
            ChoiceRefusal::PeriodClosed(day),
            ChoiceRefusal::Multiple(100),
            ChoiceRefusal::NextTooEarly,
            ChoiceRefusal::NextEnds,
        ];
        let divisions = [
            DivisionRefusal::Multiple,
            DivisionRefusal::Percentages,
            DivisionRefusal::NoMembers,
            DivisionRefusal::Twice(who),
            DivisionRefusal::Negative(None),
            DivisionRefusal::Negative(Some(who)),
            DivisionRefusal::TooLarge(None),
            DivisionRefusal::TooLarge(Some(who)),
            DivisionRefusal::NothingToDivide,
        ];
        let entries = [
            EntryRefusal::NotInTheList(who),
            EntryRefusal::Negative(who),
            EntryRefusal::OverPayout(who, 5_000),
            EntryRefusal::Differs(who),
            EntryRefusal::Disagrees(FundNo(1), -100),
            EntryRefusal::BoxShort(100),
        ];
        let put_back = [PutBackRefusal::OverPayout(5_000), PutBackRefusal::NotShares(5_000)];
        (hindrances.into_iter().map(PlanRefusal::Hindrance))
            .chain(counts.map(PlanRefusal::Count))
            .chain([TermsRefusal::Mixed, TermsRefusal::Waterfall].map(PlanRefusal::Terms))
            .chain(choices.map(PlanRefusal::Choice))
            .chain(divisions.map(PlanRefusal::Division))
            .chain(put_back.map(|why| PlanRefusal::PutBack(who, why)))
            .chain(entries.map(PlanRefusal::Entry))
            .collect()
    }

    #[test]
    fn every_refusal_has_words() {
        for language in Language::ALL {
            let said = Said { members: &[], commodity: Commodity::KHR, words: Words::new(language) };
            let confirm = [ConfirmRefusal::NothingProposed, ConfirmRefusal::SameOfficer, ConfirmRefusal::ChangedMeanwhile]
                .map(|why| said.confirm(why));
            for problem in all().iter().map(|why| said.plan(why).1).chain(confirm) {
                assert!(!problem.message.contains(['[', '{']), "{}", problem.message);
            }
        }
    }

    #[test]
    fn a_refusal_stands_where_it_is_mended() {
        let said = Said { members: &[], commodity: Commodity::KHR, words: Words::new(Language::English) };
        let at = |why: PlanRefusal| {
            let (step, problem) = said.plan(&why);
            (step, problem.field)
        };
        assert_eq!(at(PlanRefusal::Count(CountRefusal::Short(100))), (Step::Count, "count".into()));
        assert_eq!(at(PlanRefusal::Choice(ChoiceRefusal::NextTooEarly)), (Step::Rule, "next_starts_on".into()));
        assert_eq!(at(PlanRefusal::PutBack(PartyNo(7), PutBackRefusal::NotShares(5_000))), (Step::PutBack, "p7".into()));
        assert_eq!(at(PlanRefusal::Hindrance(Hindrance::AtBank(1))), (Step::Collect, String::new()));
    }
}
