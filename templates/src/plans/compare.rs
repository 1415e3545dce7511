//! Two plans, or two versions of one, figures side by side.
use super::{PlanHead, Sheet, say};
use crate::{
    layout::icon,
    parts::{Around, Column, Row, Table, note_box, table_card},
};
use domain::plans::{Figure, Plan, Shock};
use maud::{Markup, html};
use rust_decimal::Decimal;
use words::Words;

/// One of the two.
#[derive(Clone, Debug)]
pub struct Side {
    /// What it is called: a version, or a title.
    pub name: String,
    /// Where it is.
    pub href: String,
    /// Its figures.
    pub plan: Plan,
}

/// The comparison.
#[derive(Clone, Debug)]
pub struct ComparePage {
    /// What surrounds the page.
    pub around: Around,
    /// The plan that was open.
    pub head: PlanHead,
    /// The two.
    pub sides: [Side; 2],
}

/// The figures that are compared.
const FIGURES: [Figure; 12] = [
    Figure::Income,
    Figure::Variable,
    Figure::Fixed,
    Figure::Cost,
    Figure::Gross,
    Figure::Net,
    Figure::PerMonth,
    Figure::Investment,
    Figure::BreakEvenPrice,
    Figure::BreakEvenOutput,
    Figure::BenefitCost,
    Figure::ReturnOnCost,
];

/// `GET /plans/{plan}/compare?with=`
pub fn compare(page: &ComparePage) -> Markup {
    let words = page.around.words;
    let [one, other] = &page.sides;
    let same = one.plan.currency() == other.plan.currency();
    let link = |side: &Side| html! { a href=(side.href) { (side.name) } };
    let columns = [
        Column::lead(words.say("plan-compare-figure")),
        Column::number(one.name.clone()),
        Column::number(other.name.clone()),
        Column::figure(words.say("plan-compare-difference")),
    ];
    let title = words.say("plan-compare-title");
    let body = html! {
        p.versus-heads { (link(one)) " " (icon("scale")) " " (link(other)) }
        @if !same { (note_box("warn", "info", html! { p { (words.say("plan-compare-currencies")) } })) }
        (table_card("scale", &title, html! {}, html! {
            (Table { words, caption: &title, columns: &columns, rows: rows(words, one, other, same), foot: vec![], listing: None })
        }))
    };
    let (under, back) = (page.head.title.show(words).to_owned(), page.head.href(""));
    Sheet { around: &page.around, title: &title, under: &under, back: &back, problems: &[], scripts: &[] }.draw(body)
}

fn rows(words: Words, one: &Side, other: &Side, same: bool) -> Vec<Row> {
    let (ours, theirs) = (one.plan.figures(&one.plan.budget()), other.plan.figures(&other.plan.budget()));
    let mut rows: Vec<Row> = Vec::new();
    for figure in FIGURES {
        let (a, b) = (ours.get(&figure).copied(), theirs.get(&figure).copied());
        if a.is_none() && b.is_none() {
            continue;
        }
        let shown = |plan: &Plan, value: Option<Decimal>| html! { @if let Some(value) = value { span.n { (say::figure(words, plan, figure, value)) } } };
        // What is shown is taken from what is shown, so that a reader who does it by hand finds the same.
        let shown_as = |plan: &Plan, value: Decimal| say::rounded(plan, figure, value);
        let difference = a.zip(b).filter(|_| same || !figure.is_money());
        let difference =
            difference.map(|(a, b)| say::figure(words, &one.plan, figure, shown_as(&one.plan, a) - shown_as(&other.plan, b)));
        rows.push(Row::new(vec![
            html! { (words.say(&format!("plan-figure-{}", figure.code()))) },
            shown(&one.plan, a),
            shown(&other.plan, b),
            html! { @if let Some(difference) = difference { span.n { (difference) } } },
        ]));
    }
    let (a, b) = (one.plan.tested(&Shock::default()), other.plan.tested(&Shock::default()));
    let (c, d) = (one.plan.tested(&Shock::ALL), other.plan.tested(&Shock::ALL));
    let money = [
        ("plan-shock-lowest", a.lowest, b.lowest),
        ("plan-shock-closing", a.closing, b.closing),
        ("plan-compare-worst", c.net, d.net),
    ];
    for (key, a, b) in money {
        let amount = |plan: &Plan, amount: i64| super::unit(plan).amount(words, amount);
        rows.push(Row::new(vec![
            html! { (words.say(key)) },
            amount(&one.plan, a),
            amount(&other.plan, b),
            html! { @if same { (amount(&one.plan, a - b)) } },
        ]));
    }
    rows
}
