//! The journal as CSV: a line a posting. Columns are added at the end only.
use super::{
    Cell, Rows,
    journal::{Journal, one_line},
};

impl Journal {
    /// The text of a CSV file.
    pub fn to_csv(&self) -> String {
        let heads = [
            "entry",
            "date",
            "kind",
            "mends",
            "meeting",
            "fund",
            "no",
            "account",
            "member",
            "amount",
            "commodity",
            "reason",
            "hash",
            "name",
            "act",
            "price",
        ];
        let mut rows = Rows::new(&heads);
        let number = |number: Option<i64>| number.map_or(Cell::Number(String::new()), Cell::count);
        for entry in &self.entries {
            for posting in entry.entry.postings() {
                let who = posting.party.and_then(|party| self.who(party));
                rows.push([
                    Cell::count(entry.no.0),
                    Cell::text(entry.entry.on().to_string()),
                    Cell::text(entry.entry.kind().code()),
                    number(entry.entry.kind().mends().map(|no| no.0)),
                    number(self.meetings.get(&entry.no.0).copied()),
                    Cell::text(self.funds.code(posting.fund)),
                    Cell::count(posting.account.0),
                    Cell::text(self.keeper.account_code(posting.account)),
                    number(who.as_ref().and_then(|(number, _)| *number)),
                    Cell::amount(posting.amount),
                    Cell::text(posting.amount.commodity().code()),
                    Cell::text(one_line(entry.entry.memo())),
                    Cell::text(entry.hash.to_string()),
                    Cell::text(who.map(|(_, who)| who).unwrap_or_default()),
                    Cell::text(self.acts.get(&entry.no.0).map(|act| act.kind.as_str()).unwrap_or_default()),
                    Cell::text(self.price(entry).unwrap_or_default()),
                ]);
            }
        }
        rows.to_csv()
    }
}
