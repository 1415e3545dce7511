//! Handing trainees over to another coach, all of them or some, in one act.
use super::{Choice, Sheet, chosen};
use crate::{
    layout::icon,
    parts::{Around, Fields, Name, Problem},
};
use maud::{Markup, html};

/// Somebody who may be handed over.
#[derive(Clone, Debug)]
pub struct Taken {
    /// The coaching's id.
    pub id: String,
    /// Her name.
    pub name: Name,
    /// Where she lives.
    pub place: Name,
    /// `farmer` or `household`.
    pub kind: &'static str,
    /// She is ticked.
    pub ticked: bool,
}

/// The form.
#[derive(Clone, Debug)]
pub struct HandOverPage {
    /// What surrounds the page.
    pub around: Around,
    /// Who coaches them now: her id and name.
    pub coach: (String, Name),
    /// Those whom she coaches.
    pub trainees: Vec<Taken>,
    /// Who may take them: id, and name with how many she has.
    pub coaches: Vec<Choice>,
    /// Who was chosen.
    pub to: String,
    /// On which day.
    pub on: String,
    /// Every refusal.
    pub problems: Vec<Problem>,
}

/// The same form with everybody ticked, or with nobody: whoever has one too many does not untick all others by hand.
fn tick_all(page: &HandOverPage) -> Markup {
    let words = page.around.words;
    if page.trainees.len() < 2 {
        return html! {};
    }
    let here = format!("/training/coaches/{}/hand-over", page.coach.0);
    html! {
        div.actions {
            @if page.trainees.iter().any(|line| !line.ticked) { a.btn href=(here) { (icon("check-check")) (words.say("coaching-tick-all")) } }
            @if page.trainees.iter().any(|line| line.ticked) { a.btn href={ (here) "?none=1" } { (icon("x")) (words.say("coaching-tick-none")) } }
        }
    }
}

/// `GET, POST /training/coaches/{person}/hand-over`
pub fn hand_over(page: &HandOverPage) -> Markup {
    let words = page.around.words;
    let fields = Fields { words, problems: &page.problems };
    let (title, back) = (words.say("coaching-hand-over"), format!("/training/coaches/{}", page.coach.0));
    let refused = page.problems.iter().find(|problem| problem.field == "take");
    let several = page.trainees.iter().any(|line| line.kind != page.trainees[0].kind);
    let body = html! {
        form.form.stack.narrow.amid method="post" action={ (back) "/hand-over" } novalidate {
            (fields.summary())
            fieldset.set.(if refused.is_some() { "bad" } else { "" }) #take {
                legend { (icon("users")) (words.say("coaching-hand-over-whom")) }
                @if let Some(problem) = refused { p.err #take-e { (icon("circle-alert")) span { (problem.message) } } }
                (tick_all(page))
                div.opts.many { @for line in &page.trainees {
                    label.opt {
                        input type="checkbox" name="take" value=(line.id) checked[line.ticked];
                        span { (line.name.show(words)) span.hint {
                            @if several { (words.say(&format!("coaching-kind-{}", line.kind))) " · " }
                            (line.place.show(words))
                        } }
                    }
                } }
            }
            fieldset.set {
                legend { (icon("arrow-right-left")) (words.say("coaching-hand-over-to")) }
                (fields.select("to", "coaching-new-coach", &page.to, &chosen(&page.coaches)))
                p.hint { (words.say("coaching-hand-over-hint")) }
                (fields.date("on", "coaching-hand-over-on", &page.on))
            }
            div.actions {
                button.btn.main type="submit" { (icon("check")) (words.say("coaching-hand-over")) }
                a.btn href=(back) { (words.say("cancel")) }
            }
        }
    };
    let under = page.coach.1.show(words).to_owned();
    Sheet { around: &page.around, title: &title, under: &under, back: &back, problems: &page.problems, scripts: &[], styles: &[] }
        .draw(body)
}
