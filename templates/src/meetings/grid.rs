//! The members' table of the sheet: one column a step on a laptop, one step a screen on a phone; the same elements.
use super::kinds::{Column as _, Shown as _};
use super::{Attendance, MeetingHead, MemberRow, Saving, SheetPage, Step};
use crate::layout::icon;
use maud::{Markup, html};

/// The table.
pub(super) fn table(p: &SheetPage, steps: &[Step]) -> Markup {
    let head = &p.head;
    let columns: Vec<Step> = steps.iter().copied().filter(|step| step.field().is_some()).collect();
    html! {
        table.grid {
            caption.vh { (head.with("sheet-caption", "count", head.words.ordinal(p.members.len() as i64))) }
            thead { tr {
                th.c-no scope="col" { span.vh { (head.say("sheet-number")) } }
                th.c-name scope="col" { (head.say("sheet-member")) }
                @for step in &columns { (column_head(p, *step)) }
            } }
            tbody { @for member in &p.members { (row(p, member, &columns)) } }
            tfoot { tr {
                td.c-no {}
                th.c-name scope="row" { (head.say("total")) }
                @for step in &columns { (column_foot(p, *step)) }
            } }
        }
        template #fine-chips {
            @for fine in p.fines.iter().filter(|fine| fine.attendance.is_none()) {
                button.chip type="button" tabindex="-1" data-add=(fine.amount) { span { (fine.name) } b.n { (head.quantity(fine.amount)) } }
            }
        }
    }
}

/// The keypad a phone shows: with a decimal point only where there are cents.
pub(super) fn keypad(head: &MeetingHead) -> &'static str {
    if head.decimals == 0 { "numeric" } else { "decimal" }
}

fn column_head(p: &SheetPage, step: Step) -> Markup {
    let head = &p.head;
    let code = step.code();
    let bulk = match (step, p.saving) {
        (Step::Attendance, _) => Some(("fill-attendance", "fill-attendance")),
        (Step::Savings, _) => Some(("fill-savings", "fill-savings")),
        (Step::SocialFund, _) => Some(("fill-social", "fill-social")),
        (Step::Fines, _) if p.fines.iter().any(|fine| fine.attendance.is_some()) => Some(("fill-fines", "fill-fines")),
        _ => None,
    };
    html! {
        th scope="col" class={ "c-" (code) } { div.h #{ "s-" (code) } {
            span.ht #{ "h-" (code) } { (icon(step.icon())) (head.say(step.key(p.saving))) }
            span.hint { (hint(p, step)) }
            @if let Some((value, key)) = bulk {
                button.bulk type="submit" name="do" value=(value) { (icon("check-check")) span { (head.say(key)) } }
            }
        } }
    }
}

fn hint(p: &SheetPage, step: Step) -> Markup {
    let head = &p.head;
    html! {
        @match (step, p.saving) {
            (Step::Attendance, _) => { span.ph { (head.say("hint-attendance")) } span.lap { (head.say("hint-attendance-keys")) } }
            (Step::Savings, Saving::Shares { value, most }) => {
                span.n { (head.with("hint-share", "amount", head.amount(value))) }
                @if let Some(most) = most { " · " span.n { (head.with("hint-most", "count", head.words.ordinal(most))) } }
            }
            (Step::Savings, Saving::Amounts { expected: Some(amount) }) => { span.n { (head.with("hint-each", "amount", head.amount(amount))) } }
            (Step::Savings, Saving::Amounts { expected: None }) => { (head.say("hint-amounts")) }
            (Step::SocialFund, _) => { span.n { (head.with("hint-each", "amount", head.amount(p.social.unwrap_or_default()))) } }
            (Step::Fines, _) => {
                @for (at, fine) in p.fines.iter().filter(|fine| fine.attendance.is_some()).enumerate() {
                    @if at > 0 { " · " } span.n { (fine.name) " " (head.quantity(fine.amount)) }
                }
            }
            (Step::Repayments, _) => { span.n { (head.with("hint-due", "amount", head.amount(p.repayments.unwrap_or_default()))) } }
            (Step::Loans, _) => { span.n { (head.with("hint-lend", "amount", head.amount(p.loans.unwrap_or_default()))) } }
            (Step::Other | Step::Cash, _) => {}
        }
    }
}

fn column_foot(p: &SheetPage, step: Step) -> Markup {
    let head = &p.head;
    let totals = &p.totals;
    let sums = &totals.reckoning;
    html! {
        td class={ "c-" (step.code()) } {
            @match step {
                Step::Attendance => {
                    div.tally { @for (state, count) in Attendance::ALL.iter().zip(totals.attendance) {
                        span title=(head.say(state.key())) { span.vh { (head.say(state.key())) " " } b.n #{ "t-" (state.code()) } { (head.words.ordinal(count)) } }
                    } }
                }
                Step::Savings => {
                    @if let Saving::Shares { .. } = p.saving { span.n.sub { span #t-shares { (head.words.ordinal(totals.shares)) } " =" } " " }
                    span.n #t-savings { (head.quantity(sums.savings)) }
                }
                Step::SocialFund => { span.n #t-social { (head.quantity(sums.social.unwrap_or_default())) } }
                Step::Fines => { span.n #t-fines { (head.quantity(sums.fines)) } }
                Step::Repayments => { span.n #t-repayments { (head.quantity(sums.repayments.unwrap_or_default())) } }
                Step::Loans => { span.n #t-loans { (head.quantity(sums.loans.unwrap_or_default())) } }
                Step::Other | Step::Cash => {}
            }
        }
    }
}

fn row(p: &SheetPage, m: &MemberRow, columns: &[Step]) -> Markup {
    let head = &p.head;
    let prefix = format!("p{}-", m.party);
    html! {
        tr data-p=(m.party) data-att=[m.attendance.map(Attendance::code)] data-last=[m.last_savings] data-noloan=[m.repayment.is_none().then_some("1")] data-gone=[m.gone.then_some("1")] {
            td.c-no.n { (head.words.ordinal(m.number)) }
            th.c-name scope="row" { span #{ "n" (m.party) } { (m.name) } (context(p, m)) }
            @for step in columns {
                @let field = format!("{prefix}{}", step.field().unwrap_or_default());
                td class={ "c-" (step.code()) " " (p.bad(&field)) } {
                    span.lab aria-hidden="true" { (head.say(step.tab_key(p.saving))) }
                    (cell(p, m, *step, &field))
                    (p.message(&field))
                }
            }
        }
        @if p.errors.iter().any(|error| error.field.starts_with(&prefix)) {
            // A laptop's cells are too narrow for a sentence, so it stands under the row.
            tr.errs aria-hidden="true" { td colspan=(columns.len() + 2) {
                @for error in p.errors.iter().filter(|error| error.field.starts_with(&prefix)) {
                    p.err { (icon("circle-alert")) span { b { (head.say(super::step_of(&error.field).key(p.saving))) ": " } (error.text) } }
                }
            } }
        }
    }
}

/// What the treasurer wants to know beside the name, in the step where she wants it.
fn context(p: &SheetPage, m: &MemberRow) -> Markup {
    let head = &p.head;
    html! {
        @if let Saving::Shares { .. } = p.saving {
            span.ctx.n.x-savings { (head.with("context-shares", "count", head.words.number(m.shares_total))) }
        } @else {
            span.ctx.n.x-savings { (head.with("context-savings", "amount", head.amount(m.savings_total))) }
        }
        @if let Some(repayment) = &m.repayment {
            span.ctx.n.x-repayments { (head.with("context-owes", "amount", head.amount(repayment.owed))) }
            @if m.gone { span.ctx.x-repayments { (head.say("context-gone")) } }
            @if repayment.days_late > 0 {
                span.ctx.late.x-repayments { (icon("clock")) (head.with("context-late", "count", head.words.number(repayment.days_late))) }
            }
        }
        @if let Some(loan) = &m.loan {
            span.ctx.n.x-loans { (head.with("context-limit", "amount", head.amount(loan.limit))) }
        }
    }
}

fn cell(p: &SheetPage, m: &MemberRow, step: Step, field: &str) -> Markup {
    let head = &p.head;
    match step {
        _ if m.gone && step != Step::Repayments => html! { span.none aria-hidden="true" { "–" } },
        Step::Attendance => attendance(p, m, field),
        Step::Savings => match p.saving {
            Saving::Shares { .. } => html! { span.ctl {
                (stepper(-1, head.with("sheet-less", "name", m.name.as_str()), "minus"))
                (number(p, m, step, field, &m.savings, "numeric"))
                (stepper(1, head.with("sheet-more", "name", m.name.as_str()), "plus"))
            } },
            Saving::Amounts { expected } => html! { span.ctl {
                @if let Some(amount) = expected.or(m.last_savings) { (chip(head, amount)) }
                (number(p, m, step, field, &m.savings, keypad(head)))
            } },
        },
        Step::SocialFund => html! { span.ctl {
            @if let Some(amount) = p.social { (chip(head, amount)) }
            (number(p, m, step, field, &m.social, keypad(head)))
        } },
        Step::Fines => fine(p, m, field),
        Step::Repayments => html! {
            @if let Some(repayment) = &m.repayment {
                span.ctl {
                    @if repayment.due > 0 { (chip(head, repayment.due)) }
                    (number(p, m, step, field, &repayment.typed, keypad(head)))
                }
                @let split = repayment.split(head);
                span.split data-order=(repayment.order_code()) data-owed=(repayment.owed) hidden[split.is_none()] {
                    @for (key, amount) in ["split-interest", "split-principal", "split-left"].into_iter().zip(split.unwrap_or_default()) {
                        span.n { (head.say(key)) " " b { (head.quantity(amount)) } }
                    }
                }
            } @else { span.none aria-hidden="true" { "–" } }
        },
        Step::Loans => html! {
            @if let Some(loan) = &m.loan {
                span.ctl {
                    @if let Some(amount) = loan.approved { (chip(head, amount)) }
                    (number(p, m, step, field, &loan.typed, keypad(head)))
                }
            } @else { span.none aria-hidden="true" { "–" } }
        },
        Step::Other | Step::Cash => html! {},
    }
}

/// Five native radios, each lying over its own picture and word: the arrows work, a finger and a test can hit them.
fn attendance(p: &SheetPage, m: &MemberRow, field: &str) -> Markup {
    let head = &p.head;
    let wrong = p.error(field).is_some();
    html! {
        div.seg role="radiogroup" aria-labelledby={ "h-attendance n" (m.party) } aria-describedby=[wrong.then(|| format!("e-{field}"))] {
            @for state in Attendance::ALL {
                @let id = format!("{field}-{}", state.code());
                span.st.(state.code()) {
                    input type="radio" id=(id) name=(field) value=(state.code()) checked[m.attendance == Some(state)] title=(head.say(state.key()));
                    label for=(id) { (icon(state.icon())) span { (head.say(state.key())) } }
                }
            }
        }
    }
}

fn fine(p: &SheetPage, m: &MemberRow, field: &str) -> Markup {
    let head = &p.head;
    html! {
        span.ctl {
            @for (rule, state) in p.fines.iter().filter_map(|rule| rule.attendance.map(|state| (rule, state))) {
                button.chip.of.(format!("of-{}", state.code())) type="button" tabindex="-1" data-add=(rule.amount) {
                    (icon(state.icon())) span.vh { (rule.name) " " } b.n { (head.quantity(rule.amount)) }
                }
            }
            (number(p, m, Step::Fines, field, &m.fine, keypad(head)))
            @if p.fines.iter().any(|rule| rule.attendance.is_none()) {
                button.other-fines.needlive type="button" tabindex="-1" aria-expanded="false"
                    aria-label=(head.with("sheet-more-fines", "name", m.name.as_str())) { (icon("chevron-down")) }
            }
        }
        div.extras hidden { }
    }
}

fn stepper(by: i64, label: String, sign: &str) -> Markup {
    html! { button.step type="button" tabindex="-1" data-by=(by) aria-label=(label) { (icon(sign)) } }
}

fn chip(head: &MeetingHead, amount: i64) -> Markup {
    html! { button.chip type="button" tabindex="-1" data-fill=(amount) { (icon("check")) b.n { (head.quantity(amount)) } } }
}

fn number(p: &SheetPage, m: &MemberRow, step: Step, field: &str, typed: &str, keypad: &str) -> Markup {
    let wrong = p.error(field).is_some();
    html! {
        input.num type="text" inputmode=(keypad) autocomplete="off" enterkeyhint="next" maxlength="30" id=(field) name=(field) value=(typed)
            data-money[!is_count(p, step)] aria-labelledby={ "h-" (step.code()) " n" (m.party) }
            aria-invalid=[wrong.then_some("true")] aria-describedby=[wrong.then(|| format!("e-{field}"))];
    }
}

fn is_count(p: &SheetPage, step: Step) -> bool {
    step == Step::Savings && matches!(p.saving, Saving::Shares { .. })
}
