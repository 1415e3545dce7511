//! The routes of the list of awards and of an award's own page, and what waits for whom.
use super::{
    codes,
    reports_pages::figures,
    store, tasks, turns, vouchers,
    vouchers::shows_held,
    words_of::{self, head},
};
use crate::{
    app::App,
    error::{Answer, Fault},
    guard::{Can, InAward, Visit},
    home::unit,
    web,
};
use axum::extract::State;
use domain::grants::{
    Award, Stage, State as Stands, Terms, codes as counts,
    reports::{self, BudgetLine},
    terms::{Limit, LineKind},
};
use std::collections::BTreeMap;
use templates::{
    awards::overview::{AwardRow, AwardsPage, OverviewPage, awards as draw_all, overview as draw},
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
    let ground = vouchers::ground(&mut tx, &visit.award, visit.words()).await?;
    let (award, state, terms) = (&ground.award, &ground.state, &ground.award.terms);
    let head = head(&visit.award, terms);
    let lines = reports::budget(award, today);
    let donor = reports::donor(award, terms.from, today);
    let name = |line: &BudgetLine| words_of::line(terms, &line.line);
    let total = Name::said(visit.words().say("total"));
    let (runs, rows) = (today <= terms.to, store::awards(&mut tx).await?);
    let seen = rows.iter().filter(|row| visit.visit.may_in_award(Can::SeeAward, row));
    let of = |which: &dyn Fn(&store::AwardRow) -> bool| {
        let heads = seen.clone().filter(|row| which(row)).map(|row| Ok(words_of::head(row, &row.terms()?)));
        heads.collect::<Result<Vec<_>, Fault>>()
    };
    let page = OverviewPage {
        around: visit.visit.around(),
        donor: terms.donor.clone(),
        time: (terms.from, terms.to),
        received: donor.received - donor.returned,
        held: shows_held(&visit, &lines).then(|| amounts(award.money.held.iter().map(|(_, code, held)| (code, *held)))),
        advanced: amounts(award.money.advances.iter().chain(&award.money.partners).map(|(_, code, held)| (code, *held))),
        lines: lines.iter().map(|line| figures(name(line), line)).collect(),
        sum: figures(total, &reports::budget_sum(&lines)),
        stages: if head.grants { by_stage(state) } else { vec![] },
        coded: coded_by_stage(award, state),
        tasks: tasks::shortly(&visit, &ground, today),
        menu: menu(&visit, terms),
        calls: award.open_calls(state, today).map(|(line, until)| (words_of::line(terms, line), until)).collect(),
        may_call: visit.may(Can::KeepAward) && runs && terms.lines.iter().any(|line| line.kind.is_grants()),
        may_apply: visit.may(Can::Apply) && runs && head.grants,
        parent: of(&|row| visit.award.parent_book == Some(row.book.0))?.pop(),
        parts: of(&|row| row.parent_book == Some(visit.award.book.0))?,
        demo: visit.award.demo,
        award: head,
    };
    Ok(web::html(draw(&page)))
}

/// Where everything else of the award is; what a reader may not open is not there.
fn menu(visit: &InAward, terms: &Terms) -> Vec<(&'static str, &'static str, &'static str)> {
    let pays = |kind| terms.lines.iter().any(|line| line.kind == kind);
    let coded = pays(LineKind::CodedGrants);
    let slips = coded && codes::SLIPS.iter().any(|turn| visit.may(turns::office(*turn, true)));
    let all = [
        (pays(LineKind::Grants), "sprout", "grants", "grants"),
        (true, "file-text", "vouchers", "vouchers"),
        (true, "wallet", "money", "award-money"),
        (true, "list-checks", "budget", "award-budget"),
        (true, "hand-coins", "advances", "report-advances"),
        (true, "scale", "liquidation", "report-liquidation"),
        (true, "scroll-text", "donor", "report-donor"),
        (true, "triangle-alert", "exceptions", "exceptions"),
        (visit.may(Can::SeeAudit), "gavel", "audit", "award-door-audit"),
        (coded && visit.may(Can::SeeCodes), "hash", "codes", "award-door-codes"),
        (slips, "clipboard-list", "slips", "award-door-slips"),
    ];
    all.into_iter().filter(|(may, ..)| *may).map(|(_, symbol, below, key)| (symbol, below, key)).collect()
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
    let shown = counts::shown_row(&counts, award.terms.limit(Limit::Suppress).unwrap_or(5));
    Stage::ALL.into_iter().map(Stage::code).zip(shown).collect()
}
