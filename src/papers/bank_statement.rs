//! The statement of a bank in money on paper.
use super::{
    Wish, answer,
    of_group::{name, of_group},
    parties::village,
    statement::committee,
};
use crate::{
    app::App,
    banks::{
        reports::{Typed, span},
        store::BankRow,
    },
    error::{Answer, Fault},
    exports,
    groups::store::Group,
    guard::InBank,
    store::Tx,
    web,
};
use axum::extract::{Query, RawQuery, State};
use domain::banks::span::Span;
use reports::{bank_statement::BankStatement, of_group::OfGroup};

/// `GET /banks/{bank}/papers/statement?from=&to=`: from the beginning, where no first day is asked for.
pub async fn show(
    State(app): State<App>,
    visit: InBank,
    Query(wish): Query<Wish>,
    Query(typed): Query<Typed>,
    RawQuery(query): RawQuery,
) -> Answer {
    let (span, problems) = span(&typed, app.today(), visit.words());
    if !problems.is_empty() {
        let page = format!("/banks/{}/statement?{}", visit.bank.code, query.unwrap_or_default());
        return Ok(web::see_other(&page));
    }
    let mut tx = app.db().read().await?;
    let statement = load(&mut tx, &visit.bank, &visit.group, span).await?;
    let (say, file) = (wish.say(visit.words()), format!("{}-statement-{}", visit.bank.code, span.to));
    answer(&visit, &file, move || statement.document(say)).await
}

/// The statement of some days.
///
/// # Errors
/// Where the store cannot be read, or the bank's acts are not what the rules let in.
pub async fn load(tx: &mut Tx, row: &BankRow, group: &Group, span: Span) -> Result<BankStatement, Fault> {
    let book = exports::bank_book(tx, row, group).await?;
    Ok(BankStatement {
        bank: of_bank(row),
        group: of_group(group),
        told: book.statement(span)?.told,
        money: book.bank.money,
        goods: book.bank.goods,
        signers: committee(tx, group, span.to).await?,
    })
}

/// A bank as its papers head themselves.
pub(super) fn of_bank(row: &BankRow) -> OfGroup {
    OfGroup { code: row.code.clone(), name: name(row.name()), place: village(&row.village_code) }
}
