//! Booklets: pages laid on office sheets so that, printed on both sides, folded and (for the small size) cut, they follow
//! each other.
use crate::page::{Document, Side, Size};

/// How a booklet is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Booklet {
    /// A5 pages on lying A4: printed on both sides turned over the short edge, folded once.
    A5OnA4,
    /// A6 pages on upright A4, two sheets of a booklet one above the other: printed on both sides turned over the long
    /// edge, cut across the middle, laid together and folded.
    A6OnA4,
}

/// The pages on the sides of folded sheets: outer front, outer back, next front, …; a missing page is left empty.
fn spreads(first: usize, pages: usize) -> Vec<[Option<usize>; 2]> {
    let filled = pages.div_ceil(4) * 4;
    let page = |at: usize| (at < pages).then_some(first + at);
    let sheet = |no: usize| [[page(filled - 1 - 2 * no), page(2 * no)], [page(2 * no + 1), page(filled - 2 - 2 * no)]];
    (0..filled / 4).flat_map(sheet).collect()
}

/// Lays the books of a document (how many pages each has, in order) on sheets. Each book is folded by itself; on
/// [`Booklet::A6OnA4`] two folded sheets share an office sheet, those of one book before those of the next.
pub fn booklet(mut document: Document, books: &[usize], how: Booklet) -> Document {
    let mut first = 0;
    let mut spread = Vec::new();
    for pages in books {
        spread.extend(spreads(first, *pages));
        first += pages;
    }
    let sides = match how {
        Booklet::A5OnA4 => spread.iter().map(|pair| side(Size::A4_ACROSS, &[(pair, 0.0)], Size::A5.width + 0.5)).collect(),
        Booklet::A6OnA4 => {
            // Front and back of two folded sheets, one above the other.
            let sheets: Vec<&[[Option<usize>; 2]]> = spread.chunks(2).collect();
            let half = Size::A4.height / 2.0;
            let placed = |sheets: &[&[[Option<usize>; 2]]], face: usize| {
                let rows: Vec<_> = sheets.iter().enumerate().map(|(at, sheet)| (&sheet[face], half * at as f32 + 0.25)).collect();
                side(Size::A4, &rows, Size::A6.width)
            };
            sheets.chunks(2).flat_map(|pair| [placed(pair, 0), placed(pair, 1)]).collect()
        }
    };
    document.sides = Some(sides);
    document
}

fn side(size: Size, rows: &[(&[Option<usize>; 2], f32)], across: f32) -> Side {
    let placed = rows.iter().flat_map(|(pair, down)| {
        pair.iter().enumerate().filter_map(move |(at, page)| page.map(|page| (page, across * at as f32, *down)))
    });
    Side { size, placed: placed.collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Prints, folds and reads on: the pages of a folded stack in order.
    fn read(spreads: &[[Option<usize>; 2]]) -> Vec<Option<usize>> {
        // Front's right and back's left are the first two pages of a sheet, back's right and front's left its last two.
        let sheets: Vec<_> = spreads.chunks(2).collect();
        let before = sheets.iter().flat_map(|sheet| [sheet[0][1], sheet[1][0]]);
        let after = sheets.iter().rev().flat_map(|sheet| [sheet[1][1], sheet[0][0]]);
        before.chain(after).collect()
    }

    #[test]
    fn a_folded_booklet_reads_from_the_first_page_to_the_last() {
        for pages in 0..30 {
            let order = read(&spreads(7, pages));
            let expected: Vec<_> = (0..pages.div_ceil(4) * 4).map(|at| (at < pages).then_some(7 + at)).collect();
            assert_eq!(order, expected, "{pages} pages");
        }
    }

    #[test]
    fn every_page_of_every_book_is_printed_once() {
        let document = |pages| Document {
            title: String::new(),
            language: "en",
            pages: vec![crate::Page::new(Size::A6); pages],
            bookmarks: vec![],
            sides: None,
        };
        for how in [Booklet::A5OnA4, Booklet::A6OnA4] {
            let books = [6, 8, 1, 0, 13];
            let sides = booklet(document(28), &books, how).sides.expect("sides");
            let mut printed: Vec<usize> = sides.iter().flat_map(|side| side.placed.iter().map(|placed| placed.0)).collect();
            printed.sort_unstable();
            assert_eq!(printed, (0..28).collect::<Vec<_>>());
            assert_eq!(sides.len() % 2, 0);
        }
    }
}
