//! What one officer asks and another decides, as banks and cooperatives show it: the list, and the deciding.
use crate::{
    corrections::CorrectionState,
    layout::icon,
    parts::{Column, Fields, Listing, Row, Table, card, empty, note_box, table_card},
};
use chrono::{DateTime, NaiveDate, Utc};
use maud::{Markup, html};
use words::Words;

/// A request.
#[derive(Clone, Debug)]
pub struct RequestLine {
    /// Its number.
    pub no: i64,
    /// The day for which it is asked.
    pub day: NaiveDate,
    /// What is asked, as a sentence.
    pub what: String,
    /// Who asked.
    pub asked_by: String,
    /// When.
    pub asked_at: DateTime<Utc>,
    /// Where it stands.
    pub state: CorrectionState,
    /// Who decided and when.
    pub decided: Option<(String, DateTime<Utc>)>,
    /// Why it was refused.
    pub refusal: String,
}

/// The list: what waits first, then the latest; `none` says what would stand here.
pub(crate) fn list(
    words: Words,
    title: &str,
    (requests, listing): (&[RequestLine], &Listing),
    href: impl Fn(i64) -> String,
    none: &str,
) -> Markup {
    let columns = [
        Column::mark(words.say("number-short")),
        Column::lead(words.say("bank-what-is-asked")),
        Column::text(words.say("bank-for-day")),
        Column::text(words.say("asked-by")),
        Column::act(words.say("state")),
    ];
    let row = |line: &RequestLine| {
        Row::new(vec![
            html! { (words.ordinal(line.no)) },
            html! { a href=(href(line.no)) { (line.what) } },
            html! { span.n { (words.date_short(line.day)) } },
            html! { (line.asked_by) " " span.small { (words.instant(line.asked_at)) } },
            line.state.badge(words),
        ])
    };
    let rows = requests.iter().map(row).collect();
    let table = Table { words, caption: title, columns: &columns, rows, foot: vec![], listing: Some(listing) };
    html! {
        @if requests.is_empty() {
            div.card { (empty("user-check", &words.say("bank-no-requests"), &words.say(none), None)) }
        } @else {
            p.hint { (words.say("bank-requests-text")) }
            (table_card("user-check", title, html! {}, html! { (table) }))
        }
    }
}

/// Who may decide, and what is to be known before.
pub(crate) struct Deciding<'a> {
    /// The address of the request.
    pub here: String,
    /// The reader asked for it herself.
    pub is_own: bool,
    /// May decide requests here at all.
    pub may_decide: bool,
    /// It cannot be confirmed any more.
    pub stuck: bool,
    /// What is to be known before it is confirmed.
    pub cautions: &'a [String],
}

/// The forms that confirm, refuse or take back.
pub(crate) fn decide(words: Words, who: &Deciding<'_>, fields: Fields<'_>) -> Markup {
    let refusal = |heading: &str, button: &str| {
        html! {
            form.card.form method="post" action={ (who.here) "/refuse" } novalidate {
                h2 { (icon("ban")) (words.say(heading)) }
                (fields.area("reason", "reason", ""))
                div.actions { button.btn.danger type="submit" { (icon("ban")) (words.say(button)) } }
            }
        }
    };
    match (who.is_own, who.may_decide) {
        (true, may) => html! {
            (note_box("warn", "users", html! { p { b { (words.say("loan-own-request")) } } p { (words.say("own-correction-text")) } }))
            @if may { (refusal("take-back", "take-back")) }
        },
        (false, false) => note_box("", "hourglass", html! { p { (words.say("waits-for-officer")) } }),
        (false, true) => html! {
            @for caution in who.cautions { (note_box("warn", "triangle-alert", html! { p { (caution) } })) }
            @if !who.stuck {
                (card("user-check", &words.say("your-decision"), html! {
                    p { (words.say("bank-confirm-text")) }
                    form.actions #confirm tabindex="-1" method="post" action={ (who.here) "/confirm" } {
                        button.btn.main type="submit" { (icon("check")) (words.say("bank-confirm")) }
                    }
                }))
            }
            (refusal("or-refuse", "refuse"))
        },
    }
}

/// Who did it, and when.
pub(crate) fn said_by(words: Words, who: &str, at: DateTime<Utc>) -> Markup {
    html! { (who) " · " span.n { (words.instant(at)) } }
}
