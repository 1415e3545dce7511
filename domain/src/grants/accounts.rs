//! The accounts of an award's book: the same in all, and one for each line of its budget.
use ledger::{AccountKind, AccountNo, FundNo};

/// An account as every award's book has it.
#[derive(Clone, Copy, Debug)]
pub struct ChartAccount {
    /// Its number.
    pub no: AccountNo,
    /// Its code, under which words and exports name it.
    pub code: &'static str,
    /// What it tells.
    pub kind: AccountKind,
    /// Whether every posting names a party.
    pub per_party: bool,
}

/// The accounts of an award, the lines of its budget aside.
pub const CHART: [ChartAccount; 10] = [
    account(CASH, "cash", AccountKind::Asset, false),
    account(BANK, "bank", AccountKind::Asset, false),
    account(ADVANCES, "advances", AccountKind::Asset, true),
    account(PARTNERS, "partners", AccountKind::Asset, true),
    account(DISALLOWED, "disallowed", AccountKind::Asset, true),
    account(RECEIVED, "award-received", AccountKind::Equity, false),
    account(RETURNED, "award-returned", AccountKind::Equity, false),
    account(CONVERSION, "conversion", AccountKind::Conversion, false),
    account(COMMITTED, "committed", AccountKind::Conversion, true),
    account(COMMITMENTS, "commitments", AccountKind::Conversion, false),
];

const fn account(no: AccountNo, code: &'static str, kind: AccountKind, per_party: bool) -> ChartAccount {
    ChartAccount { no, code, kind, per_party }
}

/// The award's money; a book has no other.
pub const AWARD_FUND: FundNo = FundNo(1);

/// Cash in the office's box.
pub const CASH: AccountNo = AccountNo(1010);
/// Money at the bank.
pub const BANK: AccountNo = AccountNo(1020);
/// Money that an officer carries, by holder.
pub const ADVANCES: AccountNo = AccountNo(1410);
/// Money that a partner has and has not accounted for, by partner.
pub const PARTNERS: AccountNo = AccountNo(1420);
/// Costs that were not allowed and are to be paid back, by grant or holder.
pub const DISALLOWED: AccountNo = AccountNo(1430);
/// What the donor gave, restricted to the award.
pub const RECEIVED: AccountNo = AccountNo(3110);
/// What went back to the donor.
pub const RETURNED: AccountNo = AccountNo(3120);
/// Where one currency is swapped for another.
pub const CONVERSION: AccountNo = AccountNo(6010);
/// Agreed with a grantee and not yet paid, by grant: a memorandum.
pub const COMMITTED: AccountNo = AccountNo(9010);
/// Its other side.
pub const COMMITMENTS: AccountNo = AccountNo(9020);
/// The first line of the budget has the account after this one.
const LINES: i64 = 5100;

/// The account of the budget's line (from 0).
pub fn line(at: usize) -> AccountNo {
    AccountNo(LINES + 1 + at as i64)
}
