//! The forms of a plot: what is said of it, and an inspection.
use super::{
    forms::{self, Said, Sent, Typed},
    ground::{self, Ground},
    producer_groups::grown,
};
use crate::{
    app::App,
    error::{Answer, Fault},
    guard::InCoop,
    meetings::seal::Act as By,
    reader::Reader,
    web,
};
use axum::{
    Form,
    extract::{Path, Query, State},
};
use chrono::NaiveDate;
use domain::coops::{
    Ask, Party, Refusal, TEXT_MOST, Why,
    acts::{Inspection, NonConformity, PlotNo},
    crops, organic,
};
use ledger::Commodity;
use serde::Deserialize;
use templates::{
    coops::{
        desk::Filled,
        kilograms_text,
        plot::{InspectPage, OUTCOMES, PlotFormPage, inspect as draw_inspect, plot_form as draw},
        plots::{FAULTS, hectares_text},
    },
    parts::Problem,
};
use words::Words;

/// Hectares to the square metre, to read an area as it is typed.
fn hectare() -> Commodity {
    Commodity::new("HA", 4).expect("a code of two letters and four places are a commodity's")
}

/// Whose plot a new one is.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct NewQuery {
    party: String,
}

/// `GET /coops/{coop}/plots/new`
pub async fn new(State(app): State<App>, visit: InCoop, Query(query): Query<NewQuery>) -> Answer {
    let mut tx = app.db().read().await?;
    let ground = Ground::load(&mut tx, &visit, app.today()).await?;
    let filled = Filled::default().with("day", visit.words().date_short(app.today())).with("party", query.party);
    Ok(web::html(draw(&page(&visit, ground, None, (forms::key(None, false), filled), vec![]))))
}

/// `GET /coops/{coop}/plots/{no}/edit`
pub async fn edit(State(app): State<App>, visit: InCoop, Path((_, no)): Path<(String, PlotNo)>) -> Answer {
    let words = visit.words();
    let mut tx = app.db().read().await?;
    let ground = Ground::load(&mut tx, &visit, app.today()).await?;
    let said = &ground.state.plots.get(&no).ok_or(Fault::NotFound)?.said;
    let filled = Filled::default()
        .with("day", words.date_short(app.today()))
        .with("party", said.party.to_string())
        .with("name", said.name.clone())
        .with("crop", said.crop.clone())
        .with("area", words.hectares(said.area))
        .with("forbidden_on", said.forbidden_on.map(|day| words.date_short(day)).unwrap_or_default());
    Ok(web::html(draw(&page(&visit, ground, Some(no), (forms::key(None, false), filled), vec![]))))
}

fn page(
    visit: &InCoop,
    ground: Ground,
    no: Option<PlotNo>,
    (key, filled): (String, Filled),
    problems: Vec<Problem>,
) -> PlotFormPage {
    let words = visit.words();
    let members = ground.members_on(ground.day).into_iter().map(|who| (who.party.to_string(), who.text(words)));
    let members = [(String::new(), words.say("coop-choose-to").into_owned())].into_iter().chain(members).collect();
    PlotFormPage { around: visit.visit.around(), no, members, crops: grown(words), key, filled, problems, coop: ground.head }
}

/// `POST /coops/{coop}/plots/new`
pub async fn add(state: State<App>, visit: InCoop, pairs: Form<Vec<(String, String)>>) -> Answer {
    note(state, visit, None, pairs).await
}

/// `POST /coops/{coop}/plots/{no}/edit`
pub async fn change(
    state: State<App>,
    visit: InCoop,
    Path((_, no)): Path<(String, PlotNo)>,
    pairs: Form<Vec<(String, String)>>,
) -> Answer {
    note(state, visit, Some(no), pairs).await
}

async fn note(State(app): State<App>, visit: InCoop, no: Option<PlotNo>, Form(pairs): Form<Vec<(String, String)>>) -> Answer {
    let words = visit.words();
    let (filled, typed) = (Filled::read(pairs.clone()), Typed::new(pairs));
    typed.key()?;
    let by = By::now(&app, visit.visit.user.id);
    let mut tx = app.db().write().await?;
    let ground = Ground::load(&mut tx, &visit, by.today).await?;
    if no.is_some_and(|no| !ground.state.plots.contains_key(&no)) {
        return Err(Fault::NotFound);
    }
    let said: Said = match read_plot(&typed, no, &ground, words) {
        Err(problems) => problems.into(),
        Ok((day, ask)) => {
            let place = |refusal: &Refusal| plot_place(&refusal.why).to_owned();
            match forms::send(&mut tx, &ground, &typed, (day, &ask), (words, by), place).await? {
                Sent::Written(_) | Sent::Asked(_) => {
                    tx.commit().await?;
                    let to = no.map_or("plots".to_owned(), |no| format!("plots/{no}"));
                    return Ok(web::see_other(&ground.head.href(&format!("{to}?done=coop-member-written"))));
                }
                Sent::Said(said) => said,
            }
        }
    };
    let key = forms::key(Some(&typed), said.used);
    Ok(web::unprocessable(draw(&page(&visit, ground, no, (key, filled), said.problems))))
}

fn read_plot(typed: &Typed, plot: Option<PlotNo>, ground: &Ground, words: Words) -> Result<(NaiveDate, Ask), Vec<Problem>> {
    let mut reader = Reader::new(words);
    let party: Option<Party> = reader.choice("party", typed.parse("party"));
    let name = reader.text("name", typed.get("name"), TEXT_MOST);
    let crop = crops::crop(typed.get("crop")).map(|crop| crop.code.clone());
    let crop = reader.choice("crop", crop);
    let area = reader.some_amount("area", typed.get("area"), hectare());
    let forbidden = typed.get("forbidden_on");
    let forbidden_on = if forbidden.is_empty() { None } else { reader.past_day("forbidden_on", forbidden, ground.day) };
    let day = forms::day(&mut reader, typed, ground.day);
    let said = party.zip(crop).zip(area);
    let ask = said.map(|((party, crop), area)| Ask::NotePlot { plot, party, name, area, crop, forbidden_on });
    reader.finish(day.zip(ask))
}

fn plot_place(why: &Why) -> &'static str {
    match why {
        Why::NotAMember => "party",
        Why::TextMissing | Why::TextLong => "name",
        Why::Amount => "area",
        Why::Crop(_) => "crop",
        _ => "day",
    }
}

/// `GET /coops/{coop}/plots/{no}/inspect`
pub async fn show(State(app): State<App>, visit: InCoop, Path((_, no)): Path<(String, PlotNo)>) -> Answer {
    let words = visit.words();
    let mut tx = app.db().read().await?;
    let ground = Ground::load(&mut tx, &visit, app.today()).await?;
    let filled = Filled::default().with("day", words.date_short(app.today()));
    Ok(web::html(draw_inspect(&inspect_page(&visit, &ground, no, (forms::key(None, false), filled), vec![])?)))
}

fn inspect_page(
    visit: &InCoop,
    ground: &Ground,
    no: PlotNo,
    (key, filled): (String, Filled),
    problems: Vec<Problem>,
) -> Result<InspectPage, Fault> {
    let words = visit.words();
    let plot = ground.state.plots.get(&no).ok_or(Fault::NotFound)?;
    let fact = |key: &str, value: String| (words.say(key).into_owned(), value);
    let mut facts = vec![
        fact("plot-farmer", ground.who(plot.said.party).text(words)),
        fact("coop-member-crop", ground::crop(&plot.said.crop).show(words).to_owned()),
        fact("coop-plot-area", hectares_text(words, plot.said.area)),
    ];
    if let Some((on, last)) = organic::last(plot, ground.day) {
        facts.push(fact("plot-last-inspected", words.date_short(on)));
        facts.push(fact("plot-last-estimate", kilograms_text(words, last.estimate)));
        facts.push(fact("plot-delivered-organic", kilograms_text(words, plot.delivered)));
    }
    let (around, name) = (visit.visit.around(), plot.said.name.clone());
    Ok(InspectPage { around, coop: ground.head.clone(), no, name, facts, key, filled, problems })
}

/// `POST /coops/{coop}/plots/{no}/inspect`
pub async fn inspect(
    State(app): State<App>,
    visit: InCoop,
    Path((_, no)): Path<(String, PlotNo)>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Answer {
    let words = visit.words();
    let (filled, typed) = (Filled::read(pairs.clone()), Typed::new(pairs));
    typed.key()?;
    let by = By::now(&app, visit.visit.user.id);
    let mut tx = app.db().write().await?;
    let ground = Ground::load(&mut tx, &visit, by.today).await?;
    let said: Said = match read_inspection(&typed, no, &ground, words) {
        Err(problems) => problems.into(),
        Ok((day, inspection)) => {
            let place = |refusal: &Refusal| inspection_place(refusal, &inspection);
            let ask = Ask::Inspect(inspection.clone());
            match forms::send(&mut tx, &ground, &typed, (day, &ask), (words, by), place).await? {
                Sent::Written(_) | Sent::Asked(_) => {
                    tx.commit().await?;
                    return Ok(web::see_other(&ground.head.href(&format!("plots/{no}?done=coop-member-written"))));
                }
                Sent::Said(said) => said,
            }
        }
    };
    let key = forms::key(Some(&typed), said.used);
    Ok(web::unprocessable(draw_inspect(&inspect_page(&visit, &ground, no, (key, filled), said.problems)?)))
}

fn read_inspection(typed: &Typed, plot: PlotNo, ground: &Ground, words: Words) -> Result<(NaiveDate, Inspection), Vec<Problem>> {
    let mut reader = Reader::new(words);
    let day = forms::day(&mut reader, typed, ground.day);
    let inspector = reader.text("inspector", typed.get("inspector"), TEXT_MOST);
    let faults = faults(&mut reader, typed);
    let score = reader.some_count("score", typed.get("score"));
    let outcome = OUTCOMES.into_iter().find(|outcome| outcome.code() == typed.get("outcome"));
    let outcome = reader.choice("outcome", outcome);
    let until = typed.get("until");
    let until = if until.is_empty() { None } else { reader.day("until", until) };
    // The harvest is typed in kilograms; grams are what the scale knows.
    let kilogram = crops::crop("PADDY").map(|crop| crop.commodity());
    let estimate = kilogram.and_then(|kilogram| reader.some_amount("estimate", typed.get("estimate"), kilogram));
    let read = score.zip(outcome).zip(estimate);
    let read = read.map(|((score, outcome), estimate)| Inspection { plot, inspector, score, faults, outcome, until, estimate });
    reader.finish(day.zip(read))
}

/// The rules that were ticked, each with the day by which it must be mended. A day beside a rule that is not ticked was
/// meant for it.
fn faults(reader: &mut Reader, typed: &Typed) -> Vec<NonConformity> {
    let mut all = Vec::new();
    for fault in FAULTS {
        let code = fault.code();
        let (ticked, field) = (typed.get(&format!("fault-{code}")) == "1", format!("until-{code}"));
        let text = typed.get(&field);
        if ticked || !text.is_empty() {
            let until = if text.is_empty() { None } else { reader.day(&field, text) };
            all.push(NonConformity { fault, until });
        }
    }
    all
}

fn inspection_place(refusal: &Refusal, inspection: &Inspection) -> String {
    let row = refusal.row.and_then(|row| inspection.faults.get(row));
    if let Some(fault) = row {
        return format!("until-{}", fault.fault.code());
    }
    match refusal.why {
        Why::TextMissing | Why::TextLong => "inspector",
        Why::Score => "score",
        Why::Until => "until",
        Why::Amount => "estimate",
        _ => "day",
    }
    .into()
}
