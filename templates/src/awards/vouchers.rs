//! The vouchers of an award: what waits for the reader first, then each step; and the form that makes one out.
use super::{AwardFrame, AwardHead};
use crate::{
    layout::icon,
    parts::{Amount, Around, Column, Fields, Listing, Problem, Row, Table, Tone, badge, empty, note_box},
};
use chrono::NaiveDate;
use maud::{Markup, html};
use std::borrow::Cow;
use words::Words;

/// Where a voucher stands: the doors of the list, in their order, and the word of each.
pub const STANDS: [&str; 6] = ["checked", "approved", "paid", "recorded", "done", "undone"];

/// A line of the list.
#[derive(Clone, Debug)]
pub struct VoucherRow {
    /// Its number.
    pub no: i64,
    /// The day it was made out.
    pub day: Option<NaiveDate>,
    /// What for, in the reader's words.
    pub what: String,
    /// What is charged.
    pub amount: Amount,
    /// What is paid, where that is another currency.
    pub paid: Option<Amount>,
    /// One of [`STANDS`].
    pub stands: &'static str,
    /// Its next step is the reader's.
    pub mine: bool,
}

/// The list.
#[derive(Clone, Debug)]
pub struct VouchersPage {
    /// What surrounds the page.
    pub around: Around,
    /// Which award.
    pub award: AwardHead,
    /// `mine`, or one of [`STANDS`].
    pub here: String,
    /// How many there are behind each door: `mine` first, then [`STANDS`].
    pub counts: Vec<(&'static str, i64)>,
    /// The vouchers of this page.
    pub rows: Vec<VoucherRow>,
    /// How they are paged.
    pub listing: Listing,
    /// Families' grants with a voucher: the number, and in words.
    pub families: Vec<(i64, String)>,
    /// From which voucher to which receipts are asked for, as it was typed.
    pub range: (String, String),
    /// Every refusal.
    pub problems: Vec<Problem>,
    /// The reader may make one out.
    pub may_prepare: bool,
    /// So many more are of grants under codes and not hers to see; none where that would tell of too few.
    pub by_code: Option<i64>,
}

/// How a voucher stands, as a badge.
pub fn stands(words: Words, at: &str) -> Markup {
    let (tone, symbol) = match at {
        "done" => (Tone::Good, "circle-check"),
        "undone" => (Tone::Past, "ban"),
        _ => (Tone::Wait, "hourglass"),
    };
    badge(tone, symbol, &words.say(&format!("voucher-stands-{at}")))
}

/// `GET /awards/{award}/vouchers?step=`
pub fn vouchers(page: &VouchersPage) -> Markup {
    let words = page.around.words;
    let title = words.say("vouchers");
    let rows = page.rows.iter().map(|row| line(words, &page.award, row)).collect();
    let columns = [
        Column::mark(words.say("number-short")),
        Column::lead(words.say("voucher-for")),
        Column::text(words.say("voucher-made-out")),
        Column::figure(words.say("amount")),
        Column::act(words.say("state")),
    ];
    let table = Table { words, caption: &title, columns: &columns, rows, foot: vec![], listing: Some(&page.listing) };
    let body = html! {
        div.stack {
            (Fields { words, problems: &page.problems }.summary())
            @if page.may_prepare { div.actions {
                @for (way, symbol) in [("cost", "shopping-cart"), ("advance", "hand-coins"), ("partner", "handshake")] {
                    a.btn href={ (page.award.href("vouchers/new")) "?for=" (way) } { (icon(symbol)) (words.say(&format!("voucher-new-{way}"))) }
                }
            } }
            nav.tabs aria-label=(words.say("state")) {
                @for (at, count) in &page.counts {
                    a href={ (page.award.href("vouchers")) "?step=" (at) } aria-current=[(*at == page.here).then_some("page")] {
                        (words.say(&format!("voucher-stands-{at}"))) " " span.n { (words.number(*count)) }
                    }
                }
            }
            @if page.rows.is_empty() {
                (empty("file-text", &words.say("voucher-none"), &words.say("voucher-none-text"), None))
            } @else { section.card.flush { (table) } }
            (receipts(page))
            @if let Some(count) = page.by_code { p.hint { (words.with("code-vouchers-more", &[("count", words.number(count).into())])) } }
        }
    };
    let frame = AwardFrame {
        around: &page.around,
        award: &page.award,
        tab: Some("vouchers"),
        title: &title,
        back: page.award.href(""),
        problems: &page.problems,
    };
    frame.draw(body)
}

/// The list of receipts on paper: of everything, or of a family's grant, or from one voucher to another.
fn receipts(page: &VouchersPage) -> Markup {
    let words = page.around.words;
    let fields = Fields { words, problems: &page.problems };
    let href = page.award.href("receipts.pdf");
    let print = |inside: Markup| {
        html! {
            form.form method="get" action=(href) novalidate {
                (inside)
                div.actions { button.btn type="submit" { (icon("printer")) (words.say("paper-receipts")) } }
            }
        }
    };
    let families: Vec<_> = page.families.iter().map(|(no, name)| (Cow::from(no.to_string()), Cow::from(name.as_str()))).collect();
    html! {
        div.actions { a.btn href=(href) { (icon("printer")) (words.say("paper-receipts-all")) } }
        details.card.fold.narrow open[!page.problems.is_empty()] {
            summary { (words.say("voucher-receipts-some")) (icon("chevron-right")) }
            div.form {
                (print(html! {
                    div.pair.start {
                        (fields.count("from", "voucher-receipts-from", &page.range.0))
                        (fields.count("to", "voucher-receipts-to", &page.range.1))
                    }
                }))
                @if !families.is_empty() { (print(fields.select("grant", "voucher-receipts-grant", "", &families))) }
            }
        }
    }
}

fn line(words: Words, award: &AwardHead, row: &VoucherRow) -> Row {
    let figure = html! {
        (row.amount.unit.amount(words, row.amount.quantity))
        @if let Some(paid) = &row.paid { br; span.small.muted { (paid.unit.amount(words, paid.quantity)) } }
    };
    let cells = vec![
        html! { (words.ordinal(row.no)) },
        html! { a href=(award.href(&format!("vouchers/{}", row.no))) { (row.what) } },
        html! { @if let Some(day) = row.day { (words.date_short(day)) } },
        figure,
        stands(words, row.stands),
    ];
    Row { cells, tone: if row.stands == "undone" { "old" } else { "" } }
}

/// What is typed to make a voucher out.
#[derive(Clone, Debug, Default)]
pub struct VoucherForm {
    /// Made by the server: sent twice, written once.
    pub key: String,
    /// The day.
    pub day: String,
    /// `tranche`, `advance`, `cost` or `partner`.
    pub way: String,
    /// The grant's number.
    pub grant: String,
    /// Which tranche, from 0.
    pub tranche: String,
    /// The party of who receives it: an officer or a partner.
    pub holder: String,
    /// The line of the budget.
    pub line: String,
    /// What for.
    pub what: String,
    /// How many people were helped.
    pub persons: String,
    /// Which kind of help; empty: none.
    pub help: String,
    /// `USD` or `KHR`.
    pub currency: String,
    /// How much, in it.
    pub paid: String,
    /// `cash`, `bank` or the party of who carries an advance.
    pub source: String,
    /// `cash`, `transfer` or `goods`.
    pub means: String,
    /// How many offers were asked for.
    pub quotations: String,
}

/// A value and its text in a list to choose from.
pub type Choice = (String, String);

/// The form.
#[derive(Clone, Debug)]
pub struct VoucherFormPage {
    /// What surrounds the page.
    pub around: Around,
    /// Which award.
    pub award: AwardHead,
    /// Whom a tranche is for, and what it is, in words; nothing for other ways.
    pub about: Vec<(&'static str, String)>,
    /// The lines to choose from.
    pub lines: Vec<Choice>,
    /// Officers or partners to choose from.
    pub holders: Vec<Choice>,
    /// Where the money may come from, with what is there.
    pub sources: Vec<Choice>,
    /// The rate of the day, in words; empty: there is none.
    pub rate: String,
    /// What is charged for what is typed, in words; empty: nothing was reckoned.
    pub charged: String,
    /// What has been typed.
    pub form: VoucherForm,
    /// Every refusal.
    pub problems: Vec<Problem>,
}

/// Kinds of help that are counted: the words in the form.
pub const HELP: [&str; 7] = ["meals", "medical-checks", "transport", "legal-fees", "air-tickets", "short-stay", "scholarships"];

/// `GET, POST /awards/{award}/vouchers/new?for=`
pub fn voucher_form(page: &VoucherFormPage) -> Markup {
    let (words, form) = (page.around.words, &page.form);
    let fields = Fields { words, problems: &page.problems };
    let title = words.say(&format!("voucher-new-{}", form.way));
    let back = page.award.href("vouchers");
    let body = html! {
        form.form.narrow.amid method="post" action=(page.award.href("vouchers/new")) novalidate {
            (fields.summary())
            div.card.form {
                @for (name, value) in [("key", &form.key), ("for", &form.way), ("grant", &form.grant), ("tranche", &form.tranche)] {
                    input type="hidden" name=(name) value=(value);
                }
                @if !page.about.is_empty() {
                    dl.facts { @for (key, value) in &page.about { div { dt { (words.say(key)) } dd { (value) } } } }
                }
                (fields.date("day", "date", &form.day))
                (inside(page, fields))
                div.pair.start {
                    (fields.amount("paid", "voucher-paid", &form.paid, ""))
                    (fields.select("currency", "currency", &form.currency, &[("USD".into(), words.say("dollar")), ("KHR".into(), words.say("riel"))]))
                }
                @if !page.rate.is_empty() { p.hint { (page.rate) } }
                @if !page.charged.is_empty() { (note_box("", "calculator", html! { p { (page.charged) } })) }
                (fields.select("source", "voucher-source", &form.source, &options(&page.sources)))
                @let means = ["cash", "transfer", "goods"].map(|code| (code, words.say(&format!("voucher-means-{code}")), Cow::from("")));
                @if form.way == "tranche" { input type="hidden" name="means" value=(form.means); }
                @else { (fields.radios("means", "voucher-means", &form.means, true, &means)) }
                @if matches!(form.way.as_str(), "cost" | "tranche") { (fields.count("quotations", "voucher-quotations", &form.quotations).hint("voucher-quotations-hint")) }
                div.actions {
                    button.btn.main type="submit" { (icon("check")) (words.say("voucher-make-out")) }
                    button.btn type="submit" name="reckon" value="1" { (icon("calculator")) (words.say("voucher-reckon")) }
                    a.btn href=(&back) { (words.say("cancel")) }
                }
            }
        }
    };
    let frame = AwardFrame { around: &page.around, award: &page.award, tab: None, title: &title, back, problems: &page.problems };
    frame.draw(body)
}

fn inside(page: &VoucherFormPage, fields: Fields<'_>) -> Markup {
    let (words, form) = (fields.words, &page.form);
    let line = || fields.select("line", "voucher-line", &form.line, &options(&page.lines));
    match form.way.as_str() {
        "advance" => fields.select("holder", "voucher-holder", &form.holder, &options(&page.holders)),
        "partner" => html! { (fields.select("holder", "voucher-partner", &form.holder, &options(&page.holders))) (line()) },
        "cost" => {
            let mut help = vec![(Cow::from(""), words.say("voucher-help-none"))];
            help.extend(HELP.map(|code| (Cow::from(code), words.say(&format!("voucher-help-{code}")))));
            html! {
                (line())
                (fields.text("what", "voucher-what", &form.what).hint("voucher-what-hint"))
                div.pair.start {
                    (fields.select("help", "voucher-help", &form.help, &help))
                    (fields.count("persons", "voucher-persons", &form.persons))
                }
                p.hint { (words.say("voucher-persons-hint")) }
            }
        }
        _ => html! {},
    }
}

/// Choices as a list that folds takes them.
pub fn options(choices: &[Choice]) -> Vec<(Cow<'_, str>, Cow<'_, str>)> {
    choices.iter().map(|(value, text)| (Cow::from(value), Cow::from(text))).collect()
}
