//! What is typed about a new token.
use super::{Reads, store::NewToken};
use crate::{groups::store::Organisation, reader::Reader};
use chrono::{Months, NaiveDate};
use templates::{parts::Problem, tokens::TokenForm};
use uuid::Uuid;
use words::Words;

/// Reads a new token.
///
/// # Errors
/// All that is wrong, each at its field.
pub fn read(
    typed: &TokenForm,
    id: Uuid,
    organisations: &[Organisation],
    today: NaiveDate,
    words: Words,
) -> Result<NewToken, Vec<Problem>> {
    let mut reader = Reader::new(words);
    let name = reader.text("name", &typed.name, 80);
    if name.is_empty() {
        reader.refuse("name", "token-name-missing");
    }
    let reads = ticked(typed);
    if reads.is_empty() {
        reader.refuse("indicators", "token-reads-nothing");
    }
    let organisation = match typed.organisation.as_str() {
        "" => Some(None),
        code => organisations.iter().find(|one| one.code == code).map(|one| Some(one.id)),
    };
    let organisation = reader.choice("organisation", organisation);
    let ends_on = reader.day("ends", &typed.ends);
    if ends_on.is_some_and(|ends| ends < today || ends > latest(today)) {
        reader.refuse("ends", "token-ends-bad");
    }
    let read = organisation.zip(ends_on);
    reader.finish(read.map(|(organisation, ends_on)| NewToken { id, name, reads, organisation, ends_on }))
}

fn ticked(typed: &TokenForm) -> Vec<Reads> {
    let boxes = [(Reads::Indicators, &typed.indicators), (Reads::Targets, &typed.targets), (Reads::Groups, &typed.groups)];
    boxes.into_iter().filter(|(_, ticked)| ticked.as_str() == "1").map(|(reads, _)| reads).collect()
}

/// The last day on which a token that is made today may end.
pub fn latest(today: NaiveDate) -> NaiveDate {
    today.checked_add_months(Months::new(12)).unwrap_or(today)
}
