//! Practice: the band that stands on every page of a practice group, and the pages on which practice is begun, begun anew
//! and seen.
use crate::layout::icon;
use crate::parts::{self, Around, Column, Fields, GroupHead, Name, Problem, Row as TableRow, Table, card, empty, facts, note_box};
use chrono::{DateTime, Utc};
use maud::{Markup, html};
use serde::Deserialize;
use std::borrow::Cow;
use words::Words;

/// What says at the top of a page that nothing on it is real.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Band {
    /// The practice group's code.
    pub code: String,
    /// The reader acts as its second officer.
    pub second: bool,
}

impl Band {
    /// The band: a symbol, words, and stripes that are seen without colour too.
    pub fn draw(&self, words: Words) -> Markup {
        let key = if self.second { "practice-band-second" } else { "practice-band" };
        html! {
            aside.practice-band aria-label=(words.say("practice")) {
                (icon("notebook-pen"))
                p { b { (words.say(key)) } }
                @if self.second {
                    form method="post" action={ (home(&self.code)) "/second" } {
                        button.btn type="submit" name="second" value="0" { (words.say("practice-second-stop")) }
                    }
                } @else {
                    a href=(home(&self.code)) aria-label=(words.say("practice-band-more")) { (icon("info")) }
                }
            }
        }
    }
}

/// The page of a practice group about itself.
fn home(code: &str) -> String {
    format!("/groups/{}/practice", parts::encode(code))
}

/// What is typed to practise with ready-made rules.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct BeginForm {
    /// The code of the organisation whose people learn.
    pub organisation: String,
    /// The code of a set of rules.
    pub rules: String,
    /// `1`: with a rice bank.
    pub bank: String,
}

/// Who practises at present, as far as the reader may see it.
#[derive(Clone, Debug)]
pub struct ListPage {
    /// What surrounds the page.
    pub around: Around,
    /// The practice groups.
    pub rows: Vec<Row>,
    /// The reader's own.
    pub own: Option<String>,
    /// For whom she may begin one by ready-made rules: code and name.
    pub organisations: Vec<(String, Name)>,
    /// The sets of rules: `template-<code>` names each.
    pub templates: Vec<&'static str>,
    /// What was typed.
    pub form: BeginForm,
    /// Every refusal.
    pub problems: Vec<Problem>,
}

/// A practice group in the list.
#[derive(Clone, Debug)]
pub struct Row {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: Name,
    /// The code of the group whose rules it copied; empty where they were ready-made.
    pub like: String,
    /// Who practises.
    pub by: String,
    /// Since when.
    pub since: DateTime<Utc>,
}

/// `GET /practice`
pub fn list(page: &ListPage) -> Markup {
    let words = page.around.words;
    let heading = words.say("practice-groups");
    let columns = [
        Column::lead(words.say("name")),
        Column::text(words.say("practice-of")),
        Column::text(words.say("practice-rules-of")),
        Column::text(words.say("practice-since")),
    ];
    let row = |one: &Row| TableRow {
        cells: vec![
            html! { a href={ "/groups/" (parts::encode(&one.code)) } { (one.name.show(words)) } " " span.muted { (one.code) } },
            html! { (one.by) },
            rules_of(words, &one.like),
            html! { span.n { (words.instant(one.since)) } },
        ],
        tone: "",
    };
    let body = html! {
        div.stack {
            (Fields { words, problems: &page.problems }.summary())
            (note_box("", "notebook-pen", html! { p { (words.say("practice-text")) } }))
            @if let Some(code) = &page.own { (parts::more(&format!("/groups/{}", parts::encode(code)), &words.say("practice-open"))) }
            (parts::table_card("notebook-pen", &heading, html! {}, html! {
                @if page.rows.is_empty() { (empty("notebook-pen", &words.say("practice-none"), &words.say("practice-none-text"), None)) }
                @else { (Table { words, caption: &heading, columns: &columns, rows: page.rows.iter().map(row).collect(), foot: vec![], listing: None }) }
            }))
            @if page.own.is_none() && !page.organisations.is_empty() { (begin_form(page)) }
        }
    };
    page.around.page(&heading, "", Some("/"), &page.problems, body)
}

fn rules_of(words: Words, like: &str) -> Markup {
    html! { @if like.is_empty() { (words.say("practice-rules-template")) } @else { (like) } }
}

fn begin_form(page: &ListPage) -> Markup {
    let words = page.around.words;
    let fields = Fields { words, problems: &page.problems };
    let organisations =
        page.organisations.iter().map(|(code, name)| (code.as_str().into(), name.show(words).into())).collect::<Vec<_>>();
    let rules = page.templates.iter().map(|code| ((*code).into(), words.say(&format!("template-{code}")))).collect::<Vec<_>>();
    html! {
        form.card.form.stack method="post" action="/practice" {
            h2 { (icon("plus")) (words.say("practice-begin-new")) }
            (fields.select("organisation", "practice-organisation", &page.form.organisation, &organisations))
            (fields.select("rules", "practice-rules", &page.form.rules, &rules))
            (fields.check("bank", "practice-bank", !page.form.bank.is_empty()))
            div.actions { button.btn.main type="submit" { (words.say("practice-begin")) } }
        }
    }
}

/// The way to practise with a group's rules.
#[derive(Clone, Debug)]
pub struct LikePage {
    /// What surrounds the page.
    pub around: Around,
    /// The real group.
    pub group: GroupHead,
    /// Code and number of the reader's practice group, where she has one.
    pub own: Option<(String, i64)>,
    /// The group keeps a bank.
    pub keeps_bank: bool,
}

/// `GET /groups/{code}/practice` of a real group
pub fn like(page: &LikePage) -> Markup {
    let (words, group) = (page.around.words, &page.group);
    let title = words.say("practice-door");
    let body = html! {
        div.stack.narrow {
            (note_box("", "notebook-pen", html! { p { (words.say("practice-text")) } }))
            @if let Some((code, _)) = &page.own {
                (card("info", &words.say("practice"), html! {
                    p { (words.with("practice-yours", &[("code", code.into())])) }
                    (parts::more(&format!("/groups/{}", parts::encode(code)), &words.say("practice-open")))
                }))
            }
            form.card.form.stack method="post" action=(group.href("practice")) {
                h2 { (icon("scroll-text")) (words.say("practice-begin-like")) }
                p { (words.say("practice-begin-like-text")) }
                @if let Some((_, no)) = &page.own {
                    (note_box("warn", "triangle-alert", html! { p { (words.say("practice-instead-text")) } }))
                    input type="hidden" name="instead" value=(no);
                }
                (Fields { words, problems: &[] }.check("bank", "practice-bank", page.keeps_bank))
                div.actions {
                    @if page.own.is_some() { button.btn.danger type="submit" { (words.say("practice-instead")) } }
                    @else { button.btn.main type="submit" { (words.say("practice-begin")) } }
                }
            }
        }
    };
    page.around.page(&title, group.name.show(words), Some(&group.href("")), &[], body)
}

/// What a practice group says of itself.
#[derive(Clone, Debug)]
pub struct OwnPage {
    /// What surrounds the page.
    pub around: Around,
    /// The practice group.
    pub group: GroupHead,
    /// Who practises.
    pub by: String,
    /// Since when.
    pub since: DateTime<Utc>,
    /// The code of the group whose rules it copied; empty where they were ready-made.
    pub like: String,
    /// It is the reader's own.
    pub own: bool,
    /// She acts as the second officer.
    pub second: bool,
}

/// `GET /groups/{code}/practice` of a practice group
pub fn own(page: &OwnPage) -> Markup {
    let (words, group) = (page.around.words, &page.group);
    let title = words.say("practice");
    let said: [(Cow<'_, str>, Markup); 3] = [
        (words.say("practice-of"), html! { (page.by) }),
        (words.say("practice-rules-of"), rules_of(words, &page.like)),
        (words.say("practice-since"), html! { span.n { (words.instant(page.since)) } }),
    ];
    let body = html! {
        div.stack.narrow {
            (note_box("", "notebook-pen", html! { p { (words.say("practice-text")) } }))
            (card("info", &words.say("practice"), facts(&said)))
            @if page.own {
                section.card.stack {
                    h2 { (icon("users")) (words.say("practice-second")) }
                    p { (words.say("practice-second-text")) }
                    form method="post" action=(group.href("practice/second")) {
                        @if page.second { button.btn type="submit" name="second" value="0" { (words.say("practice-second-stop")) } }
                        @else { button.btn.main type="submit" name="second" value="1" { (words.say("practice-second-start")) } }
                    }
                }
                section.card.stack {
                    h2 { (icon("refresh-cw")) (words.say("practice-ends")) }
                    div.actions { a.btn href=(group.href("practice/anew")) { (words.say("practice-anew")) } }
                }
            }
        }
    };
    page.around.page(&title, group.name.show(words), Some(&group.href("")), &[], body)
}
