//! The by-laws of a cooperative in plain words, and the form that writes a new version of them.
use super::{
    CoopHead,
    desk::{Desk, Filled},
};
use crate::{
    layout::icon,
    parts::{Around, Fields, Problem, Tone, badge, card, note_box, sign, with_query},
};
use chrono::{DateTime, NaiveDate, Utc};
use maud::{Markup, html};

/// What the by-laws say of one thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clause {
    /// A symbol of the sprite.
    pub icon: &'static str,
    /// What it is about, as a key.
    pub heading: &'static str,
    /// Its sentences.
    pub lines: Vec<String>,
}

/// A version of the by-laws.
#[derive(Clone, Debug)]
pub struct LawsVersion {
    /// Its number.
    pub no: i64,
    /// From which day it holds.
    pub from: NaiveDate,
    /// It holds today.
    pub holds: bool,
    /// When it was written.
    pub written: DateTime<Utc>,
    /// By whom.
    pub by: String,
}

/// The by-laws.
#[derive(Clone, Debug)]
pub struct LawsPage {
    /// What surrounds the page.
    pub around: Around,
    /// Which cooperative.
    pub coop: CoopHead,
    /// The version shown, and from when it holds.
    pub version: (i64, NaiveDate),
    /// What it says.
    pub clauses: Vec<Clause>,
    /// How a surplus is divided: name and hundredths of a per cent, in the order in which they are taken.
    pub parts: Vec<(String, i64)>,
    /// Every version, the latest first.
    pub versions: Vec<LawsVersion>,
    /// May write a new version.
    pub may_change: bool,
}

/// `GET /coops/{coop}/laws?version=`
pub fn laws(page: &LawsPage) -> Markup {
    let (words, coop) = (page.around.words, &page.coop);
    let title = words.say("coop-laws");
    let (no, from) = page.version;
    let body = html! {
        section.card {
            h2 { (icon("scroll-text")) (words.with("coop-laws-version", &[("number", words.ordinal(no).into()), ("date", words.date(from).into())])) }
            @if page.may_change { div.actions { a.btn href=(coop.href("laws/new")) { (icon("pencil")) (words.say("new-version")) } } }
        }
        div.halves.even {
            @for clause in &page.clauses {
                (card(clause.icon, &words.say(clause.heading), html! { ul.clauses { @for line in &clause.lines { li { (line) } } } }))
            }
            @if !page.parts.is_empty() { (parts(page)) }
        }
        (versions(page))
    };
    Desk { around: &page.around, coop, tab: None, title: &title, back: "", problems: &[], scripts: &[] }.draw(body)
}

fn parts(page: &LawsPage) -> Markup {
    let words = page.around.words;
    let percent = |hundredths: i64| {
        let number = if hundredths % 100 == 0 { words.quantity(hundredths / 100, 0) } else { words.quantity(hundredths, 2) };
        format!("{number}\u{a0}%")
    };
    card(
        "coins",
        &words.say("coop-law-surplus"),
        html! {
            p.hint { (words.say("coop-law-surplus-text")) }
            dl.facts {
                @for (name, hundredths) in &page.parts { div { dt { (name) } dd { b.n { (percent(*hundredths)) } } } }
                div.sum { dt { (words.say("coop-together")) } dd.n { (percent(page.parts.iter().map(|(_, part)| part).sum())) } }
            }
        },
    )
}

fn versions(page: &LawsPage) -> Markup {
    let (words, coop) = (page.around.words, &page.coop);
    let line = |version: &LawsVersion| {
        let written = [("date", words.instant(version.written).into()), ("name", version.by.as_str().into())];
        html! {
            li {
                a href=(with_query(&coop.href("laws"), &[("version", &version.no.to_string())])) {
                    (words.with("version-number", &[("number", words.ordinal(version.no).into())]))
                }
                " "
                @if version.holds { (badge(Tone::Good, "circle-check", &words.say("holds-now"))) }
                p.small { (words.with("coop-law-holds-from", &[("date", words.date(version.from).into())])) }
                p.small { (words.with("version-written", &written)) }
            }
        }
    };
    card("history", &words.say("versions"), html! { ol.line { @for version in &page.versions { (line(version)) } } })
}

/// The form of by-laws.
#[derive(Clone, Debug)]
pub struct LawsFormPage {
    /// What surrounds the page.
    pub around: Around,
    /// Which cooperative.
    pub coop: CoopHead,
    /// What has been typed.
    pub form: Filled,
    /// Every refusal.
    pub problems: Vec<Problem>,
}

/// `GET, POST /coops/{coop}/laws/new`
pub fn laws_form(page: &LawsFormPage) -> Markup {
    let (words, coop, form) = (page.around.words, &page.coop, &page.form);
    let fields = Fields { words, problems: &page.problems };
    let title = words.say("coop-laws-new");
    let money = sign(words, &coop.group.unit);
    let percent = |name: &'static str, label: &str| fields.count(name, label, form.get(name)).keypad("decimal").after("%");
    let amount = |name: &'static str, label: &str| fields.amount(name, label, form.get(name), &money);
    let by = |code: &'static str| (code, words.say(&format!("coop-law-refund-by-{code}")), "".into());
    let body = html! {
        form.form.narrow.amid method="post" action=(coop.href("laws/new")) novalidate {
            (fields.summary())
            (note_box("", "info", html! { p { (words.say("coop-laws-new-text")) } }))
            div.card.form { (fields.date("from", "coop-law-from", form.get("from"))) }
            div.card.form { fieldset.set {
                legend { (icon("id-card")) (words.say("coop-law-shares")) }
                (amount("par", "coop-law-par").hint("coop-law-par-hint"))
                div.pair.start { (fields.count("least", "coop-law-least", form.get("least"))) (percent("most_percent", "coop-law-most").hint("coop-law-nought-no-limit")) }
            } }
            div.card.form { fieldset.set {
                legend { (icon("scale")) (words.say("coop-law-scale")) }
                (fields.count("scale_most", "coop-law-scale-most", form.get("scale_most")).after(words.say("unit-kg")))
                div.pair.start { (percent("moisture", "coop-law-moisture")) (percent("foreign", "coop-law-foreign")) }
                div.pair.start { (percent("moisture_least", "coop-law-moisture-least")) (percent("moisture_most", "coop-law-moisture-most")) }
            } }
            div.card.form { fieldset.set {
                legend { (icon("sprout")) (words.say("coop-law-organic")) }
                (fields.check("organic", "coop-law-organic-taken", form.get("organic") == "1"))
                div.pair.start {
                    (fields.count("conversion_months", "coop-law-conversion", form.get("conversion_months")).after(words.say("coop-months")))
                    (fields.count("inspection_months", "coop-law-inspection", form.get("inspection_months")).after(words.say("coop-months")))
                }
                (percent("tolerance", "coop-law-tolerance"))
            } }
            div.card.form { fieldset.set {
                legend { (icon("hand-coins")) (words.say("coop-law-credit")) }
                (amount("ceiling", "coop-law-ceiling").hint("coop-law-nought-no-limit"))
                div.pair.start { (percent("charge", "coop-law-charge")) (percent("offset", "coop-law-offset").hint("coop-law-offset-hint")) }
            } }
            div.card.form { fieldset.set {
                legend { (icon("wheat")) (words.say("coop-law-mill-price")) }
                div.pair.start { (amount("fee", "coop-law-fee")) (percent("yield_band", "coop-law-yield-band")) }
                (percent("band", "coop-law-band"))
            } }
            div.card.form { fieldset.set {
                legend { (icon("coins")) (words.say("coop-law-surplus")) }
                p.hint { (words.say("coop-law-parts-hint")) }
                div.pair.start { (percent("reserve", "coop-part-reserve")) (percent("reserve_least", "coop-law-reserve-least")) }
                div.pair.start { (percent("social", "coop-part-social")) (percent("education", "coop-part-education")) }
                div.pair.start { (percent("committee", "coop-part-committee")) (percent("dividend", "coop-part-dividend")) }
                div.pair.start { (percent("refund", "coop-part-refund")) (percent("dividend_most", "coop-law-dividend-most").hint("coop-law-nought-no-limit")) }
                (fields.radios("refund_by", "coop-law-refund-by", form.get("refund_by"), true, &[by("weight"), by("value")]))
                (amount("round_to", "coop-law-round-to"))
            } }
            div.actions {
                button.btn.main type="submit" { (icon("check")) (words.say("coop-laws-write")) }
                a.btn href=(coop.href("laws")) { (words.say("cancel")) }
            }
        }
    };
    Desk { around: &page.around, coop, tab: None, title: &title, back: "laws", problems: &page.problems, scripts: &[] }.draw(body)
}
