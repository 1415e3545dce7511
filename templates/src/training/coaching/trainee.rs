//! One trainee of a coach: what was agreed and seen, practice by practice, and what came of it.
use super::{Phone, Sheet, activity_badge, day, due_badge, practice_name, reasons};
use crate::{
    layout::icon,
    market::farm_sales::{SellerSales, seller_sales},
    parts::{self, Around, Column, Fields, Name, Problem, Row, Table, Tone, Unit, badge, card, facts, note_box, table_card},
};
use chrono::NaiveDate;
use domain::training::{Activity, Applied, Due, Survival};
use maud::{Markup, html};
use words::Words;

/// A visit as the page tells it.
#[derive(Clone, Debug)]
pub struct VisitLine {
    /// Its id.
    pub id: String,
    /// When it was.
    pub day: NaiveDate,
    /// Who wrote it down.
    pub by: String,
    /// It was taken back.
    pub undone: bool,
    /// Addresses of its pictures.
    pub pictures: Vec<String>,
    /// The reader may take it back.
    pub may_undo: bool,
}

/// A practice over the last visits.
#[derive(Clone, Debug)]
pub struct PracticeRow {
    /// Its code.
    pub code: String,
    /// What each of the visits of [`TraineePage::days`] said: applied, and whether it was seen.
    pub said: Vec<Option<(Applied, bool)>>,
}

/// A result as the page tells it.
#[derive(Clone, Debug)]
pub struct ResultLine {
    /// Its id.
    pub id: String,
    /// When.
    pub day: NaiveDate,
    /// `started`, `alive` …
    pub what: &'static str,
    /// Of which animal or crop; empty for income.
    pub of: Name,
    /// How much, in words.
    pub quantity: String,
    /// What it brought.
    pub riel: Option<i64>,
    /// Seen by the visitor; else told.
    pub seen: bool,
    /// The reader may take it back.
    pub may_undo: bool,
}

/// A coaching.
#[derive(Clone, Debug)]
pub struct TraineePage {
    /// What surrounds the page.
    pub around: Around,
    /// Its id.
    pub id: String,
    /// The reader's draft of a visit, which ends once it arrived.
    pub draft: String,
    /// Who coaches: id and name.
    pub coach: (String, Name),
    /// Who is coached.
    pub name: Name,
    /// Her telephone.
    pub phone: Phone,
    /// `farmer` or `household`.
    pub kind: &'static str,
    /// Where she lives.
    pub place: Name,
    /// Since when.
    pub from: NaiveDate,
    /// Until when, and why it ended.
    pub ended: Option<(NaiveDate, &'static str)>,
    /// How alive it is.
    pub activity: Activity,
    /// The next visit.
    pub next: Option<(Due, NaiveDate)>,
    /// What was agreed last, by code.
    pub agreed: Vec<String>,
    /// The days of the last visits that stand, the latest first.
    pub days: Vec<NaiveDate>,
    /// What they said, practice by practice.
    pub practices: Vec<PracticeRow>,
    /// All visits, the latest first.
    pub visits: Vec<VisitLine>,
    /// What became of each kind of animal.
    pub flocks: Vec<(Name, Survival)>,
    /// Income of a month: the first that was told and the last, with their days.
    pub income: Option<((NaiveDate, i64), (NaiveDate, i64))>,
    /// Results, the latest first.
    pub results: Vec<ResultLine>,
    /// What she sold; nothing for who may not see it.
    pub sales: Option<SellerSales>,
    /// Riel.
    pub money: Unit,
    /// May write down.
    pub may_keep: bool,
    /// What has been typed about the end: day, reason.
    pub end: [String; 2],
    /// Every refusal.
    pub problems: Vec<Problem>,
}

impl TraineePage {
    fn href(&self, below: &str) -> String {
        format!("/training/coachings/{}{below}", self.id)
    }

    fn runs(&self) -> bool {
        self.ended.is_none()
    }
}

/// `GET /training/coachings/{coaching}`
pub fn trainee(page: &TraineePage) -> Markup {
    let words = page.around.words;
    let fields = Fields { words, problems: &page.problems };
    let name = page.name.show(words);
    // The phone learns which visits did arrive: their drafts are done with.
    let arrived: Vec<&str> = page.visits.iter().map(|visit| &*visit.id).collect();
    let body = html! {
        span hidden data-draft-done=(page.draft) data-draft-keys=(arrived.join(" ")) {}
        (fields.summary())
        div.actions {
            @if page.may_keep && page.runs() { a.btn.main href=(page.href("/visit")) { (icon("pencil")) (words.say("coaching-visit-write")) } }
            (page.phone.link(words, "btn", name))
        }
        (about(page))
        @if page.practices.is_empty() { (note_box("", "info", html! { p { (words.say("coaching-no-visits")) } })) } @else { (practices(page)) }
        (outcome(page))
        @if let Some(sales) = &page.sales { (seller_sales(words, sales)) }
        @if !page.visits.is_empty() { (visits(page)) }
        @if page.may_keep && page.runs() { (end(page, fields)) }
    };
    let back = format!("/training/coaches/{}", page.coach.0);
    let under = words.with("coaching-of", &[("name", page.coach.1.show(words).into())]);
    let scripts = ["draft.js"];
    Sheet {
        around: &page.around,
        title: name,
        under: &under,
        back: &back,
        problems: &page.problems,
        scripts: &scripts,
        styles: &[],
    }
    .draw(body)
}

fn about(page: &TraineePage) -> Markup {
    let words = page.around.words;
    let agreed = html! { @for code in &page.agreed { span.agreed { (icon("sprout")) span { (practice_name(words, code)) } } } };
    let next = html! { @if let Some((due, on)) = page.next { (due_badge(words, due)) " " (day(words, on)) } };
    let ended = html! {
        @if let Some((to, why)) = page.ended { (day(words, to)) " · " (words.say(&format!("coaching-end-{why}"))) }
    };
    let all = [
        (words.say("coach-state"), activity_badge(words, page.activity)),
        (words.say("coaching-kind"), html! { (words.say(&format!("coaching-kind-{}", page.kind))) }),
        (words.say("coaching-place"), html! { (page.place.show(words)) }),
        (words.say("coaching-since"), day(words, page.from)),
        (words.say("coaching-ended"), ended),
        (words.say("coaching-next-visit"), next),
    ];
    card(
        "handshake",
        &words.say("coaching"),
        html! {
            @if !page.agreed.is_empty() { div.agreed-box { p.small { (words.say("coaching-agreed")) } (agreed) } }
            (facts(&all))
        },
    )
}

/// What a visit said of a practice: a shape and a word, never a colour alone.
fn said(words: Words, said: Option<(Applied, bool)>) -> Markup {
    let Some((applied, seen)) = said else { return html! { span.muted { "–" } } };
    let (tone, symbol) = match applied {
        Applied::Yes => (Tone::Good, "circle-check"),
        Applied::Partly => (Tone::Wait, "minus"),
        Applied::No => (Tone::Past, "circle-x"),
    };
    let said = words.say(&format!("coaching-{}", applied.code()));
    if seen { badge(tone, symbol, &said) } else { badge(tone, symbol, &format!("{said} · {}", words.say("coaching-told"))) }
}

fn practices(page: &TraineePage) -> Markup {
    let words = page.around.words;
    let caption = words.say("coaching-practices");
    let days: Vec<String> = page.days.iter().map(|on| words.date_short(*on)).collect();
    let mut columns = vec![Column::lead(words.say("coaching-practice"))];
    columns.extend(days.iter().map(|day| Column::text(day.as_str())));
    let row = |row: &PracticeRow| {
        let first = html! { (practice_name(words, &row.code)) };
        Row::new(std::iter::once(first).chain(row.said.iter().map(|one| said(words, *one))).collect())
    };
    let rows = page.practices.iter().map(row).collect();
    table_card(
        "list-checks",
        &caption,
        html! {},
        html! { div.said { (Table { words, caption: &caption, columns: &columns, rows, foot: vec![], listing: None }) } },
    )
}

fn outcome(page: &TraineePage) -> Markup {
    let words = page.around.words;
    if page.results.is_empty() {
        return html! {};
    }
    html! {
        section.card {
            h2 { (icon("egg")) (words.say("coaching-results")) }
            @for (name, survival) in &page.flocks { h3 { (name.show(words)) } (flock(words, survival)) }
            @if let Some((first, last)) = page.income { (income(page, first, last)) }
            details.fold {
                summary { (icon("chevron-right")) (words.say("coaching-results-all")) }
                ul.line { @for line in &page.results { li { (result(page, line)) } } }
            }
        }
    }
}

fn flock(words: Words, all: &Survival) -> Markup {
    let number = |count: i64| html! { @if count != 0 { span.n { (words.number(count)) } } };
    let alive = html! {
        @if let Some(alive) = all.alive {
            b.n { (words.number(alive)) }
            @if all.started > 0 { " " (words.with("coaching-of-started", &[("count", words.number(all.started).into())])) }
        } @else { span.muted { (words.say("coaching-not-counted")) } }
    };
    let rows = [
        (words.say("coaching-what-started"), number(all.started)),
        (words.say("coaching-what-hatched"), number(all.hatched)),
        (words.say("coaching-what-alive"), alive),
        (words.say("coaching-what-eaten"), number(all.eaten)),
        (words.say("coaching-what-sold"), number(all.sold)),
        (words.say("coaching-what-died"), number(all.died)),
        (words.say("coaching-unknown"), number(all.unknown.max(0))),
    ];
    // More was sold, eaten or counted than was ever written down to begin with: the visitor learns what to ask for.
    let more = words.number(all.unknown.saturating_neg());
    html! {
        (facts(&rows))
        @if all.unknown < 0 { p.small.alarm { (icon("triangle-alert")) " " (words.with("coaching-more-than-known", &[("count", more.into())])) } }
    }
}

fn income(page: &TraineePage, first: (NaiveDate, i64), last: (NaiveDate, i64)) -> Markup {
    let words = page.around.words;
    let cell = |key: &str, (on, riel): (NaiveDate, i64)| {
        html! { div { span.small { (words.say(key)) " · " (day(words, on)) } b { (page.money.amount(words, riel)) } } }
    };
    html! {
        h3 { (words.say("coaching-income")) }
        @if first.0 == last.0 { (facts(&[(words.say("coaching-income-before"), page.money.amount(words, first.1))])) }
        @else { div.versus { (cell("coaching-income-before", first)) (icon("arrow-right")) (cell("coaching-income-now", last)) } }
    }
}

fn result(page: &TraineePage, line: &ResultLine) -> Markup {
    let words = page.around.words;
    html! {
        (day(words, line.day)) " · " (words.say(&format!("coaching-what-{}", line.what)))
        @if !line.of.show(words).is_empty() { " · " (line.of.show(words)) }
        " · " b.n { (line.quantity) }
        @if let Some(riel) = line.riel { " · " (page.money.amount(words, riel)) }
        @if !line.seen { span.small { " " (words.say("coaching-told")) } }
        @if line.may_undo { (undo(words, &page.href(&format!("/results/{}/undo", line.id)), "coaching-result-undo")) }
    }
}

/// A mistake is taken back in two steps: unfolded, then pressed.
fn undo(words: Words, action: &str, key: &str) -> Markup {
    html! {
        details.fold {
            summary { (icon("chevron-right")) (words.say("coaching-mistake")) }
            form method="post" action=(action) { button.btn.danger type="submit" { (icon("undo-2")) (words.say(key)) } }
        }
    }
}

fn visits(page: &TraineePage) -> Markup {
    let words = page.around.words;
    html! {
        section.card {
            h2 { (icon("history")) (words.say("coaching-visits")) }
            ul.line { @for visit in &page.visits { li.(if visit.undone { "past" } else { "" }) {
                b { (day(words, visit.day)) } " · " span.small { (visit.by) } " "
                @if visit.undone { (badge(Tone::Past, "undo-2", &words.say("coaching-taken-back"))) }
                @for picture in &visit.pictures { a.farm href=(picture) { img src=(picture) alt=(words.with("coaching-picture-of", &[("date", words.date_short(visit.day).into())])) loading="lazy"; } }
                @if visit.may_undo { (undo(words, &page.href(&format!("/visits/{}/undo", visit.id)), "coaching-visit-undo")) }
            } } }
        }
    }
}

fn end(page: &TraineePage, fields: Fields<'_>) -> Markup {
    let words = page.around.words;
    html! {
        section.card {
            details.fold open[!page.problems.is_empty()] {
                summary { (icon("chevron-right")) (words.say("coaching-end")) }
                form.form method="post" action=(page.href("/end")) novalidate {
                    (fields.date("to", "coaching-until", &page.end[0]))
                    (fields.select("why", "coaching-why", &page.end[1], &reasons(words)))
                    div.actions { button.btn.danger type="submit" { (icon("ban")) (words.say("coaching-end")) } }
                }
            }
            (parts::more(&format!("/training/coaches/{}/hand-over", page.coach.0), &words.say("coaching-hand-over")))
        }
    }
}
