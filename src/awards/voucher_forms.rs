//! Making a voucher out: what for, how much, from where, and what is charged at the rate of the day.
use super::{
    refusals, store,
    vouchers::{Ground, commodity, ground},
    words_of,
    write::{self, Outcome, Wish},
};
use crate::{
    app::App,
    error::{Answer, Fault},
    guard::{Can, InAward},
    meetings::seal::Act as By,
    reader::Reader,
    web,
};
use axum::{
    Form,
    extract::{Query, State},
};
use chrono::NaiveDate;
use domain::grants::{
    Ask, Refusal, TEXT_MOST, VoucherNo, Why, accounts,
    acts::{Help, Means, Purpose, Source},
    charged_at,
    terms::LineKind,
};
use serde::{Deserialize, de::DeserializeOwned};
use templates::{
    awards::vouchers::{Choice, VoucherForm, VoucherFormPage, voucher_form},
    parts::Problem,
};
use uuid::Uuid;
use words::Words;

pub(super) type Pairs = Vec<(String, String)>;

pub(super) fn get(pairs: &Pairs, name: &str) -> String {
    pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone()).unwrap_or_default()
}

/// Reads the word of a plain enum, as facts spell it.
fn parse<T: DeserializeOwned>(word: &str) -> Option<T> {
    serde_json::from_value(serde_json::Value::String(word.to_owned())).ok()
}

/// Whether a refusal is about the day.
pub(super) fn of_day(why: &Why) -> bool {
    matches!(why, Why::Future | Why::OutsideAward(..) | Why::Closed(_) | Why::BeforeEarlier(_) | Why::TrancheLater(_))
}

/// A key that was used for something else: the form comes back with a new one, and says so.
pub(super) fn used(words: Words, no: i64) -> (String, Problem) {
    let message = words.with("voucher-key-used", &[("number", words.ordinal(no).into())]);
    (Uuid::now_v7().to_string(), Problem { field: String::new(), message })
}

/// `?for=tranche&grant=3&tranche=0`
#[derive(Debug, Default, Deserialize)]
pub struct NewQuery {
    #[serde(default, rename = "for")]
    way: String,
    #[serde(default)]
    grant: String,
    #[serde(default)]
    tranche: String,
}

const WAYS: [&str; 4] = ["cost", "tranche", "advance", "partner"];

/// `GET /awards/{award}/vouchers/new`
pub async fn new(State(app): State<App>, visit: InAward, Query(query): Query<NewQuery>) -> Answer {
    let mut tx = app.db().read().await?;
    let ground = ground(&mut tx, &visit.award, visit.words()).await?;
    let way = if query.way.is_empty() { "cost" } else { &query.way };
    let mut form = VoucherForm {
        key: Uuid::now_v7().to_string(),
        day: visit.words().date_short(app.today()),
        way: way.to_owned(),
        grant: query.grant,
        tranche: query.tranche,
        currency: ground.award.terms.currency.clone(),
        source: "bank".into(),
        means: "transfer".into(),
        ..VoucherForm::default()
    };
    may_make_out(&visit, &ground, &form)?;
    if let Some((_, tranche)) = tranche_of(&ground, &form) {
        let own = commodity(&ground.award.terms.currency);
        form.paid = visit.words().quantity(tranche.amount, own.decimals());
        form.means = words_of::word(tranche.means);
    }
    Ok(web::html(voucher_form(&form_page(&visit, &ground, form, vec![], app.today(), false)?)))
}

/// `POST /awards/{award}/vouchers/new`
pub async fn send(State(app): State<App>, visit: InAward, Form(pairs): Form<Pairs>) -> Answer {
    let form = VoucherForm {
        key: get(&pairs, "key"),
        day: get(&pairs, "day"),
        way: get(&pairs, "for"),
        grant: get(&pairs, "grant"),
        tranche: get(&pairs, "tranche"),
        holder: get(&pairs, "holder"),
        line: get(&pairs, "line"),
        what: get(&pairs, "what"),
        persons: get(&pairs, "persons"),
        help: get(&pairs, "help"),
        currency: get(&pairs, "currency"),
        paid: get(&pairs, "paid"),
        source: get(&pairs, "source"),
        means: get(&pairs, "means"),
        quotations: get(&pairs, "quotations"),
    };
    let by = By::now(&app, visit.visit.user.id);
    let mut tx = app.db().write().await?;
    let ground = ground(&mut tx, &visit.award, visit.words()).await?;
    may_make_out(&visit, &ground, &form)?;
    let key: Uuid = form.key.parse().map_err(|_| Fault::Unreadable)?;
    let (day, ask) = match read(&form, &ground, by.today) {
        Ok(read) => read,
        Err(problems) => {
            return Ok(web::unprocessable(voucher_form(&form_page(&visit, &ground, form, problems, by.today, false)?)));
        }
    };
    if !get(&pairs, "reckon").is_empty() {
        return Ok(web::html(voucher_form(&form_page(&visit, &ground, form, vec![], by.today, true)?)));
    }
    let (form, problems) = match write::ask(&mut tx, &visit.award, &Wish { key, day, ask: &ask }, by).await? {
        Outcome::Written(_) | Outcome::Again(_) => {
            let written = store::load(&mut tx, &visit.award).await?;
            let made = |act: &domain::grants::Act| (act.id == key).then(|| act.fact.voucher()).flatten();
            let no = written.acts.iter().find_map(made).ok_or(Fault::NotFound)?;
            tx.commit().await?;
            return Ok(to(&visit, no));
        }
        Outcome::Other(no) => {
            let (key, problem) = used(visit.words(), no);
            (VoucherForm { key, ..form }, vec![problem])
        }
        Outcome::Refused(refused) => {
            let problems = refused.iter().map(|refusal| prepared(&ground, &form, refusal)).collect();
            (form, problems)
        }
    };
    Ok(web::unprocessable(voucher_form(&form_page(&visit, &ground, form, problems, by.today, false)?)))
}

/// Vouchers are made out by whoever prepares them; of a grant under a code by the liaison alone.
fn may_make_out(visit: &InAward, ground: &Ground, form: &VoucherForm) -> Result<(), Fault> {
    let by_code = tranche_of(ground, form).is_some_and(|(grant, _)| grant.is_coded());
    if visit.may(if by_code { Can::SeeCodes } else { Can::Prepare }) { Ok(()) } else { Err(Fault::NotFound) }
}

/// On to a voucher, after something was written.
pub(super) fn to(visit: &InAward, no: VoucherNo) -> axum::response::Response {
    let code = templates::parts::encode(&visit.award.code);
    web::see_other(&format!("/awards/{code}/vouchers/{no}?done=voucher-written"))
}

/// The grant and the tranche that a form names.
fn tranche_of<'a>(
    ground: &'a Ground,
    form: &VoucherForm,
) -> Option<(&'a domain::grants::Grant, &'a domain::grants::acts::Tranche)> {
    let grant =
        (form.way == "tranche").then(|| form.grant.parse().ok().and_then(|no: i64| ground.state.grants.get(&no))).flatten()?;
    Some((grant, grant.tranches.get(form.tranche.parse::<usize>().ok()?)?))
}

fn form_page(
    visit: &InAward,
    ground: &Ground,
    form: VoucherForm,
    problems: Vec<Problem>,
    today: NaiveDate,
    reckon: bool,
) -> Result<VoucherFormPage, Fault> {
    let words = ground.words;
    if !WAYS.contains(&form.way.as_str()) {
        return Err(Fault::NotFound);
    }
    let about = match tranche_of(ground, &form) {
        Some((grant, tranche)) => {
            let at: i64 = form.tranche.parse().map_err(|_| Fault::NotFound)?;
            let who = if grant.is_coded() { words.say("voucher-coded").into_owned() } else { ground.family(grant.no) };
            vec![
                ("voucher-grant", words.ordinal(grant.no)),
                ("voucher-who", who),
                ("voucher-tranche", words.ordinal(at + 1)),
                ("voucher-tranche-amount", ground.own(tranche.amount)),
                ("voucher-means", words.say(&format!("voucher-means-{}", words_of::word(tranche.means))).into_owned()),
            ]
        }
        None if form.way == "tranche" => return Err(Fault::NotFound),
        None => vec![],
    };
    let day = words::read_date(&form.day).unwrap_or(today);
    let (rate, charged) = rate(ground, &form, day, reckon);
    Ok(VoucherFormPage {
        around: visit.visit.around(),
        award: words_of::head(&visit.award, &ground.award.terms),
        about,
        lines: lines(ground, &form.way),
        holders: holders(ground, form.way == "partner"),
        sources: sources(ground, &form),
        rate,
        charged,
        form,
        problems,
    })
}

/// The lines that a way of paying charges.
fn lines(ground: &Ground, way: &str) -> Vec<Choice> {
    let fits = |kind| match way {
        "partner" => kind == LineKind::Partners,
        _ => matches!(kind, LineKind::Cost | LineKind::Assistance),
    };
    let all = ground.award.terms.lines.iter().filter(|line| fits(line.kind));
    all.map(|line| (line.code.clone(), ground.line(&line.code))).collect()
}

/// Who may hold money: officers, or partners.
pub(super) fn holders(ground: &Ground, partners: bool) -> Vec<Choice> {
    let all = ground.state.holders.iter().filter(|(_, (user, _))| user.is_none() == partners);
    all.map(|(party, (_, name))| (party.to_string(), name.clone())).collect()
}

fn sources(ground: &Ground, form: &VoucherForm) -> Vec<Choice> {
    let (words, money) = (ground.words, &ground.award.money);
    let there = |rows: Vec<(&str, i64)>| {
        rows.into_iter()
            .filter(|(_, held)| *held != 0)
            .map(|(code, held)| format!(" · {}", ground.text(code, held)))
            .collect::<String>()
    };
    let held = |account: i64| {
        there(money.held.iter().filter(|(no, ..)| *no == account).map(|(_, code, held)| (code.as_str(), *held)).collect())
    };
    let mut all = vec![
        ("bank".to_owned(), format!("{}{}", words.say("voucher-source-bank"), held(accounts::BANK.0))),
        ("cash".to_owned(), format!("{}{}", words.say("voucher-source-cash"), held(accounts::CASH.0))),
    ];
    if form.way != "advance" {
        all.extend(holders(ground, false).into_iter().map(|(party, name)| {
            let mine = money.advances.iter().filter(|(of, ..)| of.to_string() == party);
            let carried = there(mine.map(|(_, code, held)| (code.as_str(), *held)).collect());
            (party, format!("{}{carried}", words.with("voucher-source-advance", &[("who", name.into())])))
        }));
    }
    all
}

/// The other currency of an award.
pub(super) fn other(own: &str) -> &'static str {
    if own == "USD" { "KHR" } else { "USD" }
}

/// Hundredths of a riel for a dollar, from smallest units of the other currency for a million of the award's.
pub(super) fn riel_for_a_dollar(own: &str, per_million: i64) -> i64 {
    if own == "USD" { per_million / 100 } else { 10_000_000_000 / per_million.max(1) }
}

/// What the rate of a day is, and what is charged at it for what is typed.
fn rate(ground: &Ground, form: &VoucherForm, day: NaiveDate, reckon: bool) -> (String, String) {
    let (words, own) = (ground.words, ground.award.terms.currency.as_str());
    let known = ground.state.rate(other(own), day);
    let said = known.map(|per_million| {
        let rate = rate_text(words, own, per_million);
        words.with("voucher-rate-line", &[("date", words.date(day).into()), ("rate", rate.into())])
    });
    let paid = words::read_quantity(&form.paid, commodity(&form.currency).decimals()).ok().flatten().filter(|_| reckon);
    let charged = match (paid, form.currency == own, known) {
        (Some(paid), true, _) => Some(paid),
        (Some(paid), false, Some(rate)) => Some(charged_at(paid, rate)),
        _ => None,
    };
    let charged = charged.map(|charged| words.with("voucher-charged", &[("amount", ground.own(charged).into())]));
    (said.unwrap_or_default(), charged.unwrap_or_default())
}

/// A rate as people say it: riel for a dollar.
pub(super) fn rate_text(words: Words, own: &str, per_million: i64) -> String {
    let hundredths = riel_for_a_dollar(own, per_million);
    if hundredths % 100 == 0 { words.amount(hundredths / 100, 0, "KHR") } else { words.amount(hundredths, 2, "KHR") }
}

fn read(form: &VoucherForm, ground: &Ground, today: NaiveDate) -> Result<(NaiveDate, Ask), Vec<Problem>> {
    let mut reader = Reader::new(ground.words);
    let day = reader.past_day("day", &form.day, today);
    let purpose = purpose(&mut reader, form, ground);
    let currency = reader.choice("currency", ["USD", "KHR"].into_iter().find(|code| *code == form.currency));
    let paid = reader.some_amount("paid", &form.paid, commodity(&form.currency));
    let source = match form.source.as_str() {
        "cash" => Some(Source::Cash),
        "bank" => Some(Source::Bank),
        party => party.parse().ok().map(|holder| Source::Advance { holder }),
    };
    let source = reader.choice("source", source);
    let means = reader.choice("means", parse::<Means>(&form.means));
    let quotations = reader.count("quotations", &form.quotations).unwrap_or(0);
    let ask = (|| {
        let (currency, paid) = (currency?.to_owned(), paid?);
        Some(Ask::Prepare { purpose: purpose?, currency, paid, source: source?, means: means?, quotations })
    })();
    reader.finish(day.zip(ask))
}

fn purpose(reader: &mut Reader, form: &VoucherForm, ground: &Ground) -> Option<Purpose> {
    let holder = |reader: &mut Reader| reader.choice("holder", form.holder.parse().ok());
    let line = |reader: &mut Reader| reader.choice("line", ground.award.terms.line(&form.line).map(|(_, line)| line.code.clone()));
    match form.way.as_str() {
        "tranche" => Some(Purpose::Tranche { grant: form.grant.parse().ok()?, tranche: form.tranche.parse().ok()? }),
        "advance" => Some(Purpose::Advance { holder: holder(reader)? }),
        "partner" => Some(Purpose::Partner { partner: holder(reader)?, line: line(reader)? }),
        _ => {
            let line = line(reader)?;
            let what = reader.text("what", &form.what, TEXT_MOST);
            let persons = reader.count("persons", &form.persons);
            let help = if form.help.is_empty() { None } else { Some(reader.choice("help", parse::<Help>(&form.help))?) };
            Some(Purpose::Cost { line, persons, help, what })
        }
    }
}

fn prepared(ground: &Ground, form: &VoucherForm, refusal: &Refusal) -> Problem {
    let field = match &refusal.why {
        why if of_day(why) => "day",
        Why::Amount | Why::OverTranche(_) | Why::OverLine(_) | Why::OverHeld(_) => "paid",
        Why::CashTooMuch(_) if form.way != "tranche" => "means",
        Why::CashTooMuch(_) => "paid",
        Why::NoRate(_) => "currency",
        Why::Quotations => "quotations",
        Why::Line(_) => "line",
        Why::TextMissing | Why::TextLong | Why::FreeText => "what",
        Why::NoHolder => "holder",
        _ => "",
    };
    Problem { field: field.into(), message: refusals::text(ground.words, &ground.award.terms.currency, &refusal.why) }
}
