//! Writes every page, with rich sample data, as files that a browser can open, so that people can look at them:
//! `cargo run -p templates --example gallery -- FOLDER`, then serve the folder (icons need a server) and open it.
mod award_reports;
mod awards;
mod bank_days;
mod bank_pages;
mod coaching;
mod farm_sales;
mod herd;
mod lending;
mod paper_offers;
mod people;
mod plans;
mod programme;
mod programme_accounts;
mod register;
mod sample;
mod signing_in;
mod training;
mod verify;
mod vouchers;
mod written;

use maud::Markup;
use std::{fs, io, path::Path};
use templates::{
    ASSETS,
    parts::{Around, SignedIn},
};
use words::{Language, Words};

fn main() -> io::Result<()> {
    let folder = std::env::args().nth(1).unwrap_or_else(|| "gallery".to_owned());
    let folder = Path::new(&folder);
    fs::create_dir_all(folder.join("a"))?;
    for asset in ASSETS {
        let bytes = if asset.name.ends_with(".css") {
            String::from_utf8_lossy(asset.bytes).replace("url(/a/", "url(").into_bytes()
        } else {
            asset.bytes.to_vec()
        };
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
    pages.extend(awards::pages(words));
    pages.extend(award_reports::pages(words));
    pages.extend(farm_sales::pages(words));
    pages.extend(programme::pages(words));
    pages.extend(coaching::pages(words));
    pages.extend(training::pages(words));
    pages.extend(register::pages(words));
    pages.extend(herd::pages(words));
    pages.extend(bank_pages::pages(words));
    pages.extend(lending::pages(words));
    pages.extend(bank_days::pages(words));
    pages.extend(paper_offers::pages(words));
    pages.extend(plans::pages(words));
    pages.extend(programme_accounts::pages(words));
    pages.extend(signing_in::pages(words));
    pages.extend(verify::pages(words));
    pages.extend(vouchers::pages(words));
    pages.extend(written::pages(words));
    pages
}

/// What surrounds a sample page.
pub fn around(words: Words, path: &str) -> Around {
    let user = match words.language {
        Language::Khmer => "សុខ ចាន់ថា",
        Language::English => "Sok Chantha",
    };
    Around {
        words,
        user: Some(SignedIn { name: user.to_owned(), owner: "0123456789abcdef".into() }.into()),
        path: path.to_owned(),
        notice: None,
        practice: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn each(check: impl Fn(&str, &str)) {
        for language in Language::ALL {
            for (name, page) in pages(Words::new(language)) {
                check(&format!("{}-{name}", language.code()), &page.into_string());
            }
        }
    }

    /// The tags of a page, without what stands between them.
    fn tags(page: &str) -> impl Iterator<Item = &str> {
        page.split('<').skip(1).filter_map(|rest| rest.split_once('>').map(|(tag, _)| tag))
    }

    #[test]
    fn nothing_is_styled_or_scripted_in_place() {
        each(|name, page| {
            assert!(!page.contains("<style") && !page.contains("<script>"), "{name}");
            for tag in tags(page) {
                // `onclick=`, not a sentence in which something is “on” something.
                let handles = tag
                    .split(" on")
                    .skip(1)
                    .any(|rest| rest.find('=').is_some_and(|end| end > 0 && rest[..end].bytes().all(|b| b.is_ascii_lowercase())));
                assert!(!tag.contains(" style=") && !handles, "{name}: <{tag}>");
                // The macro writes two class attributes when asked wrongly, and a browser drops the second.
                assert!(tag.matches(" class=").count() < 2, "{name}: <{tag}>");
            }
        });
    }

    #[test]
    fn every_word_has_a_text() {
        each(|name, page| {
            for part in page.split('[').skip(1) {
                let key = part.split(']').next().unwrap_or_default();
                assert!(key.is_empty() || key.contains(|c: char| !(c.is_ascii_lowercase() || c == '-')), "{name}: [{key}]");
            }
        });
    }

    #[test]
    fn every_id_stands_once_and_every_label_finds_its_field() {
        each(|name, page| {
            let value = |tag: &str, attribute: &str| {
                tag.split_once(&format!(" {attribute}=\"")).and_then(|(_, rest)| rest.split('"').next().map(str::to_owned))
            };
            let mut ids = BTreeSet::new();
            for id in tags(page).filter_map(|tag| value(tag, "id")) {
                assert!(ids.insert(id.clone()), "{name}: {id} twice");
            }
            for target in tags(page).filter(|tag| tag.starts_with("label ")).filter_map(|tag| value(tag, "for")) {
                assert!(ids.contains(&target), "{name}: a label for {target}");
            }
        });
    }

    #[test]
    fn pages_stay_light() {
        // A sheet of sixty rows has some three hundred fields, a plan of a dozen lines as many; on the line they are a tenth of this.
        let long = ["-lending", "-repaying", "-plan-edit"];
        let most = |name: &str| if long.iter().any(|one| name.contains(one)) { 160_000 } else { 90_000 };
        each(|name, page| assert!(page.len() < most(name), "{name}: {} bytes", page.len()));
    }
}
