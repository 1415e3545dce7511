//! Grants of before, from a table: each row is a voucher, with what the papers say of its grant beside it. They are read
//! as they are, however many rules they break; refused is only what cannot be read, or may never be written down.
//!
//! **The grant**, once, in its first row (a later row of the same number leaves these cells empty or says the same):
//! `grant` its number on the papers · `line` of the budget · `business` · `eligible` yes/no · `applied_on` `applied_by`
//! (who helped) · `screened_on` `screened_by` · `appraised_on` `appraised_by` · `ruled_on` `granted` (the committee, and
//! what it gave) · `agreed_on` `agreement` (the sum signed) · `witness` · `closed_on` `verified`.
//!
//! **A family**: `person` (a number: the same number is the same person) · `name_km` `name_latin` · `household` · `phone` ·
//! `account` · `village` (eight digits) · `place` (`11.01234 103.01234`). **Under a code**, and nothing else: `code` ·
//! `provider` · `sex` female/male · `age` under-18, 18-24, 25-29, 30-over · `province` (two digits) · `consent` yes/no.
//!
//! **The voucher**: `voucher` its number on the paper · `tranche` 1, 2 … · `amount` (charged) · `currency` `paid` (left
//! out: the award's, the same) · `means` cash/transfer/goods · `quotations` · `prepared_on` `prepared_by` · `checked_…` ·
//! `approved_…` · `paid_on` `paid_by` · `recorded_…` · `voided` yes/no. **Its receipts**: `receipt_supplier`
//! `receipt_number` `receipt_on` `receipt_amount` (in the currency paid) `receipt_lines` (`chicks 90.00; feed 60.00`)
//! `receipt_scan` (SHA-256), and the same with `receipt2_`. **Its visits**: `visit_on` `visit_by` `visit_seen`
//! all/part/nothing `visit_found` runs/paused/closed/lost-contact, and `follow_months` with `follow_on` `follow_by`
//! `follow_seen` `follow_found`.
//!
//! **A rate** is a row of its own: `rate_on` `rate_currency` `rate` (4,080 riel for a dollar) `rate_source`.
mod cells;

pub use cells::{Bad, BadWhy, COLUMNS, Cells};

use super::{
    GrantNo, ReceiptNo, VoucherNo,
    acts::{AgeBand, Applicant, Brought, BroughtVisit, BroughtVoucher, Means, PlanLine, Receipt, Step, Visiting, Who},
    codes::Code,
    terms::{LineKind, Terms},
};
use cells::Line;
use chrono::NaiveDate;
use ledger::Commodity;
use std::collections::BTreeMap;
use uuid::Uuid;

/// What the table is read against.
pub struct Place<'a> {
    /// The award's terms.
    pub terms: &'a Terms,
    /// The currencies of its book.
    pub currencies: &'a [Commodity],
    /// The first number of each that is free.
    pub free: Free,
    /// The person of a number on the papers: the same for the same number.
    pub person: &'a dyn Fn(&str) -> Uuid,
}

/// Numbers that are free: these and all after them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Free {
    /// Of a grant.
    pub grant: GrantNo,
    /// Of a party in the book.
    pub party: i64,
    /// Of a voucher.
    pub voucher: VoucherNo,
    /// Of a receipt.
    pub receipt: ReceiptNo,
}

/// What the table says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct History {
    /// The grants, in the order of their first rows.
    pub grants: Vec<Brought>,
    /// The rates, as they stand.
    pub rates: Vec<OldRate>,
    /// The people who answer for families, each once.
    pub people: Vec<Person>,
}

/// A rate of before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OldRate {
    /// From this day on.
    pub day: NaiveDate,
    /// The other currency.
    pub currency: String,
    /// Its smallest units for a million smallest units of the award's.
    pub per_million: i64,
    /// Where it was read.
    pub source: String,
}

/// Who answers for a family.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// The person.
    pub id: Uuid,
    /// The number on the papers.
    pub number: String,
    /// The name in Khmer; may be empty where there is one in Latin script.
    pub name_km: String,
    /// The name in Latin script.
    pub name_latin: String,
}

/// Reads the rows.
///
/// # Errors
/// Every cell that cannot be taken, in the order of the rows (counted from 0).
pub fn read(rows: &[Cells], place: &Place) -> Result<History, Vec<Bad>> {
    let own = place.currencies.iter().copied().find(|currency| currency.code() == place.terms.currency);
    // Without the award's own currency no amount has a smallest unit.
    let own = own.ok_or_else(|| vec![Bad { row: 0, column: "currency", why: BadWhy::Currency }])?;
    let mut reader = Reader { place, own, free: place.free, history: History::default(), bad: Vec::new() };
    // Where a grant began, and its place among those that could be read.
    let mut begun: BTreeMap<&str, (usize, Option<usize>)> = BTreeMap::new();
    for (at, cells) in rows.iter().enumerate() {
        let mut line = Line::new(at, cells, &mut reader.bad);
        let grant = line.text("grant");
        if !line.text("rate_on").is_empty() {
            reader.rate(at, cells);
        } else if grant.is_empty() {
            line.note("grant", BadWhy::Missing);
        } else {
            let begins = !begun.contains_key(grant);
            let (first, place) = *begun.entry(grant).or_insert_with(|| (at, reader.grant(at, cells)));
            if !begins {
                Line::new(at, cells, &mut reader.bad).repeats(&rows[first]);
            }
            if let Some(place) = place {
                reader.row(at, cells, place);
            }
        }
    }
    if reader.bad.is_empty() { Ok(reader.history) } else { Err(reader.bad) }
}

struct Reader<'a> {
    place: &'a Place<'a>,
    own: Commodity,
    free: Free,
    history: History,
    bad: Vec<Bad>,
}

impl Reader<'_> {
    fn rate(&mut self, at: usize, cells: &Cells) {
        let mut line = Line::new(at, cells, &mut self.bad);
        let (day, source) = (line.day("rate_on"), line.words("rate_source"));
        line.needed("rate_source");
        let currency = line.currency("rate_currency", self.place.currencies);
        let per_million = currency.and_then(|currency| line.rate("rate", currency, self.own));
        if let (Some(day), Some(currency), Some(per_million)) = (day, currency, per_million) {
            self.history.rates.push(OldRate { day, currency: currency.code().to_owned(), per_million, source });
        }
    }

    /// The grant of its first row: its place in the history.
    fn grant(&mut self, at: usize, cells: &Cells) -> Option<usize> {
        let mut line = Line::new(at, cells, &mut self.bad);
        let kind = self.place.terms.line(line.text("line")).map(|(_, line)| line.kind);
        let kind = kind.filter(|kind| kind.is_grants()).or_else(|| line.bad("line", BadWhy::Line));
        let coded = kind == Some(LineKind::CodedGrants);
        let applicant = match kind? {
            LineKind::CodedGrants => under_a_code(&mut line),
            _ => family(&mut line, self.place, &mut self.history.people),
        };
        let business = line.choice("business");
        let granted = line.day_or_none("ruled_on").zip(line.amount("granted", self.own));
        let agreed = line.day_or_none("agreed_on").zip(line.amount("agreement", self.own));
        line.together(["ruled_on", "granted"]);
        line.together(["agreed_on", "agreement"]);
        line.together(["closed_on", "verified"]);
        let closed = line.day_or_none("closed_on").zip(line.amount("verified", self.own));
        let witness = line.words("witness");
        if coded && !matches!(witness.as_str(), "" | "-") {
            line.note("witness", BadWhy::NotUnderACode);
        }
        let brought = Brought {
            grant: self.free.grant,
            party: self.free.party,
            own_no: line.words("grant"),
            line: line.words("line"),
            applicant: applicant?,
            business: business?,
            applied: line.done(["applied_on", "applied_by"]),
            eligible: line.yes("eligible"),
            screened: line.done(["screened_on", "screened_by"]),
            appraised: line.done(["appraised_on", "appraised_by"]),
            ruled: granted,
            agreed,
            witness,
            vouchers: Vec::new(),
            visits: Vec::new(),
            closed,
        };
        self.free.grant += 1;
        self.free.party += 1;
        self.history.grants.push(brought);
        Some(self.history.grants.len() - 1)
    }

    /// What every row of a grant may say: a voucher, what was seen of it, a follow-up.
    fn row(&mut self, at: usize, cells: &Cells, index: usize) {
        let mut line = Line::new(at, cells, &mut self.bad);
        let grant = &mut self.history.grants[index];
        let coded = matches!(grant.applicant, Applicant::Coded { .. });
        let tranche = line.count("tranche", 1..=99).map(|tranche| tranche as usize - 1);
        if !line.text("follow_months").is_empty() {
            let months = line.count("follow_months", 1..=12).filter(|months| matches!(months, 1 | 3 | 6 | 12));
            let months = months.or_else(|| line.bad("follow_months", BadWhy::Choice));
            let visiting = months.map(|months| Visiting::FollowUp { months: months as u8 });
            grant.visits.extend(visiting.and_then(|visiting| visit(&mut line, visiting, &FOLLOW)));
        }
        if !line.text("visit_on").is_empty() {
            let visiting = tranche.map(|tranche| Visiting::Verification { tranche });
            let visiting = visiting.or_else(|| line.bad("tranche", BadWhy::Missing));
            grant.visits.extend(visiting.and_then(|visiting| visit(&mut line, visiting, &VISIT)));
        }
        if line.text("voucher").is_empty() && line.text("amount").is_empty() {
            return;
        }
        line.needed("tranche");
        line.needed("means");
        let Some(currency) = line.currency_or("currency", self.own, self.place.currencies) else { return };
        line.needed("amount");
        let amount = line.amount("amount", self.own);
        let same = currency == self.own && line.text("paid").is_empty();
        if !same {
            line.needed("paid");
        }
        let paid = if same { amount } else { line.amount("paid", currency) };
        let means: Option<Means> = line.choice("means");
        let receipts: Vec<Receipt> =
            [&RECEIPT, &RECEIPT2].into_iter().filter_map(|names| receipt(&mut line, names, currency, coded)).collect();
        let steps =
            STEPS.iter().filter_map(|(step, names)| line.done(*names).map(|(by, on): (Who, NaiveDate)| (*step, by, on))).collect();
        let quotations = line.count("quotations", 0..=99).unwrap_or(0);
        let (own_no, voided) = (line.words("voucher"), line.yes("voided"));
        let (Some(tranche), Some(amount), Some(paid), Some(means)) = (tranche, amount, paid, means) else { return };
        let mut made = BroughtVoucher {
            voucher: self.free.voucher,
            own_no,
            tranche,
            amount,
            currency: currency.code().to_owned(),
            paid,
            means,
            quotations,
            steps,
            receipts,
            voided,
        };
        self.free.voucher += 1;
        for receipt in &mut made.receipts {
            receipt.no = self.free.receipt;
            self.free.receipt += 1;
        }
        grant.vouchers.push(made);
    }
}

const STEPS: [(Step, [&str; 2]); 5] = [
    (Step::Prepared, ["prepared_on", "prepared_by"]),
    (Step::Checked, ["checked_on", "checked_by"]),
    (Step::Approved, ["approved_on", "approved_by"]),
    (Step::Paid, ["paid_on", "paid_by"]),
    (Step::Recorded, ["recorded_on", "recorded_by"]),
];
/// On, by, seen, found.
const VISIT: [&str; 4] = ["visit_on", "visit_by", "visit_seen", "visit_found"];
const FOLLOW: [&str; 4] = ["follow_on", "follow_by", "follow_seen", "follow_found"];
/// Supplier, number, on, amount, lines, scan.
const RECEIPT: [&str; 6] = ["receipt_supplier", "receipt_number", "receipt_on", "receipt_amount", "receipt_lines", "receipt_scan"];
const RECEIPT2: [&str; 6] =
    ["receipt2_supplier", "receipt2_number", "receipt2_on", "receipt2_amount", "receipt2_lines", "receipt2_scan"];
/// What only a family has.
const OF_FAMILY: [&str; 8] = ["person", "name_km", "name_latin", "household", "phone", "account", "village", "place"];
/// What stands in its place under a code.
const OF_CODE: [&str; 6] = ["code", "provider", "sex", "age", "province", "consent"];

fn family(line: &mut Line, place: &Place, people: &mut Vec<Person>) -> Option<Applicant> {
    line.all_empty(&OF_CODE, BadWhy::NotForAFamily);
    line.needed("person");
    let number = line.words("person");
    let (name_km, name_latin) = (line.words("name_km"), line.words("name_latin"));
    if name_km.is_empty() && name_latin.is_empty() {
        line.note("name_km", BadWhy::Missing);
    }
    let village = line.digits("village", 8);
    let stands = match line.text("place") {
        "" => None,
        _ => line.place("place"),
    };
    let id = (place.person)(&number);
    let person = Person { id, number, name_km, name_latin };
    match people.iter().find(|known| known.number == person.number) {
        Some(known) if *known != person => return line.bad("person", BadWhy::OtherPerson),
        Some(_) => {}
        None => people.push(person),
    }
    let (household, phone, account) = (line.words("household"), line.words("phone"), line.words("account"));
    Some(Applicant::Family { person: id, household, phone, account, village: village?, place: stands })
}

/// Nothing is taken that the law of codes does not name, and nothing of it is repeated in what is refused.
fn under_a_code(line: &mut Line) -> Option<Applicant> {
    line.all_empty(&OF_FAMILY, BadWhy::NotUnderACode);
    let code = Code::read(line.text("code")).or_else(|| line.bad("code", BadWhy::Code));
    line.needed("provider");
    let sex = match line.text("sex") {
        "" => None,
        sex @ ("female" | "male") => Some(sex.to_owned()),
        _ => line.bad("sex", BadWhy::Choice),
    };
    let age = match line.text("age") {
        "" => None,
        "under-18" => Some(AgeBand::Under18),
        "18-24" => Some(AgeBand::From18),
        "25-29" => Some(AgeBand::From25),
        "30-over" => Some(AgeBand::From30),
        _ => line.bad("age", BadWhy::Choice),
    };
    let (province, consent) = (line.digits("province", 2), line.yes("consent"));
    if age == Some(AgeBand::Under18) && !consent {
        line.note("consent", BadWhy::Consent);
    }
    Some(Applicant::Coded { code: Some(code?), provider: line.words("provider"), sex, age, province: province?, consent })
}

fn visit(line: &mut Line, visiting: Visiting, names: &[&'static str; 4]) -> Option<BroughtVisit> {
    let [on, by, seen, found] = *names;
    line.needed(on);
    let done = line.done([on, by]);
    let (seen, operating) = (line.choice(seen), line.choice(found));
    let (by, day) = done?;
    Some(BroughtVisit { visiting, by, day, seen: seen?, operating: operating? })
}

/// A receipt; under a code sealed, with its digest, day and sum alone.
fn receipt(line: &mut Line, names: &[&'static str; 6], currency: Commodity, coded: bool) -> Option<Receipt> {
    let [supplier, number, on, amount, lines, scan] = *names;
    if names.iter().all(|name| line.text(name).is_empty()) {
        return None;
    }
    if coded {
        line.all_empty(&[supplier, number, lines], BadWhy::NotUnderACode);
        line.needed(scan);
    } else {
        line.needed(supplier);
    }
    line.needed(amount);
    let sum = line.amount(amount, currency);
    let hash = line.digest(scan);
    let lines: Vec<PlanLine> = if coded { Vec::new() } else { line.parts(lines, currency) };
    let (supplier, number) = if coded { (String::new(), String::new()) } else { (line.words(supplier), line.words(number)) };
    Some(Receipt { no: 0, supplier, number, day: line.day(on)?, amount: sum?, lines, hash, sealed: coded })
}
