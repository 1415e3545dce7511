//! Lending days: the sheet, what is typed on it, and the list of a day.
mod both;

use super::{
    compared::{self, Met},
    day_lists,
    sheets::{self, Ground, Reading, Said, Typed},
    shown,
    write::{self, Outcome, Wish},
};
use crate::{
    app::App,
    compared::Arrived,
    error::{Answer, Fault},
    guard::{Can, InBank},
    members::store::Member,
    offline,
    store::Tx,
    web,
};
use axum::{
    Form,
    extract::{Query, State},
};
use chrono::NaiveDate;
use domain::banks::{
    Ask, Good, Measure, Party, Refusal, Rules, State as Has, When, Why,
    ask::LendRow,
    decide,
    loan::months_begun,
    priority_order, priority_rank,
    rules::{Due, Lending, LoanTerms, Per, Purpose},
    units,
};
use serde::Deserialize;
use templates::{
    banks::lending::{
        LendingLine, LendingPage, LendingRow, LendingSheet, LendingTotals, MayBorrow, SeasonChoice, lending as draw, listed,
    },
    parts::{Name, with_query},
};
use words::Words;

/// Which sheet the address names.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct WhichSheet {
    purpose: String,
    good: String,
}

/// `GET /banks/{bank}/lending`
pub async fn show(State(app): State<App>, visit: InBank, Query(which): Query<WhichSheet>) -> Answer {
    let mut tx = app.db().read().await?;
    let ground = Ground::load(&mut tx, &visit, app.today()).await?;
    let mut typed = Typed::fresh(visit.words(), &ground);
    typed.set("purpose", which.purpose);
    typed.set("good", which.good);
    let sheet = Sheet::read(&visit, &ground, &typed);
    let nothing = Said { problems: vec![], cautions: vec![] };
    Ok(offline::sheet(&visit.visit, draw(&page(&mut tx, &visit, &ground, sheet.as_ref(), false, nothing).await?)))
}

/// `POST /banks/{bank}/lending`: write down, or work out without script.
pub async fn send(State(app): State<App>, visit: InBank, Form(pairs): Form<Vec<(String, String)>>) -> Answer {
    let typed = Typed::new(pairs);
    let key = typed.key()?;
    let save = typed.get("do") == "save";
    let mut tx = app.db().write().await?;
    let arrived = if save { compared::arrived(&mut tx, &visit, &typed).await? } else { Arrived::New };
    let done = |act| Ok(web::see_other(&sheets::written(&visit.bank, "lending", act, "lending-day")));
    if let Arrived::Same(act) = arrived {
        return done(act);
    }
    let ground = Ground::load(&mut tx, &visit, app.today()).await?;
    let Some(sheet) = Sheet::read(&visit, &ground, &typed) else { return Err(Fault::NotFound) };
    if !save {
        let said = sheet.refused(&ground, &sheet.against(&ground, app.today()));
        return Ok(web::html(draw(&page(&mut tx, &visit, &ground, Some(&sheet), true, said).await?)));
    }
    match both::met(&visit, &sheet, &ground, arrived)? {
        Met::Nothing => {}
        Met::Same(act) => return done(act),
        Met::Both(both) => return compared::answer(&mut tx, &visit, &ground, sheet.typed, both).await,
    }
    let mut refusals = Vec::new();
    if sheet.problems.is_empty() {
        let wish = Wish { key, day: sheet.day, known: typed.get("known") == "1", ask: &sheet.ask() };
        let sent = (&wish, typed.digest());
        match write::send(&mut tx, &visit.group, &visit.bank, sent, sheets::by(&app, &visit)).await? {
            Outcome::Written(act, _) | Outcome::Again(act) => {
                tx.commit().await?;
                return done(act);
            }
            Outcome::Other(_) | Outcome::Asked(_) => return Err(Fault::Broken("a lending day became something else".into())),
            Outcome::Refused(refused) => refusals = refused,
        }
    } else {
        refusals.extend(sheet.against(&ground, app.today()));
    }
    let said = sheet.refused(&ground, &refusals);
    Ok(web::unprocessable(draw(&page(&mut tx, &visit, &ground, Some(&sheet), true, said).await?)))
}

/// A sheet as it was typed, and as far as it could be read.
struct Sheet<'a> {
    typed: &'a Typed,
    words: Words,
    day: NaiveDate,
    rules: &'a Rules,
    agreed: &'a Lending,
    good: Good,
    season: Option<i64>,
    /// The measures that were weighed by the day: code and grams.
    units: Vec<(String, i64)>,
    /// The measure that is typed in; none: kilograms, or whatever the good is counted in.
    unit: Option<(String, i64)>,
    rows: Vec<LendRow>,
    problems: Vec<(String, String)>,
}

impl<'a> Sheet<'a> {
    /// Reads the form; none where the bank lends nothing.
    fn read(visit: &InBank, ground: &'a Ground, typed: &'a Typed) -> Option<Sheet<'a>> {
        let words = visit.words();
        let mut reading = Reading::new(typed, words);
        let day = reading.day("day").unwrap_or(ground.today);
        let rules = ground.loaded.rules(day)?;
        let purpose = Purpose::parse(typed.get("purpose"));
        let named = purpose.and_then(|purpose| rules.lending(purpose, typed.get("good")));
        // What is lent no more since the sheet was opened is refused by the rule, and never becomes something else.
        let once = || ground.loaded.rules.iter().rev().find_map(|version| version.rules.lending(purpose?, typed.get("good")));
        let agreed = named.or_else(once).or_else(|| rules.lending.first())?;
        let good = ground.loaded.good(&agreed.good)?;
        let units = measures(ground, &good, day);
        let unit = units.iter().find(|(code, _)| code == typed.get("unit")).cloned();
        if unit.is_none() && !matches!(typed.get("unit"), "" | "kg") {
            // Two thang are not two kilograms.
            reading.say("unit", words.say("lend-measure-unknown").into_owned());
        }
        let mut sheet = Sheet { typed, words, day, rules, agreed, good, season: None, units, unit, rows: vec![], problems: vec![] };
        sheet.season = sheet.season(ground);
        for party in typed.numbers('p', &["kg"]).into_iter().map(Party) {
            let field = format!("p{}-kg", party.0);
            let quantity = reading.quantity(&field, sheet.good.commodity());
            let guarantors = sheet.guarantors(ground, party, &mut reading);
            if let Some(quantity) = quantity {
                sheet.rows.push(LendRow { party, quantity: sheet.meant(quantity), guarantors });
            }
        }
        sheet.problems = reading.problems;
        Some(sheet)
    }

    /// The season that was chosen, or the one in which the day lies; only one whose harvest is still to come.
    fn season(&self, ground: &Ground) -> Option<i64> {
        let seasons = &ground.loaded.seasons;
        if let Ok(no) = self.typed.get("season").parse::<i64>() {
            return Some(no);
        }
        let open = || seasons.iter().filter(|season| season.harvest_to > self.day);
        let now = open().find(|season| season.lend_from <= self.day && self.day <= season.lend_to);
        now.or_else(|| open().min_by_key(|season| season.harvest_to)).map(|season| season.no)
    }

    /// What a typed figure means in smallest units: measures of the village are weights, halves up to the gram.
    fn meant(&self, typed: i64) -> i64 {
        self.unit.as_ref().map_or(typed, |(_, grams)| units::worth(typed, self.good.unit(), *grams))
    }

    fn guarantors(&self, ground: &Ground, party: Party, reading: &mut Reading<'_>) -> Vec<Party> {
        let mut found = Vec::new();
        for at in 0..self.agreed.guarantors {
            let field = format!("p{}-g{at}", party.0);
            let text = self.typed.get(&field);
            match member(ground, text) {
                Some((party, _)) => found.push(party),
                None if text.is_empty() => {}
                None => reading.say(&field, self.words.say("lend-guarantor-unknown").into_owned()),
            }
        }
        found
    }

    fn ask(&self) -> Ask {
        Ask::Lend { good: self.good.code().to_owned(), purpose: self.agreed.purpose, season: self.season, rows: self.rows.clone() }
    }

    /// What the rules say of what could be read; that nothing was typed yet, and cautions, are left for the writing.
    fn against(&self, ground: &Ground, today: NaiveDate) -> Vec<Refusal> {
        let when = When { day: self.day, today, known: true };
        let refused = decide(&ground.loaded, &self.ask(), when).err().unwrap_or_default();
        refused.into_iter().filter(|refusal| refusal.why != Why::Nothing).collect()
    }

    /// Everything that is wrong, at its field.
    fn refused(&self, ground: &Ground, refusals: &[Refusal]) -> Said {
        let place = |row: Option<usize>, why: &Why| match row.and_then(|at| self.rows.get(at)) {
            Some(row) => {
                let guarantor = matches!(why, Why::Guarantors(_) | Why::SamePerson)
                    || *why == Why::NotAMember && ground.loaded.member(row.party, self.day).is_some();
                format!("p{}-{}", row.party.0, if guarantor { "g0" } else { "kg" })
            }
            None => match why {
                Why::Future | Why::Closed(_) | Why::BeforeBank(_) => "day".into(),
                Why::Season => "season".into(),
                _ => "sheet".into(),
            },
        };
        let mut said = sheets::said(self.words, &ground.loaded, self.good.code(), refusals, place);
        said.problems.retain(|(field, _)| self.problems.iter().all(|(known, _)| known != field));
        said.problems = self.problems.iter().cloned().chain(said.problems).collect();
        said
    }

    /// When loans of a season are due, and months begun until then.
    fn due(&self, ground: &Ground, season: Option<i64>) -> Option<(NaiveDate, u32)> {
        let harvest = season.and_then(|no| ground.loaded.season(no)).map(|season| season.harvest_to);
        let due = self.agreed.terms.due_on(self.day, harvest).filter(|due| *due > self.day)?;
        Some((due, months_begun(self.day, due)))
    }
}

/// What comes back of a loan on its due day.
pub(super) fn back(terms: &LoanTerms, quantity: i64, unit: i64, months: u32) -> i64 {
    let months = if terms.per == Per::Month { months } else { 1 };
    quantity.saturating_add(terms.interest(quantity, unit, months))
}

/// The measures of the village that were weighed by a day, for what is weighed.
fn measures(ground: &Ground, good: &Good, day: NaiveDate) -> Vec<(String, i64)> {
    if good.class().measure() != Measure::Weight {
        return Vec::new();
    }
    let mut found: Vec<(String, i64)> = Vec::new();
    for unit in &ground.units {
        if found.iter().all(|(code, _)| *code != unit.code)
            && let Some(holds) = units::unit_on(&ground.units, &unit.code, day)
        {
            found.push((holds.code.clone(), holds.grams));
        }
    }
    found
}

/// Who is meant by a number, with a name after it or not; or by a name.
fn member<'a>(ground: &'a Ground, text: &str) -> Option<(Party, &'a Member)> {
    let number = text.split(['·', ' ', '\u{a0}']).next().and_then(|first| words::read_count(first).ok().flatten());
    let by = |member: &Member| match number {
        Some(number) => member.number == number,
        None => !text.is_empty() && [member.name().khmer, member.name().latin].iter().any(|name| name == text),
    };
    ground.people.iter().find(|(_, member)| by(member)).map(|(party, member)| (*party, member))
}

async fn page(
    tx: &mut Tx,
    visit: &InBank,
    ground: &Ground,
    sheet: Option<&Sheet<'_>>,
    answer: bool,
    said: Said,
) -> Result<LendingPage, Fault> {
    let may = visit.may(Can::Seal);
    let drawn = match sheet.filter(|_| may) {
        Some(sheet) => Some(drawn(visit, ground, sheet, answer, said)?),
        None => None,
    };
    Ok(LendingPage {
        around: visit.visit.around(),
        bank: shown::head(tx, &visit.group, &visit.bank, &ground.loaded).await?,
        sheet: drawn,
        days: day_lists::lending_days(visit.words(), ground),
    })
}

fn drawn(visit: &InBank, ground: &Ground, sheet: &Sheet<'_>, answer: bool, said: Said) -> Result<LendingSheet, Fault> {
    let (words, good, agreed) = (sheet.words, &sheet.good, sheet.agreed);
    let has = ground.state(sheet.day)?;
    let due = sheet.due(ground, sheet.season);
    let months = due.map_or(1, |(_, months)| months);
    let rows: Vec<LendingRow> = priority_order(&ground.loaded.members, &agreed.first, sheet.day)
        .into_iter()
        .map(|party| row(ground, sheet, &has, party, months))
        .collect();
    let lent = rows.iter().filter(|row| row.quantity.is_some_and(|quantity| quantity > 0));
    let totals = lent.fold(LendingTotals::default(), |sum, row| LendingTotals {
        families: sum.families + 1,
        lent: sum.lent.saturating_add(row.quantity.unwrap_or_default()),
        back: sum.back.saturating_add(row.back),
    });
    let whose = |field: &str| {
        let party = field.strip_prefix('p')?.split_once('-')?.0.parse().ok()?;
        ground.named(words, Party(party))
    };
    let draft = draft(visit, agreed.purpose, good);
    Ok(LendingSheet {
        head: sheets::head(sheet.typed, answer, draft, said, whose),
        lines: lines(visit, ground, sheet),
        purpose: agreed.purpose.code(),
        good: shown::good(good),
        terms: agreed.terms.clone(),
        seasons: seasons(ground, sheet),
        season: sheet.season,
        due,
        units: sheet.units.clone(),
        unit: sheet.unit.as_ref().map_or_else(|| "kg".to_owned(), |(code, _)| code.clone()),
        stock: has.stock(good.code()),
        ceiling: agreed.ceiling.saturating_mul(good.unit()),
        guarantors: agreed.guarantors,
        rows,
        totals,
    })
}

/// The name of the draft that a device keeps of a lending day.
pub(super) fn draft(visit: &InBank, purpose: Purpose, good: &Good) -> String {
    sheets::draft(visit, &["lend", purpose.code(), good.code()])
}

/// What this bank lends, each with the address of its sheet.
fn lines(visit: &InBank, ground: &Ground, sheet: &Sheet<'_>) -> Vec<LendingLine> {
    let path = format!("/banks/{}/lending", templates::parts::encode(&visit.bank.code));
    let line = |line: &Lending| {
        let good = ground.loaded.good(&line.good)?;
        Some(LendingLine {
            purpose: line.purpose.code(),
            href: with_query(&path, &[("purpose", line.purpose.code()), ("good", &line.good)]),
            good: shown::good(&good),
            here: std::ptr::eq(line, sheet.agreed),
        })
    };
    sheet.rules.lending.iter().filter_map(line).collect()
}

/// The seasons whose harvest is still to come; none where these loans are due otherwise.
fn seasons(ground: &Ground, sheet: &Sheet<'_>) -> Vec<SeasonChoice> {
    if sheet.agreed.terms.due != Due::Harvest {
        return Vec::new();
    }
    let choice = |season: &domain::banks::Season| {
        Some(SeasonChoice {
            no: season.no,
            name: Name::new(&season.name_km, &season.name_latin),
            due: sheet.due(ground, Some(season.no))?,
        })
    };
    ground.loaded.seasons.iter().filter_map(choice).collect()
}

fn row(ground: &Ground, sheet: &Sheet<'_>, has: &Has, party: Party, months: u32) -> LendingRow {
    let (good, agreed, day) = (&sheet.good, sheet.agreed, sheet.day);
    let typed = |end: &str| sheet.typed.get(&format!("p{}-{end}", party.0)).to_owned();
    let known = ground.loaded.member(party, day);
    let quantity = sheet.rows.iter().find(|row| row.party == party).map(|row| row.quantity);
    let guarantor = |at: u32| {
        let text = typed(&format!("g{at}"));
        let found = member(ground, &text).map(|(party, _)| listed(sheet.words, &shown::who(&ground.people, party)));
        found.unwrap_or(text)
    };
    LendingRow {
        party: party.0,
        who: shown::who(&ground.people, party),
        id_poor: known.and_then(|member| member.id_poor),
        first: known.and_then(|member| priority_rank(member, &agreed.first, day)).and_then(|at| agreed.first.get(at).copied()),
        owes: has.open_loans(party, day).filter(|loan| loan.good == good.code()).map(|loan| loan.owed(day).total()).sum(),
        may: may_borrow(sheet, has, party),
        typed: typed("kg"),
        guarantors: (0..agreed.guarantors).map(guarantor).collect(),
        quantity,
        back: quantity.filter(|quantity| *quantity > 0).map_or(0, |quantity| back(&agreed.terms, quantity, good.unit(), months)),
    }
}

/// What the rule will say of a family, before anything is typed.
fn may_borrow(sheet: &Sheet<'_>, has: &Has, party: Party) -> MayBorrow {
    let (agreed, day) = (sheet.agreed, sheet.day);
    let late = has.open_loans(party, day).map(|loan| (loan.no, loan.days_late(day))).find(|(_, days)| *days > 0);
    if let (Some((loan, days)), false) = (late, agreed.lend_to_late) {
        return MayBorrow::Late(loan, days);
    }
    if agreed.ceiling == 0 {
        return MayBorrow::UpTo(None);
    }
    let same = has.open_loans(party, day).filter(|loan| loan.good == agreed.good && loan.purpose == agreed.purpose);
    let owed: i64 = same.map(|loan| loan.principal(day)).sum();
    match agreed.ceiling.saturating_mul(sheet.good.unit()).saturating_sub(owed) {
        ..=0 => MayBorrow::Full,
        left => MayBorrow::UpTo(Some(left)),
    }
}
