//! Model farmers and farm business advisors, and the form of a term.
use super::{Choice, Sheet, chosen, day, find::Who};
use crate::{
    layout::icon,
    parts::{Around, Column, Fields, Listing, Name, Problem, Row, Table, Tone, badge, empty, table_card},
};
use chrono::NaiveDate;
use maud::{Markup, html};
use words::Words;

/// Somebody who coaches.
#[derive(Clone, Debug)]
pub struct CoachLine {
    /// Her id.
    pub id: String,
    /// Her name.
    pub name: Name,
    /// `model-farmer`, `advisor`; both where she is both, none where she coaches without a term.
    pub roles: Vec<&'static str>,
    /// Where she works.
    pub place: Name,
    /// The code of her organisation.
    pub organisation: String,
    /// Whom she coaches now: farmers and households.
    pub trainees: i64,
    /// Of them, not visited for long.
    pub quiet: i64,
    /// Results of those whom she coaches.
    pub results: i64,
    /// She has more than one can manage.
    pub over: bool,
    /// Until when she coached, where she does so no more.
    pub ended: Option<NaiveDate>,
}

/// The list.
#[derive(Clone, Debug)]
pub struct CoachesPage {
    /// What surrounds the page.
    pub around: Around,
    /// The coaches of this page of the list.
    pub coaches: Vec<CoachLine>,
    /// Sorting (`name`, `trainees`, `quiet`, `results`) and paging.
    pub listing: Listing,
    /// What was searched for.
    pub query: String,
    /// Organisations to choose from.
    pub organisations: Vec<Choice>,
    /// The one chosen.
    pub organisation: String,
    /// Those whose term ended are shown too.
    pub ended: bool,
    /// May begin a term.
    pub may_keep: bool,
}

/// The roles in words.
pub(super) fn roles(words: Words, roles: &[&'static str]) -> String {
    roles.iter().map(|role| words.say(&format!("coach-{role}")).into_owned()).collect::<Vec<_>>().join(" · ")
}

/// `GET /training/coaches`
pub fn coaches(page: &CoachesPage) -> Markup {
    let words = page.around.words;
    let title = words.say("coaches");
    let filtered = !page.query.is_empty() || !page.organisation.is_empty();
    let body = html! {
        @if page.may_keep { div.actions { a.btn.main href="/training/coaches/new" { (icon("plus")) (words.say("coach-term-begin")) } } }
        (table_card("network", &title, html! {}, html! {
            (filter(page))
            @if page.coaches.is_empty() && filtered {
                (empty("search", &words.say("nothing-found"), &words.say("coaches-none-here"), Some(("/training/coaches", &words.say("show-all")))))
            } @else if page.coaches.is_empty() {
                (empty("network", &words.say("coaches-none"), &words.say("coaches-none-text"), None))
            } @else { (table(page, &title)) }
        }))
    };
    Sheet { around: &page.around, title: &title, under: "", back: "/training", problems: &[], scripts: &[], styles: &[] }.draw(body)
}

fn filter(page: &CoachesPage) -> Markup {
    let words = page.around.words;
    html! {
        form.filter.pad method="get" action="/training/coaches" role="search" {
            div.f.grow { label for="q" { (words.say("coach-find")) } input.box #q name="q" type="search" value=(page.query) autocomplete="off"; }
            @if page.organisations.len() > 1 {
                div.f { label for="organisation" { (words.say("coaching-organisation")) }
                    select.box #organisation name="organisation" {
                        option value="" { (words.say("coaching-all-organisations")) }
                        @for (value, text) in &page.organisations { option value=(value) selected[*value == page.organisation] { (text) } }
                    } }
            }
            label.opt { input type="checkbox" name="left" value="1" checked[page.ended]; span { (words.say("coaches-ended-too")) } }
            button.btn type="submit" { (icon("search")) (words.say("show")) }
        }
    }
}

fn table(page: &CoachesPage, caption: &str) -> Markup {
    let words = page.around.words;
    let columns = [
        Column::lead(words.say("name")).sorted_by("name"),
        Column::text(words.say("coach-role")),
        Column::number(words.say("coach-trainees")).sorted_by("trainees"),
        Column::number(words.say("coach-quiet")).sorted_by("quiet"),
        Column::number(words.say("coach-results")).sorted_by("results"),
        Column::line(words.say("coach-state")),
    ];
    let number = |count: i64| html! { span.n { (words.number(count)) } };
    let row = |line: &CoachLine| Row {
        cells: vec![
            html! {
                a href={ "/training/coaches/" (line.id) } { (line.name.show(words)) }
                span.small { (icon("map-pin")) " " (line.place.show(words)) " · " (line.organisation) }
            },
            html! { (roles(words, &line.roles)) },
            number(line.trainees),
            number(line.quiet),
            number(line.results),
            html! {
                @if let Some(to) = line.ended { (badge(Tone::Past, "ban", &words.say("coaching-over"))) span.small { (day(words, to)) } }
                @else if line.over { (badge(Tone::Warn, "triangle-alert", &words.say("coach-too-many"))) }
                @else if line.quiet > 0 { (badge(Tone::Wait, "clock", &words.say("coach-some-quiet"))) }
                @else { (badge(Tone::Good, "circle-check", &words.say("coaching-active"))) }
            },
        ],
        tone: if line.ended.is_some() { "old" } else { "" },
    };
    let rows = page.coaches.iter().map(row).collect();
    html! { (Table { words, caption, columns: &columns, rows, foot: vec![], listing: Some(&page.listing) }) }
}

/// What is typed of a term.
#[derive(Clone, Debug, Default)]
pub struct TermForm {
    /// Made by the server: sent twice, begun once.
    pub key: String,
    /// `model-farmer` or `advisor`.
    pub role: String,
    /// Where she works: a code.
    pub village: String,
    /// Since when.
    pub from: String,
}

/// The form of a term.
#[derive(Clone, Debug)]
pub struct TermPage {
    /// What surrounds the page.
    pub around: Around,
    /// Whose.
    pub who: Who,
    /// What has been typed.
    pub form: TermForm,
    /// Every refusal.
    pub problems: Vec<Problem>,
}

/// `GET /training/coaches/new?person=`, `POST /training/coaches/new`
pub fn term(page: &TermPage) -> Markup {
    let (words, form) = (page.around.words, &page.form);
    let fields = Fields { words, problems: &page.problems };
    let title = words.say("coach-term-begin");
    let roles = ["model-farmer", "advisor"]
        .map(|role| (role, words.say(&format!("coach-{role}")), words.say(&format!("coach-{role}-hint"))));
    let body = html! {
        form.form.stack.narrow.amid method="post" action="/training/coaches/new" novalidate {
            (fields.summary())
            input type="hidden" name="key" value=(form.key);
            (page.who.draw(words, fields, "/training/coaches/new"))
            fieldset.set {
                legend { (icon("network")) (words.say("coach-term")) }
                (fields.radios("role", "coach-role", &form.role, false, &roles))
                (fields.count("village", "coach-village", &form.village).hint("coach-village-hint").mid())
                (fields.date("from", "coach-since", &form.from))
            }
            div.actions {
                button.btn.main type="submit" { (icon("check")) (words.say("coach-term-begin")) }
                a.btn href="/training/coaches" { (words.say("cancel")) }
            }
        }
    };
    let sheet = Sheet {
        around: &page.around,
        title: &title,
        under: "",
        back: "/training/coaches/new",
        problems: &page.problems,
        scripts: &[],
        styles: &[],
    };
    sheet.draw(body)
}

/// What is typed of a coaching.
#[derive(Clone, Debug, Default)]
pub struct BeginForm {
    /// Made by the server: sent twice, begun once.
    pub key: String,
    /// `farmer` or `household`.
    pub kind: String,
    /// Since when.
    pub from: String,
    /// The household: `own`, `new`, or the id of one.
    pub household: String,
}

/// The form of a coaching that begins.
#[derive(Clone, Debug)]
pub struct BeginPage {
    /// What surrounds the page.
    pub around: Around,
    /// Who coaches: her id and name.
    pub coach: (String, Name),
    /// Who is coached.
    pub who: Who,
    /// The households of her village, by who is in them.
    pub households: Vec<Choice>,
    /// She is in one already.
    pub has_household: bool,
    /// What has been typed.
    pub form: BeginForm,
    /// Every refusal.
    pub problems: Vec<Problem>,
}

/// `GET, POST /training/coaches/{person}/begin`
pub fn begin(page: &BeginPage) -> Markup {
    let (words, form) = (page.around.words, &page.form);
    let fields = Fields { words, problems: &page.problems };
    let title = words.say("coaching-begin");
    let back = format!("/training/coaches/{}", page.coach.0);
    let action = format!("{back}/begin");
    let kinds = ["farmer", "household"]
        .map(|kind| (kind, words.say(&format!("coaching-kind-{kind}")), words.say(&format!("coaching-kind-{kind}-hint"))));
    let body = html! {
        form.form.stack.narrow.amid method="post" action=(action) novalidate {
            (fields.summary())
            input type="hidden" name="key" value=(form.key);
            (page.who.draw(words, fields, &action))
            fieldset.set {
                legend { (icon("handshake")) (words.say("coaching")) }
                (fields.radios("kind", "coaching-kind", &form.kind, false, &kinds))
                @if page.has_household { input type="hidden" name="household" value="own"; }
                @else if !page.households.is_empty() {
                    (fields.select("household", "coaching-household", &form.household, &chosen(&page.households)))
                } @else { input type="hidden" name="household" value="new"; }
                (fields.date("from", "coaching-since", &form.from))
            }
            div.actions {
                button.btn.main type="submit" { (icon("check")) (words.say("coaching-begin")) }
                a.btn href=(back) { (words.say("cancel")) }
            }
        }
    };
    let under = page.coach.1.show(words).to_owned();
    Sheet { around: &page.around, title: &title, under: &under, back: &back, problems: &page.problems, scripts: &[], styles: &[] }
        .draw(body)
}
