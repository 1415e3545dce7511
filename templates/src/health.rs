//! The health of a group: figures with what they were reckoned from, small charts, and whether the group runs itself.
use crate::layout::icon;
use crate::parts::{Around, Chart, GroupHead, Shape, Tone, badge, card, facts};
use chrono::{Datelike, NaiveDate};
use domain::health::{Figure, Named, Practice, Quantity, Standing, State, Subject, Unit};
use maud::{Markup, html};
use std::borrow::Cow;
use words::Words;

/// The page.
#[derive(Clone, Debug)]
pub struct HealthPage {
    /// What surrounds the page.
    pub around: Around,
    /// Which group.
    pub group: GroupHead,
    /// The day of the figures.
    pub on: NaiveDate,
    /// The first day of the present cycle.
    pub cycle_from: NaiveDate,
    /// Whether the cycle before this one ended with a share-out.
    pub shared_out: bool,
    /// Whether the last day of this cycle is past.
    pub cycle_over: bool,
    /// Every figure.
    pub figures: Vec<Figure>,
    /// Every practice.
    pub practices: Vec<Standing>,
    /// The last meetings, oldest first.
    pub meetings: Vec<MeetingPoint>,
    /// What was lent at the end of each month and on the last day, oldest first; smallest units.
    pub outstanding: Vec<(NaiveDate, i64)>,
}

/// A meeting in the charts.
#[derive(Clone, Copy, Debug)]
pub struct MeetingPoint {
    /// Its number.
    pub no: u32,
    /// What was saved, smallest units.
    pub savings: i64,
    /// Hundredths of the members who came; none: the roll was not called.
    pub came_percent: Option<i64>,
}

const SUBJECTS: [(Subject, &str, &str); 4] = [
    (Subject::Members, "users", "health-subject-members"),
    (Subject::Savings, "piggy-bank", "health-subject-savings"),
    (Subject::Loans, "hand-coins", "health-subject-loans"),
    (Subject::Returns, "sprout", "health-subject-returns"),
];

/// `GET /groups/{code}/health`
pub fn health(page: &HealthPage) -> Markup {
    let (words, group) = (page.around.words, &page.group);
    let days = [("date", words.date(page.on).into()), ("from", words.date(page.cycle_from).into())];
    let body = html! {
        div.stack {
            div.card-head {
                p.muted { (words.with("health-of-cycle", &days)) }
                button.btn.needjs type="button" data-print="" { (icon("printer")) (words.say("print")) }
            }
            @if page.figures.iter().any(|figure| figure.value.is_none()) { p.muted { (words.say("health-reading")) } }
            (practices(page))
            @for (subject, symbol, heading) in SUBJECTS {
                section.stack {
                    h2.plain-h { (icon(symbol)) (words.say(heading)) }
                    div.pair.three.start {
                        @for figure in page.figures.iter().filter(|figure| figure.code.subject() == subject) { (one(page, figure)) }
                    }
                }
            }
            (charts(page))
        }
    };
    page.around.page(&words.say("health"), group.name.show(words), Some(&group.href("")), &[], body)
}

/// A figure: its name, its value large, and folded away how it came about.
fn one(page: &HealthPage, figure: &Figure) -> Markup {
    let words = page.around.words;
    let code = figure.code.code();
    let label = words.say(&format!("health-{code}"));
    let mut from: Vec<(Cow<'_, str>, Markup)> = figure.inputs.iter().map(|input| fact(page, input)).collect();
    from.push((words.say("health-on"), html! { (words.date(figure.on)) }));
    html! {
        div.card {
            div.card-head { h3 { (label) } span.large { (value(page, figure)) } }
            details.fold {
                summary.no-paper { (icon("chevron-right")) (words.say("health-how")) span.vh { ": " (label) } }
                @if figure.value.is_none() { p { (words.say("health-no-figure")) } }
                p.small { (words.say(&format!("health-formula-{code}"))) }
                (facts(&from))
            }
        }
    }
}

fn value(page: &HealthPage, figure: &Figure) -> Markup {
    let words = page.around.words;
    match (figure.shown(), figure.code.unit()) {
        (None, _) => html! { "–" },
        (Some(shown), Unit::Percent) => html! { span.n { (words.amount(shown, 1, "%")) } },
        (Some(shown), Unit::Amount) => page.group.unit.amount(words, shown),
        (Some(shown), Unit::Count) => html! { span.n { (words.number(shown)) } },
    }
}

/// What a figure was reckoned from.
fn fact(page: &HealthPage, (name, quantity): &Named) -> (Cow<'static, str>, Markup) {
    let words = page.around.words;
    let shown = match quantity {
        Quantity::Amount(quantity) => page.group.unit.amount(words, *quantity),
        Quantity::Count(count) => html! { span.n { (words.number(*count)) } },
        Quantity::Counts(counts) if counts.is_empty() => html! { "–" },
        Quantity::Counts(counts) => {
            html! { (counts.iter().map(|count| words.number(*count)).collect::<Vec<_>>().join(" · ")) }
        }
    };
    (words.say(&format!("health-input-{}", name.replace('_', "-"))), shown)
}

fn practices(page: &HealthPage) -> Markup {
    let words = page.around.words;
    let yes = page.practices.iter().filter(|one| one.state == State::Yes).count();
    let count = [("yes", words.number(yes as i64).into()), ("all", words.number(page.practices.len() as i64).into())];
    html! {
        section.card {
            div.card-head {
                h2 { (icon("shield-check")) (words.say("health-own")) }
                b { (words.with("health-own-count", &count)) }
            }
            p.small { (words.say("health-own-text")) }
            ul.signs { @for one in &page.practices { (practice(page, one)) } }
        }
    }
}

fn practice(page: &HealthPage, one: &Standing) -> Markup {
    let words = page.around.words;
    let code = one.practice.code();
    let (tone, symbol) = match one.state {
        State::Yes => (Tone::Good, "circle-check"),
        State::Partly => (Tone::Wait, "circle-alert"),
        State::No => (Tone::Warn, "triangle-alert"),
        State::Unknown => (Tone::Calm, "hourglass"),
    };
    html! {
        li {
            span {
                b { (words.say(&format!("health-practice-{code}"))) } br;
                @if let Some(said) = said(words, one) { (said) " " }
                @if one.practice == Practice::Closes {
                    @if page.shared_out { (words.say("health-said-shared-out")) " " }
                    @if page.cycle_over { (words.say("health-said-cycle-over")) }
                }
                @if matches!(one.state, State::Partly | State::No) {
                    span.small { br; (words.say(&format!("health-next-{code}"))) }
                }
            }
            div { (badge(tone, symbol, &words.say(&format!("health-state-{}", one.state.code())))) }
        }
    }
}

/// The figure of a practice in a sentence; nothing where there is none.
fn said(words: Words, one: &Standing) -> Option<String> {
    let percent = words.amount(one.value?.percent_tenths(), 1, "%");
    let counts = one.inputs.iter().filter_map(|(name, quantity)| match quantity {
        Quantity::Count(count) => Some((*name, Cow::from(words.number(*count)))),
        Quantity::Amount(_) | Quantity::Counts(_) => None,
    });
    let values: Vec<(&str, Cow<'_, str>)> = counts.chain([("percent", percent.into())]).collect();
    Some(words.with(&format!("health-said-{}", one.practice.code()), &values))
}

fn charts(page: &HealthPage) -> Markup {
    let (words, unit) = (page.around.words, &page.group.unit);
    let number = |meeting: &MeetingPoint| words.ordinal(meeting.no.into());
    let savings: Vec<_> = page.meetings.iter().map(|meeting| (number(meeting), meeting.savings)).collect();
    let came: Vec<_> = page.meetings.iter().filter_map(|meeting| Some((number(meeting), meeting.came_percent?))).collect();
    let month = |on: NaiveDate| format!("{}/{}", words.ordinal(on.month().into()), words.ordinal(on.year().into()));
    let lent: Vec<_> = page.outstanding.iter().map(|(on, quantity)| (month(*on), *quantity)).collect();
    let money = (unit.decimals, unit.commodity.as_str());
    let all = [
        ("piggy-bank", "savings", "health-chart-savings", "meeting", &savings, money, Shape::Columns),
        ("user-check", "health-attendance-in-person", "health-chart-attendance", "meeting", &came, (0, "%"), Shape::Columns),
        ("hand-coins", "loans", "health-chart-loans", "month", &lent, money, Shape::Line),
    ];
    // One point is no course of things.
    let shown: Vec<_> = all.into_iter().filter(|(_, _, _, _, points, ..)| points.len() > 1).collect();
    html! {
        @if !shown.is_empty() {
            section.stack {
                h2.plain-h { (icon("history")) (words.say("health-charts")) }
                div.halves.even {
                    @for (symbol, heading, caption, of, points, (decimals, commodity), shape) in shown {
                        @let (caption, of) = (words.say(caption), words.say(of));
                        (card(symbol, &words.say(heading), html! {
                            (Chart { words, caption: &caption, of: &of, points, decimals, commodity, shape })
                        }))
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::health::Code;
    use words::Language;

    /// Every word that a code asks for is there: these keys are put together, so no search of the source finds them.
    #[test]
    fn every_code_has_its_words() {
        for language in Language::ALL {
            let words = Words::new(language);
            let known = |key: String| assert!(words.has(&key), "{}: {key}", language.code());
            for code in Code::ALL {
                known(format!("health-{}", code.code()));
                known(format!("health-formula-{}", code.code()));
                let names = code.formula().split(|c: char| !c.is_ascii_lowercase() && c != '_');
                for name in names.filter(|name| !name.is_empty() && *name != "mean") {
                    known(format!("health-input-{}", name.replace('_', "-")));
                }
            }
            for practice in Practice::ALL {
                for kind in ["practice", "said", "next"] {
                    known(format!("health-{kind}-{}", practice.code()));
                }
            }
            for state in [State::Yes, State::Partly, State::No, State::Unknown] {
                known(format!("health-state-{}", state.code()));
            }
        }
    }
}
