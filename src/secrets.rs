//! Secrets that live in a file of the data folder and never in the database: whoever holds a copy of the books alone can
//! neither sign a paper nor open a bundle.
use std::{
    fs,
    io::{self, Write},
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
};

/// Thirty-two bytes that nobody has seen.
///
/// # Errors
/// Where the machine gives no random bytes.
pub fn made_now() -> io::Result<[u8; 32]> {
    let mut secret = [0; 32];
    getrandom::fill(&mut secret).map_err(|error| io::Error::other(error.to_string()))?;
    Ok(secret)
}

/// The secret in a file, made, and its folder with it, where there is none yet. `mark` is what its one line begins with.
///
/// # Errors
/// Where it can be neither read nor written; a file that holds no secret is never replaced.
pub fn kept(file: &Path, mark: &str) -> io::Result<[u8; 32]> {
    match read(file, mark) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        read => return read,
    }
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder)?;
    }
    let secret = made_now()?;
    match write(file, mark, &secret) {
        // Somebody made it at the same moment: one is kept, and it is that one.
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => read(file, mark),
        written => written.map(|()| secret),
    }
}

/// The secret in a file.
///
/// # Errors
/// [`io::ErrorKind::NotFound`] where there is no such file, [`io::ErrorKind::InvalidData`] where it holds none.
pub fn read(file: &Path, mark: &str) -> io::Result<[u8; 32]> {
    let text = fs::read_to_string(file)?;
    let secret = text.trim_end().strip_prefix(mark).and_then(read_hex);
    secret.ok_or_else(|| io::Error::new(io::ErrorKind::InvalidData, "it holds no key of that sort"))
}

/// Writes it into a file that is not there yet and that only its owner may read; the file is whole or not there.
///
/// # Errors
/// [`io::ErrorKind::AlreadyExists`] where there is one; it is left as it is.
pub fn write(file: &Path, mark: &str, secret: &[u8; 32]) -> io::Result<()> {
    let mut name = file.as_os_str().to_owned();
    name.push(format!(".{}.part", std::process::id()));
    let part = PathBuf::from(name);
    fs::remove_file(&part).or_else(|error| if error.kind() == io::ErrorKind::NotFound { Ok(()) } else { Err(error) })?;
    let mut whole = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&part)?;
    let written =
        writeln!(whole, "{mark}{}", hex(secret)).and_then(|()| whole.sync_all()).and_then(|()| fs::hard_link(&part, file));
    fs::remove_file(&part).ok();
    written?;
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::File::open(folder)?.sync_all()
}

/// Bytes as hexadecimal, two lower-case characters each.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// So many bytes from hexadecimal; `None` where it is anything else.
pub fn read_hex<const N: usize>(text: &str) -> Option<[u8; N]> {
    if text.len() != 2 * N || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    let mut bytes = [0; N];
    for (at, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&text[at * 2..at * 2 + 2], 16).ok()?;
    }
    Some(bytes)
}
