//! What the journal says of a fact (shared source: the grant ledger, with its memorandum of what is agreed).
use super::{
    State,
    accounts::{
        ADVANCES, AWARD_FUND, BANK, CASH, COMMITMENTS, COMMITTED, CONVERSION, DISALLOWED, PARTNERS, RECEIVED, RETURNED, line,
    },
    acts::{Brought, Fact, GrantNo, Purpose, Source, Step, Tranche},
    state::Voucher,
    terms::Terms,
};
use ledger::{AccountNo, Commodity, PartyNo, Posting, Postings};

/// Why a fact cannot be posted: a fact that [`super::decide`] let in always can.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PostingRefusal {
    /// A currency is not known.
    Currency(String),
    /// It names a grant, voucher or line that is not there.
    Missing,
    /// Sums beyond 64 bits.
    Overflow,
}

/// The postings of a fact, given how everything stood before it; none where nothing moves. `currencies` are those of the
/// book.
///
/// # Errors
/// Something is named that is not there.
pub fn post(fact: &Fact, before: &State, terms: &Terms, currencies: &[Commodity]) -> Result<Vec<Posting>, PostingRefusal> {
    let known = |code: &str| currencies.iter().copied().find(|currency| currency.code() == code);
    let currency = |code: &str| known(code).ok_or_else(|| PostingRefusal::Currency(code.to_owned()));
    let own = currency(&terms.currency)?;
    let mut lines = Lines::default();
    match fact {
        Fact::Received { amount, .. } => lines.move_(own, *amount, (BANK, None), (RECEIVED, None)),
        Fact::Returned { amount, .. } => lines.move_(own, *amount, (RETURNED, None), (BANK, None)),
        Fact::Changed { paid, currency: other, received } => {
            lines.move_(own, *paid, (CONVERSION, None), (BANK, None));
            lines.move_(currency(other)?, *received, (CASH, None), (CONVERSION, None));
        }
        Fact::AdvanceBack { holder, currency: code, amount } => {
            lines.move_(currency(code)?, *amount, (CASH, None), (ADVANCES, Some(*holder)));
        }
        Fact::Accounted { partner, line, amount, .. } => {
            lines.move_(own, *amount, (line_account(terms, line)?, Some(*partner)), (PARTNERS, Some(*partner)));
        }
        Fact::Agreed { grant, tranches, .. } => lines.commit(own, party(before, *grant)?, sum(tranches)),
        Fact::Varied { grant, tranches, .. } => {
            let found = before.grants.get(grant).ok_or(PostingRefusal::Missing)?;
            lines.commit(own, found.party, sum(tranches) - found.agreement());
        }
        Fact::Stepped { voucher, step: Step::Recorded, .. } => {
            let voucher = before.vouchers.get(voucher).ok_or(PostingRefusal::Missing)?;
            record(&mut lines, voucher, before, terms, own, currency(&voucher.currency)?)?;
        }
        Fact::Closed { grant, returned, disallowed, .. } => {
            let found = before.grants.get(grant).ok_or(PostingRefusal::Missing)?;
            let spent = line_account(terms, &found.line)?;
            lines.move_(own, *returned, (BANK, None), (spent, Some(found.party)));
            lines.move_(own, *disallowed, (DISALLOWED, Some(found.party)), (spent, Some(found.party)));
            // What was agreed and will not be paid is free again.
            let brought: i64 = if found.brought { found.agreement() } else { before.paid(*grant) };
            lines.commit(own, found.party, brought - found.agreement());
        }
        Fact::Recovered { grant, amount } => {
            lines.move_(own, *amount, (BANK, None), (DISALLOWED, Some(party(before, *grant)?)));
        }
        Fact::Brought(brought) => bring(&mut lines, brought, terms, own)?,
        _ => {}
    }
    lines.0.finish().map_err(|_| PostingRefusal::Overflow)
}

/// A voucher that is written into the books: what is charged, where it came from, and what is agreed less it.
fn record(
    lines: &mut Lines,
    voucher: &Voucher,
    before: &State,
    terms: &Terms,
    own: Commodity,
    paid_in: Commodity,
) -> Result<(), PostingRefusal> {
    let source = match voucher.source {
        Source::Cash => (CASH, None),
        Source::Bank => (BANK, None),
        Source::Advance { holder } => (ADVANCES, Some(holder)),
    };
    let (amount, paid) = (voucher.amount, voucher.paid);
    let charge = |lines: &mut Lines, place: Place| {
        if paid_in == own {
            lines.move_(own, amount, place, source);
        } else {
            lines.move_(own, amount, place, (CONVERSION, None));
            lines.move_(paid_in, paid, (CONVERSION, None), source);
        }
    };
    match &voucher.purpose {
        Purpose::Tranche { grant, .. } => {
            let found = before.grants.get(grant).ok_or(PostingRefusal::Missing)?;
            charge(lines, (line_account(terms, &found.line)?, Some(found.party)));
            lines.commit(own, found.party, -amount);
        }
        // An advance is carried in the currency it is paid in: nothing is spent yet.
        Purpose::Advance { holder } => lines.move_(paid_in, paid, (ADVANCES, Some(*holder)), source),
        Purpose::Cost { line, .. } => charge(lines, (line_account(terms, line)?, None)),
        Purpose::Partner { partner, .. } => charge(lines, (PARTNERS, Some(*partner))),
    }
    Ok(())
}

/// A grant of before is posted as its papers say it was paid; the money that paid it came and went before these books, so
/// its other side is what the donor gave.
fn bring(lines: &mut Lines, brought: &Brought, terms: &Terms, own: Commodity) -> Result<(), PostingRefusal> {
    let paid =
        |voucher: &&super::acts::BroughtVoucher| !voucher.voided && voucher.steps.iter().any(|(step, ..)| *step == Step::Paid);
    let sum: i64 = brought.vouchers.iter().filter(paid).map(|voucher| voucher.amount).sum();
    let spent = line_account(terms, &brought.line)?;
    lines.move_(own, sum, (spent, Some(brought.party)), (RECEIVED, None));
    Ok(())
}

type Place = (AccountNo, Option<i64>);

#[derive(Default)]
struct Lines(Postings);

impl Lines {
    /// From one place to another; nothing where it is nothing, and the other way where it is below.
    fn move_(&mut self, commodity: Commodity, quantity: i64, to: Place, from: Place) {
        let amount = commodity.of(quantity);
        self.0.debit(AWARD_FUND, to.0, to.1.map(PartyNo), amount).credit(AWARD_FUND, from.0, from.1.map(PartyNo), amount);
    }

    /// The memorandum of what is agreed: more, or less.
    fn commit(&mut self, commodity: Commodity, party: i64, more: i64) {
        self.move_(commodity, more, (COMMITTED, Some(party)), (COMMITMENTS, None));
    }
}

fn party(state: &State, grant: GrantNo) -> Result<i64, PostingRefusal> {
    state.grants.get(&grant).map(|grant| grant.party).ok_or(PostingRefusal::Missing)
}

fn sum(tranches: &[Tranche]) -> i64 {
    tranches.iter().map(|tranche| tranche.amount).sum()
}

/// The account of a line of the budget.
fn line_account(terms: &Terms, code: &str) -> Result<AccountNo, PostingRefusal> {
    terms.line(code).map(|(at, _)| line(at)).ok_or(PostingRefusal::Missing)
}
