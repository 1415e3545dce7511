//! The meeting sheet on paper: blank for the next meeting, or filled with a sealed one.
use super::{
    Wish, answer,
    of_group::{name, of_group, signers},
};
use crate::{
    app::App,
    error::{Answer, Fault},
    groups::store::{self as groups, Group},
    guard::InGroup,
    meetings::{
        form,
        seal::{self, Loaded},
        sealed_page::{self, Mended, mended},
        sheet_page,
        store::{self as meetings, CorrectionRow, LineRow, Meeting},
    },
    members::store::{self as members, Member},
    store::Tx,
};
use axum::extract::{Query, State};
use chrono::NaiveDate;
use domain::{
    constitution::Constitution,
    loans::{self, Part},
    meetings::{Attendance, MemberStanding, OtherKind},
};
use reports::{
    cash_count::{Count, Reckoned},
    meeting_sheet::{Corrected, Due, Figure, Filled, Held, HeldLine, MeetingSheet, OtherLine, Rules, SheetMember, SheetSaving},
};
use serde::Deserialize;
use std::collections::HashMap;
use templates::meetings::{Fund, SheetTotals};

/// Which meeting a paper is asked of; none: the next one, blank.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Which {
    /// Its number.
    pub meeting: String,
}

impl Which {
    /// The number; a page that is not there where it is none.
    pub fn number(&self) -> Result<Option<i64>, Fault> {
        match self.meeting.trim() {
            "" => Ok(None),
            text => text.parse().map(Some).map_err(|_| Fault::NotFound),
        }
    }
}

/// `GET /groups/{group}/papers/meeting-sheet?meeting=`
pub async fn show(State(app): State<App>, visit: InGroup, Query(wish): Query<Wish>, Query(which): Query<Which>) -> Answer {
    let mut tx = app.db().read().await?;
    let sheet = load(&mut tx, &visit.group, which.number()?, app.today()).await?;
    let (say, file) = (wish.say(visit.words()), format!("{}-meeting-sheet-{}", visit.group.code, sheet.number));
    answer(&visit, &file, move || sheet.document(say)).await
}

/// The sheet of a sealed meeting, or the blank one of the next.
///
/// # Errors
/// [`Fault::NotFound`]: there is no such sealed meeting.
pub async fn load(tx: &mut Tx, group: &Group, meeting: Option<i64>, today: NaiveDate) -> Result<MeetingSheet, Fault> {
    match meeting {
        None => blank(tx, group, today).await,
        Some(no) => {
            let meeting = meetings::meeting(tx, group.book, no).await?.ok_or(Fault::NotFound)?;
            held(tx, group, meeting).await
        }
    }
}

async fn blank(tx: &mut Tx, group: &Group, today: NaiveDate) -> Result<MeetingSheet, Fault> {
    let loaded = seal::load(tx, group).await?;
    let constitution = &loaded.cycle.constitution;
    // The day on which the next meeting is to be expected.
    let on = loaded.last.map_or(today, |(_, day)| constitution.terms().rhythm.next(day)).max(today).max(loaded.cycle.starts_on);
    let terms = members::officers(tx, group.book).await?;
    let standing = |member: &Member| loaded.standings.iter().find(|standing| standing.party == member.party());
    let row = |member: &Member| {
        let standing = standing(member)?;
        let here = member.joined_on <= on && (member.left_on.is_none() || !standing.loans.is_empty());
        here.then(|| SheetMember {
            number: member.number,
            name: name(member.name()),
            due: due(standing, on),
            line: HeldLine::default(),
        })
    };
    Ok(MeetingSheet {
        group: of_group(group),
        number: loaded.next_no(),
        commodity: constitution.commodity(),
        steps: constitution.terms().steps.clone(),
        saving: saving(constitution),
        social: has_social(&loaded).then(|| constitution.contribution()),
        repayments: loaded.more.has_loans,
        loans: sheet_page::lends(&loaded),
        rules: rules(constitution, sheet_page::lends(&loaded)),
        members: loaded.members.iter().filter_map(row).collect(),
        count: blank_count(&loaded),
        signers: signers(&terms, on),
        filled: Filled::Blank(on),
    })
}

fn has_social(loaded: &Loaded) -> bool {
    loaded.cycle.constitution.contribution().is_some() || loaded.cash.social != 0
}

fn saving(constitution: &Constitution) -> SheetSaving {
    match constitution.shares() {
        Some((value, most)) => SheetSaving::Shares { value, most },
        None => SheetSaving::Amounts(constitution.expected_saving()),
    }
}

fn rules(constitution: &Constitution, lends: bool) -> Rules {
    let terms = constitution.terms();
    let fine = |fine: &domain::constitution::Fine| {
        let name = reports::contract::Name::new(&*fine.name_km, &*fine.name_en);
        (fine.occasion, name, constitution.fine_amount(fine))
    };
    let loans = &terms.loans;
    Rules {
        fines: terms.fines.iter().map(fine).collect(),
        loans: lends.then_some((loans.limit_times_savings, loans.interest_percent_month, loans.term_months_most)),
    }
}

/// What falls due on a member's loans by a day, in the parts that a payment of just that would fall into.
fn due(standing: &MemberStanding, on: NaiveDate) -> Option<Due> {
    let mut left: i64 = standing.loans.iter().map(|loan| loan.position(on).due).sum();
    let mut due = Due::default();
    for (part, amount) in loans::order(&standing.loans, on) {
        let now = amount.min(left);
        left -= now;
        match part {
            Part::Penalty => due.penalty += now,
            Part::Interest => due.interest += now,
            Part::Principal => due.principal += now,
        }
    }
    (!standing.loans.is_empty()).then_some(due)
}

/// The count of the next meeting: the cash of the last one stands there, the rest is written by hand.
pub(super) fn blank_count(loaded: &Loaded) -> Count {
    let constitution = &loaded.cycle.constitution;
    let commodity = constitution.commodity();
    let (lends, social) = (sheet_page::lends(loaded), has_social(loaded));
    let mut reckoned = match social {
        true => vec![
            (Reckoned::OpeningLoan, Some(loaded.cash.loan)),
            (Reckoned::OpeningSocial, Some(loaded.cash.social)),
            (Reckoned::Savings, None),
            (Reckoned::Social, None),
        ],
        false => vec![(Reckoned::Opening, Some(loaded.cash.loan)), (Reckoned::Savings, None)],
    };
    reckoned.push((Reckoned::Fines, None));
    reckoned.extend(loaded.more.has_loans.then_some((Reckoned::Repayments, None)));
    reckoned.extend((lends && constitution.service_charge() > 0).then_some((Reckoned::ServiceCharges, None)));
    reckoned.push((Reckoned::OtherIn, None));
    reckoned.extend(lends.then_some((Reckoned::Loans, None)));
    reckoned.push((Reckoned::OtherOut, None));
    Count {
        commodity,
        notes: form::notes(commodity.code()).iter().map(|value| (*value, None)).collect(),
        coins: (commodity.decimals() > 0).then_some(None),
        reckoned,
        expected: None,
        by_fund: None,
        counted: None,
        blank: true,
        difference_reason: String::new(),
    }
}

/// What a sealed meeting is drawn from.
struct Sealed {
    constitution: Constitution,
    members: HashMap<i64, Member>,
    mended: Mended,
    totals: SheetTotals,
    corrections: Vec<CorrectionRow>,
    lines: Vec<LineRow>,
    others: Vec<meetings::OtherRow>,
    has_social: bool,
}

async fn load_sealed(tx: &mut Tx, group: &Group, meeting: &Meeting) -> Result<Sealed, Fault> {
    let cycles = groups::cycles(tx, group.book).await?;
    let constitution = cycles.into_iter().find(|cycle| cycle.no == meeting.cycle_no).ok_or(Fault::NotFound)?.constitution;
    let members = members::members(tx, group.book, &group.commodity).await?;
    let lines = meetings::lines(tx, group.book, meeting.no).await?;
    let others = meetings::others(tx, group.book, meeting.no).await?;
    let mut corrections = meetings::corrections(tx, group.book).await?;
    corrections.retain(|row| row.meeting_no == meeting.no && row.decision.as_deref() == Some("confirmed"));
    let opening = sealed_page::opening(tx, group, meeting).await?;
    let has_social = sealed_page::has_social(&constitution, &lines);
    Ok(Sealed {
        totals: sealed_page::totals(meeting, &constitution, &lines, &others, opening, has_social),
        mended: mended(&corrections, meeting.no),
        members: members.into_iter().map(|member| (member.party_no, member)).collect(),
        constitution,
        corrections,
        lines,
        others,
        has_social,
    })
}

impl Sealed {
    fn figure(&self, figure: &str, of: i64, sealed: Option<i64>, unit: i64) -> Figure {
        let right = self.mended.get(&(figure.to_owned(), of));
        Figure { sealed: sealed.map(|quantity| quantity / unit), right: right.map(|(right, no)| (right / unit, *no)) }
    }

    fn unit(&self) -> i64 {
        self.constitution.shares().map_or(1, |(value, _)| value)
    }

    fn name(&self, party: Option<i64>) -> Option<reports::contract::Name> {
        self.members.get(&party?).map(|member| name(member.name()))
    }

    fn rows(&self) -> Vec<SheetMember> {
        let row = |line: &LineRow| {
            let (party, member) = (line.party_no, self.members.get(&line.party_no));
            SheetMember {
                number: member.map_or(0, |member| member.number),
                name: member.map(|member| name(member.name())).unwrap_or_default(),
                due: None,
                line: HeldLine {
                    attendance: line.attendance.as_deref().and_then(Attendance::parse),
                    savings: self.figure("savings", party, line.savings, self.unit()),
                    social: self.figure("social-fund", party, line.social_fund, 1),
                    fine: self.figure("fine", party, line.fine, 1),
                    repayment: self.figure("repayment", party, line.repayment, 1),
                    loan: self.figure("loan", party, line.loan, 1),
                },
            }
        };
        let mut rows: Vec<SheetMember> = self.lines.iter().map(row).collect();
        rows.sort_by_key(|row| row.number);
        rows
    }

    /// Totals as sealed, and as they are right where something was mended.
    fn sums(&self) -> ([i64; 5], Option<[i64; 5]>) {
        let reckoning = &self.totals.reckoning;
        let (repaid, lent) = (reckoning.repayments.unwrap_or(0), reckoning.loans.unwrap_or(0));
        let sealed = [reckoning.savings, reckoning.social.unwrap_or(0), reckoning.fines, repaid, lent];
        let mut right = sealed;
        for ((figure, of), (becomes, _)) in &self.mended {
            let line = self.lines.iter().find(|line| line.party_no == *of);
            let (at, was) = match figure.as_str() {
                "savings" => (0, line.and_then(|line| line.savings)),
                "social-fund" => (1, line.and_then(|line| line.social_fund)),
                "fine" => (2, line.and_then(|line| line.fine)),
                "repayment" => (3, line.and_then(|line| line.repayment)),
                "loan" => (4, line.and_then(|line| line.loan)),
                _ => continue,
            };
            right[at] += becomes - was.unwrap_or(0);
        }
        (sealed, self.mended.keys().any(|(figure, _)| figure != "other").then_some(right))
    }

    fn other(&self, row: &meetings::OtherRow) -> Option<OtherLine> {
        Some(OtherLine {
            kind: OtherKind::parse(&row.kind)?,
            member: self.name(row.party_no),
            amount: self.figure("other", row.line, Some(row.amount), 1),
            note: row.note.clone(),
        })
    }

    fn corrected(&self, row: &CorrectionRow) -> Corrected {
        let is_count = row.figure == "savings" && self.constitution.shares().is_some();
        let kind = self.others.iter().find(|other| Some(other.line) == row.other_line).map(|other| other.kind.clone());
        let unit = if is_count { self.unit() } else { 1 };
        Corrected {
            number: row.no,
            member: self.name(row.party_no),
            figure: if is_count { "shares".into() } else { kind.unwrap_or_else(|| row.figure.clone()) },
            is_count,
            was: row.was / unit,
            becomes: row.becomes / unit,
        }
    }

    fn count(&self, meeting: &Meeting, counts: &[(i64, i64)]) -> Count {
        let (commodity, reckoning) = (self.constitution.commodity(), &self.totals.reckoning);
        let known = form::notes(commodity.code());
        let by_fund = |fund| reckoning.expected_by_fund.iter().find(|(of, _)| *of == fund).map(|(_, cash)| *cash);
        let opening = reckoning.opening.iter().map(|(fund, cash)| {
            let line = match (fund, reckoning.opening.len()) {
                (_, 1) => Reckoned::Opening,
                (Fund::Loan, _) => Reckoned::OpeningLoan,
                (Fund::Social, _) => Reckoned::OpeningSocial,
            };
            (line, Some(*cash))
        });
        let mut reckoned: Vec<(Reckoned, Option<i64>)> = opening.collect();
        reckoned.extend([
            (Reckoned::Savings, Some(reckoning.savings)),
            (Reckoned::Social, reckoning.social),
            (Reckoned::Fines, Some(reckoning.fines)),
            (Reckoned::Repayments, reckoning.repayments),
            (Reckoned::ServiceCharges, reckoning.service_charges),
            (Reckoned::OtherIn, Some(reckoning.other_in)),
            (Reckoned::Loans, reckoning.loans),
            (Reckoned::OtherOut, Some(reckoning.other_out)),
        ]);
        Count {
            commodity,
            notes: counts.iter().filter(|(value, _)| known.contains(value)).map(|(value, many)| (*value, Some(*many))).collect(),
            coins: counts.iter().find(|(value, _)| *value == 1).map(|(_, loose)| Some(*loose)),
            reckoned,
            expected: Some(reckoning.expected),
            by_fund: by_fund(Fund::Loan).zip(by_fund(Fund::Social)),
            counted: self.totals.counted,
            blank: false,
            difference_reason: meeting.difference_reason.clone(),
        }
    }
}

async fn held(tx: &mut Tx, group: &Group, meeting: Meeting) -> Result<MeetingSheet, Fault> {
    let sealed = load_sealed(tx, group, &meeting).await?;
    let counts = meetings::counts(tx, group.book, meeting.no).await?;
    let terms = members::officers(tx, group.book).await?;
    let (totals, right_totals) = sealed.sums();
    let hash = meeting.hash.as_deref().unwrap_or_default();
    let held = Held {
        on: meeting.held_on,
        sealed_by: meeting.sealed_by_name.clone().unwrap_or_default(),
        sealed_at: meeting.sealed_at,
        entry: meeting.entry_no,
        mark: hash.iter().take(4).map(|byte| format!("{byte:02x}")).collect(),
        came: sealed.totals.attendance,
        totals,
        right_totals,
        other: sealed.others.iter().filter_map(|row| sealed.other(row)).collect(),
        note: meeting.note.clone(),
        corrected: sealed.corrections.iter().rev().map(|row| sealed.corrected(row)).collect(),
    };
    Ok(MeetingSheet {
        group: of_group(group),
        number: meeting.no,
        commodity: sealed.constitution.commodity(),
        steps: sealed.constitution.terms().steps.clone(),
        saving: saving(&sealed.constitution),
        social: sealed.has_social.then(|| sealed.constitution.contribution()),
        repayments: sealed.lines.iter().any(|line| line.repayment.is_some()),
        loans: sealed.lines.iter().any(|line| line.loan.is_some()),
        rules: rules(&sealed.constitution, false),
        members: sealed.rows(),
        count: sealed.count(&meeting, &counts),
        signers: signers(&terms, meeting.held_on),
        filled: Filled::Held(Box::new(held)),
    })
}
