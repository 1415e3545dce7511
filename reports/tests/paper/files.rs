//! The file itself: sound, its fonts inside, and the same whenever and wherever it is written.
use crate::tools::{Folder, Paper, both, document, run, text};
use reports::{
    Block, Booklet, Cell, Chart, Column, Document, Facts, Label, Row, Seal, Series, Signatures, Size, Story, Table, Weight,
};
use std::process::Command;

/// A document of every kind of block.
pub fn everything() -> Document {
    let say = both();
    let mut story = Story::new("សៀវភៅគណនី", say, Size::A5).head("ក្រុមសន្សំសាមគ្គី", "SP-KC-01").foot("សន្សំ");
    story.add(Block::Bookmark("១".into()));
    story.add(Block::Title(Label::both("សៀវភៅគណនីសមាជិក", "Member passbook")));
    story.add(text("ស្រី ព្រះ ខ្មែរ កម្ពុជា ក្រុម ស្ត្រី ឧកញ៉ា Éàñ Việt Nam ไทย 😀 漢 السلام"));
    let columns = vec![
        Column::number("No.".into()),
        Column::text(Label::both("ឈ្មោះ", "Name")),
        Column::short("Shares".into()),
        Column::hand("Sign".into(), 20.0),
    ];
    let rows = (1..=40).map(|no| {
        let sign =
            [Cell::Dots, Cell::Tick(no % 3 == 0), Cell::Hint(say.number(no * 500)), Cell::Squares(2)][no as usize % 4].clone();
        Row::new(vec![
            Cell::text(say.ordinal(no)),
            Cell::Label(Label::both("សុខ សុភា", "Sok Sophea")),
            Cell::Stamps(no as u32 % 6, 5),
            sign,
        ])
    });
    story.add(Block::Table(Table::new(columns, rows.collect())));
    story.add(Block::Bookmark("២".into()));
    story.add(Block::Facts(Facts::new(vec![("ភូមិ".into(), "កំពង់ឈើទាល".into()), ("ថ្ងៃ".into(), String::new())])));
    let series = Series { name: "ក".into(), values: vec![10, 30, 60] };
    let groups = (1..=3).map(|month| say.ordinal(month)).collect();
    story.add(Block::Chart(Chart {
        title: "ក្រាហ្វិក".into(), groups, most: say.number(60), series: vec![series]
    }));
    let address = format!("https://sansom.example/verify/{}", "K7QF2M9XP3TD".repeat(16));
    story.add(Block::Seal(Seal { address, code: "K7QF-2M9X-P3TD".into(), says: vec!["ស្កេនរូបនេះ".into()] }));
    story.add(Block::Signatures(Signatures {
        people: vec![("ប្រធាន".into(), "សុខ សុភា".into())], thumbs: true
    }));
    story.finish()
}

#[test]
fn every_file_is_sound() {
    let plain = everything();
    let pages = plain.pages.len();
    assert!(pages > 2);
    for paper in [
        plain.clone(),
        reports::booklet(plain.clone(), &[pages], Booklet::A5OnA4),
        reports::booklet(plain, &[1, pages - 1], Booklet::A6OnA4),
        document(both(), Size::A4, Vec::new()),
        document(both(), Size::A6, vec![text("a")]),
    ] {
        Paper::of(&paper).check();
    }
}

#[test]
fn every_font_is_inside_cut_down_and_readable() {
    let fonts = run("pdffonts", &[&Paper::of(&everything()).path]);
    let fonts: Vec<&str> = fonts.lines().skip(2).collect();
    assert!(fonts.len() >= 5, "{fonts:?}");
    for font in fonts {
        // The columns are: name, type, encoding, embedded, subset, with its characters, object.
        let fields: Vec<&str> = font.split_whitespace().collect();
        assert!(fields[0].chars().take(6).all(|c| c.is_ascii_uppercase()) && fields[0].as_bytes()[6] == b'+', "{font}");
        assert_eq!(fields[fields.len() - 5..][..3], ["yes", "yes", "yes"], "{font}");
    }
}

#[test]
fn the_same_document_gives_the_same_bytes() {
    let first = reports::write(&everything());
    // With what was shaped remembered, after so much else that it was forgotten, and where nothing is remembered.
    assert!(reports::write(&everything()) == first);
    for no in 0..25_000 {
        reports::shape(&format!("ស{no}"), Weight::Regular);
    }
    assert!(reports::write(&everything()) == first);
    assert!(std::thread::spawn(|| reports::write(&everything())).join().unwrap() == first);
    let folder = Folder::new();
    let path = folder.file("other.pdf");
    let mut other = Command::new(std::env::current_exe().unwrap());
    other.args(["files::writes_into_a_file", "--exact", "--ignored"]).env("SANSOM_PAPER_INTO", &path);
    assert!(other.current_dir("/").env("TZ", "Asia/Phnom_Penh").output().unwrap().status.success());
    assert!(std::fs::read(path).unwrap() == first, "another process writes other bytes");
}

#[test]
#[ignore = "the other process of the test above"]
fn writes_into_a_file() {
    std::fs::write(std::env::var("SANSOM_PAPER_INTO").unwrap(), reports::write(&everything())).unwrap();
}

#[test]
fn a_file_says_nothing_of_when_or_where_it_was_written() {
    let paper = Paper::of(&everything());
    let folder = Folder::new();
    let plain = folder.file("plain.pdf");
    run("qpdf", &["--qdf", "--object-streams=disable", "--no-original-object-ids", &paper.path, &plain]);
    let plain = std::fs::read(plain).unwrap();
    let plain = String::from_utf8_lossy(&plain);
    for word in ["CreationDate", "ModDate", "(D:", "/Metadata", "file:", "/home", "/tmp/", "/work", env!("CARGO_MANIFEST_DIR")] {
        assert!(!plain.contains(word), "{word}");
    }
    for word in ["/Lang (km-KH)", "/DisplayDocTitle true", "/Outlines", "/PrintScaling /None"] {
        assert!(plain.contains(word), "{word} is missing");
    }
}
