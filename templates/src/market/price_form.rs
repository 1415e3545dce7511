//! The form that writes a price down.
use super::{Choice, KindHead, MarketFrame, SOURCES, Tab, kind_fields, place_fields};
use crate::{
    layout::icon,
    parts::{Around, Fields, Problem, Unit, sign},
};
use maud::{Markup, html};
use serde::Deserialize;
use std::borrow::Cow;

/// What is typed about a price.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct PriceForm {
    /// Made by the server: sent twice, written once.
    pub key: String,
    /// The crop's code.
    pub crop: String,
    /// Its grade.
    pub grade: String,
    /// `1`: organic.
    pub organic: String,
    /// A place of the list.
    pub place: String,
    /// Or a place's code, more closely.
    pub closer: String,
    /// The day.
    pub day: String,
    /// For a kilogram.
    pub amount: String,
    /// One of [`SOURCES`].
    pub source: String,
    /// Why it is so far from the last one.
    pub reason: String,
}

/// The form of a price.
#[derive(Clone, Debug)]
pub struct PriceFormPage {
    /// What surrounds the page.
    pub around: Around,
    /// What prices are counted in.
    pub money: Unit,
    /// The crops.
    pub crops: Vec<Choice>,
    /// The places.
    pub places: Vec<Choice>,
    /// What has been typed.
    pub form: PriceForm,
    /// What was chosen, for the way back.
    pub kind: Option<KindHead>,
    /// The price is far from the last one: it is written with a reason.
    pub far: bool,
    /// Every refusal.
    pub problems: Vec<Problem>,
}

/// `GET, POST /market/prices/new`
pub fn price_form(page: &PriceFormPage) -> Markup {
    let (words, form) = (page.around.words, &page.form);
    let fields = Fields { words, problems: &page.problems };
    let title = words.say("market-price-add");
    let back = page.kind.as_ref().map_or("/market".to_owned(), |kind| kind.href(&form.place));
    // What comes from a file is not typed here.
    let sources: Vec<_> = (SOURCES.iter().filter(|code| **code != "file"))
        .map(|code| (Cow::from(*code), words.say(&format!("market-source-{code}"))))
        .collect();
    let body = html! {
        form.form.stack.narrow.amid method="post" action="/market/prices/new" novalidate {
            (fields.summary())
            input type="hidden" name="key" value=(form.key);
            fieldset.set {
                legend { (icon("wheat")) (words.say("market-of-what")) }
                (kind_fields(fields, &page.crops, &form.crop, &form.grade, &form.organic))
                (place_fields(fields, ("place", "closer"), "market-place", &page.places, (&form.place, &form.closer)))
            }
            fieldset.set {
                legend { (icon("banknote")) (words.say("market-price")) }
                p.hint { (words.say("market-price-add-text")) }
                (fields.amount("amount", "market-price-of-kg", &form.amount, &sign(words, &page.money)))
                (fields.date("day", "market-price-day", &form.day))
                (fields.select("source", "market-source", &form.source, &sources))
                @if page.far || !form.reason.is_empty() {
                    (fields.area("reason", "market-price-reason", &form.reason).hint("market-price-reason-hint"))
                }
            }
            div.actions {
                button.btn.main type="submit" { (icon("check")) (words.say("market-price-write")) }
                a.btn href=(back) { (words.say("cancel")) }
            }
        }
    };
    MarketFrame { around: &page.around, tab: Tab::Board, title: &title, back: &back, problems: &page.problems }.draw(body)
}
