//! The health of all groups: who comes, what is saved and lent, and what is late, with a link to each group's own page.
use super::{Choice, Page, buttons, draw, number, percent, select};
use crate::{
    layout::icon,
    parts::{Around, Column, Listing, Name, Row, Table, Tile, Tone, Unit, badge, empty, encode, table_card, tiles},
    programme::Scope,
};
use chrono::NaiveDate;
use maud::{Markup, html};
use words::Words;

/// How a group does: whether it meets as agreed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// It meets.
    Active,
    /// It has not met for more than two of its intervals.
    Late,
    /// It has not met yet.
    New,
}

impl State {
    /// All.
    pub const ALL: [State; 3] = [State::Active, State::Late, State::New];

    /// Its word: `accounts-state-<word>`.
    pub fn code(self) -> &'static str {
        match self {
            State::Active => "active",
            State::Late => "late",
            State::New => "new",
        }
    }

    fn badge(self, words: Words) -> Markup {
        let (tone, symbol) = match self {
            State::Active => (Tone::Good, "circle-check"),
            State::Late => (Tone::Warn, "clock"),
            State::New => (Tone::Calm, "sprout"),
        };
        badge(tone, symbol, &words.say(&format!("accounts-state-{}", self.code())))
    }
}

/// A group.
#[derive(Clone, Debug)]
pub struct HealthLine {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: Name,
    /// Its partner's code.
    pub partner: String,
    /// Where it is.
    pub place: Name,
    /// The reader may open its own page.
    pub seen: bool,
    /// What it counts in.
    pub unit: Unit,
    /// Members who have not left.
    pub members: i64,
    /// Women among them.
    pub women: i64,
    /// Who came of the members, averaged over the last four meetings with a roll; tenths of a per cent.
    pub came: Option<i64>,
    /// All savings.
    pub savings: i64,
    /// Loans not yet paid back.
    pub loans: i64,
    /// Principal owed on loans late by thirty days or more.
    pub late: i64,
    /// That, of all principal owed; tenths of a per cent.
    pub at_risk: Option<i64>,
    /// The last meeting.
    pub met: Option<NaiveDate>,
    /// Whether it meets as agreed.
    pub state: State,
}

/// What is chosen and may be.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Part of a name or code.
    pub q: String,
    /// Provinces with groups.
    pub provinces: Vec<Choice>,
    /// The province.
    pub province: String,
    /// `active`, `late` or `new`.
    pub state: String,
}

/// All groups of the filter in one money.
#[derive(Clone, Debug)]
pub struct Sum {
    /// The money.
    pub unit: Unit,
    /// Savings.
    pub savings: i64,
    /// Loans.
    pub loans: i64,
    /// At risk, in tenths of a per cent.
    pub at_risk: Option<i64>,
}

/// The page.
#[derive(Clone, Debug)]
pub struct HealthPage {
    /// What surrounds the page.
    pub around: Around,
    /// Whose groups.
    pub scope: Scope,
    /// The day.
    pub on: NaiveDate,
    /// The groups of this page of the list.
    pub groups: Vec<HealthLine>,
    /// Sorting (`name`, `members`, `came`, `savings`, `loans`, `risk`, `met`) and paging.
    pub listing: Listing,
    /// The filter.
    pub filter: Filter,
    /// Groups of the filter, members and women in them, groups that are late with meeting.
    pub counted: [i64; 4],
    /// The filter's sums.
    pub sums: Vec<Sum>,
    /// The same as files.
    pub files: Vec<(&'static str, String)>,
}

/// `GET /programme/health`
pub fn health(page: &HealthPage) -> Markup {
    let words = page.around.words;
    let title = words.say("programme-health");
    let body = html! {
        (filter(words, page))
        (sums(words, page))
        (table_card("sprout", &title, html! { span.small { (words.with("accounts-figures-of", &[("date", words.date_short(page.on).into())])) } }, html! {
            @if page.groups.is_empty() { (empty("search", &words.say("accounts-no-group"), &words.say("accounts-no-group-text"), None)) }
            @else { (table(words, page, &title)) }
        }))
        p.small { (words.say("accounts-health-how")) }
        (buttons(words, &page.files))
    };
    draw(&page.around, Page::Health, &page.scope, &[], body)
}

fn filter(words: Words, page: &HealthPage) -> Markup {
    let filter = &page.filter;
    let states =
        State::ALL.map(|state| (state.code().to_owned(), words.say(&format!("accounts-state-{}", state.code())).into_owned()));
    html! {
        form.filter.card method="get" action=(Page::Health.path()) role="search" {
            div.f { label for="q" { (words.say("search")) } input.box #q name="q" type="search" value=(filter.q) autocomplete="off"; }
            (page.scope.field(words))
            (select(words, "province", "programme-province", &filter.province, "accounts-all-provinces", &filter.provinces))
            (select(words, "state", "state", &filter.state, "accounts-all-states", &states))
            button.btn type="submit" { (icon("search")) (words.say("show")) }
        }
    }
}

fn sums(words: Words, page: &HealthPage) -> Markup {
    let [groups, members, women, late] = page.counted;
    let count = |key: &str, count: i64| html! { span.small { (words.with(key, &[("count", words.number(count).into())])) } };
    let mut all = vec![
        Tile {
            icon: "piggy-bank",
            label: words.say("accounts-groups"),
            figure: number(words, groups),
            under: count("accounts-late-groups", late),
        },
        Tile {
            icon: "users",
            label: words.say("health-members"),
            figure: number(words, members),
            under: count("accounts-women", women),
        },
    ];
    for sum in &page.sums {
        all.push(Tile {
            icon: "coins",
            label: words.say("health-subject-savings"),
            figure: sum.unit.amount(words, sum.savings),
            under: html! {},
        });
        if sum.loans == 0 && page.sums.len() > 1 {
            continue;
        }
        let under = html! { span.small { (words.say("health-portfolio-at-risk")) " " (percent(words, sum.at_risk)) } };
        all.push(Tile {
            icon: "hand-coins",
            label: words.say("health-input-loans"),
            figure: sum.unit.amount(words, sum.loans),
            under,
        });
    }
    tiles(&all)
}

fn table(words: Words, page: &HealthPage, caption: &str) -> Markup {
    let columns = [
        Column::lead(words.say("group")).sorted_by("name"),
        Column::number(words.say("health-members")).sorted_by("members"),
        Column::number(words.say("health-attendance-in-person")).sorted_by("came"),
        Column::figure(words.say("health-subject-savings")).sorted_by("savings"),
        Column::number(words.say("health-input-loans")).sorted_by("loans"),
        Column::number(words.say("health-portfolio-at-risk")).sorted_by("risk"),
        Column::text(words.say("accounts-last-meeting")).sorted_by("met"),
        Column::act(words.say("state")),
    ];
    let row = |line: &HealthLine| {
        let name = line.name.show(words);
        Row::new(vec![
            html! {
                @if line.seen { a href={ "/groups/" (encode(&line.code)) "/health" } { (name) } } @else { (name) }
                span.small { (line.code) " · " (line.partner) @if !line.place.show(words).is_empty() { " · " (line.place.show(words)) } }
            },
            html! { span.n { (words.number(line.members)) } " " span.small { (words.with("accounts-women", &[("count", words.number(line.women).into())])) } },
            percent(words, line.came),
            line.unit.amount(words, line.savings),
            line.unit.amount(words, line.loans),
            percent(words, line.at_risk),
            html! { @if let Some(day) = line.met { span.n { (words.date_short(day)) } } },
            line.state.badge(words),
        ])
    };
    let rows = page.groups.iter().map(row).collect();
    html! { (Table { words, caption, columns: &columns, rows, foot: vec![], listing: Some(&page.listing) }) }
}
