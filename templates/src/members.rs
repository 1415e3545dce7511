//! The list of a group's members.
use crate::layout::icon;
use crate::papers::choice::PassbooksForm;
use crate::parts::{Around, Column, GroupHead, Listing, Name, Row, Table, Tone, badge, empty, table_card};
use chrono::NaiveDate;
use maud::{Markup, html};
use words::Words;

/// The list of a group's members. Of a group that does not save, the columns of savings are left out.
#[derive(Clone, Debug)]
pub struct MembersPage {
    /// What surrounds the page.
    pub around: Around,
    /// Which group.
    pub group: GroupHead,
    /// The members of this page of the list.
    pub members: Vec<MemberRow>,
    /// Sorting (`number`, `name`, `savings`, `social`, `joined`) and paging.
    pub listing: Listing,
    /// What was typed into the search box: a part of a name, or a number.
    pub query: String,
    /// Those who have left are listed too.
    pub with_left: bool,
    /// How many have left, ever.
    pub left: u32,
    /// The group saves in shares, so a column counts them.
    pub in_shares: bool,
    /// May add members.
    pub may_manage: bool,
}

/// A member in a list. Quantities are smallest units of the group's unit.
#[derive(Clone, Debug)]
pub struct MemberRow {
    /// Her number in the group, never given twice.
    pub number: u32,
    /// Her name.
    pub name: Name,
    /// Code of the office she holds, if any: a key `office-<code>` names it.
    pub office: Option<String>,
    /// ID-Poor level: 1 very poor, 2 poor.
    pub id_poor: Option<u8>,
    /// Her savings now.
    pub savings: i64,
    /// Her shares now, where the group saves in shares.
    pub shares: Option<i64>,
    /// What she has paid into the social fund.
    pub social_fund: i64,
    /// When she joined.
    pub joined_on: NaiveDate,
    /// When she left.
    pub left_on: Option<NaiveDate>,
}

/// `GET /groups/{code}/members`
pub fn members(page: &MembersPage) -> Markup {
    let (words, group) = (page.around.words, &page.group);
    let heading = words.say("members");
    let new_href = group.href("members/new");
    let body = html! {
        div.stack {
            div.actions {
                @if page.may_manage { a.btn.main href=(new_href) { (icon("user-plus")) (words.say("new-member")) } }
                @if !page.members.is_empty() {
                    a.btn href=(group.href("papers/members")) { (icon("printer")) (words.say("offer-members-list")) }
                    (PassbooksForm::default().button(group, false, "printer", &words.say("offer-print-passbooks")))
                }
            }
            @if page.members.is_empty() && page.query.is_empty() && page.left == 0 {
                div.card { (empty("user-plus", &words.say("no-members-yet"), &words.say(if group.saves { "no-members-yet-text" } else { "no-members-yet-bank-text" }),
                    page.may_manage.then_some((&*new_href, &*words.say("new-member"))))) }
            } @else {
                (table_card("users", &heading, html! {}, html! {
                    (filter(page))
                    @if page.members.is_empty() {
                        (empty("search", &words.say("nothing-found"), &words.say("nothing-found-text"), Some((&group.href("members"), &words.say("show-all")))))
                    } @else { (table(page, &heading)) }
                }))
            }
        }
    };
    page.around.page(&heading, group.name.show(words), Some(&group.href("")), &[], body)
}

fn table(page: &MembersPage, heading: &str) -> Markup {
    let words = page.around.words;
    let mut columns =
        vec![Column::mark(words.say("number-short")).sorted_by("number"), Column::lead(words.say("name")).sorted_by("name")];
    if page.in_shares {
        columns.push(Column::number(words.say("shares")));
    }
    if page.group.saves {
        columns.push(Column::figure(words.say("savings")).sorted_by("savings"));
        columns.push(Column::number(words.say("social-fund")).sorted_by("social"));
    }
    columns.push(Column::extra(words.say("joined-on")).sorted_by("joined"));
    columns.push(Column::act(words.say("state")));
    let rows = page.members.iter().map(|row| member_row(words, page, row)).collect();
    html! { (Table { words, caption: heading, columns: &columns, rows, foot: vec![], listing: Some(&page.listing) }) }
}

fn member_row(words: Words, page: &MembersPage, row: &MemberRow) -> Row {
    let unit = &page.group.unit;
    let mut cells = vec![
        html! { (words.ordinal(row.number.into())) },
        html! {
            a href=(page.group.href(&format!("members/{}", row.number))) { (row.name.show(words)) }
            @if let Some(office) = &row.office { span.small { (words.say(&format!("office-{office}"))) } }
        },
    ];
    if page.in_shares {
        cells.push(html! { @if let Some(shares) = row.shares { (words.number(shares)) } });
    }
    if page.group.saves {
        cells.push(unit.number(words, row.savings));
        cells.push(unit.number(words, row.social_fund));
    }
    cells.push(html! { span.n { (words.date_short(row.joined_on)) } });
    cells.push(html! {
        @if let Some(level) = row.id_poor { (id_poor_badge(words, level)) " " }
        @if row.left_on.is_some() { (badge(Tone::Past, "log-out", &words.say("left"))) }
    });
    Row { cells, tone: if row.left_on.is_some() { "old" } else { "" } }
}

/// The ID-Poor card as a badge.
pub(crate) fn id_poor_badge(words: Words, level: u8) -> Markup {
    badge(Tone::Calm, "id-card", &words.with("id-poor-short", &[("level", words.ordinal(level.into()).into())]))
}

fn filter(page: &MembersPage) -> Markup {
    let words = page.around.words;
    html! {
        form.filter.pad method="get" action=(page.group.href("members")) role="search" {
            div.f.grow { label for="q" { (words.say("search-members")) } input.box #q name="q" type="search" value=(page.query) autocomplete="off"; }
            @if page.left > 0 {
                label.opt { input type="checkbox" name="left" value="1" checked[page.with_left];
                    span { (words.with("with-left", &[("count", words.number(page.left.into()).into())])) } }
            }
            button.btn type="submit" { (icon("search")) (words.say("search")) }
        }
    }
}
