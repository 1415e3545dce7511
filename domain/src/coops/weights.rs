//! What is paid for: from the scale to dry and clean (domain/cooperatives.md, 5.2). Grain is paid as if it had the standard
//! moisture, W × (100 − M₁)/(100 − M₂); straw and stones above what is allowed are taken off; so is what the committee takes
//! off for a reason. Vegetables are paid as they are weighed.
use super::{ask::Why, bylaws::Scale, crops::CropClass};
use crate::banks::{quality, rules::Store};
use ledger::Commodity;

/// How weights are written and read: kilograms with three places, whatever is weighed.
pub fn kilograms() -> Commodity {
    Commodity::new("KG", 3).expect("a code of two letters and three places")
}

/// What was measured at the scale.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Measured {
    /// Grams on the scale.
    pub gross: i64,
    /// Bags and cart, grams.
    pub tare: i64,
    /// Tenths of a per cent.
    pub moisture_tenths: Option<i64>,
    /// Tenths of a per cent.
    pub foreign_tenths: Option<i64>,
    /// What else is taken off, grams.
    pub taken_off: Vec<i64>,
}

/// What a delivery falls apart into; all of it together is the gross weight. Grams.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Weighed {
    /// Without bags and cart.
    pub net: i64,
    /// Taken off for a reason.
    pub taken_off: i64,
    /// Straw and stones above what is allowed.
    pub foreign: i64,
    /// Water above what is allowed.
    pub water: i64,
    /// What is paid for.
    pub paid: i64,
}

/// Reckons what is paid for.
///
/// # Errors
/// Everything that speaks against the measurements.
pub fn weigh(measured: &Measured, class: CropClass, scale: &Scale) -> Result<Weighed, Vec<Why>> {
    let mut wrong = Vec::new();
    let mut check = |holds: bool, why: Why| wrong.extend((!holds).then_some(why));
    let &Measured { gross, tare, moisture_tenths, foreign_tenths, .. } = measured;
    check(gross > 0 && tare >= 0 && measured.taken_off.iter().all(|grams| *grams > 0), Why::Amount);
    check(gross <= scale.most * 1_000, Why::ScaleMost(scale.most));
    check(tare < gross || gross <= 0, Why::TareAboveGross);
    let is_part = |tenths: i64| (0..1_000).contains(&tenths);
    check(moisture_tenths.is_none_or(is_part) && foreign_tenths.is_none_or(is_part), Why::NotAPercentage);
    if class == CropClass::Paddy {
        check(moisture_tenths.is_some(), Why::MoistureMissing);
        check(
            moisture_tenths.is_none_or(|moisture| moisture >= scale.moisture_least_tenths),
            Why::TooDry(scale.moisture_least_tenths),
        );
        check(
            moisture_tenths.is_none_or(|moisture| moisture <= scale.moisture_most_tenths),
            Why::TooWet(scale.moisture_most_tenths),
        );
    }
    if !wrong.is_empty() {
        return Err(wrong);
    }
    let net = gross - tare;
    let taken_off = measured.taken_off.iter().fold(0_i64, |sum, grams| sum.saturating_add(*grams));
    if taken_off >= net {
        return Err(vec![Why::NothingLeft]);
    }
    let store = Store {
        moisture_tenths: scale.moisture_tenths,
        moisture_most_tenths: scale.moisture_most_tenths,
        foreign_tenths: scale.foreign_tenths,
        ..Store::default()
    };
    let moisture = moisture_tenths.filter(|_| class == CropClass::Paddy);
    let corrected = quality::correct(net - taken_off, moisture, foreign_tenths, &store);
    if corrected.credited <= 0 {
        return Err(vec![Why::NothingLeft]);
    }
    Ok(Weighed { net, taken_off, foreign: corrected.foreign, water: corrected.water, paid: corrected.credited })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn measured(gross: i64, tare: i64, moisture_tenths: Option<i64>) -> Measured {
        Measured { gross, tare, moisture_tenths, foreign_tenths: None, taken_off: vec![] }
    }

    #[test]
    fn the_printed_case() {
        // IRRI: 1,000 kg at 25 % are 872 kg at 14 %.
        let weighed = weigh(&measured(1_000_000, 0, Some(250)), CropClass::Paddy, &Scale::default()).expect("weighed");
        assert_eq!((weighed.paid, weighed.water), (872_093, 127_907));
        let one = Measured { foreign_tenths: Some(20), taken_off: vec![5_000], ..measured(105_000, 0, Some(140)) };
        let weighed = weigh(&one, CropClass::Paddy, &Scale::default()).expect("weighed");
        assert_eq!(weighed, Weighed { net: 105_000, taken_off: 5_000, foreign: 2_000, water: 0, paid: 98_000 });
        let greens = weigh(&measured(20_000, 1_500, None), CropClass::Vegetable, &Scale::default()).expect("weighed");
        assert_eq!(greens.paid, 18_500);
    }

    #[test]
    fn what_cannot_be_is_refused() {
        for (measured, why) in [
            (measured(50_000, 50_000, Some(140)), Why::TareAboveGross),
            (measured(50_000, 51_000, Some(140)), Why::TareAboveGross),
            (measured(50_000, 500, Some(30)), Why::TooDry(80)),
            (measured(50_000, 500, Some(301)), Why::TooWet(300)),
            (measured(50_000, 500, None), Why::MoistureMissing),
            (measured(4_000_000, 0, Some(140)), Why::ScaleMost(3_000)),
            (measured(0, 0, Some(140)), Why::Amount),
            (Measured { taken_off: vec![50_000], ..measured(50_000, 0, Some(140)) }, Why::NothingLeft),
        ] {
            let refused = weigh(&measured, CropClass::Paddy, &Scale::default()).expect_err("refused");
            assert!(refused.contains(&why), "{measured:?}: {refused:?}");
        }
    }
}
