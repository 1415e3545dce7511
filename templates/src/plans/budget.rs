//! The budget of one cycle as a table by sections, what it comes to, and what it supposes.
use super::{part, say, unit};
use crate::{
    layout::icon,
    parts::{Column, Row, Table, facts, table_card},
};
use domain::plans::{Budget, Figure, Investment, Line, Plan, Role, Section};
use maud::{Markup, html};
use rust_decimal::Decimal;
use std::borrow::Cow;
use words::Words;

/// The sections that are paid, in the order of a budget.
const PAID: [Section; 5] = [Section::Income, Section::Materials, Section::Labour, Section::Other, Section::Fixed];

/// Months as people write them: `1`, `2–4`, `1, 3`.
pub fn months(words: Words, months: &[u32]) -> String {
    let number = |month: u32| words.ordinal(i64::from(month));
    let mut spans: Vec<(u32, u32)> = Vec::new();
    for month in months.iter().copied() {
        match spans.last_mut() {
            Some((_, last)) if *last + 1 == month => *last = month,
            _ => spans.push((month, month)),
        }
    }
    let span = |(first, last): (u32, u32)| match last - first {
        0 => number(first),
        1 => format!("{}, {}", number(first), number(last)),
        _ => format!("{}–{}", number(first), number(last)),
    };
    spans.into_iter().map(span).collect::<Vec<_>>().join(", ")
}

/// The budget; `edit` is where a line can be changed.
pub(super) fn budget(words: Words, plan: &Plan, budget: &Budget, edit: Option<&str>) -> Markup {
    let columns = [
        Column::lead(words.say("plan-item")),
        Column::number(words.say("plan-quantity")),
        Column::number(words.say("plan-price")),
        Column::figure(words.say("plan-amount")),
    ];
    let money = unit(plan);
    let sum = |label: Cow<'_, str>, amount: i64| Row::new(vec![html! { (label) }, html! {}, html! {}, money.amount(words, amount)]);
    let mut rows = Vec::new();
    for section in PAID {
        rows.extend(of_section(words, plan, budget, section, edit));
        if section == Section::Fixed {
            rows.extend(wear(words, plan, budget));
        }
    }
    if budget.contingency != 0 {
        let percent = plan.written().contingency.map(|percent| say::percent(words, percent)).unwrap_or_default();
        let label = format!("{} · {percent}", words.say("plan-figure-contingency"));
        rows.push(Row { tone: "group", ..sum(label.into(), budget.contingency) });
    }
    let figure = |figure: Figure| words.say(&format!("plan-figure-{}", figure.code()));
    let foot = vec![
        sum(figure(Figure::Variable), budget.variable),
        sum(figure(Figure::Fixed), budget.fixed),
        sum(figure(Figure::Cost), budget.cost),
        sum(figure(Figure::Gross), budget.gross),
        sum(figure(Figure::Net), budget.net),
    ];
    let caption = words.say("plan-budget");
    html! {
        div #budget { (table_card("banknote", &caption, html! {}, html! {
            (Table { words, caption: &caption, columns: &columns, rows, foot, listing: None })
        })) }
    }
}

/// A section: its head with its subtotal, and its lines.
fn of_section(words: Words, plan: &Plan, budget: &Budget, section: Section, edit: Option<&str>) -> Vec<Row> {
    let lines: Vec<(usize, &Line)> = plan.written().lines.iter().enumerate().filter(|(_, line)| line.section == section).collect();
    if lines.is_empty() {
        return vec![];
    }
    let money = unit(plan);
    let subtotal = budget.subtotals.get(&section).copied().unwrap_or(0);
    let head = html! { span id={ "section-" (section.code()) } { (words.say(&format!("plan-section-{}", section.code()))) } };
    let head = Row { tone: "group", cells: vec![head, html! {}, html! {}, money.amount(words, subtotal)] };
    let row = |(no, line): (usize, &Line)| {
        let amount = budget.lines.get(no).copied().unwrap_or(0);
        Row::new(vec![
            html! {
                span.item id={ "line-" (no) } {
                    @match edit {
                        Some(edit) => a href={ (edit) "#l" (no) } { (words.name(&line.item_km, &line.item_latin)) },
                        None => (words.name(&line.item_km, &line.item_latin)),
                    }
                }
                @let about = about(words, plan, line);
                @if !about.is_empty() { span.small { (about) } }
            },
            html! { span.n { (say::of_unit(words, line.quantity, &line.unit)) } },
            price(words, plan, line),
            money.amount(words, amount),
        ])
    };
    std::iter::once(head).chain(lines.into_iter().map(row)).collect()
}

fn price(words: Words, plan: &Plan, line: &Line) -> Markup {
    let own = line.gives.as_ref().map_or(&line.unit, |gives| &gives.unit);
    let priced = plan.priced_in(line);
    html! {
        span.n { (say::money(words, plan.written(), line.price)) }
        @if priced != line.unit || own != &line.unit { " / " (say::unit(words, priced)) }
    }
}

/// What a line says besides quantity and price.
fn about(words: Words, plan: &Plan, line: &Line) -> String {
    let mut parts = Vec::new();
    let rate = |key: &str, rate: Option<Decimal>| {
        rate.filter(|rate| !rate.is_zero()).map(|rate| format!("{} {}", words.say(key), say::percent(words, rate)))
    };
    parts.extend(rate("plan-mortality", line.mortality));
    if let Some(gives) = &line.gives {
        parts.push(format!("{} {}", words.say("plan-gives"), say::of_unit(words, gives.quantity, &gives.unit)));
    }
    parts.extend(rate("plan-shrink", line.shrink));
    parts.extend(rate("plan-loss", line.loss));
    parts.extend(rate("plan-own-use", line.own_use));
    if line.section == Section::Income && plan.sold(line) != line.quantity {
        let sold = say::of_unit(words, plan.sold(line), plan.priced_in(line));
        parts.push(words.with("plan-sells", &[("output", sold.into())]));
    }
    if !line.months.is_empty() && plan.cycle_months() > 1 {
        parts.push(words.with("plan-in-months", &[("months", months(words, &line.months).into())]));
    }
    for (month, price) in &line.prices {
        let price = say::money(words, plan.written(), *price);
        let month = chrono::NaiveDate::from_ymd_opt(2000, *month, 1).map(|day| month_name(words, day)).unwrap_or_default();
        parts.push(format!("{month} {price}"));
    }
    if line.role == Some(Role::Start) {
        parts.push(words.say("plan-role-start").into_owned());
    }
    parts.join(" · ")
}

/// The name of a month without its year.
fn month_name(words: Words, day: chrono::NaiveDate) -> String {
    let with_year = words.month(day);
    let year = words.ordinal(2000);
    with_year.replace(&year, "").trim().to_owned()
}

/// What investments wear down in a cycle, under the fixed costs.
fn wear(words: Words, plan: &Plan, budget: &Budget) -> Option<Row> {
    let sum: i64 = budget.wear.iter().sum();
    let row = || Row {
        tone: "group",
        cells: vec![html! { (words.say("plan-wear")) }, html! {}, html! {}, unit(plan).amount(words, sum)],
    };
    (sum != 0).then(row)
}

/// What is bought for longer than a cycle.
pub(super) fn investments(words: Words, plan: &Plan, budget: &Budget) -> Markup {
    let written = plan.written();
    if written.investments.is_empty() {
        return html! {};
    }
    let money = unit(plan);
    let columns = [
        Column::lead(words.say("plan-item")),
        Column::number(words.say("plan-quantity")),
        Column::number(words.say("plan-price")),
        Column::text(words.say("plan-life")),
        Column::number(words.say("plan-wear")),
        Column::figure(words.say("plan-amount")),
    ];
    let row = |(no, one): (usize, &Investment)| {
        Row::new(vec![
            html! { span id={ "investment-" (no) } { (words.name(&one.item_km, &one.item_latin)) }
            @if one.month > 1 { span.small { (say::month(words, written, one.month)) } } },
            html! { span.n { (say::of_unit(words, one.quantity, &one.unit)) } },
            html! { span.n { (say::money(words, written, one.price)) } },
            html! { (life(words, one)) },
            money.or_blank(words, budget.wear.get(no).copied().unwrap_or(0)),
            money.amount(words, plan.wear(one).cost),
        ])
    };
    let caption = words.say("plan-investments");
    let blank = || html! {};
    let foot = vec![Row::new(vec![
        html! { (words.say("plan-figure-investment")) },
        blank(),
        blank(),
        blank(),
        blank(),
        money.amount(words, budget.investment),
    ])];
    let rows = written.investments.iter().enumerate().map(row).collect();
    html! {
        div #investments { (table_card("vault", &caption, html! {}, html! {
            (Table { words, caption: &caption, columns: &columns, rows, foot, listing: None })
        })) }
    }
}

/// How long an investment lasts; empty where nobody said.
fn life(words: Words, one: &Investment) -> String {
    let number = |number: u32| words.number(i64::from(number));
    match (one.life_months, one.life_days) {
        (Some(months), _) => words.with("plan-life-months", &[("months", number(months).into())]),
        (_, Some(days)) => words.with("plan-life-days", &[("days", number(days).into())]),
        _ => String::new(),
    }
}

/// The family's work, told apart.
pub(super) fn family(words: Words, plan: &Plan, budget: &Budget) -> Markup {
    let lines: Vec<(usize, &Line)> =
        plan.written().lines.iter().enumerate().filter(|(_, line)| line.section == Section::Family).collect();
    if lines.is_empty() {
        return html! {};
    }
    let money = unit(plan);
    let fact = |(no, line): (usize, &Line)| {
        let item = html! { span id={ "line-" (no) } { (words.name(&line.item_km, &line.item_latin)) " · " (say::of_unit(words, line.quantity, &line.unit)) } };
        (item, money.amount(words, budget.lines.get(no).copied().unwrap_or(0)))
    };
    part(
        "section-family",
        "users",
        &words.say("plan-section-family"),
        html! {
            p.hint { (words.say("plan-family-note")) }
            dl.facts {
                @for (item, amount) in lines.into_iter().map(fact) { div { dt { (item) } dd { (amount) } } }
                div.sum { dt { (words.say("plan-ratio-family")) } dd { (money.amount(words, budget.family)) } }
            }
        },
    )
}

/// What a budget comes to, each figure with what it means.
pub(super) fn ratios(words: Words, plan: &Plan, budget: &Budget) -> Markup {
    let (ratios, figures) = (plan.ratios(budget), plan.figures(budget));
    let shown = [
        Figure::Gross,
        Figure::Net,
        Figure::PerMonth,
        Figure::PerUnit,
        Figure::GrossPerUnit,
        Figure::BreakEvenPrice,
        Figure::BreakEvenOutput,
        Figure::BreakEvenContribution,
        Figure::BenefitCost,
        Figure::ReturnOnCost,
    ];
    let currency = |amount: Decimal| say::figure(words, plan, Figure::Net, amount);
    let written = plan.written();
    let size = ratios.gross_per_size.zip(written.size.as_ref());
    let output = ratios.output.zip(ratios.output_line.map(|at| &written.lines[at]));
    part(
        "ratios",
        "scale",
        &words.say("plan-ratios"),
        html! {
            dl.ratios {
                @if let Some((output, line)) = output {
                    div { dt { (words.say("plan-ratio-output")) span.hint { (words.name(&line.item_km, &line.item_latin)) } }
                          dd.n { (say::of_unit(words, output.round_dp(2).normalize(), plan.priced_in(line))) } }
                }
                @for figure in shown {
                    @if let Some(value) = figures.get(&figure) {
                        div id={ "figure-" (figure.code()) } {
                            dt { (words.say(&format!("plan-figure-{}", figure.code()))) span.hint { (words.say(&format!("plan-figure-{}-why", figure.code()))) } }
                            dd { (say::figure(words, plan, figure, *value)) }
                        }
                    }
                }
                @if let Some((value, size)) = size {
                    div { dt { (words.with("plan-ratio-gross-per-size", &[("unit", say::unit(words, &size.unit).into())])) } dd.n { (currency(value)) } }
                }
                @if let Some(value) = ratios.net_per_family_day {
                    div { dt { (words.say("plan-ratio-net-per-family-day")) } dd.n { (currency(value)) } }
                }
            }
        },
    )
}

/// What a plan supposes: when, how large, whose money, what the household has besides.
pub(super) fn supposed(words: Words, plan: &Plan) -> Markup {
    let written = plan.written();
    let number = |number: u32| words.number(i64::from(number));
    let times = number(written.cycle.times);
    let cycle = match (written.cycle.days, written.cycle.months) {
        (Some(days), _) => words.with("plan-cycle-days", &[("days", number(days).into()), ("times", times.into())]),
        (_, Some(months)) => words.with("plan-cycle-months", &[("months", number(months).into()), ("times", times.into())]),
        _ => String::new(),
    };
    let money = |amount: Decimal| html! { span.n { (say::money(words, written, amount)) } };
    let mut list: Vec<(Cow<'_, str>, Markup)> = vec![
        (words.say("plan-size"), html! { @if let Some(size) = &written.size { (say::of_unit(words, size.quantity, &size.unit)) } }),
        (words.say("plan-starts"), html! { (words.month(plan.month(1))) }),
        (words.say("plan-cycle"), html! { (cycle) }),
    ];
    for one in &written.sources {
        list.push((words.say(&format!("plan-giver-{}", one.from.code())), money(one.amount)));
    }
    for one in &written.loans {
        let values = [
            ("amount", say::money(words, written, one.amount).into()),
            ("rate", say::percent(words, one.percent_month).into()),
            ("months", number(one.months).into()),
        ];
        list.push((words.say("plan-loan"), html! { (words.with("plan-loan-of", &values)) }));
    }
    if let Some(home) = &written.household {
        list.push((words.say("plan-household-income"), money(home.income)));
        list.push((words.say("plan-household-spending"), money(home.spending)));
    }
    part(
        "supposed",
        "info",
        &words.say("plan-supposed"),
        html! { (facts(&list)) p.hint { (icon("info")) " " (words.say("plan-made")) } },
    )
}
