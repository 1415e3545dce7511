//! How a line of the books is said: what an entry was for, and what moved the cash.
use super::store::{ActOf, Document};
use domain::chart::{account_code, fund_code};
use ledger::{AccountNo, Commodity, Entry, EntryKind, EntryNo, FundNo};
use templates::{
    books::AccountName,
    parts::{Name, Unit},
};
use words::Words;

/// An account in the reader's language.
pub fn account_name(words: Words, account: AccountNo) -> AccountName {
    AccountName { number: account.0.to_string(), name: Name::said(words.say(&format!("account-{}", account_code(account)))) }
}

/// A fund of savings in the reader's language; that of a bank has the bank's name ([`super::funds::Funds::name`]).
pub fn fund_name(words: Words, fund: FundNo) -> Name {
    Name::said(words.say(&format!("fund-name-{}", fund_code(fund))))
}

/// A commodity as pages take it.
pub fn unit(commodity: Commodity) -> Unit {
    Unit { commodity: commodity.code().to_owned(), decimals: commodity.decimals() }
}

/// What an entry was for.
pub fn why(words: Words, no: EntryNo, kind: EntryKind, year: i32, document: Option<&Document>) -> String {
    let number = |key: &str, number: i64| words.with(key, &[("number", words.ordinal(number).into())]);
    match (kind, document) {
        (_, Some(Document::RunningLoans)) => words.say("entry-running-loans").into_owned(),
        (EntryKind::Opening, _) | (_, Some(Document::Meeting(0))) => words.say("entry-opening").into_owned(),
        (EntryKind::Closing, _) => words.with("entry-closing", &[("year", words.ordinal(year.into()).into())]),
        (EntryKind::Reversal(of), _) => number("entry-reversal", of.0),
        (_, Some(Document::Meeting(no))) => number("meeting-number", *no),
        (_, Some(Document::ShareOut(no))) => number("entry-share-out", *no),
        (_, Some(Document::Payout(member))) => number("entry-payout", *member),
        (_, Some(Document::WrittenOff(loan))) => number("entry-written-off", *loan),
        (_, Some(Document::Act(act))) => said_act(words, act),
        (_, Some(Document::Correction(no, meeting))) => {
            format!("{} · {}", number("correction-number", *no), number("meeting-number", *meeting))
        }
        (EntryKind::Correction(of), None) => format!("{} · {}", words.say("correction"), number("entry-number", of.0)),
        (EntryKind::Ordinary, None) => number("entry-number", no.0),
    }
}

/// What happened at a bank, with its number there: `Lending day · no. 12`.
fn said_act(words: Words, act: &ActOf) -> String {
    let number = words.with("entry-act-number", &[("number", words.ordinal(act.no).into())]);
    format!("{} · {number}", act_kind(words, &act.kind))
}

/// A sort of act in the reader's language.
pub fn act_kind(words: Words, kind: &str) -> String {
    let key = format!("entry-act-{kind}");
    if words.has(&key) { words.say(&key).into_owned() } else { kind.to_owned() }
}

/// What moved a fund's cash in an entry: the other accounts, by number, with what came in (or, negative, went out)
/// through each. Their sum is what the cash moved by, since every fund of an entry sums to zero.
pub fn moved(entry: &Entry, cash: AccountNo, fund: FundNo, commodity: Commodity) -> Vec<Moved> {
    let mut all: Vec<Moved> = Vec::new();
    for posting in
        entry.postings().iter().filter(|line| line.fund == fund && line.account != cash && line.amount.commodity() == commodity)
    {
        let quantity = posting.amount.quantity();
        let (came, went) = if quantity < 0 { (quantity.saturating_neg(), 0) } else { (0, quantity) };
        match all.iter_mut().find(|moved| moved.account == posting.account) {
            Some(moved) => (moved.came, moved.went) = (moved.came.saturating_add(came), moved.went.saturating_add(went)),
            None => all.push(Moved { account: posting.account, came, went }),
        }
    }
    all.sort_by_key(|moved| moved.account);
    all
}

/// What came and went through an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moved {
    /// The account on the other side of the cash.
    pub account: AccountNo,
    /// Came into the box.
    pub came: i64,
    /// Went out of it.
    pub went: i64,
}

/// The same in words: `Savings 412,500 · Expenses of the group −12,000`.
pub fn say_moved(words: Words, commodity: Commodity, moved: &[Moved]) -> String {
    let said = moved.iter().flat_map(|moved| {
        let name = words.say(&format!("account-{}", account_code(moved.account)));
        let figures = [(moved.came, ""), (moved.went, "−")].into_iter().filter(|(quantity, _)| *quantity != 0);
        figures.map(move |(quantity, sign)| format!("{name} {sign}{}", words.quantity(quantity, commodity.decimals())))
    });
    said.collect::<Vec<_>>().join(" · ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::chart::{CASH, EXPENSES, LOAN_FUND, SAVINGS, SOCIAL_CONTRIBUTIONS, SOCIAL_FUND};
    use ledger::{EntryKey, PartyNo, Postings};
    use words::Language;

    #[test]
    fn what_moved_the_cash_is_told_apart() {
        let riel = |quantity| Commodity::KHR.of(quantity);
        let mut all = Postings::new();
        for (party, saved) in [(1, 10_000), (2, 5_000)] {
            let party = Some(PartyNo(party));
            all.debit(LOAN_FUND, CASH, None, riel(saved)).credit(LOAN_FUND, SAVINGS, party, riel(saved));
            all.debit(SOCIAL_FUND, CASH, None, riel(500)).credit(SOCIAL_FUND, SOCIAL_CONTRIBUTIONS, party, riel(500));
        }
        all.debit(LOAN_FUND, EXPENSES, None, riel(2_000)).credit(LOAN_FUND, CASH, None, riel(2_000));
        let day = "2026-11-21".parse().unwrap();
        let entry = Entry::new(EntryKey(uuid::Uuid::nil()), day, EntryKind::Ordinary, "", all.finish().unwrap()).unwrap();
        let moved = moved(&entry, CASH, LOAN_FUND, Commodity::KHR);
        assert_eq!(moved, [Moved { account: SAVINGS, came: 15_000, went: 0 }, Moved { account: EXPENSES, came: 0, went: 2_000 }]);
        let words = Words::new(Language::English);
        assert_eq!(say_moved(words, Commodity::KHR, &moved), "Members’ savings 15,000 · Expenses of the group −2,000");
    }

    #[test]
    fn what_an_entry_was_for() {
        let words = Words::new(Language::English);
        let said = |kind, document: Option<Document>| why(words, EntryNo(9), kind, 2026, document.as_ref());
        assert_eq!(said(EntryKind::Ordinary, Some(Document::Meeting(12))), "Meeting 12");
        let act = ActOf { bank: "TM-RB".into(), name: Name::default(), no: 12, kind: "lent".into(), price: None };
        assert_eq!(said(EntryKind::Ordinary, Some(Document::Act(Box::new(act)))), "Lending day · no. 12");
        assert_eq!(said(EntryKind::Opening, Some(Document::Meeting(0))), "Opening balances");
        assert_eq!(said(EntryKind::Correction(EntryNo(3)), Some(Document::Correction(2, 12))), "Correction 2 · Meeting 12");
        assert_eq!(said(EntryKind::Closing, None), "Closing of the year 2026");
        assert_eq!(said(EntryKind::Reversal(EntryNo(3)), None), "Reversal of entry 3");
    }
}
