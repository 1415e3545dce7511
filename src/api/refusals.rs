//! Why a program is not answered. The text is for whoever writes that program, and so in English, as on the command line.
use super::Reads;
use axum::http::StatusCode;

/// Why a program is not answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// No token, or none that holds: unknown, ended and revoked look alike.
    Token,
    /// The token may not read this.
    Scope(Reads),
    /// A parameter: which, and what it must be.
    Parameter(&'static str, &'static str),
    /// A parameter that the address does not know: a mistyped one would otherwise change what is counted.
    UnknownParameter,
    /// Anything but reading.
    Method,
}

impl Refusal {
    /// The status of the answer.
    pub fn status(self) -> StatusCode {
        match self {
            Refusal::Token => StatusCode::UNAUTHORIZED,
            Refusal::Scope(_) => StatusCode::FORBIDDEN,
            Refusal::Parameter(..) | Refusal::UnknownParameter => StatusCode::BAD_REQUEST,
            Refusal::Method => StatusCode::METHOD_NOT_ALLOWED,
        }
    }

    /// The word by which a program tells it from others.
    pub fn code(self) -> &'static str {
        match self {
            Refusal::Token => "token",
            Refusal::Scope(_) => "scope",
            Refusal::Parameter(..) | Refusal::UnknownParameter => "parameter",
            Refusal::Method => "method",
        }
    }

    /// What is wrong and what to do.
    pub fn message(self) -> String {
        match self {
            Refusal::Token => "send a token that holds: Authorization: Bearer sansom_…".into(),
            Refusal::Scope(reads) => format!("this token may not read {}: ask for one that may", reads.code()),
            Refusal::Parameter(name, must) => format!("{name}: {must}"),
            Refusal::UnknownParameter => "there is a parameter that this address does not know, or one that is said twice".into(),
            Refusal::Method => "only GET and HEAD are answered here".into(),
        }
    }
}
