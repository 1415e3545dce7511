//! The meeting sheet.
use super::{Attendance, FineRule, Fund, MeetingHead, OtherKind, Reckoning, Saving, Step, Tint, cash, grid};
use crate::layout::{Frame, icon, page};
use maud::{Markup, html};
use std::borrow::Cow;

/// The sheet of a meeting that is not sealed yet, blank or with what was typed.
#[derive(Clone, Debug)]
pub struct SheetPage {
    /// Group, meeting, reader, currency.
    pub head: MeetingHead,
    /// Where the form is posted to.
    pub action: String,
    /// The entry's key (a UUID): the same key posted twice is sealed once.
    pub key: String,
    /// Number of the last sealed meeting when the sheet was opened; 0 before the first.
    pub after: i64,
    /// Name of the draft on the device: group, meeting number and user, such as `12:40:7`. Nobody else's draft comes back.
    pub draft: String,
    /// Whether the values below were typed (the answer to a post). A draft on the device is then not laid over them.
    pub typed: bool,
    /// The meeting's day as typed; on a fresh sheet the expected day, written `dd/mm/yyyy` in the reader's digits.
    pub date: String,
    /// The steps in the constitution's order. Steps without their rule below are left out.
    pub steps: Vec<Step>,
    /// Shares or amounts.
    pub saving: Saving,
    /// The social fund contribution of one member; none where the group has no social fund, which hides the column.
    pub social: Option<i64>,
    /// The fines of the constitution.
    pub fines: Vec<FineRule>,
    /// The fund that fines go to.
    pub fines_fund: Fund,
    /// What all members owe this meeting; none hides the column of repayments.
    pub repayments: Option<i64>,
    /// What the loan fund may lend at most; none hides the column of new loans.
    pub loans: Option<i64>,
    /// The members, in their order.
    pub members: Vec<MemberRow>,
    /// Other money: what was typed and at least three blank rows.
    pub other: Vec<OtherRow>,
    /// The notes of the currency, largest first.
    pub notes: Vec<NoteCount>,
    /// Loose money beside the notes, as typed; none where the currency has no cents.
    pub coins: Option<String>,
    /// Why the box differs, as typed.
    pub difference_reason: String,
    /// Whether booking the difference was ticked.
    pub difference_named: bool,
    /// Whether "counted together and read aloud" was ticked.
    pub witnessed: bool,
    /// The minutes, as typed.
    pub note: String,
    /// The totals of what was typed, computed by the server; unreadable fields count as nothing.
    pub totals: SheetTotals,
    /// What must be mended, in the order of the sheet. A fresh sheet has none.
    pub errors: Vec<FieldError>,
}

/// A member's line.
#[derive(Clone, Debug, Default)]
pub struct MemberRow {
    /// The party number, used in the names of the fields.
    pub party: i64,
    /// The number in the group, as in the passbook.
    pub number: i64,
    /// The name, already chosen for the language.
    pub name: String,
    /// Savings before this meeting, in the smallest unit.
    pub savings_total: i64,
    /// Shares before this meeting; 0 where the group saves in amounts.
    pub shares_total: i64,
    /// What was saved at the last meeting that the member saved at: shares or an amount.
    pub last_savings: Option<i64>,
    /// The attendance chosen.
    pub attendance: Option<Attendance>,
    /// Savings as typed.
    pub savings: String,
    /// Social fund contribution as typed.
    pub social: String,
    /// Fine as typed.
    pub fine: String,
    /// The loan being repaid; none for a member without one.
    pub repayment: Option<RepaymentCell>,
    /// The new loan; none for a member who may not borrow.
    pub loan: Option<LoanCell>,
}

/// A member's repayment.
#[derive(Clone, Debug, Default)]
pub struct RepaymentCell {
    /// Due at this meeting.
    pub due: i64,
    /// Owed in all.
    pub owed: i64,
    /// As typed.
    pub typed: String,
}

/// A member's new loan.
#[derive(Clone, Debug, Default)]
pub struct LoanCell {
    /// The most the member may borrow.
    pub limit: i64,
    /// As typed.
    pub typed: String,
}

/// A row of other money, as typed.
#[derive(Clone, Debug, Default)]
pub struct OtherRow {
    /// The kind chosen.
    pub kind: Option<OtherKind>,
    /// The member chosen, by party number.
    pub member: Option<i64>,
    /// The amount.
    pub amount: String,
    /// What for.
    pub note: String,
}

/// A kind of note and how many were counted, as typed.
#[derive(Clone, Debug)]
pub struct NoteCount {
    /// Its value in the smallest unit.
    pub value: i64,
    /// Its colour; [`Tint::of`] knows the usual ones.
    pub tint: Tint,
    /// How many, as typed.
    pub typed: String,
}

/// What the sheet adds up to, by the server.
#[derive(Clone, Debug, Default)]
pub struct SheetTotals {
    /// Members in each attendance, in the order of [`Attendance::ALL`].
    pub attendance: [i64; 5],
    /// Shares bought; 0 where the group saves in amounts.
    pub shares: i64,
    /// The box.
    pub reckoning: Reckoning,
    /// What was counted; none while nothing is counted.
    pub counted: Option<i64>,
}

/// Something that must be mended before the sheet can be sealed.
#[derive(Clone, Debug)]
pub struct FieldError {
    /// The field's name, such as `p12-savings`.
    pub field: String,
    /// The member's name, where the field is a member's.
    pub who: Option<String>,
    /// What is wrong and what to do, in the reader's language.
    pub text: String,
}

impl SheetTotals {
    /// Counted less expected: below zero is short, above is over. None while nothing is counted.
    pub fn difference(&self) -> Option<i64> {
        self.counted.map(|counted| counted - self.reckoning.expected)
    }
}

impl SheetPage {
    /// The steps that are drawn, in order. The cash count is always one of them: it holds the seal.
    pub(crate) fn shown_steps(&self) -> Vec<Step> {
        let mut steps: Vec<Step> = self.steps.iter().copied().filter(|step| self.shows(*step)).collect();
        if !steps.contains(&Step::Cash) {
            steps.push(Step::Cash);
        }
        steps
    }

    fn shows(&self, step: Step) -> bool {
        match step {
            Step::Social => self.social.is_some(),
            Step::Repayments => self.repayments.is_some(),
            Step::Loans => self.loans.is_some(),
            _ => true,
        }
    }

    /// What is wrong with a field, if anything.
    pub(crate) fn error(&self, field: &str) -> Option<&FieldError> {
        self.errors.iter().find(|error| error.field == field)
    }

    /// The message under a field.
    pub(crate) fn message(&self, field: &str) -> Markup {
        html! {
            @if let Some(error) = self.error(field) {
                p.err id={ "e-" (field) } {
                    (icon("circle-alert")) span { span.vh { (self.head.say("sheet-error")) " " } (error.text) }
                }
            }
        }
    }

    /// `bad` for a cell whose field is refused.
    pub(crate) fn bad(&self, field: &str) -> &'static str {
        if self.error(field).is_some() { "bad" } else { "" }
    }
}

/// The step in which a field stands, so that a phone opens the right one.
pub fn step_of(field: &str) -> Step {
    match field.split_once('-') {
        Some((party, end)) if is_numbered(party, 'p') => {
            Step::ALL.into_iter().find(|step| step.field() == Some(end)).unwrap_or(Step::Cash)
        }
        Some((row, _)) if is_numbered(row, 'o') => Step::Other,
        _ if field == "note" => Step::Other,
        _ if field == "date" => Step::Attendance,
        _ => Step::Cash,
    }
}

/// Whether a text is a letter and a number, such as `p12`.
fn is_numbered(text: &str, letter: char) -> bool {
    text.strip_prefix(letter).is_some_and(|number| !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()))
}

/// The id of the element that a link in the list of errors leads to.
fn anchor(field: &str) -> Cow<'_, str> {
    if field.ends_with("-attendance") { format!("{field}-present").into() } else { field.into() }
}

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
        scripts: &["sheet.js"],
        styles: &["sheet.css"],
        notice: None,
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
            data-draft=(p.draft) data-typed=[p.typed.then_some("1")] data-steps=(names) data-first="1"
            data-step=(steps.first().map_or("cash", |step| step.code()))
            data-open-loan=(opening(Fund::Loan)) data-open-social=(opening(Fund::Social)) data-fines-fund=(p.fines_fund.code())
            data-share=[share] data-most=[most] data-decimals=(head.decimals) data-digits=(head.words.digits.code())
            data-sign=(sign(head))
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
                button.pick.needjs type="button" hidden aria-label=(head.say("sheet-calendar")) { (icon("calendar")) }
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
                textarea.box #note name="note" rows="2" maxlength="2000" aria-describedby=[p.error("note").map(|_| "e-note")]
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
                        option value=(kind.code()) data-in=[kind.comes_in().then_some("1")] data-fund=(kind.fund().code())
                            selected[row.kind == Some(kind)] { (if kind.comes_in() { "+ " } else { "\u{2212} " }) (head.say(kind.key())) }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(field: &str, step: Step, at: &str) {
        assert_eq!((step_of(field), anchor(field).as_ref()), (step, at), "{field}");
    }

    #[test]
    fn a_field_leads_to_its_step() {
        check("p12-attendance", Step::Attendance, "p12-attendance-present");
        check("p12-fine", Step::Fines, "p12-fine");
        check("p12-loan", Step::Loans, "p12-loan");
        check("o0-amount", Step::Other, "o0-amount");
        check("note", Step::Other, "note");
        check("n50000", Step::Cash, "n50000");
        check("witnessed", Step::Cash, "witnessed");
        check("difference-reason", Step::Cash, "difference-reason");
    }
}
