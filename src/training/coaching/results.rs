//! What came of it: results as pages tell them, read from a visit's form, and taken back.
use super::{
    coaching,
    form::text,
    store::Stamp,
    visits::store::{self as visits, ResultRow},
};
use crate::{
    app::App,
    error::{Answer, Fault},
    guard::{Can, Visit},
    meetings::seal::Act,
    reader::Reader,
    store::{Result, record},
    web,
};
use axum::extract::{Path, State};
use chrono::NaiveDate;
use domain::{
    banks::{GOODS, Measure},
    coops::crops::crop,
    training::{FarmResult, ResultRefusal, Survival, What, survival},
};
use ledger::Commodity;
use std::collections::BTreeMap;
use templates::{
    parts::Name,
    training::coaching::{Choice, trainee::ResultLine},
};
use uuid::Uuid;
use words::{Language, Words};

/// The animal of a fresh form: what most model farmers begin with.
pub const USUAL_ANIMAL: &str = "CHICKEN";

/// What results are of, in both languages; nothing for income.
pub fn commodity_name(code: &str) -> Name {
    if let Some(animal) = GOODS.iter().find(|good| good.code() == code && good.class().measure() == Measure::Head) {
        let key = format!("good-{}", animal.class().code());
        return Name::new(Words::new(Language::Khmer).say(&key), Words::new(Language::English).say(&key));
    }
    crop(code).map_or(Name::default(), |crop| Name::new(&crop.name_km, &crop.name_latin))
}

/// The animals that a form offers.
pub fn animals(words: Words) -> Vec<Choice> {
    let animals = GOODS.iter().filter(|good| good.class().measure() == Measure::Head);
    animals.map(|good| (good.code().to_owned(), commodity_name(good.code()).show(words).to_owned())).collect()
}

/// Results that stand, with what they say, the oldest first.
pub(super) fn standing(rows: &[ResultRow]) -> Result<Vec<(&ResultRow, FarmResult)>> {
    rows.iter().filter(|row| row.stands()).map(|row| row.read().map(|said| (row, said))).collect()
}

/// What became of each kind of animal, by its name.
pub(super) fn flocks(all: &[(&ResultRow, FarmResult)]) -> Vec<(Name, Survival)> {
    let mut of: BTreeMap<&str, Vec<&FarmResult>> = BTreeMap::new();
    let animal =
        |said: &&FarmResult| GOODS.iter().any(|good| good.code() == said.commodity() && good.class().measure() == Measure::Head);
    for said in all.iter().map(|(_, said)| said).filter(animal) {
        of.entry(said.commodity()).or_default().push(said);
    }
    of.into_iter().map(|(code, said)| (commodity_name(code), survival(said))).collect()
}

/// The first income of a month that was told, and the last.
pub(super) fn income(all: &[(&ResultRow, FarmResult)]) -> Option<((NaiveDate, i64), (NaiveDate, i64))> {
    let mut told = all.iter().filter(|(_, said)| said.what() == What::IncomeMonth).map(|(_, said)| (said.day(), said.quantity()));
    let first = told.next()?;
    Some((first, told.next_back().unwrap_or(first)))
}

pub(super) fn line(words: Words, row: &ResultRow, said: &FarmResult, may_undo: bool) -> ResultLine {
    let crop = crop(said.commodity()).is_some();
    let quantity = match said.what() {
        What::IncomeMonth => super::riel().text(words, said.quantity()),
        _ if crop => words.amount(said.quantity(), 3, ""),
        _ => words.number(said.quantity()),
    };
    ResultLine {
        id: row.id.to_string(),
        day: said.day(),
        what: said.what().code(),
        of: commodity_name(said.commodity()),
        quantity,
        riel: said.riel(),
        seen: said.seen(),
        may_undo,
    }
}

/// The figures of a visit's form: each field that is filled in is a result.
pub(super) fn read(reader: &mut Reader, pairs: &[(String, String)], day: Option<NaiveDate>, today: NaiveDate) -> Vec<FarmResult> {
    let animal = text(pairs, "animal");
    let riel = reader.amount("riel", text(pairs, "riel"), Commodity::KHR);
    let income = reader.amount("income", text(pairs, "income"), Commodity::KHR);
    let heads = [What::Started, What::Alive, What::Hatched, What::Died, What::Eaten, What::Sold];
    let mut all = Vec::new();
    let mut sold = false;
    for what in heads {
        let Some(count) = reader.count(what.code(), text(pairs, what.code())) else { continue };
        // That none died, hatched, was eaten or sold since the last visit is nothing to keep.
        if count == 0 && what != What::Alive {
            continue;
        }
        sold |= what == What::Sold;
        all.push((what, animal, count, riel.filter(|_| what == What::Sold)));
    }
    if riel.is_some_and(|riel| riel != 0) && !sold && words::read_count(text(pairs, "sold")).is_ok() {
        reader.refuse("sold", "coaching-sold-missing");
    }
    all.extend(income.map(|income| (What::IncomeMonth, "", income, None)));
    let Some(day) = day else { return vec![] };
    let mut read = Vec::new();
    for (what, commodity, quantity, riel) in all {
        // Flocks are counted by the visitor; what was eaten, sold and earned is told to her.
        let seen = matches!(what, What::Started | What::Alive | What::Hatched);
        match FarmResult::try_new(day, (what, commodity), quantity, riel, seen, today) {
            Ok(result) => read.push(result),
            Err(why) => why.into_iter().for_each(|why| refuse(reader, what, why)),
        }
    }
    read
}

fn refuse(reader: &mut Reader, what: What, why: ResultRefusal) {
    let field = if what == What::IncomeMonth { "income" } else { what.code() };
    match why {
        ResultRefusal::Day => reader.refuse("day", "day-to-come"),
        ResultRefusal::Quantity => reader.refuse(field, "coaching-refuse-quantity"),
        ResultRefusal::Commodity => reader.refuse("animal", "refuse-choice"),
        ResultRefusal::Riel => reader.refuse("riel", "coaching-refuse-riel"),
    }
}

/// `POST /training/coachings/{coaching}/results/{result}/undo`
pub async fn undo(State(app): State<App>, visit: Visit, Path((id, result)): Path<(String, String)>) -> Answer {
    let mut tx = app.db().write().await?;
    let row = coaching(&mut tx, &visit, &id, Can::KeepTraining).await?;
    let result: Uuid = result.parse().map_err(|_| Fault::NotFound)?;
    let found = visits::result(&mut tx, result).await?.ok_or(Fault::NotFound)?;
    if found.person != row.coaching.trainee || found.organisation_id != row.organisation {
        return Err(Fault::NotFound);
    }
    let by = Act::now(&app, visit.user.id);
    // Taken back twice, it is taken back once.
    if visits::undo_result(&mut tx, result, Stamp { by: by.by, at: by.at }).await? > 0 {
        record(&mut tx, None, Some(by.by), "farm-result-taken-back", &result.to_string(), by.at).await?;
        tx.commit().await?;
    }
    Ok(web::see_other(&format!("/training/coachings/{}?done=farm-result-taken-back", row.coaching.id)))
}
