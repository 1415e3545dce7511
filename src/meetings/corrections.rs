//! The routes of corrections: one officer asks, another confirms, and the difference is posted today.
use super::{
    form::written,
    pages::head,
    refusals::{self, Unread},
    seal::{self, Act},
    sealed_page::{Mended, mended},
    store::{self, CorrectionRow, Decision, NewCorrection},
};
use crate::{
    app::App,
    error::{Answer, Fault},
    groups,
    guard::{Can, InGroup},
    listing::ListQuery,
    loans::store::{self as loans, Loan, Which},
    members::store::{Member, members},
    store::{Tx, lock, post, record},
    web,
};
use axum::{
    Form,
    extract::{Path, Query, State},
};
use chrono::NaiveDate;
use domain::{
    constitution::Constitution,
    corrections::{self as rules, BookStanding, Correction, CorrectionRefusal, Figure},
    loans::{LoanAccount, What},
    meetings::OtherKind,
};
use ledger::{EntryNo, PartyNo, Recorded};
use std::collections::BTreeMap;
use templates::{
    corrections::{
        CorrectionForm, CorrectionLine, CorrectionPage, CorrectionState, CorrectionsPage, NewCorrectionPage, OtherLine, SheetLine,
        correction, corrections, new_correction,
    },
    parts::Problem,
};
use uuid::Uuid;

/// A sealed meeting with what a correction of it needs.
struct Sealed {
    meeting: store::Meeting,
    constitution: Constitution,
    members: Vec<Member>,
    lines: Vec<store::LineRow>,
    others: Vec<store::OtherRow>,
    mended: Mended,
    cash: store::Cash,
    more: store::More,
    counted_since: bool,
    today: NaiveDate,
    /// Every loan of the group.
    loans: Vec<Loan>,
}

async fn load(tx: &mut Tx, visit: &InGroup, no: i64, today: NaiveDate) -> Result<Sealed, Fault> {
    let group = &visit.group;
    let meeting = store::meeting(tx, group.book, no).await?.ok_or(Fault::NotFound)?;
    let cycles = groups::store::cycles(tx, group.book).await?;
    let cycle = cycles.into_iter().find(|cycle| cycle.no == meeting.cycle_no).ok_or(Fault::NotFound)?;
    let store::State { cash, more, .. } = store::state(tx, group.book, &group.commodity).await?;
    Ok(Sealed {
        constitution: cycle.constitution,
        members: members(tx, group.book, &group.commodity).await?,
        lines: store::lines(tx, group.book, no).await?,
        others: store::others(tx, group.book, no).await?,
        mended: mended(&store::corrections(tx, group.book).await?, no),
        cash,
        more,
        counted_since: store::counted_since(tx, group.book, no).await?,
        today,
        loans: loans::loans(tx, Which::All(group.book)).await?,
        meeting,
    })
}

impl Sealed {
    /// How a figure stands: as it was sealed, or as it was last mended. `None`: there is no such figure.
    fn stands(&self, figure: &str, of: i64) -> Option<i64> {
        if let Some((right, _)) = self.mended.get(&(figure.to_owned(), of)) {
            return Some(*right);
        }
        if figure == "other" {
            return self.others.iter().find(|row| row.line == of).map(|row| row.amount);
        }
        let line = self.lines.iter().find(|line| line.party_no == of)?;
        let sealed = match figure {
            "savings" => line.savings,
            "social-fund" => line.social_fund,
            "fine" => line.fine,
            "repayment" => line.repayment,
            "loan" => line.loan,
            _ => return None,
        };
        Some(sealed.unwrap_or(0))
    }

    fn member(&self, party: i64) -> Option<&Member> {
        self.members.iter().find(|member| member.party_no == party)
    }

    fn rule_figure(&self, figure: &str, of: i64) -> Option<Figure> {
        let party = PartyNo(of);
        match figure {
            "savings" => Some(Figure::Savings(party)),
            "social-fund" => Some(Figure::SocialFund(party)),
            "fine" => Some(Figure::Fine(party)),
            "repayment" => Some(Figure::Repayment(party)),
            "loan" => Some(Figure::Loan(party)),
            _ => {
                let row = self.others.iter().find(|row| row.line == of)?;
                Some(Figure::Other(OtherKind::parse(&row.kind)?, row.party_no.map(PartyNo)))
            }
        }
    }

    /// The loans that a figure may touch, and their events of this meeting which still count.
    fn lent(&self, figure: Figure) -> (Vec<LoanAccount>, Vec<(i64, i64)>) {
        let (Figure::Repayment(party) | Figure::Loan(party)) = figure else { return Default::default() };
        let of_party = |loan: &&Loan| loan.account.party == party;
        let events = self.loans.iter().filter(of_party).flat_map(|loan| {
            let undone: Vec<i64> = loan.history.iter().filter_map(|event| event.undoes).collect();
            let here = loan.history.iter().filter(|event| event.meeting_no == Some(self.meeting.no));
            here.filter(move |event| !undone.contains(&event.no)).map(|event| (loan.account.no, event.no))
        });
        (self.loans.iter().filter(of_party).map(|loan| loan.account.clone()).collect(), events.collect())
    }

    /// The book as the rule needs it for a figure of this party.
    fn standing<'a>(&'a self, figure: Figure, lent: &'a (Vec<LoanAccount>, Vec<(i64, i64)>)) -> BookStanding<'a> {
        let party = match figure {
            Figure::Savings(party) | Figure::SocialFund(party) | Figure::Fine(party) | Figure::Other(_, Some(party)) => Some(party),
            Figure::Repayment(party) | Figure::Loan(party) => Some(party),
            Figure::Other(_, None) => None,
        };
        let line = party.and_then(|party| self.lines.iter().find(|line| line.party_no == party.0));
        BookStanding {
            constitution: &self.constitution,
            entry: self.meeting.entry_no.map(EntryNo),
            baseline: self.meeting.kind == "baseline",
            counted_since: self.counted_since,
            savings: party.and_then(|party| self.member(party.0)).map_or(0, |member| member.savings),
            cash_loan: self.cash.loan,
            cash_social: self.cash.social,
            bank: self.cash.bank,
            external: self.more.external,
            administration: self.more.administration,
            today: self.today,
            held_on: self.meeting.held_on,
            loans: &lent.0,
            events: &lent.1,
            service_charge: line.and_then(|line| line.service_charge).unwrap_or(0),
        }
    }

    fn share_value(&self) -> Option<i64> {
        self.constitution.shares().map(|(value, _)| value)
    }

    /// Why a correction of this figure cannot be confirmed; shares are counted, not priced.
    fn said(&self, visit: &InGroup, figure: &str, why: CorrectionRefusal) -> String {
        let words = visit.words();
        match (why, self.share_value()) {
            (CorrectionRefusal::ChangedMeanwhile(stands), Some(value)) if figure == "savings" => {
                words.with("refuse-changed-meanwhile", &[("amount", words.number(stands / value).into())])
            }
            _ => refusals::correction(words, visit.group.commodity(), why),
        }
    }

    /// The figures that a member's line has, as the form names them.
    fn figures(&self) -> Vec<&'static str> {
        let mut figures = vec![if self.share_value().is_some() { "shares" } else { "savings" }, "social-fund", "fine"];
        figures.extend(self.lines.iter().any(|line| line.repayment.is_some()).then_some("repayment"));
        figures.extend(self.lines.iter().any(|line| line.loan.is_some()).then_some("loan"));
        figures
    }
}

/// What a tap on a figure says.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct Tapped {
    member: String,
    figure: String,
}

/// `GET /groups/{group}/meetings/{no}/corrections/new`
pub async fn form(
    State(app): State<App>,
    visit: InGroup,
    Path((_, no)): Path<(String, i64)>,
    Query(tapped): Query<Tapped>,
) -> Answer {
    let mut tx = app.db().read().await?;
    let sealed = load(&mut tx, &visit, no, app.today()).await?;
    let form =
        CorrectionForm { key: Uuid::now_v7().to_string(), member: tapped.member, figure: tapped.figure, ..Default::default() };
    Ok(web::html(new_correction(&form_page(&visit, &sealed, form, vec![]))))
}

/// `POST /groups/{group}/meetings/{no}/corrections/new`
pub async fn ask(
    State(app): State<App>,
    visit: InGroup,
    Path((_, no)): Path<(String, i64)>,
    Form(form): Form<CorrectionForm>,
) -> Answer {
    let group = &visit.group;
    let key: Uuid = form.key.parse().map_err(|_| Fault::Unreadable)?;
    let mut tx = app.db().write().await?;
    lock(&mut tx, group.book).await?;
    let list = format!("/groups/{}/corrections", group.code);
    if let Some(known) = store::corrections(&mut tx, group.book).await?.into_iter().find(|row| row.id == key) {
        return Ok(web::see_other(&format!("{list}/{}?done=correction-asked", known.no)));
    }
    let sealed = load(&mut tx, &visit, no, app.today()).await?;
    let asked = match read(&visit, &sealed, &form, key) {
        Ok(asked) => asked,
        Err(problems) => return Ok(web::unprocessable(new_correction(&form_page(&visit, &sealed, form, problems)))),
    };
    let (by, now) = (visit.visit.user.id, app.now());
    let number = store::ask(&mut tx, group.book, asked, by, now).await?;
    record(&mut tx, Some(group.book), Some(by), "correction-asked", &number.to_string(), now).await?;
    tx.commit().await?;
    Ok(web::see_other(&format!("{list}/{number}?done=correction-asked")))
}

/// Reads the form and lets the rule look at it; every problem at its field.
fn read(visit: &InGroup, sealed: &Sealed, form: &CorrectionForm, key: Uuid) -> Result<NewCorrection, Vec<Problem>> {
    let (words, commodity) = (visit.words(), visit.group.commodity());
    let mut problems = Vec::new();
    let mut problem = |field: &str, text: String| problems.push(Problem { field: field.to_owned(), message: text });
    let chosen = chosen(sealed, form);
    match &chosen {
        Err(field) => problem(
            field,
            words.say(if *field == "member" { "refuse-member-missing" } else { "refuse-figure-missing" }).into_owned(),
        ),
        Ok((figure, of)) if sealed.stands(figure, *of).is_none() => {
            problem(if *figure == "other" { "figure" } else { "member" }, words.say("refuse-figure-blank").into_owned())
        }
        Ok(_) => {}
    }
    let shares = form.figure == "shares";
    let right = match words::read_quantity(&form.right, if shares { 0 } else { commodity.decimals() }) {
        // What is beyond any sheet stays beyond it, for the rule to refuse.
        Ok(Some(right)) => Some(right.saturating_mul(if shares { sealed.share_value().unwrap_or(1) } else { 1 })),
        Ok(None) => {
            problem("right", words.say("refuse-amount-missing").into_owned());
            None
        }
        Err(why) => {
            let why = if shares { Unread::Count(why) } else { Unread::Number(why) };
            problem("right", refusals::unread(words, commodity, why));
            None
        }
    };
    if let (Ok((figure, of)), Some(becomes)) = (chosen, right)
        && let (Some(was), Some(of_rule)) = (sealed.stands(figure, of), sealed.rule_figure(figure, of))
    {
        let reason = written(&form.reason);
        let asked = Correction { key, figure: of_rule, was, becomes, reason, asked_by: visit.visit.user.id };
        match rules::check(&asked, was, &sealed.standing(of_rule, &sealed.lent(of_rule))) {
            Ok(()) if problems.is_empty() => {
                let (party_no, other_line) = if figure == "other" { (None, Some(of)) } else { (Some(of), None) };
                let (meeting_no, reason) = (sealed.meeting.no, asked.reason);
                return Ok(NewCorrection { key, meeting_no, figure, party_no, other_line, was, becomes, reason });
            }
            Ok(()) => {}
            Err(why) => {
                let field = if matches!(why, CorrectionRefusal::ReasonMissing | CorrectionRefusal::LongReason) {
                    "reason"
                } else {
                    "right"
                };
                problems.push(Problem { field: field.to_owned(), message: refusals::correction(words, commodity, why) });
            }
        }
    } else if written(&form.reason).is_empty() {
        problems.push(Problem { field: "reason".to_owned(), message: words.say("refuse-reason-missing").into_owned() });
    }
    Err(problems)
}

/// The figure that the form names, and whose: or the field that says neither.
fn chosen(sealed: &Sealed, form: &CorrectionForm) -> Result<(&'static str, i64), &'static str> {
    if let Some(line) = form.figure.strip_prefix("other-") {
        return line.parse().map(|line| ("other", line)).map_err(|_| "figure");
    }
    let figure = match form.figure.as_str() {
        "shares" | "savings" => "savings",
        "social-fund" => "social-fund",
        "fine" => "fine",
        "repayment" => "repayment",
        "loan" => "loan",
        _ => return Err("figure"),
    };
    let number = words::read_count(&form.member).ok().flatten();
    let member = number.and_then(|number| sealed.members.iter().find(|member| member.number == number));
    member.map(|member| (figure, member.party_no)).ok_or("member")
}

fn form_page(visit: &InGroup, sealed: &Sealed, form: CorrectionForm, problems: Vec<Problem>) -> NewCorrectionPage {
    let unit = sealed.share_value().unwrap_or(1);
    let figures = sealed.figures();
    let mut lines: Vec<SheetLine> = sealed
        .lines
        .iter()
        .filter_map(|line| sealed.member(line.party_no))
        .map(|member| {
            let stands = |figure: &str| sealed.stands(figure, member.party_no).unwrap_or(0);
            SheetLine {
                member: member.number as u32,
                name: member.name(),
                figures: figures
                    .iter()
                    .map(|figure| match *figure {
                        "shares" | "savings" => stands("savings") / unit,
                        other => stands(other),
                    })
                    .collect(),
            }
        })
        .collect();
    lines.sort_by_key(|line| line.member);
    let other = |row: &store::OtherRow| OtherLine {
        figure: format!("other-{}", row.line),
        kind: row.kind.clone(),
        note: row.note.clone(),
        quantity: sealed.stands("other", row.line).unwrap_or(row.amount),
    };
    NewCorrectionPage {
        around: visit.visit.around(),
        group: head(&visit.group),
        meeting: sealed.meeting.no as u32,
        date: sealed.meeting.held_on,
        figures: figures.iter().copied().map(str::to_owned).collect(),
        lines,
        others: sealed.others.iter().map(other).collect(),
        form,
        problems,
    }
}

/// `GET /groups/{group}/corrections`: those that wait first.
pub async fn list(State(app): State<App>, visit: InGroup, Query(query): Query<ListQuery>) -> Answer {
    let group = &visit.group;
    let mut tx = app.db().read().await?;
    let mut rows = store::corrections(&mut tx, group.book).await?;
    rows.sort_by_key(|row| (row.decision.is_some(), -row.no));
    let members = members(&mut tx, group.book, &group.commodity).await?;
    let others = store::all_others(&mut tx, group.book).await?;
    let shares = shares(&mut tx, group).await?;
    let (rows, listing) = query.page(&format!("/groups/{}/corrections", group.code), &[], rows, |_, _, _| None);
    let page = CorrectionsPage {
        around: visit.visit.around(),
        group: head(group),
        corrections: rows.iter().map(|row| line(row, &members, &others, &shares)).collect(),
        listing,
    };
    Ok(web::html(corrections(&page)))
}

/// The value of a share by cycle: what a meeting's figures are counted in.
pub(crate) type Shares = BTreeMap<i64, i64>;

pub(crate) async fn shares(tx: &mut Tx, group: &groups::store::Group) -> Result<Shares, Fault> {
    let cycles = groups::store::cycles(tx, group.book).await?;
    Ok(cycles.iter().filter_map(|cycle| Some((cycle.no, cycle.constitution.shares()?.0))).collect())
}

/// A correction as lists and its slip show it.
pub(crate) fn line(row: &CorrectionRow, members: &[Member], others: &[(i64, i64, String)], shares: &Shares) -> CorrectionLine {
    let member = row.party_no.and_then(|party| members.iter().find(|member| member.party_no == party));
    let count = shares.get(&row.cycle_no).copied().filter(|_| row.figure == "savings");
    let kind = others
        .iter()
        .find(|(meeting, line, _)| *meeting == row.meeting_no && Some(*line) == row.other_line)
        .map(|(_, _, kind)| kind.clone());
    CorrectionLine {
        number: row.no as u32,
        meeting: row.meeting_no as u32,
        member: member.map(|member| member.number as u32),
        name: member.map(Member::name).unwrap_or_default(),
        figure: if count.is_some() { "shares".into() } else { kind.unwrap_or_else(|| row.figure.clone()) },
        is_count: count.is_some(),
        before: row.was / count.unwrap_or(1),
        after: row.becomes / count.unwrap_or(1),
        asked_by: row.asked_by_name.clone().unwrap_or_default(),
        asked_at: row.asked_at,
        state: match row.decision.as_deref() {
            None => CorrectionState::Waiting,
            Some("confirmed") => CorrectionState::Posted,
            Some(_) => CorrectionState::Refused,
        },
    }
}

/// `GET /groups/{group}/corrections/{no}`
pub async fn show(State(app): State<App>, visit: InGroup, Path((_, no)): Path<(String, i64)>) -> Answer {
    let mut tx = app.db().read().await?;
    let row = find(&mut tx, &visit, no).await?;
    Ok(web::html(correction(&one(&mut tx, &visit, row, vec![]).await?)))
}

async fn find(tx: &mut Tx, visit: &InGroup, no: i64) -> Result<CorrectionRow, Fault> {
    store::corrections(tx, visit.group.book).await?.into_iter().find(|row| row.no == no).ok_or(Fault::NotFound)
}

async fn one(tx: &mut Tx, visit: &InGroup, row: CorrectionRow, problems: Vec<Problem>) -> Result<CorrectionPage, Fault> {
    let group = &visit.group;
    let members = members(tx, group.book, &group.commodity).await?;
    let others = store::all_others(tx, group.book).await?;
    let shares = shares(tx, group).await?;
    let meeting = store::meeting(tx, group.book, row.meeting_no).await?.ok_or(Fault::NotFound)?;
    Ok(CorrectionPage {
        around: visit.visit.around(),
        group: head(group),
        line: line(&row, &members, &others, &shares),
        reason: row.reason.clone(),
        original_entry: meeting.entry_no.unwrap_or(0).unsigned_abs(),
        entry: row.entry_no.map(i64::unsigned_abs),
        decided: row.decided_at.map(|at| (row.decided_by_name.clone().unwrap_or_default(), at)),
        refusal: row.refusal.clone().unwrap_or_default(),
        is_own: row.asked_by == visit.visit.user.id,
        may_decide: visit.may(Can::Correct),
        problems,
    })
}

/// `POST /groups/{group}/corrections/{no}/confirm`
pub async fn confirm(State(app): State<App>, visit: InGroup, Path((_, no)): Path<(String, i64)>) -> Answer {
    let group = &visit.group;
    let act = Act::now(&app, visit.visit.user.id);
    let mut tx = app.db().write().await?;
    lock(&mut tx, group.book).await?;
    let row = find(&mut tx, &visit, no).await?;
    let here = format!("/groups/{}/corrections/{no}", group.code);
    if row.decision.is_some() {
        return Ok(web::see_other(&here)); // decided before: the page says by whom
    }
    match confirm_row(&mut tx, &visit.group, &visit, &row, act).await? {
        Ok(()) => {
            tx.commit().await?;
            Ok(web::see_other(&format!("{here}?done=correction-confirmed")))
        }
        Err(text) => {
            let problems = vec![Problem { field: "confirm".into(), message: text }];
            Ok(web::unprocessable(correction(&one(&mut tx, &visit, row, problems).await?)))
        }
    }
}

/// Posts the difference today, pointing at the original, and writes down who confirmed it.
async fn confirm_row(
    tx: &mut Tx,
    group: &groups::store::Group,
    visit: &InGroup,
    row: &CorrectionRow,
    act: Act,
) -> Result<Result<(), String>, Fault> {
    let sealed = load(tx, visit, row.meeting_no, act.today).await?;
    let of = row.other_line.or(row.party_no).unwrap_or(0);
    let figure = sealed.rule_figure(&row.figure, of).ok_or(Fault::NotFound)?;
    let stands = sealed.stands(&row.figure, of).ok_or(Fault::NotFound)?;
    let asked =
        Correction { key: row.id, figure, was: row.was, becomes: row.becomes, reason: row.reason.clone(), asked_by: row.asked_by };
    let lent = sealed.lent(figure);
    let rules::Mended { entry, loans } = match rules::confirm(&asked, stands, &sealed.standing(figure, &lent), act.by) {
        Ok(mended) => mended,
        Err(why) => return Ok(Err(sealed.said(visit, &row.figure, why))),
    };
    let posted = post(tx, group.book, entry, Recorded { at: act.at, by: act.by }).await?;
    write_loans(tx, group, &loans, row.meeting_no, posted.no.0, act).await?;
    store::decide(tx, group.book, row.no, Decision::Confirmed(posted.no.0), act.by, act.at).await?;
    record(tx, Some(group.book), Some(act.by), "correction-confirmed", &row.no.to_string(), act.at).await?;
    Ok(Ok(()))
}

/// Writes what a correction does to loans, as events of the meeting that it mends.
async fn write_loans(
    tx: &mut Tx,
    group: &groups::store::Group,
    mended: &rules::MendedLoans,
    meeting_no: i64,
    entry_no: i64,
    act: Act,
) -> Result<(), Fault> {
    let version = |loan: i64| {
        mended.movements.iter().rev().filter(|movement| movement.loan == loan).find_map(|movement| match movement.event.what {
            What::Amended(version) | What::ToppedUp { version, .. } => i64::try_from(version).ok(),
            _ => None,
        })
    };
    let plans: Vec<_> = mended.plans.iter().filter_map(|(loan, plan)| Some((*loan, version(*loan)?, plan.as_slice()))).collect();
    loans::add_plans(tx, group.book, &plans).await?;
    let written = loans::Written { meeting_no: Some(meeting_no), entry_no: Some(entry_no), by: act.by, at: act.at };
    Ok(loans::add_events(tx, group.book, &mended.movements, written, false).await?)
}

/// What is typed to refuse a correction.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct RefuseForm {
    reason: String,
}

/// `POST /groups/{group}/corrections/{no}/refuse`: who asked may take it back, another officer may refuse it.
pub async fn refuse(
    State(app): State<App>,
    visit: InGroup,
    Path((_, no)): Path<(String, i64)>,
    Form(form): Form<RefuseForm>,
) -> Answer {
    let group = &visit.group;
    let act = Act::now(&app, visit.visit.user.id);
    let mut tx = app.db().write().await?;
    lock(&mut tx, group.book).await?;
    let row = find(&mut tx, &visit, no).await?;
    let here = format!("/groups/{}/corrections/{no}", group.code);
    if row.decision.is_some() {
        return Ok(web::see_other(&here));
    }
    let reason: String = written(&form.reason).chars().take(seal::REASON_MOST).collect();
    if reason.is_empty() {
        let problems = vec![Problem { field: "reason".into(), message: visit.words().say("reason-missing").into_owned() }];
        return Ok(web::unprocessable(correction(&one(&mut tx, &visit, row, problems).await?)));
    }
    store::decide(&mut tx, group.book, no, Decision::Refused(reason), act.by, act.at).await?;
    record(&mut tx, Some(group.book), Some(act.by), "correction-refused", &no.to_string(), act.at).await?;
    tx.commit().await?;
    Ok(web::see_other(&format!("{here}?done=correction-refused")))
}
