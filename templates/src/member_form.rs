//! Adding a member, changing what is known of a person, and leaving the group.
use crate::layout::icon;
use crate::parts::{Around, Fields, GroupHead, Name, Problem, note_box};
use maud::{Markup, html};
use serde::Deserialize;
use words::Words;

/// What is typed about a person and her membership.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct MemberForm {
    /// Made by the server: posting the same form twice adds one member.
    pub key: String,
    /// Number in the group; the next free one is filled in.
    pub number: String,
    /// Family name in Khmer.
    pub family_name_km: String,
    /// Given name in Khmer.
    pub given_name_km: String,
    /// Family name in Latin letters.
    pub family_name_latin: String,
    /// Given name in Latin letters.
    pub given_name_latin: String,
    /// `f`, `m` or empty.
    pub sex: String,
    /// Year of birth: many know no day.
    pub birth_year: String,
    /// ID-Poor level: `1`, `2` or empty.
    pub id_poor: String,
    /// Phone as written locally.
    pub phone: String,
    /// Eight digits, leading zeros kept.
    pub village_code: String,
    /// When she joined.
    pub joined_on: String,
    /// Id of a person already known, `new` for another person of the same name, empty while not asked.
    pub person: String,
}

/// The form for a new member, or for what is known of one.
#[derive(Clone, Debug)]
pub struct MemberFormPage {
    /// What surrounds the page.
    pub around: Around,
    /// Which group.
    pub group: GroupHead,
    /// The member's number when an existing one is changed.
    pub member: Option<u32>,
    /// What has been typed, or what is known.
    pub form: MemberForm,
    /// Every refusal.
    pub problems: Vec<Problem>,
    /// People of the same name in the organisation: the form then asks which it is.
    pub same_name: Vec<SameName>,
}

/// A person of the same name.
#[derive(Clone, Debug)]
pub struct SameName {
    /// Her id.
    pub person: String,
    /// Her name.
    pub name: Name,
    /// Her year of birth.
    pub birth_year: Option<i32>,
    /// The groups she is in.
    pub groups: Vec<Name>,
}

/// `GET, POST /groups/{code}/members/new` and `/groups/{code}/members/{number}/edit`
pub fn member_form(page: &MemberFormPage) -> Markup {
    let (words, group, form) = (page.around.words, &page.group, &page.form);
    let fields = Fields { words, problems: &page.problems };
    let (title, back) = match page.member {
        None => ("new-member", group.href("members")),
        Some(number) => ("edit-person", group.href(&format!("members/{number}"))),
    };
    let action = if page.member.is_some() { format!("{back}/edit") } else { group.href("members/new") };
    let body = html! {
        form.form.stack.narrow method="post" action=(action) novalidate {
            (fields.summary())
            input type="hidden" name="key" value=(form.key);
            @if !page.same_name.is_empty() { (same_name(words, fields, page)) }
            fieldset.set {
                legend { (icon("user")) (words.say("name")) }
                div.pair {
                    (fields.text("family_name_km", "family-name-km", &form.family_name_km))
                    (fields.text("given_name_km", "given-name-km", &form.given_name_km))
                    (fields.text("family_name_latin", "family-name-latin", &form.family_name_latin))
                    (fields.text("given_name_latin", "given-name-latin", &form.given_name_latin))
                }
                p.hint { (words.say("one-script-is-enough")) }
            }
            fieldset.set {
                legend { (icon("id-card")) (words.say("about-her")) }
                (fields.radios("sex", "sex", &form.sex, true, &[("f", words.say("female"), "".into()), ("m", words.say("male"), "".into())]))
                div.pair {
                    (fields.count("birth_year", "birth-year", &form.birth_year).hint("birth-year-hint"))
                    (fields.text("phone", "phone", &form.phone).mid().keypad("tel").hint("phone-hint"))
                }
                (fields.radios("id_poor", "id-poor", &form.id_poor, true, &[
                    ("", words.say("id-poor-none"), "".into()), ("1", words.say("id-poor-1"), "".into()), ("2", words.say("id-poor-2"), "".into())]))
                (fields.count("village_code", "village-code", &form.village_code).hint("village-code-hint").mid())
            }
            fieldset.set {
                legend { (icon("users")) (words.say("in-the-group")) }
                div.pair {
                    @if page.member.is_none() { (fields.count("number", "member-number", &form.number).hint("member-number-hint")) }
                    (fields.date("joined_on", "joined-on", &form.joined_on))
                }
            }
            div.actions {
                button.btn.main type="submit" { (icon("check")) (words.say(if page.member.is_none() { "add-member" } else { "save" })) }
                a.btn href=(back) { (words.say("cancel")) }
            }
        }
    };
    page.around.page(&words.say(title), group.name.show(words), Some(&back), &page.problems, body)
}

fn same_name(words: Words, fields: Fields<'_>, page: &MemberFormPage) -> Markup {
    let describe = |same: &SameName| {
        let groups: Vec<&str> = same.groups.iter().map(|name| name.show(words)).collect();
        let born =
            same.birth_year.map(|year| words.with("born-in", &[("year", words.ordinal(year.into()).into())])).unwrap_or_default();
        [born, groups.join(", ")].into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" · ")
    };
    let mut options: Vec<_> = page
        .same_name
        .iter()
        .map(|same| (same.person.as_str(), same.name.show(words).to_owned().into(), describe(same).into()))
        .collect();
    options.push(("new", words.say("another-person"), words.say("another-person-hint")));
    html! {
        section.card.stack {
            (note_box("warn", "users", html! { p { b { (words.say("same-name-found")) } } p { (words.say("same-name-text")) } }))
            (fields.radios("person", "which-person", &page.form.person, false, &options))
        }
    }
}
