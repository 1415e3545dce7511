//! Grants under codes: the liaison's pages, on which a code stands, and the slips of everybody else, on which none does.
//!
//! Who is behind a code is known to a provider, elsewhere (scope, section 10). [`store`] alone reads codes, and writes down
//! who looked in the same breath. Whoever else has to do something with such a grant gets a slip: its number, its line, its
//! sums, and nothing besides.
pub mod acts;
mod form;
pub mod pages;
pub mod renewal;
pub mod slips;
pub mod store;

use domain::grants::{GrantNo, Turn, Turns};

/// What is done on slips, in the order in which a grant lives through it. Vouchers have their own pages, and the liaison
/// goes and sees.
pub const SLIPS: [Turn; 7] = [Turn::Screen, Turn::Appraise, Turn::Rule, Turn::Agree, Turn::Vary, Turn::Close, Turn::Recover];

/// The grants under codes that wait for somebody's hand, by what is to be done; nothing of what does not wait.
pub fn slips_waiting(turns: &Turns<'_>) -> Vec<(Turn, Vec<GrantNo>)> {
    let waiting = SLIPS.into_iter().map(|turn| (turn, turns.grants(turn, true)));
    waiting.filter(|(_, grants)| !grants.is_empty()).collect()
}
