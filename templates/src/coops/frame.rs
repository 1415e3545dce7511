//! What stands around the pages of a cooperative, and what their forms share.
use super::CoopHead;
use crate::{
    layout::{Frame, page},
    parts::{Around, Fields, Problem, note_box},
};
use maud::{Markup, html};

/// What stands around a page of a cooperative.
#[derive(Clone, Debug)]
pub struct CoopFrame<'a> {
    /// What surrounds any page.
    pub around: &'a Around,
    /// Which cooperative.
    pub coop: &'a CoopHead,
    /// The door that is open: its address below the cooperative's; `None`: a page behind one of them, without doors.
    pub tab: Option<&'a str>,
    /// The heading.
    pub title: &'a str,
    /// Where the arrow leads.
    pub back: String,
    /// Every refusal.
    pub problems: &'a [Problem],
    /// Scripts besides those of every page.
    pub scripts: &'a [&'a str],
}

impl CoopFrame<'_> {
    /// Draws the page.
    pub fn draw(&self, body: Markup) -> Markup {
        let words = self.around.words;
        let (name, group) = (self.coop.name.show(words), self.coop.group.name.show(words));
        let under = match (self.title == name, name == group) {
            (true, true) => self.coop.code.clone(),
            (true, false) => group.to_owned(),
            (false, _) => name.to_owned(),
        };
        let frame = Frame {
            words,
            title: self.title,
            under: &under,
            back: Some(&self.back),
            user: self.around.user.as_deref(),
            path: &self.around.path,
            error: !self.problems.is_empty(),
            scripts: self.scripts,
            styles: &["coop.css"],
            notice: self.around.notice.as_deref(),
            practice: self.around.practice.as_ref(),
        };
        let body = html! {
            div.stack {
                @if let Some(tab) = self.tab { (self.coop.tabs(words, tab)) }
                (body)
            }
        };
        page(&frame, body)
    }
}

/// What is to be looked at once more, and the button that sends the same form again with `known=1`; nothing where there is
/// nothing. Stands inside the form.
pub fn cautions(fields: Fields<'_>, cautions: &[String]) -> Markup {
    let words = fields.words;
    if cautions.is_empty() {
        return html! {};
    }
    let body = html! {
        p { b { (words.say("coop-look-again")) } }
        ul { @for caution in cautions { li { (caution) } } }
        div.actions { button.btn.main type="submit" name="known" value="1" { (words.say("coop-known")) } }
    };
    html! { div #cautions role="alert" tabindex="-1" { (note_box("warn", "triangle-alert", body)) } }
}
