//! Round trips, and that nothing else is taken for a claim or a code.
use super::bytes::{LETTERS, base32, read_base32};
use super::*;
use proptest::{collection::vec, prelude::*};

fn commodity() -> impl Strategy<Value = Commodity> {
    prop_oneof![
        Just(Commodity::KHR),
        Just(Commodity::USD),
        ("[A-Z0-9-]{1,11}", 0..=6_u8).prop_map(|(code, decimals)| Commodity::new(&code, decimals).unwrap()),
    ]
}

fn figure() -> impl Strategy<Value = Figure> {
    let number = prop_oneof![0..=9_i64, 0..=9_999_i64, 0..=i64::MAX];
    (number.clone(), number, commodity(), prop_oneof![-300_000..=300_000_i64, any::<i64>()]).prop_map(
        |(fund, account, commodity, quantity)| Figure {
            fund: FundNo(fund),
            account: AccountNo(account),
            amount: commodity.of(quantity),
        },
    )
}

fn claim() -> impl Strategy<Value = Claim> {
    (any::<bool>(), any::<u128>(), 1..=i64::MAX, 0..=i64::MAX, any::<[u8; 16]>(), vec(figure(), 0..9)).prop_filter_map(
        "figures of one place",
        |(passbook, book, party, entry, anchor, figures)| {
            let kind = if passbook { Kind::Passbook } else { Kind::Receipt };
            Claim::try_new(kind, Uuid::from_u128(book), PartyNo(party), (EntryNo(entry), Anchor(anchor)), figures).ok()
        },
    )
}

fn signed() -> impl Strategy<Value = Signed> {
    (claim(), any::<[u8; 4]>(), any::<[u8; 64]>()).prop_map(|(claim, key, signature)| Signed { claim, key: KeyId(key), signature })
}

proptest! {
    #[test]
    fn what_is_written_is_read(signed in signed()) {
        prop_assert_eq!(Claim::read(&signed.claim.bytes()), Ok(signed.claim.clone()));
        let payload = signed.payload();
        prop_assert_eq!(Signed::read(&payload), Ok(signed.clone()));
        prop_assert_eq!(Signed::read(&payload.to_lowercase()), Ok(signed));
    }

    /// A changed payload is refused, or says something else than was signed: never the same under another signature.
    #[test]
    fn a_changed_byte_is_refused_or_is_another_message(signed in signed(), at in any::<prop::sample::Index>(), by in 1..=255_u8) {
        let mut bytes = signed.bytes();
        let at = at.index(bytes.len());
        bytes[at] ^= by;
        if let Ok(read) = Signed::read(&base32(&bytes)) {
            prop_assert_eq!(read.bytes(), bytes);
            let same = Signed::message(&read.claim, read.key) == Signed::message(&signed.claim, signed.key);
            prop_assert_eq!(same, read.signature != signed.signature);
        }
    }

    #[test]
    fn no_byte_more_and_none_less(claim in claim(), more in any::<u8>()) {
        let mut bytes = claim.bytes();
        bytes.push(more);
        prop_assert!(Claim::read(&bytes).is_err());
        bytes.truncate(bytes.len() - 2);
        prop_assert!(Claim::read(&bytes).is_err());
    }

    #[test]
    fn whatever_is_read_is_spelled_the_one_way(bytes in vec(any::<u8>(), 0..80), start in 0..2_u8) {
        let bytes = [&[VERSION, start], &bytes[..]].concat();
        if let Ok(claim) = Claim::read(&bytes) {
            prop_assert_eq!(claim.bytes(), bytes);
        }
    }

    #[test]
    fn letters_and_bytes_go_both_ways(bytes in vec(any::<u8>(), 0..40), text in "[0-9A-HJKMNP-TV-Z]{0,40}") {
        prop_assert_eq!(read_base32(&base32(&bytes)), Ok(bytes));
        if let Ok(bytes) = read_base32(&text) {
            prop_assert_eq!(base32(&bytes), text);
        }
    }

    #[test]
    fn a_code_is_read_as_it_is_typed(hash in any::<[u8; 32]>()) {
        let code = Code::of(&hash);
        let shown = code.to_string();
        let khmer: String = shown
            .chars()
            .map(|c| c.to_digit(10).and_then(|digit| char::from_u32(u32::from('០') + digit)).unwrap_or(c))
            .collect();
        let typed = [code.plain(), shown.to_lowercase(), shown.replace('-', " – "), shown.replace('0', "o").replace('1', "l"), khmer];
        for typed in typed {
            prop_assert_eq!(Code::read(&typed), Ok(code), "{}", typed);
        }
    }

    #[test]
    fn one_wrong_letter_of_a_code_is_noticed(hash in any::<[u8; 32]>()) {
        let right = Code::of(&hash).plain();
        for at in 0..Code::LENGTH {
            for &letter in LETTERS {
                let mut wrong = right.clone().into_bytes();
                if wrong[at] != letter {
                    wrong[at] = letter;
                    prop_assert_eq!(Code::read(&String::from_utf8(wrong).unwrap()), Err(CodeError::Mistyped));
                }
            }
        }
    }

    #[test]
    fn two_letters_of_a_code_that_changed_places_are_noticed(hash in any::<[u8; 32]>()) {
        let right = Code::of(&hash).plain().into_bytes();
        for first in 0..right.len() {
            for second in (first + 1..right.len()).filter(|&second| right[first] != right[second]) {
                let mut wrong = right.clone();
                wrong.swap(first, second);
                prop_assert_eq!(Code::read(&String::from_utf8(wrong).unwrap()), Err(CodeError::Mistyped));
            }
        }
    }
}

#[test]
fn what_is_no_code() {
    for (typed, why) in [
        ("", CodeError::Blank),
        (" - ", CodeError::Blank),
        ("K7QF-2M9X", CodeError::Length(8)),
        ("K7QF-2M9X-P3TD-1", CodeError::Length(13)),
        ("K7QF-2M9X-P3UD", CodeError::Letter('U')),
        ("K7QF-2M9X-P3ក0", CodeError::Letter('ក')),
    ] {
        assert_eq!(Code::read(typed), Err(why), "{typed}");
    }
    assert_eq!(Code::of(&[0xff; 32]).to_string().len(), 14);
}

#[test]
fn a_claim_is_made_one_way() {
    let figure =
        |fund, account, quantity| Figure { fund: FundNo(fund), account: AccountNo(account), amount: Commodity::KHR.of(quantity) };
    let make = |party, entry, figures| {
        Claim::try_new(Kind::Passbook, Uuid::from_u128(7), PartyNo(party), (EntryNo(entry), Anchor::NOTHING), figures)
    };
    let one = make(1, 3, vec![figure(2, 3110, -1_000), figure(1, 4020, 0), figure(1, 2010, -10_000)]).unwrap();
    assert_eq!(one, make(1, 3, vec![figure(1, 2010, -10_000), figure(2, 3110, -1_000)]).unwrap());
    assert_eq!(make(1, 3, vec![figure(1, 2010, 1), figure(1, 2010, 2)]), Err(ClaimError::Twice));
    assert_eq!(make(0, 3, vec![]), Err(ClaimError::Number));
    assert_eq!(make(1, -1, vec![]), Err(ClaimError::Number));
    assert_eq!(make(1, 3, (0..201).map(|fund| figure(fund, 2010, 1)).collect()), Err(ClaimError::TooMany));
    // Two figures in riel: a passbook of savings alone fits 120 bytes, signature and all.
    let signed = Signed { claim: one, key: KeyId([0; 4]), signature: [0; 64] };
    assert_eq!((signed.bytes().len(), signed.payload().len()), (118, 189));
}

#[test]
fn other_spellings_of_a_claim_are_refused() {
    let claim = Claim::try_new(
        Kind::Receipt,
        Uuid::from_u128(7),
        PartyNo(1),
        (EntryNo(3), Anchor::NOTHING),
        vec![Figure { fund: FundNo(1), account: AccountNo(5), amount: Commodity::KHR.of(1) }],
    )
    .unwrap();
    let bytes = claim.bytes();
    let with = |at: usize, instead: &[u8]| [&bytes[..at], instead, &bytes[at + 1..]].concat();
    for (changed, why) in [
        (with(0, &[2]), Unread::Version),
        (with(1, &[2]), Unread::Garbled),
        // The member's number in two bytes, a number beyond 64 bits, no member.
        (with(18, &[129, 0]), Unread::Garbled),
        (with(18, &[255, 255, 255, 255, 255, 255, 255, 255, 255, 2]), Unread::Garbled),
        (with(18, &[0]), Unread::Garbled),
        // More figures than there are, or than may be.
        (with(36, &[2]), Unread::CutShort),
        (with(36, &[201, 1]), Unread::Garbled),
        // Riel spelled out where nothing need be said; nothing of it.
        (with(39, b"\x03KHR"), Unread::Garbled),
        (with(40, &[0]), Unread::Garbled),
    ] {
        assert_eq!(Claim::read(&changed), Err(why), "{changed:?}");
    }
}
