//! From what is asked to what is written: who may do it, whether it is its turn, whether the sums agree. Here stands what
//! every ask goes through, and the award's own money; grants and vouchers have their own files.
mod grants;
mod vouchers;

pub use grants::same;
pub use vouchers::{charged_at, paper};

use super::{
    Award, Duty, State,
    acts::{Fact, GrantNo, Source, Step, VoucherNo, Who},
    ask::{Ask, Refusal, Why},
    codes,
    duties::forbidden,
    state::{Grant, Stage, Voucher},
    terms::{Line, LineKind},
};
use chrono::NaiveDate;

/// The most characters of a reason, a reference, a supplier.
pub const TEXT_MOST: usize = 200;
/// The most that one figure may say, in smallest units.
pub const FIGURE_MOST: i64 = 1_000_000_000_000;

/// When something is asked, and by whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct When {
    /// The business day.
    pub day: NaiveDate,
    /// The day it is.
    pub today: NaiveDate,
    /// Who.
    pub by: Who,
}

/// What is to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decided {
    /// The fact.
    pub fact: Fact,
}

/// Decides.
///
/// # Errors
/// Everything that speaks against it, at once as far as it can be told.
pub fn decide(award: &Award, ask: &Ask, when: &When) -> Result<Decided, Vec<Refusal>> {
    let state = award.state();
    let mut ground = Ground { award, state: &state, when, refusals: Vec::new() };
    ground.day();
    let fact = ground.fact(ask);
    match fact {
        Some(fact) if ground.refusals.is_empty() => Ok(Decided { fact }),
        _ if ground.refusals.is_empty() => Err(vec![Refusal { row: None, why: Why::Amount }]),
        _ => Err(ground.refusals),
    }
}

struct Ground<'a> {
    award: &'a Award,
    state: &'a State,
    when: &'a When,
    refusals: Vec<Refusal>,
}

impl<'a> Ground<'a> {
    fn refuse(&mut self, why: Why) {
        self.refusals.push(Refusal { row: None, why });
    }

    fn refuse_at(&mut self, row: usize, why: Why) {
        self.refusals.push(Refusal { row: Some(row), why });
    }

    fn check(&mut self, holds: bool, why: Why) {
        if !holds {
            self.refuse(why);
        }
    }

    /// The day is in the award's time, not closed and not to come.
    fn day(&mut self) {
        let (day, terms) = (self.when.day, &self.award.terms);
        self.check(day <= self.when.today, Why::Future);
        self.check((terms.from..=terms.to).contains(&day), Why::OutsideAward(terms.from, terms.to));
        if let Some(through) = self.award.closed_through.filter(|through| day <= *through) {
            self.refuse(Why::Closed(through));
        }
    }

    fn after(&mut self, earlier: Option<NaiveDate>) {
        if let Some(earlier) = earlier.filter(|earlier| self.when.day < *earlier) {
            self.refuse(Why::BeforeEarlier(earlier));
        }
    }

    fn amount(&mut self, amount: i64) {
        self.check((1..=FIGURE_MOST).contains(&amount), Why::Amount);
    }

    fn text(&mut self, text: &str, needed: bool) {
        self.check(!(needed && text.trim().is_empty()), Why::TextMissing);
        self.check(text.chars().count() <= TEXT_MOST, Why::TextLong);
    }

    fn line(&mut self, code: &str, kind: fn(LineKind) -> bool) -> Option<&'a Line> {
        let found = self.award.terms.line(code).map(|(_, line)| line).filter(|line| kind(line.kind));
        if found.is_none() {
            self.refuse(Why::Line(code.to_owned()));
        }
        found
    }

    fn grant(&mut self, no: GrantNo, stages: &[Stage]) -> Option<&'a Grant> {
        let Some(grant) = self.state.grants.get(&no) else {
            self.refuse(Why::NoGrant);
            return None;
        };
        if stages.contains(&grant.stage) {
            return Some(grant);
        }
        self.refuse(Why::Stage(grant.stage));
        None
    }

    fn voucher(&mut self, no: VoucherNo) -> Option<&'a Voucher> {
        let found = self.state.vouchers.get(&no).filter(|voucher| !voucher.brought);
        if found.is_none() {
            self.refuse(Why::NoVoucher);
        }
        found
    }

    /// No two duties that must be apart lie in the hand of who asks.
    fn hand(&mut self, duty: Duty, done: Vec<Duty>) {
        if let Some(earlier) = forbidden(duty, done) {
            self.refuse(Why::SameHand(earlier));
        }
    }

    /// Nothing is told about somebody under a code.
    fn silent(&mut self, grant: &Grant, text: &str) {
        self.check(!grant.is_coded() || text.is_empty(), Why::FreeText);
    }

    /// A number of minutes or of a transfer; about somebody under a code nothing besides.
    fn number(&mut self, coded: bool, text: &str) {
        self.check(!coded || text.is_empty() || codes::is_number(text), Why::FreeText);
    }

    fn is_of_code(&self, voucher: &Voucher) -> bool {
        voucher.grant().and_then(|no| self.state.grants.get(&no)).is_some_and(Grant::is_coded)
    }

    /// Why a voucher is taken back: in words, or under a code by one of a list.
    fn reason(&mut self, voucher: &Voucher, reason: &str) {
        self.text(reason, true);
        self.check(!self.is_of_code(voucher) || codes::REASONS.contains(&reason), Why::FreeText);
    }

    fn fact(&mut self, ask: &Ask) -> Option<Fact> {
        match ask {
            Ask::Receive { amount, reference } => self.receive(*amount, reference),
            Ask::Return { amount, reference } => self.give_back(*amount, reference),
            Ask::NoteRate { currency, per_million, source } => self.note_rate(currency, *per_million, source),
            Ask::Change { paid, currency, received } => self.change(*paid, currency, *received),
            Ask::BringBack { holder, currency, amount } => self.bring_back(*holder, currency, *amount),
            Ask::NameHolder { holder, user, name } => {
                self.text(name, true);
                Some(Fact::HolderNamed { holder: *holder, user: *user, name: name.clone() })
            }
            Ask::Account { partner, line, amount, reference } => self.account(*partner, line, *amount, reference),
            Ask::Call { line, until } => self.call(line, *until),
            Ask::Apply { party, line, applicant, business, asked, own, plan } => {
                self.apply(line, applicant, *asked, *own, plan);
                let grant = self.state.next().0;
                let (line, applicant, business, plan) = (line.clone(), applicant.clone(), *business, plan.clone());
                Some(Fact::Applied { grant, party: *party, line, applicant, business, asked: *asked, own: *own, plan })
            }
            Ask::Screen { grant, passed, reason } => self.screen(*grant, *passed, reason),
            Ask::Appraise { grant, score, passed } => self.appraise(*grant, *score, *passed),
            Ask::Rule { grant, minute, members, rank, approved } => self.rule(*grant, minute, members, *rank, *approved),
            Ask::Agree { grant, tranches, witness } => self.agree(*grant, tranches, *witness),
            Ask::Vary { grant, tranches, minute } => self.vary(*grant, tranches, minute),
            Ask::Visit { grant, visiting, seen, operating, sales, jobs, picture, safe } => {
                let found = self.grant(*grant, &[Stage::Agreed, Stage::Closed])?;
                self.visit(found, *visiting, picture.as_deref());
                self.check(sales.is_none_or(|sales| (0..=FIGURE_MOST).contains(&sales)), Why::Amount);
                self.check(jobs.is_none_or(|jobs| (0..=1_000).contains(&jobs)), Why::Amount);
                self.check(safe.is_none() || found.is_coded(), Why::CodeOnly);
                let (visiting, seen, operating, picture) = (*visiting, *seen, *operating, picture.clone());
                Some(Fact::Visited { grant: *grant, visiting, seen, operating, sales: *sales, jobs: *jobs, picture, safe: *safe })
            }
            Ask::Close { grant, verified, returned, disallowed, exit } => {
                self.close(*grant, *verified, *returned, *disallowed, *exit)
            }
            Ask::Recover { grant, amount } => self.recover(*grant, *amount),
            Ask::Prepare { purpose, currency, paid, source, means, quotations } => {
                self.prepare(purpose, currency, *paid, *source, *means, *quotations)
            }
            Ask::Step { voucher, step, reference, witness } => self.step(*voucher, *step, reference, *witness),
            Ask::Void { voucher, reason } => self.void(*voucher, reason),
            Ask::Reverse { voucher, reason } => self.reverse(*voucher, reason),
            Ask::File { voucher, receipt } => self.file(*voucher, receipt),
            Ask::Sight { receipt } => self.sight(*receipt),
        }
    }

    fn receive(&mut self, amount: i64, reference: &str) -> Option<Fact> {
        self.amount(amount);
        self.text(reference, true);
        Some(Fact::Received { amount, reference: reference.to_owned() })
    }

    fn give_back(&mut self, amount: i64, reference: &str) -> Option<Fact> {
        self.amount(amount);
        self.text(reference, true);
        self.held(Source::Bank, &self.award.terms.currency, amount);
        Some(Fact::Returned { amount, reference: reference.to_owned() })
    }

    fn note_rate(&mut self, currency: &str, per_million: i64, source: &str) -> Option<Fact> {
        self.amount(per_million);
        self.text(source, true);
        self.check(currency != self.award.terms.currency, Why::NoRate(currency.to_owned()));
        Some(Fact::Rate { currency: currency.to_owned(), per_million, source: source.to_owned() })
    }

    fn change(&mut self, paid: i64, currency: &str, received: i64) -> Option<Fact> {
        self.amount(paid);
        self.amount(received);
        self.held(Source::Bank, &self.award.terms.currency, paid);
        self.check(self.state.rate(currency, self.when.day).is_some(), Why::NoRate(currency.to_owned()));
        Some(Fact::Changed { paid, currency: currency.to_owned(), received })
    }

    fn bring_back(&mut self, holder: i64, currency: &str, amount: i64) -> Option<Fact> {
        self.amount(amount);
        self.check(self.state.holders.contains_key(&holder), Why::NoHolder);
        self.held(Source::Advance { holder }, currency, amount);
        Some(Fact::AdvanceBack { holder, currency: currency.to_owned(), amount })
    }

    fn account(&mut self, partner: i64, line: &str, amount: i64, reference: &str) -> Option<Fact> {
        self.amount(amount);
        self.text(reference, true);
        self.line(line, |kind| kind == LineKind::Partners);
        let known = self.state.holders.get(&partner).is_some_and(|(user, _)| user.is_none());
        self.check(known, Why::NoHolder);
        let of = |row: &&(i64, String, i64)| row.0 == partner && row.1 == self.award.terms.currency;
        let held: i64 = self.award.money.partners.iter().filter(of).map(|(.., held)| *held).sum();
        self.check(amount <= held, Why::OverHeld(held.max(0)));
        Some(Fact::Accounted { partner, line: line.to_owned(), amount, reference: reference.to_owned() })
    }

    /// The source holds so much, what was paid and is not recorded yet taken off.
    fn held(&mut self, source: Source, currency: &str, amount: i64) {
        let held: i64 = match source {
            Source::Cash | Source::Bank => {
                let account = if source == Source::Cash { super::accounts::CASH.0 } else { super::accounts::BANK.0 };
                self.award
                    .money
                    .held
                    .iter()
                    .filter(|(no, code, _)| *no == account && code == currency)
                    .map(|(.., held)| *held)
                    .sum()
            }
            Source::Advance { holder } => {
                let of = |row: &&(i64, String, i64)| row.0 == holder && row.1 == currency;
                self.award.money.advances.iter().filter(of).map(|(.., held)| *held).sum()
            }
        };
        let waits = |voucher: &&Voucher| {
            voucher.stands()
                && !voucher.brought
                && voucher.source == source
                && voucher.currency == currency
                && voucher.next() == Some(Step::Recorded)
        };
        let spoken: i64 = self.state.vouchers.values().filter(waits).map(|voucher| voucher.paid).sum();
        let left = held.saturating_sub(spoken);
        self.check(amount <= left, Why::OverHeld(left.max(0)));
    }
}

/// Whether a text is a SHA-256 digest in small hexadecimal.
pub fn is_digest(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
}
