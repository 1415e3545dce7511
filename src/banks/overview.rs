//! The route of a bank's own page: what there is, and what wants to be done.
use super::{calendar::season_line, shown, stock, store};
use crate::requests::RequestRow;
use crate::{
    app::App,
    error::Answer,
    groups::pages::place,
    guard::{Can, InBank},
    web,
};
use axum::extract::State;
use chrono::{Days, NaiveDate};
use domain::banks::{
    Bank, Good, Measure, State as Has,
    animals::{Place, Stage},
    due::{Dues, dues},
    loan::Loan,
    rules::Due,
};
use std::collections::BTreeSet;
use templates::banks::{
    BankHead,
    overview::{Herd, Holding, OverviewPage, Thing, overview as draw, season_thing},
};
use uuid::Uuid;
use words::Words;

/// Calves to be handed over within so many days are told of.
const SOON_DAYS: u64 = 30;
/// A store that was not counted for so many days is told of: a harvest and a half.
const COUNT_DAYS: u64 = 180;
/// A price older than so many days is told of.
const PRICE_DAYS: u64 = 90;

/// `GET /banks/{bank}`
pub async fn show(State(app): State<App>, visit: InBank) -> Answer {
    let InBank { group, bank, .. } = &visit;
    let (words, today) = (visit.words(), app.today());
    let mut tx = app.db().read().await?;
    let loaded = store::load(&mut tx, bank, group).await?;
    let requests = store::requests(&mut tx, bank).await?;
    let has = stock::state(&loaded, today)?;
    let head = shown::head(&mut tx, group, bank, &loaded).await?;
    let reader = Reading { words, bank: &loaded, has: &has, head: &head, today };
    let for_whom = visit.may(Can::Correct).then_some(visit.visit.user.id);
    let kept = stock::kept(&loaded);
    let page = OverviewPage {
        around: visit.visit.around(),
        place: place(&bank.village_code),
        opened_on: bank.opened_on,
        money: crate::books::lines::unit(loaded.money),
        box_holds: has.money,
        goods: kept.iter().filter_map(|good| reader.holding(good)).collect(),
        herds: kept.iter().filter_map(|good| reader.herd(good)).collect(),
        room: stock::room(&loaded, &has, today),
        due: reader.things(&requests, for_whom, visit.may(Can::Seal)),
        season: reader.season().map(|season| season_line(season, today)),
        may_write: visit.may(Can::Seal),
        may_agree: visit.may(Can::KeepConstitution),
        bank: head.clone(),
    };
    Ok(web::html(draw(&page)))
}

/// What the page is read from.
struct Reading<'a> {
    words: Words,
    bank: &'a Bank,
    has: &'a Has,
    head: &'a BankHead,
    today: NaiveDate,
}

impl Reading<'_> {
    fn open_loans<'l>(&'l self, good: &'l str) -> impl Iterator<Item = &'l Loan> {
        self.has.loans.values().filter(move |loan| loan.good == good && loan.is_open(self.today))
    }

    fn late<'l>(&'l self, good: &'l str) -> impl Iterator<Item = &'l Loan> {
        self.open_loans(good).filter(|loan| loan.days_late(self.today) > 0)
    }

    /// A good that lies in the store or is lent; money only where it is lent.
    fn holding(&self, good: &Good) -> Option<Holding> {
        if good.class().is_registered() {
            return None;
        }
        let code = good.code();
        let loans = self.open_loans(code).count();
        let is_money = good.class().measure() == Measure::Money;
        (!is_money || loans > 0).then(|| Holding {
            good: shown::good(good),
            store: self.has.stock(code),
            lent: self.open_loans(code).map(|loan| loan.principal(self.today)).sum(),
            loans: loans as u32,
            late: self.late(code).map(|loan| loan.owed(self.today).total()).sum(),
            late_loans: self.late(code).count() as u32,
            counted: self.has.counted.get(code).copied(),
        })
    }

    fn herd(&self, good: &Good) -> Option<Herd> {
        if !good.class().is_registered() {
            return None;
        }
        let all = self.has.herd().filter(|animal| animal.species == good.class());
        let places: Vec<Place> = all.map(|animal| animal.place).collect();
        let families: BTreeSet<_> =
            places.iter().filter_map(|place| if let Place::With(keeper) = place { Some(*keeper) } else { None }).collect();
        Some(Herd {
            good: shown::good(good),
            heads: places.len() as i64,
            with_families: places.iter().filter(|place| matches!(place, Place::With(_))).count() as i64,
            families: families.len() as i64,
        })
    }

    /// The season that runs, else the next, else the last.
    fn season(&self) -> Option<&domain::banks::Season> {
        let all = &self.bank.seasons;
        let runs = all.iter().find(|season| season.lend_from <= self.today && self.today <= season.harvest_to);
        let next = all.iter().filter(|season| season.lend_from > self.today).min_by_key(|season| season.lend_from);
        runs.or(next).or(all.iter().max_by_key(|season| season.harvest_to))
    }

    fn thing(&self, tone: &'static str, icon: &'static str, key: &str, count: usize, below: &str) -> Option<Thing> {
        let count = self.words.number(count as i64);
        let text = self.words.with(key, &[("count", count.into())]);
        Some(Thing { tone, icon, text, href: self.head.href(below) })
    }

    /// What wants to be done, the most urgent first.
    fn things(&self, requests: &[RequestRow], me: Option<Uuid>, may_write: bool) -> Vec<Thing> {
        let waiting: Vec<_> = requests.iter().filter(|request| request.decision.is_none()).collect();
        let mine = waiting.iter().filter(|request| me.is_some_and(|me| request.asked_by != me)).count();
        let dues = dues(self.has, self.today, SOON_DAYS);
        let some = |count: usize, thing: Option<Thing>| thing.filter(|_| count > 0);
        let late = self.has.loans.values().filter(|loan| loan.days_late(self.today) > 0).count();
        let over = stock::room(self.bank, self.has, self.today).is_some_and(|(held, most)| held > most);
        let mut all = vec![
            some(mine, self.thing("warn", "user-check", "bank-thing-confirm", mine, "requests")),
            some(waiting.len() - mine, self.thing("", "hourglass", "bank-thing-waits", waiting.len() - mine, "requests")),
            some(late, self.thing("stop", "clock", "bank-thing-late", late, "loans")),
            some(over.into(), self.thing("warn", "warehouse", "bank-thing-over", 1, "stock")),
        ];
        all.extend(self.of_animals(&dues));
        all.push(
            self.season().map(|season| season_line(season, self.today)).and_then(|line| season_thing(self.words, self.head, &line)),
        );
        if may_write {
            all.extend(self.of_books());
        }
        all.into_iter().flatten().collect()
    }

    fn of_animals(&self, dues: &Dues) -> Vec<Option<Thing>> {
        let due = dues.obligations.get(&Stage::Due).map_or(0, Vec::len);
        let lists = [
            ("warn", "baby", "bank-thing-due", due),
            ("", "calendar", "bank-thing-soon", dues.soon.len()),
            ("", "eye", "bank-thing-unseen", dues.unseen.len()),
            ("", "repeat", "bank-thing-infertile", dues.infertile.len()),
        ];
        let shown = lists.into_iter().filter(|(.., count)| *count > 0);
        shown.map(|(tone, icon, key, count)| self.thing(tone, icon, key, count, "obligations")).collect()
    }

    /// What the books lack: a count, a price, a season.
    fn of_books(&self) -> Vec<Option<Thing>> {
        let ago = |days: u64| self.today.checked_sub_days(Days::new(days)).unwrap_or(self.today);
        let mut all = Vec::new();
        let mut about = |icon: &'static str, key: &str, good: &Good, below: &str| {
            let text = self.words.with(key, &[("good", stock::name(self.words, good).into())]);
            let href = templates::parts::with_query(&self.head.href(below), &[("good", good.code())]);
            all.push(Some(Thing { tone: "", icon, text, href }));
        };
        let there = self.bank.goods.iter().filter(|good| self.has.stock(good.code()) > 0);
        for good in there {
            let counted = self.has.counted.get(good.code()).map(|(day, _)| *day);
            if counted.is_none_or(|day| day < ago(COUNT_DAYS)) && self.bank.opened_on < ago(COUNT_DAYS) {
                about("scale", "bank-thing-count", good, "count");
            }
            let price = self.bank.market(good.code(), "", self.today);
            if price.is_none_or(|price| price.day < ago(PRICE_DAYS)) {
                about("banknote", "bank-thing-price", good, "prices");
            }
        }
        let by_harvest =
            self.bank.rules(self.today).is_some_and(|rules| rules.lending.iter().any(|line| line.terms.due == Due::Harvest));
        let no_season = self.bank.seasons.iter().all(|season| season.harvest_to < self.today);
        if by_harvest && no_season {
            all.push(self.thing("warn", "calendar", "bank-thing-season", 0, "seasons"));
        }
        all
    }
}
