//! What in training asks for somebody's attention, and where it is mended.
use super::{
    coaching::Choice,
    frame::{Sheet, files},
    sessions::choose,
};
use crate::{
    layout::icon,
    parts::{Around, Column, Listing, Name, Row, Table, Tone, badge, empty, table_card, with_query},
};
use maud::{Markup, html};

/// The sorts of alarms, by the words that the address has for them.
pub const KINDS: [&str; 5] = ["trainees", "households", "several", "not-visited", "no-attendance"];

/// One alarm.
#[derive(Clone, Debug)]
pub struct AlarmLine {
    /// One of [`KINDS`].
    pub kind: &'static str,
    /// About whom.
    pub name: Name,
    /// Who coaches her, where it is about somebody who is coached.
    pub coach: Name,
    /// What is the matter, in the reader's language.
    pub text: String,
    /// The code of the organisation.
    pub organisation: String,
    /// Where it is mended.
    pub href: String,
    /// The key of what is done there.
    pub mend: &'static str,
}

/// The page.
#[derive(Clone, Debug)]
pub struct AlarmsPage {
    /// What surrounds the page.
    pub around: Around,
    /// The alarms of this page of the list.
    pub alarms: Vec<AlarmLine>,
    /// Paging.
    pub listing: Listing,
    /// How many there are of each kind under the organisation chosen.
    pub counts: Vec<(&'static str, i64)>,
    /// How many there are of each partner: code and number.
    pub partners: Vec<(String, i64)>,
    /// Organisations to choose from.
    pub organisations: Vec<Choice>,
    /// The one chosen.
    pub organisation: String,
    /// The kind chosen.
    pub kind: String,
}

/// `GET /training/alarms`
pub fn alarms(page: &AlarmsPage) -> Markup {
    let words = page.around.words;
    let title = words.say("training-alarms");
    let keep = [("organisation", &*page.organisation), ("kind", &*page.kind)];
    let kind_word = |kind: &str| words.say(&format!("training-alarm-{kind}"));
    let kinds: Vec<Choice> = KINDS.iter().map(|kind| ((*kind).to_owned(), kind_word(kind).into_owned())).collect();
    let to = |organisation: &str, kind: &str| with_query("/training/alarms", &[("organisation", organisation), ("kind", kind)]);
    let columns = [
        Column::lead(words.say("name")),
        Column::line(words.say("training-alarm")),
        Column::text(words.say("organisation")),
        Column::act(words.say("training-alarm-mend")),
    ];
    let row = |line: &AlarmLine| {
        Row::new(vec![
            html! {
                b { (line.name.show(words)) }
                @if !line.coach.show(words).is_empty() { span.small { (words.with("coaching-of", &[("name", line.coach.show(words).into())])) } }
            },
            html! { (icon("triangle-alert")) " " (line.text) },
            html! { (line.organisation) },
            html! { a.btn href=(line.href) { (words.say(line.mend)) } },
        ])
    };
    let body = html! {
        ul.alarm-counts {
            @for (kind, count) in &page.counts { li { a.card href=(to(&page.organisation, kind)) aria-current=[(page.kind == *kind).then_some("true")] {
                span { (kind_word(kind)) }
                @if *count == 0 { (badge(Tone::Good, "circle-check", &words.number(0))) } @else { (badge(Tone::Warn, "triangle-alert", &words.number(*count))) }
            } } }
        }
        @if page.partners.len() > 1 {
            p.partners { @for (code, count) in &page.partners { a href=(to(code, &page.kind)) { (code) " " span.n { (words.number(*count)) } } } }
        }
        (table_card("bell", &title, html! {}, html! {
            form.filter.pad method="get" action="/training/alarms" {
                @if page.organisations.len() > 1 {
                    (choose("organisation", &words.say("organisation"), &words.say("coaching-all-organisations"), &page.organisation, &page.organisations))
                }
                (choose("kind", &words.say("training-kind"), &words.say("training-all-kinds"), &page.kind, &kinds))
                button.btn type="submit" { (icon("search")) (words.say("show")) }
            }
            @if page.alarms.is_empty() {
                (empty("circle-check", &words.say("training-alarms-none"), &words.say("training-alarms-none-text"), None))
            } @else {
                (Table { words, caption: &title, columns: &columns, rows: page.alarms.iter().map(row).collect(), foot: vec![], listing: Some(&page.listing) })
            }
        }))
        @if !page.alarms.is_empty() { (files(words, "/training/alarms", &keep)) }
    };
    Sheet { around: &page.around, title: &title, under: "", back: "/training", problems: &[] }.draw(body)
}
