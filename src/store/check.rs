//! The reckoning that trusts nothing kept.
use super::{Db, Result, statements};
statements! { NOTHING = "select id from book"; }
/// A finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {}
/// Check.
pub async fn check(_db: &Db) -> Result<Vec<Finding>> { Ok(vec![]) }
