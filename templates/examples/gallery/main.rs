//! Writes every page, with rich sample data, as files that a browser can open, so that people can look at them:
//! `cargo run -p templates --example gallery -- FOLDER`, then serve the folder (icons need a server) and open it.
mod people;
mod sample;
mod written;

use maud::Markup;
use std::{fs, io, path::Path};
use templates::{ASSETS, parts::Around};
use words::{Language, Words};

fn main() -> io::Result<()> {
    let folder = std::env::args().nth(1).unwrap_or_else(|| "gallery".to_owned());
    let folder = Path::new(&folder);
    fs::create_dir_all(folder.join("a"))?;
    for asset in ASSETS {
        let bytes = if asset.name.ends_with(".css") { String::from_utf8_lossy(asset.bytes).replace("url(/a/", "url(").into_bytes() } else { asset.bytes.to_vec() };
        fs::write(folder.join("a").join(asset.name), bytes)?;
    }
    for language in Language::ALL {
        for (name, page) in pages(Words::new(language)) {
            let text = page.into_string().replace("\"/a/", "\"a/");
            fs::write(folder.join(format!("{}-{name}.html", language.code())), text)?;
        }
    }
    Ok(())
}

/// Every page by name.
fn pages(words: Words) -> Vec<(&'static str, Markup)> {
    let mut pages = people::pages(words);
    pages.extend(written::pages(words));
    pages
}

/// What surrounds a sample page.
pub fn around(words: Words, path: &str) -> Around {
    let user = match words.language {
        Language::Khmer => "សុខ ចាន់ថា",
        Language::English => "Sok Chantha",
    };
    Around { words, user: Some(user.to_owned()), path: path.to_owned(), notice: None }
}
