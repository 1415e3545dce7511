//! What a group agreed, as its members would read it, and the versions before.
use crate::constitution_lending::{LendingRules, lending};
use crate::layout::icon;
use crate::parts::{self, Around, GroupHead, Name, Tone, badge, card, empty, facts};
use chrono::{DateTime, NaiveDate, Utc};
use maud::{Markup, html};
use words::Words;

/// The constitution of a group.
#[derive(Clone, Debug)]
pub struct ConstitutionPage {
    /// What surrounds the page.
    pub around: Around,
    /// Which group.
    pub group: GroupHead,
    /// The version shown; none before the first.
    pub rules: Option<Rules>,
    /// The number of the version shown.
    pub version: u32,
    /// Every version, the latest first.
    pub versions: Vec<VersionLine>,
    /// May write a new version.
    pub may_change: bool,
}

/// A version of a constitution.
#[derive(Clone, Debug)]
pub struct VersionLine {
    /// Its number.
    pub number: u32,
    /// When it was written.
    pub written: DateTime<Utc>,
    /// First day of the first cycle that goes by it; none for one that waits or was never used.
    pub from: Option<NaiveDate>,
    /// Last day it held; none for the one that holds.
    pub until: Option<NaiveDate>,
    /// It was written for the next cycle.
    pub waits: bool,
    /// Who wrote it.
    pub by: String,
}

/// How members save.
#[derive(Clone, Debug)]
pub enum SavingRule {
    /// By shares of a fixed value.
    Shares {
        /// Smallest units.
        value: i64,
        /// The most a member may buy at a meeting.
        most: i64,
    },
    /// By free amounts.
    Amounts {
        /// What is usually brought, smallest units.
        expected: Option<i64>,
    },
}

/// A fine.
#[derive(Clone, Debug)]
pub struct FineRule {
    /// What it is for.
    pub name: Name,
    /// Smallest units.
    pub amount: i64,
    /// `late`, `absent` or `other`: a key `occasion-<code>` names it.
    pub occasion: String,
}

/// What a group agreed. Quantities are smallest units of the group's unit; rates are written as decimals.
#[derive(Clone, Debug)]
pub struct Rules {
    /// `weekly`, `fortnightly`, `four-weekly`, `monthly`: a key `rhythm-<code>` names it.
    pub rhythm: String,
    /// Cash amounts are multiples of this.
    pub cash_rounding: i64,
    /// The order of business: keys `rule-step-<code>` name the steps.
    pub steps: Vec<String>,
    /// How members save.
    pub saving: SavingRule,
    /// What each gives to the social fund at a meeting; none for no regular contribution.
    pub social_contribution: Option<i64>,
    /// `kept` or `split-equally`: a key `social-<code>` names it.
    pub social_at_share_out: String,
    /// The fines.
    pub fines: Vec<FineRule>,
    /// `loan` or `social`: a key `fines-to-<code>` names it.
    pub fines_go_to: String,
    /// The rules of lending.
    pub lending: LendingRules,
    /// `by-savings`, `equal`, `by-interest-paid`, `mixed`, `by-savings-months`, `waterfall`, `none`: a key
    /// `profit-<code>` names it.
    pub profit: String,
    /// Per cent by savings and by interest paid, where the rule is `mixed`.
    pub mixed: Option<(String, String)>,
    /// Per cent for administration and for reserve, where the rule is `waterfall`.
    pub waterfall: Option<(String, String)>,
    /// Whether savings stay when the cycle ends.
    pub savings_kept: bool,
    /// `none` or `current-worth`: a key `leaver-takes-<code>` names it.
    pub leaving_profit: String,
    /// Per cent of her savings that the group keeps when she leaves; none for no fee.
    pub leaving_fee: Option<String>,
    /// First and last day of the cycle.
    pub cycle: Option<(NaiveDate, Option<NaiveDate>)>,
}

/// `GET /groups/{code}/constitution?version=`
pub fn constitution(page: &ConstitutionPage) -> Markup {
    let (words, group) = (page.around.words, &page.group);
    let edit = group.href("constitution/edit");
    let body = html! {
        div.stack {
            @match &page.rules {
                None => div.card { (empty("scroll-text", &words.say("no-constitution"), &words.say("no-constitution-text"),
                    page.may_change.then_some((&*edit, &*words.say("write-constitution"))))) },
                Some(rules) => div.halves.even {
                    div.stack { (money(words, group, rules)) (fines(words, group, rules)) (profit(words, rules)) }
                    div.stack { (lending(words, group, &rules.lending)) (meeting(words, group, rules)) (versions(page)) }
                },
            }
            @if page.rules.is_some() && page.may_change {
                div.actions { a.btn.main href=(edit) { (icon("pencil")) (words.say("new-version")) } }
                p.hint { (words.say("new-version-text")) }
            }
        }
    };
    let version = words.with("version-number", &[("number", words.ordinal(page.version.into()).into())]);
    let under =
        if page.rules.is_some() { format!("{version} · {}", group.name.show(words)) } else { group.name.show(words).to_owned() };
    page.around.page(&words.say("constitution"), &under, Some(&group.href("")), &[], body)
}

fn money(words: Words, group: &GroupHead, rules: &Rules) -> Markup {
    let unit = &group.unit;
    let saving = match rules.saving {
        SavingRule::Shares { value, most } => vec![
            (words.say("saving-by"), html! { (words.say("saving-by-shares")) }),
            (words.say("share-value"), unit.amount(words, value)),
            (words.say("shares-most"), html! { (words.number(most)) }),
        ],
        SavingRule::Amounts { expected } => vec![
            (words.say("saving-by"), html! { (words.say("saving-by-amounts")) }),
            (
                words.say("saving-expected"),
                html! { @if let Some(expected) = expected { (unit.amount(words, expected)) } @else { (words.say("free")) } },
            ),
        ],
    };
    let social = [
        (
            words.say("social-contribution"),
            html! { @if let Some(each) = rules.social_contribution { (unit.amount(words, each)) } @else { (words.say("none")) } },
        ),
        (words.say("social-at-share-out"), html! { (words.say(&format!("social-{}", rules.social_at_share_out))) }),
    ];
    html! {
        (card("piggy-bank", &words.say("savings"), facts(&saving)))
        (card("hand-heart", &words.say("social-fund"), facts(&social)))
    }
}

fn fines(words: Words, group: &GroupHead, rules: &Rules) -> Markup {
    card(
        "gavel",
        &words.say("fines"),
        html! {
            @if rules.fines.is_empty() { p.muted { (words.say("no-fines")) } }
            dl.facts {
                @for fine in &rules.fines {
                    div { dt { (fine.name.show(words)) } dd { (group.unit.amount(words, fine.amount)) } }
                }
                div.sum { dt { (words.say("fines-go-to")) } dd { (words.say(&format!("fines-to-{}", rules.fines_go_to))) } }
            }
        },
    )
}

fn profit(words: Words, rules: &Rules) -> Markup {
    let percent = |rate: &str| html! { span.n { (rate) " %" } };
    let mut profit = vec![(words.say("profit-rule"), html! { (words.say(&format!("profit-{}", rules.profit))) })];
    if let Some((savings, interest)) = &rules.mixed {
        profit.push((words.say("profit-savings-percent"), percent(savings)));
        profit.push((words.say("profit-interest-percent"), percent(interest)));
    }
    if let Some((administration, reserve)) = &rules.waterfall {
        profit.push((words.say("for-administration"), percent(administration)));
        profit.push((words.say("for-reserve"), percent(reserve)));
    }
    let savings = if rules.savings_kept { "savings-at-end-kept" } else { "savings-at-end-paid-out" };
    profit.push((words.say("savings-at-end"), html! { (words.say(savings)) }));
    let leaving = [
        (words.say("leaver-takes"), html! { (words.say(&format!("leaver-takes-{}", rules.leaving_profit))) }),
        (
            words.say("leaver-fee"),
            html! { @if let Some(fee) = &rules.leaving_fee { (percent(fee)) } @else { (words.say("none")) } },
        ),
    ];
    html! {
        (card("scale", &words.say("profit"), facts(&profit)))
        (card("log-out", &words.say("leaver"), facts(&leaving)))
    }
}

fn meeting(words: Words, group: &GroupHead, rules: &Rules) -> Markup {
    card(
        "calendar-check",
        &words.say("meetings"),
        html! {
            (facts(&[
                (words.say("rhythm"), html! { (words.say(&format!("rhythm-{}", rules.rhythm))) }),
                (words.say("cash-rounding"), group.unit.amount(words, rules.cash_rounding)),
                (words.say("cycle"), html! { @if let Some((from, until)) = rules.cycle { (words.date(from)) " – " @if let Some(until) = until { (words.date(until)) } } }),
            ]))
            p.fl { (words.say("steps-in-order")) }
            ol.steps-list { @for (at, step) in rules.steps.iter().enumerate() { li { span.muted { (words.ordinal(at as i64 + 1)) "." } " " (words.say(&format!("rule-step-{step}"))) } } }
        },
    )
}

fn versions(page: &ConstitutionPage) -> Markup {
    let (words, group) = (page.around.words, &page.group);
    card(
        "history",
        &words.say("versions"),
        html! {
            ol.line {
                @for version in &page.versions {
                    li {
                        a href=(parts::with_query(&group.href("constitution"), &[("version", &version.number.to_string())])) {
                            (words.with("version-number", &[("number", words.ordinal(version.number.into()).into())]))
                        }
                        " " (version_state(words, version))
                        @if let Some(from) = version.from { p.small { (words.date(from)) " – " @if let Some(until) = version.until { (words.date(until)) } } }
                        p.small { (words.with("version-written", &[("date", words.instant(version.written).into()), ("name", version.by.as_str().into())])) }
                    }
                }
            }
        },
    )
}

fn version_state(words: Words, version: &VersionLine) -> Markup {
    match (version.waits, version.from, version.until) {
        (true, ..) => badge(Tone::Wait, "hourglass", &words.say("version-waits")),
        (_, Some(_), None) => badge(Tone::Good, "circle-check", &words.say("holds-now")),
        (_, None, _) => badge(Tone::Past, "history", &words.say("version-unused")),
        (_, Some(_), Some(_)) => html! {},
    }
}
