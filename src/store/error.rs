//! What may go wrong with a database, in the few words the rest of the program tells apart.
use std::fmt;

/// `Result`, as a rule with this module's [`Error`].
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why the database did not do as it was told.
#[derive(Debug)]
pub enum Error {
    /// A rule that the database keeps refused it; the text is the rule.
    Refused(String),
    /// Somebody was first: a unique key is taken.
    Taken,
    /// No room on the disk; nothing was half-written.
    Full,
    /// The database cannot be reached, or has no turn to give, now; the text is for the log.
    Away(String),
    /// Something this engine does otherwise; the text says how.
    Unsupported(&'static str),
    /// A file could not be read or written.
    Io(std::io::Error),
    /// Any other fault.
    Sql(sqlx::Error),
    /// The schema is not ours, or newer than this program.
    Schema(sqlx::migrate::MigrateError),
    /// A stored row says what no row of ours says; the text names it.
    Garbled(String),
}

impl Error {
    /// The rule that refused, or nothing.
    pub fn rule(&self) -> &str {
        match self {
            Error::Refused(rule) => rule,
            _ => "",
        }
    }
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Error {
        match error {
            sqlx::Error::Io(error) => error.into(),
            sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed | sqlx::Error::WorkerCrashed | sqlx::Error::Tls(_) => {
                Error::Away(error.to_string())
            }
            sqlx::Error::Database(said) => of_database(said),
            error => Error::Sql(error),
        }
    }
}

fn of_database(said: Box<dyn sqlx::error::DatabaseError>) -> Error {
    for area in ["ledger: ", "record: "] {
        if let Some(at) = said.message().find(area) {
            let rule = &said.message()[at + area.len()..];
            // SQLite's guards against REPLACE speak before its unique keys do.
            return if rule.ends_with("is there already") { Error::Taken } else { Error::Refused(rule.to_owned()) };
        }
    }
    if said.is_unique_violation() {
        return Error::Taken;
    }
    let code = said.code().unwrap_or_default().into_owned();
    match code.parse::<u32>().map(|number| (number & 0xff, number)) {
        // SQLite: full; shared memory that cannot grow is a full disk too.
        Ok((13, _) | (_, 4874)) if code.len() < 5 => return Error::Full,
        // Busy, locked, input or output, cannot open, not a database.
        Ok((5 | 6 | 10 | 14 | 26, _)) if code.len() < 5 => return Error::Away(said.to_string()),
        // Read only because the file was moved away or its folder shut.
        Ok((8, 1032 | 1544)) => return Error::Away(said.to_string()),
        _ => {}
    }
    match code.as_str() {
        "53100" => Error::Full,
        // Too many connections, lock not given in time, shutting down or starting, no such database, not let in.
        "53300" | "55P03" | "57P01" | "57P02" | "57P03" | "57P05" | "25P03" | "58030" | "3D000" | "28P01" | "28000" => {
            Error::Away(said.to_string())
        }
        code if code.len() == 5 && code.starts_with("08") => Error::Away(said.to_string()),
        _ => Error::Sql(sqlx::Error::Database(said)),
    }
}

impl From<std::io::Error> for Error {
    fn from(error: std::io::Error) -> Error {
        use std::io::ErrorKind::*;
        match error.kind() {
            StorageFull | QuotaExceeded => Error::Full,
            ConnectionRefused | ConnectionReset | ConnectionAborted | NotConnected | BrokenPipe | TimedOut | UnexpectedEof
            | HostUnreachable | NetworkUnreachable | NetworkDown | AddrNotAvailable => Error::Away(error.to_string()),
            _ => Error::Io(error),
        }
    }
}

impl From<sqlx::migrate::MigrateError> for Error {
    fn from(error: sqlx::migrate::MigrateError) -> Error {
        use sqlx::migrate::MigrateError::{Execute, ExecuteMigration};
        match error {
            Execute(error) => error.into(),
            ExecuteMigration(error, version) => match Error::from(error) {
                Error::Sql(error) => Error::Schema(ExecuteMigration(error, version)),
                error => error,
            },
            error => Error::Schema(error),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Refused(rule) => write!(f, "refused: {rule}"),
            Error::Taken => f.write_str("it is there already"),
            Error::Full => f.write_str("the disk is full"),
            Error::Away(why) => write!(f, "the database cannot be reached: {why}"),
            Error::Unsupported(how) => f.write_str(how),
            Error::Io(error) => error.fmt(f),
            Error::Sql(error) => error.fmt(f),
            Error::Schema(sqlx::migrate::MigrateError::VersionMissing(version)) => {
                write!(f, "the database has schema {version}, which this program does not know: it was written by a newer one")
            }
            Error::Schema(error) => error.fmt(f),
            Error::Garbled(what) => write!(f, "a stored row cannot be read: {what}"),
        }
    }
}

impl std::error::Error for Error {}
