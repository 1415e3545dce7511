//! One person: who she is, what she is in, what was found of her records, what she learnt and sold.
use super::{PersonHead, both, frame, sex};
use crate::{
    layout::icon,
    market::farm_sales::{SellerSales, seller_sales},
    members::id_poor_badge,
    parts::{self, Around, Name, Tone, badge, card, facts},
    plans::list::{PlansOf, plans_of},
};
use chrono::{DateTime, NaiveDate, Utc};
use maud::{Markup, html};
use words::Words;

/// One person. Everything here is what this reader may see; what she may not is not told of at all.
#[derive(Clone, Debug)]
pub struct PersonPage {
    /// What surrounds the page.
    pub around: Around,
    /// Who.
    pub person: PersonHead,
    /// ID-Poor level.
    pub id_poor: Option<i64>,
    /// The groups she is or was in.
    pub memberships: Vec<MembershipLine>,
    /// Who eats from one pot with her, she left out.
    pub household: Vec<PersonHead>,
    /// Other records of her.
    pub records: Vec<PersonHead>,
    /// What was found of her records, the latest first.
    pub findings: Vec<FindingLine>,
    /// Terms as model farmer or advisor.
    pub terms: Vec<TermLine>,
    /// By whom she is or was coached.
    pub coached: Vec<CoachedLine>,
    /// How many she coaches now.
    pub coaches: i64,
    /// The sessions she attended.
    pub sessions: Vec<SessionLine>,
    /// What she sold by herself, for who may see it.
    pub sales: Option<SellerSales>,
    /// The business plans of her household.
    pub plans: PlansOf,
    /// Grants to her family, for who may see the award: the award's code, its name, the grant's number.
    pub grants: Vec<(String, Name, i64)>,
    /// May say who is in the register twice, and make households.
    pub may_keep: bool,
}

/// A membership.
#[derive(Clone, Debug)]
pub struct MembershipLine {
    /// The group's code.
    pub code: String,
    /// The group's name.
    pub group: Name,
    /// Her number there.
    pub number: i64,
    /// Since when.
    pub joined_on: NaiveDate,
    /// Until when.
    pub left_on: Option<NaiveDate>,
}

/// A finding of two records.
#[derive(Clone, Debug)]
pub struct FindingLine {
    /// Its id.
    pub id: String,
    /// One record.
    pub one: (String, Name),
    /// The other.
    pub other: (String, Name),
    /// They were found to be one person's.
    pub same: bool,
    /// Who said so.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
    /// Who took it back, and when.
    pub undone: Option<(String, DateTime<Utc>)>,
    /// The reader may take it back.
    pub may_undo: bool,
}

/// A term as model farmer or advisor.
#[derive(Clone, Debug)]
pub struct TermLine {
    /// `model-farmer` or `advisor`.
    pub role: String,
    /// Where.
    pub place: Name,
    /// Since when.
    pub from: NaiveDate,
    /// Until when.
    pub to: Option<NaiveDate>,
}

/// A coaching of hers.
#[derive(Clone, Debug)]
pub struct CoachedLine {
    /// The coaching's id.
    pub id: String,
    /// Who coaches; nothing where the reader may not see her.
    pub coach: Name,
    /// Since when.
    pub from: NaiveDate,
    /// Until when.
    pub to: Option<NaiveDate>,
}

/// A session that she attended.
#[derive(Clone, Debug)]
pub struct SessionLine {
    /// Its id.
    pub id: String,
    /// `course`, `workshop` …
    pub kind: String,
    /// The course's name, where it was one of a course.
    pub course: Name,
    /// When.
    pub day: NaiveDate,
    /// For how long.
    pub minutes: i64,
}

/// `GET /people/{person}`
pub fn person(page: &PersonPage) -> Markup {
    let words = page.around.words;
    let body = html! {
        div.pair.start {
            div.stack { (who(words, page)) (household(words, page)) (grants(words, page)) (plans_of(words, &page.plans)) }
            div.stack { (memberships(words, page)) (training(words, page)) }
        }
        (records(words, page))
        @if let Some(sales) = &page.sales { (seller_sales(words, sales)) }
    };
    frame(&page.around, (page.person.name.show(words), page.person.organisation.show(words), "/people"), &[], body)
}

fn who(words: Words, page: &PersonPage) -> Markup {
    let person = &page.person;
    let year = |year: i64| html! { (words.ordinal(year)) };
    let level = page.id_poor.and_then(|level| u8::try_from(level).ok());
    card(
        "id-card",
        &words.say("people-who"),
        facts(&[
            (words.say("people-name-km"), html! { b { (person.name.khmer) } }),
            (words.say("people-name-latin"), html! { b { (person.name.latin) } }),
            (words.say("sex"), sex(words, &person.sex)),
            (words.say("birth-year"), person.birth_year.map(year).unwrap_or_default()),
            (
                words.say("id-poor"),
                html! { @match level { Some(0) => (words.say("people-not-poor")), Some(level) => (id_poor_badge(words, level)), None => "" } },
            ),
            (
                words.say("phone"),
                html! { @if !person.phone.is_empty() { a.n href={ "tel:" (person.phone.replace(' ', "")) } { (person.phone) } } },
            ),
            (words.say("people-village"), html! { (person.place.show(words)) }),
            (words.say("organisation"), html! { (person.organisation.show(words)) }),
        ]),
    )
}

fn household(words: Words, page: &PersonPage) -> Markup {
    let href = format!("{}/household", page.person.href());
    html! {
        (card("house", &words.say("people-household"), html! {
            @if page.household.is_empty() { p.muted { (words.say("people-household-alone")) } }
            @else { ul.plain { @for one in &page.household { li { a href=(one.href()) { (one.name.show(words)) }
                @if let Some(year) = one.birth_year { span.small { (words.with("born-in", &[("year", words.ordinal(year).into())])) } } } } } }
            @if page.may_keep { div.actions { a.btn href=(href) { (icon("users")) (words.say("people-household-change")) } } }
        }))
    }
}

fn grants(words: Words, page: &PersonPage) -> Markup {
    html! {
        @if !page.grants.is_empty() {
            (card("gift", &words.say("people-grants"), html! {
                ul.plain { @for (code, award, no) in &page.grants { li {
                    a href={ "/awards/" (parts::encode(code)) "/grants/" (no) } { (words.with("people-grant", &[("number", words.ordinal(*no).into())])) }
                    span.small { (award.show(words)) }
                } } }
            }))
        }
    }
}

/// From when to when.
fn span(words: Words, from: NaiveDate, to: Option<NaiveDate>) -> String {
    let from = words.date_short(from);
    match to {
        Some(to) => words.with("people-from-to", &[("from", from.into()), ("to", words.date_short(to).into())]),
        None => words.with("people-since", &[("from", from.into())]),
    }
}

fn memberships(words: Words, page: &PersonPage) -> Markup {
    let line = |one: &MembershipLine| {
        let href = format!("/groups/{}/members/{}", parts::encode(&one.code), one.number);
        html! { li {
            a href=(href) { (one.group.show(words)) }
            span.small { (one.code) " · " (words.with("people-number", &[("number", words.ordinal(one.number).into())])) " · " (span(words, one.joined_on, one.left_on)) }
        } }
    };
    card(
        "users",
        &words.say("people-groups"),
        html! {
            @if page.memberships.is_empty() { p.muted { (words.say("people-no-groups")) } }
            @else { ul.plain { @for one in &page.memberships { (line(one)) } } }
        },
    )
}

fn training(words: Words, page: &PersonPage) -> Markup {
    let nothing = page.terms.is_empty() && page.coached.is_empty() && page.sessions.is_empty() && page.coaches == 0;
    let coach = format!("/training/coaches/{}", page.person.id);
    let hours = |minutes: i64| words.with("people-hours", &[("hours", words.quantity(minutes * 10 / 60, 1).into())]);
    card(
        "sprout",
        &words.say("people-training"),
        html! {
            @if nothing { p.muted { (words.say("people-no-training")) } }
            ul.plain {
                @for term in &page.terms { li {
                    a href=(coach) { (words.say(&format!("people-role-{}", term.role))) }
                    span.small { (term.place.show(words)) " · " (span(words, term.from, term.to)) }
                } }
                @if page.coaches > 0 { li { a href=(coach) { (words.with("people-coaches", &[("count", words.number(page.coaches).into())])) } } }
                @for one in &page.coached { li {
                    a href={ "/training/coachings/" (one.id) } {
                        @if one.coach == Name::default() { (words.say("people-coached")) }
                        @else { (words.with("people-coached-by", &[("name", one.coach.show(words).into())])) }
                    }
                    span.small { (span(words, one.from, one.to)) }
                } }
                @for one in &page.sessions { li {
                    a href={ "/training/sessions/" (one.id) } {
                        @if one.course == Name::default() { (words.say(&format!("people-session-{}", one.kind))) }
                        @else { (one.course.show(words)) }
                    }
                    span.small { (words.date_short(one.day)) " · " (hours(one.minutes)) }
                } }
            }
        },
    )
}

fn records(words: Words, page: &PersonPage) -> Markup {
    html! {
        @if !page.records.is_empty() || !page.findings.is_empty() {
            (card("link", &words.say("people-records"), html! {
                @if !page.records.is_empty() {
                    p { (words.say("people-records-text")) }
                    ul.plain { @for one in &page.records { li {
                        a href=(one.href()) { (both(words, &one.name)) }
                        span.small { (one.organisation.show(words)) @if !one.place.show(words).is_empty() { " · " (one.place.show(words)) } }
                    } } }
                }
                @if !page.findings.is_empty() {
                    h3 { (words.say("people-findings")) }
                    ul.plain.findings { @for one in &page.findings { li { (finding(words, page, one)) } } }
                }
            }))
        }
    }
}

fn finding(words: Words, page: &PersonPage, line: &FindingLine) -> Markup {
    let key = if line.same { "people-found-same" } else { "people-found-different" };
    let said = |key: &str, by: &str, at: DateTime<Utc>| words.with(key, &[("name", by.into()), ("date", words.instant(at).into())]);
    let names = html! {
        a href={ "/people/" (line.one.0) } { (line.one.1.show(words)) } " · "
        a href={ "/people/" (line.other.0) } { (line.other.1.show(words)) }
    };
    html! {
        div {
            @if line.undone.is_some() { (badge(Tone::Past, "undo-2", &words.say(key))) }
            @else if line.same { (badge(Tone::Good, "link", &words.say(key))) }
            @else { (badge(Tone::Calm, "users", &words.say(key))) }
            " " (names)
            span.small.each { (said("people-said-by", &line.by, line.at)) }
            @if let Some((by, at)) = &line.undone { span.small.each { (said("people-taken-back-by", by, *at)) } }
        }
        @if line.may_undo {
            form method="post" action={ "/people/" (page.person.id) "/findings/" (line.id) "/undo" } {
                button.btn.tiny type="submit" { (icon("undo-2")) (words.say("people-take-back")) }
            }
        }
    }
}
