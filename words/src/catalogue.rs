//! The texts, one Fluent file a feature and language, parsed once.
use crate::Language;
use fluent_bundle::{FluentArgs, FluentResource, concurrent::FluentBundle};
use std::{borrow::Cow, sync::LazyLock};

macro_rules! features {
    ($($feature:literal),* $(,)?) => {
        /// The features that have a file of words, in the order they are loaded.
        pub const FEATURES: &[&str] = &[$($feature),*];
        /// The Fluent source of a feature in a language.
        pub fn source(language: Language, feature: &str) -> Option<&'static str> {
            match (language, feature) {
                $((Language::Khmer, $feature) => Some(include_str!(concat!("../km/", $feature, ".ftl"))),
                  (Language::English, $feature) => Some(include_str!(concat!("../en/", $feature, ".ftl"))),)*
                _ => None,
            }
        }
    };
}
features![
    "common",
    "indicators",
    "programme",
    "programme_accounts",
    "award_papers",
    "award_reports",
    "calculator",
    "cycles",
    "errors",
    "offline",
    "exceptions",
    "sheet_papers",
    "sign_in",
    "home",
    "groups",
    "members",
    "passbook_papers",
    "papers",
    "contract_papers",
    "meetings",
    "compare",
    "loans",
    "banks",
    "lending_days",
    "herd",
    "bank_reports",
    "health",
    "refusals",
    "ledger",
    "paper_offers",
    "users",
    "tokens",
    "statement_papers",
    "awards",
    "coops",
    "milling",
    "coop_sales",
    "coop_year",
    "deliveries",
    "codes",
    "grants",
    "vouchers",
    "audits",
    "market",
    "farm_sales",
    "coaching",
    "training",
    "people",
    "coop_members",
    "organic",
    "plans",
    "plan_pages",
    "plan_paper",
    "plan_group",
    "practice",
    "bundles",
];

static KHMER: LazyLock<FluentBundle<FluentResource>> = LazyLock::new(|| bundle(Language::Khmer));
static ENGLISH: LazyLock<FluentBundle<FluentResource>> = LazyLock::new(|| bundle(Language::English));

fn texts(language: Language) -> &'static FluentBundle<FluentResource> {
    match language {
        Language::Khmer => &KHMER,
        Language::English => &ENGLISH,
    }
}

fn bundle(language: Language) -> FluentBundle<FluentResource> {
    let mut bundle = FluentBundle::new_concurrent(vec![language.code().parse().expect("a language code is well formed")]);
    bundle.set_use_isolating(false); // no bidirectional text here, and the marks would be copied with the amounts
    for feature in FEATURES {
        let text = source(language, feature).expect("every feature has a file");
        let resource = FluentResource::try_new(text.to_owned()).unwrap_or_else(|(good, _)| good);
        bundle.add_resource_overriding(resource);
    }
    bundle
}

/// Every key of a language, in no order; for the test that compares the two languages.
pub fn keys(language: Language) -> Vec<String> {
    FEATURES
        .iter()
        .flat_map(|feature| source(language, feature).unwrap_or_default().lines())
        .filter_map(|line| line.split_once(" =").map(|(key, _)| key))
        .filter(|key| key.starts_with(|c: char| c.is_ascii_lowercase()))
        .map(str::to_owned)
        .collect()
}

pub(crate) fn has(language: Language, key: &str) -> bool {
    texts(language).get_message(key).is_some_and(|message| message.value().is_some())
}

pub(crate) fn say(language: Language, key: &str) -> Cow<'static, str> {
    match texts(language).get_message(key).and_then(|message| message.value()) {
        Some(pattern) => texts(language).format_pattern(pattern, None, &mut Vec::new()),
        None => missing(key).into(),
    }
}

pub(crate) fn with(language: Language, key: &str, values: &[(&str, Cow<'_, str>)]) -> String {
    let Some(pattern) = texts(language).get_message(key).and_then(|message| message.value()) else { return missing(key) };
    let mut args = FluentArgs::with_capacity(values.len());
    for (name, value) in values {
        args.set((*name).to_owned(), value.as_ref());
    }
    texts(language).format_pattern(pattern, Some(&args), &mut Vec::new()).into_owned()
}

fn missing(key: &str) -> String {
    format!("[{key}]")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_file_is_well_formed() {
        for language in Language::ALL {
            for feature in FEATURES {
                let text = source(language, feature).unwrap();
                if let Err((_, errors)) = FluentResource::try_new(text.to_owned()) {
                    panic!("words/{}/{feature}.ftl: {errors:?}", language.code());
                }
            }
        }
    }

    #[test]
    fn both_languages_have_the_same_keys_once() {
        let [khmer, english] = Language::ALL.map(|language| {
            let all = keys(language);
            let set: BTreeSet<String> = all.iter().cloned().collect();
            let mut twice = all;
            for key in &set {
                twice.remove(twice.iter().position(|k| k == key).unwrap());
            }
            assert!(twice.is_empty(), "{}: keys given twice: {twice:?}", language.code());
            set
        });
        let only = |a: &BTreeSet<String>, b: &BTreeSet<String>| a.difference(b).cloned().collect::<Vec<_>>();
        assert_eq!((only(&khmer, &english), only(&english, &khmer)), (vec![], vec![]), "keys of one language only");
    }

    #[test]
    fn both_languages_use_the_same_values() {
        let values = |text: &str| -> BTreeSet<String> {
            text.split("{ $").skip(1).filter_map(|rest| rest.split([' ', '}', ',']).next()).map(str::to_owned).collect()
        };
        for feature in FEATURES {
            let entries = |language: Language| -> Vec<(String, BTreeSet<String>)> {
                let text = source(language, feature).unwrap();
                let mut list: Vec<(String, String)> = Vec::new();
                for line in text.lines() {
                    match line.split_once(" =") {
                        Some((key, rest)) if key.starts_with(|c: char| c.is_ascii_lowercase()) => {
                            list.push((key.into(), rest.into()))
                        }
                        _ => {
                            if let Some(last) = list.last_mut() {
                                last.1.push_str(line)
                            }
                        }
                    }
                }
                let mut list: Vec<_> = list.into_iter().map(|(key, text)| (key, values(&text))).collect();
                list.sort();
                list
            };
            assert_eq!(entries(Language::Khmer), entries(Language::English), "{feature}.ftl");
        }
    }
}
