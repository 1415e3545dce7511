//! The instalments of a loan as a borrower looks at them: what is paid, what is late, and what is still to come.
use super::{LoanAccount, What, account::Row};
use chrono::NaiveDate;

/// Every instalment as it stands on a day. Those that are not due yet bear the interest that will be charged if everything
/// is paid on its day: who paid ahead sees what it spares her. Periods after the term stand there once they were charged.
pub fn outlook(loan: &LoanAccount, on: NaiveDate) -> Vec<Row> {
    let mut rows = loan.position(on).rows;
    let mut ahead = loan.clone();
    for (at, row) in rows.iter_mut().enumerate().filter(|(_, row)| !row.charged) {
        let then = ahead.position(row.due);
        let Some(charged) = then.rows.get(at) else { break };
        (row.interest, row.interest_left) = (charged.interest, charged.interest_left);
        let brought: i64 = then.rows.iter().filter(|other| other.due <= row.due).map(Row::left).sum();
        if brought > 0 {
            ahead = ahead.with(row.due, What::Repaid(brought));
        }
    }
    rows.retain(|row| row.charged || row.n > 0);
    rows
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::loans::sample::{day, given};

    fn shown(loan: &LoanAccount, on: &str) -> Vec<(i64, i64, i64, i64)> {
        let rows = outlook(loan, day(on));
        rows.iter().map(|row| (row.principal, row.principal_left, row.interest, row.interest_left)).collect()
    }

    #[test]
    fn what_is_to_come_is_what_will_be_charged() {
        // 300,000 at 2 % a month, three times 100,000.
        let loan = given("2026-01-05", 300_000, 3);
        assert_eq!(
            shown(&loan, "2026-01-05"),
            [(100_000, 100_000, 6_000, 6_000), (100_000, 100_000, 4_000, 4_000), (100_000, 100_000, 2_000, 2_000)]
        );
        // The second instalment came with the first: the second month costs 2 % of 100,000.
        let paid = loan.with(day("2026-02-05"), What::Repaid(206_000));
        assert_eq!(
            shown(&paid, "2026-02-05"),
            [(100_000, 0, 6_000, 0), (100_000, 0, 2_000, 2_000), (100_000, 100_000, 2_000, 2_000)]
        );
        // The first was missed: all of it is late, and the second month costs 2 % of 300,000 once it is due.
        assert_eq!(shown(&loan, "2026-02-20")[0], (100_000, 100_000, 6_000, 6_000));
        assert_eq!(shown(&loan, "2026-03-05")[1], (100_000, 100_000, 6_000, 6_000));
        // Everything is paid: nothing more comes.
        let closed = loan.with(day("2026-02-05"), What::Repaid(306_000));
        assert_eq!(shown(&closed, "2026-02-05"), [(100_000, 0, 6_000, 0), (100_000, 0, 0, 0), (100_000, 0, 0, 0)]);
    }
}
