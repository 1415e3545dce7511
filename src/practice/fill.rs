//! What a practice group begins with: invented members who could be nobody, a committee, meetings already held, a loan that
//! runs, and a rice bank where one is wanted. All of it goes the roads of real groups, so nothing can be there that the rules
//! would not have taken.
use crate::{
    banks::store::{self as banks, NewPrice},
    groups::store::Group,
    imports::{self, ImportError, banks::Officers, table},
    meetings::seal::{self, Act, Ground, Outcome},
    members::store::{self as members, Person},
    store::{Error, PostError, Tx},
};
use chrono::{Days, NaiveDate, TimeDelta};
use domain::{
    banks::PriceKind,
    constitution::Constitution,
    meetings::{Attendance, Count, Line, Saved, Sheet, reckon, seal as decide},
    people::{Names, Office, Sex},
};
use ledger::{Commodity, PartyNo};
use std::collections::BTreeMap;
use uuid::Uuid;
use words::{Digits, Language, Words};

/// How many members there are.
const MEMBERS: i64 = 12;
/// How many meetings were held.
const MEETINGS: usize = 4;
/// The committee, by number.
const OFFICES: [(i64, Office); 8] = [
    (1, Office::Chair),
    (2, Office::Secretary),
    (3, Office::Treasurer),
    (4, Office::Counter),
    (5, Office::Counter),
    (6, Office::KeyHolder),
    (7, Office::KeyHolder),
    (8, Office::KeyHolder),
];
/// Who borrows at the second meeting, and who at the third.
const BORROWERS: [i64; 2] = [4, 9];
/// The day of the bank's fixtures that becomes today.
const FIXED: NaiveDate = NaiveDate::from_ymd_opt(2026, 11, 22).expect("a Sunday");
/// What is brought where the group agreed on nothing usual, smallest units.
const USUAL: [(Commodity, i64); 2] = [(Commodity::KHR, 5_000), (Commodity::USD, 100)];
/// What a kilogram of paddy costs in riel, and how long ago somebody asked.
const PADDY: i64 = 1_150;
const PRICED: TimeDelta = TimeDelta::days(51);
/// Notes with which a count is made up, in smallest units, the largest first.
const NOTES: [(Commodity, &[i64]); 2] = [
    (Commodity::KHR, &[50_000, 20_000, 10_000, 5_000, 2_000, 1_000, 500, 100]),
    (Commodity::USD, &[10_000, 5_000, 2_000, 1_000, 500, 100]),
];

/// The days of the meetings that were held.
#[derive(Clone, Debug)]
pub struct Past(Vec<NaiveDate>);

impl Past {
    /// So that the next meeting is due today.
    pub fn before(today: NaiveDate, constitution: &Constitution) -> Past {
        let rhythm = constitution.terms().rhythm;
        // From a day long enough ago forward, as the rhythm goes; then moved by what is missing to today.
        let begin = today.checked_sub_days(Days::new(160)).unwrap_or(today);
        let days: Vec<NaiveDate> =
            std::iter::successors(Some(begin), |day| Some(rhythm.next(*day))).take_while(|day| *day <= today).collect();
        let late = today - days.last().copied().unwrap_or(today);
        let held = days.iter().rev().skip(1).take(MEETINGS).rev().map(|day| *day + late);
        Past(held.collect())
    }

    /// The day of the first meeting, on which the group began.
    pub fn first(&self) -> NaiveDate {
        self.0.first().copied().unwrap_or(FIXED)
    }
}

/// Takes in the invented members and lets the committee take office.
///
/// # Errors
/// A fault of the store.
pub async fn members(tx: &mut Tx, group: &Group, on: NaiveDate) -> crate::store::Result<()> {
    for number in 1..=MEMBERS {
        let person = members::add_person(tx, group.register_id, &invented(number)).await?;
        let party = members::add_member(tx, group.book, person, number, on).await?;
        for (_, office) in OFFICES.iter().filter(|(holder, _)| *holder == number) {
            members::begin_term(tx, group.book, party, *office, on).await?;
        }
    }
    Ok(())
}

/// "Member 7": nobody could take her for a person.
fn invented(number: i64) -> Person {
    let khmer = Words { language: Language::Khmer, digits: Digits::Khmer };
    let english = Words::new(Language::English);
    Person {
        names: Names {
            family_km: khmer.say("practice-person").into_owned(),
            given_km: khmer.ordinal(number),
            family_latin: english.say("practice-person").into_owned(),
            given_latin: english.ordinal(number),
        },
        sex: Some(if number % 4 == 0 { Sex::Male } else { Sex::Female }),
        birth_year: None,
        id_poor: None,
        phone: String::new(),
        village_code: String::new(),
    }
}

/// Holds the meetings of the past: members save, two borrow, one pays a first part back. Where the rules of the group do not
/// let money be lent so, the meetings are held without.
///
/// # Errors
/// A fault of the store, or rules under which not even savings can be brought.
pub async fn meetings(tx: &mut Tx, group: &Group, past: &Past, act: Act) -> Result<(), PostError> {
    for (at, day) in past.0.iter().enumerate() {
        let act = Act { today: *day, ..act };
        let held = seal::hold(tx, group).await?;
        let wishes = [Lending::Both, Lending::Lent, Lending::Nothing];
        let sheets = wishes.iter().map(|wish| sheet(&held.ground, at, *day, *wish));
        let fits = |sheet: &Sheet| decide(sheet, &held.ground.standing(act.today)).is_ok();
        let sheet = sheets.into_iter().find(fits).unwrap_or_else(|| sheet(&held.ground, at, *day, Lending::Nothing));
        match seal::seal_held(tx, group, &held, &sheet, act).await? {
            Outcome::Sealed(_) => {}
            other => return Err(Error::Garbled(format!("a practice meeting was not taken: {other:?}")).into()),
        }
    }
    Ok(())
}

/// What a sheet of the past does with loans.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Lending {
    /// Gives and takes back.
    Both,
    /// Only gives.
    Lent,
    /// Neither.
    Nothing,
}

fn sheet(ground: &Ground, at: usize, day: NaiveDate, lending: Lending) -> Sheet {
    let constitution = &ground.cycle.constitution;
    let lines = ground.standings.iter().map(|member| {
        let attendance = attendance(member.party.0, at);
        let brings = attendance.brings_money();
        let borrows = lending != Lending::Nothing && at > 0 && BORROWERS.get(at - 1) == Some(&member.party.0);
        let repays = lending == Lending::Both && at + 1 == MEETINGS;
        Line {
            party: member.party,
            attendance: Some(attendance),
            savings: brings.then(|| saved(constitution, member.party, at)),
            social_fund: constitution.contribution().filter(|_| brings),
            fine: None,
            repayment: repays.then(|| member.loans.first().map(|loan| part(constitution, loan.position(day).principal))).flatten(),
            loan: borrows.then(|| part(constitution, member.savings.saturating_mul(4))).filter(|amount| *amount > 0),
        }
    });
    let mut sheet = Sheet {
        key: Uuid::now_v7(),
        after: ground.last.map(|(no, _)| no),
        held_on: day,
        lines: lines.collect(),
        other: vec![],
        count: Count::Counted(BTreeMap::new()),
        difference_reason: String::new(),
        difference_named: None,
        witnessed: true,
        note: String::new(),
    };
    let expected = reckon(&sheet, &ground.standing(day)).expected;
    sheet.count = Count::Counted(notes(constitution.commodity(), expected));
    sheet
}

/// Nearly all come; somebody is late once, somebody sends the money, somebody has leave.
fn attendance(party: i64, at: usize) -> Attendance {
    match (party, at) {
        (7, 1) => Attendance::Late,
        (10, 2) => Attendance::Sent,
        (12, 3) => Attendance::Excused,
        _ => Attendance::Present,
    }
}

/// One to three shares, or what is usually brought.
fn saved(constitution: &Constitution, party: PartyNo, at: usize) -> Saved {
    let turn = (party.0 + i64::try_from(at).unwrap_or(0)) % 3 + 1;
    match constitution.shares() {
        Some((_, most)) => Saved::Shares(turn.min(most)),
        None => {
            let step = constitution.cash_rounding();
            let little = USUAL.iter().find(|(of, _)| *of == constitution.commodity()).map_or(step, |(_, usual)| *usual);
            Saved::Amount(constitution.expected_saving().unwrap_or((little + step - 1) / step * step * turn))
        }
    }
}

/// A quarter of an amount, rounded down to what cash is rounded to.
fn part(constitution: &Constitution, amount: i64) -> i64 {
    let step = constitution.cash_rounding().max(1);
    amount / 4 / step * step
}

/// A count of the box that comes to an amount; what no note fits is loose coins.
fn notes(commodity: Commodity, mut amount: i64) -> BTreeMap<i64, i64> {
    let mut count = BTreeMap::new();
    let values = NOTES.iter().find(|(of, _)| *of == commodity).map_or(&[][..], |(_, values)| values);
    for value in values.iter().copied().chain([1]) {
        if amount / value > 0 {
            count.insert(value, amount / value);
            amount %= value;
        }
    }
    count
}

/// Gives the group a rice bank in the middle of a season: paddy in the store, and some of it lent.
///
/// # Errors
/// A fault of the store.
pub async fn rice_bank(tx: &mut Tx, group: &Group, act: Act) -> Result<(), ImportError> {
    let code = super::store::free_code(tx, &format!("{}-RB", group.code), '-').await?;
    let text = include_str!("../../fixtures/practice/rice_bank.toml").replace("GROUP", &group.code).replace("CODE", &code);
    let moved = act.today - FIXED;
    let file = imports::banks::read_text(&text, |name| Err(name.to_owned())).map_err(ImportError::File)?.moved(moved);
    file.write(tx, act).await?;
    let row = banks::bank(tx, &code).await?.ok_or_else(|| ImportError::File(format!("bank {code} is gone")))?;
    let rows = |text: &str, columns| rows(text, columns, act.today);
    let officers = Officers { first: act, second: Some(Act { by: super::store::SECOND, ..act }) };
    // Prices are in riel: a group that keeps dollars lends and counts its paddy without one.
    if group.commodity() == Commodity::KHR {
        // Not from a file: the key of a line would be that of the practice group before, whose code this one has.
        let (day, kind) = (act.today - PRICED, PriceKind::Market);
        let price = NewPrice {
            id: Uuid::now_v7(),
            good: "PADDY",
            class: "",
            place: "",
            day,
            amount: PADDY,
            kind,
            source: "file",
            reason: "",
        };
        banks::add_price(tx, group.book, &price, act.by, act.at).await?;
    }
    let stock = rows(include_str!("../../fixtures/practice/rice_bank_stock.csv"), imports::banks::STOCK)?;
    imports::banks::stock(tx, group, &row, &stock, officers).await?;
    let loans = rows(include_str!("../../fixtures/practice/rice_bank_loans.csv"), imports::banks::LOANS)?;
    imports::banks::loans(tx, group, &row, &loans, officers).await?;
    Ok(())
}

/// The rows of a fixture, with their days moved to today.
fn rows(text: &str, columns: &[table::Column], today: NaiveDate) -> Result<Vec<table::Row>, ImportError> {
    let moved = |row: table::Row| {
        let day = words::read_date(row.text("date"))
            .map_err(|_| ImportError::File(format!("a practice fixture, line {}: no date", row.line)))?;
        Ok(row.with("date", (day + (today - FIXED)).to_string()))
    };
    table::read_text(text.as_bytes(), columns)?.into_iter().map(moved).collect()
}
