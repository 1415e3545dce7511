//! Being written.
use super::{Ground, Ruling};
use crate::banks::ask::Ask;

pub(super) fn rule(_: &Ground, _: &Ask) -> Ruling {
    Ruling::default()
}
