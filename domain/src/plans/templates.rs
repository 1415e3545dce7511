//! The templates that a plan begins from: one file an enterprise, with the quantities of usual practice and prices that are
//! to be replaced by those of the place.
use super::{
    Line, Measure, Section, Written,
    group::{GroupWritten, KIND},
};
use rust_decimal::Decimal;
use std::sync::LazyLock;

/// The template files, in the order in which they are offered: a file bears the code of its enterprise.
macro_rules! files {
    ($($code:literal),* $(,)?) => {
        &[$(($code, include_str!(concat!("../../../fixtures/plans/templates/", $code, ".toml")))),*]
    };
}
const FILES: &[(&str, &str)] = files![
    "chickens-native",
    "chickens-layers",
    "chickens-meat",
    "pigs",
    "cattle-fattening",
    "rice-wet",
    "rice-dry",
    "vegetables",
    "shop",
    "rice-mill-share",
];
/// The units of a size of which there may be a part.
const PARTED: [&str; 5] = ["ha", "are", "t", "kg", "l"];
/// The days of the longest month: a shop is open no longer.
const MONTH_DAYS: u32 = 31;

static TEMPLATES: LazyLock<Vec<Template>> = LazyLock::new(|| {
    let read = |(code, text): &(&'static str, &str)| {
        let written = Written::parse(text).expect("a template is well formed; a test reads each");
        Template { code, written }
    };
    FILES.iter().map(read).collect()
});

/// What a plan begins from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    /// The code of its enterprise; `plan-enterprise-<code>` is its name.
    pub code: &'static str,
    /// The plan itself.
    pub written: Written,
}

impl Template {
    /// What its size is counted in, and how large it is as it stands.
    pub fn size(&self) -> Option<&Measure> {
        self.written.size.as_ref()
    }

    /// Sizes that are usual, smaller and larger than its own; whole ones, where there are no parts of its unit.
    pub fn usual_sizes(&self) -> Vec<Decimal> {
        let Some(size) = self.size() else { return vec![] };
        let times = [Decimal::new(25, 2), Decimal::new(5, 1), Decimal::ONE, Decimal::TWO, Decimal::from(5)];
        let parted = PARTED.contains(&size.unit.as_str());
        let most = if size.unit == "day" { Decimal::from(MONTH_DAYS) } else { Decimal::MAX };
        let sizes = times.into_iter().map(|times| (size.quantity * times).normalize());
        sizes.filter(|size| (parted || size.is_integer()) && *size <= most).collect()
    }

    /// The line whose price is asked for: that of its output.
    pub fn output(&self) -> Option<&Line> {
        let lines = || self.written.lines.iter();
        lines().find(|line| line.main).or_else(|| lines().find(|line| line.section == Section::Income))
    }
}

/// All templates of enterprises, in the order in which they are offered.
pub fn templates() -> &'static [Template] {
    &TEMPLATES
}

/// The template of a code.
pub fn template(code: &str) -> Option<&'static Template> {
    TEMPLATES.iter().find(|template| template.code == code)
}

/// The long-term plan of a savings group whose books are not kept here; its code is [`KIND`].
pub fn group_template() -> GroupWritten {
    let text = include_str!("../../../fixtures/plans/templates/savings-group.toml");
    GroupWritten::parse(text).unwrap_or_else(|why| panic!("the template of a {KIND} is well formed; a test reads it: {why}"))
}

#[cfg(test)]
mod tests {
    use super::{
        super::{Answers, Chapter, Plan, Role, Weight, group::GroupPlan, start},
        *,
    };

    #[test]
    fn every_template_is_an_honest_plan() {
        for template in templates() {
            let code = template.code;
            assert_eq!(template.written.enterprise, code);
            let plan = Plan::try_new(template.written.clone()).unwrap_or_else(|why| panic!("{code}: {why:?}"));
            let found: Vec<_> = plan.objections().into_iter().filter(|one| one.what.weight() == Weight::Wrong).collect();
            assert_eq!(found, [], "{code}");
            let ratios = plan.ratios(&plan.budget());
            let percent = ratios.return_on_cost.unwrap() * Decimal::ONE_HUNDRED;
            assert!((Decimal::TEN..Decimal::from(80)).contains(&percent), "{code}: a return of {percent} %");
            assert!(plan.written().lines.iter().any(|line| line.section == Section::Family), "{code}: the family works");
            assert!(ratios.net_per_family_day.is_some(), "{code}: the family's work is told in days");
            assert_eq!(template.written.chapters.len(), Chapter::ALL.len(), "{code}: every chapter waits to be written");
            let named = |km: &str, latin: &str| !km.is_empty() && !latin.is_empty();
            assert!(template.written.lines.iter().all(|line| named(&line.item_km, &line.item_latin)), "{code}: in both languages");
            assert!(template.written.investments.iter().all(|one| named(&one.item_km, &one.item_latin)), "{code}");
        }
    }

    #[test]
    fn what_lives_is_brought_in_and_what_eats_is_fed() {
        for template in templates() {
            let role = |role| template.written.lines.iter().any(|line| line.role == Some(role));
            let alive = template.written.lines.iter().any(|line| line.mortality.is_some());
            assert_eq!(role(Role::Feed), alive, "{}", template.code);
            let grows = template.written.lines.iter().any(|line| line.grows_days.is_some());
            assert_eq!(role(Role::Start), grows, "{}", template.code);
        }
    }

    #[test]
    fn every_template_begins_at_every_usual_size() {
        for template in templates() {
            let sizes = template.usual_sizes();
            assert!(sizes.len() >= 2, "{}: {sizes:?}", template.code);
            for size in sizes {
                let own = Decimal::from(100_000_000);
                let (grant, starts) = (Decimal::ZERO, "2027-03".to_owned());
                let answers = Answers { size, starts, times: 1, price: None, own, grant, loan: None, household: None };
                let plan = start(&template.written, &answers).unwrap_or_else(|why| panic!("{}: {why:?}", template.code));
                let wrong = plan.objections().into_iter().filter(|one| one.what.weight() == Weight::Wrong);
                // A quarter of an enterprise may not pay for a whole house; nothing else speaks against any size.
                let wrong: Vec<_> = wrong.filter(|one| one.what.code() != "loss").collect();
                assert_eq!(wrong, [], "{} at {size}", template.code);
            }
        }
    }

    #[test]
    fn the_template_of_a_group_can_be_reckoned() {
        assert!(GroupPlan::try_new(group_template()).is_ok());
    }
}
