//! What the rules of cooperatives refuse and what they ask to look at twice, in words: what is wrong and what to do, for
//! forms and for files alike.
use super::ground;
use domain::coops::{Caution, Coop, Impossible, TEXT_MOST, Why, organic::Status};
use templates::coops::{kilograms_text, tenths};
use words::Words;

/// The sentence for a refusal.
pub fn text(words: Words, coop: &Coop, why: &Why) -> String {
    let say = Say { words, coop };
    let name = format!("refuse-coop-{}", code(why));
    match why {
        Why::Closed(day) | Why::YearEnded(day) | Why::BeforeIt(day) | Why::ParChanges(day) => {
            say.with(&name, "date", words.date(*day))
        }
        Why::TextLong => say.with(&name, "most", words.number(TEXT_MOST as i64)),
        Why::SharesLeast(shares) | Why::SharesMost(shares) | Why::SharesHeld(shares) | Why::SharesOut(shares) => {
            say.with(&name, "count", words.number(*shares))
        }
        Why::Crop(crop) => say.with(&name, "crop", ground::crop(crop).show(words).to_owned()),
        Why::PlotStatus(status) => say.status(*status),
        Why::OverEstimate(grams) => say.with(&name, "weight", kilograms_text(words, *grams)),
        Why::ScaleMost(kilograms) => say.with(&name, "weight", kilograms_text(words, kilograms.saturating_mul(1_000))),
        Why::TooDry(part) | Why::TooWet(part) => say.with(&name, "percent", tenths(words, *part)),
        Why::TenTimes(amount)
        | Why::Ceiling(amount)
        | Why::OffsetMost(amount)
        | Why::PaidMost(amount)
        | Why::OwedMost(amount)
        | Why::SaleMost(amount) => say.with(&name, "amount", say.money(*amount)),
        Why::GainsMass(went_in, out) => {
            let more = kilograms_text(words, out.saturating_sub(*went_in));
            let values = [("in", kilograms_text(words, *went_in)), ("out", kilograms_text(words, *out)), ("more", more)];
            say.all(&name, values)
        }
        Why::ContractTime(from, to) => say.all(&name, [("from", words.date(*from)), ("to", words.date(*to))]),
        Why::Impossible(impossible) => say.impossible(impossible),
        Why::Later(act, impossible) => {
            let day = coop.acts.iter().find(|known| known.no == *act).map(|known| words.date(known.day));
            let values = [("act", words.ordinal(*act)), ("date", day.unwrap_or_default()), ("what", say.impossible(impossible))];
            say.all(&name, values)
        }
        _ => words.say(&name).into_owned(),
    }
}

/// The sentence for something to be looked at twice.
pub fn caution(words: Words, coop: &Coop, caution: &Caution) -> String {
    let say = Say { words, coop };
    match caution {
        Caution::PriceBand(last) => say.with("caution-coop-price-band", "amount", say.money(*last)),
        Caution::Yield(theirs, this) => {
            say.all("caution-coop-yield", [("theirs", tenths(words, *theirs)), ("this", tenths(words, *this))])
        }
        Caution::Loss(lost) => say.with("caution-coop-loss", "percent", tenths(words, *lost)),
        Caution::OverContract(left) => say.with("caution-coop-over-contract", "weight", kilograms_text(words, *left)),
        Caution::NotTheContracts(price) => say.with("caution-coop-not-the-contracts", "amount", say.money(*price)),
        Caution::NearEstimate(left) => say.with("caution-coop-near-estimate", "weight", kilograms_text(words, *left)),
        Caution::Overdue(since) => say.with("caution-coop-overdue", "date", words.date(*since)),
    }
}

/// The word of a refusal: the end of its key.
fn code(why: &Why) -> &'static str {
    match why {
        Why::Future => "future",
        Why::Closed(_) => "closed",
        Why::YearEnded(_) => "year-ended",
        Why::BeforeIt(_) => "before-it",
        Why::Amount => "amount",
        Why::TextMissing => "text-missing",
        Why::TextLong => "text-long",
        Why::NotAMember => "not-a-member",
        Why::Nobody => "nobody",
        Why::NoGroup => "no-group",
        Why::NoShares => "no-shares",
        Why::SharesLeast(_) => "shares-least",
        Why::SharesMost(_) => "shares-most",
        Why::SharesHeld(_) => "shares-held",
        Why::SharesOut(_) => "shares-out",
        Why::ParChanges(_) => "par-changes",
        Why::Crop(_) => "crop",
        Why::NoPlot => "no-plot",
        Why::NotHerPlot => "not-her-plot",
        Why::OtherCrop => "other-crop",
        Why::NotOrganic => "not-organic",
        Why::PlotMissing => "plot-missing",
        Why::PlotStatus(_) => "plot-status",
        Why::OverEstimate(_) => "over-estimate",
        Why::Score => "score",
        Why::Until => "until",
        Why::TareAboveGross => "tare-above-gross",
        Why::ScaleMost(_) => "scale-most",
        Why::NotAPercentage => "not-a-percentage",
        Why::TooDry(_) => "too-dry",
        Why::TooWet(_) => "too-wet",
        Why::MoistureMissing => "moisture-missing",
        Why::NothingLeft => "nothing-left",
        Why::NoPrice => "no-price",
        Why::TenTimes(_) => "ten-times",
        Why::Ceiling(_) => "ceiling",
        Why::DueBefore => "due-before",
        Why::NoCredit => "no-credit",
        Why::OffsetMost(_) => "offset-most",
        Why::PaidMost(_) => "paid-most",
        Why::OwedMost(_) => "owed-most",
        Why::NoLot => "no-lot",
        Why::NotMilled => "not-milled",
        Why::NothingMilled => "nothing-milled",
        Why::Twice => "twice",
        Why::GainsMass(..) => "gains-mass",
        Why::OrganicFrom => "organic-from",
        Why::NoContract => "no-contract",
        Why::ContractKind => "contract-kind",
        Why::ContractTime(..) => "contract-time",
        Why::NoSale => "no-sale",
        Why::SaleMost(_) => "sale-most",
        Why::YearEnd => "year-end",
        Why::Division => "division",
        Why::NoAct => "no-act",
        Why::Impossible(_) => "impossible",
        Why::Later(..) => "later",
    }
}

struct Say<'a> {
    words: Words,
    coop: &'a Coop,
}

impl Say<'_> {
    fn money(&self, amount: i64) -> String {
        self.words.amount(amount, self.coop.money.decimals(), self.coop.money.code())
    }

    fn with(&self, key: &str, name: &str, value: String) -> String {
        self.words.with(key, &[(name, value.into())])
    }

    fn all<const N: usize>(&self, key: &str, values: [(&str, String); N]) -> String {
        self.words.with(key, &values.map(|(name, value)| (name, value.into())))
    }

    fn status(&self, status: Status) -> String {
        let key = format!("refuse-coop-plot-{}", status.code());
        match status {
            Status::Conversion(day) | Status::Overdue(day) => self.with(&key, "date", self.words.date(day)),
            Status::Suspended(Some(until)) => self.with("refuse-coop-plot-suspended-until", "date", self.words.date(until)),
            _ => self.words.say(&key).into_owned(),
        }
    }

    fn impossible(&self, impossible: &Impossible) -> String {
        let words = self.words;
        match impossible {
            Impossible::Lot(lot, has) => {
                self.all("refuse-coop-impossible-lot", [("lot", words.ordinal(*lot)), ("weight", kilograms_text(words, *has))])
            }
            Impossible::Cash(has) => self.with("refuse-coop-impossible-cash", "amount", self.money(*has)),
            Impossible::Bank(has) => self.with("refuse-coop-impossible-bank", "amount", self.money(*has)),
            Impossible::Certificate(no) => self.with("refuse-coop-impossible-certificate", "number", words.ordinal(*no)),
            Impossible::Credit(no, left) => {
                self.all("refuse-coop-impossible-credit", [("number", words.ordinal(*no)), ("amount", self.money(*left))])
            }
            Impossible::Owed(owed) => self.with("refuse-coop-impossible-owed", "amount", self.money(*owed)),
            Impossible::Sale(no, left) => {
                self.all("refuse-coop-impossible-sale", [("number", words.ordinal(*no)), ("amount", self.money(*left))])
            }
            Impossible::Mass(..) => words.say("refuse-coop-impossible-mass").into_owned(),
            Impossible::Unknown => words.say("refuse-coop-impossible").into_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::NaiveDate;
    use ledger::{Commodity, FundNo};
    use words::Language;

    fn every_why(day: NaiveDate) -> Vec<Why> {
        let statuses = [
            Status::Organic,
            Status::Conversion(day),
            Status::NotInspected,
            Status::Overdue(day),
            Status::Suspended(None),
            Status::Suspended(Some(day)),
            Status::Excluded,
        ];
        let impossible = [
            Impossible::Lot(3, 5_000),
            Impossible::Cash(100),
            Impossible::Bank(100),
            Impossible::Certificate(4),
            Impossible::Credit(2, 500),
            Impossible::Owed(900),
            Impossible::Sale(7, 800),
            Impossible::Mass(1_000, 1_001),
            Impossible::Unknown,
        ];
        let plain = vec![
            Why::Future,
            Why::Closed(day),
            Why::YearEnded(day),
            Why::BeforeIt(day),
            Why::Amount,
            Why::TextMissing,
            Why::TextLong,
            Why::NotAMember,
            Why::Nobody,
            Why::NoGroup,
            Why::NoShares,
            Why::SharesLeast(1),
            Why::SharesMost(2),
            Why::SharesHeld(3),
            Why::SharesOut(847),
            Why::ParChanges(NaiveDate::MIN),
            Why::Crop("BRAN".into()),
            Why::NoPlot,
            Why::NotHerPlot,
            Why::OtherCrop,
            Why::NotOrganic,
            Why::PlotMissing,
            Why::OverEstimate(5_000),
            Why::Score,
            Why::Until,
            Why::TareAboveGross,
            Why::ScaleMost(3_000),
            Why::NotAPercentage,
            Why::TooDry(80),
            Why::TooWet(300),
            Why::MoistureMissing,
            Why::NothingLeft,
            Why::NoPrice,
            Why::TenTimes(1_000),
            Why::Ceiling(1_000),
            Why::DueBefore,
            Why::NoCredit,
            Why::OffsetMost(1_000),
            Why::PaidMost(1_000),
            Why::OwedMost(1_000),
            Why::NoLot,
            Why::NotMilled,
            Why::NothingMilled,
            Why::Twice,
            Why::GainsMass(1_000, 1_001),
            Why::OrganicFrom,
            Why::NoContract,
            Why::ContractKind,
            Why::ContractTime(day, day),
            Why::NoSale,
            Why::SaleMost(1_000),
            Why::YearEnd,
            Why::Division,
            Why::NoAct,
        ];
        let later = impossible.iter().cloned().map(|why| Why::Later(1, why));
        (plain.into_iter().chain(statuses.map(Why::PlotStatus)))
            .chain(later)
            .chain(impossible.iter().cloned().map(Why::Impossible))
            .collect()
    }

    #[test]
    fn every_refusal_and_caution_has_words() {
        let day = NaiveDate::from_ymd_opt(2026, 11, 21).expect("a day");
        let coop = Coop {
            fund: FundNo(3),
            money: Commodity::KHR,
            opened_on: day,
            laws: vec![],
            members: vec![],
            acts: vec![],
            closed_through: None,
        };
        let cautions = [
            Caution::PriceBand(900),
            Caution::Yield(450, 520),
            Caution::Loss(80),
            Caution::OverContract(1_000),
            Caution::NotTheContracts(1_000),
            Caution::NearEstimate(50_000),
            Caution::Overdue(day),
        ];
        for language in Language::ALL {
            let words = Words::new(language);
            let refused = every_why(day).into_iter().map(|why| (format!("{why:?}"), text(words, &coop, &why)));
            let asked = cautions.iter().map(|one| (format!("{one:?}"), caution(words, &coop, one)));
            for (what, said) in refused.chain(asked) {
                assert!(!said.contains('[') && !said.contains('{'), "{what}: {said}");
            }
        }
    }
}
