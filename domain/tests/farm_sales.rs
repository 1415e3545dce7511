//! What farmers and groups sold by themselves: what is refused, what is looked at twice, and that nothing is lost in sums.
use chrono::NaiveDate;
use domain::{
    coops::{Kind, market::BoardPrice},
    farm_sales::{
        Buyer, BuyerKind, Caution, FarmSale, GRAMS_MOST, Known, Refusal, Said, Seller, Since, Unit, by_buyer, totals, units,
    },
};
use proptest::prelude::*;
use uuid::Uuid;

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

fn kind(crop: &str) -> Kind {
    Kind { crop: crop.into(), grade: String::new(), organic: false }
}

/// 120 kg of cucumbers for 180,000 riel.
fn said() -> Said {
    Said {
        seller: Seller::Person(Uuid::from_u128(1)),
        kind: kind("CUCUMBER"),
        quantity: 120_000,
        unit: Unit::Gram,
        riel: 180_000,
        day: day("2026-11-20"),
        village: "20010101".into(),
        buyer: Buyer::Other(BuyerKind::Middleman, String::new()),
        linked: true,
    }
}

fn known(since: Since) -> Known {
    Known { since, in_coop: false }
}

fn refused(said: Said, known: Known) -> Vec<Refusal> {
    FarmSale::try_new(said, known, day("2026-11-21")).expect_err("it is refused")
}

#[test]
fn what_cannot_be_is_refused() {
    let woman = known(Since::Born(Some(1980)));
    let sale = FarmSale::try_new(said(), woman, day("2026-11-21")).expect("it can be");
    assert_eq!(sale.price(), 1_500);
    assert_eq!(refused(Said { kind: kind("GOLD"), ..said() }, woman), [Refusal::Goods]);
    assert_eq!(refused(Said { unit: Unit::Head, riel: 1, ..said() }, woman), [Refusal::Unit, Refusal::Quantity { most: 100_000 }]);
    assert_eq!(refused(Said { quantity: 0, ..said() }, woman), [Refusal::Quantity { most: GRAMS_MOST }]);
    assert_eq!(refused(Said { riel: 0, ..said() }, woman), [Refusal::Riel]);
    assert_eq!(refused(Said { quantity: 1, ..said() }, woman), [Refusal::Price { most: 1_000_000 }]);
    assert_eq!(refused(Said { day: day("2026-11-22"), ..said() }, woman), [Refusal::DayToCome]);
    assert_eq!(refused(Said { day: day("1979-11-22"), ..said() }, woman), [Refusal::BeforeSeller]);
    assert_eq!(refused(said(), known(Since::Founded(day("2026-11-21")))), [Refusal::BeforeSeller]);
    assert_eq!(refused(Said { village: "2001010".into(), ..said() }, woman), [Refusal::Village]);
    let group = Said { seller: Seller::Group(7), ..said() };
    assert_eq!(refused(group, Known { in_coop: true, ..woman }), [Refusal::InCoop]);
    let name = Buyer::Other(BuyerKind::Shop, "x".repeat(81));
    assert_eq!(refused(Said { buyer: name, ..said() }, woman), [Refusal::BuyerName]);
}

#[test]
fn animals_are_counted_or_weighed_alive() {
    assert_eq!((units("PIG"), units("CUCUMBER"), units("SEED")), (&[Unit::Head, Unit::Gram][..], &[Unit::Gram][..], &[][..]));
    let pigs = |quantity, unit, riel| Said { kind: kind("PIG"), quantity, unit, riel, ..said() };
    let price = |said| FarmSale::try_new(said, known(Since::Born(None)), day("2026-11-21")).map(|sale| sale.price());
    assert_eq!(price(pigs(2, Unit::Head, 1_900_000)), Ok(950_000));
    assert_eq!(price(pigs(95_500, Unit::Gram, 950_000)), Ok(9_948));
}

#[test]
fn what_is_strange_is_looked_at_twice() {
    let today = day("2026-11-21");
    let price = |no, on, amount, place: &str| BoardPrice { no, kind: kind("CUCUMBER"), place: place.into(), day: day(on), amount };
    let none = known(Since::Born(None));
    let with = |said: Said, known: Known, board: &[BoardPrice], before: &[Said]| {
        FarmSale::try_new(said, known, today).expect("it can be").cautions(known, board, before, today)
    };
    let cautions = |said: Said, board: &[BoardPrice], before: &[Said]| with(said, none, board, before);
    assert_eq!(with(said(), Known { in_coop: true, ..none }, &[], &[]), [Caution::InCoop]);
    let near = [price(1, "2026-11-15", 1_400, "20")];
    assert_eq!(cautions(said(), &near, &[]), []);
    // No price of another province, none that is older than a month, none of a later day.
    for other in [price(1, "2026-11-15", 100, "21"), price(1, "2026-10-01", 100, "20"), price(1, "2026-11-21", 100, "20")] {
        assert_eq!(cautions(said(), &[other], &[]), []);
    }
    let far = |board, ten_times| [Caution::Far { price: 1_500, board, day: day("2026-11-15"), ten_times }];
    assert_eq!(cautions(said(), &[price(1, "2026-11-15", 1_000, "20")], &[]), far(1_000, false));
    assert_eq!(cautions(said(), &[price(1, "2026-11-15", 150, "2001")], &[]), far(150, true));
    assert_eq!(cautions(said(), &near, &[said()]), [Caution::Twin]);
    assert_eq!(cautions(said(), &near, &[Said { riel: 180_100, ..said() }]), []);
    assert_eq!(cautions(Said { day: day("2025-10-01"), ..said() }, &near, &[]), [Caution::LongAgo]);
}

fn any_sale() -> impl Strategy<Value = Said> {
    let buyer = prop_oneof![
        (0_usize..6).prop_map(|at| Buyer::Other(BuyerKind::ALL[at], String::new())),
        (1_u128..4).prop_map(|id| Buyer::Board(Uuid::from_u128(id))),
    ];
    let seller = prop_oneof![(1_u128..6).prop_map(|id| Seller::Person(Uuid::from_u128(id))), (1_i64..4).prop_map(Seller::Group),];
    let crop = prop_oneof![Just("CUCUMBER"), Just("PADDY"), Just("PIG"), Just("GOLD")];
    let day = (-500_i64..50).prop_map(|days| day("2026-11-21") + chrono::TimeDelta::days(days));
    (seller, crop, -10_i64..2_000_000, any::<bool>(), -10_i64..5_000_000, day, buyer, any::<bool>()).prop_map(
        |(seller, crop, quantity, weighed, riel, day, buyer, linked)| Said {
            seller,
            kind: kind(crop),
            quantity,
            unit: if weighed { Unit::Gram } else { Unit::Head },
            riel,
            day,
            buyer,
            linked,
            ..said()
        },
    )
}

proptest! {
    /// Whatever is said: what gets through is above nothing, in a unit of its own and not of a day to come; and sums by
    /// linkage and by buyer are the whole, to the riel and the gram.
    #[test]
    fn nothing_impossible_gets_through_and_nothing_is_lost(all in prop::collection::vec(any_sale(), 0..40)) {
        let today = day("2026-11-21");
        let can_be: Vec<Said> = all.into_iter()
            .filter_map(|said| FarmSale::try_new(said, known(Since::Founded(day("2025-12-01"))), today).ok())
            .map(|sale| sale.said().clone())
            .collect();
        for said in &can_be {
            prop_assert!(said.quantity > 0 && said.riel > 0 && said.day <= today && said.day >= day("2025-12-01"));
            prop_assert!(units(&said.kind.crop).contains(&said.unit));
        }
        let whole = totals(&can_be);
        let (linked, alone): (Vec<&Said>, Vec<&Said>) = can_be.iter().partition(|said| said.linked);
        let (linked, alone) = (totals(linked), totals(alone));
        prop_assert_eq!((whole.linked, whole.alone()), (linked.riel, alone.riel));
        prop_assert_eq!(whole.linked_sellers, linked.sellers);
        prop_assert!(whole.sellers <= linked.sellers + alone.sellers);
        let buyers = by_buyer(&can_be);
        let sum = |figure: fn(&domain::farm_sales::Totals) -> i64| buyers.values().map(figure).sum::<i64>();
        prop_assert_eq!((sum(|t| t.sales), sum(|t| t.riel)), (whole.sales, whole.riel));
        prop_assert_eq!((sum(|t| t.grams), sum(|t| t.heads)), (whole.grams, whole.heads));
    }
}
