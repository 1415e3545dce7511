//! The pass-on chain as a family tree: lists within lists, with lines drawn by the stylesheet. Indented on a phone, a
//! column for each generation on a laptop and on paper.
use super::{
    BankHead, Who,
    animal::{AnimalHead, Stands, frame},
};
use crate::{
    layout::icon,
    loans::book::print_button,
    parts::{self, Around, Tile, empty},
};
use chrono::NaiveDate;
use domain::banks::family::Counts;
use maud::{Markup, html};
use words::Words;

/// Generations that stand side by side on a laptop; a deeper tree is indented there too, and of a young one two families
/// have room beside each other.
const COLUMNS: usize = 4;

/// The tree of a bank's animals.
#[derive(Clone, Debug)]
pub struct TreePage {
    /// What surrounds the page.
    pub around: Around,
    /// The bank.
    pub bank: BankHead,
    /// What it comes to.
    pub counts: Counts,
    /// Animals that came from outside, in the order they came.
    pub roots: Vec<Branch>,
}

/// An animal of the tree.
#[derive(Clone, Debug)]
pub struct Branch {
    /// The animal.
    pub animal: AnimalHead,
    /// Its birthday.
    pub born_on: Option<NaiveDate>,
    /// Since when it is in the register.
    pub came_on: NaiveDate,
    /// Where it is.
    pub stands: Stands,
    /// Who kept it, in order, each from a day until a day.
    pub keepers: Vec<(Who, NaiveDate, Option<NaiveDate>)>,
    /// The bank's in the meantime: it came back before it went on.
    pub passed: Option<Passed>,
    /// Its calves, the eldest first.
    pub calves: Vec<Branch>,
}

/// A calf that went on to the next family.
#[derive(Clone, Debug)]
pub struct Passed {
    /// From whom.
    pub from: Who,
    /// To whom.
    pub to: Who,
    /// When.
    pub on: NaiveDate,
}

impl Branch {
    fn depth(&self) -> usize {
        1 + self.calves.iter().map(Branch::depth).max().unwrap_or(0)
    }
}

/// `GET /banks/{bank}/herd/tree`
pub fn tree(page: &TreePage) -> Markup {
    let (words, bank, counts) = (page.around.words, &page.bank, &page.counts);
    let heading = words.say("herd-tree");
    let tile = |icon, key: &str, count: usize| Tile {
        icon,
        label: words.say(key),
        figure: html! { span.n { (words.number(count as i64)) } },
        under: html! {},
    };
    let shape = match page.roots.iter().map(Branch::depth).max().unwrap_or(0) {
        0..=2 => "pairs",
        depth if depth > COLUMNS => "deep",
        _ => "",
    };
    let body = html! {
        div.stack.widest {
            (parts::tiles(&[
                tile("users", "tree-families", counts.families),
                tile("baby", "tree-born", counts.born + counts.family_calves),
                tile("handshake", "tree-passed", counts.passed_on),
                tile("circle-x", "tree-died", counts.died),
            ]))
            @if page.roots.is_empty() {
                div.card { (empty("network", &words.say("herd-none"), &words.say("herd-none-text"), None)) }
            } @else {
                section.card.long {
                    div.card-head { h2 { (icon("network")) (heading) } (print_button(words)) }
                    ul.legend.small {
                        li { i.l-passed {} (words.say("tree-legend-passed")) }
                        li { i.l-own {} (words.say("tree-legend-own")) }
                        li { i.l-gone {} (words.say("tree-legend-gone")) }
                    }
                    ul.tree.(shape) { @for root in &page.roots { (branch(words, bank, root)) } }
                }
            }
        }
    };
    frame(&page.around, &heading, bank, "herd", &[], body)
}

fn branch(words: Words, bank: &BankHead, one: &Branch) -> Markup {
    let class = match one.stands {
        Stands::Gone(..) => "gone",
        _ if one.passed.is_some() => "passed",
        Stands::Own(_) => "own",
        Stands::Bank | Stands::With(..) => "",
    };
    let of_the_bank = !one.keepers.is_empty();
    html! {
        li {
            div.node.(class) {
                p.head { (one.animal.picture()) span { b { (one.animal.link(bank)) } " " span.muted { (one.animal.kind(words)) }
                    span.small { (begin(words, one)) } } }
                @if of_the_bank {
                    ol.chain {
                        @for (at, (who, from, until)) in one.keepers.iter().enumerate() {
                            @let went_on = one.passed.as_ref().is_some_and(|passed| passed.to == *who && passed.on == *from);
                            li.(if at > 0 { "next" } else { "" }) {
                                @if at > 0 { span.vh { (words.say(if went_on { "tree-went-to" } else { "tree-moved-to" })) " " } (icon("arrow-right")) }
                                span { (who.link(words, &bank.group)) span.small { (time(words, *from, *until)) } }
                            }
                        }
                    }
                }
                @match &one.stands {
                    Stands::Own(who) if !of_the_bank => p.small { (words.say("tree-own-of")) " " (who.link(words, &bank.group)) },
                    Stands::With(..) => {},
                    stands => p { (stands.badge(words)) @if let Stands::Gone(on, _) = stands { " " span.small.n { (words.date_short(*on)) } } },
                }
            }
            @if !one.calves.is_empty() { ul { @for calf in &one.calves { (branch(words, bank, calf)) } } }
        }
    }
}

fn begin(words: Words, one: &Branch) -> String {
    match one.born_on {
        Some(born) => words.with("tree-born-on", &[("date", words.date_short(born).into())]),
        None => words.with("tree-came-on", &[("date", words.date_short(one.came_on).into())]),
    }
}

fn time(words: Words, from: NaiveDate, until: Option<NaiveDate>) -> String {
    match until {
        Some(until) => format!("{} – {}", words.date_short(from), words.date_short(until)),
        None => words.with("tree-since", &[("date", words.date_short(from).into())]),
    }
}
