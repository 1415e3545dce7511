//! The keys that sign papers: Ed25519, the secret half in a file of the data folder, the public half in the register and
//! on the page where papers are looked up.
//!
//! The secret never enters the database, so that whoever holds a copy of the books alone cannot sign a paper.
use crate::secrets::{self, hex, read_hex};
use domain::papers::{Claim, KeyId, Signed};
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use std::{
    fmt, io,
    path::{Path, PathBuf},
};

/// The file of the secret, in the data folder.
const FILE: &str = "paper.key";
/// What the one line of that file begins with.
const MARK: &str = "sansom-paper-key-1 ";

/// A key that signs.
pub struct PaperKey {
    signing: SigningKey,
    id: KeyId,
}

/// The half of a key that everybody may know: it tells whether a signature is the key's.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct PublicKey(VerifyingKey);

impl PaperKey {
    /// A key made now, which nobody has seen.
    ///
    /// # Errors
    /// Where the machine gives no random bytes.
    pub fn made_now() -> io::Result<PaperKey> {
        Ok(PaperKey::from_secret(&secrets::made_now()?))
    }

    /// The key of a secret.
    pub fn from_secret(secret: &[u8; 32]) -> PaperKey {
        let signing = SigningKey::from_bytes(secret);
        let id = PublicKey(signing.verifying_key()).id();
        PaperKey { signing, id }
    }

    /// Where a data folder keeps its key.
    pub fn file(folder: &Path) -> PathBuf {
        folder.join(FILE)
    }

    /// The key of a data folder; made, and the folder with it, where there is none yet.
    ///
    /// # Errors
    /// Where it can be neither read nor written; a file that holds no key is never replaced.
    pub fn of_folder(folder: &Path) -> io::Result<PaperKey> {
        Ok(PaperKey::from_secret(&secrets::kept(&PaperKey::file(folder), MARK)?))
    }

    /// The key in a file.
    ///
    /// # Errors
    /// [`io::ErrorKind::NotFound`] where there is no such file, [`io::ErrorKind::InvalidData`] where it holds no key.
    pub fn read(file: &Path) -> io::Result<PaperKey> {
        Ok(PaperKey::from_secret(&secrets::read(file, MARK)?))
    }

    /// Writes it into a file that is not there yet and that only its owner may read; the file is whole or not there.
    ///
    /// # Errors
    /// [`io::ErrorKind::AlreadyExists`] where there is one; it is left as it is.
    pub fn write(&self, file: &Path) -> io::Result<()> {
        secrets::write(file, MARK, self.signing.as_bytes())
    }

    /// Its name on paper.
    pub fn id(&self) -> KeyId {
        self.id
    }

    /// The half that everybody may know.
    pub fn public(&self) -> PublicKey {
        PublicKey(self.signing.verifying_key())
    }

    /// Signs a claim: the same claim has the same signature, whenever it is printed.
    pub fn sign(&self, claim: Claim) -> Signed {
        let signature = self.signing.sign(&Signed::message(&claim, self.id)).to_bytes();
        Signed { claim, key: self.id, signature }
    }
}

impl fmt::Debug for PaperKey {
    /// Its name alone: what is written to a log is no secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PaperKey({})", self.id)
    }
}

impl PublicKey {
    /// From its thirty-two bytes; `None` where they are no key.
    pub fn from_bytes(bytes: &[u8]) -> Option<PublicKey> {
        let key = VerifyingKey::from_bytes(bytes.try_into().ok()?).ok()?;
        (!key.is_weak()).then_some(PublicKey(key))
    }

    /// From sixty-four hexadecimal characters, spaces between them left out.
    pub fn parse(text: &str) -> Option<PublicKey> {
        let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        PublicKey::from_bytes(&read_hex::<32>(&text)?)
    }

    /// The thirty-two bytes.
    pub fn as_bytes(&self) -> &[u8; 32] {
        self.0.as_bytes()
    }

    /// The key's name on paper: the first four bytes of its SHA-256.
    pub fn id(&self) -> KeyId {
        let mut id = [0; 4];
        id.copy_from_slice(&crate::web::digest(self.as_bytes())[..4]);
        KeyId(id)
    }

    /// Whether a paper was signed with this key, and says what was signed.
    pub fn signed(&self, paper: &Signed) -> bool {
        let signature = Signature::from_bytes(&paper.signature);
        paper.key == self.id() && self.0.verify_strict(&Signed::message(&paper.claim, paper.key), &signature).is_ok()
    }
}

impl fmt::Display for PublicKey {
    /// Sixty-four hexadecimal characters.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex(self.as_bytes()))
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::papers::{Anchor, Figure, Kind};
    use ledger::{AccountNo, Commodity, EntryNo, FundNo, PartyNo};
    use std::fs;
    use std::os::unix::fs::PermissionsExt;
    use uuid::Uuid;

    fn claim() -> Claim {
        let figure = Figure { fund: FundNo(1), account: AccountNo(2010), amount: Commodity::KHR.of(-150_000) };
        let (entry, anchor) = (EntryNo(42), Anchor::NOTHING);
        Claim::try_new(Kind::Passbook, Uuid::from_u128(7), PartyNo(3), (entry, anchor), vec![figure]).unwrap()
    }

    #[test]
    fn a_changed_paper_is_not_signed() {
        let key = PaperKey::from_secret(&[7; 32]);
        let paper = key.sign(claim());
        assert!(key.public().signed(&paper));
        assert_eq!(paper, key.sign(claim()), "the same claim, the same paper");
        let bytes = paper.bytes();
        for at in 0..bytes.len() {
            for bit in 0..8 {
                let mut changed = bytes.clone();
                changed[at] ^= 1 << bit;
                let (rest, signature) = changed.split_last_chunk::<64>().unwrap();
                let (rest, id) = rest.split_last_chunk::<4>().unwrap();
                let Ok(claim) = Claim::read(rest) else { continue };
                assert!(!key.public().signed(&Signed { claim, key: KeyId(*id), signature: *signature }), "byte {at}, bit {bit}");
            }
        }
        assert!(!PaperKey::from_secret(&[8; 32]).public().signed(&paper));
        assert_eq!(PublicKey::parse(&key.public().to_string()), Some(key.public()));
        assert_eq!(format!("{key:?}"), format!("PaperKey({})", key.id()));
    }

    #[test]
    fn a_folder_has_one_key_and_keeps_it() {
        let folder = std::env::temp_dir().join(format!("sansom-key-{}", Uuid::now_v7().simple()));
        let key = PaperKey::of_folder(&folder.join("new")).unwrap();
        let file = PaperKey::file(&folder.join("new"));
        assert_eq!(PaperKey::of_folder(&folder.join("new")).unwrap().public(), key.public());
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(fs::read_dir(folder.join("new")).unwrap().count(), 1, "nothing is left lying about");
        assert_eq!(key.write(&file).unwrap_err().kind(), io::ErrorKind::AlreadyExists);
        fs::write(&file, "something else\n").unwrap();
        assert_eq!(PaperKey::of_folder(&folder.join("new")).unwrap_err().kind(), io::ErrorKind::InvalidData);
        fs::remove_dir_all(&folder).unwrap();
    }

    /// What the document about paper shows was made by this program.
    #[test]
    fn the_example_in_the_document_is_right() {
        let key = PaperKey::from_secret(&[7; 32]);
        let paper = key.sign(claim());
        let code = domain::papers::Code::of(&crate::web::digest(&paper.bytes()).try_into().unwrap());
        let document = include_str!("../../docs/PAPER.md");
        for shown in [key.public().to_string(), key.id().to_string(), paper.payload(), code.to_string()] {
            assert!(document.contains(&shown), "{shown}");
        }
    }
}
