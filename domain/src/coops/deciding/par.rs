//! What a share costs stays what it was as long as anybody holds one: shares that were bought for one price and given back
//! for another would make or lose money that nobody agreed on.
use super::{
    super::{Coop, ask::Why, bylaws::ByLaws},
    Desk,
};
use chrono::NaiveDate;

/// Whether by-laws may hold from a day: with another par only where no share is out then or was bought since.
///
/// # Errors
/// [`Why::SharesOut`] with the most shares that are out from that day on, and [`Why::Later`] for acts that cannot have been.
pub fn agree(coop: &Coop, laws: &ByLaws, from: NaiveDate) -> Result<(), Why> {
    if coop.laws.last().is_none_or(|(_, last)| last.shares.par == laws.shares.par) {
        return Ok(());
    }
    let mut out = 0;
    let told = coop.each(NaiveDate::MAX, |act, before| {
        if act.day >= from {
            out = out.max(before.all_shares());
        }
    });
    let out = out.max(told.map_err(|flaw| Why::Later(flaw.act, flaw.why))?.all_shares());
    if out > 0 { Err(Why::SharesOut(out)) } else { Ok(()) }
}

impl Desk<'_> {
    /// No share comes to be out, on this day or before it, where by-laws of a later day have another par.
    pub(super) fn par_stays(&mut self, day: NaiveDate) {
        let par = self.coop.laws(day).shares.par;
        let other = self.coop.laws.iter().find(|(from, laws)| *from > day && laws.shares.par != par);
        if let Some((from, _)) = other {
            self.refuse(Why::ParChanges(*from));
        }
    }
}
