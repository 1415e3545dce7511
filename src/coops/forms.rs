//! What the forms of a cooperative share: the pairs that were typed, and from what became of an ask to what the page says.
use super::{
    ground::Ground,
    refusals,
    write::{self, Outcome, Wish},
};
use crate::{error::Fault, meetings::seal::Act as By, reader::Reader, store::Tx};
use chrono::NaiveDate;
use domain::coops::{Ask, Refusal};
use std::str::FromStr;
use templates::parts::Problem;
use uuid::Uuid;
use words::Words;

/// What was typed, name by name. A field that was not sent is empty.
#[derive(Clone, Debug, Default)]
pub struct Typed(Vec<(String, String)>);

impl Typed {
    /// From the pairs of a request.
    pub fn new(pairs: Vec<(String, String)>) -> Typed {
        Typed(pairs)
    }

    /// What stands in a field.
    pub fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(known, _)| known == name).map_or("", |(_, text)| text.trim())
    }

    /// Every value of a name, in the order of the form: the rows of a list.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(known, _)| known == name).map(|(_, text)| text.trim())
    }

    /// What stands in a field, read plainly (a number of the page's own making, such as a hidden one); none where it cannot.
    pub fn parse<T: FromStr>(&self, name: &str) -> Option<T> {
        self.get(name).parse().ok()
    }

    /// The form's key.
    ///
    /// # Errors
    /// [`Fault::Unreadable`] for a form that is not ours.
    pub fn key(&self) -> Result<Uuid, Fault> {
        self.parse("key").ok_or(Fault::Unreadable)
    }

    /// Everything that was sent, field by field.
    pub fn pairs(&self) -> Vec<(String, String)> {
        self.0.clone()
    }

    /// What was typed, as one digest: the same form sent again, whatever became of the cooperative since.
    pub fn digest(&self) -> Vec<u8> {
        crate::web::sheet_digest(self.0.iter().map(|(name, text)| (name.as_str(), text.as_str())))
    }

    /// Whether the cautions were read.
    pub fn known(&self) -> bool {
        self.get("known") == "1"
    }
}

/// What a page says when something was not written.
#[derive(Clone, Debug, Default)]
pub struct Said {
    /// Refusals at their fields.
    pub problems: Vec<Problem>,
    /// What is to be looked at once more.
    pub cautions: Vec<String>,
    /// Whether the form needs a new key: its own was used for something else.
    pub used: bool,
}

impl From<Vec<Problem>> for Said {
    fn from(problems: Vec<Problem>) -> Said {
        Said { problems, ..Said::default() }
    }
}

/// What became of a form that was sent.
#[derive(Clone, Debug)]
pub enum Sent {
    /// Written, now or before: the act. The caller commits.
    Written(i64),
    /// It waits for a second officer: the request's number. The caller commits.
    Asked(i64),
    /// The page comes back with this.
    Said(Said),
}

/// Asks for what was typed. `place` names the field of a refusal; "" is the form as a whole.
///
/// # Errors
/// Faults of the store, and a form without a key.
pub async fn send(
    tx: &mut Tx,
    ground: &Ground,
    typed: &Typed,
    (day, ask): (NaiveDate, &Ask),
    (words, by): (Words, By),
    place: impl Fn(&Refusal) -> String,
) -> Result<Sent, Fault> {
    let wish = Wish { key: typed.key()?, day, known: typed.known(), ask };
    let outcome = write::ask(tx, &ground.group, &ground.row, &wish, by).await?;
    Ok(became(ground, outcome, words, place))
}

/// From what became of an ask to what the page says.
pub fn became(ground: &Ground, outcome: Outcome, words: Words, place: impl Fn(&Refusal) -> String) -> Sent {
    match outcome {
        Outcome::Written(no) | Outcome::Again(no) => Sent::Written(no),
        Outcome::Asked(no) => Sent::Asked(no),
        Outcome::Other(no) => {
            let message = words.with("coop-key-used", &[("number", words.ordinal(no).into())]);
            Sent::Said(Said { problems: vec![Problem { field: String::new(), message }], used: true, ..Said::default() })
        }
        Outcome::Cautions(all) => {
            let cautions = all.iter().map(|caution| refusals::caution(words, &ground.loaded, caution)).collect();
            Sent::Said(Said { cautions, ..Said::default() })
        }
        Outcome::Refused(all) => {
            let mut problems: Vec<Problem> = Vec::new();
            for refusal in &all {
                let problem = Problem { field: place(refusal), message: refusals::text(words, &ground.loaded, &refusal.why) };
                if !problems.contains(&problem) {
                    problems.push(problem);
                }
            }
            Sent::Said(problems.into())
        }
    }
}

/// The business day of a form, in its field `day`.
pub fn day(reader: &mut Reader, typed: &Typed, today: NaiveDate) -> Option<NaiveDate> {
    reader.past_day("day", typed.get("day"), today)
}

/// A key for a new form; the same one where what was typed comes back and may still be written under it.
pub fn key(typed: Option<&Typed>, used: bool) -> String {
    let kept = typed.filter(|_| !used).and_then(|typed| typed.key().ok());
    kept.unwrap_or_else(Uuid::now_v7).to_string()
}
