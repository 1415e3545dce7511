//! An award from a TOML file: what was agreed with the donor. Grants of before come from `grants`.
mod grants;

pub use grants::{columns, grants};

use super::{ImportError, Imported, groups::in_one_line};
use crate::{
    awards::store::{self, BeginError, CURRENCIES},
    meetings::seal::Act,
    store::{Error, Tx, record},
};
use domain::grants::{Terms, terms::TermsRefusal};
use ledger::Commodity;
use std::path::Path;

/// An award's file, read and judged.
#[derive(Clone, Debug)]
pub struct AwardFile {
    text: String,
    terms: Terms,
    demo: bool,
}

/// Reads an award's file; everything that is wrong with it is said at once.
///
/// # Errors
/// [`ImportError::File`], with what to mend.
pub fn read(path: &Path) -> Result<AwardFile, ImportError> {
    let fault = |why: String| ImportError::File(format!("{}: {why}", path.display()));
    let text = std::fs::read_to_string(path).map_err(|error| fault(error.to_string()))?;
    read_text(&text).map_err(fault)
}

/// Reads the same from text.
///
/// # Errors
/// What is wrong with it, in one line.
pub fn read_text(text: &str) -> Result<AwardFile, String> {
    // The reader's own message says the line.
    let raw: Terms = toml::from_str(text).map_err(|error| in_one_line(&error.to_string()))?;
    match Terms::read(text) {
        Ok(terms) => Ok(AwardFile { text: text.to_owned(), terms, demo: false }),
        Err(refusals) => Err(refusals.iter().map(|refusal| said(refusal, &raw)).collect::<Vec<_>>().join("; ")),
    }
}

impl AwardFile {
    /// The same as an award of the demo, its time moved by so many days: what is under way there is under way today.
    pub fn of_demo(mut self, days: chrono::TimeDelta) -> AwardFile {
        let Terms { dated, from, to, .. } = &mut self.terms;
        [dated, from, to].into_iter().for_each(|day| *day += days);
        if !days.is_zero() {
            self.text = toml::to_string(&self.terms).expect("terms that were read from TOML are written as TOML");
        }
        AwardFile { demo: true, ..self }
    }

    /// Begins the award, or finds it there already, just so. Caller commits.
    ///
    /// # Errors
    /// [`ImportError::File`] where what it names is not there, or another award has its code.
    pub async fn write(self, tx: &mut Tx, by: Act) -> Result<Imported, ImportError> {
        let AwardFile { text, terms, demo } = self;
        let file = |why: String| Err(ImportError::File(why));
        if let Some(there) = store::award(tx, &terms.code).await? {
            let differs = difference(&there.terms()?, &terms);
            return match differs.as_slice() {
                [] => Ok(Imported { same: 1, ..Imported::default() }),
                parts => file(format!(
                    "award {} is there already and is never changed; the file says another {}: give it another code",
                    terms.code,
                    parts.join(", ")
                )),
            };
        }
        let begun = store::begin(tx, &terms, &text, demo, by.by, by.at).await;
        match begun {
            Ok(award) => {
                record(tx, Some(award.book), Some(by.by), "award-begun", &award.code, by.at).await?;
                Ok(Imported { new: 1, ..Imported::default() })
            }
            Err(BeginError::Organisation) => {
                file(format!("organisation: there is no organisation {}; add it with sansom organisation add", terms.organisation))
            }
            Err(BeginError::Parent) => {
                let parent = terms.parent.unwrap_or_default();
                file(format!("parent: there is no award {parent}; import it first"))
            }
            Err(BeginError::ParentTime(from, to)) => {
                let parent = terms.parent.unwrap_or_default();
                file(format!("from, to: award {parent} runs from {from} to {to}; its parts lie within that time"))
            }
            Err(BeginError::ParentSum(left)) => {
                let (parent, known) =
                    (terms.parent.unwrap_or_default(), CURRENCIES.iter().find(|one| one.code() == terms.currency));
                let left = known.map_or_else(|| left.to_string(), |currency| amount(*currency, left));
                file(format!("amount: award {parent} has {left} left that is in no part of it; write that or less"))
            }
            Err(BeginError::Currency) => file(format!("currency: “{}” is none of {}", terms.currency, known())),
            Err(BeginError::Store(Error::Taken)) => file(format!("code: {} is taken", terms.code)),
            Err(BeginError::Store(error)) => Err(error.into()),
        }
    }
}

fn known() -> String {
    CURRENCIES.map(|currency| currency.code().to_owned()).join(", ")
}

/// The parts of an award in which two files differ.
fn difference(there: &Terms, file: &Terms) -> Vec<&'static str> {
    [
        ("name", (&there.name_km, &there.name_latin) != (&file.name_km, &file.name_latin)),
        ("donor", there.donor != file.donor),
        ("organisation", there.organisation != file.organisation),
        ("parent", there.parent != file.parent),
        ("time", (there.dated, there.from, there.to) != (file.dated, file.from, file.to)),
        ("currency", there.currency != file.currency),
        ("amount", there.amount != file.amount),
        ("list of what is not paid for", there.ineligible != file.ineligible),
        ("budget", there.lines != file.lines),
        ("plan", there.packages != file.packages),
        ("list of thresholds", there.thresholds != file.thresholds),
    ]
    .into_iter()
    .filter(|(_, differs)| *differs)
    .map(|(part, _)| part)
    .collect()
}

/// A refusal in one sentence, with where and what to do.
fn said(refusal: &TermsRefusal, terms: &Terms) -> String {
    let currency = CURRENCIES.iter().find(|currency| currency.code() == terms.currency);
    let money = |quantity: i64| match currency {
        Some(currency) => amount(*currency, quantity),
        None => format!("{quantity} {}", terms.currency),
    };
    let sums = |sum: i64, whole: i64| {
        let differs = money(sum.saturating_sub(whole).saturating_abs());
        let way = if sum < whole { "less" } else { "more" };
        format!("{} where it should be {}: {differs} {way}", money(sum), money(whole))
    };
    match refusal {
        TermsRefusal::Unreadable(why) => why.clone(),
        TermsRefusal::Code(code) if *code == terms.code => {
            format!("code: “{code}”: use 1 to 20 capital Latin letters, digits and hyphens")
        }
        TermsRefusal::Code(code) => format!("line {code}: its code: use 1 to 20 small Latin letters, digits and hyphens"),
        TermsRefusal::Name(code) if *code == terms.code => {
            "name_km, name_latin: a name in one script at least, of 120 letters at most".to_owned()
        }
        TermsRefusal::Name(code) => {
            format!("line {code}: name_km, name_latin: a name in one script at least, of 120 letters at most")
        }
        TermsRefusal::Time => format!(
            "dated, from, to: the award is given first, then it begins, then it ends; the file says {}, {}, {}",
            terms.dated, terms.from, terms.to
        ),
        TermsRefusal::Amount(line) => format!("line {line}: amounts and counts are above nothing"),
        TermsRefusal::LinesDoNotSum(sum, whole) => format!("the lines of the budget come to {}", sums(*sum, *whole)),
        TermsRefusal::LineTwice(line) => format!("line {line}: it is there twice"),
        TermsRefusal::PackageLine(line) => {
            format!("package of line {line}: there is no such line, or it pays no grants")
        }
        TermsRefusal::PackagesDoNotSum(line, sum, whole) => {
            let planned = terms.packages.iter().filter(|package| package.line == *line);
            let count = planned.fold(0_i64, |count, package| count.saturating_add(package.count));
            format!("the packages of line {line} are {count} grants and come to {}", sums(*sum, *whole))
        }
        TermsRefusal::NoLine => "[[line]]: an award has a budget of one line at least".to_owned(),
    }
}

fn amount(currency: Commodity, quantity: i64) -> String {
    format!("{} {}", currency.of(quantity).decimal(), currency.code())
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = include_str!("../../fixtures/grants/award.toml");

    #[track_caller]
    fn check(from: &str, to: &str, expected: &str) {
        let text = FILE.replacen(from, to, 1);
        assert_ne!(text, FILE, "{from}");
        let said = read_text(&text).expect_err("it is refused");
        assert!(said.contains(expected), "{said}");
    }

    #[test]
    fn a_plan_that_does_not_sum_is_refused_with_the_difference() {
        read_text(FILE).expect("as it stands");
        check(
            "count = 20",
            "count = 5",
            "the packages of line families are 45 grants and come to 12000.00 USD where it should be 18000.00 USD: 6000.00 USD less",
        );
        check(
            "amount = 3000000",
            "amount = 2900000",
            "the lines of the budget come to 30000.00 USD where it should be 29000.00 USD",
        );
    }

    #[test]
    fn every_refusal_says_where() {
        check("code = \"SG-2016\"", "code = \"sg\"", "code: “sg”: use 1 to 20 capital");
        check("to = \"2017-12-31\"", "to = \"2015-12-31\"", "dated, from, to:");
        check("code = \"office\"", "code = \"assistance\"", "line assistance: it is there twice");
        check("line = \"by-code\"", "line = \"office\"", "package of line office: there is no such line, or it pays no grants");
        check("count = 20", "count = 0", "line families: amounts and counts are above nothing");
        check("donor = ", "giver = ", "giver");
    }
}
