//! What was written down on a lending day or a repayment day: the lists that are printed, and the days before.
use super::{
    lending, repaying,
    sheets::{self, Ground},
    shown,
};
use crate::{
    app::App,
    error::{Answer, Fault},
    guard::InBank,
    web,
};
use axum::extract::{Path, State};
use domain::banks::{Act, Fact, Measure, Party, State as Has, acts::LoanNo, loan::months_begun};
use templates::banks::{
    DayLine,
    day_list::{LentPage, LentRow, RepaidPage, RepaidRow, lent as draw_lent, repaid as draw_repaid},
};
use words::Words;

/// How many earlier days a sheet lists.
const DAYS_MOST: usize = 20;

/// How many acts one sheet may become: what is brought, and what is paid at each price.
const TOGETHER_MOST: usize = 8;

/// Earlier days of a sort, the latest first. `line` says which acts begin one.
fn days(acts: &[Act], line: impl Fn(&Act) -> Option<DayLine>) -> Vec<DayLine> {
    let mut days: Vec<DayLine> = acts.iter().filter_map(line).collect();
    days.sort_by_key(|line| std::cmp::Reverse((line.day, line.act)));
    days.truncate(DAYS_MOST);
    days
}

/// Whether two acts were written from one form: the first bears its key, the others keys made of it (`super::write`).
fn same_form(one: &Act, other: &Act) -> bool {
    const STEPS: u128 = 128;
    one.day == other.day && one.id.as_u128() ^ other.id.as_u128() < STEPS
}

/// The acts that were written from one form with this one, itself first; none where it was not the first of them.
pub(super) fn together(acts: &[Act], first: i64) -> &[Act] {
    let at = acts.partition_point(|act| act.no < first);
    let Some(begin) = acts.get(at).filter(|act| act.no == first) else { return &[] };
    if at > 0 && same_form(&acts[at - 1], begin) {
        return &[];
    }
    let many = acts[at..].iter().take(TOGETHER_MOST).take_while(|act| same_form(begin, act)).count();
    &acts[at..at + many]
}

/// The first of the acts that were written from one form with this one.
pub(super) fn first_of<'a>(acts: &'a [Act], act: &'a Act) -> &'a Act {
    let until = acts.partition_point(|one| one.no < act.no);
    acts[..until].iter().rev().take(TOGETHER_MOST).take_while(|one| same_form(one, act)).last().unwrap_or(act)
}

/// Earlier lending days.
pub(super) fn lending_days(words: Words, ground: &Ground) -> Vec<DayLine> {
    days(&ground.loaded.acts, |act| {
        let Fact::Lent { good, purpose, lines, .. } = &act.fact else { return None };
        let good = shown::good(&ground.loaded.good(good)?);
        Some(DayLine {
            act: act.no,
            day: act.day,
            what: format!("{} · {}", good.name(words), words.say(&format!("purpose-{}", purpose.code()))),
            rows: lines.len(),
            quantity: lines.iter().map(|line| line.quantity).sum(),
            unit: good.unit,
        })
    })
}

/// `GET /banks/{bank}/lending/{written}`: the list of a day, to be printed.
pub async fn lent(State(app): State<App>, visit: InBank, Path((_, no)): Path<(String, i64)>) -> Answer {
    let mut tx = app.db().read().await?;
    let ground = Ground::load(&mut tx, &visit, app.today()).await?;
    let act = ground.loaded.acts.iter().find(|act| act.no == no).ok_or(Fault::NotFound)?;
    let Fact::Lent { good, purpose, terms, lines, .. } = &act.fact else { return Err(Fault::NotFound) };
    let good = ground.loaded.good(good).ok_or(Fault::NotFound)?;
    let draft = lending::draft(&visit, *purpose, &good);
    let head = sheets::day_head(&mut tx, &visit, &ground, (std::slice::from_ref(act), &good), draft).await?;
    let row = |line: &domain::banks::acts::LentLine| LentRow {
        loan: line.loan,
        who: shown::who(&ground.people, line.party),
        quantity: line.quantity,
        back: lending::back(terms, line.quantity, good.unit(), months_begun(act.day, line.due_on)),
        due_on: line.due_on,
        guarantors: line.guarantors.iter().map(|party| shown::who(&ground.people, *party)).collect(),
    };
    let mut rows: Vec<LentRow> = lines.iter().map(row).collect();
    rows.sort_by_key(|row| row.who.number);
    Ok(web::html(draw_lent(&LentPage { head, purpose: purpose.code(), rows })))
}

/// Which good and how much a repayment brought; how many loans.
fn brought(fact: &Fact) -> Option<(&str, usize, i64)> {
    match fact {
        Fact::Repaid { good, lines } => Some((good, lines.len(), lines.iter().map(|line| line.credited).sum())),
        Fact::RepaidCash { good, lines, .. } => Some((good, lines.len(), lines.iter().map(|line| line.credited).sum())),
        _ => None,
    }
}

/// Earlier repayment days: the acts of one sheet are one line.
pub(super) fn repaying_days(words: Words, ground: &Ground) -> Vec<DayLine> {
    let acts = &ground.loaded.acts;
    days(acts, |act| {
        let (code, ..) = brought(&act.fact)?;
        let all = Some(together(acts, act.no)).filter(|all| !all.is_empty())?;
        let good = shown::good(&ground.loaded.good(code)?);
        let told = all.iter().filter_map(|one| brought(&one.fact));
        let (rows, quantity) = told.fold((0, 0_i64), |(rows, sum), (_, lines, credited)| (rows + lines, sum + credited));
        Some(DayLine { act: act.no, day: act.day, what: good.name(words), rows, quantity, unit: good.unit })
    })
}

/// `GET /banks/{bank}/repaying/{written}`: the list of a day, to be printed.
pub async fn repaid(State(app): State<App>, visit: InBank, Path((_, no)): Path<(String, i64)>) -> Answer {
    let mut tx = app.db().read().await?;
    let ground = Ground::load(&mut tx, &visit, app.today()).await?;
    let acts = together(&ground.loaded.acts, no);
    let (code, ..) = acts.first().and_then(|act| brought(&act.fact)).ok_or(Fault::NotFound)?;
    let good = ground.loaded.good(code).ok_or(Fault::NotFound)?;
    let last = acts.last().map_or(no, |act| act.no);
    let has = after(&ground, acts, last)?;
    let mut rows: Vec<RepaidRow> = acts.iter().flat_map(|act| listed(&ground, act, &has)).collect();
    rows.sort_by_key(|row| (row.who.number, row.loan));
    let prices = acts.iter().filter_map(|act| match &act.fact {
        Fact::RepaidCash { agreed, market, .. } => Some((*agreed, *market)),
        _ => None,
    });
    let page = RepaidPage {
        prices: prices.collect(),
        money: repaying::shown_money(&ground),
        weighed: good.class().measure() == Measure::Weight,
        head: sheets::day_head(&mut tx, &visit, &ground, (acts, &good), repaying::draft(&visit, &good)).await?,
        rows,
    };
    Ok(web::html(draw_repaid(&page)))
}

/// What the bank had right after these acts: those of the same day that were written later are left out.
fn after(ground: &Ground, acts: &[Act], last: i64) -> Result<Has, Fault> {
    let day = acts.first().ok_or(Fault::NotFound)?.day;
    let until = |act: &&Act| act.day < day || act.day == day && act.no <= last;
    let told: Vec<Act> = ground.loaded.acts.iter().filter(until).cloned().collect();
    Has::tell(&told, day, &ground.loaded.goods).map_err(|flaw| Fault::Broken(format!("acts of a bank: {flaw:?}")))
}

/// The rows of an act. What a loan owed is told after the whole sheet.
fn listed(ground: &Ground, act: &Act, has: &Has) -> Vec<RepaidRow> {
    let row = |loan: LoanNo, credited: i64, interest: i64| {
        let known = has.loans.get(&loan);
        RepaidRow {
            loan,
            who: shown::who(&ground.people, known.map_or(Party(0), |known| known.party)),
            weighed: None,
            quality: (None, None),
            money: None,
            credited,
            interest,
            left: known.map_or(0, |known| known.owed(act.day).total()),
        }
    };
    match &act.fact {
        Fact::Repaid { lines, .. } => lines
            .iter()
            .map(|line| RepaidRow {
                weighed: Some(line.weighed),
                quality: (line.moisture_tenths, line.foreign_tenths),
                ..row(line.loan, line.credited, line.interest)
            })
            .collect(),
        Fact::RepaidCash { lines, .. } => lines
            .iter()
            .map(|line| RepaidRow { money: Some(line.received), ..row(line.loan, line.credited, line.interest) })
            .collect(),
        _ => Vec::new(),
    }
}
