//! The routes of the by-laws: what they say in plain words, and writing a new version.
use super::{
    desk,
    ground::Ground,
    refusals,
    store::{self as coops, LawsRow},
};
use crate::{
    app::App,
    error::{Answer, Fault},
    guard::{Can, InCoop},
    meetings::seal::Act as By,
    reader::Reader,
    store::{lock, record},
    users, web,
};
use axum::{
    Form,
    extract::{Query, State},
};
use chrono::NaiveDate;
use domain::coops::{
    ByLaws, agree,
    bylaws::{ByLawRefusal, Credit, Milling, Organic, Prices, RefundBy, Scale, Shares, Surplus},
};
use rust_decimal::Decimal;
use serde::Deserialize;
use templates::{
    coops::{
        desk::{Filled, percent},
        kilograms_text,
        laws::{Clause, LawsFormPage, LawsPage, LawsVersion, laws as draw, laws_form as draw_form},
    },
    parts::Problem,
};
use words::{Words, read_quantity};

/// Which version is looked at; empty: the one that holds.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Which {
    version: String,
}

/// `GET /coops/{coop}/laws?version=`
pub async fn show(State(app): State<App>, visit: InCoop, Query(which): Query<Which>) -> Answer {
    let (words, today) = (visit.words(), app.today());
    let mut tx = app.db().read().await?;
    let ground = Ground::load(&mut tx, &visit, today).await?;
    let rows = coops::laws(&mut tx, &ground.row).await?;
    let names = users::store::names(&mut tx).await?;
    let holds = rows.iter().rev().find(|row| row.holds_from <= today).or_else(|| rows.first()).map(|row| row.version);
    let wanted = which.version.parse().ok().or(holds);
    let row = rows.iter().find(|row| Some(row.version) == wanted).ok_or(Fault::NotFound)?;
    let laws =
        ByLaws::read(&row.laws).map_err(|refusals| Fault::Broken(format!("by-laws of {}: {refusals:?}", ground.row.code)))?;
    let version = |row: &LawsRow| LawsVersion {
        no: row.version,
        from: row.holds_from,
        holds: Some(row.version) == holds,
        written: row.recorded_at,
        by: names.get(&row.recorded_by).cloned().unwrap_or_default(),
    };
    let page = LawsPage {
        around: visit.visit.around(),
        version: (row.version, row.holds_from),
        clauses: clauses(&ground, words, &laws),
        parts: if ground.head.shares { parts(words, &laws.surplus) } else { vec![] },
        versions: rows.iter().rev().map(version).collect(),
        may_change: visit.may(Can::KeepConstitution),
        coop: ground.head.clone(),
    };
    Ok(web::html(draw(&page)))
}

/// The parts of a surplus that are above nothing, in hundredths of a per cent.
fn parts(words: Words, surplus: &Surplus) -> Vec<(String, i64)> {
    let names = ["reserve", "social", "education", "committee", "dividend", "refund"];
    let all = names.into_iter().zip(surplus.parts());
    let all = all.map(|(name, part)| (words.say(&format!("coop-part-{name}")).into_owned(), hundredths(part)));
    all.filter(|(_, part)| *part != 0).collect()
}

/// What the by-laws say in plain words.
fn clauses(ground: &Ground, words: Words, laws: &ByLaws) -> Vec<Clause> {
    let say = Say { words, ground };
    let ByLaws { shares, scale, organic, credit, prices, milling, surplus } = laws;
    let clause = |icon, heading, lines: Vec<String>| Clause { icon, heading, lines };
    let mut all = Vec::new();
    if shares.par > 0 {
        let mut lines = vec![
            say.with("coop-law-say-par", "amount", say.money(shares.par)),
            say.with("coop-law-say-least", "count", words.number(shares.least)),
        ];
        lines.extend(say.unless_nought(shares.most_percent, "coop-law-say-most"));
        all.push(clause("id-card", "coop-law-shares", lines));
    }
    all.push(clause(
        "scale",
        "coop-law-scale",
        vec![
            say.with("coop-law-say-moisture", "percent", percent(words, scale.moisture_tenths)),
            words.with(
                "coop-law-say-moisture-range",
                &[
                    ("least", percent(words, scale.moisture_least_tenths).into()),
                    ("most", percent(words, scale.moisture_most_tenths).into()),
                ],
            ),
            say.with("coop-law-say-foreign", "percent", percent(words, scale.foreign_tenths)),
            say.with("coop-law-say-scale", "weight", kilograms_text(words, scale.most.saturating_mul(1_000))),
        ],
    ));
    let organic = match organic {
        None => vec![words.say("coop-law-say-no-organic").into_owned()],
        Some(one) => vec![
            say.with("coop-law-say-conversion", "count", words.number(one.conversion_months.into())),
            say.with("coop-law-say-inspection", "count", words.number(one.inspection_months.into())),
            say.with("coop-law-say-tolerance", "percent", say.percent(one.tolerance_percent)),
        ],
    };
    all.push(clause("sprout", "coop-law-organic", organic));
    all.push(clause("hand-coins", "coop-law-credit", say.credit(credit)));
    all.push(clause(
        "wheat",
        "coop-law-mill-price",
        vec![
            say.with("coop-law-say-fee", "amount", say.money(milling.fee)),
            say.with("coop-law-say-yield", "percent", percent(words, milling.yield_band_tenths)),
            say.with("coop-law-say-band", "percent", percent(words, prices.band_percent.saturating_mul(10))),
        ],
    ));
    if ground.head.shares {
        let by = if surplus.refund_by == RefundBy::Weight { "coop-law-say-by-weight" } else { "coop-law-say-by-value" };
        let mut lines = vec![words.say(by).into_owned()];
        lines.extend(say.unless_nought(surplus.dividend_most, "coop-law-say-dividend-most"));
        lines.push(say.with("coop-law-say-reserve-least", "percent", say.percent(surplus.reserve_least)));
        lines.push(say.with("coop-law-say-round", "amount", say.money(surplus.round_to)));
        all.push(clause("gavel", "coop-law-year", lines));
    }
    all
}

/// What says it.
struct Say<'a> {
    words: Words,
    ground: &'a Ground,
}

impl Say<'_> {
    fn with(&self, key: &str, name: &str, value: String) -> String {
        self.words.with(key, &[(name, value.into())])
    }

    fn money(&self, amount: i64) -> String {
        self.ground.head.group.unit.text(self.words, amount)
    }

    fn percent(&self, part: Decimal) -> String {
        format!("{}\u{a0}%", typed_percent(self.words, part))
    }

    fn unless_nought(&self, part: Decimal, key: &str) -> Option<String> {
        (!part.is_zero()).then(|| self.with(key, "percent", self.percent(part)))
    }

    fn credit(&self, credit: &Credit) -> Vec<String> {
        let ceiling = match credit.ceiling {
            0 => self.words.say("coop-law-say-no-ceiling").into_owned(),
            most => self.with("coop-law-say-ceiling", "amount", self.money(most)),
        };
        let mut lines = vec![ceiling];
        lines.extend(self.unless_nought(credit.charge_percent, "coop-law-say-charge"));
        lines.push(match credit.offset_percent.is_zero() {
            true => self.words.say("coop-law-say-offset-all").into_owned(),
            false => self.with("coop-law-say-offset", "percent", self.percent(credit.offset_percent)),
        });
        lines
    }
}

/// Hundredths of a per cent, as fine as the form reads them.
fn hundredths(part: Decimal) -> i64 {
    i64::try_from((part * Decimal::ONE_HUNDRED).trunc()).unwrap_or(0)
}

/// A percentage as it is typed: `12`, `12.5`, `12.25`.
fn typed_percent(words: Words, part: Decimal) -> String {
    let hundredths = hundredths(part);
    match (hundredths % 100, hundredths % 10) {
        (0, _) => words.quantity(hundredths / 100, 0),
        (_, 0) => words.quantity(hundredths / 10, 1),
        _ => words.quantity(hundredths, 2),
    }
}

/// `GET /coops/{coop}/laws/new`
pub async fn new(State(app): State<App>, visit: InCoop) -> Answer {
    let mut tx = app.db().read().await?;
    let ground = Ground::load(&mut tx, &visit, app.today()).await?;
    let laws = ground.loaded.laws.last().map(|(_, laws)| laws.clone()).unwrap_or_default();
    let form = filled(&ground, visit.words(), &laws).with("from", visit.words().date_short(app.today()));
    Ok(web::html(draw_form(&LawsFormPage { around: visit.visit.around(), coop: ground.head, form, problems: vec![] })))
}

/// The by-laws as the form shows them.
fn filled(ground: &Ground, words: Words, laws: &ByLaws) -> Filled {
    let money = |amount: i64| words.quantity(amount, ground.head.group.unit.decimals);
    let part = |part: Decimal| typed_percent(words, part);
    let tenths = |tenths: i64| templates::coops::tenths(words, tenths);
    let ByLaws { shares, scale, organic, credit, prices, milling, surplus } = laws;
    let usual = Organic::default();
    let one = organic.as_ref().unwrap_or(&usual);
    let fields = [
        ("par", money(shares.par)),
        ("least", words.number(shares.least)),
        ("most_percent", part(shares.most_percent)),
        ("scale_most", words.number(scale.most)),
        ("moisture", tenths(scale.moisture_tenths)),
        ("moisture_least", tenths(scale.moisture_least_tenths)),
        ("moisture_most", tenths(scale.moisture_most_tenths)),
        ("foreign", tenths(scale.foreign_tenths)),
        ("organic", if organic.is_some() { "1".into() } else { String::new() }),
        ("conversion_months", words.number(one.conversion_months.into())),
        ("inspection_months", words.number(one.inspection_months.into())),
        ("tolerance", part(one.tolerance_percent)),
        ("ceiling", money(credit.ceiling)),
        ("charge", part(credit.charge_percent)),
        ("offset", part(credit.offset_percent)),
        ("fee", money(milling.fee)),
        ("yield_band", tenths(milling.yield_band_tenths)),
        ("band", words.number(prices.band_percent)),
        ("reserve", part(surplus.reserve)),
        ("reserve_least", part(surplus.reserve_least)),
        ("social", part(surplus.social)),
        ("education", part(surplus.education)),
        ("committee", part(surplus.committee)),
        ("dividend", part(surplus.dividend)),
        ("dividend_most", part(surplus.dividend_most)),
        ("refund", part(surplus.refund)),
        ("refund_by", if surplus.refund_by == RefundBy::Weight { "weight".into() } else { "value".into() }),
        ("round_to", money(surplus.round_to)),
    ];
    fields.into_iter().fold(Filled::default(), |form, (name, value)| form.with(name, value))
}

/// `POST /coops/{coop}/laws/new`
pub async fn send(State(app): State<App>, visit: InCoop, Form(pairs): Form<Vec<(String, String)>>) -> Answer {
    let (_, form) = desk::both(pairs);
    let words = visit.words();
    let by = By::now(&app, visit.visit.user.id);
    let mut tx = app.db().write().await?;
    lock(&mut tx, visit.group.book).await?;
    let ground = Ground::load(&mut tx, &visit, by.today).await?;
    let (from, laws) = match read(&form, &ground, words) {
        Ok(read) => read,
        Err(problems) => {
            let page = LawsFormPage { around: visit.visit.around(), coop: ground.head, form, problems };
            return Ok(web::unprocessable(draw_form(&page)));
        }
    };
    // The same form sent twice: the version is there.
    if ground.loaded.laws.last().is_none_or(|last| *last != (from, laws.clone())) {
        let text = toml::to_string(&laws).map_err(|error| Fault::Broken(format!("by-laws: {error}")))?;
        let no = coops::add_laws(&mut tx, &ground.row, from, &text, by.by, by.at).await?;
        let what = format!("{} {no}", ground.row.code);
        record(&mut tx, Some(visit.group.book), Some(by.by), "coop-laws-written", &what, by.at).await?;
        tx.commit().await?;
        tracing::info!(coop = ground.row.code, version = no, "by-laws written");
    }
    Ok(web::see_other(&ground.head.href("laws?done=coop-laws-written")))
}

fn read(form: &Filled, ground: &Ground, words: Words) -> Result<(NaiveDate, ByLaws), Vec<Problem>> {
    let mut reader = Reader::new(words);
    let from = reader.day("from", form.get("from"));
    let least = ground.loaded.laws.iter().map(|(from, _)| *from).max();
    if let (Some(from), Some(least)) = (from, least)
        && from < least
    {
        reader.say("from", words.with("coop-laws-before", &[("date", words.date(least).into())]));
    }
    let laws = Fields { reader: &mut reader, form, money: ground.loaded.money }.laws();
    if let Some(Err(why)) = from.map(|from| agree(&ground.loaded, &laws, from)) {
        reader.say("par", refusals::text(words, &ground.loaded, &why));
    }
    // What is written is read again, as it will be whenever it is asked for.
    let text = toml::to_string(&laws).unwrap_or_default();
    for refusal in ByLaws::read(&text).err().into_iter().flatten() {
        match refusal {
            ByLawRefusal::Figure(name) => reader.refuse(field(name), "coop-law-figure"),
            ByLawRefusal::Parts(sum) => {
                let sum = format!("{}\u{a0}%", typed_percent(words, sum));
                reader.say("reserve", words.with("coop-law-parts", &[("sum", sum.into())]));
            }
            ByLawRefusal::Reserve => reader.refuse("reserve", "coop-law-reserve"),
            ByLawRefusal::Unreadable(_) => reader.refuse("", "coop-law-figure"),
        }
    }
    reader.finish(from.map(|from| (from, laws)))
}

/// The field of a figure of the by-laws.
fn field(name: &str) -> &str {
    match name {
        "scale.most" => "scale_most",
        "scale.moisture_tenths" => "moisture",
        "scale.moisture_least_tenths" => "moisture_least",
        "scale.moisture_most_tenths" => "moisture_most",
        "scale.foreign_tenths" => "foreign",
        "organic.tolerance_percent" => "tolerance",
        "credit.charge_percent" => "charge",
        "credit.offset_percent" => "offset",
        "prices.band_percent" => "band",
        "milling.yield_band_tenths" => "yield_band",
        other => other.rsplit('.').next().unwrap_or(other),
    }
}

/// The fields of the form being read; blank is nought.
struct Fields<'a> {
    reader: &'a mut Reader,
    form: &'a Filled,
    money: ledger::Commodity,
}

impl Fields<'_> {
    fn number(&mut self, field: &str, decimals: u8) -> i64 {
        match read_quantity(self.form.get(field), decimals) {
            Ok(number) => number.unwrap_or(0),
            Err(_) => {
                self.reader.refuse(field, "write-number");
                0
            }
        }
    }

    fn count(&mut self, field: &str) -> i64 {
        self.number(field, 0)
    }

    fn months(&mut self, field: &str) -> u32 {
        u32::try_from(self.number(field, 0)).unwrap_or(u32::MAX)
    }

    fn percent(&mut self, field: &str) -> Decimal {
        Decimal::new(self.number(field, 2), 2).normalize()
    }

    fn tenths(&mut self, field: &str) -> i64 {
        self.number(field, 1)
    }

    fn amount(&mut self, field: &str) -> i64 {
        self.reader.amount(field, self.form.get(field), self.money).unwrap_or(0)
    }

    fn laws(mut self) -> ByLaws {
        let organic = (self.form.get("organic") == "1").then(|| Organic {
            conversion_months: self.months("conversion_months"),
            inspection_months: self.months("inspection_months"),
            tolerance_percent: self.percent("tolerance"),
        });
        let refund_by = if self.form.get("refund_by") == "value" { RefundBy::Value } else { RefundBy::Weight };
        ByLaws {
            shares: Shares { par: self.amount("par"), least: self.count("least"), most_percent: self.percent("most_percent") },
            scale: Scale {
                most: self.count("scale_most"),
                moisture_tenths: self.tenths("moisture"),
                moisture_least_tenths: self.tenths("moisture_least"),
                moisture_most_tenths: self.tenths("moisture_most"),
                foreign_tenths: self.tenths("foreign"),
            },
            organic,
            credit: Credit {
                ceiling: self.amount("ceiling"),
                charge_percent: self.percent("charge"),
                offset_percent: self.percent("offset"),
            },
            prices: Prices { band_percent: self.count("band") },
            milling: Milling { yield_band_tenths: self.tenths("yield_band"), fee: self.amount("fee") },
            surplus: Surplus {
                reserve: self.percent("reserve"),
                reserve_least: self.percent("reserve_least"),
                social: self.percent("social"),
                education: self.percent("education"),
                committee: self.percent("committee"),
                dividend: self.percent("dividend"),
                dividend_most: self.percent("dividend_most"),
                refund: self.percent("refund"),
                refund_by,
                round_to: self.amount("round_to"),
            },
        }
    }
}
