//! One loan: what she owes today, what is to be paid when, what has happened, and what was agreed.
use super::{LoanState, PlanRow, Who, book::print_button, late_badge, plan_table, terms_in_words, title};
use crate::layout::icon;
use crate::parts::{self, Around, Column, GroupHead, Row, Table, Tile, Tone, badge, card, facts, note_box, table_card};
use crate::plans::list::{PlansOf, plans_of};
use chrono::NaiveDate;
use domain::loans::Terms;
use maud::{Markup, html};
use words::Words;

/// A loan. Quantities are smallest units of the group's unit.
#[derive(Clone, Debug)]
pub struct LoanPage {
    /// What surrounds the page.
    pub around: Around,
    /// Which group.
    pub group: GroupHead,
    /// Its number in the group.
    pub no: i64,
    /// The business plans that were written for it.
    pub plans: PlansOf,
    /// Who borrowed.
    pub who: Who,
    /// Where it stands.
    pub state: LoanState,
    /// The day that is told of.
    pub today: NaiveDate,
    /// What is owed on that day.
    pub now: LoanNow,
    /// What is to be paid when.
    pub rows: Vec<DueRow>,
    /// Plans that held before, latest first, with the day until which they did.
    pub earlier: Vec<(NaiveDate, Vec<PlanRow>)>,
    /// What happened, latest first.
    pub history: Vec<EventLine>,
    /// What it is for.
    pub purpose: String,
    /// Who answers for it.
    pub guarantors: Vec<Who>,
    /// Votes for and against, where they were counted.
    pub votes: Option<(i64, i64)>,
    /// The meeting at which it was given; none: it ran before the group came to us.
    pub meeting: Option<i64>,
    /// What was agreed.
    pub terms: Terms,
    /// The rate as the reader reads it.
    pub rate: String,
    /// The request about it that waits.
    pub waiting: Option<i64>,
    /// May ask for a decision about it.
    pub may_ask: bool,
    /// Decisions were asked for before.
    pub requests: bool,
}

/// What is owed on a day.
#[derive(Clone, Copy, Debug, Default)]
pub struct LoanNow {
    /// Principal owed.
    pub principal: i64,
    /// Interest that is due.
    pub interest: i64,
    /// Penalties.
    pub penalty: i64,
    /// Interest that has run and is not due yet.
    pub accrued: i64,
    /// What closes the loan on that day.
    pub payoff: i64,
    /// What was due before that day.
    pub overdue: i64,
    /// The next day on which something is due, and how much.
    pub next: Option<(NaiveDate, i64)>,
    /// What was paid so far, principal and interest and penalties together.
    pub paid: i64,
    /// What was given up and did not come back.
    pub lost: i64,
}

impl LoanNow {
    /// What she owes.
    pub fn owed(&self) -> i64 {
        self.principal + self.interest + self.penalty
    }
}

/// An instalment as it stands.
#[derive(Clone, Debug)]
pub struct DueRow {
    /// Its number; 0 for a period after the term, and for what was paid ahead of a plan that holds no more.
    pub n: u32,
    /// When it is due.
    pub due: NaiveDate,
    /// Its principal.
    pub principal: i64,
    /// Its interest.
    pub interest: i64,
    /// The penalty that stands on it.
    pub penalty: i64,
    /// What of it is paid.
    pub paid: i64,
    /// What of it is not.
    pub left: i64,
    /// How it stands.
    pub state: DueState,
}

/// How an instalment stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DueState {
    /// Paid.
    Paid,
    /// Late by so many days.
    Late(i64),
    /// Due today.
    Today,
    /// Still to come, and a part of it is paid.
    Partly,
    /// Still to come.
    ToCome,
    /// It was given up.
    GivenUp,
    /// It was paid ahead, before a new plan was made for the rest.
    Ahead,
}

impl DueState {
    fn badge(self, words: Words) -> Markup {
        match self {
            DueState::Ahead => badge(Tone::Good, "check", &words.say("loan-row-ahead")),
            DueState::Paid => badge(Tone::Good, "check", &words.say("loan-row-paid")),
            DueState::Late(days) => late_badge(words, days),
            DueState::Today => badge(Tone::Wait, "calendar", &words.say("loan-row-today")),
            DueState::Partly => badge(Tone::Calm, "check", &words.say("loan-row-partly")),
            DueState::ToCome => badge(Tone::Past, "hourglass", &words.say("loan-row-to-come")),
            DueState::GivenUp => badge(Tone::Stop, "ban", &words.say("loan-written-off")),
        }
    }
}

/// Something that happened.
#[derive(Clone, Debug)]
pub struct EventLine {
    /// The code of its kind: a key `loan-event-<code>` names it.
    pub kind: String,
    /// The day it belongs to.
    pub on: NaiveDate,
    /// The money that moved.
    pub amount: i64,
    /// Penalties received; below zero: taken back.
    pub penalty: i64,
    /// Interest received.
    pub interest: i64,
    /// Principal received; below zero: lent.
    pub principal: i64,
    /// Principal owed after it.
    pub balance: i64,
    /// It was taken back later.
    pub undone: bool,
    /// The meeting.
    pub meeting: Option<i64>,
    /// What posted it.
    pub entry: Option<i64>,
}

/// `GET /groups/{code}/loans/{no}`
pub fn loan(page: &LoanPage) -> Markup {
    let (words, group) = (page.around.words, &page.group);
    let here = group.href(&format!("loans/{}", page.no));
    let body = html! {
        div.stack {
            @if let Some(request) = page.waiting {
                (note_box("warn", "hourglass", html! {
                    p { b { (words.with("loan-request-waits", &[("loan", words.ordinal(page.no).into())])) } }
                    (parts::more(&format!("{here}/requests/{request}"), &words.say("loan-see-request")))
                }))
            }
            div.actions.no-paper {
                a.btn href={ (here) "/contract" } { (icon("file-text")) (words.say("loan-contract")) }
                @if page.may_ask || page.requests { a.btn href={ (here) "/requests" } { (icon("gavel")) (words.say("loan-decisions")) } }
            }
            (owed(page))
            (schedule(page))
            div.halves {
                div.stack { (history(page)) (earlier(page)) }
                div.stack {
                    (card("info", &words.say("loan-about"), about(page)))
                    (plans_of(words, &page.plans))
                    (card("scroll-text", &words.say("loan-terms"), facts(&terms_in_words(words, &group.unit, &page.terms, &page.rate))))
                }
            }
        }
    };
    let under = format!("{} · {}", page.who.name.show(words), group.name.show(words));
    page.around.page(&title(words, page.no), &under, Some(&group.href("loans")), &[], body)
}

fn owed(page: &LoanPage) -> Markup {
    let (words, unit, now) = (page.around.words, &page.group.unit, &page.now);
    let tile = |icon, label, figure, under| Tile { icon, label: words.say(label), figure, under };
    let amount = |quantity| unit.amount(words, quantity);
    let mut tiles = vec![tile(
        "hand-coins",
        "loan-owed-today",
        amount(now.owed()),
        html! { (words.with("loan-owed-of", &[("principal", unit.text(words, now.principal).into()), ("interest", unit.text(words, now.interest + now.penalty).into())])) },
    )];
    if let LoanState::Late(days) = page.state {
        let late = html! { (words.with("loan-late-days", &[("count", words.number(days).into())])) };
        tiles.push(tile("clock", "loan-overdue", amount(now.overdue), late));
    }
    if let Some((due, next)) = now.next {
        tiles.push(tile("calendar", "loan-next", amount(next), html! { (words.date(due)) }));
    }
    if now.owed() > 0 {
        let run =
            html! { @if now.accrued > 0 { (words.with("loan-accrued", &[("amount", unit.text(words, now.accrued).into())])) } };
        tiles.push(tile("check-check", "loan-payoff", amount(now.payoff), run));
    }
    tiles.push(tile("banknote", "loan-paid", amount(now.paid), html! {}));
    if now.lost > 0 {
        tiles.push(tile("ban", "loan-lost", amount(now.lost), html! {}));
    }
    html! {
        p.muted { (words.with("loan-on", &[("date", words.date(page.today).into())])) " " (page.state.badge(words)) }
        (parts::tiles(&tiles))
    }
}

fn schedule(page: &LoanPage) -> Markup {
    let words = page.around.words;
    let heading = words.say("calculator-schedule");
    let fined = page.rows.iter().any(|row| row.penalty > 0);
    let mut columns = vec![
        Column::mark(words.say("number-short")),
        Column::lead(words.say("calculator-due")),
        Column::number(words.say("calculator-principal-part")),
        Column::number(words.say("calculator-interest")),
    ];
    if fined {
        columns.push(Column::number(words.say("loan-penalty")));
    }
    columns.push(Column::number(words.say("loan-row-paid")));
    columns.push(Column::figure(words.say("loan-row-left")));
    columns.push(Column::act(words.say("state")));
    let rows: Vec<Row> = page.rows.iter().map(|row| due_row(page, row, fined)).collect();
    let number = |part: fn(&DueRow) -> i64| page.group.unit.number(words, page.rows.iter().map(part).sum());
    let mut sums = vec![
        html! { span {} },
        html! { (words.say("total")) },
        number(|row| row.principal),
        number(|row| row.interest),
        number(|row| row.paid),
        number(|row| row.left),
        html! { span {} },
    ];
    if fined {
        sums.insert(4, number(|row| row.penalty));
    }
    let table = Table { words, caption: &heading, columns: &columns, rows, foot: vec![Row::new(sums)], listing: None };
    let aside = html! {
        div.actions {
            span.small { (words.with("amounts-in", &[("sign", parts::sign(words, &page.group.unit).into())])) }
            (print_button(words))
        }
    };
    table_card("calendar-check", &heading, aside, html! { (table) })
}

fn due_row(page: &LoanPage, row: &DueRow, fined: bool) -> Row {
    let (words, unit) = (page.around.words, &page.group.unit);
    let mut cells = vec![
        html! { @if row.n > 0 { (words.ordinal(row.n.into())) } },
        html! { (words.date(row.due)) @if row.n == 0 && row.state != DueState::Ahead { span.small { (words.say("loan-row-after-term")) } } },
        unit.number(words, row.principal),
        unit.number(words, row.interest),
        unit.or_blank(words, row.paid),
        unit.number(words, row.left),
        row.state.badge(words),
    ];
    if fined {
        cells.insert(4, unit.or_blank(words, row.penalty));
    }
    Row { cells, tone: if matches!(row.state, DueState::Paid | DueState::Ahead) { "old" } else { "" } }
}

fn history(page: &LoanPage) -> Markup {
    let words = page.around.words;
    let heading = words.say("loan-history");
    let columns = [
        Column::lead(words.say("loan-event")),
        Column::figure(words.say("amount")),
        Column::number(words.say("loan-penalty")),
        Column::number(words.say("calculator-interest")),
        Column::number(words.say("calculator-principal-part")),
        Column::number(words.say("loan-balance")),
    ];
    let rows = page.history.iter().map(|line| event_row(page, line)).collect();
    let table = Table { words, caption: &heading, columns: &columns, rows, foot: vec![], listing: None };
    table_card("history", &heading, html! {}, html! { (table) })
}

fn event_row(page: &LoanPage, line: &EventLine) -> Row {
    let (words, group, unit) = (page.around.words, &page.group, &page.group.unit);
    let kind = words.say(&format!("loan-event-{}", line.kind));
    Row {
        cells: vec![
            html! {
                @match line.meeting {
                    Some(meeting) => a href=(group.href(&format!("meetings/{meeting}"))) { (kind) },
                    None => (kind),
                }
                span.small {
                    (words.date_short(line.on))
                    @if let Some(entry) = line.entry {
                        " · " a href=(group.href(&format!("entries/{entry}"))) { (words.with("entry-number", &[("number", words.ordinal(entry).into())])) }
                    }
                }
                @if line.undone { (badge(Tone::Past, "undo-2", &words.say("loan-event-was-undone"))) }
            },
            html! { @if line.amount != 0 { (unit.number(words, line.amount)) } },
            unit.or_blank(words, line.penalty),
            unit.or_blank(words, line.interest),
            unit.or_blank(words, line.principal),
            unit.number(words, line.balance),
        ],
        tone: if line.undone { "old" } else { "" },
    }
}

fn earlier(page: &LoanPage) -> Markup {
    let words = page.around.words;
    html! {
        @for (until, rows) in &page.earlier {
            @let heading = words.with("loan-earlier-plan", &[("date", words.date(*until).into())]);
            section.card.flush {
                details.fold {
                    summary.pad-in { (icon("chevron-right")) (heading) }
                    (plan_table(words, &page.group.unit, &heading, rows))
                }
            }
        }
    }
}

fn about(page: &LoanPage) -> Markup {
    let (words, group) = (page.around.words, &page.group);
    facts(&[
        (words.say("member"), html! { a href=(group.href(&format!("members/{}", page.who.number))) { (page.who.listed(words)) } }),
        (words.say("loan-purpose"), html! { (page.purpose) }),
        (
            words.say("loan-guarantors"),
            html! { @for (at, who) in page.guarantors.iter().enumerate() {
                @if at > 0 { br; }
                a href=(group.href(&format!("members/{}", who.number))) { (who.listed(words)) }
            } },
        ),
        (words.say("loan-votes"), html! { @if let Some(votes) = page.votes { (votes_text(words, votes)) } }),
        (
            words.say("loan-given-at"),
            match page.meeting {
                Some(no) => {
                    html! { a href=(group.href(&format!("meetings/{no}"))) { (words.with("meeting-number", &[("number", words.ordinal(no).into())])) } }
                }
                None => html! { (words.say("loan-brought-along")) },
            },
        ),
    ])
}

/// Votes for and against.
pub(crate) fn votes_text(words: Words, (for_it, against): (i64, i64)) -> String {
    words.with("loan-votes-counted", &[("for", words.number(for_it).into()), ("against", words.number(against).into())])
}
