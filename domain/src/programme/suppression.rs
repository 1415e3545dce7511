//! Small cells of protected figures are not shown: who is one of four in a province could be found (scope 10, rule 4).
use super::{Dimension, Figure};
use std::collections::BTreeMap;

/// Cells below this many are hidden.
pub const LEAST: i64 = 5;

/// What may be shown of a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cell {
    /// It may be shown.
    Shown(i64),
    /// Fewer than the least, or what would give such a cell away.
    Hidden,
}

impl Cell {
    /// The number, where it may be shown.
    pub fn shown(self) -> Option<i64> {
        match self {
            Cell::Shown(number) => Some(number),
            Cell::Hidden => None,
        }
    }
}

/// The total and the cells of a protected figure as they may be shown. Where exactly one cell of a dimension is too small,
/// or those hidden together are, the smallest of the others is hidden too, until what the total leaves open is no small
/// number; a dimension in which that leaves nothing is not there.
pub fn suppressed(figure: &Figure, least: i64) -> (Cell, BTreeMap<Dimension, BTreeMap<String, Cell>>) {
    let small = |number: i64| number > 0 && number < least;
    if small(figure.total) {
        return (Cell::Hidden, BTreeMap::new());
    }
    let mut shown = BTreeMap::new();
    for (dimension, cells) in &figure.by {
        let mut order: Vec<(&String, i64)> =
            cells.iter().map(|(cell, number)| (cell, *number)).filter(|(_, number)| *number > 0).collect();
        order.sort_by_key(|(cell, number)| (*number, (*cell).clone()));
        let mut hidden = order.iter().filter(|(_, number)| small(*number)).count();
        // One hidden cell is the total less the others; so are several that are few together.
        while hidden > 0
            && hidden < order.len()
            && (hidden == 1 || order[..hidden].iter().map(|(_, number)| number).sum::<i64>() < least)
        {
            hidden += 1;
        }
        let told: BTreeMap<String, Cell> = order
            .iter()
            .enumerate()
            .map(|(nth, (cell, number))| ((*cell).clone(), if nth < hidden { Cell::Hidden } else { Cell::Shown(*number) }))
            .collect();
        if told.values().any(|cell| *cell != Cell::Hidden) {
            shown.insert(*dimension, told);
        }
    }
    (Cell::Shown(figure.total), shown)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn figure(cells: &[i64]) -> Figure {
        let cells: BTreeMap<String, i64> = cells.iter().enumerate().map(|(nth, number)| (format!("{nth:02}"), *number)).collect();
        Figure { total: cells.values().sum(), by: BTreeMap::from([(Dimension::Province, cells)]) }
    }

    #[test]
    fn a_small_cell_takes_another_with_it() {
        let (total, cells) = suppressed(&figure(&[20, 3, 7]), LEAST);
        let cells = &cells[&Dimension::Province];
        assert_eq!(total, Cell::Shown(30));
        assert_eq!((cells["00"], cells["01"], cells["02"]), (Cell::Shown(20), Cell::Hidden, Cell::Hidden));
        assert_eq!(suppressed(&figure(&[4]), LEAST), (Cell::Hidden, BTreeMap::new()));
        assert_eq!(suppressed(&figure(&[12, 18]), LEAST).1[&Dimension::Province]["00"], Cell::Shown(12));
    }

    proptest! {
        /// Nothing that is hidden can be told from the total and what is shown: at least two cells are hidden or none, and
        /// together they are no small number.
        #[test]
        fn what_is_hidden_stays_hidden(cells in prop::collection::vec(1_i64..30, 1..9)) {
            let (total, shown) = suppressed(&figure(&cells), LEAST);
            if let (Cell::Shown(total), Some(shown)) = (total, shown.get(&Dimension::Province)) {
                let told: i64 = shown.values().filter_map(|cell| cell.shown()).sum();
                let hidden = shown.values().filter(|cell| **cell == Cell::Hidden).count();
                prop_assert!(hidden == 0 && told == total || hidden >= 2 && total - told >= LEAST);
                prop_assert!(shown.values().filter_map(|cell| cell.shown()).all(|number| number >= LEAST));
            }
        }
    }
}
