//! Papers as other programs read them.
use super::{actor::Answer, databases::Folder};
use http::StatusCode;
use std::process::Command;

/// The text of a paper that was answered, as `pdftotext` reads it, on one line; the file is sound.
pub fn read(answer: &Answer) -> String {
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    assert_eq!(answer.header("content-type"), "application/pdf");
    let folder = Folder::new();
    let file = folder.0.join("paper.pdf");
    std::fs::write(&file, &answer.bytes).unwrap();
    let file = file.to_str().unwrap();
    run("qpdf", &["--check", file]);
    run("pdftotext", &[file, "-"]).split_whitespace().collect::<Vec<_>>().join(" ")
}

fn run(tool: &str, arguments: &[&str]) -> String {
    let output = Command::new(tool).args(arguments).output();
    let output = output.unwrap_or_else(|why| panic!("{tool} cannot be run ({why}): scripts/test installs it"));
    assert!(output.status.success(), "{tool}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// Every amount of a thousand or more that a page shows, as it is written there.
pub fn amounts(page: &str) -> Vec<String> {
    let (_, main) = page.split_once("<main").unwrap_or_else(|| panic!("a page: {page}"));
    let texts = main.split('<').filter_map(|piece| piece.split_once('>')).map(|(_, text)| text);
    let words = texts.flat_map(|text| text.split(|c: char| !(c.is_ascii_digit() || c == ',')));
    let of_thousands = |word: &&str| word.split(',').skip(1).all(|group| group.len() == 3) && word.contains(',') && word.len() > 4;
    words.filter(of_thousands).map(str::to_owned).collect()
}
