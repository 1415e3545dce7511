//! The register of shares, and whether the shares at par make the capital that is reported; and everything that was given
//! against the harvest.
use super::{
    CoopFrame, CoopHead, Who,
    member::CreditLine,
    members::{member_tabs, money_or_blank},
};
use crate::{
    layout::icon,
    parts::{
        Around, Column, Fields, Listing, Problem, Row, Table, Tile, card, empty, note_box, sign, table_card, tabs, tiles,
        with_query,
    },
};
use chrono::NaiveDate;
use maud::{Markup, html};
use words::Words;

/// The register of shares.
#[derive(Clone, Debug)]
pub struct SharesPage {
    /// What surrounds the page.
    pub around: Around,
    /// Which cooperative.
    pub coop: CoopHead,
    /// What one share costs today.
    pub par: i64,
    /// All shares.
    pub shares: i64,
    /// Members who hold some.
    pub holders: i64,
    /// Members who hold fewer than the by-laws ask for, and how many those are.
    pub too_few: (i64, i64),
    /// The capital that the books say.
    pub books: i64,
    /// The certificates of this page of the list.
    pub certificates: Vec<CertificateLine>,
    /// Sorting (`number`, `name`, `since`, `shares`) and paging.
    pub listing: Listing,
    /// What was searched for.
    pub q: String,
    /// What was typed into the check.
    pub check: CheckForm,
    /// What it comes to; none: nothing was asked, or it could not be read.
    pub checked: Option<Checked>,
    /// Every refusal of the check.
    pub problems: Vec<Problem>,
}

/// A certificate that stands.
#[derive(Clone, Debug)]
pub struct CertificateLine {
    /// Its number.
    pub no: i64,
    /// Whose.
    pub who: Who,
    /// Since when.
    pub since: NaiveDate,
    /// How many shares.
    pub shares: i64,
}

/// What was typed into the check of a report.
#[derive(Clone, Debug, Default)]
pub struct CheckForm {
    /// How many shares the report says.
    pub shares: String,
    /// The capital that it says.
    pub capital: String,
}

/// What a report's figures come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Checked {
    /// The shares of the report.
    pub shares: i64,
    /// Its capital.
    pub capital: i64,
    /// What its shares make at par.
    pub makes: i64,
}

/// `GET /coops/{coop}/shares?q=&shares=&capital=`
pub fn shares(page: &SharesPage) -> Markup {
    let (words, coop) = (page.around.words, &page.coop);
    let title = words.say("coop-member-shares");
    let body = html! {
        (member_tabs(words, coop, "shares"))
        (Fields { words, problems: &page.problems }.summary())
        (figures(page))
        (books(page))
        (check(page))
        @if page.shares == 0 {
            div.card { (empty("stamp", &words.say("coop-shares-none"), &words.say("coop-shares-none-text"), None)) }
        } @else {
            (search(page))
            (register(page))
        }
    };
    let (back, problems) = (coop.href("members"), &page.problems);
    CoopFrame { around: &page.around, coop, tab: Some("members"), title: &title, back, problems, scripts: &[] }.draw(body)
}

fn figures(page: &SharesPage) -> Markup {
    let (words, coop) = (page.around.words, &page.coop);
    let few = [("count", words.number(page.too_few.0).into()), ("least", words.number(page.too_few.1).into())];
    tiles(&[
        Tile {
            icon: "stamp",
            label: words.say("coop-shares-in-all"),
            figure: html! { span.n { (words.number(page.shares)) } },
            under: html! { (words.with("coop-shares-par", &[("amount", coop.group.unit.text(words, page.par).into())])) },
        },
        Tile {
            icon: "users",
            label: words.say("coop-shares-holders"),
            figure: html! { span.n { (words.number(page.holders)) } },
            under: html! { @if page.too_few.0 > 0 { (words.with("coop-shares-too-few", &few)) } },
        },
        Tile { icon: "vault", label: words.say("coop-shares-capital"), figure: coop.money(words, page.books), under: html! {} },
    ])
}

/// A product that is not what somebody says: both and the difference, told as a sentence each.
fn told(coop: &CoopHead, words: Words, (shares, par, makes, says): (i64, i64, i64, i64), who: &str) -> Markup {
    let money = |amount: i64| coop.group.unit.text(words, amount);
    let values = [
        ("shares", words.number(shares).into()),
        ("par", money(par).into()),
        ("makes", money(makes).into()),
        ("says", money(says).into()),
        ("difference", money((says - makes).saturating_abs()).into()),
    ];
    let way = if says > makes { "more" } else { "less" };
    html! {
        p { (words.with("coop-shares-make", &values)) }
        p { b { (words.with(&format!("coop-{who}-says-{way}"), &values)) } }
    }
}

fn books(page: &SharesPage) -> Markup {
    let (words, coop) = (page.around.words, &page.coop);
    let makes = page.shares.saturating_mul(page.par);
    if makes == page.books {
        return html! {
            @if page.shares > 0 {
                (note_box("", "circle-check", html! { p { (words.with("coop-books-agree", &[("amount", coop.group.unit.text(words, makes).into())])) } }))
            }
        };
    }
    note_box("warn", "triangle-alert", told(coop, words, (page.shares, page.par, makes, page.books), "books"))
}

fn check(page: &SharesPage) -> Markup {
    let (words, coop) = (page.around.words, &page.coop);
    let fields = Fields { words, problems: &page.problems };
    let sign = sign(words, &coop.group.unit);
    let body = html! {
        p.hint { (words.say("coop-check-text")) }
        form.form method="get" action=(coop.href("shares")) novalidate {
            div.pair.start {
                (fields.count("shares", "coop-check-shares", &page.check.shares))
                (fields.amount("capital", "coop-check-capital", &page.check.capital, &sign))
            }
            div.actions { button.btn type="submit" { (icon("equal")) (words.say("coop-check-it")) } }
        }
        @if let Some(checked) = page.checked { div.reckoned #checked role="status" { (verdict(page, checked)) } }
    };
    card("calculator", &words.say("coop-check"), body)
}

fn verdict(page: &SharesPage, checked: Checked) -> Markup {
    let (words, coop) = (page.around.words, &page.coop);
    let Checked { shares, capital, makes } = checked;
    if makes == capital {
        let values = [("shares", words.number(shares).into()), ("amount", coop.group.unit.text(words, makes).into())];
        return note_box("", "circle-check", html! { p { (words.with("coop-check-agrees", &values)) } });
    }
    let even = page.par > 0 && capital % page.par == 0;
    note_box(
        "warn",
        "triangle-alert",
        html! {
            (told(coop, words, (shares, page.par, makes, capital), "report"))
            @if even {
                p { (words.with("coop-check-needs", &[("shares", words.number(capital / page.par).into())])) }
            } @else { p { (words.say("coop-check-no-number")) } }
        },
    )
}

fn search(page: &SharesPage) -> Markup {
    let (words, coop) = (page.around.words, &page.coop);
    html! {
        form.filter method="get" action=(coop.href("shares")) {
            div.f.grow {
                label for="q" { (words.say("coop-certificate-find")) }
                input.box #q name="q" type="search" value=(page.q) autocomplete="off" maxlength="80";
            }
            button.btn type="submit" { (icon("search")) (words.say("search")) }
        }
    }
}

fn register(page: &SharesPage) -> Markup {
    let (words, coop) = (page.around.words, &page.coop);
    let heading = words.say("coop-certificates");
    let columns = [
        Column::mark(words.say("number-short")).sorted_by("number"),
        Column::lead(words.say("member")).sorted_by("name"),
        Column::text(words.say("coop-certificate-since")).sorted_by("since"),
        Column::figure(words.say("coop-member-shares")).sorted_by("shares"),
        Column::number(words.say("coop-shares-at-par")),
    ];
    let rows = page.certificates.iter().map(|one| {
        Row::new(vec![
            html! { (words.ordinal(one.no)) },
            one.who.link(words, coop),
            html! { span.n { (words.date_short(one.since)) } },
            html! { span.n { (words.number(one.shares)) } },
            coop.money(words, one.shares.saturating_mul(page.par)),
        ])
    });
    let table =
        Table { words, caption: &heading, columns: &columns, rows: rows.collect(), foot: vec![], listing: Some(&page.listing) };
    table_card(
        "stamp",
        &heading,
        html! {},
        html! {
            @if page.certificates.is_empty() {
                (empty("search", &words.say("nothing-found"), &words.say("nothing-found-text"), Some((&*coop.href("shares"), &*words.say("show-all")))))
            } @else { (table) }
        },
    )
}

/// Which credits the list shows.
pub const CREDIT_STATES: [&str; 4] = ["open", "late", "paid", "all"];

/// Advances and inputs on credit.
#[derive(Clone, Debug)]
pub struct CreditsPage {
    /// What surrounds the page.
    pub around: Around,
    /// Which cooperative.
    pub coop: CoopHead,
    /// The most that one member may owe; 0: no ceiling.
    pub ceiling: i64,
    /// What is owed in all, and by how many.
    pub owed: (i64, i64),
    /// Of it what is past its day, and of how many.
    pub late: (i64, i64),
    /// The credits of this page of the list.
    pub credits: Vec<CreditLine>,
    /// Sorting (`number`, `name`, `due`, `left`) and paging.
    pub listing: Listing,
    /// One of [`CREDIT_STATES`].
    pub state: &'static str,
    /// What was searched for.
    pub q: String,
    /// Something was given, ever.
    pub any: bool,
}

/// `GET /coops/{coop}/credits?state=&q=`
pub fn credits(page: &CreditsPage) -> Markup {
    let (words, coop) = (page.around.words, &page.coop);
    let title = words.say("coop-credits");
    let people = |count: i64| html! { (words.with("coop-people", &[("count", words.number(count).into())])) };
    let body = html! {
        (member_tabs(words, coop, "credits"))
        @if !page.any {
            div.card { (empty("hand-coins", &words.say("coop-credits-none"), &words.say("coop-credits-none-text"),
                Some((&*coop.href("members"), &*words.say("coop-credits-choose")))) ) }
        } @else {
            (tiles(&[
                Tile { icon: "hand-coins", label: words.say("coop-they-owe"), figure: coop.money(words, page.owed.0), under: people(page.owed.1) },
                Tile { icon: "clock", label: words.say("coop-credit-late"), figure: coop.money(words, page.late.0), under: people(page.late.1) },
                Tile { icon: "ruler", label: words.say("coop-credit-ceiling"),
                    figure: html! { @if page.ceiling > 0 { (coop.money(words, page.ceiling)) } @else { (words.say("coop-credit-no-ceiling")) } },
                    under: html! {} },
            ]))
            (credit_search(page))
            (table_card("hand-coins", &title, html! {}, html! {
                @if page.credits.is_empty() {
                    (empty("search", &words.say("nothing-found"), &words.say("nothing-found-text"),
                        Some((&*with_query(&coop.href("credits"), &[("state", "all")]), &*words.say("show-all")))))
                } @else { (credit_table(page, &title)) }
            }))
        }
    };
    let back = coop.href("members");
    CoopFrame { around: &page.around, coop, tab: Some("members"), title: &title, back, problems: &[], scripts: &[] }.draw(body)
}

fn credit_search(page: &CreditsPage) -> Markup {
    let (words, coop) = (page.around.words, &page.coop);
    let at = CREDIT_STATES.iter().position(|state| *state == page.state).unwrap_or(0);
    let doors: Vec<_> = CREDIT_STATES
        .iter()
        .zip(["hand-coins", "clock", "check-check", "list"])
        .map(|(state, symbol)| {
            let to = with_query(&coop.href("credits"), &[("state", state), ("q", &page.q)]);
            (symbol, to, words.say(&format!("coop-credits-{state}")))
        })
        .collect();
    html! {
        div.stack {
            (tabs(&words.say("state"), at, &doors))
            form.filter method="get" action=(coop.href("credits")) {
                input type="hidden" name="state" value=(page.state);
                div.f.grow {
                    label for="q" { (words.say("coop-credit-find")) }
                    input.box #q name="q" type="search" value=(page.q) autocomplete="off" maxlength="80";
                }
                button.btn type="submit" { (icon("search")) (words.say("search")) }
            }
        }
    }
}

fn credit_table(page: &CreditsPage, caption: &str) -> Markup {
    let (words, coop) = (page.around.words, &page.coop);
    let columns = [
        Column::mark(words.say("number-short")).sorted_by("number"),
        Column::lead(words.say("member")).sorted_by("name"),
        Column::text(words.say("coop-credit-what")),
        Column::text(words.say("coop-credit-given")),
        Column::number(words.say("coop-credit-amount")),
        Column::number(words.say("coop-credit-plus")),
        Column::text(words.say("coop-credit-due")).sorted_by("due"),
        Column::figure(words.say("coop-credit-left")).sorted_by("left"),
        Column::act(words.say("state")),
    ];
    let rows = page.credits.iter().map(|credit| {
        Row::new(vec![
            html! { (words.ordinal(credit.no)) },
            credit.who.link(words, coop),
            html! { (credit.what(words)) },
            html! { span.n { (words.date_short(credit.given_on)) } },
            coop.money(words, credit.amount),
            money_or_blank(words, coop, credit.charge),
            html! { span.n { (words.date_short(credit.due)) } },
            coop.money(words, credit.left),
            credit.badge(words),
        ])
    });
    html! { (Table { words, caption, columns: &columns, rows: rows.collect(), foot: vec![], listing: Some(&page.listing) }) }
}
