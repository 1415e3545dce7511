//! Any texts in any table on any page: every one is there, on the paper, and none lies on another.
use crate::judge::{lost, misplaced};
use proptest::prelude::*;
use reports::{Block, Cell, Column, Facts, Label, Language, Row, RowKind, Say, Signatures, Size, Story, Table, Weight, Width};
use words::Digits;

/// A text of pieces from everywhere, with and without spaces.
fn texts() -> impl Strategy<Value = String> {
    let one_of = |pieces: &'static [&'static str]| prop::sample::select(pieces).prop_map(str::to_owned);
    let piece = prop_oneof![
        6 => one_of(&["ស្រ្តី", "ព្រះ", "ខ្មែរ", "ប្រាក់សន្សំ", "ហេរញ្ញិក", "ម្តងៗ។", "១២.៥០០៛", "២១/១១/២០២៦"]),
        6 => one_of(&["Sok", "Sophea,", "office", "W", "12,500", "999,999,999,999", "(A-17)", "Nguyễn", "https://a.example/b?c"]),
        1 => one_of(&["漢字", "😀", "🧑🏿\u{200d}🌾", "ไทย", "مريم", "שלום", "\u{17d2}", "\u{17b6}", "e\u{301}\u{323}"]),
        1 => one_of(&["\u{200b}", "\u{200e}", "\u{ad}", "\u{a0}", "\n", "\u{7}", "\u{2028}", "-", "/", "…"]),
        5 => Just(" ".to_owned()),
        1 => any::<char>().prop_map(String::from),
    ];
    prop::collection::vec(piece, 0..14).prop_map(|pieces| pieces.concat())
}

fn labels() -> impl Strategy<Value = Label> {
    (texts(), prop::option::of(texts())).prop_map(|(main, beside)| Label::both(main, beside.unwrap_or_default()))
}

fn cells() -> impl Strategy<Value = Cell> {
    prop_oneof![
        4 => texts().prop_map(Cell::text),
        1 => texts().prop_map(Cell::strong),
        2 => labels().prop_map(Cell::Label),
        1 => (texts(), texts()).prop_map(|(main, under)| Cell::Under(main, under)),
        1 => (texts(), texts()).prop_map(|(came, then)| Cell::Over(came, then)),
        1 => (0_i64..1_000_000_000_000).prop_map(|number| Cell::Hint(number.to_string())),
        1 => Just(Cell::Dots),
        1 => (0_u32..6).prop_map(|on| Cell::Stamps(on, 5)),
    ]
}

fn tables() -> impl Strategy<Value = Table> {
    let column = (labels(), prop_oneof![Just(Width::Fit), Just(Width::Share(1.0)), (5.0_f32..30.0).prop_map(Width::Fixed)]);
    let column = column.prop_map(|(head, width)| Column { width, ..Column::number(head) });
    (prop::collection::vec(column, 1..9), 0_usize..10).prop_flat_map(|(columns, rows)| {
        let kind = prop_oneof![6 => Just(RowKind::Plain), 1 => Just(RowKind::Sum), 1 => Just(RowKind::Marked)];
        let row = (prop::collection::vec(cells(), columns.len()), kind).prop_map(|(cells, kind)| Row { cells, kind });
        let row = prop_oneof![8 => row, 1 => labels().prop_map(Row::section)];
        prop::collection::vec(row, rows).prop_map(move |rows| Table::new(columns.clone(), rows))
    })
}

fn blocks() -> impl Strategy<Value = Block> {
    prop_oneof![
        3 => tables().prop_map(Block::Table),
        2 => labels().prop_map(Block::Text),
        1 => labels().prop_map(Block::Small),
        1 => labels().prop_map(Block::Title),
        1 => labels().prop_map(|label| Block::Numbered("1".into(), label)),
        1 => prop::collection::vec((labels(), texts()), 1..5).prop_map(|lines| Block::Facts(Facts::new(lines))),
        1 => prop::collection::vec((labels(), texts()), 1..5).prop_map(|people| Block::Signatures(Signatures { people, thumbs: true })),
        1 => prop::collection::vec(labels().prop_map(Block::Text), 1..4).prop_map(Block::Together),
        1 => (labels(), labels()).prop_map(|(one, other)| {
            Block::Beside(vec![(1.0, vec![Block::Text(one)]), (2.0, vec![Block::Text(other)])])
        }),
    ]
}

/// What a block has to show.
fn typed(block: &Block, out: &mut Vec<String>) {
    let label = |label: &Label, out: &mut Vec<String>| out.extend([label.main.clone(), label.beside.clone().unwrap_or_default()]);
    match block {
        Block::Text(text) | Block::Small(text) | Block::Title(text) => label(text, out),
        Block::Numbered(number, text) => {
            out.push(number.clone());
            label(text, out);
        }
        Block::Facts(Facts { lines: named }) | Block::Signatures(Signatures { people: named, .. }) => {
            for (name, text) in named {
                label(name, out);
                out.push(text.clone());
            }
        }
        Block::Together(blocks) => blocks.iter().for_each(|block| typed(block, out)),
        Block::Beside(columns) => columns.iter().flat_map(|(_, blocks)| blocks).for_each(|block| typed(block, out)),
        Block::Table(table) => {
            table.columns.iter().for_each(|column| label(&column.head, out));
            for cell in table.rows.iter().flat_map(|row| &row.cells) {
                match cell {
                    Cell::Text(text) | Cell::Strong(text) | Cell::Hint(text) => out.push(text.clone()),
                    Cell::Label(text) => label(text, out),
                    Cell::Under(one, other) | Cell::Over(one, other) => out.extend([one.clone(), other.clone()]),
                    _ => {}
                }
            }
        }
        _ => {}
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 120, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn every_text_is_on_the_paper_in_a_place_of_its_own(
        blocks in prop::collection::vec(blocks(), 1..6),
        (head, foot) in (texts(), texts()),
        size in prop::sample::select(vec![Size::A4, Size::A4_ACROSS, Size::A5, Size::A6]),
    ) {
        let mut story = Story::new("Paper", Say::new(Language::Both, Digits::Khmer), size).head(head.clone(), "SP-KC-01").foot(foot.clone());
        blocks.iter().for_each(|block| { story.add(block.clone()); });
        let document = story.finish();
        let wrong = misplaced(&document);
        prop_assert!(wrong.is_empty(), "{wrong:#?}");
        let mut expected = vec![head, foot];
        blocks.iter().for_each(|block| typed(block, &mut expected));
        // A character that no font has is shown by its number, one that is not to be seen is not.
        let shown: String = expected.iter().map(|text| reports::shape(text, Weight::Regular).text().to_owned()).collect();
        prop_assert_eq!(lost(&document, &shown), Vec::<char>::new());
        prop_assert!(!reports::write(&document).is_empty());
    }
}
