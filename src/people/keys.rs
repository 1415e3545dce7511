//! Matching people of several partners without exporting a name: each installation makes keys from what it knows of its
//! people with a secret that both share, and compares.
//!
//! A key says nothing to who does not have the secret. Who has it can try names; so a file of keys goes from office to
//! office like a list of names would, and the secret another way. Equal keys are a hint, looked at by somebody: nothing is
//! merged by them.
use super::store::PersonRow;
use domain::people::sound::sound;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use uuid::Uuid;

/// The shortest secret: sixteen bytes cannot be guessed.
pub const SECRET_LEAST: usize = 16;

/// The key of a person; `None` where a part of it is not known: without sex, year, village and both names, too many would
/// share one.
pub fn key(secret: &[u8], person: &PersonRow) -> Option<String> {
    let (sex, year) = (person.sex.as_deref()?, person.birth_year?);
    let heard = |khmer: &str, latin: &str| sound(if latin.is_empty() { khmer } else { latin });
    let family = heard(&person.family_name_km, &person.family_name_latin);
    let given = heard(&person.given_name_km, &person.given_name_latin);
    if person.village_code.is_empty() || family.is_empty() || given.is_empty() {
        return None;
    }
    // Which name is the family's is mixed up often enough.
    let (first, second) = if family <= given { (&family, &given) } else { (&given, &family) };
    let text = format!("sansom-person-1|{year}|{sex}|{}|{first}|{second}", person.village_code);
    Some(hmac(secret, text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect())
}

/// Our own ids that bear a key of another's list, with the other's ids; by our id.
pub fn matched(own: &[(Uuid, String)], others: &[(String, String)]) -> Vec<(Uuid, String)> {
    let mut of: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (id, key) in others {
        of.entry(key).or_default().push(id);
    }
    let found = own.iter().flat_map(|(id, key)| of.get(key.as_str()).into_iter().flatten().map(|other| (*id, (*other).to_owned())));
    let mut found: Vec<(Uuid, String)> = found.collect();
    found.sort();
    found
}

/// HMAC-SHA-256 (RFC 2104).
fn hmac(secret: &[u8], message: &[u8]) -> [u8; 32] {
    const BLOCK: usize = 64;
    let mut key = [0_u8; BLOCK];
    if secret.len() > BLOCK {
        key[..32].copy_from_slice(&Sha256::digest(secret));
    } else {
        key[..secret.len()].copy_from_slice(secret);
    }
    let padded = |pad: u8| key.map(|byte| byte ^ pad);
    let inner = Sha256::new().chain_update(padded(0x36)).chain_update(message).finalize();
    Sha256::new().chain_update(padded(0x5c)).chain_update(inner).finalize().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_the_standard_says() {
        let hex = |bytes: [u8; 32]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
        // RFC 4231, cases 1, 2 and 6.
        assert_eq!(hex(hmac(&[0x0b; 20], b"Hi There")), "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
        let second = hmac(b"Jefe", b"what do ya want for nothing?");
        assert_eq!(hex(second), "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
        let sixth = hmac(&[0xaa; 131], b"Test Using Larger Than Block-Size Key - Hash Key First");
        assert_eq!(hex(sixth), "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
    }

    fn person(names: [&str; 4]) -> PersonRow {
        let [family_km, given_km, family_latin, given_latin] = names.map(str::to_owned);
        PersonRow {
            id: Uuid::from_u128(1),
            organisation_id: Uuid::nil(),
            organisation: String::new(),
            family_name_km: family_km,
            given_name_km: given_km,
            family_name_latin: family_latin,
            given_name_latin: given_latin,
            sex: Some("female".into()),
            birth_year: Some(1984),
            id_poor: None,
            phone: String::new(),
            village_code: "03010203".into(),
            household_id: None,
            same_as: None,
        }
    }

    #[test]
    fn the_same_woman_in_two_offices() {
        let secret = b"two oxen and a cart";
        let ours = key(secret, &person(["សុខ", "សុភាព", "", ""])).unwrap();
        assert_eq!(key(secret, &person(["", "", "Sok", "Sopheap"])), Some(ours.clone()));
        assert_eq!(key(secret, &person(["", "", "Sopheap", "Sok"])), Some(ours.clone()));
        assert_ne!(key(b"another secret, of ours", &person(["", "", "Sok", "Sopheap"])), Some(ours.clone()));
        assert_ne!(key(secret, &person(["", "", "Chea", "Sopheap"])), Some(ours.clone()));
        assert_eq!(key(secret, &PersonRow { birth_year: None, ..person(["", "", "Sok", "Sopheap"]) }), None);
        let own = [(Uuid::from_u128(7), ours.clone()), (Uuid::from_u128(8), "x".into())];
        assert_eq!(matched(&own, &[("A-1".into(), ours), ("A-2".into(), "y".into())]), [(Uuid::from_u128(7), "A-1".into())]);
    }
}
