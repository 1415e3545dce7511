//! A group's own page: where its money stands, what is next, and the ways to everything else.
use crate::home::{GroupState, NextMeeting, last_meeting, next_button, waiting_box};
use crate::layout::icon;
use crate::meeting_list::{MeetingRow, meeting_columns, meeting_row};
use crate::parts::{self, Amount, Around, Chart, GroupHead, Name, Row, Shape, Table, Tile, amounts, card, empty};
use chrono::NaiveDate;
use maud::{Markup, html};
use words::Words;

/// The page of a group.
#[derive(Clone, Debug)]
pub struct GroupPage {
    /// What surrounds the page.
    pub around: Around,
    /// Which group.
    pub group: GroupHead,
    /// Its organisation.
    pub organisation: Name,
    /// Village, commune, district, province as one line.
    pub place: Name,
    /// How it is doing.
    pub state: GroupState,
    /// Members who have not left.
    pub members: u32,
    /// Of these, women.
    pub women: u32,
    /// Members' savings now, smallest units.
    pub savings: i64,
    /// Shares held by the members, where the group saves in shares.
    pub shares: Option<i64>,
    /// The social fund now; none where the group has none.
    pub social_fund: Option<i64>,
    /// What the group itself owns (fines, gains, kept profit less losses), smallest units; may be negative.
    pub retained: i64,
    /// Cash by fund and commodity, as the books say.
    pub cash: Vec<FundCash>,
    /// The next meeting, for those who may record it.
    pub next: Option<NextMeeting>,
    /// Number and date of the last sealed meeting.
    pub last: Option<(u32, NaiveDate)>,
    /// The last five sealed meetings, latest first.
    pub meetings: Vec<MeetingRow>,
    /// Savings paid in at the last dozen meetings, oldest first: number and quantity.
    pub chart: Vec<(u32, i64)>,
    /// Officers in office today.
    pub officers: Vec<OfficerLine>,
    /// Corrections that wait.
    pub waiting: u32,
    /// Of these, how many this person may confirm.
    pub waiting_for_me: u32,
    /// The group has no constitution yet, so that no meeting can be recorded.
    pub needs_constitution: bool,
    /// What this person may do here.
    pub may: GroupRights,
}

/// Cash of one fund.
#[derive(Clone, Debug)]
pub struct FundCash {
    /// The fund.
    pub fund: Name,
    /// Its cash, per commodity.
    pub cash: Vec<Amount>,
}

/// An officer in office.
#[derive(Clone, Debug)]
pub struct OfficerLine {
    /// The office's code: a key `office-<code>` names it.
    pub office: String,
    /// Who holds it.
    pub name: Name,
    /// Her member number.
    pub member: u32,
}

/// What the signed-in person may do in a group; only what she may do is offered.
#[derive(Clone, Copy, Debug, Default)]
pub struct GroupRights {
    /// Record and seal meetings.
    pub record: bool,
    /// Add and change members and officers.
    pub manage: bool,
    /// Ask for corrections, confirm those of others.
    pub correct: bool,
    /// Close months and years.
    pub close: bool,
    /// Change the constitution.
    pub constitution: bool,
}

/// `GET /groups/{code}`
pub fn group(page: &GroupPage) -> Markup {
    let (words, group) = (page.around.words, &page.group);
    let body = html! {
        div.stack {
            @if page.needs_constitution {
                (parts::note_box("warn", "scroll-text", html! {
                    p { b { (words.say("needs-constitution")) } }
                    @if page.may.constitution { (parts::more(&group.href("constitution/edit"), &words.say("write-constitution"))) }
                }))
            } @else if page.members == 0 {
                div.card { (empty("user-plus", &words.say("no-members-yet"), &words.say("no-members-yet-text"),
                    page.may.manage.then_some((&*group.href("members/new"), &*words.say("new-member"))))) }
            } @else if let Some(next) = &page.next {
                (next_button(words, group, next))
                @if page.last.is_none() { (parts::more(&group.href("opening"), &words.say("opening-bring"))) }
            }
            @if page.waiting > 0 { (waiting_box(words, group, page.waiting, page.waiting_for_me)) }
            (summary(page))
            div.halves {
                div.stack { (latest(page)) (chart(page)) }
                div.stack {
                    (card("vault", &words.say("cash-in-box"), cash(words, &page.cash)))
                    (officers(page))
                    (about(page))
                }
            }
            (ways(page))
        }
    };
    page.around.page(group.name.show(words), page.place.show(words), Some("/"), &[], body)
}

fn summary(page: &GroupPage) -> Markup {
    let (words, unit) = (page.around.words, &page.group.unit);
    let count = |number: u32| [("count", words.number(number.into()).into())];
    let mut tiles = vec![
        Tile {
            icon: "users",
            label: words.say("members"),
            figure: html! { (words.number(page.members.into())) },
            under: html! { (words.with("of-which-women", &count(page.women))) },
        },
        Tile {
            icon: "piggy-bank",
            label: words.say("savings"),
            figure: unit.amount(words, page.savings),
            under: html! { @if let Some(shares) = page.shares { (words.with("shares-count", &[("count", words.number(shares).into())])) } },
        },
    ];
    if let Some(social) = page.social_fund {
        tiles.push(Tile {
            icon: "hand-heart",
            label: words.say("social-fund"),
            figure: unit.amount(words, social),
            under: html! {},
        });
    }
    tiles.push(Tile { icon: "scale", label: words.say("retained"), figure: unit.amount(words, page.retained), under: html! {} });
    parts::tiles(&tiles)
}

fn cash(words: Words, cash: &[FundCash]) -> Markup {
    let mut total: Vec<Amount> = vec![];
    for amount in cash.iter().flat_map(|fund| &fund.cash) {
        match total.iter_mut().find(|sum| sum.unit == amount.unit) {
            Some(sum) => sum.quantity += amount.quantity,
            None => total.push(amount.clone()),
        }
    }
    html! {
        @if cash.is_empty() { p.muted { (words.say("box-is-empty")) } }
        dl.facts {
            @for fund in cash { div { dt { (fund.fund.show(words)) } dd { (amounts(words, &fund.cash)) } } }
            @if cash.len() > 1 { div.sum { dt { (words.say("total")) } dd { (amounts(words, &total)) } } }
        }
    }
}

fn latest(page: &GroupPage) -> Markup {
    let (words, group) = (page.around.words, &page.group);
    let heading = words.say("last-meetings");
    if page.meetings.is_empty() {
        return html! { div.card { (empty("calendar-check", &words.say("no-meeting-yet"), &words.say("no-meeting-yet-text"), None)) } };
    }
    let columns = meeting_columns(words, false);
    let rows: Vec<Row> = page.meetings.iter().map(|row| meeting_row(words, group, row, false)).collect();
    let table = Table { words, caption: &heading, columns: &columns, rows, foot: vec![], listing: None };
    parts::table_card(
        "calendar-check",
        &heading,
        parts::more(&group.href("meetings"), &words.say("all-meetings")),
        html! { (table) },
    )
}

fn chart(page: &GroupPage) -> Markup {
    let (words, unit) = (page.around.words, &page.group.unit);
    if page.chart.len() < 2 {
        return html! {};
    }
    let points: Vec<(String, i64)> =
        page.chart.iter().map(|(number, quantity)| (words.ordinal((*number).into()), *quantity)).collect();
    let chart = Chart {
        words,
        caption: &words.say("savings-by-meeting"),
        of: &words.say("meeting"),
        points: &points,
        decimals: unit.decimals,
        commodity: &unit.commodity,
        shape: Shape::Columns,
    };
    card("piggy-bank", &words.say("savings-of-meetings"), html! { (chart) })
}

fn officers(page: &GroupPage) -> Markup {
    let (words, group) = (page.around.words, &page.group);
    card(
        "id-card",
        &words.say("officers"),
        html! {
            @if page.officers.is_empty() { p.muted { (words.say("no-officers-yet")) } }
            dl.facts {
                @for officer in &page.officers {
                    div {
                        dt { (words.say(&format!("office-{}", officer.office))) }
                        dd { a href=(group.href(&format!("members/{}", officer.member))) { (officer.name.show(words)) } }
                    }
                }
            }
            (parts::more(&group.href("officers"), &words.say("officers-all")))
        },
    )
}

fn about(page: &GroupPage) -> Markup {
    let words = page.around.words;
    card(
        "info",
        &words.say("about-group"),
        parts::facts(&[
            (words.say("state"), page.state.badge(words)),
            (words.say("organisation"), html! { (page.organisation.show(words)) }),
            (words.say("place"), html! { (page.place.show(words)) }),
            (words.say("group-code"), html! { (page.group.code) }),
            (words.say("last-meeting"), last_meeting(words, &page.group, page.last)),
        ]),
    )
}

fn ways(page: &GroupPage) -> Markup {
    let (words, group) = (page.around.words, &page.group);
    let way = |symbol, below: &str, key| (symbol, group.href(below), words.say(key));
    html! {
        section {
            h2.plain-h { (icon("book-open")) (words.say("books-and-papers")) }
            (parts::doors(&words.say("books-and-papers"), &[
                way("users", "members", "members"),
                way("calendar-check", "meetings", "meetings"),
                way("hand-coins", "loans", "loans"),
                way("undo-2", "corrections", "corrections"),
                way("id-card", "officers", "officers"),
                way("scroll-text", "constitution", "constitution"),
                way("sprout", "health", "health"),
                way("wallet", "cash-book", "cash-book"),
                way("scale", "trial-balance", "trial-balance"),
                way("book-open", "accounts", "accounts"),
                way("coins", "cycles", "cycles-door"),
                way("lock", "closing", "closing"),
                way("history", "audit", "audit-trail"),
            ]))
        }
    }
}
