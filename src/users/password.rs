//! Passwords: argon2id at the floor OWASP gives (19 MiB, two passes), a short list of what is refused, and tokens.
use argon2::{
    Algorithm, Argon2, Params, Version,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};

/// The shortest password, in characters of any script.
pub const SHORTEST: usize = 8;
/// The longest, in bytes: enough for a long sentence in Khmer, and no burden to hash.
pub const LONGEST: usize = 1_000;

/// Why a password was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PasswordRefusal {
    /// Fewer than eight characters.
    TooShort,
    /// More than a thousand bytes.
    TooLong,
    /// Among the first that anybody would try.
    Common,
}

/// Checks a password that somebody chose. No rule about kinds of characters: length and surprise are what count.
pub fn check(password: &str, login: &str) -> Result<(), PasswordRefusal> {
    let plain: String = password.chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_lowercase();
    let core = plain.trim_end_matches(|c: char| c.is_ascii_digit());
    if password.chars().count() < SHORTEST {
        Err(PasswordRefusal::TooShort)
    } else if password.len() > LONGEST {
        Err(PasswordRefusal::TooLong)
    } else if COMMON.contains(&plain.as_str()) || COMMON.contains(&core) || plain == login || core == login || monotone(&plain) {
        Err(PasswordRefusal::Common)
    } else {
        Ok(())
    }
}

/// One character over and over, or a run of neighbours: 11111111, 12345678, 87654321, abcdefgh.
fn monotone(text: &str) -> bool {
    let codes: Vec<i64> = text.chars().map(|c| i64::from(u32::from(c))).collect();
    let steps: Vec<i64> = codes.windows(2).map(|pair| pair[1] - pair[0]).collect();
    !steps.is_empty() && (-1..=1).any(|step| steps.iter().all(|&s| s == step))
}

/// The words that lists of leaked passwords begin with, and those of this place; digits after them change nothing.
const COMMON: &[&str] = &[
    "password",
    "passw0rd",
    "qwerty",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "iloveyou",
    "welcome",
    "letmein",
    "admin",
    "administrator",
    "abc",
    "football",
    "monkey",
    "dragon",
    "sunshine",
    "princess",
    "superman",
    "trustno",
    "master",
    "sansom",
    "cambodia",
    "kampuchea",
    "phnompenh",
    "angkor",
    "angkorwat",
    "khmer",
    "savings",
    "treasurer",
    "riel",
    "12345678",
    "123456789",
    "1234567890",
    "11223344",
    "12341234",
    "123123123",
    "87654321",
    "1q2w3e4r",
    "1qaz2wsx",
];

fn argon() -> Argon2<'static> {
    Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::new(19_456, 2, 1, None).expect("parameters within argon2's bounds"))
}

/// Hashes a password with a salt of its own. Costly: some 50 ms and 19 MiB.
pub fn hash(password: &str) -> String {
    argon().hash_password(password.as_bytes()).expect("argon2 hashes any bytes of this length").to_string()
}

/// Whether a password is the hashed one. As costly.
pub fn verify(password: &str, hashed: &str) -> bool {
    PasswordHash::new(hashed).is_ok_and(|hashed| argon().verify_password(password.as_bytes(), &hashed).is_ok())
}

/// The hash of nothing anybody knows: verified against when there is no such user, so that both take the same time.
pub fn decoy() -> &'static str {
    static DECOY: std::sync::LazyLock<String> = std::sync::LazyLock::new(|| hash(&token()));
    &DECOY
}

/// 256 random bits, as 64 hexadecimal characters.
pub fn token() -> String {
    let mut random = [0; 32];
    getrandom::fill(&mut random).expect("the system gives random bytes");
    random.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A password to be written on a slip and changed at the first sign-in: twelve characters that are not mistaken for
/// each other, 58 bits.
pub fn slip() -> String {
    const LETTERS: &[u8] = b"abcdefghjkmnpqrstvwxyz23456789";
    let mut text = String::new();
    while text.len() < 14 {
        let mut byte = [0];
        getrandom::fill(&mut byte).expect("the system gives random bytes");
        // Bytes beyond the last whole multiple would favour the first letters.
        if usize::from(byte[0]) < 256 - 256 % LETTERS.len() {
            text.push(char::from(LETTERS[usize::from(byte[0]) % LETTERS.len()]));
            if matches!(text.len(), 4 | 9) {
                text.push('-');
            }
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashed_and_verified() {
        let hashed = hash("ទន្លេសាប coffee 7");
        assert!(hashed.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        assert!(verify("ទន្លេសាប coffee 7", &hashed));
        assert!(!verify("ទន្លេសាប coffee 8", &hashed));
        assert!(!verify("x", "not a hash"));
    }

    #[test]
    fn chosen() {
        for (password, expected) in [
            ("short", Err(PasswordRefusal::TooShort)),
            ("ទន្លេ", Err(PasswordRefusal::TooShort)),
            ("Password2026", Err(PasswordRefusal::Common)),
            ("treasurer-1", Err(PasswordRefusal::Common)),
            ("23456789", Err(PasswordRefusal::Common)),
            ("aaaaaaaaaa", Err(PasswordRefusal::Common)),
            ("sok.dara", Err(PasswordRefusal::Common)),
            ("three cows and a mill", Ok(())),
            ("ស្រូវបីបាវនៅក្រោមផ្ទះ", Ok(())),
        ] {
            assert_eq!(check(password, "sokdara"), expected, "{password}");
        }
        assert_eq!(check(&"x y".repeat(500), "a"), Err(PasswordRefusal::TooLong));
        assert_eq!(check(&slip(), "a"), Ok(()));
    }
}
