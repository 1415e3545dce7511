//! What waits for somebody: under every award that she serves, and on an award's own page. The rule says what is hers
//! (`domain::grants::Turns`) and since when it waits (`domain::grants::waiting`); here it is put into words.
use super::{
    codes, open, store, turns,
    vouchers::{self, Ground, amount},
    words_of::{Teller, currency, head},
};
use crate::{
    app::App,
    error::{Answer, Fault},
    guard::{InAward, Role, Visit},
    store::Tx,
    web,
};
use axum::extract::State;
use chrono::NaiveDate;
use domain::grants::{Grant, Turn, Turns, Voucher, waiting::is_late};
use templates::{
    awards::{
        AwardHead,
        tasks::{Kind, Task, TasksPage, tasks as draw},
    },
    parts::with_query,
};

/// The most that is shown of a kind, and of a kind on the award's own page.
const MOST: usize = 30;
const FIRST: usize = 3;

/// `GET /tasks`
pub async fn mine(State(app): State<App>, visit: Visit) -> Answer {
    let mut tx = app.db().read().await?;
    let (mut kinds, mut several) = (Vec::new(), false);
    for here in served(&mut tx, &visit).await? {
        // How an award stands is told from all its acts: a few reads for each of the few awards that somebody serves.
        let ground = vouchers::ground(&mut tx, &here.award, here.words()).await?;
        several |= !kinds.is_empty();
        kinds.extend(of_award(&here, &ground, app.today(), MOST));
    }
    kinds.sort_by_key(urgency);
    Ok(web::html(draw(&TasksPage { around: visit.around(), kinds, several })))
}

/// How much waits for her under all awards; none where she has no office under any.
pub async fn waiting(tx: &mut Tx, visit: &Visit, today: NaiveDate) -> Result<Option<u32>, Fault> {
    open::waiting(tx, visit, today).await
}

/// The awards under which somebody has something to do.
async fn served(tx: &mut Tx, visit: &Visit) -> Result<Vec<InAward>, Fault> {
    let mut awards = store::awards(tx).await?;
    awards.retain(|award| open::serves(visit, award.book, award.organisation_id));
    Ok(awards.into_iter().map(|award| InAward { visit: visit.clone(), award }).collect())
}

/// How many small grants by code wait: slips, and for the liaison what only she can do.
fn by_code(turns: &Turns<'_>, turn: Turn) -> usize {
    match codes::SLIPS.contains(&turn) {
        true => codes::slips_waiting(turns).into_iter().filter(|(slip, _)| *slip == turn).map(|(_, grants)| grants.len()).sum(),
        false => turns.grants(turn, true).len(),
    }
}

/// What waits for her under an award, for its own page: the most urgent of each kind.
pub(super) fn shortly(here: &InAward, ground: &Ground, today: NaiveDate) -> Vec<Kind> {
    let mut kinds = of_award(here, ground, today, FIRST);
    kinds.sort_by_key(urgency);
    kinds
}

/// What waited longest comes first; what has no day comes last.
fn urgency(kind: &Kind) -> (bool, i64) {
    (kind.coded.is_some(), -kind.tasks.iter().map(|task| task.days).max().unwrap_or(0))
}

fn of_award(here: &InAward, ground: &Ground, today: NaiveDate, most: usize) -> Vec<Kind> {
    let may = turns::may(here);
    let turns = turns::of(here, &ground.award, &ground.state, today, &may);
    let teller = Telling { ground, turns: &turns, head: head(&here.award, &ground.award.terms), today };
    let mut kinds = Vec::new();
    for turn in Turn::ALL {
        let mut tasks = teller.tasks(turn);
        let kind = |count: usize, tasks: Vec<Task>, coded: Option<&str>| Kind {
            turn: turn.code(),
            office: office(here, turn, coded.is_some()),
            list: teller.list(turn),
            award: teller.head.clone(),
            tasks,
            count: count as i64,
            coded: coded.map(|below| teller.head.href(below)),
        };
        if !tasks.is_empty() {
            let count = tasks.len();
            tasks.sort_by_key(|task| -task.days);
            tasks.truncate(most);
            kinds.push(kind(count, tasks, None));
        }
        let coded = if turn.step().is_none() { by_code(&turns, turn) } else { 0 };
        if coded > 0 {
            let below = if codes::SLIPS.contains(&turn) { "slips" } else { "codes" };
            kinds.push(kind(coded, vec![], Some(below)));
        }
    }
    kinds
}

/// The office by which a turn is hers.
fn office(here: &InAward, turn: Turn, coded: bool) -> &'static str {
    let can = turns::office(turn, coded);
    let (book, organisation) = (here.award.book.0, here.award.organisation_id);
    let holds = |role: &Role| here.visit.roles.iter().any(|on| on.role == *role && on.holds_in(book, organisation));
    Role::ALL.into_iter().find(|role| role.may(can) && holds(role)).map_or("", Role::code)
}

/// Puts what waits into words.
struct Telling<'a> {
    ground: &'a Ground,
    turns: &'a Turns<'a>,
    head: AwardHead,
    today: NaiveDate,
}

impl Telling<'_> {
    /// What waits of a kind; of small grants by code only their vouchers, which are told as any.
    fn tasks(&self, turn: Turn) -> Vec<Task> {
        let state = &self.ground.state;
        match turn.step() {
            Some(_) => {
                let vouchers = self.turns.vouchers(turn);
                vouchers.iter().filter_map(|no| state.vouchers.get(no)).map(|voucher| self.voucher(voucher)).collect()
            }
            None => {
                let grants = self.turns.grants(turn, false);
                grants.iter().filter_map(|no| state.grants.get(no)).map(|grant| self.grant(grant, turn)).collect()
            }
        }
    }

    fn list(&self, turn: Turn) -> String {
        match (turn.step(), turn.stage()) {
            (Some(_), _) => with_query(&self.head.href("vouchers"), &[("step", "mine")]),
            (None, Some(stage)) => with_query(&self.head.href("grants"), &[("stage", stage.code())]),
            (None, None) => self.head.href("grants"),
        }
    }

    fn voucher(&self, voucher: &Voucher) -> Task {
        let (words, own) = (self.ground.words, &self.ground.award.terms.currency);
        Task {
            what: words.with("voucher-number", &[("number", words.ordinal(voucher.no).into())]),
            more: self.ground.what(&voucher.purpose),
            amount: Some(amount(own, voucher.amount)),
            ..self.since(voucher.waits_since(), self.head.href(&format!("vouchers/{}", voucher.no)))
        }
    }

    fn grant(&self, grant: &Grant, turn: Turn) -> Task {
        let (words, ground) = (self.ground.words, self.ground);
        let state = &ground.state;
        let tranche = (turn == Turn::Prepare).then(|| state.tranche_due(grant, self.today)).flatten();
        let href = match tranche {
            Some(at) => {
                let (grant, at) = (grant.no.to_string(), at.to_string());
                with_query(&self.head.href("vouchers/new"), &[("grant", &grant), ("tranche", &at)])
            }
            None => with_query(&self.head.href(&format!("grants/{}", grant.no)), &[("act", turn.code())]),
        };
        let sum = match turn {
            Turn::Screen | Turn::Appraise | Turn::Rule => Some(grant.asked),
            Turn::Agree => grant.ruled.as_ref().and_then(|ruling| ruling.approved),
            Turn::Prepare => tranche.and_then(|at| grant.tranches.get(at)).map(|tranche| tranche.amount),
            Turn::Close => Some(state.paid(grant.no)),
            Turn::Recover => Some(grant.to_recover),
            _ => None,
        };
        let no = words.with("grant-no", &[("number", words.ordinal(grant.no).into())]);
        Task {
            what: format!("{no} · {}", ground.family(grant.no)),
            more: self.more(grant, turn, tranche),
            amount: sum.map(|sum| amount(currency(&ground.award.terms).code(), sum)),
            ..self.since(state.grant_waits_since(grant, turn, self.today), href)
        }
    }

    /// Which visit, which tranche.
    fn more(&self, grant: &Grant, turn: Turn, tranche: Option<usize>) -> String {
        let Ground { words, award, state, users, .. } = self.ground;
        let teller = Teller { words: *words, award, state, users };
        let due = || state.visits_waiting(grant, self.today).into_iter().min_by_key(|(_, since)| *since);
        match (turn, tranche) {
            (Turn::Visit, _) => due().map(|(visiting, _)| teller.visiting(visiting)).unwrap_or_default(),
            (_, Some(at)) => words.with("grant-tranche-no", &[("number", words.ordinal(at as i64 + 1).into())]),
            _ => String::new(),
        }
    }

    fn since(&self, since: Option<NaiveDate>, href: String) -> Task {
        let days = since.map_or(0, |since| (self.today - since).num_days().max(0));
        let late = since.is_some_and(|since| is_late(since, self.today));
        Task { what: String::new(), more: String::new(), amount: None, since, days, late, href }
    }
}
