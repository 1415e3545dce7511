//! A group's own page: where its money stands, what is next, and the ways to everything else.
use crate::banks::GoodHead;
use crate::bundles::KeptLine;
use crate::home::{GroupState, NextMeeting, last_meeting, next_button, waiting_box};
use crate::layout::icon;
use crate::meeting_list::{MeetingRow, meeting_columns, meeting_row};
use crate::parts::{
    self, Amount, Around, Chart, GroupHead, Name, Row, Shape, Table, Tile, Tone, Unit, amounts, badge, card, empty,
};
use chrono::NaiveDate;
use maud::{Markup, html};
use words::Words;

/// The page of a group. Of one that does not save, what is about savings and meetings is left out.
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
    /// The banks that it keeps.
    pub banks: Vec<BankCard>,
    /// The cooperative or producer group that its book keeps: code and name.
    pub coop: Option<(String, Name)>,
    /// Officers in office today.
    pub officers: Vec<OfficerLine>,
    /// Corrections that wait.
    pub waiting: u32,
    /// Of these, how many this person may confirm.
    pub waiting_for_me: u32,
    /// The group has no constitution yet, so that no meeting can be recorded.
    pub needs_constitution: bool,
    /// Where its book is kept, where it ever left.
    pub kept: Option<KeptLine>,
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

/// A bank as its group's pages show it: what it holds, and what waits there.
#[derive(Clone, Debug)]
pub struct BankCard {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: Name,
    /// What it has: the good, how much of it in all, and how much of that is with families (animals).
    pub holds: Vec<(GoodHead, i64, i64)>,
    /// Money in its box, smallest units of the group's currency.
    pub money: i64,
    /// Requests that wait for a second officer.
    pub waiting: u32,
    /// Of these, how many this person may confirm.
    pub waiting_for_me: u32,
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
    /// Begin a practice group like this one; of a practice group, see what it is.
    pub practise: bool,
}

/// `GET /groups/{code}`
pub fn group(page: &GroupPage) -> Markup {
    let (words, group) = (page.around.words, &page.group);
    let body = html! {
        div.stack {
            @if let Some(kept) = &page.kept { (kept.draw(words)) }
            @if !group.saves {
                @if page.members == 0 { (no_members(page)) }
            } @else if page.needs_constitution {
                (parts::note_box("warn", "scroll-text", html! {
                    p { b { (words.say("needs-constitution")) } }
                    @if page.may.constitution { (parts::more(&group.href("constitution/edit"), &words.say("write-constitution"))) }
                }))
            } @else if page.members == 0 {
                (no_members(page))
            } @else if let Some(next) = &page.next {
                (next_button(words, group, next))
                @if page.last.is_none() { (parts::more(&group.href("opening"), &words.say("opening-bring"))) }
            }
            @if page.waiting > 0 { (waiting_box(words, group, page.waiting, page.waiting_for_me)) }
            (summary(page))
            div.halves {
                @if group.saves {
                    div.stack { (latest(page)) (chart(page)) }
                    div.stack {
                        (card("vault", &words.say("cash-in-box"), cash(words, &page.cash)))
                        (banks(page))
                        (officers(page))
                        (about(page))
                    }
                } @else {
                    div.stack { (banks(page)) }
                    div.stack { (officers(page)) (about(page)) }
                }
            }
            (ways(page))
        }
    };
    page.around.page(group.name.show(words), page.place.show(words), Some("/"), &[], body)
}

fn no_members(page: &GroupPage) -> Markup {
    let words = page.around.words;
    let text = if page.group.saves { "no-members-yet-text" } else { "no-members-yet-bank-text" };
    let add = page.may.manage.then(|| (page.group.href("members/new"), words.say("new-member")));
    let add = add.as_ref().map(|(href, label)| (&**href, &**label));
    html! { div.card { (empty("user-plus", &words.say("no-members-yet"), &words.say(text), add)) } }
}

/// The cooperative and the banks of the group, and the ways to found one.
fn banks(page: &GroupPage) -> Markup {
    let words = page.around.words;
    html! { (coop(page)) (own_banks(words, page)) }
}

/// The way to its cooperative. Members who save keep none.
fn coop(page: &GroupPage) -> Markup {
    let (words, group) = (page.around.words, &page.group);
    let body = match &page.coop {
        Some((code, name)) => {
            html! { h3 { a href={ "/coops/" (parts::encode(code)) } { (name.show(words)) } } }
        }
        None if !group.saves && page.may.constitution => parts::more(&group.href("coop/new"), &words.say("coop-found")),
        None => return html! {},
    };
    card("store", &words.say("coop"), body)
}

fn own_banks(words: Words, page: &GroupPage) -> Markup {
    let group = &page.group;
    card(
        "warehouse",
        &words.say("banks"),
        html! { div.stack {
            @if page.banks.is_empty() { p.muted { (words.say("group-banks-none")) } p.small { (words.say("group-banks-none-text")) } }
            @for bank in &page.banks { (bank_holds(words, &group.unit, bank)) }
            @if page.may.constitution { (parts::more(&group.href("banks/new"), &words.say("group-bank-found"))) }
        } },
    )
}

/// What a bank holds, under its name.
pub(crate) fn bank_holds(words: Words, money: &Unit, bank: &BankCard) -> Markup {
    let href = format!("/banks/{}", parts::encode(&bank.code));
    let count = |number: u32| [("count", words.number(number.into()).into())];
    html! {
        div {
            h3 { a href=(href) { (bank.name.show(words)) }
                @if bank.waiting > 0 {
                    " " a href={ (href) "/requests" } {
                        (badge(if bank.waiting_for_me > 0 { Tone::Wait } else { Tone::Calm }, "hourglass", &words.with("group-bank-requests", &count(bank.waiting))))
                    }
                }
            }
            dl.facts {
                @if bank.holds.is_empty() { div { dt { (words.say("group-bank-empty")) } dd {} } }
                @for (good, quantity, away) in &bank.holds {
                    div {
                        dt { (good.icon()) " " (good.name(words)) }
                        dd { (good.amount(words, *quantity))
                            @if *away > 0 { br; span.small { (words.with("group-bank-with-families", &[("amount", good.unit.text(words, *away).into())])) } }
                        }
                    }
                }
                div { dt { (words.say("group-bank-box")) } dd { (money.amount(words, bank.money)) } }
            }
        }
    }
}

fn summary(page: &GroupPage) -> Markup {
    let (words, unit) = (page.around.words, &page.group.unit);
    let count = |number: u32| [("count", words.number(number.into()).into())];
    let mut tiles = vec![Tile {
        icon: "users",
        label: words.say("members"),
        figure: html! { (words.number(page.members.into())) },
        under: html! { (words.with("of-which-women", &count(page.women))) },
    }];
    if !page.group.saves {
        tiles.push(Tile {
            icon: "warehouse",
            label: words.say("banks"),
            figure: html! { (words.number(page.banks.len() as i64)) },
            under: html! {},
        });
        return parts::tiles(&tiles);
    }
    tiles.push(Tile {
        icon: "piggy-bank",
        label: words.say("savings"),
        figure: unit.amount(words, page.savings),
        under: html! { @if let Some(shares) = page.shares { (words.with("shares-count", &[("count", words.number(shares).into())])) } },
    });
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
    let last = if page.group.saves {
        last_meeting(words, &page.group, page.last)
    } else {
        html! {}
    };
    card(
        "info",
        &words.say("about-group"),
        parts::facts(&[
            (words.say("state"), page.state.badge(words)),
            (words.say("organisation"), html! { (page.organisation.show(words)) }),
            (words.say("place"), html! { (page.place.show(words)) }),
            (words.say("group-code"), html! { (page.group.code) }),
            (words.say("last-meeting"), last),
        ]),
    )
}

fn ways(page: &GroupPage) -> Markup {
    let (words, group) = (page.around.words, &page.group);
    // The last says whether only a group that saves has it.
    let ways = [
        ("users", "members", "members", false),
        ("printer", "papers", "offer-papers", false),
        ("warehouse", "banks", "banks", false),
        ("calendar-check", "meetings", "meetings", true),
        ("hand-coins", "loans", "loans", true),
        ("undo-2", "corrections", "corrections", true),
        ("id-card", "officers", "officers", false),
        ("scroll-text", "constitution", "constitution", true),
        ("sprout", "health", "health", true),
        ("clipboard-list", "plans", "plans", false),
        ("wallet", "cash-book", "cash-book", false),
        ("scale", "trial-balance", "trial-balance", false),
        ("book-open", "accounts", "accounts", false),
        ("coins", "cycles", "cycles-door", true),
        ("lock", "closing", "closing", false),
        ("history", "audit", "audit-trail", false),
        ("notebook-pen", "practice", "practice-door", true),
    ];
    let offered = |below: &str| match below {
        "practice" => page.may.practise,
        // A plan is handed in to the programme.
        "plans" => !group.practice,
        _ => true,
    };
    let here = ways.iter().filter(|(_, below, _, saving)| (group.saves || !saving) && offered(below));
    let doors: Vec<_> = here.map(|(symbol, below, key, _)| (*symbol, group.href(below), words.say(key))).collect();
    html! {
        section {
            h2.plain-h { (icon("book-open")) (words.say("books-and-papers")) }
            (parts::doors(&words.say("books-and-papers"), &doors))
        }
    }
}
