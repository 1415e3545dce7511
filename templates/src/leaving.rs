//! A member leaves: what she or her heirs are paid, before it is paid and afterwards.
use crate::layout::icon;
use crate::parts::{Around, Fields, GroupHead, Name, Problem, Unit, card, note_box, sign};
use maud::{Markup, html};
use serde::Deserialize;
use words::Words;

/// What is typed when a member leaves.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct LeaveForm {
    /// A UUID that the page came with: the same form sent twice pays once.
    pub key: String,
    /// The day.
    pub left_on: String,
    /// `own-wish`, `moved`, `migrated`, `died`, `expelled`, `other`.
    pub reason: String,
    /// More about it.
    pub note: String,
    /// Amount, may be empty: given to the family from the social fund.
    pub social_grant: String,
    /// The figures that were on the page, as [`LeavePage::seen`] wrote them: others are not paid.
    pub seen: String,
    /// Not empty: only the figures were asked for.
    pub reckon: String,
}

/// What a leaver is paid. Smallest units; savings + profit − fee − penalty − interest − principal = paid.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PayoutFacts {
    /// What she had saved.
    pub savings: i64,
    /// Her part of what was earned; below zero where the group lost money.
    pub profit: i64,
    /// What the group keeps of her savings.
    pub fee: i64,
    /// Penalties of late loans that her money settles.
    pub penalty: i64,
    /// Interest that it settles.
    pub interest: i64,
    /// Principal that it settles.
    pub principal: i64,
    /// What is handed over out of the loan fund.
    pub paid: i64,
    /// Given from the social fund, beside all that.
    pub social_grant: i64,
    /// What she goes on owing.
    pub stays_owed: i64,
}

impl PayoutFacts {
    /// What leaves the box.
    pub fn out_of_the_box(&self) -> i64 {
        self.paid + self.social_grant
    }
}

/// The form by which a member leaves.
#[derive(Clone, Debug)]
pub struct LeavePage {
    /// What surrounds the page.
    pub around: Around,
    /// Which group.
    pub group: GroupHead,
    /// The member's number.
    pub number: u32,
    /// Her name.
    pub name: Name,
    /// What she or her heirs get on the day that is typed; none where she has and owes nothing.
    pub payout: Option<PayoutFacts>,
    /// The same figures, for the form to send back.
    pub seen: String,
    /// May take money out of the box.
    pub may_pay: bool,
    /// Codes of the offices she holds, whose terms end with it.
    pub offices: Vec<String>,
    /// What ties her to a bank or the cooperative, already said, each with its address: while there is any, she cannot leave.
    pub ties: Vec<(String, String)>,
    /// What has been typed.
    pub form: LeaveForm,
    /// Every refusal.
    pub problems: Vec<Problem>,
}

/// `GET, POST /groups/{code}/members/{number}/leave`
pub fn leave(page: &LeavePage) -> Markup {
    let (words, group, form) = (page.around.words, &page.group, &page.form);
    let fields = Fields { words, problems: &page.problems };
    let back = group.href(&format!("members/{}", page.number));
    let reasons = ["own-wish", "moved", "migrated", "died", "expelled", "other"];
    let keys = reasons.map(|reason| format!("leave-{reason}"));
    let options: Vec<_> = reasons.iter().zip(&keys).map(|(reason, key)| (*reason, words.say(key), "".into())).collect();
    let body = html! {
        form.form.stack.narrow method="post" action={ (back) "/leave" } novalidate {
            (fields.summary())
            input type="hidden" name="key" value=(form.key);
            input type="hidden" name="seen" value=(page.seen);
            @for office in &page.offices {
                (note_box("", "id-card", html! { p { (words.with("leave-ends-office", &[("office", words.say(&format!("office-{office}")))])) } }))
            }
            @if !page.ties.is_empty() {
                (note_box("warn", "warehouse", html! {
                    p { b { (words.say("leave-tied")) } }
                    ul { @for (said, href) in &page.ties { li { a href=(href) { (said) } } } }
                    p { (words.say("leave-tied-text")) }
                }))
            }
            section.card.form {
                (fields.date("left_on", "left-on", &form.left_on))
                (fields.radios("reason", "reason", &form.reason, false, &options))
                (fields.area("note", "note-optional", &form.note))
                @if page.may_pay {
                    (fields.amount("social_grant", "leave-grant", &form.social_grant, &sign(words, &group.unit)).hint("leave-grant-hint"))
                }
                p.hint { (words.say("leave-keeps-books")) }
            }
            @if let Some(payout) = &page.payout { (preview(page, payout)) }
            div.actions { (buttons(page)) a.btn href=(back) { (words.say("cancel")) } }
        }
    };
    let title = words.with("member-leaves", &[("name", page.name.show(words).into())]);
    page.around.page(&title, group.name.show(words), Some(&back), &page.problems, body)
}

fn preview(page: &LeavePage, payout: &PayoutFacts) -> Markup {
    let (words, unit) = (page.around.words, &page.group.unit);
    let amount = |quantity: i64| unit.text(words, quantity).into();
    html! {
        (card("coins", &words.say("leave-gets"), html! { div.stack {
            (payout_facts(words, unit, payout))
            @if !page.may_pay {
                (note_box("warn", "lock", html! { p { (words.say("leave-ask-treasurer")) } }))
            } @else if payout.out_of_the_box() > 0 {
                p.hint { (words.with("leave-take-out", &[("amount", amount(payout.out_of_the_box()))])) }
            }
            @if payout.stays_owed > 0 {
                (note_box("warn", "triangle-alert", html! { p { (words.with("leave-stays-owed", &[("amount", amount(payout.stays_owed))])) } }))
            }
        } }))
    }
}

fn buttons(page: &LeavePage) -> Markup {
    let words = page.around.words;
    let (symbol, label) = match &page.payout {
        Some(payout) if payout.out_of_the_box() > 0 => ("banknote-arrow-down", "leave-pay"),
        _ => ("log-out", "record-leaving"),
    };
    html! {
        @if page.ties.is_empty() && (page.payout.is_none() || page.may_pay) {
            button.btn.danger type="submit" { (icon(symbol)) (words.say(label)) }
        }
        @if page.may_pay || page.payout.is_some() {
            button.btn type="submit" name="reckon" value="1" { (icon("calculator")) (words.say("leave-reckon")) }
        }
    }
}

/// The figures of a payout, one under the other: what is hers, what goes off it, what is paid.
pub fn payout_facts(words: Words, unit: &Unit, payout: &PayoutFacts) -> Markup {
    let profit = if payout.profit < 0 { "leave-loss" } else { "leave-profit" };
    let parts = [
        (profit, payout.profit),
        ("leave-fee", -payout.fee),
        ("leave-settles-penalty", -payout.penalty),
        ("leave-settles-interest", -payout.interest),
        ("leave-settles-principal", -payout.principal),
    ];
    let after = [("leave-granted", payout.social_grant), ("leave-owed", payout.stays_owed)];
    let line = |key: &str, quantity: i64| html! { dt { (words.say(key)) } dd { (unit.amount(words, quantity)) } };
    html! {
        dl.facts {
            div { (line("savings", payout.savings)) }
            @for (key, quantity) in parts.iter().filter(|(_, quantity)| *quantity != 0) { div { (line(key, *quantity)) } }
            div.sum { (line("leave-paid", payout.paid)) }
            @for (key, quantity) in after.iter().filter(|(_, quantity)| *quantity != 0) { div { (line(key, *quantity)) } }
        }
    }
}
