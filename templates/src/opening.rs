//! The baseline of a group that has met for years: what each member already has, and the cash.
use crate::layout::icon;
use crate::parts::{self, Around, Fields, GroupHead, Name, Problem, note_box};
use maud::{Markup, html};

/// The form of the opening balances.
#[derive(Clone, Debug)]
pub struct OpeningPage {
    /// What surrounds the page.
    pub around: Around,
    /// Which group.
    pub group: GroupHead,
    /// The form's key.
    pub key: String,
    /// The day on which the figures held, as typed.
    pub date: String,
    /// The members, in their order.
    pub members: Vec<OpeningMember>,
    /// Cash of the loan fund beyond members' savings, as typed.
    pub other_cash: String,
    /// The value of a share in smallest units, where the group saves in shares: savings are whole shares.
    pub share_value: Option<i64>,
    /// Every refusal.
    pub problems: Vec<Problem>,
}

/// A member's opening figures, as typed.
#[derive(Clone, Debug)]
pub struct OpeningMember {
    /// The party number, used in the names of the fields.
    pub party: i64,
    /// The number on her passbook.
    pub number: i64,
    /// Her name.
    pub name: Name,
    /// Saved so far.
    pub savings: String,
    /// Given to the social fund so far.
    pub social: String,
}

/// `GET, POST /groups/{code}/opening`
pub fn opening(page: &OpeningPage) -> Markup {
    let (words, group) = (page.around.words, &page.group);
    let fields = Fields { words, problems: &page.problems };
    let sign = parts::sign(words, &group.unit);
    let body = html! {
        div.stack {
            (fields.summary())
            (note_box("", "info", html! {
                p { (words.say("opening-text")) }
                @if let Some(value) = page.share_value { p { (words.with("opening-shares", &[("amount", group.unit.text(words, value).into())])) } }
            }))
            form.stack method="post" action=(group.href("opening")) novalidate {
                input type="hidden" name="key" value=(page.key);
                section.card.form { (fields.date("date", "opening-date", &page.date)) }
                section.card.form {
                    h2 { (icon("users")) (words.say("opening-members")) }
                    div.openrows {
                        @for member in &page.members {
                            fieldset.openrow {
                                legend { (words.ordinal(member.number)) " · " (member.name.show(words)) }
                                (fields.amount("", "figure-savings", &member.savings, &sign).named(format!("p{}-savings", member.party)))
                                (fields.amount("", "figure-social-fund", &member.social, &sign).named(format!("p{}-social", member.party)))
                            }
                        }
                    }
                }
                section.card.form {
                    (fields.amount("other-cash", "opening-other-cash", &page.other_cash, &sign).hint("opening-other-cash-hint"))
                    div.actions {
                        button.btn.main type="submit" { (icon("lock")) (words.say("opening-seal")) }
                        a.btn href=(group.href("")) { (words.say("cancel")) }
                    }
                }
            }
        }
    };
    page.around.page(&words.say("opening-title"), group.name.show(words), Some(&group.href("")), &page.problems, body)
}
