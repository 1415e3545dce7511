//! The banks that somebody may see, or those of a group; and the form that founds one.
use super::GoodHead;
use crate::{
    layout::icon,
    parts::{
        Around, Column, Fields, GroupHead, Listing, Name, Problem, Row, Table, Tone, badge, empty, encode, note_box, table_card,
    },
};
use maud::{Markup, html};
use serde::Deserialize;
use std::borrow::Cow;
use words::Words;

/// The list of banks.
#[derive(Clone, Debug)]
pub struct BanksPage {
    /// What surrounds the page.
    pub around: Around,
    /// The group whose banks these are; none: all that the reader may see.
    pub group: Option<GroupHead>,
    /// The banks of this page of the list.
    pub banks: Vec<BankLine>,
    /// Sorting (`name`, `group`, `waiting`) and paging.
    pub listing: Listing,
    /// May found one in this group.
    pub may_found: bool,
}

/// A bank in the list.
#[derive(Clone, Debug)]
pub struct BankLine {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: Name,
    /// The group that keeps it.
    pub group: GroupHead,
    /// What lies in its store.
    pub store: Vec<(GoodHead, i64)>,
    /// What is lent.
    pub lent: Vec<(GoodHead, i64)>,
    /// Its animals, wherever they are.
    pub animals: Vec<(GoodHead, i64)>,
    /// Money in its box, smallest units of the group's currency.
    pub money: i64,
    /// Requests that wait.
    pub waiting: u32,
}

/// `GET /banks` and `GET /groups/{code}/banks`
pub fn banks(page: &BanksPage) -> Markup {
    let words = page.around.words;
    let found = page.group.as_ref().filter(|_| page.may_found).map(|group| group.href("banks/new"));
    let (title, label) = (words.say("banks"), words.say("bank-found"));
    let body = html! {
        div.stack {
            @if page.banks.is_empty() {
                div.card {
                    (empty("warehouse", &words.say("bank-none-yet"), &words.say("bank-none-yet-text"), found.as_deref().map(|href| (href, &*label))))
                }
            } @else {
                @if let Some(href) = &found { div.actions { a.btn.main href=(href) { (icon("plus")) (words.say("bank-found")) } } }
                (table_card("warehouse", &title, html! {}, table(page, &title)))
            }
        }
    };
    let (under, back) = match &page.group {
        Some(group) => (group.name.show(words).to_owned(), group.href("")),
        None => (page.around.user_name().to_owned(), "/".to_owned()),
    };
    page.around.page(&title, &under, Some(&back), &[], body)
}

fn table(page: &BanksPage, caption: &str) -> Markup {
    let words = page.around.words;
    let columns = [
        Column::lead(words.say("bank")).sorted_by("name"),
        Column::text(words.say("bank-in-store")),
        Column::text(words.say("bank-out-on-loan")),
        Column::text(words.say("bank-heads")),
        Column::text(words.say("bank-money-box")),
        Column::act(words.say("bank-tab-requests")).sorted_by("waiting"),
    ];
    let row = |line: &BankLine| {
        Row::new(vec![
            html! {
                a href={ "/banks/" (encode(&line.code)) } { (line.name.show(words)) }
                @if page.group.is_none() { span.small { (line.group.name.show(words)) } }
            },
            goods(words, &line.store),
            goods(words, &line.lent),
            goods(words, &line.animals),
            html! { @if line.money != 0 { (line.group.unit.amount(words, line.money)) } },
            html! {
                @if line.waiting > 0 {
                    (badge(Tone::Wait, "hourglass", &words.with("waiting-short", &[("count", words.number(line.waiting.into()).into())])))
                }
            },
        ])
    };
    let rows = page.banks.iter().map(row).collect();
    html! { (Table { words, caption, columns: &columns, rows, foot: vec![], listing: Some(&page.listing) }) }
}

/// Goods under each other, each with its name and how much.
pub(super) fn goods(words: Words, goods: &[(GoodHead, i64)]) -> Markup {
    html! {
        @for (at, (good, quantity)) in goods.iter().enumerate() {
            @if at > 0 { br; }
            span.muted { (good.name(words)) } " " (good.amount(words, *quantity))
        }
    }
}

/// What is typed to found a bank.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct FoundForm {
    /// Made by the server: sent twice, founded once.
    pub key: String,
    /// Its code.
    pub code: String,
    /// Its name in Khmer.
    pub name_km: String,
    /// Its name in Latin script.
    pub name_latin: String,
    /// Where it is.
    pub village_code: String,
    /// Its first day.
    pub opened_on: String,
    /// The scheme that its rules begin with.
    pub scheme: String,
    /// Or the rules as a text; blank: the scheme's.
    pub text: String,
}

/// The form that founds a bank.
#[derive(Clone, Debug)]
pub struct FoundPage {
    /// What surrounds the page.
    pub around: Around,
    /// The group that will keep it.
    pub group: GroupHead,
    /// The schemes: their codes; keys `bank-scheme-<code>` and `bank-scheme-<code>-text` name them.
    pub schemes: Vec<&'static str>,
    /// What has been typed.
    pub form: FoundForm,
    /// Every refusal.
    pub problems: Vec<Problem>,
}

/// `GET, POST /groups/{code}/banks/new`
pub fn found(page: &FoundPage) -> Markup {
    let (words, group, form) = (page.around.words, &page.group, &page.form);
    let fields = Fields { words, problems: &page.problems };
    let schemes: Vec<(&str, Cow<'_, str>, Cow<'_, str>)> = page
        .schemes
        .iter()
        .map(|code| (*code, words.say(&format!("bank-scheme-{code}")), words.say(&format!("bank-scheme-{code}-text"))))
        .collect();
    let back = group.href("banks");
    let body = html! {
        form.form.stack.narrow method="post" action=(group.href("banks/new")) novalidate {
            (fields.summary())
            input type="hidden" name="key" value=(form.key);
            fieldset.set {
                legend { (icon("warehouse")) (words.say("bank-the-bank")) }
                div.pair {
                    (fields.text("name_km", "bank-name-km", &form.name_km))
                    (fields.text("name_latin", "bank-name-latin", &form.name_latin))
                }
                div.pair {
                    (fields.text("code", "bank-code", &form.code).mid().hint("bank-code-hint"))
                    (fields.count("village_code", "village-code", &form.village_code).mid().hint("village-code-hint"))
                }
                (fields.date("opened_on", "bank-opened-on", &form.opened_on))
            }
            fieldset.set {
                legend { (icon("scroll-text")) (words.say("bank-agreement")) }
                (note_box("", "info", html! { p { (words.say("bank-scheme-hint")) } }))
                (fields.radios("scheme", "start-from", &form.scheme, false, &schemes))
                details.fold open[!form.text.is_empty()] {
                    summary { (icon("chevron-right")) (words.say("bank-rules-as-text")) }
                    (fields.area("text", "bank-rules-text", &form.text).hint("bank-scheme-text-hint"))
                }
            }
            div.actions {
                button.btn.main type="submit" { (icon("check")) (words.say("bank-found")) }
                a.btn href=(back) { (words.say("cancel")) }
            }
        }
    };
    page.around.page(&words.say("bank-found"), group.name.show(words), Some(&back), &page.problems, body)
}
