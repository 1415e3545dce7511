//! The route of what is lent and given: loans of money by partner and province, loans of banks in kind, what cooperatives
//! advanced, and families' grants.
use super::{
    books::{Book, Ground, Whose},
    files, ground,
    health::arrears,
    store, tables,
};
use crate::{
    app::App,
    awards::reports_pages::file,
    banks::store as banks,
    books::lines,
    error::{Answer, Fault},
    groups::pages::place,
    guard::{Can, Visit},
    programme::scope::Scope,
    store::Tx,
    web,
};
use axum::extract::{Query, State};
use chrono::{Datelike, NaiveDate};
use domain::{
    banks::is_money,
    chart::{LOANS, PLACED},
    grants::accounts as award,
    health::Ratio,
    loans::arrears::Arrears,
    programme::statements::{FundKind, Held},
};
use ledger::Commodity;
use serde::Deserialize;
use std::collections::BTreeMap;
use templates::{
    parts::{Amount, Name},
    programme::accounts::{
        Page,
        portfolio::{Credit, Grants, InKind, Lent as Line, PortfolioPage, portfolio as draw},
    },
};

/// What the address says.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct PortfolioQuery {
    organisation: String,
    format: String,
}

/// Loans of money under one heading, smallest units.
#[derive(Clone, Copy, Debug)]
pub struct Lent {
    /// Their money.
    pub money: Commodity,
    /// Open loans.
    pub loans: i64,
    /// Principal owed.
    pub principal: i64,
    /// What was due and is not paid.
    pub overdue: i64,
    /// Principal owed on loans late by thirty days or more.
    pub late: i64,
    /// That part, tenths of a per cent.
    pub at_risk: Option<i64>,
    /// Given up this year, less what came back.
    pub written_off: i64,
}

impl Lent {
    fn none(money: Commodity) -> Lent {
        Lent { money, loans: 0, principal: 0, overdue: 0, late: 0, at_risk: None, written_off: 0 }
    }

    fn add(&mut self, arrears: Option<&Arrears>, written_off: i64) {
        self.written_off = self.written_off.saturating_add(written_off);
        if let Some(arrears) = arrears {
            self.loans += arrears.loans;
            self.principal = self.principal.saturating_add(arrears.principal);
            self.overdue = self.overdue.saturating_add(arrears.overdue);
            self.late = self.late.saturating_add(super::at_risk(arrears).0);
        }
        self.at_risk = Ratio::of(self.late, self.principal).map(|ratio| ratio.percent_tenths());
    }
}

/// An award and its families' grants.
#[derive(Clone, Debug)]
pub struct Award {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: Name,
    /// The reader may open it.
    pub seen: bool,
    /// Its money.
    pub money: Commodity,
    /// Asked for.
    pub applied: i64,
    /// Signed and not closed.
    pub running: i64,
    /// Closed.
    pub closed: i64,
    /// Agreed and not paid yet.
    pub agreed: i64,
    /// Charged to the budget.
    pub spent: i64,
}

/// Everything that is lent and given. Partners and provinces by code.
#[derive(Clone, Debug, Default)]
pub struct Portfolio {
    all: BTreeMap<Commodity, Lent>,
    partners: BTreeMap<(String, Commodity), Lent>,
    provinces: BTreeMap<(String, Commodity), Lent>,
    /// By partner and good: owed by members, and animals with families.
    pub kind: BTreeMap<(String, Commodity), (i64, i64)>,
    /// By partner and money: cooperatives with something owed, and how much.
    pub credits: BTreeMap<(String, Commodity), (i64, i64)>,
    /// Awards by code.
    pub grants: Vec<Award>,
}

impl Portfolio {
    /// Loans of money: all, by partner, by province; the heading's sort and code with each.
    pub fn lent(&self) -> impl Iterator<Item = (&'static str, &str, &Lent)> {
        let all = self.all.values().map(|lent| ("all", "", lent));
        let partners = self.partners.iter().map(|((code, _), lent)| ("organisation", code.as_str(), lent));
        all.chain(partners).chain(self.provinces.iter().map(|((code, _), lent)| ("province", code.as_str(), lent)))
    }

    /// Reads it as of today.
    ///
    /// # Errors
    /// The store.
    pub async fn load(tx: &mut Tx, ground: &Ground, whose: &Whose, visit: &Visit, today: NaiveDate) -> Result<Portfolio, Fault> {
        let late = arrears(tx, ground, today).await?;
        let lost = store::written_off(tx, (year_from(today), today)).await?;
        let grants = store::grants(tx).await?;
        let balances = store::balances(tx, ground, whose, None).await?;
        let mut told = Portfolio::default();
        for book in ground.books().filter(|book| !book.award) {
            told.lend(ground, book, late.get(&book.no), lost.get(&book.no).copied().unwrap_or(0));
        }
        let mut awards: BTreeMap<i64, (i64, i64)> = BTreeMap::new();
        for line in &balances {
            let Some(book) = ground.book(line.book) else { continue };
            told.count(&ground.partner(book.organisation).0, line.of);
            if line.of.fund == FundKind::Award && line.of.commodity == book.money {
                let (agreed, spent) = awards.entry(book.no).or_default();
                let account = line.of.account;
                if account == award::COMMITTED {
                    *agreed = agreed.saturating_add(line.of.quantity);
                } else if (award::line(0)..award::CONVERSION).contains(&account) {
                    *spent = spent.saturating_add(line.of.quantity);
                }
            }
        }
        told.credits.retain(|_, (_, owed)| *owed != 0);
        for book in ground.books().filter(|book| book.award) {
            let (agreed, spent) = awards.get(&book.no).copied().unwrap_or_default();
            let of = grants.get(&book.no).copied().unwrap_or_default();
            told.grants.push(Award {
                code: book.code.clone(),
                name: book.name.clone(),
                seen: visit.may_in_book(Can::SeeAward, book.no, book.organisation),
                money: book.money,
                applied: of.applied,
                running: of.agreed - of.closed,
                closed: of.closed,
                agreed,
                spent,
            });
        }
        told.grants.sort_by(|a, b| a.code.cmp(&b.code));
        Ok(told)
    }

    fn lend(&mut self, ground: &Ground, book: &Book, arrears: Option<&Arrears>, written_off: i64) {
        if arrears.is_none() && written_off == 0 {
            return;
        }
        let (money, partner) = (book.money, ground.partner(book.organisation).0);
        let province = book.village.get(..2).unwrap_or_default().to_owned();
        let of = [
            self.all.entry(money).or_insert_with(|| Lent::none(money)),
            self.partners.entry((partner, money)).or_insert_with(|| Lent::none(money)),
            self.provinces.entry((province, money)).or_insert_with(|| Lent::none(money)),
        ];
        of.into_iter().for_each(|lent| lent.add(arrears, written_off));
    }

    fn count(&mut self, partner: &str, held: Held) {
        let key = (partner.to_owned(), held.commodity);
        let money = is_money(held.commodity.code());
        match (held.fund, held.account) {
            (FundKind::Bank, LOANS) if !money => self.kind.entry(key).or_default().0 += held.quantity,
            (FundKind::Bank, PLACED) if !money => self.kind.entry(key).or_default().1 += held.quantity,
            (FundKind::Cooperative, LOANS) if money => {
                let credit = self.credits.entry(key).or_default();
                *credit = (credit.0 + 1, credit.1.saturating_add(held.quantity));
            }
            _ => {}
        }
    }
}

/// The first day of the year in which loans were given up.
fn year_from(today: NaiveDate) -> NaiveDate {
    NaiveDate::from_ymd_opt(today.year(), 1, 1).unwrap_or(today)
}

/// `GET /programme/portfolio?organisation=&format=`
pub async fn show(State(app): State<App>, visit: Visit, Query(query): Query<PortfolioQuery>) -> Answer {
    let (words, today) = (visit.words(), app.today());
    let mut tx = app.db().read().await?;
    let scope = Scope::load(&mut tx, &visit, &query.organisation).await?;
    let (ground, whose) = ground(&mut tx, &visit, &scope, None).await?;
    let told = Portfolio::load(&mut tx, &ground, &whose, &visit, today).await?;
    if !query.format.is_empty() {
        return file(&tables::portfolio(&told, today), &format!("portfolio-{today}"), &query.format, today);
    }
    let goods = banks::goods(&mut tx).await?;
    let partner = |code: &str| {
        scope.partners.iter().find(|one| one.code == code).map_or_else(|| Name::said(code), crate::programme::scope::name)
    };
    let province = |code: &str| if code.is_empty() { Name::said(words.say("programme-place-not-known")) } else { place(code) };
    let amount = |money: Commodity, quantity| Amount { quantity, unit: lines::unit(money) };
    let good = |of: &Commodity| super::good_name(&goods, *of).show(words).to_owned();
    let page = PortfolioPage {
        around: visit.around(),
        on: today,
        year_from: year_from(today),
        sums: told.all.values().map(|lent| line(Name::default(), lent)).collect(),
        partners: told.partners.iter().map(|((code, _), lent)| line(partner(code), lent)).collect(),
        provinces: told.provinces.iter().map(|((code, _), lent)| line(province(code), lent)).collect(),
        kind: (told.kind.iter().filter(|(_, (lent, placed))| *lent != 0 || *placed != 0))
            .map(|((code, of), (lent, placed))| InKind {
                name: partner(code),
                good: good(of),
                unit: lines::unit(*of),
                lent: *lent,
                placed: *placed,
            })
            .collect(),
        credits: (told.credits.iter())
            .map(|((code, money), (books, owed))| Credit { name: partner(code), books: *books, owed: amount(*money, *owed) })
            .collect(),
        grants: (told.grants.iter())
            .map(|one| Grants {
                code: one.code.clone(),
                name: one.name.clone(),
                seen: one.seen,
                applied: one.applied,
                running: one.running,
                closed: one.closed,
                agreed: amount(one.money, one.agreed),
                spent: amount(one.money, one.spent),
            })
            .collect(),
        files: files(Page::Portfolio.path(), &[("organisation", scope.code())], &["csv", "xlsx", "json"]),
        scope: scope.shown(),
    };
    Ok(web::html(draw(&page)))
}

fn line(name: Name, lent: &Lent) -> Line {
    Line {
        name,
        unit: lines::unit(lent.money),
        loans: lent.loans,
        principal: lent.principal,
        overdue: lent.overdue,
        late: lent.late,
        at_risk: lent.at_risk,
        written_off: lent.written_off,
    }
}
