//! Reading the form of a savings group's long-term plan.
use crate::reader::Reader;
use domain::plans::{
    ITEM_MOST,
    group::{Cost, GroupWritten, Supposed},
};
use ledger::Commodity;
use rust_decimal::Decimal;
use templates::plans::group::{GroupForm, OPENING, SUPPOSED, SUPPOSED_MORE};
use words::{Words, read_quantity};

/// Places of percents and of quantities of costs.
const PLACES: u8 = 2;

/// What was typed, as it is drawn again; a button may have asked for one more cost or for one less.
pub fn typed(pairs: &[(String, String)], base: &GroupWritten) -> GroupForm {
    let known = |name: &str| ["y", "c", "opening-", "title_"].iter().any(|begins| name.starts_with(begins));
    let fields = pairs.iter().filter(|(name, _)| known(name)).cloned().collect();
    let costs = pairs
        .iter()
        .filter_map(|(name, _)| name.strip_prefix('c')?.split_once('-')?.0.parse::<usize>().ok())
        .filter(|at| *at < domain::plans::group::COSTS_MOST)
        .max()
        .map_or(0, |last| last + 1);
    let mut form = GroupForm { fields, years: base.years.len(), costs, been: base.been.is_some() };
    let asked = pairs.iter().find(|(name, _)| name == "do").map_or("", |(_, value)| value);
    if asked == "add-cost" {
        form.costs = (form.costs + 1).min(domain::plans::group::COSTS_MOST);
    }
    if let Some(gone) = asked.strip_prefix("drop-cost-").and_then(|at| at.parse::<usize>().ok()) {
        drop_cost(&mut form, gone);
    }
    form
}

/// Takes a line of costs out; the lines after it move up.
fn drop_cost(form: &mut GroupForm, gone: usize) {
    let old = std::mem::take(&mut form.fields);
    for (name, value) in old {
        let line = name
            .strip_prefix('c')
            .and_then(|rest| rest.split_once('-'))
            .and_then(|(at, part)| at.parse::<usize>().ok().map(|at| (at, part.to_owned())));
        match line {
            Some((at, _)) if at == gone => {}
            Some((at, part)) if at > gone => drop(form.fields.insert(format!("c{}-{part}", at - 1), value)),
            _ => drop(form.fields.insert(name, value)),
        }
    }
    form.costs = form.costs.saturating_sub(1);
}

/// The plan that a form says; what cannot be read is noted at its field. Where the plan begins and the year that has been stay
/// what they are where they come from the books.
pub fn read(reader: &mut Reader, form: &GroupForm, base: &GroupWritten, currency: Commodity) -> Option<GroupWritten> {
    let mut plan = base.clone();
    let mut whole = true;
    plan.title_km = reader.text("title_km", form.get("title_km"), ITEM_MOST);
    plan.title_latin = reader.text("title_latin", form.get("title_latin"), ITEM_MOST);
    if !form.been {
        let opening = OPENING.map(|name| number(reader, form, &format!("opening-{name}"), places(name, currency)));
        match opening {
            [Some(members), Some(savings), Some(retained), Some(borrowed), Some(loans), Some(social)] => {
                plan.opening.members = count(members);
                (plan.opening.savings, plan.opening.retained, plan.opening.borrowed) = (savings, retained, borrowed);
                (plan.opening.loans, plan.opening.social) = (loans, social);
            }
            _ => whole = false,
        }
    }
    for (at, year) in plan.years.iter_mut().enumerate() {
        match supposed(reader, form, at, currency) {
            Some(read) => *year = read,
            None => whole = false,
        }
    }
    let costs: Vec<Option<Cost>> =
        (0..form.costs).filter(|at| is_filled(form, *at)).map(|at| cost(reader, form, at, currency)).collect();
    whole &= costs.iter().all(Option::is_some);
    plan.costs = costs.into_iter().flatten().collect();
    whole.then_some(plan)
}

/// A line in which nothing was typed is none.
fn is_filled(form: &GroupForm, at: usize) -> bool {
    ["km", "latin", "quantity", "price"].iter().any(|part| !form.get(&format!("c{at}-{part}")).trim().is_empty())
}

fn places(field: &str, currency: Commodity) -> u8 {
    match field {
        "members" | "months" => 0,
        field if field.contains("percent") => PLACES,
        _ => currency.decimals(),
    }
}

fn count(number: Decimal) -> u32 {
    u32::try_from(number).unwrap_or(0)
}

/// A number that must be there.
fn number(reader: &mut Reader, form: &GroupForm, field: &str, places: u8) -> Option<Decimal> {
    let read = maybe(reader, form, field, places)?;
    if read.is_none() {
        reader.refuse(field, "write-number");
    }
    read
}

/// A number, or nothing where nothing was typed; `None` where it cannot be read.
fn maybe(reader: &mut Reader, form: &GroupForm, field: &str, places: u8) -> Option<Option<Decimal>> {
    match read_quantity(form.get(field), places) {
        Ok(read) => Some(read.map(|units| Decimal::new(units, u32::from(places)).normalize())),
        Err(_) => {
            reader.refuse(field, "write-number");
            None
        }
    }
}

fn supposed(reader: &mut Reader, form: &GroupForm, at: usize, currency: Commodity) -> Option<Supposed> {
    let field = |name: &str| format!("y{at}-{name}");
    let needed = SUPPOSED.map(|name| number(reader, form, &field(name), places(name, currency)));
    let more = SUPPOSED_MORE.map(|name| maybe(reader, form, &field(name), places(name, currency)));
    let [members, saves_month, withdrawn_percent, lent_percent, percent_month, lost_percent, shared_percent] = needed;
    let [months, other_income, borrowed, repaid, borrowed_percent_month, social_month, social_given_percent] = more;
    Some(Supposed {
        members: count(members?),
        saves_month: saves_month?,
        months: months?.map_or(12, count),
        withdrawn_percent: withdrawn_percent?,
        lent_percent: lent_percent?,
        percent_month: percent_month?,
        lost_percent: lost_percent?,
        other_income: other_income?,
        borrowed: borrowed?,
        repaid: repaid?,
        borrowed_percent_month: borrowed_percent_month?,
        shared_percent: shared_percent?,
        social_month: social_month?,
        social_given_percent: social_given_percent?,
    })
}

fn cost(reader: &mut Reader, form: &GroupForm, at: usize, currency: Commodity) -> Option<Cost> {
    let field = |part: &str| format!("c{at}-{part}");
    let item_km = reader.text(&field("km"), form.get(&field("km")), ITEM_MOST);
    let item_latin = reader.text(&field("latin"), form.get(&field("latin")), ITEM_MOST);
    if item_km.is_empty() && item_latin.is_empty() {
        let asked = if reader.words.name("km", "latin") == "km" { "km" } else { "latin" };
        reader.say(&field(asked), templates::plans::say::why(reader.words, domain::plans::Why::Item));
    }
    let quantity = number(reader, form, &field("quantity"), PLACES);
    let price = number(reader, form, &field("price"), currency.decimals());
    let grows_percent = maybe(reader, form, &field("grows"), PLACES);
    let years = years(reader, form, &field("years"));
    let unit = form.get(&field("unit")).trim().to_owned();
    let each = form.get(&field("each")) == "1";
    let named = !(item_km.is_empty() && item_latin.is_empty());
    named.then_some(())?;
    Some(Cost { item_km, item_latin, quantity: quantity?, unit, price: price?, each, years: years?, grows_percent: grows_percent? })
}

/// Years as they are typed: `2, 4`, in either digits.
fn years(reader: &mut Reader, form: &GroupForm, field: &str) -> Option<Vec<u32>> {
    let text = crate::imports::table::latin_digits(form.get(field));
    let parts = text.split([',', ' ', ';', '\u{17d4}']).map(str::trim).filter(|part| !part.is_empty());
    let years: Option<Vec<u32>> = parts.map(|part| part.parse().ok()).collect();
    if years.is_none() {
        reader.refuse(field, "group-plan-cost-years-hint");
    }
    years
}

/// What the plan itself refuses, at the fields of its form.
pub fn refused(
    words: Words,
    plan: &GroupWritten,
    refusals: &[(domain::plans::group::GroupPlace, domain::plans::Refusal)],
) -> Vec<templates::parts::Problem> {
    use domain::plans::group::GroupPlace;
    let first = if plan.been.is_some() { 2 } else { 1 };
    let field = |(at, refusal): &(GroupPlace, domain::plans::Refusal)| match at {
        GroupPlace::Year(no) if *no >= first => format!("y{}-{}", no - first, refusal.field),
        GroupPlace::Cost(at) => format!("c{at}-{}", if refusal.field == "grows_percent" { "grows" } else { refusal.field }),
        GroupPlace::Opening if OPENING.contains(&refusal.field) => format!("opening-{}", refusal.field),
        _ => String::new(),
    };
    let problem = |one: &(GroupPlace, domain::plans::Refusal)| templates::parts::Problem {
        field: field(one),
        message: templates::plans::group::refusal(words, plan, one),
    };
    refusals.iter().map(problem).collect()
}
