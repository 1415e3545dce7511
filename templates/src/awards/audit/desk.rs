//! The audit desk: what is to be done next, the samples, the findings by how they stand, the certificates.
use super::certificates::{CertificateLine, certificates};
use crate::{
    awards::{AwardFrame, AwardHead},
    layout::icon,
    parts::{Around, Column, Row, Table, Tile, Tone, badge, card, doors, empty, more, table_card, tiles, with_query},
};
use maud::{Markup, html};
use words::Words;

/// Something the reader does next.
#[derive(Clone, Debug)]
pub struct Next {
    /// A symbol of the sprite.
    pub icon: &'static str,
    /// What, in words.
    pub text: String,
    /// Where.
    pub href: String,
}

/// A sample.
#[derive(Clone, Debug)]
pub struct SampleLine {
    /// Its number.
    pub no: i64,
    /// `attribute` or `monetary-unit`.
    pub kind: &'static str,
    /// Which vouchers it was drawn from, by its word.
    pub stratum: &'static str,
    /// When it was drawn.
    pub drawn_at: String,
    /// How many of it were tested.
    pub tested: i64,
    /// How many there are.
    pub drawn: i64,
    /// What it says, once all of it was tested.
    pub accepted: Option<bool>,
    /// Drawn again it comes out the same.
    pub same: bool,
}

/// Findings of a severity, by how they stand: the words of both, and how many.
pub type Stand = (&'static str, [(&'static str, i64); 5]);

/// The page.
#[derive(Clone, Debug)]
pub struct DeskPage {
    /// What surrounds the page.
    pub around: Around,
    /// Which award.
    pub award: AwardHead,
    /// How often a rule is broken.
    pub exceptions: i64,
    /// What the reader does next.
    pub next: Vec<Next>,
    /// The samples.
    pub samples: Vec<SampleLine>,
    /// The findings.
    pub findings: [Stand; 3],
    /// The certificates, the latest first.
    pub certificates: Vec<CertificateLine>,
    /// The reader is an auditor.
    pub may_audit: bool,
}

/// `GET /awards/{award}/audit`
pub fn desk(page: &DeskPage) -> Markup {
    let (words, award) = (page.around.words, &page.award);
    let title = words.say("audit");
    let body = html! {
        (figures(page))
        (next(page))
        @if page.may_audit {
            (doors(&title, &[
                ("list-checks", award.href("audit/samples/new"), words.say("sample-new")),
                ("message-square-warning", award.href("audit/findings/new"), words.say("finding-new")),
                ("stamp", award.href("audit/certificates/new"), words.say("certificate-new")),
                ("search", award.href("audit/certificates/check"), words.say("certificate-check")),
            ]))
        } @else {
            (doors(&title, &[("search", award.href("audit/certificates/check"), words.say("certificate-check"))]))
        }
        (samples(page))
        div.halves.even {
            (findings(page))
            (certificates(words, award, &page.certificates))
        }
        div.actions { a.btn href=(award.href("audit/report.pdf")) { (icon("printer")) (words.say("paper-audit")) } }
    };
    let frame = AwardFrame { around: &page.around, award, tab: None, title: &title, back: award.href(""), problems: &[] };
    frame.draw(body)
}

fn figures(page: &DeskPage) -> Markup {
    let words = page.around.words;
    let open: i64 =
        page.findings.iter().flat_map(|(_, stands)| stands).filter(|(at, _)| *at != "closed").map(|(_, count)| count).sum();
    let (tested, drawn) = page.samples.iter().fold((0, 0), |(tested, drawn), row| (tested + row.tested, drawn + row.drawn));
    let number = |count: i64| html! { span.n { (words.number(count)) } };
    let exceptions = html! { a href=(page.award.href("exceptions")) { (words.say("audit-see-exceptions")) } };
    tiles(&[
        Tile { icon: "triangle-alert", label: words.say("audit-exceptions"), figure: number(page.exceptions), under: exceptions },
        Tile {
            icon: "list-checks",
            label: words.say("audit-tested"),
            figure: html! { span.n { (progress(words, tested, drawn)) } },
            under: html! { (words.with("audit-samples-count", &[("count", words.number(page.samples.len() as i64).into())])) },
        },
        Tile { icon: "message-square-warning", label: words.say("audit-open"), figure: number(open), under: html! {} },
    ])
}

/// So many of so many.
pub fn progress(words: Words, tested: i64, drawn: i64) -> String {
    words.with("audit-of", &[("part", words.number(tested).into()), ("whole", words.number(drawn).into())])
}

fn next(page: &DeskPage) -> Markup {
    let words = page.around.words;
    card(
        "clipboard-list",
        &words.say("audit-next"),
        html! {
            @if page.next.is_empty() { p.muted { (words.say("audit-next-nothing")) } }
            @else {
                ul.plain-list.to-do { @for next in &page.next { li { a.btn.wide href=(next.href) { (icon(next.icon)) (next.text) } } } }
            }
        },
    )
}

fn samples(page: &DeskPage) -> Markup {
    let (words, award) = (page.around.words, &page.award);
    let title = words.say("samples");
    if page.samples.is_empty() {
        let action = (award.href("audit/samples/new"), words.say("sample-new"));
        let action = page.may_audit.then_some((action.0.as_str(), action.1.as_ref()));
        return html! { section.card { (empty("list-checks", &words.say("sample-none"), &words.say("sample-none-text"), action)) } };
    }
    let columns = [
        Column::mark(words.say("number-short")),
        Column::lead(words.say("sample")),
        Column::figure(words.say("audit-tested")),
        Column::text(words.say("sample-stratum")),
        Column::text(words.say("sample-drawn-at")),
        Column::act(words.say("state")),
    ];
    let rows = page.samples.iter().rev().map(|row| sample(words, award, row)).collect();
    table_card(
        "list-checks",
        &title,
        html! {},
        html! { (Table { words, caption: &title, columns: &columns, rows, foot: vec![], listing: None }) },
    )
}

fn sample(words: Words, award: &AwardHead, row: &SampleLine) -> Row {
    let state = match (row.same, row.accepted) {
        (false, _) => badge(Tone::Stop, "triangle-alert", &words.say("sample-differs")),
        (true, None) => badge(Tone::Wait, "hourglass", &words.say("sample-under-way")),
        (true, Some(true)) => badge(Tone::Good, "circle-check", &words.say("sample-accepted")),
        (true, Some(false)) => badge(Tone::Stop, "circle-x", &words.say("sample-not-accepted")),
    };
    Row::new(vec![
        html! { (words.ordinal(row.no)) },
        html! { a href=(award.href(&format!("audit/samples/{}", row.no))) { (words.say(&format!("sample-kind-{}", row.kind))) } },
        html! { span.n { (progress(words, row.tested, row.drawn)) } },
        html! { (words.say(&format!("sample-stratum-{}", row.stratum))) },
        html! { (row.drawn_at) },
        state,
    ])
}

fn findings(page: &DeskPage) -> Markup {
    let (words, award) = (page.around.words, &page.award);
    let title = words.say("findings");
    let list = award.href("audit/findings");
    let mut columns = vec![Column::lead(words.say("finding-severity"))];
    columns.extend(page.findings[0].1.iter().map(|(at, _)| Column::number(words.say(&format!("finding-status-{at}")))));
    let cell = |at: &str, count: i64| {
        html! {
            @if count > 0 { a href=(with_query(&list, &[("status", at)])) { span.n { (words.number(count)) } } }
        }
    };
    let row = |(severity, stands): &Stand| {
        let mut cells = vec![super::severity(words, severity)];
        cells.extend(stands.iter().map(|(at, count)| cell(at, *count)));
        Row::new(cells)
    };
    let count: i64 = page.findings.iter().flat_map(|(_, stands)| stands).map(|(_, count)| count).sum();
    let rows = page.findings.iter().filter(|(_, stands)| stands.iter().any(|(_, count)| *count > 0)).map(row).collect();
    let table = Table { words, caption: &title, columns: &columns, rows, foot: vec![], listing: None };
    let inside = html! { @if count == 0 { p.muted.pad-in { (words.say("finding-none")) } } @else { (table) } };
    table_card("message-square-warning", &title, more(&list, &words.say("show-all")), inside)
}
