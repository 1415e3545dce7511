//! The list of people: everybody once a record, of the organisations that the reader serves.
use super::{PersonHead, both, frame, group};
use crate::{
    layout::icon,
    parts::{Around, Column, Listing, Name, Row, Table, Tone, badge, empty, table_card, with_query},
};
use maud::{Markup, html};
use words::Words;

/// The list of people.
#[derive(Clone, Debug)]
pub struct RegisterPage {
    /// What surrounds the page.
    pub around: Around,
    /// The people of this page of the list.
    pub people: Vec<RegisterLine>,
    /// Sorting (`name`, `organisation`, `village`) and paging.
    pub listing: Listing,
    /// What was typed into the search box: a part of a name, a telephone, a number in a group.
    pub query: String,
    /// The organisations that she may see, by code.
    pub organisations: Vec<(String, Name)>,
    /// The code of the organisation chosen in the filter; empty for all.
    pub organisation: String,
    /// The code of a place chosen in the filter; empty for all.
    pub village: String,
    /// May say who is in the register twice, and make households.
    pub may_keep: bool,
}

/// A person in the list.
#[derive(Clone, Debug)]
pub struct RegisterLine {
    /// Who.
    pub person: PersonHead,
    /// The code of the organisation in whose register she is.
    pub organisation: String,
    /// The code of her village, for the filter.
    pub village: String,
    /// What she does now: `model-farmer`, `advisor`.
    pub roles: Vec<String>,
    /// There is another record of her, with which she is counted once.
    pub again: bool,
}

/// `GET /people`
pub fn register(page: &RegisterPage) -> Markup {
    let words = page.around.words;
    let title = words.say("people");
    let filtered = !(page.query.is_empty() && page.organisation.is_empty() && page.village.is_empty());
    let body = html! {
        div.actions {
            a.btn.main href="/people/duplicates" { (icon("copy")) (words.say("people-duplicates")) }
            @for (format, label) in [("csv", "people-as-csv"), ("xlsx", "people-as-xlsx")] {
                a.btn href=(with_query("/people/file", &[("format", format), ("organisation", &page.organisation)])) { (icon("file-text")) (words.say(label)) }
            }
        }
        (table_card("users", &words.say("people-all"), html! { span.muted { (words.with("people-count", &[("count", words.number(page.listing.rows as i64).into())])) } }, html! {
            (filter(page))
            @if page.people.is_empty() && filtered {
                (empty("search", &words.say("nothing-found"), &words.say("nothing-found-text"), Some(("/people", &words.say("show-all")))))
            } @else if page.people.is_empty() {
                (empty("users", &words.say("people-none"), &words.say("people-none-text"), None))
            } @else { (table(page, &title)) }
        }))
    };
    frame(&page.around, (&title, &words.say("people-under"), "/"), &[], body)
}

fn filter(page: &RegisterPage) -> Markup {
    let words = page.around.words;
    html! {
        form.filter.pad method="get" action="/people" role="search" {
            div.f.grow { label for="q" { (words.say("people-search")) } input.box #q name="q" type="search" value=(page.query) autocomplete="off"; }
            @if page.organisations.len() > 1 {
                div.f { label for="organisation" { (words.say("organisation")) }
                    select.box #organisation name="organisation" {
                        option value="" { (words.say("all")) }
                        @for (code, name) in &page.organisations { option value=(code) selected[*code == page.organisation] { (name.show(words)) } }
                    } }
            }
            div.f { label for="village" { (words.say("people-place-code")) }
                input.box #village name="village" value=(page.village) inputmode="numeric" autocomplete="off"; }
            button.btn type="submit" { (icon("search")) (words.say("search")) }
        }
    }
}

fn table(page: &RegisterPage, caption: &str) -> Markup {
    let words = page.around.words;
    let mut columns = vec![Column::lead(words.say("name")).sorted_by("name")];
    let many = page.organisations.len() > 1;
    if many {
        columns.push(Column::text(words.say("organisation")).sorted_by("organisation"));
    }
    columns.push(Column::text(words.say("people-village")).sorted_by("village"));
    columns.push(Column::line(words.say("people-groups")));
    columns.push(Column::act(words.say("people-roles")));
    let rows = page.people.iter().map(|line| row(words, page, line, many)).collect();
    html! { (Table { words, caption, columns: &columns, rows, foot: vec![], listing: Some(&page.listing) }) }
}

fn row(words: Words, page: &RegisterPage, line: &RegisterLine, many: bool) -> Row {
    let person = &line.person;
    let here = with_query("/people", &[("organisation", &page.organisation), ("village", &line.village)]);
    let mut cells = vec![html! {
        a href=(person.href()) { (person.name.show(words)) }
        @let other = person.name.other(words);
        @if !other.is_empty() || person.birth_year.is_some() {
            span.small {
                (other)
                @if !other.is_empty() && person.birth_year.is_some() { " · " }
                @if let Some(year) = person.birth_year { (words.with("born-in", &[("year", words.ordinal(year).into())])) }
            }
        }
    }];
    if many {
        cells.push(html! { span.n { (line.organisation) } });
    }
    cells.push(html! { @if !line.village.is_empty() { a.plain href=(here) { (person.place.show(words)) } } });
    cells.push(html! { @for one in &person.groups { (group(words, one)) } });
    cells.push(html! {
        @for role in &line.roles { (badge(Tone::Calm, "sprout", &words.say(&format!("people-role-{role}")))) " " }
        @if line.again { (badge(Tone::Past, "link", &words.say("people-again"))) }
    });
    Row::new(cells)
}

/// Her names on a page of her own, as its heading says them.
pub(super) fn heading(words: Words, person: &PersonHead) -> Markup {
    html! { p.who { (both(words, &person.name)) } }
}
