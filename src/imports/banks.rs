//! Banks from files: a bank with what it agreed, and what happened at it, in the order of its days. Every line goes the
//! same road as a form (`banks::write`), so a file can bring nothing that a committee could not have written.
use super::{BadLines, ImportError, Imported, WORDS, day, key, quantity, said, table};
use crate::{
    banks::{
        refusals,
        store::{self, BankRow, NewBank, NewPrice},
        write::{self, Outcome, Wish},
    },
    groups::store::{self as groups, Group, NewInstitution},
    meetings::seal::Act,
    members::store as members,
    store::{Tx, record},
};
use chrono::{NaiveDate, TimeDelta};
use domain::{
    banks::{
        Ask, Bank, Class, Good, Party, PriceKind, RawGood, Rules, Season, State,
        acts::{AnimalNo, Cause, CountMethod, LossNote, LostHow, MoneySource, Seen, Sex, Spending},
        ask::{AskAnimal, LendRow, RepayRow},
        prices::{self, AgeClass, Distance},
        rules::{Purpose, RulesError},
    },
    people::VillageCode,
};
use ledger::Commodity;
use serde::Deserialize;
use std::{collections::BTreeMap, path::Path};
use table::{Column, Row};
use uuid::Uuid;

/// What a bank's file says.
#[derive(Clone, Debug)]
pub struct BankFile {
    raw: Raw,
    opened_on: NaiveDate,
    rules: String,
    seasons: Vec<Season>,
    units: Vec<(String, i64, NaiveDate, String)>,
    goods: Vec<Good>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    /// The group that keeps it. With an organisation, a group that only keeps banks is founded where there is none yet;
    /// without a group, one under the bank's own code.
    group: Option<String>,
    organisation: Option<String>,
    #[serde(default)]
    group_name_km: String,
    #[serde(default)]
    group_name_latin: String,
    code: String,
    #[serde(default)]
    name_km: String,
    #[serde(default)]
    name_latin: String,
    #[serde(default)]
    village_code: String,
    opened_on: String,
    #[serde(default)]
    demo: bool,
    rules: Terms,
    #[serde(default)]
    good: Vec<RawGood>,
    #[serde(default)]
    season: Vec<RawSeason>,
    #[serde(default)]
    unit: Vec<RawUnit>,
}

/// The rules in the file itself, or the path of theirs beside it.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
enum Terms {
    File(String),
    Table(toml::Table),
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawSeason {
    #[serde(default)]
    name_km: String,
    #[serde(default)]
    name_latin: String,
    lend_from: String,
    lend_to: String,
    harvest_from: String,
    harvest_to: String,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawUnit {
    unit: String,
    kg: String,
    from: String,
    #[serde(default = "by_scale")]
    weighed: String,
}

fn by_scale() -> String {
    "scale".to_owned()
}

/// Reads a bank's file; everything that is wrong with it is said at once.
pub fn read(path: &Path) -> Result<BankFile, ImportError> {
    let fault = |why: String| ImportError::File(format!("{}: {why}", path.display()));
    let text = std::fs::read_to_string(path).map_err(|error| fault(error.to_string()))?;
    let beside = |name: &str| {
        let rules = path.parent().unwrap_or(Path::new("")).join(name);
        std::fs::read_to_string(&rules).map_err(|error| format!("rules: {}: {error}", rules.display()))
    };
    read_text(&text, beside).map_err(fault)
}

/// Reads the same from text; `beside` finds the rules that it names.
pub fn read_text(text: &str, beside: impl Fn(&str) -> Result<String, String>) -> Result<BankFile, String> {
    let raw: Raw = toml::from_str(text).map_err(|error| super::groups::in_one_line(&error.to_string()))?;
    let mut wrong = Vec::new();
    let mut read = |text: &str, field: &str| match words::read_date(text) {
        Ok(day) => Some(day),
        Err(_) => {
            wrong.push(format!("{field}: “{text}” is not a date"));
            None
        }
    };
    let opened_on = read(&raw.opened_on, "opened_on");
    let seasons: Vec<Option<Season>> = raw.season.iter().map(|season| read_season(season, &mut read)).collect();
    let days: Vec<Option<NaiveDate>> = raw.unit.iter().map(|unit| read(&unit.from, "unit.from")).collect();
    let mut units = Vec::new();
    for (unit, from) in raw.unit.iter().zip(days) {
        match (words::read_quantity(&unit.kg, 3), from) {
            (Ok(Some(grams)), Some(from)) if grams > 0 => units.push((unit.unit.clone(), grams, from, unit.weighed.clone())),
            (_, None) => {}
            _ => wrong.push(format!("unit.kg: “{}” is not a weight", unit.kg)),
        }
    }
    if raw.group.is_none() && raw.organisation.is_none() {
        wrong.push("group, organisation: the group that keeps it, or the organisation of a bank of its own".into());
    }
    if raw.name_km.trim().is_empty() && raw.name_latin.trim().is_empty() {
        wrong.push("name_km, name_latin: a name in one script at least".into());
    }
    if !crate::groups::form::is_code(&raw.code) || raw.code.bytes().any(|b| b.is_ascii_lowercase()) {
        wrong.push(format!("code: “{}”: use 2 to 20 capital Latin letters, digits and hyphens", raw.code));
    }
    if !raw.village_code.is_empty() && VillageCode::parse_place(&raw.village_code).is_err() {
        wrong.push(format!("village_code: “{}”: {}", raw.village_code, WORDS.say("place-code-bad")));
    }
    let goods: Vec<Good> = raw.good.iter().cloned().filter_map(|good| good.read().map_err(|_| wrong.push("good.code: capital letters, digits and dashes, eleven at most".into())).ok()).collect();
    let rules = match &raw.rules {
        Terms::File(name) => beside(name).map_err(|why| wrong.push(why)).ok(),
        Terms::Table(table) => Some(table.to_string()),
    };
    match (opened_on, rules) {
        (Some(opened_on), Some(rules)) if wrong.is_empty() => {
            Ok(BankFile { opened_on, rules, seasons: seasons.into_iter().flatten().collect(), units, goods, raw })
        }
        _ => Err(wrong.join("; ")),
    }
}

fn read_season(raw: &RawSeason, read: &mut impl FnMut(&str, &str) -> Option<NaiveDate>) -> Option<Season> {
    let lend_from = read(&raw.lend_from, "season.lend_from");
    let lend_to = read(&raw.lend_to, "season.lend_to");
    let harvest_from = read(&raw.harvest_from, "season.harvest_from");
    let harvest_to = read(&raw.harvest_to, "season.harvest_to");
    Some(Season {
        no: 0,
        name_km: raw.name_km.clone(),
        name_latin: raw.name_latin.clone(),
        lend_from: lend_from?,
        lend_to: lend_to?,
        harvest_from: harvest_from?,
        harvest_to: harvest_to?,
    })
}

impl BankFile {
    /// The bank's code.
    pub fn code(&self) -> &str {
        &self.raw.code
    }

    /// The same with every day moved by so many days.
    pub fn moved(mut self, days: TimeDelta) -> BankFile {
        self.opened_on += days;
        for season in &mut self.seasons {
            season.lend_from += days;
            season.lend_to += days;
            season.harvest_from += days;
            season.harvest_to += days;
        }
        for (.., from, _) in &mut self.units {
            *from += days;
        }
        self
    }

    /// Founds the bank (and its group, where it is a bank of its own), or sees that it stands just so. Caller commits.
    ///
    /// # Errors
    /// What is wrong with the file, or the store.
    pub async fn write(self, tx: &mut Tx, act: Act) -> Result<Imported, ImportError> {
        let fault = |why: &str| ImportError::File(format!("{}: {why}", self.raw.code));
        if self.opened_on > act.today {
            return Err(fault("opened_on is still to come"));
        }
        store::ensure_goods(tx, &self.goods).await?;
        let goods = store::goods(tx).await?;
        let rules = Rules::parse(&self.rules, &goods).map_err(|error| match error {
            RulesError::Text(why) => ImportError::File(format!("rules: {}", super::groups::in_one_line(&why))),
            RulesError::Refused(list) => ImportError::File(format!("rules: they contradict themselves: {list:?}")),
        })?;
        if let Some(stands) = store::bank(tx, &self.raw.code).await? {
            return self.compare(tx, &stands, &rules).await;
        }
        let group = self.keeper(tx, act).await?;
        let Raw { code, name_km, name_latin, village_code, .. } = self.raw.clone();
        let id = key(&["bank", &code]);
        let new = NewBank { id, code, name_km, name_latin, village_code, opened_on: self.opened_on, rules };
        let bank = store::found(tx, &group, &new, act.by, act.at).await?;
        for season in &self.seasons {
            store::add_season(tx, &bank, season, act.by, act.at).await?;
        }
        for (unit, grams, from, weighed) in &self.units {
            store::add_unit(tx, &bank, (unit, *grams, weighed), *from, act.by, act.at).await?;
        }
        record(tx, Some(group.book), Some(act.by), "bank-founded", &bank.code, act.at).await?;
        Ok(Imported { new: 1, ..Imported::default() })
    }

    /// The group that keeps the bank: one that is there, or one that keeps nothing else and is founded with it.
    async fn keeper(&self, tx: &mut Tx, act: Act) -> Result<Group, ImportError> {
        let missing = |what: &str, code: &str| ImportError::File(format!("{what}: there is no “{code}”"));
        let code = self.raw.group.as_ref().unwrap_or(&self.raw.code);
        if let Some(group) = groups::group(tx, code).await? {
            return Ok(group);
        }
        let Some(organisation) = &self.raw.organisation else { return Err(missing("group", code)) };
        let organisation = groups::organisation(tx, organisation).await?.ok_or_else(|| missing("organisation", organisation))?;
        let or = |own: &String, bank: &String| if own.is_empty() { bank.clone() } else { own.clone() };
        let institution = NewInstitution {
            id: key(&["institution", code]),
            organisation_id: organisation.id,
            code: code.clone(),
            name_km: or(&self.raw.group_name_km, &self.raw.name_km),
            name_latin: or(&self.raw.group_name_latin, &self.raw.name_latin),
            village_code: self.raw.village_code.clone(),
            founded_on: self.opened_on,
            demo: self.raw.demo,
            saves: false,
        };
        let book = groups::found_institution(tx, &institution, Commodity::KHR).await?;
        record(tx, Some(book), Some(act.by), "group-founded", code, act.at).await?;
        groups::group(tx, code).await?.ok_or_else(|| missing("group", code))
    }

    async fn compare(&self, tx: &mut Tx, stands: &BankRow, rules: &Rules) -> Result<Imported, ImportError> {
        let first = store::rules(tx, stands).await?.into_iter().next();
        let raw = &self.raw;
        let same = stands.name_km == raw.name_km
            && stands.name_latin == raw.name_latin
            && stands.village_code == raw.village_code
            && stands.opened_on == self.opened_on
            && first.is_some_and(|row| row.rules == rules.to_toml());
        match same {
            true => Ok(Imported { same: 1, ..Imported::default() }),
            false => Err(ImportError::File(format!("bank {} is there already, and is not the same", raw.code))),
        }
    }
}

/// A file of prices.
pub const PRICES: &[Column] =
    &[Column::needed("date"), Column::needed("good"), Column::needed("class"), Column::needed("price"), Column::trailing("reason")];

/// A file of what came into the store and the box and went out of them.
pub const STOCK: &[Column] = &[
    Column::needed("date"),
    Column::needed("kind"),
    Column::needed("good"),
    Column::needed("quantity"),
    Column::needed("money"),
    Column::needed("member"),
    Column::needed("note"),
];

/// A file of loans in kind.
pub const LOANS: &[Column] = &[
    Column::needed("date"),
    Column::needed("member"),
    Column::needed("good"),
    Column::needed("purpose"),
    Column::needed("quantity"),
    Column::trailing("season"),
    Column::trailing("guarantors"),
];

/// A file of what was brought back.
pub const REPAYMENTS: &[Column] = &[
    Column::needed("date"),
    Column::needed("member"),
    Column::needed("good"),
    Column::needed("quantity"),
    Column::needed("moisture"),
    Column::needed("foreign"),
    Column::needed("money"),
    Column::needed("price"),
    Column::trailing("market"),
];

/// A file of what happened to animals.
pub const ANIMALS: &[Column] = &[
    Column::needed("date"),
    Column::needed("event"),
    Column::needed("tag"),
    Column::needed("species"),
    Column::needed("sex"),
    Column::needed("born_on"),
    Column::needed("dam"),
    Column::needed("member"),
    Column::needed("money"),
    Column::needed("note"),
];

/// In whose name lines are written: who records, and who confirms what needs two.
#[derive(Clone, Copy, Debug)]
pub struct Officers {
    /// Who records.
    pub first: Act,
    /// Who confirms; without one, what needs two officers is refused.
    pub second: Option<Act>,
}

/// What lines need to be understood, read anew before each act.
struct Ground<'a> {
    group: &'a Group,
    row: &'a BankRow,
    bank: Bank,
    numbers: BTreeMap<i64, Party>,
}

impl<'a> Ground<'a> {
    async fn load(tx: &mut Tx, group: &'a Group, row: &'a BankRow) -> Result<Ground<'a>, ImportError> {
        let bank = store::load(tx, row, group).await?;
        let all = members::members(tx, group.book, &group.commodity).await?;
        let numbers = all.iter().map(|member| (member.number, Party::from(member.party()))).collect();
        Ok(Ground { group, row, bank, numbers })
    }

    fn good(&self, row: &Row, bad: &mut BadLines) -> Option<Good> {
        let found = self.bank.good(row.text("good"));
        if found.is_none() {
            bad.add(row.line, "good", said(row.text("good"), "No such good; see docs/CLI.md for the list."));
        }
        found
    }

    fn member(&self, row: &Row, text: &str, column: &str, bad: &mut BadLines) -> Option<Party> {
        let found = words::read_count(text).ok().flatten().and_then(|number| self.numbers.get(&number).copied());
        if found.is_none() {
            bad.add(row.line, column, said(text, "No member has this number."));
        }
        found
    }

    fn state(&self, day: NaiveDate) -> Result<State, ImportError> {
        self.bank.state(day).map_err(|flaw| ImportError::File(format!("{}: its acts do not fit: {flaw:?}", self.row.code)))
    }

    fn animal(&self, state: &State, row: &Row, column: &str, bad: &mut BadLines) -> Option<AnimalNo> {
        let tag = row.text(column);
        let found = state.animals.values().filter(|animal| animal.tag == tag).max_by_key(|animal| animal.no);
        if found.is_none() {
            bad.add(row.line, column, said(tag, "No animal of the register has this tag."));
        }
        found.map(|animal| animal.no)
    }
}

/// Writes prices, or sees that they stand. Caller commits.
///
/// # Errors
/// Every line that cannot be taken.
pub async fn prices(tx: &mut Tx, group: &Group, row: &BankRow, rows: &[Row], act: Act) -> Result<Imported, ImportError> {
    let (mut bad, mut imported) = (BadLines::default(), Imported::default());
    for (at, line) in rows.iter().enumerate() {
        let ground = Ground::load(tx, group, row).await?;
        let (on, good) = (day(line, "date", &mut bad), ground.good(line, &mut bad));
        let amount = quantity(line, "price", group.commodity(), &mut bad);
        let class = line.text("class");
        let (Some(on), Some(good), Some(amount)) = (on, good, amount) else {
            bad.add(line.line, "price", "A price is needed.");
            continue;
        };
        if prices::by_age(good.class()) != AgeClass::parse(class).is_some() {
            bad.add(line.line, "class", said(class, "calf, heifer, cow or bull for cattle and buffalo; empty for all others."));
            continue;
        }
        let band = ground.bank.rules(on).map_or(50, |rules| rules.prices.band_percent);
        let last = ground.bank.market(good.code(), class, on).map(|price| price.amount);
        match prices::distance(last, amount, band) {
            Distance::TenTimes => bad.add(line.line, "price", said(line.text("price"), "Ten times off the price before it.")),
            Distance::Outside if line.text("reason").is_empty() => {
                bad.add(line.line, "reason", "The price is far from the one before it: say why.")
            }
            _ => {}
        }
        let id = repeated(&["price", &group.code], line, rows, at);
        let there = store::prices(tx, group.book).await?.len();
        let (place, reason) = (row.village_code.as_str(), line.text("reason"));
        let (code, kind) = (good.code(), PriceKind::Market);
        let new = NewPrice { id, good: code, class, place, day: on, amount, kind, source: "file", reason };
        let no = store::add_price(tx, group.book, &new, act.by, act.at).await?;
        if no as usize > there { imported.new += 1 } else { imported.same += 1 }
    }
    bad.none().map(|()| imported)
}

/// The key of a line: of what it says, and the how-manieth it is of those that say the same.
fn repeated(of: &[&str], line: &Row, rows: &[Row], at: usize) -> Uuid {
    let before = rows[..at].iter().filter(|other| other.says() == line.says()).count().to_string();
    let says = line.says();
    key(&[of, &[says.as_str(), before.as_str()]].concat())
}

/// Writes one act of a file and says what became of it.
async fn perform(
    tx: &mut Tx,
    ground: &Ground<'_>,
    id: Uuid,
    on: NaiveDate,
    ask: &Ask,
    officers: Officers,
    lines: &[&Row],
    bad: &mut BadLines,
) -> Result<Imported, ImportError> {
    let first = lines.first().map_or(1, |line| line.line);
    let one = |again: bool| match again {
        true => Imported { same: lines.len(), ..Imported::default() },
        false => Imported { new: lines.len(), ..Imported::default() },
    };
    let wish = Wish { key: id, day: on, known: true, ask };
    // A file brings what was written down at the time: what must be reported within some days was.
    let then = |officer: Act| Act { today: on.min(officer.today), ..officer };
    let mut outcome = write::ask(tx, ground.group, ground.row, &wish, then(officers.first)).await?;
    if let Outcome::Asked(no) = outcome {
        let Some(second) = officers.second else {
            bad.add(first, "", "This needs two officers: name the second with --confirmed-by.");
            return Ok(Imported::default());
        };
        let request = store::requests(tx, ground.row).await?.into_iter().find(|request| request.no == no);
        let request = request.ok_or_else(|| ImportError::File(format!("request {no} is gone")))?;
        if request.decision.is_some() {
            return Ok(one(true));
        }
        outcome = write::confirm(tx, ground.group, ground.row, &request, then(second)).await?;
    }
    match outcome {
        Outcome::Written(..) => Ok(one(false)),
        Outcome::Again(_) => Ok(one(true)),
        Outcome::Other(no) => {
            bad.add(first, "", format!("Act {no} was written from this line with other figures."));
            Ok(Imported::default())
        }
        Outcome::Asked(_) => Ok(Imported::default()),
        Outcome::Refused(refusals) => {
            for refusal in refusals {
                let line = refusal.row.and_then(|row| lines.get(row)).map_or(first, |line| line.line);
                bad.add(line, "", refusals::text(WORDS, &ground.bank, good_of(ask), &refusal.why));
            }
            Ok(Imported::default())
        }
    }
}

fn good_of(ask: &Ask) -> Option<&str> {
    match ask {
        Ask::Donate { good, .. }
        | Ask::Deposit { good, .. }
        | Ask::ReturnDeposit { good, .. }
        | Ask::Buy { good, .. }
        | Ask::Sell { good, .. }
        | Ask::Help { good, .. }
        | Ask::Count { good, .. }
        | Ask::Lend { good, .. }
        | Ask::Repay { good, .. } => Some(good),
        _ => None,
    }
}

fn sum(all: &mut Imported, one: Imported) {
    all.new += one.new;
    all.same += one.same;
}

/// Writes what came into the store and the box and went out. Caller commits.
///
/// # Errors
/// Every line that cannot be taken.
pub async fn stock(tx: &mut Tx, group: &Group, row: &BankRow, rows: &[Row], officers: Officers) -> Result<Imported, ImportError> {
    let (mut bad, mut imported) = (BadLines::default(), Imported::default());
    for (at, line) in rows.iter().enumerate() {
        let ground = Ground::load(tx, group, row).await?;
        let Some(on) = day(line, "date", &mut bad) else { continue };
        let Some(ask) = stock_ask(&ground, line, &mut bad) else { continue };
        let id = repeated(&["stock", &row.code], line, rows, at);
        sum(&mut imported, perform(tx, &ground, id, on, &ask, officers, &[line], &mut bad).await?);
    }
    bad.none().map(|()| imported)
}

fn stock_ask(ground: &Ground<'_>, line: &Row, bad: &mut BadLines) -> Option<Ask> {
    let note = line.text("note").to_owned();
    let kind = line.text("kind");
    let money = quantity(line, "money", ground.group.commodity(), bad);
    if let Some(source) = money_source(kind) {
        return Some(Ask::MoneyIn { source, amount: needed(line, "money", money, bad)?, note });
    }
    if let Some(purpose) = spending(kind) {
        return Some(Ask::MoneyOut { purpose, amount: needed(line, "money", money, bad)?, note });
    }
    let good = ground.good(line, bad)?;
    let amount = quantity(line, "quantity", good.commodity(), bad);
    let amount = needed(line, "quantity", amount, bad)?;
    let good = good.code().to_owned();
    let member = |bad: &mut BadLines| ground.member(line, line.text("member"), "member", bad);
    Some(match kind {
        "donated" | "given" => Ask::Donate { good, quantity: amount, capital: kind == "donated", from: note },
        "deposited" | "contributed" => {
            Ask::Deposit { good, returned: kind == "deposited", rows: vec![(member(bad)?, amount)] }
        }
        "deposit-returned" => Ask::ReturnDeposit { good, party: member(bad)?, quantity: amount },
        "bought" => Ask::Buy { good, quantity: amount, paid: needed(line, "money", money, bad)? },
        "sold" => Ask::Sell { good, quantity: amount, received: needed(line, "money", money, bad)? },
        "help" => Ask::Help { good, party: member(bad)?, quantity: amount, minute: note },
        "counted" => {
            let good_of = ground.bank.good(&good)?;
            Ask::Count {
                good,
                counted: amount,
                losses: losses(&good_of, line, &note, bad)?,
                counters: counters(ground, line, bad)?,
                method: CountMethod::Weighed,
                moisture_tenths: None,
            }
        }
        other => {
            bad.add(line.line, "kind", said(other, "No such kind; see docs/CLI.md for the list."));
            return None;
        }
    })
}

fn needed<T>(line: &Row, column: &str, value: Option<T>, bad: &mut BadLines) -> Option<T> {
    if value.is_none() {
        bad.add(line.line, column, "This is needed here.");
    }
    value
}

fn money_source(kind: &str) -> Option<MoneySource> {
    Some(match kind {
        "grant" => MoneySource::Grant,
        "contribution" => MoneySource::Contribution,
        "gift" => MoneySource::Gift,
        "insurance" => MoneySource::Insurance,
        "income" => MoneySource::Income,
        _ => return None,
    })
}

fn spending(kind: &str) -> Option<Spending> {
    Some(match kind {
        "repairs" => Spending::Repairs,
        "honorarium" => Spending::Honorarium,
        "transport" => Spending::Transport,
        "family-grant" => Spending::FamilyGrant,
        "expense" => Spending::Other,
        _ => return None,
    })
}

/// `drying 90; pests 60`.
fn losses(good: &Good, line: &Row, text: &str, bad: &mut BadLines) -> Option<Vec<(Cause, i64)>> {
    let mut all = Vec::new();
    for part in text.split(';').map(str::trim).filter(|part| !part.is_empty()) {
        let read = part.split_once(' ').and_then(|(cause, amount)| {
            let cause = Cause::ALL.into_iter().find(|known| known.code() == cause)?;
            Some((cause, words::read_quantity(amount, good.commodity().decimals()).ok()??))
        });
        match read {
            Some(loss) => all.push(loss),
            None => {
                bad.add(line.line, "note", said(part, "A cause and a quantity, as “drying 90; pests 60”."));
                return None;
            }
        }
    }
    Some(all)
}

/// Two numbers of members: `3+7`.
fn counters(ground: &Ground<'_>, line: &Row, bad: &mut BadLines) -> Option<[Party; 2]> {
    let Some((first, second)) = line.text("member").split_once('+') else {
        bad.add(line.line, "member", said(line.text("member"), "Two people count: their numbers, as “3+7”."));
        return None;
    };
    Some([ground.member(line, first.trim(), "member", bad)?, ground.member(line, second.trim(), "member", bad)?])
}

/// Writes loans in kind: the lines of one day, good and purpose are one lending day. Caller commits.
///
/// # Errors
/// Every line that cannot be taken.
pub async fn loans(tx: &mut Tx, group: &Group, row: &BankRow, rows: &[Row], officers: Officers) -> Result<Imported, ImportError> {
    let (mut bad, mut imported) = (BadLines::default(), Imported::default());
    for lines in together(rows, &["date", "good", "purpose", "season"]) {
        let ground = Ground::load(tx, group, row).await?;
        let head = lines[0];
        let (on, good) = (day(head, "date", &mut bad), ground.good(head, &mut bad));
        let purpose = Purpose::parse(head.text("purpose"));
        if purpose.is_none() {
            bad.add(head.line, "purpose", said(head.text("purpose"), "food, seed, breeding, garden, emergency or other."));
        }
        let (Some(on), Some(good), Some(purpose)) = (on, good, purpose) else { continue };
        let season = super::count(head, "season", &mut bad).or_else(|| ground.bank.season_of(on).map(|season| season.no));
        let mut asked = Vec::new();
        for line in &lines {
            let party = ground.member(line, line.text("member"), "member", &mut bad);
            let amount = quantity(line, "quantity", good.commodity(), &mut bad);
            let names = line.text("guarantors").split('+').map(str::trim).filter(|name| !name.is_empty());
            let guarantors: Option<Vec<Party>> =
                names.map(|name| ground.member(line, name, "guarantors", &mut bad)).collect();
            if let (Some(party), Some(quantity), Some(guarantors)) = (party, needed(line, "quantity", amount, &mut bad), guarantors) {
                asked.push(LendRow { party, quantity, guarantors });
            }
        }
        if asked.len() < lines.len() {
            continue;
        }
        let ask = Ask::Lend { good: good.code().to_owned(), purpose, season, rows: asked };
        let id = key(&["kind-loans", &row.code, head.text("date"), head.text("good"), head.text("purpose"), head.text("season")]);
        sum(&mut imported, perform(tx, &ground, id, on, &ask, officers, &lines, &mut bad).await?);
    }
    bad.none().map(|()| imported)
}

/// Lines that follow one another and say the same in these columns.
fn together<'a>(rows: &'a [Row], columns: &[&str]) -> Vec<Vec<&'a Row>> {
    let mut all: Vec<Vec<&Row>> = Vec::new();
    for row in rows {
        let same = |other: &&Row| columns.iter().all(|column| other.text(column) == row.text(column));
        match all.last_mut().filter(|lines| lines.first().is_some_and(same)) {
            Some(lines) => lines.push(row),
            None => all.push(vec![row]),
        }
    }
    all
}

/// Writes what was brought back: the lines of one day, good and price are one repayment day; a line pays the member's
/// oldest open loan of the good. Caller commits.
///
/// # Errors
/// Every line that cannot be taken.
pub async fn repayments(tx: &mut Tx, group: &Group, row: &BankRow, rows: &[Row], officers: Officers) -> Result<Imported, ImportError> {
    let (mut bad, mut imported) = (BadLines::default(), Imported::default());
    for lines in together(rows, &["date", "good", "price", "market"]) {
        let ground = Ground::load(tx, group, row).await?;
        let head = lines[0];
        let (Some(on), Some(good)) = (day(head, "date", &mut bad), ground.good(head, &mut bad)) else { continue };
        let money = group.commodity();
        let (agreed, market) = (quantity(head, "price", money, &mut bad), quantity(head, "market", money, &mut bad));
        let id = key(&["kind-repayments", &row.code, head.text("date"), head.text("good"), head.text("price"), head.text("market")]);
        // The same file again finds its loans closed; what was written under its key says that it was.
        let written = store::act_of_key(tx, row, id).await?;
        if let Some((no, _)) = written {
            imported.same += lines.len();
            tracing::debug!(no, "these lines were written before");
            continue;
        }
        let state = ground.state(on)?;
        let mut asked: Vec<RepayRow> = Vec::new();
        for line in &lines {
            let Some(party) = ground.member(line, line.text("member"), "member", &mut bad) else { continue };
            let open = state.open_loans(party, on).filter(|loan| loan.good == good.code());
            let Some(loan) = open.filter(|loan| asked.iter().all(|row| row.loan != loan.no)).min_by_key(|loan| (loan.due_on, loan.no)) else {
                bad.add(line.line, "member", "She has no open loan of this good.");
                continue;
            };
            asked.push(RepayRow {
                loan: loan.no,
                weighed: quantity(line, "quantity", good.commodity(), &mut bad),
                moisture_tenths: tenths(line, "moisture", &mut bad),
                foreign_tenths: tenths(line, "foreign", &mut bad),
                money: quantity(line, "money", money, &mut bad),
            });
        }
        if asked.len() < lines.len() {
            continue;
        }
        let ask = Ask::Repay { good: good.code().to_owned(), agreed, market, rows: asked };
        sum(&mut imported, perform(tx, &ground, id, on, &ask, officers, &lines, &mut bad).await?);
    }
    bad.none().map(|()| imported)
}

/// A per cent with one decimal, as tenths.
fn tenths(line: &Row, column: &str, bad: &mut BadLines) -> Option<i64> {
    match words::read_quantity(line.text(column), 1) {
        Ok(read) => read,
        Err(_) => {
            bad.add(line.line, column, said(line.text(column), "Not a percentage with one decimal."));
            None
        }
    }
}

/// Writes what happened to animals, line by line; lines that bring animals of one day and price are bought or given
/// together. Caller commits.
///
/// # Errors
/// Every line that cannot be taken.
pub async fn animals(tx: &mut Tx, group: &Group, row: &BankRow, rows: &[Row], officers: Officers) -> Result<Imported, ImportError> {
    let (mut bad, mut imported) = (BadLines::default(), Imported::default());
    let mut at = 0;
    while at < rows.len() {
        let line = &rows[at];
        let brings = |row: &Row| matches!(row.text("event"), "bought" | "donated");
        let alike = |row: &&Row| ["date", "event", "species"].iter().all(|column| row.text(column) == line.text(column));
        let lines: Vec<&Row> =
            if brings(line) { rows[at..].iter().take_while(alike).collect() } else { vec![line] };
        let id = repeated(&["animals", &row.code], line, rows, at);
        at += lines.len();
        let Some(on) = day(line, "date", &mut bad) else { continue };
        if store::act_of_key(tx, row, id).await?.is_some() {
            imported.same += lines.len();
            continue;
        }
        let ground = Ground::load(tx, group, row).await?;
        let ask = if brings(line) { brought(&ground, &lines, &mut bad) } else { animal_ask(&ground, line, on, &mut bad)? };
        let Some(ask) = ask else { continue };
        sum(&mut imported, perform(tx, &ground, id, on, &ask, officers, &lines, &mut bad).await?);
    }
    bad.none().map(|()| imported)
}

/// Animals that came together: `money` of the lines is what each cost.
fn brought(ground: &Ground<'_>, lines: &[&Row], bad: &mut BadLines) -> Option<Ask> {
    let head = lines[0];
    let species = Class::parse(head.text("species")).filter(|class| class.is_registered());
    if species.is_none() {
        bad.add(head.line, "species", said(head.text("species"), "cattle or buffalo."));
    }
    let mut paid = 0;
    let mut animals = Vec::new();
    for line in lines {
        let cost = quantity(line, "money", ground.group.commodity(), bad);
        paid += cost.unwrap_or(0);
        animals.push(described(line, bad)?);
    }
    Some(Ask::BringAnimals { species: species?, paid: (head.text("event") == "bought").then_some(paid), animals })
}

fn described(line: &Row, bad: &mut BadLines) -> Option<AskAnimal> {
    let sex = match line.text("sex") {
        "F" | "f" | "female" => Some(Sex::Female),
        "M" | "m" | "male" => Some(Sex::Male),
        other => {
            bad.add(line.line, "sex", said(other, "F or M."));
            None
        }
    };
    let born_on = if line.text("born_on").is_empty() { None } else { day(line, "born_on", bad) };
    Some(AskAnimal { tag: line.text("tag").to_owned(), sex: sex?, born_on, marks: line.text("note").to_owned() })
}

fn animal_ask(ground: &Ground<'_>, line: &Row, on: NaiveDate, bad: &mut BadLines) -> Result<Option<Ask>, ImportError> {
    let state = ground.state(on)?;
    let note = line.text("note").to_owned();
    let event = line.text("event");
    let money = quantity(line, "money", ground.group.commodity(), bad);
    if event == "born" {
        let (dam, calf) = (ground.animal(&state, line, "dam", bad), described(line, bad));
        return Ok(dam.zip(calf).map(|(dam, calf)| Ask::Birth { dam, calf }));
    }
    let Some(animal) = ground.animal(&state, line, "tag", bad) else { return Ok(None) };
    let member = |bad: &mut BadLines| ground.member(line, line.text("member"), "member", bad);
    if let Some(how) = LostHow::ALL.into_iter().find(|how| how.code() == event) {
        let names = line.text("member").split('+').map(str::trim).filter(|name| !name.is_empty());
        let witnesses: Option<Vec<Party>> = names.map(|name| ground.member(line, name, "member", bad)).collect();
        let note = match note.as_str() {
            "vet" => LossNote::Vet,
            "chief" => LossNote::Chief,
            _ => LossNote::None,
        };
        let salvage = money.unwrap_or(0);
        return Ok(witnesses.map(|witnesses| Ask::Lose { animal, how, witnesses, note, salvage, worth: None }));
    }
    if let Some(what) = Seen::ALL.into_iter().find(|seen| seen.code() == event) {
        let condition = words::read_count(&note).ok().flatten().and_then(|condition| u8::try_from(condition).ok());
        return Ok(Some(Ask::Note { animal, what, cost: money.unwrap_or(0), condition }));
    }
    Ok(match event {
        "placed" => member(bad).map(|keeper| Ask::Place { animal, keeper }),
        "handed-over" if line.text("member").is_empty() => Some(Ask::HandOver { animal, to: None }),
        "handed-over" => member(bad).map(|to| Ask::HandOver { animal, to: Some(to) }),
        "title" => Some(Ask::PassTitle { animal }),
        "sold" => needed(line, "money", money, bad).map(|received| Ask::SellAnimal { animal, received, minute: note }),
        "exchanged" => ground.animal(&state, line, "dam", bad).map(|out| Ask::Exchange { back: animal, out }),
        other => {
            bad.add(line.line, "event", said(other, "No such event; see docs/CLI.md for the list."));
            None
        }
    })
}
