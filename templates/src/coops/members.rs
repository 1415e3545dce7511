//! The members of a cooperative: what each holds, delivered, is owed and owes; and its producer groups.
use super::{
    CoopFrame, CoopHead, Who,
    desk::{Choice, Filled, options},
    kilograms,
};
use crate::{
    layout::icon,
    parts::{Around, Column, Fields, Listing, Name, Problem, Row, Table, Tile, empty, encode, table_card, tabs, tiles, with_query},
};
use chrono::NaiveDate;
use maud::{Markup, html};
use words::Words;

/// Which people the list shows.
pub const WHICH: [&str; 3] = ["members", "left", "others"];

/// The pages about members belong together: members, producer groups, shares, credits.
pub fn member_tabs(words: Words, coop: &CoopHead, here: &str) -> Markup {
    let all = [
        ("users", "members", "coop-members"),
        ("network", "groups", "coop-groups"),
        ("stamp", "shares", "coop-member-shares"),
        ("hand-coins", "credits", "coop-credits"),
    ];
    let at = all.iter().position(|(_, below, _)| *below == here).unwrap_or(usize::MAX);
    let doors: Vec<_> = all.iter().map(|(symbol, below, key)| (*symbol, coop.href(below), words.say(key))).collect();
    tabs(&words.say("coop-members-pages"), at, &doors)
}

/// The members of a cooperative.
#[derive(Clone, Debug)]
pub struct MembersPage {
    /// What surrounds the page.
    pub around: Around,
    /// Which cooperative.
    pub coop: CoopHead,
    /// Deliveries are counted from this day: the year that is not divided yet.
    pub since: NaiveDate,
    /// All of those that are listed together.
    pub sums: MemberSums,
    /// The people of this page of the list.
    pub members: Vec<MemberLine>,
    /// Sorting (`number`, `name`, `group`, `shares`, `delivered`, `owed`, `owes`) and paging.
    pub listing: Listing,
    /// One of [`WHICH`].
    pub which: &'static str,
    /// What was searched for.
    pub q: String,
    /// There is anybody at all.
    pub any: bool,
    /// May add members.
    pub may_add: bool,
}

/// Sums of a list of members. Shares, grams, smallest units of money.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MemberSums {
    /// How many people.
    pub count: i64,
    /// Their shares.
    pub shares: i64,
    /// What they delivered.
    pub delivered: i64,
    /// What is owed to them.
    pub owed: i64,
    /// What they owe.
    pub owes: i64,
}

/// Somebody in the list.
#[derive(Clone, Debug)]
pub struct MemberLine {
    /// Who.
    pub who: Who,
    /// Her producer group; empty: none.
    pub group: String,
    /// Her shares.
    pub shares: i64,
    /// What she delivered, dry and clean, grams.
    pub delivered: i64,
    /// What is owed to her.
    pub owed: i64,
    /// What she owes.
    pub owes: i64,
}

/// `GET /coops/{coop}/members?state=&q=`
pub fn members(page: &MembersPage) -> Markup {
    let (words, coop) = (page.around.words, &page.coop);
    let title = words.say("coop-members");
    let body = html! {
        (member_tabs(words, coop, "members"))
        @if page.may_add {
            div.actions {
                a.btn.main href=(coop.group.href("members/new")) { (icon("user-plus")) (words.say("coop-member-add")) }
            }
        }
        @if !page.any {
            div.card { (empty("users", &words.say("coop-members-none"), &words.say("coop-members-none-text"), None)) }
        } @else {
            (sums(page))
            (search(page))
            (table_card("users", &title, html! {}, html! {
                @if page.members.is_empty() {
                    (empty("search", &words.say("nothing-found"), &words.say("nothing-found-text"),
                        Some((&*coop.href("members"), &*words.say("show-all")))))
                } @else { (table(page, &title)) }
            }))
        }
    };
    CoopFrame { around: &page.around, coop, tab: Some("members"), title: &title, back: coop.href(""), problems: &[], scripts: &[] }
        .draw(body)
}

fn sums(page: &MembersPage) -> Markup {
    let (words, coop, sums) = (page.around.words, &page.coop, page.sums);
    let money = &coop.group.unit;
    let since = words.with("coop-member-counted-from", &[("date", words.date_short(page.since).into())]);
    let people = words.with("coop-people", &[("count", words.number(sums.count).into())]);
    tiles(&[
        Tile {
            icon: "stamp",
            label: words.say("coop-member-shares"),
            figure: html! { span.n { (words.number(sums.shares)) } },
            under: html! { (people) },
        },
        Tile {
            icon: "scale",
            label: words.say("coop-member-delivered"),
            figure: whole_kilograms(words, sums.delivered),
            under: html! { (since) },
        },
        Tile { icon: "wallet", label: words.say("coop-owed-to-them"), figure: money.amount(words, sums.owed), under: html! {} },
        Tile { icon: "hand-coins", label: words.say("coop-they-owe"), figure: money.amount(words, sums.owes), under: html! {} },
    ])
}

fn search(page: &MembersPage) -> Markup {
    let (words, coop) = (page.around.words, &page.coop);
    let at = WHICH.iter().position(|which| *which == page.which).unwrap_or(0);
    let doors: Vec<_> = WHICH
        .iter()
        .zip(["users", "history", "user"])
        .map(|(which, symbol)| {
            let to = with_query(&coop.href("members"), &[("state", which), ("q", &page.q)]);
            (symbol, to, words.say(&format!("coop-list-{which}")))
        })
        .collect();
    html! {
        div.stack {
            (tabs(&words.say("coop-list-which"), at, &doors))
            form.filter method="get" action=(coop.href("members")) {
                input type="hidden" name="state" value=(page.which);
                div.f.grow {
                    label for="q" { (words.say("coop-member-find")) }
                    input.box #q name="q" type="search" value=(page.q) autocomplete="off" maxlength="80";
                }
                button.btn type="submit" { (icon("search")) (words.say("search")) }
            }
        }
    }
}

fn table(page: &MembersPage, caption: &str) -> Markup {
    let (words, coop) = (page.around.words, &page.coop);
    let columns = [
        Column::mark(words.say("number-short")).sorted_by("number"),
        Column::lead(words.say("member")).sorted_by("name"),
        Column::text(words.say("coop-group")).sorted_by("group"),
        Column::number(words.say("coop-member-shares")).sorted_by("shares"),
        Column::figure(words.say("coop-member-delivered")).sorted_by("delivered"),
        Column::number(words.say("coop-owed-to-her")).sorted_by("owed"),
        Column::number(words.say("coop-she-owes")).sorted_by("owes"),
    ];
    let rows = page.members.iter().map(|line| {
        Row::new(vec![
            html! { @if let Some(number) = line.who.number { (words.ordinal(number)) } },
            html! { a href=(coop.href(&format!("members/{}", line.who.party))) { (line.who.name.show(words)) } },
            html! { (line.group) },
            html! { span.n { (words.number(line.shares)) } },
            kilograms(words, line.delivered),
            money_or_blank(words, coop, line.owed),
            money_or_blank(words, coop, line.owes),
        ])
    });
    html! { (Table { words, caption, columns: &columns, rows: rows.collect(), foot: vec![], listing: Some(&page.listing) }) }
}

/// Money with its sign; nothing for nothing.
pub(super) fn money_or_blank(words: Words, coop: &CoopHead, amount: i64) -> Markup {
    html! { @if amount != 0 { (coop.money(words, amount)) } }
}

/// A sum of weights in whole kilograms: on a small figure grams say nothing.
pub(super) fn whole_kilograms(words: Words, grams: i64) -> Markup {
    kilograms(words, (grams.saturating_add(500)).div_euclid(1_000).saturating_mul(1_000))
}

/// The producer groups of a cooperative.
#[derive(Clone, Debug)]
pub struct GroupsPage {
    /// What surrounds the page.
    pub around: Around,
    /// Which cooperative.
    pub coop: CoopHead,
    /// Deliveries are counted from this day.
    pub since: NaiveDate,
    /// The groups, by code.
    pub groups: Vec<GroupLine>,
    /// Members who are in none.
    pub without: i64,
    /// May name groups.
    pub may_write: bool,
}

/// A producer group in the list.
#[derive(Clone, Debug)]
pub struct GroupLine {
    /// Its number.
    pub no: i64,
    /// Its code on lists.
    pub code: String,
    /// Its name.
    pub name: Name,
    /// Its village.
    pub village: String,
    /// What it grows, in the reader's language.
    pub crop: String,
    /// Its members today.
    pub members: i64,
    /// What they delivered, grams.
    pub delivered: i64,
}

/// `GET /coops/{coop}/groups`
pub fn groups(page: &GroupsPage) -> Markup {
    let (words, coop) = (page.around.words, &page.coop);
    let title = words.say("coop-groups");
    let since = words.with("coop-member-counted-from", &[("date", words.date_short(page.since).into())]);
    let body = html! {
        (member_tabs(words, coop, "groups"))
        @if page.may_write {
            div.actions { a.btn.main href=(coop.href("groups/new")) { (icon("plus")) (words.say("coop-group-add")) } }
        }
        @if page.groups.is_empty() {
            div.card { (empty("network", &words.say("coop-groups-none"), &words.say("coop-groups-none-text"), None)) }
        } @else {
            (table_card("network", &title, html! { span.small { (words.say("coop-member-delivered")) " " (since) } }, group_table(page, &title)))
            @if page.without > 0 {
                p.muted { (words.with("coop-groups-without", &[("count", words.number(page.without).into())])) }
            }
        }
    };
    CoopFrame {
        around: &page.around,
        coop,
        tab: Some("members"),
        title: &title,
        back: coop.href("members"),
        problems: &[],
        scripts: &[],
    }
    .draw(body)
}

fn group_table(page: &GroupsPage, caption: &str) -> Markup {
    let (words, coop) = (page.around.words, &page.coop);
    let columns = [
        Column::mark(words.say("coop-group-code")),
        Column::lead(words.say("coop-group")),
        Column::text(words.say("coop-group-village")),
        Column::text(words.say("coop-member-crop")),
        Column::number(words.say("coop-members")),
        Column::figure(words.say("coop-member-delivered")),
        Column::act(words.say("coop-group-change")),
    ];
    let rows = page.groups.iter().map(|group| {
        Row::new(vec![
            html! { (group.code) },
            html! { a href=(with_query(&coop.href("members"), &[("q", group.name.show(words))])) { (group.name.show(words)) } },
            html! { (group.village) },
            html! { (group.crop) },
            html! { span.n { (words.number(group.members)) } },
            kilograms(words, group.delivered),
            html! {
                @if page.may_write {
                    a href=(coop.href(&format!("groups/{}", group.no))) { (icon("pencil")) (words.say("coop-group-change"))
                        span.vh { " " (group.name.show(words)) } }
                }
            },
        ])
    });
    html! { (Table { words, caption, columns: &columns, rows: rows.collect(), foot: vec![], listing: None }) }
}

/// The form of a producer group.
#[derive(Clone, Debug)]
pub struct GroupFormPage {
    /// What surrounds the page.
    pub around: Around,
    /// Which cooperative.
    pub coop: CoopHead,
    /// The group that is named otherwise; none: a new one.
    pub no: Option<i64>,
    /// Crops to choose from: code and name.
    pub crops: Vec<Choice>,
    /// The form's key.
    pub key: String,
    /// What has been typed.
    pub filled: Filled,
    /// Every refusal.
    pub problems: Vec<Problem>,
}

/// `GET, POST /coops/{coop}/groups/{no}`; `new` for a new one.
pub fn group_form(page: &GroupFormPage) -> Markup {
    let (words, coop, filled) = (page.around.words, &page.coop, &page.filled);
    let fields = Fields { words, problems: &page.problems };
    let title = words.say(if page.no.is_some() { "coop-group-edit" } else { "coop-group-add" });
    let (at, back) = (page.no.map_or("new".to_owned(), |no| no.to_string()), coop.href("groups"));
    let body = html! {
        form.form.narrow.amid method="post" action=(coop.href(&format!("groups/{}", encode(&at)))) novalidate {
            (fields.summary())
            div.card.form {
                input type="hidden" name="key" value=(page.key);
                (fields.text("code", "coop-group-code", filled.get("code")).short().hint("coop-group-code-hint"))
                (fields.text("name_km", "coop-name-km", filled.get("name_km")))
                (fields.text("name_latin", "coop-name-latin", filled.get("name_latin")))
                (fields.text("village", "coop-group-village", filled.get("village")))
                (fields.select("crop", "coop-crop-grown", filled.get("crop"), &options(None, &page.crops)))
                (fields.date("day", "coop-member-day", filled.get("day")))
                div.actions {
                    button.btn.main type="submit" { (icon("check")) (words.say("save")) }
                    a.btn href=(back) { (words.say("cancel")) }
                }
            }
        }
    };
    CoopFrame { around: &page.around, coop, tab: None, title: &title, back: back.clone(), problems: &page.problems, scripts: &[] }
        .draw(body)
}
