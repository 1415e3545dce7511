//! What the journal says of an act: kilograms and money, each in balance by itself. Goods come and go through the conversion
//! account; purchases are costs and sales are income of the year, and what is in the store at its end is valued then.
use super::{
    acts::{Fact, Flow},
    crops,
    state::State,
};
use crate::chart::{
    ADMINISTRATION, BANK, BUYERS_OWE, CASH, CONVERSION, DELIVERIES_OWED, DONATIONS, EDUCATION_FUND, EQUIPMENT, EXPENSES,
    EXTERNAL_LOAN, FUEL, INPUTS, INTEREST_PAID, LOANS, MILLING_FEES, OTHER_INCOME, PACKING, PROFIT_SHARES, PURCHASES,
    PURCHASES_OTHERS, REPAIRS, RESERVE, RETAINED, SALES, SERVICE_CHARGES, SHARES, SOCIAL_FUND_KEPT, STOCK_DIFFERENCE, STOCK_VALUE,
    STORE, TRANSPORT, WAGES,
};
use ledger::{AccountNo, Commodity, EntryError, FundNo, PartyNo, Posting, Postings};

/// Gathers the postings of one fact in the cooperative's fund.
struct Writer {
    fund: FundNo,
    money: Commodity,
    all: Postings,
}

/// The postings of a fact in the cooperative's fund, given how it stood before; none is an empty list. What is undone is
/// reversed line by line and has none of its own.
///
/// # Errors
/// Sums beyond 64 bits.
pub fn post(fact: &Fact, before: &State, fund: FundNo, money: Commodity) -> Result<Vec<Posting>, EntryError> {
    let mut writer = Writer { fund, money, all: Postings::new() };
    writer.fact(fact, before);
    writer.all.finish()
}

impl Writer {
    /// So much more money on an account (a debit above zero), for a party where it keeps them apart.
    fn money(&mut self, account: AccountNo, party: Option<i64>, quantity: i64) {
        if quantity != 0 {
            self.all.debit(self.fund, account, party.map(PartyNo), self.money.of(quantity));
        }
    }

    /// So many grams more in the store.
    fn goods(&mut self, crop: &str, grams: i64, against: AccountNo) {
        let Some(crop) = crops::crop(crop).filter(|_| grams != 0) else { return };
        self.all.debit(self.fund, STORE, None, crop.commodity().of(grams));
        self.all.credit(self.fund, against, None, crop.commodity().of(grams));
    }

    fn fact(&mut self, fact: &Fact, before: &State) {
        let crop_of = |lot: &i64| before.lots.get(lot).map(|lot| lot.kind.crop.clone()).unwrap_or_default();
        match fact {
            Fact::SharesBought { certificate, paid } => {
                self.money(CASH, None, *paid);
                self.money(SHARES, Some(certificate.party), -paid);
            }
            Fact::SharesPassed { from, to, value, .. } => {
                self.money(SHARES, Some(*from), *value);
                match to {
                    Some(to) => self.money(SHARES, Some(*to), -value),
                    None => self.money(CASH, None, -value),
                }
            }
            Fact::Money { flow, amount, .. } => self.flow(*flow, *amount),
            Fact::CreditGiven { party, inputs, amount, charge, .. } => {
                self.money(LOANS, Some(*party), amount + charge);
                self.money(if *inputs { INPUTS } else { CASH }, None, -amount);
                self.money(SERVICE_CHARGES, Some(*party), -charge);
            }
            Fact::CreditPaid { credit, amount } => {
                let party = before.credits.get(credit).map(|credit| credit.party);
                self.money(CASH, None, *amount);
                self.money(LOANS, party, -amount);
            }
            Fact::Delivered(delivery) => {
                self.goods(&delivery.kind.crop, delivery.weight, CONVERSION);
                self.money(if delivery.member { PURCHASES } else { PURCHASES_OTHERS }, None, delivery.amount);
                self.money(CASH, None, -delivery.cash);
                self.money(LOANS, Some(delivery.party), -delivery.offset());
                self.money(DELIVERIES_OWED, Some(delivery.party), -delivery.owed());
            }
            Fact::PaidOut { party, deliveries, dividends } => {
                self.money(DELIVERIES_OWED, Some(*party), *deliveries);
                self.money(PROFIT_SHARES, Some(*party), *dividends);
                self.money(CASH, None, -(deliveries + dividends));
            }
            Fact::Counted { lot, had, found, .. } => self.goods(&crop_of(lot), found - had, STOCK_DIFFERENCE),
            Fact::Milled(milling) => {
                for taken in &milling.takes {
                    self.goods(&crop_of(&taken.lot), -taken.grams, CONVERSION);
                }
                for given in milling.gives.iter().filter(|given| given.lot.is_some()) {
                    self.goods(&given.kind.crop, given.grams, CONVERSION);
                }
                self.money(CASH, None, milling.fee);
                self.money(MILLING_FEES, None, -milling.fee);
            }
            Fact::Sold(sale) => {
                for line in &sale.lines {
                    self.goods(&crop_of(&line.lot), -line.grams, CONVERSION);
                }
                self.money(CASH, None, sale.cash - sale.transport);
                self.money(BUYERS_OWE, Some(sale.buyer), sale.amount - sale.cash);
                self.money(TRANSPORT, None, sale.transport);
                self.money(SALES, None, -sale.amount);
            }
            Fact::BuyerPaid { sale, amount } => {
                let buyer = before.sales.get(sale).map(|sold| sold.sale.buyer);
                self.money(CASH, None, *amount);
                self.money(BUYERS_OWE, buyer, -amount);
            }
            Fact::YearEnded(year) => {
                for (account, party, stands) in &year.closes {
                    self.money(AccountNo(*account), *party, -stands);
                }
                self.money(STOCK_VALUE, None, year.stock - year.stock_before);
                self.money(RETAINED, None, -year.losses);
                if let Some(division) = &year.division {
                    self.money(RESERVE, None, -division.reserve);
                    self.money(SOCIAL_FUND_KEPT, None, -division.social);
                    self.money(EDUCATION_FUND, None, -division.education);
                    self.money(ADMINISTRATION, None, -division.committee);
                    for line in &division.lines {
                        self.money(PROFIT_SHARES, Some(line.party), -(line.dividend + line.refund));
                    }
                }
            }
            Fact::GroupNamed { .. }
            | Fact::GroupJoined { .. }
            | Fact::OutsiderNamed { .. }
            | Fact::PlotNoted(_)
            | Fact::Inspected(_)
            | Fact::PriceSet { .. }
            | Fact::Contracted(_)
            | Fact::Undone { .. } => {}
        }
    }

    fn flow(&mut self, flow: Flow, amount: i64) {
        let (debit, credit) = match flow {
            Flow::Grant => (CASH, DONATIONS),
            Flow::Borrowed => (CASH, EXTERNAL_LOAN),
            Flow::OtherIncome => (CASH, OTHER_INCOME),
            Flow::LoanRepaid => (EXTERNAL_LOAN, CASH),
            Flow::Interest => (INTEREST_PAID, CASH),
            Flow::Wages => (WAGES, CASH),
            Flow::Fuel => (FUEL, CASH),
            Flow::Repairs => (REPAIRS, CASH),
            Flow::Packing => (PACKING, CASH),
            Flow::Inputs => (INPUTS, CASH),
            Flow::Transport => (TRANSPORT, CASH),
            Flow::OtherCost => (EXPENSES, CASH),
            Flow::Equipment => (EQUIPMENT, CASH),
            Flow::ToBank => (BANK, CASH),
            Flow::FromBank => (CASH, BANK),
            Flow::Social => (SOCIAL_FUND_KEPT, CASH),
            Flow::Education => (EDUCATION_FUND, CASH),
            Flow::Committee => (ADMINISTRATION, CASH),
        };
        self.money(debit, None, amount);
        self.money(credit, None, -amount);
    }
}
