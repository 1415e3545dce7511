//! The year's end of a cooperative: what it earned, how the surplus is divided by the by-laws, and what each member gets;
//! before it is decided as a preview, afterwards as it was written.
use super::{
    CoopHead, Who,
    desk::{Desk, Filled},
    kilograms,
};
use crate::{
    layout::icon,
    parts::{
        Around, Column, Fields, Listing, Problem, Row, Table, Tone, badge, card, more, note_box, sign, table_card, with_query,
    },
};
use chrono::NaiveDate;
use maud::{Markup, html};

/// A year that is or was divided.
#[derive(Clone, Debug)]
pub struct YearFigures {
    /// Its first and its last day.
    pub days: (NaiveDate, NaiveDate),
    /// Income by account: name and amount.
    pub income: Vec<(String, i64)>,
    /// Costs by account.
    pub costs: Vec<(String, i64)>,
    /// What the store was worth before, and at its end.
    pub stock: (i64, i64),
    /// What makes up for losses of earlier years; below nothing: the year's own loss.
    pub losses: i64,
    /// How the surplus is divided: name, a note, amount. Empty: nothing is left to divide.
    pub parts: Vec<(String, String, i64)>,
    /// What is divided.
    pub surplus: i64,
}

impl YearFigures {
    /// What the year earned above all costs, the store's worth reckoned in.
    pub fn result(&self) -> i64 {
        let sum = |all: &[(String, i64)]| all.iter().map(|(_, amount)| amount).sum::<i64>();
        sum(&self.income) - sum(&self.costs) + self.stock.1 - self.stock.0
    }
}

/// What one member gets.
#[derive(Clone, Debug)]
pub struct MemberLine {
    /// Who.
    pub who: Who,
    /// Her shares at the end of the year.
    pub shares: i64,
    /// What she delivered, grams.
    pub weight: i64,
    /// On her shares.
    pub dividend: i64,
    /// For what she delivered.
    pub refund: i64,
}

/// What all members get together, however many of them a page shows.
#[derive(Clone, Copy, Debug, Default)]
pub struct Gets {
    /// How many members there are.
    pub members: i64,
    /// Shares.
    pub shares: i64,
    /// What was delivered, grams.
    pub weight: i64,
    /// On shares.
    pub dividend: i64,
    /// For what was delivered.
    pub refund: i64,
}

impl Gets {
    /// Of all members of a year.
    pub fn of(members: &[MemberLine]) -> Gets {
        let sum = |of: fn(&MemberLine) -> i64| members.iter().map(of).sum::<i64>();
        Gets {
            members: members.len() as i64,
            shares: sum(|line| line.shares),
            weight: sum(|line| line.weight),
            dividend: sum(|line| line.dividend),
            refund: sum(|line| line.refund),
        }
    }
}

/// The year's end, and the years before it.
#[derive(Clone, Debug)]
pub struct YearPage {
    /// What surrounds the page.
    pub around: Around,
    /// Which cooperative.
    pub coop: CoopHead,
    /// What it would be on the day and with the worth that stand in the fields; none: they cannot be read, or nothing can be
    /// divided.
    pub preview: Option<(YearFigures, Vec<MemberLine>)>,
    /// The years that were divided, the latest first: number, first and last day, surplus.
    pub years: Vec<(usize, NaiveDate, NaiveDate, i64)>,
    /// A request that waits.
    pub waiting: Option<i64>,
    /// May ask for it.
    pub may_ask: bool,
    /// What has been typed.
    pub form: Filled,
    /// Every refusal.
    pub problems: Vec<Problem>,
}

/// `GET /coops/{coop}/year?to=&stock=`; `POST` (fields `key`, `day`, `to`, `stock`, `minute`)
pub fn year(page: &YearPage) -> Markup {
    let (words, coop, form) = (page.around.words, &page.coop, &page.form);
    let fields = Fields { words, problems: &page.problems };
    let title = words.say("coop-year");
    let money = sign(words, &coop.group.unit);
    let body = html! {
        (fields.summary())
        @if let Some(no) = page.waiting {
            (note_box("warn", "hourglass", html! { p { a href=(coop.href(&format!("requests/{no}"))) { (words.say("coop-year-waits")) } } }))
        }
        form.card.form.narrow method="get" action=(coop.href("year")) novalidate {
            h2 { (icon("calculator")) (words.say("coop-year-preview")) }
            p.hint { (words.say("coop-year-preview-text")) }
            div.pair.start {
                (fields.date("to", "coop-year-to", form.get("to")))
                (fields.amount("stock", "coop-stock-worth", form.get("stock"), &money).hint("coop-stock-worth-hint"))
            }
            div.actions { button.btn type="submit" { (icon("calculator")) (words.say("coop-year-reckon")) } }
        }
        @if let Some((figures, members)) = &page.preview {
            (divided(&page.around, coop, figures))
            (who_gets(&page.around, coop, members, Gets::of(members), None))
            @if page.may_ask && page.waiting.is_none() { (ask(page, fields)) }
        }
        @if !page.years.is_empty() { (years(page)) }
    };
    Desk { around: &page.around, coop, tab: Some("year"), title: &title, back: "", problems: &page.problems, scripts: &[] }
        .draw(body)
}

fn ask(page: &YearPage, fields: Fields<'_>) -> Markup {
    let (words, coop, form) = (fields.words, &page.coop, &page.form);
    html! {
        form.card.form.narrow method="post" action=(coop.href("year")) novalidate {
            h2 { (icon("gavel")) (words.say("coop-year-ask")) }
            p.hint { (words.say("coop-year-ask-text")) }
            input type="hidden" name="key" value=(form.get("key"));
            input type="hidden" name="to" value=(form.get("to"));
            input type="hidden" name="stock" value=(form.get("stock"));
            (fields.date("day", "coop-meeting-day", form.get("day")))
            (fields.text("minute", "coop-meeting-minute", form.get("minute")).hint("bank-minute-hint"))
            div.actions { button.btn.main type="submit" { (icon("send")) (words.say("coop-year-ask-button")) } }
        }
    }
}

fn years(page: &YearPage) -> Markup {
    let (words, coop) = (page.around.words, &page.coop);
    let line = |(no, from, to, surplus): &(usize, NaiveDate, NaiveDate, i64)| {
        html! {
            li {
                a href=(coop.href(&format!("year/{no}"))) { span.n { (words.date(*from)) } " – " span.n { (words.date(*to)) } }
                " · " (coop.money(words, *surplus))
            }
        }
    };
    card("history", &words.say("coop-years-divided"), html! { ol.line { @for one in &page.years { (line(one)) } } })
}

/// The result and its parts.
fn divided(around: &Around, coop: &CoopHead, figures: &YearFigures) -> Markup {
    let words = around.words;
    html! {
        div.halves.even {
            (card("calculator", &words.say("coop-year-result"), result(around, coop, figures)))
            (card("coins", &words.say("coop-year-division"), parts(around, coop, figures)))
        }
    }
}

fn result(around: &Around, coop: &CoopHead, figures: &YearFigures) -> Markup {
    let words = around.words;
    let sum = |all: &[(String, i64)]| all.iter().map(|(_, amount)| amount).sum::<i64>();
    let result = figures.result();
    html! {
        p.small { span.n { (words.date(figures.days.0)) } " – " span.n { (words.date(figures.days.1)) } }
        dl.facts {
            @for (name, amount) in &figures.income { div { dt { (name) } dd { (coop.money(words, *amount)) } } }
            div.sum { dt { (words.say("coop-income")) } dd { (coop.money(words, sum(&figures.income))) } }
            @for (name, amount) in &figures.costs { div { dt { (name) } dd { (coop.money(words, *amount)) } } }
            div.sum { dt { (words.say("coop-costs")) } dd { (coop.money(words, sum(&figures.costs))) } }
            div { dt { (words.say("coop-stock-before")) } dd { (coop.money(words, figures.stock.0)) } }
            div { dt { (words.say("coop-stock-now")) } dd { (coop.money(words, figures.stock.1)) } }
            div.sum {
                dt { (words.say(if result < 0 { "coop-year-loss" } else { "coop-year-earned" })) }
                dd { (coop.money(words, result.saturating_abs())) }
            }
        }
    }
}

fn parts(around: &Around, coop: &CoopHead, figures: &YearFigures) -> Markup {
    let words = around.words;
    if figures.parts.is_empty() {
        return note_box("warn", "info", html! { p { (words.say("coop-year-nothing")) } });
    }
    html! {
        dl.facts {
            @if figures.losses > 0 { div { dt { (words.say("coop-losses-made-up")) } dd { (coop.money(words, figures.losses)) } } }
            @for (name, note, amount) in &figures.parts {
                div { dt { (name) @if !note.is_empty() { " " span.small { (note) } } } dd { (coop.money(words, *amount)) } }
            }
            div.sum { dt { (words.say("coop-surplus-divided")) } dd { (coop.money(words, figures.surplus)) } }
        }
        @let parts: i64 = figures.parts.iter().map(|(_, _, amount)| amount).sum();
        @if parts == figures.surplus { p { (badge(Tone::Good, "equal", &words.say("coop-parts-sum"))) } }
        @else { p { (badge(Tone::Stop, "triangle-alert", &words.say("coop-parts-differ"))) } }
    }
}

/// What each gets; of a year that was divided each with her statement on paper.
fn who_gets(around: &Around, coop: &CoopHead, members: &[MemberLine], gets: Gets, divided: Option<(usize, &Listing)>) -> Markup {
    let words = around.words;
    let caption = words.say("coop-each-gets");
    if members.is_empty() {
        return html! {};
    }
    let mut columns = vec![
        Column::lead(words.say("member")),
        Column::number(words.say("coop-shares")),
        Column::number(words.say("coop-net-weight")),
        Column::number(words.say("coop-dividend")),
        Column::number(words.say("coop-refund")),
        Column::figure(words.say("coop-together")),
    ];
    if divided.is_some() {
        columns = columns
            .into_iter()
            .zip(["name", "shares", "weight", "dividend", "refund", "together"])
            .map(|(column, by)| column.sorted_by(by))
            .collect();
        columns.push(Column::act(words.say("coop-member-paper")));
    }
    let paper = |party: i64, no: usize| with_query(&coop.href(&format!("papers/statements/{party}")), &[("year", &no.to_string())]);
    let row = |line: &MemberLine| {
        let mut cells = vec![
            line.who.link(words, coop),
            html! { @if line.shares > 0 { span.n { (words.number(line.shares)) } } },
            html! { @if line.weight > 0 { (kilograms(words, line.weight)) } },
            html! { @if line.dividend > 0 { (coop.money(words, line.dividend)) } },
            html! { @if line.refund > 0 { (coop.money(words, line.refund)) } },
            coop.money(words, line.dividend + line.refund),
        ];
        cells.extend(divided.map(
            |(no, _)| html! { a.btn href=(paper(line.who.party, no)) { (icon("printer")) (words.say("coop-member-paper-short")) } },
        ));
        Row::new(cells)
    };
    let foot = vec![Row::new(vec![
        html! { (words.say("coop-together")) },
        html! { span.n { (words.number(gets.shares)) } },
        kilograms(words, gets.weight),
        coop.money(words, gets.dividend),
        coop.money(words, gets.refund),
        coop.money(words, gets.dividend + gets.refund),
    ])];
    let rows = members.iter().map(row).collect();
    let table = Table { words, caption: &caption, columns: &columns, rows, foot, listing: divided.map(|(_, listing)| listing) };
    let all = html! { span.muted { (words.with("coop-members-counted", &[("count", words.number(gets.members).into())])) } };
    if divided.is_some() {
        return table_card("users", &caption, all, html! { (table) });
    }
    // A preview is no list to page through: it folds, and its result stands above it.
    html! {
        details.card.flush.each-gets open[members.len() <= FEW] {
            summary.card-head { h2 { (icon("users")) (caption) } span { (all) " " (icon("chevron-right")) } }
            (table)
        }
    }
}

/// A list that is no longer than this stands unfolded.
const FEW: usize = 12;

/// A year that was divided.
#[derive(Clone, Debug)]
pub struct YearDonePage {
    /// What surrounds the page.
    pub around: Around,
    /// Which cooperative.
    pub coop: CoopHead,
    /// Its number among the years, from 1.
    pub no: usize,
    /// The day of the meeting.
    pub decided_on: NaiveDate,
    /// The minutes of the meeting.
    pub minute: String,
    /// What it earned and how it was divided.
    pub figures: YearFigures,
    /// What each member of this page of the list got.
    pub members: Vec<MemberLine>,
    /// Sorting (`name`, `shares`, `weight`, `dividend`, `refund`, `together`) and paging.
    pub listing: Listing,
    /// What all of them got.
    pub gets: Gets,
    /// What of it was not fetched yet.
    pub unpaid: i64,
}

/// `GET /coops/{coop}/year/{no}`
pub fn year_done(page: &YearDonePage) -> Markup {
    let (words, coop) = (page.around.words, &page.coop);
    let title = words.with("coop-year-of", &[("date", words.date(page.figures.days.1).into())]);
    let paper = |lang: &str| with_query(&coop.href("papers/general-meeting"), &[("year", &page.no.to_string()), ("lang", lang)]);
    let statements = with_query(&coop.href("papers/statements"), &[("year", &page.no.to_string())]);
    let decided = [("date", words.date(page.decided_on).into()), ("minute", page.minute.as_str().into())];
    let body = html! {
        section.card {
            h2 { (icon("gavel")) (words.with("coop-year-decided", &decided)) }
            @if page.unpaid > 0 { p { (words.with("coop-year-unpaid", &[("amount", coop.group.unit.text(words, page.unpaid).into())])) } }
            div.actions {
                a.btn.main href=(paper("")) { (icon("printer")) (words.say("coop-meeting-paper")) }
                a.btn href=(paper("both")) { (icon("languages")) (words.say("coop-meeting-paper-both")) }
                a.btn href=(statements) { (icon("users")) (words.say("coop-member-papers")) }
                (more(&coop.href("members"), &words.say("coop-pay-out-there")))
            }
        }
        (divided(&page.around, coop, &page.figures))
        (who_gets(&page.around, coop, &page.members, page.gets, Some((page.no, &page.listing))))
    };
    Desk { around: &page.around, coop, tab: None, title: &title, back: "year", problems: &[], scripts: &[] }.draw(body)
}
