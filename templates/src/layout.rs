//! What stands around every page: the document's head, the head bar with its menu, and the place for a notice.
use crate::practice::Band;
use crate::{assets::Asset, offline, parts::SignedIn};
use maud::{DOCTYPE, Markup, html};
use words::{Language, Words};

/// A step on the way from home to a page.
#[derive(Clone, Debug, Default)]
pub struct Crumb {
    /// What it is called.
    pub label: String,
    /// Where it leads.
    pub href: String,
}

/// What stands around every page.
#[derive(Clone, Copy, Debug)]
pub struct Frame<'a> {
    /// The reader's language and digits.
    pub words: Words,
    /// The page's title: the `<h1>` in the head bar and the name of the browser's tab.
    pub title: &'a str,
    /// A small line under the title; may be empty.
    pub under: &'a str,
    /// Where the arrow leads; none on a page that has nowhere to go back to.
    pub back: Option<&'a str>,
    /// Who is signed in.
    pub user: Option<&'a SignedIn>,
    /// This page's own path and query, for the language switch.
    pub path: &'a str,
    /// Puts "Error:" before the browser's title, so that a screen reader says it first.
    pub error: bool,
    /// Scripts of this page beside the shared ones, by asset name.
    pub scripts: &'a [&'a str],
    /// Stylesheets of this page beside the shared one, by asset name.
    pub styles: &'a [&'a str],
    /// What has just been done, said once at the top.
    pub notice: Option<&'a str>,
    /// The practice group that the page is of.
    pub practice: Option<&'a Band>,
}

/// A whole page.
pub fn page(frame: &Frame<'_>, body: Markup) -> Markup {
    let words = frame.words;
    let speaks = offline::speaks(frame.user.is_some(), frame.path);
    html! {
        (DOCTYPE)
        html lang=(words.language.code()) data-owner=[frame.user.map(|user| &user.owner)] data-digits=[speaks.then_some(words.digits.code())]
            data-words=[speaks.then(|| offline::words_href(words.language))] {
            head {
                meta charset="utf-8";
                title {
                    @if frame.error { (words.say("error-prefix")) " " }
                    @if frame.practice.is_some() { (words.say("practice-mark")) " · " }
                    (frame.title) " · " (words.say("app-name"))
                }
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="theme-color" content="#0b5e57" media="(prefers-color-scheme: light)";
                meta name="theme-color" content="#123a36" media="(prefers-color-scheme: dark)";
                @if words.language == Language::Khmer {
                    link rel="preload" href=(asset("noto-sans-khmer-5-khmer-400.woff2")) as="font" type="font/woff2" crossorigin;
                }
                link rel="stylesheet" href=(asset("app.css"));
                @for style in frame.styles { link rel="stylesheet" href=(asset(style)); }
                link rel="icon" href=(asset("icon.svg")) type="image/svg+xml";
                link rel="manifest" href=(asset("app.webmanifest"));
                script src=(asset("boot.js")) {}
                script src=(asset("small.js")) defer {}
                // Before the page's own scripts: what is written on a sheet goes through them.
                @if speaks { script src=(asset("keeping.js")) defer {} script src=(asset("outbox.js")) defer {} }
                @for script in frame.scripts { script src=(asset(script)) defer {} }
            }
            body {
                a.skip href="#main" { (words.say("skip-to-content")) }
                (head_bar(frame))
                div.krama {}
                @if let Some(practice) = frame.practice { (practice.draw(words)) }
                main #main {
                    @if let Some(notice) = frame.notice {
                        div.notice role="status" { (icon("circle-check")) p { (notice) } }
                    }
                    (body)
                }
            }
        }
    }
}

/// One symbol of the sprite. It is decoration: the words beside it carry the meaning.
pub fn icon(name: &str) -> Markup {
    html! { svg.i aria-hidden="true" focusable="false" { use href={ (asset("icons.svg")) "#" (name) } {} } }
}

/// The address of a file that pages load, with its version, so that it may be kept for good.
pub fn asset(name: &str) -> String {
    match Asset::find(name) {
        Some(asset) if !asset.is_lasting() => format!("/a/{name}?v={}", asset.version()),
        _ => format!("/a/{name}"),
    }
}

fn head_bar(frame: &Frame<'_>) -> Markup {
    let words = frame.words;
    html! {
        header.top {
            @match frame.back {
                Some(href) => a.back href=(href) aria-label=(words.say("back")) { (icon("arrow-left")) },
                None => span.mark { (logo()) },
            }
            div.who {
                h1 { (frame.title) }
                @if !frame.under.is_empty() { p { (frame.under) } }
            }
            (language_switch(words, frame.path))
            @if let Some(user) = frame.user { (menu(words, &user.name)) }
        }
    }
}

/// Changing the language is a write, small as it is, so it is a form: an address that is merely opened changes nothing.
fn language_switch(words: Words, path: &str) -> Markup {
    let other = words.language.other();
    html! {
        form.lang method="post" action="/language" {
            input type="hidden" name="next" value=(path);
            button type="submit" name="language" value=(other.code()) lang=(other.code()) {
                // The Latin name is long for a phone's head bar, the Khmer one is not.
                @if other == Language::English { "EN" span.vh { " " (other.name()) } } @else { (other.name()) }
            }
        }
    }
}

fn menu(words: Words, user: &str) -> Markup {
    html! {
        details.menu {
            summary { (icon("menu")) span.vh { (words.say("menu")) } }
            div.drop {
                p { (icon("user")) b { (user) } }
                nav aria-label=(words.say("menu")) {
                    a href="/" { (icon("house")) (words.say("menu-home")) }
                    a href="/calculator" { (icon("calculator")) (words.say("menu-calculator")) }
                    a href="/outbox" { (icon("cloud-upload")) (words.say("outbox-title")) }
                    a href="/account" { (icon("settings")) (words.say("menu-account")) }
                }
                form method="post" action="/sign-out" {
                    // How much is kept on this device only: the script says it, and it then stays when she leaves.
                    input type="hidden" name="outbox" value="0";
                    button type="submit" { (icon("log-out")) (words.say("sign-out")) }
                }
            }
        }
    }
}

/// The cash box of the sign: drawn from the sprite's neighbour file, so that it is the same everywhere.
fn logo() -> Markup {
    html! { img.logo src=(asset("icon.svg")) alt="" width="36" height="36"; }
}
