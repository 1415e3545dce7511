//! From what is typed about an animal to what is asked; and from what a rule refuses back to the field it is about.
use crate::{banks::refusals, meetings::form::Typed, members::store::Member, reader::Reader};
use chrono::{Months, NaiveDate};
use domain::banks::{
    Ask, Bank, Class, Impossible, Party, Refusal, Why,
    acts::{LossNote, LostHow, Seen, Sex},
    ask::{AskAnimal, Text},
};
use std::collections::BTreeMap;
use templates::{
    banks::{
        animal::AnimalAct,
        animal_forms::{AnimalForm, OwedAct, read_sex},
        bring::{BringForm, BringRow},
    },
    parts::Problem,
};
use words::{Words, read_date};

/// The most lines that bring animals at once.
const ROWS_MOST: usize = 60;
/// Lines that an empty form has, and that more of them add.
pub(super) const ROWS: usize = 4;
/// No cow or buffalo grows older, months.
const AGE_MOST_MONTHS: i64 = 480;
const TEXT_MOST: usize = 200;

/// What a form is read against.
#[derive(Clone, Copy)]
pub(super) struct Ground<'a> {
    pub(super) words: Words,
    pub(super) bank: &'a Bank,
    pub(super) people: &'a BTreeMap<Party, Member>,
    pub(super) today: NaiveDate,
}

/// A day and what is asked for it, or everything that cannot be read.
pub(super) type Read = Result<(NaiveDate, Ask), Vec<Problem>>;

impl Ground<'_> {
    /// The member of a number; a blank is refused with `missing`.
    fn member(&self, reader: &mut Reader, field: &str, text: &str, missing: &str) -> Option<Party> {
        let found = words::read_count(text).ok().flatten();
        let found = found.and_then(|number| self.people.iter().find(|(_, member)| member.number == number));
        if found.is_none() {
            reader.refuse(field, missing);
        }
        found.map(|(party, _)| *party)
    }
}

/// Reads the form of an act with an animal.
pub(super) fn read(ground: Ground<'_>, animal: i64, act: AnimalAct, form: &AnimalForm) -> Read {
    let mut reader = Reader::new(ground.words);
    let day = reader.past_day("day", &form.day, ground.today);
    let ask = match act {
        AnimalAct::Place => {
            let keeper = ground.member(&mut reader, "keeper", &form.keeper, "herd-choose-keeper");
            keeper.map(|keeper| Ask::Place { animal, keeper })
        }
        AnimalAct::Birth => described(&mut reader, form, None).map(|calf| Ask::Birth { dam: animal, calf }),
        AnimalAct::HandOver if form.to == "bank" => Some(Ask::HandOver { animal, to: None }),
        AnimalAct::HandOver => {
            let to = ground.member(&mut reader, "to", &form.to, "herd-choose-to");
            to.map(|to| Ask::HandOver { animal, to: Some(to) })
        }
        AnimalAct::Note => note(ground, &mut reader, animal, form),
        AnimalAct::Exchange => {
            let out = form.out.parse().ok();
            if out.is_none() {
                reader.refuse("out", "herd-choose-out");
            }
            out.map(|out| Ask::Exchange { back: animal, out })
        }
        AnimalAct::Title => Some(Ask::PassTitle { animal }),
        AnimalAct::Sell => {
            let received = reader.some_amount("received", &form.received, ground.bank.money);
            let minute = reader.text("minute", &form.minute, TEXT_MOST);
            received.map(|received| Ask::SellAnimal { animal, received, minute })
        }
        AnimalAct::Lose => lose(ground, &mut reader, animal, form),
    };
    reader.finish(day.zip(ask))
}

/// Reads the form that settles something owed.
pub(super) fn read_owed(ground: Ground<'_>, obligation: i64, act: OwedAct, form: &AnimalForm) -> Read {
    let mut reader = Reader::new(ground.words);
    let day = reader.past_day("day", &form.day, ground.today);
    let ask = match act {
        OwedAct::Replace => {
            let born = born_on(&mut reader, "age", &form.age, &form.unit, day.unwrap_or(ground.today));
            described(&mut reader, form, born).map(|animal| Ask::Replace { obligation, animal })
        }
        OwedAct::Pay => {
            let amount = reader.some_amount("amount", &form.amount, ground.bank.money);
            amount.map(|amount| Ask::PayForAnimal { obligation, amount })
        }
        OwedAct::Waive => Some(Ask::Waive { obligation, minute: reader.text("minute", &form.minute, TEXT_MOST) }),
    };
    reader.finish(day.zip(ask))
}

fn described(reader: &mut Reader, form: &AnimalForm, born_on: Option<NaiveDate>) -> Option<AskAnimal> {
    let tag = reader.text("tag", &form.tag, TEXT_MOST);
    if tag.is_empty() {
        reader.refuse("tag", "herd-write-tag");
    }
    let (sex, calved) = sex(reader, "sex", &form.sex)?;
    Some(AskAnimal { tag, sex, calved, born_on, marks: reader.text("marks", &form.marks, TEXT_MOST) })
}

fn sex(reader: &mut Reader, field: &str, text: &str) -> Option<(Sex, bool)> {
    let sex = read_sex(text);
    if sex.is_none() {
        reader.refuse(field, "herd-choose-sex");
    }
    sex
}

/// A birthday, or an age on the day it came: `3` and years is a birthday three years before. Blank is not known.
fn born_on(reader: &mut Reader, field: &str, text: &str, unit: &str, day: NaiveDate) -> Option<NaiveDate> {
    if text.contains(['/', '-', '.']) {
        return match read_date(text) {
            Ok(born) => Some(born),
            Err(_) => reader.day(field, text),
        };
    }
    let count = reader.count(field, text)?;
    let months = if unit == "months" { Some(count) } else { count.checked_mul(12) };
    match months.filter(|months| *months <= AGE_MOST_MONTHS).and_then(|months| u32::try_from(months).ok()) {
        Some(months) => day.checked_sub_months(Months::new(months)),
        None => {
            reader.refuse(field, "herd-age-much");
            None
        }
    }
}

fn note(ground: Ground<'_>, reader: &mut Reader, animal: i64, form: &AnimalForm) -> Option<Ask> {
    let what = Seen::ALL.into_iter().find(|seen| seen.code() == form.what);
    if what.is_none() {
        reader.refuse("what", "herd-choose-what");
    }
    let cost = reader.amount("cost", &form.cost, ground.bank.money).unwrap_or(0);
    let condition = form.condition.parse().ok();
    what.map(|what| Ask::Note { animal, what, cost, condition })
}

fn lose(ground: Ground<'_>, reader: &mut Reader, animal: i64, form: &AnimalForm) -> Option<Ask> {
    let how = LostHow::ALL.into_iter().find(|how| how.code() == form.how);
    if how.is_none() {
        reader.refuse("how", "herd-choose-how");
    }
    let mut witnesses = Vec::new();
    for (field, text) in [("witness_1", &form.witness_1), ("witness_2", &form.witness_2)] {
        if !text.trim().is_empty() {
            witnesses.extend(ground.member(reader, field, text, "refuse-choice"));
        }
    }
    let note = match form.note.as_str() {
        "vet" => LossNote::Vet,
        "chief" => LossNote::Chief,
        _ => LossNote::None,
    };
    let salvage = reader.amount("salvage", &form.salvage, ground.bank.money).unwrap_or(0);
    let worth = reader.amount("worth", &form.worth, ground.bank.money);
    let reported_on = if form.reported.trim().is_empty() { None } else { reader.day("reported", &form.reported) };
    how.map(|how| Ask::Lose { animal, how, witnesses, note, salvage, worth, reported_on })
}

/// The form of animals that come, as it was typed.
pub(super) fn typed_bring(typed: &Typed, more: bool) -> BringForm {
    let row = |no: usize| {
        let get = |end: &str| typed.get(&format!("a{no}-{end}")).to_owned();
        BringRow { tag: get("tag"), sex: get("sex"), age: get("age"), unit: get("unit"), marks: get("marks") }
    };
    let mut rows: Vec<BringRow> = (1..=ROWS_MOST).map(row).collect();
    // As many lines as were sent: a line that only says "years" was empty.
    let sent = (1..=ROWS_MOST).rev().find(|no| !typed.get(&format!("a{no}-unit")).is_empty()).unwrap_or(ROWS);
    rows.truncate((sent + if more { ROWS } else { 0 }).min(ROWS_MOST));
    let get = |field: &str| typed.get(field).to_owned();
    BringForm {
        key: get("key"),
        day: get("day"),
        known: get("known"),
        species: get("species"),
        how: get("how"),
        paid: get("paid"),
        rows,
    }
}

/// Reads animals that come; `species` are those that the rules place. Beside the ask, the line on which each stands.
pub(super) fn read_bring(
    ground: Ground<'_>,
    species: &[Class],
    form: &BringForm,
) -> Result<(NaiveDate, Ask, Vec<usize>), Vec<Problem>> {
    let mut reader = Reader::new(ground.words);
    let day = reader.past_day("day", &form.day, ground.today);
    let chosen = match species {
        [only] => Some(*only),
        _ => species.iter().copied().find(|one| one.code() == form.species),
    };
    if chosen.is_none() {
        reader.refuse("species", "herd-choose-species");
    }
    let paid = match form.how.as_str() {
        "bought" => reader.some_amount("paid", &form.paid, ground.bank.money),
        "donated" => {
            if !form.paid.trim().is_empty() {
                reader.refuse("paid", "herd-paid-not-donated");
            }
            None
        }
        _ => {
            reader.refuse("how", "herd-choose-came");
            None
        }
    };
    let (mut animals, mut lines) = (Vec::new(), Vec::new());
    for (no, row) in (1..).zip(&form.rows).filter(|(_, row)| !row.is_blank()) {
        let name = |end: &str| format!("a{no}-{end}");
        let tag = reader.text(&name("tag"), &row.tag, TEXT_MOST);
        if tag.is_empty() {
            reader.refuse(&name("tag"), "herd-write-tag");
        }
        let sex = sex(&mut reader, &name("sex"), &row.sex);
        let born_on = born_on(&mut reader, &name("age"), &row.age, &row.unit, day.unwrap_or(ground.today));
        let marks = reader.text(&name("marks"), &row.marks, TEXT_MOST);
        animals.extend(sex.map(|(sex, calved)| AskAnimal { tag, sex, calved, born_on, marks }));
        lines.push(no);
    }
    if lines.is_empty() {
        reader.refuse("a1-tag", "herd-write-tag");
    }
    let ask = chosen.map(|species| Ask::BringAnimals { species, paid, animals });
    reader.finish(day.zip(ask).map(|(day, ask)| (day, ask, lines)))
}

/// What a rule refuses, at the fields of a form; cautions apart, since the form asks about them once more.
#[derive(Debug, Default)]
pub(super) struct Said {
    pub(super) problems: Vec<Problem>,
    pub(super) cautions: Vec<String>,
}

/// Says refusals; `field` finds the field of each.
pub(super) fn said(ground: Ground<'_>, refused: &[Refusal], field: impl Fn(&Refusal) -> String) -> Said {
    let mut said = Said::default();
    for refusal in refused {
        let message = refusals::text(ground.words, ground.bank, None, &refusal.why);
        match refusal.why {
            Why::Caution(_) => said.cautions.push(message),
            _ => {
                let problem = Problem { field: field(refusal), message };
                if !said.problems.contains(&problem) {
                    said.problems.push(problem);
                }
            }
        }
    }
    said
}

/// The field of an act's form that a refusal is about; empty for the form as a whole.
pub(super) fn field(ask: &Ask, refusal: &Refusal) -> String {
    let money = match ask {
        Ask::Note { .. } => "cost",
        Ask::SellAnimal { .. } => "received",
        Ask::PayForAnimal { .. } => "amount",
        Ask::Lose { salvage: 1.., .. } => "salvage",
        Ask::Lose { .. } => "worth",
        _ => "",
    };
    let who = match ask {
        Ask::Place { .. } => "keeper",
        Ask::HandOver { .. } => "to",
        _ => "",
    };
    let field = match (&refusal.why, refusal.row) {
        (Why::Future | Why::Closed(_) | Why::BeforeBank(_) | Why::Later(..), _) => "day",
        (Why::ReportedLate(_) | Why::ReportedOn, _) => "reported",
        (Why::TooSoon(_), _) => "day",
        (_, Some(0)) if matches!(ask, Ask::Lose { .. }) => "witness_1",
        (_, Some(_)) if matches!(ask, Ask::Lose { .. }) => "witness_2",
        (_, Some(1)) if matches!(ask, Ask::Exchange { .. }) => "out",
        (Why::Witnesses(_), _) => "witness_1",
        (Why::NotAMember | Why::SamePerson | Why::WrongWay, _) => who,
        (Why::NotYetDue(_) | Why::CalvesFirst(_), _) if matches!(ask, Ask::HandOver { .. }) => "day",
        (Why::TagTaken | Why::Missing(Text::Tag) | Why::TooLong(Text::Tag), _) => "tag",
        (Why::TooLong(Text::Note), _) => "marks",
        (Why::Missing(Text::Note), _) => "note",
        (Why::Missing(Text::Minute) | Why::TooLong(Text::Minute), _) => "minute",
        (Why::MustBeFemale | Why::NotCalved, _) => "sex",
        (Why::Condition, _) => "condition",
        (Why::PriceMissing, _) if matches!(ask, Ask::Lose { .. }) => "worth",
        (Why::NotPositive | Why::TooLarge(_) | Why::TenTimes(_) | Why::Exactly(_) | Why::Impossible(Impossible::Box(_)), _) => {
            money
        }
        _ => "",
    };
    field.to_owned()
}

/// The field of the form of animals that come; `lines` are those that were filled in.
pub(super) fn bring_field(lines: &[usize], refusal: &Refusal) -> String {
    let at = |end: &str| refusal.row.and_then(|row| lines.get(row)).map_or(String::new(), |no| format!("a{no}-{end}"));
    match (&refusal.why, refusal.row) {
        (Why::Future, Some(_)) | (Why::MixedClasses, _) => at("age"),
        (Why::TooLong(Text::Note), _) => at("marks"),
        (Why::NotCalved, _) => at("sex"),
        (Why::TagTaken | Why::Missing(Text::Tag) | Why::TooLong(Text::Tag), _) => at("tag"),
        (Why::Future | Why::Closed(_) | Why::BeforeBank(_) | Why::Later(..), None) => "day".into(),
        (Why::NotPositive | Why::TooLarge(_) | Why::TenTimes(_) | Why::Impossible(Impossible::Box(_)), _) => "paid".into(),
        (Why::Nothing, _) => "a1-tag".into(),
        _ => String::new(),
    }
}
