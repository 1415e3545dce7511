//! The terms of one loan: what the group had agreed on the day it was given, copied onto it. A group that changes its
//! rules does not change what it lent before.
use super::schedule::{DaysInMonth, DaysInYear, Every, Instalment, InterestBy, Method, Per, Plan, PlanRefusal, Rounding, schedule};
use crate::constitution::{AfterTerm, Constitution, Interest, PaymentOrder, PenaltyAt, Repay};
use chrono::NaiveDate;
use ledger::Commodity;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// The terms of a loan. Amounts are in smallest units of its commodity.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Terms {
    /// What was lent: the commodity's code.
    pub commodity: String,
    /// Its decimal places.
    pub decimals: u8,
    /// How much was lent.
    pub principal: i64,
    /// The day it was given.
    pub given_on: NaiveDate,
    /// Interest in per cent of principal.
    #[serde(with = "crate::constitution::whole")]
    pub rate_percent: Decimal,
    /// … for each of these.
    pub per: Per,
    /// How it is paid back.
    pub method: Method,
    /// In how many instalments.
    pub instalments: u32,
    /// How often one is due.
    pub every: Every,
    /// Interest by whole periods or by days.
    pub interest_by: InterestBy,
    /// The first instalments that repay nothing.
    pub grace_principal: u32,
    /// The first instalments whose interest is paid later.
    pub grace_interest: u32,
    /// The first instalments that bear no interest.
    pub interest_free: u32,
    /// Every amount is a multiple of this.
    pub round_to: i64,
    /// So many days early an instalment may be paid as if it were due.
    pub early_days: u32,
    /// Whether interest goes on after the last instalment was due.
    pub after_term: AfterTerm,
    /// What a late instalment costs, once.
    pub penalty: i64,
    /// From how many days on it is late enough.
    pub penalty_after_days: u32,
    /// What a repayment pays first.
    pub payment_order: PaymentOrder,
    /// Where penalties stand in it.
    pub penalty_at: PenaltyAt,
    /// What was kept back when it was given.
    pub service_charge: i64,
}

impl Terms {
    /// The terms a constitution gives to a loan of so much on a day, in so many instalments.
    pub fn of(constitution: &Constitution, principal: i64, instalments: u32, given_on: NaiveDate) -> Terms {
        let (agreed, commodity) = (&constitution.terms().loans, constitution.commodity());
        let flat = agreed.interest == Interest::Flat;
        Terms {
            commodity: commodity.code().to_owned(),
            decimals: commodity.decimals(),
            principal,
            given_on,
            rate_percent: agreed.interest_percent_month,
            per: Per::Month,
            method: match (agreed.repay, flat) {
                (Repay::Single, _) => Method::Single,
                (_, true) => Method::Flat,
                (Repay::EqualPrincipal, false) => Method::EqualPrincipal,
                (Repay::EqualInstalments, false) => Method::EqualInstalments,
            },
            instalments,
            every: agreed.every,
            interest_by: agreed.interest_by,
            // A short loan spares no more than leaves one instalment.
            grace_principal: agreed.grace_principal.min(instalments.saturating_sub(1)),
            grace_interest: agreed.grace_interest.min(instalments.saturating_sub(1)),
            interest_free: agreed.interest_free.min(instalments),
            round_to: constitution.cash_rounding(),
            early_days: agreed.early_days,
            after_term: agreed.interest_after_term.unwrap_or(if flat { AfterTerm::Stops } else { AfterTerm::GoesOn }),
            penalty: constitution.penalty(),
            penalty_after_days: agreed.penalty_after_days,
            payment_order: agreed.payment_order,
            penalty_at: agreed.penalty_at,
            service_charge: constitution.service_charge(),
        }
    }

    /// Reads the TOML in which terms are kept.
    ///
    /// # Errors
    /// What is wrong with it, and where.
    pub fn parse(toml: &str) -> Result<Terms, String> {
        let terms: Terms = toml::from_str(toml).map_err(|error| error.to_string())?;
        Commodity::new(&terms.commodity, terms.decimals).map_err(|error| format!("{error:?}"))?;
        Ok(terms)
    }

    /// The TOML in which they are kept.
    pub fn to_toml(&self) -> String {
        toml::to_string(self).expect("terms are plain values")
    }

    /// What was lent.
    pub fn commodity(&self) -> Commodity {
        Commodity::new(&self.commodity, self.decimals).expect("parse and of saw that it is one")
    }

    /// The plan by which instalments are reckoned, for a loan of `principal` running from `from`.
    pub fn plan(&self, principal: i64, instalments: u32, from: NaiveDate) -> Plan {
        Plan {
            principal: self.commodity().of(principal),
            rate_percent: self.rate_percent,
            per: self.per,
            method: self.method,
            instalments,
            every: self.every,
            disbursed: from,
            interest_by: self.interest_by,
            days_in_year: DaysInYear::Actual,
            days_in_month: DaysInMonth::Actual,
            grace_principal: self.grace_principal.min(instalments.saturating_sub(1)),
            grace_interest: self.grace_interest.min(instalments.saturating_sub(1)),
            interest_free: self.interest_free.min(instalments),
            round_to: Some(self.round_to),
            round_instalment_to: None,
            rounding: Rounding::HalfEven,
        }
    }

    /// What is to be paid when.
    ///
    /// # Errors
    /// Everything that is wrong with the plan.
    pub fn schedule(&self) -> Result<Vec<Instalment>, Vec<PlanRefusal>> {
        self.schedule_from(self.principal, self.instalments, self.given_on)
    }

    /// The same for another principal and term, from a day on.
    ///
    /// # Errors
    /// Everything that is wrong with the plan.
    pub fn schedule_from(&self, principal: i64, instalments: u32, from: NaiveDate) -> Result<Vec<Instalment>, Vec<PlanRefusal>> {
        Ok(schedule(&self.plan(principal, instalments, from))?.rows().to_vec())
    }
}
