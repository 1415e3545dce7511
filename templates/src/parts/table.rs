//! Tables that sort and page on the server and turn into lists of readable rows on a phone.
use super::with_query;
use crate::layout::icon;
use maud::{Markup, html};
use std::borrow::Cow;
use words::Words;

/// Where a column goes on a phone, where a row becomes a block of lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// A small number before the first line.
    Mark,
    /// The row's name, at the left of the first line.
    Lead,
    /// The one figure that matters most, at the right of the first line.
    Figure,
    /// A smaller fact below, with its label.
    Detail,
    /// A line of its own, without a label.
    Line,
    /// Badges or buttons, at the right.
    Act,
    /// One of two figures of which a row has one: at the right of the first line, with its label.
    Side,
    /// Left out.
    Extra,
}

/// A column's head and manner.
#[derive(Clone, Debug)]
pub struct Column<'a> {
    label: Cow<'a, str>,
    place: Place,
    numeric: bool,
    sort: &'a str,
}

impl<'a> Column<'a> {
    fn new(label: impl Into<Cow<'a, str>>, place: Place, numeric: bool) -> Column<'a> {
        Column { label: label.into(), place, numeric, sort: "" }
    }
    /// A running number.
    pub fn mark(label: impl Into<Cow<'a, str>>) -> Column<'a> {
        Column::new(label, Place::Mark, false)
    }
    /// What names the row.
    pub fn lead(label: impl Into<Cow<'a, str>>) -> Column<'a> {
        Column::new(label, Place::Lead, false)
    }
    /// The figure that matters most.
    pub fn figure(label: impl Into<Cow<'a, str>>) -> Column<'a> {
        Column::new(label, Place::Figure, true)
    }
    /// Another figure.
    pub fn number(label: impl Into<Cow<'a, str>>) -> Column<'a> {
        Column::new(label, Place::Detail, true)
    }
    /// A short fact in words.
    pub fn text(label: impl Into<Cow<'a, str>>) -> Column<'a> {
        Column::new(label, Place::Detail, false)
    }
    /// Words that need a line of their own on a phone.
    pub fn line(label: impl Into<Cow<'a, str>>) -> Column<'a> {
        Column::new(label, Place::Line, false)
    }
    /// Badges or buttons.
    pub fn act(label: impl Into<Cow<'a, str>>) -> Column<'a> {
        Column::new(label, Place::Act, false)
    }
    /// One of two figures of which a row has one, such as debit and credit.
    pub fn side(label: impl Into<Cow<'a, str>>) -> Column<'a> {
        Column::new(label, Place::Side, true)
    }
    /// A fact that a phone leaves out, because the page behind the row's name has it.
    pub fn extra(label: impl Into<Cow<'a, str>>) -> Column<'a> {
        Column::new(label, Place::Extra, false)
    }
    /// Lets the reader sort by this column, by the name that the address bears.
    pub fn sorted_by(mut self, name: &'a str) -> Column<'a> {
        self.sort = name;
        self
    }

    fn class(&self) -> &'static str {
        match (self.place, self.numeric) {
            (Place::Mark, _) => "mark",
            (Place::Lead, _) => "lead",
            (Place::Figure, _) => "fig num",
            (Place::Detail, true) => "det num",
            (Place::Detail, false) => "det",
            (Place::Line, _) => "wide",
            (Place::Act, _) => "act",
            (Place::Side, _) => "side num",
            (Place::Extra, _) => "xtra",
        }
    }
}

/// A row: a cell for each column. An empty cell is a dash on a laptop and left out on a phone.
#[derive(Clone, Debug, Default)]
pub struct Row {
    /// The cells, in the columns' order.
    pub cells: Vec<Markup>,
    /// `""`, `"old"` (no longer holds), `"fix"` (a correction) or `"group"` (a heading among rows).
    pub tone: &'static str,
}

impl Row {
    /// An ordinary row.
    pub fn new(cells: Vec<Markup>) -> Row {
        Row { cells, tone: "" }
    }
}

/// How a long list is sorted, filtered and paged: read from the address, and written back into its links.
#[derive(Clone, Debug, Default)]
pub struct Listing {
    /// The address without its query.
    pub path: String,
    /// Query pairs of the filter, which sorting and paging keep.
    pub keep: Vec<(String, String)>,
    /// The name of the column it is sorted by; empty for the list's own order.
    pub sort: String,
    /// Largest or latest first.
    pub down: bool,
    /// The page shown, from 1.
    pub page: u32,
    /// How many pages there are.
    pub pages: u32,
    /// How many rows there are on all pages.
    pub rows: u64,
}

impl Listing {
    fn href(&self, sort: &str, down: bool, page: u32) -> String {
        let page = page.to_string();
        let mut pairs: Vec<(&str, &str)> = self.keep.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        pairs.push(("sort", sort));
        pairs.push((
            "dir",
            if sort.is_empty() {
                ""
            } else if down {
                "desc"
            } else {
                "asc"
            },
        ));
        // A passbook opens at its last page: from there the first is asked for by its number.
        pairs.push(("page", if page == "1" && self.page == 1 { "" } else { &page }));
        with_query(&self.path, &pairs)
    }
}

/// A table.
pub struct Table<'a> {
    /// The reader's words.
    pub words: Words,
    /// What the table holds, for those who do not see the heading above it.
    pub caption: &'a str,
    /// Its columns.
    pub columns: &'a [Column<'a>],
    /// Its rows.
    pub rows: Vec<Row>,
    /// Rows of totals.
    pub foot: Vec<Row>,
    /// Sorting and paging; none for a short table.
    pub listing: Option<&'a Listing>,
}

impl maud::Render for Table<'_> {
    fn render(&self) -> Markup {
        let sortable = self.listing.is_some() && self.columns.iter().any(|column| !column.sort.is_empty());
        html! {
            @if let (true, Some(listing)) = (sortable, self.listing) { (self.sort_menu(listing)) }
            // Rows are laid out as blocks on a phone, which would take the table's meaning from it: the roles keep it.
            table.t role="table" {
                caption.vh { (self.caption) }
                thead role="rowgroup" { tr role="row" { @for column in self.columns { (self.head(column)) } } }
                tbody role="rowgroup" { @for row in &self.rows { (self.row(row)) } }
                @if !self.foot.is_empty() { tfoot role="rowgroup" { @for row in &self.foot { (self.row(row)) } } }
            }
            @if let Some(listing) = self.listing { (plain_pager(self.words, listing)) }
        }
    }
}

impl Table<'_> {
    fn head(&self, column: &Column<'_>) -> Markup {
        let Some(listing) = self.listing.filter(|_| !column.sort.is_empty()) else {
            return html! {
                th.(column.class()) scope="col" role="columnheader" {
                    @if column.place == Place::Act { span.vh { (column.label) } } @else { (column.label) }
                }
            };
        };
        let here = listing.sort == column.sort;
        let (state, symbol) = match (here, listing.down) {
            (true, false) => (Some("ascending"), "chevron-up"),
            (true, true) => (Some("descending"), "chevron-down"),
            _ => (None, "chevrons-up-down"),
        };
        // The first tap on a figure shows the largest first, on a name the first of the alphabet.
        let down = if here { !listing.down } else { column.numeric };
        html! {
            th.(column.class()) scope="col" role="columnheader" aria-sort=[state] {
                a href=(listing.href(column.sort, down, 1)) { (column.label) (icon(symbol)) }
            }
        }
    }

    fn row(&self, row: &Row) -> Markup {
        html! {
            tr.(row.tone) role="row" {
                @for (column, cell) in self.columns.iter().zip(&row.cells) {
                    @let blank = if cell.0.is_empty() { "none" } else { "" };
                    @if column.place == Place::Lead {
                        th.(column.class()) scope="row" role="rowheader" { (cell) }
                    } @else {
                        td.(column.class()).(blank) role="cell" data-l=[matches!(column.place, Place::Detail | Place::Side).then_some(&column.label)] { (cell) }
                    }
                }
            }
        }
    }

    /// On a phone the heads are hidden, so the sorting is a list of links.
    fn sort_menu(&self, listing: &Listing) -> Markup {
        html! {
            details.sortby {
                summary { (icon("arrow-up-down")) (self.words.say("sort-by")) (icon("chevron-right")) }
                div.tabs {
                    @for column in self.columns.iter().filter(|column| !column.sort.is_empty()) {
                        @let here = listing.sort == column.sort;
                        @let down = if here { !listing.down } else { column.numeric };
                        a href=(listing.href(column.sort, down, 1)) aria-current=[here.then_some("true")] {
                            (column.label) @if here { (icon(if listing.down { "chevron-down" } else { "chevron-up" })) }
                        }
                    }
                }
            }
        }
    }
}

/// The links to the pages before and after; nothing when there is one page.
pub fn plain_pager(words: Words, listing: &Listing) -> Markup {
    if listing.pages < 2 {
        return html! {};
    }
    let of = [("page", words.ordinal(listing.page.into()).into()), ("pages", words.ordinal(listing.pages.into()).into())];
    let to = |page| listing.href(&listing.sort, listing.down, page);
    html! {
        nav.pager aria-label=(words.say("pages")) {
            p { (words.with("page-of", &of)) span.small { " · " (words.with("rows-in-all", &[("count", words.number(listing.rows as i64).into())])) } }
            div.actions {
                @if listing.page > 1 {
                    a.btn rel="prev" href=(to(listing.page - 1)) { (icon("chevron-left")) (words.say("previous")) }
                }
                @if listing.page < listing.pages {
                    a.btn rel="next" href=(to(listing.page + 1)) { (words.say("next")) (icon("chevron-right")) }
                }
            }
        }
    }
}
