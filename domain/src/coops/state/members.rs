//! The members' side of how a cooperative stands: shares, credits, plots, and what is paid out.
use super::{Credit, Impossible, Plot, State};
use crate::coops::{
    Party,
    acts::{Certificate, CertificateNo, CreditNo, Inspection, PlotSaid},
};
use chrono::NaiveDate;
use std::collections::BTreeMap;

impl State {
    /// Shares of a member.
    pub fn shares(&self, party: Party) -> i64 {
        self.certificates.values().filter(|(_, one)| one.party == party).map(|(_, one)| one.shares).sum()
    }

    /// All shares.
    pub fn all_shares(&self) -> i64 {
        self.certificates.values().map(|(_, one)| one.shares).sum()
    }

    /// What somebody owes, the earliest due first.
    pub fn credits_of(&self, party: Party) -> Vec<(CreditNo, &Credit)> {
        let mut all: Vec<(CreditNo, &Credit)> = self
            .credits
            .iter()
            .filter(|(_, credit)| credit.party == party && credit.left > 0)
            .map(|(no, one)| (*no, one))
            .collect();
        all.sort_by_key(|(no, credit)| (credit.due, *no));
        all
    }

    /// Certificates end and others come: shares went from somebody, to another or back.
    pub(super) fn pass(
        &mut self,
        day: NaiveDate,
        from: Party,
        ends: &[CertificateNo],
        new: &[Certificate],
    ) -> Result<(), Impossible> {
        for no in ends {
            let ended = self.certificates.remove(no).filter(|(_, one)| one.party == from);
            ended.ok_or(Impossible::Certificate(*no))?;
        }
        self.certificates.extend(new.iter().map(|one| (one.no, (day, *one))));
        Ok(())
    }

    /// A plot, or what is now said of it.
    pub(super) fn note_plot(&mut self, said: &PlotSaid) {
        match self.plots.get_mut(&said.no) {
            Some(plot) => plot.said = said.clone(),
            None => {
                let (inspections, earlier) = (Vec::new(), Vec::new());
                self.plots.insert(said.no, Plot { said: said.clone(), inspections, delivered: 0, earlier });
            }
        }
    }

    /// An inspection: what is delivered as organic counts from it on.
    pub(super) fn inspect(&mut self, day: NaiveDate, inspection: &Inspection) -> Result<(), Impossible> {
        let plot = self.plots.get_mut(&inspection.plot).ok_or(Impossible::Unknown)?;
        if !plot.inspections.is_empty() {
            plot.earlier.push(plot.delivered);
        }
        plot.inspections.push((day, inspection.clone()));
        plot.delivered = 0;
        Ok(())
    }

    /// A part of what is owed of a credit was paid.
    pub(super) fn settle(&mut self, no: CreditNo, amount: i64) -> Result<(), Impossible> {
        let credit = self.credits.get_mut(&no).ok_or(Impossible::Unknown)?;
        if credit.left < amount {
            return Err(Impossible::Credit(no, credit.left));
        }
        credit.left -= amount;
        Ok(())
    }
}

/// A part of what is owed to somebody was paid out.
pub(super) fn pay(owed: &mut BTreeMap<Party, i64>, party: Party, amount: i64) -> Result<(), Impossible> {
    let owed = owed.entry(party).or_default();
    if *owed < amount {
        return Err(Impossible::Owed(*owed));
    }
    *owed -= amount;
    Ok(())
}
