//! A placing contract in plain words: whose calf is whose, when one is handed over, who bears what, when the keeper owns.
use crate::{
    layout::icon,
    parts::{Unit, facts},
};
use domain::banks::rules::{Bears, DeathRule, Handover, HandoverTo, HirePurchase, LostCalf, Placing, SexRule, Title, Whose};
use maud::{Markup, html};
use std::borrow::Cow;
use words::Words;

/// What was agreed, rule by rule, under a picture of whose calf is whose. `calves` is how many took their place so far;
/// money is in `unit`.
pub fn in_words(words: Words, unit: &Unit, placing: &Placing, calves: u32) -> Markup {
    html! {
        @if placing.hire_purchase.is_none() || !placing.offspring.is_empty() { (order(words, placing, calves)) }
        div.said { (facts(&rules(words, unit, placing))) }
    }
}

/// The calves in their order, each with whose it is; those that came are ticked.
fn order(words: Words, placing: &Placing, calves: u32) -> Markup {
    let whose = |whose: Whose| match whose {
        Whose::Bank => ("bank", "warehouse", words.say("whose-bank")),
        Whose::Family => ("family", "house", words.say("whose-family")),
    };
    html! {
        ol.whose aria-label=(words.say("contract-calves")) {
            @for (nth, one) in (1_u32..).zip(&placing.offspring) {
                @let (class, symbol, word) = whose(*one);
                @let came = nth <= calves;
                li.(class).(if came { "done" } else { "" }) {
                    span.nth { (words.with("contract-nth", &[("nth", words.ordinal(nth.into()).into())])) }
                    (icon(if came { "check" } else { symbol })) b { (word) }
                    @if came { span.vh { (words.say("contract-came")) } }
                }
            }
            @let (class, symbol, word) = whose(placing.then);
            li.(class) {
                span.nth { (words.say(if placing.offspring.is_empty() { "contract-every" } else { "contract-then" })) }
                (icon(symbol)) b { (word) }
            }
        }
    }
}

/// Every rule with its name; what was not agreed is left out.
fn rules<'a>(words: Words, unit: &Unit, placing: &Placing) -> Vec<(Cow<'a, str>, Markup)> {
    let count = |key: &str, count: u32| words.with(key, &[("count", words.number(count.into()).into())]);
    let amount = |key: &str, sum: i64| words.with(key, &[("amount", unit.text(words, sum).into())]);
    let some = |there: bool, said: &dyn Fn() -> String| html! { @if there { (said()) } };
    let gives = placing.offspring.contains(&Whose::Bank) || placing.then == Whose::Bank;
    let handover = || match placing.handover {
        Handover::AtMonths(months) => count("contract-at-months", months),
        Handover::AfterCalves(calves) => count("contract-after-calves", calves),
    };
    let to = match placing.handover_to {
        HandoverTo::NextFamily => "contract-to-next-family",
        HandoverTo::Bank => "contract-to-bank",
    };
    let counts = || match placing.counts {
        SexRule::Any => String::new(),
        SexRule::FemaleKeepMale => words.say("contract-female-keep-male").into_owned(),
        SexRule::FemaleSellMale(sum) => amount("contract-female-sell-male", sum),
        SexRule::FemaleShareMale(percent) => count("contract-female-share-male", percent),
    };
    let title = match (placing.title, placing.hire_purchase) {
        (Title::Never, _) => "contract-title-never",
        (Title::ObligationsMet, Some(_)) => "contract-title-paid",
        (Title::ObligationsMet, None) => "contract-title-met",
    };
    let lost_calf = match placing.lost_calf {
        LostCalf::NextCalf => "contract-lost-next",
        LostCalf::BankLoss => "contract-lost-bank",
    };
    vec![
        (words.say("contract-sex"), html! { (counts()) }),
        (words.say("contract-handover"), html! { @if gives { (handover()) " " (words.say(to)) } }),
        (
            words.say("contract-moves-on"),
            some(placing.moves_on_after > 0, &|| count("contract-moves-on-after", placing.moves_on_after)),
        ),
        (
            words.say("contract-instalments"),
            html! { @if let Some(plan) = placing.hire_purchase { (instalments(words, unit, plan)) } },
        ),
        (words.say("contract-title"), html! { (words.say(title)) }),
        (words.say("contract-lost-calf"), some(gives, &|| words.say(lost_calf).into_owned())),
        (
            words.say("contract-barren"),
            some(placing.infertile_years > 0, &|| count("contract-barren-years", placing.infertile_years)),
        ),
        (words.say("contract-death"), death(words, &placing.death)),
        (
            words.say("contract-fine"),
            html! { (count(if placing.fine_multiple > 1 { "contract-fine-times" } else { "contract-fine-once" }, placing.fine_multiple)) },
        ),
        (words.say("contract-care"), html! { (care(words, placing.keeper_pays_care)) }),
        (
            words.say("contract-insurance"),
            some(placing.insurance_a_year > 0, &|| amount("contract-insurance-year", placing.insurance_a_year)),
        ),
        (
            words.say("contract-seen"),
            some(placing.seen_every_months > 0, &|| count("contract-seen-every", placing.seen_every_months)),
        ),
    ]
}

fn care(words: Words, keeper_pays: u32) -> String {
    match keeper_pays {
        0 => words.say("contract-care-bank").into_owned(),
        100.. => words.say("contract-care-family").into_owned(),
        percent => words.with("contract-care-share", &[("percent", words.number(percent.into()).into())]),
    }
}

fn instalments(words: Words, unit: &Unit, plan: HirePurchase) -> String {
    let values = [
        ("count", words.number(plan.instalments.into()).into()),
        ("amount", unit.text(words, plan.amount).into()),
        ("months", words.number(plan.every_months.into()).into()),
    ];
    words.with("contract-instalments-of", &values)
}

/// Who bears a death of which cause, and what the bank must see before it does.
fn death(words: Words, rule: &DeathRule) -> Markup {
    let causes = [("disease", rule.disease), ("accident", rule.accident), ("age", rule.age), ("neglect", rule.neglect)];
    let borne = |by: Bears| {
        let named: Vec<_> =
            causes.iter().filter(|(_, bears)| *bears == by).map(|(code, _)| words.say(&format!("cause-{code}"))).collect();
        named.join(words.say("list-comma").as_ref())
    };
    let (bank, keeper) = (borne(Bears::Bank), borne(Bears::Keeper));
    let proof = rule.witnesses > 0 || rule.note || rule.within_days > 0;
    html! {
        @if !bank.is_empty() { span.bears { (words.with("contract-bank-bears", &[("causes", bank.clone().into())])) } }
        @if !keeper.is_empty() { span.bears { (words.with("contract-family-bears", &[("causes", keeper.into())])) } }
        @if proof && !bank.is_empty() {
            span.bears.small {
                @if rule.witnesses > 0 { (words.with("contract-witnesses", &[("count", words.number(rule.witnesses.into()).into())])) " " }
                @if rule.note { (words.say("contract-note")) " " }
                @if rule.within_days > 0 { (words.with("contract-within", &[("count", words.number(rule.within_days.into()).into())])) }
            }
        }
    }
}
