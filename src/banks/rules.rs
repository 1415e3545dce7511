//! The routes of what a bank agreed: read aloud in both languages, and written anew as a version that holds from a day.
use super::{agreement::agreement, rules_form, shown, stock, store};
use crate::{
    app::App,
    error::{Answer, Fault},
    guard::{Can, InBank},
    meetings::seal::Act as By,
    reader::Reader,
    store::{Tx, lock, record},
    users, web,
};
use axum::{
    Form,
    extract::{Query, State},
};
use chrono::NaiveDate;
use domain::banks::{Bank, Class, Good, Measure, Rules, Version};
use serde::Deserialize;
use std::cmp::Reverse;
use templates::{
    banks::{
        rules::{RulesPage, RulesVersion, rules as draw},
        rules_form::{LINES_MOST, RulesForm, RulesFormPage, rules_form as draw_form},
    },
    parts::Problem,
};
use words::Words;

/// How many places of the order of calves are free at least.
const CALVES_LEAST: usize = 4;
/// The most that the form draws.
const CALVES_MOST: usize = 20;

/// Which version is asked for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct VersionQuery {
    version: String,
}

/// The version that holds on a day: the last that began by then, or the first.
fn holding(loaded: &Bank, day: NaiveDate) -> Option<&Version> {
    loaded.rules.iter().rev().find(|version| version.from <= day).or_else(|| loaded.rules.first())
}

/// `GET /banks/{bank}/rules`
pub async fn show(State(app): State<App>, visit: InBank, Query(query): Query<VersionQuery>) -> Answer {
    let InBank { group, bank, .. } = &visit;
    let words = visit.words();
    let mut tx = app.db().read().await?;
    let loaded = store::load(&mut tx, bank, group).await?;
    let names = users::store::names(&mut tx).await?;
    let asked = query.version.parse::<i64>().ok();
    let version = asked.and_then(|no| loaded.rules.iter().find(|version| version.no == no));
    let version = version.or(holding(&loaded, app.today())).ok_or(Fault::NotFound)?;
    let holds = holding(&loaded, app.today()).map(|version| version.no);
    let rows = store::rules(&mut tx, bank).await?;
    let mut versions: Vec<RulesVersion> = rows
        .iter()
        .enumerate()
        .map(|(at, row)| RulesVersion {
            no: row.version,
            from: row.holds_from,
            // A later version takes over on its day, also where it begins on the same.
            until: rows[at + 1..].iter().map(|later| later.holds_from).min().and_then(|next| next.pred_opt()),
            holds: Some(row.version) == holds,
            written: row.recorded_at,
            by: names.get(&row.recorded_by).cloned().unwrap_or_default(),
        })
        .collect();
    versions.sort_by_key(|version| Reverse(version.no));
    let other = Words { language: words.language.other(), ..words };
    let page = RulesPage {
        around: visit.visit.around(),
        bank: shown::head(&mut tx, group, bank, &loaded).await?,
        version: version.no,
        from: version.from,
        clauses: agreement(words, &loaded, &version.rules),
        other: agreement(other, &loaded, &version.rules),
        versions,
        may_change: visit.may(Can::KeepConstitution),
    };
    Ok(web::html(draw(&page)))
}

/// `GET /banks/{bank}/rules/edit`
pub async fn edit(State(app): State<App>, visit: InBank) -> Answer {
    let mut tx = app.db().read().await?;
    let loaded = store::load(&mut tx, &visit.bank, &visit.group).await?;
    let last = loaded.rules.last().map(|version| version.rules.clone()).unwrap_or_default();
    let mut form = rules_form::written(&last, &loaded, visit.words());
    form.set("from", visit.words().date_short(app.today()));
    let text = last.to_toml();
    Ok(web::html(draw_form(&page(&mut tx, &visit, &loaded, form, text, vec![]).await?)))
}

async fn page(
    tx: &mut Tx,
    visit: &InBank,
    loaded: &Bank,
    form: RulesForm,
    text: String,
    problems: Vec<Problem>,
) -> Result<RulesFormPage, Fault> {
    let words = visit.words();
    let lendable = |good: &&Good| good.class().measure() != Measure::Money && !good.class().is_registered();
    let mut lendable: Vec<Good> = loaded.goods.iter().filter(lendable).cloned().collect();
    stock::in_order(&mut lendable);
    let mut goods: Vec<_> = lendable.iter().map(|good| (good.code().to_owned(), stock::name(words, good))).collect();
    let money = loaded.money;
    let said = format!("{} ({})", words.say(&format!("good-{}", Class::Money.code())), words.unit(money.decimals(), money.code()));
    goods.push((money.code().to_owned(), said));
    let chosen = |form: &RulesForm| {
        let is_there = |at: &usize| (0..LINES_MOST).any(|line| !form.get(&format!("p{line}_o{at}")).is_empty());
        (1..=CALVES_MOST).rev().find(is_there).unwrap_or(0)
    };
    Ok(RulesFormPage {
        around: visit.visit.around(),
        bank: shown::head(tx, &visit.group, &visit.bank, loaded).await?,
        goods,
        sign: words.unit(money.decimals(), money.code()).into_owned(),
        lines: (form.lines('l', "purpose").max(1), form.lines('p', "species").max(1)),
        calves: (chosen(&form) + 1).clamp(CALVES_LEAST, CALVES_MOST),
        as_text: form.get("as_text") == "1",
        form,
        text,
        problems,
    })
}

/// `POST /banks/{bank}/rules/edit`
pub async fn write(State(app): State<App>, visit: InBank, Form(pairs): Form<Vec<(String, String)>>) -> Answer {
    let InBank { group, bank, .. } = &visit;
    let words = visit.words();
    let by = By::now(&app, visit.visit.user.id);
    let mut tx = app.db().write().await?;
    lock(&mut tx, group.book).await?;
    let loaded = store::load(&mut tx, bank, group).await?;
    let typed = RulesForm { typed: pairs.into_iter().collect() };
    let (from, rules) = match read(&typed, &loaded, words) {
        Ok(read) => read,
        Err(problems) => {
            let last = loaded.rules.last().map(|version| version.rules.clone()).unwrap_or_default();
            // What was sent as a text leaves the form beside it as the rules that hold, and the other way round.
            let (form, text) = if typed.get("as_text") == "1" {
                let mut form = rules_form::written(&last, &loaded, words);
                form.set("from", typed.get("text_from"));
                form.set("text_from", typed.get("text_from"));
                form.set("as_text", "1");
                (form, typed.get("text").to_owned())
            } else {
                (typed, last.to_toml())
            };
            return Ok(web::unprocessable(draw_form(&page(&mut tx, &visit, &loaded, form, text, problems).await?)));
        }
    };
    // The same form sent twice: the version is there.
    if loaded.rules.last().is_none_or(|last| (last.from, &last.rules) != (from, &rules)) {
        let no = store::add_rules(&mut tx, bank, from, &rules, by.by, by.at).await?;
        record(&mut tx, Some(group.book), Some(by.by), "bank-rules-written", &format!("{} {no}", bank.code), by.at).await?;
        tx.commit().await?;
        tracing::info!(bank = bank.code, version = no, "rules of a bank written");
    }
    Ok(web::see_other(&format!("/banks/{}/rules?done=bank-rules-written", templates::parts::encode(&bank.code))))
}

fn read(form: &RulesForm, loaded: &Bank, words: Words) -> Result<(NaiveDate, Rules), Vec<Problem>> {
    let as_text = form.get("as_text") == "1";
    let field = if as_text { "text_from" } else { "from" };
    let mut reader = Reader::new(words);
    let from = reader.day(field, form.get(field));
    let least = loaded.rules.iter().map(|version| version.from).max();
    if let (Some(from), Some(least)) = (from, least)
        && from < least
    {
        let date = words.date(least);
        reader.say(field, words.with("bank-rules-before", &[("date", date.into())]));
    }
    let rules = match as_text {
        true => rules_form::read_text(form.get("text"), &loaded.goods, words),
        false => rules_form::read(form, loaded, words),
    };
    match (reader.finish(from), rules) {
        (Ok(from), Ok(rules)) => Ok((from, rules)),
        (from, rules) => Err(from.err().into_iter().chain(rules.err()).flatten().collect()),
    }
}
