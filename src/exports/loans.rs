//! The loans of a group as they stood on a day: the loan book, and who was late.
use super::{Cell, Rows};
use crate::{
    groups::store::Group,
    loans::store::{self as loans, Which},
    members::store::{self as members, Member},
    store::{Result, Tx},
};
use chrono::NaiveDate;
use domain::loans::{Position, arrears::Arrears};
use ledger::{Amount, Commodity};
use serde_json::{Value, json};

/// A loan on a day.
#[derive(Clone, Debug)]
pub struct LoanLine {
    /// Its number in the group.
    pub no: i64,
    /// The member's number.
    pub member: i64,
    /// Her name in Khmer.
    pub name_km: String,
    /// Her name in Latin letters.
    pub name_latin: String,
    /// The day it was given.
    pub given_on: NaiveDate,
    /// What was lent.
    pub lent: i64,
    /// Where it stood.
    pub position: Position,
}

/// The loan book of a group, at the end of a day.
#[derive(Clone, Debug)]
pub struct LoanBook {
    /// The group's code.
    pub book: String,
    /// The day.
    pub as_of: NaiveDate,
    /// What everything is in.
    pub commodity: Commodity,
    /// The loans given until then, by number.
    pub loans: Vec<LoanLine>,
}

/// Reads it, of one member or of all; two reads however many loans there are.
pub async fn loan_book(tx: &mut Tx, group: &Group, member: Option<i64>, as_of: NaiveDate) -> Result<LoanBook> {
    let all = loans::loans(tx, Which::All(group.book)).await?;
    let members = members::members(tx, group.book, &group.commodity).await?;
    let lines = all.into_iter().filter(|loan| loan.account.terms.given_on <= as_of).filter_map(|loan| {
        let who = members.iter().find(|one| one.party() == loan.account.party)?;
        member.is_none_or(|number| number == who.number).then(|| line(who, &loan, as_of))
    });
    Ok(LoanBook { book: group.code.clone(), as_of, commodity: group.commodity(), loans: lines.collect() })
}

fn line(who: &Member, loan: &loans::Loan, as_of: NaiveDate) -> LoanLine {
    LoanLine {
        no: loan.account.no,
        member: who.number,
        name_km: who.names().khmer(),
        name_latin: who.names().latin(),
        given_on: loan.account.terms.given_on,
        lent: loan.account.terms.principal,
        position: loan.account.position(as_of),
    }
}

impl LoanLine {
    /// `open`, `closed` or `written-off`.
    fn state(&self) -> &'static str {
        match (self.position.is_open(), self.position.lost) {
            (true, _) => "open",
            (false, 0) => "closed",
            (false, _) => "written-off",
        }
    }

    fn next(&self) -> Option<(NaiveDate, i64)> {
        self.position.next.map(|(day, principal, interest)| (day, principal + interest))
    }
}

impl LoanBook {
    fn amount(&self, quantity: i64) -> Amount {
        self.commodity.of(quantity)
    }

    fn decimal(&self, quantity: i64) -> String {
        self.amount(quantity).decimal().to_string()
    }

    fn arrears(&self) -> Arrears {
        Arrears::of(self.loans.iter().map(|loan| &loan.position))
    }

    /// The late loans, latest first.
    fn late(&self) -> Vec<&LoanLine> {
        let mut late: Vec<&LoanLine> = self.loans.iter().filter(|loan| loan.position.days_late > 0).collect();
        late.sort_by_key(|loan| (-loan.position.days_late, loan.no));
        late
    }

    /// All loans, as other programs read them.
    pub fn to_json(&self) -> Value {
        let loan = |loan: &LoanLine| {
            let at = &loan.position;
            json!({
                "no": loan.no, "member": loan.member.to_string(), "name_km": loan.name_km, "name_latin": loan.name_latin,
                "given_on": loan.given_on.to_string(), "lent": self.decimal(loan.lent), "state": loan.state(),
                "principal": self.decimal(at.principal), "interest": self.decimal(at.interest), "penalty": self.decimal(at.penalty),
                "owed": self.decimal(at.owed()), "accrued": self.decimal(at.accrued), "payoff": self.decimal(at.payoff),
                "overdue": self.decimal(at.overdue), "days_late": at.days_late,
                "next_due": loan.next().map(|(day, _)| day.to_string()), "next_amount": loan.next().map(|(_, amount)| self.decimal(amount)),
                "paid_principal": self.decimal(at.paid.principal), "paid_interest": self.decimal(at.paid.interest),
                "paid_penalty": self.decimal(at.paid.penalty), "written_off": self.decimal(at.lost),
            })
        };
        let sum = |part: fn(&Position) -> i64| self.decimal(self.loans.iter().map(|loan| part(&loan.position)).sum());
        json!({
            "book": self.book, "as_of": self.as_of.to_string(), "commodity": self.commodity.code(),
            "loans": self.loans.iter().map(loan).collect::<Vec<_>>(),
            "totals": {
                "owed": sum(Position::owed), "principal": sum(|at| at.principal), "interest": sum(|at| at.interest),
                "penalty": sum(|at| at.penalty), "overdue": sum(|at| at.overdue), "written_off": sum(|at| at.lost),
            },
        })
    }

    /// All loans, as a table.
    pub fn to_rows(&self) -> Rows {
        let mut rows = Rows::new(&[
            "no",
            "member",
            "given_on",
            "lent",
            "state",
            "principal",
            "interest",
            "penalty",
            "owed",
            "accrued",
            "overdue",
            "days_late",
            "next_due",
            "next_amount",
            "written_off",
            "commodity",
            "name",
        ]);
        for loan in &self.loans {
            let at = &loan.position;
            let amount = |quantity| Cell::amount(self.amount(quantity));
            rows.push([
                Cell::count(loan.no),
                Cell::count(loan.member),
                Cell::text(loan.given_on.to_string()),
                amount(loan.lent),
                Cell::text(loan.state()),
                amount(at.principal),
                amount(at.interest),
                amount(at.penalty),
                amount(at.owed()),
                amount(at.accrued),
                amount(at.overdue),
                Cell::count(at.days_late),
                Cell::text(loan.next().map_or(String::new(), |(day, _)| day.to_string())),
                loan.next().map_or(Cell::Number(String::new()), |(_, sum)| amount(sum)),
                amount(at.lost),
                Cell::text(self.commodity.code()),
                Cell::text(if loan.name_km.is_empty() { &loan.name_latin } else { &loan.name_km }),
            ]);
        }
        rows
    }

    /// Who is late, how long, and what of all loans is at risk for it, as other programs read it.
    pub fn arrears_to_json(&self) -> Value {
        let arrears = self.arrears();
        let late = |loan: &&LoanLine| {
            json!({
                "no": loan.no, "member": loan.member.to_string(), "name_km": loan.name_km, "name_latin": loan.name_latin,
                "days_late": loan.position.days_late, "overdue": self.decimal(loan.position.overdue),
                "principal": self.decimal(loan.position.principal), "owed": self.decimal(loan.position.owed()),
            })
        };
        let at_risk = arrears.at_risk().map(|at| {
            json!({ "days": at.days, "principal": self.decimal(at.principal), "percent": at.percent.map(|percent| percent.to_string()) })
        });
        let ages = arrears.ages.map(|age| {
            json!({
                "from": age.from, "to": age.to, "loans": age.loans, "overdue": self.decimal(age.overdue),
                "principal": self.decimal(age.principal),
            })
        });
        json!({
            "book": self.book, "as_of": self.as_of.to_string(), "commodity": self.commodity.code(),
            "loans": self.late().iter().map(late).collect::<Vec<_>>(),
            "open": arrears.loans, "principal": self.decimal(arrears.principal),
            "late": arrears.late, "overdue": self.decimal(arrears.overdue), "at_risk": at_risk, "ages": ages,
        })
    }

    /// The late loans as a table.
    pub fn arrears_to_rows(&self) -> Rows {
        let mut rows = Rows::new(&["no", "member", "days_late", "overdue", "principal", "owed", "commodity", "name"]);
        for loan in self.late() {
            let amount = |quantity| Cell::amount(self.amount(quantity));
            rows.push([
                Cell::count(loan.no),
                Cell::count(loan.member),
                Cell::count(loan.position.days_late),
                amount(loan.position.overdue),
                amount(loan.position.principal),
                amount(loan.position.owed()),
                Cell::text(self.commodity.code()),
                Cell::text(if loan.name_km.is_empty() { &loan.name_latin } else { &loan.name_km }),
            ]);
        }
        rows
    }

    /// What is at risk, as a table for a terminal.
    pub fn at_risk_to_rows(&self) -> Rows {
        let mut rows = Rows::new(&["late_by", "principal", "percent"]);
        for at in self.arrears().at_risk() {
            let percent = at.percent.map_or("–".to_owned(), |percent| percent.to_string());
            rows.push([
                Cell::text(format!("{} days or more", at.days)),
                Cell::amount(self.amount(at.principal)),
                Cell::Number(percent),
            ]);
        }
        rows
    }
}
