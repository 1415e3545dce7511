//! The judges, and what they say.
use reports::{Block, Document, Label, Language, Say, Size, Story};
use std::{
    path::PathBuf,
    process::Command,
    sync::atomic::{AtomicU32, Ordering},
};
use words::Digits;

/// Runs a tool and gives what it wrote; says which tool where it is missing.
pub fn run(tool: &str, arguments: &[&str]) -> String {
    let output = Command::new(tool).args(arguments).output();
    let output = output.unwrap_or_else(|why| panic!("{tool} cannot be run ({why}): scripts/test installs it"));
    let wrong = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{tool} {arguments:?}: {wrong}");
    String::from_utf8(output.stdout).unwrap()
}

/// A folder that is gone when the test is.
pub struct Folder(PathBuf);

impl Folder {
    pub fn new() -> Folder {
        static MADE: AtomicU32 = AtomicU32::new(0);
        let no = MADE.fetch_add(1, Ordering::Relaxed);
        let folder = std::env::temp_dir().join(format!("sansom-paper-{}-{no}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        Folder(folder)
    }

    /// The path of a file in it.
    pub fn file(&self, name: &str) -> String {
        self.0.join(name).to_str().unwrap().to_owned()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // What cannot be removed is left to the system's own cleaning.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// A PDF on disk.
pub struct Paper {
    folder: Folder,
    pub path: String,
}

/// A word that poppler found, with its box in points from the upper left corner.
#[derive(Clone, Debug)]
pub struct Word {
    pub text: String,
    /// Left, top, right, bottom.
    pub edges: [f32; 4],
}

/// A page as poppler sees it, in points.
#[derive(Debug)]
pub struct Sheet {
    pub width: f32,
    pub height: f32,
    pub words: Vec<Word>,
}

impl Paper {
    pub fn of(document: &Document) -> Paper {
        Paper::new(&reports::write(document))
    }

    pub fn new(bytes: &[u8]) -> Paper {
        let folder = Folder::new();
        let path = folder.file("paper.pdf");
        std::fs::write(&path, bytes).unwrap();
        Paper { folder, path }
    }

    /// The text, in the order that poppler reads it.
    pub fn text(&self) -> String {
        run("pdftotext", &[&self.path, "-"])
    }

    /// The text, line by line as it stands on the page.
    pub fn layout(&self) -> String {
        run("pdftotext", &["-layout", &self.path, "-"])
    }

    /// The pages with their words.
    pub fn sheets(&self) -> Vec<Sheet> {
        let mut sheets: Vec<Sheet> = Vec::new();
        for line in run("pdftotext", &["-bbox", &self.path, "-"]).lines() {
            let line = line.trim();
            let number = |name: &str| -> f32 {
                let from = line.find(&format!("{name}=\"")).unwrap() + name.len() + 2;
                line[from..].split('"').next().unwrap().parse().unwrap()
            };
            if line.starts_with("<page ") {
                sheets.push(Sheet { width: number("width"), height: number("height"), words: Vec::new() });
            } else if line.starts_with("<word ") {
                let text = line[line.find('>').unwrap() + 1..].trim_end_matches("</word>");
                let text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&");
                let edges = ["xMin", "yMin", "xMax", "yMax"].map(number);
                sheets.last_mut().unwrap().words.push(Word { text, edges });
            }
        }
        sheets
    }

    /// The pages in grey.
    pub fn pictures(&self, dots_per_inch: u32) -> Vec<Picture> {
        let root = self.folder.file("page");
        run("pdftoppm", &["-gray", "-r", &dots_per_inch.to_string(), &self.path, &root]);
        let mut files: Vec<PathBuf> = std::fs::read_dir(&self.folder.0).unwrap().map(|file| file.unwrap().path()).collect();
        files.retain(|file| file.extension().is_some_and(|kind| kind == "pgm"));
        files.sort();
        files.iter().map(|file| Picture::read(&std::fs::read(file).unwrap())).collect()
    }

    /// Nothing is wrong with the file.
    pub fn check(&self) {
        let says = run("qpdf", &["--check", &self.path]);
        assert!(says.contains("No syntax or stream encoding errors found"), "{says}");
        assert!(!says.contains("WARNING"), "{says}");
    }
}

/// A picture in grey: 0 is ink, 255 is paper.
pub struct Picture {
    pub width: usize,
    pub height: usize,
    pub dots: Vec<u8>,
}

impl Picture {
    /// Reads a PGM of bytes: `P5`, width, height, 255, dots.
    fn read(file: &[u8]) -> Picture {
        let mut at = 0;
        let mut field = || {
            let from = at;
            at += file[from..].iter().position(u8::is_ascii_whitespace).unwrap() + 1;
            std::str::from_utf8(&file[from..at - 1]).unwrap().to_owned()
        };
        assert_eq!(field(), "P5");
        let [width, height, most] = [field(), field(), field()].map(|number| number.parse::<usize>().unwrap());
        assert_eq!(most, 255);
        Picture { width, height, dots: file[at..at + width * height].to_vec() }
    }

    /// The ink of a dot; none outside.
    pub fn ink(&self, x: isize, y: isize) -> f32 {
        let inside = (0..self.width as isize).contains(&x) && (0..self.height as isize).contains(&y);
        if inside { f32::from(255 - self.dots[y as usize * self.width + x as usize]) } else { 0.0 }
    }
}

pub fn khmer() -> Say {
    Say::new(Language::Khmer, Digits::Khmer)
}

pub fn english() -> Say {
    Say::new(Language::English, Digits::Latin)
}

pub fn both() -> Say {
    Say::new(Language::Both, Digits::Latin)
}

/// A document of these blocks, without head and numbers.
pub fn document(say: Say, size: Size, blocks: Vec<Block>) -> Document {
    let mut story = Story::new("Paper", say, size).unnumbered();
    blocks.into_iter().for_each(|block| {
        story.add(block);
    });
    story.finish()
}

/// A paragraph.
pub fn text(text: impl Into<String>) -> Block {
    Block::Text(Label::from(text.into()))
}

/// A text without what a line's end may take or give: spaces and page ends.
pub fn bare(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// A text with one space where there was any white.
pub fn spaced(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
