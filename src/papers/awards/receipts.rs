//! The list of receipts on paper.
use super::{super::answer, Wish, receipts, stand};
use crate::{
    app::App,
    awards::{store::AwardRow, vouchers::shows_by_code},
    error::{Answer, Fault},
    guard::InAward,
    store::Tx,
};
use axum::extract::{Query, State};
use domain::grants::Voucher;
use reports::{
    Say,
    receipt_list::{ReceiptList, Whose},
};
use serde::Deserialize;

/// Whose receipts, as an address says it: a family's grant, or vouchers from one number to another; all where it says
/// nothing.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    grant: String,
    from: String,
    to: String,
}

impl Asked {
    fn whose(&self) -> Result<Whose, Fault> {
        let number = |text: &str| text.trim().parse::<i64>().map_err(|_| Fault::NotFound);
        match (self.grant.trim(), self.from.trim(), self.to.trim()) {
            ("", "", "") => Ok(Whose::All),
            ("", from, to) => {
                let from = if from.is_empty() { 1 } else { number(from)? };
                let to = if to.is_empty() { i64::MAX } else { number(to)? };
                Ok(Whose::Vouchers(from, to))
            }
            (grant, ..) => Ok(Whose::Grant(number(grant)?)),
        }
    }
}

/// `GET /awards/{award}/receipts.pdf?grant=` or `?from=&to=`
pub async fn show(State(app): State<App>, visit: InAward, Query(asked): Query<Asked>, Query(wish): Query<Wish>) -> Answer {
    let (mut tx, say) = (app.db().read().await?, wish.say(visit.words()));
    let mut paper = load(&mut tx, &visit.award, asked.whose()?, say).await?.ok_or(Fault::NotFound)?;
    if !shows_by_code(&visit) {
        paper.receipts.retain(|receipt| receipt.said.is_some());
    }
    let file = file(&visit.award, paper.whose);
    drop(tx);
    answer(&app, &file, move || paper.document(say)).await
}

/// The name of its file, without the ending.
pub fn file(row: &AwardRow, whose: Whose) -> String {
    match whose {
        Whose::All => format!("receipts-{}", row.code),
        Whose::Grant(no) => format!("receipts-{}-grant-{no}", row.code),
        Whose::Vouchers(from, to) => format!("receipts-{}-{from}-{to}", row.code),
    }
}

/// The receipts of some vouchers; nothing of a grant that is not there or is under a code: which vouchers pay it is not
/// told.
///
/// # Errors
/// Where the store cannot be read.
pub async fn load(tx: &mut Tx, row: &AwardRow, whose: Whose, say: Say) -> Result<Option<ReceiptList>, Fault> {
    let (ground, of) = stand(tx, row, say).await?;
    let last = ground.state.vouchers.keys().next_back().copied().unwrap_or(0);
    let whose = match whose {
        Whose::Grant(no) if ground.state.grants.get(&no).is_none_or(|grant| grant.is_coded()) => return Ok(None),
        Whose::Vouchers(from, to) => Whose::Vouchers(from.max(1), to.min(last)),
        whose => whose,
    };
    let listed = |voucher: &&Voucher| match whose {
        Whose::All => true,
        Whose::Grant(no) => voucher.grant() == Some(no),
        Whose::Vouchers(from, to) => (from..=to).contains(&voucher.no),
    };
    let vouchers = ground.state.vouchers.values().filter(|voucher| voucher.stands()).filter(listed);
    let mut receipts: Vec<_> = vouchers.flat_map(receipts).collect();
    receipts.sort_by_key(|receipt| receipt.no);
    Ok(Some(ReceiptList { of, whose, receipts }))
}
