//! The papers of plans, to be looked at: `cargo run -p reports --example plans -- km|en|both FILE.toml OUT.pdf`.
use chrono::NaiveDate;
use domain::plans::{Document, Plan, group::GroupPlan};
use reports::{
    Label, Language, Say,
    business_plan::BusinessPlan,
    contract::Name,
    group_plan::GroupPlanPaper,
    of_plan::{OfPlan, Whose},
};
use words::Digits;

fn main() -> Result<(), String> {
    let given: Vec<String> = std::env::args().skip(1).collect();
    let [language, file, out] = given.as_slice() else { return Err("a language, a file, and where to write".into()) };
    let language = Language::parse(language).ok_or("km, en or both")?;
    let digits = if language == Language::Khmer { Digits::Khmer } else { Digits::Latin };
    let say = Say::new(language, digits);
    let text = std::fs::read_to_string(file).map_err(|error| error.to_string())?;
    let day = NaiveDate::from_ymd_opt(2026, 11, 22).ok_or("a day")?;
    let mut of = OfPlan::on(day);
    of.organisation = Name::new("អង្គការគំរូ", "The organisation");
    let paper = match Document::parse(&text)? {
        Document::Enterprise(written) => {
            let plan = Plan::try_new(*written).map_err(|refusals| format!("{refusals:?}"))?;
            let objections = plan.objections().iter().map(|one| (one.what.weight(), Label::from(format!("{one:?}")))).collect();
            BusinessPlan { plan, of, objections }.document(say)
        }
        Document::Group(written) => {
            let plan = GroupPlan::try_new(*written).map_err(|refusals| format!("{refusals:?}"))?;
            let objections = plan.objections().iter().map(|one| (one.1.weight(), Label::from(format!("{one:?}")))).collect();
            of.whose = Whose::Committee;
            GroupPlanPaper { plan, of, objections }.document(say)
        }
    };
    eprintln!("{} pages, undrawn {:?}", paper.pages.len(), paper.undrawn());
    std::fs::write(out, reports::write(&paper)).map_err(|error| error.to_string())
}
