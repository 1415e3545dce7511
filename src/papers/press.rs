//! What every signed paper bears: the key that signs it, and the address at which it can be looked up.
use super::keys::PaperKey;
use std::{io, net::SocketAddr, path::Path};

/// Where the pages are served when nobody says otherwise, and where papers are then looked up.
pub const LISTEN: &str = "127.0.0.1:8080";

/// The key and the address of this installation.
#[derive(Debug)]
pub struct Press {
    key: PaperKey,
    public_url: String,
}

/// Under which address people outside reach the pages; for every command that prints.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct PublicUrl {
    /// Address under which people reach the pages, such as https://books.example.org: it stands in the QR codes of
    /// papers. Where it is left out, the address that is listened on.
    #[arg(long, env = "SANSOM_PUBLIC_URL", value_name = "URL", value_parser = public_url)]
    public_url: Option<String>,
}

impl PublicUrl {
    /// The address that was said, else the one that is listened on.
    pub fn or_listen(&self, listen: SocketAddr) -> String {
        self.public_url.clone().unwrap_or_else(|| format!("http://{listen}"))
    }

    /// The address that was said, else the one that is listened on by itself: for commands that listen nowhere.
    pub fn or_usual(&self) -> String {
        self.public_url.clone().unwrap_or_else(|| format!("http://{LISTEN}"))
    }
}

impl Press {
    /// Of a key and an address, which has no slash at its end.
    pub fn new(key: PaperKey, public_url: String) -> Press {
        Press { key, public_url }
    }

    /// Of the key of a data folder, which is made where there is none yet.
    ///
    /// # Errors
    /// As [`PaperKey::of_folder`].
    pub fn of_folder(folder: &Path, public_url: String) -> io::Result<Press> {
        Ok(Press::new(PaperKey::of_folder(folder)?, public_url))
    }

    /// Of a key that is forgotten with it: for a program that keeps no folder.
    pub fn for_a_moment() -> Press {
        Press::new(PaperKey::made_now().expect("the machine gives random bytes"), format!("http://{LISTEN}"))
    }

    /// What signs.
    pub fn key(&self) -> &PaperKey {
        &self.key
    }

    /// The address without a slash at its end.
    pub fn public_url(&self) -> &str {
        &self.public_url
    }

    /// Where a payload is looked up: what a QR code says.
    pub fn address(&self, payload: &str) -> String {
        format!("{}/verify/{payload}", self.public_url)
    }
}

/// An address of the web without query or fragment; a slash at its end goes.
fn public_url(text: &str) -> Result<String, String> {
    let text = text.trim().trim_end_matches('/');
    let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://")).unwrap_or_default();
    let plain = host.bytes().all(|byte| byte.is_ascii_graphic() && !b"?#\"<>\\".contains(&byte));
    if host.is_empty() || !plain {
        return Err("an address is written https://books.example.org".into());
    }
    Ok(text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_that_papers_may_bear() {
        assert_eq!(public_url(" https://books.example.org/ ").as_deref(), Ok("https://books.example.org"));
        assert_eq!(public_url("http://192.0.2.7:8080/sansom").as_deref(), Ok("http://192.0.2.7:8080/sansom"));
        for wrong in ["", "books.example.org", "https://", "ftp://x", "https://a b", "https://a?b", "https://a#b"] {
            assert!(public_url(wrong).is_err(), "{wrong}");
        }
        let press = Press::new(PaperKey::from_secret(&[1; 32]), PublicUrl::default().or_usual());
        assert_eq!(press.address("A1"), "http://127.0.0.1:8080/verify/A1");
    }
}
