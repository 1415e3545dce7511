//! The route of the calculator.
use super::form;
use crate::{app::App, error::Answer, guard::Visit, home::unit, web};
use axum::extract::{Query, State};
use domain::loans::schedule::{PERCENT_MONTH_DEAR, Plan, Schedule};
use templates::{
    calculator::{CalculatorPage, Reckoned, calculator as draw},
    parts::Problem,
};
use words::Words;

/// `GET /calculator`
pub async fn calculator(State(app): State<App>, visit: Visit, Query(typed): Query<Vec<(String, String)>>) -> Answer {
    let words = visit.words();
    let usual = form::usual(app.today(), words);
    let form = form::typed(&typed, &usual);
    // A fresh page asks for nothing yet.
    let asked = typed.iter().any(|(name, _)| name == "principal");
    let (reckoned, problems) = match asked.then(|| form::read(&form, words)) {
        Some(Ok((plan, schedule))) => (Some(reckoned(&plan, schedule, words)), vec![]),
        Some(Err(problems)) => (None, problems),
        None => (None, vec![]),
    };
    let unusual = form::is_unusual(&form, &usual) || problems.iter().any(|problem| form::FOLDED.contains(&problem.field.as_str()));
    let page = draw(&CalculatorPage { around: visit.around(), form, unusual, reckoned, problems: problems.clone() });
    Ok(answer(page, &problems))
}

fn answer(page: maud::Markup, problems: &[Problem]) -> axum::response::Response {
    if problems.is_empty() { web::html(page) } else { web::unprocessable(page) }
}

fn reckoned(plan: &Plan, schedule: Schedule, words: Words) -> Reckoned {
    let unit = unit(plan.principal.commodity());
    let said = words.with(
        "calculator-plan",
        &[
            ("principal", unit.text(words, plan.principal.quantity()).into()),
            ("date", words.date(plan.disbursed).into()),
            ("rate", form::percent(plan.rate_percent, words).into()),
            ("per", words.say(&format!("calculator-per-{}", plan.per.code()))),
            ("method", words.say(&format!("calculator-method-{}", plan.method.code()))),
        ],
    );
    let dear = plan.is_dear().then(|| {
        let percent = form::percent(plan.percent_month().round_dp(2), words);
        words.with("calculator-dear", &[("percent", percent.into()), ("dear", words.number(PERCENT_MONTH_DEAR.into()).into())])
    });
    Reckoned { schedule, unit, plan: said, dear }
}
