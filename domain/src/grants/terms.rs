//! What an award was given for: its time, its budget, its plan of grants, and the donor's thresholds that hold for it.
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// An award as agreed with the donor; a file that `import award` reads, and what the book keeps of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Terms {
    /// Its code: capitals, digits, dashes.
    pub code: String,
    /// Its name in Khmer.
    pub name_km: String,
    /// Its name in Latin script; neutral, since it is printed in villages.
    pub name_latin: String,
    /// Who gives.
    pub donor: String,
    /// The code of the organisation that keeps it.
    pub organisation: String,
    /// The award that this one is a part of.
    #[serde(default)]
    pub parent: Option<String>,
    /// The day of the award: it decides which thresholds hold.
    pub dated: NaiveDate,
    /// The first day of its time.
    pub from: NaiveDate,
    /// The last.
    pub to: NaiveDate,
    /// Its currency.
    pub currency: String,
    /// Its sum, in smallest units.
    pub amount: i64,
    /// Words of what the donor does not pay for: alcohol, fines.
    #[serde(default)]
    pub ineligible: Vec<String>,
    /// The budget.
    #[serde(rename = "line")]
    pub lines: Vec<Line>,
    /// The planned grants.
    #[serde(default, rename = "package")]
    pub packages: Vec<Package>,
    /// The donor's thresholds, each from the day of an award on.
    #[serde(default, rename = "threshold")]
    pub thresholds: Vec<Threshold>,
}

/// A line of the budget.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Line {
    /// Its code.
    pub code: String,
    /// Its name in Khmer.
    pub name_km: String,
    /// Its name in Latin script.
    pub name_latin: String,
    /// What it pays for.
    pub kind: LineKind,
    /// Its sum.
    pub amount: i64,
}

/// What a line pays for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LineKind {
    /// Grants to families.
    Grants,
    /// Grants under codes: nobody is named.
    CodedGrants,
    /// Help that is counted and not told: meals, transport, medical checks.
    Assistance,
    /// Money that partners spend.
    Partners,
    /// The office's own costs.
    Cost,
}

impl LineKind {
    /// Whether it is given to grantees: its account names a party.
    pub fn is_grants(self) -> bool {
        matches!(self, LineKind::Grants | LineKind::CodedGrants)
    }

    /// Whether every posting to its account names a party.
    pub fn per_party(self) -> bool {
        self.is_grants() || self == LineKind::Partners
    }
}

/// So many grants of so much.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Package {
    /// The line that pays.
    pub line: String,
    /// How many.
    pub count: i64,
    /// How much each.
    pub each: i64,
}

/// A number that a donor or a law sets for awards from a day on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Threshold {
    /// Which.
    pub rule: Limit,
    /// Its value: money in smallest units, days, years, a count, a part of a hundred.
    pub value: i64,
    /// It holds for awards dated on this day or later.
    pub from: NaiveDate,
}

/// What a donor may set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Limit {
    /// A purchase above it needs three quotations (money).
    Quotations,
    /// Equipment from this price on is registered (money).
    Equipment,
    /// Days until an advance is accounted for.
    AdvanceDays,
    /// Members of a committee that decides.
    Committee,
    /// A payment above it is not made in cash (money).
    Cash,
    /// A payment from this sum on needs a higher approval: one just under it is looked at (money).
    HigherApproval,
    /// How close under a threshold is "just under", in parts of a hundred.
    JustUnder,
    /// A payment of a round multiple of this is looked at (money).
    Round,
    /// Counts below it are not shown of people under codes.
    Suppress,
    /// Years that papers are kept after the last report.
    RetentionYears,
    /// Spending in a year from which on a single audit is due (money).
    SingleAudit,
    /// Indirect costs without an own rate, in parts of a hundred.
    Indirect,
    /// Days to close after the end.
    CloseDays,
}

impl Limit {
    /// What holds where the donor says nothing.
    fn usual(self) -> Option<i64> {
        match self {
            Limit::AdvanceDays => Some(30),
            Limit::Committee => Some(3),
            Limit::JustUnder => Some(5),
            Limit::Suppress => Some(5),
            Limit::RetentionYears => Some(3),
            _ => None,
        }
    }
}

/// What is wrong with an award's terms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TermsRefusal {
    /// It cannot be read: the reader's own sentence.
    Unreadable(String),
    /// A code is empty, too long or of other signs than capitals, digits and dashes (lines: small letters).
    Code(String),
    /// A name is empty or too long.
    Name(String),
    /// Its time ends before it begins, or it begins before the award was given.
    Time,
    /// A sum is not above nothing.
    Amount(String),
    /// The lines do not sum to the award: what they sum to, and what it is.
    LinesDoNotSum(i64, i64),
    /// A line is there twice.
    LineTwice(String),
    /// A package is of a line that pays no grants, or that is not there.
    PackageLine(String),
    /// The packages of a line do not sum to it: the line, what they sum to, what it is.
    PackagesDoNotSum(String, i64, i64),
    /// There is no line.
    NoLine,
}

/// The most characters of a name.
const NAME_MOST: usize = 120;

impl Terms {
    /// Reads a file, or says everything that is wrong with it.
    ///
    /// # Errors
    /// All refusals at once.
    pub fn read(text: &str) -> Result<Terms, Vec<TermsRefusal>> {
        let terms: Terms = toml::from_str(text).map_err(|error| vec![TermsRefusal::Unreadable(error.message().to_owned())])?;
        let refusals = terms.refusals();
        if refusals.is_empty() { Ok(terms) } else { Err(refusals) }
    }

    fn refusals(&self) -> Vec<TermsRefusal> {
        let mut all = Vec::new();
        let code = |text: &str, signs: fn(&char) -> bool| (1..=20).contains(&text.len()) && text.chars().all(|c| signs(&c));
        if !code(&self.code, |c| c.is_ascii_uppercase() || c.is_ascii_digit() || *c == '-') {
            all.push(TermsRefusal::Code(self.code.clone()));
        }
        let named = |km: &str, latin: &str| {
            let long = km.chars().count().max(latin.chars().count()) > NAME_MOST;
            !long && [km, latin].iter().any(|name| !name.trim().is_empty())
        };
        if !named(&self.name_km, &self.name_latin) {
            all.push(TermsRefusal::Name(self.code.clone()));
        }
        if self.to < self.from || self.from < self.dated {
            all.push(TermsRefusal::Time);
        }
        if self.lines.is_empty() {
            all.push(TermsRefusal::NoLine);
        }
        for (at, line) in self.lines.iter().enumerate() {
            if !code(&line.code, |c| c.is_ascii_lowercase() || c.is_ascii_digit() || *c == '-') {
                all.push(TermsRefusal::Code(line.code.clone()));
            }
            if !named(&line.name_km, &line.name_latin) {
                all.push(TermsRefusal::Name(line.code.clone()));
            }
            if line.amount <= 0 {
                all.push(TermsRefusal::Amount(line.code.clone()));
            }
            if self.lines[..at].iter().any(|earlier| earlier.code == line.code) {
                all.push(TermsRefusal::LineTwice(line.code.clone()));
            }
        }
        let sum: i64 = self.lines.iter().fold(0, |sum, line| sum.saturating_add(line.amount));
        if sum != self.amount {
            all.push(TermsRefusal::LinesDoNotSum(sum, self.amount));
        }
        all.extend(self.packages_refused());
        all
    }

    /// A plan whose parts do not sum is refused with the difference (a published one gave 80 grants where 125 were named).
    fn packages_refused(&self) -> Vec<TermsRefusal> {
        let mut all = Vec::new();
        for package in &self.packages {
            if package.count <= 0 || package.each <= 0 {
                all.push(TermsRefusal::Amount(package.line.clone()));
            }
            if !self.line(&package.line).is_some_and(|(_, line)| line.kind.is_grants()) {
                all.push(TermsRefusal::PackageLine(package.line.clone()));
            }
        }
        for line in self.lines.iter().filter(|line| line.kind.is_grants()) {
            let mut planned = self.packages.iter().filter(|package| package.line == line.code).peekable();
            if planned.peek().is_some() {
                let sum = planned.fold(0_i64, |sum, package| sum.saturating_add(package.count.saturating_mul(package.each)));
                if sum != line.amount {
                    all.push(TermsRefusal::PackagesDoNotSum(line.code.clone(), sum, line.amount));
                }
            }
        }
        all
    }

    /// A line of the budget, with its place.
    pub fn line(&self, code: &str) -> Option<(usize, &Line)> {
        self.lines.iter().enumerate().find(|(_, line)| line.code == code)
    }

    /// The threshold that holds for this award: the latest that began by its day, or what is usual.
    pub fn limit(&self, rule: Limit) -> Option<i64> {
        let mut rows: Vec<&Threshold> = self.thresholds.iter().filter(|row| row.rule == rule && row.from <= self.dated).collect();
        rows.sort_by_key(|row| row.from);
        rows.last().map(|row| row.value).or_else(|| rule.usual())
    }
}
