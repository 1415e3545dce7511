//! The form that draws a sample: how many, from what, and the draw itself, which anybody can do again.
use super::{
    Pairs,
    store::{self, SampleRow},
    to, used,
};
use crate::{
    app::App,
    awards::{
        voucher_forms::get,
        vouchers::{Ground, commodity, ground},
        words_of,
    },
    error::{Answer, Fault},
    guard::InAward,
    reader::Reader,
    secrets::hex,
    store::{head, lock, record},
    web,
};
use axum::{
    Form,
    extract::{Query, State},
};
use domain::{
    grants::audits::{Plan, PlanRefusal, Population, Size, Stratum},
    samples::SampleRefusal,
};
use ledger::Commodity;
use serde::Deserialize;
use sha2::{Digest, Sha256};
use templates::{
    awards::audit::samples::{SampleForm, SampleFormPage, sample_form},
    parts::Problem,
};
use uuid::Uuid;

/// The most letters of a seed: what the table takes.
const SEED_MOST: usize = 64;

/// `?kind=monetary-unit`
#[derive(Debug, Default, Deserialize)]
pub struct NewQuery {
    #[serde(default)]
    kind: String,
}

/// `GET /awards/{award}/audit/samples/new?kind=`
pub async fn new(State(app): State<App>, visit: InAward, Query(query): Query<NewQuery>) -> Answer {
    let mut tx = app.db().read().await?;
    let ground = ground(&mut tx, &visit.award, visit.words()).await?;
    let money = query.kind == "monetary-unit";
    let form = SampleForm {
        key: Uuid::now_v7().to_string(),
        kind: if money { "monetary-unit" } else { "attribute" }.into(),
        stratum: "all".into(),
        tolerable: if money { String::new() } else { visit.words().number(5) },
        expected: if money { visit.words().number(0) } else { String::new() },
        confidence: visit.words().number(95),
        seed: seed(),
    };
    Ok(web::html(sample_form(&form_page(&visit, &ground, form, None, vec![]))))
}

/// A seed that nobody chose.
fn seed() -> String {
    hex(&Sha256::digest(Uuid::now_v7().as_bytes())[..8])
}

fn form_page(
    visit: &InAward,
    ground: &Ground,
    form: SampleForm,
    size: Option<(Size, &Population)>,
    problems: Vec<Problem>,
) -> SampleFormPage {
    let words = ground.words;
    let counted = |stratum: Stratum| {
        let population = Population::of(&ground.state, stratum);
        let (count, total) = (words.number(population.items.len() as i64), ground.own(population.total().unwrap_or(0)));
        words.with("sample-counted", &[("count", count.into()), ("total", total.into())])
    };
    let own = ground.award.terms.currency.as_str();
    SampleFormPage {
        around: visit.visit.around(),
        award: words_of::head(&visit.award, &ground.award.terms),
        strata: Stratum::ALL.map(|stratum| (stratum.code(), counted(stratum))),
        sign: words.unit(commodity(own).decimals(), own).into_owned(),
        reckoned: size.map(|(size, population)| reckoned(ground, size, population)).unwrap_or_default(),
        form,
        problems,
    }
}

/// How many are drawn, in words.
fn reckoned(ground: &Ground, size: Size, population: &Population) -> String {
    let words = ground.words;
    let n = words.number(i64::try_from(size.n).unwrap_or(i64::MAX)).into();
    match size.interval {
        None => words.with("sample-size-attribute", &[("n", n), ("count", words.number(population.items.len() as i64).into())]),
        Some(interval) => words.with("sample-size-money", &[("n", n), ("interval", ground.own(interval).into())]),
    }
}

/// `POST /awards/{award}/audit/samples/new`
pub async fn take(State(app): State<App>, visit: InAward, Form(pairs): Form<Pairs>) -> Answer {
    let form = typed(&pairs);
    let key: Uuid = form.key.parse().map_err(|_| Fault::Unreadable)?;
    let mut tx = app.db().write().await?;
    lock(&mut tx, visit.award.book).await?;
    let ground = ground(&mut tx, &visit.award, visit.words()).await?;
    let own = commodity(&ground.award.terms.currency);
    let samples = store::samples(&mut tx, visit.award.book).await?;
    let read = read(&form, &ground, own);
    let (plan, seed, population) = match read {
        Err(problems) => return Ok(web::unprocessable(sample_form(&form_page(&visit, &ground, form, None, problems)))),
        Ok(read) => read,
    };
    let size = plan.size(&population);
    if let (Ok(size), "1") = (size, get(&pairs, "reckon").as_str()) {
        return Ok(web::html(sample_form(&form_page(&visit, &ground, form, Some((size, &population)), vec![]))));
    }
    let aim = serde_json::to_string(&plan).expect("a plan is plain values");
    if let Some(earlier) = samples.iter().find(|earlier| earlier.id == key) {
        if earlier.aim == aim && earlier.seed == seed {
            return Ok(to(&visit, &format!("samples/{}", earlier.no), "sample-drawn"));
        }
        let form = SampleForm { key: Uuid::now_v7().to_string(), ..form };
        let problems = vec![used(visit.words())];
        return Ok(web::unprocessable(sample_form(&form_page(&visit, &ground, form, None, problems))));
    }
    let drawn = match plan.draw(&population, &seed) {
        Err(refusal) => {
            let problems = vec![problem(&ground, refusal)];
            return Ok(web::unprocessable(sample_form(&form_page(&visit, &ground, form, None, problems))));
        }
        Ok(drawn) => drawn,
    };
    let row = SampleRow {
        no: samples.last().map_or(1, |last| last.no + 1),
        id: key,
        kind: plan.code().into(),
        aim,
        through_entry: head(&mut tx, visit.award.book).await?.last.map_or(0, |(no, _)| no.0),
        population: population.digest().to_vec(),
        items: population.items.len() as i64,
        total: population.total().map_err(|_| Fault::Unreadable)?,
        seed,
        drawn_at: app.now(),
        drawn_by: visit.visit.user.id,
    };
    store::add_sample(&mut tx, visit.award.book, &row, &drawn).await?;
    let subject = format!("{} {}", visit.award.code, row.no);
    record(&mut tx, Some(visit.award.book), Some(row.drawn_by), "sample-drawn", &subject, app.now()).await?;
    tx.commit().await?;
    Ok(to(&visit, &format!("samples/{}", row.no), "sample-drawn"))
}

fn typed(pairs: &Pairs) -> SampleForm {
    SampleForm {
        key: get(pairs, "key"),
        kind: get(pairs, "kind"),
        stratum: get(pairs, "stratum"),
        tolerable: get(pairs, "tolerable"),
        expected: get(pairs, "expected"),
        confidence: get(pairs, "confidence"),
        seed: get(pairs, "seed"),
    }
}

/// Reads the form, and refuses what no sample can meet at its field.
fn read(form: &SampleForm, ground: &Ground, own: Commodity) -> Result<(Plan, String, Population), Vec<Problem>> {
    let mut reader = Reader::new(ground.words);
    // A rate has two places, as dollars have.
    let rate =
        |reader: &mut Reader, field, text: &str| reader.some_amount(field, text.trim().trim_end_matches('%'), Commodity::USD);
    let stratum = reader.choice("stratum", Stratum::parse(&form.stratum));
    let confidence = rate(&mut reader, "confidence", &form.confidence);
    let mut seed = reader.text("seed", &form.seed, SEED_MOST);
    if seed.is_empty() {
        seed = self::seed();
    }
    let plan = if form.kind == "monetary-unit" {
        let tolerable = reader.some_amount("tolerable", &form.tolerable, own);
        let expected = reader.amount("expected", &form.expected, own).unwrap_or(0);
        (|| Some(Plan::MonetaryUnit { stratum: stratum?, tolerable: tolerable?, expected, confidence: confidence? }))()
    } else {
        let tolerable = rate(&mut reader, "tolerable", &form.tolerable);
        (|| Some(Plan::Attribute { stratum: stratum?, tolerable: tolerable?, confidence: confidence? }))()
    };
    let plan = reader.finish(plan)?;
    let population = Population::of(&ground.state, plan.stratum());
    match plan.size(&population) {
        Err(refusal) => Err(vec![problem(ground, refusal)]),
        Ok(_) => Ok((plan, seed, population)),
    }
}

fn problem(ground: &Ground, refusal: PlanRefusal) -> Problem {
    let (field, key) = match refusal {
        PlanRefusal::Tolerable => ("tolerable", "sample-refuse-rate"),
        PlanRefusal::Confidence => ("confidence", "sample-refuse-rate"),
        PlanRefusal::Sample(SampleRefusal::EmptyPopulation) => ("stratum", "sample-refuse-empty"),
        PlanRefusal::Sample(SampleRefusal::NothingTolerable) => ("tolerable", "sample-refuse-nothing-tolerable"),
        PlanRefusal::Sample(SampleRefusal::ExpectedTooHigh) => ("expected", "sample-refuse-expected-too-high"),
        PlanRefusal::Sample(SampleRefusal::ExpectedNegative) => ("expected", "sample-refuse-expected-negative"),
        PlanRefusal::Sample(SampleRefusal::NegativeItem(_) | SampleRefusal::TooLarge) => ("stratum", "sample-refuse-sums"),
    };
    Problem { field: field.into(), message: ground.words.say(key).into_owned() }
}
