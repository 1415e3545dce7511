//! Files that are whole or not there: a stick is pulled out at the wrong moment now and then.
use super::Failure;
use std::{
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
};

/// A file that stands under another name until it is whole.
pub struct Part {
    part: PathBuf,
    whole: PathBuf,
}

impl Part {
    /// Writes bytes beside where they belong; `output` is a file, or a folder in which they are called `name`.
    pub fn write(output: &Path, name: &str, bytes: &[u8]) -> Result<Part, Failure> {
        let whole = if output.is_dir() { output.join(name) } else { output.to_owned() };
        let failed = |error: io::Error| Failure(format!("{} cannot be written: {error}", whole.display()));
        let mut beside = whole.clone().into_os_string();
        beside.push(format!(".{}.part", std::process::id()));
        let part = Part { part: beside.into(), whole: whole.clone() };
        let mut file = fs::File::create(&part.part).map_err(failed)?;
        file.write_all(bytes).and_then(|()| file.sync_all()).map_err(failed)?;
        Ok(part)
    }

    /// Gives it its name; where it stands.
    pub fn done(self) -> Result<PathBuf, Failure> {
        let failed = |error: io::Error| Failure(format!("{} cannot be written: {error}", self.whole.display()));
        fs::rename(&self.part, &self.whole).map_err(failed)?;
        let folder = self.whole.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        // Some sticks cannot be told to write a folder down; the file itself is.
        fs::File::open(folder).and_then(|folder| folder.sync_all()).ok();
        Ok(self.whole.clone())
    }
}

impl Drop for Part {
    /// What did not become whole is taken away again.
    fn drop(&mut self) {
        fs::remove_file(&self.part).ok();
    }
}

/// Reads a file.
pub fn read(file: &Path) -> Result<Vec<u8>, Failure> {
    fs::read(file).map_err(|error| Failure(format!("{} cannot be read: {error}", file.display())))
}
