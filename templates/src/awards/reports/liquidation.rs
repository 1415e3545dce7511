//! The liquidation: grant by grant what was agreed, paid, shown, seen and given back; those by code together.
use super::{ReportHead, figure, footnote, hidden};
use crate::parts::{Column, Name, Row, Table, Tone, badge, empty, table_card};
use maud::{Markup, html};

/// The figures of a grant, or of some together, in their columns' order: agreed, paid, receipts, verified, returned,
/// disallowed, to be recovered, open.
pub type Figures = [i64; 8];

/// A family's grant.
#[derive(Clone, Debug)]
pub struct GrantRow {
    /// Its number.
    pub no: i64,
    /// Its number on papers of before; empty otherwise.
    pub own_no: String,
    /// Who answers for the family.
    pub name: Name,
    /// The line that pays.
    pub line: Name,
    /// It is closed.
    pub closed: bool,
    /// Its figures.
    pub figures: Figures,
}

/// Small grants by code of a line, together.
#[derive(Clone, Debug)]
pub struct CodedRow {
    /// The line that pays.
    pub line: Name,
    /// How many.
    pub grants: Option<i64>,
    /// How many of them are not closed, and how many are.
    pub open_closed: [Option<i64>; 2],
    /// Their figures.
    pub figures: Option<Figures>,
}

/// The page.
#[derive(Clone, Debug)]
pub struct LiquidationPage {
    /// What every report has.
    pub head: ReportHead,
    /// Families' grants.
    pub grants: Vec<GrantRow>,
    /// Small grants by code.
    pub coded: Vec<CodedRow>,
    /// Everything; none where it would tell what is hidden.
    pub sum: Option<Figures>,
}

const KEYS: [&str; 8] = [
    "grant-agreed",
    "grant-paid",
    "report-receipts",
    "award-verified",
    "report-returned",
    "report-disallowed",
    "grant-to-recover",
    "report-open",
];

/// `GET /awards/{award}/liquidation?to=`
pub fn liquidation(page: &LiquidationPage) -> Markup {
    let words = page.head.words();
    let body = html! {
        p.lead { (words.say("report-open-text")) }
        @if page.grants.is_empty() && page.coded.is_empty() {
            div.card { (empty("scale", &words.say("report-liquidation-none"), &words.say("report-liquidation-none-text"), None)) }
        }
        @if !page.grants.is_empty() { (families(page)) }
        @if !page.coded.is_empty() { (by_code(page)) }
    };
    page.head.draw("report-liquidation", body)
}

fn columns<'a>(page: &LiquidationPage, lead: &str, state: &str) -> Vec<Column<'a>> {
    let words = page.head.words();
    let mut all = vec![Column::lead(words.say(lead)), Column::act(words.say(state))];
    all.extend(KEYS[..7].iter().map(|key| Column::number(words.say(key))));
    all.push(Column::figure(words.say(KEYS[7])));
    all
}

fn cells(page: &LiquidationPage, figures: Option<Figures>) -> impl Iterator<Item = Markup> {
    let (words, unit) = (page.head.words(), page.head.award.unit.clone());
    (0..KEYS.len()).map(move |at| match figures {
        // What is nothing is left blank; what is open is said, even where it is nothing.
        Some(figures) if at < 7 => unit.or_blank(words, figures[at]),
        figures => figure(words, &unit, figures.map(|figures| figures[at])),
    })
}

fn families(page: &LiquidationPage) -> Markup {
    let words = page.head.words();
    // Which line pays is said where there is more than one.
    let several = page.grants.windows(2).any(|two| two[0].line != two[1].line);
    let row = |grant: &GrantRow| {
        let no = words.ordinal(grant.no);
        let name = grant.name.show(words);
        let href = page.head.award.href(&format!("grants/{}", grant.no));
        let state = if grant.closed {
            badge(Tone::Past, "lock", &words.say("grant-stage-closed"))
        } else {
            badge(Tone::Calm, "sprout", &words.say("report-grant-open"))
        };
        let lead = html! {
            a href=(href) { span.n { (no) } " · " (name) }
            br;
            span.small { (grant.own_no) @if several { @if !grant.own_no.is_empty() { " · " } (grant.line.show(words)) } }
        };
        Row::new([lead, state].into_iter().chain(cells(page, Some(grant.figures))).collect())
    };
    let sum = page.grants.iter().fold([0_i64; 8], |sum, grant| std::array::from_fn(|at| sum[at] + grant.figures[at]));
    let foot = vec![Row::new([html! { (words.say("total")) }, html! {}].into_iter().chain(cells(page, Some(sum))).collect())];
    let heading = page.head.heading("grants");
    let columns = columns(page, "voucher-grant", "state");
    let rows = page.grants.iter().map(row).collect();
    let table = Table { words, caption: &heading, columns: &columns, rows, foot, listing: None };
    table_card("sprout", &heading, html! {}, html! { div.dense { (table) } })
}

fn by_code(page: &LiquidationPage) -> Markup {
    let words = page.head.words();
    let count = |of: Option<i64>| match of {
        Some(count) => html! { span.n { (words.number(count)) } },
        None => hidden(words),
    };
    let row = |line: &CodedRow| {
        let [open, closed] = line.open_closed;
        let lead = html! {
            (line.line.show(words))
            br;
            span.small {
                (words.say("report-grant-open")) ": " (count(open)) " · " (words.say("grant-stage-closed")) ": " (count(closed))
            }
        };
        Row::new([lead, count(line.grants)].into_iter().chain(cells(page, line.figures)).collect())
    };
    let heading = page.head.heading("award-small-grants");
    let columns = columns(page, "award-line", "report-count");
    let rows = page.coded.iter().map(row).collect();
    let label = words.say("report-with-families");
    let foot = vec![Row::new([html! { (label) }, html! {}].into_iter().chain(cells(page, page.sum)).collect())];
    let hides = page.sum.is_none() || page.coded.iter().any(|line| line.grants.is_none() || line.open_closed.contains(&None));
    let table = Table { words, caption: &heading, columns: &columns, rows, foot, listing: None };
    table_card("hash", &heading, html! {}, html! { div.dense { (table) } (footnote(words, hides)) })
}
