//! Riel and dollars together.
use super::{Flaw, FundKind, Held, Moved, Period};
use ledger::Commodity;

/// Riel and dollars together, at one rate for all of it: so many riel for a dollar. Exact, in hundredths of a riel; where
/// whole riel say the same, they are used.
///
/// # Errors
/// A sum does not fit.
pub fn in_riel(period: &Period, riel: i64) -> Result<Period, Flaw> {
    // Cents at riel a dollar are hundredths of a riel.
    let times = |commodity: Commodity| match commodity {
        Commodity::KHR => Some(100),
        Commodity::USD => Some(riel),
        _ => None,
    };
    let fine = Commodity::new("KHR", 2).map_err(|_| Flaw::TooLarge(FundKind::Loan))?;
    let held = |all: &[Held]| -> Result<Vec<Held>, Flaw> {
        let some = all.iter().filter_map(|held| times(held.commodity).map(|times| (held, times)));
        let one = |(held, times): (&Held, i64)| {
            let quantity = held.quantity.checked_mul(times).ok_or(Flaw::TooLarge(held.fund))?;
            Ok(Held { quantity, commodity: fine, ..*held })
        };
        some.map(one).collect()
    };
    let some = period.moved.iter().filter_map(|moved| times(moved.commodity).map(|times| (moved, times)));
    let moved = |(moved, times): (&Moved, i64)| {
        let times = |quantity: i64| quantity.checked_mul(times).ok_or(Flaw::TooLarge(moved.fund));
        Ok(Moved { debit: times(moved.debit)?, credit: times(moved.credit)?, commodity: fine, ..*moved })
    };
    let fine =
        Period { before: held(&period.before)?, moved: some.map(moved).collect::<Result<_, _>>()?, after: held(&period.after)? };
    Ok(fine.whole().unwrap_or(fine))
}

impl Period {
    /// The same riel in hundredths, so that it stands beside another that needs them.
    ///
    /// # Errors
    /// A sum does not fit.
    pub fn in_hundredths(&self, fine: Commodity) -> Result<Period, Flaw> {
        let times = |fund, quantity: i64| quantity.checked_mul(100).ok_or(Flaw::TooLarge(fund));
        let held = |all: &[Held]| -> Result<Vec<Held>, Flaw> {
            all.iter().map(|held| Ok(Held { quantity: times(held.fund, held.quantity)?, commodity: fine, ..*held })).collect()
        };
        let moved = |one: &Moved| {
            Ok(Moved { debit: times(one.fund, one.debit)?, credit: times(one.fund, one.credit)?, commodity: fine, ..*one })
        };
        Ok(Period {
            before: held(&self.before)?,
            moved: self.moved.iter().map(moved).collect::<Result<_, _>>()?,
            after: held(&self.after)?,
        })
    }

    /// The same in whole riel, where it says the same.
    fn whole(&self) -> Option<Period> {
        let part = |quantity: i64| (quantity % 100 == 0).then_some(quantity / 100);
        let held = |all: &[Held]| -> Option<Vec<Held>> {
            all.iter().map(|held| Some(Held { quantity: part(held.quantity)?, commodity: Commodity::KHR, ..*held })).collect()
        };
        let moved = |moved: &Moved| {
            Some(Moved { debit: part(moved.debit)?, credit: part(moved.credit)?, commodity: Commodity::KHR, ..*moved })
        };
        Some(Period {
            before: held(&self.before)?,
            moved: self.moved.iter().map(moved).collect::<Option<_>>()?,
            after: held(&self.after)?,
        })
    }
}
