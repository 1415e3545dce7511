//! The first page after signing in: a treasurer sees her groups and the next meeting, staff see every group they serve.
use crate::bundles::Door;
use crate::groups::{BankCard, bank_holds};
use crate::layout::icon;
use crate::meeting_list::meeting_name;
use crate::parts::{self, Amount, Around, Column, GroupHead, Listing, Name, Row, Table, Tile, Tone, Unit, amounts, badge, empty};
use chrono::NaiveDate;
use maud::{Markup, html};
use words::Words;

/// The home of a treasurer or a committee member.
#[derive(Clone, Debug)]
pub struct HomePage {
    /// What surrounds the page.
    pub around: Around,
    /// The groups she keeps or watches, most recently used first.
    pub groups: Vec<HomeGroup>,
    /// The way to the page of books on laptops, where she may go there.
    pub bundles: Option<Door>,
}

/// A group on its treasurer's home.
#[derive(Clone, Debug)]
pub struct HomeGroup {
    /// Which group.
    pub group: GroupHead,
    /// Members who have not left.
    pub members: u32,
    /// The next meeting, unless this person may not record it.
    pub next: Option<NextMeeting>,
    /// What the books say is in the box, per commodity, all funds together.
    pub cash: Vec<Amount>,
    /// Number and date of the last sealed meeting.
    pub last: Option<(u32, NaiveDate)>,
    /// Corrections that wait for a second officer.
    pub waiting: u32,
    /// Of these, how many this person may confirm (she did not ask for them herself).
    pub waiting_for_me: u32,
    /// The banks that it keeps.
    pub banks: Vec<BankCard>,
    /// The cooperative that it keeps: code and name.
    pub coop: Option<(String, Name)>,
}

/// The sheet that is to be filled next.
#[derive(Clone, Debug)]
pub struct NextMeeting {
    /// Its number.
    pub number: u32,
    /// When it is due by the rhythm of the constitution; none when the group sets each date.
    pub due: Option<NaiveDate>,
    /// A draft is kept: the button says "go on".
    pub begun: bool,
    /// The next sheet is the baseline of a group that has met for years, or of a new one.
    pub opening: bool,
}

/// How a group is doing, for the list of staff.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GroupState {
    /// Meets as agreed.
    Active,
    /// Has no sealed meeting yet.
    New,
    /// Has not met for more than two of its intervals.
    Late,
    /// Dissolved.
    Closed,
    /// Does not meet to save: it keeps banks.
    KeepsBanks,
}

impl GroupState {
    /// The state as a badge.
    pub fn badge(self, words: Words) -> Markup {
        match self {
            GroupState::Active => badge(Tone::Good, "circle-check", &words.say("state-active")),
            GroupState::New => badge(Tone::Calm, "sprout", &words.say("state-new")),
            GroupState::Late => badge(Tone::Warn, "clock", &words.say("state-late")),
            GroupState::Closed => badge(Tone::Past, "lock", &words.say("state-closed")),
            GroupState::KeepsBanks => badge(Tone::Calm, "warehouse", &words.say("state-keeps-banks")),
        }
    }
}

/// The home of staff: officer, advisor, finance, auditor, administrator.
#[derive(Clone, Debug)]
pub struct StaffHomePage {
    /// What surrounds the page.
    pub around: Around,
    /// Every organisation the person serves, by name.
    pub organisations: Vec<OrganisationRow>,
    /// The groups of this page of the list.
    pub groups: Vec<GroupRow>,
    /// Sorting (`name`, `organisation`, `members`, `savings`, `last`) and paging.
    pub listing: Listing,
    /// What was typed into the search box.
    pub query: String,
    /// The code of the organisation chosen in the filter; empty for all.
    pub organisation: String,
    /// The state chosen in the filter: `active`, `new`, `late`, `closed`, `keeps-banks`, or empty.
    pub state: String,
    /// Corrections that wait for a second officer, over all groups.
    pub waiting: u32,
    /// Requests at banks that wait for a second officer, over all groups.
    pub requests: u32,
    /// May make a new group.
    pub may_add_group: bool,
    /// May administer users.
    pub may_see_users: bool,
    /// May see the programme's own trail.
    pub may_see_trail: bool,
    /// Where books on laptops are seen to, for whom that is.
    pub bundles: Option<Door>,
    /// May see the register of people.
    pub may_see_people: bool,
    /// May see targets and indicators.
    pub may_see_programme: bool,
    /// May see sessions, coachings and visits.
    pub may_see_training: bool,
    /// May see business plans.
    pub may_see_plans: bool,
    /// There is an award that she may see.
    pub may_see_awards: bool,
    /// How much waits for her under awards; none where she has nothing to do there.
    pub tasks: Option<u32>,
}

/// A partner organisation.
#[derive(Clone, Debug)]
pub struct OrganisationRow {
    /// Its code, for the filter.
    pub code: String,
    /// Its name.
    pub name: Name,
    /// Groups in its care.
    pub groups: u32,
    /// Members of these groups.
    pub members: u32,
    /// Savings of these groups, per commodity.
    pub savings: Vec<Amount>,
}

/// A group in the list of staff.
#[derive(Clone, Debug)]
pub struct GroupRow {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: Name,
    /// The name of its organisation.
    pub organisation: Name,
    /// Village, commune, district, province as one line.
    pub place: Name,
    /// Members who have not left.
    pub members: u32,
    /// Members' savings, smallest units of `unit`.
    pub savings: i64,
    /// What its books are kept in.
    pub unit: Unit,
    /// Date of the last sealed meeting.
    pub last: Option<NaiveDate>,
    /// How it is doing.
    pub state: GroupState,
    /// Corrections that wait for a second officer.
    pub waiting: u32,
    /// Whether its members save.
    pub saves: bool,
    /// The banks that it keeps: code and name.
    pub banks: Vec<(String, Name)>,
    /// Requests at them that wait for a second officer.
    pub requests: u32,
}

/// `GET /` of a treasurer or committee member.
pub fn home(page: &HomePage) -> Markup {
    let words = page.around.words;
    let body = html! {
        div.stack.narrow {
            @if page.groups.is_empty() {
                div.card { (empty("users", &words.say("home-no-group"), &words.say("home-no-group-text"), None)) }
            }
            @for group in &page.groups { (group_card(words, group)) }
            @if let Some(door) = page.bundles {
                (parts::doors(&words.say("bundles-title"), &[("monitor-smartphone", door.href.to_owned(), words.say(door.says()))]))
            }
            (parts::doors(&words.say("market"), &[
                ("banknote", "/market".to_owned(), words.say("market-last-prices")),
                ("scale", "/market/sell".to_owned(), words.say("market-where-to-sell")),
            ]))
        }
    };
    let title = match &page.groups[..] {
        [only] => only.group.name.show(words).to_owned(),
        _ => words.say("home-my-groups").into_owned(),
    };
    let under = page.around.user_name();
    page.around.page(&title, under, None, &[], body)
}

/// What its treasurer wants to know first; of a group that does not save, only how many it is.
fn facts(words: Words, home: &HomeGroup) -> Markup {
    let members = (words.say("members"), html! { span.n { (words.number(home.members.into())) } });
    if !home.group.saves {
        return parts::facts(&[members]);
    }
    parts::facts(&[
        (words.say("cash-in-box"), amounts(words, &home.cash)),
        (words.say("last-meeting"), last_meeting(words, &home.group, home.last)),
        members,
    ])
}

fn group_card(words: Words, home: &HomeGroup) -> Markup {
    let group = &home.group;
    html! {
        section.card.stack {
            h2 { (icon("users")) a href=(group.href("")) { (group.name.show(words)) }
                @if group.practice { " " (badge(Tone::Wait, "notebook-pen", &words.say("practice-mark"))) }
            }
            @if let Some(next) = &home.next {
                (next_button(words, group, next))
                @if home.last.is_none() { (parts::more(&group.href("opening"), &words.say("opening-bring"))) }
            }
            (facts(words, home))
            @if home.waiting > 0 { (waiting_box(words, group, home.waiting, home.waiting_for_me)) }
            @for bank in &home.banks { (bank_holds(words, &group.unit, bank)) }
            @if let Some((code, name)) = &home.coop {
                @let href = format!("/coops/{}", parts::encode(code));
                h3 { (icon("store")) " " a href=(href) { (name.show(words)) } }
                div.next-up { a.btn.main.big href={ (href) "/deliveries" } data-keep="1" { (icon("scale")) (words.say("coop-open-scale")) } }
            }
            (parts::doors(group.name.show(words), &[
                ("house", group.href(""), words.say("group-page")),
                ("users", group.href("members"), words.say("members")),
                if group.saves { ("calendar-check", group.href("meetings"), words.say("meetings")) } else { ("warehouse", group.href("banks"), words.say("banks")) },
                ("book-open", group.href("cash-book"), words.say("cash-book")),
            ]))
        }
    }
}

/// The button that opens the next sheet: the largest thing on the page.
pub(crate) fn next_button(words: Words, group: &GroupHead, next: &NextMeeting) -> Markup {
    let key = match (next.opening, next.begun) {
        (true, _) => "open-baseline-sheet",
        (false, true) => "continue-meeting-sheet",
        (false, false) => "open-meeting-sheet",
    };
    html! {
        div.next-up {
            // Opening the group's page at home is enough: its sheet then opens without a line.
            a.btn.main.big href=(group.href(&format!("meetings/{}", next.number))) data-keep="1" {
                (icon("list-checks")) (words.with(key, &[("number", words.ordinal(next.number.into()).into())]))
            }
            @if let Some(due) = next.due {
                p.small { (icon("calendar")) " " (words.with("meeting-due", &[("date", words.date(due).into())])) }
            }
        }
    }
}

/// The last meeting with a link to it.
pub(crate) fn last_meeting(words: Words, group: &GroupHead, last: Option<(u32, NaiveDate)>) -> Markup {
    html! {
        @match last {
            Some((number, date)) => a href=(group.href(&format!("meetings/{number}"))) {
                (meeting_name(words, number)) " · " (words.date(date))
            },
            None => (words.say("no-meeting-yet")),
        }
    }
}

/// Says that corrections wait, and leads to them.
pub(crate) fn waiting_box(words: Words, group: &GroupHead, waiting: u32, for_me: u32) -> Markup {
    let count = |number: u32| [("count", words.number(number.into()).into())];
    parts::note_box(
        "warn",
        "hourglass",
        html! {
            p { b { (words.with("corrections-waiting", &count(waiting))) } }
            @if for_me > 0 { p { (words.with("corrections-for-you", &count(for_me))) } }
            (parts::more(&group.href("corrections"), &words.say("see-corrections")))
        },
    )
}

/// `GET /` of staff.
pub fn staff_home(page: &StaffHomePage) -> Markup {
    let words = page.around.words;
    let number = |number: u32| html! { span.n { (words.number(number.into())) } };
    let sum = |field: fn(&OrganisationRow) -> u32| page.organisations.iter().map(field).sum::<u32>();
    let body = html! {
        div.stack {
            (parts::tiles(&[
                Tile { icon: "building-2", label: words.say("organisations"), figure: number(page.organisations.len() as u32), under: html! {} },
                Tile { icon: "users", label: words.say("groups"), figure: number(sum(|row| row.groups)), under: html! {} },
                Tile { icon: "user", label: words.say("members"), figure: number(sum(|row| row.members)), under: html! {} },
                Tile {
                    icon: "hourglass",
                    label: words.say("corrections-waiting-short"),
                    figure: number(page.waiting),
                    under: html! { @if page.requests > 0 { (words.say("bank-requests-waiting-short")) ": " (number(page.requests)) } },
                },
            ]))
            div.actions {
                @if let Some(tasks) = page.tasks {
                    a.btn.(if tasks > 0 { "main" } else { "" }) href="/tasks" {
                        (icon("bell")) (words.with("home-tasks", &[("count", words.number(tasks.into()).into())]))
                    }
                }
                @if page.may_add_group { a.btn.main href="/groups/new" { (icon("plus")) (words.say("new-group")) } }
                a.btn href="/arrears" { (icon("clock")) (words.say("loan-arrears")) }
                a.btn href="/banks" { (icon("warehouse")) (words.say("banks")) }
                a.btn href="/coops" { (icon("store")) (words.say("coops")) }
                a.btn href="/market" { (icon("shopping-cart")) (words.say("market")) }
                @if page.may_see_programme { a.btn href="/programme" { (icon("list-checks")) (words.say("programme")) } }
                @if page.may_see_training { a.btn href="/training" { (icon("sprout")) (words.say("training")) } }
                @if page.may_see_plans { a.btn href="/plans" { (icon("clipboard-list")) (words.say("plans")) } }
                @if page.may_see_people { a.btn href="/people" { (icon("id-card")) (words.say("people")) } }
                @if page.may_see_awards { a.btn href="/awards" { (icon("handshake")) (words.say("awards")) } }
                @if let Some(door) = page.bundles { a.btn href=(door.href) { (icon("monitor-smartphone")) (words.say(door.says())) } }
                a.btn href="/practice" { (icon("notebook-pen")) (words.say("practice-groups")) }
                @if page.may_see_trail { a.btn href="/audit" { (icon("history")) (words.say("audit-trail")) } }
                @if page.may_see_users { a.btn href="/users" { (icon("key-round")) (words.say("users")) } }
            }
            @if page.organisations.len() > 1 { (organisations(words, &page.organisations)) }
            (group_table(page))
        }
    };
    page.around.page(&words.say("home-programme"), page.around.user_name(), None, &[], body)
}

fn organisations(words: Words, rows: &[OrganisationRow]) -> Markup {
    let columns = [
        Column::lead(words.say("organisation")),
        Column::number(words.say("groups")),
        Column::number(words.say("members")),
        Column::figure(words.say("savings")),
    ];
    let rows = rows
        .iter()
        .map(|row| {
            Row::new(vec![
                html! { a href=(parts::with_query("/", &[("organisation", &row.code)])) { (row.name.show(words)) } },
                html! { (words.number(row.groups.into())) },
                html! { (words.number(row.members.into())) },
                amounts(words, &row.savings),
            ])
        })
        .collect();
    let caption = words.say("organisations");
    let table = Table { words, caption: &caption, columns: &columns, rows, foot: vec![], listing: None };
    parts::table_card("building-2", &caption, html! {}, html! { (table) })
}

fn group_table(page: &StaffHomePage) -> Markup {
    let words = page.around.words;
    let columns = [
        Column::lead(words.say("group")).sorted_by("name"),
        Column::text(words.say("organisation")).sorted_by("organisation"),
        Column::number(words.say("members")).sorted_by("members"),
        Column::figure(words.say("savings")).sorted_by("savings"),
        Column::text(words.say("last-meeting")).sorted_by("last"),
        Column::act(words.say("state")),
    ];
    let rows = page.groups.iter().map(|row| group_row(words, row)).collect();
    let caption = words.say("groups");
    let filtered = !(page.query.is_empty() && page.organisation.is_empty() && page.state.is_empty());
    parts::table_card(
        "users",
        &caption,
        html! {},
        html! {
            (filter(page))
            @if page.groups.is_empty() && filtered {
                (empty("search", &words.say("nothing-found"), &words.say("nothing-found-text"), Some(("/", &words.say("show-all")))))
            } @else if page.groups.is_empty() {
                (empty("users", &words.say("no-groups-yet"), &words.say("no-groups-yet-text"),
                    page.may_add_group.then_some(("/groups/new", &*words.say("new-group")))))
            } @else {
                (Table { words, caption: &caption, columns: &columns, rows, foot: vec![], listing: Some(&page.listing) })
            }
        },
    )
}

fn group_row(words: Words, row: &GroupRow) -> Row {
    Row::new(vec![
        html! {
            a href={ "/groups/" (parts::encode(&row.code)) } { (row.name.show(words)) }
            span.small { (row.place.show(words)) }
            @for (code, name) in &row.banks { span.small.line { (icon("warehouse")) " " a href={ "/banks/" (parts::encode(code)) } { (name.show(words)) } } }
        },
        html! { (row.organisation.show(words)) },
        html! { (words.number(row.members.into())) },
        html! { @if row.saves { (row.unit.amount(words, row.savings)) } },
        html! { @if let Some(date) = row.last { span.n { (words.date_short(date)) } } },
        html! {
            (row.state.badge(words))
            @let waiting = row.waiting + row.requests;
            @if waiting > 0 {
                " " (badge(Tone::Wait, "hourglass", &words.with("waiting-short", &[("count", words.number(waiting.into()).into())])))
            }
        },
    ])
}

fn filter(page: &StaffHomePage) -> Markup {
    let words = page.around.words;
    html! {
        form.filter.pad method="get" action="/" role="search" {
            div.f.grow { label for="q" { (words.say("search-groups")) } input.box #q name="q" type="search" value=(page.query) autocomplete="off"; }
            @if page.organisations.len() > 1 {
                div.f { label for="organisation" { (words.say("organisation")) }
                    select.box #organisation name="organisation" {
                        option value="" { (words.say("all")) }
                        @for row in &page.organisations { option value=(row.code) selected[row.code == page.organisation] { (row.name.show(words)) } }
                    } }
            }
            div.f { label for="state" { (words.say("state")) }
                select.box #state name="state" {
                    option value="" { (words.say("all")) }
                    @for state in ["active", "new", "late", "closed", "keeps-banks"] {
                        option value=(state) selected[state == page.state] { (words.say(&format!("state-{state}"))) }
                    }
                } }
            button.btn type="submit" { (icon("search")) (words.say("search")) }
        }
    }
}
