//! The report of a season, to be read to the general meeting: kilograms and head first, money second, and a place for
//! those who sign it.
use super::{
    BankHead, GoodHead,
    frame::BankFrame,
    statement::{Show, days, good_head, reports, verdict},
};
use crate::layout::icon;
use crate::papers::choice::paper_button;
use crate::parts::{
    Around, Column, Fields, Name, Problem, Row, Table, Tile, card, empty, encode, facts, more, table_card, tiles, with_query,
};
use domain::banks::{
    Good, Measure,
    acts::Cause,
    rules::InterestUse,
    season_report::{GoodReport, HerdReport, Line, People, SeasonReport},
};
use maud::{Markup, html};
use std::borrow::Cow;
use words::Words;

/// The page.
#[derive(Clone, Debug)]
pub struct SeasonPage {
    /// What surrounds the page.
    pub around: Around,
    /// Which bank.
    pub bank: BankHead,
    /// What may be chosen: its value in the address, and its name.
    pub choices: Vec<(String, Chosen)>,
    /// The value of what is shown.
    pub chosen: String,
    /// The address of the same as a file.
    pub csv: String,
    /// The report.
    pub report: SeasonReport,
    /// The goods there are.
    pub goods: Vec<Good>,
    /// Officers who sign: the word of the office and the name.
    pub officers: Vec<(&'static str, Name)>,
    /// What could not be read.
    pub problems: Vec<Problem>,
}

/// A season or a year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Chosen {
    /// A season, by its name.
    Season(Name),
    /// A year.
    Year(i32),
}

impl Chosen {
    /// Its name.
    pub fn name(&self, words: Words) -> String {
        match self {
            Chosen::Season(name) => words.with("season-of", &[("name", name.show(words).into())]),
            Chosen::Year(year) => words.with("season-year", &[("year", words.ordinal((*year).into()).into())]),
        }
    }
}

/// `GET /banks/{code}/season?no=`
pub fn season(page: &SeasonPage) -> Markup {
    let (words, bank, report) = (page.around.words, &page.bank, &page.report);
    let title = words.say("report-season");
    let idle = report.goods.is_empty() && report.herds.is_empty();
    let body = html! {
        (reports(words, bank, 0))
        (choose(page))
        (heading(page))
        @if idle {
            div.card { (empty("scroll-text", &words.say("no-lines"), &words.say("season-nothing"), None)) }
        } @else {
            (figures(page))
            @let (weighed, money) = kilograms_and_money(&report.goods);
            @for herd in &report.herds { (of_herd(words, herd)) }
            div.halves.even { @for good in weighed.into_iter().chain(money) { (of_good(words, good)) } }
            @if report.helped.anyhow.all > 0 { (people(page)) }
            (loans(page))
            (in_money(page))
        }
        (signatures(page))
    };
    let frame =
        BankFrame { around: &page.around, bank, tab: Some("season"), title: &title, back: bank.href(""), problems: &page.problems };
    frame.draw(body)
}

fn choose(page: &SeasonPage) -> Markup {
    let words = page.around.words;
    let fields = Fields { words, problems: &page.problems };
    let options: Vec<(Cow<'_, str>, Cow<'_, str>)> =
        page.choices.iter().map(|(value, name)| (value.as_str().into(), name.name(words).into())).collect();
    html! {
        (fields.summary())
        form.filter.card method="get" action=(page.bank.href("season")) novalidate {
            (fields.select("no", "season-choose", &page.chosen, &options))
            button.btn type="submit" { (icon("filter")) (words.say("show")) }
            (paper_button(words, &with_query(&page.bank.href("papers/season-report"), &[("season", &page.chosen)])))
            a.btn href=(page.csv) download { (icon("file-text")) (words.say("save-as-csv")) }
        }
    }
}

/// Which season, and from when to when.
fn heading(page: &SeasonPage) -> Markup {
    let words = page.around.words;
    let chosen = page.choices.iter().find(|(value, _)| *value == page.chosen).map(|(_, name)| name.name(words));
    html! {
        div.card-head {
            h2.plain-h { (icon("calendar")) (chosen.unwrap_or_default()) }
            span.muted { (days(words, page.report.span)) }
        }
    }
}

/// What people ask first.
fn figures(page: &SeasonPage) -> Markup {
    let (words, report) = (page.around.words, &page.report);
    let mut all: Vec<Tile<'_>> = Vec::new();
    for line in report.goods.iter().filter(|line| line.good.class().measure() != Measure::Money).take(2) {
        let good = good_head(&line.good);
        let lent = if line.closing.lent == 0 {
            html! {}
        } else {
            html! { (words.say("season-lent")) " " (good.amount(words, line.closing.lent)) }
        };
        let label = words.with("statement-held-store", &[("good", good.name(words).into())]);
        all.push(Tile { icon: "warehouse", label: label.into(), figure: good.amount(words, line.closing.store), under: lent });
    }
    for herd in &report.herds {
        let good = good_head(&herd.good);
        let under = html! { (words.say("season-herd-keepers")) ": " span.n { (words.number(herd.keepers)) } };
        all.push(Tile { icon: "beef", label: good.name(words).into(), figure: good.amount(words, herd.closing), under });
    }
    let helped = report.helped.anyhow;
    all.push(Tile {
        icon: "users",
        label: words.say("season-people"),
        figure: html! { span.n { (words.number(helped.all as i64)) } },
        under: html! { (words.say("season-women")) ": " span.n { (words.number(helped.women as i64)) } },
    });
    tiles(&all)
}

/// What is weighed and counted, and money.
fn kilograms_and_money(goods: &[GoodReport]) -> (Vec<&GoodReport>, Vec<&GoodReport>) {
    goods.iter().partition(|line| line.good.class().measure() != Measure::Money)
}

/// A good: what was in the store, what is lent, line by line; and what was earned.
fn of_good(words: Words, report: &GoodReport) -> Markup {
    let good = good_head(&report.good);
    let (name, is_money) = (good.name(words), report.good.class().measure() == Measure::Money);
    let lends = report.opening.lent != 0 || report.closing.lent != 0 || report.lines.iter().any(|(_, moved)| moved.lent != 0);
    let mut columns = vec![
        Column::lead(words.say("statement-line")),
        Column::figure(words.say(if is_money { "season-box" } else { "season-store" })),
    ];
    if lends {
        columns.push(Column::number(words.say("season-lent")));
    }
    let row = |name: Cow<'_, str>, moved: domain::banks::season_report::Moved, whole: bool| {
        let figure = |quantity| if whole { good.unit.number(words, quantity) } else { good.unit.or_blank(words, quantity) };
        let mut cells = vec![html! { (name) }, figure(moved.store)];
        if lends {
            cells.push(figure(moved.lent));
        }
        Row::new(cells)
    };
    let mut rows = vec![row(words.say("season-before"), report.opening, true)];
    rows.extend(report.lines.iter().map(|(line, moved)| row(line_name(words, *line, is_money), *moved, false)));
    let foot = vec![row(words.say("season-now"), report.closing, true)];
    let table = Table { words, caption: &name, columns: &columns, rows, foot, listing: None };
    let deposits = [("amount", good.unit.text(words, report.deposits).into())];
    html! {
        section.card.flush {
            div.card-head { h2 { (good.icon()) (name) } span.small { (words.with("amounts-in", &[("sign", good.counted_in(words).into())])) } }
            (table)
            @if report.deposits != 0 { p.small.pad-in { (words.with("season-deposits", &deposits)) } }
            (earned(words, &good, report.interest))
        }
    }
}

/// Interest that came, in kind and as money.
fn earned(words: Words, good: &GoodHead, (kind, cash): (i64, i64)) -> Markup {
    let in_cash = [("amount", good.unit.text(words, cash).into())];
    html! {
        @if kind + cash != 0 {
            p.small.pad-in {
                (words.say("season-interest-earned")) ": " (good.amount(words, kind + cash))
                @if cash != 0 { ", " (words.with("season-interest-in-cash", &in_cash)) }
            }
        }
    }
}

fn line_name(words: Words, line: Line, is_money: bool) -> Cow<'static, str> {
    match (line, is_money) {
        (Line::Lost(Cause::Death), _) => words.say("season-herd-died"),
        (Line::Lost(cause), _) => words.say(&format!("bank-cause-{}", cause.code())),
        (Line::Repaid, true) => words.say("season-money-repaid"),
        (Line::Interest, true) => words.say("account-interest"),
        (Line::Sold, true) => words.say("season-money-sold"),
        (Line::Bought, true) => words.say("season-money-bought"),
        _ => words.say(&format!("season-line-{}", line.code())),
    }
}

/// A species: what came and went, head by head, and from hand to hand.
fn of_herd(words: Words, report: &HerdReport) -> Markup {
    let good = good_head(&report.good);
    let name = good.name(words);
    let columns = [Column::lead(words.say("statement-line")), Column::figure(words.say("season-heads"))];
    let row = |name: Cow<'_, str>, heads: i64| Row::new(vec![html! { (name) }, html! { span.n { (words.number(heads)) } }]);
    let mut rows = vec![row(words.say("season-before"), report.opening)];
    rows.extend(report.lines.iter().map(|(line, heads)| row(words.say(&format!("season-herd-{}", line.code())), *heads)));
    let foot = vec![row(words.say("season-now"), report.closing)];
    let table = Table { words, caption: &name, columns: &columns, rows, foot, listing: None };
    let hands = [
        ("season-herd-own-hands", report.own_hands),
        ("season-herd-keepers", report.keepers),
        ("season-herd-placed", report.placed),
        ("season-herd-passed-on", report.passed_on),
        ("season-herd-returned", report.returned),
        ("season-herd-families", report.families),
        ("season-herd-due", report.due),
    ];
    let said = hands.iter().filter(|(_, heads)| *heads != 0);
    let list: Vec<(Cow<'_, str>, Markup)> =
        said.map(|(key, heads)| (words.say(key), html! { span.n { (words.number(*heads)) } })).collect();
    html! {
        div.halves.even {
            section.card.flush { div.card-head { h2 { (good.icon()) (name) } } (table) }
            (card("repeat", &words.say("season-hands"), facts(&list)))
        }
    }
}

/// Members helped, each counted once in a line.
fn people(page: &SeasonPage) -> Markup {
    let (words, helped) = (page.around.words, page.report.helped);
    let heading = words.say("season-people");
    let level = |level: i64| words.with("id-poor-short", &[("level", words.ordinal(level).into())]);
    let columns = [
        Column::lead(words.say("statement-line")),
        Column::figure(words.say("season-all")),
        Column::number(words.say("season-women")),
        Column::number(level(1)),
        Column::number(level(2)),
    ];
    let row = |key: &str, of: People| {
        let figure = |count: usize| html! { span.n { (words.number(count as i64)) } };
        Row::new(vec![html! { (words.say(key)) }, figure(of.all), figure(of.women), figure(of.id_poor_1), figure(of.id_poor_2)])
    };
    let all = [
        ("season-people-borrowed", helped.borrowed),
        ("season-people-received", helped.received),
        ("season-people-animals", helped.animals),
    ];
    let rows = all.iter().filter(|(_, of)| of.all > 0).map(|(key, of)| row(key, *of)).collect();
    let foot = vec![row("season-people-anyhow", helped.anyhow)];
    let table = Table { words, caption: &heading, columns: &columns, rows, foot, listing: None };
    table_card("users", &heading, html! {}, html! { (table) })
}

/// What is still owed, what of it is late, and what interest is for.
fn loans(page: &SeasonPage) -> Markup {
    let (words, report) = (page.around.words, &page.report);
    let owed = |good: &GoodHead, open: domain::banks::season_report::Open| {
        let count = [("count", words.number(open.loans as i64).into())];
        let interest = [("amount", good.unit.text(words, open.interest).into())];
        html! {
            (good.amount(words, open.owed())) br;
            span.small {
                (words.with("season-loans-count", &count))
                @if open.interest != 0 { " · " (words.with("season-owed-interest", &interest)) }
            }
        }
    };
    let mut list: Vec<(Cow<'_, str>, Markup)> = Vec::new();
    for line in report.goods.iter().filter(|line| line.open.loans > 0) {
        let good = good_head(&line.good);
        list.push((format!("{} · {}", good.name(words), words.say("season-open")).into(), owed(&good, line.open)));
        if line.late.loans > 0 {
            list.push((format!("{} · {}", good.name(words), words.say("season-late")).into(), owed(&good, line.late)));
        }
    }
    let none_late = report.goods.iter().all(|line| line.late.loans == 0);
    html! {
        div.halves.even {
            @if page.bank.lends {
                (card("hand-coins", &words.say("season-loans"), html! {
                    (facts(&list))
                    @if none_late { p { (words.say("season-none-late")) } }
                    @else { div.no-paper { (more(&page.bank.href("loans"), &words.say("bank-tab-loans"))) } }
                }))
            }
            @if !report.interest_use.is_empty() {
                (card("sprout", &words.say("season-interest-use"), html! {
                    ul { @for one in &report.interest_use { li { (words.say(use_key(*one))) } } }
                }))
            }
        }
    }
}

fn use_key(one: InterestUse) -> &'static str {
    match one {
        InterestUse::Stock => "season-use-stock",
        InterestUse::Repairs => "season-use-repairs",
        InterestUse::Honorarium => "season-use-honorarium",
        InterestUse::Help => "season-use-help",
    }
}

/// The same in money: what the bank has and where it comes from.
fn in_money(page: &SeasonPage) -> Markup {
    let (words, told) = (page.around.words, &page.report.statement);
    let show = Show { words, money: &page.bank.group.unit, goods: &page.goods };
    html! {
        section.stack {
            h2.plain-h { (icon("coins")) (words.say("season-in-money")) }
            (verdict(words, &told.sums))
            (show.missing(&told.missing, &page.bank.href("prices")))
            div.halves.even {
                (show.has(&told.assets, &told.liabilities, &told.sums))
                (show.came(&words.say("statement-came"), &told.sums, &told.income, &told.expenses))
            }
            (show.concession(told.concession))
        }
    }
}

/// The places for those who sign, on paper.
fn signatures(page: &SeasonPage) -> Markup {
    let words = page.around.words;
    let line = |role: Cow<'_, str>, name: &str| html! { li { span.pad {} b { (name) } span.small { (role) } } };
    html! {
        section.card {
            h2 { (icon("pencil")) (words.say("season-meeting")) }
            ul.signing {
                (line(words.say("season-signed-on"), ""))
                @for (office, name) in &page.officers { (line(words.say(&format!("office-{office}")), name.show(words))) }
                @for _ in 0..2 { (line(words.say("season-sign-member"), "")) }
            }
        }
    }
}

impl SeasonPage {
    /// The address of another season's report.
    pub fn href(bank: &BankHead, value: &str) -> String {
        format!("{}?no={}", bank.href("season"), encode(value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{
        banks::{
            Class,
            season_report::{HerdLine, Spent},
            statement::Holding,
        },
        chart::ACCOUNTS,
    };
    use words::Language;

    /// Every word that a line asks for is there: these keys are put together, so no search of the source finds them.
    #[test]
    fn every_line_has_its_words() {
        let spent = [Spent::Repairs, Spent::Honorarium, Spent::Transport, Spent::FamilyGrant, Spent::Care, Spent::Other];
        let lines = [
            Line::Donated,
            Line::Deposited,
            Line::DepositReturned,
            Line::Bought,
            Line::Capital,
            Line::Income,
            Line::Lent,
            Line::Repaid,
            Line::Interest,
            Line::RepaidCash,
            Line::TurnedToMoney,
            Line::Sold,
            Line::Helped,
            Line::Forgiven,
            Line::WrittenOff,
        ];
        let herds = [
            HerdLine::Bought,
            HerdLine::Donated,
            HerdLine::Born,
            HerdLine::Replaced,
            HerdLine::Died,
            HerdLine::Stolen,
            HerdLine::WithoutLeave,
            HerdLine::Sold,
            HerdLine::Settled,
            HerdLine::Waived,
            HerdLine::Passed,
        ];
        let held = [
            Holding::Box,
            Holding::Store,
            Holding::Lent,
            Holding::OwnHands,
            Holding::Placed,
            Holding::Due,
            Holding::Deposits,
            Holding::InAdvance,
        ];
        for language in Language::ALL {
            let words = Words::new(language);
            let known = |key: String| assert!(words.has(&key), "{}: {key}", language.code());
            for line in lines.into_iter().chain(spent.map(Line::Spent)).chain(Cause::ALL.map(Line::Lost)) {
                for is_money in [false, true] {
                    assert!(!line_name(words, line, is_money).starts_with('['), "{}: {line:?}", language.code());
                }
            }
            herds.iter().for_each(|line| known(format!("season-herd-{}", line.code())));
            held.iter().for_each(|held| known(format!("statement-held-{}", held.code())));
            ACCOUNTS.iter().for_each(|account| known(format!("account-{}", account.code)));
            for species in [Class::Cattle, Class::Buffalo] {
                for class in domain::banks::prices::AgeClass::ALL {
                    known(format!("animal-{}-{}", species.code(), class.code()));
                }
            }
        }
    }
}
