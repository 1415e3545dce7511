//! Samples: the form that draws one, a sample with what it says of the whole, and the tests of its vouchers.
use super::{
    Pairs, Papers, TEXT_MOST, hex,
    store::{self, ItemRow, SampleRow, TestRow},
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
    guard::{Can, InAward},
    reader::Reader,
    store::{head, lock, record},
    web,
};
use axum::{
    Form,
    extract::{Path, Query, State},
};
use domain::{
    grants::audits::{Again, Plan, PlanRefusal, Population, Said, Size, Stratum, Verdict},
    samples::SampleRefusal,
};
use ledger::Commodity;
use serde::Deserialize;
use sha2::{Digest, Sha256};
use templates::{
    awards::audit::samples::{
        ItemLine, SampleForm, SampleFormPage, SamplePage, TestForm, TestLine, VerdictShown, sample as draw, sample_form,
    },
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

// --- a sample

/// `?voucher=12`: the one whose test is open.
#[derive(Debug, Default, Deserialize)]
pub struct ShowQuery {
    voucher: Option<i64>,
}

/// `GET /awards/{award}/audit/samples/{no}?voucher=`
pub async fn show(
    State(app): State<App>,
    visit: InAward,
    Path((_, no)): Path<(String, i64)>,
    Query(query): Query<ShowQuery>,
) -> Answer {
    let mut tx = app.db().read().await?;
    let papers = Papers::load(&mut tx, &visit).await?;
    let sample = papers.samples.iter().find(|sample| sample.no == no).ok_or(Fault::NotFound)?;
    let untested = || papers.items_of(no).find(|item| papers.test_of(no, item.voucher_no).is_none());
    let asked = query.voucher.and_then(|voucher| papers.items_of(no).find(|item| item.voucher_no == voucher));
    let form = asked.or_else(untested).filter(|_| visit.may(Can::Audit)).map(|item| blank(&papers, sample, item));
    Ok(web::html(draw(&page(&papers, &visit, sample, form, vec![])?)))
}

/// The test of a voucher, with what was found before, or as if it were right.
fn blank(papers: &Papers, sample: &SampleRow, item: &ItemRow) -> TestForm {
    let words = papers.ground.words;
    let test = papers.test_of(sample.no, item.voucher_no);
    let own = commodity(&papers.ground.award.terms.currency);
    TestForm {
        voucher: item.voucher_no,
        audited: words.quantity(test.map_or(item.amount, |test| test.audited), own.decimals()),
        kept: test.map(|test| if test.kept { "yes" } else { "no" }.to_owned()).unwrap_or_default(),
        note: test.map(|test| test.note.clone()).unwrap_or_default(),
        ..shown(papers, item)
    }
}

/// What stands above the test of a voucher.
fn shown(papers: &Papers, item: &ItemRow) -> TestForm {
    TestForm {
        what: what(papers, item.voucher_no),
        amount: item.amount,
        silent: papers.is_silent(None, Some(item.voucher_no)),
        ..TestForm::default()
    }
}

fn what(papers: &Papers, voucher: i64) -> String {
    let found = papers.ground.state.vouchers.get(&voucher);
    found.map(|voucher| papers.ground.what(&voucher.purpose)).unwrap_or_default()
}

fn page(
    papers: &Papers,
    visit: &InAward,
    sample: &SampleRow,
    form: Option<TestForm>,
    problems: Vec<Problem>,
) -> Result<SamplePage, Fault> {
    let (verdict, tested, drawn) = papers.verdict(sample)?;
    let item = |item: &ItemRow| ItemLine {
        voucher: item.voucher_no,
        what: what(papers, item.voucher_no),
        amount: item.amount,
        hits: item.hits,
        test: papers.test_of(sample.no, item.voucher_no).map(|test| TestLine {
            audited: test.audited,
            kept: test.kept,
            note: test.note.clone(),
            who: papers.user(test.tested_by),
            at: papers.ground.words.instant(test.tested_at),
        }),
    };
    let own = papers.ground.award.terms.currency.as_str();
    let plan = sample.plan()?;
    Ok(SamplePage {
        around: visit.visit.around(),
        award: words_of::head(&visit.award, &papers.ground.award.terms),
        no: sample.no,
        kind: plan.code(),
        facts: facts(papers, sample, &plan)?,
        proof: proof(papers, sample),
        again: match papers.again(sample)? {
            Again::Same => "same",
            Again::OtherPopulation => "other-population",
            Again::OtherItems => "other-items",
        },
        verdict: verdict.filter(|_| tested > 0).map(|verdict| told(papers, &plan, verdict)),
        done: tested == drawn,
        tested: tested as i64,
        drawn: drawn as i64,
        items: papers.items_of(sample.no).map(item).collect(),
        sign: papers.ground.words.unit(commodity(own).decimals(), own).into_owned(),
        form,
        may_audit: visit.may(Can::Audit),
        problems,
    })
}

/// A rate in hundredths of a percent, as people write it.
fn rate(words: words::Words, hundredths: i64) -> String {
    let figure = if hundredths % 100 == 0 { words.number(hundredths / 100) } else { words.quantity(hundredths, 2) };
    words.with("sample-rate", &[("rate", figure.into())])
}

fn facts(papers: &Papers, sample: &SampleRow, plan: &Plan) -> Result<Vec<(&'static str, String)>, Fault> {
    let (words, ground) = (papers.ground.words, &papers.ground);
    let population =
        words.with("sample-counted", &[("count", words.number(sample.items).into()), ("total", ground.own(sample.total).into())]);
    let mut all = vec![
        ("sample-stratum", words.say(&format!("sample-stratum-{}", plan.stratum().code())).into_owned()),
        ("sample-population", population),
    ];
    match *plan {
        Plan::Attribute { tolerable, .. } => all.push(("sample-tolerable-rate", rate(words, tolerable))),
        Plan::MonetaryUnit { tolerable, expected, .. } => {
            all.push(("sample-tolerable", ground.own(tolerable)));
            all.push(("sample-expected", ground.own(expected)));
        }
    }
    all.push(("sample-confidence", rate(words, plan.confidence())));
    if let Some(size) = Papers::size(sample)? {
        all.push(("sample-n", words.number(i64::try_from(size.n).unwrap_or(i64::MAX))));
        all.push(("sample-interval", size.interval.map(|interval| ground.own(interval)).unwrap_or_default()));
    }
    all.push(("sample-drawn-by", format!("{} · {}", papers.user(sample.drawn_by), words.instant(sample.drawn_at))));
    Ok(all)
}

/// What whoever draws it again needs.
fn proof(papers: &Papers, sample: &SampleRow) -> Vec<(&'static str, String)> {
    vec![
        ("sample-seed", sample.seed.clone()),
        ("sample-through", papers.ground.words.ordinal(sample.through_entry)),
        ("sample-digest", hex(&sample.population)),
    ]
}

fn told(papers: &Papers, plan: &Plan, verdict: Verdict) -> VerdictShown {
    let ground = &papers.ground;
    let lines = match (verdict.said, plan) {
        (Said::Error { projected, basic_precision, allowance, upper_limit }, Plan::MonetaryUnit { tolerable, .. }) => vec![
            ("sample-projected", ground.own(projected)),
            ("sample-basic-precision", ground.own(basic_precision)),
            ("sample-allowance", ground.own(allowance)),
            ("sample-upper-limit", ground.own(upper_limit)),
            ("sample-tolerable", ground.own(*tolerable)),
        ],
        (Said::Deviations(found), _) => vec![("sample-deviations", ground.words.number(found))],
        _ => vec![],
    };
    VerdictShown { accepted: verdict.accepted, lines }
}

/// `POST /awards/{award}/audit/samples/{no}/tests`
pub async fn test(State(app): State<App>, visit: InAward, Path((_, no)): Path<(String, i64)>, Form(pairs): Form<Pairs>) -> Answer {
    let mut tx = app.db().write().await?;
    lock(&mut tx, visit.award.book).await?;
    let papers = Papers::load(&mut tx, &visit).await?;
    let sample = papers.samples.iter().find(|sample| sample.no == no).ok_or(Fault::NotFound)?;
    let voucher: i64 = get(&pairs, "voucher").parse().map_err(|_| Fault::Unreadable)?;
    let item = papers.items_of(no).find(|item| item.voucher_no == voucher).ok_or(Fault::NotFound)?;
    let (audited, kept, note) = (get(&pairs, "audited"), get(&pairs, "kept"), get(&pairs, "note"));
    let form = TestForm { voucher, audited, kept, note, ..shown(&papers, item) };
    let mut reader = Reader::new(visit.words());
    let own = commodity(&papers.ground.award.terms.currency);
    let audited = reader.some_amount("audited", &form.audited, own);
    let kept = reader.choice("kept", ["yes", "no"].iter().position(|word| *word == form.kept).map(|at| at == 0));
    let note = reader.text("note", &form.note, TEXT_MOST);
    if form.silent && !note.is_empty() {
        reader.refuse("note", "audit-refuse-words");
    } else if !form.silent && note.is_empty() && kept == Some(false) {
        reader.refuse("note", "sample-refuse-note");
    }
    let (audited, kept) = match reader.finish(audited.zip(kept)) {
        Err(problems) => return Ok(web::unprocessable(draw(&page(&papers, &visit, sample, Some(form), problems)?))),
        Ok(read) => read,
    };
    let by = visit.visit.user.id;
    // The same form sent twice is one test.
    let same = |last: &TestRow| (last.audited, last.kept, &last.note, last.tested_by) == (audited, kept, &note, by);
    if !papers.test_of(no, voucher).is_some_and(same) {
        let last = papers.tests.iter().filter(|test| test.sample_no == no).map(|test| test.no).max();
        let row = TestRow {
            sample_no: no,
            no: last.unwrap_or(0) + 1,
            voucher_no: voucher,
            audited,
            kept,
            note,
            tested_at: app.now(),
            tested_by: by,
        };
        store::add_test(&mut tx, visit.award.book, &row).await?;
        let subject = format!("{} {no}.{}", visit.award.code, row.no);
        record(&mut tx, Some(visit.award.book), Some(by), "sample-tested", &subject, app.now()).await?;
        tx.commit().await?;
    }
    Ok(to(&visit, &format!("samples/{no}"), "sample-tested"))
}
