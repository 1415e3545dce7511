//! Papers on the command line: a document becomes a PDF in a file or in a pipe, never on a terminal.
use super::{Failure, Outcome, print};
use crate::{error::Fault, groups::store::Group, practice};
use clap::{Args, ValueEnum};
use reports::{Document, Language, Say};
use std::{io::IsTerminal, path::PathBuf};
use words::Digits;

/// How a paper is written and where it goes; flattened into every command that can give one.
#[derive(Args, Clone, Debug)]
pub struct Paper {
    #[command(flatten)]
    tongue: Tongue,
    /// The file of a PDF; without it, standard output where that is a file or a pipe.
    #[arg(short, long, value_name = "FILE", help_heading = "Paper")]
    output: Option<PathBuf>,
}

/// In what a paper speaks.
#[derive(Args, Clone, Copy, Debug)]
pub struct Tongue {
    /// The language of a PDF: km, en, or both (Khmer with English beside).
    #[arg(long, value_name = "LANGUAGE", default_value = "km", value_parser = language, help_heading = "Paper")]
    language: Language,
    /// The digits of a PDF: latin or khmer.
    #[arg(long, value_name = "DIGITS", default_value = "latin", value_parser = digits, help_heading = "Paper")]
    digits: Digits,
}

impl Tongue {
    /// What speaks on the paper.
    pub fn say(self) -> Say {
        Say::new(self.language, self.digits)
    }
}

/// The bytes of a document; characters that no font here can draw are named on standard error.
pub fn drawn(document: &Document) -> Vec<u8> {
    let undrawn: Vec<String> = document.undrawn().into_iter().map(|c| format!("U+{:04X}", u32::from(c))).collect();
    if !undrawn.is_empty() {
        eprintln!("sansom: no font here draws {}; they are printed by their numbers", undrawn.join(", "));
    }
    reports::write(document)
}

/// The format of what is only a paper.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum PaperFormat {
    /// For a printer.
    #[default]
    Pdf,
}

/// Reads `--language`.
pub fn language(code: &str) -> Result<Language, String> {
    Language::parse(code).ok_or_else(|| "write km, en or both".to_owned())
}

/// Reads `--digits`.
pub fn digits(code: &str) -> Result<Digits, String> {
    Digits::parse(code).ok_or_else(|| "write latin or khmer".to_owned())
}

/// What a page would show: where it is not there, `missing` says so to the person at the terminal.
///
/// # Errors
/// When there is no such thing, or it cannot be read.
pub fn found<T>(loaded: Result<T, Fault>, missing: impl FnOnce() -> String) -> Result<T, Failure> {
    loaded.map_err(|fault| match fault {
        Fault::NotFound => Failure(missing()),
        Fault::Store(error) => error.into(),
        Fault::Broken(what) => Failure(what),
        other => Failure(format!("the books cannot be read: {other:?}")),
    })
}

impl Paper {
    /// For a command whose options are not those of a paper alone.
    pub fn of(language: Language, digits: Digits, output: Option<PathBuf>) -> Paper {
        Paper { tongue: Tongue { language, digits }, output }
    }

    /// What speaks on the paper.
    pub fn say(&self) -> Say {
        self.tongue.say()
    }

    /// Refuses before anything is loaded or drawn where the PDF would land on a terminal.
    pub fn must_have_a_place(&self) -> Result<(), Failure> {
        if self.file().is_none() && std::io::stdout().is_terminal() {
            return Err(Failure("a PDF is not for a terminal: name a file with -o FILE".into()));
        }
        Ok(())
    }

    /// Writes a document; characters that no font here can draw are named on standard error.
    pub fn write(&self, document: &Document) -> Outcome {
        self.write_bytes(&drawn(document))
    }

    /// Writes a paper of a group; one to learn on is marked on every page.
    pub fn write_of(&self, group: &Group, document: Document) -> Outcome {
        self.write(&practice::marked(group.practice, document))
    }

    /// Writes the bytes of a PDF that is ready.
    pub fn write_bytes(&self, pdf: &[u8]) -> Outcome {
        self.must_have_a_place()?;
        match self.file() {
            Some(file) => {
                std::fs::write(file, pdf).map_err(|error| Failure(format!("{} cannot be written: {error}", file.display())))?
            }
            None => print(pdf)?,
        }
        Ok(true)
    }

    /// The file to write; `-` is standard output.
    fn file(&self) -> Option<&PathBuf> {
        self.output.as_ref().filter(|file| file.as_os_str() != "-")
    }
}
