//! A business plan from a sheet: a row for each line of the budget, and rows for what the sheet itself says they come to.
//!
//! Nothing is corrected on the way: an amount or a total that the sheet prints is kept beside what the lines come to, so that
//! [`domain::plans::Plan::objections`] can name every disagreement. A row that cannot be read is listed with its line.
use super::{
    BadLines, ImportError,
    table::{self, Column, Row, latin_digits},
};
use chrono::{Datelike, NaiveDate};
use domain::plans::{
    Cycle, Figure, Figures, Giver, Investment, Line, Measure, Place, Plan, Printed, Role, Section, Source, Written, known_units,
};
use rust_decimal::{Decimal, RoundingStrategy};
use std::{collections::BTreeMap, path::Path};
use templates::plans::say;
use words::{Language, UnreadableNumber, Words, read_quantity};

const COLUMNS: &[Column] = &[
    Column::needed("section"),
    Column::optional("item"),
    Column::optional("item_km"),
    Column::optional("quantity"),
    Column::optional("unit"),
    Column::optional("price"),
    Column::optional("per"),
    Column::optional("amount"),
    Column::optional("months"),
    Column::optional("weights"),
    Column::optional("role"),
    Column::optional("mortality"),
    Column::optional("gives"),
    Column::optional("gives_unit"),
    Column::optional("shrink"),
    Column::optional("loss"),
    Column::optional("own_use"),
    Column::optional("grows_days"),
    Column::optional("main"),
    Column::optional("life_months"),
    Column::optional("life_days"),
    Column::optional("worth"),
];
/// Decimal places that a number of a sheet may have.
const PLACES: u8 = 6;
/// Currencies whose decimal places need not be said.
const CURRENCIES: [(&str, u8); 9] =
    [("KHR", 0), ("USD", 2), ("THB", 2), ("VND", 0), ("LAK", 0), ("IDR", 0), ("PHP", 2), ("MYR", 2), ("EUR", 2)];
/// What a row under a section is called when it prints what the section comes to.
const SUMS: [&str; 5] = ["subtotal", "sub-total", "total", "សរុបរង", "សរុប"];

/// Reads a sheet, `.csv` or `.xlsx`. `title` stands in where the sheet has none, and the plan begins in the month of `today`
/// where it says nothing else. What it gives can be reckoned.
///
/// # Errors
/// The file cannot be read, or every row that cannot be taken, in the words of whoever sends it.
pub fn read(path: &Path, title: &str, today: NaiveDate, words: Words) -> Result<Plan, ImportError> {
    from_rows(&table::rows(table::lines(path)?, COLUMNS)?, title, today, words)
}

/// Reads the same from a file that is in memory; its name says what it is.
///
/// # Errors
/// As [`read`].
pub fn read_bytes(name: &str, bytes: &[u8], title: &str, today: NaiveDate, words: Words) -> Result<Plan, ImportError> {
    from_rows(&table::rows(table::lines_of(name, bytes)?, COLUMNS)?, title, today, words)
}

/// Reads the same from text that is in memory.
///
/// # Errors
/// As [`read`].
pub fn read_text(bytes: &[u8], title: &str, today: NaiveDate, words: Words) -> Result<Plan, ImportError> {
    read_bytes("sheet.csv", bytes, title, today, words)
}

fn from_rows(rows: &[Row], title: &str, today: NaiveDate, words: Words) -> Result<Plan, ImportError> {
    let mut sheet = Sheet::new(title, today, words);
    // The currency says whether amounts have parts, so it is read before them.
    for row in rows.iter().filter(|row| word(row.text("section")) == "currency") {
        sheet.currency(row);
    }
    for row in rows {
        sheet.row(row);
    }
    sheet.finish()
}

/// A plan as its rows are read.
struct Sheet {
    words: Words,
    bad: BadLines,
    written: Written,
    /// In which line of the file a place of the plan stands.
    lines: BTreeMap<Place, u64>,
    /// The first line of the file that has a row.
    first: u64,
    told: bool,
}

/// What a row that prints a sum is of.
enum Sum {
    Of(Section),
    Figure(Figure),
}

impl Sheet {
    fn new(title: &str, today: NaiveDate, words: Words) -> Sheet {
        let written = Written {
            enterprise: "other".into(),
            title_km: String::new(),
            title_latin: title.to_owned(),
            currency: "KHR".into(),
            decimals: 0,
            starts: format!("{:04}-{:02}", today.year(), today.month()),
            months: None,
            figures: Figures::HalfUp,
            contingency: None,
            affordable: None,
            cycle: Cycle { days: None, months: None, times: 1, every: None },
            size: None,
            units: BTreeMap::new(),
            household: None,
            chapters: BTreeMap::new(),
            printed: Printed::default(),
            lines: vec![],
            investments: vec![],
            sources: vec![],
            loans: vec![],
        };
        Sheet { words, bad: BadLines::default(), written, lines: BTreeMap::new(), first: 1, told: false }
    }

    fn row(&mut self, row: &Row) {
        self.first = if self.lines.is_empty() { row.line } else { self.first };
        let (section, item) = (word(row.text("section")), row.text("item"));
        match section.as_str() {
            "title" => (self.written.title_latin, self.written.title_km) = (item.to_owned(), row.text("item_km").to_owned()),
            "currency" => {}
            "starts" => self.written.starts = latin_digits(item),
            "enterprise" => self.written.enterprise = item.to_owned(),
            "size" => self.written.size = self.measure(row, "quantity", "unit"),
            "cycle" => self.cycle(row),
            "times" => self.written.cycle.times = self.count(row, "quantity").unwrap_or(1),
            "contingency" => self.written.contingency = self.number(row, "quantity"),
            "rounding" => match Figures::parse(&word(item)) {
                Some(figures) => self.written.figures = figures,
                None => self.object(row, "item", "rounding", item),
            },
            "own" => self.source(row, Giver::Own),
            "grant" => self.source(row, Giver::Grant),
            "investment" => self.investment(row),
            "total" => self.total(row),
            _ => match section_of(&section) {
                Some(section) if SUMS.contains(&word(item).as_str()) => self.print(row, Sum::Of(section)),
                Some(section) => self.line(row, section),
                None => self.object(row, "section", "section", row.text("section")),
            },
        }
    }

    fn currency(&mut self, row: &Row) {
        let code = row.text("item").to_uppercase();
        let known = CURRENCIES.iter().find(|(known, _)| *known == code).map(|(_, decimals)| *decimals);
        let said = self.count(row, "quantity").and_then(|decimals| u8::try_from(decimals).ok());
        match said.or(known) {
            Some(decimals) => (self.written.currency, self.written.decimals) = (code, decimals),
            None => self.object(row, "item", "currency", &code),
        }
    }

    fn cycle(&mut self, row: &Row) {
        self.told = true;
        let count = self.count(row, "quantity");
        let cycle = &mut self.written.cycle;
        match unit_of(row.text("unit")).as_str() {
            "day" => (cycle.days, cycle.months) = (count, None),
            "month" => (cycle.days, cycle.months) = (None, count),
            _ => self.object(row, "unit", "cycle", ""),
        }
    }

    fn source(&mut self, row: &Row, from: Giver) {
        let (amount, month) = (self.money(row, "amount"), self.count(row, "months"));
        if let Some(amount) = self.there(row, "amount", amount) {
            self.lines.insert(Place::Source(self.written.sources.len()), row.line);
            self.written.sources.push(Source { from, amount, month: month.unwrap_or(1) });
        }
    }

    fn total(&mut self, row: &Row) {
        match figure_of(&word(row.text("item"))) {
            Some(figure) => self.print(row, Sum::Figure(figure)),
            None => self.object(row, "item", "figure", row.text("item")),
        }
    }

    /// What the sheet says that something comes to.
    fn print(&mut self, row: &Row, sum: Sum) {
        let amount = match sum {
            // A ratio has parts, whatever the currency has.
            Sum::Figure(figure) if !figure.is_money() => self.number(row, "amount"),
            _ => self.money(row, "amount"),
        };
        let Some(amount) = self.there(row, "amount", amount) else { return };
        let printed = &mut self.written.printed;
        let before = match sum {
            Sum::Of(section) => printed.subtotals.insert(section, amount),
            Sum::Figure(figure) => printed.figures.insert(figure, amount),
        };
        if before.is_some() {
            self.object(row, "item", "twice", "");
        }
    }

    fn line(&mut self, row: &Row, section: Section) {
        let (item_latin, item_km) = (row.text("item").to_owned(), row.text("item_km").to_owned());
        let Some(counted) = self.counted(row) else { return };
        let role = match word(row.text("role")).as_str() {
            "" => None,
            other => Role::parse(other).or_else(|| {
                self.object(row, "role", "role", other);
                None
            }),
        };
        let main = match word(row.text("main")).as_str() {
            "" | "no" => false,
            "yes" | "x" | "1" | "true" => true,
            other => {
                self.object(row, "main", "yes", other);
                false
            }
        };
        let gives = if row.text("gives").is_empty() { None } else { self.measure(row, "gives", "gives_unit") };
        let line = Line {
            section,
            role,
            item_km,
            item_latin,
            quantity: counted.quantity,
            unit: counted.unit,
            mortality: self.number(row, "mortality"),
            gives,
            shrink: self.number(row, "shrink"),
            loss: self.number(row, "loss"),
            own_use: self.number(row, "own_use"),
            price: counted.price,
            per: Some(row.text("per")).filter(|per| !per.is_empty()).map(unit_of),
            prices: BTreeMap::new(),
            months: self.months(row, "months"),
            weights: self.months(row, "weights"),
            grows_days: self.count(row, "grows_days"),
            main,
            scales: true,
            amount: counted.amount,
        };
        self.lines.insert(Place::Line(self.written.lines.len()), row.line);
        self.written.lines.push(line);
    }

    fn investment(&mut self, row: &Row) {
        let (item_latin, item_km) = (row.text("item").to_owned(), row.text("item_km").to_owned());
        let Some(counted) = self.counted(row) else { return };
        let (life_months, life_days) = (self.count(row, "life_months"), self.count(row, "life_days"));
        if life_months.is_some() && life_days.is_some() {
            self.object(row, "life_days", "life", "");
        }
        let worth = self.money(row, "worth");
        let month = self.months(row, "months").first().copied().unwrap_or(1);
        let Counted { quantity, unit, price, amount } = counted;
        let one =
            Investment { item_km, item_latin, quantity, unit, price, life_months, life_days, worth, month, scales: true, amount };
        self.lines.insert(Place::Investment(self.written.investments.len()), row.line);
        self.written.investments.push(one);
    }

    /// Quantity, unit, price and printed amount. A row that has an amount alone is one time of it.
    fn counted(&mut self, row: &Row) -> Option<Counted> {
        let (quantity, price) = (self.number(row, "quantity"), self.money(row, "price"));
        let amount = self.money(row, "amount");
        if row.text("quantity").is_empty() && row.text("price").is_empty() && amount.is_some() {
            let price = amount?;
            return Some(Counted { quantity: Decimal::ONE, unit: "time".into(), price, amount });
        }
        let (quantity, price) = (self.there(row, "quantity", quantity), self.there(row, "price", price));
        if row.text("unit").is_empty() {
            self.object(row, "unit", "missing", "");
        }
        Some(Counted { quantity: quantity?, unit: unit_of(row.text("unit")), price: price?, amount })
    }

    fn measure(&mut self, row: &Row, quantity: &'static str, unit: &'static str) -> Option<Measure> {
        let number = self.number(row, quantity);
        if row.text(unit).is_empty() {
            self.object(row, unit, "missing", "");
        }
        let quantity = self.there(row, quantity, number)?;
        Some(Measure { quantity, unit: unit_of(row.text(unit)) })
    }

    /// Money: as [`Sheet::number`], but without what may be thousands or parts of one, where the currency has no parts.
    fn money(&mut self, row: &Row, column: &'static str) -> Option<Decimal> {
        let text = latin_digits(row.text(column));
        let parts = text.split_once(['.', ',']);
        let doubtful = parts.is_some_and(|(whole, rest)| {
            let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
            let point = text.contains('.') && !row.text(column).chars().any(|c| ('\u{17e0}'..='\u{17e9}').contains(&c));
            point && digits(whole) && digits(rest) && rest.len() == 3 && whole.len() <= 3 && !whole.starts_with('0')
        });
        if doubtful && self.written.decimals == 0 {
            let (small, large) = (text.trim_end_matches('0').trim_end_matches('.').to_owned(), text.replace('.', ""));
            let values = [("text", text.clone().into()), ("small", small.into()), ("large", large.into())];
            self.bad.add(row.line, column, self.words.with("plan-sheet-ambiguous", &values));
            return None;
        }
        self.number(row, column)
    }

    /// A number from 0 on with as many places as it was typed with; a sign of per cent after it is left out.
    fn number(&mut self, row: &Row, column: &'static str) -> Option<Decimal> {
        let typed = row.text(column).trim_end_matches('%');
        let typed = typed_short(typed).unwrap_or_else(|| typed.to_owned());
        match read_quantity(&typed, PLACES) {
            Ok(None) => None,
            Ok(Some(quantity)) => {
                let mut number = Decimal::new(quantity, u32::from(PLACES)).normalize();
                // 1.20 that is printed says that it is exact to two places; it is compared with two.
                let said = typed.rsplit_once('.').map_or(0, |(_, places)| places.len() as u32).min(u32::from(PLACES));
                if number.scale() < said && !typed.contains(',') {
                    number.rescale(said);
                }
                Some(number)
            }
            Err(why) => {
                let key = match why {
                    UnreadableNumber::NotANumber => "number",
                    UnreadableNumber::Negative => "negative",
                    UnreadableNumber::Fraction | UnreadableNumber::TooLarge => "fine",
                };
                self.object(row, column, key, row.text(column));
                None
            }
        }
    }

    fn count(&mut self, row: &Row, column: &'static str) -> Option<u32> {
        let number = self.number(row, column)?;
        let count = number.is_integer().then(|| u32::try_from(number).ok()).flatten();
        if count.is_none() {
            self.object(row, column, "number", row.text(column));
        }
        count
    }

    /// `3`, `1-4`, `1 3 5`.
    fn months(&mut self, row: &Row, column: &'static str) -> Vec<u32> {
        let text = latin_digits(row.text(column));
        let read = |part: &str| -> Option<Vec<u32>> {
            match part.split_once(['-', '–']) {
                Some((from, to)) => {
                    let (from, to): (u32, u32) = (from.parse().ok()?, to.parse().ok()?);
                    (from <= to && to <= domain::plans::MONTHS_MOST).then(|| (from..=to).collect())
                }
                None => part.parse().ok().map(|month| vec![month]),
            }
        };
        let parts = text.split([' ', ',', ';']).filter(|part| !part.is_empty());
        match parts.map(read).collect::<Option<Vec<_>>>() {
            Some(months) => months.concat(),
            None => {
                self.object(row, column, "months", row.text(column));
                vec![]
            }
        }
    }

    fn there<T>(&mut self, row: &Row, column: &'static str, value: Option<T>) -> Option<T> {
        if value.is_none() && !self.bad.has(row.line, column) {
            self.object(row, column, "missing", "");
        }
        value
    }

    fn object(&mut self, row: &Row, column: &str, key: &str, text: &str) {
        let short: String = text.chars().take(40).collect();
        let reason = self.words.with(&format!("plan-sheet-{key}"), &[("text", short.into())]);
        self.bad.add(row.line, column, reason);
    }

    /// The plan, or all that keeps it from being one.
    fn finish(mut self) -> Result<Plan, ImportError> {
        let told = |key: &str| self.words.say(&format!("plan-sheet-{key}")).into_owned();
        if self.bad.is_empty() && self.written.lines.is_empty() {
            return Err(ImportError::File(told("empty")));
        }
        let needs = !self.written.investments.is_empty() || self.written.printed.figures.contains_key(&Figure::PerMonth);
        if !self.told && needs {
            self.bad.add(self.first, "section", told("no-cycle"));
        }
        if !self.told {
            // Without anything that wears or is told by the month, a year holds every month that a line names.
            self.written.cycle.months = Some(12);
        }
        self.bad.none()?;
        let (lines, first, words, written) = (self.lines, self.first, self.words, self.written);
        Plan::try_new(written).map_err(|refusals| {
            let mut bad = BadLines::default();
            for refusal in refusals {
                let line = lines.get(&refusal.at).copied().unwrap_or(first);
                bad.add(line, refusal.field, say::why(words, refusal.why));
            }
            bad.none().expect_err("a refusal was listed")
        })
    }
}

/// How much of what at which price.
struct Counted {
    quantity: Decimal,
    unit: String,
    price: Decimal,
    amount: Option<Decimal>,
}

/// A cell that a formula reckoned has more digits than anybody would type: it is rounded to as many as are read.
fn typed_short(text: &str) -> Option<String> {
    let (_, places) = text.split_once('.')?;
    let long = places.len() > usize::from(PLACES) && places.bytes().all(|byte| byte.is_ascii_digit());
    let number = Decimal::from_str_exact(text).ok().filter(|_| long)?;
    Some(number.round_dp_with_strategy(u32::from(PLACES), RoundingStrategy::MidpointAwayFromZero).to_string())
}

/// A word as codes are written.
fn word(text: &str) -> String {
    text.trim().to_lowercase().replace([' ', '_'], "-")
}

/// A section by its code or its name in either language.
fn section_of(text: &str) -> Option<Section> {
    let named = |section: &Section| is_named(text, &format!("plan-section-{}", section.code()));
    Section::parse(text).or_else(|| Section::ALL.into_iter().find(named)).or_else(|| (text == "labor").then_some(Section::Labour))
}

/// A figure by its code or its name in either language.
fn figure_of(text: &str) -> Option<Figure> {
    let named = |figure: &Figure| is_named(text, &format!("plan-figure-{}", figure.code()));
    Figure::parse(text).or_else(|| Figure::ALL.into_iter().find(named))
}

/// A unit that is known by its code or its name in either language; any other as it was typed.
fn unit_of(text: &str) -> String {
    let typed = word(text);
    let known = known_units().find(|code| typed == *code || typed == format!("{code}s"));
    let known = known.or_else(|| known_units().find(|code| is_named(&typed, &format!("plan-unit-{code}"))));
    known.map_or_else(|| text.trim().to_owned(), str::to_owned)
}

fn is_named(text: &str, key: &str) -> bool {
    Language::ALL.iter().any(|language| word(&Words::new(*language).say(key)) == text)
}
