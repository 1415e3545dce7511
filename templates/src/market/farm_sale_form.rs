//! Writing down what a farmer or a group sold: first who, then what, how much and for how much. Two short pages, so that the
//! second is done on a telephone in less than a minute.
use super::{Choice, MarketFrame, Tab, chosen, kind_fields};
use crate::{
    coops::cautions,
    layout::icon,
    parts::{Around, Fields, Name, Problem, Unit, empty, sign, with_query},
};
use maud::{Markup, html};
use serde::Deserialize;
use words::Words;

/// The page that asks who sold.
#[derive(Clone, Debug)]
pub struct SellerPage {
    /// What surrounds the page.
    pub around: Around,
    /// What was searched for.
    pub query: String,
    /// Who was found.
    pub found: Vec<SellerLine>,
    /// There are more than are shown.
    pub more: bool,
    /// Whose sales the reader wrote down last.
    pub recent: Vec<SellerLine>,
}

/// Somebody who may have sold.
#[derive(Clone, Debug)]
pub struct SellerLine {
    /// As the form names it.
    pub seller: String,
    /// Her name.
    pub name: Name,
    /// It is a group.
    pub is_group: bool,
    /// Year of birth.
    pub birth_year: Option<i64>,
    /// Where she lives, as one line.
    pub place: Name,
    /// The groups that she is in, with her number there.
    pub groups: Vec<(Name, i64)>,
}

/// `GET /market/sales/new`
pub fn seller(page: &SellerPage) -> Markup {
    let words = page.around.words;
    let title = words.say("farm-sale-add");
    let body = html! {
        section.card.narrow.amid {
            h2 { (icon("user")) (words.say("farm-sale-who")) }
            form.form method="get" action="/market/sales/new" role="search" {
                div.f {
                    label for="q" { (words.say("farm-sale-find")) }
                    p.hint #q-h { (words.say("farm-sale-find-hint")) }
                    input.box #q name="q" type="search" value=(page.query) autocomplete="off" aria-describedby="q-h";
                }
                div.actions { button.btn.main type="submit" { (icon("search")) (words.say("search")) } }
            }
            @if !page.found.is_empty() {
                h3 { (words.say("farm-sale-found")) }
                (sellers(words, &page.found))
                @if page.more { p.hint { (words.say("farm-sale-found-more")) } }
            } @else if !page.query.trim().is_empty() {
                (empty("search", &words.say("farm-sale-found-none"), &words.say("farm-sale-found-none-text"), None))
            } @else if !page.recent.is_empty() {
                h3 { (words.say("farm-sale-recent")) }
                (sellers(words, &page.recent))
            }
            div.actions { a.btn href="/market/sales/new?seller=new" { (icon("plus")) (words.say("farm-sale-new-person")) } }
        }
    };
    MarketFrame { around: &page.around, tab: Tab::Sales, title: &title, back: "/market/sales", problems: &[] }.draw(body)
}

fn sellers(words: Words, lines: &[SellerLine]) -> Markup {
    html! {
        ul.sellers { @for line in lines { li {
            a href=(with_query("/market/sales/new", &[("seller", &line.seller)])) {
                (icon(if line.is_group { "users" } else { "user" }))
                span { b { (line.name.show(words)) } span.small { (about(words, line)) } }
                (icon("chevron-right"))
            }
        } } }
    }
}

/// What tells people of the same name apart.
fn about(words: Words, line: &SellerLine) -> String {
    let mut all = Vec::new();
    if line.is_group {
        all.push(words.say("farm-sale-is-group").into_owned());
    }
    for (group, number) in &line.groups {
        let values = [("group", group.show(words).into()), ("number", words.ordinal(*number).into())];
        all.push(words.with("farm-sale-in-group", &values));
    }
    all.extend(line.birth_year.map(|year| words.with("farm-sale-born", &[("year", words.ordinal(year).into())])));
    let place = line.place.show(words);
    if !place.is_empty() {
        all.push(place.to_owned());
    }
    all.join(" · ")
}

/// What is typed about a sale.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct SaleForm {
    /// Made by the server: sent twice, written once.
    pub key: String,
    /// `person-<id>`, `group-<code>`, or `new`.
    pub seller: String,
    /// Of somebody new: family name in Khmer.
    pub family_name_km: String,
    /// Given name in Khmer.
    pub given_name_km: String,
    /// Family name in Latin letters.
    pub family_name_latin: String,
    /// Given name in Latin letters.
    pub given_name_latin: String,
    /// `f`, `m` or empty.
    pub sex: String,
    /// Year of birth.
    pub birth_year: String,
    /// The organisation that serves her: its code.
    pub organisation: String,
    /// `1`: somebody else of the same name.
    pub other: String,
    /// What was sold: a code.
    pub crop: String,
    /// Its grade.
    pub grade: String,
    /// `1`: organic.
    pub organic: String,
    /// How much.
    pub quantity: String,
    /// `gram` (typed as kilograms) or `head`.
    pub unit: String,
    /// What was paid for all of it.
    pub riel: String,
    /// When.
    pub day: String,
    /// Where it was grown: a place's code.
    pub village: String,
    /// A buyer's id, or `kind-<code>`.
    pub buyer: String,
    /// A name for who is not on the board.
    pub buyer_name: String,
    /// `linked` or `alone`.
    pub how: String,
    /// `1`: what is to be looked at twice was looked at.
    pub known: String,
}

/// The form of a sale.
#[derive(Clone, Debug)]
pub struct SaleFormPage {
    /// What surrounds the page.
    pub around: Around,
    /// What is paid.
    pub money: Unit,
    /// Who sold; nobody for somebody new.
    pub seller: Option<SellerLine>,
    /// Organisations whom somebody new may be served by.
    pub organisations: Vec<Choice>,
    /// What may be sold.
    pub goods: Vec<Choice>,
    /// Who may have bought.
    pub buyers: Vec<Choice>,
    /// What the village's code names.
    pub place: Name,
    /// Somebody of the same name is there already.
    pub same_name: bool,
    /// What has been typed.
    pub form: SaleForm,
    /// What is to be looked at twice.
    pub cautions: Vec<String>,
    /// Every refusal.
    pub problems: Vec<Problem>,
}

/// `GET /market/sales/new?seller=`, `POST /market/sales/new`
pub fn sale_form(page: &SaleFormPage) -> Markup {
    let (words, form) = (page.around.words, &page.form);
    let fields = Fields { words, problems: &page.problems };
    let title = words.say("farm-sale-add");
    let body = html! {
        form.form.stack.narrow.amid method="post" action="/market/sales/new" novalidate {
            (fields.summary())
            (cautions(fields, &page.cautions))
            input type="hidden" name="key" value=(form.key);
            input type="hidden" name="seller" value=(form.seller);
            (who(page, fields))
            (what(page, fields))
            (whom(page, fields))
            div.actions {
                @if page.cautions.is_empty() { button.btn.main type="submit" { (icon("check")) (words.say("farm-sale-write")) } }
                @else { button.btn type="submit" { (icon("check")) (words.say("farm-sale-write")) } }
                a.btn href="/market/sales" { (words.say("cancel")) }
            }
        }
    };
    let (tab, back) = (Tab::Sales, "/market/sales/new");
    MarketFrame { around: &page.around, tab, title: &title, back, problems: &page.problems }.draw(body)
}

fn who(page: &SaleFormPage, fields: Fields<'_>) -> Markup {
    let (words, form) = (fields.words, &page.form);
    if let Some(line) = &page.seller {
        return html! {
            section.card #seller {
                h2 { (icon(if line.is_group { "users" } else { "user" })) (line.name.show(words)) }
                p.small { (about(words, line)) }
                @if let Some(problem) = page.problems.iter().find(|problem| problem.field == "seller") {
                    p.err #seller-e { (icon("circle-alert")) span { (problem.message) } }
                }
                a.more href="/market/sales/new" { (words.say("farm-sale-change-seller")) (icon("chevron-right")) }
            }
        };
    }
    let sexes = [("f", words.say("female"), "".into()), ("m", words.say("male"), "".into())];
    html! {
        fieldset.set {
            legend { (icon("user")) (words.say("farm-sale-new-person")) }
            p.hint { (words.say("farm-sale-new-person-text")) }
            div.pair {
                (fields.text("family_name_km", "family-name-km", &form.family_name_km))
                (fields.text("given_name_km", "given-name-km", &form.given_name_km))
            }
            div.pair {
                (fields.text("family_name_latin", "family-name-latin", &form.family_name_latin))
                (fields.text("given_name_latin", "given-name-latin", &form.given_name_latin))
            }
            @if page.same_name { (fields.check("other", "farm-sale-somebody-else", form.other == "1")) }
            (fields.radios("sex", "sex", &form.sex, true, &sexes))
            (fields.count("birth_year", "birth-year", &form.birth_year))
            @if page.organisations.len() > 1 {
                (fields.select("organisation", "farm-sale-organisation", &form.organisation, &chosen(&page.organisations)))
            }
        }
    }
}

fn what(page: &SaleFormPage, fields: Fields<'_>) -> Markup {
    let (words, form) = (fields.words, &page.form);
    let units = [
        ("gram", words.say("farm-sale-unit-gram"), words.say("farm-sale-unit-gram-hint")),
        ("head", words.say("farm-sale-unit-head"), "".into()),
    ];
    html! {
        fieldset.set {
            legend { (icon("wheat")) (words.say("farm-sale-what")) }
            (kind_fields(fields, &page.goods, &form.crop, &form.grade, &form.organic))
            (fields.count("quantity", "farm-sale-quantity", &form.quantity).keypad("decimal"))
            (fields.radios("unit", "farm-sale-unit", &form.unit, true, &units))
            (fields.amount("riel", "farm-sale-total", &form.riel, &sign(words, &page.money)))
            (fields.date("day", "farm-sale-day", &form.day))
            (fields.text("village", "farm-sale-village", &form.village).hint("farm-sale-village-hint").mid().keypad("numeric"))
            @if !page.place.show(words).is_empty() { p.hint { (icon("map-pin")) " " (page.place.show(words)) } }
        }
    }
}

fn whom(page: &SaleFormPage, fields: Fields<'_>) -> Markup {
    let (words, form) = (fields.words, &page.form);
    let how = ["linked", "alone"]
        .map(|code| (code, words.say(&format!("farm-sale-{code}")), words.say(&format!("farm-sale-{code}-hint"))));
    html! {
        fieldset.set {
            legend { (icon("shopping-cart")) (words.say("farm-sale-buyer")) }
            (fields.select("buyer", "farm-sale-buyer", &form.buyer, &chosen(&page.buyers)))
            (fields.text("buyer_name", "farm-sale-buyer-name", &form.buyer_name).hint("farm-sale-buyer-name-hint"))
            (fields.radios("how", "farm-sale-how", &form.how, false, &how))
        }
    }
}
