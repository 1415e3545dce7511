//! A plan as JSON. Numbers of money and quantities are decimals as text, exact and in the currency itself; counts are numbers.
use domain::plans::{
    Budget, Cash, Figure, Investment, Line, Month, Objection, Place, Plan, Ratios, Section, Tested, Weight, What, Year,
    group::{GroupObjection, GroupPlace, GroupPlan, GroupYear},
};
use reports::{Language, Say};
use rust_decimal::Decimal;
use serde_json::{Value, json};
use templates::plans::{group as of_group, say};
use words::Words;

/// An enterprise.
pub fn plan(speaks: Say, plan: &Plan, found: &[Objection]) -> Value {
    let (written, budget) = (plan.written(), plan.budget());
    let cash = plan.cash();
    let of = Of { plan };
    let lines = written.lines.iter().zip(&budget.lines).enumerate().map(|(at, (line, amount))| of.line(at, line, *amount));
    let investments = written.investments.iter().zip(&budget.wear).enumerate();
    let base = plan.tested(&Default::default());
    let sensitivity = std::iter::once(base).chain(plan.sensitivity());
    json!({
        "kind": "enterprise",
        "enterprise": written.enterprise,
        "title": { "km": written.title_km, "latin": written.title_latin },
        "currency": written.currency,
        "decimals": written.decimals,
        "starts": written.starts,
        "months": plan.months(),
        "cycle": { "days": written.cycle.days, "months": written.cycle.months, "times": written.cycle.times },
        "size": written.size.as_ref().map(|size| json!({ "quantity": exact(size.quantity), "unit": size.unit })),
        "lines": lines.collect::<Vec<_>>(),
        "investments": investments.map(|(at, (one, wear))| of.investment(at, one, *wear)).collect::<Vec<_>>(),
        "subtotals": subtotals(&of, &budget),
        "totals": totals(&of, &budget),
        "ratios": ratios(plan, &budget, &plan.ratios(&budget)),
        "cash": cash.months.iter().map(|month| of.month(month)).collect::<Vec<_>>(),
        "years": cash.years.iter().map(|year| of.year(year)).collect::<Vec<_>>(),
        "lowest": { "month": cash.lowest, "amount": of.money(cash.lowest_amount) },
        "payback_months": cash.payback,
        "affordable": affordable(&of, &cash),
        "sensitivity": sensitivity.map(|tested| of.tested(&tested)).collect::<Vec<_>>(),
        "objections": found.iter().map(|one| of.objection(speaks, one)).collect::<Vec<_>>(),
    })
}

/// A decimal without noughts at its end.
fn exact(number: Decimal) -> String {
    number.normalize().to_string()
}

fn subtotals(of: &Of<'_>, budget: &Budget) -> Value {
    let each = budget.subtotals.iter().map(|(section, amount)| (section.code().to_owned(), of.money(*amount).into()));
    Value::Object(each.collect())
}

fn totals(of: &Of<'_>, budget: &Budget) -> Value {
    json!({
        "income": of.money(budget.income),
        "variable": of.money(budget.variable),
        "fixed": of.money(budget.fixed),
        "wear": of.money(budget.wear.iter().sum()),
        "cost_before_contingency": of.money(budget.cost - budget.contingency),
        "contingency": of.money(budget.contingency),
        "cost": of.money(budget.cost),
        "gross_margin": of.money(budget.gross),
        "net": of.money(budget.net),
        "family": of.money(budget.family),
        "investment": of.money(budget.investment),
    })
}

fn ratios(plan: &Plan, budget: &Budget, ratios: &Ratios) -> Value {
    let figures = plan.figures(budget);
    let of = |figure: Figure| figures.get(&figure).map(|value| exact(*value));
    let output = ratios.output_line.map(|at| &plan.written().lines[at]);
    json!({
        "output": ratios.output.map(exact),
        "output_unit": output.map(|line| plan.priced_in(line)),
        "net_per_month": of(Figure::PerMonth),
        "net_per_unit": of(Figure::PerUnit),
        "gross_per_unit": of(Figure::GrossPerUnit),
        "gross_per_size": ratios.gross_per_size.map(exact),
        "break_even_price": of(Figure::BreakEvenPrice),
        "break_even_output": of(Figure::BreakEvenOutput),
        "break_even_contribution": of(Figure::BreakEvenContribution),
        "benefit_cost": of(Figure::BenefitCost),
        "return_on_cost": of(Figure::ReturnOnCost),
        "net_per_family_day": ratios.net_per_family_day.map(exact),
    })
}

fn affordable(of: &Of<'_>, cash: &Cash) -> Value {
    cash.affordable.map_or(Value::Null, |can| {
        json!({
            "instalments": of.money(can.instalments), "earned": of.money(can.earned), "percent": can.percent.map(exact),
            "limit_percent": exact(can.limit_percent), "holds": can.holds(),
        })
    })
}

/// A plan whose amounts are written.
struct Of<'a> {
    plan: &'a Plan,
}

impl Of<'_> {
    /// Smallest units as a decimal of the currency, with its places.
    fn money(&self, amount: i64) -> String {
        self.plan.in_currency(amount).to_string()
    }

    fn line(&self, at: usize, line: &Line, amount: i64) -> Value {
        json!({
            "no": at + 1, "section": line.section.code(), "role": line.role.map(|role| role.code()),
            "item": named(&line.item_km, &line.item_latin), "item_km": line.item_km, "item_latin": line.item_latin,
            "quantity": exact(line.quantity), "unit": line.unit, "sold": exact(self.plan.sold(line)),
            "price": exact(line.price), "per": self.plan.priced_in(line), "amount": self.money(amount),
            "printed": line.amount.map(exact),
        })
    }

    fn investment(&self, at: usize, one: &Investment, wear: i64) -> Value {
        json!({
            "no": at + 1, "item": named(&one.item_km, &one.item_latin), "item_km": one.item_km, "item_latin": one.item_latin,
            "quantity": exact(one.quantity), "unit": one.unit, "price": exact(one.price),
            "amount": self.money(self.plan.wear(one).cost), "wear": self.money(wear), "life_months": one.life_months,
            "life_days": one.life_days, "month": one.month, "printed": one.amount.map(exact),
        })
    }

    fn month(&self, month: &Month) -> Value {
        json!({
            "no": month.no, "month": month.begins.format("%Y-%m").to_string(), "opening": self.money(month.opening),
            "income": self.money(month.income), "costs": self.money(month.costs),
            "contingency": self.money(month.contingency), "investment": self.money(month.investment),
            "own": self.money(month.own), "grant": self.money(month.grant), "loan": self.money(month.loan),
            "principal": self.money(month.principal), "interest": self.money(month.interest),
            "net": self.money(month.net()), "closing": self.money(month.closing),
        })
    }

    fn year(&self, year: &Year) -> Value {
        json!({
            "no": year.no, "income": self.money(year.income), "costs": self.money(year.costs), "wear": self.money(year.wear),
            "interest": self.money(year.interest), "profit": self.money(year.profit), "cash": self.money(year.cash),
            "closing": self.money(year.closing),
        })
    }

    fn tested(&self, tested: &Tested) -> Value {
        let shock = &tested.shock;
        json!({
            "price_percent": shock.price_percent, "yield_percent": shock.yield_percent,
            "mortality_points": shock.mortality_points, "feed_percent": shock.feed_percent, "net": self.money(tested.net),
            "lowest": self.money(tested.lowest), "closing": self.money(tested.closing),
        })
    }

    fn objection(&self, speaks: Say, one: &Objection) -> Value {
        let (kind, no, line) = self.place(one.at);
        let (printed, ours) = match one.what {
            What::Amount { printed, ours }
            | What::Subtotal { printed, ours }
            | What::Moved { printed, ours, .. }
            | What::Total { printed, ours }
            | What::Carried { printed, ours }
            | What::Cut { printed, ours } => (Some(printed), Some(ours)),
            _ => (None, None),
        };
        let moved = match one.what {
            What::Moved { line, amount, counted_in, .. } => Some(json!({
                "line": self.place(Place::Line(line)).2, "no": line + 1, "amount": exact(amount), "counted_in": counted_in.code(),
            })),
            _ => None,
        };
        json!({
            "line": line, "says": said(speaks, |words| say::objection(words, self.plan, one)), "place": kind, "no": no,
            "code": one.what.code(), "weight": weight(one.what.weight()), "printed": printed.map(|printed| printed.to_string()), "ours": ours.map(exact),
            "difference": printed.zip(ours).map(|(printed, ours)| exact(printed - ours)), "moved": moved,
        })
    }

    /// What kind of place, its number from 1 where it has one, and what it is called there: an item, a section, a figure.
    fn place(&self, at: Place) -> (&'static str, Option<usize>, String) {
        let written = self.plan.written();
        match at {
            Place::Plan => ("plan", None, "plan".into()),
            Place::Line(no) => {
                let item = written.lines.get(no).map(|line| named(&line.item_km, &line.item_latin)).unwrap_or_default();
                ("line", Some(no + 1), item.to_owned())
            }
            Place::Investment(no) => {
                let item = written.investments.get(no).map(|one| named(&one.item_km, &one.item_latin)).unwrap_or_default();
                ("investment", Some(no + 1), item.to_owned())
            }
            Place::Source(no) => ("source", Some(no + 1), "source".into()),
            Place::Loan(no) => ("loan", Some(no + 1), "loan".into()),
            Place::Subtotal(section) => ("subtotal", None, Section::code(section).into()),
            Place::Figure(figure) => ("figure", None, figure.code().into()),
            Place::Month(no) => ("month", Some(no as usize), self.plan.month(no).format("%Y-%m").to_string()),
        }
    }
}

/// The long-term plan of a savings group.
pub fn group(speaks: Say, plan: &GroupPlan) -> Value {
    let written = plan.written();
    let money = |amount: i64| plan.in_currency(amount).to_string();
    let line = |(at, cost): (usize, &domain::plans::group::Cost)| {
        let amounts = plan.years().iter().map(|year| year.cost_lines.get(at).map(|amount| money(*amount)));
        json!({
            "no": at + 1, "section": "costs", "item": named(&cost.item_km, &cost.item_latin), "item_km": cost.item_km,
            "item_latin": cost.item_latin, "quantity": exact(cost.quantity), "unit": cost.unit, "price": exact(cost.price),
            "each": cost.each, "amounts": amounts.collect::<Vec<_>>(),
        })
    };
    let sum = |of: fn(&GroupYear) -> i64| money(plan.years().iter().map(of).sum());
    json!({
        "kind": "savings-group",
        "title": { "km": written.title_km, "latin": written.title_latin },
        "currency": written.currency,
        "decimals": written.decimals,
        "starts": written.starts,
        "lines": written.costs.iter().enumerate().map(line).collect::<Vec<_>>(),
        "years": plan.years().iter().map(|year| group_year(plan, year)).collect::<Vec<_>>(),
        "totals": {
            "income": sum(|year| year.income), "cost": sum(|year| year.costs + year.lost + year.interest_paid),
            "net": sum(|year| year.surplus), "shared": sum(|year| year.shared),
        },
        "sustained_from": plan.sustained_from(),
        "objections": plan.objections().iter().map(|(at, what)| group_objection(speaks, plan, *at, what)).collect::<Vec<_>>(),
    })
}

fn group_year(plan: &GroupPlan, year: &GroupYear) -> Value {
    let money = |amount: i64| plan.in_currency(amount).to_string();
    json!({
        "no": year.no, "begins": year.begins.format("%Y-%m").to_string(), "been": year.been, "members": year.members,
        "saved": money(year.saved), "withdrawn": money(year.withdrawn), "interest": money(year.interest),
        "other_income": money(year.other_income), "income": money(year.income), "costs": money(year.costs),
        "lost": money(year.lost), "interest_paid": money(year.interest_paid), "surplus": money(year.surplus),
        "shared": money(year.shared), "savings": money(year.savings), "retained": money(year.retained),
        "borrowed": money(year.borrowed), "fund": money(year.fund), "loans": money(year.loans), "cash": money(year.cash),
        "social": money(year.social), "self_sufficiency_percent": year.self_sufficiency_percent.map(exact),
        "return_on_savings_percent": year.return_on_savings_percent.map(exact),
    })
}

fn group_objection(speaks: Say, plan: &GroupPlan, at: GroupPlace, what: &GroupObjection) -> Value {
    let (place, no, line) = match at {
        GroupPlace::Opening => ("opening", None, "opening".to_owned()),
        GroupPlace::Year(no) => ("year", Some(no as usize), format!("year {no}")),
        GroupPlace::Cost(no) => ("line", Some(no + 1), format!("cost {}", no + 1)),
    };
    json!({
        "line": line, "says": said(speaks, |words| of_group::objection(words, plan, what)), "place": place, "no": no,
        "code": what.code(), "weight": weight(what.weight()),
    })
}

fn weight(weight: Weight) -> &'static str {
    match weight {
        Weight::Wrong => "wrong",
        Weight::Doubt => "doubt",
    }
}

fn named<'a>(km: &'a str, latin: &'a str) -> &'a str {
    if latin.is_empty() { km } else { latin }
}

/// A sentence in the language that was asked for, or in both, one after the other.
fn said(speaks: Say, sentence: impl Fn(Words) -> String) -> String {
    let first = sentence(speaks.words());
    match speaks.language() {
        Language::Both => format!("{first} / {}", sentence(Words { language: words::Language::English, ..speaks.words() })),
        _ => first,
    }
}
