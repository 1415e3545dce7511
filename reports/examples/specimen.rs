//! A page of everything the engine draws, to be looked at: `cargo run -p reports --example specimen > specimen.pdf`.
use reports::*;
use std::io::Write;
use words::Digits;

fn main() {
    let say = Say::new(Language::Both, Digits::Khmer);
    let mut story = Story::new("Specimen", say, Size::A4).head("ក្រុមសន្សំសាមគ្គី", "SP-KC-01").foot("សន្សំ");
    story.add(Block::Title(Label::both("សៀវភៅគណនីសមាជិក", "Member passbook")));
    story.add(Block::Text(Label::both("សមាជិកម្នាក់ៗត្រូវចូលរួមប្រជុំរៀងរាល់ពីរសប្តាហ៍ម្តង ហើយបង់ប្រាក់សន្សំតាមចំនួនភាគហ៊ុនដែលខ្លួនបានសន្យា។ ស្រី ព្រះ ខ្មែរ កម្ពុជា ក្រុម ស្ត្រី ឧកញ៉ា ច្បាប់ ត្រឹមត្រូវ", "Every entry in this passbook is written in front of all members at the meeting and signed by the treasurer. Éàñ Việt Nam ไทย 😀 漢")));
    story.add(Block::Heading(Label::both("ប្រាក់សន្សំ", "Savings")));
    let columns = vec![
        Column::number(Label::both("លេខ", "No.")),
        Column::text(Label::both("ឈ្មោះ", "Name")),
        Column::short(Label::both("ភាគហ៊ុន", "Shares")),
        Column::number(Label::both("ប្រាក់សន្សំ", "Savings")),
        Column::hand(Label::both("ហត្ថលេខា", "Sign"), 24.0),
    ];
    let mut rows: Vec<Row> = (1..=9)
        .map(|no| {
            Row::new(vec![
                Cell::text(say.ordinal(no)),
                Cell::Label(Label::both("សុខ សុភា", "Sok Sophea")),
                Cell::Stamps(no as u32 % 6, 5),
                Cell::text(say.number(no * 12_345_678_901)),
                Cell::Blank,
            ])
        })
        .collect();
    rows.push(Row {
        kind: RowKind::Marked,
        cells: vec![Cell::Blank, Cell::text("កែតម្រូវការប្រជុំទី ៣"), Cell::Tick(true), Cell::text("-៥០០"), Cell::Dots],
    });
    rows.push(Row::sum(vec![Cell::Blank, Cell::text("សរុប"), Cell::Blank, Cell::text(say.number(123_456_789_012)), Cell::Blank]));
    story.add(Block::Table(Table::new(columns, rows).row(9.0)));
    story.add(Block::Facts(Facts::new(vec![
        (Label::both("ភូមិ", "Village"), "ភូមិកំពង់ឈើទាល".into()),
        (Label::both("ថ្ងៃ", "Day"), String::new()),
    ])));
    story.add(Block::Chart(Chart {
        title: Label::both("ក្រាហ្វិក", "Chart"),
        groups: (1..=6).map(|m| say.ordinal(m)).collect(),
        most: say.number(100),
        series: vec![
            Series { name: "ក".into(), values: vec![10, 30, 60, 80, 90, 100] },
            Series { name: "ខ".into(), values: vec![5, 10, 20, 90, 20, 10] },
        ],
    }));
    let payload = "0".repeat(20) + &"ABCDEFGHJK0123456789".repeat(10);
    story.add(Block::Seal(Seal {
        address: format!("https://sansom.example/verify/{payload}"),
        code: "K7QF-2M9X-P3TD".into(),
        says: vec![Label::both("ស្កេនរូបនេះ", "Scan this square or type the code.")],
    }));
    story.add(Block::Signatures(Signatures {
        people: vec![(Label::both("ប្រធាន", "Chair"), "សុខ សុភា".into()), (Label::both("ហេរញ្ញិក", "Treasurer"), String::new())],
        thumbs: true,
    }));
    let document = story.finish();
    eprintln!("{} pages, undrawn {:?}", document.pages.len(), document.undrawn());
    std::io::stdout().write_all(&write(&document)).expect("standard output");
}
