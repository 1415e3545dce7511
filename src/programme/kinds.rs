//! The kinds that figures are told apart by, in the reader's words: types of practice, practices, crops, animals, sorts of loan.
use crate::market::kind_head;
use domain::{
    banks::{GOODS, Measure as Counted},
    coops::Kind,
    training::practice,
};
use words::Words;

/// A kind by its code.
pub fn kind_name(words: Words, code: &str) -> String {
    let key = format!("indicator-kind-{code}");
    if words.has(&key) {
        return words.say(&key).into_owned();
    }
    if let Some(practice) = practice(code) {
        return words.name(&practice.name_km, &practice.name_latin).to_owned();
    }
    match GOODS.iter().find(|good| good.code() == code && good.class().measure() == Counted::Head) {
        Some(animal) => words.say(&format!("good-{}", animal.class().code())).into_owned(),
        None => kind_head(&Kind { crop: code.to_owned(), grade: String::new(), organic: false }).name.show(words).to_owned(),
    }
}
