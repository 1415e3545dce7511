//! The routes of counting the store. Who counts does not see the figure of the books before her own is sent: then the
//! difference is named, and a second officer confirms.
use super::{
    refusals, shown, stock, store,
    write::{self, Outcome, Wish},
};
use crate::{
    app::App,
    error::{Answer, Fault},
    guard::InBank,
    meetings::seal::Act as By,
    reader::Reader,
    store::Tx,
    web,
};
use axum::{
    Form,
    extract::{Query, State},
};
use chrono::NaiveDate;
use domain::banks::{
    Ask, Bank, Good, Measure, Party, Refusal, Why,
    acts::{Cause, CountMethod},
};
use templates::{
    banks::count::{CountForm, CountPage, count as draw},
    parts::Problem,
};
use uuid::Uuid;
use words::{Words, read_quantity};

/// `GET /banks/{bank}/count`
pub async fn show(State(app): State<App>, visit: InBank, Query(query): Query<stock::CardQuery>) -> Answer {
    let mut tx = app.db().read().await?;
    let loaded = store::load(&mut tx, &visit.bank, &visit.group).await?;
    let form = CountForm {
        key: Uuid::now_v7().to_string(),
        day: visit.words().date_short(app.today()),
        good: query.good,
        ..CountForm::default()
    };
    Ok(web::html(draw(&page(&mut tx, &visit, &loaded, app.today(), form, Said::default()).await?)))
}

/// What is said of a count that was sent.
#[derive(Default)]
struct Said {
    problems: Vec<Problem>,
    cautions: Vec<String>,
    /// What the books say, once somebody has said what she found.
    beside: Option<(String, String)>,
}

/// What can be counted: goods in the store, not money and not animals that are registered one by one.
fn counted(loaded: &Bank) -> Vec<Good> {
    let fits = |good: &Good| good.class().measure() != Measure::Money && !good.class().is_registered();
    stock::kept(loaded).into_iter().filter(fits).collect()
}

/// The causes that a good can have.
fn causes(good: &Good) -> Vec<Cause> {
    let heads = good.class().measure() == Measure::Head;
    let has = |cause: &Cause| match cause {
        Cause::Death => heads,
        Cause::Drying | Cause::Spillage => !heads,
        _ => true,
    };
    Cause::ALL.into_iter().filter(has).collect()
}

async fn page(
    tx: &mut Tx,
    visit: &InBank,
    loaded: &Bank,
    today: NaiveDate,
    form: CountForm,
    said: Said,
) -> Result<CountPage, Fault> {
    let words = visit.words();
    let goods = counted(loaded);
    let good = goods.iter().find(|good| good.code() == form.good).or(goods.first()).ok_or(Fault::NotFound)?;
    let people = shown::people(tx, &visit.group).await?;
    let mut members: Vec<_> = people.iter().filter(|(party, _)| loaded.member(**party, today).is_some()).collect();
    members.sort_unstable_by_key(|(_, member)| member.number);
    let choice = |good: &Good| (good.code().to_owned(), stock::name(words, good));
    Ok(CountPage {
        around: visit.visit.around(),
        bank: shown::head(tx, &visit.group, &visit.bank, loaded).await?,
        good: choice(good),
        goods: goods.iter().map(choice).collect(),
        unit: shown::good(good).counted_in(words),
        by_weight: good.class().measure() == Measure::Weight,
        causes: causes(good).into_iter().map(Cause::code).collect(),
        members: members
            .into_iter()
            .map(|(party, member)| (party.0.to_string(), format!("{} {}", words.ordinal(member.number), member.name().show(words))))
            .collect(),
        form,
        beside: said.beside,
        cautions: said.cautions,
        problems: said.problems,
    })
}

/// `POST /banks/{bank}/count`: asks; a second officer confirms.
pub async fn send(State(app): State<App>, visit: InBank, Form(pairs): Form<Vec<(String, String)>>) -> Answer {
    let InBank { group, bank, .. } = &visit;
    let words = visit.words();
    let form = CountForm::read(&pairs);
    let key: Uuid = form.key.parse().map_err(|_| Fault::Unreadable)?;
    let by = By::now(&app, visit.visit.user.id);
    let mut tx = app.db().write().await?;
    let loaded = store::load(&mut tx, bank, group).await?;
    let (day, ask) = match read(&form, &loaded, words, by.today) {
        Ok(read) => read,
        Err(problems) => {
            let said = Said { problems, ..Said::default() };
            return again(&mut tx, &visit, &loaded, by.today, form, said).await;
        }
    };
    let wish = Wish { key, day, known: form.known, ask: &ask };
    match write::ask(&mut tx, group, bank, &wish, by).await? {
        Outcome::Asked(no) => {
            tx.commit().await?;
            let code = templates::parts::encode(&bank.code);
            Ok(web::see_other(&format!("/banks/{code}/requests/{no}?done=bank-request-asked")))
        }
        Outcome::Refused(refused) => {
            let said = sort(&refused, &loaded, &ask, day, words);
            again(&mut tx, &visit, &loaded, by.today, form, said).await
        }
        Outcome::Written(..) | Outcome::Again(_) | Outcome::Other(_) => Err(Fault::Broken("a count was not asked".into())),
    }
}

async fn again(tx: &mut Tx, visit: &InBank, loaded: &Bank, today: NaiveDate, form: CountForm, said: Said) -> Answer {
    Ok(web::unprocessable(draw(&page(tx, visit, loaded, today, form, said).await?)))
}

fn read(form: &CountForm, loaded: &Bank, words: Words, today: NaiveDate) -> Result<(NaiveDate, Ask), Vec<Problem>> {
    let mut reader = Reader::new(words);
    let Some(good) = counted(loaded).into_iter().find(|good| good.code() == form.good) else {
        reader.choice::<()>("counted", None);
        return reader.finish(None);
    };
    let day = reader.past_day("day", &form.day, today);
    let counted = reader.some_amount("counted", &form.counted, good.commodity());
    let method = match form.method.as_str() {
        "weighed" => Some(CountMethod::Weighed),
        "sacks" => Some(CountMethod::Sacks),
        "measured" => Some(CountMethod::Measured),
        "heads" => Some(CountMethod::Heads),
        _ => None,
    };
    let method = reader.choice("method", method);
    let moisture_tenths = tenths(&mut reader, "moisture", &form.moisture);
    let counters = [0, 1].map(|at| {
        let party = form.counters[at].parse().ok().map(Party);
        reader.choice(["counter_1", "counter_2"][at], party)
    });
    let mut losses = Vec::new();
    for cause in causes(&good) {
        let typed = form.losses.iter().find(|(code, _)| code == cause.code()).map_or("", |(_, text)| text.as_str());
        let quantity = reader.amount(&format!("loss-{}", cause.code()), typed, good.commodity());
        losses.extend(quantity.filter(|quantity| *quantity > 0).map(|quantity| (cause, quantity)));
    }
    let ask = counted.zip(method).and_then(|(counted, method)| {
        let [Some(one), Some(other)] = counters else { return None };
        Some(Ask::Count { good: form.good.clone(), counted, losses, counters: [one, other], method, moisture_tenths })
    });
    reader.finish(day.zip(ask))
}

/// Per cent with one decimal place, in tenths; blank is none.
fn tenths(reader: &mut Reader, field: &str, text: &str) -> Option<i64> {
    if text.trim().is_empty() {
        return None;
    }
    match read_quantity(text, 1) {
        Ok(tenths) => tenths,
        Err(_) => {
            reader.refuse(field, "bank-why-not-a-percentage");
            None
        }
    }
}

fn sort(refused: &[Refusal], loaded: &Bank, ask: &Ask, day: NaiveDate, words: Words) -> Said {
    let Ask::Count { good, counted, losses, .. } = ask else { return Said::default() };
    let mut said = Said::default();
    for refusal in refused {
        let message = refusals::text(words, loaded, Some(good), &refusal.why);
        if matches!(refusal.why, Why::Caution(_)) {
            said.cautions.push(message);
            continue;
        }
        let cause = refusal.row.and_then(|row| losses.get(row)).map(|(cause, _)| format!("loss-{}", cause.code()));
        let field = match refusal.why {
            Why::Future | Why::Closed(_) | Why::BeforeBank(_) | Why::Later(..) => "day".into(),
            Why::NotAPercentage => "moisture".into(),
            Why::SamePerson => "counter_2".into(),
            Why::NotAMember => "counter_1".into(),
            Why::Losses(_) => "losses".into(),
            _ => cause.unwrap_or_else(|| "counted".into()),
        };
        said.problems.push(Problem { field, message });
    }
    // Only now: who counted has said what she found.
    said.beside = loaded.good(good).zip(loaded.state(day).ok()).map(|(found, has)| {
        let unit = shown::good(&found).unit;
        (unit.text(words, has.stock(good)), unit.text(words, *counted))
    });
    said
}
