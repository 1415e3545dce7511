//! Books on laptops: who keeps which book and since when nothing was heard of it, the stick and the line, what came of a
//! bundle, and a book in which two wrote.
mod outcome;
mod turn;

pub use outcome::{CameRow, Ending, ForkEntry, ForkSide, ForkView, Met, OutcomePage, met, outcome};
pub use turn::{KeptLine, TurnPage, turn};

use crate::layout::{Frame, icon, page as draw_page};
use crate::parts::{self, Around, Fields, Name, Problem, Tone, Upload, badge, card, encode, facts, note_box};
use chrono::{DateTime, Utc};
use maud::{Markup, html};
use std::borrow::Cow;
use words::Words;

/// The page.
#[derive(Clone, Debug)]
pub struct BundlesPage {
    /// What surrounds the page.
    pub around: Around,
    /// This computer; none where it has no name yet.
    pub own: Option<Own>,
    /// The others, whom nothing was heard of for longest first.
    pub others: Vec<OtherCard>,
    /// Groups whose books are here and may be handed to a laptop: code and name.
    pub groups: Vec<(String, Name)>,
    /// Whether the reader may take cards and hand books over.
    pub sets_up: bool,
    /// Whether the reader may say what this computer is.
    pub names: bool,
    /// What was typed.
    pub form: BundlesForm,
    /// Every refusal.
    pub problems: Vec<Problem>,
}

/// The way to the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Door {
    /// Where it is.
    pub href: &'static str,
    /// Whether this is a village's laptop.
    pub is_laptop: bool,
}

impl Door {
    /// The key of what the page is called.
    pub fn says(self) -> &'static str {
        if self.is_laptop { "bundles-laptop-title" } else { "bundles-title" }
    }
}

/// This computer.
#[derive(Clone, Debug)]
pub struct Own {
    /// Its name.
    pub name: String,
    /// Whether it is a village's laptop.
    pub is_laptop: bool,
    /// What people compare.
    pub fingerprint: String,
    /// The key in the data folder is another one: nothing can be signed here.
    pub lacks_key: bool,
}

/// What is typed on the page.
#[derive(Clone, Debug, Default)]
pub struct BundlesForm {
    /// The name of this computer.
    pub name: String,
    /// `programme` or `laptop`.
    pub kind: String,
    /// The address of the office's server.
    pub address: String,
}

/// Another computer.
#[derive(Clone, Debug)]
pub struct OtherCard {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Whether it is the office.
    pub is_programme: bool,
    /// Given up as lost.
    pub is_lost: bool,
    /// Nothing was heard of it for too long.
    pub is_silent: bool,
    /// When something of it was last taken.
    pub heard: Option<DateTime<Utc>>,
    /// Days since then, where it matters.
    pub days: Option<i64>,
    /// When something was last made for it.
    pub sent: Option<DateTime<Utc>>,
    /// How many of these have no receipt yet.
    pub waiting: i64,
    /// What people compare.
    pub fingerprint: String,
    /// The books that go between here and there.
    pub books: Vec<BookLine>,
}

/// A book between here and there.
#[derive(Clone, Debug)]
pub struct BookLine {
    /// The group's code.
    pub code: String,
    /// Its name.
    pub name: Name,
    /// Whether it is kept there.
    pub is_there: bool,
    /// Whether it is kept here.
    pub is_here: bool,
    /// Since when its keeper keeps it.
    pub since: DateTime<Utc>,
    /// The last entry here.
    pub here: i64,
    /// The last entry that is known to be there.
    pub there: i64,
    /// Entries that are not known to be there.
    pub new_entries: i64,
    /// And meetings.
    pub new_meetings: i64,
    /// And whatever else.
    pub new_others: i64,
    /// Whether the reader may change who keeps it.
    pub may_turn: bool,
}

/// `GET /bundles`
pub fn bundles(page: &BundlesPage) -> Markup {
    let words = page.around.words;
    let is_laptop = page.own.as_ref().is_some_and(|own| own.is_laptop);
    let title = words.say(if is_laptop { "bundles-laptop-title" } else { "bundles-title" });
    let body = html! {
        div.stack {
            (Fields { words, problems: &page.problems }.summary())
            @match &page.own {
                None => { (naming(page)) },
                Some(own) if own.lacks_key => {
                    (note_box("stop", "key-round", html! { p { b { (words.say("bundle-no-keys")) } } p { (words.say("bundle-no-keys-next")) } }))
                },
                Some(own) => {
                    @if own.is_laptop { (on_laptop(page)) } @else { (at_office(page)) }
                    (own_card(page, own))
                },
            }
        }
    };
    let under = page.own.as_ref().map_or("", |own| &own.name);
    let frame = Frame {
        words,
        title: &title,
        under,
        back: Some("/"),
        user: page.around.user.as_deref(),
        path: &page.around.path,
        error: !page.problems.is_empty(),
        scripts: &["award.js"],
        styles: &["award.css"],
        notice: page.around.notice.as_deref(),
        practice: None,
    };
    draw_page(&frame, body)
}

/// A computer without a name: what it is, is said once.
fn naming(page: &BundlesPage) -> Markup {
    let words = page.around.words;
    let fields = Fields { words, problems: &page.problems };
    let kinds = [
        ("laptop", words.say("bundles-kind-laptop"), words.say("bundles-kind-laptop-hint")),
        ("programme", words.say("bundles-kind-programme"), words.say("bundles-kind-programme-hint")),
    ];
    html! {
        (note_box("", "info", html! { p { (words.say("bundles-text")) } }))
        @if page.names {
            form.card.form.stack method="post" action="/bundles/name" {
                h2 { (icon("monitor-smartphone")) (words.say("bundles-naming")) }
                (fields.text("name", "bundles-name", &page.form.name).hint("bundles-name-hint"))
                (fields.radios("kind", "bundles-kind", &page.form.kind, false, &kinds))
                div.actions { button.btn.main type="submit" { (words.say("bundles-name-save")) } }
            }
        } @else {
            (note_box("warn", "triangle-alert", html! { p { (words.say("bundle-no-unnamed")) } }))
        }
    }
}

/// On a laptop: the stick, the answer, the line.
fn on_laptop(page: &BundlesPage) -> Markup {
    let words = page.around.words;
    let Some(office) = page.others.iter().find(|other| other.is_programme) else {
        return note_box(
            "warn",
            "link",
            html! { p { b { (words.say("bundle-no-no-programme")) } } p { (words.say("bundles-meet-first")) } },
        );
    };
    let kept = || office.books.iter().filter(|book| book.is_here);
    html! {
        (standing(words, office))
        @if !office.books.is_empty() || office.waiting > 0 {
            div.halves.even {
                section.card.stack {
                    h2 { (icon("hard-drive")) (words.say("bundles-stick")) }
                    p { (words.say("bundles-stick-text")) }
                    (make_button(words, &office.id, "bundles-stick-make", true))
                    (make_whole(words, &office.id))
                    (take_form(page, "bundles-answer", "bundles-answer-hint", "bundles-answer-take"))
                }
                (over_the_line(page))
            }
        } @else {
            (take_card(page))
        }
        @for book in kept().filter(|book| book.may_turn && page.sets_up) { (hand_back(words, book)) }
    }
}

/// What the office does not have yet.
fn standing(words: Words, office: &OtherCard) -> Markup {
    let sum = |field: fn(&BookLine) -> i64| office.books.iter().filter(|book| book.is_here).map(field).sum::<i64>();
    let (entries, meetings) = (sum(|book| book.new_entries), sum(|book| book.new_meetings));
    let others = sum(|book| book.new_others);
    let all_there = office.books.iter().all(|book| book.new_entries + book.new_meetings + book.new_others == 0);
    let heard = match office.heard {
        Some(at) => html! { span.n { (words.instant(at)) } @if let Some(days) = office.days { " · " (days_ago(words, days)) } },
        None => html! { (words.say("bundles-never")) },
    };
    let known = [
        (words.say("bundles-office"), html! { (office.name) }),
        (words.say("bundles-heard-office"), heard),
        (words.say("bundles-new-entries"), html! { span.n { (words.number(entries)) } }),
        (words.say("bundles-new-meetings"), html! { span.n { (words.number(meetings)) } }),
        (words.say("bundles-new-others"), html! { span.n { (words.number(others)) } }),
    ];
    html! {
        @if office.is_silent { (note_box("warn", "clock", html! { p { b { (words.say("bundles-silent-laptop")) } } })) }
        section.card.stack {
            h2 { (icon(if all_there { "circle-check" } else { "hourglass" }))
                (words.say(if all_there { "bundles-all-there" } else { "bundles-not-there" })) }
            (facts(&known))
            @for book in &office.books { @if !book.is_here { p.small { (where_kept(words, book)) } } }
        }
    }
}

fn where_kept(words: Words, book: &BookLine) -> String {
    words.with("bundles-read-here", &[("group", book.code.as_str().into())])
}

fn days_ago(words: Words, days: i64) -> String {
    match days {
        0 => words.say("bundles-today").into_owned(),
        1 => words.say("bundles-yesterday").into_owned(),
        days => words.with("bundles-days", &[("days", words.number(days).into())]),
    }
}

fn over_the_line(page: &BundlesPage) -> Markup {
    let words = page.around.words;
    let fields = Fields { words, problems: &page.problems };
    html! {
        form.card.form.stack method="post" action="/bundles/send" {
            h2 { (icon("cloud-upload")) (words.say("bundles-line")) }
            p { (words.say("bundles-line-text")) }
            (fields.text("address", "bundles-address", &page.form.address).hint("bundles-address-hint").keypad("url"))
            div.actions { button.btn.main type="submit" { (icon("send")) (words.say("bundles-line-send")) } }
        }
    }
}

fn make_button(words: Words, to: &str, label: &str, main: bool) -> Markup {
    html! {
        form method="post" action="/bundles/make" {
            input type="hidden" name="to" value=(to);
            div.actions { button.btn.(if main { "main" } else { "" }) type="submit" { (icon("hard-drive")) (words.say(label)) } }
        }
    }
}

/// For one that was restored from an older copy, and says that something is missing in between.
fn make_whole(words: Words, to: &str) -> Markup {
    html! {
        details.fold {
            summary { (icon("chevron-right")) (words.say("bundles-whole-ask")) }
            form.stack method="post" action="/bundles/make" {
                p.small { (words.say("bundles-whole-text")) }
                input type="hidden" name="to" value=(to);
                input type="hidden" name="whole" value="1";
                div.actions { button.btn type="submit" { (icon("package")) (words.say("bundles-whole-make")) } }
            }
        }
    }
}

fn take_form(page: &BundlesPage, label: &str, hint: &str, button: &str) -> Markup {
    let words = page.around.words;
    let fields = Fields { words, problems: &page.problems };
    let upload =
        Upload { name: "bundle", label, hint, button: "bundles-choose", accept: ".bundle,application/octet-stream", must: true };
    html! {
        form.form.stack method="post" action="/bundles/take" enctype="multipart/form-data" {
            (upload.draw(fields))
            div.actions { button.btn.main type="submit" { (icon("check")) (words.say(button)) } }
        }
    }
}

fn take_card(page: &BundlesPage) -> Markup {
    let words = page.around.words;
    card("package", &words.say("bundles-take"), take_form(page, "bundles-take-file", "bundles-take-hint", "bundles-take-button"))
}

fn hand_back(words: Words, book: &BookLine) -> Markup {
    card(
        "undo-2",
        &words.with("bundles-back", &[("group", book.code.as_str().into())]),
        html! {
            p { (words.say("bundles-back-text")) }
            div.actions { a.btn href={ "/bundles/turn?do=back&group=" (encode(&book.code)) } { (words.say("bundles-back-ask")) } }
        },
    )
}

/// At the office: who was not heard of, what came, who gets a book.
fn at_office(page: &BundlesPage) -> Markup {
    let words = page.around.words;
    let silent: Vec<&OtherCard> = page.others.iter().filter(|other| other.is_silent).collect();
    html! {
        @if !silent.is_empty() {
            (note_box("warn", "clock", html! {
                p { b { (words.with("bundles-silent", &[("count", words.number(silent.len() as i64).into())])) } }
                ul { @for other in &silent { li { (other.name) @if let Some(days) = other.days { " · " (days_ago(words, days)) } } } }
            }))
        }
        (take_card(page))
        @if page.others.is_empty() {
            div.card { (parts::empty("monitor-smartphone", &words.say("bundles-none"), &words.say("bundles-none-text"), None)) }
        }
        @for other in &page.others { (laptop(words, other)) }
        (hand_over(page))
    }
}

fn laptop(words: Words, other: &OtherCard) -> Markup {
    let heard = match other.heard {
        Some(at) => html! { span.n { (words.instant(at)) } @if let Some(days) = other.days { " · " (days_ago(words, days)) } },
        None => html! { (words.say("bundles-never")) },
    };
    let sent = html! {
        @if let Some(at) = other.sent {
            span.n { (words.instant(at)) }
            @if other.waiting > 0 { " · " (words.with("bundles-waiting", &[("count", words.number(other.waiting).into())])) }
        }
    };
    let known = [
        (words.say("bundles-heard"), heard),
        (words.say("bundles-sent"), sent),
        (words.say("bundles-fingerprint"), html! { span.code { (other.fingerprint) } }),
    ];
    html! {
        section.card.stack aria-label=(other.name) {
            h2 { (icon("monitor-smartphone")) (other.name) " " (state(words, other)) }
            (facts(&known))
            @for book in &other.books { (book_line(words, other, book)) }
            @if !other.is_lost {
                (make_button(words, &other.id, "bundles-make", false))
                (make_whole(words, &other.id))
            }
        }
    }
}

fn state(words: Words, other: &OtherCard) -> Markup {
    match other {
        OtherCard { is_lost: true, .. } => badge(Tone::Past, "ban", &words.say("bundles-state-lost")),
        OtherCard { is_silent: true, .. } => badge(Tone::Warn, "clock", &words.say("bundles-state-silent")),
        OtherCard { days: None, .. } => badge(Tone::Calm, "circle-check", &words.say("bundles-state-idle")),
        _ => badge(Tone::Good, "circle-check", &words.say("bundles-state-well")),
    }
}

fn book_line(words: Words, other: &OtherCard, book: &BookLine) -> Markup {
    let place = match (book.is_there, book.is_here) {
        (true, _) => words.with("bundles-kept-there", &[("date", words.instant(book.since).into())]),
        (_, true) => words.with("bundles-kept-here-now", &[("date", words.instant(book.since).into())]),
        _ => words.say("bundles-kept-other").into_owned(),
    };
    let entries = [("here", words.ordinal(book.here).into()), ("there", words.ordinal(book.there).into())];
    html! {
        div.kept-book {
            p { a href={ "/groups/" (encode(&book.code)) } { b { (book.name.show(words)) } } " " span.small.muted { (book.code) } }
            p.small { (place) " · " (words.with("bundles-entries", &entries)) }
            @if book.is_there && other.is_lost { p.small.warn { (words.say("bundles-lost-and-kept")) } }
            @if book.is_there && book.may_turn {
                a.more href={ "/bundles/turn?do=lost&group=" (encode(&book.code)) } { (words.say("bundles-lost-ask")) (icon("chevron-right")) }
            }
        }
    }
}

fn hand_over(page: &BundlesPage) -> Markup {
    let words = page.around.words;
    let fields = Fields { words, problems: &page.problems };
    let laptops: Vec<(Cow<'_, str>, Cow<'_, str>)> = page
        .others
        .iter()
        .filter(|other| !other.is_lost && !other.is_programme)
        .map(|other| (other.id.as_str().into(), other.name.as_str().into()))
        .collect();
    if laptops.is_empty() || page.groups.is_empty() {
        return html! {};
    }
    let groups: Vec<(Cow<'_, str>, Cow<'_, str>)> =
        page.groups.iter().map(|(code, name)| (code.as_str().into(), format!("{} · {code}", name.show(words)).into())).collect();
    html! {
        form.card.form.stack method="get" action="/bundles/turn" {
            h2 { (icon("arrow-right")) (words.say("bundles-over")) }
            p { (words.say("bundles-over-text")) }
            input type="hidden" name="do" value="over";
            (fields.select("group", "bundles-over-group", "", &groups))
            (fields.select("to", "bundles-over-to", "", &laptops))
            div.actions { button.btn type="submit" { (words.say("bundles-over-ask")) } }
        }
    }
}

/// This computer's card, and the card of another.
fn own_card(page: &BundlesPage, own: &Own) -> Markup {
    let words = page.around.words;
    let fields = Fields { words, problems: &page.problems };
    let upload = Upload {
        name: "card",
        label: "bundles-card",
        hint: "bundles-card-hint",
        button: "bundles-choose",
        accept: ".card,application/json",
        must: true,
    };
    html! {
        section.card.stack {
            h2 { (icon("id-card")) (words.say("bundles-cards")) }
            p { (words.say("bundles-cards-text")) }
            (facts(&[(words.say("bundles-this"), html! { (own.name) }), (words.say("bundles-fingerprint"), html! { span.code { (own.fingerprint) } })]))
            @if page.sets_up {
                div.actions { a.btn href="/bundles/card" { (icon("file-text")) (words.say("bundles-card-get")) } }
                form.form.stack method="post" action="/bundles/meet" enctype="multipart/form-data" {
                    (upload.draw(fields))
                    div.actions { button.btn type="submit" { (words.say("bundles-card-take")) } }
                }
            }
        }
    }
}
