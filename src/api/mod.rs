//! Figures for programs of partners and donors: a few addresses below `/api/v1/` that answer in JSON, and the tokens that
//! open them. A token reads and never writes; it opens no page, and a session opens nothing here. Persons are nowhere: what
//! is told is counted by the functions that the programme's pages use, and hidden where it would tell of a few.
//!
//! The addresses are described in docs/openapi.json, which the program gives out itself.
mod answers;
mod asked;
pub mod figures;
pub mod form;
pub mod groups;
pub mod pages;
mod refusals;
pub mod secret;
pub mod store;
pub mod targets;

pub use answers::refused;
pub use refusals::Refusal;

/// Everything below this is for programs.
pub const BELOW: &str = "/api/";

/// What a token may read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Reads {
    /// Indicators: counted figures and what they are told apart by.
    Indicators,
    /// Targets and how far each is.
    Targets,
    /// Groups: where, how many members, what they have saved, when they last met.
    Groups,
}

impl Reads {
    /// All of them.
    pub const ALL: [Reads; 3] = [Reads::Indicators, Reads::Targets, Reads::Groups];

    /// The word kept in the database and typed on the command line.
    pub fn code(self) -> &'static str {
        match self {
            Reads::Indicators => "indicators",
            Reads::Targets => "targets",
            Reads::Groups => "groups",
        }
    }

    /// Reads the word.
    pub fn parse(text: &str) -> Option<Reads> {
        Reads::ALL.into_iter().find(|reads| reads.code() == text)
    }
}

/// `GET /api/v1/openapi.json`
pub async fn openapi() -> axum::response::Response {
    answers::written(include_str!("../../docs/openapi.json").to_owned())
}
