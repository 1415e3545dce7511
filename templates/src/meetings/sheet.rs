//! The meeting sheet.
use super::kinds::{Column as _, other_key};
use super::{Fund, MeetingHead, OtherKind, OtherRow, Saving, SheetPage, Step, cash, grid, page::anchor, step_of};
use crate::{
    compare::went_on,
    layout::{Frame, icon, page},
};
use maud::{Markup, html};

/// Draws the sheet.
pub fn sheet(p: &SheetPage) -> Markup {
    let head = &p.head;
    let title = head.with("sheet-title", "number", head.words.ordinal(head.number));
    let under = format!("{} · {}", head.group, head.code);
    let frame = Frame {
        words: head.words,
        title: &title,
        under: &under,
        back: Some(&head.back),
        user: Some(&head.user),
        path: &head.path,
        error: !p.errors.is_empty(),
        scripts: &["draft.js", "sheet.js"],
        styles: &["sheet.css"],
        notice: None,
        practice: head.practice.as_ref(),
    };
    page(&frame, body(p))
}

fn body(p: &SheetPage) -> Markup {
    let steps = p.shown_steps();
    html! {
        div.mt {
            (summary(p))
            (banners(&p.head))
            (form(p, &steps))
            (signatures(&p.head))
        }
    }
}

/// The form and, on its element, everything that the script needs to know: numbers as plain digits, texts as the reader
/// will read them, `%` standing for an amount.
fn form(p: &SheetPage, steps: &[Step]) -> Markup {
    let head = &p.head;
    let opening = |fund: Fund| p.totals.reckoning.opening.iter().find(|(of, _)| *of == fund).map_or(0, |(_, cash)| *cash);
    let names = steps.iter().map(|step| step.code()).collect::<Vec<_>>().join(" ");
    let share = match p.saving {
        Saving::Shares { value, .. } => Some(value),
        Saving::Amounts { .. } => None,
    };
    let most = match p.saving {
        Saving::Shares { most, .. } => most,
        Saving::Amounts { .. } => None,
    };
    html! {
        form #sheet.sheet method="post" action=(p.action) novalidate autocomplete="off"
            data-outbox=(title_of(p)) data-outbox-do="seal" data-draft=(p.draft) data-drawn=(p.date) data-typed=[p.typed.then_some("1")] data-steps=(names) data-first="1"
            data-step=(steps.first().map_or("cash", |step| step.code()))
            data-open-loan=(opening(Fund::Loan)) data-open-social=(opening(Fund::Social)) data-fines-fund=(p.fines_fund.code())
            data-share=[share] data-most=[most] data-decimals=(head.decimals) data-digits=(head.words.digits.code())
            data-sign=(sign(head)) data-charge=[(p.service_charge > 0).then_some(p.service_charge)]
            data-say-agrees=(head.say("verdict-agrees")) data-say-short=(head.with("verdict-short", "amount", "%"))
            data-say-over=(head.with("verdict-over", "amount", "%")) data-say-none=(head.say("verdict-none"))
            data-say-name-short=(head.with("difference-name-short", "amount", "%"))
            data-say-name-over=(head.with("difference-name-over", "amount", "%"))
            data-say-number=(head.say("sheet-not-a-number")) data-say-undo=(head.say("sheet-undo"))
            data-say-came=(head.with("meeting-came", "count", "%"))
            data-say-kept=(head.say("sheet-kept")) data-say-lost=(head.say("sheet-not-kept")) data-say-done=(head.say("sheet-step-done"))
            data-say-error=(head.say("sheet-step-error")) data-say-sealing=(head.say("sheet-sealing")) {
            input type="hidden" name="key" value=(p.key);
            input type="hidden" name="after" value=(p.after);
            @if let Some((draft, was)) = &p.went_on { (went_on(draft, was)) }
            // Enter in a field presses the form's first submit button, which must neither seal nor fill.
            button.vh type="submit" name="do" value="recalculate" tabindex="-1" aria-hidden="true" { "=" }
            (date(p))
            (tabs(p, steps))
            div.cols.(if steps.iter().filter(|step| step.field().is_some()).count() > 4 { "dense" } else { "" }) {
                div.grid-col {
                    div.paper { (grid::table(p, steps)) }
                    @if steps.contains(&Step::Other) { (other(p)) }
                }
                aside.side aria-label=(head.say("step-cash")) { (cash::count(p)) }
            }
            (foot(head))
        }
    }
}

/// What the sheet is called where it waits: no name stands in it.
fn title_of(p: &SheetPage) -> String {
    let number = p.head.words.ordinal(p.head.number);
    p.head.words.with("outbox-title-meeting", &[("number", number.into()), ("group", p.head.code.as_str().into())])
}

/// The sign of the currency alone, by writing nothing with it.
fn sign(head: &MeetingHead) -> String {
    let amount = head.amount(0);
    amount.rsplit('\u{a0}').next().unwrap_or_default().to_owned()
}

/// A text field, not the browser's calendar: that shows month and day in the order of the machine's language, which on
/// a laptop set up in English is not the order of the paper. The calendar stays one tap away where the browser has one.
fn date(p: &SheetPage) -> Markup {
    let head = &p.head;
    html! {
        div.when.f.(p.bad("date")) {
            label for="date" { (head.say("sheet-date")) }
            div.joined {
                input.box.short #date name="date" type="text" inputmode="numeric" autocomplete="off" maxlength="12" value=(p.date)
                    data-date aria-describedby={ "date-hint" @if p.error("date").is_some() { " e-date" } }
                    aria-invalid=[p.error("date").map(|_| "true")];
                span.pick.needjs hidden aria-hidden="true" title=(head.say("sheet-calendar")) { (icon("calendar")) }
                span.hint #date-hint { (head.say("sheet-date-hint")) }
            }
            (p.message("date"))
            p.kept #kept role="status" hidden { (icon("cloud-check")) span { } }
        }
    }
}

fn summary(p: &SheetPage) -> Markup {
    let head = &p.head;
    let shown = 12;
    html! {
        @if !p.errors.is_empty() {
            div.summary #problems role="alert" tabindex="-1" aria-labelledby="problems-h" {
                h2 #problems-h {
                    (icon("triangle-alert"))
                    (head.with("sheet-problems", "count", head.words.ordinal(p.errors.len() as i64)))
                }
                ul {
                    @for error in p.errors.iter().take(shown) {
                        li { a href={ "#" (anchor(&error.field)) } data-step=(step_of(&error.field).code()) {
                            @if let Some(who) = &error.who { b { (who) } " · " }
                            (error.text)
                        } }
                    }
                    @if p.errors.len() > shown {
                        li { (head.with("sheet-problems-more", "count", head.words.ordinal((p.errors.len() - shown) as i64))) }
                    }
                }
                p.small { (head.say("sheet-problems-kept")) }
            }
        }
    }
}

/// What only the script can know: a draft that came back, and a line that is down. Hidden until then.
fn banners(head: &MeetingHead) -> Markup {
    html! {
        div.note-box.banner #draft-back role="status" hidden {
            (icon("history"))
            p data-back=(head.with("sheet-draft-back", "time", "%")) data-gone=(head.say("sheet-draft-gone")) { }
            button.btn #draft-discard type="button" data-undo=(head.say("sheet-draft-restore")) {
                (icon("trash-2")) span { (head.say("sheet-draft-discard")) }
            }
        }
        div.note-box.warn.banner #offline role="status" hidden {
            (icon("cloud-off")) p { (head.say("sheet-offline")) }
        }
    }
}

fn tabs(p: &SheetPage, steps: &[Step]) -> Markup {
    html! {
        nav.steps aria-label=(p.head.say("sheet-steps")) {
            @for (at, step) in steps.iter().enumerate() {
                a href={ "#s-" (step.code()) } data-go=(step.code()) aria-current=[(at == 0).then_some("step")]
                    data-flag=[p.errors.iter().any(|error| step_of(&error.field) == *step).then_some("1")] {
                    (icon(step.icon())) span { (p.head.say(step.tab_key(p.saving))) } span.vh.said { }
                    span.tag.ok aria-hidden="true" { (icon("check")) } span.tag.stop aria-hidden="true" { (icon("triangle-alert")) }
                }
            }
        }
    }
}

/// Other money and the minutes.
fn other(p: &SheetPage) -> Markup {
    let head = &p.head;
    html! {
        section.other.card #s-other aria-labelledby="h-other" {
            h2 #h-other { (icon(Step::Other.icon())) (head.say("step-other")) }
            p.hint { (head.say("other-hint")) }
            div.rows #other-rows {
                @for (at, row) in p.other.iter().enumerate() { (other_row(p, at, row)) }
            }
            button.btn.needlive #other-add type="button" { (icon("plus")) (head.say("other-add")) }
            div.f.minutes.(p.bad("note")) {
                label for="note" { (head.say("sheet-minutes")) }
                textarea.box #note name="note" rows="2" maxlength="500" aria-describedby=[p.error("note").map(|_| "e-note")]
                    aria-invalid=[p.error("note").map(|_| "true")] { (p.note) }
                (p.message("note"))
            }
        }
    }
}

fn other_row(p: &SheetPage, at: usize, row: &OtherRow) -> Markup {
    let head = &p.head;
    let name = |end: &str| format!("o{at}-{end}");
    let says = |end: &str| p.error(&name(end)).map(|_| format!("e-{}", name(end)));
    let wrong = |end: &str| p.error(&name(end)).map(|_| "true");
    let nth = head.words.ordinal(at as i64 + 1);
    html! {
        fieldset.orow data-row=(at) {
            legend.vh { (head.with("other-row", "number", nth)) }
            div.f.kind.(p.bad(&name("kind"))) {
                label for=(name("kind")) { (head.say("other-kind")) }
                select.box id=(name("kind")) name=(name("kind")) aria-describedby=[says("kind")] aria-invalid=[wrong("kind")] {
                    option value="" selected[row.kind.is_none()] { (head.say("other-none")) }
                    @for kind in OtherKind::ALL {
                        option value=(kind.code()) data-in=[kind.comes_in().then_some("1")] data-fund=(Fund::of(kind.fund()).code())
                            selected[row.kind == Some(kind)] { (if kind.comes_in() { "+ " } else { "\u{2212} " }) (head.say(other_key(kind))) }
                    }
                }
                (p.message(&name("kind")))
            }
            div.f.member.(p.bad(&name("member"))) {
                label for=(name("member")) { (head.say("other-member")) }
                select.box id=(name("member")) name=(name("member")) aria-describedby=[says("member")] aria-invalid=[wrong("member")] {
                    option value="" selected[row.member.is_none()] { (head.say("other-no-member")) }
                    @for member in &p.members {
                        option value=(member.party) selected[row.member == Some(member.party)] {
                            (head.words.ordinal(member.number)) " · " (member.name)
                        }
                    }
                }
                (p.message(&name("member")))
            }
            div.f.amount.(p.bad(&name("amount"))) {
                label for=(name("amount")) { (head.say("other-amount")) }
                input.box.num type="text" inputmode=(grid::keypad(head)) autocomplete="off" enterkeyhint="next" maxlength="30" data-money
                    id=(name("amount")) name=(name("amount")) value=(row.amount) aria-describedby=[says("amount")] aria-invalid=[wrong("amount")];
                (p.message(&name("amount")))
            }
            div.f.what.(p.bad(&name("note"))) {
                label for=(name("note")) { (head.say("other-note")) }
                input.box type="text" id=(name("note")) name=(name("note")) maxlength="200" autocomplete="off" value=(row.note)
                    aria-describedby=[says("note")] aria-invalid=[wrong("note")];
                (p.message(&name("note")))
            }
        }
    }
}

/// The foot of a phone: the running total of the step, and the way on.
fn foot(head: &MeetingHead) -> Markup {
    html! {
        div.bar #bar {
            button.prev type="button" data-nav="-1" aria-label=(head.say("previous")) { (icon("chevron-left")) }
            p {
                span { span #bar-label { } span #bar-kept hidden { (icon("cloud-check")) span.vh { (head.say("sheet-kept")) } } }
                b.n #bar-value { }
            }
            button.next type="button" data-nav="1" { span { (head.say("next")) } (icon("chevron-right")) }
        }
    }
}

/// Lines to sign on paper.
fn signatures(head: &MeetingHead) -> Markup {
    html! {
        section.sign aria-hidden="true" {
            @for key in ["sign-chair", "sign-secretary", "sign-treasurer", "sign-counters"] {
                div { (head.say(key)) span { } }
            }
        }
    }
}
