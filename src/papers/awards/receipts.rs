//! The list of receipts on paper.
use super::{super::answer, Wish, receipts, stand};
use crate::{
    app::App,
    awards::{
        store::AwardRow,
        vouchers::{ListQuery, list_page, shows_by_code},
    },
    error::{Answer, Fault},
    guard::InAward,
    reader::Reader,
    store::Tx,
    web,
};
use axum::extract::{Query, State};
use domain::grants::Voucher;
use reports::{
    Say,
    receipt_list::{ReceiptList, Whose},
};
use serde::Deserialize;
use templates::{
    awards::vouchers::{VouchersPage, vouchers as draw},
    parts::Problem,
};
use words::Words;

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
    /// The vouchers, as somebody types their numbers.
    fn vouchers(&self, words: Words) -> Result<Whose, Vec<Problem>> {
        let mut reader = Reader::new(words);
        let (from, to) = (reader.count("from", &self.from), reader.count("to", &self.to));
        if from.zip(to).is_some_and(|(from, to)| from > to) {
            reader.refuse("to", "voucher-receipts-turned");
        }
        reader.finish(Some(match (from, to) {
            (None, None) => Whose::All,
            (from, to) => Whose::Vouchers(from.unwrap_or(1), to.unwrap_or(i64::MAX)),
        }))
    }
}

/// `GET /awards/{award}/receipts.pdf?grant=` or `?from=&to=`
pub async fn show(State(app): State<App>, visit: InAward, Query(asked): Query<Asked>, Query(wish): Query<Wish>) -> Answer {
    let (mut tx, say) = (app.db().read().await?, wish.say(visit.words()));
    let whose = match asked.grant.trim() {
        "" => asked.vouchers(visit.words()),
        // A grant is chosen from a list.
        grant => Ok(Whose::Grant(grant.parse().map_err(|_| Fault::NotFound)?)),
    };
    let whose = match whose {
        Ok(whose) => whose,
        Err(problems) => {
            let page = list_page(&mut tx, &visit, &ListQuery::default()).await?;
            return Ok(web::unprocessable(draw(&VouchersPage { range: (asked.from, asked.to), problems, ..page })));
        }
    };
    let mut paper = load(&mut tx, &visit.award, whose, say).await?.ok_or(Fault::NotFound)?;
    if !shows_by_code(&visit) {
        paper.receipts.retain(|receipt| receipt.said.is_some());
    }
    let file = file(&visit.award, paper.whose);
    drop(tx);
    answer(&visit, &file, move || paper.document(say)).await
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
