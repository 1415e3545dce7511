//! Long lists: what the address says about sorting and paging, and the part of the rows that is shown.
use serde::Deserialize;
use std::cmp::Ordering;
use templates::parts::Listing;

/// Rows on a page.
const ROWS: usize = 30;

/// What the address of a list says. Everything is text: a page that does not exist is the nearest that does, not a fault.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct ListQuery {
    /// The column it is sorted by.
    pub sort: String,
    /// `desc` or `asc`.
    pub dir: String,
    /// The page, from 1.
    pub page: String,
    /// What was typed into the search box.
    pub q: String,
    /// The organisation chosen in the filter.
    pub organisation: String,
    /// The state chosen in the filter.
    pub state: String,
    /// `1`: those who have left too.
    pub left: String,
}

impl ListQuery {
    /// What was searched for, ready to be looked for with [`matches`].
    pub fn needle(&self) -> String {
        plain(&self.q)
    }

    /// Sorts rows and takes the page that the address names. `keep` are the filter's query pairs, `order` compares two
    /// rows by a column's name and answers `None` for a column that there is not; rows that are equal keep their order.
    pub fn page<T>(
        &self,
        path: &str,
        keep: &[(&str, &str)],
        mut rows: Vec<T>,
        order: impl Fn(&str, &T, &T) -> Option<Ordering>,
    ) -> (Vec<T>, Listing) {
        let down = self.dir == "desc";
        let known = match &rows[..] {
            [one, ..] => order(&self.sort, one, one).is_some(),
            [] => false,
        };
        if known {
            rows.sort_by(|a, b| {
                let order = order(&self.sort, a, b).unwrap_or(Ordering::Equal);
                if down { order.reverse() } else { order }
            });
        }
        let (part, listing) = self.part(path, keep, rows.len(), known);
        (rows.into_iter().skip(part.skip).take(part.take).collect(), listing)
    }

    /// The same where the store sorts and cuts: which part of so many rows to read. `columns` are those that it can sort by.
    pub fn cut(&self, path: &str, keep: &[(&str, &str)], rows: usize, columns: &[&str]) -> (Part, Listing) {
        self.part(path, keep, rows, columns.contains(&&*self.sort))
    }

    fn part(&self, path: &str, keep: &[(&str, &str)], rows: usize, known: bool) -> (Part, Listing) {
        let pages = rows.div_ceil(ROWS).max(1);
        let page = self.page.parse::<usize>().unwrap_or(1).clamp(1, pages);
        let kept = keep.iter().filter(|(_, value)| !value.is_empty()).map(|(name, value)| ((*name).into(), (*value).into()));
        let listing = Listing {
            path: path.to_owned(),
            keep: kept.collect(),
            sort: if known { self.sort.clone() } else { String::new() },
            down: self.dir == "desc",
            page: page as u32,
            pages: pages as u32,
            rows: rows as u64,
        };
        (Part { skip: (page - 1) * ROWS, take: ROWS }, listing)
    }
}

/// The rows of one page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    /// How many stand on pages before it.
    pub skip: usize,
    /// How many are on it at most.
    pub take: usize,
}

/// Whether one of these texts contains what was searched for; nothing searched for is in everything.
pub fn matches(needle: &str, texts: &[&str]) -> bool {
    needle.is_empty() || texts.iter().any(|text| plain(text).contains(needle))
}

/// Without case, spaces and the invisible marks that Khmer is typed with.
pub fn plain(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '\u{200b}'..='\u{200d}' | '\u{feff}'))
        .flat_map(char::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(sort: &str, dir: &str, page: &str) -> (Vec<u32>, u32, u32) {
        let query = ListQuery { sort: sort.into(), dir: dir.into(), page: page.into(), ..ListQuery::default() };
        let (rows, listing) = query.page("/", &[], (0..65).collect(), |by, a: &u32, b: &u32| (by == "number").then(|| a.cmp(b)));
        (rows, listing.page, listing.pages)
    }

    #[test]
    fn sorted_and_paged() {
        assert_eq!(shown("number", "desc", "1").0[0], 64);
        assert_eq!(shown("nothing", "desc", "3"), ((60..65).collect(), 3, 3));
        for page in ["0", "-1", "x", ""] {
            assert_eq!(shown("", "", page).1, 1, "{page:?}");
        }
        assert_eq!(shown("", "", "99").1, 3);
    }

    #[test]
    fn searched() {
        assert!(matches(&plain("ស្រី មុំ"), &["ជា ស្រី\u{200b}មុំ"]));
        assert!(matches(&plain("SOK"), &["x", "Chea Sok"]));
        assert!(!matches("z", &["Chea Sok"]));
    }
}
