//! How another clerk writes a name: habits of spelling Khmer in Latin letters, and slips in writing Khmer.
use super::invented::Draw;

/// Where in a word a habit is at home.
#[derive(Clone, Copy)]
enum At {
    Anywhere,
    Start,
    End,
    /// At the end, not after this letter.
    EndNotAfter(char),
    /// Before one of these letters.
    Before(&'static str),
    /// Before any letter.
    Inside,
}

/// The usual spelling, another one seen on Cambodian papers, and where.
type Habit = (&'static str, &'static str, At);

const HABITS: &[Habit] = &[
    ("ph", "p", At::Anywhere),
    ("kh", "k", At::Anywhere),
    ("th", "t", At::Anywhere),
    ("chh", "ch", At::Anywhere),
    ("v", "w", At::Before("aeiou")),
    ("ea", "ia", At::Anywhere),
    ("eap", "iep", At::Anywhere),
    ("ea", "ear", At::Anywhere),
    ("y", "ey", At::EndNotAfter('e')),
    ("y", "i", At::EndNotAfter('e')),
    ("ey", "ei", At::Anywhere),
    ("t", "th", At::EndNotAfter('t')),
    ("th", "t", At::End),
    ("oeu", "eu", At::Anywhere),
    ("ou", "u", At::Anywhere),
    ("oun", "un", At::Anywhere),
    ("on", "orn", At::End),
    ("a", "ar", At::End),
    ("a", "ah", At::End),
    ("an", "ann", At::Before("ht")),
    ("nn", "n", At::Anywhere),
    ("ll", "l", At::Anywhere),
    ("eo", "ev", At::End),
    ("ao", "av", At::End),
    ("u", "ou", At::Start),
    ("im", "em", At::Anywhere),
    ("ie", "ea", At::Anywhere),
    ("ok", "okh", At::Inside),
    ("o", "au", At::Anywhere),
    ("uo", "ou", At::Anywhere),
    ("k", "kh", At::End),
    ("srey", "srey ", At::Start),
    ("i", "y", At::Before("nm")),
    ("ai", "ay", At::End),
    ("ay", "ai", At::End),
    ("ong", "ung", At::End),
    ("om", "um", At::End),
    ("oeu", "oeur", At::Anywhere),
    ("e", "ie", At::Before("n")),
    ("bo", "bau", At::Anywhere),
];

/// Signs that are forgotten: those that only shift a consonant's row, shorten a vowel or silence a letter.
const FORGOTTEN: &str = "៉៊់័៍";
/// Vowels that are forgotten in haste.
const HURRIED: &str = "ាិីឹុូួំ";
/// Letters that are taken for each other.
const TAKEN: [[char; 2]; 9] =
    [['ន', 'ណ'], ['រ', 'ល'], ['ត', 'ដ'], ['ទ', 'ធ'], ['ិ', 'ី'], ['ុ', 'ូ'], ['ថ', 'ធ'], ['ឡ', 'ល'], ['ព', 'ភ']];

/// A Latin name as somebody else may spell it: by one habit, seldom by two.
pub fn respelt(draw: &mut Draw, name: &str) -> String {
    let mut word = name.to_lowercase();
    let mut left: Vec<Habit> = HABITS.to_vec();
    for _ in 0..draw.weighted(&[(1, 3), (2, 1)]) {
        let can: Vec<usize> = (0..left.len()).filter(|at| once(&word, left[*at]).is_some()).collect();
        if !can.is_empty() {
            let habit = left.remove(*draw.pick(&can));
            word = once(&word, habit).unwrap_or(word);
        }
    }
    word.split(' ').map(capital).collect::<Vec<_>>().join(" ").trim().to_owned()
}

fn once(word: &str, (from, to, at): Habit) -> Option<String> {
    let fits = |found: usize| {
        let (before, after) = (&word[..found], &word[found + from.len()..]);
        match at {
            At::Anywhere => true,
            At::Start => found == 0,
            At::End => after.is_empty(),
            At::EndNotAfter(letter) => after.is_empty() && !before.ends_with(letter),
            At::Before(letters) => after.starts_with(|next| letters.contains(next)),
            At::Inside => !after.is_empty(),
        }
    };
    let (found, _) = word.match_indices(from).find(|(found, _)| fits(*found))?;
    Some(format!("{}{to}{}", &word[..found], &word[found + from.len()..]))
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}

/// A Khmer name with one slip of the pen; `None` where none suggests itself.
pub fn slipped(draw: &mut Draw, name: &str) -> Option<String> {
    let letters: Vec<char> = name.chars().collect();
    let mut ways = Vec::new();
    for (at, letter) in letters.iter().enumerate() {
        if FORGOTTEN.contains(*letter) || HURRIED.contains(*letter) && letters.len() > 2 {
            ways.push(letters.iter().enumerate().filter(|(nth, _)| *nth != at).map(|(_, letter)| *letter).collect());
        }
        for pair in TAKEN.iter().filter(|pair| pair.contains(letter)) {
            let mut other = letters.clone();
            other[at] = if pair[0] == *letter { pair[1] } else { pair[0] };
            ways.push(other.into_iter().collect());
        }
    }
    (!ways.is_empty()).then(|| draw.pick::<String>(&ways).clone())
}
