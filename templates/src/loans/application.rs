//! Applications: what a member asked for, who answers for it, how the meeting voted, and what came of it.
use super::{Who, loan::votes_text};
use crate::layout::icon;
use crate::parts::{
    self, Around, Column, Fields, GroupHead, Listing, Problem, Row, Table, Tone, badge, card, empty, facts, note_box, table_card,
    with_query,
};
use chrono::NaiveDate;
use maud::{Markup, html};
use serde::Deserialize;
use words::Words;

/// What is typed of an application.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct ApplicationForm {
    /// Made by the server: posting the same form twice writes it once.
    pub key: String,
    /// The member's number.
    pub member: String,
    /// How much.
    pub amount: String,
    /// In how many instalments.
    pub instalments: String,
    /// What for.
    pub purpose: String,
    /// Who answers for it: members' numbers, or empty.
    pub guarantor_1: String,
    /// The second.
    pub guarantor_2: String,
    /// The third.
    pub guarantor_3: String,
    /// The fourth.
    pub guarantor_4: String,
    /// Votes for it.
    pub votes_for: String,
    /// Votes against it.
    pub votes_against: String,
    /// `approved` or `refused`.
    pub decision: String,
    /// Why it was refused.
    pub reason: String,
}

impl ApplicationForm {
    /// The fields of guarantors with what stands in them.
    pub fn guarantors(&self) -> [(&'static str, &str); 4] {
        [
            ("guarantor_1", &self.guarantor_1),
            ("guarantor_2", &self.guarantor_2),
            ("guarantor_3", &self.guarantor_3),
            ("guarantor_4", &self.guarantor_4),
        ]
    }
}

/// The form for an application. Quantities are smallest units of the group's unit.
#[derive(Clone, Debug)]
pub struct NewApplicationPage {
    /// What surrounds the page.
    pub around: Around,
    /// Which group.
    pub group: GroupHead,
    /// Who may borrow, by number.
    pub members: Vec<Applicant>,
    /// Cash that the loan fund has today.
    pub cash: i64,
    /// The most instalments.
    pub instalments_most: u32,
    /// Guarantors that the rules ask for.
    pub guarantors_least: u32,
    /// The most of her savings that a member may borrow, as the reader reads the number.
    pub limit_times: String,
    /// The end of the cycle has begun: nothing is lent.
    pub closed: bool,
    /// What has been typed; the member comes from the address when she was tapped.
    pub form: ApplicationForm,
    /// Every refusal.
    pub problems: Vec<Problem>,
}

/// A member who may ask for a loan.
#[derive(Clone, Debug)]
pub struct Applicant {
    /// Who.
    pub who: Who,
    /// What she has saved.
    pub savings: i64,
    /// Principal she owes.
    pub owed: i64,
    /// What she may borrow still.
    pub limit: i64,
    /// Why she may borrow nothing, in the reader's language; empty where she may.
    pub blocked: String,
    /// Days that a loan of hers is late.
    pub days_late: i64,
}

/// `GET, POST /groups/{code}/loans/applications/new?member=`
pub fn new_application(page: &NewApplicationPage) -> Markup {
    let (words, group) = (page.around.words, &page.group);
    let fields = Fields { words, problems: &page.problems };
    let back = group.href("loans/applications");
    let body = html! {
        div.stack {
            (fields.summary())
            @if page.closed { (note_box("warn", "lock", html! { p { (words.say("loan-share-out-begun")) } })) }
            div.halves.even {
                div.stack { (chosen(page)) (form(page, fields, &back)) }
                div.stack { (card("scroll-text", &words.say("loan-rules"), rules(page))) (applicants(page)) }
            }
        }
    };
    page.around.page(&words.say("loan-apply"), group.name.show(words), Some(&back), &page.problems, body)
}

fn form(page: &NewApplicationPage, fields: Fields<'_>, back: &str) -> Markup {
    let (words, group, form) = (page.around.words, &page.group, &page.form);
    let sign = parts::sign(words, &group.unit);
    let mut members = vec![("".into(), words.say("loan-choose"))];
    members.extend(page.members.iter().map(|one| (one.who.number.to_string().into(), one.who.listed(words).into())));
    html! {
        form.card.form method="post" action=(group.href("loans/applications/new")) novalidate {
            h2 { (icon("hand-coins")) (words.say("loan-asked-for")) }
            input type="hidden" name="key" value=(form.key);
            (fields.select("member", "loan-who-asks", &form.member, &members))
            div.pair {
                (fields.amount("amount", "amount", &form.amount, &sign))
                (fields.count("instalments", "calculator-instalments", &form.instalments))
            }
            (fields.text("purpose", "loan-purpose", &form.purpose).hint("loan-purpose-hint"))
            fieldset.f {
                legend { (words.say("loan-guarantors")) }
                p.hint { (if page.guarantors_least > 0 {
                    words.with("loan-guarantors-least", &[("count", words.number(page.guarantors_least.into()).into())])
                } else { words.say("loan-guarantors-hint").into_owned() }) }
                div.pair {
                    @for (at, (name, value)) in form.guarantors().into_iter().enumerate() {
                        (guarantor(page, fields, at, name, value, &members))
                    }
                }
            }
            fieldset.f {
                legend { (words.say("loan-votes")) }
                p.hint { (words.say("loan-votes-hint")) }
                div.pair {
                    (fields.count("votes_for", "loan-votes-for", &form.votes_for))
                    (fields.count("votes_against", "loan-votes-against", &form.votes_against))
                }
            }
            (fields.radios("decision", "loan-decided", &form.decision, true, &[
                ("approved", words.say("loan-approve"), "".into()), ("refused", words.say("loan-refuse"), "".into())]))
            (fields.area("reason", "loan-refuse-reason", &form.reason).hint("loan-refuse-reason-hint"))
            div.actions {
                button.btn.main type="submit" { (icon("check")) (words.say("loan-write-down")) }
                a.btn href=(back) { (words.say("cancel")) }
            }
        }
    }
}

/// One of the lists of members to choose a guarantor from; it says its own refusal.
fn guarantor(
    page: &NewApplicationPage,
    fields: Fields<'_>,
    at: usize,
    name: &str,
    value: &str,
    members: &[(std::borrow::Cow<'_, str>, std::borrow::Cow<'_, str>)],
) -> Markup {
    let words = page.around.words;
    let problem = fields.problems.iter().find(|problem| problem.field == name);
    let label = words.with("loan-guarantor-number", &[("number", words.ordinal(at as i64 + 1).into())]);
    html! {
        div.f.(if problem.is_some() { "bad" } else { "" }) {
            label.vh for=(name) { (label) }
            select.box id=(name) name=(name) aria-invalid=[problem.map(|_| "true")] aria-describedby=[problem.map(|_| format!("{name}-e"))] {
                @for (option, text) in members {
                    option value=(option) selected[option == value] { @if option.is_empty() { "–" } @else { (text) } }
                }
            }
            @if let Some(problem) = problem {
                p.err id={ (name) "-e" } { (icon("circle-alert")) span { span.vh { (words.say("error-prefix")) " " } (problem.message) } }
            }
        }
    }
}

/// How the chosen member stands.
fn chosen(page: &NewApplicationPage) -> Markup {
    let (words, unit) = (page.around.words, &page.group.unit);
    let Some(one) = page.members.iter().find(|one| one.who.number.to_string() == page.form.member) else { return html! {} };
    card(
        "user",
        &one.who.listed(words),
        html! {
            (facts(&[
                (words.say("savings"), unit.amount(words, one.savings)),
                (words.say("loan-principal-owed"), unit.amount(words, one.owed)),
                (words.say("loan-may-borrow"), html! { b { (unit.amount(words, one.limit)) } }),
                (words.say("loan-may-not"), html! { (one.blocked) }),
                (words.say("loan-late"), html! { @if one.days_late > 0 { (super::late_badge(words, one.days_late)) } }),
            ]))
        },
    )
}

fn rules(page: &NewApplicationPage) -> Markup {
    let words = page.around.words;
    let times = words.with("loan-limit-times", &[("times", page.limit_times.as_str().into())]);
    facts(&[
        (words.say("loan-cash"), page.group.unit.amount(words, page.cash)),
        (words.say("loan-limit"), html! { (times) }),
        (words.say("loan-instalments-most"), html! { (words.number(page.instalments_most.into())) }),
    ])
}

/// Everyone who may ask, to be chosen by a tap.
fn applicants(page: &NewApplicationPage) -> Markup {
    let (words, group, unit) = (page.around.words, &page.group, &page.group.unit);
    let heading = words.say("loan-may-borrow");
    let columns = [
        Column::mark(words.say("number-short")),
        Column::lead(words.say("member")),
        Column::number(words.say("savings")),
        Column::number(words.say("loan-principal-owed")),
        Column::figure(words.say("loan-may-borrow")),
    ];
    let rows = page.members.iter().map(|one| {
        let number = one.who.number.to_string();
        let href = with_query(&group.href("loans/applications/new"), &[("member", &number)]);
        Row::new(vec![
            html! { (words.ordinal(one.who.number.into())) },
            html! { a href=(href) { (one.who.name.show(words)) } @if one.days_late > 0 { " " (super::late_badge(words, one.days_late)) } },
            unit.number(words, one.savings),
            unit.or_blank(words, one.owed),
            unit.number(words, one.limit),
        ])
    });
    let table = Table { words, caption: &heading, columns: &columns, rows: rows.collect(), foot: vec![], listing: None };
    table_card("users", &heading, html! {}, html! { (table) })
}

/// The applications of a group.
#[derive(Clone, Debug)]
pub struct ApplicationsPage {
    /// What surrounds the page.
    pub around: Around,
    /// Which group.
    pub group: GroupHead,
    /// The applications of this page of the list, those that wait first.
    pub applications: Vec<ApplicationRow>,
    /// Paging.
    pub listing: Listing,
    /// May write applications down and withdraw them.
    pub may_apply: bool,
    /// May write a business plan for one that waits.
    pub may_plan: bool,
}

/// An application in a list. Quantities are smallest units of the group's unit.
#[derive(Clone, Debug)]
pub struct ApplicationRow {
    /// Its number in the group.
    pub no: i64,
    /// Who asked.
    pub who: Who,
    /// When.
    pub asked_on: NaiveDate,
    /// For how much.
    pub principal: i64,
    /// In how many instalments.
    pub instalments: i64,
    /// What for.
    pub purpose: String,
    /// Who answers for it.
    pub guarantors: Vec<Who>,
    /// Votes for and against, where they were counted.
    pub votes: Option<(i64, i64)>,
    /// Why it was refused.
    pub reason: String,
    /// What came of it.
    pub state: ApplicationState,
}

/// What came of an application.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ApplicationState {
    /// Approved; the money goes out at a meeting.
    Waiting,
    /// The loan that was given.
    Given(i64),
    /// Approved, and withdrawn since.
    Withdrawn,
    /// Refused.
    Refused,
}

/// `GET /groups/{code}/loans/applications`
pub fn applications(page: &ApplicationsPage) -> Markup {
    let (words, group) = (page.around.words, &page.group);
    let heading = words.say("loan-applications");
    let new = group.href("loans/applications/new");
    let body = html! {
        div.stack {
            @if page.may_apply && !page.applications.is_empty() {
                div.actions { a.btn.main href=(new) { (icon("hand-coins")) (words.say("loan-apply")) } }
            }
            @if page.applications.is_empty() {
                div.card { (empty("clipboard-list", &words.say("loan-no-applications"), &words.say("loan-no-applications-text"),
                    page.may_apply.then_some((&*new, &*words.say("loan-apply"))))) }
            } @else { (table_card("clipboard-list", &heading, html! {}, table(page, &heading))) }
        }
    };
    page.around.page(&heading, group.name.show(words), Some(&group.href("loans")), &[], body)
}

fn table(page: &ApplicationsPage, heading: &str) -> Markup {
    let words = page.around.words;
    let columns = [
        Column::mark(words.say("number-short")),
        Column::lead(words.say("member")),
        Column::figure(words.say("amount")),
        Column::number(words.say("calculator-instalments")),
        Column::text(words.say("loan-purpose")),
        Column::text(words.say("loan-guarantors")),
        Column::text(words.say("loan-votes")),
        Column::act(words.say("state")),
    ];
    let rows = page.applications.iter().map(|row| application_row(page, row)).collect();
    html! { (Table { words, caption: heading, columns: &columns, rows, foot: vec![], listing: Some(&page.listing) }) }
}

fn application_row(page: &ApplicationsPage, row: &ApplicationRow) -> Row {
    let (words, group) = (page.around.words, &page.group);
    Row {
        cells: vec![
            html! { (words.ordinal(row.no)) },
            html! {
                a href=(group.href(&format!("members/{}", row.who.number))) { (row.who.name.show(words)) }
                span.small { (words.date_short(row.asked_on)) }
            },
            group.unit.amount(words, row.principal),
            html! { (words.number(row.instalments)) },
            html! { (row.purpose) },
            html! { @for (at, who) in row.guarantors.iter().enumerate() { @if at > 0 { ", " } (who.name.show(words)) } },
            html! { @if let Some(votes) = row.votes { (votes_text(words, votes)) } },
            state(page, row),
        ],
        tone: if matches!(row.state, ApplicationState::Withdrawn | ApplicationState::Refused) { "old" } else { "" },
    }
}

fn state(page: &ApplicationsPage, row: &ApplicationRow) -> Markup {
    let (words, group): (Words, _) = (page.around.words, &page.group);
    match row.state {
        ApplicationState::Waiting => html! {
            (badge(Tone::Wait, "hourglass", &words.say("loan-application-waits")))
            @if page.may_plan {
                " " a href=(with_query("/plans/new", &[("for", &format!("application-{}-{}", row.no, group.code))])) { (words.say("plan-new")) }
            }
            @if page.may_apply {
                form.inline method="post" action=(group.href(&format!("loans/applications/{}/withdraw", row.no))) {
                    button.btn type="submit" { (icon("undo-2")) (words.say("loan-withdraw")) }
                }
            }
        },
        ApplicationState::Given(loan) => html! { a href=(group.href(&format!("loans/{loan}"))) { (super::title(words, loan)) } },
        ApplicationState::Withdrawn => badge(Tone::Past, "undo-2", &words.say("loan-application-withdrawn")),
        ApplicationState::Refused => html! {
            (badge(Tone::Stop, "ban", &words.say("loan-application-refused")))
            span.small { (row.reason) }
        },
    }
}
