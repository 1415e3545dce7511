//! The second step: the box is counted note by note, and must agree with the book.
use super::{Head, Step};
use crate::layout::icon;
use crate::meetings::NoteCount;
use crate::parts::{Fields, card, facts};
use maud::{Markup, html};

/// The count. Amounts in smallest units.
#[derive(Clone, Debug)]
pub struct CountPage {
    /// Group, reader, problems.
    pub head: Head,
    /// The notes of the currency, largest first.
    pub notes: Vec<NoteCount>,
    /// Loose money beside the notes, as typed; none where the currency has no cents.
    pub coins: Option<String>,
    /// What the book says of the loan fund's and the social fund's cash.
    pub book: (i64, i64),
    /// What was counted; none while nothing is.
    pub counted: Option<i64>,
}

impl CountPage {
    fn owns(name: &str) -> bool {
        name == "coins" || name.strip_prefix('n').is_some_and(|value| value.bytes().all(|b| b.is_ascii_digit()))
    }
}

/// `GET /groups/{code}/share-out/count`; goes on to `…/rule`.
pub fn count(page: &CountPage) -> Markup {
    let head = &page.head;
    let words = head.around.words;
    let fields = Fields { words, problems: &head.problems };
    let (loan, social) = page.book;
    let figure = |quantity| head.group.unit.amount(words, quantity);
    let body = html! {
        (fields.summary())
        form.money-count method="get" action=(head.group.href(Step::Rule.below())) novalidate autocomplete="off"
            data-book=(loan + social) data-decimals=(head.group.unit.decimals) data-sign=(crate::parts::sign(words, &head.group.unit))
            data-digits=(words.digits.code()) data-none=(words.say("verdict-none")) data-agrees=(words.say("verdict-agrees"))
            data-short=(words.with("verdict-short", &[("amount", "%".into())])) data-over=(words.with("verdict-over", &[("amount", "%".into())])) {
            (head.carried.hidden(CountPage::owns))
            div.halves.even {
                section.card #count tabindex="-1" aria-labelledby="h-count" {
                    h2 #h-count { (icon("calculator")) (words.say("count")) }
                    (notes(page))
                }
                div.stack {
                    (card("vault", &head.say("share-out-book-says"), facts(&[
                        (words.say("fund-name-loan"), figure(loan)),
                        (words.say("fund-name-social"), figure(social)),
                        (words.say("total"), html! { b { (figure(loan + social)) } }),
                    ])))
                    (verdict(page))
                    p.hint { (head.say("share-out-count-text")) }
                    div.actions { button.btn.main type="submit" { (words.say("next")) (icon("chevron-right")) } }
                }
            }
        }
    };
    head.step(Step::Count, &["count.js"], body)
}

fn notes(page: &CountPage) -> Markup {
    let head = &page.head;
    let (words, unit) = (head.around.words, &head.group.unit);
    html! {
        (head.refusal("count"))
        table.pieces {
            thead.vh { tr {
                th scope="col" { (words.say("count-note")) }
                th scope="col" #h-many { (words.say("count-many")) }
                th scope="col" { (words.say("count-amount")) }
            } }
            tbody {
                @for note in &page.notes {
                    @let field = format!("n{}", note.value);
                    @let worth = words::read_count(&note.typed).ok().flatten().map(|many| many.saturating_mul(note.value));
                    @let bad = head.problems.iter().any(|problem| problem.field == field);
                    tr.(if bad { "bad" } else { "" }) {
                        th scope="row" { span.face.n.(note.tint.class()) #{ "v" (note.value) } { (face(head, note.value)) } }
                        td { input.box.many type="text" inputmode="numeric" autocomplete="off" enterkeyhint="next" maxlength="12" id=(field) name=(field)
                            value=(note.typed) data-note=(note.value) aria-labelledby={ "v" (note.value) " h-many" }
                            aria-invalid=[bad.then_some("true")] aria-describedby=[bad.then(|| format!("{field}-e"))]; }
                        td.worth.n #{ "a" (note.value) } { @match worth { Some(worth) => (unit.number(words, worth)), None => "–" } }
                    }
                    @if bad { tr { td colspan="3" { (head.refusal(&field)) } } }
                }
                @if let Some(coins) = &page.coins {
                    @let bad = head.problems.iter().any(|problem| problem.field == "coins");
                    tr.(if bad { "bad" } else { "" }) {
                        th scope="row" { label.face.t-grey for="coins" { (words.say("count-coins")) } }
                        td { input.box.many type="text" inputmode="decimal" autocomplete="off" maxlength="30" #coins name="coins" value=(coins)
                            data-coins aria-invalid=[bad.then_some("true")] aria-describedby=[bad.then_some("coins-e")]; }
                        td.worth.n #acoins { "–" }
                    }
                    @if bad { tr { td colspan="3" { (head.refusal("coins")) } } }
                }
            }
        }
    }
}

/// A note's face: no cents on a dollar note.
fn face(head: &Head, value: i64) -> String {
    let (words, decimals) = (head.around.words, head.group.unit.decimals);
    let unit = 10_i64.pow(u32::from(decimals));
    if value % unit == 0 { words.number(value / unit) } else { words.quantity(value, decimals) }
}

/// Counted, and the one word about it.
fn verdict(page: &CountPage) -> Markup {
    let head = &page.head;
    let words = head.around.words;
    let by = page.counted.map(|counted| counted - page.book.0 - page.book.1);
    let said = |key: &str, by: i64| words.with(key, &[("amount", head.amount(by).into())]);
    let (state, sign, text) = match by {
        None => ("none", "info", words.say("verdict-none").into_owned()),
        Some(0) => ("ok", "circle-check", words.say("verdict-agrees").into_owned()),
        Some(by) if by < 0 => ("off", "triangle-alert", said("verdict-short", -by)),
        Some(by) => ("off", "triangle-alert", said("verdict-over", by)),
    };
    html! {
        div.agree #verdict data-v=(state) role="status" {
            div { span { (words.say("counted")) } b.n #counted { @match page.counted { Some(counted) => (head.amount(counted)), None => "–" } } }
            p { (icon(sign)) span #verdict-word { (text) } }
        }
    }
}
