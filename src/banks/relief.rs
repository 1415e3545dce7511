//! Asking for a decision about a loan in kind: the form, and the request it becomes.
use super::{
    loans::{may_ask, money, owed, standing},
    refusals,
    sheets::{self, Ground},
    shown,
    write::{self, Outcome, Wish},
};
use crate::{
    app::App,
    error::{Answer, Fault},
    guard::InBank,
    reader::Reader,
    store::Tx,
    web,
};
use axum::{
    Form,
    extract::{Path, Query, State},
};
use chrono::NaiveDate;
use domain::banks::{Ask, Good, Refusal, Why, acts::LoanNo, ask::Text};
use serde::Deserialize;
use templates::{
    banks::relief::{ReliefForm, ReliefPage, relief as draw},
    parts::{Problem, encode},
};
use uuid::Uuid;

/// What the address asks about.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct WhichRelief {
    what: String,
}

/// `GET /banks/{bank}/loans/{no}/ask`
pub async fn show(
    State(app): State<App>,
    visit: InBank,
    Path((_, no)): Path<(String, i64)>,
    Query(which): Query<WhichRelief>,
) -> Answer {
    let mut tx = app.db().read().await?;
    let form = ReliefForm {
        key: Uuid::now_v7().to_string(),
        what: which.what,
        day: visit.words().date_short(app.today()),
        ..ReliefForm::default()
    };
    Ok(web::html(draw(&page(&mut tx, &visit, app.today(), no, form, (vec![], vec![])).await?)))
}

/// `POST /banks/{bank}/loans/{no}/ask`: becomes a request that another officer confirms.
pub async fn send(
    State(app): State<App>,
    visit: InBank,
    Path((_, no)): Path<(String, i64)>,
    Form(form): Form<ReliefForm>,
) -> Answer {
    let key: Uuid = form.key.parse().map_err(|_| Fault::Unreadable)?;
    let mut tx = app.db().write().await?;
    let ground = Ground::load(&mut tx, &visit, app.today()).await?;
    let good = good_of(&ground, app.today(), no)?;
    let (day, ask) = match read(&form, no, &good, ground.loaded.money, visit.words()) {
        Ok(read) => read,
        Err(problems) => return again(&mut tx, &visit, app.today(), no, form, (problems, vec![])).await,
    };
    let wish = Wish { key, day, known: form.known == "1", ask: &ask };
    match write::ask(&mut tx, &visit.group, &visit.bank, &wish, sheets::by(&app, &visit)).await? {
        Outcome::Asked(request) => {
            tx.commit().await?;
            Ok(web::see_other(&format!("/banks/{}/requests/{request}?done=kind-asked", encode(&visit.bank.code))))
        }
        Outcome::Refused(refused) => {
            let said = said(&ground, &visit, &form.what, &good, &refused);
            again(&mut tx, &visit, app.today(), no, form, said).await
        }
        Outcome::Written(..) | Outcome::Again(_) | Outcome::Other(_) => {
            Err(Fault::Broken("a decision was written without a second officer".into()))
        }
    }
}

/// Problems at their fields, and what is to be looked at once more.
type Said = (Vec<Problem>, Vec<String>);

fn said(ground: &Ground, visit: &InBank, what: &str, good: &Good, refused: &[Refusal]) -> Said {
    let (mut problems, mut cautions): (Vec<Problem>, Vec<String>) = Default::default();
    for refusal in refused {
        let message = refusals::text(visit.words(), &ground.loaded, Some(good.code()), &refusal.why);
        let field = match refusal.why {
            Why::Caution(_) => {
                cautions.push(message);
                continue;
            }
            Why::Future | Why::Closed(_) | Why::BeforeBank(_) => "day",
            Why::NotLater => "due_on",
            Why::Missing(Text::Minute) | Why::TooLong(Text::Minute) => "minute",
            Why::TenTimes(_) | Why::AgreedPrice(_) => "agreed",
            Why::NotPositive | Why::TooLarge(_) | Why::MoreThanOwed(_) => match what {
                "reschedule" => "extra",
                "turn-to-money" => "agreed",
                _ => "quantity",
            },
            _ => "",
        };
        if problems.iter().all(|known| known.field != field || field.is_empty()) {
            problems.push(Problem { field: field.to_owned(), message });
        }
    }
    (problems, cautions)
}

fn read(
    form: &ReliefForm,
    loan: LoanNo,
    good: &Good,
    money: ledger::Commodity,
    words: words::Words,
) -> Result<(NaiveDate, Ask), Vec<Problem>> {
    let mut reader = Reader::new(words);
    let day = reader.day("day", &form.day);
    let minute = form.minute.trim().to_owned();
    let ask = match form.what.as_str() {
        "reschedule" => {
            let due_on = reader.day("due_on", &form.due_on);
            let extra_interest = reader.amount("extra", &form.extra, good.commodity()).unwrap_or(0);
            due_on.map(|due_on| Ask::Reschedule { loan, due_on, extra_interest, minute })
        }
        "forgive" => {
            reader.some_amount("quantity", &form.quantity, good.commodity()).map(|quantity| Ask::Forgive { loan, quantity, minute })
        }
        "turn-to-money" => {
            let agreed = reader.some_amount("agreed", &form.agreed, money);
            let due_on = reader.day("due_on", &form.due_on);
            agreed.zip(due_on).map(|(agreed, due_on)| Ask::TurnToMoney { loan, agreed, due_on, minute })
        }
        "write-off" => Some(Ask::WriteOff { loan, minute }),
        _ => reader.choice("", None),
    };
    reader.finish(day.zip(ask))
}

fn good_of(ground: &Ground, day: NaiveDate, no: LoanNo) -> Result<Good, Fault> {
    let has = ground.state(day)?;
    let loan = has.loans.get(&no).ok_or(Fault::NotFound)?;
    ground.loaded.good(&loan.good).ok_or(Fault::NotFound)
}

async fn again(tx: &mut Tx, visit: &InBank, today: NaiveDate, no: LoanNo, form: ReliefForm, said: Said) -> Answer {
    Ok(web::unprocessable(draw(&page(tx, visit, today, no, form, said).await?)))
}

async fn page(
    tx: &mut Tx,
    visit: &InBank,
    today: NaiveDate,
    no: LoanNo,
    form: ReliefForm,
    (problems, cautions): Said,
) -> Result<ReliefPage, Fault> {
    let ground = Ground::load(tx, visit, today).await?;
    let has = ground.state(today)?;
    let loan = has.loans.get(&no).ok_or(Fault::NotFound)?;
    let good = ground.loaded.good(&loan.good).ok_or(Fault::NotFound)?;
    let kinds = may_ask(visit, loan, today);
    // Nothing can be decided any more of a loan that is paid.
    if kinds.is_empty() && problems.is_empty() {
        return Err(Fault::NotFound);
    }
    Ok(ReliefPage {
        around: visit.visit.around(),
        bank: shown::head(tx, &visit.group, &visit.bank, &ground.loaded).await?,
        no,
        who: shown::who(&ground.people, loan.party),
        money: money(&ground.loaded),
        state: standing(loan, today),
        owed: owed(loan, today),
        due_on: loan.due_on,
        market: ground.loaded.market(good.code(), "", today).map(|price| (price.amount, price.day)),
        good: shown::good(&good),
        kinds,
        form,
        problems,
        cautions,
    })
}
