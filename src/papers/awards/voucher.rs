//! A voucher on paper.
use super::{super::answer, Wish, line, name, rate_on, receipts, stand};
use crate::{
    app::App,
    awards::{
        store::AwardRow,
        vouchers::{Ground, commodity, shows_by_code},
        words_of::word,
    },
    error::{Answer, Fault},
    guard::InAward,
    store::Tx,
};
use axum::extract::{Path, Query, State};
use domain::grants::{
    Voucher, VoucherNo,
    acts::{Means, Purpose, Step},
    charged_at,
    codes::shown,
    terms::Limit,
};
use reports::{
    Label, Say,
    contract::Name,
    of_award::Rate,
    voucher::{Receiver, Stands, VoucherPaper},
};

/// `GET /awards/{award}/vouchers/{no}/voucher.pdf`
pub async fn show(
    State(app): State<App>,
    visit: InAward,
    Path((_, no)): Path<(String, VoucherNo)>,
    Query(wish): Query<Wish>,
) -> Answer {
    let (mut tx, say) = (app.db().read().await?, wish.say(visit.words()));
    let paper = load(&mut tx, &visit.award, no, say).await?.ok_or(Fault::NotFound)?;
    if matches!(paper.receiver, Receiver::Sealed(_)) && !shows_by_code(&visit) {
        return Err(Fault::NotFound);
    }
    let file = file(&visit.award, no);
    drop(tx);
    answer(&visit, &file, move || paper.document(say)).await
}

/// The name of its file, without the ending.
pub fn file(row: &AwardRow, no: VoucherNo) -> String {
    format!("voucher-{}-{no}", row.code)
}

/// A voucher of an award; nothing where it has none of that number.
///
/// # Errors
/// Where the store cannot be read.
pub async fn load(tx: &mut Tx, row: &AwardRow, no: VoucherNo, say: Say) -> Result<Option<VoucherPaper>, Fault> {
    let (ground, of) = stand(tx, row, say).await?;
    let Some(voucher) = ground.state.vouchers.get(&no) else { return Ok(None) };
    let coded = ground.grant(voucher).is_some_and(domain::grants::Grant::is_coded);
    let currency = commodity(&voucher.currency);
    let done = |step: Step| voucher.step(step).map(|done| (ground.who(&done.by), done.on));
    let receiver = match coded {
        true => Receiver::Sealed(voucher.receipts.iter().map(|(receipt, _)| receipt.hash.clone()).collect()),
        false => Receiver::Signs { name: receiver(&ground, voucher), witness: voucher.means == Means::Cash },
    };
    // Nobody's papers of before said where the money came from.
    let source = if voucher.brought { Label::default() } else { say.of(|words| ground.source_in(words, voucher.source)) };
    Ok(Some(VoucherPaper {
        no,
        what: what(&ground, say, voucher),
        line: budget_line(&ground, voucher).map(|code| line(say, &ground.award, &code)).unwrap_or_default(),
        source,
        means: say.say(&format!("voucher-means-{}", word(voucher.means))),
        // What somebody types of a grant under a code stays on its page, and its number of before with those who know it.
        reference: if coded { String::new() } else { voucher.reference.clone() },
        own_no: if coded { String::new() } else { voucher.own_no.clone() },
        quotations: if coded { 0 } else { voucher.quotations },
        amount: voucher.amount,
        paid: currency.of(voucher.paid),
        rate: (currency != of.currency).then(|| rate(&ground, voucher)),
        steps: Step::ALL.into_iter().map(|step| (step, done(step))).collect(),
        receiver,
        receipts: if coded { Vec::new() } else { receipts(voucher) },
        stands: match (voucher.voided, voucher.reversed) {
            (Some(day), _) => Stands::TakenBack(day),
            (_, Some(day)) => Stands::Undone(day),
            _ if voucher.brought => Stands::Before,
            _ => Stands::Yes,
        },
        of,
    }))
}

/// What it is for, as its page says it; how many were helped stands on no paper where they are few.
fn what(ground: &Ground, say: Say, voucher: &Voucher) -> Label {
    let below = ground.award.terms.limit(Limit::Suppress).unwrap_or(0);
    match &voucher.purpose {
        Purpose::Cost { help: Some(help), persons: Some(persons), .. } if shown(*persons, below).is_none() => {
            say.say(&format!("voucher-help-{}", word(help)))
        }
        purpose => say.of(|words| ground.what_in(words, purpose)),
    }
}

fn budget_line(ground: &Ground, voucher: &Voucher) -> Option<String> {
    match &voucher.purpose {
        Purpose::Cost { line, .. } | Purpose::Partner { line, .. } => Some(line.clone()),
        Purpose::Tranche { .. } => ground.grant(voucher).map(|grant| grant.line.clone()),
        Purpose::Advance { .. } => None,
    }
}

/// Who signs for the money: the family, who carries an advance, the partner; a seller writes the own name.
fn receiver(ground: &Ground, voucher: &Voucher) -> Name {
    match voucher.purpose {
        Purpose::Tranche { grant, .. } => name(ground.family_name(grant)),
        Purpose::Advance { holder } => Name::new("", ground.holder(holder)),
        Purpose::Partner { partner, .. } => Name::new("", ground.holder(partner)),
        Purpose::Cost { .. } => Name::default(),
    }
}

/// The rate at which a voucher was charged: the table's, where it is that, or what the two sums make.
fn rate(ground: &Ground, voucher: &Voucher) -> Rate {
    let made_out = voucher.steps.first().map(|(_, done)| done.on);
    let table = made_out.and_then(|day| rate_on(&ground.award, &voucher.currency, day));
    table.filter(|rate| charged_at(voucher.paid, rate.per_million) == voucher.amount).unwrap_or_else(|| {
        let per_million = i128::from(voucher.paid) * 1_000_000 / i128::from(voucher.amount.max(1));
        Rate { of: commodity(&voucher.currency), per_million: i64::try_from(per_million).unwrap_or(i64::MAX), read: None }
    })
}
