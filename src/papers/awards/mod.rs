//! The papers of an award: vouchers, agreements with families, receipts, the audit, the report to the donor. Each is told
//! from the acts, as its page is; of a grant under a code no paper says more than its sum.
pub mod agreement;
pub mod audit_report;
pub mod certificate;
pub mod donor;
pub mod receipts;
pub mod voucher;

use super::{Wish, of_group::name};
use crate::{
    awards::{
        store::AwardRow,
        vouchers::{Ground, commodity, ground},
        words_of,
    },
    error::Fault,
    groups::store as groups,
    store::{Result, Tx},
};
use chrono::NaiveDate;
use domain::grants::{Award, Fact, Voucher};
use reports::{
    Label, Say,
    contract::Name,
    of_award::{OfAward, Rate, ReceiptRow},
};

/// An award as its papers head themselves.
pub async fn of_award(tx: &mut Tx, row: &AwardRow, award: &Award) -> Result<OfAward> {
    let terms = &award.terms;
    let keeper = groups::organisation(tx, &terms.organisation).await?;
    Ok(OfAward {
        code: row.code.clone(),
        name: Name::new(&terms.name_km, &terms.name_latin),
        organisation: keeper.map(|keeper| Name::new(keeper.name_km, keeper.name_latin)).unwrap_or_default(),
        currency: words_of::currency(terms),
    })
}

/// What the papers stand on: the award as its pages know it, and how papers head themselves.
pub(crate) async fn stand(tx: &mut Tx, row: &AwardRow, say: Say) -> std::result::Result<(Ground, OfAward), Fault> {
    let ground = ground(tx, row, say.words()).await?;
    let of = of_award(tx, row, &ground.award).await?;
    Ok((ground, of))
}

/// The name of a line of the budget, as papers take it.
fn line(say: Say, award: &Award, code: &str) -> Label {
    let line = words_of::line(&award.terms, code);
    say.of(|words| line.show(words).to_owned())
}

/// The rate that a table had on a day: the last one that was read by then.
fn rate_on(award: &Award, currency: &str, day: NaiveDate) -> Option<Rate> {
    let read = award.acts.iter().filter(|act| act.day <= day).filter_map(|act| match &act.fact {
        Fact::Rate { currency: of, per_million, source } if of == currency => Some((act.day, *per_million, source)),
        _ => None,
    });
    // Of two that were read on one day the later one holds.
    let (on, per_million, source) = read.max_by_key(|(on, ..)| *on)?;
    Some(Rate { of: commodity(currency), per_million, read: Some((source.clone(), on)) })
}

/// The receipts of a voucher.
fn receipts(voucher: &Voucher) -> Vec<ReceiptRow> {
    let currency = commodity(&voucher.currency);
    let row = |receipt: &domain::grants::acts::Receipt| ReceiptRow {
        no: receipt.no,
        voucher: voucher.no,
        said: (!receipt.sealed).then(|| (receipt.supplier.clone(), receipt.number.clone())),
        day: receipt.day,
        amount: currency.of(receipt.amount),
        digest: receipt.hash.clone(),
    };
    voucher.receipts.iter().map(|(receipt, _)| row(receipt)).collect()
}
