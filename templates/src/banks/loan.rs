//! One loan in kind: what is owed today and why, what happened, what was agreed, and the promise beside it.
use super::{BankHead, GoodHead, Who, loans::KindLoanState};
use crate::{
    layout::icon,
    parts::{Around, Column, Fields, Problem, Row, Table, Tile, Tone, Unit, badge, card, facts, note_box, table_card, tiles},
};
use chrono::NaiveDate;
use domain::banks::{
    loan::MoveKind,
    rules::{CashPrice, Condition, Due, LoanTerms, PaysFirst, Per, RoundInterest},
};
use maud::{Markup, html};
use std::borrow::Cow;
use words::Words;

/// A loan in kind. Quantities are smallest units of its good.
#[derive(Clone, Debug)]
pub struct BankLoanPage {
    /// What surrounds the page.
    pub around: Around,
    /// Which bank.
    pub bank: BankHead,
    /// Its number in the bank.
    pub no: i64,
    /// Who borrowed.
    pub who: Who,
    /// What.
    pub good: GoodHead,
    /// The money of the box.
    pub money: Unit,
    /// For what: `purpose-<code>` in words.
    pub purpose: &'static str,
    /// Where it stands.
    pub state: KindLoanState,
    /// The day that is told of.
    pub today: NaiveDate,
    /// When it was given, by which act.
    pub given: (NaiveDate, i64),
    /// When it is due, and when it was due at first.
    pub due: (NaiveDate, NaiveDate),
    /// What is owed, piece by piece.
    pub owed: OwedNow,
    /// What happened, latest first.
    pub moves: Vec<MoveLine>,
    /// Who answers for it.
    pub guarantors: Vec<Who>,
    /// What was agreed.
    pub terms: LoanTerms,
    /// The promise beside repayment.
    pub condition: Option<Condition>,
    /// When somebody looked whether it was kept, latest first.
    pub seen: Vec<(NaiveDate, bool)>,
    /// The key of the form that says whether the promise is kept; none: may not say it.
    pub see: Option<String>,
    /// Requests about it that wait.
    pub waiting: Vec<i64>,
    /// What an officer may ask for now: `reschedule`, `forgive`, `write-off`, `turn-to-money`.
    pub may_ask: Vec<&'static str>,
    /// Why what was sent could not be written down.
    pub problems: Vec<Problem>,
}

/// What is owed on a day, piece by piece.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OwedNow {
    /// What was lent.
    pub lent: i64,
    /// Interest charged so far, everything included.
    pub charged: i64,
    /// What of it is for being late under the due day as it stands.
    pub late: i64,
    /// What of it was added when the due day was changed.
    pub added: i64,
    /// Repaid in kind, principal and interest.
    pub repaid: i64,
    /// Repaid with money, in units of the good.
    pub paid: i64,
    /// Money received for that.
    pub money: i64,
    /// Forgiven.
    pub forgiven: i64,
    /// Given up, or made a debt of money.
    pub ended: i64,
    /// Owed of what was lent.
    pub principal: i64,
    /// Owed of interest.
    pub interest: i64,
}

/// Something that happened to a loan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MoveLine {
    /// The act.
    pub act: i64,
    /// Its day.
    pub day: NaiveDate,
    /// What.
    pub kind: MoveKind,
    /// What of the principal is gone by it.
    pub principal: i64,
    /// What of the interest is gone by it; below zero: added.
    pub interest: i64,
    /// Money received; 0: none.
    pub money: i64,
    /// What of the principal is owed after it.
    pub balance: i64,
}

/// `GET /banks/{bank}/loans/{no}`
pub fn loan(page: &BankLoanPage) -> Markup {
    let (words, bank) = (page.around.words, &page.bank);
    let title = words.with("loan-number", &[("number", words.ordinal(page.no).into())]);
    let body = html! {
        div.stack {
            (Fields { words, problems: &page.problems }.summary())
            div.actions {
                (page.state.badge(words))
                span { (page.who.link(words, &bank.group)) }
                span.muted { (page.good.name(words)) " · " (words.say(&format!("purpose-{}", page.purpose))) }
            }
            @for request in &page.waiting {
                (note_box("warn", "hourglass", html! { p { (words.say("kind-request-waits")) " " a href=(bank.href(&format!("requests/{request}"))) { (words.say("loan-see-request")) } } }))
            }
            (head_tiles(words, page))
            div.halves {
                (card("calculator", &words.say("kind-owed-why"), why(words, page)))
                (card("scroll-text", &words.say("loan-terms"), html! {
                    (facts(&terms_in_words(words, &page.good, &page.terms)))
                    @if !page.guarantors.is_empty() {
                        (facts(&[(words.say("loan-guarantors"), html! { @for (at, who) in page.guarantors.iter().enumerate() { @if at > 0 { br; } (who.link(words, &bank.group)) } })]))
                    }
                    a.more href=(bank.href(&format!("loans/{}/contract", page.no))) { (icon("file-text")) (words.say("loan-contract")) }
                }))
            }
            @if let Some(condition) = page.condition { (promise(words, page, condition)) }
            (history(words, page))
            @if !page.may_ask.is_empty() { (decisions(words, page)) }
        }
    };
    let under = format!("{} · {}", page.who.name.show(words), bank.name.show(words));
    page.around.page(&title, &under, Some(&bank.href("loans")), &page.problems, body)
}

fn head_tiles(words: Words, page: &BankLoanPage) -> Markup {
    let (due, first) = page.due;
    tiles(&[
        Tile {
            icon: "hand-coins",
            label: words.say("loan-owed-today"),
            figure: page.good.amount(words, page.owed.principal + page.owed.interest),
            under: html! { @if page.owed.interest > 0 { (words.with("repay-of-it-interest", &[("amount", page.good.unit.text(words, page.owed.interest).into())])) } },
        },
        Tile {
            icon: "calendar-check",
            label: words.say("kind-due-on"),
            figure: html! { span.n { (words.date_short(due)) } },
            under: html! { @if first != due { (words.with("kind-due-at-first", &[("date", words.date(first).into())])) } },
        },
        Tile {
            icon: "package",
            label: words.say("loan-lent"),
            figure: page.good.amount(words, page.owed.lent),
            under: html! { (words.date(page.given.0)) },
        },
    ])
}

/// What is owed and why, as a reckoning from top to bottom.
fn why(words: Words, page: &BankLoanPage) -> Markup {
    let (owed, good) = (&page.owed, &page.good);
    let line = |key: &str, sign: &str, quantity: i64| {
        html! { @if quantity != 0 { div { dt { (words.say(key)) } dd.n { (sign) (good.unit.text(words, quantity)) } } } }
    };
    let agreed = owed.charged - owed.late - owed.added;
    html! {
        dl.facts {
            div { dt { (words.say("loan-lent")) " · " (words.date_short(page.given.0)) } dd.n { (good.unit.text(words, owed.lent)) } }
            (line("kind-interest-agreed", "+ ", agreed))
            (line("kind-interest-added", "+ ", owed.added))
            (line("kind-interest-late", "+ ", owed.late))
            (line("kind-repaid", "\u{2212} ", owed.repaid))
            @if owed.paid != 0 {
                div { dt { (words.with("kind-paid", &[("amount", page.money.text(words, owed.money).into())])) } dd.n { "\u{2212} " (good.unit.text(words, owed.paid)) } }
            }
            (line("kind-forgiven", "\u{2212} ", owed.forgiven))
            (line(if page.state == KindLoanState::TurnedToMoney { "kind-turned-to-money" } else { "loan-written-off" }, "\u{2212} ", owed.ended))
            div.sum { dt { (words.with("loan-on", &[("date", words.date(page.today).into())])) } dd.n { (good.unit.text(words, owed.principal + owed.interest)) } }
        }
    }
}

fn history(words: Words, page: &BankLoanPage) -> Markup {
    let (good, heading) = (&page.good, words.say("loan-history"));
    let columns = [
        Column::mark(words.say("number-short")),
        Column::lead(words.say("loan-event")),
        Column::number(words.say("kind-principal-gone")),
        Column::number(words.say("kind-interest-gone")),
        Column::number(words.say("repay-money")),
        Column::figure(words.say("kind-principal-left")),
    ];
    let act = |no: i64| html! { a href=(page.bank.href(&format!("acts/{no}"))) { (words.ordinal(no)) } };
    let rows = page.moves.iter().map(|line| {
        Row::new(vec![
            act(line.act),
            html! { (words.say(move_key(line.kind))) span.small { (words.date_short(line.day)) } },
            good.unit.or_blank(words, line.principal),
            html! { @if line.interest != 0 { span.n { @if line.interest < 0 { "+" } (words.quantity(line.interest.abs(), good.unit.decimals)) } } },
            page.money.or_blank(words, line.money),
            good.unit.number(words, line.balance),
        ])
    });
    let given = Row::new(vec![
        act(page.given.1),
        html! { (words.say("loan-lent")) span.small { (words.date_short(page.given.0)) } },
        html! {},
        html! {},
        html! {},
        good.unit.number(words, page.owed.lent),
    ]);
    let rows = rows.chain([given]).collect();
    let aside = html! { span.small { (good.counted_in(words)) } };
    table_card(
        "history",
        &heading,
        aside,
        html! { (Table { words, caption: &heading, columns: &columns, rows, foot: vec![], listing: None }) },
    )
}

fn move_key(kind: MoveKind) -> &'static str {
    match kind {
        MoveKind::Repaid => "kind-move-repaid",
        MoveKind::RepaidCash => "kind-move-paid",
        MoveKind::Rescheduled => "kind-move-rescheduled",
        MoveKind::Forgiven => "kind-move-forgiven",
        MoveKind::WrittenOff => "kind-move-written-off",
        MoveKind::TurnedToMoney => "kind-move-turned",
    }
}

/// The promise beside repayment: only whether it was kept is written down.
fn promise(words: Words, page: &BankLoanPage, condition: Condition) -> Markup {
    let key = match condition {
        Condition::SchoolAttendance => "kind-condition-school",
        Condition::Training => "kind-condition-training",
    };
    let body = html! {
        p { (words.say(key)) }
        @if page.seen.is_empty() { p.muted { (words.say("kind-condition-unseen")) } }
        ul.signs {
            @for (day, kept) in &page.seen {
                li { span { (words.date(*day)) }
                    div { @if *kept { (badge(Tone::Good, "check", &words.say("kind-condition-kept"))) } @else { (badge(Tone::Warn, "x", &words.say("kind-condition-broken"))) } } }
            }
        }
        @if let Some(key) = &page.see {
            form.actions method="post" action=(page.bank.href(&format!("loans/{}/promise", page.no))) {
                input type="hidden" name="key" value=(key);
                button.btn type="submit" name="kept" value="1" { (icon("check")) (words.say("kind-condition-kept")) }
                button.btn type="submit" name="kept" value="0" { (icon("x")) (words.say("kind-condition-broken")) }
            }
        }
    };
    card("handshake", &words.say("kind-condition"), body)
}

/// What an officer may ask for; another one confirms it.
fn decisions(words: Words, page: &BankLoanPage) -> Markup {
    let symbol = |what: &str| match what {
        "reschedule" => "calendar",
        "forgive" => "hand-heart",
        "turn-to-money" => "banknote",
        _ => "ban",
    };
    let body = html! {
        p.hint { (words.say("kind-ask-two")) }
        div.actions {
            @for what in &page.may_ask {
                a.btn href=(page.bank.href(&format!("loans/{}/ask?what={what}", page.no))) { (icon(symbol(what))) (words.say(&format!("kind-ask-{what}"))) }
            }
        }
    };
    card("users", &words.say("loan-decisions"), body)
}

/// Interest in a few plain words.
pub(super) fn rate(words: Words, good: &GoodHead, terms: &LoanTerms) -> String {
    let rate = terms.rate.normalize();
    let percent = decimal(words, rate.mantissa(), rate.scale());
    if terms.rate.is_zero() {
        return words.say("loan-no-interest").into_owned();
    }
    match terms.per {
        Per::Season => words.with("kind-rate-season", &[("rate", percent.into())]),
        Per::Month => words.with("kind-rate-month", &[("rate", percent.into())]),
        Per::Loan => words.with("kind-rate-loan", &[("amount", format!("{percent}\u{a0}{}", good.counted_in(words)).into())]),
    }
}

/// A rate in the reader's digits, without noughts at its end.
fn decimal(words: Words, digits: i128, scale: u32) -> String {
    words.quantity(i64::try_from(digits).unwrap_or(i64::MAX), u8::try_from(scale).unwrap_or_default())
}

/// The terms of a loan in kind in plain words, each with its name; what was not agreed is left out.
pub(super) fn terms_in_words(words: Words, good: &GoodHead, terms: &LoanTerms) -> Vec<(Cow<'static, str>, Markup)> {
    let late = terms.late_rate.normalize();
    let cap = terms.cap.normalize();
    let some = |there: bool, text: String| {
        if there {
            html! { (text) }
        } else {
            html! {}
        }
    };
    let free = terms.rate.is_zero();
    let rounding = words.with(
        match terms.rounding {
            RoundInterest::HalfUp => "kind-round-half-up",
            RoundInterest::Up => "kind-round-up",
            RoundInterest::Down => "kind-round-down",
        },
        &[("amount", good.unit.text(words, terms.round_to).into())],
    );
    let late_text = words.with(
        "kind-late-rate",
        &[
            ("rate", decimal(words, late.mantissa(), late.scale()).into()),
            ("months", words.number(terms.late_every_months.into()).into()),
        ],
    );
    let cap_text = words.with("kind-cap", &[("rate", decimal(words, cap.mantissa(), cap.scale()).into())]);
    vec![
        (words.say("repay-interest"), html! { (rate(words, good, terms)) @if !free && terms.round_to > 1 { " · " (rounding) } }),
        (words.say("kind-due-on"), html! { (due(words, terms)) }),
        (
            words.say("loan-late"),
            some(terms.grace_days > 0, words.with("kind-grace", &[("count", words.number(terms.grace_days.into()).into())])),
        ),
        (words.say("kind-late"), some(!terms.late_rate.is_zero(), late_text)),
        (words.say("kind-most"), some(!terms.cap.is_zero(), cap_text)),
        (
            words.say("loan-order"),
            some(
                !free,
                words
                    .say(match terms.pays_first {
                        PaysFirst::Interest => "kind-pays-interest",
                        PaysFirst::Principal => "kind-pays-principal",
                    })
                    .into_owned(),
            ),
        ),
        (
            words.say("kind-with-money"),
            if good.class == "money" {
                html! {}
            } else {
                html! { (cash(words, terms.cash)) }
            },
        ),
    ]
}

fn due(words: Words, terms: &LoanTerms) -> String {
    match terms.due {
        Due::Harvest => words.say("kind-due-harvest").into_owned(),
        Due::Yearly { month, day } => words
            .with("kind-due-yearly", &[("day", words.ordinal(day.into()).into()), ("month", words.say(&format!("month-{month}")))]),
        Due::Months(months) => words.with("kind-due-months", &[("count", words.number(months.into()).into())]),
    }
}

fn cash(words: Words, cash: Option<CashPrice>) -> String {
    match cash {
        None => words.say("kind-cash-none").into_owned(),
        Some(CashPrice::Market) => words.say("kind-cash-market").into_owned(),
        Some(CashPrice::MarketLess(percent)) => words.with("kind-cash-less", &[("percent", words.number(percent.into()).into())]),
        Some(CashPrice::Committee) => words.say("kind-cash-committee").into_owned(),
    }
}
