//! Share-outs and payouts against what they posted: every riel that was divided is somebody's, and was paid.
use super::{Findings, books::Stored, loans::Lent};
use crate::store::{Result, Tx, statements};
use domain::chart::{
    ADMINISTRATION, CASH, FINES, INTEREST, LOAN_FUND, LOANS, OTHER_INCOME, PROFIT_SHARES, RESERVE, RETAINED, SAVINGS, SOCIAL_FUND,
    SOCIAL_GRANTS,
};
use ledger::{AccountNo, FundNo, Posting};
use sqlx::FromRow;
use std::collections::BTreeMap;
use uuid::Uuid;

statements! {
    DECIDED = "select s.no, s.id, d.decision, d.proposal_no, d.pool, d.profit, d.administration, d.reserve, d.remainder,
                      d.social_pool, d.social_remainder, d.first_entry, d.last_entry, p.counted,
                      (select cast(coalesce(sum(c.value * c.pieces), 0) as bigint) from share_out_count c
                        where c.book_id = p.book_id and c.share_out_no = p.share_out_no and c.proposal_no = p.no) as notes
                 from share_out s
                 join share_out_decision d on d.book_id = s.book_id and d.share_out_no = s.no
                 left join share_out_proposal p on p.book_id = d.book_id and p.share_out_no = d.share_out_no and p.no = d.proposal_no
                where s.book_id = $1 order by s.no";
    SHARES = "select l.share_out_no, l.party_no, l.gross, l.social, l.penalty, l.interest, l.principal, l.reinvested,
                     coalesce(r.amount, 0) as proposed
                from share_out_line l
                join share_out_decision d on d.book_id = l.book_id and d.share_out_no = l.share_out_no
                left join share_out_reinvest r on r.book_id = l.book_id and r.share_out_no = l.share_out_no
                                              and r.proposal_no = d.proposal_no and r.party_no = l.party_no
               where l.book_id = $1 order by l.share_out_no, l.party_no";
    PAYOUTS = "select no, id, party_no, savings, profit, fee, social_grant, penalty, interest, principal, entry_no
                 from payout where book_id = $1 order by no";
}

#[derive(FromRow)]
struct ShareOutRow {
    no: i64,
    id: Uuid,
    decision: String,
    pool: i64,
    profit: i64,
    administration: i64,
    reserve: i64,
    remainder: i64,
    social_pool: i64,
    social_remainder: i64,
    first_entry: Option<i64>,
    last_entry: Option<i64>,
    counted: Option<i64>,
    notes: i64,
}

#[derive(FromRow)]
struct LineRow {
    share_out_no: i64,
    party_no: i64,
    gross: i64,
    social: i64,
    penalty: i64,
    interest: i64,
    principal: i64,
    reinvested: i64,
    proposed: i64,
}

#[derive(FromRow)]
struct PayoutRow {
    no: i64,
    id: Uuid,
    party_no: i64,
    savings: i64,
    profit: i64,
    fee: i64,
    social_grant: i64,
    penalty: i64,
    interest: i64,
    principal: i64,
    entry_no: Option<i64>,
}

pub(super) async fn check(tx: &mut Tx, book: &Stored, lent: &Lent, found: &mut Findings) -> Result<()> {
    let id = (book.id.0,);
    let share_outs: Vec<ShareOutRow> = tx.all(DECIDED, id).await?;
    let lines: Vec<LineRow> = tx.all(SHARES, id).await?;
    for share_out in share_outs.iter().filter(|share_out| share_out.decision == "confirmed") {
        let from = lines.partition_point(|line| line.share_out_no < share_out.no);
        let to = lines.partition_point(|line| line.share_out_no <= share_out.no);
        divided(share_out, &lines[from..to], found);
        paid(book, share_out, &lines[from..to], found);
        settled(share_out, &lines[from..to], lent, found);
    }
    for payout in tx.all::<PayoutRow>(PAYOUTS, id).await? {
        left(book, &payout, found);
    }
    Ok(())
}

/// The lines and what is kept come to what was there.
fn divided(share_out: &ShareOutRow, lines: &[LineRow], found: &mut Findings) {
    let place = format!("share-out {}", share_out.no);
    let sum = |of: fn(&LineRow) -> i64| lines.iter().map(|line| i128::from(of(line))).sum::<i128>();
    let kept = [share_out.administration, share_out.reserve, share_out.remainder].map(i128::from).iter().sum::<i128>();
    let all = sum(|line| line.gross) + kept;
    if all != i128::from(share_out.pool) && all != i128::from(share_out.profit) {
        found.add(place.as_str(), format!("its lines and what is kept make {all}, and {} was there", share_out.pool));
    }
    let social = sum(|line| line.social) + i128::from(share_out.social_remainder);
    if social != i128::from(share_out.social_pool) {
        found.add(place.as_str(), format!("of the social fund {social} is somebody's, and {} was there", share_out.social_pool));
    }
    if share_out.counted != Some(share_out.notes) {
        let counted = share_out.counted.unwrap_or(0);
        found.add(place.as_str(), format!("its notes make {}, and {counted} was counted", share_out.notes));
    }
    for line in lines.iter().filter(|line| line.reinvested != line.proposed) {
        let what = format!("party {}: {} was to be put back, and {} was", line.party_no, line.proposed, line.reinvested);
        found.add(place.as_str(), what);
    }
}

/// Its entries pay what its lines say. An account may go up in one entry and down in another: each way is summed alone.
fn paid(book: &Stored, share_out: &ShareOutRow, lines: &[LineRow], found: &mut Findings) {
    let place = format!("share-out {}", share_out.no);
    let (first, last) = (share_out.first_entry.unwrap_or(0), share_out.last_entry.unwrap_or(-1));
    let mine = |entry: &&ledger::Numbered| entry.entry.source() == Some(share_out.id);
    let entries: Vec<_> = book.entries.iter().filter(mine).collect();
    if entries.len() as i64 != last - first + 1 || entries.iter().any(|entry| !(first..=last).contains(&entry.no.0)) {
        found.add(place.as_str(), format!("{} entries are its own, and it names {first} to {last}", entries.len()));
    }
    let postings: Vec<&Posting> = entries.iter().flat_map(|entry| entry.entry.postings()).collect();
    // What should be there: fund, account, party, whether a debit.
    let mut off: BTreeMap<(FundNo, AccountNo, i64, bool), i128> = BTreeMap::new();
    let mut says = |fund, account, party, debit, amount: i64| {
        *off.entry((fund, account, party, debit)).or_default() += i128::from(amount);
    };
    says(LOAN_FUND, RESERVE, 0, false, share_out.reserve);
    for line in lines {
        let party = line.party_no;
        says(LOAN_FUND, CASH, 0, true, line.penalty + line.interest + line.principal + line.reinvested);
        says(LOAN_FUND, CASH, 0, false, line.gross);
        says(SOCIAL_FUND, CASH, 0, false, line.social);
        says(LOAN_FUND, LOANS, party, false, line.principal);
        says(LOAN_FUND, SAVINGS, party, false, line.reinvested);
        for debit in [false, true] {
            says(LOAN_FUND, PROFIT_SHARES, party, debit, line.gross);
            says(SOCIAL_FUND, PROFIT_SHARES, party, debit, line.social);
        }
    }
    says(LOAN_FUND, ADMINISTRATION, 0, false, share_out.administration);
    for posting in postings {
        let quantity = i128::from(posting.amount.quantity());
        let key = (posting.fund, posting.account, posting.party.map_or(0, |party| party.0), quantity > 0);
        let savings_debited = posting.account == SAVINGS && quantity > 0;
        let named = [CASH, LOANS, SAVINGS, PROFIT_SHARES, ADMINISTRATION, RESERVE].contains(&posting.account);
        // Savings that are paid out are taken off in the way the rule says.
        if named && !savings_debited {
            *off.entry(key).or_default() -= quantity.abs();
        }
    }
    for ((fund, account, party, debit), by) in off.into_iter().filter(|(_, by)| *by != 0) {
        let (side, whose) =
            (if debit { "debited" } else { "credited" }, if party == 0 { String::new() } else { format!(", party {party}") });
        let what = format!("fund {}, account {}{whose}: its lines and what it {side} differ by {}", fund.0, account.0, by.abs());
        found.add(place.as_str(), what);
    }
}

/// What its lines settled is what happened to loans.
fn settled(share_out: &ShareOutRow, lines: &[LineRow], lent: &Lent, found: &mut Findings) {
    let entries = share_out.first_entry.unwrap_or(0)..=share_out.last_entry.unwrap_or(-1);
    for line in lines {
        let said = [line.penalty, line.interest, line.principal].map(i128::from);
        if lent.settled(line.party_no, entries.clone()) != said {
            let what = format!("party {}: what it settled is not what happened to her loans", line.party_no);
            found.add(format!("share-out {}", share_out.no), what);
        }
    }
}

/// A payout is posted as it says.
fn left(book: &Stored, payout: &PayoutRow, found: &mut Findings) {
    let place = format!("payout {}", payout.no);
    let entry = payout.entry_no.and_then(|no| book.entries.iter().find(|entry| entry.no.0 == no));
    if payout.entry_no.is_some() && entry.is_none_or(|entry| entry.entry.source() != Some(payout.id)) {
        found.add(place.as_str(), "its entry is not its own");
    }
    let taken = payout.savings + payout.profit - payout.fee;
    let repaid = payout.penalty + payout.interest + payout.principal;
    let (party, says) = (payout.party_no, |account: AccountNo, party: i64, quantity: i64| ((account, party), i128::from(quantity)));
    let mut off: BTreeMap<(AccountNo, i64), i128> = BTreeMap::from([
        says(SAVINGS, party, payout.savings),
        says(RETAINED, 0, payout.profit),
        says(OTHER_INCOME, 0, -payout.fee),
        says(FINES, party, -payout.penalty),
        says(INTEREST, party, -payout.interest),
        says(LOANS, party, -payout.principal),
        says(SOCIAL_GRANTS, 0, payout.social_grant),
        says(CASH, 0, repaid - taken - payout.social_grant),
    ]);
    for posting in entry.iter().flat_map(|entry| entry.entry.postings()) {
        let key = (posting.account, posting.party.map_or(0, |party| party.0));
        *off.entry(key).or_default() -= i128::from(posting.amount.quantity());
    }
    for ((account, _), by) in off.into_iter().filter(|(_, by)| *by != 0) {
        found.add(place.as_str(), format!("account {}: it and its entry differ by {}", account.0, by.abs()));
    }
}
