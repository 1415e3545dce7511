//! Passbooks on paper: filled from what members' pages show, of one member or of all, by the same reads.
use super::{
    form::Whose,
    of_group::{name, of_group},
    parties::{bank_state, village},
    press::Press,
    register::Issued,
};
use crate::{
    banks::store::{self as banks, BankRow},
    groups::store::{Cycle, Group, cycles},
    loans::{
        shown,
        store::{self as loans, Loan, Which},
    },
    meetings::store as meetings,
    members::{
        passbook::{histories, share_values},
        store::{Member, Members, member, members},
    },
    store::{Result, Tx, head},
};
use chrono::NaiveDate;
use domain::banks::{
    Bank, Good, Party, State,
    animals::{Due, Owner},
    loan::{Loan as KindLoan, Move, MoveKind},
};
use domain::passbook::{History, ShareValue};
use ledger::PartyNo;
use reports::passbook::{BankDeed, BankLine, LoanLine, Owing, Passbook, PassbookBank, PassbookGroup, PassbookLoan, Signed, Stand};
use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

/// The passbooks of a group as its books stand, with the last entry that they know; not signed yet. However many members
/// it has, as many reads.
pub async fn load(tx: &mut Tx, group: &Group, whose: Whose, today: NaiveDate) -> Result<Vec<(PartyNo, Passbook)>> {
    let wanted = match whose {
        Whose::All => members(tx, group.book, &group.commodity).await?.into_iter().filter(|one| one.left_on.is_none()).collect(),
        Whose::One(number) => Vec::from_iter(member(tx, group.book, &group.commodity, number).await?),
    };
    let (of, which) = match (whose, wanted.first()) {
        (_, None) => return Ok(vec![]),
        (Whose::All, _) => (Members::All, Which::All(group.book)),
        (Whose::One(_), Some(one)) => (Members::One(one.party()), Which::OfParty(group.book, one.party())),
    };
    let books = Books::read(tx, group, of, which, today).await?;
    Ok(wanted.into_iter().map(|member| (member.party(), books.passbook(&member))).collect())
}

/// The signed square of a paper, with the address at which its code is typed as people type it.
pub fn signed(press: &Press, paper: &Issued) -> Signed {
    let site = press.public_url();
    let site = site.strip_prefix("https://").or(site.strip_prefix("http://")).unwrap_or(site);
    Signed { address: paper.url.clone(), code: paper.code.to_string(), site: format!("{site}/verify") }
}

/// What the books say of the members whose passbooks are printed.
struct Books {
    group: Arc<PassbookGroup>,
    shares: Vec<ShareValue>,
    stand: Stand,
    histories: BTreeMap<i64, History>,
    loans: HashMap<PartyNo, Vec<Loan>>,
    banks: Vec<(BankRow, Bank, State)>,
}

impl Books {
    async fn read(tx: &mut Tx, group: &Group, of: Members, which: Which, today: NaiveDate) -> Result<Books> {
        let entry = head(tx, group.book).await?.last.map_or(0, |(no, _)| no.0);
        let (mut all_loans, mut all_histories, mut of_group, mut meeting) = (HashMap::new(), BTreeMap::new(), vec![], None);
        if group.saves {
            of_group = cycles(tx, group.book).await?;
            meeting = meetings::state(tx, group.book, &group.commodity).await?.last;
            all_histories = histories(tx, group.book, of).await?;
            for loan in loans::loans(tx, which).await? {
                all_loans.entry(loan.account.party).or_insert_with(Vec::new).push(loan);
            }
        }
        let told = |(row, bank): (BankRow, Bank)| bank_state(&row, &bank, today).map(|state| (row, bank, state));
        let banks = banks::load_all(tx, group).await?.into_iter().map(told).collect::<Result<_>>()?;
        Ok(Books {
            group: Arc::new(common(group, &of_group)),
            shares: share_values(&of_group),
            stand: Stand { on: today, entry, meeting, ..Stand::default() },
            histories: all_histories,
            loans: all_loans,
            banks,
        })
    }

    fn passbook(&self, member: &Member) -> Passbook {
        let own = self.loans.get(&member.party()).map_or(&[][..], Vec::as_slice);
        let positions: Vec<_> = own.iter().map(|loan| loan.account.position(self.stand.on)).collect();
        let value = self.shares.last().and_then(|cycle| cycle.value);
        Passbook {
            group: self.group.clone(),
            number: member.number,
            name: name(member.name()),
            place: village(&member.village_code),
            joined_on: member.joined_on,
            left_on: member.left_on,
            lines: self.histories.get(&member.party_no).map_or_else(Vec::new, |history| history.lines(&self.shares)),
            loans: own.iter().map(lent).collect(),
            banks: self
                .banks
                .iter()
                .map(|(row, bank, state)| at_bank(row, bank, state, member.party().into(), self.stand.on))
                .collect(),
            stand: Stand {
                savings: member.savings,
                shares: value.map(|value| member.savings / value),
                social_fund: member.social_fund,
                principal: positions.iter().map(|position| position.principal).sum(),
                interest: positions.iter().map(|position| position.interest + position.penalty).sum(),
                ..self.stand
            },
            seal: None,
        }
    }
}

/// What every passbook of a group says.
fn common(group: &Group, cycles: &[Cycle]) -> PassbookGroup {
    let of = of_group(group);
    let most = |cycle: &Cycle| cycle.constitution.shares().and_then(|(_, most)| u32::try_from(most).ok());
    PassbookGroup {
        code: of.code,
        name: of.name,
        place: of.place,
        commodity: group.commodity(),
        rules: cycles.last().map(|cycle| cycle.constitution.clone()),
        most_shares: cycles.iter().map(|cycle| (cycle.starts_on, most(cycle))).collect(),
    }
}

fn lent(loan: &Loan) -> PassbookLoan {
    let (plan, planned_on) = shown::plan(loan);
    let mut events = shown::history(loan);
    events.reverse();
    let line = |event: templates::loans::loan::EventLine| LoanLine {
        kind: event.kind,
        on: event.on,
        meeting: event.meeting,
        amount: event.amount,
        penalty: event.penalty,
        interest: event.interest,
        balance: event.balance,
        undone: event.undone,
    };
    PassbookLoan {
        no: loan.account.no,
        purpose: loan.purpose.clone(),
        terms: loan.account.terms.clone(),
        plan: plan.to_vec(),
        planned_on,
        events: events.into_iter().map(line).collect(),
    }
}

/// What a member has to do with a bank.
fn at_bank(row: &BankRow, bank: &Bank, state: &State, party: Party, today: NaiveDate) -> PassbookBank {
    let good = |code: &str| bank.good(code).unwrap_or_else(|| Good::money(bank.money));
    let mut owed: Vec<(Good, i64)> = Vec::new();
    for loan in state.open_loans(party, today) {
        let good = good(&loan.good);
        match owed.iter_mut().find(|(known, _)| *known == good) {
            Some((_, sum)) => *sum += loan.owed(today).total(),
            None => owed.push((good, loan.owed(today).total())),
        }
    }
    let tag = |no: i64| state.animals.get(&no).map_or_else(|| no.to_string(), |animal| animal.tag.clone());
    let kept = state.herd().filter(|animal| animal.keeping().is_some_and(|keeping| keeping.keeper == party));
    let hers = state.animals.values().filter(|animal| animal.owner == Owner::Family(party) && animal.left.is_none());
    let owes = state.obligations.values().filter(|owed| owed.keeper == party && owed.is_open());
    let held = state.deposits.iter().filter(|((of, _), quantity)| *of == party && **quantity > 0);
    PassbookBank {
        code: row.code.clone(),
        name: name(row.name()),
        lines: lines(state, party, good),
        owed,
        due_on: state.open_loans(party, today).map(|loan| loan.due_on).min(),
        deposits: held.map(|((_, code), quantity)| (good(code), *quantity)).collect(),
        keeps: kept.map(|animal| (animal.tag.clone(), animal.species.code())).collect(),
        owns: hers.map(|animal| (animal.tag.clone(), animal.species.code())).collect(),
        owes: owes.map(|owed| (owing(owed.what), tag(owed.animal), owed.due_on)).collect(),
    }
}

fn owing(what: Due) -> Owing {
    match what {
        Due::Calf(nth) => Owing::Calf(nth),
        Due::MovesOn => Owing::MovesOn,
        Due::Claim(amount) => Owing::Claim(amount),
        Due::Money(amount) => Owing::Money(amount),
        Due::Instalment(nth, amount) => Owing::Instalment(nth, amount),
    }
}

/// What happened between a member and a bank, in the order of the days.
fn lines(state: &State, party: Party, good: impl Fn(&str) -> Good) -> Vec<BankLine> {
    let mut lines = Vec::new();
    for loan in state.loans.values().filter(|loan| loan.party == party) {
        let good = good(&loan.good);
        let as_lent = KindLoan { moves: vec![], due_on: loan.first_due_on, ..loan.clone() };
        let due = as_lent.owed(loan.first_due_on).total();
        lines.push((loan.given_on, 0, BankDeed::Lent(loan.no, good.clone(), loan.lent, due, loan.first_due_on)));
        for (at, gone) in loan.moves.iter().enumerate() {
            let then = KindLoan { moves: loan.moves[..=at].to_vec(), ..loan.clone() };
            let left = then.owed(gone.day).total();
            let moved = gone.principal + gone.interest.max(0);
            lines.push((gone.day, gone.act, BankDeed::Moved(loan.no, good.clone(), code(gone), moved, left)));
        }
    }
    for animal in state.animals.values() {
        for keeping in animal.keepers.iter().filter(|keeping| keeping.keeper == party) {
            let (tag, class) = (animal.tag.clone(), animal.species.code());
            lines.push((keeping.from, keeping.act, BankDeed::Came(tag.clone(), class)));
            lines.extend(keeping.until.map(|day| (day, i64::MAX, BankDeed::Went(tag, class))));
        }
    }
    lines.sort_by_key(|(on, act, _)| (*on, *act));
    lines.into_iter().map(|(on, _, what)| BankLine { on, what }).collect()
}

/// The end of the key that names what happened to a loan in kind: `passbook-bank-<code>`.
fn code(gone: &Move) -> &'static str {
    match gone.kind {
        MoveKind::Repaid => "repaid",
        MoveKind::RepaidCash => "repaid-cash",
        MoveKind::Rescheduled => "rescheduled",
        MoveKind::Forgiven => "forgiven",
        MoveKind::WrittenOff => "written-off",
        MoveKind::TurnedToMoney => "turned-to-money",
    }
}
