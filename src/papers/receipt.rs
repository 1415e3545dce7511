//! Receipts: what an entry did with a member, from its postings to her, and what she has and owes after it.
use super::{of_group::name, parties::village, store::figures_of};
use crate::{
    banks::store as banks,
    cycles::store as cycles,
    groups::store::Group,
    meetings::store as meetings,
    members::store::{self as members, Member},
    store::{Result, Tx, entry},
};
use domain::{
    banks::Bank,
    chart::{
        ANIMALS, ANIMALS_DUE, BANK, CASH, DEPOSITS, FINES, INTEREST, LOAN_FUND, LOANS, PLACED, PROFIT_SHARES, SAVINGS,
        SERVICE_CHARGES, SOCIAL_CONTRIBUTIONS, SOCIAL_FUND, STORE,
    },
};
use ledger::{AccountNo, Amount, EntryNo, FundNo, Numbered, PartyNo};
use reports::receipt::{Cause, Item, Quantity, Receipt, ReceiptLine};

/// The receipt of an entry for the member of a number, not signed yet; nothing where nothing was handed over: no such
/// member or entry, nothing posted to her, or an entry that moves neither money nor goods.
pub async fn load(tx: &mut Tx, group: &Group, number: i64, no: EntryNo) -> Result<Option<(PartyNo, Receipt)>> {
    let Some(member) = members::member(tx, group.book, &group.commodity, number).await? else { return Ok(None) };
    let Some(entry) = entry(tx, group.book, no).await?.filter(hands_over) else { return Ok(None) };
    let party = member.party();
    let kept = if entry.entry.postings().iter().any(|posting| is_banks(posting.fund)) {
        banks::load_all(tx, group).await?
    } else {
        vec![]
    };
    let mine = entry.entry.postings().iter().filter(|posting| posting.party == Some(party));
    let mut moved: Vec<(FundNo, AccountNo, Amount)> = Vec::new();
    for posting in mine {
        let same = |one: &&mut (FundNo, AccountNo, Amount)| {
            (one.0, one.1, one.2.commodity()) == (posting.fund, posting.account, posting.amount.commodity())
        };
        match moved.iter_mut().find(same) {
            Some(one) => one.2 = posting.amount.commodity().of(one.2.quantity() + posting.amount.quantity()),
            None => moved.push((posting.fund, posting.account, posting.amount)),
        }
    }
    let after = figures_of(tx, group.book, party, EntryNo(1), no).await?;
    let line = |(fund, account, amount): &(FundNo, AccountNo, Amount)| {
        let of = |quantity: i64| counted(&kept, *fund, amount.commodity().of(quantity.abs()));
        let place = (*fund, *account, amount.commodity());
        let then = after.iter().find(|one| (one.fund, one.account, one.amount.commodity()) == place);
        let then = then.map_or(0, |one| one.amount.quantity());
        Some(ReceiptLine {
            item: item(*fund, *account)?,
            quantity: of(amount.quantity()),
            brought: amount.quantity() < 0,
            then: stands(*account).then(|| of(then)),
        })
    };
    let mut lines: Vec<ReceiptLine> = moved.iter().filter(|(.., amount)| !amount.is_zero()).filter_map(line).collect();
    if lines.is_empty() {
        return Ok(None);
    }
    lines.sort_by_key(|line| (!line.brought, line.item));
    let receipt = Receipt {
        group: name(group.name()),
        place: village(&group.village_code),
        number: member.number,
        name: name(member.name()),
        entry: no.0,
        on: entry.entry.on(),
        cause: cause(tx, group, &member, &entry, &kept).await?,
        lines,
        seal: None,
    };
    Ok(Some((party, receipt)))
}

/// Whether money, goods or an animal changed hands.
fn hands_over(entry: &Numbered) -> bool {
    let hand = [CASH, BANK, STORE, ANIMALS, PLACED];
    entry.entry.postings().iter().any(|posting| hand.contains(&posting.account))
}

fn is_banks(fund: FundNo) -> bool {
    fund != LOAN_FUND && fund != SOCIAL_FUND
}

/// What a posting to a member is of; nothing, where a receipt does not name it.
fn item(fund: FundNo, account: AccountNo) -> Option<Item> {
    Some(match (is_banks(fund), account) {
        (false, SAVINGS) => Item::Savings,
        (false, SOCIAL_CONTRIBUTIONS) => Item::SocialFund,
        (false, LOANS) => Item::Principal,
        (false, INTEREST) => Item::Interest,
        (_, FINES) => Item::Fine,
        (_, SERVICE_CHARGES) => Item::ServiceCharge,
        (false, PROFIT_SHARES) => Item::ShareOut,
        (true, LOANS) => Item::BankLoan,
        (true, INTEREST) => Item::BankInterest,
        (true, DEPOSITS) => Item::Deposit,
        (true, PLACED) => Item::Animals,
        (true, ANIMALS_DUE) => Item::AnimalsDue,
        _ => return None,
    })
}

/// Whether an account says what she has or owes afterwards; interest and fines are gone.
fn stands(account: AccountNo) -> bool {
    [SAVINGS, SOCIAL_CONTRIBUTIONS, LOANS, PROFIT_SHARES, DEPOSITS, PLACED, ANIMALS_DUE].contains(&account)
}

/// An amount as a receipt counts it: money, or a good of the bank whose fund it is.
fn counted(kept: &[(banks::BankRow, Bank)], fund: FundNo, amount: Amount) -> Quantity {
    let bank = kept.iter().find(|(row, _)| row.fund() == fund).map(|(_, bank)| bank);
    let good = bank.filter(|bank| bank.money != amount.commodity()).and_then(|bank| bank.good(amount.commodity().code()));
    match good {
        Some(good) => Quantity::Good(good, amount.quantity()),
        None => Quantity::Money(amount),
    }
}

async fn cause(tx: &mut Tx, group: &Group, member: &Member, entry: &Numbered, kept: &[(banks::BankRow, Bank)]) -> Result<Cause> {
    let fund = entry.entry.postings().iter().map(|posting| posting.fund).find(|fund| is_banks(*fund));
    if let Some(row) = fund.and_then(|fund| kept.iter().find(|(row, _)| row.fund() == fund)) {
        return Ok(Cause::Bank(name(row.0.name())));
    }
    let of_meetings = meetings::by_entry(tx, group.book).await?;
    let mends = entry.entry.kind().mends();
    if let Some(meeting) = of_meetings.get(&mends.unwrap_or(entry.no).0) {
        return Ok(if mends.is_some() { Cause::Correction(*meeting) } else { Cause::Meeting(*meeting) });
    }
    let shared = cycles::sources(tx, group.book).await?;
    if entry.entry.source().is_some_and(|source| shared.contains(&source)) {
        return Ok(Cause::ShareOut);
    }
    let left = members::final_payout(tx, group.book, member.party()).await?;
    Ok(if left.is_some_and(|payout| payout.entry_no == Some(entry.no.0)) { Cause::Leaving } else { Cause::Other })
}
