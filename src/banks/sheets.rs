//! What the sheets of a lending day and a repayment day share: the form as it came, figures read from it, refusals at
//! their fields, and which acts were written together.
use super::{
    refusals,
    store::{self, BankRow},
};
use crate::{
    app::App,
    error::Fault,
    guard::InBank,
    meetings::{
        refusals::{Unread, unread},
        seal::Act as By,
    },
    members::store::Member,
    store::Tx,
    users, web,
};
use chrono::NaiveDate;
use domain::banks::{Act, Bank, Party, Refusal, State, Why};
use ledger::Commodity;
use std::collections::BTreeMap;
use templates::{
    banks::{RowProblem, SheetHead, day_list::DayHead},
    parts::encode,
};
use uuid::Uuid;
use words::{UnreadableDate, UnreadableNumber, Words, read_date, read_quantity};

/// The most weighings that one field holds.
const WEIGHINGS_MOST: usize = 40;

/// The form as it came: nothing of it is lost when something is wrong.
#[derive(Clone, Debug, Default)]
pub(super) struct Typed(BTreeMap<String, String>);

impl Typed {
    /// From the pairs of the form; of a name that comes twice the last counts.
    pub(super) fn new(pairs: Vec<(String, String)>) -> Typed {
        Typed(pairs.into_iter().collect())
    }

    /// A fresh form: a new key, today, opened upon what was written until now.
    pub(super) fn fresh(words: Words, ground: &Ground) -> Typed {
        let upon = ground.loaded.next_act() - 1;
        let fields = [("key", Uuid::now_v7().to_string()), ("day", words.date_short(ground.today)), ("upon", upon.to_string())];
        Typed::new(fields.map(|(name, value)| (name.to_owned(), value)).into())
    }

    /// What was typed in a field; nothing where it was not on the form.
    pub(super) fn get(&self, field: &str) -> &str {
        self.0.get(field).map_or("", |text| text.trim())
    }

    /// Everything that was sent, field by field.
    pub(super) fn pairs(&self) -> Vec<(String, String)> {
        self.0.iter().map(|(name, text)| (name.clone(), text.clone())).collect()
    }

    /// What was typed, as one digest: the same sheet sent again, whatever became of the bank since.
    pub(super) fn digest(&self) -> Vec<u8> {
        web::sheet_digest(self.0.iter().map(|(name, text)| (name.as_str(), text.as_str())))
    }

    /// The last act when the sheet was opened; a sheet that does not say it was opened before any.
    pub(super) fn upon(&self) -> i64 {
        self.get("upon").parse().unwrap_or(0)
    }

    /// The acts that were looked at beside this sheet.
    pub(super) fn also(&self) -> Vec<i64> {
        self.get("also").split(',').filter_map(|no| no.parse().ok()).collect()
    }

    /// Writes into a field.
    pub(super) fn set(&mut self, field: &str, text: String) {
        self.0.insert(field.to_owned(), text);
    }

    /// The form's key.
    pub(super) fn key(&self) -> Result<Uuid, Fault> {
        self.get("key").parse().map_err(|_| Fault::Unreadable)
    }

    /// The numbers `N` for which one of the fields `<letter>N-<end>` holds something.
    pub(super) fn numbers(&self, letter: char, ends: &[&str]) -> Vec<i64> {
        let number = |field: &str| {
            let (number, end) = field.strip_prefix(letter)?.split_once('-')?;
            ends.contains(&end).then(|| number.parse().ok())?
        };
        let mut all: Vec<i64> =
            self.0.iter().filter(|(_, text)| !text.trim().is_empty()).filter_map(|(field, _)| number(field)).collect();
        all.sort_unstable();
        all.dedup();
        all
    }
}

/// A form being read: every field that cannot be read is noted at its place.
pub(super) struct Reading<'a> {
    pub(super) typed: &'a Typed,
    pub(super) words: Words,
    pub(super) problems: Vec<(String, String)>,
}

impl<'a> Reading<'a> {
    pub(super) fn new(typed: &'a Typed, words: Words) -> Reading<'a> {
        Reading { typed, words, problems: Vec::new() }
    }

    /// Notes what is wrong with a field; the first thing said of a field stays.
    pub(super) fn say(&mut self, field: &str, message: String) {
        if self.problems.iter().all(|(known, _)| known != field) {
            self.problems.push((field.to_owned(), message));
        }
    }

    /// A day that must be there.
    pub(super) fn day(&mut self, field: &str) -> Option<NaiveDate> {
        match read_date(self.typed.get(field)) {
            Ok(day) => Some(day),
            Err(UnreadableDate::Blank) => {
                self.say(field, self.words.say("write-day").into_owned());
                None
            }
            Err(why) => {
                self.say(field, unread(self.words, Commodity::KHR, Unread::Date(why)));
                None
            }
        }
    }

    /// A quantity in smallest units; blank is `None`.
    pub(super) fn quantity(&mut self, field: &str, commodity: Commodity) -> Option<i64> {
        self.one(field, self.typed.get(field), commodity)
    }

    /// Several quantities with `+` between them, such as the weights of sacks; what is blank among them is none.
    pub(super) fn quantities(&mut self, field: &str, commodity: Commodity) -> Vec<i64> {
        if self.typed.get(field).split('+').count() > WEIGHINGS_MOST {
            self.say(field, unread(self.words, commodity, Unread::Number(UnreadableNumber::TooLarge)));
        }
        self.typed.get(field).split('+').take(WEIGHINGS_MOST).filter_map(|text| self.one(field, text, commodity)).collect()
    }

    /// Per cent in tenths; blank is `None`.
    pub(super) fn tenths(&mut self, field: &str) -> Option<i64> {
        let read = read_quantity(self.typed.get(field), 1);
        read.unwrap_or_else(|_| {
            self.say(field, self.words.say("repay-bad-percent").into_owned());
            None
        })
    }

    fn one(&mut self, field: &str, text: &str, commodity: Commodity) -> Option<i64> {
        read_quantity(text, commodity.decimals()).unwrap_or_else(|why| {
            self.say(field, unread(self.words, commodity, Unread::Number(why)));
            None
        })
    }
}

/// What a sheet stands on: the bank, its people, the day.
pub(super) struct Ground {
    pub(super) loaded: Bank,
    pub(super) people: BTreeMap<Party, Member>,
    pub(super) units: Vec<domain::banks::units::Unit>,
    pub(super) today: NaiveDate,
}

impl Ground {
    /// Reads it.
    pub(super) async fn load(tx: &mut Tx, visit: &InBank, today: NaiveDate) -> crate::store::Result<Ground> {
        let units = store::units(tx, &visit.bank).await?;
        Ok(Ground {
            loaded: store::load(tx, &visit.bank, &visit.group).await?,
            people: super::shown::people(tx, &visit.group).await?,
            units: units
                .into_iter()
                .map(|row| domain::banks::units::Unit { code: row.unit, grams: row.grams, from: row.from_day })
                .collect(),
            today,
        })
    }

    /// What the bank has at the end of a day.
    pub(super) fn state(&self, day: NaiveDate) -> Result<State, Fault> {
        self.loaded.state(day).map_err(|flaw| Fault::Broken(format!("acts of a bank: {flaw:?}")))
    }

    /// Number and name of a member, as the list of what is wrong names her.
    pub(super) fn named(&self, words: Words, party: Party) -> Option<String> {
        let member = self.people.get(&party)?;
        Some(format!("{} {}", words.ordinal(member.number), member.name().show(words)))
    }
}

/// What speaks against a sheet, as its page says it: at a row's field, at a field of the head, or of the whole.
pub(super) struct Said {
    pub(super) problems: Vec<(String, String)>,
    pub(super) cautions: Vec<String>,
}

/// Puts refusals at their fields. `place` knows the field of a row.
pub(super) fn said(
    words: Words,
    bank: &Bank,
    good: &str,
    refusals: &[Refusal],
    place: impl Fn(Option<usize>, &Why) -> String,
) -> Said {
    let text = |refusal: &Refusal| refusals::text(words, bank, Some(good), &refusal.why);
    let (cautions, refused): (Vec<_>, Vec<_>) = refusals.iter().partition(|refusal| matches!(refusal.why, Why::Caution(_)));
    let mut problems: Vec<(String, String)> = Vec::new();
    for refusal in refused {
        let field = place(refusal.row, &refusal.why);
        if problems.iter().all(|(known, _)| *known != field) {
            problems.push((field, text(refusal)));
        }
    }
    Said { problems, cautions: cautions.into_iter().map(text).collect() }
}

/// The head of a sheet's page. `whose` names the row of a field.
pub(super) fn head(typed: &Typed, answer: bool, draft: String, said: Said, whose: impl Fn(&str) -> Option<String>) -> SheetHead {
    let problem = |(field, message): (String, String)| RowProblem { who: whose(&field), field, message };
    SheetHead {
        key: typed.get("key").to_owned(),
        upon: typed.get("upon").to_owned(),
        also: typed.get("also").to_owned(),
        was: typed.get("was").to_owned(),
        draft,
        typed: answer,
        day: typed.get("day").to_owned(),
        problems: said.problems.into_iter().map(problem).collect(),
        cautions: said.cautions,
        known: typed.get("known") == "1",
    }
}

/// The name of the draft that a device keeps of a sheet, for this reader.
pub(super) fn draft(visit: &InBank, sheet: &[&str]) -> String {
    format!("{}:{}:{}", visit.bank.code, sheet.join(":"), visit.visit.owner())
}

/// The address of what was written down: `lending/12`.
pub(super) fn written(bank: &BankRow, below: &str, act: i64, done: &str) -> String {
    format!("/banks/{}/{below}/{act}?done={done}", encode(&bank.code))
}

/// What the list of a day says above its rows.
pub(super) async fn day_head(
    tx: &mut Tx,
    visit: &InBank,
    ground: &Ground,
    (acts, good): (&[Act], &domain::banks::Good),
    draft: String,
) -> Result<DayHead, Fault> {
    let first = acts.first().ok_or(Fault::NotFound)?;
    let rows = store::act_rows(tx, &visit.bank).await?;
    let row = rows.iter().find(|row| row.no == first.no).ok_or(Fault::NotFound)?;
    let names = users::store::names(tx).await?;
    let undone =
        |no: i64| ground.loaded.acts.iter().any(|act| matches!(act.fact, domain::banks::Fact::Undone { act, .. } if act == no));
    Ok(DayHead {
        around: visit.visit.around(),
        bank: super::shown::head(tx, &visit.group, &visit.bank, &ground.loaded).await?,
        acts: acts.iter().map(|act| act.no).collect(),
        day: first.day,
        good: super::shown::good(good),
        by: names.get(&row.recorded_by).cloned().unwrap_or_default(),
        at: row.recorded_at,
        undone: acts.iter().any(|act| undone(act.no)),
        draft: (draft, acts.iter().map(|act| act.id.to_string()).collect()),
    })
}

/// Now, by who visits.
pub(super) fn by(app: &App, visit: &InBank) -> By {
    By::now(app, visit.visit.user.id)
}
