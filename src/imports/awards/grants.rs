//! Grants of before from a table, into an award: read by `domain::grants::history`, however many rules they break; the
//! exceptions say which. People of families become persons of the award's organisation once; of a grant under a code
//! there is nobody.
use crate::{
    awards::{
        store::{self, AwardRow, CURRENCIES, GrantPerson},
        write,
    },
    imports::{BadLines, ImportError, Imported, WORDS, key, table},
    meetings::seal::Act,
    members::store::{self as members, Person},
    store::{Error, Tx, add_party, lock},
};
use chrono::NaiveDate;
use domain::{
    grants::{
        Applicant, Fact, State,
        acts::{Brought, Step},
        history::{self, Bad, BadWhy, COLUMNS, Cells, Free, History, OldRate, Place},
    },
    people::{Names, Phone},
};
use std::collections::HashMap;
use table::{Column, Row};
use uuid::Uuid;

/// The columns of the file; only the number of the grant must be there.
pub fn columns() -> Vec<Column> {
    COLUMNS.iter().map(|&name| if name == "grant" { Column::needed(name) } else { Column::optional(name) }).collect()
}

/// Writes what a file says of grants; those that are there already, just so, are left. Caller commits.
///
/// # Errors
/// Every line that cannot be taken.
pub async fn grants(tx: &mut Tx, award: &AwardRow, rows: &[Row], by: Act) -> Result<Imported, ImportError> {
    lock(tx, award.book).await?;
    let loaded = store::load(tx, award).await?;
    let state = loaded.state();
    let people = store::grant_people(tx, award.organisation_id).await?;
    let read = read(rows, award, &loaded.terms)?;
    let mut file = File { rows, award, by, bad: BadLines::default(), imported: Imported::default() };
    let rates = file.rates(&read.rates, &state);
    let there: HashMap<&str, &Brought> = loaded
        .acts
        .iter()
        .filter_map(|act| if let Fact::Brought(brought) = &act.fact { Some((brought.own_no.as_str(), &**brought)) } else { None })
        .collect();
    let mut people = People::of(&read, &there, &people);
    let mut new = file.new_grants(&read, &there, &people);
    file.bad.none()?;
    people.add(tx, award, &new, &read).await?;
    number(tx, award, &state, &mut new, &people).await?;
    let mut facts = rates;
    for brought in new {
        let id = key(&["grant", &award.code, &brought.own_no]);
        facts.push((id, day_of(&brought).unwrap_or(by.today), Fact::Brought(Box::new(brought))));
    }
    if !facts.is_empty() {
        write::bring(tx, award, &facts, by).await?;
    }
    file.imported.new += facts.len();
    Ok(file.imported)
}

/// Reads the table against the award; numbers are given later.
fn read(rows: &[Row], award: &AwardRow, terms: &domain::grants::Terms) -> Result<History, ImportError> {
    let cells = |row: &Row| -> Cells<'static> {
        let filled = COLUMNS.iter().map(|&column| (column, row.text(column).to_owned()));
        filled.filter(|(_, text)| !text.is_empty()).collect()
    };
    let cells: Vec<Cells> = rows.iter().map(cells).collect();
    let person = |number: &str| key(&["person", &award.code, number]);
    let free = Free { grant: 1, party: 1, voucher: 1, receipt: 1 };
    history::read(&cells, &Place { terms, currencies: &CURRENCIES, free, person: &person }).map_err(|bad| {
        let mut lines = BadLines::default();
        for Bad { row, column, why } in bad {
            lines.add(rows.get(row).map_or(0, |row| row.line), column, said(why));
        }
        lines.none().err().unwrap_or_else(|| ImportError::File("it cannot be read".into()))
    })
}

/// A file while it is compared with what is there.
struct File<'a> {
    rows: &'a [Row],
    award: &'a AwardRow,
    by: Act,
    bad: BadLines,
    imported: Imported,
}

impl File<'_> {
    /// The rates that are new, as facts.
    fn rates(&mut self, rates: &[OldRate], state: &State) -> Vec<(Uuid, NaiveDate, Fact)> {
        let lines = self.rows.iter().filter(|row| !row.text("rate_on").is_empty()).map(|row| row.line);
        let mut new: Vec<(Uuid, NaiveDate, Fact)> = Vec::new();
        for (rate, line) in rates.iter().zip(lines) {
            let OldRate { day, currency, per_million, source } = rate.clone();
            let id = key(&["rate", &self.award.code, &day.to_string(), &currency]);
            let in_file = new.iter().find_map(|(known, _, fact)| match fact {
                Fact::Rate { per_million, .. } if *known == id => Some(*per_million),
                _ => None,
            });
            let mut of_day = state.rates.iter().filter(|(on, code, _)| (*on, code) == (day, &currency)).map(|(.., rate)| *rate);
            match in_file.or_else(|| of_day.next_back()) {
                Some(there) if there == per_million => self.imported.same += 1,
                Some(_) => self.bad.add(line, "rate", "another rate of this day and currency is there already"),
                None if day > self.by.today => self.bad.add(line, "rate_on", WORDS.say("day-to-come")),
                None => new.push((id, day, Fact::Rate { currency, per_million, source })),
            }
        }
        new
    }

    /// The grants that are not there; those that are there with other figures are listed.
    fn new_grants(&mut self, read: &History, there: &HashMap<&str, &Brought>, people: &People) -> Vec<Brought> {
        let mut new = Vec::new();
        for brought in &read.grants {
            let line = self.rows.iter().find(|row| row.text("grant") == brought.own_no).map_or(0, |row| row.line);
            match there.get(brought.own_no.as_str()) {
                Some(kept) if plain(kept, |person| person) == plain(brought, |number| people.person(number).unwrap_or(number)) => {
                    self.imported.same += 1
                }
                Some(_) => self.bad.add(line, "grant", "this grant is there already, with other figures"),
                None if day_of(brought).is_some_and(|day| day > self.by.today) => {
                    self.bad.add(line, "grant", "something was paid or signed on a day that is yet to come");
                }
                None => new.push(brought.clone()),
            }
        }
        new
    }
}

/// Who the numbers of a file stand for.
#[derive(Default)]
struct People {
    /// The first number of the file under which somebody stands: the same names in the same household are the same person.
    first: HashMap<Uuid, Uuid>,
    /// The person of a first number, where she is there.
    there: HashMap<Uuid, Uuid>,
}

impl People {
    fn of(read: &History, kept: &HashMap<&str, &Brought>, people: &[GrantPerson]) -> People {
        let mut all = People::default();
        let by_household: HashMap<(&Names, &str), Uuid> =
            people.iter().map(|one| ((&one.names, one.household.as_str()), one.id)).collect();
        let mut seen: HashMap<(Names, &str), Uuid> = HashMap::new();
        for brought in &read.grants {
            let Applicant::Family { person, household, .. } = &brought.applicant else { continue };
            let Some(said) = read.people.iter().find(|one| one.id == *person) else { continue };
            let names = names(&said.name_km, &said.name_latin);
            let of_grant = kept.get(brought.own_no.as_str()).and_then(|kept| match &kept.applicant {
                Applicant::Family { person, .. } => {
                    people.iter().find(|one| one.id == *person && one.names == names).map(|one| one.id)
                }
                Applicant::Coded { .. } => None,
            });
            let of_household = by_household.get(&(&names, household.as_str())).filter(|_| !household.is_empty());
            let first = *all.first.entry(*person).or_insert_with(|| {
                if household.is_empty() { *person } else { *seen.entry((names.clone(), household)).or_insert(*person) }
            });
            if let Some(found) = of_grant.or(of_household.copied()) {
                all.there.entry(first).or_insert(found);
            }
        }
        all
    }

    /// The person of a number, where she is there.
    fn person(&self, number: Uuid) -> Option<Uuid> {
        self.there.get(self.first.get(&number)?).copied()
    }

    /// Adds the people of new grants who are not there yet.
    async fn add(&mut self, tx: &mut Tx, award: &AwardRow, new: &[Brought], read: &History) -> Result<(), ImportError> {
        for brought in new {
            let Applicant::Family { person, phone, village, .. } = &brought.applicant else { continue };
            let said = read.people.iter().find(|one| one.id == *person);
            let (Some(&first), Some(said), None) = (self.first.get(person), said, self.person(*person)) else { continue };
            let phone = Phone::parse(phone).map_or_else(|_| String::new(), |phone| phone.as_str().to_owned());
            let (names, village_code) = (names(&said.name_km, &said.name_latin), village.clone());
            let person = Person { names, sex: None, birth_year: None, id_poor: None, phone, village_code };
            self.there.insert(first, members::add_person(tx, award.organisation_id, &person).await?);
        }
        Ok(())
    }
}

/// A grant without the numbers that it was given here: what a file says of it.
fn plain(brought: &Brought, person_of: impl Fn(Uuid) -> Uuid) -> Brought {
    let mut plain = brought.clone();
    (plain.grant, plain.party) = (0, 0);
    match &mut plain.applicant {
        Applicant::Family { person, .. } => *person = person_of(*person),
        // What is kept does not say it.
        Applicant::Coded { code, .. } => *code = None,
    }
    for voucher in &mut plain.vouchers {
        voucher.voucher = 0;
        voucher.receipts.iter_mut().for_each(|receipt| receipt.no = 0);
    }
    plain
}

/// Numbers grants, vouchers and receipts from the first that is free, makes their parties and names their people.
async fn number(tx: &mut Tx, award: &AwardRow, state: &State, new: &mut [Brought], people: &People) -> Result<(), ImportError> {
    let (mut grant, mut voucher, mut receipt) = state.next();
    for brought in new {
        brought.party = add_party(tx, award.book, Uuid::now_v7()).await?.0;
        brought.grant = grant;
        grant += 1;
        if let Applicant::Family { person, .. } = &mut brought.applicant {
            *person = people.person(*person).ok_or_else(|| Error::Garbled("a family without a person".into()))?;
        }
        for one in &mut brought.vouchers {
            one.voucher = voucher;
            voucher += 1;
            for one in &mut one.receipts {
                one.no = receipt;
                receipt += 1;
            }
        }
    }
    Ok(())
}

/// The day on which a grant of before stands in the books: when it was last paid, or else how far it had come.
fn day_of(brought: &Brought) -> Option<NaiveDate> {
    let paid = brought.vouchers.iter().filter(|voucher| !voucher.voided).flat_map(|voucher| &voucher.steps);
    let paid = paid.filter(|(step, ..)| *step == Step::Paid).map(|(.., day)| *day).max();
    let done = |pair: &Option<(_, NaiveDate)>| pair.as_ref().map(|(_, day)| *day);
    paid.or(brought.agreed.map(|(day, _)| day))
        .or(brought.ruled.map(|(day, _)| day))
        .or_else(|| done(&brought.appraised))
        .or_else(|| done(&brought.screened))
        .or_else(|| done(&brought.applied))
}

/// Family name first; what follows the first space is the given name.
fn names(khmer: &str, latin: &str) -> Names {
    let split = |name: &str| match name.trim().split_once(char::is_whitespace) {
        Some((family, given)) => (family.to_owned(), given.trim().to_owned()),
        None => (name.trim().to_owned(), String::new()),
    };
    let ((family_km, given_km), (family_latin, given_latin)) = (split(khmer), split(latin));
    Names { family_km, given_km, family_latin, given_latin }
}

/// Why a cell cannot be taken, and what to do. Nothing of the cell is repeated: it may be about somebody under a code.
fn said(why: BadWhy) -> &'static str {
    match why {
        BadWhy::Missing => "it is empty; it must be there",
        BadWhy::Day => "it is not a date: 2016-08-31 or 31/08/2016",
        BadWhy::Amount => "it is not an amount above nothing, or has parts that its currency has not",
        BadWhy::Number => "it is not a whole number, or too small or too large",
        BadWhy::Choice => "it is none of the words that may stand there",
        BadWhy::Line => "the award has no such line, or it pays no such grants",
        BadWhy::Currency => "the award is kept in US dollars and riel: USD or KHR",
        BadWhy::Digits => "it has not as many digits as such a number has: did it lose its leading 0?",
        BadWhy::Place => "it is no place: latitude and longitude with a space between",
        BadWhy::Digest => "it is no SHA-256 digest: 64 digits and small letters from a to f",
        BadWhy::Long => "the text is too long",
        BadWhy::OtherThanFirst => "it says other than the first row of the same grant",
        BadWhy::OtherPerson => "the same number stands for another name in an earlier row",
        BadWhy::Code => "it is no code, or mistyped: type it again",
        BadWhy::NotUnderACode => "nothing may stand here for a grant under a code: leave it empty",
        BadWhy::NotForAFamily => "this is for grants under codes; a family's row leaves it empty",
        BadWhy::Consent => "a child is taken only with a guardian's consent",
        BadWhy::Alone => "the cell beside it is filled, and this one is not",
    }
}
