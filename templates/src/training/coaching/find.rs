//! Finding somebody in the register, or writing down somebody who is not in it.
use super::{Choice, PersonLine, Sheet, chosen};
use crate::{
    layout::icon,
    member_form::MemberForm,
    parts::{Around, Fields, empty, with_query},
};
use maud::{Markup, html};
use words::Words;

/// The page that asks for whom something is.
#[derive(Clone, Debug)]
pub struct FindPage {
    /// What surrounds the page.
    pub around: Around,
    /// The key of its title.
    pub title: &'static str,
    /// Where it happens.
    pub under: String,
    /// The address that is asked, and opened with `?person=`.
    pub path: String,
    /// Where the arrow leads.
    pub back: String,
    /// What was searched for.
    pub query: String,
    /// Who was found.
    pub found: Vec<PersonLine>,
    /// There are more than are shown.
    pub more: bool,
}

/// `GET …?q=`
pub fn find(page: &FindPage) -> Markup {
    let words = page.around.words;
    let body = html! {
        section.card.narrow.amid {
            form.form method="get" action=(page.path) role="search" {
                div.f {
                    label for="q" { (words.say("coaching-find")) }
                    p.hint #q-h { (words.say("coaching-find-hint")) }
                    input.box #q name="q" type="search" value=(page.query) autocomplete="off" aria-describedby="q-h";
                }
                div.actions { button.btn.main type="submit" { (icon("search")) (words.say("search")) } }
            }
            @if !page.found.is_empty() {
                ul.picks { @for line in &page.found { li {
                    a href=(with_query(&page.path, &[("person", &line.id)])) {
                        (icon("user"))
                        span { b { (line.name.show(words)) } span.small { (line.about(words)) } }
                        (icon("chevron-right"))
                    }
                } } }
                @if page.more { p.hint { (words.say("coaching-find-more")) } }
            } @else if !page.query.trim().is_empty() {
                (empty("search", &words.say("coaching-find-none"), &words.say("coaching-find-none-text"), None))
            }
            div.actions { a.btn href=(with_query(&page.path, &[("person", "new")])) { (icon("user-plus")) (words.say("coaching-new-person")) } }
        }
    };
    let sheet = Sheet {
        around: &page.around,
        title: &words.say(page.title),
        under: &page.under,
        back: &page.back,
        problems: &[],
        scripts: &[],
        styles: &[],
    };
    sheet.draw(body)
}

/// Who it is: somebody found, or the fields of somebody new.
#[derive(Clone, Debug, Default)]
pub struct Who {
    /// Who was found; nobody for somebody new.
    pub line: Option<PersonLine>,
    /// What is typed of somebody new.
    pub form: MemberForm,
    /// Organisations that may serve her: code and name.
    pub organisations: Vec<Choice>,
    /// The one that was chosen.
    pub organisation: String,
    /// There is somebody of this name already.
    pub same_name: bool,
    /// `1`: it was said that this is somebody else.
    pub other: String,
}

impl Who {
    /// The part of a form that says who it is. `change` is where another is looked for.
    pub(super) fn draw(&self, words: Words, fields: Fields<'_>, change: &str) -> Markup {
        match &self.line {
            Some(line) => html! {
                section.card #person {
                    h2 { (icon("user")) (line.name.show(words)) }
                    p.small { (line.about(words)) }
                    input type="hidden" name="person" value=(line.id);
                    @if let Some(problem) = fields.problems.iter().find(|problem| problem.field == "person") {
                        p.err #person-e { (icon("circle-alert")) span { (problem.message) } }
                    }
                    a.more href=(change) { (words.say("coaching-change-person")) (icon("chevron-right")) }
                }
            },
            None => self.new_person(words, fields),
        }
    }

    fn new_person(&self, words: Words, fields: Fields<'_>) -> Markup {
        let form = &self.form;
        let sexes = [("f", words.say("female"), "".into()), ("m", words.say("male"), "".into())];
        html! {
            fieldset.set {
                legend { (icon("user-plus")) (words.say("coaching-new-person")) }
                input type="hidden" name="person" value="new";
                div.pair {
                    (fields.text("family_name_km", "family-name-km", &form.family_name_km))
                    (fields.text("given_name_km", "given-name-km", &form.given_name_km))
                    (fields.text("family_name_latin", "family-name-latin", &form.family_name_latin))
                    (fields.text("given_name_latin", "given-name-latin", &form.given_name_latin))
                }
                p.hint { (words.say("one-script-is-enough")) }
                @if self.same_name { (fields.check("other", "coaching-somebody-else", self.other == "1")) }
                (fields.radios("sex", "sex", &form.sex, true, &sexes))
                div.pair {
                    (fields.count("birth_year", "birth-year", &form.birth_year).hint("birth-year-hint"))
                    (fields.text("phone", "phone", &form.phone).mid().keypad("tel").hint("phone-hint"))
                }
                (fields.count("village_code", "village-code", &form.village_code).hint("village-code-hint").mid())
                @if self.organisations.len() > 1 {
                    (fields.select("organisation", "coaching-organisation", &self.organisation, &chosen(&self.organisations)))
                } @else if let Some((code, _)) = self.organisations.first() { input type="hidden" name="organisation" value=(code); }
            }
        }
    }
}
