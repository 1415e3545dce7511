//! The routes of what is reported of an award: the budget, the liquidation, what officers carry, the donor's account. The
//! figures are the domain's, the files those of the command line.
use super::{
    voucher_forms::rate_text,
    vouchers::{self, Ground, amount},
    words_of::{self, head, word},
};
use crate::{
    app::App,
    books::form::read_day,
    error::{Answer, Fault},
    exports::{AwardBook, Told},
    guard::InAward,
    web,
};
use axum::{
    extract::{Query, State},
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use chrono::NaiveDate;
use domain::grants::{
    advances::{Advance, advances as carried},
    helped::helped,
    reports::{self, BudgetLine, DonorLine, Liquidation, RateFor, RateUsed},
    terms::Limit,
};
use serde::Deserialize;
use std::collections::BTreeMap;
use templates::{
    awards::reports::{
        AdvancesPage, BudgetFigures, BudgetPage, Carried, ReportHead, advances as draw_advances, budget as draw_budget,
        donor::{DonorPage, DonorRow, RateRow, donor as draw_donor},
        liquidation::{CodedRow, Figures, GrantRow, LiquidationPage, liquidation as draw_liquidation},
    },
    parts::{Amount, Name, Problem, with_query},
};
use words::Words;

/// The query as it came.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    from: String,
    to: String,
    format: String,
}

/// The files in which a report is had.
const FORMATS: [&str; 4] = ["csv", "xlsx", "json", "text"];

/// The addresses of a report as files, with these days.
pub(super) fn files(path: &str, days: &[(&str, &str)]) -> Vec<(&'static str, String)> {
    FORMATS.into_iter().map(|format| (format, with_query(path, &[days, &[("format", format)]].concat()))).collect()
}

/// A report as a file.
///
/// # Errors
/// A format that there is not; more than a workbook holds.
pub(crate) fn file(told: &Told, name: &str, format: &str, on: NaiveDate) -> Answer {
    let (kind, ending, bytes) = match format {
        "text" => ("text/plain; charset=utf-8", "txt", told.sheets.to_text().into_bytes()),
        // It begins with the mark by which spreadsheets know that it is UTF-8.
        "csv" => ("text/csv; charset=utf-8", "csv", format!("\u{feff}{}", told.sheets.to_csv()).into_bytes()),
        "json" => ("application/json", "json", format!("{:#}\n", told.json).into_bytes()),
        "xlsx" => {
            let book = told.sheets.to_xlsx(on).map_err(|error| Fault::Broken(format!("a workbook of {name}: {error}")))?;
            ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx", book)
        }
        _ => return Err(Fault::NotFound),
    };
    let disposition = HeaderValue::from_str(&format!("attachment; filename=\"{name}.{ending}\""));
    let disposition = disposition.unwrap_or(HeaderValue::from_static("attachment"));
    Ok(([(header::CONTENT_TYPE, HeaderValue::from_static(kind)), (header::CONTENT_DISPOSITION, disposition)], bytes)
        .into_response())
}

/// A report that was asked for: of which award, which days.
struct Asked {
    ground: Ground,
    head: ReportHead,
    from: NaiveDate,
    on: NaiveDate,
    format: String,
}

impl Asked {
    async fn load(app: &App, visit: &InAward, typed: Typed, (here, spans): (&'static str, bool)) -> Result<Asked, Fault> {
        let mut tx = app.db().read().await?;
        let (words, today) = (visit.words(), app.today());
        let ground = vouchers::ground(&mut tx, &visit.award, words).await?;
        let first = ground.award.terms.from;
        let days = days(&typed, (first.min(today), today), words);
        let (from, on) = *days.as_ref().unwrap_or(&(first.min(today), today));
        let award = head(&visit.award, &ground.award.terms);
        let (from_text, on_text) = (from.to_string(), on.to_string());
        let pairs: &[(&str, &str)] = if spans { &[("from", &from_text), ("to", &on_text)] } else { &[("to", &on_text)] };
        let shown = |text: &str, day: NaiveDate| if text.trim().is_empty() { words.date_short(day) } else { text.to_owned() };
        let mut files = files(&award.href(here), pairs);
        if spans {
            files.insert(0, ("pdf", with_query(&award.href("donor.pdf"), pairs)));
        }
        let head = ReportHead {
            around: visit.visit.around(),
            here,
            from: spans.then(|| shown(&typed.from, from)),
            to: shown(&typed.to, on),
            on,
            problems: days.err().unwrap_or_default(),
            files,
            award,
        };
        Ok(Asked { ground, head, from, on, format: typed.format })
    }

    fn words(&self) -> Words {
        self.ground.words
    }

    fn line(&self, code: &str) -> Name {
        if code.is_empty() { Name::said(self.words().say("total")) } else { words_of::line(&self.ground.award.terms, code) }
    }

    /// The same as a file, where that was asked for and the days can be read.
    fn as_file(&self, tell: impl Fn(&AwardBook) -> Told) -> Option<Answer> {
        if self.format.is_empty() || !self.head.problems.is_empty() {
            return None;
        }
        let told = tell(&AwardBook::new(self.ground.award.clone()));
        Some(file(&told, &format!("{}-{}-{}", self.head.here, self.head.award.code, self.on), &self.format, self.on))
    }

    fn answer(problems: bool, page: maud::Markup) -> Response {
        if problems { web::unprocessable(page) } else { web::html(page) }
    }
}

/// The days that were typed, or what is wrong with them.
fn days(typed: &Typed, usual: (NaiveDate, NaiveDate), words: Words) -> Result<(NaiveDate, NaiveDate), Vec<Problem>> {
    let mut problems = Vec::new();
    let mut day = |field: &str, text: &str, usual: NaiveDate| match read_day(text, words) {
        Ok(day) => day.unwrap_or(usual),
        Err(message) => {
            problems.push(Problem { field: field.into(), message });
            usual
        }
    };
    let (from, to) = (day("from", &typed.from, usual.0), day("to", &typed.to, usual.1));
    if problems.is_empty() && from > to {
        problems.push(Problem { field: "to".into(), message: words.say("period-turned").into_owned() });
    }
    if problems.is_empty() { Ok((from, to)) } else { Err(problems) }
}

/// `GET /awards/{award}/budget?to=&format=`
pub async fn budget(State(app): State<App>, visit: InAward, Query(typed): Query<Typed>) -> Answer {
    let asked = Asked::load(&app, &visit, typed, ("budget", false)).await?;
    if let Some(file) = asked.as_file(|book| book.budget(asked.on)) {
        return file;
    }
    let lines = reports::budget(&asked.ground.award, asked.on);
    let mut sums: BTreeMap<String, i64> = BTreeMap::new();
    for advance in carried(&asked.ground.award, asked.on) {
        *sums.entry(advance.currency).or_default() += advance.left;
    }
    let page = BudgetPage {
        lines: lines.iter().map(|line| figures(asked.line(&line.line), line)).collect(),
        sum: figures(asked.line(""), &reports::budget_sum(&lines)),
        carried: sums.iter().map(|(code, sum)| amount(code, *sum)).collect(),
        head: asked.head,
    };
    Ok(Asked::answer(!page.head.problems.is_empty(), draw_budget(&page)))
}

/// A line as pages show it.
pub(super) fn figures(name: Name, line: &BudgetLine) -> BudgetFigures {
    BudgetFigures {
        name,
        budget: line.budget,
        committed: line.committed,
        advanced: line.advanced,
        spent: line.spent,
        verified: line.verified,
        available: line.available,
    }
}

/// `GET /awards/{award}/liquidation?to=&format=`
pub async fn liquidation(State(app): State<App>, visit: InAward, Query(typed): Query<Typed>) -> Answer {
    let asked = Asked::load(&app, &visit, typed, ("liquidation", false)).await?;
    if let Some(file) = asked.as_file(|book| book.liquidation(asked.on)) {
        return file;
    }
    let told = reports::liquidation(&asked.ground.award, asked.on);
    let grant = |grant: &reports::GrantLine| GrantRow {
        no: grant.no,
        own_no: grant.own_no.clone(),
        name: asked.ground.family_name(grant.no),
        line: asked.line(&grant.line),
        closed: grant.closed,
        figures: liquidated(&grant.figures),
    };
    let coded = |line: &reports::CodedLine| CodedRow {
        line: asked.line(&line.line),
        grants: line.grants,
        open_closed: line.open_closed,
        figures: line.figures.as_ref().map(liquidated),
    };
    let page = LiquidationPage {
        grants: told.grants.iter().map(grant).collect(),
        coded: told.coded.iter().filter(|line| line.grants != Some(0)).map(coded).collect(),
        sum: told.sum.as_ref().map(liquidated),
        head: asked.head,
    };
    Ok(Asked::answer(!page.head.problems.is_empty(), draw_liquidation(&page)))
}

fn liquidated(of: &Liquidation) -> Figures {
    [of.agreed, of.paid, of.receipts, of.verified, of.returned, of.disallowed, of.to_recover, of.open()]
}

/// `GET /awards/{award}/advances?to=&format=`
pub async fn advances(State(app): State<App>, visit: InAward, Query(typed): Query<Typed>) -> Answer {
    let asked = Asked::load(&app, &visit, typed, ("advances", false)).await?;
    if let Some(file) = asked.as_file(|book| book.advances(asked.on)) {
        return file;
    }
    let most = asked.ground.award.terms.limit(Limit::AdvanceDays);
    let mut all: Vec<((i64, String), Carried)> = Vec::new();
    for advance in carried(&asked.ground.award, asked.on) {
        let Advance { holder, currency, since, left } = &advance;
        let (key, days) = ((*holder, currency.clone()), advance.days(asked.on));
        if all.last().is_none_or(|(last, _)| *last != key) {
            let unit = amount(currency, 0).unit;
            all.push((key, Carried { holder: asked.ground.holder(*holder), unit, ages: [0; 4], pieces: vec![] }));
        }
        if let Some((_, last)) = all.last_mut() {
            last.ages[age(days)] += left;
            last.pieces.push((*since, days, *left, most.is_some_and(|most| days > most)));
        }
    }
    let page = AdvancesPage { carried: all.into_iter().map(|(_, carried)| carried).collect(), most, head: asked.head };
    Ok(Asked::answer(!page.head.problems.is_empty(), draw_advances(&page)))
}

/// The band of an age in days: the steps of the table at the command line.
fn age(days: i64) -> usize {
    match days {
        ..=30 => 0,
        31..=60 => 1,
        61..=90 => 2,
        _ => 3,
    }
}

/// `GET /awards/{award}/donor?from=&to=&format=`
pub async fn donor(State(app): State<App>, visit: InAward, Query(typed): Query<Typed>) -> Answer {
    let asked = Asked::load(&app, &visit, typed, ("donor", true)).await?;
    if let Some(file) = asked.as_file(|book| book.donor(asked.from, asked.on)) {
        return file;
    }
    let award = &asked.ground.award;
    let told = reports::donor(award, asked.from, asked.on);
    let people = helped(award, asked.from, asked.on);
    let row = |line: &DonorLine| DonorRow {
        name: asked.line(&line.line),
        budget: line.budget,
        before: line.before,
        spent: line.spent,
        left: line.left,
    };
    let sum = |of: fn(&DonorLine) -> Option<i64>| told.lines.iter().map(of).sum::<Option<i64>>();
    let total = DonorRow {
        name: asked.line(""),
        budget: told.lines.iter().map(|line| line.budget).sum(),
        before: sum(|line| line.before),
        spent: sum(|line| line.spent),
        left: sum(|line| line.left),
    };
    let words = asked.words();
    let kind = |help| words.say(&format!("voucher-help-{}", word(help))).into_owned();
    let page = DonorPage {
        fund: [told.brought_forward, Some(told.received), Some(told.returned), told.spent(), told.balance()],
        lines: told.lines.iter().map(row).collect(),
        sum: total,
        helped: people.kinds.iter().map(|(help, count)| (kind(help), *count)).collect(),
        helped_all: people.all,
        families: people.families,
        coded: people.coded,
        rates: told.rates.iter().map(|used| rate(&asked, used)).collect(),
        head: asked.head.clone(),
    };
    Ok(Asked::answer(!page.head.problems.is_empty(), draw_donor(&page)))
}

fn rate(asked: &Asked, used: &RateUsed) -> RateRow {
    let (words, own) = (asked.words(), asked.ground.award.terms.currency.as_str());
    let text = |per_million: i64| rate_text(words, own, per_million);
    let paper = |no: i64| asked.ground.state.vouchers.get(&no).map_or("", |voucher| &voucher.own_no).to_owned();
    let (what, href) = match used.what {
        RateFor::Notes => (words.say("award-money-did-changed").into_owned(), None),
        RateFor::ByCode => (words.say("award-small-grants").into_owned(), None),
        RateFor::Voucher(no) => {
            let name = words.with("voucher-number", &[("number", words.ordinal(no).into())]);
            let own_no = paper(no);
            let name = if own_no.is_empty() { name } else { format!("{name} ({own_no})") };
            (name, Some(asked.head.award.href(&format!("vouchers/{no}"))))
        }
    };
    let sums = used.sums.map(|(paid, charged)| -> (Amount, i64) { (amount(&used.currency, paid), charged) });
    // Notes are bought at the bank's rate: only a payment is charged at the table's.
    let table = used.table.filter(|table| *table != used.per_million && used.what != RateFor::Notes);
    RateRow { what, href, day: used.day, sums, rate: text(used.per_million), table: table.map(text) }
}
