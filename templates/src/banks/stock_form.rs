//! The small forms that write down what comes and goes: gifts, deposits, purchases, sales, help, money.
use super::{
    BankHead, Who,
    frame::{BankFrame, cautions},
};
use crate::{
    layout::icon,
    parts::{Around, Fields, Problem, encode, with_query},
};
use maud::{Markup, html};
use std::borrow::Cow;

/// What can be written: the last part of the address.
pub const WAYS: [&str; 8] = ["donate", "deposit", "return-deposit", "buy", "sell", "help", "money-in", "money-out"];

/// What is typed.
#[derive(Clone, Debug, Default)]
pub struct StockForm {
    /// Made by the server: sent twice, written once.
    pub key: String,
    /// The cautions were read.
    pub known: bool,
    /// The day.
    pub day: String,
    /// The good's code.
    pub good: String,
    /// How much.
    pub quantity: String,
    /// In which measure: blank for the good's own unit, else `thang`, `tau`, …
    pub measure: String,
    /// Money.
    pub money: String,
    /// `capital` or `gift`; of a deposit `capital` or `returned`.
    pub sort: String,
    /// Who gave.
    pub from: String,
    /// The member's party.
    pub member: String,
    /// The decision it rests on.
    pub minute: String,
    /// As what money came, or for what it was spent.
    pub purpose: String,
    /// A few words.
    pub note: String,
    /// What each member brought, by party.
    pub rows: Vec<(i64, String)>,
}

impl StockForm {
    /// Reads what a browser sent.
    pub fn read(pairs: &[(String, String)]) -> StockForm {
        let get = |name: &str| pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone()).unwrap_or_default();
        let row = |(key, value): &(String, String)| Some((key.strip_prefix('p')?.parse().ok()?, value.clone()));
        StockForm {
            key: get("key"),
            known: get("known") == "1",
            day: get("day"),
            good: get("good"),
            quantity: get("quantity"),
            measure: get("measure"),
            money: get("money"),
            sort: get("sort"),
            from: get("from"),
            member: get("member"),
            minute: get("minute"),
            purpose: get("purpose"),
            note: get("note"),
            rows: pairs.iter().filter_map(row).collect(),
        }
    }
}

/// A value and its text in a list to choose from.
pub type Choice = (String, String);

/// The form.
#[derive(Clone, Debug)]
pub struct StockFormPage {
    /// What surrounds the page.
    pub around: Around,
    /// Which bank.
    pub bank: BankHead,
    /// One of [`WAYS`].
    pub what: &'static str,
    /// The goods to choose from, with what there is of each.
    pub goods: Vec<Choice>,
    /// The unit of the good that is chosen.
    pub unit: String,
    /// Measures of the village beside that unit; none: there are none.
    pub measures: Vec<Choice>,
    /// The sign of money.
    pub sign: String,
    /// The members to choose from; of a deposit that is given back, with what each has.
    pub members: Vec<Choice>,
    /// Every member, for the rows of a deposit.
    pub rows: Vec<(i64, Who)>,
    /// What a family brings when it joins, in words; empty: nothing was agreed.
    pub joining: String,
    /// What has been typed.
    pub form: StockForm,
    /// What is to be looked at once more.
    pub cautions: Vec<String>,
    /// Every refusal.
    pub problems: Vec<Problem>,
}

/// `GET, POST /banks/{code}/stock/{what}?good=`
pub fn stock_form(page: &StockFormPage) -> Markup {
    let (words, bank) = (page.around.words, &page.bank);
    let fields = Fields { words, problems: &page.problems };
    let title = words.say(&format!("bank-do-{}", page.what));
    let back = with_query(&bank.href("stock"), &[("good", &page.form.good)]);
    let body = html! {
        form.form.narrow.amid method="post" action=(bank.href(&format!("stock/{}", encode(page.what)))) novalidate {
            (fields.summary())
            (cautions(fields, &page.cautions))
            div.card.form {
                p.hint { (words.say(&format!("bank-do-{}-text", page.what))) }
                input type="hidden" name="key" value=(page.form.key);
                (fields.date("day", "bank-happened-on", &page.form.day))
                (inside(page, fields))
                div.actions {
                    button.btn.main type="submit" { (icon("check")) (words.say("bank-write-it-down")) }
                    a.btn href=(back) { (words.say("cancel")) }
                }
            }
        }
    };
    let frame = BankFrame { around: &page.around, bank, tab: None, title: &title, back: back.clone(), problems: &page.problems };
    frame.draw(body)
}

fn inside(page: &StockFormPage, fields: Fields<'_>) -> Markup {
    let (words, form, sign) = (fields.words, &page.form, page.sign.as_str());
    let two = |key: &str, sorts: [&'static str; 2]| {
        let [one, other] = sorts.map(|sort| (sort, words.say(&format!("{key}-{sort}")), words.say(&format!("{key}-{sort}-hint"))));
        fields.radios("sort", key, &form.sort, false, &[one, other])
    };
    let minute = || fields.text("minute", "bank-minute", &form.minute).hint("bank-minute-hint");
    match page.what {
        "donate" => html! {
            (goods(page, fields)) (quantity(page, fields)) (two("bank-gift", ["capital", "gift"]))
            (fields.text("from", "bank-given-by", &form.from).hint("bank-given-by-hint"))
        },
        "deposit" => html! { (goods(page, fields)) (two("bank-deposit", ["capital", "returned"])) (rows(page, fields)) },
        "return-deposit" => html! { (goods(page, fields)) (member(page, fields)) (quantity(page, fields)) },
        "buy" => html! {
            (goods(page, fields)) (quantity(page, fields)) (fields.amount("money", "bank-paid-for-it", &form.money, sign))
        },
        "sell" => html! {
            (goods(page, fields)) (quantity(page, fields)) (fields.amount("money", "bank-got-for-it", &form.money, sign))
        },
        "help" => html! { (goods(page, fields)) (member(page, fields)) (quantity(page, fields)) (minute()) },
        way => html! {
            (purposes(fields, way, &form.purpose))
            (fields.amount("money", "amount", &form.money, sign))
            (fields.text("note", "note-optional", &form.note).hint("bank-note-hint"))
        },
    }
}

fn goods(page: &StockFormPage, fields: Fields<'_>) -> Markup {
    fields.select("good", "bank-good", &page.form.good, &options(&page.goods))
}

fn options(choices: &[Choice]) -> Vec<(Cow<'_, str>, Cow<'_, str>)> {
    choices.iter().map(|(value, text)| (Cow::from(value), Cow::from(text))).collect()
}

fn quantity(page: &StockFormPage, fields: Fields<'_>) -> Markup {
    let typed = fields.amount("quantity", "bank-quantity", &page.form.quantity, &page.unit);
    if page.measures.is_empty() {
        return html! { (typed) };
    }
    html! {
        div.pair.start {
            (fields.amount("quantity", "bank-quantity", &page.form.quantity, ""))
            (fields.select("measure", "bank-measured-in", &page.form.measure, &options(&page.measures)))
        }
    }
}

fn member(page: &StockFormPage, fields: Fields<'_>) -> Markup {
    let mut members = vec![(Cow::from(""), fields.words.say("bank-choose-member"))];
    members.extend(options(&page.members));
    fields.select("member", "member", &page.form.member, &members)
}

fn purposes(fields: Fields<'_>, way: &str, chosen: &str) -> Markup {
    let (key, codes): (&str, &[&str]) = if way == "money-in" {
        ("bank-source", &["grant", "contribution", "gift", "insurance", "income"])
    } else {
        ("bank-spending", &["repairs", "honorarium", "transport", "family-grant", "other"])
    };
    let words = fields.words;
    let all: Vec<_> = codes.iter().map(|code| (*code, words.say(&format!("{key}-{code}")), Cow::from(""))).collect();
    fields.radios("purpose", key, chosen, false, &all)
}

/// A line for each member: what she brought.
fn rows(page: &StockFormPage, fields: Fields<'_>) -> Markup {
    let words = fields.words;
    let typed = |party: i64| page.form.rows.iter().find(|(of, _)| *of == party).map_or("", |(_, text)| text.as_str());
    html! {
        fieldset.f {
            legend { (words.say("bank-who-brought")) }
            @if !page.joining.is_empty() { p.hint { (page.joining) } }
            div.each #rows {
                @for (party, who) in &page.rows {
                    @let name = format!("p{party}");
                    (fields.amount("", "member", typed(*party), &page.unit).named(name)
                        .labelled(format!("{} {}", words.ordinal(who.number), who.name.show(words))))
                }
            }
        }
    }
}
