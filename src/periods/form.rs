//! The wish to reopen as it is typed, and the refusals of closing in words.
use super::closing::WishRefusal;
use chrono::{Datelike, NaiveDate};
use domain::periods::{CloseRefusal, ReopenRefusal};
use templates::{closing::ReopenForm, parts::Problem};
use words::{Words, read_date};

/// The last day that would stay closed, were the month that was chosen to open: `None` when it is the first of the book.
pub fn read(form: &ReopenForm, first_entry: Option<NaiveDate>, words: Words) -> Result<Option<NaiveDate>, Problem> {
    let unknown = || Problem { field: "month".into(), message: words.say("reopen-not-before").into_owned() };
    let month = read_date(&form.month).map_err(|_| unknown())?;
    let before = month.with_day(1).and_then(|first| first.pred_opt()).ok_or_else(unknown)?;
    Ok(Some(before).filter(|before| first_entry.is_some_and(|first| first <= *before)))
}

/// Why a period cannot be closed.
pub fn say_close(words: Words, refusal: CloseRefusal) -> String {
    match refusal {
        CloseRefusal::EmptyBook => words.say("close-empty").into_owned(),
        CloseRefusal::NotTheNext(next) => words.with("close-not-next", &[("month", words.month(next).into())]),
        CloseRefusal::NotOver(through) => {
            let from = through.succ_opt().unwrap_or(through);
            words.with("close-not-over", &[("month", words.month(through).into()), ("date", words.date(from).into())])
        }
        CloseRefusal::CorrectionsWait(count) => words.with("close-corrections-wait", &[("count", words.number(count).into())]),
        CloseRefusal::RequestsWait(count) => words.with("close-requests-wait", &[("count", words.number(count).into())]),
    }
}

/// Why a wish was not taken or decided on, at its place: the form, the wish, or the page.
pub fn say_wish(words: Words, refusal: WishRefusal) -> Problem {
    let (field, key) = match refusal {
        WishRefusal::Waits => ("request", "reopen-waits"),
        WishRefusal::Decided => ("", "reopen-decided"),
        WishRefusal::Rule(ReopenRefusal::NothingClosed) => ("", "reopen-nothing-closed"),
        WishRefusal::Rule(ReopenRefusal::NotBefore) => ("month", "reopen-not-before"),
        WishRefusal::Rule(ReopenRefusal::Reason) => ("reason", "reopen-reason"),
        WishRefusal::Rule(ReopenRefusal::SameOfficer) => ("request", "reopen-same-officer"),
        WishRefusal::Rule(ReopenRefusal::ChangedMeanwhile) => ("request", "reopen-changed"),
    };
    Problem { field: field.into(), message: words.say(key).into_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use words::Language;

    #[test]
    fn the_month_that_is_opened_says_what_stays_closed() {
        let (words, first) = (Words::new(Language::English), "2026-02-10".parse().ok());
        let read = |month: &str| read(&ReopenForm { month: month.into(), reason: String::new() }, first, words);
        assert_eq!(read("2026-04-01"), Ok("2026-03-31".parse().ok()));
        assert_eq!(read("2026-04-17"), Ok("2026-03-31".parse().ok()));
        assert_eq!(read("2026-02-01"), Ok(None), "the first month of the book");
        assert_eq!(read("").unwrap_err().field, "month");
    }

    #[test]
    fn every_refusal_has_words() {
        for language in Language::ALL {
            let words = Words::new(language);
            let day = "2026-11-30".parse().unwrap();
            let close = [
                CloseRefusal::EmptyBook,
                CloseRefusal::NotTheNext(day),
                CloseRefusal::NotOver(day),
                CloseRefusal::CorrectionsWait(2),
                CloseRefusal::RequestsWait(3),
            ];
            let close = close.map(|refusal| say_close(words, refusal));
            let rule = [
                ReopenRefusal::NothingClosed,
                ReopenRefusal::NotBefore,
                ReopenRefusal::Reason,
                ReopenRefusal::SameOfficer,
                ReopenRefusal::ChangedMeanwhile,
            ];
            let wish = rule
                .map(WishRefusal::Rule)
                .into_iter()
                .chain([WishRefusal::Waits, WishRefusal::Decided])
                .map(|refusal| say_wish(words, refusal).message);
            for said in close.into_iter().chain(wish) {
                assert!(!said.contains(['[', '{']), "{said}");
            }
        }
    }
}
