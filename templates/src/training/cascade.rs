//! The cascade as a tree that folds: from the programme down to the last farmer. It folds without a script, and says by a
//! shape and a word, not by its colour alone, how alive each coaching is.
use super::{
    coaching::Choice,
    frame::{Sheet, activity_badge, files},
    sessions::choose,
};
use crate::{
    layout::icon,
    parts::{Around, Name, Tile, empty, tiles, with_query},
};
use domain::training::Activity;
use maud::{Markup, html};
use words::Words;

/// What somebody or something of the tree is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NodeKind {
    /// All partners.
    Programme,
    /// A partner.
    Partner,
    /// A province.
    Province,
    /// Somebody with whom the cascade begins: a model farmer or an advisor.
    Coach,
    /// Somebody who is coached.
    Trainee,
}

/// A node, with what hangs below it.
#[derive(Clone, Debug)]
pub struct Node {
    /// What it is.
    pub kind: NodeKind,
    /// Its name.
    pub name: Name,
    /// Its page; empty where it has none.
    pub href: String,
    /// How alive it is; of partners and provinces nothing is said.
    pub activity: Option<Activity>,
    /// How many people are coached below it, each once.
    pub below: i64,
    /// Of them, by a coaching that is active.
    pub active: i64,
    /// What hangs below it.
    pub children: Vec<Node>,
    /// Where its branch is, where it is not drawn here.
    pub branch: String,
}

/// The page.
#[derive(Clone, Debug)]
pub struct CascadePage {
    /// What surrounds the page.
    pub around: Around,
    /// The tree.
    pub root: Node,
    /// Model farmers and advisors with whom it begins.
    pub coaches: i64,
    /// How many generations there are below them.
    pub generations: i64,
    /// Organisations to choose from.
    pub organisations: Vec<Choice>,
    /// The one chosen.
    pub organisation: String,
    /// Provinces to choose from.
    pub provinces: Vec<Choice>,
    /// The one chosen.
    pub province: String,
    /// Everybody is drawn, down to the last farmer.
    pub all: bool,
}

/// `GET /training/cascade`
pub fn cascade(page: &CascadePage) -> Markup {
    let words = page.around.words;
    let title = words.say("training-cascade");
    let keep = [("organisation", &*page.organisation), ("province", &*page.province)];
    let number = |count: i64| html! { span.n { (words.number(count)) } };
    let body = html! {
        (tiles(&[
            Tile { icon: "user-check", label: words.say("cascade-coaches"), figure: number(page.coaches), under: html! {} },
            Tile { icon: "users", label: words.say("cascade-coached"), figure: number(page.root.below), under: html! {} },
            Tile { icon: "circle-check", label: words.say("cascade-active"), figure: number(page.root.active), under: html! {} },
            Tile { icon: "list-tree", label: words.say("cascade-generations"), figure: number(page.generations), under: html! {} },
        ]))
        section.card {
            form.filter method="get" action="/training/cascade" {
                @if page.organisations.len() > 1 {
                    (choose("organisation", &words.say("organisation"), &words.say("coaching-all-organisations"), &page.organisation, &page.organisations))
                }
                (choose("province", &words.say("cascade-province"), &words.say("cascade-all-provinces"), &page.province, &page.provinces))
                label.opt { input type="checkbox" name="all" value="1" checked[page.all]; span { (words.say("cascade-everybody")) } }
                button.btn type="submit" { (icon("search")) (words.say("show")) }
            }
            (legend(words))
            @if page.root.below == 0 {
                (empty("list-tree", &words.say("cascade-none"), &words.say("cascade-none-text"), Some(("/training/coaches", &words.say("coaches")))))
            } @else { ul.tree { (node(words, &page.root, page.all, 0)) } }
        }
        div.actions {
            button.btn type="button" data-print { (icon("printer")) (words.say("print")) }
        }
        (files(words, "/training/cascade", &keep))
    };
    Sheet { around: &page.around, title: &title, under: "", back: "/training", problems: &[] }.draw(body)
}

/// The branch of one coach.
#[derive(Clone, Debug)]
pub struct BranchPage {
    /// What surrounds the page.
    pub around: Around,
    /// The coach, with everybody below her.
    pub root: Node,
    /// The tree from which the reader came.
    pub back: String,
}

/// `GET /training/cascade/{person}`
pub fn branch(page: &BranchPage) -> Markup {
    let words = page.around.words;
    let name = page.root.name.show(words);
    let body = html! {
        section.card { (legend(words)) ul.tree { (node(words, &page.root, true, 0)) } }
        div.actions {
            a.btn.main href=(page.root.href) { (icon("user")) (words.say("cascade-her-page")) }
            button.btn type="button" data-print { (icon("printer")) (words.say("print")) }
        }
    };
    Sheet { around: &page.around, title: name, under: &words.say("training-cascade"), back: &page.back, problems: &[] }.draw(body)
}

fn legend(words: Words) -> Markup {
    html! {
        ul.legend aria-label=(words.say("cascade-legend")) {
            @for activity in [Activity::Active, Activity::Quiet, Activity::Ended] {
                li.(class(Some(activity))) { (activity_badge(words, activity)) span.small { (words.say(&format!("cascade-{}-means", word(activity)))) } }
            }
        }
    }
}

fn word(activity: Activity) -> &'static str {
    match activity {
        Activity::Active => "active",
        Activity::Quiet => "quiet",
        Activity::Ended => "over",
    }
}

/// So deep the whole tree is unfolded: programme, partners and provinces.
const BRANCHES: usize = 3;

/// The class that gives a node its shape and colour: short, for there may be thousands.
fn class(activity: Option<Activity>) -> &'static str {
    match activity {
        Some(Activity::Active) => "a",
        Some(Activity::Quiet) => "q",
        Some(Activity::Ended) => "e",
        None => "",
    }
}

fn node(words: Words, one: &Node, open: bool, depth: usize) -> Markup {
    let name = one.name.show(words);
    let state = one.activity.filter(|activity| *activity != Activity::Active);
    let said = html! { @if let Some(activity) = state { small { (words.say(&format!("coaching-{}", word(activity)))) } } };
    if one.children.is_empty() && one.branch.is_empty() {
        return html! { li.(class(one.activity)) { @if one.href.is_empty() { (name) } @else { a href=(one.href) { (name) } } (said) } };
    }
    let counts =
        words.with("cascade-counts", &[("below", words.number(one.below).into()), ("active", words.number(one.active).into())]);
    if one.children.is_empty() {
        return html! { li.(class(one.activity)) { a href=(one.branch) { (name) } (said) small { (counts) } } };
    }
    let symbol = match one.kind {
        NodeKind::Programme => "network",
        NodeKind::Partner => "building-2",
        NodeKind::Province => "map-pin",
        NodeKind::Coach | NodeKind::Trainee => "",
    };
    // Everybody is there, yet coaches stay folded on the screen of the whole tree: it would be a hundred screens long.
    // On paper all of it is unfolded.
    let unfold = depth < if open { BRANCHES } else { 2 };
    html! {
        li { details open[unfold] {
            summary.(class(one.activity)) {
                @if !symbol.is_empty() { (icon(symbol)) }
                b { (name) } (said) small { (counts) }
            }
            @if matches!(one.kind, NodeKind::Coach | NodeKind::Trainee) && !one.href.is_empty() && depth > 0 {
                a.page href=(one.href) { (words.say("cascade-her-page")) }
            }
            ul { @for child in &one.children { (node(words, child, open, depth + 1)) } }
        } }
    }
}

/// The tree of a partner's province alone, as its filter names it.
pub fn href(organisation: &str, province: &str) -> String {
    with_query("/training/cascade", &[("organisation", organisation), ("province", province)])
}
