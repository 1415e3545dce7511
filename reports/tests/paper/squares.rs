//! The signed squares, read back as a telephone would read them from the printed page.
use crate::tools::{Paper, Picture, both, document, text};
use reports::{Block, Seal, Size};

const ADDRESS: &str = "https://sansom.example/verify/";

/// A seal whose address has so many characters.
fn seal(characters: usize) -> Seal {
    let payload: String =
        (0..characters - ADDRESS.len()).map(|at| char::from(b"0123456789ABCDEFGHJKMNPQRSTVWXYZ"[at * 7 % 32])).collect();
    Seal {
        address: format!("{ADDRESS}{payload}"), code: "K7QF-2M9X-P3TD".into(), says: vec!["ស្កេនរូបនេះ".into(), "Scan".into()]
    }
}

/// Reads all squares of a page; a dot is black or white, as a reader of squares first decides.
fn read(picture: &Picture) -> Vec<String> {
    let dot = |x: usize, y: usize| if picture.dots[y * picture.width + x] < 128 { 0 } else { 255 };
    let mut prepared = rqrr::PreparedImage::prepare_from_greyscale(picture.width, picture.height, dot);
    prepared.detect_grids().iter().filter_map(|grid| grid.decode().ok()).map(|(_, says)| says).collect()
}

/// A page is scanned at 300 dots an inch; a small telephone sees about half of that, and then a long address has less
/// than three dots a square, which this reader does not attempt.
#[test]
fn a_square_is_read_back_from_a_page() {
    for size in [Size::A4, Size::A5, Size::A6] {
        for (characters, dots_per_inch) in [(150, 150), (150, 300), (250, 150), (250, 300), (350, 300)] {
            let seal = seal(characters);
            let page = document(both(), size, vec![text("ប្រាក់សន្សំ"), Block::Seal(seal.clone())]);
            let paper = Paper::of(&page);
            let picture = &paper.pictures(dots_per_inch)[0];
            assert_eq!(
                read(picture),
                std::slice::from_ref(&seal.address),
                "{characters} characters, {dots_per_inch} dots an inch, {size:?}"
            );
            assert!(paper.text().contains(&seal.code));
        }
    }
}
