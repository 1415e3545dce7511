//! Reading the forms of loans: an application, and a request for a decision.
use super::store::NewApplication;
use crate::{
    meetings::{refusals::lending, seal::Loaded},
    reader::Reader,
};
use chrono::NaiveDate;
use domain::{
    loans::{
        LoanAccount, LoanRefusal,
        decisions::{self, Ask, DecisionRefusal},
        giving::{self, Asked, Borrower},
    },
    meetings::borrower,
};
use ledger::{Commodity, PartyNo};
use templates::{
    loans::{application::ApplicationForm, request::RequestForm},
    parts::Problem,
};
use uuid::Uuid;
use words::Words;

/// The most letters of a purpose.
const PURPOSE_MOST: usize = 200;
/// The most letters of a reason.
pub const REASON_MOST: usize = 500;

/// Reads an application and lets the rule look at it: an approved one must be one that may be given; one that the meeting
/// refused is written down as it was asked.
///
/// # Errors
/// Every problem at its field.
pub fn read_application(
    form: &ApplicationForm,
    key: Uuid,
    group: &Loaded,
    today: NaiveDate,
    words: Words,
) -> Result<NewApplication, Vec<Problem>> {
    let mut reader = Reader::new(words);
    let constitution = &group.cycle.constitution;
    let commodity = constitution.commodity();
    let borrower = read_borrower(&mut reader, form, group, today);
    let principal = reader.some_amount("amount", &form.amount, commodity);
    let instalments = reader.some_count("instalments", &form.instalments).map(|count| u32::try_from(count).unwrap_or(u32::MAX));
    let purpose = reader.text("purpose", &form.purpose, PURPOSE_MOST);
    let named = read_guarantors(&mut reader, form, group);
    let votes = read_votes(&mut reader, form);
    let reason = reader.text("reason", &form.reason, REASON_MOST);
    let refused = match form.decision.as_str() {
        "approved" => None,
        "refused" => {
            if reason.is_empty() {
                reader.refuse("reason", "loan-refused-why");
            }
            Some(reason)
        }
        _ => {
            reader.refuse("decision", "loan-decision-missing");
            None
        }
    };
    let guarantors: Vec<PartyNo> = named.iter().map(|(_, party)| *party).collect();
    let said = borrower.zip(principal).zip(instalments).map(|((borrower, principal), instalments)| {
        let asked = Asked { principal, instalments, guarantors: guarantors.clone(), votes: votes.filter(|_| refused.is_none()) };
        let refusals = giving::check(constitution, &borrower, &asked, group.cash.loan, group.more.lending);
        for why in refusals.into_iter().filter(|why| refused.is_none() || stands_anyway(*why)) {
            refuse(&mut reader, commodity, why, &named, borrower.party);
        }
        NewApplication {
            key,
            party: borrower.party,
            asked_on: today,
            principal,
            instalments: instalments.into(),
            purpose,
            guarantors,
            votes,
            refused,
        }
    });
    reader.finish(said)
}

/// What cannot be written down even of an application that the meeting refused.
fn stands_anyway(why: LoanRefusal) -> bool {
    matches!(
        why,
        LoanRefusal::AmountMissing
            | LoanRefusal::TooLarge
            | LoanRefusal::Instalments(_)
            | LoanRefusal::GuarantorHerself
            | LoanRefusal::GuarantorTwice
    )
}

/// The field at which a refusal is said, and its words.
fn refuse(reader: &mut Reader, commodity: Commodity, why: LoanRefusal, named: &[(&str, PartyNo)], herself: PartyNo) {
    let first_of = |party: PartyNo| named.iter().position(|(_, other)| *other == party);
    let twice = || named.iter().enumerate().find(|(at, (_, party))| first_of(*party) != Some(*at));
    let field = match why {
        LoanRefusal::TooMany(_) | LoanRefusal::Late(_) => "member",
        LoanRefusal::Instalments(_) => "instalments",
        LoanRefusal::Guarantors(_) => "guarantor_1",
        LoanRefusal::GuarantorHerself => {
            named.iter().find(|(_, party)| *party == herself).map_or("guarantor_1", |(field, _)| field)
        }
        LoanRefusal::GuarantorTwice => twice().map_or("guarantor_1", |(_, (field, _))| field),
        LoanRefusal::VotedDown => "votes_for",
        _ => "amount",
    };
    let words = reader.words;
    let message = match why {
        LoanRefusal::Guarantors(least) => words.with("loan-guarantors-least", &[("count", words.number(least.into()).into())]),
        why => lending(words, commodity, why),
    };
    reader.say(field, message);
}

/// The member who asks, as the rules of lending see her.
fn read_borrower(reader: &mut Reader, form: &ApplicationForm, group: &Loaded, today: NaiveDate) -> Option<Borrower> {
    let Some(party) = party(group, &form.member) else {
        reader.refuse("member", "loan-member-missing");
        return None;
    };
    let member = group.standings.iter().find(|member| member.party == party)?;
    if form.decision == "approved" && member.approved.is_some() {
        reader.refuse("member", "loan-waits-already");
    }
    Some(borrower(member, &member.loans, today, 0))
}

/// The guarantors that were chosen, each with its field.
fn read_guarantors(reader: &mut Reader, form: &ApplicationForm, group: &Loaded) -> Vec<(&'static str, PartyNo)> {
    let mut named = Vec::new();
    for (field, text) in form.guarantors().into_iter().filter(|(_, text)| !text.trim().is_empty()) {
        match party(group, text) {
            Some(party) => named.push((field, party)),
            None => reader.refuse(field, "refuse-choice"),
        }
    }
    named
}

fn read_votes(reader: &mut Reader, form: &ApplicationForm) -> Option<(i64, i64)> {
    let votes = (reader.count("votes_for", &form.votes_for), reader.count("votes_against", &form.votes_against));
    if form.votes_for.trim().is_empty() != form.votes_against.trim().is_empty() {
        let field = if form.votes_for.trim().is_empty() { "votes_for" } else { "votes_against" };
        reader.refuse(field, "loan-both-votes");
    }
    votes.0.zip(votes.1)
}

/// The member of a number who has not left.
fn party(group: &Loaded, number: &str) -> Option<PartyNo> {
    let number = words::read_count(number).ok().flatten()?;
    group.members.iter().find(|member| member.number == number && member.left_on.is_none()).map(|member| member.party())
}

/// Reads what is to be decided about a loan, and why.
///
/// # Errors
/// Every problem at its field.
pub fn read_request(
    form: &RequestForm,
    loan: &LoanAccount,
    waits: bool,
    today: NaiveDate,
    words: Words,
) -> Result<(Ask, String), Vec<Problem>> {
    let mut reader = Reader::new(words);
    let reason = reader.text("reason", &form.reason, REASON_MOST);
    let ask = match form.kind.as_str() {
        "skip" => Some(Ask::Skip),
        "write-off" => Some(Ask::WriteOff),
        "reschedule" => {
            let instalments = reader.some_count("instalments", &form.instalments);
            let first_due = reader.day("first_due", &form.first_due);
            let instalments = instalments.map(|count| u32::try_from(count).unwrap_or(u32::MAX));
            instalments.zip(first_due).map(|(instalments, first_due)| Ask::Reschedule { instalments, first_due })
        }
        _ => {
            reader.refuse("kind", "decide-kind-missing");
            None
        }
    };
    // What cannot be read is said together with what the rule says of the rest.
    for why in decisions::check(loan, ask.unwrap_or(Ask::WriteOff), &reason, waits, today) {
        let (field, message) = decision(words, why);
        reader.say(field, message);
    }
    reader.finish(ask.map(|ask| (ask, reason)))
}

/// Why nothing is decided: the field at which it is said, and the words.
pub fn decision(words: Words, why: DecisionRefusal) -> (&'static str, String) {
    let say = |field, key: &str| (field, words.say(key).into_owned());
    match why {
        DecisionRefusal::NothingOwed => say("kind", "decide-nothing-owed"),
        DecisionRefusal::Waits => say("kind", "decide-waits"),
        DecisionRefusal::ReasonMissing => say("reason", "reason-missing"),
        DecisionRefusal::LongReason => say("reason", "refuse-long-text"),
        DecisionRefusal::NoPrincipal => say("kind", "decide-no-principal"),
        DecisionRefusal::Instalments(most) => {
            ("instalments", words.with("decide-instalments", &[("most", words.number(most.into()).into())]))
        }
        DecisionRefusal::FirstDuePast => say("first_due", "decide-first-due-past"),
        DecisionRefusal::FirstDueFar => say("first_due", "decide-first-due-far"),
        DecisionRefusal::SkipTooLate => say("kind", "decide-skip-too-late"),
        DecisionRefusal::SameOfficer => say("confirm", "decide-same-officer"),
        DecisionRefusal::ChangedMeanwhile => say("confirm", "decide-changed"),
    }
}
