//! The visit that is written down on a telephone, with one thumb and in less than a minute: a list of short statements, each
//! with three large answers, then what became of the animals, then the day of the next visit.
use super::{Choice, Sheet, chosen};
use crate::{
    compare::went_on,
    layout::icon,
    parts::{Around, Fields, Name, Problem, Unit, Upload, note_box, sign},
};
use domain::training::Extent;
use maud::{Markup, html};
use words::{Digits, Words};

/// A practice of the list, with what has been answered.
#[derive(Clone, Debug)]
pub struct PracticeField {
    /// Its code.
    pub code: String,
    /// What is true where it is applied.
    pub name: Name,
    /// In what its extent is counted.
    pub measured: Extent,
    /// `yes`, `partly`, `no` or empty.
    pub applied: String,
    /// It was told, not seen.
    pub told: bool,
    /// Its extent as typed.
    pub extent: String,
    /// It is agreed for the next time.
    pub agreed: bool,
    /// It was agreed last time.
    pub was_agreed: bool,
}

/// A topic with its practices.
#[derive(Clone, Debug)]
pub struct TopicFields {
    /// Its name.
    pub name: Name,
    /// Unfolded: she was trained in it.
    pub open: bool,
    /// What may be seen.
    pub practices: Vec<PracticeField>,
}

/// What is typed beside the practices.
#[derive(Clone, Debug, Default)]
pub struct VisitForm {
    /// Made by the server: sent twice, written once.
    pub key: String,
    /// The visits of the same day that were looked at and found to be other ones; blank as a rule.
    pub also: String,
    /// The key under which it was sent before it went on as another visit; blank as a rule.
    pub was: String,
    /// When it was.
    pub day: String,
    /// When the next is to be.
    pub next_on: String,
    /// Of which animal the figures are.
    pub animal: String,
    /// With how many she started; asked as long as nobody wrote it down.
    pub started: String,
    /// How many live.
    pub alive: String,
    /// Hatched since the last visit.
    pub hatched: String,
    /// Died.
    pub died: String,
    /// Eaten.
    pub eaten: String,
    /// Sold.
    pub sold: String,
    /// What the sale brought.
    pub riel: String,
    /// What the household earned in the month.
    pub income: String,
}

/// The form.
#[derive(Clone, Debug)]
pub struct VisitPage {
    /// What surrounds the page.
    pub around: Around,
    /// The coaching's id.
    pub id: String,
    /// The draft on this telephone: of this coaching and this reader. Nobody else's comes back.
    pub draft: String,
    /// Who is visited.
    pub name: Name,
    /// Riel.
    pub money: Unit,
    /// Topics, those that she was trained in first.
    pub topics: Vec<TopicFields>,
    /// Animals to choose from.
    pub animals: Vec<Choice>,
    /// Ask with how many she started.
    pub asks_started: bool,
    /// What has been typed.
    pub form: VisitForm,
    /// Whether it was (the answer to a post). A draft on the device is then not laid over it.
    pub typed: bool,
    /// Every refusal.
    pub problems: Vec<Problem>,
}

/// `GET, POST /training/coachings/{coaching}/visit`
pub fn visit(page: &VisitPage) -> Markup {
    let words = page.around.words;
    let fields = Fields { words, problems: &page.problems };
    let title = words.say("coaching-visit");
    let back = format!("/training/coachings/{}", page.id);
    let digits = if words.digits == Digits::Khmer { "khmer" } else { "latin" };
    let typed = page.typed.then_some("1");
    let body = html! {
        (draft_back(words))
        form.form.visit.narrow.amid #visit method="post" action={ (back) "/visit" } enctype="multipart/form-data" novalidate
            data-outbox=(words.say("outbox-title-visit")) data-draft=(page.draft) data-drawn=(page.form.day) data-digits=(digits) data-typed=[typed]
            data-say-kept=(words.say("draft-kept")) data-say-lost=(words.say("draft-lost")) {
            (fields.summary())
            input type="hidden" name="key" value=(page.form.key);
            @if !page.form.also.is_empty() { input type="hidden" name="also" value=(page.form.also); }
            (went_on(&page.draft, &page.form.was))
            div.when { (fields.date("day", "coaching-visit-day", &page.form.day)) }
            @for topic in &page.topics { (checklist(page, fields, topic)) }
            (flock(page, fields))
            (next(page, fields))
            div.offline-note #offline hidden role="alert" { (icon("cloud-off")) p { (words.say("draft-offline")) } }
            p.kept #kept hidden role="status" { (icon("cloud-check")) span {} }
            div.actions.send { button.btn.main.big type="submit" { (icon("check")) (words.say("coaching-visit-send")) } }
        }
    };
    let (under, scripts) = (page.name.show(words).to_owned(), ["draft.js", "award.js"]);
    let sheet = Sheet {
        around: &page.around,
        title: &title,
        under: &under,
        back: &back,
        problems: &page.problems,
        scripts: &scripts,
        styles: &["award.css"],
    };
    sheet.draw(body)
}

/// What says that a draft was found on the phone, and throws it away.
fn draft_back(words: Words) -> Markup {
    html! {
        div.note-box #draft-back hidden {
            (icon("history"))
            div {
                p role="status" data-back=(words.with("draft-back", &[("time", "%".into())])) data-gone=(words.say("draft-gone")) {}
                div.actions { button.btn #draft-discard type="button" data-undo=(words.say("draft-undo")) { (icon("trash-2")) span { (words.say("draft-discard")) } } }
            }
        }
    }
}

fn checklist(page: &VisitPage, fields: Fields<'_>, topic: &TopicFields) -> Markup {
    let words = page.around.words;
    let wrong = |practice: &PracticeField| {
        let field = format!("p-{}", practice.code);
        let extent = format!("x-{}", practice.code);
        page.problems.iter().any(|problem| problem.field == field || problem.field == extent)
    };
    let touched = topic.practices.iter().any(|one| !one.applied.is_empty() || one.agreed || wrong(one));
    html! {
        details.topic open[topic.open || touched] {
            summary { (icon("sprout")) span { (topic.name.show(words)) } (icon("chevron-down")) }
            @for practice in &topic.practices { (question(words, fields, practice)) }
        }
    }
}

/// One statement: its answers are siblings of what depends on them, so that the style alone can show what fits.
fn question(words: Words, fields: Fields<'_>, practice: &PracticeField) -> Markup {
    let name = format!("p-{}", practice.code);
    let problem = fields.problems.iter().find(|problem| problem.field == name);
    html! {
        fieldset.practice.(if problem.is_some() { "bad" } else { "" }) {
            legend {
                (practice.name.show(words))
                @if practice.was_agreed { span.was { (icon("history")) (words.say("coaching-was-agreed")) } }
            }
            div.answers {
                @for (at, code) in ["yes", "partly", "no"].into_iter().enumerate() {
                    @let id = if at == 0 { name.clone() } else { format!("{name}-{code}") };
                    input.vh.(code) type="radio" id=(id) name=(name) value=(code) checked[practice.applied == code];
                    label.(code) for=(id) { (icon(["circle-check", "minus", "circle-x"][at])) (words.say(&format!("coaching-{code}"))) }
                }
                div.then { (then(words, fields, practice)) }
            }
            @if let Some(problem) = problem { p.err { (icon("circle-alert")) span { (problem.message) } } }
        }
    }
}

fn then(words: Words, fields: Fields<'_>, practice: &PracticeField) -> Markup {
    let code = &practice.code;
    let unit = match practice.measured {
        Extent::Area => Some("coaching-extent-area"),
        Extent::Head => Some("coaching-extent-head"),
        Extent::None => None,
    };
    html! {
        @if let Some(key) = unit {
            div.extent { (fields.count("", key, &practice.extent).named(format!("x-{code}"))) }
        }
        label.chip.told { input type="checkbox" name={ "t-" (code) } value="1" checked[practice.told]; span { (words.say("coaching-only-told")) } }
        label.chip.agree { input type="checkbox" name={ "a-" (code) } value="1" checked[practice.agreed]; span { (words.say("coaching-agree")) } }
    }
}

fn flock(page: &VisitPage, fields: Fields<'_>) -> Markup {
    let (words, form) = (page.around.words, &page.form);
    let riel = sign(words, &page.money);
    html! {
        fieldset.set {
            legend { (icon("egg")) (words.say("coaching-results")) }
            p.hint { (words.say("coaching-results-hint")) }
            (fields.select("animal", "coaching-animal", &form.animal, &chosen(&page.animals)))
            div.figures {
                @if page.asks_started { (fields.count("started", "coaching-what-started", &form.started)) }
                (fields.count("alive", "coaching-what-alive", &form.alive))
                (fields.count("hatched", "coaching-what-hatched", &form.hatched))
                (fields.count("died", "coaching-what-died", &form.died))
                (fields.count("eaten", "coaching-what-eaten", &form.eaten))
                (fields.count("sold", "coaching-what-sold", &form.sold))
            }
            (fields.amount("riel", "coaching-sold-for", &form.riel, &riel))
            (fields.amount("income", "coaching-income-month", &form.income, &riel).hint("coaching-income-hint"))
        }
    }
}

fn next(page: &VisitPage, fields: Fields<'_>) -> Markup {
    let upload = Upload {
        name: "scan",
        label: "coaching-picture",
        hint: "coaching-picture-hint",
        button: "coaching-picture-choose",
        accept: "image/jpeg,image/png",
        must: false,
    };
    html! {
        fieldset.set {
            legend { (icon("calendar-check")) (page.around.words.say("coaching-next-visit")) }
            (fields.date("next_on", "coaching-next-on", &page.form.next_on))
            (upload.draw(fields))
        }
        @if page.problems.iter().any(|problem| problem.field.is_empty()) { (note_box("warn", "info", html! { p { (page.around.words.say("coaching-visit-empty")) } })) }
    }
}
