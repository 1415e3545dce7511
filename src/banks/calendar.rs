//! The routes of a bank's calendar and of the measures of its village. Both are only added to.
use super::{shown, store};
use crate::{
    app::App,
    error::{Answer, Fault},
    guard::{Can, InBank},
    meetings::seal::Act as By,
    reader::Reader,
    store::{Tx, lock, record},
    users, web,
};
use axum::{Form, extract::State};
use chrono::NaiveDate;
use domain::banks::Season;
use ledger::Commodity;
use std::cmp::Reverse;
use templates::{
    banks::calendar::{
        MEASURES, SeasonForm, SeasonLine, SeasonState, SeasonsPage, UnitForm, UnitLine, UnitsPage, WEIGHED,
        seasons as draw_seasons, units as draw_units,
    },
    parts::{Name, Problem},
};
use words::Words;

/// The most letters of a season's name.
const NAME_MOST: usize = 60;
/// The most that one measure weighs, grams: a tonne.
const GRAMS_MOST: i64 = 1_000_000;

/// `GET /banks/{bank}/seasons`
pub async fn seasons(State(app): State<App>, visit: InBank) -> Answer {
    let mut tx = app.db().read().await?;
    let page = seasons_page(&mut tx, &visit, app.today(), SeasonForm::default(), vec![]).await?;
    Ok(web::html(draw_seasons(&page)))
}

/// A season as lists show it.
pub(super) fn season_line(season: &Season, today: NaiveDate) -> SeasonLine {
    let (lend, harvest) = ((season.lend_from, season.lend_to), (season.harvest_from, season.harvest_to));
    SeasonLine {
        no: season.no,
        name: Name::new(&season.name_km, &season.name_latin),
        lend,
        harvest,
        state: SeasonState::on(today, lend, harvest),
    }
}

async fn seasons_page(
    tx: &mut Tx,
    visit: &InBank,
    today: NaiveDate,
    form: SeasonForm,
    problems: Vec<Problem>,
) -> Result<SeasonsPage, Fault> {
    let loaded = store::load(tx, &visit.bank, &visit.group).await?;
    let mut seasons: Vec<_> = loaded.seasons.iter().map(|season| season_line(season, today)).collect();
    seasons.sort_by_key(|line| Reverse(line.lend.0));
    Ok(SeasonsPage {
        around: visit.visit.around(),
        bank: shown::head(tx, &visit.group, &visit.bank, &loaded).await?,
        seasons,
        may_add: visit.may(Can::KeepConstitution),
        form,
        problems,
    })
}

/// `POST /banks/{bank}/seasons`
pub async fn add_season(State(app): State<App>, visit: InBank, Form(form): Form<SeasonForm>) -> Answer {
    let InBank { group, bank, .. } = &visit;
    let by = By::now(&app, visit.visit.user.id);
    let mut tx = app.db().write().await?;
    lock(&mut tx, group.book).await?;
    let known = store::load(&mut tx, bank, group).await?.seasons;
    let season = match read_season(&form, visit.words()) {
        Ok(season) => season,
        Err(problems) => {
            let page = seasons_page(&mut tx, &visit, by.today, form, problems).await?;
            return Ok(web::unprocessable(draw_seasons(&page)));
        }
    };
    // The same form sent twice: the season is there.
    if !known.iter().any(|there| Season { no: season.no, ..there.clone() } == season) {
        let no = store::add_season(&mut tx, bank, &season, by.by, by.at).await?;
        record(&mut tx, Some(group.book), Some(by.by), "bank-season-added", &format!("{} {no}", bank.code), by.at).await?;
        tx.commit().await?;
    }
    Ok(web::see_other(&format!("/banks/{}/seasons?done=bank-season-added", templates::parts::encode(&bank.code))))
}

fn read_season(form: &SeasonForm, words: Words) -> Result<Season, Vec<Problem>> {
    let mut reader = Reader::new(words);
    let name_km = reader.text("name_km", &form.name_km, NAME_MOST);
    let name_latin = reader.text("name_latin", &form.name_latin, NAME_MOST);
    if name_km.is_empty() && name_latin.is_empty() {
        reader.refuse("name_km", "bank-season-name-missing");
    }
    let lend = (reader.day("lend_from", &form.lend_from), reader.day("lend_to", &form.lend_to));
    let harvest = (reader.day("harvest_from", &form.harvest_from), reader.day("harvest_to", &form.harvest_to));
    let before = |one: Option<NaiveDate>, other: Option<NaiveDate>| matches!((one, other), (Some(one), Some(other)) if other < one);
    if before(lend.0, lend.1) {
        reader.refuse("lend_to", "bank-season-backwards");
    }
    if before(harvest.0, harvest.1) {
        reader.refuse("harvest_to", "bank-season-backwards");
    }
    if matches!((lend.0, harvest.1), (Some(lend), Some(harvest)) if harvest <= lend) {
        reader.refuse("harvest_to", "bank-season-harvest-early");
    }
    let days = lend.0.zip(lend.1).zip(harvest.0.zip(harvest.1));
    reader.finish(days.map(|((lend_from, lend_to), (harvest_from, harvest_to))| Season {
        no: 0,
        name_km,
        name_latin,
        lend_from,
        lend_to,
        harvest_from,
        harvest_to,
    }))
}

/// `GET /banks/{bank}/units`
pub async fn units(State(app): State<App>, visit: InBank) -> Answer {
    let mut tx = app.db().read().await?;
    let form = UnitForm { from: visit.words().date_short(app.today()), weighed: "scale".into(), ..UnitForm::default() };
    Ok(web::html(draw_units(&units_page(&mut tx, &visit, form, vec![]).await?)))
}

async fn units_page(tx: &mut Tx, visit: &InBank, form: UnitForm, problems: Vec<Problem>) -> Result<UnitsPage, Fault> {
    let loaded = store::load(tx, &visit.bank, &visit.group).await?;
    let names = users::store::names(tx).await?;
    let mut rows = store::units(tx, &visit.bank).await?;
    rows.sort_by_key(|row| (row.unit.clone(), row.from_day, row.no));
    let line = |at: usize, row: &store::UnitRow| {
        let next = rows.get(at + 1).filter(|next| next.unit == row.unit);
        UnitLine {
            unit: row.unit.clone(),
            grams: row.grams,
            from: row.from_day,
            until: next.map(|next| next.from_day.pred_opt().unwrap_or(next.from_day)),
            weighed: row.weighed.clone(),
            by: names.get(&row.recorded_by).cloned().unwrap_or_default(),
        }
    };
    let mut units: Vec<UnitLine> = rows.iter().enumerate().map(|(at, row)| line(at, row)).collect();
    units.sort_by_key(|line| (line.until.is_some(), line.unit.clone(), Reverse(line.from)));
    Ok(UnitsPage {
        around: visit.visit.around(),
        bank: shown::head(tx, &visit.group, &visit.bank, &loaded).await?,
        units,
        may_add: visit.may(Can::KeepConstitution),
        form,
        problems,
    })
}

/// `POST /banks/{bank}/units`
pub async fn add_unit(State(app): State<App>, visit: InBank, Form(form): Form<UnitForm>) -> Answer {
    let InBank { group, bank, .. } = &visit;
    let by = By::now(&app, visit.visit.user.id);
    let mut tx = app.db().write().await?;
    lock(&mut tx, group.book).await?;
    let (unit, grams, weighed, from) = match read_unit(&form, visit.words(), by.today) {
        Ok(read) => read,
        Err(problems) => return Ok(web::unprocessable(draw_units(&units_page(&mut tx, &visit, form, problems).await?))),
    };
    let same = |row: &store::UnitRow| row.unit == unit && row.grams == grams && row.from_day == from && row.weighed == weighed;
    if !store::units(&mut tx, bank).await?.iter().any(same) {
        store::add_unit(&mut tx, bank, (unit, grams, weighed), from, by.by, by.at).await?;
        record(&mut tx, Some(group.book), Some(by.by), "bank-unit-added", &format!("{} {unit}", bank.code), by.at).await?;
        tx.commit().await?;
    }
    Ok(web::see_other(&format!("/banks/{}/units?done=bank-unit-added", templates::parts::encode(&bank.code))))
}

/// A measure: its code, grams in one, how it was weighed, from which day.
type ReadUnit = (&'static str, i64, &'static str, NaiveDate);

fn read_unit(form: &UnitForm, words: Words, today: NaiveDate) -> Result<ReadUnit, Vec<Problem>> {
    let mut reader = Reader::new(words);
    let kilograms = Commodity::new("PADDY", 3).expect("its code is well formed");
    let unit = reader.choice("unit", MEASURES.into_iter().find(|code| *code == form.unit));
    let grams = reader.some_amount("kilograms", &form.kilograms, kilograms);
    if grams.is_some_and(|grams| !(1..=GRAMS_MOST).contains(&grams)) {
        reader.refuse("kilograms", "bank-unit-too-heavy");
    }
    let from = reader.past_day("from", &form.from, today);
    let weighed = reader.choice("weighed", WEIGHED.into_iter().find(|code| *code == form.weighed));
    reader.finish(unit.zip(grams).zip(weighed.zip(from)).map(|((unit, grams), (weighed, from))| (unit, grams, weighed, from)))
}
