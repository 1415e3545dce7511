//! What villages really write: names of eighty letters, characters from anywhere, sums of twelve digits, no meetings or
//! three thousand. All of it stands on the paper, in its place.
use crate::{
    judge::judge,
    tools::{Paper, bare, both, document, english, khmer, text},
};
use reports::{Block, Cell, Chart, Column, Facts, Item, Label, Row, Say, Seal, Series, Signatures, Size, Story, Table};

const SIZES: [Size; 3] = [Size::A4, Size::A5, Size::A6];

/// Names of eighty letters, with and without a place to break.
fn long_names() -> [String; 4] {
    let cut = |text: String| text.chars().take(80).collect::<String>();
    [
        cut("ស្រីមុំច័ន្ទត្រាសុភាព្រះខ្មែរ".repeat(4)),
        cut("W".repeat(80)),
        cut("Hubertblaineswolfeschlegelsteinhausenbergerdorff".repeat(2)),
        cut("ឈឹម ស្រីមុំ Chhim Sreymom ".repeat(4)),
    ]
}

fn square(says: &str) -> Block {
    let address = format!("https://sansom.example/verify/{}", "K7QF2M9XP3TD".repeat(15));
    Block::Seal(Seal { address, code: "K7QF-2M9X-P3TD".into(), says: vec![says.into()] })
}

/// Every kind of block with a name in it, and all that was typed.
fn everywhere(say: Say, size: Size, name: &str) -> (reports::Document, String) {
    let label = || Label::both(name, format!("{name}x"));
    let facts = || Block::Facts(Facts::new(vec![(label(), name.to_owned()), ("a".into(), name.to_owned())]));
    let columns =
        vec![Column::number("No.".into()), Column::text(label()), Column::number("Paid".into()), Column::hand(label(), 20.0)];
    let cells = vec![
        vec![Cell::text("1"), Cell::Label(label()), Cell::text("12,500"), Cell::Blank],
        vec![Cell::text("2"), Cell::Under(name.to_owned(), name.to_owned()), Cell::strong("500"), Cell::Dots],
        vec![Cell::text("3"), Cell::strong(name), Cell::text("0"), Cell::Hint(say.number(123_456_789_012))],
    ];
    let mut rows: Vec<Row> = cells.into_iter().map(Row::new).collect();
    rows.push(Row::section(label()));
    rows.push(Row::sum(vec![Cell::Blank, Cell::Label(label()), Cell::text("13,000")]));
    let people = vec![(label(), name.to_owned()), ("Chair".into(), name.to_owned())];
    let mut story = Story::new(name, say, size).head(name, name).foot(name);
    story.add(Block::Title(label())).add(Block::Heading(label())).add(text(name)).add(Block::Small(label()));
    story.add(Block::Numbered("1".into(), label())).add(facts()).add(Block::Table(Table::new(columns, rows)));
    story.add(Block::Signatures(Signatures { people, thumbs: true })).add(square(name));
    story.add(Block::Beside(vec![(1.0, vec![facts()]), (2.0, vec![text(name)])]));
    (story.finish(), name.repeat(24))
}

#[test]
fn a_chart_has_long_names_or_many_short_ones() {
    for name in long_names() {
        let chart = |groups: usize| Chart {
            title: name.as_str().into(),
            groups: (0..groups).map(|no| if groups < 5 { name.clone() } else { khmer().ordinal(no as i64) }).collect(),
            series: ["a", &name].map(|name| Series { name: name.into(), values: vec![1, -1, i64::MAX] }).into(),
            most: khmer().number(123_456_789_012),
        };
        for size in SIZES {
            for (groups, typed) in [(0, 2), (3, 5), (52, 2), (1_000, 2)] {
                judge(&document(khmer(), size, vec![Block::Chart(chart(groups))]), &name.repeat(typed));
            }
        }
    }
}

#[test]
fn names_of_eighty_letters_stand_everywhere() {
    for name in long_names() {
        for size in SIZES {
            for say in [khmer(), english(), both()] {
                let (document, typed) = everywhere(say, size, &name);
                judge(&document, &typed);
            }
        }
    }
}

#[test]
fn characters_that_no_font_has_are_written_by_number_and_reported() {
    let typed = "សុខ漢字សុភា 🧑🏿\u{200d}🌾 name \u{e000} \u{10ffff} ᠮᠣᠩ \u{1780}\u{17fa}";
    for size in SIZES {
        let document = document(khmer(), size, vec![text(typed), Block::Facts(Facts::new(vec![(typed.into(), typed.into())]))]);
        let undrawn: Vec<char> = document.undrawn().into_iter().collect();
        for c in ['漢', '字', '🧑', '🏿', '🌾', '\u{e000}', '\u{10ffff}', '\u{17fa}'] {
            assert!(undrawn.contains(&c), "{c:?} is not reported: {undrawn:?}");
            assert!(bare(&Paper::of(&document).text()).contains(&format!("[U+{:04X}]", c as u32)), "{c:?}");
        }
        judge(&document, "សុខសុភាname[U+6F22]");
    }
}

#[test]
fn characters_of_other_scripts_are_drawn_by_another_font() {
    for typed in ["ไทยภาษา", "ລາວ", "Ελληνικά", "Москва", "Việt Nam", "½ € ₭ ฿ ៛", "😀 ✓ ☎", "e\u{301}a\u{323}\u{302}", "ក\u{301}"]
    {
        let document = document(khmer(), Size::A5, vec![text(typed)]);
        assert!(document.undrawn().is_empty(), "{typed}: {:?}", document.undrawn());
        judge(&document, typed);
        assert_eq!(bare(&Paper::of(&document).text()), bare(typed));
    }
}

/// Khmer that nobody would write: signs without a letter, subscripts of nothing, every character of the script alone.
#[test]
fn broken_khmer_is_drawn_and_comes_back() {
    // The two vowels that are never seen (U+17B4, U+17B5) are not: alone they leave nothing to copy.
    let letters = ('\u{1780}'..='\u{17b3}')
        .chain('\u{17b6}'..='\u{17ff}')
        .chain('\u{19e0}'..='\u{19ff}')
        .filter(|c| reports::shape(&c.to_string(), reports::Weight::Regular).undrawn().next().is_none());
    let letters: Vec<String> = letters.map(|c| c.to_string()).collect();
    assert!(letters.len() > 110);
    let mut broken = vec!["\u{17d2}".to_owned(), "ក\u{17d2}".into(), "\u{17d2}ក".into(), "ក\u{17d2}\u{17d2}ក".into(), "េ".into()];
    broken.extend(["ក\u{17b6}\u{17b6}\u{17b6}\u{17b6}".into(), "ក".to_owned() + &"\u{17d2}ត".repeat(20), "ា្រើំះ៎".into()]);
    broken.extend(letters);
    let read = Paper::of(&document(khmer(), Size::A4, broken.iter().map(text).collect())).text();
    assert_eq!(bare(&read), broken.concat());
}

/// Characters that are not to be seen: controls, marks of direction, joiners. They are no box and no number, and what
/// stands beside them comes back.
#[test]
fn characters_without_a_picture_do_no_harm() {
    let unseen = [
        "\u{0}", "\u{7}", "\t", "\r\n", "\u{85}", "\u{ad}", "\u{34f}", "\u{200b}", "\u{200c}", "\u{200d}", "\u{200e}", "\u{200f}",
        "\u{202e}", "\u{2028}", "\u{2060}", "\u{2066}", "\u{feff}", "\u{fe0f}", "\u{61c}", "\u{180e}",
    ];
    for unseen in unseen {
        for name in ["សុខសុភា", "Sok", "مريم", "😀"] {
            // Before, between, behind, and in a place so narrow that each letter is a line.
            let typed = format!("{unseen}{name}{unseen}{name}{unseen}{unseen}");
            let columns = vec![Column::hand("".into(), 9.0), Column::text("".into())];
            let row = Row::new(vec![Cell::text(&typed), Cell::text(&typed)]);
            let document = document(khmer(), Size::A6, vec![text(&typed), Block::Table(Table::new(columns, vec![row]))]);
            assert!(document.undrawn().is_empty(), "{unseen:?} {:?}", document.undrawn());
            judge(&document, &name.repeat(6));
        }
    }
}

#[test]
fn texts_from_right_to_left_are_kept() {
    let typed = "محمد بن عبد الله שלום עולם محمد";
    for size in SIZES {
        let long = typed.replace(' ', "");
        let columns = vec![Column::text("".into()), Column::number("".into()), Column::hand("".into(), 12.0)];
        let row = Row::new(vec![Cell::text(&long), Cell::text("12,500"), Cell::text(typed)]);
        let document =
            document(both(), size, vec![text(typed), text(long.repeat(3)), Block::Table(Table::new(columns, vec![row]))]);
        assert!(document.undrawn().is_empty());
        judge(&document, &long.repeat(6));
    }
    let read = Paper::of(&document(english(), Size::A4, vec![text("محمد")])).text();
    assert!(read.contains("محمد"), "{read}");
}

/// A number stands on one line, whole, also where the table must be set smaller for it.
#[test]
fn amounts_of_twelve_digits_are_not_broken() {
    for (size, columns) in [(Size::A6, 4), (Size::A5, 6), (Size::A4, 9)] {
        let amounts: Vec<String> = (0..columns).map(|at| khmer().number(-999_999_999_999 + at)).collect();
        let named = std::iter::once(Cell::text("សុខ សុភា"));
        let cells: Vec<Cell> = named.chain(amounts.iter().map(Cell::text)).collect();
        let under = std::iter::once(Cell::Blank).chain(amounts.iter().map(|amount| Cell::Under(amount.clone(), amount.clone())));
        let hand = amounts.iter().take(2).map(|amount| Row::new(vec![Cell::text(amount), Cell::Hint(amount.clone())]));
        let heads = std::iter::once(Column::text("ឈ្មោះ".into()));
        let heads: Vec<Column> = heads.chain((0..columns).map(|_| Column::number("សរុប".into()))).collect();
        let rows = vec![Row::new(cells.clone()), Row::sum(cells), Row::sum(under.collect())];
        let narrow = vec![Column::hand("ក".into(), 8.0), Column::hand("ខ".into(), 8.0), Column::text("ឈ្មោះ".into())];
        let tables = vec![Block::Table(Table::new(heads, rows)), Block::Table(Table::new(narrow, hand.collect()))];
        let document = document(khmer(), size, tables);
        judge(&document, &amounts.concat().repeat(4));
        let whole = document.pages.iter().flat_map(|page| &page.items).filter_map(|item| match item {
            Item::Text { text, .. } => Some(text.text().to_owned()),
            _ => None,
        });
        let whole: Vec<String> = whole.collect();
        for amount in &amounts {
            assert!(whole.iter().filter(|text| *text == amount).count() >= 4, "{amount} is broken: {whole:?}");
        }
    }
}

#[test]
fn a_table_has_no_rows_or_three_thousand() {
    for rows in [0, 1, 3_000] {
        let columns = vec![Column::number("No.".into()), Column::text("ឈ្មោះ".into()), Column::number("Paid".into())];
        let cells =
            |no: usize| vec![Cell::text(no.to_string()), Cell::text("ឈឹម ស្រីមុំ"), Cell::text(english().number(no as i64 * 500))];
        let table = Table::new(columns, (1..=rows).map(|no| Row::new(cells(no))).collect());
        let document = document(english(), Size::A4, vec![Block::Table(table)]);
        let typed: String = (1..=rows).map(|no| format!("{no}ឈឹមស្រីមុំ{}", english().number(no as i64 * 500))).collect();
        judge(&document, &typed);
        // Each page has the head.
        let read = Paper::of(&document).text();
        assert_eq!(read.matches("Paid").count(), document.pages.len());
    }
}

#[test]
fn a_table_wider_than_the_page_is_set_small_and_broken() {
    for size in SIZES {
        for columns in [12, 24, 40] {
            let heads = (0..columns).map(|at| Column::short(Label::from(format!("ភាគហ៊ុន{at}")))).collect();
            let cells = |no: usize| (0..columns).map(|at| Cell::text(format!("{no}{at}500"))).collect();
            let table = Table::new(heads, (0..3).map(|no| Row::new(cells(no))).collect());
            let typed: String = (0..3).flat_map(|no| (0..columns).map(move |at| format!("{no}{at}500"))).collect();
            judge(&document(khmer(), size, vec![Block::Table(table)]), &typed);
        }
    }
}

#[test]
fn a_cell_higher_than_a_page_goes_on_on_the_next() {
    let long = "ប្រាក់សន្សំ savings 12,500 ".repeat(250);
    for size in SIZES {
        let columns = vec![Column::number("No.".into()), Column::text("Why".into()), Column::number("Paid".into())];
        let row = |no: &str| Row::new(vec![Cell::text(no), Cell::text(&long), Cell::text("500")]);
        let short = || Row::new(vec![Cell::text("9"), Cell::text("short"), Cell::text("1")]);
        let table = Table::new(columns, vec![short(), row("1"), short(), row("2"), short()]);
        judge(&document(both(), size, vec![text("before"), Block::Table(table), text("behind")]), &long.repeat(2));
    }
}

/// What stands in one piece on a page where it can, is parted where it cannot.
#[test]
fn blocks_higher_than_a_page_go_on_on_the_next() {
    let facts = || Block::Facts(Facts::new((0..120).map(|no| (format!("name {no}").into(), format!("value {no}"))).collect()));
    let long = "ប្រាក់សន្សំ savings ".repeat(300);
    let people = (0..60).map(|no| (Label::from(format!("office {no}")), "សុខ សុភា".to_owned())).collect();
    let typed: String = (0..120).map(|no| format!("name{no}value{no}")).collect();
    let signed: String = (0..60).map(|no| format!("office{no}សុខសុភា")).collect();
    let rows = (0..200).map(|no| Row::new(vec![Cell::text(format!("row {no}"))])).collect();
    let table = || Block::Table(Table::new(vec![Column::text("head".into())], rows));
    for size in SIZES {
        judge(&document(english(), size, vec![text("a"), facts(), text("b")]), &typed);
        judge(
            &document(english(), size, vec![Block::Numbered("1".into(), Label::both(&long, format!("{long}x")))]),
            &long.repeat(2),
        );
        let signatures = Block::Signatures(Signatures { people: Vec::clone(&people), thumbs: true });
        judge(&document(english(), size, vec![signatures]), &signed);
        judge(&document(english(), size, vec![Block::Together(vec![facts(), text("between"), facts()])]), &typed.repeat(2));
        judge(&document(english(), size, vec![Block::Beside(vec![(1.0, vec![facts()]), (2.0, vec![text(&long)])])]), &typed);
        judge(&document(english(), size, vec![Block::Heading(long.as_str().into()), square(&long)]), &long.repeat(2));
    }
    let rows: String = (0..200).map(|no| format!("row{no}")).collect();
    judge(&document(english(), Size::A6, vec![Block::Together(vec![text("a"), table()])]), &rows);
}

#[test]
fn nothing_makes_an_empty_page() {
    let blank = || Label::from("");
    let empty = vec![
        vec![],
        vec![Block::NewPage, Block::NewPage],
        vec![Block::Gap(500.0), Block::Rule],
        vec![text(""), text(" \n "), Block::Title(blank()), Block::Small(blank())],
        vec![Block::Table(Table::new(vec![], vec![])), Block::Facts(Facts::default())],
        vec![Block::Table(Table::new(vec![], vec![Row::new(vec![])]))],
        vec![Block::Table(Table::new(vec![Column::text(blank())], vec![]))],
        vec![Block::Signatures(Signatures { people: vec![], thumbs: true }), Block::Together(vec![]), Block::Beside(vec![])],
        vec![Block::Chart(Chart { title: blank(), groups: vec![], series: vec![], most: String::new() })],
    ];
    for blocks in empty {
        let document = document(khmer(), Size::A6, blocks);
        assert_eq!(document.pages.len(), 1);
        judge(&document, "");
    }
}
