//! Why a bundle is not taken, why a book does not change hands, and what came: in the reader's words, each with what to do.
use super::{
    file::Unreadable,
    keep::Refusal as NotKept,
    line::Unsent,
    send::Refusal as NotSent,
    take::{Fork, Refusal as NotTaken, TakenBook},
};
use domain::bundles::Misfit;
use std::borrow::Cow;
use words::Words;

/// A refusal, told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// The code by which programs know it.
    pub code: &'static str,
    /// What is the matter.
    pub what: String,
    /// What to do now.
    pub next: String,
}

type Value<'v> = (&'static str, Cow<'v, str>);

fn told(words: Words, code: &'static str, values: &[Value<'_>]) -> Told {
    let what = words.with(&format!("bundle-no-{code}"), values);
    Told { code, what, next: words.with(&format!("bundle-no-{code}-next"), values) }
}

/// The code of a refusal to take a bundle.
pub fn code_of_taking(refusal: &NotTaken) -> &'static str {
    match refusal {
        NotTaken::Unnamed => "unnamed",
        NotTaken::Unreadable(Unreadable::NoBundle) => "no-bundle",
        NotTaken::Unreadable(Unreadable::Changed) => "changed",
        NotTaken::Unreadable(Unreadable::NotOurs) => "closed",
        NotTaken::Unreadable(Unreadable::Garbled) | NotTaken::Strange(_) => "newer",
        NotTaken::ForAnother => "for-another",
        NotTaken::Stranger => "stranger",
        NotTaken::Lost(_) => "given-up",
        NotTaken::NumberTaken(_) => "number-taken",
        NotTaken::Gap { .. } => "gap",
        NotTaken::Forked(_) => "forked",
        NotTaken::Keeping(_) => "keeping",
        NotTaken::Guard(_) => "guard",
        NotTaken::Unsound(_) => "unsound",
    }
}

/// Why a bundle is not taken.
pub fn of_taking(words: Words, refusal: &NotTaken) -> Told {
    let values: Vec<Value<'_>> = match refusal {
        NotTaken::NumberTaken(no) => vec![("no", words.ordinal(*no).into())],
        NotTaken::Gap { code, here, after } => {
            vec![("group", code.into()), ("here", words.ordinal(*here).into()), ("after", words.ordinal(*after).into())]
        }
        NotTaken::Keeping(code) => vec![("group", code.into())],
        _ => vec![],
    };
    told(words, code_of_taking(refusal), &values)
}

/// What a refusal says that is not in the reader's language: for whoever looks after the programs.
pub fn detail(refusal: &NotTaken) -> Vec<String> {
    match refusal {
        NotTaken::Strange(what) | NotTaken::Guard(what) => vec![what.clone()],
        NotTaken::Unsound(findings) => findings.iter().map(ToString::to_string).collect(),
        _ => vec![],
    }
}

/// The books in which two wrote.
pub fn forks(refusal: &NotTaken) -> &[Fork] {
    if let NotTaken::Forked(forks) | NotTaken::Lost(forks) = refusal { forks } else { &[] }
}

/// Why a book does not continue ours, where that is not in its entries.
pub fn misfit(words: Words, fork: &Fork) -> Option<String> {
    match fork.misfit {
        Some(Misfit::NotKept) => Some(words.say("bundles-fork-not-kept").into_owned()),
        Some(Misfit::Parted(no)) => {
            let no = i64::try_from(no).unwrap_or(i64::MAX);
            Some(words.with("bundles-fork-parted", &[("no", words.ordinal(no).into())]))
        }
        Some(Misfit::Older { here, there }) => {
            Some(words.with("bundles-fork-older", &[("here", words.ordinal(here).into()), ("there", words.ordinal(there).into())]))
        }
        Some(Misfit::Fork | Misfit::Gap { .. }) | None => None,
    }
}

/// Why an instance is not met, or a book does not change hands.
pub fn of_keeping(words: Words, refusal: &NotKept) -> Told {
    let named = |name: &str| vec![("name", Cow::Owned(name.to_owned()))];
    let (code, values) = match refusal {
        NotKept::Unnamed => ("unnamed", vec![]),
        NotKept::Name => ("name", vec![]),
        NotKept::NoCard => ("no-card", vec![]),
        NotKept::OwnCard => ("own-card", vec![]),
        NotKept::SameKind => ("same-kind", vec![]),
        NotKept::OtherKind => ("other-kind", vec![]),
        NotKept::HasGroups => ("has-groups", vec![]),
        NotKept::Keys => ("keys", vec![]),
        NotKept::SecondProgramme(name) => ("second-programme", named(name)),
        NotKept::OtherKeys(name) => ("other-keys", named(name)),
        NotKept::Unknown => ("unknown", vec![]),
        NotKept::Lost(name) => ("lost", named(name)),
        NotKept::NotToIt => ("not-to-it", vec![]),
        NotKept::KeptElsewhere(name) => ("kept-elsewhere", named(name)),
        NotKept::KeptHere => ("kept-here", vec![]),
        NotKept::Practice => ("practice", vec![]),
        NotKept::Sells => ("sells", vec![]),
        NotKept::Reason => ("reason", vec![]),
    };
    told(words, code, &values)
}

/// Why no bundle is made.
pub fn of_sending(words: Words, refusal: &NotSent) -> Told {
    match refusal {
        NotSent::Unnamed => told(words, "unnamed", &[]),
        NotSent::Unknown => told(words, "unknown", &[]),
        NotSent::Keys => told(words, "keys", &[]),
    }
}

/// Why a bundle did not go over the line.
pub fn of_line(words: Words, unsent: &Unsent) -> Told {
    let code = match unsent {
        Unsent::NoProgramme => "no-programme",
        Unsent::Address => "address",
        Unsent::NoLine(_) => "no-line",
        Unsent::Busy => "busy",
        Unsent::NotOurs => "no-server",
        Unsent::Keys => "keys",
        // What the other end says is one of our own codes, or nothing that we repeat.
        Unsent::Refused(code) => there(code),
        Unsent::Receipt(_) => "receipt",
    };
    let mut told = told(words, code, &[]);
    if let Unsent::Receipt(code) = unsent
        && let Some(why) = PLAIN.into_iter().find(|known| known == code)
    {
        told.what = format!("{} {}", told.what, words.say(&format!("bundle-no-{why}")));
        told.next = words.say(&format!("bundle-no-{why}-next")).into_owned();
    }
    told
}

/// What a refusal at the other end is called on this one: what is the matter there is told otherwise than what is here.
fn there(code: &str) -> &'static str {
    match code {
        "newer" => "there-newer",
        "stranger" => "there-stranger",
        "for-another" => "there-for-another",
        "given-up" => "there-given-up",
        "number-taken" => "there-number-taken",
        "gap" => "there-gap",
        "forked" => "there-forked",
        "no-bundle" | "changed" | "closed" => "there-broken",
        "keeping" | "guard" | "unsound" => "there-unsound",
        _ => "not-taken",
    }
}

/// The refusals that can be told without the bundle they are of.
const PLAIN: [&str; 10] =
    ["unnamed", "no-bundle", "changed", "closed", "newer", "for-another", "stranger", "given-up", "forked", "unsound"];

/// What came for a book, as people count it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Came {
    /// Entries.
    pub entries: usize,
    /// Meetings.
    pub meetings: usize,
    /// Loans of money.
    pub loans: usize,
    /// Acts of banks: days of lending and repaying, stock, animals.
    pub acts: usize,
    /// Members who are new.
    pub members: usize,
    /// Whatever else: lines of meetings, rules, the trail, and what was mended.
    pub others: usize,
}

impl Came {
    /// Counts what came.
    pub fn of(book: &TakenBook) -> Came {
        let of = |what: &str| book.took.new.get(what).copied().unwrap_or(0);
        let [entries, meetings, loans, acts, members] = ["entry", "meeting", "loan", "bank_act", "member"].map(of);
        let all: usize = book.took.new.values().sum();
        let others = all - entries - meetings - loans - acts - members + book.took.mended;
        Came { entries, meetings, loans, acts, members, others }
    }

    /// Whether nothing did.
    pub fn is_nothing(self) -> bool {
        self == Came::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use words::Language;

    #[test]
    fn every_refusal_is_told_with_what_to_do() {
        for language in Language::ALL {
            let words = Words::new(language);
            for code in PLAIN {
                assert!(words.has(&format!("bundle-no-{code}")) && words.has(&format!("bundle-no-{code}-next")), "{code}");
            }
            let name = || "SP-KC-01".to_owned();
            let taken = [
                NotTaken::Unnamed,
                NotTaken::NumberTaken(3),
                NotTaken::Gap { code: name(), here: 3, after: 5 },
                NotTaken::Keeping(name()),
                NotTaken::Guard(name()),
                NotTaken::Unsound(vec![]),
            ];
            let kept = [
                NotKept::Unnamed,
                NotKept::Name,
                NotKept::NoCard,
                NotKept::OwnCard,
                NotKept::SameKind,
                NotKept::OtherKind,
                NotKept::HasGroups,
                NotKept::Keys,
                NotKept::SecondProgramme(name()),
                NotKept::OtherKeys(name()),
                NotKept::Unknown,
                NotKept::Lost(name()),
                NotKept::NotToIt,
                NotKept::KeptElsewhere(name()),
                NotKept::KeptHere,
                NotKept::Practice,
                NotKept::Sells,
                NotKept::Reason,
            ];
            let lines = [Unsent::NoProgramme, Unsent::Address, Unsent::Busy, Unsent::NotOurs, Unsent::NoLine(name())];
            let all = taken.iter().map(|one| of_taking(words, one));
            let all = all.chain(kept.iter().map(|one| of_keeping(words, one))).chain(lines.iter().map(|one| of_line(words, one)));
            for told in all {
                assert!(!format!("{}{}", told.what, told.next).contains("bundle-no"), "{told:?}");
            }
            // Every code by which the office refuses is told from this end, and none with the office's own words.
            let codes = taken.iter().map(code_of_taking).chain(PLAIN).chain(["gap", "number-taken", "keeping", "guard"]);
            for code in codes.filter(|code| *code != "unnamed") {
                let told = of_line(words, &Unsent::Refused(code.into()));
                assert!(told.code.starts_with("there-"), "{told:?}");
                assert!(!told.what.contains("bundle-no") && told.what != words.say(&format!("bundle-no-{code}")), "{told:?}");
            }
            let told = of_line(words, &Unsent::Refused("<b>anything".into()));
            assert!(!told.what.contains('<'), "{told:?}");
        }
    }
}
