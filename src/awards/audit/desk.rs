//! The audit desk: what was drawn, tested, found and signed, and what is to be done next.
use super::{Papers, side, store};
use crate::{
    app::App,
    awards::words_of,
    error::{Answer, Fault},
    guard::{Can, InAward},
    web,
};
use axum::extract::State;
use domain::grants::{
    advances::{Advance, advances},
    audits::{Again, Severity, Side, Status},
    exceptions,
};
use templates::awards::{
    AwardHead,
    audit::{
        certificates::CertificateLine,
        desk::{DeskPage, Next, SampleLine, desk as draw},
    },
};

/// `GET /awards/{award}/audit`
pub async fn show(State(app): State<App>, visit: InAward) -> Answer {
    let mut tx = app.db().read().await?;
    let papers = Papers::load(&mut tx, &visit).await?;
    let certificates = store::certificates(&mut tx, visit.award.book).await?;
    let award = words_of::head(&visit.award, &papers.ground.award.terms);
    let held: Vec<_> = advances(&papers.ground.award, app.today()).iter().map(Advance::held).collect();
    let samples = papers.samples.iter().map(|row| sample(&papers, row)).collect::<Result<Vec<_>, Fault>>()?;
    let stands = papers
        .findings
        .iter()
        .map(|row| Ok((row.no, row.severity(), papers.status(row.no)?)))
        .collect::<Result<Vec<(i64, Severity, Status)>, Fault>>()?;
    let count = |severity, status| stands.iter().filter(|(_, of, at)| (*of, *at) == (severity, status)).count() as i64;
    let certified = |row: &store::CertificateRow| CertificateLine {
        no: row.no,
        period: (row.from_day, row.to_day),
        signed: visit.words().instant(row.signed_at),
        by: papers.user(row.signed_by),
    };
    let page = DeskPage {
        around: visit.visit.around(),
        exceptions: exceptions::run(&papers.ground.award, app.today(), &held).len() as i64,
        next: next(&visit, &award, &samples, &stands, certificates.is_empty()),
        samples,
        findings: Severity::ALL
            .map(|severity| (severity.code(), Status::ALL.map(|status| (status.code(), count(severity, status))))),
        certificates: certificates.iter().rev().map(certified).collect(),
        may_audit: visit.may(Can::Audit),
        award,
    };
    Ok(web::html(draw(&page)))
}

fn sample(papers: &Papers, row: &store::SampleRow) -> Result<SampleLine, Fault> {
    let plan = row.plan()?;
    let (verdict, tested, drawn) = papers.verdict(row)?;
    Ok(SampleLine {
        no: row.no,
        kind: plan.code(),
        stratum: plan.stratum().code(),
        drawn_at: papers.ground.words.instant(row.drawn_at),
        tested: tested as i64,
        drawn: drawn as i64,
        accepted: verdict.filter(|_| tested == drawn && drawn > 0).map(|verdict| verdict.accepted),
        same: papers.again(row)? == Again::Same,
    })
}

/// What the reader does next: an auditor tests and settles, who keeps the award answers.
fn next(
    visit: &InAward,
    award: &AwardHead,
    samples: &[SampleLine],
    stands: &[(i64, Severity, Status)],
    uncertified: bool,
) -> Vec<Next> {
    let words = visit.words();
    let counted = |key: &str, count: usize| words.with(key, &[("count", words.number(count as i64).into())]);
    let mut all = Vec::new();
    let mut add = |icon, text: String, below: String| all.push(Next { icon, text, href: award.href(&below) });
    let at =
        |wanted: &[Status]| stands.iter().filter(|(.., status)| wanted.contains(status)).map(|(no, ..)| *no).collect::<Vec<_>>();
    let open = at(&[Status::Open, Status::Reopened]);
    let list = |numbers: &[i64], status: &str| match numbers {
        [only] => format!("audit/findings/{only}"),
        _ => format!("audit/findings?status={status}"),
    };
    if side(visit) == Side::Keeper {
        if !open.is_empty() {
            add("message-square-warning", counted("audit-next-answer", open.len()), list(&open, "open"));
        }
        return all;
    }
    if samples.is_empty() {
        add("list-checks", words.say("audit-next-draw").into_owned(), "audit/samples/new".into());
    }
    for sample in samples.iter().filter(|sample| sample.tested < sample.drawn) {
        let (no, left) = (words.ordinal(sample.no), words.number(sample.drawn - sample.tested));
        let text = words.with("audit-next-test", &[("sample", no.into()), ("count", left.into())]);
        add("search", text, format!("audit/samples/{}", sample.no));
    }
    let answered = at(&[Status::Answered, Status::FollowedUp]);
    if !answered.is_empty() {
        add("gavel", counted("audit-next-settle", answered.len()), list(&answered, "answered"));
    }
    let tested = !samples.is_empty() && samples.iter().all(|sample| sample.tested == sample.drawn);
    if uncertified && tested && open.is_empty() && answered.is_empty() {
        add("stamp", words.say("audit-next-sign").into_owned(), "audit/certificates/new".into());
    }
    all
}
