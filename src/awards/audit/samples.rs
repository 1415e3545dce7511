//! A sample with what it says of the whole, and the tests of its vouchers.
use super::{
    Pairs, Papers, TEXT_MOST,
    store::{self, ItemRow, SampleRow, TestRow},
    to,
};
use crate::{
    app::App,
    awards::{voucher_forms::get, vouchers::commodity, words_of},
    error::{Answer, Fault},
    guard::{Can, InAward},
    reader::Reader,
    secrets::hex,
    store::{lock, record},
    web,
};
use axum::{
    Form,
    extract::{Path, Query, State},
};
use domain::grants::audits::{Again, Plan, Said, Verdict};
use serde::Deserialize;
use templates::{
    awards::audit::samples::{ItemLine, SamplePage, TestForm, TestLine, VerdictShown, sample as draw},
    parts::Problem,
};

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
