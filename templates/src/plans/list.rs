//! The list of plans, the plans of a group, and the card that leads from somebody's page to hers.
use super::{Choice, PlanHead, Sheet, enterprise, state_badge, symbol};
use crate::{
    layout::icon,
    parts::{self, Around, Column, Fields, GroupHead, Listing, Row, Table, Unit, card, empty, table_card},
};
use chrono::{DateTime, Utc};
use domain::plans::State;
use maud::{Markup, html};
use words::Words;

/// A plan in a list.
#[derive(Clone, Debug)]
pub struct PlanLine {
    /// Which.
    pub head: PlanHead,
    /// When its latest version was written.
    pub changed_at: DateTime<Utc>,
    /// What a cycle leaves, where it can be reckoned.
    pub net: Option<(i64, Unit)>,
}

/// The list.
#[derive(Clone, Debug)]
pub struct PlansPage {
    /// What surrounds the page.
    pub around: Around,
    /// The plans of this page of the list.
    pub plans: Vec<PlanLine>,
    /// Sorting (`title`, `for`, `state`, `changed`) and paging.
    pub listing: Listing,
    /// What was typed into the search box.
    pub query: String,
    /// The code of the state that is shown alone; empty for all.
    pub state: String,
    /// The organisations that may be shown alone.
    pub organisations: Vec<Choice>,
    /// The one that is.
    pub organisation: String,
    /// There are plans, whether or not one is shown.
    pub any: bool,
    /// May begin one.
    pub may_keep: bool,
}

/// `GET /plans`
pub fn plans(page: &PlansPage) -> Markup {
    let words = page.around.words;
    let title = words.say("plans");
    let body = html! {
        @if page.may_keep {
            div.actions {
                a.btn.main href="/plans/new" { (icon("plus")) (words.say("plan-new")) }
                a.btn href="/plans/import" { (icon("file-text")) (words.say("plan-import")) }
            }
        }
        @if page.any { (filter(page)) }
        @if page.plans.is_empty() {
            div.card {
                @if page.any { (empty("search", &words.say("plans-not-found"), &words.say("nothing-found-text"), Some(("/plans", &words.say("show-all"))))) }
                @else { (empty("clipboard-list", &words.say("plans-none"), &words.say("plans-none-text"), None)) }
            }
        } @else {
            (table_card("clipboard-list", &title, html! {}, table(words, &page.plans, Some(&page.listing))))
        }
    };
    Sheet { around: &page.around, title: &title, under: &words.say("home-programme"), back: "/", problems: &[], scripts: &[] }
        .draw(body)
}

fn filter(page: &PlansPage) -> Markup {
    let words = page.around.words;
    let fields = Fields { words, problems: &[] };
    let all = || std::iter::once(("".into(), words.say("all")));
    let states: Vec<_> = all()
        .chain(State::ALL.iter().map(|state| (state.code().into(), words.say(&format!("plan-state-{}", state.code())))))
        .collect();
    let organisations: Vec<_> =
        all().chain(page.organisations.iter().map(|(code, name)| (code.as_str().into(), name.as_str().into()))).collect();
    html! {
        form.filter.card method="get" action="/plans" novalidate {
            div.f.grow { (fields.text("q", "search", &page.query).keypad("search")) }
            (fields.select("state", "plan-state", &page.state, &states))
            @if page.organisations.len() > 1 { (fields.select("organisation", "organisation", &page.organisation, &organisations)) }
            button.btn type="submit" { (icon("search")) (words.say("show")) }
        }
    }
}

fn table(words: Words, plans: &[PlanLine], listing: Option<&Listing>) -> Markup {
    let columns = [
        Column::lead(words.say("plan")).sorted_by("title"),
        Column::line(words.say("plan-for")).sorted_by("for"),
        Column::figure(words.say("plan-leaves-a-cycle")),
        Column::text(words.say("plan-changed")).sorted_by("changed"),
        Column::act(words.say("plan-state")).sorted_by("state"),
    ];
    let row = |line: &PlanLine| {
        let head = &line.head;
        Row::new(vec![
            html! { a href=(head.href("")) { (head.title.show(words)) } span.small { (icon(symbol(&head.enterprise))) " " (enterprise(words, &head.enterprise)) } },
            html! { (head.subject.text(words)) },
            html! { @if let Some((net, unit)) = &line.net { (unit.amount(words, *net)) } },
            html! { span.n { (words.instant(line.changed_at)) } },
            state_badge(words, head.state),
        ])
    };
    html! {
        (Table { words, caption: &words.say("plans"), columns: &columns, rows: plans.iter().map(row).collect(), foot: vec![], listing })
    }
}

/// The plans of a group.
#[derive(Clone, Debug)]
pub struct GroupPlansPage {
    /// What surrounds the page.
    pub around: Around,
    /// Which group.
    pub group: GroupHead,
    /// Its plans, and those for its loans.
    pub plans: Vec<PlanLine>,
    /// May begin one.
    pub may_keep: bool,
    /// The key under which a long-term plan would begin; none where it may not, or has one.
    pub long_term: Option<String>,
}

/// `GET /groups/{group}/plans`
pub fn group_plans(page: &GroupPlansPage) -> Markup {
    let words = page.around.words;
    let title = words.say("plans");
    let new = parts::with_query("/plans/new", &[("for", &format!("group-{}", page.group.code))]);
    let body = html! {
        @if page.may_keep { div.actions { a.btn.main href=(new) { (icon("plus")) (words.say("plan-new")) } } }
        @if let Some(key) = &page.long_term {
            (card("sprout", &words.say("group-plan"), html! {
                p { (words.say("group-plan-intro")) }
                p.muted { (words.say("group-plan-begin-why")) }
                form method="post" action=(page.group.href("plans")) novalidate {
                    input type="hidden" name="key" value=(key);
                    button.btn type="submit" { (icon("plus")) (words.say("group-plan-begin")) }
                }
            }))
        }
        @if page.plans.is_empty() {
            div.card { (empty("clipboard-list", &words.say("plans-none-of-group"), &words.say("plans-none-of-group-text"), None)) }
        } @else {
            (table_card("clipboard-list", &title, html! {}, table(words, &page.plans, None)))
        }
    };
    let (under, back) = (page.group.name.show(words), page.group.href(""));
    Sheet { around: &page.around, title: &title, under, back: &back, problems: &[], scripts: &[] }.draw(body)
}

/// The plans that somebody's, a group's, a grant's or a loan's own page tells of.
#[derive(Clone, Debug, Default)]
pub struct PlansOf {
    /// They.
    pub plans: Vec<PlanLine>,
    /// As a form names whom a new one is for; empty where the reader begins none.
    pub begin: String,
}

/// A card of them; nothing where there is none and none may be begun.
pub fn plans_of(words: Words, of: &PlansOf) -> Markup {
    if of.plans.is_empty() && of.begin.is_empty() {
        return html! {};
    }
    card(
        "clipboard-list",
        &words.say("plans"),
        html! {
            @if of.plans.is_empty() { p.muted { (words.say("plans-of-none")) } }
            ul.plan-links {
                @for line in &of.plans {
                    li {
                        a href=(line.head.href("")) { (icon(symbol(&line.head.enterprise))) span { (line.head.title.show(words)) } }
                        span {
                            @if let Some((net, unit)) = &line.net { (unit.amount(words, *net)) " " }
                            (state_badge(words, line.head.state))
                        }
                    }
                }
            }
            @if !of.begin.is_empty() { (parts::more(&parts::with_query("/plans/new", &[("for", &of.begin)]), &words.say("plan-new"))) }
        },
    )
}
