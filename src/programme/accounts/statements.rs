//! The statements over many books: of a group or award, of a partner, of the whole programme.
use super::{
    books::{Ground, Whose},
    broken, files, ground, paper,
    store::{self, OfBook},
    tables,
};
use crate::{
    app::App,
    awards::reports_pages::file,
    banks::store as banks,
    books::{form::read_day, lines},
    error::{Answer, Fault},
    guard::Visit,
    papers::Wish,
    programme::scope::Scope,
    store::Tx,
    web,
};
use axum::extract::{Query, State};
use chrono::{Datelike, Days, Months, NaiveDate};
use domain::{
    banks::{
        Good,
        prices::{by_age, value},
    },
    programme::statements::{Flaw, GoodNote, Held, Moved, Period, Prices, Set, Statement, in_kind, in_riel, monies, stated},
};
use ledger::{AccountKind, AccountNo, Commodity};
use std::collections::{BTreeMap, HashMap};
use templates::{
    parts::{Name, Problem},
    programme::accounts::{
        Page,
        statements::{Rate, StatementForm, StatementsPage, Told, statements as draw},
    },
};
use words::Words;

/// The most letters of where a rate is from.
const SOURCE_MOST: usize = 100;
/// The most riel for a dollar that anybody writes.
const RATE_MOST: i64 = 100_000;

/// A first and a last day.
type Span = (NaiveDate, NaiveDate);

/// What is asked for, understood.
#[derive(Clone, Debug)]
pub struct Asked {
    /// The days.
    pub days: Span,
    /// The days compared with.
    pub earlier: Option<Span>,
    /// The rate, where dollars are to be turned into riel.
    pub rate: Option<Rate>,
}

/// What the books say of some days, in no language yet.
#[derive(Clone, Debug)]
pub struct Stated {
    /// The days, those compared with, and the rate.
    pub asked: Asked,
    /// The one book's name and code, where one was chosen.
    pub book: Option<(Name, String)>,
    /// The statements, one set a money.
    pub sets: Vec<Set>,
    /// What there is in kind.
    pub kind: Vec<(Name, GoodNote)>,
    /// Agreed with families and not paid yet, in each money.
    pub agreed: Vec<(Commodity, i64)>,
    /// How many books there are: of groups, banks in them, cooperatives in them, of awards.
    pub counted: [i64; 4],
}

impl Stated {
    fn shown(self, words: Words) -> Told {
        let name = |(name, note): (Name, GoodNote)| (name.show(words).to_owned(), lines::unit(note.kind.good), note);
        Told {
            days: self.asked.days,
            earlier: self.asked.earlier,
            book: self.book.map(|(name, code)| format!("{} · {code}", name.show(words))),
            sets: self.sets,
            rate: self.asked.rate,
            kind: self.kind.into_iter().map(name).collect(),
            agreed: self.agreed.into_iter().map(|(money, agreed)| (lines::unit(money), agreed)).collect(),
            counted: self.counted,
        }
    }
}

/// `GET /programme/statements?organisation=&book=&from=&to=&compare=&rate=&rate_day=&rate_source=&format=`
pub async fn show(State(app): State<App>, visit: Visit, Query(wish): Query<Wish>, Query(typed): Query<StatementForm>) -> Answer {
    let (words, today) = (visit.words(), app.today());
    let mut tx = app.db().read().await?;
    let scope = Scope::load(&mut tx, &visit, &typed.organisation).await?;
    let (mut ground, mut whose) = ground(&mut tx, &visit, &scope, None).await?;
    let (asked, mut problems) = read(&typed, today, words);
    if !typed.book.trim().is_empty() {
        match ground.find(&typed.book).map(|book| book.no) {
            Some(book) => (ground, whose) = super::ground(&mut tx, &visit, &scope, Some(book)).await?,
            None => problems.push(Problem { field: "book".into(), message: words.say("accounts-no-book").into_owned() }),
        }
    }
    let form = filled(typed, &asked, words);
    let mut page = StatementsPage { around: visit.around(), scope: scope.shown(), problems, told: None, files: vec![], form };
    if !page.problems.is_empty() {
        return Ok(web::unprocessable(draw(&page)));
    }
    let told = load(&mut tx, &ground, &whose, asked, today).await?;
    let (name, to) = (format!("statements-{}", told.asked.days.1), told.asked.days.1);
    match page.form.format.as_str() {
        "" => {}
        "pdf" => return paper::answer(&visit, wish.say(words), &scope, told, &name).await,
        format => {
            let notes: Vec<GoodNote> = told.kind.iter().map(|(_, note)| note.clone()).collect();
            return file(&tables::statements(&told.sets, &notes, told.asked.days), &name, format, to);
        }
    }
    page.files = files(Page::Statements.path(), &kept(&page.form), &["pdf", "xlsx", "csv", "json"]);
    page.told = Some(told.shown(words));
    Ok(web::html(draw(&page)))
}

fn kept(form: &StatementForm) -> [(&'static str, &str); 8] {
    [
        ("organisation", &form.organisation),
        ("book", &form.book),
        ("from", &form.from),
        ("to", &form.to),
        ("compare", &form.compare),
        ("rate", &form.rate),
        ("rate_day", &form.rate_day),
        ("rate_source", &form.rate_source),
    ]
}

/// The form as it stands after it was understood: days that were left out are filled in.
fn filled(typed: StatementForm, asked: &Asked, words: Words) -> StatementForm {
    let day = |typed: String, day| if typed.trim().is_empty() { words.date_short(day) } else { typed };
    StatementForm {
        from: day(typed.from, asked.days.0),
        to: day(typed.to, asked.days.1),
        compare: if typed.compare.is_empty() { "year".into() } else { typed.compare },
        ..typed
    }
}

/// Reads what was typed: of this year until today, compared with the same days a year before, where nothing was.
fn read(typed: &StatementForm, today: NaiveDate, words: Words) -> (Asked, Vec<Problem>) {
    let mut problems = Vec::new();
    let mut refuse = |field: &str, message: String| problems.push(Problem { field: field.into(), message });
    let new_year = NaiveDate::from_ymd_opt(today.year(), 1, 1).unwrap_or(today);
    let mut day = |field: &str, text: &str, usual: NaiveDate| match read_day(text, words) {
        Ok(Some(day)) if day > today => {
            refuse(field, words.say("as-of-future").into_owned());
            usual
        }
        Ok(day) => day.unwrap_or(usual),
        Err(message) => {
            refuse(field, message);
            usual
        }
    };
    let to = day("to", &typed.to, today);
    let from = day("from", &typed.from, new_year.min(to));
    let mut days = (from, to);
    if from > to {
        refuse("to", words.say("period-turned").into_owned());
        days = (to, to);
    }
    let rate = rate(typed, today, words, &mut refuse);
    (Asked { days, earlier: earlier(days, &typed.compare), rate }, problems)
}

/// The days compared with.
fn earlier((from, to): Span, compare: &str) -> Option<Span> {
    let year = Months::new(12);
    match compare {
        "none" => None,
        "before" => {
            let length = u64::try_from((to - from).num_days()).unwrap_or(0);
            let end = from.pred_opt()?;
            Some((end.checked_sub_days(Days::new(length))?, end))
        }
        _ => Some((from.checked_sub_months(year)?, to.checked_sub_months(year)?)),
    }
}

fn rate(typed: &StatementForm, today: NaiveDate, words: Words, refuse: &mut impl FnMut(&str, String)) -> Option<Rate> {
    if typed.rate.trim().is_empty() {
        return None;
    }
    let mut say = |field: &str, key: &str| refuse(field, words.say(key).into_owned());
    let riel = words::read_quantity(&typed.rate, 0).ok().flatten().filter(|riel| (1..=RATE_MOST).contains(riel));
    if riel.is_none() {
        say("rate", "accounts-rate-wrong");
    }
    let day = read_day(&typed.rate_day, words).ok().flatten().filter(|day| *day <= today);
    if day.is_none() {
        say("rate_day", "accounts-rate-needs-day");
    }
    let source = typed.rate_source.trim();
    let fits = !source.is_empty() && source.chars().count() <= SOURCE_MOST && !source.chars().any(char::is_control);
    if !fits {
        say("rate_source", "accounts-rate-needs-source");
    }
    Some(Rate { riel: riel?, day: day?, source: Some(source).filter(|_| fits)?.to_owned() })
}

/// Reads and states: what was before, what moved, and what is there, of these days and those compared with.
///
/// # Errors
/// The store; books that do not meet.
pub async fn load(tx: &mut Tx, ground: &Ground, whose: &Whose, asked: Asked, today: NaiveDate) -> Result<Stated, Fault> {
    let own = period(tx, ground, whose, asked.days, today).await?;
    let earlier = match asked.earlier {
        Some(days) => Some(period(tx, ground, whose, days, today).await?.together()),
        None => None,
    };
    let now = own.together();
    let mut sets = told(&now, earlier.as_ref(), asked.rate.as_ref()).map_err(broken)?;
    sets.retain(|set| !set.now.is_empty() || set.earlier.as_ref().is_some_and(|earlier| !earlier.is_empty()));
    let goods = banks::goods(tx).await?;
    let prices = store::prices(tx, asked.days.1).await?;
    let notes = notes(ground, &own, &goods, &prices).map_err(broken)?;
    let kind = notes.into_iter().map(|note| (super::good_name(&goods, note.kind.good), note));
    let book = whose.book.and_then(|no| ground.book(no)).map(|book| (book.name.clone(), book.code.clone()));
    Ok(Stated { book, sets, kind: kind.collect(), agreed: agreed(&now), counted: ground.counted(), asked })
}

/// The grouped sums of some days, book by book.
struct Books {
    before: Vec<OfBook<Held>>,
    moved: Vec<OfBook<Moved>>,
    after: Vec<OfBook<Held>>,
}

impl Books {
    fn together(&self) -> Period {
        fn of<T: Copy>(all: &[OfBook<T>]) -> Vec<T> {
            all.iter().map(|one| one.of).collect()
        }
        Period { before: of(&self.before), moved: of(&self.moved), after: of(&self.after) }
    }
}

async fn period(tx: &mut Tx, ground: &Ground, whose: &Whose, (from, to): Span, today: NaiveDate) -> Result<Books, Fault> {
    let eve = from.pred_opt().ok_or(Fault::NotFound)?;
    let before = store::balances(tx, ground, whose, Some(eve)).await?;
    let moved = store::moved(tx, ground, whose, (from, to)).await?;
    // What the books keep is another road than their postings: today both must meet.
    let after = store::balances(tx, ground, whose, Some(to).filter(|to| *to != today)).await?;
    Ok(Books { before, moved, after })
}

/// A set a money; with a rate, one in riel.
fn told(now: &Period, then: Option<&Period>, rate: Option<&Rate>) -> Result<Vec<Set>, Flaw> {
    if let Some(rate) = rate {
        let (now, then) = (in_riel(now, rate.riel)?, then.map(|then| in_riel(then, rate.riel)).transpose()?);
        return Ok(vec![one_money(&now, then.as_ref())?]);
    }
    let mut all = monies(now);
    all.extend(then.map(monies).unwrap_or_default());
    all.sort_by_key(|money| *money != Commodity::KHR);
    all.dedup();
    let set = |money| -> Result<Set, Flaw> {
        Ok(Set { now: stated(now, money)?, earlier: then.map(|then| stated(then, money)).transpose()? })
    };
    all.into_iter().map(set).collect()
}

/// Both periods in the finer of their two ways to count riel.
fn one_money(now: &Period, then: Option<&Period>) -> Result<Set, Flaw> {
    let money = |period: &Period| {
        let held = period.before.iter().chain(&period.after).map(|held| held.commodity);
        held.chain(period.moved.iter().map(|moved| moved.commodity)).next().unwrap_or(Commodity::KHR)
    };
    let finest = |of: Commodity| then.map(money).filter(|other| other.decimals() > of.decimals()).unwrap_or(of);
    let fine = finest(money(now));
    let told = |period: &Period| -> Result<Statement, Flaw> {
        if money(period) == fine { stated(period, fine) } else { stated(&period.in_hundredths(fine)?, fine) }
    };
    Ok(Set { now: told(now)?, earlier: then.map(told).transpose()? })
}

/// Agreed with families and not paid yet, in each money.
fn agreed(now: &Period) -> Vec<(Commodity, i64)> {
    let mut sums: BTreeMap<Commodity, i64> = BTreeMap::new();
    for held in now.after.iter().filter(|held| held.fund.is_award() && held.account == domain::grants::accounts::COMMITTED) {
        let sum = sums.entry(held.commodity).or_default();
        *sum = sum.saturating_add(held.quantity);
    }
    sums.into_iter().collect()
}

/// What there is in kind, valued book by book with the last price that each wrote down.
fn notes(
    ground: &Ground,
    own: &Books,
    goods: &[Good],
    prices: &HashMap<(i64, String), store::PriceRow>,
) -> Result<Vec<GoodNote>, Flaw> {
    let together = own.together();
    let mut notes = Vec::new();
    for kind in in_kind(&together.before, &together.after)? {
        let good = goods.iter().find(|good| good.commodity() == kind.good);
        let by_class = good.is_some_and(|good| by_age(good.class()));
        let mut note = GoodNote { kind, worth: vec![], prices: None, unpriced: 0, by_class };
        match good {
            Some(good) if !by_class => price(&mut note, ground, &own.after, good, prices),
            // A crop of cooperatives: the price table of banks does not know it.
            None => note.unpriced = note.kind.own().0,
            Some(_) => {}
        }
        notes.push(note);
    }
    Ok(notes)
}

fn price(
    note: &mut GoodNote,
    ground: &Ground,
    after: &[OfBook<Held>],
    good: &Good,
    prices: &HashMap<(i64, String), store::PriceRow>,
) {
    let mut owned: BTreeMap<i64, i64> = BTreeMap::new();
    for line in after.iter().filter(|line| line.of.commodity == good.commodity() && is_held(line.of.account)) {
        *owned.entry(line.book).or_default() += line.of.quantity;
    }
    let mut worth: BTreeMap<Commodity, i64> = BTreeMap::new();
    for (no, quantity) in owned.into_iter().filter(|(_, quantity)| *quantity != 0) {
        let (Some(book), Some(price)) = (ground.book(no), prices.get(&(no, good.code().to_owned()))) else {
            note.unpriced = note.unpriced.saturating_add(quantity);
            continue;
        };
        let sum = worth.entry(book.money).or_default();
        *sum = sum.saturating_add(value(quantity, good, price.amount));
        let one = Prices {
            money: book.money,
            amounts: (price.amount, price.amount),
            days: (price.day, price.day),
            sources: vec![price.source.clone()],
        };
        // Prices of another money cannot be put in one span with these: they only count towards the worth.
        note.prices = Some(match note.prices.take() {
            Some(all) if all.money == book.money => all.with(price.amount, price.day, &price.source),
            Some(all) => all,
            None => one,
        });
    }
    note.worth = worth.into_iter().collect();
}

/// Whether an account of a group's chart says what is there or owed.
fn is_held(account: AccountNo) -> bool {
    let line = domain::chart::ACCOUNTS.iter().find(|line| line.no == account);
    line.is_some_and(|line| matches!(line.kind, AccountKind::Asset | AccountKind::Liability))
}

#[cfg(test)]
mod tests {
    use super::*;
    use words::Language;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn asked(typed: StatementForm) -> (Asked, Vec<String>) {
        let (asked, problems) = read(&typed, day("2026-11-21"), Words::new(Language::English));
        (asked, problems.into_iter().map(|problem| problem.field).collect())
    }

    #[test]
    fn nothing_typed_is_this_year_beside_the_last() {
        let (all, problems) = asked(StatementForm::default());
        assert_eq!((all.days, problems.len()), ((day("2026-01-01"), day("2026-11-21")), 0));
        assert_eq!(all.earlier, Some((day("2025-01-01"), day("2025-11-21"))));
        let before = asked(StatementForm {
            compare: "before".into(),
            from: "1/11/2026".into(),
            to: "10/11/2026".into(),
            ..Default::default()
        });
        assert_eq!(before.0.earlier, Some((day("2026-10-22"), day("2026-10-31"))));
        assert_eq!(asked(StatementForm { compare: "none".into(), ..Default::default() }).0.earlier, None);
    }

    #[test]
    fn a_rate_says_of_which_day_and_from_where() {
        let typed = |rate: &str, day: &str, source: &str| {
            asked(StatementForm { rate: rate.into(), rate_day: day.into(), rate_source: source.into(), ..Default::default() })
        };
        assert_eq!(typed("4,065", "20/11/2026", "NBC").0.rate.map(|rate| rate.riel), Some(4_065));
        assert_eq!(typed("0", "", "").1, ["rate", "rate_day", "rate_source"]);
        assert_eq!(typed("4065", "1/1/2027", &"x".repeat(101)).1, ["rate_day", "rate_source"]);
        assert_eq!(asked(StatementForm { from: "soon".into(), to: "1/1/2030".into(), ..Default::default() }).1, ["to", "from"]);
    }
}
