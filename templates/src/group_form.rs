//! Making a new group.
use crate::layout::icon;
use crate::parts::{Around, Fields, Name, Problem};
use maud::{Markup, html};
use serde::Deserialize;

/// What is typed about a new group.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct GroupForm {
    /// Made by the server: posting the same form twice makes one group.
    pub key: String,
    /// The code of its organisation.
    pub organisation: String,
    /// Its own code, for addresses and files.
    pub code: String,
    /// Its name in Khmer.
    pub name_km: String,
    /// Its name in Latin letters.
    pub name_latin: String,
    /// Eight digits, leading zeros kept.
    pub village_code: String,
    /// When it was founded.
    pub founded_on: String,
    /// The code of the constitution to start from.
    pub template: String,
}

/// The form for a new group.
#[derive(Clone, Debug)]
pub struct GroupFormPage {
    /// What surrounds the page.
    pub around: Around,
    /// Organisations this person may make groups for: code and name.
    pub organisations: Vec<(String, Name)>,
    /// Constitutions to start from.
    pub templates: Vec<ConstitutionTemplate>,
    /// What has been typed.
    pub form: GroupForm,
    /// Every refusal.
    pub problems: Vec<Problem>,
}

/// A constitution to start from.
#[derive(Clone, Debug)]
pub struct ConstitutionTemplate {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: Name,
    /// What it is like, in one sentence.
    pub text: Name,
}

/// `GET, POST /groups/new`
pub fn group_form(page: &GroupFormPage) -> Markup {
    let (words, form) = (page.around.words, &page.form);
    let fields = Fields { words, problems: &page.problems };
    let organisations: Vec<_> =
        page.organisations.iter().map(|(code, name)| (code.as_str().into(), name.show(words).into())).collect();
    let templates: Vec<_> = page
        .templates
        .iter()
        .map(|template| (template.code.as_str(), template.name.show(words).into(), template.text.show(words).into()))
        .collect();
    let body = html! {
        form.form.stack.narrow method="post" action="/groups/new" novalidate {
            (fields.summary())
            input type="hidden" name="key" value=(form.key);
            fieldset.set {
                legend { (icon("users")) (words.say("the-group")) }
                (fields.select("organisation", "organisation", &form.organisation, &organisations))
                div.pair {
                    (fields.text("name_km", "group-name-km", &form.name_km))
                    (fields.text("name_latin", "group-name-latin", &form.name_latin))
                }
                div.pair {
                    (fields.text("code", "group-code", &form.code).mid().hint("group-code-hint"))
                    (fields.count("village_code", "village-code", &form.village_code).mid().hint("village-code-hint"))
                }
                (fields.date("founded_on", "founded-on", &form.founded_on))
            }
            fieldset.set {
                legend { (icon("scroll-text")) (words.say("constitution")) }
                (fields.radios("template", "start-from", &form.template, false, &templates))
                p.hint { (words.say("template-hint")) }
            }
            div.actions {
                button.btn.main type="submit" { (icon("check")) (words.say("make-group")) }
                a.btn href="/" { (words.say("cancel")) }
            }
        }
    };
    page.around.page(&words.say("new-group"), "", Some("/"), &page.problems, body)
}
