//! Writing a session down: what it was, and who came, listed or counted. Everything works without a script: each button that
//! adds people draws the same page again with what was typed.
use super::{
    coaching::{Choice, PersonLine},
    frame::Sheet,
    sessions::{age_word, kind_word, sex_word},
};
use crate::{
    layout::icon,
    parts::{Around, Fields, Name, Problem, empty, with_query},
};
use domain::{
    people::Sex,
    programme::AgeBand,
    training::{SessionKind, TOPICS},
};
use maud::{Markup, html};
use std::borrow::Cow;
use words::Words;

/// For whom it is asked: the organisations of a reader who serves several.
#[derive(Clone, Debug)]
pub struct WhosePage {
    /// What surrounds the page.
    pub around: Around,
    /// Organisations to choose from.
    pub organisations: Vec<Choice>,
}

/// `GET /training/sessions/new`, where there are several organisations.
pub fn whose(page: &WhosePage) -> Markup {
    let words = page.around.words;
    let title = words.say("training-session-new");
    let body = html! {
        section.card.narrow.amid {
            h2 { (icon("building-2")) (words.say("training-whose")) }
            ul.picks { @for (code, name) in &page.organisations { li {
                a href=(with_query("/training/sessions/new", &[("organisation", code)])) {
                    (icon("building-2")) span { b { (name) } span.small { (code) } } (icon("chevron-right"))
                }
            } } }
        }
    };
    Sheet { around: &page.around, title: &title, under: "", back: "/training/sessions", problems: &[] }.draw(body)
}

/// What is typed of a session.
#[derive(Clone, Debug, Default)]
pub struct SessionForm {
    /// Made by the server: sent twice, written once.
    pub key: String,
    /// A code of [`SessionKind`].
    pub kind: String,
    /// The course's id.
    pub course: String,
    /// When it was.
    pub day: String,
    /// How long it lasted, in hours.
    pub hours: String,
    /// Where: a code.
    pub place: String,
    /// Codes of what it was about.
    pub topics: Vec<String>,
    /// Who gave it: an id, or empty.
    pub trainer: String,
    /// What was searched for among trainers.
    pub trainer_find: String,
    /// `listed` or `counted`.
    pub how: String,
    /// What was searched for among those who came.
    pub find: String,
    /// The group whose members were asked for.
    pub group: String,
    /// The coach whose trainees were asked for.
    pub coach: String,
}

/// Somebody who may have come.
#[derive(Clone, Debug)]
pub struct MaybeLine {
    /// Who.
    pub person: PersonLine,
    /// She came.
    pub came: bool,
    /// How long she was there; empty: from beginning to end.
    pub minutes: String,
}

/// The form.
#[derive(Clone, Debug)]
pub struct SessionFormPage {
    /// What surrounds the page.
    pub around: Around,
    /// Who held it: code and name.
    pub organisation: (String, Name),
    /// Courses to choose from: id, and code with name.
    pub courses: Vec<Choice>,
    /// Groups whose members may be added.
    pub groups: Vec<Choice>,
    /// Coaches whose trainees may be added.
    pub coaches: Vec<Choice>,
    /// Who may have given it: the one chosen, and who was found.
    pub trainers: Vec<PersonLine>,
    /// Who may have come.
    pub people: Vec<MaybeLine>,
    /// Nobody was found: among trainers, among those who came.
    pub none_found: [bool; 2],
    /// There are more than were added.
    pub more: bool,
    /// The numbers of the table of counts as typed, by the field's name.
    pub counts: Vec<(String, String)>,
    /// What has been typed.
    pub form: SessionForm,
    /// Every refusal.
    pub problems: Vec<Problem>,
}

/// The columns of the table of counts.
pub const SEXES: [Option<Sex>; 3] = [Some(Sex::Female), Some(Sex::Male), None];
/// Its rows.
pub const AGES: [Option<AgeBand>; 4] = [Some(AgeBand::School), Some(AgeBand::Young), Some(AgeBand::Adult), None];

/// The name of a field of the table of counts.
pub fn count_field(sex: Option<Sex>, age: Option<AgeBand>) -> String {
    format!("n-{}-{}", sex.map_or("any", Sex::code), age.map_or("any", AgeBand::code))
}

/// `GET, POST /training/sessions/new`
pub fn session_form(page: &SessionFormPage) -> Markup {
    let words = page.around.words;
    let fields = Fields { words, problems: &page.problems };
    let title = words.say("training-session-new");
    let body = html! {
        form.form.stack.narrow.amid method="post" action="/training/sessions/new" novalidate {
            (fields.summary())
            input type="hidden" name="key" value=(page.form.key);
            input type="hidden" name="organisation" value=(page.organisation.0);
            // Enter in any field must not send what is half typed: the first button only draws the page again.
            button.vh type="submit" name="add" value="again" tabindex="-1" aria-hidden="true" {}
            (what(page, fields))
            (topic_chips(fields, &page.form.topics, true))
            (trainer(page, fields))
            (who_came(page, fields))
            (sheet(words))
            div.actions {
                button.btn.main type="submit" { (icon("check")) (words.say("training-session-send")) }
                a.btn href="/training/sessions" { (words.say("cancel")) }
            }
        }
    };
    let under = page.organisation.1.show(words).to_owned();
    Sheet { around: &page.around, title: &title, under: &under, back: "/training/sessions", problems: &page.problems }.draw(body)
}

/// The same form asked for as a paper, before the session: nothing is sent to be written.
fn sheet(words: Words) -> Markup {
    html! {
        section.card.sheet-to-sign {
            h2 { (icon("printer")) (words.say("training-sheet-of")) }
            p.hint { (words.say("training-sheet-text")) }
            div.actions {
                button.btn type="submit" formmethod="get" formaction="/training/sheet" { (icon("printer")) (words.say("training-sheet-print")) }
                button.btn type="submit" formmethod="get" formaction="/training/sheet" name="lang" value="both" { (icon("languages")) (words.say("training-sheet-both")) }
            }
        }
    }
}

fn options(choices: &[Choice]) -> Vec<(Cow<'_, str>, Cow<'_, str>)> {
    choices.iter().map(|(value, text)| (Cow::Borrowed(&**value), Cow::Borrowed(&**text))).collect()
}

fn what(page: &SessionFormPage, fields: Fields<'_>) -> Markup {
    let (words, form) = (page.around.words, &page.form);
    let kinds = SessionKind::ALL.map(|kind| (kind.code(), Cow::Owned(kind_word(words, kind)), Cow::Borrowed("")));
    html! {
        fieldset.set {
            legend { (icon("notebook-pen")) (words.say("training-session")) }
            (fields.radios("kind", "training-kind", &form.kind, false, &kinds))
            div.of-course { (fields.select("course", "training-course-of", &form.course, &options(&page.courses))) }
            (fields.date("day", "training-day", &form.day))
            (fields.text("hours", "training-session-hours", &form.hours).hint("training-course-hours-hint").short().keypad("decimal"))
            (fields.count("place", "place", &form.place).hint("coach-village-hint").mid())
        }
    }
}

/// Topics as boxes to tick; `of_course`: those of the course where none is ticked.
pub(super) fn topic_chips(fields: Fields<'_>, chosen: &[String], of_course: bool) -> Markup {
    let words = fields.words;
    let problem = fields.problems.iter().find(|problem| problem.field == "topics");
    html! {
        fieldset.set.(if problem.is_some() { "bad" } else { "" }) #topics {
            legend { (icon("sprout")) (words.say("training-topics")) }
            @if of_course { p.hint { (words.say("training-topics-hint")) } }
            @if let Some(problem) = problem { (refusal(problem)) }
            div.chips { @for topic in TOPICS.iter() {
                label.chip { input type="checkbox" name="topic" value=(topic.code) checked[chosen.contains(&topic.code)];
                    span { (words.name(&topic.name_km, &topic.name_latin)) } }
            } }
        }
    }
}

/// What is wrong with a field that is drawn here.
fn refusal(problem: &Problem) -> Markup {
    html! { p.err id={ (problem.field) "-e" } { (icon("circle-alert")) span { (problem.message) } } }
}

fn trainer(page: &SessionFormPage, fields: Fields<'_>) -> Markup {
    let (words, form) = (page.around.words, &page.form);
    html! {
        fieldset.set {
            legend { (icon("user-check")) (words.say("training-trainer")) }
            div.opts #trainer {
                label.opt { input type="radio" name="trainer" value="" checked[form.trainer.is_empty()];
                    span { (words.say("training-trainer-other")) } }
                @for person in &page.trainers {
                    label.opt { input type="radio" name="trainer" value=(person.id) checked[form.trainer == person.id];
                        span { (person.name.show(words)) span.hint { (person.about(words)) } } }
                }
            }
            (finder(fields, "trainer_find", "training-trainer-find", &form.trainer_find, "trainer"))
            @if page.none_found[0] { p.hint role="status" { (words.say("coaching-find-none")) } }
        }
    }
}

/// A field that searches, with its own button.
fn finder<'a>(fields: Fields<'a>, name: &'a str, label: &str, value: &'a str, add: &str) -> Markup {
    html! {
        div.finder { (fields.text(name, label, value))
            button.btn type="submit" name="add" value=(add) { (icon("search")) (fields.words.say("search")) } }
    }
}

fn who_came(page: &SessionFormPage, fields: Fields<'_>) -> Markup {
    let (words, form) = (page.around.words, &page.form);
    let hows = ["listed", "counted"]
        .map(|how| (how, words.say(&format!("training-how-{how}")), words.say(&format!("training-how-{how}-hint"))));
    html! {
        fieldset.set.came {
            legend { (icon("users")) (words.say("training-who-came")) }
            (fields.radios("how", "training-how", &form.how, false, &hows))
            div.if-listed { (adders(page, fields)) (people(page, fields)) }
            div.if-counted { (counts(page, fields)) }
        }
    }
}

fn adders(page: &SessionFormPage, fields: Fields<'_>) -> Markup {
    let (words, form) = (page.around.words, &page.form);
    let several = |name: &str, label: &str, chosen: &str, choices: &[Choice]| {
        html! {
            @if choices.len() > 1 {
                div.finder { (fields.select(name, label, chosen, &options(choices)))
                    button.btn type="submit" name="add" value=(name) { (icon("plus")) (words.say("training-add")) } }
            }
        }
    };
    html! {
        (several("group", "training-members-of", &form.group, &page.groups))
        (several("coach", "training-trainees-of", &form.coach, &page.coaches))
        (finder(fields, "find", "training-find", &form.find, "find"))
        @if page.none_found[1] { p.hint role="status" { (words.say("coaching-find-none")) } }
        @if page.more { p.hint role="status" { (words.say("coaching-find-more")) } }
    }
}

fn people(page: &SessionFormPage, fields: Fields<'_>) -> Markup {
    let words = page.around.words;
    let problem = fields.problems.iter().find(|problem| problem.field == "came");
    html! {
        div.f.(if problem.is_some() { "bad" } else { "" }) #came {
            @if let Some(problem) = problem { (refusal(problem)) }
            @if page.people.is_empty() {
                (empty("users", &words.say("training-nobody-yet"), &words.say("training-nobody-yet-text"), None))
            } @else {
                p.hint { (words.say("training-tick")) }
                ul.there { @for line in &page.people { (maybe(words, fields, line)) } }
            }
        }
    }
}

fn maybe(words: Words, fields: Fields<'_>, line: &MaybeLine) -> Markup {
    let (id, name) = (&line.person.id, line.person.name.show(words));
    let field = format!("m-{id}");
    let problem = fields.problems.iter().find(|problem| problem.field == field);
    html! {
        li.(if problem.is_some() { "bad" } else { "" }) {
            input type="hidden" name="row" value=(id);
            label.who { input type="checkbox" name="came" value=(id) checked[line.came];
                span { (name) span.hint { (line.person.about(words)) } } }
            div.joined { input.box id=(field) name=(field) value=(line.minutes) inputmode="numeric" autocomplete="off"
                    aria-label=(words.with("training-minutes-of", &[("name", name.into())])) aria-invalid=[problem.map(|_| "true")] aria-describedby=[problem.map(|_| format!("{field}-e"))];
                span { (words.say("training-min")) } }
            @if let Some(problem) = problem { (refusal(problem)) }
        }
    }
}

fn counts(page: &SessionFormPage, fields: Fields<'_>) -> Markup {
    let words = page.around.words;
    let typed = |field: &str| page.counts.iter().find(|(name, _)| name == field).map_or("", |(_, value)| value);
    let problem = |field: &str| fields.problems.iter().find(|problem| problem.field == field);
    html! {
        div.f.(if problem("counts").is_some() { "bad" } else { "" }) #counts {
            p.hint { (words.say("training-counts-hint")) }
            @if let Some(problem) = problem("counts") { (refusal(problem)) }
            table.counts {
                thead { tr { td {} @for sex in SEXES { th scope="col" { (sex_word(words, sex)) } } } }
                tbody { @for age in AGES { tr {
                    th scope="row" { (age_word(words, age)) }
                    @for sex in SEXES {
                        @let field = count_field(sex, age);
                        td { input.box id=(field) name=(field) value=(typed(&field)) inputmode="numeric" autocomplete="off"
                            aria-label={ (sex_word(words, sex)) ", " (age_word(words, age)) } aria-invalid=[problem(&field).map(|_| "true")]
                                aria-describedby=[problem(&field).map(|_| format!("{field}-e"))]; }
                    }
                } } }
            }
            @for sex in SEXES { @for age in AGES {
                @if let Some(problem) = problem(&count_field(sex, age)) {
                    p.err id={ (problem.field) "-e" } { (icon("circle-alert")) span { (sex_word(words, sex)) ", " (age_word(words, age)) ": " (problem.message) } }
                }
            } }
        }
    }
}
