//! The files that pages load, compiled into the program: nothing is fetched from elsewhere.
use std::sync::LazyLock;

/// One file served under `/a/<name>`.
#[derive(Clone, Copy, Debug)]
pub struct Asset {
    /// The name in the address, such as `app.css`.
    pub name: &'static str,
    /// The value of the `Content-Type` header.
    pub content_type: &'static str,
    /// The file itself.
    pub bytes: &'static [u8],
}

impl Asset {
    /// Finds a file by the name in its address.
    pub fn find(name: &str) -> Option<&'static Asset> {
        ASSETS.iter().find(|asset| asset.name == name)
    }

    /// Whether the bytes under this name never change, so that a browser may keep them for good even without a
    /// version in the address. Fonts carry their release in their name.
    pub fn is_lasting(&self) -> bool {
        self.name.ends_with(".woff2")
    }

    /// Eight hexadecimal digits that change with the content.
    pub fn version(&self) -> &'static str {
        let at = ASSETS.iter().position(|asset| asset.name == self.name).unwrap_or(0);
        &VERSIONS[at]
    }
}

const CSS: &str = "text/css; charset=utf-8";
const JS: &str = "text/javascript; charset=utf-8";
const SVG: &str = "image/svg+xml";
const FONT: &str = "font/woff2";

macro_rules! assets {
    ($($name:literal: $content_type:expr),* $(,)?) => {
        /// Every file, in no order that matters.
        pub const ASSETS: &[Asset] =
            &[$(Asset { name: $name, content_type: $content_type, bytes: include_bytes!(concat!("../assets/", $name)) }),*];
    };
}
assets![
    "app.css": CSS,
    "sheet.css": CSS,
    "bank.css": CSS,
    "award.css": CSS,
    "coop.css": CSS,
    "cycles.css": CSS,
    "herd.css": CSS,
    "papers.css": CSS,
    "market.css": CSS,
    "programme.css": CSS,
    "people.css": CSS,
    "coaching.css": CSS,
    "training.css": CSS,
    "plan.css": CSS,
    "boot.js": JS,
    "small.js": JS,
    "sheet.js": JS,
    "count.js": JS,
    "bank.js": JS,
    "award.js": JS,
    "delivery.js": JS,
    "draft.js": JS,
    "keeping.js": JS,
    "outbox.js": JS,
    "compare.js": JS,
    "parts.js": JS,
    "plan.js": JS,
    "coop_mill.js": JS,
    "icons.svg": SVG,
    "herd.svg": SVG,
    "icon.svg": SVG,
    "app.webmanifest": "application/manifest+json",
    "noto-sans-khmer-5-khmer-400.woff2": FONT,
    "noto-sans-khmer-5-khmer-700.woff2": FONT,
    "noto-sans-khmer-5-latin-400.woff2": FONT,
    "noto-sans-khmer-5-latin-700.woff2": FONT,
];

static VERSIONS: LazyLock<Vec<String>> = LazyLock::new(|| ASSETS.iter().map(|asset| hash(asset.bytes)).collect());

/// FNV-1a, folded to 32 bits: tells two releases of a file apart, and guards nothing.
pub(crate) fn hash(bytes: &[u8]) -> String {
    let hash = bytes.iter().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3));
    format!("{:08x}", (hash >> 32) ^ (hash & 0xffff_ffff))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_has_a_name_of_its_own_and_a_version() {
        for asset in ASSETS {
            assert_eq!(ASSETS.iter().filter(|other| other.name == asset.name).count(), 1, "{}", asset.name);
            assert_eq!(asset.version().len(), 8, "{}", asset.name);
        }
        assert!(Asset::find("app.css").is_some() && Asset::find("../Cargo.toml").is_none());
    }

    #[test]
    fn the_stylesheet_names_only_files_that_are_served() {
        let text = String::from_utf8_lossy(Asset::find("app.css").expect("it is served").bytes).into_owned();
        for part in text.split("url(").skip(1) {
            let name = part.split(')').next().unwrap_or_default().trim_matches('"').trim_start_matches("/a/").to_owned();
            assert!(Asset::find(&name).is_some(), "{name}");
        }
    }

    #[test]
    fn styles_and_scripts_stay_light() {
        for (name, most) in [("app.css", 40_000), ("small.js", 6_000), ("icons.svg", 40_000)] {
            let size = Asset::find(name).expect("it is served").bytes.len();
            assert!(size < most, "{name}: {size} bytes");
        }
    }
}
