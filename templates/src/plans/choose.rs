//! How a plan begins: a template as a large card, or a file.
use super::{Sheet, SubjectLine, enterprise, symbol};
use crate::{
    layout::icon,
    parts::{self, Around, Fields, Name, Problem, Upload},
};
use maud::{Markup, html};

/// A template.
#[derive(Clone, Debug)]
pub struct TemplateCard {
    /// Its code.
    pub code: String,
    /// How large it is as it stands.
    pub title: Name,
    /// What a cycle of it costs and leaves, already in words.
    pub tells: String,
}

/// The templates to choose from.
#[derive(Clone, Debug)]
pub struct ChoosePage {
    /// What surrounds the page.
    pub around: Around,
    /// They.
    pub templates: Vec<TemplateCard>,
    /// For whom it will be, where that is known already.
    pub subject: SubjectLine,
    /// The plans of the group that it is for, where its long-term plan begins.
    pub group_plan: Option<String>,
}

/// `GET /plans/new`
pub fn choose(page: &ChoosePage) -> Markup {
    let words = page.around.words;
    let to = |path: &str| parts::with_query(path, &[("for", &page.subject.key)]);
    let under = if page.subject.key.is_empty() { String::new() } else { page.subject.text(words) };
    let body = html! {
        p { (words.say("plan-choose-text")) }
        ul.plan-cards {
            @if let Some(href) = &page.group_plan {
                li { a.plan-card href=(href) { (icon(symbol("savings-group"))) b { (words.say("group-plan")) } span { (words.say("group-plan-intro")) } } }
            }
            @for template in &page.templates {
                li {
                    a.plan-card href=(to(&format!("/plans/new/{}", template.code))) {
                        (icon(symbol(&template.code)))
                        b { (enterprise(words, &template.code)) }
                        span { (template.title.show(words)) }
                        span.small { (template.tells) }
                    }
                }
            }
            li {
                a.plan-card.other href=(to("/plans/import")) {
                    (icon("file-text")) b { (words.say("plan-import")) } span { (words.say("plan-import-text")) }
                }
            }
        }
    };
    let title = words.say("plan-new");
    Sheet { around: &page.around, title: &title, under: &under, back: "/plans", problems: &[], scripts: &[] }.draw(body)
}

/// Bringing a plan as a file.
#[derive(Clone, Debug)]
pub struct ImportPage {
    /// What surrounds the page.
    pub around: Around,
    /// The form's key.
    pub key: String,
    /// For whom it will be, where that is known already.
    pub subject: SubjectLine,
    /// The organisations that may keep it, where there are several.
    pub organisations: Vec<super::Choice>,
    /// The one that was chosen.
    pub organisation: String,
    /// Every refusal.
    pub problems: Vec<Problem>,
}

/// `GET, POST /plans/import`
pub fn import(page: &ImportPage) -> Markup {
    let words = page.around.words;
    let fields = Fields { words, problems: &page.problems };
    let upload = Upload {
        name: "scan",
        label: "plan-import-file",
        hint: "plan-import-hint",
        button: "plan-import-choose",
        accept: ".toml,.csv,.xlsx,.ods,text/csv",
        must: true,
    };
    let organisations: Vec<_> =
        page.organisations.iter().map(|(code, name)| (code.as_str().into(), name.as_str().into())).collect();
    let body = html! {
        form.card.form.narrow method="post" action="/plans/import" enctype="multipart/form-data" novalidate {
            (fields.summary())
            input type="hidden" name="key" value=(page.key);
            input type="hidden" name="for" value=(page.subject.key);
            (upload.draw(fields))
            @if page.organisations.len() > 1 { (fields.select("organisation", "organisation", &page.organisation, &organisations)) }
            div.actions { button.btn.main type="submit" { (icon("check")) (words.say("plan-import-send")) } }
        }
    };
    let title = words.say("plan-import");
    let under = if page.subject.key.is_empty() { String::new() } else { page.subject.text(words) };
    let sheet = Sheet {
        around: &page.around,
        title: &title,
        under: &under,
        back: "/plans/new",
        problems: &page.problems,
        scripts: &["award.js"],
    };
    sheet.draw(body)
}
