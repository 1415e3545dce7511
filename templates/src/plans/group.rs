//! The long-term plan of a savings group: its answer, its years, what is supposed of them, and the form that changes that.
use super::{
    PlanHead, Sheet,
    editor::{Newer, newer_note},
    say::{number, percent, why},
};
use crate::{
    layout::icon,
    parts::{Around, Chart, Column, Fields, Problem, Row, Shape, Table, Tone, Unit, badge, card, facts, note_box, table_card},
};
use chrono::Datelike;
use domain::plans::{
    Refusal, Weight,
    group::{GroupObjection, GroupPlace, GroupPlan, GroupWritten, GroupYear},
    known_units,
};
use maud::{Markup, html};
use rust_decimal::Decimal;
use std::{borrow::Cow, collections::BTreeMap};
use words::Words;

/// The fields of where a plan begins, as files and forms call them.
pub const OPENING: [&str; 6] = ["members", "savings", "retained", "borrowed", "loans", "social"];
/// The fields of a year that every year is asked for …
pub const SUPPOSED: [&str; 7] =
    ["members", "saves_month", "withdrawn_percent", "lent_percent", "percent_month", "lost_percent", "shared_percent"];
/// … and those that stand under a fold.
pub const SUPPOSED_MORE: [&str; 7] =
    ["months", "other_income", "borrowed", "repaid", "borrowed_percent_month", "social_month", "social_given_percent"];

/// The plan's currency as pages take it.
pub fn unit(plan: &GroupPlan) -> Unit {
    Unit { commodity: plan.currency().code().to_owned(), decimals: plan.currency().decimals() }
}

fn money(words: Words, plan: &GroupPlan, amount: Decimal) -> String {
    let scale = u32::from(plan.currency().decimals());
    let mut amount = amount;
    amount.rescale(scale);
    words.amount(i64::try_from(amount.mantissa()).unwrap_or(i64::MAX), scale as u8, plan.currency().code())
}

/// A year's name with the month in which it begins: `Year 2, from 11/2026`.
pub fn year_name(words: Words, year: &GroupYear) -> String {
    let month = format!("{}/{}", words.ordinal(year.begins.month().into()), words.ordinal(year.begins.year().into()));
    words.with("group-plan-year-of", &[("no", words.ordinal(year.no.into()).into()), ("month", month.into())])
}

/// Where something stands, in words.
pub fn place(words: Words, plan: &GroupWritten, at: GroupPlace) -> String {
    match at {
        GroupPlace::Opening => words.say("group-plan-place-opening").into_owned(),
        GroupPlace::Year(no) => words.with("group-plan-year", &[("no", words.ordinal(no.into()).into())]),
        GroupPlace::Cost(at) => {
            let named = plan.costs.get(at).map(|cost| words.name(&cost.item_km, &cost.item_latin).to_owned());
            let no = words.ordinal(at as i64 + 1);
            named.filter(|name| !name.is_empty()).unwrap_or_else(|| words.with("group-plan-cost", &[("no", no.into())]))
        }
    }
}

/// An objection in plain words, with what to do.
pub fn objection(words: Words, plan: &GroupPlan, what: &GroupObjection) -> String {
    let key = format!("group-plan-object-{}", what.code());
    let by = |amount: Decimal| words.with(&key, &[("by", money(words, plan, amount).into())]);
    let of = |rate: Decimal| words.with(&key, &[("percent", percent(words, rate).into())]);
    match *what {
        GroupObjection::LoansBeyondFund { by: amount }
        | GroupObjection::Loss { by: amount }
        | GroupObjection::EatsSavings { by: amount } => by(amount),
        GroupObjection::AllLent { percent } | GroupObjection::Dear { percent } | GroupObjection::Hopeful { percent } => of(percent),
        GroupObjection::NeverSustained => words.say(&key).into_owned(),
    }
}

/// Why a plan cannot be reckoned, at its place.
pub fn refusal(words: Words, plan: &GroupWritten, (at, refusal): &(GroupPlace, Refusal)) -> String {
    if refusal.field == "years" && *at == GroupPlace::Opening {
        return words.say("group-plan-refuse-years").into_owned();
    }
    format!("{}: {}", place(words, plan, *at), why(words, refusal.why))
}

/// The answer in a sentence: from when on the group pays for itself, and how its fund grows.
pub fn answer(words: Words, plan: &GroupPlan) -> String {
    let opening = &plan.written().opening;
    let from = money(words, plan, opening.savings + opening.retained + opening.borrowed);
    let to = plan.years().last().map_or(0, |year| year.fund);
    let to = money(words, plan, plan.in_currency(to));
    let last = plan.years().len() as u32;
    let (key, no) = plan.sustained_from().map_or(("group-plan-answer-never", last), |no| ("group-plan-answer-sustained", no));
    words.with(key, &[("no", words.ordinal(no.into()).into()), ("from", from.into()), ("to", to.into())])
}

/// All of a plan below its title: answer, objections, years, what is supposed, costs.
pub fn body(words: Words, plan: &GroupPlan) -> Markup {
    let objections = plan.objections();
    html! {
        (note_box("lead", "sprout", html! { p { b { (answer(words, plan)) } } }))
        @if !objections.is_empty() {
            section.card.objections #objections {
                h2 { (icon("triangle-alert")) (words.say("plan-objections")) }
                ul {
                    @for (at, what) in &objections {
                        @let wrong = what.weight() == Weight::Wrong;
                        li.(if wrong { "wrong" } else { "doubt" }) {
                            (icon(if wrong { "circle-x" } else { "info" }))
                            div { b { (place(words, plan.written(), *at)) } ": " (objection(words, plan, what)) }
                        }
                    }
                }
            }
        }
        (charts(words, plan))
        (years(words, plan))
        (supposed(words, plan))
        (costs(words, plan))
    }
}

fn charts(words: Words, plan: &GroupPlan) -> Markup {
    let of = |value: fn(&GroupYear) -> i64| -> Vec<(String, i64)> {
        plan.years().iter().map(|year| (words.ordinal(year.no.into()), value(year))).collect()
    };
    let (fund, left) = (of(|year| year.fund), of(|year| year.surplus));
    let (year, unit) = (words.say("group-plan-year-head"), unit(plan));
    let one = |symbol: &str, heading: &str, caption: &str, points: &[(String, i64)]| {
        let caption = words.say(caption);
        let (decimals, commodity) = (unit.decimals, unit.commodity.as_str());
        card(
            symbol,
            &words.say(heading),
            html! {
                (Chart { words, caption: &caption, of: &year, points, decimals, commodity, shape: Shape::Columns })
            },
        )
    };
    html! {
        div.halves.even {
            (one("piggy-bank", "group-plan-fund-card", "group-plan-chart-fund", &fund))
            (one("sprout", "group-plan-surplus", "group-plan-chart-left", &left))
        }
    }
}

/// A column of years that is no amount: its key, and what it says.
type OfYear<'a> = (&'a str, &'a dyn Fn(&GroupYear) -> Markup);

/// A column of years: its key, whether it is the figure that matters, and what it holds.
type Of = (&'static str, bool, fn(&GroupYear) -> i64);

fn years(words: Words, plan: &GroupPlan) -> Markup {
    let savings: [Of; 3] = [
        ("group-plan-savings", true, |year| year.savings),
        ("group-plan-saved", false, |year| year.saved),
        ("group-plan-withdrawn", false, |year| -year.withdrawn),
    ];
    let earned: [Of; 8] = [
        ("group-plan-surplus", true, |year| year.surplus),
        ("group-plan-interest", false, |year| year.interest),
        ("group-plan-other-income", false, |year| year.other_income),
        ("group-plan-income", false, |year| year.income),
        ("group-plan-costs", false, |year| -year.costs),
        ("group-plan-lost", false, |year| -year.lost),
        ("group-plan-interest-paid", false, |year| -year.interest_paid),
        ("group-plan-shared", false, |year| -year.shared),
    ];
    let fund: [Of; 6] = [
        ("group-plan-fund", true, |year| year.fund),
        ("group-plan-retained", false, |year| year.retained),
        ("group-plan-borrowed", false, |year| year.borrowed),
        ("group-plan-loans", false, |year| year.loans),
        ("group-plan-cash", false, |year| year.cash),
        ("group-plan-social", false, |year| year.social),
    ];
    let members = |year: &GroupYear| html! { (words.number(year.members.into())) };
    let pays = |year: &GroupYear| {
        html! {
            @if let Some(rate) = year.self_sufficiency_percent {
                (badge(if rate >= Decimal::ONE_HUNDRED { Tone::Good } else { Tone::Warn }, "", &percent(words, rate)))
            }
        }
    };
    html! {
        (of_years(words, plan, "users", "group-plan-savings-card", &savings, Some(("group-plan-members", &members))))
        (of_years(words, plan, "hand-coins", "group-plan-earned-card", &earned, Some(("group-plan-self-sufficiency", &pays))))
        (of_years(words, plan, "piggy-bank", "group-plan-fund-card", &fund, None))
    }
}

/// One side of all years as a table.
fn of_years(words: Words, plan: &GroupPlan, symbol: &str, heading: &str, columns: &[Of], last: Option<OfYear<'_>>) -> Markup {
    let unit = unit(plan);
    // A column in which nothing ever happens is left out.
    let shown: Vec<&Of> = columns.iter().filter(|(_, main, of)| *main || plan.years().iter().any(|year| of(year) != 0)).collect();
    let mut heads = vec![Column::lead(words.say("group-plan-year-head"))];
    heads.extend(
        shown.iter().map(|(key, main, _)| if *main { Column::figure(words.say(key)) } else { Column::number(words.say(key)) }),
    );
    if let Some((key, _)) = last {
        heads.push(Column::text(words.say(key)));
    }
    let rows = plan.years().iter().map(|year| {
        let mut cells = vec![html! {
            (year_name(words, year))
            @if year.been { br; span.small.muted { (words.say("group-plan-been")) } }
        }];
        cells.extend(shown.iter().map(|(_, _, of)| unit.amount(words, of(year))));
        if let Some((_, of)) = last {
            cells.push(of(year));
        }
        Row::new(cells)
    });
    let rows = rows.collect();
    let heading = words.say(heading);
    table_card(
        symbol,
        &heading,
        html! {},
        html! {
            (Table { words, caption: &heading, columns: &heads, rows, foot: vec![], listing: None })
        },
    )
}

fn supposed(words: Words, plan: &GroupPlan) -> Markup {
    let fields: Vec<&str> = SUPPOSED.into_iter().chain(SUPPOSED_MORE).collect();
    let first = if plan.written().been.is_some() { 2 } else { 1 };
    html! {
        (card("clipboard-list", &words.say("group-plan-supposed"), html! {
            div.years-supposed {
                @for (at, year) in plan.written().years.iter().enumerate() {
                    @let values = supposed_values(year);
                    details.fold {
                        summary { (icon("chevron-down")) (words.with("group-plan-year", &[("no", words.ordinal(first + at as i64).into())])) }
                        (facts(&fields.iter().map(|field| {
                            let value = values.get(*field).copied().filter(|value| SUPPOSED.contains(field) || !value.is_zero());
                            let shown = match (value, *field) {
                                (None, _) | (_, "months") => html! {},
                                (Some(value), "members") => html! { (number(words, value)) },
                                (Some(value), field) if field.contains("percent") => html! { (percent(words, value)) },
                                (Some(value), _) => html! { (money(words, plan, value)) },
                            };
                            (label(words, field), shown)
                        }).collect::<Vec<_>>()))
                    }
                }
            }
        }))
    }
}

fn label(words: Words, field: &str) -> Cow<'static, str> {
    words.say(&format!("group-plan-supposed-{}", field.replace('_', "-")))
}

/// What is supposed of a year, by its field.
fn supposed_values(year: &domain::plans::group::Supposed) -> BTreeMap<&'static str, Decimal> {
    let or = |amount: Option<Decimal>| amount.unwrap_or_default();
    BTreeMap::from([
        ("members", Decimal::from(year.members)),
        ("saves_month", year.saves_month),
        ("months", Decimal::from(year.months)),
        ("withdrawn_percent", year.withdrawn_percent),
        ("lent_percent", year.lent_percent),
        ("percent_month", year.percent_month),
        ("lost_percent", year.lost_percent),
        ("other_income", or(year.other_income)),
        ("borrowed", or(year.borrowed)),
        ("repaid", or(year.repaid)),
        ("borrowed_percent_month", or(year.borrowed_percent_month)),
        ("shared_percent", year.shared_percent),
        ("social_month", or(year.social_month)),
        ("social_given_percent", or(year.social_given_percent)),
    ])
}

fn costs(words: Words, plan: &GroupPlan) -> Markup {
    let heading = words.say("group-plan-cost-lines");
    if plan.written().costs.is_empty() {
        return card("scroll-text", &heading, html! { p.muted { (words.say("group-plan-cost-none")) } });
    }
    let unit = unit(plan);
    let coming: Vec<&GroupYear> = plan.years().iter().filter(|year| !year.been).collect();
    let mut heads = vec![Column::lead(words.say("plan-item")), Column::text(words.say("plan-quantity"))];
    heads.extend(
        coming.iter().map(|year| Column::number(words.with("group-plan-year", &[("no", words.ordinal(year.no.into()).into())]))),
    );
    let row = |(at, cost): (usize, &domain::plans::group::Cost)| {
        let price = money(words, plan, cost.price);
        let mut cells = vec![html! { (words.name(&cost.item_km, &cost.item_latin)) }];
        cells.push(html! {
            (super::say::of_unit(words, cost.quantity, &cost.unit)) " × " (price)
            @if cost.each { br; span.small.muted { (words.say("group-plan-cost-each")) } }
        });
        cells.extend(coming.iter().map(|year| unit.amount(words, year.cost_lines[at])));
        Row::new(cells)
    };
    let rows = plan.written().costs.iter().enumerate().map(row).collect();
    let mut sum = vec![html! { (words.say("group-plan-costs")) }, html! {}];
    sum.extend(coming.iter().map(|year| unit.amount(words, year.costs)));
    table_card(
        "scroll-text",
        &heading,
        html! {},
        html! {
            (Table { words, caption: &heading, columns: &heads, rows, foot: vec![Row::new(sum)], listing: None })
        },
    )
}

/// A group's plan as it is typed: every field by its name (`y0-members`, `c2-price`, `opening-savings`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GroupForm {
    /// What stands in each field.
    pub fields: BTreeMap<String, String>,
    /// How many years are to come.
    pub years: usize,
    /// How many lines of costs there are.
    pub costs: usize,
    /// Whether the first year has been: then where it begins is told and not asked.
    pub been: bool,
}

impl GroupForm {
    /// The form of a plan as it is written down.
    pub fn of(words: Words, plan: &GroupWritten) -> GroupForm {
        let mut fields = BTreeMap::new();
        let mut put = |name: String, value: Decimal| fields.insert(name, number(words, value));
        let opening = &plan.opening;
        let values = [opening.members.into(), opening.savings, opening.retained, opening.borrowed, opening.loans, opening.social];
        for (name, value) in OPENING.iter().zip(values) {
            put(format!("opening-{name}"), value);
        }
        for (at, year) in plan.years.iter().enumerate() {
            for (name, value) in supposed_values(year) {
                if !value.is_zero() || SUPPOSED.contains(&name) {
                    put(format!("y{at}-{name}"), value);
                }
            }
        }
        for (at, cost) in plan.costs.iter().enumerate() {
            put(format!("c{at}-quantity"), cost.quantity);
            put(format!("c{at}-price"), cost.price);
            if let Some(grows) = cost.grows_percent {
                put(format!("c{at}-grows"), grows);
            }
        }
        for (at, cost) in plan.costs.iter().enumerate() {
            let years = cost.years.iter().map(u32::to_string).collect::<Vec<_>>().join(", ");
            let each = if cost.each { "1" } else { "" };
            let texts =
                [("km", &*cost.item_km), ("latin", &cost.item_latin), ("unit", &cost.unit), ("years", &years), ("each", each)];
            for (name, text) in texts {
                fields.insert(format!("c{at}-{name}"), text.to_owned());
            }
        }
        fields.insert("title_km".into(), plan.title_km.clone());
        fields.insert("title_latin".into(), plan.title_latin.clone());
        GroupForm { fields, years: plan.years.len(), costs: plan.costs.len(), been: plan.been.is_some() }
    }

    /// What stands in a field.
    pub fn get(&self, name: &str) -> &str {
        self.fields.get(name).map_or("", |text| text.as_str())
    }
}

/// The fields of the form; the page puts the key, the version and the button around them.
pub fn fields(words: Words, form: &GroupForm, sign: &str, problems: Fields<'_>) -> Markup {
    let first = if form.been { 2 } else { 1 };
    html! {
        @if !form.been {
            (card("piggy-bank", &words.say("group-plan-opening"), html! {
                div.years-grid {
                    @for name in OPENING {
                        @let (field, label) = (format!("opening-{name}"), format!("group-plan-opening-{name}"));
                        @if name == "members" { (problems.count("", &label, form.get(&field)).named(field.clone())) }
                        @else { (problems.amount("", &label, form.get(&field), sign).named(field.clone())) }
                    }
                }
            }))
        }
        @for at in 0..form.years {
            (card("calendar", &words.with("group-plan-year", &[("no", words.ordinal(first + at as i64).into())]), html! {
                div.years-grid { @for name in SUPPOSED { (supposed_field(form, at, name, sign, problems)) } }
                details.fold {
                    summary { (icon("chevron-down")) (words.say("group-plan-supposed-more")) }
                    div.years-grid { @for name in SUPPOSED_MORE { (supposed_field(form, at, name, sign, problems)) } }
                }
            }))
        }
        (card("scroll-text", &words.say("group-plan-cost-lines"), html! {
            div.stack {
                @for at in 0..form.costs { (cost_fields(words, form, at, sign, problems)) }
                button.btn type="submit" name="do" value="add-cost" formnovalidate { (icon("plus")) (words.say("group-plan-cost-add")) }
            }
        }))
    }
}

fn supposed_field(form: &GroupForm, at: usize, name: &str, sign: &str, problems: Fields<'_>) -> Markup {
    let field = format!("y{at}-{name}");
    let label = format!("group-plan-supposed-{}", name.replace('_', "-"));
    let value = form.get(&field);
    html! {
        @if name == "members" || name == "months" { (problems.count("", &label, value).named(field.clone())) }
        @else if name.contains("percent") { (problems.amount("", &label, value, "%").named(field.clone())) }
        @else { (problems.amount("", &label, value, sign).named(field.clone())) }
    }
}

fn cost_fields(words: Words, form: &GroupForm, at: usize, sign: &str, problems: Fields<'_>) -> Markup {
    let name = |part: &str| format!("c{at}-{part}");
    let value = |part: &str| form.get(&name(part)).to_owned();
    // The name is written in the reader's language; the other stays what it is.
    let item = if words.name("km", "latin") == "km" { "km" } else { "latin" };
    let kept = if item == "km" { "latin" } else { "km" };
    let mut units: Vec<(Cow<'_, str>, Cow<'_, str>)> =
        known_units().map(|unit| (Cow::from(unit), words.say(&format!("plan-unit-{unit}")))).collect();
    let own = value("unit");
    if !own.is_empty() && !units.iter().any(|(code, _)| *code == own) {
        units.push((own.clone().into(), own.clone().into()));
    }
    let legend = words.with("group-plan-cost", &[("no", words.ordinal(at as i64 + 1).into())]);
    html! {
        fieldset.cost-line {
            legend { (legend) }
            input type="hidden" name=(name(kept)) value=(value(kept));
            (problems.text("", "plan-item", &value(item)).named(name(item)))
            div.years-grid {
                (problems.amount("", "plan-quantity", &value("quantity"), "").named(name("quantity")))
                (problems.select(&name("unit"), "plan-unit", &own, &units))
                (problems.amount("", "plan-price", &value("price"), sign).named(name("price")))
                (problems.amount("", "group-plan-cost-grows", &value("grows"), "%").named(name("grows")))
                (problems.text("", "group-plan-cost-years", &value("years")).named(name("years")).hint("group-plan-cost-years-hint").mid())
            }
            (problems.check(&name("each"), "group-plan-cost-each", value("each") == "1"))
            button.btn.quiet type="submit" name="do" value={ "drop-cost-" (at) } formnovalidate { (icon("trash-2")) (words.say("group-plan-cost-remove")) }
        }
    }
}

/// The form of a group's plan, with all that surrounds it.
#[derive(Clone, Debug)]
pub struct YearsPage {
    /// What surrounds the page.
    pub around: Around,
    /// Which plan.
    pub head: PlanHead,
    /// What was typed.
    pub form: GroupForm,
    /// The sign of its currency.
    pub sign: String,
    /// The version that it was made from.
    pub from: i64,
    /// What it comes to so far, where it can be reckoned.
    pub plan: Option<GroupPlan>,
    /// Somebody else was quicker.
    pub newer: Option<Newer>,
    /// Every refusal.
    pub problems: Vec<Problem>,
}

/// `GET, POST /plans/{plan}/edit` of a group's plan
pub fn years_page(page: &YearsPage) -> Markup {
    let words = page.around.words;
    let problems = Fields { words, problems: &page.problems };
    let item = if words.name("km", "latin") == "km" { "title_km" } else { "title_latin" };
    let kept = if item == "title_km" { "title_latin" } else { "title_km" };
    let body = html! {
        @if let Some(newer) = &page.newer { (newer_note(words, &page.head, newer)) }
        @if let Some(plan) = &page.plan { (note_box("lead", "sprout", html! { p { b { (answer(words, plan)) } } })) }
        form.form #plan method="post" action=(page.head.href("edit")) novalidate {
            (problems.summary())
            input type="hidden" name="from" value=(page.from);
            input type="hidden" name=(kept) value=(page.form.get(kept));
            // Enter in a field saves; it adds and removes nothing.
            button.vh type="submit" name="do" value="save" tabindex="-1" aria-hidden="true" {}
            div.card { (problems.text("", "plan-title", page.form.get(item)).named(item.to_owned())) }
            (fields(words, &page.form, &page.sign, problems))
            div.actions.bar { button.btn.main type="submit" name="do" value="save" { (icon("check")) (words.say("group-plan-save")) } }
        }
    };
    let (title, under, back) = (words.say("plan-edit"), page.head.title.show(words).to_owned(), page.head.href(""));
    Sheet { around: &page.around, title: &title, under: &under, back: &back, problems: &page.problems, scripts: &[] }.draw(body)
}
