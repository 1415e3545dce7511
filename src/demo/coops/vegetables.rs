//! The demo's vegetable groups: seven growers each, who bring their harvest together on market days and sell it to one buyer.
//! They are made alike from a list; each begins with a little money, so that the harvest is paid at the scale.
use super::{super::Demo, file, people, season::Deliver, season::Does, season::Sell, season::Step, season::Who};
use crate::{cli::Failure, store::Tx};
use chrono::{Days, NaiveDate};
use domain::coops::{Ask, Kind, acts::Flow};
use serde::Deserialize;

/// How many growers a group has; a buyer is the next party of its book.
const GROWERS: i64 = 7;
/// Members bring something on so many market days, two weeks apart.
const MARKET_DAYS: u64 = 5;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Groups {
    /// Their first day, and the last market day.
    opened_on: NaiveDate,
    last: NaiveDate,
    /// What a group begins with, riel.
    begins_with: i64,
    group: Vec<Group>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Group {
    code: String,
    name_km: String,
    name_latin: String,
    village_code: String,
    /// Who buys, by the name on the board.
    buyer: String,
    /// What is grown, what growers get for a kilogram, what the buyer pays.
    crops: Vec<(String, i64, i64)>,
}

/// Makes the groups.
pub async fn make(demo: &Demo, tx: &mut Tx) -> Result<(), Failure> {
    let groups: Groups =
        toml::from_str(file!("vegetables.toml")).map_err(|error| Failure(format!("the vegetable groups: {error}")))?;
    for (group, at) in groups.group.iter().zip(0..) {
        let mut text = format!(
            "organisation = \"CEDAC\"\nkind = \"group\"\ncode = \"{}\"\nname_km = \"{}\"\nname_latin = \"{}\"\n\
             village_code = \"{}\"\nopened_on = \"{}\"\ndemo = true\nlaws = {{}}\n",
            group.code, group.name_km, group.name_latin, group.village_code, groups.opened_on
        );
        (1..=GROWERS).for_each(|number| people::person(&mut text, number, 420 + at * 8));
        demo.coop(tx, &group.code, &text).await?;
        demo.season(tx, &group.code, ("officer", "finance"), &steps(&groups, group)).await?;
    }
    Ok(())
}

/// What happens at a group: who buys, what is paid, and on each market day the harvest comes and goes.
fn steps(groups: &Groups, group: &Group) -> Vec<Step> {
    let kind = |crop: &str| Kind { crop: crop.to_owned(), grade: String::new(), organic: false };
    let (buyer, opened_on) = (GROWERS + 1, groups.opened_on);
    let act = |on, ask| Step { on, does: Does::Act(ask) };
    let begins = Ask::Money {
        flow: Flow::Borrowed, amount: groups.begins_with, memo: "ខ្ចីពីកម្មវិធី".to_owned()
    };
    let mut steps =
        vec![act(opened_on, begins), act(opened_on, Ask::NameOutsider { party: buyer, name: group.buyer.clone(), buyer: None })];
    steps.extend(group.crops.iter().map(|(crop, price, _)| act(opened_on, Ask::SetPrice { kind_of: kind(crop), amount: *price })));
    let days = (0..MARKET_DAYS).rev().filter_map(|back| groups.last.checked_sub_days(Days::new(back * 14)));
    for (on, day) in days.zip(0..) {
        let at = day % group.crops.len();
        let (crop, _, sold) = &group.crops[at];
        let who = Who { from: 1, to: GROWERS, one_in: 2, at: i64::from(at.is_multiple_of(2)) };
        steps.push(Step { on, does: Does::Deliver(Deliver { who, crop: crop.clone(), later: GROWERS }) });
        let sell = Sell { buyer, contract: None, kind: kind(crop), grams: None, price: *sold, transport: 4_000, due: None };
        steps.push(Step { on, does: Does::Sell(sell) });
    }
    steps
}
