//! Asking for a decision about a loan in kind: another due day, forgiving, giving up, a debt of money instead. One officer
//! asks, another confirms.
use super::{BankHead, GoodHead, Who, loan::OwedNow, loans::KindLoanState};
use crate::{
    layout::icon,
    parts::{Around, Fields, Problem, Tile, Unit, facts, note_box, tabs, tiles},
};
use chrono::NaiveDate;
use maud::{Markup, html};
use serde::Deserialize;

/// What is typed to ask.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct ReliefForm {
    /// Made by the server: posting the same form twice asks once.
    pub key: String,
    /// One of [`KINDS`].
    pub what: String,
    /// For which day.
    pub day: String,
    /// The new due day.
    pub due_on: String,
    /// Interest added for it.
    pub extra: String,
    /// How much is forgiven.
    pub quantity: String,
    /// The price of one unit.
    pub agreed: String,
    /// The decision it rests on.
    pub minute: String,
    /// `1`: the cautions were read.
    pub known: String,
}

/// What can be asked.
pub const KINDS: [&str; 4] = ["reschedule", "forgive", "turn-to-money", "write-off"];

/// The form.
#[derive(Clone, Debug)]
pub struct ReliefPage {
    /// What surrounds the page.
    pub around: Around,
    /// Which bank.
    pub bank: BankHead,
    /// The loan's number.
    pub no: i64,
    /// Who borrowed.
    pub who: Who,
    /// What.
    pub good: GoodHead,
    /// The money of the box.
    pub money: Unit,
    /// Where the loan stands.
    pub state: KindLoanState,
    /// What is owed.
    pub owed: OwedNow,
    /// When it is due.
    pub due_on: NaiveDate,
    /// The market's last price of one unit and its day.
    pub market: Option<(i64, NaiveDate)>,
    /// What can be asked of this loan.
    pub kinds: Vec<&'static str>,
    /// What was typed.
    pub form: ReliefForm,
    /// Every refusal.
    pub problems: Vec<Problem>,
    /// What is to be looked at twice.
    pub cautions: Vec<String>,
}

/// `GET, POST /banks/{bank}/loans/{no}/ask`
pub fn relief(page: &ReliefPage) -> Markup {
    let (words, bank) = (page.around.words, &page.bank);
    let fields = Fields { words, problems: &page.problems };
    let at = page.kinds.iter().position(|kind| *kind == page.form.what).unwrap_or(0);
    let kind = page.kinds.get(at).copied().unwrap_or("write-off");
    let below = |kind: &str| bank.href(&format!("loans/{}/ask?what={kind}", page.no));
    let doors: Vec<_> = page.kinds.iter().map(|kind| ("users", below(kind), words.say(&format!("kind-ask-{kind}")))).collect();
    let back = bank.href(&format!("loans/{}", page.no));
    let body = html! {
        div.stack.narrow {
            (fields.summary())
            (tabs(&words.say("loan-ask-what"), at, &doors))
            (tiles(&[
                Tile { icon: "hand-coins", label: words.say("loan-owed-today"), figure: page.good.amount(words, page.owed.principal + page.owed.interest), under: page.state.badge(words) },
                Tile { icon: "calendar-check", label: words.say("kind-due-on"), figure: html! { span.n { (words.date_short(page.due_on)) } }, under: html! {} },
            ]))
            form.card.form method="post" action=(bank.href(&format!("loans/{}/ask", page.no))) novalidate {
                input type="hidden" name="key" value=(page.form.key);
                input type="hidden" name="what" value=(kind);
                p.hint { (words.say(&format!("kind-ask-{kind}-hint"))) }
                (fields.date("day", "kind-day-decided", &page.form.day))
                (asked(page, fields, kind))
                (fields.text("minute", "kind-minute", &page.form.minute).hint("kind-minute-hint"))
                @if !page.cautions.is_empty() {
                    (note_box("warn", "triangle-alert", html! {
                        p { b { (words.say("kind-look-twice")) } }
                        ul { @for caution in &page.cautions { li { (caution) } } }
                    }))
                    (fields.check("known", "kind-known", page.form.known == "1"))
                }
                div.actions {
                    button.btn.main type="submit" { (icon("send")) (words.say("loan-ask-do")) }
                    a.btn href=(back) { (words.say("cancel")) }
                }
                p.small { (words.say("kind-ask-two")) }
            }
        }
    };
    let title = words.say("loan-ask-decision");
    let loan = words.with("loan-number", &[("number", words.ordinal(page.no).into())]);
    let under = format!("{} · {}", loan, page.who.name.show(words));
    page.around.page(&title, &under, Some(&back), &page.problems, body)
}

/// The fields of a kind.
fn asked(page: &ReliefPage, fields: Fields<'_>, kind: &str) -> Markup {
    let (words, form) = (page.around.words, &page.form);
    let unit = page.good.counted_in(words);
    let money = crate::parts::sign(words, &page.money);
    html! {
        @match kind {
            "reschedule" => {
                (fields.date("due_on", "kind-new-due", &form.due_on))
                (fields.amount("extra", "kind-extra-interest", &form.extra, &unit).hint("kind-extra-interest-hint"))
            }
            "forgive" => (fields.amount("quantity", "kind-forgive-how-much", &form.quantity, &unit).hint("kind-forgive-first")),
            "turn-to-money" => {
                (fields.amount("agreed", "kind-price-of-one", &form.agreed, &format!("{money} / {unit}")))
                @if let Some((amount, day)) = page.market {
                    p.hint { (words.with("repay-market-last", &[("amount", page.money.text(words, amount).into()), ("date", words.date_short(day).into())])) }
                }
                (fields.date("due_on", "kind-new-due", &form.due_on))
            }
            _ => (facts(&[(words.say("kind-given-up"), page.good.amount(words, page.owed.principal + page.owed.interest))])),
        }
    }
}
