//! What is typed about a person, her membership, her leaving and her offices.
use super::store::{Member, Person, Term};
use crate::reader::Reader;
use chrono::NaiveDate;
use domain::people::{LeaveReason, Names, Office, PersonRefusal, Phone, Sex, VillageCode, birth_year};
use templates::{
    leaving::LeaveForm,
    member_form::MemberForm,
    officers::{EndTermForm, TermForm},
    parts::{Name, Problem},
};
use words::Words;

/// The highest number on a passbook: beyond it a telephone number was typed into the wrong field.
const NUMBER_MOST: i64 = 99_999;

/// A membership as it is typed.
#[derive(Clone, Debug)]
pub struct Typed {
    /// The number; that of the member who is changed, where one is.
    pub number: i64,
    /// Who.
    pub person: Person,
    /// Since when.
    pub joined_on: NaiveDate,
}

/// What a membership must fit into.
#[derive(Clone, Copy, Debug)]
pub struct Around<'a> {
    /// Everyone who is or was a member.
    pub members: &'a [Member],
    /// The number that the next one gets.
    pub next: i64,
    /// Today.
    pub today: NaiveDate,
}

/// Reads a new member, or what is changed of one: she keeps her number, and cannot have joined after her first line.
pub fn read(
    typed: &MemberForm,
    changed: Option<(&Member, Option<NaiveDate>)>,
    around: Around<'_>,
    words: Words,
) -> Result<Typed, Vec<Problem>> {
    let mut reader = Reader::new(words);
    let person = read_person(&mut reader, typed, around.today);
    let number = match changed {
        Some((member, _)) => Some(member.number),
        None => read_number(&mut reader, &typed.number, around),
    };
    let joined_on = reader.past_day("joined_on", &typed.joined_on, around.today);
    if let (Some(joined_on), Some((member, first))) = (joined_on, changed)
        && let Some(day) = first.into_iter().chain(member.left_on).min().filter(|day| joined_on > *day)
    {
        reader.say("joined_on", words.with("joined-after-line", &[("date", words.date(day).into())]));
    }
    let typed = number.zip(joined_on).zip(person).map(|((number, joined_on), person)| Typed { number, person, joined_on });
    reader.finish(typed)
}

fn read_number(reader: &mut Reader, text: &str, around: Around<'_>) -> Option<i64> {
    let number = reader.some_count("number", text)?;
    if !(1..=NUMBER_MOST).contains(&number) {
        reader.refuse("number", "member-number-bad");
        return None;
    }
    if around.members.iter().any(|member| member.number == number) {
        let words = reader.words;
        let numbers = [("number", words.ordinal(number).into()), ("next", words.ordinal(around.next).into())];
        reader.say("number", words.with("member-number-taken", &numbers));
        return None;
    }
    Some(number)
}

/// Reads who somebody is: names, sex, birth year, telephone and village.
pub fn read_person(reader: &mut Reader, typed: &MemberForm, today: NaiveDate) -> Option<Person> {
    let names = Names::try_new(&typed.family_name_km, &typed.given_name_km, &typed.family_name_latin, &typed.given_name_latin);
    let names = match names {
        Ok(names) => Some(names),
        Err(why) => {
            reader.refuse("family_name_km", refusal(why));
            None
        }
    };
    let sex = if typed.sex.is_empty() { None } else { reader.choice("sex", Sex::parse(&typed.sex)) };
    let year = reader.count("birth_year", &typed.birth_year).and_then(|year| match birth_year(year, today) {
        Ok(year) => Some(year),
        Err(why) => {
            reader.refuse("birth_year", refusal(why));
            None
        }
    });
    let id_poor = match typed.id_poor.as_str() {
        "" => None,
        "1" => Some(1),
        "2" => Some(2),
        _ => reader.choice("id_poor", None),
    };
    let phone = latin(&typed.phone);
    let phone = read_or_blank(reader, "phone", &phone, |text| Phone::parse(text).map(|phone| phone.as_str().to_owned()));
    let village = latin(&typed.village_code);
    let village_code =
        read_or_blank(reader, "village_code", &village, |text| VillageCode::parse(text).map(|code| code.as_str().to_owned()));
    Some(Person { names: names?, sex, birth_year: year, id_poor, phone, village_code })
}

fn read_or_blank(reader: &mut Reader, field: &str, text: &str, read: impl Fn(&str) -> Result<String, PersonRefusal>) -> String {
    let text = text.trim();
    if text.is_empty() {
        return String::new();
    }
    read(text).unwrap_or_else(|why| {
        reader.refuse(field, refusal(why));
        String::new()
    })
}

/// Numbers that are names are typed in Khmer digits too.
fn latin(text: &str) -> String {
    let digit = |c: char| u32::from(c).checked_sub(0x17e0).and_then(|digit| char::from_digit(digit, 10));
    text.chars().map(|c| digit(c).unwrap_or(c)).collect()
}

/// The key of the words of a refusal.
pub fn refusal(why: PersonRefusal) -> &'static str {
    match why {
        PersonRefusal::NameMissing => "person-name-missing",
        PersonRefusal::NameTooLong => "person-name-long",
        PersonRefusal::BirthYear => "person-birth-year",
        PersonRefusal::IdPoor => "refuse-choice",
        PersonRefusal::Phone => "person-phone",
        PersonRefusal::VillageCode => "person-village",
    }
}

/// What is known of a member, as the form is filled in.
pub fn known(member: &Member, words: Words) -> MemberForm {
    let sex = member.sex.as_deref().and_then(|sex| sex.get(..1)).unwrap_or_default();
    MemberForm {
        number: words.ordinal(member.number),
        family_name_km: member.family_name_km.clone(),
        given_name_km: member.given_name_km.clone(),
        family_name_latin: member.family_name_latin.clone(),
        given_name_latin: member.given_name_latin.clone(),
        sex: sex.to_owned(),
        birth_year: member.birth_year.map(|year| words.ordinal(year)).unwrap_or_default(),
        id_poor: member.id_poor.filter(|level| *level > 0).map(|level| level.to_string()).unwrap_or_default(),
        phone: local_phone(&member.phone),
        village_code: member.village_code.clone(),
        joined_on: words.date_short(member.joined_on),
        ..MemberForm::default()
    }
}

/// A telephone number as it is written here: `012 345 678`.
pub fn local_phone(kept: &str) -> String {
    let Some(rest) = kept.strip_prefix("+855").filter(|rest| rest.len() > 5) else { return kept.to_owned() };
    format!("0{} {} {}", &rest[..2], &rest[2..5], &rest[5..])
}

/// A leaving as it is typed.
#[derive(Clone, Debug)]
pub struct Left {
    /// The day.
    pub on: NaiveDate,
    /// Why.
    pub reason: LeaveReason,
    /// More about it.
    pub note: String,
}

/// Reads a leaving: nothing of hers is written after it. `not_before` is the day of the last thing that was. The day is
/// answered alone too, where it can be one: what she is paid hangs on it.
pub fn read_leaving(
    reader: &mut Reader,
    typed: &LeaveForm,
    not_before: NaiveDate,
    today: NaiveDate,
) -> (Option<NaiveDate>, Option<Left>) {
    let on = reader.past_day("left_on", &typed.left_on, today).filter(|on| {
        if *on < not_before {
            let date = reader.words.date(not_before);
            reader.say("left_on", reader.words.with("leave-too-early", &[("date", date.into())]));
        }
        *on >= not_before
    });
    let reason = reader.choice("reason", LeaveReason::parse(&typed.reason));
    let note = reader.text("note", &typed.note, 500);
    if reason == Some(LeaveReason::Other) && note.is_empty() {
        reader.refuse("note", "leave-note-missing");
    }
    (on, on.zip(reason).map(|(on, reason)| Left { on, reason, note }))
}

/// A term of office as it is typed.
#[derive(Clone, Debug)]
pub struct NewTerm {
    /// Whose.
    pub party: ledger::PartyNo,
    /// Which office.
    pub office: Office,
    /// Since when.
    pub from: NaiveDate,
}

/// Reads a new term. `None` when it is there already, just so: the form was sent twice.
pub fn read_term(
    typed: &TermForm,
    members: &[Member],
    terms: &[Term],
    today: NaiveDate,
    words: Words,
) -> Result<Option<NewTerm>, Vec<Problem>> {
    let mut reader = Reader::new(words);
    let office = reader.choice("office", Office::parse(&typed.office));
    let number = words::read_count(&typed.member).ok().flatten();
    let member = reader.choice("member", members.iter().find(|member| member.left_on.is_none() && Some(member.number) == number));
    let from = reader.past_day("from", &typed.from, today);
    let Some(((office, member), from)) = office.zip(member).zip(from) else { return reader.finish(None) };
    if from < member.joined_on {
        reader.say("from", words.with("office-before-joining", &[("date", words.date(member.joined_on).into())]));
    }
    let of_office = || terms.iter().filter(|term| term.office == office.code());
    if of_office().any(|term| term.party_no == member.party_no && term.from_day == from && term.to_day.is_none()) {
        return Ok(None);
    }
    // Handing over is a matter of one day: the old term's last may be the new one's first.
    let holders: Vec<&Term> = of_office().filter(|term| term.to_day.is_none_or(|to| to > from)).collect();
    if let Some(own) = holders.iter().find(|term| term.party_no == member.party_no) {
        reader.say("member", words.with("office-held-already", &[("name", own.name().show(words).into())]));
    } else if holders.len() >= seats(office) {
        let names: Vec<Name> = holders.iter().map(|term| term.name()).collect();
        let names: Vec<&str> = names.iter().map(|name| name.show(words)).collect();
        reader.say("office", words.with("office-held", &[("name", names.join(", ").into())]));
    }
    reader.finish(Some(Some(NewTerm { party: member.party(), office, from })))
}

/// Where an office stands when a committee is listed.
pub fn rank(office: &str) -> usize {
    Office::ALL.iter().position(|one| one.code() == office).unwrap_or(Office::ALL.len())
}

/// How many hold an office at a time: two count the money, and the box has three locks.
pub fn seats(office: Office) -> usize {
    match office {
        Office::Chair | Office::Secretary | Office::Treasurer => 1,
        Office::Counter => 2,
        Office::KeyHolder => 3,
    }
}

/// Reads the end of a term: its number and last day. The day is `None` when it has ended just so.
pub fn read_end(
    typed: &EndTermForm,
    terms: &[Term],
    today: NaiveDate,
    words: Words,
) -> Result<(i64, Option<NaiveDate>), Vec<Problem>> {
    let mut reader = Reader::new(words);
    let no = typed.term.parse::<i64>().ok();
    let term = reader.choice("term", terms.iter().find(|term| Some(term.no) == no));
    let until = reader.past_day("until", &typed.until, today);
    let Some((term, until)) = term.zip(until) else { return reader.finish(None) };
    if term.to_day == Some(until) {
        return Ok((term.no, None));
    }
    if term.to_day.is_some() {
        reader.refuse("term", "refuse-choice");
    }
    if until < term.from_day {
        reader.say("until", words.with("term-ends-early", &[("date", words.date(term.from_day).into())]));
    }
    reader.finish(Some((term.no, Some(until))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use words::{Digits, Language};

    const WORDS: Words = Words { language: Language::English, digits: Digits::Latin };

    fn day(month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, month, day).unwrap()
    }

    fn form() -> MemberForm {
        MemberForm {
            number: "៧".into(),
            family_name_km: "ជា".into(),
            sex: "f".into(),
            joined_on: "០១/០២/២០២៦".into(),
            ..MemberForm::default()
        }
    }

    fn fields(change: impl Fn(&mut MemberForm)) -> Vec<String> {
        let mut form = form();
        change(&mut form);
        let read = read(&form, None, Around { members: &[], next: 7, today: day(11, 21) }, WORDS);
        read.map(|_| vec![]).unwrap_or_else(|problems| problems.into_iter().map(|problem| problem.field).collect())
    }

    #[test]
    fn a_member_is_read() {
        let mut form = form();
        (form.phone, form.village_code, form.birth_year) = ("០១២ ៣៤៥ ៦៧៨".into(), "០៣០១០២០៣".into(), "១៩៨៤".into());
        let typed = read(&form, None, Around { members: &[], next: 7, today: day(11, 21) }, WORDS).unwrap();
        assert_eq!((typed.number, typed.joined_on), (7, day(2, 1)));
        assert_eq!((typed.person.phone.as_str(), typed.person.village_code.as_str()), ("+85512345678", "03010203"));
        assert_eq!((typed.person.birth_year, typed.person.sex), (Some(1984), Some(Sex::Female)));
        assert_eq!(local_phone("+85512345678"), "012 345 678");
    }

    #[test]
    fn every_refusal_stands_at_its_field() {
        assert_eq!(fields(|_| {}), [""; 0]);
        assert_eq!(fields(|form| form.family_name_km = " ".into()), ["family_name_km"]);
        assert_eq!(fields(|form| form.birth_year = "2027".into()), ["birth_year"]);
        assert_eq!(fields(|form| form.phone = "12".into()), ["phone"]);
        assert_eq!(fields(|form| form.village_code = "3010203".into()), ["village_code"]);
        assert_eq!(fields(|form| form.joined_on = "22/11/2026".into()), ["joined_on"]);
        assert_eq!(fields(|form| form.number = "0".into()), ["number"]);
        assert_eq!(fields(|form| form.number = "012345678".into()), ["number"]);
        assert_eq!(fields(|form| form.id_poor = "3".into()), ["id_poor"]);
        assert_eq!(fields(|form| (form.number, form.joined_on) = (String::new(), "x".into())), ["number", "joined_on"]);
    }
}
