//! The committee's page of a bank: what there is, what is due now, and the doors to everything.
use super::{
    BankHead, GoodHead,
    calendar::{SeasonLine, SeasonState},
    frame::BankFrame,
    stock::room,
};
use crate::{
    layout::icon,
    parts::{Around, Name, Tile, Unit, card, doors, facts, more, note_box, tiles},
};
use chrono::NaiveDate;
use maud::{Markup, html};
use words::Words;

/// The page of a bank.
#[derive(Clone, Debug)]
pub struct OverviewPage {
    /// What surrounds the page.
    pub around: Around,
    /// Which bank.
    pub bank: BankHead,
    /// Where it is.
    pub place: Name,
    /// Since when.
    pub opened_on: NaiveDate,
    /// What prices and its box are counted in.
    pub money: Unit,
    /// Money in its box.
    pub box_holds: i64,
    /// What it keeps and lends, good by good; animals that are registered are not among them.
    pub goods: Vec<Holding>,
    /// Its animals: the good, heads in all, of them with families, what the contracts still owe.
    pub herds: Vec<Herd>,
    /// What the store holds by weight, and what it can hold, grams; none where nobody measured it.
    pub room: Option<(i64, i64)>,
    /// What wants to be done, the most urgent first.
    pub due: Vec<Thing>,
    /// The season that runs, or the next one.
    pub season: Option<SeasonLine>,
    /// May write acts.
    pub may_write: bool,
    /// May write rules and seasons.
    pub may_agree: bool,
}

/// A good of a bank.
#[derive(Clone, Debug)]
pub struct Holding {
    /// The good.
    pub good: GoodHead,
    /// What lies in the store; of money, what is in the box.
    pub store: i64,
    /// What of it is lent.
    pub lent: i64,
    /// How many loans are open.
    pub loans: u32,
    /// What is owed in all, interest included, of loans that are late.
    pub late: i64,
    /// How many loans are late.
    pub late_loans: u32,
    /// When it was counted last: day and act.
    pub counted: Option<(NaiveDate, i64)>,
}

/// Animals of a bank.
#[derive(Clone, Debug)]
pub struct Herd {
    /// The species.
    pub good: GoodHead,
    /// Heads.
    pub heads: i64,
    /// Of them with families.
    pub with_families: i64,
    /// With how many families.
    pub families: i64,
}

/// Something that wants to be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Thing {
    /// How pressing: `stop`, `warn` or nothing.
    pub tone: &'static str,
    /// A symbol of the sprite.
    pub icon: &'static str,
    /// What.
    pub text: String,
    /// Where it is done.
    pub href: String,
}

/// `GET /banks/{code}`
pub fn overview(page: &OverviewPage) -> Markup {
    let (words, bank) = (page.around.words, &page.bank);
    let title = bank.name.show(words).to_owned();
    let body = html! {
        (figures(page))
        // Opening the bank's page at home is enough: its sheets then open without a line.
        div.halves data-keep=[bank.lends.then(|| format!("{} {}", bank.href("lending"), bank.href("repaying")))] {
            div.stack {
                (due(page))
                @if !page.goods.is_empty() { (holdings(page)) }
            }
            div.stack {
                @if page.bank.lends { (season(page)) }
                (about(page))
            }
        }
        (ways(page))
    };
    let back = bank.group.href("");
    let frame = BankFrame { around: &page.around, bank, tab: Some(""), title: &title, back, problems: &[] };
    frame.draw(body)
}

fn figures(page: &OverviewPage) -> Markup {
    let words = page.around.words;
    let mut all = Vec::new();
    let kept = page.goods.iter().filter(|one| one.good.class != "money");
    for one in kept.take(2) {
        let full = page
            .room
            .filter(|_| one.good.unit.decimals == 3 && page.goods.iter().filter(|one| one.good.unit.decimals == 3).count() == 1);
        all.push(Tile {
            icon: "package",
            label: format!("{} · {}", words.say("bank-in-store"), one.good.name(words)).into(),
            figure: one.good.amount(words, one.store),
            under: html! { @if let Some((held, most)) = full { (room(words, &one.good, held, most)) } },
        });
    }
    for herd in &page.herds {
        let values = [("heads", words.number(herd.with_families).into()), ("families", words.number(herd.families).into())];
        all.push(Tile {
            icon: "beef",
            label: herd.good.name(words).into(),
            figure: herd.good.amount(words, herd.heads),
            under: html! { (words.with("bank-heads-with", &values)) },
        });
    }
    let lent = page.goods.iter().find(|one| one.lent > 0 || (page.bank.lends && one.good.class != "money"));
    if let Some(one) = lent {
        let loans = words.with("bank-loans-count", &[("count", words.number(one.loans.into()).into())]);
        all.push(Tile {
            icon: "hand-coins",
            label: format!("{} · {}", words.say("bank-out-on-loan"), one.good.name(words)).into(),
            figure: one.good.amount(words, one.lent),
            under: html! { (loans) },
        });
    }
    all.push(Tile {
        icon: "banknote",
        label: words.say("bank-money-box"),
        figure: page.money.amount(words, page.box_holds),
        under: html! {},
    });
    tiles(&all)
}

fn due(page: &OverviewPage) -> Markup {
    let words = page.around.words;
    card(
        "bell",
        &words.say("bank-due-now"),
        html! {
            @if page.due.is_empty() { p.muted { (icon("circle-check")) " " (words.say("bank-nothing-due")) } }
            ul.things {
                @for thing in &page.due {
                    li.(thing.tone) { a href=(thing.href) { (icon(thing.icon)) span { (thing.text) } (icon("chevron-right")) } }
                }
            }
        },
    )
}

fn holdings(page: &OverviewPage) -> Markup {
    let (words, bank) = (page.around.words, &page.bank);
    card(
        "package",
        &words.say("bank-what-there-is"),
        html! {
            @for one in &page.goods {
                h3 { (one.good.icon()) " " (one.good.name(words)) }
                (facts(&[
                    (words.say(if one.good.class == "money" { "bank-money-box" } else { "bank-in-store" }), one.good.amount(words, one.store)),
                    (words.say("bank-out-on-loan"), html! { @if one.loans > 0 { (one.good.amount(words, one.lent)) " · " (words.with("bank-loans-count", &[("count", words.number(one.loans.into()).into())])) } }),
                    (words.say("bank-last-count"), html! {
                        @match one.counted {
                            Some((day, act)) => a href=(bank.href(&format!("acts/{act}"))) { (words.date(day)) },
                            None => @if one.good.class != "money" { (words.say("bank-never-counted")) },
                        }
                    }),
                    (words.say("bank-late"), html! { @if one.late_loans > 0 { span.out { (one.good.amount(words, one.late)) " · " (words.with("bank-loans-count", &[("count", words.number(one.late_loans.into()).into())])) } } }),
                ]))
            }
            (more(&bank.href("stock"), &words.say("bank-see-cards")))
        },
    )
}

fn season(page: &OverviewPage) -> Markup {
    let (words, bank) = (page.around.words, &page.bank);
    let span =
        |(from, to): (NaiveDate, NaiveDate)| html! { span.n { (words.date_short(from)) } " – " span.n { (words.date_short(to)) } };
    card(
        "calendar",
        &words.say("bank-season"),
        html! {
            @match &page.season {
                None => (note_box("warn", "triangle-alert", html! { p { (words.say("bank-no-seasons")) } p.small { (words.say("bank-no-seasons-text")) } })),
                Some(season) => {
                    p { b { (season.name.show(words)) } " " (season.state.badge(words)) }
                    (facts(&[(words.say("bank-season-lends"), span(season.lend)), (words.say("bank-season-harvests"), span(season.harvest))]))
                },
            }
            (more(&bank.href("seasons"), &words.say("bank-seasons")))
        },
    )
}

fn about(page: &OverviewPage) -> Markup {
    let (words, bank) = (page.around.words, &page.bank);
    card(
        "info",
        &words.say("bank-about"),
        html! {
            (facts(&[
                (words.say("bank-code"), html! { (bank.code) }),
                (words.say("bank-kept-by"), html! { a href=(bank.group.href("")) { (bank.group.name.show(words)) } }),
                (words.say("place"), html! { (page.place.show(words)) }),
                (words.say("bank-opened-on"), html! { (words.date(page.opened_on)) }),
            ]))
        },
    )
}

fn ways(page: &OverviewPage) -> Markup {
    let (words, bank) = (page.around.words, &page.bank);
    let door = |symbol: &'static str, below: &str, key: &str| (symbol, bank.href(below), words.say(key));
    let mut all = vec![];
    if page.may_write && bank.lends {
        all.push(door("scale", "count", "bank-do-count"));
    }
    all.extend([
        door("book-open", "acts", "bank-day-book"),
        door("banknote", "prices", "bank-prices"),
        door("scroll-text", "rules", "bank-agreement"),
        door("calendar", "seasons", "bank-seasons"),
        door("ruler", "units", "bank-units"),
        door("scale", "statement", "report-statement"),
        door("check-check", "reconciliation", "report-reconciliation"),
    ]);
    all.push(("printer", bank.group.href("papers"), words.say("offer-papers")));
    doors(&words.say("bank-more-pages"), &all)
}

/// The sentence for a season that lends or is harvested now; none for any other.
pub fn season_thing(words: Words, bank: &BankHead, season: &SeasonLine) -> Option<Thing> {
    let name = season.name.show(words).to_owned();
    let (icon, key, until, below) = match season.state {
        SeasonState::Lending => ("hand-coins", "bank-thing-lending", season.lend.1, "lending"),
        SeasonState::Harvest => ("wheat", "bank-thing-harvest", season.harvest.1, "repaying"),
        SeasonState::Coming | SeasonState::Growing | SeasonState::Past => return None,
    };
    let text = words.with(key, &[("season", name.into()), ("date", words.date(until).into())]);
    Some(Thing { tone: "", icon, text, href: bank.href(below) })
}
