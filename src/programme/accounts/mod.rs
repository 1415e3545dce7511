//! The accounts over many books: groups' health, the portfolio, the consolidated trial balance, and the statements that
//! non-profit reporting asks for. Whoever may see the programme somewhere sees the books of that partner; who may everywhere,
//! all. Every page reads a fixed number of grouped statements, however many books there are.
pub mod books;
pub mod health;
pub mod paper;
pub mod portfolio;
pub mod statements;
pub mod store;
pub mod tables;
pub mod trial;

use crate::{
    banks::shown,
    error::Fault,
    guard::{Can, Visit},
    programme::scope::Scope,
    store::Tx,
};
use books::{Ground, Whose};
use domain::{banks::Good, coops::crops, loans::arrears::Arrears, programme::statements::Flaw};
use ledger::Commodity;
use rust_decimal::Decimal;
use templates::parts::{Name, with_query};
use words::{Language, Words};

/// The files of a page, with the pairs that its address keeps.
fn files(path: &str, keep: &[(&str, &str)], formats: &[&'static str]) -> Vec<(&'static str, String)> {
    let href = |format| (format, with_query(path, &[keep, &[("format", format)]].concat()));
    formats.iter().copied().map(href).collect()
}

/// The books of a scope, or one of them.
async fn ground(tx: &mut Tx, visit: &Visit, scope: &Scope, book: Option<i64>) -> Result<(Ground, Whose), Fault> {
    let whose = Whose { organisation: scope.whose(), book };
    let ground = Ground::load(tx, |organisation| visit.may_for(Can::SeeProgramme, organisation), &whose).await?;
    Ok((ground, whose))
}

/// What a good is called, in both languages: of banks by class, variety and grade, of cooperatives by the list of crops.
fn good_name(goods: &[Good], of: Commodity) -> Name {
    if let Some(good) = goods.iter().find(|good| good.commodity() == of) {
        let said = |language| shown::good(good).name(Words::new(language));
        return Name::new(said(Language::Khmer), said(Language::English));
    }
    crops::crop(of.code()).map_or_else(|| Name::said(of.code()), |crop| Name::new(&crop.name_km, &crop.name_latin))
}

/// Books that do not meet are no reader's mistake.
fn broken(flaw: Flaw) -> Fault {
    Fault::Broken(format!("the books of the programme: {flaw:?}"))
}

/// The portfolio at risk of thirty days: principal, and its part of all in tenths of a per cent.
fn at_risk(arrears: &Arrears) -> (i64, Option<i64>) {
    let found = arrears.at_risk().into_iter().find(|at_risk| at_risk.days == domain::health::AT_RISK_DAYS);
    let tenths = |percent: Decimal| i64::try_from((percent * Decimal::TEN).trunc().mantissa()).ok();
    found.map_or((0, None), |at_risk| (at_risk.principal, at_risk.percent.and_then(tenths)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_keeps_its_filter() {
        let files = files("/programme/health", &[("organisation", "SP"), ("q", "")], &["csv"]);
        assert_eq!(files, [("csv", "/programme/health?organisation=SP&format=csv".to_owned())]);
    }
}
