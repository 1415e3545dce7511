//! The life of a voucher that is made out: its steps, taking it back, undoing it, and the receipts that prove it.
use super::{
    evidence, refusals, store, uploads,
    voucher_forms::{Pairs, get, of_day, to, used},
    vouchers::{commodity, ground, may_void, page},
    write::{self, Outcome, Wish},
};
use crate::{
    app::App,
    error::{Answer, Fault},
    guard::{Can, InAward},
    meetings::seal::Act as By,
    reader::Reader,
    store::Tx,
    web,
};
use axum::{
    Form,
    extract::{Multipart, Path, State},
};
use chrono::NaiveDate;
use domain::grants::{
    Ask, Refusal, TEXT_MOST, VoucherNo, Why,
    acts::{PlanLine, Receipt, Step},
};
use templates::{
    awards::voucher::{ActForm, LINES, voucher as draw},
    parts::Problem,
};
use uuid::Uuid;

fn typed(pairs: &Pairs) -> ActForm {
    let line = |at: usize| (get(pairs, &format!("line_{at}_what")), get(pairs, &format!("line_{at}_amount")));
    let mut lines: Vec<(String, String)> = (0..LINES).map(line).collect();
    while lines.last().is_some_and(|(what, amount)| what.trim().is_empty() && amount.trim().is_empty()) {
        lines.pop();
    }
    ActForm {
        key: get(pairs, "key"),
        day: get(pairs, "day"),
        reference: get(pairs, "reference"),
        witness: get(pairs, "witness") == "1",
        reason: get(pairs, "reason"),
        undo_day: get(pairs, "undo_day"),
        filed: get(pairs, "filed"),
        supplier: get(pairs, "supplier"),
        number: get(pairs, "number"),
        receipt_day: get(pairs, "receipt_day"),
        amount: get(pairs, "amount"),
        sight_day: String::new(),
        lines,
    }
}

/// `POST /awards/{award}/vouchers/{no}/check`
pub async fn check(
    State(app): State<App>,
    visit: InAward,
    Path((_, no)): Path<(String, VoucherNo)>,
    Form(pairs): Form<Pairs>,
) -> Answer {
    step(&app, &visit, no, &pairs, Step::Checked).await
}

/// `POST /awards/{award}/vouchers/{no}/approve`
pub async fn approve(
    State(app): State<App>,
    visit: InAward,
    Path((_, no)): Path<(String, VoucherNo)>,
    Form(pairs): Form<Pairs>,
) -> Answer {
    step(&app, &visit, no, &pairs, Step::Approved).await
}

/// `POST /awards/{award}/vouchers/{no}/pay`
pub async fn pay(
    State(app): State<App>,
    visit: InAward,
    Path((_, no)): Path<(String, VoucherNo)>,
    Form(pairs): Form<Pairs>,
) -> Answer {
    step(&app, &visit, no, &pairs, Step::Paid).await
}

/// `POST /awards/{award}/vouchers/{no}/record`
pub async fn record(
    State(app): State<App>,
    visit: InAward,
    Path((_, no)): Path<(String, VoucherNo)>,
    Form(pairs): Form<Pairs>,
) -> Answer {
    step(&app, &visit, no, &pairs, Step::Recorded).await
}

/// `POST /awards/{award}/vouchers/{no}/void`
pub async fn void(
    State(app): State<App>,
    visit: InAward,
    Path((_, no)): Path<(String, VoucherNo)>,
    Form(pairs): Form<Pairs>,
) -> Answer {
    undo(&app, &visit, no, &pairs, (may_void, |voucher, reason| Ask::Void { voucher, reason })).await
}

/// `POST /awards/{award}/vouchers/{no}/reverse`
pub async fn reverse(
    State(app): State<App>,
    visit: InAward,
    Path((_, no)): Path<(String, VoucherNo)>,
    Form(pairs): Form<Pairs>,
) -> Answer {
    undo(&app, &visit, no, &pairs, (|visit, _| visit.may(Can::Record), |voucher, reason| Ask::Reverse { voucher, reason })).await
}

async fn step(app: &App, visit: &InAward, no: VoucherNo, pairs: &Pairs, step: Step) -> Answer {
    let form = typed(pairs);
    let mut reader = Reader::new(visit.words());
    let day = reader.past_day("day", &form.day, app.today());
    let pays = step == Step::Paid;
    let reference = if pays { reader.text("reference", &form.reference, TEXT_MOST) } else { String::new() };
    let ask = Ask::Step { voucher: no, step, reference, witness: pays && form.witness };
    let read = reader.finish(day.map(|day| (day, ask)));
    let field = |why: &Why| match why {
        why if of_day(why) => "day",
        Why::WitnessMissing => "witness",
        Why::ReferenceMissing | Why::TextLong | Why::FreeText => "reference",
        _ => "",
    };
    let mut tx = app.db().write().await?;
    finish(app, &mut tx, visit, (no, form), read, field).await?.commit(tx).await
}

/// Whether somebody may, under a code or not; and what is asked.
type Undo = (fn(&InAward, bool) -> bool, fn(VoucherNo, String) -> Ask);

async fn undo(app: &App, visit: &InAward, no: VoucherNo, pairs: &Pairs, (may, ask): Undo) -> Answer {
    let form = typed(pairs);
    let mut tx = app.db().write().await?;
    let ground = ground(&mut tx, &visit.award, visit.words()).await?;
    if !may(visit, ground.is_by_code(ground.voucher(visit, no)?)) {
        return Err(Fault::NotFound);
    }
    let mut reader = Reader::new(visit.words());
    let day = reader.past_day("undo_day", &form.undo_day, app.today());
    let reason = reader.text("reason", &form.reason, TEXT_MOST);
    let read = reader.finish(day.map(|day| (day, ask(no, reason))));
    let field = |why: &Why| match why {
        why if of_day(why) => "undo_day",
        Why::TextMissing | Why::TextLong | Why::FreeText => "reason",
        _ => "",
    };
    finish(app, &mut tx, visit, (no, form), read, field).await?.commit(tx).await
}

/// What a form came to: only what was written is kept.
enum Finished {
    Written(axum::response::Response),
    Refused(axum::response::Response),
}

impl Finished {
    async fn commit(self, tx: Tx) -> Answer {
        match self {
            Finished::Written(answer) => {
                tx.commit().await?;
                Ok(answer)
            }
            Finished::Refused(answer) => Ok(answer),
        }
    }
}

/// Writes what was read, or draws the voucher again with what is wrong at its place.
async fn finish(
    app: &App,
    tx: &mut Tx,
    visit: &InAward,
    (no, form): (VoucherNo, ActForm),
    read: Result<(NaiveDate, Ask), Vec<Problem>>,
    field: impl Fn(&Why) -> &'static str,
) -> Result<Finished, Fault> {
    let key: Uuid = form.key.parse().map_err(|_| Fault::Unreadable)?;
    let (form, problems) = match read {
        Err(problems) => (form, problems),
        Ok((day, ask)) => {
            let by = By::now(app, visit.visit.user.id);
            match write::ask(tx, &visit.award, &Wish { key, day, ask: &ask }, by).await? {
                Outcome::Written(_) | Outcome::Again(_) => return Ok(Finished::Written(to(visit, no))),
                Outcome::Other(other) => {
                    let (key, problem) = used(visit.words(), other);
                    (ActForm { key, ..form }, vec![problem])
                }
                Outcome::Refused(refused) => {
                    let loaded = store::load(tx, &visit.award).await?;
                    let paid = loaded.state().vouchers.get(&no).map(|voucher| voucher.currency.clone());
                    let own = loaded.terms.currency;
                    let problem = |refusal: &Refusal| {
                        // What is held and what a receipt comes to is said in the currency that is paid.
                        let in_paid = matches!(refusal.why, Why::OverHeld(_) | Why::DoesNotSum(..));
                        let currency = if in_paid { paid.as_deref().unwrap_or(&own) } else { &own };
                        let message = refusals::text(visit.words(), currency, &refusal.why);
                        Problem { field: field(&refusal.why).into(), message }
                    };
                    (form, refused.iter().map(problem).collect())
                }
            }
        }
    };
    Ok(Finished::Refused(web::unprocessable(draw(&filled(app, page(tx, visit, no, form, problems).await?)))))
}

/// The days of the forms that were not sent stand at today.
pub(super) fn filled(app: &App, mut page: templates::awards::voucher::VoucherPage) -> templates::awards::voucher::VoucherPage {
    let today = page.around.words.date_short(app.today());
    for day in [&mut page.form.day, &mut page.form.undo_day, &mut page.form.filed, &mut page.form.sight_day] {
        if day.is_empty() {
            day.clone_from(&today);
        }
    }
    page
}

// --- receipts

/// `POST /awards/{award}/vouchers/{no}/receipt`
pub async fn receipt(State(app): State<App>, visit: InAward, Path((_, no)): Path<(String, VoucherNo)>, form: Multipart) -> Answer {
    let sent = uploads::read(form).await?;
    let form = typed(&sent.pairs);
    let mut tx = app.db().write().await?;
    let ground = ground(&mut tx, &visit.award, visit.words()).await?;
    // Of a grant under a code the liaison files what is sealed, beside the code.
    let voucher = ground.voucher(&visit, no)?;
    if ground.is_by_code(voucher) {
        return Err(Fault::NotFound);
    }
    let unit = commodity(&voucher.currency);
    let mut reader = Reader::new(visit.words());
    let filed = reader.past_day("filed", &form.filed, app.today());
    let day = reader.past_day("receipt_day", &form.receipt_day, app.today());
    let paid = reader.some_amount("amount", &form.amount, unit);
    let supplier = reader.text("supplier", &form.supplier, TEXT_MOST);
    let number = reader.text("number", &form.number, TEXT_MOST);
    let lines = bought(&mut reader, &form, unit);
    let scan = looked_at(&mut reader, sent.file);
    let receipt = (|| {
        let hash = uploads::written(&web::digest(&scan.as_ref()?.bytes));
        Some(Receipt { no: 0, supplier, number, day: day?, amount: paid?, lines, hash, sealed: false })
    })();
    let read = reader.finish(filed.zip(receipt).map(|(filed, receipt)| (filed, Ask::File { voucher: no, receipt })));
    if let (Some(scan), Ok(_)) = (&scan, &read) {
        uploads::keep(&mut tx, &visit, scan, app.now()).await?;
    }
    let field = |why: &Why| match why {
        Why::ReceiptDay => "receipt_day",
        why if of_day(why) => "filed",
        Why::Amount | Why::DoesNotSum(..) => "amount",
        Why::TextMissing | Why::TextLong => "supplier",
        Why::Digest | Why::ReceiptUsed(_) => "scan",
        _ => "",
    };
    finish(&app, &mut tx, &visit, (no, form), read, field).await?.commit(tx).await
}

fn looked_at(reader: &mut Reader, file: Result<Vec<u8>, evidence::Unfit>) -> Option<evidence::Scan> {
    match file.and_then(|bytes| evidence::look(&bytes)) {
        Ok(scan) => Some(scan),
        Err(unfit) => {
            reader.refuse("scan", unfit.key());
            None
        }
    }
}

fn bought(reader: &mut Reader, form: &ActForm, unit: ledger::Commodity) -> Vec<PlanLine> {
    let mut lines = Vec::new();
    for (at, (what, paid)) in form.lines.iter().enumerate() {
        let (what_field, amount_field) = (format!("line_{at}_what"), format!("line_{at}_amount"));
        let what = reader.text(&what_field, what, TEXT_MOST);
        if let Some(amount) = reader.amount(&amount_field, paid, unit) {
            lines.push(PlanLine { what, amount });
        } else if !what.is_empty() {
            reader.refuse(&amount_field, "refuse-amount-missing");
        }
    }
    lines
}
