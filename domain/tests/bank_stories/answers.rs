//! Answers to the questions of a story: what is there, who owes what, what the journal and the statement say.
use super::{
    reading::{day, number},
    saying::{Saying, amount, figure},
};
use chrono::NaiveDate;
use domain::{
    banks::{
        Good, Party,
        animals::{Due, Left, Obligation, Owner, Place, Stage},
        due::{Overdue, dues},
        family::{Branch, family},
        loan::Loan,
        priority_order,
        rules::Purpose,
        span::Span,
        statement::{Sums, Worth, statement},
    },
    chart::account_code,
};
use ledger::Posting;

/// What is answered to a question on a day.
pub fn answer(saying: &Saying, on: NaiveDate, question: &str) -> String {
    let words: Vec<&str> = question.trim_end_matches('?').split_whitespace().collect();
    let lines = match words[..] {
        ["store"] => return saying.store(),
        ["deposits"] => saying.deposits(),
        ["owes", no] => saying.owes(Party(number(no)), on),
        ["late"] => saying.late(on),
        ["promises"] => saying.promises(),
        ["first", "for", purpose, good] => return saying.first(purpose, good, on),
        ["herd"] => saying.herd(on),
        ["obligations"] => saying.obligations(on),
        ["due"] => saying.due(on),
        ["tree"] => saying.tree(),
        ["postings"] => saying.postings(),
        ["statement"] => saying.statement(Span::through(on), &[saying.book.at]),
        ["statement", "since", from] => saying.statement(Span { from: Some(day(from)), to: on }, &[saying.book.at]),
        ["statement", "of", "all"] => saying.statement(Span::through(on), &(0..saying.book.banks.len()).collect::<Vec<_>>()),
        _ => panic!("what does {question:?} mean?"),
    };
    if lines.is_empty() { "nothing".to_owned() } else { lines.join("\n   ") }
}

impl Saying<'_> {
    fn store(&self) -> String {
        let goods = self.state.store.iter().filter(|(_, quantity)| **quantity != 0);
        let goods: Vec<String> = goods.map(|(code, quantity)| format!("{code} {}", amount(*quantity, &self.good(code)))).collect();
        format!("{}; box {}", if goods.is_empty() { "empty".to_owned() } else { goods.join(", ") }, self.riel(self.state.money))
    }

    fn deposits(&self) -> Vec<String> {
        let held = self.state.deposits.iter().filter(|(_, quantity)| **quantity != 0);
        held.map(|((party, code), quantity)| format!("{} may have back {} of {code}", party.0, amount(*quantity, &self.good(code))))
            .collect()
    }

    /// What is owed of a loan: `100 kg and 20 kg interest`.
    fn owed(&self, loan: &Loan, on: NaiveDate) -> String {
        let (owed, good) = (loan.owed(on), self.good(&loan.good));
        let interest = if owed.interest == 0 { String::new() } else { format!(" and {} interest", amount(owed.interest, &good)) };
        format!("{}{interest}", amount(owed.principal, &good))
    }

    fn owes(&self, party: Party, on: NaiveDate) -> Vec<String> {
        let open = self.state.open_loans(party, on);
        open.map(|loan| format!("loan {}: {}, due {}", loan.no, self.owed(loan, on), loan.due_on)).collect()
    }

    fn late(&self, on: NaiveDate) -> Vec<String> {
        let late = self.state.loans.values().filter(|loan| loan.days_late(on) > 0);
        let days = |days| if days == 1 { "1 day".to_owned() } else { format!("{days} days") };
        let line =
            |loan: &Loan| format!("{} with loan {}: {}, {}", loan.party.0, loan.no, self.owed(loan, on), days(loan.days_late(on)));
        late.map(line).collect()
    }

    fn promises(&self) -> Vec<String> {
        let promised = self.state.loans.values().filter_map(|loan| loan.condition.map(|condition| (loan, condition)));
        let line = |(loan, condition): (&Loan, domain::banks::rules::Condition)| {
            let word = serde_json::to_value(condition).unwrap();
            let seen = loan.seen.iter().map(|(day, kept)| format!(", {} on {day}", if *kept { "kept" } else { "not kept" }));
            format!("{} for loan {}: {}{}", loan.party.0, loan.no, word.as_str().unwrap(), seen.collect::<String>())
        };
        promised.map(line).collect()
    }

    fn first(&self, purpose: &str, good: &str, on: NaiveDate) -> String {
        let bank = self.book.bank();
        let agreed = bank.rules(on).unwrap().lending(Purpose::parse(purpose).unwrap(), good).unwrap();
        let order = priority_order(&bank.members, &agreed.first, on);
        order.iter().map(|party| party.0.to_string()).collect::<Vec<_>>().join(", ")
    }

    fn herd(&self, on: NaiveDate) -> Vec<String> {
        let line = |animal: &domain::banks::animals::Animal| {
            let place = match (animal.left, animal.owner, animal.place) {
                (Some((_, Left::Lost(how))), ..) => format!("lost, {}", how.code()),
                (Some((_, Left::Sold)), ..) => "sold".to_owned(),
                (None, Owner::Family(party), _) => format!("{}'s own", party.0),
                (None, Owner::Bank, Place::With(keeper)) => format!("with {}", keeper.0),
                (None, Owner::Bank, _) => "in the bank's hands".to_owned(),
            };
            let died = animal.left.map_or(on, |(day, _)| day);
            format!("{} {}, {place}", animal.tag, animal.class(died).code())
        };
        self.state.animals.values().map(line).collect()
    }

    fn obligations(&self, on: NaiveDate) -> Vec<String> {
        self.state.obligations.values().filter(|owed| owed.is_open()).map(|owed| self.obligation(owed, on)).collect()
    }

    fn obligation(&self, owed: &Obligation, on: NaiveDate) -> String {
        let tag = self.tag(owed.animal);
        let what = match owed.what {
            Due::Calf(nth) => format!("calf {nth} of {tag}"),
            Due::MovesOn => format!("{tag} itself"),
            Due::Claim(sum) => format!("another {tag} or {}", self.riel(sum)),
            Due::Money(sum) => format!("{} for a male of {tag}", self.riel(sum)),
            Due::Instalment(nth, sum) => format!("instalment {nth} of {tag}, {}", self.riel(sum)),
        };
        let calf = owed.calf.map_or(String::new(), |calf| format!("{}, ", self.tag(calf)));
        let when = match (owed.stage(on), owed.due_on) {
            (Stage::Due, Some(due)) => format!("due since {due}"),
            (_, Some(due)) => format!("from {due}"),
            (Stage::Born, None) => "waits for more".to_owned(),
            _ if owed.what == Due::MovesOn => "after its calves".to_owned(),
            _ => "not born".to_owned(),
        };
        format!("{} owes {what}: {calf}{when}", owed.keeper.0)
    }

    /// What is to be handed over within 30 days, who was not seen, who does not calve.
    fn due(&self, on: NaiveDate) -> Vec<String> {
        let dues = dues(&self.state, on, 30);
        let line = |what: &str, late: &Overdue| {
            format!("{} with {} {what} since {}, due {}", self.tag(late.animal), late.keeper.0, late.since, late.due_on)
        };
        let soon = dues.soon.iter().map(|owed| format!("soon {}", self.obligation(owed, on)));
        let unseen = dues.unseen.iter().map(|late| line("not seen", late));
        soon.chain(unseen).chain(dues.infertile.iter().map(|late| line("without a calf", late))).collect()
    }

    fn tree(&self) -> Vec<String> {
        let family = family(&self.state);
        let mut lines = Vec::new();
        family.roots.iter().for_each(|root| self.branch(root, 0, &mut lines));
        let counts = family.counts;
        lines.push(format!(
            "came {}, born {}, herd {}, passed on {}, own {}, lost {}, sold {}, families {}",
            counts.came, counts.born, counts.herd, counts.passed_on, counts.owned, counts.lost, counts.sold, counts.families
        ));
        lines
    }

    fn branch(&self, branch: &Branch, depth: usize, lines: &mut Vec<String>) {
        let mut line = format!("{}{}", "  ".repeat(depth), branch.tag);
        let kept: Vec<String> = branch.keepers.iter().map(|stay| stay.keeper.0.to_string()).collect();
        if !kept.is_empty() {
            line += &format!(" with {}", kept.join(" then "));
        }
        if let Some(passed) = branch.passed {
            line += &format!(", passed on {}", passed.on);
        }
        match (branch.owner, branch.left) {
            (_, Some((_, Left::Lost(how)))) => line += &format!(", lost, {}", how.code()),
            (_, Some((_, Left::Sold))) => line += ", sold",
            (Owner::Family(party), None) => line += &format!(", {}'s own", party.0),
            (Owner::Bank, None) if branch.place == Place::Bank => line += ", in the bank's hands",
            (Owner::Bank, None) => {}
        }
        lines.push(line);
        branch.calves.iter().for_each(|calf| self.branch(calf, depth + 1, lines));
    }

    /// What the last act posted.
    fn postings(&self) -> Vec<String> {
        let kept = self.book.kept();
        let line = |posting: &Posting| {
            let good = self.good(posting.amount.commodity().code());
            let party = posting.party.map_or(String::new(), |party| format!(" of {}", party.0));
            let account = format!("{}{party}", account_code(posting.account));
            format!("{account:<20}{:>18} {}", amount(posting.amount.quantity(), &good), good.code())
        };
        kept.lines.last_key_value().map_or(vec![], |(_, (_, lines))| lines.iter().map(line).collect())
    }

    /// Every good's account in its own measure and in riel, and the sums.
    fn statement(&self, span: Span, of: &[usize]) -> Vec<String> {
        let (mut lines, mut sums, mut concession) = (Vec::new(), Sums::none(), 0);
        for kept in of.iter().map(|at| &self.book.banks[*at]) {
            let told = statement(&kept.bank, span).unwrap();
            for account in &told.accounts {
                lines.push(format!("{} {}", kept.name, account.good.code()));
                let row = |name: &str, worth: Worth| self.account_row(&account.good, name, worth);
                if account.opening != (Worth { quantity: 0, value: Some(0) }) {
                    lines.push(row("opening", account.opening));
                }
                lines.extend(account.flows.iter().map(|(flow, worth)| row(flow.code(), *worth)));
                if account.holding != Some(0) {
                    lines.push(format!("   {:<36}{:>14}", "holding", self.value(account.holding)));
                }
                lines.push(row("closing", account.closing));
            }
            concession += told.concession;
            sums = sums.with(told.sums);
        }
        assert_ne!(sums.balances(), Some(false));
        let sum = |name: &str, value: Option<i64>| format!("{name} {}", self.value(value));
        lines.push(format!("{} less {}", sum("assets", sums.assets), sum("debts", sums.liabilities)));
        let parts = [
            ("opening", sums.opening),
            ("contributed", sums.contributed),
            ("income", sums.income),
            ("expenses", sums.expenses),
            ("passed", sums.passed),
            ("holding", sums.holding),
        ];
        let parts: Vec<String> =
            parts.iter().filter(|(_, value)| *value != Some(0)).map(|(name, value)| sum(name, *value)).collect();
        lines.push(format!("own {} = {}", self.value(sums.own()), parts.join(", ")));
        if concession != 0 {
            lines.push(format!("concession {}", self.value(Some(concession))));
        }
        lines
    }

    fn account_row(&self, good: &Good, name: &str, worth: Worth) -> String {
        let is_money = good.commodity() == self.book.bank().money;
        let quantity = if is_money { String::new() } else { amount(worth.quantity, good) };
        format!("   {name:<18}{quantity:>18}{:>14}", self.value(worth.value))
    }

    fn value(&self, value: Option<i64>) -> String {
        value.map_or("unknown".to_owned(), |value| figure(value, &Good::money(self.book.bank().money)))
    }
}
