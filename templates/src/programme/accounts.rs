//! The accounts over many books: groups' health, the portfolio, the consolidated trial balance and the statements.
pub mod health;
pub mod portfolio;
pub mod statements;
pub mod trial;

use super::{ProgrammeFrame, Scope, Tab, print_button};
use crate::{
    layout::icon,
    parts::{self, Around, Problem, Unit, with_query},
};
use domain::programme::statements::{Account, FundKind};
use maud::{Markup, html};
use std::borrow::Cow;
use words::Words;

/// The pages that stand side by side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Page {
    /// Every group's health.
    Health,
    /// What is lent and given.
    Portfolio,
    /// The trial balance of all books.
    Trial,
    /// The statements.
    Statements,
}

impl Page {
    const ALL: [(Page, &'static str, &'static str, &'static str); 4] = [
        (Page::Health, "heart-pulse", "/programme/health", "programme-health"),
        (Page::Portfolio, "hand-coins", "/programme/portfolio", "programme-portfolio"),
        (Page::Trial, "scale", "/programme/trial-balance", "programme-trial-balance"),
        (Page::Statements, "scroll-text", "/programme/statements", "programme-statements"),
    ];

    /// Its address.
    pub fn path(self) -> &'static str {
        Page::ALL.into_iter().find(|(page, ..)| *page == self).map_or("/programme", |(_, _, path, _)| path)
    }
}

/// A page with the others of its kind beside it.
fn draw(around: &Around, here: Page, scope: &Scope, problems: &[Problem], body: Markup) -> Markup {
    let words = around.words;
    let all =
        Page::ALL.map(|(_, symbol, path, key)| (symbol, with_query(path, &[("organisation", &scope.chosen)]), words.say(key)));
    let at = Page::ALL.iter().position(|(page, ..)| *page == here).unwrap_or(0);
    let title = words.say(Page::ALL[at].3);
    let body = html! { (parts::tabs(&words.say("programme-accounts"), at, &all)) (body) };
    let under = scope.said(words);
    ProgrammeFrame {
        around,
        tab: Tab::Other,
        title: &title,
        under: &under,
        back: "/programme",
        organisation: &scope.chosen,
        problems,
    }
    .draw(body)
}

/// An account in the reader's language.
fn account_name(words: Words, account: &Account) -> Cow<'static, str> {
    words.say(&format!("account-{}", account.code))
}

/// What a fund is for, in the reader's language.
fn fund_name(words: Words, fund: FundKind) -> Cow<'static, str> {
    words.say(&format!("fund-kind-{}", fund.code()))
}

/// The button that prints, and the same as files.
fn buttons(words: Words, files: &[(&'static str, String)]) -> Markup {
    html! { div.actions.even { (print_button(words)) (crate::awards::reports::files(words, files)) } }
}

/// A column's head with the sign of what it is counted in.
fn in_unit(words: Words, key: &str, unit: &Unit) -> String {
    format!("{} ({})", words.say(key), parts::sign(words, unit))
}

/// A choice of a filter: what the address says, and its name.
pub type Choice = (String, String);

fn select(words: Words, name: &str, label: &str, here: &str, all: &str, choices: &[Choice]) -> Markup {
    html! {
        div.f { label for=(name) { (words.say(label)) }
            select.box #(name) name=(name) {
                option value="" { (words.say(all)) }
                @for (value, text) in choices { option value=(value) selected[value == here] { (text) } }
            } }
    }
}

/// So many of all in tenths of a per cent; a dash where there is nothing to divide by.
fn percent(words: Words, tenths: Option<i64>) -> Markup {
    html! { span.n { @match tenths { Some(tenths) => (words.amount(tenths, 1, "%")), None => "–" } } }
}

/// A long table in a card. On a phone it folds, or the page would be twenty screens long; a laptop and paper show it
/// whole where the browser can (`programme.css`).
fn sheet_card(symbol: &str, title: &str, open: bool, body: Markup) -> Markup {
    html! {
        details.card.flush.sheet open[open] {
            summary.card-head { h2 { (icon(symbol)) (title) } (icon("chevron-right")) }
            (body)
        }
    }
}

fn number(words: Words, number: i64) -> Markup {
    html! { span.n { (words.number(number)) } }
}
