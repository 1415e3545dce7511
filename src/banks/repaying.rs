//! Repayment days: the sheet, what is typed on it, and the list of a day.
mod both;

use super::{
    compared::{self, Met},
    day_lists,
    sheets::{self, Ground, Reading, Said, Typed},
    shown,
    write::{self, Outcome, Wish},
};
use crate::{
    app::App,
    compared::Arrived,
    error::{Answer, Fault},
    guard::{Can, InBank},
    offline,
    store::Tx,
    web,
};
use axum::{
    Form,
    extract::{Query, State},
};
use chrono::NaiveDate;
use domain::banks::{
    Ask, Good, Measure, Refusal, Rules, State as Has, When, Why,
    acts::LoanNo,
    ask::RepayRow,
    cash_price, cash_to_close, decide,
    loan::{Loan, Move, MoveKind},
    quality,
    rules::CashPrice,
    units,
};
use serde::Deserialize;
use std::collections::BTreeMap;
use templates::{
    banks::repaying::{Comes, PriceAsked, RepayingPage, RepayingRow, RepayingSheet, RepayingTotals, repaying as draw},
    parts::{Unit, encode, with_query},
};
use words::Words;

/// Which sheet the address names.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct WhichSheet {
    good: String,
}

/// `GET /banks/{bank}/repaying`
pub async fn show(State(app): State<App>, visit: InBank, Query(which): Query<WhichSheet>) -> Answer {
    let mut tx = app.db().read().await?;
    let ground = Ground::load(&mut tx, &visit, app.today()).await?;
    let mut typed = Typed::fresh(visit.words(), &ground);
    typed.set("good", which.good);
    let sheet = Sheet::read(&visit, &ground, &typed)?;
    let nothing = Said { problems: vec![], cautions: vec![] };
    Ok(offline::sheet(&visit.visit, draw(&page(&mut tx, &visit, &ground, sheet.as_ref(), false, nothing).await?)))
}

/// `POST /banks/{bank}/repaying`: write down, or work out without script.
pub async fn send(State(app): State<App>, visit: InBank, Form(pairs): Form<Vec<(String, String)>>) -> Answer {
    let typed = Typed::new(pairs);
    let key = typed.key()?;
    let save = typed.get("do") == "save";
    let mut tx = app.db().write().await?;
    let arrived = if save { compared::arrived(&mut tx, &visit, &typed).await? } else { Arrived::New };
    let done = |act| Ok(web::see_other(&sheets::written(&visit.bank, "repaying", act, "repayment-day")));
    if let Arrived::Same(act) = arrived {
        return done(act);
    }
    let ground = Ground::load(&mut tx, &visit, app.today()).await?;
    let Some(sheet) = Sheet::read(&visit, &ground, &typed)? else { return Err(Fault::NotFound) };
    if !save {
        let said = sheet.refused(&ground, &sheet.against(&ground, app.today()));
        return Ok(web::html(draw(&page(&mut tx, &visit, &ground, Some(&sheet), true, said).await?)));
    }
    match both::met(&visit, &sheet, &ground, arrived)? {
        Met::Nothing => {}
        Met::Same(act) => return done(act),
        Met::Both(both) => return compared::answer(&mut tx, &visit, &ground, sheet.typed, both).await,
    }
    let mut refusals = Vec::new();
    if sheet.problems.is_empty() {
        let wish = Wish { key, day: sheet.day, known: typed.get("known") == "1", ask: &sheet.ask() };
        let sent = (&wish, typed.digest());
        match write::send(&mut tx, &visit.group, &visit.bank, sent, sheets::by(&app, &visit)).await? {
            Outcome::Written(act, _) | Outcome::Again(act) => {
                tx.commit().await?;
                return done(act);
            }
            Outcome::Other(_) | Outcome::Asked(_) => return Err(Fault::Broken("a repayment day became something else".into())),
            Outcome::Refused(refused) => refusals = refused,
        }
    } else {
        refusals.extend(sheet.against(&ground, app.today()));
    }
    let said = sheet.refused(&ground, &refusals);
    Ok(web::unprocessable(draw(&page(&mut tx, &visit, &ground, Some(&sheet), true, said).await?)))
}

/// A row as far as it could be read.
#[derive(Clone, Debug, Default)]
struct Brought {
    /// Weighings, heads, or money where money was lent.
    weighed: Vec<i64>,
    moisture: Option<i64>,
    foreign: Option<i64>,
    money: Option<i64>,
}

/// A sheet as it was typed, and as far as it could be read.
struct Sheet<'a> {
    typed: &'a Typed,
    words: Words,
    day: NaiveDate,
    rules: &'a Rules,
    good: Good,
    has: Has,
    moisture: Option<i64>,
    agreed: Option<i64>,
    /// What the market pays, where it was typed.
    market: Option<i64>,
    rows: BTreeMap<LoanNo, Brought>,
    problems: Vec<(String, String)>,
}

impl<'a> Sheet<'a> {
    /// Reads the form; none where nothing is owed.
    fn read(visit: &InBank, ground: &'a Ground, typed: &'a Typed) -> Result<Option<Sheet<'a>>, Fault> {
        let mut reading = Reading::new(typed, visit.words());
        let day = reading.day("day").unwrap_or(ground.today);
        let has = ground.state(day)?;
        let Some(rules) = ground.loaded.rules(day) else { return Ok(None) };
        let owed = owed_goods(&has, day);
        // A sheet keeps its good though its last loan was paid meanwhile, so that what was typed can be refused.
        let named = Some(typed.get("good").to_owned()).filter(|good| !good.is_empty() && ground.loaded.good(good).is_some());
        let Some(good) = named.or_else(|| owed.first().cloned()).and_then(|code| ground.loaded.good(&code)) else {
            return Ok(None);
        };
        let money = ground.loaded.money;
        let weighed = good.class().measure() == Measure::Weight;
        let (agreed, market) = (reading.quantity("agreed", money), reading.quantity("market", money));
        let moisture = if weighed { reading.tenths("moisture") } else { None };
        let mut rows = BTreeMap::new();
        for no in typed.numbers('l', &["kg", "cash"]) {
            let name = |end: &str| format!("l{no}-{end}");
            let brought = Brought {
                weighed: reading.quantities(&name("kg"), good.commodity()),
                moisture: reading.tenths(&name("moisture")),
                foreign: reading.tenths(&name("foreign")),
                money: reading.quantity(&name("cash"), money),
            };
            rows.insert(no, brought);
        }
        let (words, problems) = (reading.words, reading.problems);
        Ok(Some(Sheet { typed, words, day, rules, good, has, moisture, agreed, market, rows, problems }))
    }

    /// The rows of the ask, each with the loan and the field it stands for. Every weighing is a row of its own: each went
    /// on the scale by itself. Money comes last, since it pays what the paddy left.
    fn asked(&self) -> Vec<(RepayRow, LoanNo, &'static str)> {
        let mut all = Vec::new();
        for (no, brought) in &self.rows {
            let row = RepayRow { loan: *no, weighed: None, moisture_tenths: None, foreign_tenths: None, money: None };
            let (moisture_tenths, foreign_tenths) = (self.moisture_of(brought), brought.foreign);
            for weight in &brought.weighed {
                all.push((RepayRow { weighed: Some(*weight), moisture_tenths, foreign_tenths, ..row }, *no, "kg"));
            }
            if brought.money.is_some() {
                all.push((RepayRow { money: brought.money, ..row }, *no, "cash"));
            }
        }
        all
    }

    /// The moisture of a row: its own, or the sheet's.
    fn moisture_of(&self, brought: &Brought) -> Option<i64> {
        brought.moisture.or(self.moisture).filter(|_| self.good.class().measure() == Measure::Weight)
    }

    fn ask(&self) -> Ask {
        Ask::Repay {
            good: self.good.code().to_owned(),
            agreed: self.agreed,
            market: self.market,
            rows: self.asked().into_iter().map(|(row, ..)| row).collect(),
        }
    }

    /// What the rules say of what could be read; that nothing was typed yet, and cautions, are left for the writing.
    fn against(&self, ground: &Ground, today: NaiveDate) -> Vec<Refusal> {
        let when = When { day: self.day, today, known: true };
        let refused = decide(&ground.loaded, &self.ask(), when).err().unwrap_or_default();
        refused.into_iter().filter(|refusal| refusal.why != Why::Nothing).collect()
    }

    /// Everything that is wrong, at its field.
    fn refused(&self, ground: &Ground, refusals: &[Refusal]) -> Said {
        let asked = self.asked();
        let price = if self.prices(ground).is_some_and(|price| price.agreed) { "agreed" } else { "market" };
        let place = |row: Option<usize>, why: &Why| match row.and_then(|at| asked.get(at)) {
            Some((row, no, end)) => self.field(row, *no, end, why),
            None => match why {
                Why::Future | Why::Closed(_) | Why::BeforeBank(_) => "day".into(),
                Why::NotPositive | Why::TooLarge(_) | Why::PriceMissing | Why::AgreedPrice(_) | Why::TenTimes(_) => price.into(),
                _ => "sheet".into(),
            },
        };
        // A weighing that is too much is told what the loan owes, not what the weighings before it left.
        let told: Vec<Refusal> = refusals.iter().map(|refusal| self.told(refusal, &asked)).collect();
        let mut said = sheets::said(self.words, &ground.loaded, self.good.code(), &told, place);
        said.problems.retain(|(field, _)| self.problems.iter().all(|(known, _)| known != field));
        said.problems = self.problems.iter().cloned().chain(said.problems).collect();
        said
    }

    fn told(&self, refusal: &Refusal, asked: &[(RepayRow, LoanNo, &'static str)]) -> Refusal {
        let row = refusal.row.and_then(|at| asked.get(at)).filter(|(row, ..)| row.weighed.is_some());
        let loan = row.and_then(|(_, no, _)| self.has.loans.get(no));
        match (&refusal.why, loan) {
            (Why::MoreThanOwed(_), Some(loan)) => {
                Refusal { why: Why::MoreThanOwed(loan.owed(self.day).total()), ..refusal.clone() }
            }
            _ => refusal.clone(),
        }
    }

    /// The field of a row at which something is wrong.
    fn field(&self, row: &RepayRow, no: LoanNo, end: &str, why: &Why) -> String {
        let own = |end: &str| format!("l{no}-{end}");
        let moisture = || match self.rows.get(&no).is_some_and(|brought| brought.moisture.is_some()) {
            true => own("moisture"),
            false => "moisture".to_owned(),
        };
        match why {
            Why::TooWet(_) => moisture(),
            Why::NotAPercentage if row.foreign_tenths.is_some_and(|tenths| tenths >= 1_000) => own("foreign"),
            Why::NotAPercentage => moisture(),
            _ => own(end),
        }
    }

    /// The open loans of the sheet, by their numbers.
    fn loans(&self) -> impl Iterator<Item = &Loan> {
        self.has.loans.values().filter(|loan| loan.good == self.good.code() && loan.is_open(self.day))
    }

    /// What the top of the sheet asks about prices; none where no loan takes money.
    fn prices(&self, ground: &Ground) -> Option<PriceAsked> {
        if self.good.class().measure() == Measure::Money {
            return None;
        }
        let rules: Vec<CashPrice> = self.loans().filter_map(|loan| loan.terms.cash).collect();
        let less = |rule: &CashPrice| match rule {
            CashPrice::MarketLess(percent) => Some(*percent),
            CashPrice::Market => Some(0),
            CashPrice::Committee => None,
        };
        let first = rules.first()?;
        let last = ground.loaded.market(self.good.code(), "", self.day);
        Some(PriceAsked {
            agreed: rules.contains(&CashPrice::Committee),
            agreed_typed: self.typed.get("agreed").to_owned(),
            market_typed: self.typed.get("market").to_owned(),
            last: last.map(|price| (price.amount, price.day)),
            less_percent: less(first).filter(|_| rules.iter().all(|rule| rule == first)),
        })
    }

    /// What a row comes to: first what is on the scale, then money.
    fn comes(&self, loan: &Loan, market: Option<i64>) -> Comes {
        let (day, mut loan) = (self.day, loan.clone());
        let Some(brought) = self.rows.get(&loan.no) else {
            return Comes { left: loan.owed(day).total(), ..Comes::default() };
        };
        let mut comes = Comes::default();
        let pays = |loan: &mut Loan, quantity: i64| {
            let quantity = quantity.clamp(0, loan.owed(day).total());
            let interest = loan.interest_of(quantity, day);
            loan.moves.push(Move { act: 0, day, kind: MoveKind::Repaid, principal: quantity - interest, interest, received: 0 });
            interest
        };
        for weight in brought.weighed.iter().filter(|weight| **weight > 0) {
            let counts = self.counts(*weight, brought);
            comes.any = true;
            comes.credited = comes.credited.saturating_add(counts);
            comes.interest += pays(&mut loan, counts);
        }
        if let Some(money) = brought.money.filter(|money| *money > 0) {
            comes.any = true;
            comes.money = money;
            let price = loan.terms.cash.and_then(|rule| cash_price(rule, self.agreed, market).ok()).filter(|price| *price > 0);
            if let Some(price) = price {
                let close = cash_to_close(&loan, day, price);
                let owed = loan.owed(day).total();
                comes.bought = if money >= close { owed } else { units::quantity_for(money, loan.unit, price) };
                comes.concession = market.map_or(0, |market| (units::worth(comes.bought, loan.unit, market) - money).max(0));
                comes.interest += pays(&mut loan, comes.bought);
            }
        }
        comes.left = loan.owed(day).total();
        comes
    }

    /// What a weight counts for; a measurement that is no per cent takes nothing off until it is mended.
    fn counts(&self, weight: i64, brought: &Brought) -> i64 {
        if self.good.class().measure() != Measure::Weight {
            return weight;
        }
        let part = |tenths: Option<i64>| tenths.filter(|tenths| (0..1_000).contains(tenths));
        quality::correct(weight, part(self.moisture_of(brought)), part(brought.foreign), &self.rules.store).credited
    }
}

/// The goods of which something is owed on a day, by their codes.
fn owed_goods(has: &Has, day: NaiveDate) -> Vec<String> {
    let mut codes: Vec<String> = Vec::new();
    for loan in has.loans.values().filter(|loan| loan.is_open(day)) {
        if !codes.contains(&loan.good) {
            codes.push(loan.good.clone());
        }
    }
    codes
}

async fn page(
    tx: &mut Tx,
    visit: &InBank,
    ground: &Ground,
    sheet: Option<&Sheet<'_>>,
    answer: bool,
    said: Said,
) -> Result<RepayingPage, Fault> {
    let may = visit.may(Can::Seal);
    // A fresh sheet without a loan has nothing to fill in; one that was sent has something to say.
    let drawn = sheet.filter(|sheet| may && (answer || sheet.loans().next().is_some()));
    Ok(RepayingPage {
        around: visit.visit.around(),
        bank: shown::head(tx, &visit.group, &visit.bank, &ground.loaded).await?,
        sheet: drawn.map(|sheet| drawn_sheet(visit, ground, sheet, answer, said)),
        days: day_lists::repaying_days(visit.words(), ground),
    })
}

fn drawn_sheet(visit: &InBank, ground: &Ground, sheet: &Sheet<'_>, answer: bool, said: Said) -> RepayingSheet {
    let price = sheet.prices(ground);
    let market = sheet.market.or_else(|| price.as_ref().and_then(|price| price.last).map(|(amount, _)| amount));
    let mut rows: Vec<RepayingRow> = sheet.loans().map(|loan| row(ground, sheet, loan, market)).collect();
    rows.sort_by_key(|row| (row.who.number, row.loan));
    let brought = rows.iter().filter(|row| row.comes.any);
    let totals = brought.fold(RepayingTotals::default(), |sum, row| RepayingTotals {
        credited: sum.credited.saturating_add(row.comes.credited),
        money: sum.money.saturating_add(row.comes.money),
        closed: sum.closed + i64::from(row.comes.left == 0),
        loans: sum.loans + 1,
        concession: sum.concession.saturating_add(row.comes.concession),
    });
    let whose = |field: &str| {
        let no: LoanNo = field.strip_prefix('l')?.split_once('-')?.0.parse().ok()?;
        ground.named(sheet.words, sheet.has.loans.get(&no)?.party)
    };
    let store = &sheet.rules.store;
    RepayingSheet {
        head: sheets::head(sheet.typed, answer, draft(visit, &sheet.good), said, whose),
        goods: goods(visit, ground, sheet),
        good: shown::good(&sheet.good),
        measure: sheet.good.class().measure(),
        money: shown_money(ground),
        allowed: (store.moisture_tenths, store.foreign_tenths),
        scale_most: store.scale_most.saturating_mul(sheet.good.unit()),
        moisture: sheet.typed.get("moisture").to_owned(),
        price,
        rows,
        totals,
    }
}

/// The money of the box.
pub(super) fn shown_money(ground: &Ground) -> Unit {
    let money = ground.loaded.money;
    Unit { commodity: money.code().to_owned(), decimals: money.decimals() }
}

/// The name of the draft that a device keeps of a repayment day.
pub(super) fn draft(visit: &InBank, good: &Good) -> String {
    sheets::draft(visit, &["repay", good.code()])
}

/// Goods of which something is owed, with the address of each sheet.
fn goods(visit: &InBank, ground: &Ground, sheet: &Sheet<'_>) -> Vec<(templates::banks::GoodHead, String, bool)> {
    let path = format!("/banks/{}/repaying", encode(&visit.bank.code));
    let codes = owed_goods(&sheet.has, sheet.day);
    let good = |code: &String| {
        let good = ground.loaded.good(code)?;
        Some((shown::good(&good), with_query(&path, &[("good", code)]), code == sheet.good.code()))
    };
    codes.iter().filter_map(good).collect()
}

fn row(ground: &Ground, sheet: &Sheet<'_>, loan: &Loan, market: Option<i64>) -> RepayingRow {
    let typed = |end: &str| sheet.typed.get(&format!("l{}-{end}", loan.no)).to_owned();
    let owed = loan.owed(sheet.day);
    RepayingRow {
        loan: loan.no,
        who: shown::who(&ground.people, loan.party),
        owed: (owed.principal, owed.interest),
        pays_first: loan.terms.pays_first,
        due_on: loan.due_on,
        days_late: loan.days_late(sheet.day),
        cash: loan.terms.cash,
        typed: typed("kg"),
        moisture: typed("moisture"),
        foreign: typed("foreign"),
        paid: typed("cash"),
        comes: sheet.comes(loan, market),
    }
}
