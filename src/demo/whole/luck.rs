//! What looks like chance in the demo and is the same on every day: numbers that follow from a word.

/// A row of numbers that follows from a word.
pub struct Luck(u64);

impl Luck {
    /// The row of a word: a group's code, a farmer's number.
    pub fn of(word: &str) -> Luck {
        // FNV-1a.
        Luck(word.bytes().fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)))
    }

    /// The next number, 0 or more and below `end`, which is above 0.
    pub fn below(&mut self, end: i64) -> i64 {
        // Splitmix64.
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        i64::try_from((mixed ^ (mixed >> 31)) % end.unsigned_abs()).unwrap_or(0)
    }

    /// One of several.
    pub fn of_these<'a, T>(&mut self, these: &'a [T]) -> &'a T {
        let at = self.below(these.len() as i64);
        &these[usize::try_from(at).unwrap_or(0)]
    }

    /// True in so many of a hundred.
    pub fn percent(&mut self, percent: i64) -> bool {
        self.below(100) < percent
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_word_gives_the_same_row() {
        let row = |word: &str| {
            let mut luck = Luck::of(word);
            (0..20).map(|_| luck.below(1_000)).collect::<Vec<_>>()
        };
        assert_eq!(row("SP-KC-02"), row("SP-KC-02"));
        assert_ne!(row("SP-KC-02"), row("SP-KC-03"));
        assert!(row("SP-KC-02").iter().all(|number| (0..1_000).contains(number)));
    }
}
