//! The form that founds a cooperative or a producer group: who it is, and the main figures of its by-laws.
use crate::{
    layout::{Frame, icon, page as draw},
    parts::{Around, Fields, GroupHead, Problem, note_box, sign},
};
use maud::{Markup, html};
use serde::Deserialize;

/// The parts of a surplus, in the order in which they are taken: their fields, and the ends of the keys of their names.
pub const PARTS: [&str; 6] = ["reserve", "social", "education", "committee", "dividend", "refund"];

/// What is typed to found a cooperative.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct FoundForm {
    /// Made by the server: sent twice, founded once.
    pub key: String,
    /// `cooperative` or `group`.
    pub kind: String,
    /// Its name in Khmer.
    pub name_km: String,
    /// Its name in Latin script.
    pub name_latin: String,
    /// Its code.
    pub code: String,
    /// Where it is.
    pub village_code: String,
    /// Its first day.
    pub opened_on: String,
    /// What a share costs.
    pub par: String,
    /// The fewest shares of a member.
    pub least: String,
    /// The most of all shares, per cent; 0: no limit.
    pub most: String,
    /// `1`: organic produce is taken in.
    pub organic: String,
    /// So much more than a plot's estimate, per cent.
    pub tolerance: String,
    /// The most that a member owes; 0: no ceiling.
    pub ceiling: String,
    /// Added once to what is given, per cent.
    pub charge: String,
    /// For milling a kilogram of somebody else's paddy.
    pub fee: String,
    /// Per cent of the surplus.
    pub reserve: String,
    /// Per cent of the surplus.
    pub social: String,
    /// Per cent of the surplus.
    pub education: String,
    /// Per cent of the surplus.
    pub committee: String,
    /// Per cent of the surplus.
    pub dividend: String,
    /// Per cent of the surplus.
    pub refund: String,
    /// The least for the reserve, per cent.
    pub reserve_least: String,
    /// `weight` or `value`.
    pub refund_by: String,
}

impl FoundForm {
    /// What is typed for the parts of a surplus, as [`PARTS`].
    pub fn parts(&self) -> [&str; 6] {
        [&self.reserve, &self.social, &self.education, &self.committee, &self.dividend, &self.refund]
    }
}

/// The form that founds a cooperative.
#[derive(Clone, Debug)]
pub struct FoundPage {
    /// What surrounds the page.
    pub around: Around,
    /// The group in whose book it is kept.
    pub group: GroupHead,
    /// What has been typed.
    pub form: FoundForm,
    /// Every refusal.
    pub problems: Vec<Problem>,
}

/// `GET, POST /groups/{group}/coop/new`
pub fn found(page: &FoundPage) -> Markup {
    let (words, group, form) = (page.around.words, &page.group, &page.form);
    let fields = Fields { words, problems: &page.problems };
    let kinds = ["cooperative", "group"]
        .map(|kind| (kind, words.say(&format!("coop-kind-{kind}")), words.say(&format!("coop-kind-{kind}-text"))));
    let body = html! {
        form.form.narrow.amid method="post" action=(group.href("coop/new")) novalidate {
            (fields.summary())
            input type="hidden" name="key" value=(form.key);
            div.card.form { fieldset.set {
                legend { (icon("store")) (words.say("coop-who")) }
                (fields.radios("kind", "coop-kind", &form.kind, false, &kinds))
                div.pair.start {
                    (fields.text("name_km", "coop-name-km", &form.name_km))
                    (fields.text("name_latin", "coop-name-latin", &form.name_latin))
                }
                div.pair.start {
                    (fields.text("code", "coop-code", &form.code).mid().hint("coop-code-hint"))
                    (fields.count("village_code", "village-code", &form.village_code).mid().hint("village-code-hint"))
                }
                (fields.date("opened_on", "coop-opened-on", &form.opened_on))
            } }
            (laws(page, fields))
            (surplus(page, fields))
            div.actions {
                button.btn.main type="submit" { (icon("check")) (words.say("coop-found")) }
                a.btn href="/coops" { (words.say("cancel")) }
            }
        }
    };
    let frame = Frame {
        words,
        title: &words.say("coop-found"),
        under: group.name.show(words),
        back: Some("/coops"),
        user: page.around.user.as_deref(),
        path: &page.around.path,
        error: !page.problems.is_empty(),
        scripts: &["parts.js"],
        styles: &["coop.css"],
        notice: page.around.notice.as_deref(),
        practice: page.around.practice.as_ref(),
    };
    draw(&frame, html! { div.stack { (body) } })
}

fn laws(page: &FoundPage, fields: Fields<'_>) -> Markup {
    let (words, form) = (fields.words, &page.form);
    let money = sign(words, &page.group.unit);
    html! {
        div.card.form { fieldset.set {
            legend { (icon("scroll-text")) (words.say("coop-laws-main")) }
            (note_box("", "info", html! { p { (words.say("coop-laws-main-text")) } }))
            (fields.amount("par", "coop-par", &form.par, &money).hint("coop-par-hint"))
            div.pair.start {
                (fields.count("least", "coop-found-fewest", &form.least))
                (fields.count("most", "coop-shares-limit", &form.most).keypad("decimal").after("%").hint("coop-nought-no-limit"))
            }
            (fields.check("organic", "coop-takes-organic", form.organic == "1"))
            (fields.count("tolerance", "coop-tolerance", &form.tolerance).keypad("decimal").after("%"))
            div.pair.start {
                (fields.amount("ceiling", "coop-credit-most", &form.ceiling, &money).hint("coop-nought-no-limit"))
                (fields.count("charge", "coop-found-charge", &form.charge).keypad("decimal").after("%"))
            }
            (fields.amount("fee", "coop-mill-fee", &form.fee, &money))
        } }
    }
}

fn surplus(page: &FoundPage, fields: Fields<'_>) -> Markup {
    let (words, form) = (fields.words, &page.form);
    let ways = ["weight", "value"].map(|way| (way, words.say(&format!("coop-refund-{way}")), "".into()));
    html! {
        div.card.form { fieldset.set {
            legend { (icon("coins")) (words.say("coop-surplus")) }
            p.hint { (words.say("coop-surplus-text")) }
            div.parts data-hundred {
                @for (name, typed) in PARTS.into_iter().zip(form.parts()) {
                    @let label = words.say(&format!("coop-to-{name}"));
                    (fields.count(name, "coop-surplus", typed).labelled(label).keypad("decimal").after("%"))
                }
            }
            p.sums.needjs role="status" data-even=(words.say("coop-sum-even")) data-less=(words.say("coop-sum-less")) data-more=(words.say("coop-sum-more")) {
                span { (words.say("coop-sum")) } b.n {} span.says {}
            }
            (fields.count("reserve_least", "coop-reserve-fewest", &form.reserve_least).keypad("decimal").after("%"))
            (fields.radios("refund_by", "coop-refund-by", &form.refund_by, true, &ways))
        } }
    }
}
