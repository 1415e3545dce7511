//! One coach: her terms, those whom she coaches, what asks for attention, and her sign-in.
use super::{Choice, Phone, Sheet, activity_badge, chosen, day, reasons};
use crate::{
    layout::icon,
    parts::{Around, Column, Fields, Name, Problem, Row, Table, Tile, empty, note_box, table_card, tiles},
};
use chrono::NaiveDate;
use domain::training::Activity;
use maud::{Markup, html};
use words::Words;

/// A term of hers.
#[derive(Clone, Debug)]
pub struct TermLine {
    /// Its id.
    pub id: String,
    /// `model-farmer` or `advisor`.
    pub role: &'static str,
    /// Where she works.
    pub place: Name,
    /// Since when.
    pub from: NaiveDate,
    /// Until when, and why it ended: the reason's code.
    pub ended: Option<(NaiveDate, &'static str)>,
    /// The reader may end it.
    pub may_end: bool,
}

/// Somebody whom she coaches or coached.
#[derive(Clone, Debug)]
pub struct TraineeLine {
    /// The coaching's id.
    pub id: String,
    /// Her name.
    pub name: Name,
    /// `farmer` or `household`.
    pub kind: &'static str,
    /// Where she lives.
    pub place: Name,
    /// Since when.
    pub from: NaiveDate,
    /// The last visit.
    pub visited: Option<NaiveDate>,
    /// How alive it is.
    pub activity: Activity,
    /// Why it ended.
    pub ended: Option<&'static str>,
    /// What asks for attention, in words.
    pub alarms: Vec<String>,
}

/// A coach.
#[derive(Clone, Debug)]
pub struct CoachPage {
    /// What surrounds the page.
    pub around: Around,
    /// Her id.
    pub id: String,
    /// Her name.
    pub name: Name,
    /// Her telephone.
    pub phone: Phone,
    /// Her terms, the latest first.
    pub terms: Vec<TermLine>,
    /// Those whom she coaches, then those whom she coached.
    pub trainees: Vec<TraineeLine>,
    /// What asks for attention about herself, in words.
    pub alarms: Vec<String>,
    /// The names of the sign-ins that are hers.
    pub sign_ins: Vec<String>,
    /// Sign-ins to choose from; none where the reader does not keep them.
    pub users: Vec<Choice>,
    /// May begin, end and hand over.
    pub may_keep: bool,
    /// What has been typed about the end of a term: term, day, reason.
    pub end: [String; 3],
    /// Every refusal.
    pub problems: Vec<Problem>,
}

impl CoachPage {
    fn href(&self, below: &str) -> String {
        format!("/training/coaches/{}{below}", self.id)
    }

    fn of(&self, activity: Activity) -> usize {
        self.trainees.iter().filter(|line| line.activity == activity).count()
    }
}

/// `GET /training/coaches/{person}`
pub fn coach(page: &CoachPage) -> Markup {
    let words = page.around.words;
    let fields = Fields { words, problems: &page.problems };
    let name = page.name.show(words);
    let running = page.of(Activity::Active) + page.of(Activity::Quiet);
    let body = html! {
        (fields.summary())
        @for alarm in &page.alarms { (note_box("warn", "triangle-alert", html! { p { (alarm) } })) }
        (figures(page))
        div.actions {
            a.btn.main href=(page.href("/day")) { (icon("calendar-check")) (words.say("coaching-day")) }
            (page.phone.link(words, "btn", name))
            @if page.may_keep {
                a.btn href=(page.href("/begin")) { (icon("plus")) (words.say("coaching-begin")) }
                @if running > 0 { a.btn href=(page.href("/hand-over")) { (icon("arrow-right-left")) (words.say("coaching-hand-over")) } }
            }
        }
        (table_card("users", &words.say("coach-trainees"), html! {}, html! {
            @if page.trainees.is_empty() { (empty("users", &words.say("coach-trainees-none"), &words.say("coach-trainees-none-text"), None)) }
            @else { (trainees(page)) }
        }))
        (terms(page, fields))
        @if page.may_keep || !page.sign_ins.is_empty() { (sign_in(page, fields)) }
    };
    Sheet {
        around: &page.around,
        title: name,
        under: "",
        back: "/training/coaches",
        problems: &page.problems,
        scripts: &[],
        styles: &[],
    }
    .draw(body)
}

fn figures(page: &CoachPage) -> Markup {
    let words = page.around.words;
    let tile = |icon: &'static str, key: &str, activity| Tile {
        icon,
        label: words.say(key),
        figure: html! { span.n { (words.number(page.of(activity) as i64)) } },
        under: html! {},
    };
    tiles(&[
        tile("circle-check", "coaching-active", Activity::Active),
        tile("clock", "coaching-quiet", Activity::Quiet),
        tile("ban", "coaching-over", Activity::Ended),
    ])
}

fn trainees(page: &CoachPage) -> Markup {
    let words = page.around.words;
    let caption = words.say("coach-trainees");
    // Few coach both farmers and households: for all others the kind would say the same on every line.
    let several = page.trainees.iter().any(|line| line.kind != page.trainees[0].kind);
    let mut columns = vec![Column::lead(words.say("name"))];
    columns.extend(several.then(|| Column::text(words.say("coaching-kind"))));
    columns.extend([
        Column::text(words.say("coaching-since")),
        Column::text(words.say("coaching-last-visit")),
        Column::act(words.say("coach-state")),
        Column::line(words.say("coach-attention")),
    ]);
    let row = |line: &TraineeLine| {
        let mut cells = vec![html! {
            a href={ "/training/coachings/" (line.id) } { (line.name.show(words)) }
            span.small { (icon("map-pin")) " " (line.place.show(words)) }
        }];
        cells.extend(several.then(|| html! { (words.say(&format!("coaching-kind-{}", line.kind))) }));
        cells.extend([
            day(words, line.from),
            html! { @match line.visited { Some(on) => (day(words, on)), None => span.muted { (words.say("coaching-never-visited")) } } },
            activity_badge(words, line.activity),
            html! {
                @if let Some(why) = line.ended { span.small { (words.say(&format!("coaching-end-{why}"))) } }
                @for alarm in &line.alarms { span.small.alarm { (icon("triangle-alert")) " " (alarm) } }
            },
        ]);
        Row { cells, tone: if line.activity == Activity::Ended { "old" } else { "" } }
    };
    let rows = page.trainees.iter().map(row).collect();
    html! { (Table { words, caption: &caption, columns: &columns, rows, foot: vec![], listing: None }) }
}

fn terms(page: &CoachPage, fields: Fields<'_>) -> Markup {
    let words = page.around.words;
    html! {
        section.card {
            h2 { (icon("network")) (words.say("coach-terms")) }
            @if page.terms.is_empty() { p.muted { (words.say("coach-terms-none")) } }
            ul.line { @for term in &page.terms { li {
                b { (words.say(&format!("coach-{}", term.role))) } " · " (term.place.show(words)) " "
                span.small { (span(words, term)) }
                @if term.may_end { (end_term(page, fields, term)) }
            } } }
        }
    }
}

/// From when to when, and why it ended.
fn span(words: Words, term: &TermLine) -> String {
    let from = ("from", words.date_short(term.from).into());
    match term.ended {
        None => words.with("coaching-runs-since", &[from]),
        Some((to, why)) => {
            let why = words.say(&format!("coaching-end-{why}"));
            words.with("coaching-ran", &[from, ("to", words.date_short(to).into()), ("why", why)])
        }
    }
}

fn end_term(page: &CoachPage, fields: Fields<'_>, term: &TermLine) -> Markup {
    let words = page.around.words;
    // Several terms may be ended on one page: each form has names of its own.
    let typed = page.end[0] == term.id;
    let value = |at: usize| if typed { page.end[at].as_str() } else { "" };
    let (to, why) = (format!("to-{}", term.id), format!("why-{}", term.id));
    html! {
        details.fold open[typed] {
            summary { (icon("chevron-right")) (words.say("coach-term-end")) }
            form.form method="post" action=(page.href("/end")) novalidate {
                input type="hidden" name="term" value=(term.id);
                (fields.date("to", "coaching-until", value(1)).named(to))
                (fields.select(&why, "coaching-why", value(2), &reasons(words)))
                div.actions { button.btn.danger type="submit" { (icon("ban")) (words.say("coach-term-end")) } }
            }
        }
    }
}

fn sign_in(page: &CoachPage, fields: Fields<'_>) -> Markup {
    let words = page.around.words;
    html! {
        section.card.form {
            h2 { (icon("key-round")) (words.say("coach-sign-in")) }
            @if page.sign_ins.is_empty() { p.muted { (words.say("coach-sign-in-none")) } } @else { p { (page.sign_ins.join(" · ")) } }
            @if !page.users.is_empty() {
                form.form method="post" action=(page.href("/sign-in")) {
                    p.hint { (words.say("coach-sign-in-text")) }
                    (fields.select("login", "coach-sign-in-choose", "", &chosen(&page.users)))
                    div.actions { button.btn type="submit" { (icon("link")) (words.say("coach-sign-in-link")) } }
                }
            }
        }
    }
}
