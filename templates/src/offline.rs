//! What works without a line: the worker's text, the words that the outbox speaks, the page for when there is no line, and
//! the list of what waits on a device. Neither page holds anything of anybody: a script fills them in on the device.
use crate::{
    assets::{ASSETS, hash},
    layout::{asset, icon},
    parts::{Around, card},
};
use maud::{Markup, html};
use std::sync::LazyLock;
use words::{Language, Words};

/// The text of the service worker: which files it keeps, then what it does.
pub fn worker() -> &'static str {
    static WORKER: LazyLock<String> = LazyLock::new(|| {
        let mut kept: Vec<String> = ASSETS.iter().map(|file| asset(file.name)).collect();
        kept.extend([Language::Khmer, Language::English].map(words_href));
        let names: Vec<String> = kept.iter().map(|name| quoted(name)).collect();
        let shared = quoted(&asset("keeping.js"));
        format!("const ASSETS = [{}];\nimportScripts({shared});\n{}", names.join(", "), include_str!("../assets/sw.js"))
    });
    &WORKER
}

/// What the outbox says in a language, as JSON: each word by its key, `%count` and `%time` where a figure goes.
pub fn spoken(language: Language) -> &'static str {
    static KHMER: LazyLock<String> = LazyLock::new(|| spoken_in(Language::Khmer));
    static ENGLISH: LazyLock<String> = LazyLock::new(|| spoken_in(Language::English));
    match language {
        Language::Khmer => &KHMER,
        Language::English => &ENGLISH,
    }
}

fn spoken_in(language: Language) -> String {
    let words = Words::new(language);
    let keys = words::keys(language).into_iter().filter(|key| key.starts_with("outbox-") && !key.starts_with("outbox-title"));
    let places = [("count", "%count".into()), ("time", "%time".into())];
    let pairs: Vec<String> = keys.map(|key| format!("{}: {}", quoted(&key), quoted(&words.with(&key, &places)))).collect();
    format!("{{{}}}", pairs.join(", "))
}

/// Where a language's words of the outbox are, with their version: they may be kept for good.
pub fn words_href(language: Language) -> String {
    format!("/outbox/words/{}?v={}", language.code(), hash(spoken(language).as_bytes()))
}

/// Text as JavaScript and JSON write it.
fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for sign in text.chars() {
        match sign {
            '"' | '\\' => out.extend(['\\', sign]),
            '\n' => out.push_str("\\n"),
            sign if u32::from(sign) < 0x20 => {}
            sign => out.push(sign),
        }
    }
    out.push('"');
    out
}

/// `GET /offline`: what is shown where there is no line and the page is not kept.
pub fn offline(around: &Around) -> Markup {
    let words = around.words;
    let body = html! {
        div.stack.narrow.amid data-no-line="1" {
            section.card.stack {
                p { (icon("cloud-off")) " " (words.say("offline-text")) }
                // An empty address is this page's own: what she wanted to see.
                div.actions { a.btn.main href="" { (icon("refresh-cw")) (words.say("offline-again")) } }
            }
            (sheets(words))
            section.stack { h2 { (words.say("outbox-title")) } (lists(words)) }
        }
    };
    around.page(&words.say("offline-title"), "", Some("/"), &[], body)
}

/// `GET /outbox`: what waits on this device.
pub fn outbox(around: &Around) -> Markup {
    let words = around.words;
    let body = html! {
        div.stack.narrow.amid {
            p { (words.say("outbox-page-text")) }
            (lists(words))
            (sheets(words))
        }
    };
    around.page(&words.say("outbox-title"), "", Some("/"), &[], body)
}

/// The rows, filled in by the script.
fn lists(words: Words) -> Markup {
    html! {
        div.note-box data-outbox-received="1" hidden role="status" { (icon("circle-check")) p {} }
        ul.kept-rows data-outbox-list="1" { li.card { p.muted { (words.say("outbox-no-script")) } } }
        div.note-box data-outbox-others="1" hidden { (icon("info")) p { (words.say("outbox-others")) } }
        p.small.muted { (words.say("outbox-paper")) }
    }
}

fn sheets(words: Words) -> Markup {
    card(
        "list-checks",
        &words.say("outbox-sheets"),
        html! { ul.kept-sheets data-kept-list="1" { li.muted { (words.say("outbox-no-sheets")) } } },
    )
}

/// Whether a page needs the script of the outbox: somebody is signed in, or may be about to.
pub(crate) fn speaks(signed_in: bool, path: &str) -> bool {
    signed_in || ["/sign-in", "/offline"].iter().any(|page| path == *page || path.starts_with(&format!("{page}?")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Asset;

    #[test]
    fn the_worker_names_files_that_are_served() {
        let text = worker();
        for file in ASSETS {
            assert!(text.contains(&format!("\"{}\"", asset(file.name))), "{}", file.name);
        }
        assert!(text.contains("importScripts(\"/a/keeping.js?v=") && Asset::find("keeping.js").is_some());
    }

    #[test]
    fn both_languages_say_the_same_things() {
        let keys = |language| words::keys(language).into_iter().filter(|key| key.starts_with("outbox-")).count();
        assert_eq!(keys(Language::Khmer), keys(Language::English));
        assert!(
            spoken(Language::English).contains("\"outbox-only-here\": \"Only on this device: %count\""),
            "{}",
            spoken(Language::English)
        );
        assert_eq!(quoted("a\"b\\c\nd"), "\"a\\\"b\\\\c\\nd\"");
    }
}
