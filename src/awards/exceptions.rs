//! What breaks a rule, as a page: each with its figures in words, and the way to what proves it.
//!
//! What a small grant by code breaks stands beside its voucher, as any voucher does, for those whose office vouchers are;
//! nobody else is told of it, and no way leads from here to such a grant.
use super::{
    reports_pages::{file, files},
    store, uploads,
    vouchers::{self, Ground, commodity},
    words_of::head,
};
use crate::{
    app::App,
    error::{Answer, Fault},
    exports::AwardBook,
    guard::{Can, InAward},
    listing::{ListQuery, matches},
    store::Tx,
    web,
};
use axum::extract::{Query, State};
use chrono::NaiveDate;
use domain::grants::{
    Award, Duty, Grant, State as Stands, Voucher,
    acts::Same,
    advances::{Advance, advances},
    exceptions::{self, Exception, Ground as Rests, Rule},
};
use serde::Deserialize;
use std::collections::HashMap;
use templates::{
    awards::{
        AwardHead,
        exceptions::{Broken, ExceptionsPage, RuleShown, Way, exceptions as draw},
    },
    parts::with_query,
};

/// So many of a rule stand on the page of all rules; the others are behind the rule's own.
const FIRST: usize = 10;

/// What the address says.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    rule: String,
    q: String,
    format: String,
}

/// `GET /awards/{award}/exceptions?rule=&q=&format=`
pub async fn show(State(app): State<App>, visit: InAward, Query(asked): Query<Asked>) -> Answer {
    let mut tx = app.db().read().await?;
    let desk = Desk::load(&mut tx, &visit, app.today()).await?;
    if !asked.format.is_empty() {
        let told = AwardBook::new(desk.ground.award.clone()).exceptions_of(desk.on, |exception| desk.tells(exception));
        return file(&told, &format!("exceptions-{}-{}", visit.award.code, desk.on), &asked.format, desk.on);
    }
    Ok(web::html(draw(&desk.page(&visit, asked))))
}

/// Every exception that a reader may see, and what they are told of.
struct Desk {
    ground: Ground,
    head: AwardHead,
    /// Which scans are kept, by their digest.
    kinds: HashMap<Vec<u8>, String>,
    found: Vec<Exception>,
    on: NaiveDate,
    may_coded: bool,
    may_find: bool,
}

/// Whose office is vouchers, those of small grants by code with them.
const VOUCHERS: [Can; 5] = [Can::Audit, Can::Check, Can::Approve, Can::Pay, Can::Record];

impl Desk {
    async fn load(tx: &mut Tx, visit: &InAward, on: NaiveDate) -> Result<Desk, Fault> {
        let ground = vouchers::ground(tx, &visit.award, visit.words()).await?;
        let kinds = store::upload_kinds(tx, visit.award.book).await?;
        let head = head(&visit.award, &ground.award.terms);
        let may_find = visit.may(Can::Audit);
        let may_coded = VOUCHERS.into_iter().any(|can| visit.may(can));
        let mut desk = Desk { ground, head, kinds, found: vec![], on, may_coded, may_find };
        let held: Vec<_> = advances(&desk.ground.award, on).iter().map(Advance::held).collect();
        let mut found = exceptions::run(&desk.ground.award, on, &held);
        found.retain(|exception| desk.tells(exception));
        desk.found = found;
        Ok(desk)
    }

    fn award(&self) -> &Award {
        &self.ground.award
    }

    fn state(&self) -> &Stands {
        &self.ground.state
    }

    fn voucher(&self, exception: &Exception) -> Option<&Voucher> {
        self.state().vouchers.get(&exception.voucher?)
    }

    fn grant(&self, exception: &Exception) -> Option<&Grant> {
        let of_voucher = || self.voucher(exception).and_then(Voucher::grant);
        self.state().grants.get(&exception.grant.or_else(of_voucher)?)
    }

    fn tells(&self, exception: &Exception) -> bool {
        self.may_coded || !self.grant(exception).is_some_and(Grant::is_coded)
    }

    fn page(&self, visit: &InAward, asked: Asked) -> ExceptionsPage {
        let needle = ListQuery { q: asked.q.clone(), ..ListQuery::default() }.needle();
        let chosen = Rule::parse(&asked.rule);
        let most = if chosen.is_some() || !needle.is_empty() { usize::MAX } else { FIRST };
        let of = |rule: Rule| self.found.iter().filter(move |exception| exception.rule == rule);
        let shown = |rule: Rule| {
            let mut rows: Vec<Broken> =
                of(rule).filter(|exception| self.matches(&needle, exception)).map(|one| self.broken(one)).collect();
            let count = rows.len() as i64;
            rows.truncate(most);
            RuleShown { rule: rule.code(), checklist: rule.checklist(), count, rows }
        };
        let rules = Rule::ALL.into_iter().filter(|rule| chosen.is_none_or(|chosen| chosen == *rule));
        let kept = Rule::ALL.into_iter().filter(|rule| of(*rule).next().is_none());
        ExceptionsPage {
            around: visit.visit.around(),
            award: self.head.clone(),
            on: self.on,
            all: self.found.len() as i64,
            rules: rules.map(shown).filter(|shown| shown.count > 0).collect(),
            counts: Rule::ALL.into_iter().map(|rule| (rule.code(), of(rule).count() as i64)).collect(),
            kept: kept.map(|rule| (rule.code(), rule.checklist())).collect(),
            rule: chosen.map_or(String::new(), |rule| rule.code().to_owned()),
            query: asked.q,
            without_coded: !self.may_coded && self.state().grants.values().any(Grant::is_coded),
            files: files(&self.head.href("exceptions"), &[]),
        }
    }

    fn matches(&self, needle: &str, exception: &Exception) -> bool {
        let family = self.grant(exception).filter(|grant| !grant.is_coded());
        let name = family.map(|grant| self.ground.family_name(grant.no)).unwrap_or_default();
        let papers = [family.map(|grant| grant.own_no.as_str()), self.voucher(exception).map(|voucher| voucher.own_no.as_str())];
        let [grant, voucher] = papers.map(Option::unwrap_or_default);
        let (about, found) = (self.about(exception), self.says(exception));
        matches(needle, &[&name.khmer, &name.latin, grant, voucher, &about, &found])
    }

    fn broken(&self, exception: &Exception) -> Broken {
        let coded = self.grant(exception).is_some_and(Grant::is_coded);
        let number = |no: Option<i64>| no.map_or(String::new(), |no| no.to_string());
        let finding = self.may_find.then(|| {
            let grant = number(exception.grant.filter(|_| !coded));
            let voucher = number(exception.voucher);
            let pairs = [("rule", exception.rule.code()), ("grant", &*grant), ("voucher", &*voucher)];
            with_query(&self.head.href("audit/findings/new"), &pairs)
        });
        Broken { about: self.about(exception), found: self.says(exception), ways: self.ways(exception), finding }
    }

    /// Whose grant, which voucher.
    fn about(&self, exception: &Exception) -> String {
        let words = self.ground.words;
        let mut parts = Vec::new();
        match self.grant(exception) {
            Some(grant) if grant.is_coded() => parts.push(words.say("voucher-coded").into_owned()),
            Some(grant) => parts.push(format!("{} · {}", self.grant_no(grant.no), self.ground.family(grant.no))),
            None => {}
        }
        parts.extend(exception.voucher.map(|no| self.voucher_no(no)));
        if parts.is_empty() {
            parts.push(words.say("exceptions-whole-award").into_owned());
        }
        parts.join(" · ")
    }

    /// A grant by its number, and the one on its papers of before.
    fn grant_no(&self, no: i64) -> String {
        let words = self.ground.words;
        let own = self.state().grants.get(&no).map_or("", |grant| &grant.own_no);
        with_paper(words.with("grant-no", &[("number", words.ordinal(no).into())]), own)
    }

    fn voucher_no(&self, no: i64) -> String {
        let words = self.ground.words;
        let own = self.state().vouchers.get(&no).map_or("", |voucher| &voucher.own_no);
        with_paper(words.with("voucher-number", &[("number", words.ordinal(no).into())]), own)
    }

    /// The ways to what proves it.
    fn ways(&self, exception: &Exception) -> Vec<Way> {
        let words = self.ground.words;
        let mut ways: Vec<Way> = Vec::new();
        let mut add = |symbol, below: String, text: String| ways.push((symbol, self.head.href(&below), text));
        let vouchers = exception.voucher.into_iter().chain(match exception.ground {
            Rests::Voucher(other) => Some(other),
            _ => None,
        });
        for no in vouchers {
            add("file-text", format!("vouchers/{no}"), self.voucher_no(no));
        }
        let other = match exception.ground {
            Rests::Same(_, other) => self.state().grants.get(&other),
            _ => None,
        };
        for grant in self.grant(exception).into_iter().chain(other).filter(|grant| !grant.is_coded()) {
            add("sprout", format!("grants/{}", grant.no), self.grant_no(grant.no));
        }
        for (no, hash) in self.scans(exception) {
            let text = words.with("exceptions-scan", &[("number", words.ordinal(no).into())]);
            add("eye", format!("uploads/{hash}"), text);
        }
        match exception.rule {
            Rule::OldAdvance => add("hand-coins", "advances".into(), words.say("report-advances").into_owned()),
            Rule::LineOverspent => add("list-checks", "budget".into(), words.say("award-budget").into_owned()),
            Rule::OneWitness => add("sprout", "grants".into(), words.say("grants").into_owned()),
            _ => {}
        }
        ways
    }

    /// The scans of the receipts that a finding is about, where they are kept here: number and digest.
    fn scans(&self, exception: &Exception) -> Vec<(i64, String)> {
        const OF_RECEIPTS: [Rule; 5] =
            [Rule::ReceiptTwice, Rule::ReceiptSum, Rule::ReceiptShort, Rule::Ineligible, Rule::OutsideAward];
        let voucher = self.voucher(exception).filter(|_| OF_RECEIPTS.contains(&exception.rule));
        let receipts = voucher.into_iter().flat_map(|voucher| &voucher.receipts).filter(|(receipt, _)| !receipt.sealed);
        let kept = |hash: &str| uploads::digest(hash).is_some_and(|digest| self.kinds.contains_key(&digest));
        receipts.filter(|(receipt, _)| kept(&receipt.hash)).map(|(receipt, _)| (receipt.no, receipt.hash.clone())).collect()
    }

    /// What was found, with its figures.
    fn says(&self, exception: &Exception) -> String {
        let (words, rule) = (self.ground.words, exception.rule.code());
        // Receipts are in the currency of their voucher.
        let receipt = matches!(exception.rule, Rule::ReceiptSum | Rule::ReceiptShort);
        let own = self.award().terms.currency.as_str();
        let unit = self.voucher(exception).filter(|_| receipt).map_or(own, |voucher| &voucher.currency);
        let money = |sum: i64| words.amount(sum, commodity(unit).decimals(), unit);
        let pair = |found: String, right: String| {
            words.with(&format!("found-{rule}"), &[("found", found.into()), ("right", right.into())])
        };
        match &exception.ground {
            Rests::Plain => match exception.rule {
                Rule::PaidBeforeApproved => words.say("found-never-approved").into_owned(),
                _ => String::new(),
            },
            Rests::Duties(one, other) => {
                let duty = |duty: &Duty| words.say(&format!("duty-{}", duty.code())).into_owned();
                pair(duty(one), duty(other))
            }
            Rests::Amounts(found, right) => pair(money(*found), money(*right)),
            Rests::Line(line, found, right) => {
                format!("{}: {}", self.ground.line(line), pair(money(*found), money(*right)))
            }
            Rests::Days(found, right) => pair(words.date(*found), words.date(*right)),
            Rests::Day(day) => {
                let terms = &self.award().terms;
                let (from, to) = (words.date(terms.from), words.date(terms.to));
                words
                    .with(&format!("found-{rule}"), &[("found", words.date(*day).into()), ("from", from.into()), ("to", to.into())])
            }
            Rests::Same(same, other) => {
                let key = match same {
                    Same::Person => "grant-same-person",
                    Same::Household => "grant-same-household",
                    Same::Phone => "grant-same-phone",
                    Same::Account => "grant-same-account",
                    Same::Place => "grant-same-place",
                };
                words.with(key, &[("grant", words.ordinal(*other).into())])
            }
            Rests::Voucher(no) => pair(self.voucher_no(*no), String::new()),
            Rests::Text(text) => pair(text.clone(), String::new()),
            Rests::Count(found, right) => pair(words.number(*found), words.number(*right)),
        }
    }
}

/// With the number on papers of before, where there is one.
fn with_paper(text: String, own: &str) -> String {
    if own.is_empty() { text } else { format!("{text} ({own})") }
}
