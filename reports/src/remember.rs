//! What was worked out of a text, so that it is worked out once: a group's papers say the same words again and again.
use std::collections::HashMap;

/// How many texts a generation remembers: what is kept is bounded, so that a long run stays flat.
const REMEMBERED: usize = 1_000;

/// Texts and what became of them, in two generations: what was not asked for during a whole one is forgotten, what is
/// said on every paper stays.
pub(crate) struct Remembered<V> {
    young: HashMap<Box<str>, V>,
    old: HashMap<Box<str>, V>,
}

impl<V> Default for Remembered<V> {
    fn default() -> Remembered<V> {
        Remembered { young: HashMap::new(), old: HashMap::new() }
    }
}

impl<V: Clone> Remembered<V> {
    /// What became of a text; made where it is not known.
    pub(crate) fn get(&mut self, text: &str, make: impl FnOnce(&str) -> V) -> V {
        if let Some(known) = self.young.get(text) {
            return known.clone();
        }
        let (key, value) = self.old.remove_entry(text).unwrap_or_else(|| (text.into(), make(text)));
        if self.young.len() >= REMEMBERED {
            self.old = std::mem::take(&mut self.young);
        }
        self.young.insert(key, value.clone());
        value
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_again_stays_and_the_rest_is_forgotten() {
        let mut remembered = Remembered::default();
        let mut made = 0;
        for number in 0..5 * REMEMBERED {
            remembered.get(&number.to_string(), |_| ());
            remembered.get("on every paper", |_| made += 1);
            assert!(remembered.young.len() + remembered.old.len() <= 2 * REMEMBERED);
        }
        assert_eq!(made, 1);
        remembered.get("0", |_| made += 1);
        assert_eq!(made, 2);
    }
}
