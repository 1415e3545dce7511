//! The routes of the list of awards and of an award's own page, and what waits for whom.
use super::{
    store,
    words_of::{self, head},
};
use crate::{
    app::App,
    error::Answer,
    guard::{Can, InAward, Visit},
    home::unit,
    web,
};
use axum::extract::State;
use chrono::{Months, NaiveDate};
use domain::grants::{
    Award, Duty, Grant, Stage, State as Stands, Who,
    acts::{Purpose, Step, Visiting},
    codes,
    duties::forbidden,
    reports::{self, BudgetLine},
    terms::Limit,
};
use std::collections::BTreeMap;
use templates::{
    awards::{
        AwardHead,
        overview::{AwardRow, AwardsPage, BudgetRow, OverviewPage, Task, awards as draw_all, overview as draw},
    },
    parts::{Amount, Name},
};

/// `GET /awards`
pub async fn list(State(app): State<App>, visit: Visit) -> Answer {
    let today = app.today();
    let mut tx = app.db().read().await?;
    let mut awards = Vec::new();
    for row in store::awards(&mut tx).await?.iter().filter(|row| visit.may_in_award(Can::SeeAward, row)) {
        let terms = row.terms()?;
        awards.push(AwardRow {
            head: head(row, &terms),
            time: (terms.from, terms.to),
            amount: terms.amount,
            over: terms.to < today,
            donor: terms.donor,
        });
    }
    Ok(web::html(draw_all(&AwardsPage { around: visit.around(), awards })))
}

/// `GET /awards/{award}`
pub async fn show(State(app): State<App>, visit: InAward) -> Answer {
    let today = app.today();
    let mut tx = app.db().read().await?;
    let award = store::load(&mut tx, &visit.award).await?;
    let (state, terms) = (award.state(), &award.terms);
    let head = head(&visit.award, terms);
    let lines = reports::budget(&award, today);
    let donor = reports::donor(&award, terms.from, today);
    let hands = Hands { award: &award, state: &state, me: Who::User(visit.visit.user.id), today, visit: &visit };
    let name = |line: &BudgetLine| words_of::line(terms, &line.line);
    let total = Name::said(visit.words().say("total"));
    let page = OverviewPage {
        around: visit.visit.around(),
        donor: terms.donor.clone(),
        time: (terms.from, terms.to),
        received: donor.received - donor.returned,
        held: amounts(award.money.held.iter().map(|(_, code, held)| (code, *held))),
        advanced: amounts(award.money.advances.iter().chain(&award.money.partners).map(|(_, code, held)| (code, *held))),
        lines: lines.iter().map(|line| budget_row(name(line), line)).collect(),
        sum: budget_row(total, &reports::budget_sum(&lines)),
        stages: by_stage(&state),
        coded: coded_by_stage(&award, &state),
        tasks: tasks(&hands, &head),
        calls: open_calls(&award, &state, today).map(|(line, until)| (words_of::line(terms, line), until)).collect(),
        may_call: visit.may(Can::KeepAward),
        may_apply: visit.may(Can::Apply),
        award: head,
    };
    Ok(web::html(draw(&page)))
}

/// Calls that are open on a day: line and last day.
pub fn open_calls<'a>(award: &Award, state: &'a Stands, today: NaiveDate) -> impl Iterator<Item = (&'a str, NaiveDate)> {
    let last = award.terms.to;
    let open = state.calls.iter().filter(move |(_, until)| *until >= today && today <= last);
    open.map(|(line, until)| (line.as_str(), *until))
}

fn budget_row(name: Name, line: &BudgetLine) -> BudgetRow {
    BudgetRow {
        name,
        budget: line.budget,
        // What partners hold was promised and is not spent: the page has one column for both.
        committed: line.committed + line.advanced,
        spent: line.spent,
        verified: line.verified,
        available: line.available(),
    }
}

/// Sums by currency; a currency of which there is nothing is left out.
fn amounts<'a>(rows: impl Iterator<Item = (&'a String, i64)>) -> Vec<Amount> {
    let mut sums: BTreeMap<&str, i64> = BTreeMap::new();
    for (code, quantity) in rows {
        *sums.entry(code).or_default() += quantity;
    }
    let mut all = Vec::new();
    for currency in store::CURRENCIES {
        if let Some(quantity) = sums.get(currency.code()).copied().filter(|quantity| *quantity != 0) {
            all.push(Amount { quantity, unit: unit(currency) });
        }
    }
    all
}

fn by_stage(state: &Stands) -> Vec<(&'static str, i64)> {
    let count = |stage| state.grants.values().filter(|grant| !grant.is_coded() && grant.stage == stage).count();
    Stage::ALL.into_iter().map(|stage| (stage.code(), count(stage) as i64)).collect()
}

/// Grants by code: only counts that are large enough to be told, and their total nowhere.
fn coded_by_stage(award: &Award, state: &Stands) -> Vec<(&'static str, Option<i64>)> {
    let count = |stage| state.grants.values().filter(|grant| grant.is_coded() && grant.stage == stage).count() as i64;
    let counts = Stage::ALL.map(count);
    if counts.iter().all(|count| *count == 0) {
        return Vec::new();
    }
    let shown = codes::shown_row(&counts, award.terms.limit(Limit::Suppress).unwrap_or(5));
    Stage::ALL.into_iter().map(Stage::code).zip(shown).collect()
}

/// What one person may do under an award today.
pub struct Hands<'a> {
    /// The award.
    pub award: &'a Award,
    /// How it stands.
    pub state: &'a Stands,
    /// Who.
    pub me: Who,
    /// Today.
    pub today: NaiveDate,
    /// Her visit.
    pub visit: &'a InAward,
}

impl Hands<'_> {
    fn may(&self, grant: &Grant, can: Can, duty: Duty) -> bool {
        self.visit.may(can) && forbidden(duty, grant.duties(&self.me)).is_none()
    }

    /// What she may do with a grant now: the step, and whether it waits.
    pub fn acts(&self, grant: &Grant) -> Vec<(&'static str, bool)> {
        let mut all = Vec::new();
        let mut add = |may: bool, act, waits| all.extend(may.then_some((act, waits)));
        match grant.stage {
            Stage::Applied => add(self.may(grant, Can::Screen, Duty::Screens), "screen", true),
            Stage::Screened => add(self.may(grant, Can::Appraise, Duty::Appraises), "appraise", true),
            // Who writes the minutes down need not have voted.
            Stage::Appraised => add(self.visit.may(Can::Decide), "rule", true),
            Stage::Approved => add(self.may(grant, Can::Sign, Duty::Signs), "agree", true),
            Stage::Agreed => {
                add(self.may(grant, Can::Verify, Duty::Verifies), "visit", !self.visits_due(grant).is_empty());
                add(self.visit.may(Can::CloseGrant) && !self.voucher_open(grant), "close", self.is_done(grant));
                add(self.may(grant, Can::Sign, Duty::Signs), "vary", false);
            }
            Stage::Closed => {
                add(self.may(grant, Can::Verify, Duty::Verifies), "visit", !self.visits_due(grant).is_empty());
                add(self.visit.may(Can::CloseGrant) && grant.to_recover > 0, "recover", true);
            }
            Stage::Rejected => {}
        }
        all.sort_by_key(|(_, waits)| !waits);
        all
    }

    fn voucher_open(&self, grant: &Grant) -> bool {
        self.state.vouchers_of(grant.no).any(|voucher| voucher.next().is_some() && !voucher.brought)
    }

    /// Tranches that are paid.
    pub fn paid_tranches(&self, grant: &Grant) -> Vec<usize> {
        let paid = |voucher: &domain::grants::Voucher| match voucher.purpose {
            Purpose::Tranche { tranche, .. } => (voucher.stands() && voucher.step(Step::Paid).is_some()).then_some(tranche),
            _ => None,
        };
        let mut all: Vec<usize> = self.state.vouchers_of(grant.no).filter_map(paid).collect();
        all.sort_unstable();
        all
    }

    /// Visits that should have been made by today: of tranches that nobody saw, and follow-ups of a business that began.
    pub fn visits_due(&self, grant: &Grant) -> Vec<Visiting> {
        let made = |visiting: &Visiting| grant.visits.iter().any(|visit| visit.visiting == *visiting);
        let paid = self.paid_tranches(grant);
        let tranches = paid.iter().map(|&tranche| Visiting::Verification { tranche });
        let began = grant.agreed.as_ref().map(|done| done.on).filter(|_| !paid.is_empty());
        let came = |months: u8| {
            began.and_then(|day| day.checked_add_months(Months::new(months.into()))).is_some_and(|day| day <= self.today)
        };
        let follow = [1, 3, 6, 12].into_iter().filter(|months| came(*months)).map(|months| Visiting::FollowUp { months });
        tranches.chain(follow).filter(|visiting| !made(visiting)).collect()
    }

    /// Everything was paid and seen: it may be closed.
    fn is_done(&self, grant: &Grant) -> bool {
        let paid = self.paid_tranches(grant);
        !grant.tranches.is_empty() && (0..grant.tranches.len()).all(|at| paid.contains(&at) && grant.verified(at))
    }

    /// The tranche for which she may make out a voucher now.
    pub fn to_prepare(&self, grant: &Grant) -> Option<usize> {
        if grant.stage != Stage::Agreed || !self.may(grant, Can::Prepare, Duty::Prepares) {
            return None;
        }
        let taken = |at: usize| {
            let purpose = Purpose::Tranche { grant: grant.no, tranche: at };
            self.state.vouchers_of(grant.no).any(|voucher| voucher.stands() && voucher.purpose == purpose)
        };
        let at = (0..grant.tranches.len()).find(|at| !taken(*at))?;
        let due = grant.tranches[at].from <= self.today && (at == 0 || grant.verified(at - 1));
        due.then_some(at)
    }

    /// Vouchers whose next step she may do.
    fn vouchers(&self, step: Step, can: Can) -> Vec<i64> {
        if !self.visit.may(can) {
            return Vec::new();
        }
        let mine = |voucher: &&domain::grants::Voucher| {
            let mut done = voucher.duties(&self.me);
            done.extend(
                voucher.grant().and_then(|no| self.state.grants.get(&no)).into_iter().flat_map(|grant| grant.duties(&self.me)),
            );
            voucher.next() == Some(step) && !voucher.brought && forbidden(step.duty(), done).is_none()
        };
        self.state.vouchers.values().filter(mine).map(|voucher| voucher.no).collect()
    }
}

/// What waits for her: of each kind how many, and where. Grants by code are not told one by one.
fn tasks(hands: &Hands<'_>, head: &AwardHead) -> Vec<Task> {
    let grants: Vec<&Grant> = hands.state.grants.values().filter(|grant| !grant.is_coded()).collect();
    let mut all = Vec::new();
    let mut add = |what, icon, numbers: Vec<i64>, list: String, below: &str| {
        let href = if let [only] = numbers[..] { head.href(&format!("{below}/{only}")) } else { list };
        all.extend((!numbers.is_empty()).then_some(Task { what, icon, count: numbers.len() as i64, href }));
    };
    let of_act = |act: &str| -> Vec<i64> {
        grants.iter().filter(|grant| hands.acts(grant).contains(&(act, true))).map(|grant| grant.no).collect()
    };
    let board = |stage: Stage| templates::parts::with_query(&head.href("grants"), &[("stage", stage.code())]);
    add("screen", "search", of_act("screen"), board(Stage::Applied), "grants");
    add("appraise", "eye", of_act("appraise"), board(Stage::Screened), "grants");
    add("rule", "gavel", of_act("rule"), board(Stage::Appraised), "grants");
    add("agree", "handshake", of_act("agree"), board(Stage::Approved), "grants");
    let prepare = grants.iter().filter(|grant| hands.to_prepare(grant).is_some()).map(|grant| grant.no).collect();
    add("prepare", "file-text", prepare, board(Stage::Agreed), "grants");
    for (what, icon, step, can) in [
        ("check", "check-check", Step::Checked, Can::Check),
        ("approve", "stamp", Step::Approved, Can::Approve),
        ("pay", "banknote", Step::Paid, Can::Pay),
        ("record", "book-open", Step::Recorded, Can::Record),
    ] {
        add(what, icon, hands.vouchers(step, can), head.href("vouchers"), "vouchers");
    }
    add("visit", "map-pin", of_act("visit"), head.href("grants"), "grants");
    add("close", "lock", of_act("close"), board(Stage::Agreed), "grants");
    add("recover", "undo-2", of_act("recover"), board(Stage::Closed), "grants");
    all
}
