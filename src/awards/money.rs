//! The award's money: what is held and by whom, what came and went, and the forms that write it down.
use super::{
    refusals, store,
    voucher_forms::{holders, of_day, other, rate_text, used},
    vouchers::{Ground, amount, commodity, ground, shows_held},
    words_of,
    write::{self, Outcome, Wish},
};
use crate::{
    app::App,
    error::{Answer, Fault},
    guard::{Can, InAward},
    meetings::seal::Act as By,
    reader::Reader,
    store::{Tx, add_party, lock},
    users::store as users,
    web,
};
use axum::{
    Form,
    extract::{Path, State},
};
use chrono::NaiveDate;
use domain::grants::{Ask, Fact, Refusal, TEXT_MOST, Why, accounts, reports, terms::LineKind};
use std::collections::BTreeMap;
use templates::{
    awards::{
        money::{HeldBy, MoneyForm, MoneyFormPage, MoneyLine, MoneyPage, WAYS, money, money_form},
        vouchers::Choice,
    },
    parts::{Amount, Problem},
};
use uuid::Uuid;

type Pairs = Vec<(String, String)>;

/// `GET /awards/{award}/money`
pub async fn show(State(app): State<App>, visit: InAward) -> Answer {
    let mut tx = app.db().read().await?;
    let ground = ground(&mut tx, &visit.award, visit.words()).await?;
    let held = |account: i64| {
        let mine = ground.award.money.held.iter().filter(|(no, ..)| *no == account);
        mine.map(|(_, code, held)| amount(code, *held)).collect::<Vec<Amount>>()
    };
    let own = ground.award.terms.currency.as_str();
    let rate = ground.state.rate(other(own), app.today()).map(|rate| rate_text(ground.words, own, rate));
    Ok(web::html(money(&MoneyPage {
        around: visit.visit.around(),
        award: words_of::head(&visit.award, &ground.award.terms),
        held: shows_held(&visit, &reports::budget(&ground.award, app.today()))
            .then(|| [held(accounts::BANK.0), held(accounts::CASH.0)]),
        rate: rate.unwrap_or_default(),
        holders: held_by(&ground),
        lines: lines(&ground),
        may_keep: visit.may(Can::KeepAward),
    })))
}

fn held_by(ground: &Ground) -> Vec<HeldBy> {
    let money = &ground.award.money;
    let one = |(party, (user, name)): (&i64, &(Option<Uuid>, String))| {
        let rows = if user.is_some() { &money.advances } else { &money.partners };
        let held =
            rows.iter().filter(|(of, _, held)| of == party && *held != 0).map(|(_, code, held)| amount(code, *held)).collect();
        HeldBy { name: name.clone(), partner: user.is_none(), held }
    };
    ground.state.holders.iter().map(one).collect()
}

/// What happened to the award's own money, the latest first.
fn lines(ground: &Ground) -> Vec<MoneyLine> {
    let own = ground.award.terms.currency.as_str();
    let said = |fact: &Fact| {
        Some(match fact {
            Fact::Received { amount, reference } => ("award-money-did-received", reference.clone(), ground.own(*amount)),
            Fact::Returned { amount, reference } => ("award-money-did-returned", reference.clone(), ground.own(*amount)),
            Fact::Rate { per_million, source, .. } => {
                ("award-money-did-rate", source.clone(), rate_text(ground.words, own, *per_million))
            }
            Fact::Changed { paid, currency, received } => {
                ("award-money-did-changed", ground.own(*paid), ground.text(currency, *received))
            }
            Fact::AdvanceBack { holder, currency, amount } => {
                ("award-money-did-advance-back", ground.holder(*holder), ground.text(currency, *amount))
            }
            Fact::HolderNamed { name, .. } => ("award-money-did-holder", name.clone(), String::new()),
            Fact::Accounted { partner, line, amount, reference } => {
                let about = format!("{} · {} · {reference}", ground.holder(*partner), ground.line(line));
                ("award-money-did-accounted", about, ground.own(*amount))
            }
            _ => return None,
        })
    };
    let one = |act: &domain::grants::Act| {
        let (what, about, figure) = said(&act.fact)?;
        Some(MoneyLine { day: act.day, what, about, figure, by: ground.who(&act.by) })
    };
    ground.award.acts.iter().rev().filter_map(one).collect()
}

fn way(what: &str) -> Result<&'static str, Fault> {
    WAYS.into_iter().map(|(way, _)| way).find(|way| *way == what).ok_or(Fault::NotFound)
}

/// `GET /awards/{award}/money/{what}`
pub async fn form(State(app): State<App>, visit: InAward, Path((_, what)): Path<(String, String)>) -> Answer {
    let way = way(&what)?;
    let mut tx = app.db().read().await?;
    let ground = ground(&mut tx, &visit.award, visit.words()).await?;
    let form = MoneyForm {
        key: Uuid::now_v7().to_string(),
        day: visit.words().date_short(app.today()),
        currency: ground.award.terms.currency.clone(),
        ..MoneyForm::default()
    };
    Ok(web::html(money_form(&page(&mut tx, &visit, &ground, way, form, vec![]).await?)))
}

/// `POST /awards/{award}/money/{what}`
pub async fn send(
    State(app): State<App>,
    visit: InAward,
    Path((_, what)): Path<(String, String)>,
    Form(pairs): Form<Pairs>,
) -> Answer {
    let way = way(&what)?;
    let form = typed(&pairs);
    let key: Uuid = form.key.parse().map_err(|_| Fault::Unreadable)?;
    let by = By::now(&app, visit.visit.user.id);
    let mut tx = app.db().write().await?;
    // A holder's party is made for it: a form that was sent twice must not make a second one.
    lock(&mut tx, visit.award.book).await?;
    if way == "holder" && store::act_of_key(&mut tx, visit.award.book, key).await?.is_some() {
        return Ok(done(&visit));
    }
    let ground = ground(&mut tx, &visit.award, visit.words()).await?;
    let may = choices(&mut tx, &visit, &ground, way).await?;
    let (day, mut ask) = match read(&form, way, &ground, &may, by.today) {
        Ok(read) => read,
        Err(problems) => return Ok(web::unprocessable(money_form(&page(&mut tx, &visit, &ground, way, form, problems).await?))),
    };
    if let Ask::NameHolder { holder, .. } = &mut ask {
        *holder = add_party(&mut tx, visit.award.book, Uuid::now_v7()).await?.0;
    }
    let (form, problems) = match write::ask(&mut tx, &visit.award, &Wish { key, day, ask: &ask }, by).await? {
        Outcome::Written(_) | Outcome::Again(_) => {
            tx.commit().await?;
            return Ok(done(&visit));
        }
        Outcome::Other(no) => {
            let (key, problem) = used(visit.words(), no);
            (MoneyForm { key, ..form }, vec![problem])
        }
        Outcome::Refused(refused) => {
            let problems = refused.iter().map(|refusal| problem(&ground, &form, way, refusal)).collect();
            (form, problems)
        }
    };
    Ok(web::unprocessable(money_form(&page(&mut tx, &visit, &ground, way, form, problems).await?)))
}

fn done(visit: &InAward) -> axum::response::Response {
    web::see_other(&format!("/awards/{}/money?done=voucher-written", templates::parts::encode(&visit.award.code)))
}

fn typed(pairs: &Pairs) -> MoneyForm {
    let get = |name: &str| pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone()).unwrap_or_default();
    MoneyForm {
        key: get("key"),
        day: get("day"),
        amount: get("amount"),
        reference: get("reference"),
        rate: get("rate"),
        received: get("received"),
        currency: get("currency"),
        holder: get("holder"),
        line: get("line"),
    }
}

async fn page(
    tx: &mut Tx,
    visit: &InAward,
    ground: &Ground,
    way: &'static str,
    form: MoneyForm,
    problems: Vec<Problem>,
) -> Result<MoneyFormPage, Fault> {
    let (words, own) = (ground.words, ground.award.terms.currency.as_str());
    let partners = ground.award.terms.lines.iter().filter(|line| line.kind == LineKind::Partners);
    let sign = |code: &str| words.unit(commodity(code).decimals(), code).into_owned();
    Ok(MoneyFormPage {
        around: visit.visit.around(),
        award: words_of::head(&visit.award, &ground.award.terms),
        way,
        holders: choices(tx, visit, ground, way).await?,
        lines: partners.map(|line| (line.code.clone(), ground.line(&line.code))).collect(),
        sign: sign(own),
        other: sign(other(own)),
        form,
        problems,
    })
}

/// Whom a form may name: officers who carry money, partners that hold it, or staff who may begin to.
async fn choices(tx: &mut Tx, visit: &InAward, ground: &Ground, way: &str) -> Result<Vec<Choice>, Fault> {
    match way {
        "bring-back" => return Ok(holders(ground, false)),
        "account" => return Ok(holders(ground, true)),
        "holder" => {}
        _ => return Ok(vec![]),
    }
    let (book, organisation) = (visit.award.book.0, visit.award.organisation_id);
    let here = |row: &users::RoleRow| {
        let in_scope = row.book_id.is_none_or(|of| of == book) && row.organisation_id.is_none_or(|of| of == organisation);
        row.role_on().is_some_and(|on| on.role.may(Can::SeeAward)) && in_scope
    };
    let all = users::all_roles(tx).await?;
    let named = |row: &users::RoleRow| Some((ground.users.get(&row.user_id)?.clone(), row.user_id.to_string()));
    let staff: BTreeMap<String, String> = all.iter().filter(|row| here(row)).filter_map(named).collect();
    let mut choices: Vec<Choice> = staff.into_iter().map(|(name, id)| (id, name)).collect();
    choices.push((String::new(), ground.words.say("award-money-a-partner").into_owned()));
    Ok(choices)
}

fn read(form: &MoneyForm, way: &str, ground: &Ground, may: &[Choice], today: NaiveDate) -> Result<(NaiveDate, Ask), Vec<Problem>> {
    let mut reader = Reader::new(ground.words);
    let day = reader.past_day("day", &form.day, today);
    let ask = ask(&mut reader, form, way, ground, may);
    reader.finish(day.zip(ask))
}

fn ask(reader: &mut Reader, form: &MoneyForm, way: &str, ground: &Ground, may: &[Choice]) -> Option<Ask> {
    let own = ground.award.terms.currency.as_str();
    let reference = reader.text("reference", &form.reference, TEXT_MOST);
    let known = may.iter().any(|(value, _)| *value == form.holder);
    match way {
        "receive" => Some(Ask::Receive { amount: reader.some_amount("amount", &form.amount, commodity(own))?, reference }),
        "return" => Some(Ask::Return { amount: reader.some_amount("amount", &form.amount, commodity(own))?, reference }),
        "rate" => {
            // Riel for a dollar, with two places.
            let hundredths = reader.some_amount("rate", &form.rate, ledger::Commodity::USD)?;
            let per_million = if own == "USD" { hundredths.checked_mul(100) } else { 10_000_000_000_i64.checked_div(hundredths) };
            let per_million = reader.choice("rate", per_million)?;
            Some(Ask::NoteRate { currency: other(own).into(), per_million, source: reference })
        }
        "change" => {
            let paid = reader.some_amount("amount", &form.amount, commodity(own));
            let received = reader.some_amount("received", &form.received, commodity(other(own)));
            Some(Ask::Change { paid: paid?, currency: other(own).into(), received: received? })
        }
        "bring-back" => {
            let holder = reader.choice("holder", form.holder.parse().ok().filter(|_| known));
            let currency = reader.choice("currency", ["USD", "KHR"].into_iter().find(|code| *code == form.currency))?;
            let amount = reader.some_amount("amount", &form.amount, commodity(currency));
            Some(Ask::BringBack { holder: holder?, currency: currency.into(), amount: amount? })
        }
        "account" => {
            let partner = reader.choice("holder", form.holder.parse().ok().filter(|_| known));
            let line = reader.choice("line", ground.award.terms.line(&form.line).map(|(_, line)| line.code.clone()));
            let amount = reader.some_amount("amount", &form.amount, commodity(own));
            Some(Ask::Account { partner: partner?, line: line?, amount: amount?, reference })
        }
        _ => {
            let user = reader.choice("holder", known.then(|| form.holder.parse::<Uuid>().ok()))?;
            // The party is made when everything else is right.
            Some(Ask::NameHolder { holder: 0, user, name: reference })
        }
    }
}

fn problem(ground: &Ground, form: &MoneyForm, way: &str, refusal: &Refusal) -> Problem {
    let field = match &refusal.why {
        why if of_day(why) => "day",
        Why::Amount if way == "rate" => "rate",
        Why::Amount | Why::OverHeld(_) => "amount",
        Why::TextMissing | Why::TextLong => "reference",
        Why::NoHolder => "holder",
        Why::Line(_) => "line",
        _ => "",
    };
    let own = ground.award.terms.currency.as_str();
    let currency = if way == "bring-back" { form.currency.as_str() } else { own };
    Problem { field: field.into(), message: refusals::text(ground.words, currency, &refusal.why) }
}
