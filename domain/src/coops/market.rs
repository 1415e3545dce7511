//! Where to sell: what buyers offer, less what it costs to bring it there; and how prices moved.
use super::acts::Kind;
use chrono::{Days, NaiveDate};
use uuid::Uuid;

/// What a buyer wants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// Its number.
    pub no: i64,
    /// Who.
    pub buyer: Uuid,
    /// What.
    pub kind: Kind,
    /// How much at most, grams; 0: it was taken back.
    pub grams: i64,
    /// For a kilogram.
    pub price: i64,
    /// Where it is handed over: a place's code.
    pub place: String,
    /// Paid after so many days.
    pub days: i64,
    /// From which day.
    pub from: NaiveDate,
    /// Through which day.
    pub to: NaiveDate,
}

/// What it costs to bring a tonne somewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rate {
    /// From a place.
    pub from: String,
    /// To a place.
    pub to: String,
    /// For a tonne.
    pub amount: i64,
    /// For one journey at least.
    pub least: i64,
}

/// How reliable a buyer proved in what was sold to it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Record {
    /// Sales that should have been paid by now.
    pub due: i64,
    /// Of them, paid by their day.
    pub on_time: i64,
    /// Of them, not paid in full to this day.
    pub open: i64,
}

impl Record {
    /// Counts a sale that should have been paid by a day: when the last of it was paid, if it was.
    pub fn count_sale(&mut self, due: NaiveDate, paid_on: Option<NaiveDate>, today: NaiveDate) {
        if due <= today {
            self.due += 1;
            self.on_time += i64::from(paid_on.is_some_and(|paid| paid <= due));
            self.open += i64::from(paid_on.is_none());
        }
    }
}

/// An offer as it is worth to somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// The offer.
    pub offer: Offer,
    /// How much of it is sold there, grams.
    pub grams: i64,
    /// What the buyer pays.
    pub pays: i64,
    /// What bringing it there costs; `None`: nobody said.
    pub transport: Option<i64>,
    /// What is left; without a rate, before transport.
    pub net: i64,
}

impl Choice {
    /// What is left of a kilogram, smallest units.
    pub fn net_per_kilogram(&self) -> i64 {
        if self.grams == 0 { 0 } else { self.net.saturating_mul(1_000) / self.grams }
    }
}

/// Offers that stand on a day: of each buyer and kind at a place the last one.
pub fn standing(offers: &[Offer], day: NaiveDate) -> Vec<&Offer> {
    let same = |one: &Offer, other: &Offer| one.buyer == other.buyer && one.kind == other.kind && one.place == other.place;
    let later = |offer: &Offer| offers.iter().any(|other| other.no > offer.no && same(offer, other) && other.from <= day);
    offers.iter().filter(|offer| offer.grams > 0 && offer.from <= day && day <= offer.to && !later(offer)).collect()
}

/// Where to sell so much of something from a place on a day, what brings most first. Organic produce may be sold to who
/// does not ask for it.
pub fn choices(offers: &[Offer], rates: &[Rate], kind: &Kind, grams: i64, from: &str, day: NaiveDate) -> Vec<Choice> {
    let fits =
        |offer: &&Offer| offer.kind.crop == kind.crop && offer.kind.grade == kind.grade && (!offer.kind.organic || kind.organic);
    let choice = |offer: &Offer| {
        let grams = grams.min(offer.grams);
        let pays = crate::banks::units::worth(grams, 1_000, offer.price);
        let transport = transport(rates, from, &offer.place, grams);
        Choice { offer: offer.clone(), grams, pays, transport, net: pays - transport.unwrap_or(0) }
    };
    let mut all: Vec<Choice> = standing(offers, day).into_iter().filter(fits).map(choice).collect();
    all.sort_by_key(|one| (one.transport.is_none(), std::cmp::Reverse(one.net_per_kilogram()), one.offer.days, one.offer.no));
    all
}

/// What bringing so much from one place to another costs: by the last rate between them, or between the larger places they
/// lie in. Within a place it costs nothing where no rate says otherwise.
pub fn transport(rates: &[Rate], from: &str, to: &str, grams: i64) -> Option<i64> {
    let lies_in = |place: &str, whole: &str| place.starts_with(whole);
    let fits =
        |rate: &&Rate| lies_in(from, &rate.from) && lies_in(to, &rate.to) || lies_in(from, &rate.to) && lies_in(to, &rate.from);
    // The closest places said come first; of equal ones the last that was written.
    let best =
        rates.iter().enumerate().filter(|(_, rate)| fits(rate)).max_by_key(|(at, rate)| (rate.from.len() + rate.to.len(), *at));
    match best {
        Some((_, rate)) => Some(crate::banks::units::worth(grams, 1_000_000, rate.amount).max(rate.least)),
        None => (from == to).then_some(0),
    }
}

/// A price of the board.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BoardPrice {
    /// Its number.
    pub no: i64,
    /// Of what.
    pub kind: Kind,
    /// Where.
    pub place: String,
    /// When.
    pub day: NaiveDate,
    /// For a kilogram.
    pub amount: i64,
}

/// The last price of a kind at a place by a day, or in the larger place it lies in.
pub fn last<'a>(prices: &'a [BoardPrice], kind: &Kind, place: &str, day: NaiveDate) -> Option<&'a BoardPrice> {
    let fits = |price: &&BoardPrice| price.kind == *kind && price.day <= day && place.starts_with(price.place.as_str());
    prices.iter().filter(fits).max_by_key(|price| (price.day, price.place.len(), price.no))
}

/// A price of the board holds so many days; an older one is not proposed and nothing is judged by it.
pub const FRESH_DAYS: i64 = 31;

/// The same, unless it is older than [`FRESH_DAYS`] on that day.
pub fn fresh<'a>(prices: &'a [BoardPrice], kind: &Kind, place: &str, day: NaiveDate) -> Option<&'a BoardPrice> {
    last(prices, kind, place, day).filter(|price| (day - price.day).num_days() <= FRESH_DAYS)
}

/// How a price moved: one point for each week that has one, the mean of its prices, over so many weeks.
pub fn weeks(prices: &[BoardPrice], kind: &Kind, place: &str, to: NaiveDate, weeks: u64) -> Vec<(NaiveDate, i64)> {
    let starts = (0..weeks).rev().filter_map(|back| to.checked_sub_days(Days::new(back * 7 + 6)));
    let point = |start: NaiveDate| {
        let end = start.checked_add_days(Days::new(6))?;
        let fits =
            |price: &&BoardPrice| price.kind == *kind && price.place.starts_with(place) && (start..=end).contains(&price.day);
        let (sum, count) = prices.iter().filter(fits).fold((0_i64, 0_i64), |(sum, count), price| (sum + price.amount, count + 1));
        (count > 0).then(|| (end, (2 * sum + count) / (2 * count)))
    };
    starts.filter_map(point).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    fn kind(organic: bool) -> Kind {
        Kind { crop: "PADDY".into(), grade: String::new(), organic }
    }

    fn offer(no: i64, buyer: u128, price: i64, place: &str, organic: bool) -> Offer {
        let (from, to) = (day("2026-11-01"), day("2026-12-31"));
        Offer {
            no,
            buyer: Uuid::from_u128(buyer),
            kind: kind(organic),
            grams: 20_000_000,
            price,
            place: place.into(),
            days: 0,
            from,
            to,
        }
    }

    #[test]
    fn the_best_price_is_the_one_that_is_left() {
        let offers = [offer(1, 1, 1_000, "2001", false), offer(2, 2, 1_060, "12", false), offer(3, 3, 1_200, "12", true)];
        let rate = |from: &str, to: &str, amount| Rate { from: from.into(), to: to.into(), amount, least: 50_000 };
        let rates = [rate("20", "12", 80_000), rate("2001", "2001", 10_000)];
        let on = day("2026-11-20");
        let found = choices(&offers, &rates, &kind(false), 5_000_000, "20010101", on);
        // 1,000 - 10 a kilogram beside 1,060 - 80.
        assert_eq!(found.iter().map(|one| (one.offer.no, one.net_per_kilogram())).collect::<Vec<_>>(), [(1, 990), (2, 980)]);
        let organic = choices(&offers, &rates, &kind(true), 5_000_000, "20010101", on);
        assert_eq!(organic[0].offer.no, 3);
        // A small load pays for the whole journey.
        let small = choices(&offers, &rates, &kind(false), 100_000, "20010101", on);
        assert_eq!((small[0].transport, small[0].net), (Some(50_000), 56_000));
        // What is taken back is not offered; nor is what is over.
        let back = Offer { grams: 0, ..offer(4, 1, 1_000, "2001", false) };
        let with_back: Vec<Offer> = offers.iter().cloned().chain([back]).collect();
        assert_eq!(standing(&with_back, on).len(), 2);
        assert_eq!(standing(&offers, day("2027-01-01")).len(), 0);
    }

    #[test]
    fn a_price_moves_by_weeks() {
        let price = |no, on, amount| BoardPrice { no, kind: kind(false), place: "20".into(), day: day(on), amount };
        let prices = [price(1, "2026-11-02", 900), price(2, "2026-11-06", 1_000), price(3, "2026-11-19", 1_100)];
        assert_eq!(
            weeks(&prices, &kind(false), "20", day("2026-11-22"), 4),
            [(day("2026-11-08"), 950), (day("2026-11-22"), 1_100)]
        );
        assert_eq!(last(&prices, &kind(false), "20010101", day("2026-11-10")).map(|price| price.no), Some(2));
        assert_eq!(last(&prices, &kind(true), "20", day("2026-11-30")), None);
    }
}
