//! Amounts in words, as vouchers write them beside the figures: a figure is easily changed, a sentence is not.
use crate::{Language, Words};

/// What is counted in one word, the largest first: Khmer has words for ten and a hundred thousand, English counts on in
/// thousands of thousands.
const KHMER: [i64; 5] = [1_000_000, 100_000, 10_000, 1_000, 100];
const ENGLISH: [i64; 7] =
    [1_000_000_000_000_000_000, 1_000_000_000_000_000, 1_000_000_000_000, 1_000_000_000, 1_000_000, 1_000, 100];

impl Words {
    /// A quantity of money in words, in whole units and, where there are any, their hundredths: `one hundred twenty US
    /// dollars and five cents only`. Nothing where the commodity has no name in words, or the quantity is below nothing.
    pub fn spelled(self, quantity: i64, decimals: u8, commodity: &str) -> String {
        let currency = commodity.to_lowercase();
        let unit = 10_i64.checked_pow(decimals.into()).unwrap_or(i64::MAX);
        if quantity < 0 || !self.has(&format!("spelled-{currency}")) {
            return String::new();
        }
        let counted = |count: i64, key: &str| {
            let one = format!("{key}-one");
            let key = if count == 1 && self.has(&one) { one } else { key.to_owned() };
            self.with(&key, &[("count", self.spelled_number(count).into())])
        };
        let (whole, part) = (quantity / unit, quantity % unit);
        let amount = match (whole, part) {
            (whole, 0) => counted(whole, &format!("spelled-{currency}")),
            (0, part) => counted(part, &format!("spelled-{currency}-part")),
            (whole, part) => {
                let (whole, part) =
                    (counted(whole, &format!("spelled-{currency}")), counted(part, &format!("spelled-{currency}-part")));
                self.with("spelled-and", &[("whole", whole.into()), ("part", part.into())])
            }
        };
        self.with("spelled-only", &[("amount", amount.into())])
    }

    /// A number from nothing up, in words.
    fn spelled_number(self, number: i64) -> String {
        let scales: &[i64] = if self.language == Language::Khmer { &KHMER } else { &ENGLISH };
        let joined = |first: String, second: i64, by: &str| {
            if second == 0 { first } else { format!("{first}{}{}", self.say(by), self.spelled_number(second)) }
        };
        if let Some(scale) = scales.iter().find(|scale| number >= **scale) {
            let first = format!(
                "{}{}{}",
                self.spelled_number(number / scale),
                self.say("spelled-space"),
                self.say(&format!("spelled-{scale}"))
            );
            return joined(first, number % scale, "spelled-space");
        }
        match number {
            ..=20 => self.say(&format!("spelled-{number}")).into_owned(),
            _ => joined(self.say(&format!("spelled-{}", number / 10 * 10)).into_owned(), number % 10, "spelled-hyphen"),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::{Language, Words};

    #[test]
    fn an_amount_is_one_sentence() {
        let (english, khmer) = (Words::new(Language::English), Words::new(Language::Khmer));
        for (quantity, decimals, code, en, km) in [
            (0, 0, "KHR", "zero riel only", "សូន្យរៀលគត់"),
            (12_005, 2, "USD", "one hundred twenty US dollars and five cents only", "មួយរយម្ភៃដុល្លារអាមេរិក និងប្រាំសេនគត់"),
            (100, 2, "USD", "one US dollar only", "មួយដុល្លារអាមេរិកគត់"),
            (1, 2, "USD", "one cent only", "មួយសេនគត់"),
            (
                12_345_678,
                0,
                "KHR",
                "twelve million three hundred forty-five thousand six hundred seventy-eight riel only",
                "ដប់ពីរលានបីសែនបួនម៉ឺនប្រាំពាន់ប្រាំមួយរយចិតសិបប្រាំបីរៀលគត់",
            ),
            (2_000_000_000, 0, "KHR", "two billion riel only", "ពីរពាន់លានរៀលគត់"),
            (21, 0, "KHR", "twenty-one riel only", "ម្ភៃមួយរៀលគត់"),
        ] {
            assert_eq!(english.spelled(quantity, decimals, code), en);
            assert_eq!(khmer.spelled(quantity, decimals, code), km);
        }
        assert!(english.spelled(-1, 0, "KHR").is_empty() && english.spelled(1, 3, "PADDY").is_empty());
        for words in [english, khmer] {
            for quantity in [i64::MAX, 999_999_999_999, 1_000_001, 10_010, 101, 19, 20, 99] {
                assert!(!words.spelled(quantity, 0, "KHR").contains('['), "{quantity}: a word is missing");
            }
        }
    }
}
