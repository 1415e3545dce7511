//! The box: what should be in it, what was counted, and one clear word about the two.
use super::{MeetingHead, Reckoning, SheetPage, SheetTotals, Step};
use crate::layout::icon;
use maud::{Markup, html};

/// The side of the sheet: the reckoning, the count by note, the difference, the seal.
pub(super) fn count(p: &SheetPage) -> Markup {
    let head = &p.head;
    html! {
        section.card.sums #s-cash aria-labelledby="h-reckoning" {
            h2 #h-reckoning { (icon("vault")) (head.say("reckoning")) }
            (reckoning(head, &p.totals.reckoning, true))
        }
        section.card.count aria-labelledby="h-cash" {
            h2 #h-cash { (icon("calculator")) (head.say("count")) }
            (notes(p))
            (verdict(head, &p.totals))
            (difference(p))
        }
        section.card.seal aria-label=(head.say("seal-section")) { (seal(p)) }
    }
}

/// Opening, in, out, should be. `all` shows the lines of zero too, which the script may still fill.
pub(super) fn reckoning(head: &MeetingHead, r: &Reckoning, all: bool) -> Markup {
    let line = |class: &str, sign: &str, key: &str, id: &str, amount: Option<i64>| {
        html! {
            @if let Some(amount) = amount.filter(|amount| all || *amount != 0) {
                div class=(class) { dt { (icon(sign)) (head.say(key)) } dd.n id={ "r-" (id) } { (head.quantity(amount)) } }
            }
        }
    };
    html! {
        dl.reck {
            @for (fund, cash) in &r.opening {
                div.open { dt { (head.say(if r.opening.len() > 1 { fund.opening_key() } else { "reckoning-opening" })) } dd.n { (head.quantity(*cash)) } }
            }
            (line("in", "plus", "reckoning-savings", "savings", Some(r.savings)))
            (line("in", "plus", "reckoning-social", "social", r.social))
            (line("in", "plus", "reckoning-fines", "fines", Some(r.fines)))
            (line("in", "plus", "reckoning-repayments", "repayments", r.repayments))
            (line("in", "plus", "reckoning-service-charges", "charges", r.service_charges))
            (line("in", "plus", "reckoning-other-in", "in", Some(r.other_in)))
            (line("out", "minus", "reckoning-loans", "loans", r.loans))
            (line("out", "minus", "reckoning-other-out", "out", Some(r.other_out)))
            div.must { dt { (icon("equal")) (head.say("reckoning-expected")) } dd.n #r-expected { (head.amount(r.expected)) } }
            @if r.expected_by_fund.len() > 1 {
                @for (fund, cash) in &r.expected_by_fund {
                    div.part { dt { (head.say(fund.key())) } dd.n id={ "r-of-" (fund.code()) } { (head.quantity(*cash)) } }
                }
            }
        }
    }
}

fn notes(p: &SheetPage) -> Markup {
    let head = &p.head;
    html! {
        table.notes {
            thead.vh { tr {
                th scope="col" { (head.say("count-note")) }
                th scope="col" #h-many { (head.say("count-many")) }
                th scope="col" { (head.say("count-amount")) }
            } }
            tbody {
                @for note in &p.notes {
                    @let field = format!("n{}", note.value);
                    @let worth = words::read_count(&note.typed).ok().flatten().map(|many| many.saturating_mul(note.value));
                    @let shown = head.quantity(note.value);
                    tr class=(p.bad(&field)) {
                        th scope="row" { span.note.n.(note.tint.class()) #{ "v" (note.value) } { (plain(head, note.value)) } }
                        td { span.ctl {
                            button.step type="button" tabindex="-1" data-by="-1" aria-label=(head.with("count-less", "note", shown.as_str())) { (icon("minus")) }
                            input.num type="text" inputmode="numeric" autocomplete="off" enterkeyhint="next" maxlength="12" id=(field) name=(field)
                                value=(note.typed) data-note=(note.value) aria-labelledby={ "v" (note.value) " h-many" }
                                aria-invalid=[p.error(&field).map(|_| "true")] aria-describedby=[p.error(&field).map(|_| format!("e-{field}"))];
                            button.step type="button" tabindex="-1" data-by="1" aria-label=(head.with("count-more", "note", shown.as_str())) { (icon("plus")) }
                        } }
                        td.worth.n #{ "a" (note.value) } { @match worth { Some(worth) => (head.quantity(worth)), None => "–" } }
                    }
                    @if p.error(&field).is_some() { tr.note-err { td colspan="3" { (p.message(&field)) } } }
                }
                @if let Some(coins) = &p.coins {
                    tr class=(p.bad("coins")) {
                        th scope="row" { label.note.t-grey for="coins" { (head.say("count-coins")) } }
                        td { span.ctl { input.num.loose type="text" inputmode="decimal" autocomplete="off" enterkeyhint="next" maxlength="30" #coins name="coins"
                            value=(coins) data-coins data-money aria-invalid=[p.error("coins").map(|_| "true")] aria-describedby=[p.error("coins").map(|_| "e-coins")]; } }
                        td.worth.n #acoins { "–" }
                    }
                    @if p.error("coins").is_some() { tr.note-err { td colspan="3" { (p.message("coins")) } } }
                }
            }
        }
    }
}

/// A note's face: no cents on a dollar note.
pub(super) fn plain(head: &MeetingHead, value: i64) -> String {
    let unit = 10_i64.pow(u32::from(head.decimals));
    if value % unit == 0 { head.words.number(value / unit) } else { head.quantity(value) }
}

/// Counted, and the one word. Used on the sealed page too, which is always counted.
pub(super) fn verdict(head: &MeetingHead, totals: &SheetTotals) -> Markup {
    let (state, sign, text) = match totals.difference() {
        None => ("none", "info", head.say("verdict-none").into_owned()),
        Some(0) => ("ok", "circle-check", head.say("verdict-agrees").into_owned()),
        Some(d) if d < 0 => ("short", "triangle-alert", head.with("verdict-short", "amount", head.amount(-d))),
        Some(d) => ("over", "triangle-alert", head.with("verdict-over", "amount", head.amount(d))),
    };
    html! {
        div.word #verdict data-v=(state) {
            div { span { (head.say("counted")) } b.n #counted { @match totals.counted { Some(counted) => (head.amount(counted)), None => "–" } } }
            p { (icon(sign)) span #verdict-word { (text) } }
        }
    }
}

/// Asked only when the box differs: the reason, and a tick that names the sum which will be booked.
fn difference(p: &SheetPage) -> Markup {
    let head = &p.head;
    let named = match p.totals.difference() {
        Some(d) if d < 0 => head.with("difference-name-short", "amount", head.amount(-d)),
        Some(d) if d > 0 => head.with("difference-name-over", "amount", head.amount(d)),
        _ => head.say("difference-name").into_owned(),
    };
    let wrong = p.error("difference-reason").is_some() || p.error("difference-named").is_some();
    html! {
        div.diff.(if wrong { "keep" } else { "" }) #difference {
            div.f.(p.bad("difference-reason")) {
                label for="difference-reason" { (head.say("difference-reason")) }
                textarea.box #difference-reason name="difference-reason" rows="2" maxlength="500"
                    aria-invalid=[p.error("difference-reason").map(|_| "true")]
                    aria-describedby=[p.error("difference-reason").map(|_| "e-difference-reason")] { (p.difference_reason) }
                (p.message("difference-reason"))
            }
            (tick(p, "difference-named", p.totals.difference().unwrap_or(0), p.difference_named, &named))
        }
    }
}

fn tick(p: &SheetPage, name: &str, value: i64, ticked: bool, text: &str) -> Markup {
    html! {
        div.tick.(p.bad(name)) {
            input type="checkbox" id=(name) name=(name) value=(value) checked[ticked] aria-invalid=[p.error(name).map(|_| "true")]
                aria-describedby=[p.error(name).map(|_| format!("e-{name}"))];
            label for=(name) { (text) }
            (p.message(name))
        }
    }
}

fn seal(p: &SheetPage) -> Markup {
    let head = &p.head;
    html! {
        (tick(p, "witnessed", 1, p.witnessed, &head.say("seal-witnessed")))
        @if !p.shown_steps().contains(&Step::Other) { input type="hidden" name="note" value=(p.note); }
        button.btn.main.big #seal type="submit" name="do" value="seal" {
            (icon("lock")) span { (head.with("seal-do", "number", head.words.ordinal(head.number))) }
        }
        button.btn.nolive type="submit" name="do" value="recalculate" { (icon("calculator")) (head.say("sheet-recalculate")) }
        p.small { (head.with("seal-who", "user", head.user.name.as_str())) " " (head.say("seal-means")) }
    }
}
