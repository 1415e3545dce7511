//! Hard words as we draw them and as Chromium draws them from the same font file.
//!
//! Both write a PDF and poppler makes the dots of both, so only the shaping can differ. The comparison must be sharp
//! enough to see one sign on the wrong letter: every word is also drawn wrong in every way that a bad shaper knows, and
//! each of these must be told from the right one.
use crate::tools::{Folder, Paper, Picture, run};
use reports::{Align, Colour, Document, MM, Page, Size, Weight};
use std::ops::Range;

const WORDS: &str = include_str!("words.txt");
const FONT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fonts/NotoSansKhmer-Regular.ttf");
/// Words a page; a row is so high and letters so large, in points.
const ROWS: usize = 40;
const ROW: f32 = 54.0;
const LETTERS: f32 = 24.0;
const LEFT: f32 = 60.0;
const BASELINE: f32 = 32.0;
const DOTS_PER_INCH: u32 = 200;
/// The white left around a word, in dots.
const WHITE: isize = 3;
/// Two pictures of one word are at least this like; two of different words are not.
const ALIKE: f32 = 0.90;

#[test]
fn hard_words_are_drawn_as_chromium_draws_them() {
    let words = words();
    assert!(words.len() >= 40);
    let (theirs, ours) = (drawn_by_chromium(&words), drawn_by_us(&words.iter().map(|word| vec![word.clone()]).collect::<Vec<_>>()));
    let mut unlike = Vec::new();
    for (at, word) in words.iter().enumerate() {
        let like = alike(&theirs[at], &ours[at]);
        if like < ALIKE {
            unlike.push(format!("{word} {like:.3}"));
        }
    }
    assert!(unlike.is_empty(), "drawn otherwise: {unlike:?}");

    let mut wrongs = Vec::new();
    for (at, word) in words.iter().enumerate() {
        wrongs.extend(wrong(word).into_iter().map(|wrong| (at, wrong)));
    }
    let drawn = drawn_by_us(&wrongs.iter().map(|(_, wrong)| wrong.clone()).collect::<Vec<_>>());
    let mut passed = Vec::new();
    for ((at, wrong), drawn) in wrongs.iter().zip(&drawn) {
        let like = alike(&theirs[*at], drawn);
        if like >= ALIKE {
            passed.push(format!("{} as {} {like:.3}", words[*at], wrong.join("|")));
        }
    }
    assert!(wrongs.len() > 4 * words.len());
    assert!(passed.is_empty(), "{} of {} wrong drawings pass: {passed:#?}", passed.len(), wrongs.len());
}

fn words() -> Vec<String> {
    let lines = WORDS.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
    lines.map(|line| line.split_once('\t').expect("a word, a tab, why").0.to_owned()).collect()
}

/// What bad drawing makes of a word; the pieces of each are drawn one after another.
fn wrong(word: &str) -> Vec<Vec<String>> {
    let letters: Vec<char> = word.chars().collect();
    let is_letter = |c: char| ('\u{1780}'..='\u{17b3}').contains(&c);
    let mut wrong = Vec::new();
    // A font without rules: each character by itself, in the order of typing.
    wrong.push(letters.iter().map(char::to_string).collect());
    let mut other = |letters: Vec<char>| wrong.push(vec![letters.into_iter().collect::<String>()]);
    for at in 0..letters.len() {
        let mut changed = letters.clone();
        match letters[at] {
            '\u{17d2}' => {
                // No subscript; or it and its letter change places.
                changed.remove(at);
                other(changed.clone());
                changed = letters.clone();
                // Two subscripts are drawn the same whichever was typed first.
                let under = at > 1 && letters[at - 2] == '\u{17d2}';
                if at > 0 && !under && is_letter(letters[at - 1]) && letters[at - 1] != letters[at + 1] {
                    changed.swap(at - 1, at + 1);
                    other(changed);
                }
            }
            // A sign is lost; or it stands on the next letter.
            '\u{17b6}'..='\u{17d1}' => {
                let sign = changed.remove(at);
                other(changed.clone());
                if at < changed.len() && is_letter(changed[at]) {
                    changed.insert(at + 1, sign);
                    other(changed);
                }
            }
            _ => {}
        }
    }
    wrong
}

fn page_size() -> Size {
    Size { width: 150.0, height: ROWS as f32 * ROW / MM }
}

/// Each row's pieces, one after another, by the engine.
fn drawn_by_us(rows: &[Vec<String>]) -> Vec<Picture> {
    let pages = rows.chunks(ROWS).map(|rows| {
        let mut page = Page::new(page_size());
        for (at, pieces) in rows.iter().enumerate() {
            let mut x = LEFT;
            for piece in pieces {
                let place = (x, at as f32 * ROW + BASELINE, 400.0);
                page.text(place, Align::Left, (LETTERS, Weight::Regular, Colour(0, 0, 0)), piece);
                x += reports::shape(piece, Weight::Regular).width(LETTERS);
            }
        }
        page
    });
    let document =
        Document { title: "Words".into(), language: "km-KH", pages: pages.collect(), bookmarks: Vec::new(), sides: None };
    cut(&Paper::of(&document), rows.len())
}

fn drawn_by_chromium(words: &[String]) -> Vec<Picture> {
    let folder = Folder::new();
    let (page, printed, profile) = (folder.file("words.html"), folder.file("words.pdf"), folder.file("profile"));
    let (width, height) = (page_size().width * MM, ROWS as f32 * ROW);
    let mut html = format!(
        "<!doctype html><meta charset=utf-8><style>@font-face{{font-family:Judged;src:url('file://{FONT}')}}\
         @page{{size:{width}pt {height}pt;margin:0}}body{{margin:0;font:{LETTERS}pt/{ROW}pt Judged;text-rendering:geometricPrecision}}\
         p{{margin:0 0 0 {LEFT}pt;height:{ROW}pt;break-inside:avoid}}</style>"
    );
    words.iter().for_each(|word| html.push_str(&format!("<p>{word}</p>")));
    std::fs::write(&page, html).unwrap();
    let (profile, print) = (format!("--user-data-dir={profile}"), format!("--print-to-pdf={printed}"));
    let headless = ["--headless", "--no-sandbox", "--disable-gpu", "--allow-file-access-from-files", "--no-pdf-header-footer"];
    run("chromium", &[&headless[..], &[&profile, &print, &format!("file://{page}")]].concat());
    let paper = Paper::new(&std::fs::read(printed).unwrap());
    let fonts = run("pdffonts", &[&paper.path]);
    assert!(fonts.lines().count() == 3 && fonts.contains("NotoSansKhmer"), "Chromium drew with another font: {fonts}");
    cut(&paper, words.len())
}

/// The rows of all pages, each as a picture.
fn cut(paper: &Paper, rows: usize) -> Vec<Picture> {
    let pages = paper.pictures(DOTS_PER_INCH);
    let dots = |points: f32| (points * DOTS_PER_INCH as f32 / 72.0).round() as usize;
    let row = |at: usize| {
        let (page, at) = (&pages[at / ROWS], at % ROWS);
        let (from, to) = (dots(at as f32 * ROW), dots((at + 1) as f32 * ROW).min(page.height));
        let row = Picture { width: page.width, height: to - from, dots: page.dots[from * page.width..to * page.width].to_vec() };
        blurred(&row)
    };
    (0..rows).map(row).collect()
}

/// The ink with a little white around it, each dot the mean of itself and its neighbours: where between two dots an edge
/// falls is no difference.
fn blurred(picture: &Picture) -> Picture {
    let (across, down) = bounds(picture);
    let (across, down) = (across.start - WHITE..across.end + WHITE, down.start - WHITE..down.end + WHITE);
    let mut dots = Vec::with_capacity(across.len() * down.len());
    for y in down.clone() {
        for x in across.clone() {
            let row = |y| picture.ink(x - 1, y) + picture.ink(x, y) + picture.ink(x + 1, y);
            dots.push(255 - ((row(y - 1) + row(y) + row(y + 1)) / 9.0) as u8);
        }
    }
    Picture { width: across.len(), height: down.len(), dots }
}

/// How like two words are drawn, at the place where they are least like: 1 is the same, 0 has nothing in common. They
/// are laid over each other, moved by a dot or two where that is better; the place looked at is half a letter wide.
fn alike(one: &Picture, other: &Picture) -> f32 {
    if one.width.abs_diff(other.width) > 2 || one.height.abs_diff(other.height) > 2 {
        return 0.0;
    }
    let width = one.width as isize;
    let moves = (-1..=1).flat_map(|dx| (-1..=1).map(move |dy| (dx, dy)));
    let whole = moves.map(|by| (correlation(one, other, 0..width, by), by));
    let (_, by) = whole.max_by(|one, other| one.0.total_cmp(&other.0)).expect("there are moves");
    let strip = (LETTERS * DOTS_PER_INCH as f32 / 72.0 / 2.0) as isize;
    let places = (0..width).step_by(strip as usize / 2);
    places.map(|from| correlation(one, other, from..(from + strip).min(width), by)).fold(1.0, f32::min)
}

/// Where the ink is, across and down.
fn bounds(picture: &Picture) -> (Range<isize>, Range<isize>) {
    let (width, height) = (picture.width as isize, picture.height as isize);
    let column = |x: &isize| (0..height).any(|y| picture.ink(*x, y) > 100.0);
    let row = |y: &isize| (0..width).any(|x| picture.ink(x, *y) > 100.0);
    let from_to = |first: Option<isize>, last: Option<isize>| first.unwrap_or(0)..last.map_or(0, |last| last + 1);
    (from_to((0..width).find(column), (0..width).rfind(column)), from_to((0..height).find(row), (0..height).rfind(row)))
}

fn correlation(one: &Picture, other: &Picture, across: Range<isize>, (dx, dy): (isize, isize)) -> f32 {
    let (mut count, mut sums, mut squares, mut product) = (0.0, (0.0, 0.0), (0.0, 0.0), 0.0);
    for y in 0..one.height as isize {
        for x in across.clone() {
            let (a, b) = (one.ink(x, y) / 255.0, other.ink(x + dx, y + dy) / 255.0);
            count += 1.0;
            sums = (sums.0 + a, sums.1 + b);
            squares = (squares.0 + a * a, squares.1 + b * b);
            product += a * b;
        }
    }
    let spread = |sum: f32, squares: f32| squares - sum * sum / count;
    let (spread_one, spread_other) = (spread(sums.0, squares.0), spread(sums.1, squares.1));
    // White against white.
    if spread_one < 2.0 && spread_other < 2.0 {
        return 1.0;
    }
    (product - sums.0 * sums.1 / count) / (spread_one * spread_other).sqrt().max(1.0)
}
