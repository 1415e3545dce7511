//! What is typed on the sheet: kept as it was typed, and read into the rule's terms.
use super::{refusals::Unread, seal::Ground};
use chrono::NaiveDate;
use domain::{
    constitution::{Constitution, Occasion},
    meetings::{Attendance, Count, Line, MemberStanding, Other, OtherKind, Saved, Sheet},
};
use ledger::PartyNo;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use uuid::Uuid;

/// The most rows of other money a sheet may have.
pub const OTHER_ROWS_MOST: usize = 40;

/// The notes in use, in smallest units, largest first: every riel note a box may hold, some of them commemorative, and
/// the dollar notes beside which loose cents are counted as an amount.
pub fn notes(commodity: &str) -> &'static [i64] {
    match commodity {
        "USD" => &[10_000, 5_000, 2_000, 1_000, 500, 200, 100],
        _ => &[200_000, 100_000, 50_000, 30_000, 20_000, 15_000, 10_000, 5_000, 2_000, 1_000, 500, 200, 100, 50],
    }
}

/// The form as it came: nothing of it is lost when something is wrong.
#[derive(Clone, Debug, Default)]
pub struct Typed(HashMap<String, String>);

impl Typed {
    /// From the pairs of the form; of a name that comes twice the last counts.
    pub fn new(pairs: Vec<(String, String)>) -> Typed {
        Typed(pairs.into_iter().collect())
    }

    /// What was typed in a field; nothing where it was not on the form.
    pub fn get(&self, field: &str) -> &str {
        self.0.get(field).map_or("", String::as_str)
    }

    /// Writes into a field.
    pub fn set(&mut self, field: String, text: String) {
        self.0.insert(field, text);
    }

    /// Every field as it was typed, by name; what the sheet is sent under and what was pressed are left out.
    pub fn fields(&self) -> Vec<(String, String)> {
        let typed = self
            .0
            .iter()
            .filter(|(name, text)| !matches!(name.as_str(), "key" | "after" | "do" | "was" | "was-draft") && !text.is_empty());
        let mut all: Vec<(String, String)> = typed.map(|(name, text)| (name.clone(), text.clone())).collect();
        all.sort_unstable();
        all
    }

    /// The form's key, where it is one.
    pub fn key(&self) -> Option<Uuid> {
        self.get("key").parse().ok()
    }

    /// The rows of other money in which something was typed, and at least `least`.
    pub fn other_rows(&self, least: usize) -> usize {
        let last = (0..OTHER_ROWS_MOST)
            .rev()
            .find(|row| ["kind", "amount", "note"].iter().any(|end| !self.get(&format!("o{row}-{end}")).trim().is_empty()));
        last.map_or(least, |row| (row + 1).max(least))
    }

    /// The parties that the form names.
    fn parties(&self) -> BTreeSet<PartyNo> {
        let number = |field: &str| field.strip_prefix('p')?.split_once('-')?.0.parse().ok().map(PartyNo);
        self.0.iter().filter(|(_, text)| !text.trim().is_empty()).filter_map(|(field, _)| number(field)).collect()
    }
}

/// What a person wrote: trimmed, and without the control characters that a pasted text may carry; lines stay lines.
pub fn written(text: &str) -> String {
    text.trim().chars().filter(|c| !c.is_control() || *c == '\n').collect()
}

/// A sheet as far as it could be read, and what could not.
#[derive(Clone, Debug)]
pub struct Read {
    /// The sheet; an unreadable field counts as blank.
    pub sheet: Sheet,
    /// Fields that could not be read.
    pub unread: Vec<(String, Unread)>,
}

/// Reads a sheet. Every member of that day has a line, who left and owes something too, and so has anybody else the form names, for the rule to refuse.
pub fn read(typed: &Typed, ground: &Ground, today: NaiveDate) -> Read {
    let mut reader = Reader { typed, decimals: ground.cycle.constitution.commodity().decimals(), unread: Vec::new() };
    let held_on = match words::read_date(typed.get("date")) {
        Ok(day) => day,
        Err(why) => {
            reader.unread.push(("date".into(), Unread::Date(why)));
            ground.last.map_or(today, |(_, day)| day.max(ground.cycle.starts_on).min(today))
        }
    };
    let shares = ground.cycle.constitution.shares().is_some();
    let here = |party: &PartyNo| {
        let owes = |member: &MemberStanding| member.left_on.is_none() || !member.loans.is_empty();
        ground.standings.iter().any(|member| member.party == *party && owes(member) && member.joined_on <= held_on)
    };
    let all: BTreeSet<PartyNo> = ground.standings.iter().map(|member| member.party).filter(here).chain(typed.parties()).collect();
    let lines = all.into_iter().map(|party| reader.line(party, shares)).collect();
    let other = (0..typed.other_rows(0)).filter_map(|row| reader.other(row)).collect();
    let count = reader.count(ground.cycle.constitution.commodity().code());
    let sheet = Sheet {
        key: typed.key().unwrap_or_default(),
        after: typed.get("after").parse().ok().filter(|no| *no >= 0),
        held_on,
        lines,
        other,
        count,
        difference_reason: written(typed.get("difference-reason")),
        difference_named: typed.get("difference-named").parse().ok(),
        witnessed: typed.get("witnessed") == "1",
        note: written(typed.get("note")),
    };
    Read { sheet, unread: reader.unread }
}

struct Reader<'a> {
    typed: &'a Typed,
    decimals: u8,
    unread: Vec<(String, Unread)>,
}

impl Reader<'_> {
    fn amount(&mut self, field: String) -> Option<i64> {
        let read = words::read_quantity(self.typed.get(&field), self.decimals);
        read.unwrap_or_else(|why| {
            self.unread.push((field, Unread::Number(why)));
            None
        })
    }

    fn count_of(&mut self, field: String) -> Option<i64> {
        let read = words::read_count(self.typed.get(&field));
        read.unwrap_or_else(|why| {
            self.unread.push((field, Unread::Count(why)));
            None
        })
    }

    fn line(&mut self, party: PartyNo, shares: bool) -> Line {
        let name = |end: &str| format!("p{}-{end}", party.0);
        let attendance = match self.typed.get(&name("attendance")) {
            "" => None,
            text => {
                let read = Attendance::parse(text);
                if read.is_none() {
                    self.unread.push((name("attendance"), Unread::Choice));
                }
                read
            }
        };
        Line {
            party,
            attendance,
            savings: match shares {
                true => self.count_of(name("savings")).map(Saved::Shares),
                false => self.amount(name("savings")).map(Saved::Amount),
            },
            social_fund: self.amount(name("social")),
            fine: self.amount(name("fine")),
            repayment: self.amount(name("repayment")),
            loan: self.amount(name("loan")),
        }
    }

    fn other(&mut self, row: usize) -> Option<Other> {
        let name = |end: &str| format!("o{row}-{end}");
        let (kind, note) = (self.typed.get(&name("kind")).trim(), written(self.typed.get(&name("note"))));
        if [kind, &note, self.typed.get(&name("amount")).trim()].iter().all(|text| text.is_empty()) {
            return None;
        }
        let before = self.unread.len();
        let amount = self.amount(name("amount"));
        let party = match self.typed.get(&name("member")).trim() {
            "" => None,
            text => match text.parse() {
                Ok(number) => Some(PartyNo(number)),
                Err(_) => {
                    self.unread.push((name("member"), Unread::Choice));
                    None
                }
            },
        };
        let Some(kind) = OtherKind::parse(kind) else {
            self.unread.push((name("kind"), Unread::KindMissing));
            return None;
        };
        if self.unread.len() > before {
            return None; // said already, at its place; an amount of nothing would be refused besides
        }
        Some(Other { row, kind, party, amount: amount.unwrap_or(0), note })
    }

    fn count(&mut self, commodity: &str) -> Count {
        let mut counted = BTreeMap::new();
        for &value in notes(commodity) {
            if let Some(pieces) = self.count_of(format!("n{value}")) {
                counted.insert(value, pieces);
            }
        }
        if self.decimals > 0
            && let Some(coins) = self.amount("coins".into())
        {
            counted.insert(1, coins);
        }
        Count::Counted(counted)
    }
}

/// What a "fill" button writes: blanks only, what was typed stays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fill {
    /// Everybody not yet marked came.
    Attendance,
    /// Savings as at the last meeting.
    Savings,
    /// The contribution.
    Social,
    /// The fine that goes with being late or absent.
    Fines,
}

impl Fill {
    /// Reads the value of the button.
    pub fn parse(text: &str) -> Option<Fill> {
        match text {
            "fill-attendance" => Some(Fill::Attendance),
            "fill-savings" => Some(Fill::Savings),
            "fill-social" => Some(Fill::Social),
            "fill-fines" => Some(Fill::Fines),
            _ => None,
        }
    }
}

/// Fills the blanks of a column for everybody who is on the sheet; nobody who was not there is given money.
pub fn fill(
    typed: &mut Typed,
    sheet: &Sheet,
    constitution: &Constitution,
    last: &HashMap<i64, i64>,
    what: Fill,
    words: words::Words,
) {
    let value = constitution.shares().map(|(value, _)| value);
    let decimals = constitution.commodity().decimals();
    let amount = |quantity: i64| words::Words { digits: words::Digits::Latin, ..words }.quantity(quantity, decimals);
    for line in &sheet.lines {
        let there = line.attendance.is_none_or(Attendance::brings_money);
        let party = line.party.0;
        let (end, text) = match what {
            Fill::Attendance => ("attendance", Some("present".to_owned())),
            Fill::Savings => {
                let last = last.get(&party).copied().filter(|saved| *saved > 0 && there);
                let text = last.map(|saved| value.map_or_else(|| amount(saved), |value| (saved / value).to_string()));
                ("savings", text)
            }
            Fill::Social => ("social", constitution.contribution().filter(|_| there).map(amount)),
            Fill::Fines => {
                let occasion = match line.attendance {
                    Some(Attendance::Late) => Some(Occasion::Late),
                    Some(Attendance::Absent) => Some(Occasion::Absent),
                    _ => None,
                };
                ("fine", occasion.and_then(|occasion| constitution.fine_for(occasion)).map(amount))
            }
        };
        let field = format!("p{party}-{end}");
        if let Some(text) = text.filter(|_| typed.get(&field).trim().is_empty()) {
            typed.set(field, text);
        }
    }
}
