//! Tokens with which programs of others read figures.
use crate::layout::icon;
use crate::parts::{Around, Column, Fields, Name, Problem, Row, Table, Tone, badge, empty, note_box, table_card};
use chrono::{DateTime, NaiveDate, Utc};
use maud::{Markup, html};
use serde::Deserialize;
use words::Words;

/// The list of tokens.
#[derive(Clone, Debug)]
pub struct TokensPage {
    /// What surrounds the page.
    pub around: Around,
    /// Every token, those that were not revoked first.
    pub tokens: Vec<TokenRow>,
    /// A token that has just been made: shown this once.
    pub made: Option<String>,
}

/// A token in the list.
#[derive(Clone, Debug)]
pub struct TokenRow {
    /// What names it in addresses.
    pub id: String,
    /// For whom or what it is.
    pub name: String,
    /// What it may read: a key `token-reads-<code>` names each.
    pub reads: Vec<&'static str>,
    /// Of which organisation; none: of the whole programme.
    pub organisation: Option<Name>,
    /// When it was made.
    pub made_at: DateTime<Utc>,
    /// The last day on which it holds.
    pub ends_on: NaiveDate,
    /// The last day on which it was used.
    pub used_on: Option<NaiveDate>,
    /// That day is past.
    pub ended: bool,
    /// When it was revoked.
    pub revoked_at: Option<DateTime<Utc>>,
}

/// `GET /programme/tokens`
pub fn tokens(page: &TokensPage) -> Markup {
    let words = page.around.words;
    let heading = words.say("tokens");
    let columns = [
        Column::lead(words.say("name")),
        Column::line(words.say("token-reads")),
        Column::text(words.say("organisation")),
        Column::text(words.say("token-made-at")),
        Column::text(words.say("token-ends")),
        Column::text(words.say("token-used")),
        Column::act(words.say("state")),
    ];
    let body = html! {
        div.stack {
            @if let Some(token) = &page.made {
                (note_box("warn", "key-round", html! {
                    p { b { (words.say("token-once")) } }
                    p.code.secret { (token) }
                    p.small { (words.say("token-once-text")) }
                }))
            }
            (note_box("", "info", html! {
                p { (words.say("tokens-text")) }
                p.small { (words.say("tokens-described")) " " a.code href="/api/v1/openapi.json" { "/api/v1/openapi.json" } }
            }))
            div.actions { a.btn.main href="/programme/tokens/new" { (icon("plus")) (words.say("token-new")) } }
            (table_card("key-round", &heading, html! {}, html! {
                @if page.tokens.is_empty() { (empty("key-round", &words.say("tokens-none"), &words.say("tokens-none-text"), None)) }
                @else {
                    (Table { words, caption: &heading, columns: &columns, rows: page.tokens.iter().map(|token| row(words, token)).collect(), foot: vec![], listing: None })
                }
            }))
        }
    };
    page.around.page(&heading, "", Some("/programme"), &[], body)
}

fn row(words: Words, token: &TokenRow) -> Row {
    let reads: Vec<_> = token.reads.iter().map(|code| words.say(&format!("token-reads-{code}"))).collect();
    let whose =
        token.organisation.as_ref().map_or_else(|| words.say("whole-programme").into_owned(), |name| name.show(words).to_owned());
    Row {
        cells: vec![
            html! { (token.name) },
            html! { (reads.join(", ")) },
            html! { (whose) },
            html! { span.n { (words.instant(token.made_at)) } },
            html! { span.n { (words.date_short(token.ends_on)) } },
            html! { @match token.used_on { Some(day) => span.n { (words.date_short(day)) }, None => (words.say("never")) } },
            state(words, token),
        ],
        tone: if token.ended || token.revoked_at.is_some() { "old" } else { "" },
    }
}

fn state(words: Words, token: &TokenRow) -> Markup {
    html! {
        @if token.revoked_at.is_some() { (badge(Tone::Stop, "ban", &words.say("token-revoked"))) }
        @else if token.ended { (badge(Tone::Past, "clock", &words.say("token-ended"))) }
        @else { a.btn href={ "/programme/tokens/" (token.id) "/revoke" } { (icon("ban")) (words.say("token-revoke")) } }
    }
}

/// What is typed about a new token.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct TokenForm {
    /// Made by the server: posting the same form twice makes one token.
    pub key: String,
    /// For whom or what it is.
    pub name: String,
    /// An organisation's code; empty: the whole programme.
    pub organisation: String,
    /// The last day on which it holds.
    pub ends: String,
    /// `1`: it may read indicators.
    pub indicators: String,
    /// `1`: it may read targets.
    pub targets: String,
    /// `1`: it may read figures of groups.
    pub groups: String,
}

/// The form for a new token.
#[derive(Clone, Debug)]
pub struct TokenFormPage {
    /// What surrounds the page.
    pub around: Around,
    /// Organisations by their codes.
    pub organisations: Vec<(String, Name)>,
    /// What has been typed.
    pub form: TokenForm,
    /// Every refusal.
    pub problems: Vec<Problem>,
}

/// `GET, POST /programme/tokens/new`
pub fn token_form(page: &TokenFormPage) -> Markup {
    let (words, form) = (page.around.words, &page.form);
    let fields = Fields { words, problems: &page.problems };
    let whole = std::iter::once(("".into(), words.say("whole-programme")));
    let organisations: Vec<_> =
        whole.chain(page.organisations.iter().map(|(code, name)| (code.as_str().into(), name.show(words).into()))).collect();
    let body = html! {
        form.form.stack.narrow method="post" action="/programme/tokens/new" novalidate {
            (fields.summary())
            input type="hidden" name="key" value=(form.key);
            section.card.form {
                (fields.text("name", "token-name", &form.name).hint("token-name-hint"))
                fieldset.f {
                    legend { (words.say("token-reads")) }
                    div.stack {
                        (fields.check("indicators", "token-reads-indicators", form.indicators == "1"))
                        (fields.check("targets", "token-reads-targets", form.targets == "1"))
                        (fields.check("groups", "token-reads-groups", form.groups == "1"))
                    }
                }
                (fields.select("organisation", "token-whose", &form.organisation, &organisations))
                (fields.date("ends", "token-ends", &form.ends).hint("token-ends-hint"))
            }
            (note_box("", "key-round", html! { p { (words.say("token-first-text")) } }))
            div.actions {
                button.btn.main type="submit" { (icon("check")) (words.say("token-make")) }
                a.btn href="/programme/tokens" { (words.say("cancel")) }
            }
        }
    };
    page.around.page(&words.say("token-new"), "", Some("/programme/tokens"), &page.problems, body)
}
