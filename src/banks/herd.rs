//! The routes of an animal bank: the register, an animal, the pass-on tree, what is due. What is written down about an
//! animal comes from [`forms`] and [`bring`].
pub mod bring;
mod form;
pub mod forms;
mod shown;

use super::{
    shown as bank_shown,
    store::{self, BankRow},
    telling::Teller,
};
use crate::{
    app::App,
    error::{Answer, Fault},
    groups::store::Group,
    guard::{Can, InBank},
    listing::{ListQuery, matches},
    members::store::Member,
    store::Tx,
    web,
};
use axum::extract::{Path, Query, State};
use chrono::{Datelike, Months, NaiveDate};
use domain::banks::{
    Bank, Fact, Party, State as Has,
    animals::{Keeping, Owner, Stage},
    due::{Dues, Overdue, dues},
    family::family,
};
use serde::Deserialize;
use shown::Shown;
use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
};
use templates::banks::{
    BankHead,
    animal::{ActLine, AnimalPage, SeenLine, animal as draw_animal},
    herd::{HerdListPage, HerdPage, HerdRow, Which, herd as draw_herd, list as draw_list},
    obligations::{ObligationsPage, OverdueRow, obligations as draw_obligations},
    tree::{TreePage, tree as draw_tree},
};
use words::Words;

/// What will be handed over within so many days is told beforehand.
const SOON_DAYS: u64 = 60;
/// Columns that the chart of the herd has room for.
const POINTS: usize = 12;

/// A bank with what it has today, as every page here begins.
struct Loaded {
    head: BankHead,
    bank: Bank,
    has: Has,
    people: BTreeMap<Party, Member>,
    today: NaiveDate,
}

impl Loaded {
    async fn read(app: &App, tx: &mut Tx, visit: &InBank) -> Result<Loaded, Fault> {
        Loaded::of(tx, &visit.bank, &visit.group, app.today()).await
    }

    async fn of(tx: &mut Tx, row: &BankRow, group: &Group, today: NaiveDate) -> Result<Loaded, Fault> {
        let bank = store::load(tx, row, group).await?;
        Ok(Loaded {
            head: bank_shown::head(tx, group, row, &bank).await?,
            has: state(&bank, today)?,
            people: bank_shown::people(tx, group).await?,
            bank,
            today,
        })
    }

    fn shown(&self) -> Shown<'_> {
        Shown { has: &self.has, people: &self.people, day: self.today }
    }

    fn dues(&self) -> Dues {
        dues(&self.has, self.today, SOON_DAYS)
    }
}

/// What a bank has at the end of a day.
fn state(bank: &Bank, day: NaiveDate) -> Result<Has, Fault> {
    bank.state(day).map_err(|flaw| Fault::Broken(format!("act {} cannot have happened: {:?}", flaw.act, flaw.why)))
}

/// What the address of the herd says beside sorting and paging.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct HerdQuery {
    pub(crate) which: String,
}

/// `GET /banks/{bank}/herd`
pub async fn list(
    State(app): State<App>,
    visit: InBank,
    Query(query): Query<ListQuery>,
    Query(HerdQuery { which }): Query<HerdQuery>,
) -> Answer {
    let mut tx = app.db().read().await?;
    let loaded = Loaded::read(&app, &mut tx, &visit).await?;
    let words = visit.words();
    let all = loaded.shown().rows(&loaded.dues());
    let which = Which::parse(&which);
    let counts = Which::ALL.map(|which| all.iter().filter(|row| fits(row, which)).count());
    let classes = shown::classes(all.iter().filter(|row| fits(row, Which::There)));
    let needle = query.needle();
    let found = all.into_iter().filter(|row| fits(row, which) && searched(row, &needle)).collect();
    let keep = [("which", if which == Which::There { "" } else { which.code() }), ("q", query.q.as_str())];
    let (animals, listing) = query.page(&loaded.head.href("herd"), &keep, found, |by, a, b| shown::order(words, by, a, b));
    let page = HerdPage {
        around: visit.visit.around(),
        animals,
        listing,
        which,
        counts,
        query: query.q.clone(),
        classes,
        family: family(&loaded.has).counts,
        first: first_came(&loaded),
        growth: growth(&loaded)?,
        may_bring: visit.may(Can::Seal),
        bank: loaded.head,
    };
    Ok(web::html(draw_herd(&page)))
}

/// Whether a row is one of those that are looked at.
fn fits(row: &HerdRow, which: Which) -> bool {
    use templates::banks::animal::Stands;
    let due = row.next.as_ref().is_some_and(|owed| owed.stage == Stage::Due);
    match which {
        Which::There => matches!(row.stands, Stands::Bank | Stands::With(..)),
        Which::Placed => matches!(row.stands, Stands::With(..)),
        Which::AtBank => row.stands == Stands::Bank,
        Which::ToHandOver => due && matches!(row.stands, Stands::With(..)) && row.next.as_ref().is_some_and(shown::goes),
        Which::Own => matches!(row.stands, Stands::Own(_)),
        Which::Gone => matches!(row.stands, Stands::Gone(..)),
    }
}

fn searched(row: &HerdRow, needle: &str) -> bool {
    let who = row.stands.family();
    let (khmer, latin) = who.map_or(("", ""), |who| (who.name.khmer.as_str(), who.name.latin.as_str()));
    let number = who.map(|who| who.number.to_string()).unwrap_or_default();
    matches(needle, &[&row.animal.tag, &row.marks, khmer, latin, &number])
}

/// How many animals came on the first day that any did.
fn first_came(loaded: &Loaded) -> usize {
    let outside = || loaded.has.animals.values().filter(|animal| animal.dam.is_none());
    let first = outside().map(|animal| animal.came_on).min();
    outside().filter(|animal| Some(animal.came_on) == first).count()
}

/// The bank's heads at the end of each quarter since the first animals came (of each year, where that is long ago), and
/// today.
fn growth(loaded: &Loaded) -> Result<Vec<(NaiveDate, i64)>, Fault> {
    let Some(first) = loaded.has.animals.values().map(|animal| animal.came_on).min() else { return Ok(vec![]) };
    let quarters: Vec<NaiveDate> = ends_of(first, loaded.today, 3).collect();
    let mut days = if quarters.len() < POINTS { quarters } else { ends_of(first, loaded.today, 12).collect() };
    let skip = days.len().saturating_sub(POINTS - 1);
    days.drain(..skip);
    days.push(loaded.today);
    days.into_iter().map(|day| Ok((day, state(&loaded.bank, day)?.herd().count() as i64))).collect()
}

/// The last days of spans of so many months, from the one that holds `first` to the last one before `today`.
fn ends_of(first: NaiveDate, today: NaiveDate, months: u32) -> impl Iterator<Item = NaiveDate> {
    let begin = first.with_day(1).and_then(|day| day.with_month0(first.month0() / months * months)).unwrap_or(first);
    (1_u32..)
        .map_while(move |nth| begin.checked_add_months(Months::new(nth * months))?.pred_opt())
        .take_while(move |end| *end < today)
}

/// `GET /banks/{bank}/herd/list`: on paper, all of them.
pub async fn paper(State(app): State<App>, visit: InBank, Query(HerdQuery { which }): Query<HerdQuery>) -> Answer {
    let mut tx = app.db().read().await?;
    let loaded = Loaded::read(&app, &mut tx, &visit).await?;
    let which = Which::parse(&which);
    let all = loaded.shown().rows(&loaded.dues());
    let page = HerdListPage {
        around: visit.visit.around(),
        animals: all.into_iter().filter(|row| fits(row, which)).collect(),
        which,
        today: loaded.today,
        bank: loaded.head,
    };
    Ok(web::html(draw_list(&page)))
}

/// The rows of the list on paper, each with the birthday of its animal.
///
/// # Errors
/// Where the store cannot be read, or the bank's acts cannot have happened.
pub(crate) async fn listed(
    tx: &mut Tx,
    row: &BankRow,
    group: &Group,
    which: Which,
    today: NaiveDate,
) -> Result<Vec<(HerdRow, Option<NaiveDate>)>, Fault> {
    let loaded = Loaded::of(tx, row, group, today).await?;
    let all = loaded.shown().rows(&loaded.dues()).into_iter().filter(|row| fits(row, which));
    let born = |row: &HerdRow| loaded.has.animals.get(&row.animal.no).and_then(|animal| animal.born_on);
    Ok(all.map(|row| (born(&row), row)).map(|(born, row)| (row, born)).collect())
}

/// `GET /banks/{bank}/herd/tree`
pub async fn tree(State(app): State<App>, visit: InBank) -> Answer {
    let mut tx = app.db().read().await?;
    let loaded = Loaded::read(&app, &mut tx, &visit).await?;
    let shown = loaded.shown();
    let told = family(&loaded.has);
    let roots = told.roots.iter().filter_map(|root| shown.branch(root)).collect();
    let page = TreePage { around: visit.visit.around(), counts: told.counts, roots, bank: loaded.head.clone() };
    Ok(web::html(draw_tree(&page)))
}

/// `GET /banks/{bank}/herd/{no}`
pub async fn show(State(app): State<App>, visit: InBank, Path((_, no)): Path<(String, i64)>) -> Answer {
    let mut tx = app.db().read().await?;
    let loaded = Loaded::read(&app, &mut tx, &visit).await?;
    let shown = loaded.shown();
    let animal = loaded.has.animals.get(&no).ok_or(Fault::NotFound)?;
    let calves = loaded.has.animals.values().filter(|calf| calf.dam == Some(no));
    let owed = loaded.has.obligations.values().filter(|owed| owed.animal == no || owed.calf == Some(no));
    let mut owed: Vec<_> = owed.filter_map(|owed| shown.owed(owed)).collect();
    // What is due stands first, what ended last.
    owed.sort_by_key(|line| {
        (line.ended.is_some(), Reverse((line.stage == Stage::Due) as u8), line.due_on.is_none(), line.due_on, line.no)
    });
    // Who owns it now did not keep it for somebody else before.
    let own = |party: Party| animal.owner == Owner::Family(party);
    let ended =
        |keeping: &Keeping| Some((shown.who(keeping.keeper), keeping.from, keeping.until.filter(|_| !own(keeping.keeper))?));
    let page = AnimalPage {
        around: visit.visit.around(),
        animal: shown.head(animal),
        today: loaded.today,
        born_on: animal.born_on,
        marks: animal.marks.clone(),
        came_on: animal.came_on,
        stands: shown.stands(animal),
        owner: shown.owner(animal),
        dam: animal.dam.and_then(|dam| loaded.has.animals.get(&dam)).map(|dam| shown.head(dam)),
        calves: calves.map(|calf| (shown.head(calf), calf.born_on, shown.stands(calf))).collect(),
        before: animal.keepers.iter().filter_map(ended).collect(),
        contract: animal.keeping().map(|keeping| (keeping.contract.clone(), keeping.calves)),
        owed,
        log: animal.log.iter().rev().map(seen_line).collect(),
        acts: happened(&loaded, visit.words(), no),
        may: if visit.may(Can::Seal) { shown.may(animal) } else { vec![] },
        gives_back: shown.gives_back(animal),
        may_settle: visit.may(Can::Seal),
        bank: loaded.head.clone(),
    };
    Ok(web::html(draw_animal(&page)))
}

fn seen_line(line: &domain::banks::animals::LogLine) -> SeenLine {
    SeenLine { act: line.act, day: line.day, what: line.what, cost: line.cost, condition: line.condition }
}

/// What happened to an animal, the latest first; what was seen of it has a list of its own.
fn happened(loaded: &Loaded, words: Words, no: i64) -> Vec<ActLine> {
    let teller = Teller { words, bank: &loaded.bank, people: &loaded.people };
    let undone: BTreeSet<i64> =
        loaded.bank.acts.iter().filter_map(|act| if let Fact::Undone { act, .. } = act.fact { Some(act) } else { None }).collect();
    let told = loaded.bank.acts.iter().filter(|act| !undone.contains(&act.no) && shown::concerns(&loaded.has, &act.fact, no));
    let mut lines: Vec<ActLine> = told
        .map(|act| {
            let text = shown::came_with(words, &act.fact).unwrap_or_else(|| teller.fact(&act.fact));
            ActLine { act: act.no, day: act.day, symbol: shown::symbol(&act.fact), text }
        })
        .collect();
    lines.sort_by_key(|line| Reverse((line.day, line.act)));
    lines
}

/// `GET /banks/{bank}/obligations`
pub async fn obligations(State(app): State<App>, visit: InBank) -> Answer {
    let mut tx = app.db().read().await?;
    let loaded = Loaded::read(&app, &mut tx, &visit).await?;
    let shown = loaded.shown();
    let dues = loaded.dues();
    let of = |stage| dues.obligations.get(&stage).into_iter().flatten().filter_map(|owed| shown.owed(owed));
    let (due, money) = of(Stage::Due).partition(shown::goes);
    let soon: BTreeSet<i64> = dues.soon.iter().map(|owed| owed.no).collect();
    let mut settled: Vec<_> =
        [Stage::HandedOver, Stage::Replaced, Stage::Paid, Stage::Waived, Stage::Fell].into_iter().flat_map(of).collect();
    settled.sort_by_key(|line| Reverse(line.ended.as_ref().map(|(on, _)| *on)));
    let row = |late: &Overdue| {
        let animal = loaded.has.animals.get(&late.animal)?;
        Some(OverdueRow { animal: shown.head(animal), keeper: shown.who(late.keeper), since: late.since, due_on: late.due_on })
    };
    let page = ObligationsPage {
        around: visit.visit.around(),
        today: loaded.today,
        due,
        money,
        soon: dues.soon.iter().filter_map(|owed| shown.owed(owed)).collect(),
        waits: of(Stage::Born).chain(of(Stage::Open)).filter(|line| !soon.contains(&line.no)).collect(),
        settled,
        unseen: dues.unseen.iter().filter_map(row).collect(),
        barren: dues.infertile.iter().filter_map(row).collect(),
        may_settle: visit.may(Can::Seal),
        bank: loaded.head.clone(),
    };
    Ok(web::html(draw_obligations(&page)))
}
