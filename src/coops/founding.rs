//! The routes that found a cooperative or a producer group in the book of a group that does not save.
use super::store::{self, NewCoop};
use crate::{
    app::App,
    error::{Answer, Fault},
    groups::form::is_code,
    guard::InGroup,
    meetings::{pages::head, seal::Act as By},
    reader::Reader,
    store::{Error, record},
    web,
};
use axum::{Form, extract::State};
use chrono::NaiveDate;
use domain::{
    coops::{
        ByLaws,
        bylaws::{ByLawRefusal, Credit, Milling, Organic, RefundBy, Shares, Surplus},
    },
    people::VillageCode,
};
use ledger::Commodity;
use rust_decimal::Decimal;
use templates::{
    coops::found::{FoundForm, FoundPage, found as draw},
    parts::{Problem, encode},
};
use uuid::Uuid;
use words::Words;

/// What a share costs where nobody says otherwise, riel: the printed case of domain/cooperatives.md, 5.1.
const PAR: &str = "20000";

/// `GET /groups/{group}/coop/new`
pub async fn new(State(app): State<App>, visit: InGroup) -> Answer {
    let mut tx = app.db().read().await?;
    if let Some(coop) = store::coop_of(&mut tx, visit.group.book).await? {
        return Ok(web::see_other(&format!("/coops/{}", encode(&coop.code))));
    }
    let (surplus, organic) = (Surplus::default(), Organic::default());
    let part = |part: Decimal| part.normalize().to_string();
    let form = FoundForm {
        key: Uuid::now_v7().to_string(),
        kind: "cooperative".into(),
        village_code: visit.group.village_code.clone(),
        opened_on: visit.words().date_short(app.today()),
        par: PAR.into(),
        least: "1".into(),
        most: "20".into(),
        tolerance: part(organic.tolerance_percent),
        ceiling: "0".into(),
        charge: "0".into(),
        fee: "0".into(),
        reserve: part(surplus.reserve),
        social: part(surplus.social),
        education: part(surplus.education),
        committee: part(surplus.committee),
        dividend: part(surplus.dividend),
        refund: part(surplus.refund),
        reserve_least: part(surplus.reserve_least),
        refund_by: "weight".into(),
        ..FoundForm::default()
    };
    Ok(web::html(draw(&page(&visit, form, vec![]))))
}

fn page(visit: &InGroup, form: FoundForm, problems: Vec<Problem>) -> FoundPage {
    FoundPage { around: visit.visit.around(), group: head(&visit.group), form, problems }
}

/// `POST /groups/{group}/coop/new`
pub async fn found(State(app): State<App>, visit: InGroup, Form(form): Form<FoundForm>) -> Answer {
    let group = &visit.group;
    let key: Uuid = form.key.parse().map_err(|_| Fault::Unreadable)?;
    let by = By::now(&app, visit.visit.user.id);
    let mut tx = app.db().write().await?;
    let founded = |code: &str| format!("/coops/{}?done=coop-founded", encode(code));
    if let Some(code) = store::code_of_key(&mut tx, key).await? {
        return Ok(web::see_other(&founded(&code)));
    }
    let words = visit.words();
    let mut read = read(&form, key, group.commodity(), words, by.today);
    let refuse = |field: &str, key: &str| Err(vec![Problem { field: field.into(), message: words.say(key).into_owned() }]);
    if group.saves {
        read = refuse("", "coop-group-saves");
    } else if store::coop_of(&mut tx, group.book).await?.is_some() {
        read = refuse("", "coop-group-has-one");
    } else if let Ok(new) = &read
        && store::coop(&mut tx, &new.code).await?.is_some()
    {
        read = refuse("code", "coop-code-taken");
    }
    let new = match read {
        Ok(new) => new,
        Err(problems) => return Ok(web::unprocessable(draw(&page(&visit, form, problems)))),
    };
    match store::found(&mut tx, group, &new, by.by, by.at).await {
        Ok(coop) => {
            record(&mut tx, Some(group.book), Some(by.by), "coop-founded", &coop.code, by.at).await?;
            tx.commit().await?;
            tracing::info!(group = group.code, coop = coop.code, "cooperative founded");
            Ok(web::see_other(&founded(&coop.code)))
        }
        // Somebody founded one of the same code a moment ago.
        Err(Error::Taken) => {
            let taken = Problem { field: "code".into(), message: words.say("coop-code-taken").into_owned() };
            Ok(web::unprocessable(draw(&page(&visit, form, vec![taken]))))
        }
        Err(error) => Err(error.into()),
    }
}

fn read(form: &FoundForm, id: Uuid, money: Commodity, words: Words, today: NaiveDate) -> Result<NewCoop, Vec<Problem>> {
    let mut reader = Reader::new(words);
    let kind = reader.choice("kind", Some(form.kind.clone()).filter(|kind| kind == "cooperative" || kind == "group"));
    let name_km = reader.text("name_km", &form.name_km, 80);
    let name_latin = reader.text("name_latin", &form.name_latin, 80);
    if name_km.is_empty() && name_latin.is_empty() {
        reader.refuse("name_km", "coop-name-missing");
    }
    let code = form.code.trim().to_uppercase();
    if !is_code(&code) {
        reader.refuse("code", "group-code-bad");
    }
    let village_code = form.village_code.trim().to_owned();
    if !village_code.is_empty() && VillageCode::parse_place(&village_code).is_err() {
        reader.refuse("village_code", "place-code-bad");
    }
    let opened_on = reader.past_day("opened_on", &form.opened_on, today);
    let laws = laws(&mut reader, form, money).and_then(|laws| agreed(&mut reader, &laws));
    let new = kind.zip(opened_on).zip(laws);
    reader.finish(new.map(|((kind, opened_on), laws)| NewCoop {
        id,
        code,
        kind,
        name_km,
        name_latin,
        village_code,
        opened_on,
        laws,
    }))
}

/// A percentage with up to four decimal places; blank is nought.
fn percent(reader: &mut Reader, field: &str, text: &str) -> Option<Decimal> {
    match words::read_quantity(text, 4) {
        Ok(read) => Some(Decimal::new(read.unwrap_or(0), 4).normalize()),
        Err(_) => {
            reader.refuse(field, "refuse-coop-not-a-percentage");
            None
        }
    }
}

fn laws(reader: &mut Reader, form: &FoundForm, money: Commodity) -> Option<ByLaws> {
    let is_group = form.kind == "group";
    let par = reader.amount("par", &form.par, money).unwrap_or(0);
    let least = reader.count("least", &form.least).unwrap_or(1);
    let most_percent = percent(reader, "most", &form.most);
    let tolerance = percent(reader, "tolerance", &form.tolerance);
    let ceiling = reader.amount("ceiling", &form.ceiling, money).unwrap_or(0);
    let charge = percent(reader, "charge", &form.charge);
    let fee = reader.amount("fee", &form.fee, money).unwrap_or(0);
    let reserve = percent(reader, "reserve", &form.reserve);
    let social = percent(reader, "social", &form.social);
    let education = percent(reader, "education", &form.education);
    let committee = percent(reader, "committee", &form.committee);
    let dividend = percent(reader, "dividend", &form.dividend);
    let refund = percent(reader, "refund", &form.refund);
    let reserve_least = percent(reader, "reserve_least", &form.reserve_least);
    let refund_by = match form.refund_by.as_str() {
        "weight" => Some(RefundBy::Weight),
        "value" => Some(RefundBy::Value),
        _ => reader.choice("refund_by", None),
    };
    // A producer group sells together and has no shares.
    let shares = Shares { par: if is_group { 0 } else { par }, least, most_percent: most_percent? };
    if !is_group && shares.par == 0 {
        reader.refuse("par", "coop-par-missing");
    }
    Some(ByLaws {
        shares,
        organic: if form.organic == "1" { Some(Organic { tolerance_percent: tolerance?, ..Organic::default() }) } else { None },
        credit: Credit { ceiling, charge_percent: charge?, ..Credit::default() },
        milling: Milling { fee, ..Milling::default() },
        surplus: Surplus {
            reserve: reserve?,
            reserve_least: reserve_least?,
            social: social?,
            education: education?,
            committee: committee?,
            dividend: dividend?,
            refund: refund?,
            refund_by: refund_by?,
            ..Surplus::default()
        },
        ..ByLaws::default()
    })
}

/// The by-laws as they are stored, once they contradict nothing.
fn agreed(reader: &mut Reader, laws: &ByLaws) -> Option<String> {
    let text = toml::to_string(laws).ok()?;
    let Err(wrong) = ByLaws::read(&text) else { return Some(text) };
    let words = reader.words;
    for one in wrong {
        match one {
            ByLawRefusal::Parts(sum) => reader.say("reserve", parts(words, sum)),
            ByLawRefusal::Reserve => reader.refuse("reserve", "coop-reserve-too-small"),
            ByLawRefusal::Figure(name) => reader.refuse(field(name), "coop-figure-wrong"),
            ByLawRefusal::Unreadable(_) => reader.refuse("", "coop-figure-wrong"),
        }
    }
    None
}

/// What parts that are not a hundred sum to, and what is missing or too much.
pub fn parts(words: Words, sum: Decimal) -> String {
    let said = |part: Decimal| format!("{}\u{a0}%", part.normalize());
    let off = Decimal::ONE_HUNDRED - sum;
    let key = if off.is_sign_positive() { "coop-parts-less" } else { "coop-parts-more" };
    words.with(key, &[("sum", said(sum).into()), ("off", said(off.abs()).into())])
}

/// The field of a figure of the by-laws.
fn field(name: &str) -> &str {
    match name {
        "shares.par" => "par",
        "shares.least" => "least",
        "shares.most_percent" => "most",
        "organic.tolerance_percent" => "tolerance",
        "credit.ceiling" => "ceiling",
        "credit.charge_percent" => "charge",
        "milling.fee" => "fee",
        other => other.strip_prefix("surplus.").unwrap_or(""),
    }
}
