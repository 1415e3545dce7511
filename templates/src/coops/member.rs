//! Somebody's page at a cooperative: her shares and how they came, her plots, what she delivered, what she owes and is owed.
use super::{
    CoopFrame, CoopHead, Who, kilograms,
    members::money_or_blank,
    plots::{hectares, status_badge},
};
use crate::{
    layout::icon,
    parts::{Around, Column, Name, Row, Table, Tile, Tone, badge, doors, empty, facts, more, table_card, tiles, with_query},
};
use chrono::NaiveDate;
use domain::coops::organic::Status;
use maud::{Markup, html};
use std::borrow::Cow;
use words::Words;

/// A page about somebody.
#[derive(Clone, Debug)]
pub struct MemberPage {
    /// What surrounds the page.
    pub around: Around,
    /// Which cooperative.
    pub coop: CoopHead,
    /// Who.
    pub who: Who,
    /// Since when she is a member, and until when; none: she is no member.
    pub member: Option<(NaiveDate, Option<NaiveDate>)>,
    /// Her producer group.
    pub group: Option<Name>,
    /// Deliveries are summed from this day: the year that is not divided yet.
    pub since: NaiveDate,
    /// Her shares.
    pub shares: i64,
    /// What they are worth at par.
    pub capital: i64,
    /// What she delivered in that time, dry and clean, grams; and what it was worth.
    pub delivered: (i64, i64),
    /// Owed to her for deliveries.
    pub owed: i64,
    /// Owed to her of what years gave.
    pub dividends: i64,
    /// The certificates that stand: number, since when, shares.
    pub certificates: Vec<(i64, NaiveDate, i64)>,
    /// How her shares came and went, the latest first.
    pub history: Vec<ShareLine>,
    /// Her plots.
    pub plots: Vec<PlotOfHers>,
    /// Her latest deliveries, the latest first.
    pub deliveries: Vec<DeliveryOfHers>,
    /// How many deliveries there are in all.
    pub deliveries_all: i64,
    /// Advances and inputs that are not paid back, the earliest due first.
    pub credits: Vec<CreditLine>,
    /// What was paid out to her, the latest first: day, for deliveries, of what years gave.
    pub paid: Vec<(NaiveDate, i64, i64)>,
    /// A year in which she was a member was divided: there is a statement of it.
    pub divided: bool,
    /// May write what comes and goes.
    pub may_write: bool,
}

/// What happened to her shares.
#[derive(Clone, Debug)]
pub struct ShareLine {
    /// The day.
    pub day: NaiveDate,
    /// What happened, in the reader's language.
    pub what: String,
    /// The certificates that ended, and those that came, hers alone.
    pub certificates: (Vec<i64>, Vec<i64>),
    /// How many came (above nought) or went.
    pub change: i64,
    /// How many she had after it.
    pub balance: i64,
}

/// One of her plots.
#[derive(Clone, Debug)]
pub struct PlotOfHers {
    /// Its number.
    pub no: i64,
    /// What people call it.
    pub name: String,
    /// What grows there, in the reader's language.
    pub crop: String,
    /// Its area, square metres.
    pub area: i64,
    /// What it is today; none where nothing is organic here.
    pub status: Option<Status>,
    /// What may still be delivered as organic, grams.
    pub left: i64,
}

/// One of her deliveries.
#[derive(Clone, Debug)]
pub struct DeliveryOfHers {
    /// Its number.
    pub no: i64,
    /// The day.
    pub day: NaiveDate,
    /// What, in the reader's language.
    pub what: String,
    /// Dry and clean, grams.
    pub weight: i64,
    /// Its worth.
    pub amount: i64,
    /// Of it to what she owed.
    pub offset: i64,
    /// Of it in her hand.
    pub cash: i64,
}

/// An advance, or inputs on credit.
#[derive(Clone, Debug)]
pub struct CreditLine {
    /// Its number.
    pub no: i64,
    /// Whose.
    pub who: Who,
    /// Whether it was given as inputs.
    pub inputs: bool,
    /// What it was for.
    pub what: String,
    /// When.
    pub given_on: NaiveDate,
    /// When it is due.
    pub due: NaiveDate,
    /// What was given.
    pub amount: i64,
    /// What was added.
    pub charge: i64,
    /// What is still owed of both.
    pub left: i64,
    /// It is past its day.
    pub late: bool,
}

impl CreditLine {
    /// What it is: money, or which inputs.
    pub fn what(&self, words: Words) -> String {
        let kind = words.say(if self.inputs { "coop-credit-inputs" } else { "coop-credit-advance" });
        if self.what.is_empty() { kind.into_owned() } else { format!("{kind} · {}", self.what) }
    }

    /// Whether it is paid back, open or late.
    pub fn badge(&self, words: Words) -> Markup {
        match (self.left, self.late) {
            (0, _) => badge(Tone::Good, "check-check", &words.say("coop-credit-paid")),
            (_, true) => badge(Tone::Warn, "clock", &words.say("coop-credit-late")),
            _ => badge(Tone::Calm, "hand-coins", &words.say("coop-credit-open")),
        }
    }
}

/// `GET /coops/{coop}/members/{party}`
pub fn member(page: &MemberPage) -> Markup {
    let (words, coop) = (page.around.words, &page.coop);
    let title = page.who.name.show(words);
    let body = html! {
        (about(page))
        (figures(page))
        @if page.may_write { (ways(page)) }
        @if coop.shares && page.member.is_some() { (shares(page)) }
        @if coop.organic || !page.plots.is_empty() { @if page.member.is_some() { (plots(page)) } }
        @if !page.credits.is_empty() { (credits(page)) }
        (deliveries(page))
        @if !page.paid.is_empty() { (paid(page)) }
    };
    CoopFrame { around: &page.around, coop, tab: Some("members"), title, back: coop.href("members"), problems: &[], scripts: &[] }
        .draw(body)
}

fn about(page: &MemberPage) -> Markup {
    let (words, coop) = (page.around.words, &page.coop);
    let date = |day: NaiveDate| html! { span.n { (words.date_short(day)) } };
    let mut all: Vec<(Cow<'_, str>, Markup)> = Vec::new();
    if let Some(number) = page.who.number {
        all.push((words.say("coop-member-number"), html! { span.n { (words.ordinal(number)) } }));
    }
    match page.member {
        Some((joined, left)) => {
            all.push((words.say("coop-member-since"), date(joined)));
            if let Some(left) = left {
                all.push((words.say("coop-member-until"), date(left)));
            }
        }
        None => all.push((words.say("state"), html! { (words.say("coop-member-not")) })),
    }
    if let Some(group) = &page.group {
        all.push((words.say("coop-group"), html! { (group.show(words)) }));
    }
    html! {
        section.card {
            (facts(&all))
            @if let Some(number) = page.who.number {
                (more(&coop.group.href(&format!("members/{number}")), &words.say("coop-member-passbook")))
            }
            @if page.divided {
                @let paper = coop.href(&format!("papers/statements/{}", page.who.party));
                div.actions {
                    a.btn href=(paper) { (icon("printer")) (words.say("coop-member-paper")) }
                    a.btn href=(with_query(&paper, &[("lang", "both")])) { (icon("languages")) (words.say("coop-meeting-paper-both")) }
                }
            }
        }
    }
}

fn figures(page: &MemberPage) -> Markup {
    let (words, coop) = (page.around.words, &page.coop);
    let money = |amount: i64| coop.money(words, amount);
    let since = words.with("coop-member-counted-from", &[("date", words.date_short(page.since).into())]);
    let owes: i64 = page.credits.iter().map(|credit| credit.left).sum();
    let mut all = Vec::new();
    if coop.shares && page.member.is_some() {
        let worth = words.with("coop-shares-worth", &[("amount", coop.group.unit.text(words, page.capital).into())]);
        all.push(Tile {
            icon: "stamp",
            label: words.say("coop-member-shares"),
            figure: html! { span.n { (words.number(page.shares)) } },
            under: html! { (worth) },
        });
    }
    all.push(Tile {
        icon: "scale",
        label: words.say("coop-member-delivered"),
        figure: kilograms(words, page.delivered.0),
        under: html! { (money(page.delivered.1)) " · " (since) },
    });
    let parts = words.with("coop-of-it-dividends", &[("amount", coop.group.unit.text(words, page.dividends).into())]);
    all.push(Tile {
        icon: "wallet",
        label: words.say("coop-owed-to-her"),
        figure: money(page.owed + page.dividends),
        under: html! { @if page.dividends > 0 { (parts) } },
    });
    all.push(Tile { icon: "hand-coins", label: words.say("coop-she-owes"), figure: money(owes), under: html! {} });
    tiles(&all)
}

fn ways(page: &MemberPage) -> Markup {
    let (words, coop) = (page.around.words, &page.coop);
    let to = |what: &str| coop.href(&format!("members/{}/{what}", page.who.party));
    let door = |symbol: &'static str, what: &str| (symbol, to(what), words.say(&format!("coop-do-{what}")));
    let present = page.member.is_some_and(|(_, left)| left.is_none());
    let mut all = Vec::new();
    if present && coop.shares {
        all.push(door("plus", "buy-shares"));
    }
    if page.shares > 0 {
        all.push(door("repeat", "pass-shares"));
    }
    if present {
        all.push(door("network", "join-group"));
        all.push(("sprout", format!("{}?party={}", coop.href("plots/new"), page.who.party), words.say("coop-plot-new")));
        all.push(door("hand-coins", "give-credit"));
    }
    if !page.credits.is_empty() {
        all.push(door("undo-2", "pay-credit"));
    }
    if page.owed + page.dividends > 0 {
        all.push(door("banknote", "pay-out"));
    }
    doors(&words.say("coop-member-write-down"), &all)
}

fn shares(page: &MemberPage) -> Markup {
    let (words, coop) = (page.around.words, &page.coop);
    let heading = words.say("coop-certificates");
    if page.history.is_empty() {
        return html! { div.card { (empty("stamp", &words.say("coop-shares-none"), &words.say("coop-shares-none-hers"), None)) } };
    }
    let columns = [
        Column::mark(words.say("number-short")),
        Column::lead(words.say("coop-certificate-since")),
        Column::figure(words.say("coop-member-shares")),
    ];
    let rows = page.certificates.iter().map(|(no, since, shares)| {
        Row::new(vec![
            html! { (words.ordinal(*no)) },
            html! { span.n { (words.date_short(*since)) } },
            html! { span.n { (words.number(*shares)) } },
        ])
    });
    let caption = words.say("coop-shares-history");
    let past = [
        Column::text(words.say("date")),
        Column::lead(words.say("coop-shares-what")),
        Column::figure(words.say("coop-shares-change")),
        Column::number(words.say("coop-shares-after")),
    ];
    let lines = page.history.iter().map(|line| {
        Row::new(vec![
            html! { span.n { (words.date_short(line.day)) } },
            html! { (line.what) (certificates(words, &line.certificates)) },
            html! {
                @if line.change > 0 { span.n.in { "+" (words.number(line.change)) } }
                @else { span.n.out { "\u{2212}" (words.number(line.change.saturating_neg())) } }
            },
            html! { span.n { (words.number(line.balance)) } },
        ])
    });
    html! {
        @if !page.certificates.is_empty() {
            (table_card("stamp", &heading, more(&coop.href("shares"), &words.say("coop-shares-in-all")),
                html! { (Table { words, caption: &heading, columns: &columns, rows: rows.collect(), foot: vec![], listing: None }) }))
        }
        (table_card("history", &caption, html! {},
            html! { (Table { words, caption: &caption, columns: &past, rows: lines.collect(), foot: vec![], listing: None }) }))
    }
}

/// The certificates that ended and those that came.
fn certificates(words: Words, (ended, new): &(Vec<i64>, Vec<i64>)) -> Markup {
    let list = |all: &[i64]| all.iter().map(|no| words.ordinal(*no)).collect::<Vec<_>>().join(", ");
    html! {
        @if !ended.is_empty() { span.small { (words.with("coop-certificates-ended", &[("numbers", list(ended).into())])) } }
        @if !new.is_empty() { span.small { (words.with("coop-certificates-new", &[("numbers", list(new).into())])) } }
    }
}

fn plots(page: &MemberPage) -> Markup {
    let (words, coop) = (page.around.words, &page.coop);
    let heading = words.say("coop-plots");
    if page.plots.is_empty() {
        return html! { div.card { (empty("sprout", &words.say("coop-plots-none"), &words.say("coop-plots-none-hers"), None)) } };
    }
    let columns = [
        Column::mark(words.say("number-short")),
        Column::lead(words.say("coop-plot-called")),
        Column::text(words.say("coop-member-crop")),
        Column::number(words.say("coop-plot-area")),
        Column::figure(words.say("coop-plot-left")),
        Column::act(words.say("state")),
    ];
    let rows = page.plots.iter().map(|plot| {
        Row::new(vec![
            html! { (words.ordinal(plot.no)) },
            html! { a href=(coop.href(&format!("plots/{}", plot.no))) { (plot.name) } },
            html! { (plot.crop) },
            hectares(words, plot.area),
            html! { @if plot.status == Some(Status::Organic) { (kilograms(words, plot.left.max(0))) } },
            html! { @if let Some(status) = plot.status { (status_badge(words, status)) } },
        ])
    });
    table_card(
        "sprout",
        &heading,
        html! {},
        html! { (Table { words, caption: &heading, columns: &columns, rows: rows.collect(), foot: vec![], listing: None }) },
    )
}

fn credits(page: &MemberPage) -> Markup {
    let (words, coop) = (page.around.words, &page.coop);
    let heading = words.say("coop-credits");
    let columns = [
        Column::mark(words.say("number-short")),
        Column::lead(words.say("coop-credit-what")),
        Column::text(words.say("coop-credit-given")),
        Column::number(words.say("coop-credit-amount")),
        Column::text(words.say("coop-credit-due")),
        Column::figure(words.say("coop-credit-left")),
        Column::act(words.say("state")),
    ];
    let rows = page.credits.iter().map(|credit| {
        Row::new(vec![
            html! { (words.ordinal(credit.no)) },
            html! { (credit.what(words)) },
            html! { span.n { (words.date_short(credit.given_on)) } },
            coop.money(words, credit.amount + credit.charge),
            html! { span.n { (words.date_short(credit.due)) } },
            coop.money(words, credit.left),
            credit.badge(words),
        ])
    });
    table_card(
        "hand-coins",
        &heading,
        more(&coop.href("credits"), &words.say("coop-credits-all")),
        html! { (Table { words, caption: &heading, columns: &columns, rows: rows.collect(), foot: vec![], listing: None }) },
    )
}

fn deliveries(page: &MemberPage) -> Markup {
    let (words, coop) = (page.around.words, &page.coop);
    let heading = words.say("coop-member-deliveries");
    if page.deliveries.is_empty() {
        return html! {
            div.card { (empty("scale", &words.say("coop-member-deliveries-none"), &words.say("coop-member-deliveries-none-text"), None)) }
        };
    }
    let columns = [
        Column::mark(words.say("number-short")),
        Column::lead(words.say("coop-delivery-what")),
        Column::text(words.say("date")),
        Column::number(words.say("coop-delivery-weight")),
        Column::figure(words.say("coop-delivery-amount")),
        Column::number(words.say("coop-delivery-offset")),
        Column::number(words.say("coop-delivery-cash")),
        Column::number(words.say("coop-delivery-owed")),
    ];
    let rows = page.deliveries.iter().map(|one| {
        Row::new(vec![
            html! { (words.ordinal(one.no)) },
            html! { a href=(coop.href(&format!("deliveries/{}", one.no))) { (one.what) } },
            html! { span.n { (words.date_short(one.day)) } },
            kilograms(words, one.weight),
            coop.money(words, one.amount),
            money_or_blank(words, coop, one.offset),
            money_or_blank(words, coop, one.cash),
            money_or_blank(words, coop, one.amount - one.offset - one.cash),
        ])
    });
    let (shown, all) = (page.deliveries.len() as i64, page.deliveries_all);
    let aside = html! {
        @if shown < all {
            span.small { (words.with("coop-member-deliveries-latest", &[("shown", words.number(shown).into()), ("count", words.number(all).into())])) }
        }
    };
    table_card(
        "scale",
        &heading,
        aside,
        html! { (Table { words, caption: &heading, columns: &columns, rows: rows.collect(), foot: vec![], listing: None }) },
    )
}

fn paid(page: &MemberPage) -> Markup {
    let (words, coop) = (page.around.words, &page.coop);
    let heading = words.say("coop-paid-out");
    let columns = [
        Column::lead(words.say("date")),
        Column::number(words.say("coop-paid-deliveries")),
        Column::number(words.say("coop-paid-dividends")),
        Column::figure(words.say("coop-paid-together")),
    ];
    let rows = page.paid.iter().map(|(day, deliveries, dividends)| {
        Row::new(vec![
            html! { span.n { (words.date_short(*day)) } },
            money_or_blank(words, coop, *deliveries),
            money_or_blank(words, coop, *dividends),
            coop.money(words, deliveries + dividends),
        ])
    });
    table_card(
        "banknote",
        &heading,
        html! {},
        html! { (Table { words, caption: &heading, columns: &columns, rows: rows.collect(), foot: vec![], listing: None }) },
    )
}
