//! Between the form at the scale and the rules: what is typed into an ask, what a page and its script need to know, and
//! where on the form a refusal stands.
use super::{
    forms::{self, Said, Typed},
    ground::{self, Ground},
    refusals,
    write::{self, Outcome, Wish},
};
use crate::{
    error::Fault,
    meetings::seal::Act as By,
    reader::Reader,
    store::{Tx, add_party},
};
use chrono::NaiveDate;
use domain::coops::{
    Ask, Impossible, Kind, Member, Party, Refusal, Why,
    acts::Reason,
    ask::{AskDelivery, Pay},
    bylaws::Organic,
    crops::{CropClass, crop},
    organic,
    state::Plot,
};
use ledger::Commodity;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use templates::{
    coops::{
        deliveries::{DeliveryForm, DeliveryLine, REASONS, Reckoning},
        kilograms_text, tenths,
    },
    parts::Problem,
};
use words::Words;

/// What was typed.
pub struct Read {
    /// The delivery; of somebody who is named first, without her party.
    pub ask: AskDelivery,
    /// Somebody who is no member and was never here: her name.
    pub names: Option<String>,
}

/// The reasons of a deduction, in the order of [`REASONS`].
pub const OFF: [Reason; 5] = [Reason::Unripe, Reason::Mixed, Reason::Spoilt, Reason::Trimming, Reason::Bags];

/// The end of the key of a reason's name.
pub fn reason(reason: Reason) -> &'static str {
    OFF.iter().position(|known| *known == reason).map_or(REASONS[0], |at| REASONS[at])
}

/// What has a price on the ground's day and may be delivered, with the price.
pub fn kinds(ground: &Ground) -> Vec<(Kind, i64)> {
    let mut all: BTreeMap<&Kind, i64> = BTreeMap::new();
    for (_, kind, amount) in ground.state.prices.iter().filter(|(from, ..)| *from <= ground.day) {
        all.insert(kind, *amount);
    }
    let here = |kind: &Kind| crop(&kind.crop).is_some_and(|crop| matches!(crop.class, CropClass::Paddy | CropClass::Vegetable));
    all.into_iter().filter(|(kind, _)| here(kind)).map(|(kind, amount)| (kind.clone(), amount)).collect()
}

/// A kind as the form codes it.
fn code(kind: &Kind) -> String {
    format!("{}|{}|{}", kind.crop, u8::from(kind.organic), kind.grade)
}

/// The kind that a form codes, whether it has a price today or not.
pub fn kind_of(code: &str) -> Option<Kind> {
    let mut parts = code.splitn(3, '|').map(str::to_owned);
    let (crop, organic, grade) = (parts.next()?, parts.next()?, parts.next()?);
    Some(Kind { crop, organic: organic == "1", grade })
}

/// The last act when a form was opened: what was written since is news to whoever types.
pub fn upon(ground: &Ground) -> String {
    ground.loaded.acts.last().map_or(0, |act| act.no).to_string()
}

/// Whether moisture is measured.
pub fn is_paddy(kind: &Kind) -> bool {
    crop(&kind.crop).is_some_and(|crop| crop.class == CropClass::Paddy)
}

fn money(ground: &Ground, words: Words, amount: i64) -> String {
    words.amount(amount, ground.loaded.money.decimals(), ground.loaded.money.code())
}

/// A kind to choose, with its price.
pub fn kind_option(ground: &Ground, words: Words, kind: &Kind, price: i64) -> (String, String) {
    (code(kind), format!("{} · {}", ground::kind(kind).name(words), money(ground, words, price)))
}

/// Those who are named and no members; buyers of the board are not among them.
pub fn sellers(ground: &Ground) -> Vec<(String, String)> {
    let own = ground.state.outsiders.iter().filter(|(_, (_, buyer))| buyer.is_none());
    own.map(|(party, (name, _))| (party.to_string(), name.clone())).collect()
}

/// A plot with its status and what may still come of it: number, text, crop.
fn plot(words: Words, plot: &Plot, laws: &Organic, day: NaiveDate) -> (i64, String, String) {
    let state = match organic::status(plot, laws, day) {
        organic::Status::Organic => {
            let left = kilograms_text(words, organic::left(plot, laws, day).max(0));
            words.with("delivery-plot-left", &[("weight", left.into())])
        }
        other => words.say(&format!("delivery-plot-{}", other.code())).into_owned(),
    };
    (plot.said.no, format!("{} · {state}", plot.said.name), plot.said.crop.clone())
}

/// The plots of the member who was typed, to choose from where no script asks.
pub fn plots_of(ground: &Ground, words: Words, form: &DeliveryForm) -> Vec<(String, String)> {
    let party = words::read_count(&form.member).ok().flatten().and_then(|number| ground.party_of(number));
    let laws = ground.laws().organic.clone().unwrap_or_default();
    let own = ground.state.plots.values().filter(|plot| Some(plot.said.party) == party);
    own.map(|own| plot(words, own, &laws, ground.day)).map(|(no, text, _)| (no.to_string(), text)).collect()
}

/// What the script reckons by.
pub fn reckoning(ground: &Ground, words: Words) -> Reckoning {
    let laws = ground.laws();
    let percent = if laws.credit.offset_percent.is_zero() { 100.into() } else { laws.credit.offset_percent };
    Reckoning {
        moisture: laws.scale.moisture_tenths,
        foreign: laws.scale.foreign_tenths,
        offset: (percent.mantissa(), percent.scale()),
        // Nothing in it may end the element that it stands in.
        data: data(ground, words).replace('<', "\\u003c"),
    }
}

/// Kinds and people, as JSON for the script.
fn data(ground: &Ground, words: Words) -> String {
    json!({ "kinds": kinds_data(ground), "members": members_data(ground, words, |_| true) }).to_string()
}

/// What each kind costs, and what is asked about it, by its code.
pub fn kinds_data(ground: &Ground) -> BTreeMap<String, Value> {
    let each = kinds(ground).into_iter().map(|(kind, price)| {
        let value = json!({ "price": price.to_string(), "paddy": is_paddy(&kind), "organic": kind.organic, "crop": kind.crop });
        (code(&kind), value)
    });
    each.collect()
}

/// The members of the day that are wanted, by number: name, what is owed, plots.
pub fn members_data(ground: &Ground, words: Words, wanted: impl Fn(Party) -> bool) -> BTreeMap<i64, Value> {
    let laws = ground.laws().organic.clone().unwrap_or_default();
    let mut plots: BTreeMap<Party, Vec<_>> = BTreeMap::new();
    for one in ground.state.plots.values().filter(|one| ground.head.organic && wanted(one.said.party)) {
        plots.entry(one.said.party).or_default().push(plot(words, one, &laws, ground.day));
    }
    let mut owed: BTreeMap<Party, i64> = BTreeMap::new();
    for credit in ground.state.credits.values() {
        *owed.entry(credit.party).or_default() += credit.left;
    }
    let here = |member: &&Member| {
        member.joined_on <= ground.day && member.left_on.is_none_or(|left| left >= ground.day) && wanted(member.party)
    };
    let each = ground.loaded.members.iter().filter(here).filter_map(|member| {
        let who = ground.who(member.party);
        let owes = owed.get(&who.party).copied().unwrap_or(0).to_string();
        Some((who.number?, json!([who.name.show(words), owes, plots.remove(&who.party).unwrap_or_default()])))
    });
    each.collect()
}

/// A new form: kind, tare, moisture and how it is paid are those of the last delivery of the day.
pub fn fresh(ground: &Ground, words: Words) -> DeliveryForm {
    let last = ground.state.deliveries.values().rev().find(|(on, _)| *on == ground.day).map(|(_, delivery)| delivery);
    let form = DeliveryForm {
        key: forms::key(None, false),
        upon: upon(ground),
        day: words.date_short(ground.day),
        pay: "now".into(),
        ..DeliveryForm::default()
    };
    let Some(last) = last else { return form };
    DeliveryForm {
        kind: code(&last.kind),
        tare: words.quantity(last.tare, 3),
        moisture: last.moisture_tenths.map(|part| tenths(words, part)).unwrap_or_default(),
        pay: if last.cash > 0 || last.owed() == 0 { "now" } else { "later" }.into(),
        ..form
    }
}

/// What was typed, to stand in the form again.
pub fn form(typed: &Typed) -> DeliveryForm {
    let get = |name: &str| typed.get(name).to_owned();
    DeliveryForm {
        key: get("key"),
        upon: get("upon"),
        also: get("also"),
        was: get("was"),
        day: get("day"),
        member: get("member"),
        seller: get("seller"),
        seller_name: get("seller_name"),
        kind: get("kind"),
        plot: get("plot"),
        gross: get("gross"),
        tare: get("tare"),
        moisture: get("moisture"),
        foreign: get("foreign"),
        off: REASONS.map(|reason| get(&format!("off-{reason}"))),
        offset: get("offset"),
        pay: get("pay"),
        part: get("part"),
    }
}

/// Reads what is typed.
///
/// # Errors
/// Everything that cannot be read, at its field.
pub fn read(ground: &Ground, typed: &Typed, words: Words) -> Result<Read, Vec<Problem>> {
    let mut reader = Reader::new(words);
    let who = who(&mut reader, ground, typed);
    let kinds = kinds(ground);
    let kind = reader.choice("kind", kinds.into_iter().map(|(kind, _)| kind).find(|kind| code(kind) == typed.get("kind")));
    let kg = weight();
    let gross = reader.some_amount("gross", typed.get("gross"), kg);
    let tare = reader.amount("tare", typed.get("tare"), kg).unwrap_or(0);
    let paddy = kind.as_ref().is_none_or(is_paddy);
    let moisture_tenths = part(&mut reader, "moisture", typed).filter(|_| paddy);
    let foreign_tenths = part(&mut reader, "foreign", typed);
    let mut taken_off = Vec::new();
    for (reason, name) in OFF.iter().zip(REASONS) {
        let field = format!("off-{name}");
        let grams = reader.amount(&field, typed.get(&field), kg);
        taken_off.extend(grams.filter(|grams| *grams != 0).map(|grams| (*reason, grams)));
    }
    let offset = reader.amount("offset", typed.get("offset"), ground.loaded.money);
    let pay = match typed.get("pay") {
        "now" => Some(Pay::Now),
        "later" => Some(Pay::Later),
        "part" => reader.some_amount("part", typed.get("part"), ground.loaded.money).map(|amount| Pay::Part { amount }),
        _ => reader.choice("pay", None),
    };
    let read = (|| {
        let kind = kind?;
        let plot = typed.parse("plot").filter(|_| kind.organic);
        let (party, names) = who?;
        let (gross, pay) = (gross?, pay?);
        let ask = AskDelivery { party, plot, kind, gross, tare, moisture_tenths, foreign_tenths, taken_off, offset, pay };
        Some(Read { ask, names })
    })();
    reader.finish(read)
}

/// Kilograms are typed with three decimal places, whatever is weighed.
fn weight() -> Commodity {
    Commodity::new("KG", 3).expect("three letters and three places are a commodity")
}

/// A part of a hundred with one decimal place, as tenths.
fn part(reader: &mut Reader, field: &str, typed: &Typed) -> Option<i64> {
    match words::read_quantity(typed.get(field), 1) {
        Ok(tenths) => tenths,
        Err(_) => {
            reader.refuse(field, "refuse-coop-not-a-percentage");
            None
        }
    }
}

/// Who brings it: a member's number, or somebody who is no member; of a new name the party is still to come.
fn who(reader: &mut Reader, ground: &Ground, typed: &Typed) -> Option<(Party, Option<String>)> {
    let (name, number) = (reader.text("seller_name", typed.get("seller_name"), 80), typed.get("member"));
    if !number.is_empty() {
        let number = reader.count("member", number)?;
        let party = ground.party_of(number);
        if party.is_none() {
            reader.refuse("member", "refuse-coop-nobody");
        }
        return party.map(|party| (party, None));
    }
    if !name.is_empty() {
        let known = ground.state.outsiders.iter().find(|(_, (known, buyer))| *known == name && buyer.is_none());
        return Some(known.map_or((0, Some(name)), |(party, _)| (*party, None)));
    }
    let seller: Option<Party> = typed.parse("seller");
    let seller = seller.filter(|party| ground.state.outsiders.contains_key(party));
    if seller.is_none() {
        reader.refuse("member", "delivery-who-missing");
    }
    seller.map(|party| (party, None))
}

/// Names somebody who brings something for the first time, and answers with her delivery. The caller commits both or none.
///
/// # Errors
/// Faults of the store.
pub async fn named(
    tx: &mut Tx,
    ground: &Ground,
    typed: &Typed,
    (name, ask): (&str, AskDelivery),
    (words, by): (Words, By),
) -> Result<Result<AskDelivery, Said>, Fault> {
    let key = typed.key()?;
    let own = |what: &str| {
        let digest = Sha256::digest(format!("delivery {what} {key}"));
        uuid::Builder::from_custom_bytes(digest[..16].try_into().expect("a digest is longer than an id")).into_uuid()
    };
    let party = add_party(tx, ground.group.book, own("party")).await?.0;
    let naming = Ask::NameOutsider { party, name: name.to_owned(), buyer: None };
    let wish = Wish { key: own("name"), day: ground.day, known: true, ask: &naming };
    Ok(match write::ask(tx, &ground.group, &ground.row, &wish, by).await? {
        Outcome::Written(_) | Outcome::Again(_) => Ok(AskDelivery { party, ..ask }),
        Outcome::Refused(all) => {
            let say =
                |one: &Refusal| Problem { field: "seller_name".into(), message: refusals::text(words, &ground.loaded, &one.why) };
            Err(all.iter().map(say).collect::<Vec<_>>().into())
        }
        other => return Err(Fault::Broken(format!("naming a seller became {other:?}"))),
    })
}

/// The field at which a refusal is mended.
pub fn place(refusal: &Refusal, ask: &Ask) -> String {
    let organic = matches!(ask, Ask::Deliver(delivery) if delivery.kind.organic);
    let field = match &refusal.why {
        Why::NotAMember | Why::Nobody => "member",
        Why::Crop(_) | Why::NotOrganic | Why::NoPrice => "kind",
        Why::NoPlot | Why::NotHerPlot | Why::OtherCrop | Why::PlotMissing | Why::PlotStatus(_) => "plot",
        Why::OverEstimate(_) | Why::ScaleMost(_) | Why::NothingLeft | Why::Amount => "gross",
        Why::TareAboveGross => "tare",
        Why::TooDry(_) | Why::TooWet(_) | Why::MoistureMissing => "moisture",
        Why::NotAPercentage => "foreign",
        Why::OffsetMost(_) => "offset",
        Why::PaidMost(_) => "part",
        Why::Impossible(Impossible::Cash(_)) => "pay",
        _ => "",
    };
    // Without organic produce there is no choice of plots on the form.
    if field == "plot" && !organic { String::new() } else { field.to_owned() }
}

/// What is said when a delivery was written.
pub fn said(ground: &Ground, line: &DeliveryLine, words: Words) -> String {
    let values = [
        ("number", words.ordinal(line.no).into()),
        ("who", line.who.text(words).into()),
        ("weight", kilograms_text(words, line.weight).into()),
        ("amount", money(ground, words, line.amount).into()),
    ];
    words.with("delivery-said", &values)
}

#[cfg(test)]
mod tests {
    use super::*;
    use words::Language;

    #[test]
    fn every_reason_has_words_and_its_place() {
        for (at, one) in OFF.into_iter().enumerate() {
            assert_eq!(reason(one), REASONS[at]);
            for language in Language::ALL {
                assert!(Words::new(language).has(&format!("delivery-off-{}", REASONS[at])), "{one:?}");
            }
        }
        assert_eq!(weight().decimals(), 3);
    }
}
