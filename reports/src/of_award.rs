//! What the papers of an award have in common: whose they are, its rates and the fingerprints of scans.
use crate::{Label, Say, Size, Story, contract::Name, contract::decimal};
use chrono::NaiveDate;
use ledger::Commodity;
use rust_decimal::Decimal;
use words::Words;

/// The award that a paper is of. Its name is neutral: it is printed in villages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfAward {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: Name,
    /// The organisation that keeps it.
    pub organisation: Name,
    /// Its currency.
    pub currency: Commodity,
}

impl OfAward {
    /// Name and code, as they head a page.
    pub(crate) fn head(&self, say: Say) -> String {
        format!("{} · {}", self.name.line(say), self.code)
    }

    /// An empty paper under its title, with who keeps the award below every page.
    pub(crate) fn story(&self, title: &Label, right: String, say: Say) -> Story {
        Story::new(format!("{} · {}", title.main, self.code), say, Size::A4)
            .head(self.head(say), right)
            .foot(self.organisation.line(say))
    }

    /// Name and code, in the languages of the paper.
    pub(crate) fn label(&self, say: Say) -> Label {
        say.of(|words| format!("{} · {}", self.name.show(words), self.code))
    }

    /// So much of its money.
    pub(crate) fn money(&self, words: Words, quantity: i64) -> String {
        amount(words, self.currency, quantity)
    }
}

/// So much of a currency.
pub(crate) fn amount(words: Words, currency: Commodity, quantity: i64) -> String {
    words.amount(quantity, currency.decimals(), currency.code())
}

/// A rate, and where it was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rate {
    /// The other currency.
    pub of: Commodity,
    /// Its smallest units for a million smallest units of the award's currency.
    pub per_million: i64,
    /// Where it was read, and when; nothing: it is what two sums make, and no table has it.
    pub read: Option<(String, NaiveDate)>,
}

impl Rate {
    /// `4,080 ៛ for 1 $`, with where it was read behind it.
    pub(crate) fn show(&self, words: Words, own: Commodity) -> String {
        let rate = self.bare(words, own);
        match &self.read {
            Some((source, on)) if !source.is_empty() => words.with(
                "paper-award-rate-from",
                &[("rate", rate.into()), ("source", source.as_str().into()), ("date", words.date_short(*on).into())],
            ),
            _ => rate,
        }
    }

    /// The same without its source.
    pub(crate) fn bare(&self, words: Words, own: Commodity) -> String {
        // Smallest units for a million smallest units become whole units for one.
        let units = |commodity: Commodity| Decimal::from(10_i64.pow(commodity.decimals().into()));
        let rate = (Decimal::from(self.per_million) * units(own) / units(self.of) / Decimal::from(1_000_000)).round_dp(4);
        let rate = format!("{}\u{a0}{}", decimal(words, rate), words.unit(self.of.decimals(), self.of.code()));
        let one = format!("{}\u{a0}{}", words.number(1), words.unit(own.decimals(), own.code()));
        words.with("paper-award-rate-for", &[("rate", rate.into()), ("one", one.into())])
    }
}

/// The beginning of the SHA-256 of a scan, in fours: enough to find it again.
pub(crate) fn beginning(digest: &str) -> String {
    grouped(&digest.chars().take(16).collect::<String>(), 4)
}

/// Signs in groups, so that an eye finds its place again.
pub(crate) fn grouped(signs: &str, by: usize) -> String {
    let signs: Vec<char> = signs.chars().collect();
    signs.chunks(by).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
}

/// A receipt, as the voucher and the list show it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReceiptRow {
    /// Its number in the award.
    pub no: i64,
    /// The voucher it proves.
    pub voucher: i64,
    /// Who sold, and its own number; nothing of one that is sealed.
    pub said: Option<(String, String)>,
    /// Its day.
    pub day: NaiveDate,
    /// Its sum, in the currency that was paid.
    pub amount: ledger::Amount,
    /// SHA-256 of its scan, in hexadecimal.
    pub digest: String,
}
