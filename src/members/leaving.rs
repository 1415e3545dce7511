//! The routes by which a member leaves, and what she or her heirs are paid then.
//!
//! The page shows the figures before anything is recorded, and only figures that were shown are paid: where the day, the
//! grant or the books have changed them meanwhile, the new ones are shown instead.
use super::{
    banks::{self, Standing as AtBank},
    coops::{self, Standing as AtCoop},
    form::{self, Left},
    pages::find,
    store::{self, FinalPayout, Member, Term},
};
use crate::{
    app::App,
    banks::shown,
    error::{Answer, Fault},
    groups::store::Group,
    guard::{Can, InGroup},
    loans::store::{self as loans, Which},
    meetings::{
        pages::head,
        refusals,
        seal::Act,
        store::{self as meetings, State as Meetings},
    },
    reader::Reader,
    store::{Result, Tx, balances, lock, post_new, record},
    web,
};
use axum::{
    Form,
    extract::{Path, State},
};
use chrono::NaiveDate;
use domain::{
    banks::Party,
    leaving::{GroupStanding, Leaver, Leaving, LeavingRefusal, LeavingRules, debts, due},
    loans::{LoanAccount, Movement},
    meetings::{FIELD_MOST, Why},
    share_outs::Balance,
};
use ledger::{Commodity, Head, Recorded};
use std::collections::BTreeMap;
use templates::{
    leaving::{LeaveForm, LeavePage, PayoutFacts, leave},
    parts::{Problem, Unit},
};
use uuid::Uuid;
use words::Words;

/// A member and everything that her leaving must fit into.
struct Standing {
    own: Member,
    /// Her terms that have not ended.
    terms: Vec<Term>,
    /// The meetings of a group that saves.
    meetings: Option<Meetings>,
    /// Nothing of hers was written after this day.
    not_before: NaiveDate,
    /// Her loans on which something is owed.
    loans: Vec<LoanAccount>,
    books: GroupStanding,
    /// The banks of the group.
    banks: Vec<AtBank>,
    /// The cooperative of the group.
    coop: Option<AtCoop>,
    /// Everyone, by party.
    people: BTreeMap<Party, Member>,
    today: NaiveDate,
}

/// What she takes along, and what it settles.
struct Payout {
    leaving: Leaving,
    movements: Vec<Movement>,
}

async fn standing(tx: &mut Tx, group: &Group, own: Member, today: NaiveDate) -> Result<Standing> {
    let mut terms = store::officers(tx, group.book).await?;
    terms.retain(|term| term.party_no == own.party_no && term.to_day.is_none());
    let (_, last_line) = store::line_days(tx, group.book, own.party()).await?;
    let lent = loans::loans(tx, Which::OfParty(group.book, own.party())).await?;
    let events = lent.iter().flat_map(|loan| loan.history.iter().map(|event| event.on)).max();
    let held = terms.iter().map(|term| term.from_day).max();
    let at_bank = store::last_at_bank(tx, group.book, own.party()).await?;
    let coop = coops::standing(tx, group).await?;
    let at_coop = coop.as_ref().and_then(|coop| coop.last_day(own.party_no));
    let last = last_line.into_iter().chain(events).chain(held).chain(at_bank).chain(at_coop);
    let not_before = last.chain([own.joined_on]).max().unwrap_or(own.joined_on);
    let meetings = if group.saves { Some(meetings::state(tx, group.book, &group.commodity).await?) } else { None };
    let banks = banks::standings(tx, group, today).await?;
    let people = if banks.is_empty() { BTreeMap::new() } else { shown::people(tx, group).await? };
    let commodity = group.commodity();
    let all = balances(tx, group.book).await?.into_iter().filter(|(key, _)| key.commodity == commodity);
    let all: Vec<Balance> = all
        .map(|(key, amount)| Balance { fund: key.fund, account: key.account, party: key.party, quantity: amount.quantity() })
        .collect();
    Ok(Standing {
        own,
        terms,
        meetings,
        not_before,
        loans: lent.into_iter().filter(|loan| loan.open).map(|loan| loan.account).collect(),
        books: GroupStanding::read(&all),
        banks,
        coop,
        people,
        today,
    })
}

impl Standing {
    /// What ties her to a bank or the cooperative, in words, each with its address: no payout of savings settles it.
    fn ties(&self, on: NaiveDate, words: Words) -> Result<Vec<(String, String)>> {
        let mut all = banks::tied(&self.banks, &self.people, self.own.party().into(), on, words)?;
        if let Some(coop) = &self.coop {
            all.extend(coop.tied(self.own.party_no, on, words)?);
        }
        Ok(all)
    }

    /// What she is due on a day with this grant; none where she has nothing, owes nothing and is given nothing.
    fn payout(&self, on: NaiveDate, grant: i64) -> Result<Option<Payout>, Fault> {
        let Some(meetings) = &self.meetings else { return Ok(None) };
        if self.own.savings == 0 && self.loans.is_empty() && grant == 0 {
            return Ok(None);
        }
        let leaver = Leaver { party: self.own.party(), savings: self.own.savings, debts: debts(&self.loans, on) };
        let rules = LeavingRules::of(&meetings.cycle.constitution);
        let leaving = due(&leaver, &rules, &self.books, grant)
            .map_err(|refusals| Fault::Broken(format!("member {} cannot be paid out: {refusals:?}", self.own.number)))?;
        let (leaving, movements) = leaving.settle(&mut self.loans.clone(), on, self.today);
        Ok(Some(Payout { leaving, movements }))
    }

    /// Says why this cannot be paid on this day.
    fn refuse(&self, reader: &mut Reader, payout: &Payout, on: NaiveDate, commodity: Commodity) {
        let (words, Some(meetings)) = (reader.words, &self.meetings) else { return };
        if !meetings.more.lending {
            reader.refuse("", "leave-share-out-begun");
        }
        if let Some((_, day)) = meetings.last.filter(|(_, day)| on < *day) {
            reader.say("left_on", refusals::why(words, commodity, Why::BeforeLastMeeting(day)));
        }
        if let Some(day) = meetings.closed_through.filter(|day| on <= *day) {
            reader.say("left_on", refusals::why(words, commodity, Why::PeriodClosed(day)));
        }
        for refusal in payout.leaving.shortfalls(&self.books.standing) {
            let short = |key: &str, by: i64| words.with(key, &[("amount", amount(words, commodity, by).into())]);
            match refusal {
                LeavingRefusal::BoxShort(by) => reader.say("", short("leave-box-short", by)),
                LeavingRefusal::SocialFundShort(by) => reader.say("social_grant", short("leave-social-short", by)),
                // Nothing else is a shortfall.
                _ => {}
            }
        }
    }
}

fn amount(words: Words, commodity: Commodity, quantity: i64) -> String {
    Unit { commodity: commodity.code().to_owned(), decimals: commodity.decimals() }.text(words, quantity)
}

/// The figures of a payout as a form sends them back: everything that is posted of it.
fn seen(payout: Option<&Payout>) -> String {
    payout.map_or_else(String::new, |Payout { leaving, .. }| {
        let Leaving { savings, profit, fee, settled, social_grant, net, .. } = leaving;
        format!("{savings} {profit} {fee} {} {} {} {net} {social_grant}", settled.penalty, settled.interest, settled.principal)
    })
}

fn facts(leaving: &Leaving) -> PayoutFacts {
    PayoutFacts {
        savings: leaving.savings,
        profit: leaving.profit,
        fee: leaving.fee,
        penalty: leaving.settled.penalty,
        interest: leaving.settled.interest,
        principal: leaving.settled.principal,
        paid: leaving.paid(),
        social_grant: leaving.social_grant,
        stays_owed: leaving.stays_owed(),
    }
}

fn page(
    visit: &InGroup,
    standing: &Standing,
    payout: Option<&Payout>,
    ties: Vec<(String, String)>,
    form: LeaveForm,
    problems: Vec<Problem>,
) -> LeavePage {
    LeavePage {
        around: visit.visit.around(),
        group: head(&visit.group),
        number: standing.own.number as u32,
        name: standing.own.name(),
        payout: payout.map(|payout| facts(&payout.leaving)),
        seen: seen(payout),
        may_pay: visit.group.saves && visit.may(Can::Seal),
        ties,
        offices: standing.terms.iter().map(|term| term.office.clone()).collect(),
        form,
        problems,
    }
}

/// `GET /groups/{group}/members/{number}/leave`
pub async fn leave_form(State(app): State<App>, visit: InGroup, Path((_, number)): Path<(String, String)>) -> Answer {
    let mut tx = app.db().read().await?;
    let own = find(&mut tx, &visit, &number).await?;
    if own.left_on.is_some() {
        return Ok(web::see_other(&head(&visit.group).href(&format!("members/{}", own.number))));
    }
    let standing = standing(&mut tx, &visit.group, own, app.today()).await?;
    let payout = standing.payout(app.today(), 0)?;
    let ties = standing.ties(app.today(), visit.words())?;
    let form =
        LeaveForm { key: Uuid::now_v7().to_string(), left_on: visit.words().date_short(app.today()), ..LeaveForm::default() };
    Ok(web::html(leave(&page(&visit, &standing, payout.as_ref(), ties, form, vec![]))))
}

/// `POST /groups/{group}/members/{number}/leave`
pub async fn take_leave(
    State(app): State<App>,
    visit: InGroup,
    Path((_, number)): Path<(String, String)>,
    Form(typed): Form<LeaveForm>,
) -> Answer {
    let group = &visit.group;
    let key: Uuid = typed.key.parse().map_err(|_| Fault::Unreadable)?;
    let mut tx = app.db().write().await?;
    // Holds the book: no meeting is sealed between looking at her savings and her leaving.
    let held = lock(&mut tx, group.book).await?;
    let own = find(&mut tx, &visit, &number).await?;
    let to = |done: &str| web::see_other(&format!("{}?done={done}", head(group).href(&format!("members/{number}"))));
    if own.left_on.is_some() {
        let paid = store::final_payout(&mut tx, group.book, own.party()).await?.is_some();
        return Ok(to(if paid { "leaving-paid" } else { "leaving-recorded" }));
    }
    let standing = standing(&mut tx, group, own, app.today()).await?;
    let read = match read(&visit, &standing, &typed)? {
        Read::Taken(left, payout) => (left, payout),
        Read::Shown(payout, ties, problems) => {
            let answer = leave(&page(&visit, &standing, payout.as_ref(), ties, typed, problems.clone()));
            return Ok(if problems.is_empty() { web::html(answer) } else { web::unprocessable(answer) });
        }
    };
    let act = Act::now(&app, visit.visit.user.id);
    let done = if read.1.is_some() { "leaving-paid" } else { "leaving-recorded" };
    if let Some(payout) = &read.1 {
        pay(&mut tx, group, &held, key, read.0.on, payout, act).await?;
        record(&mut tx, Some(group.book), Some(act.by), "member-paid-out", &standing.own.number.to_string(), act.at).await?;
    }
    let Left { on, reason, note } = read.0;
    store::leave(&mut tx, group.book, standing.own.party(), on, reason, &note).await?;
    record(&mut tx, Some(group.book), Some(act.by), "member-left", &standing.own.number.to_string(), act.at).await?;
    tx.commit().await?;
    Ok(to(done))
}

/// What becomes of a sent form.
enum Read {
    /// It is recorded, with what is paid.
    Taken(Left, Option<Payout>),
    /// The page is shown again, with these figures and what ties her to a bank or the cooperative.
    Shown(Option<Payout>, Vec<(String, String)>, Vec<Problem>),
}

fn read(visit: &InGroup, standing: &Standing, typed: &LeaveForm) -> Result<Read, Fault> {
    let (words, commodity) = (visit.words(), visit.group.commodity());
    let may_pay = visit.group.saves && visit.may(Can::Seal);
    let mut reader = Reader::new(words);
    let (on, left) = form::read_leaving(&mut reader, typed, standing.not_before, standing.today);
    let grant = if may_pay { reader.amount("social_grant", &typed.social_grant, commodity).unwrap_or(0) } else { 0 };
    if !(0..=FIELD_MOST).contains(&grant) {
        reader.refuse("social_grant", if grant < 0 { "refuse-negative" } else { "refuse-too-large" });
    }
    let payout = standing.payout(on.unwrap_or(standing.today), grant.clamp(0, FIELD_MOST))?;
    if let (Some(payout), Some(on)) = (&payout, on) {
        standing.refuse(&mut reader, payout, on, commodity);
    }
    let ties = standing.ties(on.unwrap_or(standing.today), words)?;
    if !ties.is_empty() {
        reader.refuse("", "leave-tied-now");
    }
    if payout.is_some() && !may_pay {
        reader.refuse("", "leave-ask-treasurer");
    } else if seen(payout.as_ref()) != typed.seen {
        reader.refuse("", "leave-look-again");
    }
    let asked = !typed.reckon.is_empty();
    Ok(match reader.finish(left) {
        Ok(left) if !asked => Read::Taken(left, payout),
        Ok(_) => Read::Shown(payout, ties, vec![]),
        // Who only asks for the figures need not have said why she leaves; what the figures hang on must stand.
        Err(problems) if asked => {
            let of_figures = |problem: &Problem| ["left_on", "social_grant"].contains(&problem.field.as_str());
            Read::Shown(payout, ties, problems.into_iter().filter(of_figures).collect())
        }
        Err(problems) => Read::Shown(payout, ties, problems),
    })
}

/// Posts a payout in the book that is held, and writes what it settles and that it was paid.
async fn pay(tx: &mut Tx, group: &Group, held: &Head, key: Uuid, on: NaiveDate, payout: &Payout, act: Act) -> Result<(), Fault> {
    let Payout { leaving, movements } = payout;
    let entry_no = match leaving.entry(key, key, on, group.commodity()) {
        Some(entry) => Some(post_new(tx, group.book, held, entry, Recorded { at: act.at, by: act.by }).await?.no.0),
        None => None,
    };
    let written = loans::Written { meeting_no: None, entry_no, by: act.by, at: act.at };
    loans::add_events(tx, group.book, movements, written, true).await?;
    let row = FinalPayout {
        on_day: on,
        savings: leaving.savings,
        profit: leaving.profit,
        fee: leaving.fee,
        social_grant: leaving.social_grant,
        penalty: leaving.settled.penalty,
        interest: leaving.settled.interest,
        principal: leaving.settled.principal,
        stays_owed: leaving.stays_owed(),
        entry_no,
    };
    Ok(store::add_final_payout(tx, group.book, key, leaving.party, &row, act.by, act.at).await?)
}

/// What was paid to a member who left, for her page.
pub async fn paid(tx: &mut Tx, group: &Group, member: &Member) -> Result<Option<PayoutFacts>> {
    if member.left_on.is_none() {
        return Ok(None);
    }
    Ok(store::final_payout(tx, group.book, member.party()).await?.map(|row| PayoutFacts {
        savings: row.savings,
        profit: row.profit,
        fee: row.fee,
        penalty: row.penalty,
        interest: row.interest,
        principal: row.principal,
        paid: row.savings + row.profit - row.fee - row.penalty - row.interest - row.principal,
        social_grant: row.social_grant,
        stays_owed: row.stays_owed,
    }))
}
