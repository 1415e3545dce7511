//! What an instance signs its bundles with and opens those closed to it, from one secret in a file of the data folder; and
//! beside it whose certificate the office's server has, where that is the office's own.
use crate::secrets::{self, hex, read_hex};
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use hpke::{
    Deserializable, Kem as _, OpModeR, OpModeS, Serializable, aead::ChaCha20Poly1305, kdf::HkdfSha256, kem::X25519HkdfSha256,
};
use sha2::{Digest, Sha256};
use std::{fmt, fs, io, path::Path};
use ureq::tls::{Certificate, PemItem, RootCerts, parse_pem};

/// The file of the secret, in the data folder.
pub const FILE: &str = "instance.key";
/// The root under which the office's server has its certificate, where that is no public one: PEM, in the data folder.
pub const ROOT: &str = "office.crt";
const MARK: &str = "sansom-instance-key-1 ";
/// What the closing is bound to: a bundle opened as anything else does not open.
const PURPOSE: &[u8] = b"sansom-bundle-1";

type Kem = X25519HkdfSha256;
type Private = <Kem as hpke::Kem>::PrivateKey;
type Public = <Kem as hpke::Kem>::PublicKey;

/// The keys of this instance.
pub struct Keys {
    signing: SigningKey,
    opening: Private,
    open_to: Public,
    roots: Option<RootCerts>,
}

/// The halves of an instance's keys that others know.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct PublicKeys {
    signs: VerifyingKey,
    opens: [u8; 32],
}

impl Keys {
    /// Of a data folder; made where there are none yet.
    ///
    /// # Errors
    /// As [`secrets::kept`], and where [`ROOT`] is there and holds no certificate.
    pub fn of_folder(folder: &Path) -> io::Result<Keys> {
        let keys = Keys::from_secret(&secrets::kept(&folder.join(FILE), MARK)?);
        Ok(Keys { roots: roots(&folder.join(ROOT))?, ..keys })
    }

    /// The roots that an office's server is known by; `None`: the public ones.
    pub fn roots(&self) -> Option<RootCerts> {
        self.roots.clone()
    }

    /// Of a program that keeps no folder; they are forgotten with it.
    pub fn for_a_moment() -> Keys {
        Keys::from_secret(&secrets::made_now().expect("the machine gives random bytes"))
    }

    /// Of a secret: signing and opening are two keys made of it.
    pub fn from_secret(secret: &[u8; 32]) -> Keys {
        let part = |what: &str| -> [u8; 32] { Sha256::new().chain_update(what).chain_update(secret).finalize().into() };
        let (opening, open_to) = Kem::derive_keypair(&part("sansom-instance-opens-1"));
        Keys { signing: SigningKey::from_bytes(&part("sansom-instance-signs-1")), opening, open_to, roots: None }
    }

    /// The halves that others may know.
    pub fn public(&self) -> PublicKeys {
        let mut opens = [0; 32];
        opens.copy_from_slice(&self.open_to.to_bytes());
        PublicKeys { signs: self.signing.verifying_key(), opens }
    }

    /// Signs bytes.
    pub fn sign(&self, bytes: &[u8]) -> [u8; 64] {
        self.signing.sign(bytes).to_bytes()
    }

    /// Opens what was closed to these keys beside `beside`, which is not secret but must be the same.
    pub fn open(&self, closed: &Closed, beside: &[u8]) -> Option<Vec<u8>> {
        let key = <Kem as hpke::Kem>::EncappedKey::from_bytes(&closed.key).ok()?;
        hpke::single_shot_open::<ChaCha20Poly1305, HkdfSha256, Kem>(
            &OpModeR::Base,
            &self.opening,
            &key,
            PURPOSE,
            &closed.bytes,
            beside,
        )
        .ok()
    }
}

/// The certificates of a file; `None` where there is no such file.
fn roots(file: &Path) -> io::Result<Option<RootCerts>> {
    let text = match fs::read(file) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    let found = parse_pem(&text).filter_map(|item| if let Ok(PemItem::Certificate(one)) = item { Some(one) } else { None });
    let found: Vec<Certificate<'static>> = found.collect();
    if found.is_empty() {
        return Err(io::Error::other(format!("{} holds no certificate in PEM", file.display())));
    }
    Ok(Some(RootCerts::new_with_certs(&found)))
}

/// Bytes that only one instance can open.
pub struct Closed {
    /// The key of the closing, as the opener needs it.
    pub key: Vec<u8>,
    /// The bytes, with their seal.
    pub bytes: Vec<u8>,
}

impl PublicKeys {
    /// From their bytes; `None` where they are no keys.
    pub fn from_bytes(signs: &[u8], opens: &[u8]) -> Option<PublicKeys> {
        let signs = VerifyingKey::from_bytes(signs.try_into().ok()?).ok().filter(|key| !key.is_weak())?;
        let opens: [u8; 32] = opens.try_into().ok()?;
        Public::from_bytes(&opens).ok()?;
        Some(PublicKeys { signs, opens })
    }

    /// From their hexadecimal spelling.
    pub fn parse(signs: &str, opens: &str) -> Option<PublicKeys> {
        PublicKeys::from_bytes(&read_hex::<32>(signs)?, &read_hex::<32>(opens)?)
    }

    /// What signatures are seen with.
    pub fn signs(&self) -> &[u8; 32] {
        self.signs.as_bytes()
    }

    /// What bundles are closed to.
    pub fn opens(&self) -> &[u8; 32] {
        &self.opens
    }

    /// Whether bytes were signed by the other halves.
    pub fn signed(&self, bytes: &[u8], signature: &[u8]) -> bool {
        let signature = Signature::from_slice(signature);
        signature.is_ok_and(|signature| self.signs.verify_strict(bytes, &signature).is_ok())
    }

    /// Closes bytes to them.
    ///
    /// # Errors
    /// Where the machine gives no random bytes.
    pub fn close(&self, bytes: &[u8], beside: &[u8]) -> io::Result<Closed> {
        let failed = |error: hpke::HpkeError| io::Error::other(error.to_string());
        let public = Public::from_bytes(&self.opens).map_err(failed)?;
        let (key, bytes) =
            hpke::single_shot_seal::<ChaCha20Poly1305, HkdfSha256, Kem>(&OpModeS::Base, &public, PURPOSE, bytes, beside)
                .map_err(failed)?;
        Ok(Closed { key: key.to_bytes().to_vec(), bytes })
    }

    /// What two people compare by voice or by eye when instances meet: twenty-four hexadecimal characters in sixes.
    pub fn fingerprint(&self) -> String {
        let digest = Sha256::new().chain_update("sansom-instance-1").chain_update(self.signs()).chain_update(self.opens).finalize();
        let text = hex(&digest[..12]);
        [&text[..6], &text[6..12], &text[12..18], &text[18..]].join(" ")
    }
}

impl fmt::Debug for Keys {
    /// The public halves alone: what is written to a log is no secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Keys({})", self.public().fingerprint())
    }
}

impl fmt::Debug for PublicKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.fingerprint())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_closed_to_one_opens_to_nobody_else() {
        let (one, other) = (Keys::from_secret(&[1; 32]), Keys::from_secret(&[2; 32]));
        let closed = one.public().close(b"twelve meetings", b"header").unwrap();
        assert_eq!(one.open(&closed, b"header").unwrap(), b"twelve meetings");
        assert!(one.open(&closed, b"another").is_none());
        assert!(other.open(&closed, b"header").is_none());
        let again = one.public().close(b"twelve meetings", b"header").unwrap();
        assert_ne!(again.bytes, closed.bytes, "the same text is never closed the same way twice");
    }

    #[test]
    fn a_signature_is_of_one_text_by_one_instance() {
        let (one, other) = (Keys::from_secret(&[1; 32]), Keys::from_secret(&[2; 32]));
        let signature = one.sign(b"text");
        assert!(one.public().signed(b"text", &signature));
        assert!(!one.public().signed(b"texts", &signature) && !other.public().signed(b"text", &signature));
    }

    #[test]
    fn a_root_that_is_none_is_said_and_none_is_the_public_ones() {
        let folder = std::env::temp_dir().join(format!("sansom-root-{}", uuid::Uuid::now_v7()));
        fs::create_dir(&folder).unwrap();
        assert!(Keys::of_folder(&folder).unwrap().roots().is_none());
        fs::write(folder.join(ROOT), "no certificate").unwrap();
        assert!(Keys::of_folder(&folder).unwrap_err().to_string().contains("office.crt"));
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn the_same_secret_is_the_same_instance() {
        let one = Keys::from_secret(&[1; 32]).public();
        assert_eq!(one, Keys::from_secret(&[1; 32]).public());
        assert_eq!(PublicKeys::parse(&hex(one.signs()), &hex(one.opens())), Some(one));
    }
}
