//! The award's money: what is held, by whom, what came and went, and the forms that write it down.
use super::{
    AwardFrame, AwardHead,
    reports::{footnote, hidden},
    vouchers::{Choice, options},
};
use crate::{
    layout::icon,
    parts::{Amount, Around, Column, Fields, Problem, Row, Table, Tile, amounts, doors, table_card, tiles},
};
use chrono::NaiveDate;
use maud::{Markup, html};

/// What can be written down: the last part of the address, and its symbol.
pub const WAYS: [(&str, &str); 7] = [
    ("receive", "banknote-arrow-down"),
    ("return", "banknote-arrow-up"),
    ("rate", "arrow-right-left"),
    ("change", "coins"),
    ("bring-back", "undo-2"),
    ("account", "scroll-text"),
    ("holder", "user-plus"),
];

/// A line of what happened.
#[derive(Clone, Debug)]
pub struct MoneyLine {
    /// When.
    pub day: NaiveDate,
    /// What: a key of its words.
    pub what: &'static str,
    /// Who held it, where it was read, its reference.
    pub about: String,
    /// How much.
    pub figure: String,
    /// Who wrote it down.
    pub by: String,
}

/// What somebody carries.
#[derive(Clone, Debug)]
pub struct HeldBy {
    /// Who.
    pub name: String,
    /// A partner, not an officer.
    pub partner: bool,
    /// How much.
    pub held: Vec<Amount>,
}

/// The page.
#[derive(Clone, Debug)]
pub struct MoneyPage {
    /// What surrounds the page.
    pub around: Around,
    /// Which award.
    pub award: AwardHead,
    /// At the bank and in the cash box; not told where a hidden sum could be reckoned from it.
    pub held: Option<[Vec<Amount>; 2]>,
    /// The last rate, in words; empty: none.
    pub rate: String,
    /// Who holds money.
    pub holders: Vec<HeldBy>,
    /// What happened, the latest first.
    pub lines: Vec<MoneyLine>,
    /// The reader may write something down.
    pub may_keep: bool,
}

/// `GET /awards/{award}/money`
pub fn money(page: &MoneyPage) -> Markup {
    let words = page.around.words;
    let title = words.say("award-money");
    let tile = |icon, key, figure| Tile { icon, label: words.say(key), figure, under: html! {} };
    let figure = |at: usize| page.held.as_ref().map_or_else(|| hidden(words), |held| amounts(words, &held[at]));
    let mut figures = vec![tile("building-2", "award-money-bank", figure(0)), tile("vault", "award-money-cash", figure(1))];
    if !page.rate.is_empty() {
        let figure = html! { span.n { (page.rate) } };
        figures.push(Tile { icon: "arrow-right-left", label: words.say("award-money-last-rate"), figure, under: html! {} });
    }
    let ways: Vec<_> = WAYS
        .iter()
        .map(|(way, symbol)| (*symbol, page.award.href(&format!("money/{way}")), words.say(&format!("award-money-do-{way}"))))
        .collect();
    let body = html! {
        (tiles(&figures))
        (footnote(words, page.held.is_none()))
        @if page.may_keep { (doors(&title, &ways)) }
        (holders(page))
        (lines(page))
    };
    let frame = AwardFrame {
        around: &page.around,
        award: &page.award,
        tab: Some("money"),
        title: &title,
        back: page.award.href(""),
        problems: &[],
    };
    frame.draw(body)
}

fn holders(page: &MoneyPage) -> Markup {
    let words = page.around.words;
    if page.holders.is_empty() {
        return html! {};
    }
    let title = words.say("award-money-holders");
    let columns = [Column::lead(words.say("who")), Column::text(words.say("kind")), Column::figure(words.say("award-money-held"))];
    let kind = |partner| words.say(if partner { "award-money-partner" } else { "award-money-officer" });
    let row =
        |holder: &HeldBy| Row::new(vec![html! { (holder.name) }, html! { (kind(holder.partner)) }, amounts(words, &holder.held)]);
    let rows = page.holders.iter().map(row).collect();
    let table = Table { words, caption: &title, columns: &columns, rows, foot: vec![], listing: None };
    table_card("wallet", &title, html! {}, html! { (table) })
}

fn lines(page: &MoneyPage) -> Markup {
    let words = page.around.words;
    let title = words.say("award-money-lines");
    let columns = [
        Column::text(words.say("date")),
        Column::lead(words.say("kind")),
        Column::line(words.say("award-money-about")),
        Column::figure(words.say("amount")),
        Column::extra(words.say("who")),
    ];
    let row = |line: &MoneyLine| {
        let figure = html! { span.n { (line.figure) } };
        Row::new(vec![
            html! { (words.date_short(line.day)) },
            html! { (words.say(line.what)) },
            html! { (line.about) },
            figure,
            html! { (line.by) },
        ])
    };
    let rows = page.lines.iter().map(row).collect();
    let table = Table { words, caption: &title, columns: &columns, rows, foot: vec![], listing: None };
    let inside = html! { @if page.lines.is_empty() { p.muted.pad-in { (words.say("award-money-nothing")) } } @else { (table) } };
    table_card("history", &title, html! {}, inside)
}

/// What is typed.
#[derive(Clone, Debug, Default)]
pub struct MoneyForm {
    /// Made by the server: sent twice, written once.
    pub key: String,
    /// The day.
    pub day: String,
    /// How much.
    pub amount: String,
    /// A reference, a source, the name of a partner.
    pub reference: String,
    /// Riel for a dollar.
    pub rate: String,
    /// What was received in the other currency.
    pub received: String,
    /// The currency of what came back.
    pub currency: String,
    /// The party of who holds it; of a new holder the id of a user, empty for a partner.
    pub holder: String,
    /// The line of the budget.
    pub line: String,
}

/// The form.
#[derive(Clone, Debug)]
pub struct MoneyFormPage {
    /// What surrounds the page.
    pub around: Around,
    /// Which award.
    pub award: AwardHead,
    /// One of [`WAYS`].
    pub way: &'static str,
    /// Who holds money, or who may.
    pub holders: Vec<Choice>,
    /// The lines that partners spend on.
    pub lines: Vec<Choice>,
    /// The sign of the award's currency.
    pub sign: String,
    /// The sign of the other one.
    pub other: String,
    /// What has been typed.
    pub form: MoneyForm,
    /// Every refusal.
    pub problems: Vec<Problem>,
}

/// `GET, POST /awards/{award}/money/{what}`
pub fn money_form(page: &MoneyFormPage) -> Markup {
    let (words, form) = (page.around.words, &page.form);
    let fields = Fields { words, problems: &page.problems };
    let title = words.say(&format!("award-money-do-{}", page.way));
    let back = page.award.href("money");
    let amount = || fields.amount("amount", "amount", &form.amount, &page.sign);
    let reference = |key| fields.text("reference", key, &form.reference);
    let holder = |key| fields.select("holder", key, &form.holder, &options(&page.holders));
    let currencies = [("USD".into(), words.say("dollar")), ("KHR".into(), words.say("riel"))];
    let body = html! {
        form.form.narrow.amid method="post" action=(page.award.href(&format!("money/{}", page.way))) novalidate {
            (fields.summary())
            div.card.form {
                p.hint { (words.say(&format!("award-money-do-{}-text", page.way))) }
                input type="hidden" name="key" value=(form.key);
                (fields.date("day", "date", &form.day))
                @match page.way {
                    "receive" | "return" => { (amount()) (reference("award-money-reference")) }
                    "rate" => {
                        (fields.amount("rate", "award-money-rate", &form.rate, "៛"))
                        (reference("award-money-source").hint("award-money-source-hint"))
                    }
                    "change" => {
                        (fields.amount("amount", "award-money-given", &form.amount, &page.sign))
                        (fields.amount("received", "award-money-got", &form.received, &page.other))
                    }
                    "bring-back" => {
                        (holder("award-money-officer"))
                        div.pair.start {
                            (fields.amount("amount", "amount", &form.amount, ""))
                            (fields.select("currency", "currency", &form.currency, &currencies))
                        }
                    }
                    "account" => {
                        (holder("award-money-partner"))
                        (fields.select("line", "voucher-line", &form.line, &options(&page.lines)))
                        (amount()) (reference("award-money-report"))
                    }
                    _ => { (holder("award-money-who")) (reference("award-money-name").hint("award-money-name-hint")) }
                }
                div.actions {
                    button.btn.main type="submit" { (icon("check")) (words.say("award-money-write")) }
                    a.btn href=(&back) { (words.say("cancel")) }
                }
            }
        }
    };
    let frame = AwardFrame { around: &page.around, award: &page.award, tab: None, title: &title, back, problems: &page.problems };
    frame.draw(body)
}
