//! A delivery day at the scale: the form, what it comes to, and the last deliveries with the totals of the day. The form
//! works by itself; `delivery.js` reckons while one types, moves on at Enter and sends without a new page.
use super::{CoopFrame, CoopHead, KindHead, Who, cautions, kilograms, tenths};
use crate::{
    compare::went_on,
    layout::icon,
    parts::{Around, Column, Fields, Problem, Row, Table, empty, more, table_card, with_query},
};
use chrono::NaiveDate;
use maud::{Markup, PreEscaped, html};
use std::borrow::Cow;
use words::Words;

/// Why weight is taken off besides moisture and foreign matter: the end of the key of its words, and of its field `off-`.
pub const REASONS: [&str; 5] = ["unripe", "mixed", "spoilt", "trimming", "bags"];

/// What is typed at the scale.
#[derive(Clone, Debug, Default)]
pub struct DeliveryForm {
    /// Made by the server: sent twice, written once.
    pub key: String,
    /// The last act when the form was opened: what was written since is news to whoever types.
    pub upon: String,
    /// The acts that were looked at beside this delivery and found to be other ones; blank as a rule.
    pub also: String,
    /// The key under which it was sent before it went on as another delivery; blank as a rule.
    pub was: String,
    /// The business day.
    pub day: String,
    /// The member's number.
    pub member: String,
    /// Or somebody who is no member: her party.
    pub seller: String,
    /// Or her name, if she was never here.
    pub seller_name: String,
    /// Crop, grade and whether it is organic, as [`DeliveriesPage::kinds`] codes them.
    pub kind: String,
    /// The plot's number.
    pub plot: String,
    /// Kilograms on the scale.
    pub gross: String,
    /// Kilograms of bags and cart.
    pub tare: String,
    /// Per cent.
    pub moisture: String,
    /// Per cent.
    pub foreign: String,
    /// Kilograms taken off, reason by reason as in [`REASONS`].
    pub off: [String; 5],
    /// What goes to what she owes; blank: what the by-laws say.
    pub offset: String,
    /// `now`, `later` or `part`.
    pub pay: String,
    /// How much of it now.
    pub part: String,
}

/// What is measured by, for the script that reckons along. The server reckons again: what the script shows is for the eye.
#[derive(Clone, Debug, Default)]
pub struct Reckoning {
    /// Grain is paid as if it had this moisture, tenths of a per cent.
    pub moisture: i64,
    /// Straw and stones above this are taken off, tenths of a per cent.
    pub foreign: i64,
    /// Of the amount so much goes to what she owes, per cent: the figure and its decimal places.
    pub offset: (i128, u32),
    /// Kinds and people, as JSON.
    pub data: String,
}

/// A delivery of the day.
#[derive(Clone, Debug)]
pub struct DeliveryLine {
    /// Its number.
    pub no: i64,
    /// Whose.
    pub who: Who,
    /// What.
    pub kind: KindHead,
    /// Without bags, grams.
    pub net: i64,
    /// Tenths of a per cent.
    pub moisture: Option<i64>,
    /// Paid for, grams.
    pub weight: i64,
    /// For a kilogram.
    pub price: i64,
    /// Its worth.
    pub amount: i64,
    /// To what she owes.
    pub offset: i64,
    /// In her hand.
    pub cash: i64,
}

/// What came in of a kind.
#[derive(Clone, Debug)]
pub struct KindTotal {
    /// What.
    pub kind: KindHead,
    /// How many deliveries.
    pub count: i64,
    /// Without bags, grams.
    pub net: i64,
    /// Paid for, grams.
    pub weight: i64,
    /// Its worth.
    pub amount: i64,
    /// To what is owed.
    pub offset: i64,
    /// Paid.
    pub cash: i64,
}

/// What came in on a day: the last deliveries, and the totals of all of them.
#[derive(Clone, Debug, Default)]
pub struct DayList {
    /// The last ones, the latest first.
    pub lines: Vec<DeliveryLine>,
    /// Kind by kind.
    pub totals: Vec<KindTotal>,
    /// In the box at the end of the day.
    pub cash: i64,
}

/// The page of a delivery day.
#[derive(Clone, Debug)]
pub struct DeliveriesPage {
    /// What surrounds the page.
    pub around: Around,
    /// Which cooperative.
    pub coop: CoopHead,
    /// The day.
    pub day: NaiveDate,
    /// The name of the draft that a device keeps of it, for this reader.
    pub draft: String,
    /// What has been typed.
    pub form: DeliveryForm,
    /// What has a price on that day: its code in the form, and its name with the price.
    pub kinds: Vec<(String, String)>,
    /// Some of it is paddy: moisture is measured.
    pub grain: bool,
    /// Those who are named and no members: party and name.
    pub sellers: Vec<(String, String)>,
    /// Plots to choose from: those of the member who was typed.
    pub plots: Vec<(String, String)>,
    /// What the script reckons by.
    pub reckoning: Reckoning,
    /// What came in.
    pub list: DayList,
    /// May write deliveries.
    pub may_write: bool,
    /// May set prices.
    pub may_price: bool,
    /// Every refusal.
    pub problems: Vec<Problem>,
    /// What is to be looked at once more.
    pub cautions: Vec<String>,
}

/// `GET, POST /coops/{code}/deliveries?day=`
pub fn deliveries(page: &DeliveriesPage) -> Markup {
    let words = page.around.words;
    let title = words.say("coop-tab-deliveries");
    let body = html! {
        (days(page))
        @if page.may_write {
            @if page.kinds.is_empty() { (no_price(page)) } @else { (form(page)) }
        }
        div #list { (list(words, &page.coop, page.day, &page.list)) }
    };
    let frame = CoopFrame {
        around: &page.around,
        coop: &page.coop,
        tab: Some("deliveries"),
        title: &title,
        back: page.coop.href(""),
        problems: &page.problems,
        scripts: &["draft.js", "delivery.js"],
    };
    frame.draw(body)
}

/// The day, and the way to another one.
fn days(page: &DeliveriesPage) -> Markup {
    let words = page.around.words;
    let typed = words.date_short(page.day);
    let fields = Fields { words, problems: &[] };
    html! {
        form.day method="get" action=(page.coop.href("deliveries")) {
            (fields.date("day", "delivery-day", &typed).hint("date-hint"))
            button.btn type="submit" { (icon("calendar")) (words.say("delivery-other-day")) }
        }
    }
}

fn no_price(page: &DeliveriesPage) -> Markup {
    let words = page.around.words;
    let (href, label) = (page.coop.href("prices"), words.say("delivery-set-price"));
    let action = page.may_price.then_some((href.as_str(), &*label));
    html! { div.card { (empty("banknote", &words.say("delivery-no-price"), &words.say("delivery-no-price-text"), action)) } }
}

fn form(page: &DeliveriesPage) -> Markup {
    let (words, form, reckoning) = (page.around.words, &page.form, &page.reckoning);
    let fields = Fields { words, problems: &page.problems };
    let unit = &page.coop.group.unit;
    let (figure, places) = reckoning.offset;
    let action = with_query(&page.coop.href("deliveries"), &[("day", &page.form.day)]);
    html! {
        form.delivery #delivery method="post" action=(action) novalidate autocomplete="off"
            data-outbox=(words.with("outbox-title-delivery", &[("coop", page.coop.code.as_str().into())])) data-draft=(page.draft)
            data-drawn=(form.day) data-typed=[answers(page).then_some("1")]
            data-digits=(words.digits.code()) data-moisture=(reckoning.moisture) data-foreign=(reckoning.foreign)
            data-offset={ (figure) "/" (places) } data-decimals=(unit.decimals)
            data-sign=(words.unit(unit.decimals, &unit.commodity)) data-kg=(words.say("unit-kg"))
            data-nobody=(words.say("refuse-coop-nobody")) data-number=(words.with("refuse-number", &[("example", words.number(5).into())]))
            data-tare=(words.say("refuse-coop-tare-above-gross")) data-nothing=(words.say("refuse-coop-nothing-left"))
            data-lost=(words.say("delivery-not-sent")) data-error=(words.say("error-prefix"))
            data-look=(words.say("coop-look-again")) data-known=(words.say("coop-known")) data-mend=(words.say("delivery-mend")) {
            (fields.summary())
            input type="hidden" name="key" value=(form.key);
            input type="hidden" name="upon" value=(form.upon);
            @if !form.also.is_empty() { input type="hidden" name="also" value=(form.also); }
            (went_on(&page.draft, &form.was))
            input type="hidden" name="day" value=(form.day);
            div.card.scale {
                (who(page, fields))
                (what(page, fields))
                (weights(page, fields))
                (deductions(page, fields))
                (payment(page, fields))
            }
            (result(page))
            div #look aria-live="assertive" { (cautions(fields, &page.cautions)) }
            div.send {
                button.btn.main.big type="submit" #send { (icon("check")) (words.say("delivery-write")) }
                p.small.needjs { (words.say("delivery-keys")) }
            }
        }
        p.vh #said role="status" {}
        script type="application/json" #delivery-data { (PreEscaped(&reckoning.data)) }
    }
}

/// Whether the form answers one that was sent: its key is that one's, and the device makes no other.
fn answers(page: &DeliveriesPage) -> bool {
    let typed = [&page.form.member, &page.form.seller, &page.form.seller_name, &page.form.gross];
    !page.problems.is_empty() || !page.cautions.is_empty() || typed.into_iter().any(|text| !text.is_empty())
}

/// Who brings it: a member by her number, or somebody who is no member.
fn who(page: &DeliveriesPage, fields: Fields<'_>) -> Markup {
    let (words, form) = (fields.words, &page.form);
    let other = !form.seller.is_empty() || !form.seller_name.is_empty();
    let mut sellers = vec![(Cow::from(""), words.say("delivery-choose"))];
    sellers.extend(options(&page.sellers));
    html! {
        fieldset.set.who {
            legend { (icon("user")) (words.say("delivery-who")) }
            (fields.count("member", "delivery-member", &form.member))
            output.name #name for="member" {}
            details.fold open[other] {
                summary { (icon("chevron-right")) (words.say("delivery-no-member")) }
                div.pair {
                    @if !page.sellers.is_empty() { (fields.select("seller", "delivery-seller", &form.seller, &sellers)) }
                    (fields.text("seller_name", "delivery-seller-name", &form.seller_name).hint("delivery-seller-hint"))
                }
            }
        }
    }
}

fn options(choices: &[(String, String)]) -> Vec<(Cow<'_, str>, Cow<'_, str>)> {
    choices.iter().map(|(value, text)| (Cow::from(value), Cow::from(text))).collect()
}

/// What it is, and from which field.
fn what(page: &DeliveriesPage, fields: Fields<'_>) -> Markup {
    let (words, form) = (fields.words, &page.form);
    let mut plots = vec![(Cow::from(""), words.say("delivery-choose"))];
    plots.extend(options(&page.plots));
    html! {
        fieldset.set.what {
            legend { (icon("wheat")) (words.say("delivery-what")) }
            (fields.select("kind", "delivery-kind", &form.kind, &options(&page.kinds)))
            @if page.coop.organic {
                div #plot-part { (fields.select("plot", "delivery-plot", &form.plot, &plots)) }
            }
        }
    }
}

fn weights(page: &DeliveriesPage, fields: Fields<'_>) -> Markup {
    let (words, form) = (fields.words, &page.form);
    let kg = words.say("unit-kg").into_owned();
    html! {
        fieldset.set.weights {
            legend { (icon("scale")) (words.say("delivery-scale")) }
            (fields.text("gross", "delivery-gross", &form.gross).short().keypad("decimal").after(kg.clone()))
            (fields.text("tare", "delivery-tare", &form.tare).short().keypad("decimal").after(kg))
            @if page.grain {
                div #moisture-part { (fields.text("moisture", "delivery-moisture", &form.moisture).short().keypad("decimal").after("%")) }
            }
            (fields.text("foreign", "delivery-foreign", &form.foreign).short().keypad("decimal").after("%"))
        }
    }
}

/// What is taken off for other reasons; folded, since it is rare.
fn deductions(page: &DeliveriesPage, fields: Fields<'_>) -> Markup {
    let (words, form) = (fields.words, &page.form);
    let kg = words.say("unit-kg").into_owned();
    let names = REASONS.map(|reason| format!("off-{reason}"));
    let open = form.off.iter().any(|text| !text.is_empty()) || page.problems.iter().any(|one| names.contains(&one.field));
    html! {
        details.fold.off open[open] {
            summary { (icon("chevron-right")) (words.say("delivery-taken-off")) }
            div.weights {
                @for ((reason, name), typed) in REASONS.iter().zip(names).zip(&form.off) {
                    @let label = words.say(&format!("delivery-off-{reason}"));
                    (fields.text("", "delivery-taken-off", typed).named(name).labelled(label).short().keypad("decimal").after(kg.clone()))
                }
            }
        }
    }
}

fn payment(page: &DeliveriesPage, fields: Fields<'_>) -> Markup {
    let (words, form) = (fields.words, &page.form);
    let unit = &page.coop.group.unit;
    let sign = words.unit(unit.decimals, &unit.commodity).into_owned();
    let ways = ["now", "later", "part"].map(|way| (Cow::from(way), words.say(&format!("delivery-pay-{way}"))));
    html! {
        fieldset.set.pay {
            legend { (icon("banknote")) (words.say("delivery-pay")) }
            div #offset-part {
                (fields.amount("offset", "delivery-offset", &form.offset, &sign).hint("delivery-offset-hint"))
            }
            (fields.select("pay", "delivery-paid", &form.pay, &ways))
            div #part-part { (fields.amount("part", "delivery-part", &form.part, &sign)) }
        }
    }
}

/// What it comes to, filled in by the script.
fn result(page: &DeliveriesPage) -> Markup {
    let words = page.around.words;
    let figures = [
        ("r-net", "delivery-net"),
        ("r-off", "delivery-off"),
        ("r-weight", "delivery-weight"),
        ("r-amount", "delivery-amount"),
        ("r-offset", "delivery-to-credit"),
        ("r-cash", "delivery-in-hand"),
        ("r-owed", "delivery-owed"),
    ];
    html! {
        div.card.needjs.result aria-live="off" {
            dl {
                @for (id, key) in figures { div.(id) { dt { (words.say(key)) } dd.n id=(id) { "–" } } }
            }
        }
    }
}

/// The last deliveries of the day, and the totals of all of them. The script asks for it again after each delivery.
pub fn list(words: Words, coop: &CoopHead, day: NaiveDate, list: &DayList) -> Markup {
    let all: i64 = list.totals.iter().map(|total| total.count).sum();
    if all == 0 {
        return html! { div.card { (empty("scale", &words.say("delivery-none"), &words.say("delivery-none-text"), None)) } };
    }
    let shown = [("shown", words.number(list.lines.len() as i64).into()), ("all", words.number(all).into())];
    let heading = words.with("delivery-of-day", &[("date", words.date(day).into())]);
    html! {
        (table_card("weight", &heading, html! {}, totals(words, coop, list)))
        (table_card("list", &words.say("delivery-last"), html! { span.small { (words.with("delivery-shown", &shown)) } }, lines(words, coop, list)))
        (more(&with_query(&coop.href("deliveries/all"), &[("day", &words.date_short(day))]), &words.say("delivery-all")))
    }
}

fn totals(words: Words, coop: &CoopHead, list: &DayList) -> Markup {
    let columns = [
        Column::lead(words.say("delivery-kind")),
        Column::number(words.say("delivery-count")),
        Column::number(words.say("delivery-net")),
        Column::figure(words.say("delivery-weight")),
        Column::number(words.say("delivery-amount")),
        Column::number(words.say("delivery-to-credit")),
        Column::number(words.say("delivery-paid")),
        Column::number(words.say("delivery-owed")),
    ];
    let row = |kind: Markup, of: &[&KindTotal]| {
        let sum = |figure: fn(&KindTotal) -> i64| of.iter().map(|total| figure(total)).sum::<i64>();
        let owed = sum(|total| total.amount - total.offset - total.cash);
        Row::new(vec![
            kind,
            html! { (words.number(sum(|total| total.count))) },
            kilograms(words, sum(|total| total.net)),
            kilograms(words, sum(|total| total.weight)),
            coop.money(words, sum(|total| total.amount)),
            coop.money(words, sum(|total| total.offset)),
            coop.money(words, sum(|total| total.cash)),
            coop.money(words, owed),
        ])
    };
    let all: Vec<&KindTotal> = list.totals.iter().collect();
    let rows = all.iter().map(|total| row(total.kind.show(words), &[total])).collect();
    let foot = if all.len() > 1 { vec![row(html! { (words.say("delivery-together")) }, &all)] } else { vec![] };
    let caption = words.say("delivery-totals");
    html! {
        (Table { words, caption: &caption, columns: &columns, rows, foot, listing: None })
        p.under { (words.say("coop-in-box")) " " b { (coop.money(words, list.cash)) } }
    }
}

/// Deliveries as a table, each leading to its note.
pub fn lines(words: Words, coop: &CoopHead, list: &DayList) -> Markup {
    let columns = [
        Column::mark(words.say("delivery-number")),
        Column::lead(words.say("delivery-who")),
        Column::line(words.say("delivery-kind")),
        Column::number(words.say("delivery-net")),
        Column::number(words.say("delivery-moisture")),
        Column::figure(words.say("delivery-weight")),
        Column::number(words.say("delivery-amount")),
        Column::number(words.say("delivery-to-credit")),
        Column::number(words.say("delivery-paid")),
        Column::number(words.say("delivery-owed")),
    ];
    let money = |amount: i64| html! { @if amount != 0 { (coop.money(words, amount)) } };
    let row = |line: &DeliveryLine| {
        Row::new(vec![
            html! { (words.ordinal(line.no)) },
            html! { a href=(coop.href(&format!("deliveries/{}", line.no))) { (line.who.text(words)) } },
            line.kind.show(words),
            kilograms(words, line.net),
            html! { @if let Some(moisture) = line.moisture { span.n { (tenths(words, moisture)) " %" } } },
            kilograms(words, line.weight),
            coop.money(words, line.amount),
            money(line.offset),
            money(line.cash),
            money(line.amount - line.offset - line.cash),
        ])
    };
    let caption = words.say("delivery-last");
    let rows = list.lines.iter().map(row).collect();
    html! { (Table { words, caption: &caption, columns: &columns, rows, foot: vec![], listing: None }) }
}
