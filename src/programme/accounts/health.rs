//! The route of all groups' health. Every figure is reckoned by the rules of a group's own page, from reads of all groups.
use super::{
    at_risk,
    books::{Book, Ground},
    files, ground,
    store::{self, AttendedRow},
    tables,
};
use crate::{
    app::App,
    awards::reports_pages::file,
    books::lines,
    error::{Answer, Fault},
    groups::{pages::place, store as groups},
    guard::{Can, Visit},
    home,
    listing::{ListQuery, matches},
    loans::store::{Which, loans},
    programme::scope::Scope,
    store::Tx,
    web,
};
use axum::extract::{Query, State as Extract};
use chrono::NaiveDate;
use domain::{
    chart::{LOANS, SAVINGS},
    health::{Attended, attendance},
    loans::{Position, arrears::Arrears},
    programme::statements::FundKind,
};
use ledger::Commodity;
use serde::Deserialize;
use std::collections::{BTreeMap, HashMap};
use templates::{
    home::GroupState,
    parts::Name,
    programme::accounts::{
        Page,
        health::{Filter, HealthLine, HealthPage, State, Sum, health as draw},
    },
};
use words::Words;

/// What the address says beside search, sorting and paging.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct HealthQuery {
    province: String,
    format: String,
}

/// A group with its figures. Amounts in smallest units of its money.
#[derive(Clone, Debug)]
pub struct Row {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: Name,
    /// Its partner's code and name.
    pub partner: (String, Name),
    /// Where it is: 2 to 8 digits, or empty.
    pub village: String,
    /// The reader may open its own page.
    pub seen: bool,
    /// Its money.
    pub money: Commodity,
    /// Members who have not left.
    pub members: i64,
    /// Women among them.
    pub women: i64,
    /// Who came to the last four meetings with a roll, tenths of a per cent.
    pub came: Option<i64>,
    /// All savings.
    pub savings: i64,
    /// Loans not yet paid back, as the books say.
    pub loans: i64,
    /// Principal owed on open loans, as their plans say.
    pub principal: i64,
    /// Of it on loans late by thirty days or more.
    pub late: i64,
    /// That part in tenths of a per cent.
    pub at_risk: Option<i64>,
    /// The last meeting.
    pub met: Option<NaiveDate>,
    /// Whether it meets as agreed.
    pub state: State,
}

/// `GET /programme/health?organisation=&province=&state=&q=&format=`
pub async fn show(
    Extract(app): Extract<App>,
    visit: Visit,
    Query(query): Query<HealthQuery>,
    Query(list): Query<ListQuery>,
) -> Answer {
    let (words, today) = (visit.words(), app.today());
    let mut tx = app.db().read().await?;
    let scope = Scope::load(&mut tx, &visit, &list.organisation).await?;
    let (ground, whose) = ground(&mut tx, &visit, &scope, None).await?;
    let all = rows(&mut tx, &ground, &whose, &visit, today).await?;
    let provinces: BTreeMap<&str, String> =
        all.iter().filter_map(|row| row.village.get(..2)).map(|code| (code, place(code).show(words).to_owned())).collect();
    let needle = list.needle();
    let fits = |row: &&Row| {
        matches(&needle, &[&row.code, &row.name.khmer, &row.name.latin])
            && row.village.starts_with(&query.province)
            && (list.state.is_empty() || row.state.code() == list.state)
    };
    let shown: Vec<Row> = all.iter().filter(fits).cloned().collect();
    if !query.format.is_empty() {
        return file(&tables::health(&shown, today), &format!("health-{today}"), &query.format, today);
    }
    let keep = [("organisation", scope.code()), ("province", &*query.province), ("state", &*list.state), ("q", &*list.q)];
    let (counted, sums) = (counted(&shown), sums(&shown));
    let lines = shown.into_iter().map(line).collect();
    let (groups, listing) =
        list.page(Page::Health.path(), &keep, lines, |by, a: &HealthLine, b: &HealthLine| order(words, by, a, b));
    Ok(web::html(draw(&HealthPage {
        around: visit.around(),
        scope: scope.shown(),
        on: today,
        groups,
        listing,
        counted,
        sums,
        files: files(Page::Health.path(), &keep, &["csv", "xlsx", "json"]),
        filter: Filter {
            q: list.q.clone(),
            provinces: provinces.into_iter().map(|(code, name)| (code.to_owned(), name)).collect(),
            province: query.province,
            state: list.state.clone(),
        },
    })))
}

/// Riel and dollars do not compare: each kind together.
fn order(words: Words, by: &str, a: &HealthLine, b: &HealthLine) -> Option<std::cmp::Ordering> {
    let amounts = |of: fn(&HealthLine) -> i64| (&a.unit.commodity, of(a)).cmp(&(&b.unit.commodity, of(b)));
    match by {
        "name" => Some(a.name.show(words).cmp(b.name.show(words))),
        "members" => Some(a.members.cmp(&b.members)),
        "came" => Some(a.came.cmp(&b.came)),
        "savings" => Some(amounts(|line| line.savings)),
        "loans" => Some(amounts(|line| line.loans)),
        "risk" => Some(a.at_risk.cmp(&b.at_risk)),
        "met" => Some(a.met.cmp(&b.met)),
        _ => None,
    }
}

/// Every group of the ground whose members save, by code.
///
/// # Errors
/// The store.
pub async fn rows(
    tx: &mut Tx,
    ground: &Ground,
    whose: &super::books::Whose,
    visit: &Visit,
    today: NaiveDate,
) -> Result<Vec<Row>, Fault> {
    let (members, attended, met) = (store::members(tx).await?, store::attended(tx).await?, store::last_meetings(tx).await?);
    let rhythms = groups::rhythms(tx).await?;
    let mut held: HashMap<(i64, i64), i64> = HashMap::new();
    for line in store::balances(tx, ground, whose, None).await? {
        let money = ground.book(line.book).map(|book| book.money);
        if line.of.fund == FundKind::Loan && Some(line.of.commodity) == money {
            *held.entry((line.book, line.of.account.0)).or_default() += line.of.quantity;
        }
    }
    let late = arrears(tx, ground, today).await?;
    let row = |book: &Book| {
        let (count, women) = members.get(&book.no).copied().unwrap_or_default();
        let of = |account: ledger::AccountNo| held.get(&(book.no, account.0)).copied().unwrap_or(0);
        let arrears = late.get(&book.no);
        let (late, at_risk) = arrears.map_or((0, None), at_risk);
        let met = met.get(&book.no).copied();
        Row {
            code: book.code.clone(),
            name: book.name.clone(),
            partner: ground.partner(book.organisation),
            village: book.village.clone(),
            seen: visit.may_in_book(Can::See, book.no, book.organisation),
            money: book.money,
            members: count,
            women,
            came: came(attended.get(&book.no)),
            savings: of(SAVINGS).saturating_neg(),
            loans: of(LOANS),
            principal: arrears.map_or(0, |arrears| arrears.principal),
            late,
            at_risk,
            met,
            state: match home::state(rhythms.get(&book.no).copied(), met, today) {
                GroupState::Late => State::Late,
                GroupState::New => State::New,
                _ => State::Active,
            },
        }
    };
    let mut all: Vec<Row> = ground.books().filter(|book| book.saves && !book.award).map(row).collect();
    all.sort_by(|a, b| a.code.cmp(&b.code));
    Ok(all)
}

/// How the open loans of every book stand: told from their plans and events, all in one read.
pub(super) async fn arrears(tx: &mut Tx, ground: &Ground, today: NaiveDate) -> Result<HashMap<i64, Arrears>, Fault> {
    let mut positions: HashMap<i64, Vec<Position>> = HashMap::new();
    for loan in loans(tx, Which::OpenEverywhere).await?.into_iter().filter(|loan| ground.has(loan.book.0)) {
        positions.entry(loan.book.0).or_default().push(loan.account.position(today));
    }
    Ok(positions.into_iter().map(|(book, all)| (book, Arrears::of(&all))).collect())
}

fn came(rows: Option<&Vec<AttendedRow>>) -> Option<i64> {
    let of = |row: &AttendedRow| Attended { members: row.members, present: row.present, sent: row.sent };
    attendance(&rows?.iter().map(of).collect::<Vec<_>>()).map(|ratio| ratio.percent_tenths())
}

fn line(row: Row) -> HealthLine {
    HealthLine {
        code: row.code,
        name: row.name,
        partner: row.partner.0,
        place: place(row.village.get(..2).unwrap_or_default()),
        seen: row.seen,
        unit: lines::unit(row.money),
        members: row.members,
        women: row.women,
        came: row.came,
        savings: row.savings,
        loans: row.loans,
        late: row.late,
        at_risk: row.at_risk,
        met: row.met,
        state: row.state,
    }
}

fn counted(rows: &[Row]) -> [i64; 4] {
    let late = rows.iter().filter(|row| row.state == State::Late).count() as i64;
    [rows.len() as i64, rows.iter().map(|row| row.members).sum(), rows.iter().map(|row| row.women).sum(), late]
}

fn sums(rows: &[Row]) -> Vec<Sum> {
    let mut all: BTreeMap<Commodity, [i64; 4]> = BTreeMap::new();
    for row in rows {
        let sum = all.entry(row.money).or_default();
        for (sum, one) in sum.iter_mut().zip([row.savings, row.loans, row.principal, row.late]) {
            *sum = sum.saturating_add(one);
        }
    }
    let sum = |(money, [savings, loans, principal, late]): (Commodity, [i64; 4])| Sum {
        unit: lines::unit(money),
        savings,
        loans,
        at_risk: domain::health::Ratio::of(late, principal).map(|ratio| ratio.percent_tenths()),
    };
    all.into_iter().map(sum).collect()
}
