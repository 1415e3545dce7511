//! What searching and copying give back: the characters as they were typed, in the order they are read.
use crate::tools::{Paper, bare, both, document, khmer, spaced, text};
use reports::{Block, Cell, Column, Facts, Label, Language, Row, Say, Size, Table};
use words::Digits;

const KHMER: &str = "សមាជិកម្នាក់ៗត្រូវចូលរួមប្រជុំរៀងរាល់ពីរសប្តាហ៍ម្តង ហើយបង់ប្រាក់សន្សំតាមចំនួនភាគហ៊ុនដែលខ្លួនបានសន្យា។ \
     ប្រាក់កម្ចីត្រូវសងតាមកាលកំណត់ ការប្រាក់ ២,៥% ក្នុងមួយខែ គិតលើប្រាក់ដើមដែលនៅសល់ ១២.៥០០ ៛ នៅថ្ងៃ ២១/១១/២០២៦។";
const ENGLISH: &str = "Every entry in this passbook is written in front of all members at the meeting, signed by the treasurer \
     and stamped: 12,500 riel on 21/11/2026, 5 shares of $2.50, office file no. (A-17).";

const NAMES: [(&str, &str); 8] = [
    ("សុខ សុភា", "Sok Sophea"),
    ("ឈឹម ស្រីមុំ", "Chhim Sreymom"),
    ("ញ៉ែម ស៊ីណា", "Nhem Sina"),
    ("ព្រំ ច័ន្ទត្រា", "Prom Chantra"),
    ("អ៊ុំ វ៉ាន់ឌី", "Oum Vandy"),
    ("ឧក ម៉ៅ", "Ouk Mao"),
    ("ហ៊ឹម ខ្មៅ", "Him Khmao"),
    ("Đặng Thị Bé", "Đặng Thị Bé"),
];

#[test]
fn paragraphs_come_back_as_they_were_typed() {
    for size in [Size::A4, Size::A5, Size::A6] {
        let paragraphs =
            vec![text(KHMER), text(ENGLISH), Block::Small(Label::both(KHMER, ENGLISH)), Block::Heading("ប្រាក់សន្សំ".into())];
        let read = Paper::of(&document(both(), size, paragraphs)).text();
        assert_eq!(bare(&read), bare(&format!("{KHMER}{ENGLISH}{KHMER}{ENGLISH}ប្រាក់សន្សំ")));
        // English has its spaces, wherever the lines end; Khmer has them within a line.
        assert!(spaced(&read).contains(&spaced(ENGLISH)), "{read}");
        assert!(read.contains("១២.៥០០ ៛") && read.contains("២,៥%") && read.contains("២១/១១/២០២៦"), "{read}");
    }
}

#[test]
fn every_hard_word_comes_back() {
    let words: Vec<&str> = include_str!("words.txt").lines().filter(|line| !line.starts_with('#')).collect();
    let words: Vec<&str> = words.iter().filter_map(|line| line.split('\t').next()).filter(|word| !word.is_empty()).collect();
    let read = Paper::of(&document(khmer(), Size::A5, words.iter().copied().map(text).collect())).text();
    let read: Vec<&str> = read.split_whitespace().collect();
    assert_eq!(read, words);
}

/// Many texts look the same: the order of two subscripts, a letter that looks like another below a line, a vowel of two
/// parts. Each is given back as it was typed, and none as the other.
#[test]
fn texts_that_look_the_same_keep_their_characters() {
    let twins = [
        ("ស្ត្រី", "ស្រ្តី"),
        ("កណ្តាល", "កណ្ដាល"),
        ("បណ្តុះ", "បណ្ដុះ"),
        ("ឈើ", "ឈេី"),
        ("កោះ", "កេាះ"),
        ("ស\u{200b}ស", "សស"),
        ("é", "e\u{301}"),
        ("ប៉ី", "ប៊ី"),
        ("office", "of\u{200b}fice"),
    ];
    let typed: Vec<String> = twins.iter().flat_map(|(one, other)| [one.to_string(), other.to_string()]).collect();
    // Once one after the other, once the other way round: which was met first must not matter.
    for turned in [false, true] {
        let mut typed = typed.clone();
        if turned {
            typed.reverse();
        }
        let read = Paper::of(&document(khmer(), Size::A5, typed.iter().map(text).collect())).text();
        let read: Vec<&str> = read.split_whitespace().collect();
        assert_eq!(read, typed);
    }
}

#[test]
fn a_zero_width_space_and_a_hard_space_are_room_to_break() {
    let typed = "កសិករ\u{200b}ដាំ\u{200b}ស្រូវ 25\u{a0}kg និង\u{200b}ពោត";
    let read = Paper::of(&document(khmer(), Size::A5, vec![text(typed)])).text();
    assert_eq!(spaced(&read), typed.replace('\u{a0}', " "));
}

/// Each row of a table is a line: number, name, amounts, in the order of the columns, with both kinds of digits.
#[test]
fn rows_of_a_table_come_back_with_their_numbers() {
    for digits in [Digits::Khmer, Digits::Latin] {
        let say = Say::new(Language::Khmer, digits);
        let amount = |no: usize| say.number([0, 500, 12_500, 1_234_567, 999_999_999_999, -4_100, 40, 7][no]);
        let columns = vec![
            Column::number("លេខ".into()),
            Column::text("ឈ្មោះ".into()),
            Column::number("ប្រាក់សន្សំ".into()),
            Column::number("ថ្ងៃ".into()),
        ];
        let day = say.day(chrono::NaiveDate::from_ymd_opt(2026, 11, 21).unwrap());
        let row = |no: usize| vec![say.ordinal(no as i64 + 1), NAMES[no].0.to_owned(), amount(no), day.clone()];
        let rows = (0..NAMES.len()).map(|no| Row::new(row(no).into_iter().map(Cell::text).collect()));
        let table = Table::new(columns, rows.collect()).row(8.0);
        let paper = Paper::of(&document(say, Size::A4, vec![Block::Table(table)]));
        let read = paper.layout();
        let lines: Vec<String> = read.lines().map(spaced).filter(|line| !line.is_empty()).collect();
        let expected: Vec<String> = (0..NAMES.len()).map(|no| row(no).join(" ")).collect();
        assert_eq!(lines[0], "លេខ ឈ្មោះ ប្រាក់សន្សំ ថ្ងៃ");
        assert_eq!(lines[1..], expected, "{read}");
    }
}

#[test]
fn names_in_both_languages_stand_one_under_the_other() {
    let lines = NAMES.iter().map(|(khmer, latin)| (Label::both(*khmer, *latin), format!("{khmer} {latin}"))).collect();
    let read = Paper::of(&document(both(), Size::A5, vec![Block::Facts(Facts::new(lines))])).layout();
    for (khmer, latin) in NAMES {
        assert!(spaced(&read).contains(&format!("{khmer} {latin}")), "{khmer}: {read}");
        assert!(read.lines().any(|line| line.trim_start().starts_with(latin)), "{latin}: {read}");
    }
}
