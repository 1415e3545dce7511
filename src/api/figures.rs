//! Indicators: which there are, and the figure of one. A figure is counted when it is asked for, by the functions that the
//! programme's pages use; nothing is counted a second way here.
use super::{answers::told, asked::Asked};
use crate::{
    app::App,
    error::{Answer, Fault},
    groups::store::{self as groups, Organisation},
    guard::ByToken,
    programme::{counting::shown, store},
};
use axum::extract::{Path, State};
use domain::programme::{Cell, Dimension, Measure};
use serde_json::{Value, json};
use words::{Language, Words};

/// `GET /api/v1/indicators`
pub async fn list(_: ByToken, asked: Asked) -> Answer {
    asked.only(&[])?;
    told(&json!({ "indicators": Measure::ALL.iter().map(|measure| defined(*measure)).collect::<Vec<_>>() }))
}

fn defined(measure: Measure) -> Value {
    json!({
        "measure": measure.code(),
        "name": said(&format!("indicator-{}", measure.code())),
        "definition": said(&format!("indicator-{}-what", measure.code())),
        "unit": measure.counting().code(),
        "handbook": measure.handbook(),
        "protected": measure.is_protected(),
        "dimensions": measure.dimensions().iter().map(|dimension| dimension.code()).collect::<Vec<_>>(),
    })
}

/// The same words in both languages.
fn said(key: &str) -> Value {
    json!({ "km": Words::new(Language::Khmer).say(key), "en": Words::new(Language::English).say(key) })
}

/// `GET /api/v1/indicators/{measure}?year=&from=&through=&organisation=`
pub async fn show(State(app): State<App>, by: ByToken, Path(measure): Path<String>, asked: Asked) -> Answer {
    let measure = Measure::parse(&measure).ok_or(Fault::NotFound)?;
    let asked = asked.only(&["year", "from", "through", "organisation"])?;
    let today = app.today();
    let days = asked.days(today)?;
    let mut tx = app.db().read().await?;
    let organisations = groups::organisations(&mut tx).await?;
    let whose = asked.whose(&by, &organisations)?;
    let records = store::records(&mut tx, measure, days.period.through).await?;
    let figure = shown(&records, measure, days.period, whose.map(|one| one.id), today);
    let dimensions = figure.by.iter().flat_map(|(dimension, cells)| cells.iter().map(move |cell| (*dimension, cell)));
    let cells: Vec<Value> =
        dimensions.map(|(dimension, (name, cell))| told_apart(dimension, &named(dimension, name, &organisations), *cell)).collect();
    told(&json!({
        "measure": measure.code(),
        "unit": measure.counting().code(),
        "organisation": whose.map(|one| &one.code),
        "year": days.year.map(|year| year.year()),
        // What protects few is told from the beginning, whatever day was asked for.
        "from": days.period.from.filter(|_| !measure.is_protected()).map(|day| day.to_string()),
        "through": days.period.through.to_string(),
        "counted_on": today.to_string(),
        "number": figure.total.shown(),
        "hidden": figure.total == Cell::Hidden,
        "cells": cells,
    }))
}

fn told_apart(dimension: Dimension, name: &str, cell: Cell) -> Value {
    json!({ "dimension": dimension.code(), "cell": name, "number": cell.shown(), "hidden": cell == Cell::Hidden })
}

/// The name of a cell outside of the program: organisations by their codes.
fn named(dimension: Dimension, cell: &str, organisations: &[Organisation]) -> String {
    let is_it = |one: &&Organisation| dimension == Dimension::Organisation && one.id.to_string() == cell;
    organisations.iter().find(is_it).map_or_else(|| cell.to_owned(), |one| one.code.clone())
}
