//! What the programme promised and how far it is: measures, targets, and counting that counts everybody once.
//!
//! Nothing here is typed in: a figure is counted from records of what happened, each with whom it was for, where and when
//! (domain file 6.3). A person is one however many records she has, a household one however many of its people came.
mod bands;
mod counting;
mod measures;
pub mod statements;
mod suppression;
mod targets;

pub use bands::{AgeBand, FiscalYear};
pub use counting::{Dimension, Figure, Key, Once, count};
pub use measures::{Counting, Measure};
pub use suppression::{Cell, LEAST, suppressed};
pub use targets::{Actual, RawTarget, Reading, Standing, Target, TargetRefusal, standing};
