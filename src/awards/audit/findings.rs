//! Findings: the list, a new one, and the life of one from the answer to its end.
use super::{
    Pairs, Papers, TEXT_MOST, said, side,
    store::{self, EventRow, FindingRow},
    to, used,
};
use crate::{
    app::App,
    awards::{voucher_forms::get, vouchers::commodity, words_of},
    error::{Answer, Fault},
    guard::{Can, InAward},
    reader::Reader,
    store::{lock, record},
    web,
};
use axum::{
    Form,
    extract::{Path, Query, State},
};
use domain::grants::{
    Grant, Who,
    audits::{FindingRefusal, Saying, Severity, Side, Status, may_say},
    exceptions::Rule,
};
use serde::Deserialize;
use templates::{
    awards::audit::{
        RULE, SAID,
        findings::{
            FindingForm, FindingFormPage, FindingLine, FindingPage, FindingsPage, SayForm, SayWay, Told, finding, finding_form,
            findings,
        },
    },
    parts::{Listing, Problem},
};
use uuid::Uuid;

/// How many findings a page of the list shows.
const ROWS: usize = 50;

/// `?status=open&page=2`
#[derive(Debug, Default, Deserialize)]
pub struct ListQuery {
    #[serde(default)]
    status: String,
    page: Option<u32>,
}

/// `GET /awards/{award}/audit/findings?status=`
pub async fn list(State(app): State<App>, visit: InAward, Query(query): Query<ListQuery>) -> Answer {
    let mut tx = app.db().read().await?;
    let papers = Papers::load(&mut tx, &visit).await?;
    let all = papers.findings.iter().rev().map(|row| line(&papers, row)).collect::<Result<Vec<FindingLine>, Fault>>()?;
    let count = |status: &str| all.iter().filter(|row| status == "all" || row.status == status).count() as i64;
    let counts: Vec<(&'static str, i64)> =
        ["all"].into_iter().chain(Status::ALL.map(Status::code)).map(|at| (at, count(at))).collect();
    let here = counts.iter().map(|(at, _)| *at).find(|at| *at == query.status).unwrap_or("all");
    let rows: Vec<FindingLine> = all.into_iter().filter(|row| here == "all" || row.status == here).collect();
    let pages = rows.len().div_ceil(ROWS).max(1) as u32;
    let page = query.page.unwrap_or(1).clamp(1, pages);
    let award = words_of::head(&visit.award, &papers.ground.award.terms);
    let listing = Listing {
        path: award.href("audit/findings"),
        keep: vec![("status".into(), here.into())],
        page,
        pages,
        rows: rows.len() as u64,
        ..Listing::default()
    };
    let rows = rows.into_iter().skip((page as usize - 1) * ROWS).take(ROWS).collect();
    let (around, may_audit) = (visit.visit.around(), visit.may(Can::Audit));
    Ok(web::html(findings(&FindingsPage { around, award, here, counts, rows, listing, may_audit })))
}

fn line(papers: &Papers, row: &FindingRow) -> Result<FindingLine, Fault> {
    Ok(FindingLine {
        no: row.no,
        text: said(papers.ground.words, &row.text),
        about: about(papers, row),
        severity: row.severity().code(),
        status: papers.status(row.no)?.code(),
        amount: row.amount,
        found: papers.ground.words.instant(row.found_at),
    })
}

/// What a finding is about: the voucher, or the grant; of one under a code not which.
fn about(papers: &Papers, row: &FindingRow) -> String {
    let words = papers.ground.words;
    if let Some(voucher) = row.voucher_no {
        return words.with("voucher-number", &[("number", words.ordinal(voucher).into())]);
    }
    match row.grant_no {
        Some(no) if papers.ground.state.grants.get(&no).is_some_and(Grant::is_coded) => words.say("voucher-coded").into_owned(),
        Some(no) => words.with("grant-no", &[("number", words.ordinal(no).into())]),
        None => String::new(),
    }
}

// --- a new one

/// `?rule=round&grant=3&voucher=12&sample=1`
#[derive(Debug, Default, Deserialize)]
pub struct NewQuery {
    #[serde(default)]
    rule: String,
    #[serde(default)]
    grant: String,
    #[serde(default)]
    voucher: String,
    #[serde(default)]
    sample: String,
}

/// `GET /awards/{award}/audit/findings/new?rule=&grant=&voucher=&sample=`
pub async fn new(State(app): State<App>, visit: InAward, Query(query): Query<NewQuery>) -> Answer {
    let mut tx = app.db().read().await?;
    let papers = Papers::load(&mut tx, &visit).await?;
    let words = visit.words();
    let number = |text: &str| text.parse::<i64>().map(|number| words.ordinal(number)).unwrap_or_default();
    let (sample, voucher) = (query.sample.parse().ok(), query.voucher.parse().ok());
    // What was found wrong of a voucher of a sample is where the finding begins.
    let test = sample.zip(voucher).and_then(|(sample, voucher)| papers.test_of(sample, voucher));
    let wrong = test.and_then(|test| {
        let item = papers.items_of(test.sample_no).find(|item| item.voucher_no == test.voucher_no)?;
        (item.amount != test.audited).then(|| item.amount.saturating_sub(test.audited).saturating_abs())
    });
    let own = commodity(&papers.ground.award.terms.currency);
    let form = FindingForm {
        key: Uuid::now_v7().to_string(),
        rule: query.rule,
        grant: number(&query.grant),
        voucher: number(&query.voucher),
        sample: number(&query.sample),
        severity: "medium".into(),
        amount: wrong.map(|amount| words.quantity(amount, own.decimals())).unwrap_or_default(),
        text: test.map(|test| test.note.clone()).unwrap_or_default(),
    };
    Ok(web::html(finding_form(&form_page(&papers, &visit, form, vec![]))))
}

fn form_page(papers: &Papers, visit: &InAward, form: FindingForm, problems: Vec<Problem>) -> FindingFormPage {
    let words = papers.ground.words;
    let own = papers.ground.award.terms.currency.as_str();
    let read = |text: &str| words::read_count(text).ok().flatten();
    FindingFormPage {
        around: visit.visit.around(),
        award: words_of::head(&visit.award, &papers.ground.award.terms),
        rules: Rule::ALL.iter().map(|rule| rule.code()).collect(),
        silent: papers.is_silent(read(&form.grant), read(&form.voucher)),
        sign: words.unit(commodity(own).decimals(), own).into_owned(),
        form,
        problems,
    }
}

/// `POST /awards/{award}/audit/findings/new`
pub async fn add(State(app): State<App>, visit: InAward, Form(pairs): Form<Pairs>) -> Answer {
    let form = FindingForm {
        key: get(&pairs, "key"),
        rule: get(&pairs, "rule"),
        grant: get(&pairs, "grant"),
        voucher: get(&pairs, "voucher"),
        sample: get(&pairs, "sample"),
        severity: get(&pairs, "severity"),
        amount: get(&pairs, "amount"),
        text: get(&pairs, "text"),
    };
    let key: Uuid = form.key.parse().map_err(|_| Fault::Unreadable)?;
    let mut tx = app.db().write().await?;
    lock(&mut tx, visit.award.book).await?;
    let papers = Papers::load(&mut tx, &visit).await?;
    let mut row = match read(&papers, &form) {
        Err(problems) => return Ok(web::unprocessable(finding_form(&form_page(&papers, &visit, form, problems)))),
        Ok(row) => row,
    };
    (row.id, row.found_at, row.found_by) = (key, app.now(), visit.visit.user.id);
    if let Some(earlier) = papers.findings.iter().find(|earlier| earlier.id == key) {
        let told =
            |row: &FindingRow| (row.rule.clone(), row.grant_no, row.voucher_no, row.severity.clone(), row.amount, row.text.clone());
        if told(earlier) == told(&row) {
            return Ok(to(&visit, &format!("findings/{}", earlier.no), "finding-written"));
        }
        let form = FindingForm { key: Uuid::now_v7().to_string(), ..form };
        return Ok(web::unprocessable(finding_form(&form_page(&papers, &visit, form, vec![used(visit.words())]))));
    }
    store::add_finding(&mut tx, visit.award.book, &row).await?;
    let subject = format!("{} {}", visit.award.code, row.no);
    record(&mut tx, Some(visit.award.book), Some(row.found_by), "finding-written", &subject, app.now()).await?;
    tx.commit().await?;
    Ok(to(&visit, &format!("findings/{}", row.no), "finding-written"))
}

/// Reads the form: of what nothing is told freely the rule alone is written.
fn read(papers: &Papers, form: &FindingForm) -> Result<FindingRow, Vec<Problem>> {
    let (state, mut reader) = (&papers.ground.state, Reader::new(papers.ground.words));
    let own = commodity(&papers.ground.award.terms.currency);
    let grant = reader.count("grant", &form.grant);
    let voucher = reader.count("voucher", &form.voucher);
    let sample = reader.count("sample", &form.sample).filter(|no| papers.samples.iter().any(|sample| sample.no == *no));
    if grant.is_some_and(|no| !state.grants.contains_key(&no)) {
        reader.refuse("grant", "refuse-award-no-grant");
    }
    let found = voucher.and_then(|no| state.vouchers.get(&no));
    if voucher.is_some() && found.is_none() {
        reader.refuse("voucher", "refuse-award-no-voucher");
    }
    let of = found.and_then(domain::grants::Voucher::grant);
    if grant.is_some() && found.is_some() && of != grant {
        reader.refuse("voucher", "finding-refuse-other-grant");
    }
    let rule = Rule::ALL.into_iter().find(|rule| rule.code() == form.rule);
    if rule.is_none() && !form.rule.is_empty() {
        reader.refuse("rule", "refuse-choice");
    }
    let severity = reader.choice("severity", Severity::parse(&form.severity));
    let amount = reader.amount("amount", &form.amount, own).unwrap_or(0);
    if amount < 0 {
        reader.refuse("amount", "refuse-amount-missing");
    }
    let text = reader.text("text", &form.text, TEXT_MOST);
    let silent = papers.is_silent(grant, voucher);
    if silent && !text.is_empty() {
        reader.refuse("text", "audit-refuse-words");
    }
    if rule.is_none() && silent {
        reader.refuse("rule", "finding-refuse-no-rule");
    } else if rule.is_none() && text.is_empty() {
        reader.refuse("text", "finding-refuse-nothing");
    }
    let text = if text.is_empty() { format!("{RULE}{}", form.rule) } else { text };
    // Which grant under a code a voucher pays is not written beside it.
    let grant = grant.filter(|_| voucher.is_none() || !silent);
    let row = severity.map(|severity| FindingRow {
        no: papers.findings.last().map_or(1, |last| last.no + 1),
        id: Uuid::nil(),
        rule: form.rule.clone(),
        grant_no: grant,
        voucher_no: voucher,
        sample_no: sample,
        severity: severity.code().into(),
        amount,
        text,
        found_at: chrono::DateTime::UNIX_EPOCH,
        found_by: Uuid::nil(),
    });
    reader.finish(row)
}

// --- one of them

/// `GET /awards/{award}/audit/findings/{no}`
pub async fn show(State(app): State<App>, visit: InAward, Path((_, no)): Path<(String, i64)>) -> Answer {
    let mut tx = app.db().read().await?;
    let papers = Papers::load(&mut tx, &visit).await?;
    Ok(web::html(finding(&page(&papers, &visit, no, SayForm::default(), vec![])?)))
}

fn page(papers: &Papers, visit: &InAward, no: i64, form: SayForm, problems: Vec<Problem>) -> Result<FindingPage, Fault> {
    let words = papers.ground.words;
    let row = papers.findings.iter().find(|row| row.no == no).ok_or(Fault::NotFound)?;
    let silent = papers.is_silent(row.grant_no, row.voucher_no);
    let (said_before, me) = (papers.said_of(no)?, Who::User(visit.visit.user.id));
    // Once she looked again, the next thing is to close it.
    let mut order = Saying::ALL;
    if papers.status(no)? == Status::FollowedUp {
        order.swap(1, 2);
    }
    let ways: Vec<SayWay> = order
        .into_iter()
        .filter(|saying| may_say(*saying, side(visit), &me, &said_before).is_ok())
        .map(|saying| SayWay { what: saying.code(), list: if silent { saying.list() } else { &[] } })
        .collect();
    let event = |event: &EventRow| Told {
        kind: word_of(event),
        text: said(words, &event.text),
        who: papers.user(event.said_by),
        at: words.instant(event.said_at),
    };
    let open = row.grant_no.filter(|_| !silent);
    let award = words_of::head(&visit.award, &papers.ground.award.terms);
    Ok(FindingPage {
        around: visit.visit.around(),
        no,
        text: said(words, &row.text),
        why: if row.rule.is_empty() { String::new() } else { words.say(&format!("exception-{}-why", row.rule)).into_owned() },
        severity: row.severity().code(),
        status: papers.status(no)?.code(),
        amount: row.amount,
        about: about(papers, row),
        voucher: row.voucher_no.map(|no| award.href(&format!("vouchers/{no}"))),
        grant: open.map(|no| award.href(&format!("grants/{no}"))),
        sample: row.sample_no.map(|no| (no, award.href(&format!("audit/samples/{no}")))),
        found: words.instant(row.found_at),
        by: papers.user(row.found_by),
        events: papers.events_of(no).map(event).collect(),
        ways,
        waits: side(visit) == Side::Auditor && matches!(papers.status(no)?, Status::Open | Status::Reopened),
        award,
        form,
        problems,
    })
}

fn word_of(event: &EventRow) -> &'static str {
    Saying::parse(&event.kind).map_or("follow-up", Saying::code)
}

/// `POST /awards/{award}/audit/findings/{no}/{what}`
pub async fn say(
    State(app): State<App>,
    visit: InAward,
    Path((_, no, what)): Path<(String, i64, String)>,
    Form(pairs): Form<Pairs>,
) -> Answer {
    let saying = Saying::parse(&what).ok_or(Fault::NotFound)?;
    let form = SayForm { what: saying.code(), text: get(&pairs, "text"), word: get(&pairs, "word") };
    let mut tx = app.db().write().await?;
    lock(&mut tx, visit.award.book).await?;
    let papers = Papers::load(&mut tx, &visit).await?;
    let row = papers.findings.iter().find(|row| row.no == no).ok_or(Fault::NotFound)?;
    let (by, done) = (visit.visit.user.id, || Ok(to(&visit, &format!("findings/{no}"), "finding-said")));
    let (said_before, me) = (papers.said_of(no)?, Who::User(by));
    let allowed = may_say(saying, side(&visit), &me, &said_before);
    if allowed == Err(FindingRefusal::NotHers) {
        return Err(Fault::NotFound);
    }
    let mut reader = Reader::new(visit.words());
    let text = read_saying(&mut reader, saying, papers.is_silent(row.grant_no, row.voucher_no), &form);
    let last = papers.events_of(no).last();
    // The same form sent twice is said once.
    if last.is_some_and(|last| last.kind == what && Some(&last.text) == text.as_ref() && last.said_by == by) {
        return done();
    }
    if let Err(refusal) = allowed {
        reader.refuse("", refused(refusal));
    }
    let text = match reader.finish(text) {
        Err(problems) => return Ok(web::unprocessable(finding(&page(&papers, &visit, no, form, problems)?))),
        Ok(text) => text,
    };
    let event =
        EventRow { finding_no: no, no: last.map_or(1, |last| last.no + 1), kind: what, text, said_at: app.now(), said_by: by };
    store::add_event(&mut tx, visit.award.book, &event).await?;
    let subject = format!("{} {no}.{} {}", visit.award.code, event.no, event.kind);
    record(&mut tx, Some(visit.award.book), Some(by), "finding-said", &subject, app.now()).await?;
    tx.commit().await?;
    done()
}

/// What is said: a word of the list where nothing is told freely, and words of her own otherwise.
fn read_saying(reader: &mut Reader, saying: Saying, silent: bool, form: &SayForm) -> Option<String> {
    let text = reader.text(&format!("{}-text", saying.code()), &form.text, TEXT_MOST);
    if silent {
        if !text.is_empty() {
            reader.refuse(&format!("{}-word", saying.code()), "audit-refuse-words");
            return None;
        }
        let listed = saying.list().iter().find(|word| **word == form.word);
        return reader.choice(&format!("{}-word", saying.code()), listed).map(|word| format!("{SAID}{word}"));
    }
    if text.is_empty() {
        reader.refuse(&format!("{}-text", saying.code()), "finding-refuse-nothing");
        return None;
    }
    Some(text)
}

fn refused(refusal: FindingRefusal) -> &'static str {
    match refusal {
        FindingRefusal::Closed => "finding-refuse-closed",
        FindingRefusal::NotClosed => "finding-refuse-not-closed",
        FindingRefusal::NotAnswered => "finding-refuse-not-answered",
        FindingRefusal::NotHers | FindingRefusal::AnsweredByHer => "finding-refuse-answered-by-her",
    }
}
