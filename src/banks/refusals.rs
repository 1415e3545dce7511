//! What a bank's rules refuse, in words: what is wrong and what to do, for forms and for files alike.
use domain::banks::{Bank, Caution, Good, Impossible, Why, acts::AnimalNo, ask::Text};
use std::borrow::Cow;
use words::Words;

/// The sentence for a refusal or a caution. `good` is the code of what the ask is about: quantities are told in its unit;
/// none: in money.
pub fn text(words: Words, bank: &Bank, good: Option<&str>, why: &Why) -> String {
    let say = Say { words, bank, good };
    match why {
        Why::Impossible(impossible) => say.impossible(impossible),
        Why::Later(act, impossible) => say.later(*act, impossible),
        Why::Caution(caution) => say.caution(caution),
        Why::Missing(text) => words.say(missing(*text)).into_owned(),
        Why::TooLong(text) => say.with(too_long(*text), "most", say.count(domain::banks::TEXT_MOST as i64)),
        Why::Good(code) => say.with("bank-why-good", "good", good_name(words, bank, code)),
        Why::Losses(difference) => say.losses(*difference),
        other => match say.figure(other) {
            Some((key, name, value)) => say.with(key, name, value),
            None => words.say(plain(other)).into_owned(),
        },
    }
}

/// The name of a good: class, variety and grade, or its code where nobody knows it.
fn good_name(words: Words, bank: &Bank, code: &str) -> String {
    bank.good(code).map_or_else(|| code.to_owned(), |good| super::shown::good(&good).name(words))
}

struct Say<'a> {
    words: Words,
    bank: &'a Bank,
    good: Option<&'a str>,
}

impl Say<'_> {
    fn with(&self, key: &str, name: &str, value: impl Into<Cow<'static, str>>) -> String {
        self.words.with(key, &[(name, value.into())])
    }

    fn count(&self, number: i64) -> String {
        self.words.number(number)
    }

    fn money(&self, amount: i64) -> String {
        let money = self.bank.money;
        self.words.amount(amount, money.decimals(), money.code())
    }

    fn of(&self, good: &Good, quantity: i64) -> String {
        self.words.amount(quantity, good.commodity().decimals(), good.code())
    }

    /// A quantity of what the ask is about.
    fn quantity(&self, quantity: i64) -> String {
        match self.good.and_then(|code| self.bank.good(code)) {
            Some(good) => self.of(&good, quantity),
            None => self.money(quantity),
        }
    }

    /// So many of the unit that people speak of: kilograms, as the rules of a store say it.
    fn spoken(&self, units: i64) -> String {
        let unit = self.good.and_then(|code| self.bank.good(code)).map_or(1, |good| good.unit());
        self.quantity(units.saturating_mul(unit))
    }

    /// Tenths of a per cent as people say them: `14`, `14.5`.
    fn tenths(&self, tenths: i64) -> String {
        if tenths % 10 == 0 { self.words.quantity(tenths / 10, 0) } else { self.words.quantity(tenths, 1) }
    }

    /// The tag of an animal, or its number.
    fn animal(&self, no: AnimalNo) -> String {
        super::telling::tag(self.bank, no).map_or_else(|| self.words.ordinal(no), str::to_owned)
    }

    /// A refusal whose sentence takes one value: its key, the value's name, the value.
    fn figure(&self, why: &Why) -> Option<(&'static str, &'static str, String)> {
        let words = self.words;
        Some(match why {
            Why::Closed(day) => ("bank-why-closed", "date", words.date(*day)),
            Why::BeforeBank(day) => ("bank-why-before-bank", "date", words.date(*day)),
            Why::TooLarge(most) => ("bank-why-too-large", "amount", self.quantity(*most)),
            Why::AboveScale(most) => ("bank-why-above-scale", "amount", self.quantity(*most)),
            Why::TooWet(most) => ("bank-why-too-wet", "percent", self.tenths(*most)),
            Why::Guarantors(needed) => ("bank-why-guarantors", "count", self.count((*needed).into())),
            Why::AboveCeiling(..=0) => return None,
            Why::AboveCeiling(left) => ("bank-why-above-ceiling", "amount", self.quantity(*left)),
            Why::Late(loan) => ("bank-why-late", "loan", words.ordinal(*loan)),
            Why::MoreThanOwed(owed) => ("bank-why-more-than-owed", "amount", self.quantity(*owed)),
            Why::NotWhole(0) => return None,
            Why::NotWhole(whole) => ("bank-why-not-whole", "amount", self.money(*whole)),
            Why::AgreedPrice(price) => ("bank-why-agreed-price", "amount", self.money(*price)),
            Why::TenTimes(last) => ("bank-why-ten-times", "amount", self.money(*last)),
            Why::TooSoon(days) => ("bank-why-too-soon", "days", self.count(*days)),
            Why::StillOwed(things) => ("bank-why-still-owed", "count", self.count(*things as i64)),
            Why::CalvesFirst(calves) => ("bank-why-calves-first", "count", self.count((*calves).into())),
            Why::Exactly(sum) => ("bank-why-exactly", "amount", self.money(*sum)),
            Why::Witnesses(needed) => ("bank-why-witnesses", "count", self.count((*needed).into())),
            Why::ReportedLate(days) => ("bank-why-reported-late", "days", self.count((*days).into())),
            Why::NotYetDue(day) => ("bank-why-not-yet-due", "date", words.date(*day)),
            _ => return None,
        })
    }

    fn losses(&self, difference: i64) -> String {
        match difference {
            0 => self.words.say("bank-why-no-losses").into_owned(),
            1.. => self.with("bank-why-losses", "amount", self.quantity(difference)),
            _ => self.with("bank-why-surplus", "amount", self.quantity(difference.saturating_neg())),
        }
    }

    fn later(&self, act: i64, impossible: &Impossible) -> String {
        let day = self.bank.acts.iter().find(|known| known.no == act).map(|known| self.words.date(known.day));
        let values = [
            ("act", self.words.ordinal(act).into()),
            ("date", day.unwrap_or_default().into()),
            ("what", self.impossible(impossible).into()),
        ];
        self.words.with("bank-why-later", &values)
    }

    fn impossible(&self, impossible: &Impossible) -> String {
        let words = self.words;
        match impossible {
            Impossible::Store(code, missing) => {
                let good = self.bank.good(code);
                let missing = good.map_or_else(|| self.count(*missing), |good| self.of(&good, *missing));
                let name = good_name(words, self.bank, code);
                words.with("bank-impossible-store", &[("good", name.into()), ("amount", missing.into())])
            }
            Impossible::Box(missing) => self.with("bank-impossible-box", "amount", self.money(*missing)),
            Impossible::Deposit(_) => words.say("bank-impossible-deposit").into_owned(),
            Impossible::Loan(no) => self.with("bank-impossible-loan", "loan", words.ordinal(*no)),
            Impossible::Overpaid(no) => self.with("bank-impossible-overpaid", "loan", words.ordinal(*no)),
            Impossible::Taken(no) => self.with("bank-impossible-taken", "number", words.ordinal(*no)),
            Impossible::Animal(no) => self.with("bank-impossible-animal", "animal", self.animal(*no)),
            Impossible::Dam(no) => self.with("bank-impossible-dam", "animal", self.animal(*no)),
            Impossible::Order(no) => self.with("bank-impossible-order", "animal", self.animal(*no)),
            Impossible::Obligation(_) => words.say("bank-impossible-obligation").into_owned(),
            Impossible::Count => words.say("bank-impossible-count").into_owned(),
            Impossible::Overflow => words.say("bank-impossible-overflow").into_owned(),
        }
    }

    fn caution(&self, caution: &Caution) -> String {
        match caution {
            Caution::PriceBand(last) => self.with("bank-caution-price-band", "amount", self.money(*last)),
            Caution::Capacity(most) => self.with("bank-caution-capacity", "amount", self.spoken(*most)),
            Caution::Deposits(stored) => self.with("bank-caution-deposits", "amount", self.quantity(*stored)),
            Caution::Priority => self.words.say("bank-caution-priority").into_owned(),
            Caution::GreatLoss => self.words.say("bank-caution-great-loss").into_owned(),
            Caution::NoPrice => self.words.say("bank-caution-no-price").into_owned(),
            Caution::Twin(days) => self.with("bank-caution-twin", "days", self.count(*days)),
        }
    }
}

/// The key of a refusal that takes no value. Those with one never come here.
fn plain(why: &Why) -> &'static str {
    match why {
        Why::Future => "bank-why-future",
        Why::Nothing => "bank-why-nothing",
        Why::NotPositive => "bank-why-not-positive",
        Why::NotAPercentage => "bank-why-not-a-percentage",
        Why::NotAMember => "bank-why-not-a-member",
        Why::SamePerson => "bank-why-same-person",
        Why::NotLent => "bank-why-not-lent",
        Why::Season => "bank-why-season",
        Why::AboveCeiling(_) => "bank-why-ceiling-reached",
        Why::NoLoan => "bank-why-no-loan",
        Why::NoCash => "bank-why-no-cash",
        Why::PriceMissing => "bank-why-price-missing",
        Why::NotWhole(_) => "bank-why-not-even-one",
        Why::NotLater => "bank-why-not-later",
        Why::Causes => "bank-why-causes",
        Why::NoAnimal => "bank-why-no-animal",
        Why::NotPlaced => "bank-why-not-placed",
        Why::TagTaken => "bank-why-tag-taken",
        Why::DamMale => "bank-why-dam-male",
        Why::ReportedOn => "bank-why-reported-on",
        Why::Male => "bank-why-male",
        Why::NotCalved => "bank-why-not-calved",
        Why::DamGone => "bank-why-dam-gone",
        Why::NoObligation => "bank-why-no-obligation",
        Why::NoTitle => "bank-why-no-title",
        Why::MixedClasses => "bank-why-mixed-classes",
        Why::MustBeFemale => "bank-why-must-be-female",
        Why::OtherSpecies => "bank-why-other-species",
        Why::NoExchange => "bank-why-no-exchange",
        Why::WrongWay => "bank-why-wrong-way",
        Why::Condition => "bank-why-condition",
        Why::NoAct => "bank-why-no-act",
        Why::Closed(_)
        | Why::BeforeBank(_)
        | Why::Later(..)
        | Why::Impossible(_)
        | Why::TooLarge(_)
        | Why::AboveScale(_)
        | Why::TooWet(_)
        | Why::Good(_)
        | Why::Missing(_)
        | Why::TooLong(_)
        | Why::Guarantors(_)
        | Why::Late(_)
        | Why::MoreThanOwed(_)
        | Why::AgreedPrice(_)
        | Why::Losses(_)
        | Why::TenTimes(_)
        | Why::TooSoon(_)
        | Why::StillOwed(_)
        | Why::CalvesFirst(_)
        | Why::Exactly(_)
        | Why::Witnesses(_)
        | Why::ReportedLate(_)
        | Why::NotYetDue(_)
        | Why::Caution(_) => "bank-why-impossible",
    }
}

fn missing(text: Text) -> &'static str {
    match text {
        Text::Minute => "bank-why-minute-missing",
        Text::Reason => "bank-why-reason-missing",
        Text::Tag => "bank-why-tag-missing",
        Text::From => "bank-why-from-missing",
        Text::Note => "bank-why-note-missing",
    }
}

fn too_long(text: Text) -> &'static str {
    match text {
        Text::Minute => "bank-why-minute-long",
        Text::Reason => "bank-why-reason-long",
        Text::Tag => "bank-why-tag-long",
        Text::From => "bank-why-from-long",
        Text::Note => "bank-why-note-long",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::NaiveDate;
    use domain::banks::{GOODS, Party};
    use ledger::{Commodity, FundNo};
    use words::Language;

    fn bank() -> Bank {
        Bank {
            fund: FundNo(3),
            money: Commodity::KHR,
            opened_on: NaiveDate::MIN,
            rules: vec![],
            seasons: vec![],
            goods: GOODS.clone(),
            prices: vec![],
            members: vec![],
            acts: vec![],
            closed_through: None,
        }
    }

    fn every_why(day: NaiveDate) -> Vec<Why> {
        let texts = [Text::Minute, Text::Reason, Text::Tag, Text::From, Text::Note];
        let impossible = [
            Impossible::Store("PADDY".into(), 5_000),
            Impossible::Box(100),
            Impossible::Deposit(Party(1)),
            Impossible::Loan(1),
            Impossible::Overpaid(1),
            Impossible::Taken(1),
            Impossible::Animal(1),
            Impossible::Dam(1),
            Impossible::Order(1),
            Impossible::Obligation(1),
            Impossible::Count,
            Impossible::Overflow,
        ];
        let cautions = [
            Caution::PriceBand(900),
            Caution::Capacity(14_000),
            Caution::Priority,
            Caution::GreatLoss,
            Caution::NoPrice,
            Caution::Twin(20),
            Caution::Deposits(20_000),
        ];
        let plain = [
            Why::Future,
            Why::Nothing,
            Why::NotPositive,
            Why::NotAPercentage,
            Why::NotAMember,
            Why::SamePerson,
            Why::NotLent,
            Why::Season,
            Why::NoLoan,
            Why::NoCash,
            Why::PriceMissing,
            Why::NotLater,
            Why::Causes,
            Why::NoAnimal,
            Why::NotPlaced,
            Why::TagTaken,
            Why::DamMale,
            Why::DamGone,
            Why::Male,
            Why::NotCalved,
            Why::NoObligation,
            Why::NoTitle,
            Why::MixedClasses,
            Why::MustBeFemale,
            Why::OtherSpecies,
            Why::NoExchange,
            Why::WrongWay,
            Why::Condition,
            Why::NoAct,
        ];
        let figures = [
            Why::Closed(day),
            Why::BeforeBank(day),
            Why::NotYetDue(day),
            Why::TooLarge(1_000),
            Why::AboveScale(150_000),
            Why::TooWet(255),
            Why::Good("PADDY".into()),
            Why::Good("NOTHING".into()),
            Why::Guarantors(2),
            Why::AboveCeiling(0),
            Why::AboveCeiling(20_000),
            Why::Late(4),
            Why::MoreThanOwed(1_000),
            Why::NotWhole(0),
            Why::NotWhole(900),
            Why::AgreedPrice(850),
            Why::Losses(-5_000),
            Why::Losses(0),
            Why::Losses(5_000),
            Why::TenTimes(900),
            Why::TooSoon(283),
            Why::StillOwed(2),
            Why::CalvesFirst(3),
            Why::Exactly(400_000),
            Why::Witnesses(2),
            Why::ReportedLate(7),
        ];
        (plain.into_iter().chain(figures))
            .chain(texts.iter().map(|text| Why::Missing(*text)))
            .chain(texts.iter().map(|text| Why::TooLong(*text)))
            .chain(impossible.iter().cloned().map(Why::Impossible))
            .chain(impossible.iter().cloned().map(|why| Why::Later(3, why)))
            .chain(cautions.into_iter().map(Why::Caution))
            .collect()
    }

    #[test]
    fn every_refusal_has_words() {
        let day = NaiveDate::from_ymd_opt(2026, 11, 21).unwrap();
        for language in Language::ALL {
            for why in every_why(day) {
                let said = text(Words::new(language), &bank(), Some("PADDY"), &why);
                assert!(!said.is_empty() && !said.contains(['[', '{']), "{why:?}: {said}");
                assert!(said.ends_with(['.', '?', '។']), "{why:?}: {said}");
                let fallback = matches!(why, Why::Impossible(_) | Why::Later(..));
                assert!(fallback || said != Words::new(language).say("bank-why-impossible"), "{why:?}: {said}");
            }
        }
    }

    #[test]
    fn quantities_are_told_in_the_unit_of_their_good() {
        let said = |good, why| text(Words::new(Language::English), &bank(), good, &why);
        assert_eq!(said(Some("PADDY"), Why::MoreThanOwed(1_500)), "Only 1.5\u{a0}kg is owed. Write that or less.");
        assert_eq!(said(Some("CHICKEN"), Why::AboveCeiling(6)), "Above the ceiling: she may still borrow 6\u{a0}head.");
        assert!(said(None, Why::TooLarge(1_000)).contains("1,000\u{a0}៛"));
        let full = Why::Caution(Caution::Capacity(14_000));
        assert_eq!(said(Some("PADDY"), full), "The store would hold more than it can: 14,000\u{a0}kg.");
        let empty = Why::Impossible(Impossible::Store("SEED".into(), 5_000));
        assert!(said(Some("PADDY"), empty).starts_with("The store does not hold enough Seed paddy: 5\u{a0}kg is missing."));
    }
}
