//! A plot: what is said of it, its inspections, what came from it and where that went; and the forms that write it.
use super::{
    CoopFrame, CoopHead, Who,
    desk::{Choice, Filled, options},
    kilograms,
    plots::{FAULTS, faults, hectares, points, status_badge},
};
use crate::{
    layout::icon,
    parts::{Around, Column, Fields, Problem, Row, Table, Tile, Tone, badge, card, empty, facts, table_card, tiles},
};
use chrono::NaiveDate;
use domain::coops::{
    acts::{Fault, Outcome},
    organic::Status,
};
use maud::{Markup, html};
use std::borrow::Cow;
use words::Words;

/// A plot.
#[derive(Clone, Debug)]
pub struct PlotPage {
    /// What surrounds the page.
    pub around: Around,
    /// Which cooperative.
    pub coop: CoopHead,
    /// Its number.
    pub no: i64,
    /// What people call it.
    pub name: String,
    /// Who farms it.
    pub who: Who,
    /// What grows there, in the reader's language.
    pub crop: String,
    /// Its area, square metres.
    pub area: i64,
    /// When something forbidden was last put on it.
    pub forbidden_on: Option<NaiveDate>,
    /// What it is today; none where nothing is organic here.
    pub status: Option<Status>,
    /// Through which day the last inspection holds.
    pub holds: Option<NaiveDate>,
    /// The last estimate, what may be delivered with its tolerance, what was, and what is left. Grams.
    pub estimate: [i64; 4],
    /// Today.
    pub today: NaiveDate,
    /// The inspections, the latest first.
    pub inspections: Vec<InspectionLine>,
    /// What came from it, the latest first.
    pub deliveries: Vec<PlotDelivery>,
    /// The lots that hold some of it, or what became of it in the mill: number, what, since when, what is left of the whole
    /// lot, grams.
    pub lots: Vec<(i64, String, NaiveDate, i64)>,
    /// To whom something out of those lots was sold: sale, day, buyer.
    pub sales: Vec<(i64, NaiveDate, Who)>,
    /// May write.
    pub may_write: bool,
}

/// An inspection of a plot.
#[derive(Clone, Debug)]
pub struct InspectionLine {
    /// The day.
    pub day: NaiveDate,
    /// Who inspected.
    pub inspector: String,
    /// Points of a hundred.
    pub score: i64,
    /// What was not as it must be, and by when it is to be mended.
    pub faults: Vec<(Fault, Option<NaiveDate>)>,
    /// What followed.
    pub outcome: Outcome,
    /// Until when, for a suspension.
    pub until: Option<NaiveDate>,
    /// The estimate, grams.
    pub estimate: i64,
}

/// A delivery from a plot.
#[derive(Clone, Debug)]
pub struct PlotDelivery {
    /// Its number.
    pub no: i64,
    /// The day.
    pub day: NaiveDate,
    /// What, in the reader's language.
    pub what: String,
    /// Dry and clean, grams.
    pub weight: i64,
    /// The lot that it went into.
    pub lot: i64,
}

/// What may follow from an inspection, in the order of the form.
pub const OUTCOMES: [Outcome; 4] = [Outcome::Passed, Outcome::Conditions, Outcome::Suspended, Outcome::Excluded];

fn outcome_badge(words: Words, outcome: Outcome) -> Markup {
    let (tone, symbol) = match outcome {
        Outcome::Passed => (Tone::Good, "check-check"),
        Outcome::Conditions => (Tone::Wait, "notebook-pen"),
        Outcome::Suspended => (Tone::Stop, "ban"),
        Outcome::Excluded => (Tone::Stop, "circle-x"),
    };
    badge(tone, symbol, &words.say(&format!("plot-outcome-{}", outcome.code())))
}

/// `GET /coops/{coop}/plots/{no}`
pub fn plot(page: &PlotPage) -> Markup {
    let (words, coop) = (page.around.words, &page.coop);
    let at = coop.href(&format!("plots/{}", page.no));
    let body = html! {
        (about(page))
        @if page.may_write {
            div.actions {
                @if coop.organic { a.btn.main href={ (at) "/inspect" } { (icon("clipboard-list")) (words.say("plot-inspect")) } }
                a.btn href={ (at) "/edit" } { (icon("pencil")) (words.say("plot-change")) }
            }
        }
        @if !page.inspections.is_empty() { (figures(page)) }
        (inspected(page))
        (deliveries(page))
        @if !page.lots.is_empty() { (trace(page)) }
    };
    let back = coop.href("plots");
    CoopFrame { around: &page.around, coop, tab: Some("plots"), title: &page.name, back, problems: &[], scripts: &[] }.draw(body)
}

fn about(page: &PlotPage) -> Markup {
    let (words, coop) = (page.around.words, &page.coop);
    let date = |day: NaiveDate| html! { span.n { (words.date_short(day)) } };
    let status = page.status.map(|status| status_badge(words, status)).unwrap_or_default();
    let all: [(Cow<'_, str>, Markup); 7] = [
        (words.say("number-short"), html! { span.n { (words.ordinal(page.no)) } }),
        (words.say("plot-farmer"), page.who.link(words, coop)),
        (words.say("coop-member-crop"), html! { (page.crop) }),
        (words.say("coop-plot-area"), hectares(words, page.area)),
        (words.say("plot-forbidden"), page.forbidden_on.map(date).unwrap_or_else(|| html! { (words.say("plot-forbidden-never")) })),
        (words.say("state"), status),
        (words.say("plot-holds"), page.holds.map(date).unwrap_or_default()),
    ];
    html! { section.card { (facts(&all)) } }
}

fn figures(page: &PlotPage) -> Markup {
    let words = page.around.words;
    let [estimate, allowed, delivered, left] = page.estimate;
    let most = words.with("plot-with-tolerance", &[("weight", super::kilograms_text(words, allowed).into())]);
    let under = html! { (most) };
    // Where the plot may not deliver today, nothing is left of the estimate, whatever the figures say.
    let valid = page.status == Some(Status::Organic);
    tiles(&[
        Tile { icon: "ruler", label: words.say("plot-estimate"), figure: kilograms(words, estimate), under },
        Tile { icon: "scale", label: words.say("plot-delivered-organic"), figure: kilograms(words, delivered), under: html! {} },
        Tile {
            icon: "sprout",
            label: words.say("coop-plot-left"),
            figure: if valid {
                kilograms(words, left.max(0))
            } else {
                html! { (words.say("plot-nothing-now")) }
            },
            under: html! { @if valid && allowed > 0 {
                progress.bar-full max=(allowed) value=(delivered.clamp(0, allowed)) aria-label=(words.say("plot-delivered-organic")) {}
            } },
        },
    ])
}

fn inspected(page: &PlotPage) -> Markup {
    let words = page.around.words;
    let heading = words.say("plot-inspections");
    if page.inspections.is_empty() {
        return html! {
            @if page.coop.organic {
                div.card { (empty("clipboard-list", &words.say("plot-inspections-none"), &words.say("plot-inspections-none-text"), None)) }
            }
        };
    }
    let columns = [
        Column::lead(words.say("date")),
        Column::text(words.say("plot-inspector")),
        Column::figure(words.say("plot-score")),
        Column::number(words.say("plot-estimate")),
        Column::line(words.say("plot-to-mend")),
        Column::act(words.say("plot-outcome")),
    ];
    let rows = page.inspections.iter().map(|one| {
        Row::new(vec![
            html! { span.n { (words.date_short(one.day)) } },
            html! { (one.inspector) },
            points(words, one.score),
            kilograms(words, one.estimate),
            faults(words, &one.faults, page.today),
            html! {
                (outcome_badge(words, one.outcome))
                @if let Some(until) = one.until { " " span.small { (words.with("plot-until", &[("date", words.date_short(until).into())])) } }
            },
        ])
    });
    let table = Table { words, caption: &heading, columns: &columns, rows: rows.collect(), foot: vec![], listing: None };
    table_card("clipboard-list", &heading, html! {}, html! { (table) })
}

fn deliveries(page: &PlotPage) -> Markup {
    let (words, coop) = (page.around.words, &page.coop);
    let heading = words.say("plot-came");
    if page.deliveries.is_empty() {
        return html! { div.card { (empty("scale", &words.say("coop-member-deliveries-none"), &words.say("plot-came-none-text"), None)) } };
    }
    let columns = [
        Column::mark(words.say("number-short")),
        Column::lead(words.say("coop-delivery-what")),
        Column::text(words.say("date")),
        Column::figure(words.say("coop-delivery-weight")),
        Column::text(words.say("plot-lot")),
    ];
    let rows = page.deliveries.iter().map(|one| {
        Row::new(vec![
            html! { (words.ordinal(one.no)) },
            html! { a href=(coop.href(&format!("deliveries/{}", one.no))) { (one.what) } },
            html! { span.n { (words.date_short(one.day)) } },
            kilograms(words, one.weight),
            html! { a href=(coop.href(&format!("lots/{}", one.lot))) { (words.ordinal(one.lot)) } },
        ])
    });
    let table = Table { words, caption: &heading, columns: &columns, rows: rows.collect(), foot: vec![], listing: None };
    table_card("scale", &heading, html! {}, html! { (table) })
}

/// Where it went: the lots it is in, and who bought out of them.
fn trace(page: &PlotPage) -> Markup {
    let (words, coop) = (page.around.words, &page.coop);
    let body = html! {
        p.hint { (words.say("plot-trace-text")) }
        h3 { (words.say("plot-trace-lots")) }
        ul.plain {
            @for (no, what, since, left) in &page.lots {
                li {
                    a href=(coop.href(&format!("lots/{no}"))) { (words.ordinal(*no)) " · " (what) } " "
                    span.small { (words.date_short(*since)) " · " (words.with("plot-lot-left", &[("weight", super::kilograms_text(words, *left).into())])) }
                }
            }
        }
        @if !page.sales.is_empty() {
            h3 { (words.say("plot-trace-sales")) }
            ul.plain {
                @for (no, day, buyer) in &page.sales {
                    li {
                        a href=(coop.href(&format!("sales/{no}"))) { (words.ordinal(*no)) " · " (buyer.name.show(words)) } " "
                        span.small { (words.date_short(*day)) }
                    }
                }
            }
        }
    };
    card("network", &words.say("plot-trace"), body)
}

/// The form of a plot.
#[derive(Clone, Debug)]
pub struct PlotFormPage {
    /// What surrounds the page.
    pub around: Around,
    /// Which cooperative.
    pub coop: CoopHead,
    /// The plot that is changed; none: a new one.
    pub no: Option<i64>,
    /// Members to choose from.
    pub members: Vec<Choice>,
    /// Crops to choose from.
    pub crops: Vec<Choice>,
    /// The form's key.
    pub key: String,
    /// What has been typed.
    pub filled: Filled,
    /// Every refusal.
    pub problems: Vec<Problem>,
}

/// `GET, POST /coops/{coop}/plots/new`, `GET, POST /coops/{coop}/plots/{no}/edit`
pub fn plot_form(page: &PlotFormPage) -> Markup {
    let (words, coop, filled) = (page.around.words, &page.coop, &page.filled);
    let fields = Fields { words, problems: &page.problems };
    let title = words.say(if page.no.is_some() { "plot-change" } else { "coop-plot-new" });
    let (action, back) = match page.no {
        Some(no) => (coop.href(&format!("plots/{no}/edit")), coop.href(&format!("plots/{no}"))),
        None => (coop.href("plots/new"), coop.href("plots")),
    };
    let body = html! {
        form.form.narrow.amid method="post" action=(action) novalidate {
            (fields.summary())
            div.card.form {
                input type="hidden" name="key" value=(page.key);
                (fields.select("party", "plot-farmer", filled.get("party"), &options(None, &page.members)))
                (fields.text("name", "plot-name", filled.get("name")).hint("plot-name-hint"))
                (fields.select("crop", "plot-crop", filled.get("crop"), &options(None, &page.crops)))
                (fields.amount("area", "coop-plot-area", filled.get("area"), &words.say("plot-ha")).hint("plot-area-hint"))
                (fields.date("forbidden_on", "plot-forbidden", filled.get("forbidden_on")).hint("plot-forbidden-hint"))
                (fields.date("day", "plot-said-on", filled.get("day")))
                div.actions {
                    button.btn.main type="submit" { (icon("check")) (words.say("save")) }
                    a.btn href=(back) { (words.say("cancel")) }
                }
            }
        }
    };
    let problems = &page.problems;
    CoopFrame { around: &page.around, coop, tab: None, title: &title, back: back.clone(), problems, scripts: &[] }.draw(body)
}

/// The form of an inspection.
#[derive(Clone, Debug)]
pub struct InspectPage {
    /// What surrounds the page.
    pub around: Around,
    /// Which cooperative.
    pub coop: CoopHead,
    /// The plot.
    pub no: i64,
    /// Its name.
    pub name: String,
    /// Facts that help: farmer, crop, area, the last inspection, what came since; each with its label.
    pub facts: Vec<(String, String)>,
    /// The form's key.
    pub key: String,
    /// What has been typed.
    pub filled: Filled,
    /// Every refusal.
    pub problems: Vec<Problem>,
}

/// `GET, POST /coops/{coop}/plots/{no}/inspect`
pub fn inspect(page: &InspectPage) -> Markup {
    let (words, coop, filled) = (page.around.words, &page.coop, &page.filled);
    let fields = Fields { words, problems: &page.problems };
    let title = words.with("plot-inspect-of", &[("plot", Cow::from(&page.name))]);
    let back = coop.href(&format!("plots/{}", page.no));
    let stands: Vec<_> = page.facts.iter().map(|(label, value)| (Cow::from(label), html! { (value) })).collect();
    let outcomes: Vec<_> = OUTCOMES
        .iter()
        .map(|outcome| {
            let code = outcome.code();
            (code, words.say(&format!("plot-outcome-{code}")), words.say(&format!("plot-outcome-{code}-hint")))
        })
        .collect();
    let body = html! {
        form.form.narrow.amid method="post" action=(coop.href(&format!("plots/{}/inspect", page.no))) novalidate {
            (fields.summary())
            div.card.form {
                p.hint { (words.say("plot-inspect-text")) }
                (facts(&stands))
                input type="hidden" name="key" value=(page.key);
                (fields.date("day", "plot-inspected-on", filled.get("day")))
                (fields.text("inspector", "plot-inspector", filled.get("inspector")).hint("plot-inspector-hint"))
                (fault_fields(words, fields, filled))
                (fields.count("score", "plot-score", filled.get("score")).hint("plot-score-hint"))
                (fields.radios("outcome", "plot-outcome", filled.get("outcome"), false, &outcomes))
                (fields.date("until", "plot-suspended-day", filled.get("until")).hint("plot-suspended-day-hint"))
                (fields.amount("estimate", "plot-estimate", filled.get("estimate"), &words.say("unit-kg")).hint("plot-estimate-hint"))
                div.actions {
                    button.btn.main type="submit" { (icon("check")) (words.say("coop-member-write-it")) }
                    a.btn href=(back) { (words.say("cancel")) }
                }
            }
        }
    };
    let problems = &page.problems;
    CoopFrame { around: &page.around, coop, tab: None, title: &title, back: back.clone(), problems, scripts: &[] }.draw(body)
}

/// What is not as it must be: a tick and a day for each rule.
fn fault_fields(words: Words, fields: Fields<'_>, filled: &Filled) -> Markup {
    html! {
        fieldset.f {
            legend { (words.say("plot-faults")) }
            p.hint { (words.say("plot-faults-hint")) }
            @for fault in FAULTS {
                @let code = fault.code();
                @let (tick, until) = (format!("fault-{code}"), format!("until-{code}"));
                @let name = words.say(&format!("plot-fault-{code}"));
                div.mend role="group" aria-label=(name) {
                    (fields.check(&tick, &format!("plot-fault-{code}"), filled.get(&tick) == "1"))
                    (fields.text("", "plot-mend-until", filled.get(&until)).named(until.clone()).mid())
                }
            }
        }
    }
}
