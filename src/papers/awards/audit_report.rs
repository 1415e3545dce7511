//! The report of an audit on paper: the working papers as they are kept, and what breaks a rule.
use super::{super::answer, Wish, line, stand};
use crate::{
    app::App,
    awards::{
        audit::{
            said,
            store::{self as desk, EventRow, FindingRow, ItemRow, SampleRow, TestRow},
        },
        store::AwardRow,
        vouchers::{Ground, commodity},
        words_of::Teller,
    },
    error::{Answer, Fault},
    guard::InAward,
    secrets::hex,
    store::{Result, Tx},
};
use axum::extract::{Query, State};
use chrono::NaiveDate;
use domain::grants::{
    Grant, Who,
    advances::{Advance, advances},
    audits::{self, Again, Drawn, Looked, Status},
    exceptions::{self, Exception, Ground as Rests, Rule},
};
use reports::{
    Label, Say,
    audit_report::{AuditReport, CertificateShown, ExceptionShown, FindingShown, ItemShown, SampleShown},
};
use uuid::Uuid;

/// `GET /awards/{award}/audit/report.pdf`
pub async fn show(State(app): State<App>, visit: InAward, Query(wish): Query<Wish>) -> Answer {
    let (mut tx, say) = (app.db().read().await?, wish.say(visit.words()));
    let paper = load(&mut tx, &visit.award, app.today(), say).await?;
    let file = file(&visit.award, app.today());
    drop(tx);
    answer(&visit, &file, move || paper.document(say)).await
}

/// The name of its file, without the ending.
pub fn file(row: &AwardRow, on: NaiveDate) -> String {
    format!("audit-{}-{on}", row.code)
}

/// Everything that the audit of an award holds at the end of a day.
///
/// # Errors
/// Where the store cannot be read, or a row of it says what cannot be.
pub async fn load(tx: &mut Tx, row: &AwardRow, on: NaiveDate, say: Say) -> std::result::Result<AuditReport, Fault> {
    let (ground, of) = stand(tx, row, say).await?;
    let (samples, items, tests) =
        (desk::samples(tx, row.book).await?, desk::items(tx, row.book).await?, desk::tests(tx, row.book).await?);
    let (findings, events) = (desk::findings(tx, row.book).await?, desk::events(tx, row.book).await?);
    let certificates = desk::certificates(tx, row.book).await?;
    let told = Told { say, ground: &ground };
    let held: Vec<_> = advances(&ground.award, on).iter().map(Advance::held).collect();
    let found = exceptions::run(&ground.award, on, &held);
    Ok(AuditReport {
        donor: ground.award.terms.donor.clone(),
        period: (row.from_day, row.to_day),
        on,
        samples: samples.iter().map(|sample| told.sample(sample, &items, &tests)).collect::<Result<_>>()?,
        exceptions: found.iter().map(|exception| told.exception(exception)).collect(),
        findings: findings.iter().map(|finding| told.finding(finding, &events)).collect::<Result<_>>()?,
        certificates: certificates
            .into_iter()
            .map(|one| CertificateShown {
                no: one.no,
                period: (one.from_day, one.to_day),
                entry: one.entry_no,
                head: hex(&one.hash),
                signed: (told.user(one.signed_by), one.signed_at),
            })
            .collect(),
        of,
    })
}

/// Tells working papers in the words of the paper.
struct Told<'a> {
    say: Say,
    ground: &'a Ground,
}

impl Told<'_> {
    fn user(&self, id: Uuid) -> String {
        self.ground.who(&Who::User(id))
    }

    /// A text as it is kept: where nothing is told in free words, it is one of a list.
    fn text(&self, text: &str) -> Label {
        self.say.of(|words| said(words, text))
    }

    fn sample(&self, sample: &SampleRow, items: &[ItemRow], tests: &[TestRow]) -> Result<SampleShown> {
        let plan = sample.plan()?;
        let mine: Vec<&ItemRow> = items.iter().filter(|item| item.sample_no == sample.no).collect();
        let drawn: Vec<Drawn> = mine.iter().map(|item| item.drawn()).collect();
        // The last word on a voucher holds.
        let test = |voucher: i64| tests.iter().rev().find(|test| test.sample_no == sample.no && test.voucher_no == voucher);
        let looked = mine.iter().filter_map(|item| {
            test(item.voucher_no).map(|test| Looked { book: item.amount, audited: test.audited, kept: test.kept })
        });
        let size = plan.size_of(sample.items.unsigned_abs(), sample.total).ok();
        let item = |item: &&ItemRow| {
            let silent = audits::is_silent(&self.ground.state, None, Some(item.voucher_no));
            let note = |test: &TestRow| if silent { Label::default() } else { self.text(&test.note) };
            let found = test(item.voucher_no).map(|test| (test.audited, test.kept, note(test)));
            ItemShown { voucher: item.voucher_no, amount: item.amount, found }
        };
        Ok(SampleShown {
            no: sample.no,
            plan,
            size: size.map(|size| (size.n, size.interval)),
            population: (sample.items, sample.total),
            digest: hex(&sample.population),
            seed: sample.seed.clone(),
            through_entry: sample.through_entry,
            again: audits::again(&self.ground.award.acts, &sample.kept(&drawn)?) == Again::Same,
            drawn: (self.user(sample.drawn_by), sample.drawn_at),
            verdict: audits::verdict(&plan, size.and_then(|size| size.interval), &looked.collect::<Vec<_>>()),
            items: mine.iter().map(item).collect(),
        })
    }

    fn finding(&self, finding: &FindingRow, events: &[EventRow]) -> Result<FindingShown> {
        let mine: Vec<&EventRow> = events.iter().filter(|event| event.finding_no == finding.no).collect();
        let said = mine
            .iter()
            .map(|event| Ok((event.saying()?, self.user(event.said_by), event.said_at, self.text(&event.text))))
            .collect::<Result<Vec<_>>>()?;
        Ok(FindingShown {
            no: finding.no,
            severity: finding.severity(),
            status: Status::of(said.iter().map(|(saying, ..)| *saying)),
            text: self.text(&finding.text),
            voucher: finding.voucher_no,
            amount: finding.amount,
            found: (self.user(finding.found_by), finding.found_at),
            said,
        })
    }

    fn exception(&self, exception: &Exception) -> ExceptionShown {
        let grant = exception.grant.and_then(|no| self.ground.state.grants.get(&no));
        let named = |grant: &Grant| match grant.is_coded() {
            // Which grant under a code it is, is the liaison's to know; the voucher leads there.
            true => self.say.say("voucher-coded"),
            false => self.say.with("grant-no", |words| vec![("number", words.ordinal(grant.no))]),
        };
        ExceptionShown {
            rule: exception.rule.code(),
            grant: grant.map(named).unwrap_or_default(),
            voucher: exception.voucher,
            ground: self.rests(exception),
        }
    }

    /// What an exception rests on, in words.
    fn rests(&self, exception: &Exception) -> Label {
        let (say, terms) = (self.say, &self.ground.award.terms);
        // Receipts are in the currency of their voucher.
        let receipt = matches!(exception.rule, Rule::ReceiptSum | Rule::ReceiptShort);
        let paid_in = exception.voucher.filter(|_| receipt).and_then(|no| self.ground.state.vouchers.get(&no));
        let unit = commodity(paid_in.map_or(&terms.currency, |voucher| &voucher.currency));
        let money = |words: words::Words, quantity: i64| words.amount(quantity, unit.decimals(), unit.code());
        let day = |words: words::Words, day: NaiveDate| words.date_short(day);
        match &exception.ground {
            Rests::Plain => Label::default(),
            Rests::Duties(one, other) => pair(say, "paper-audit-ground-days", |words| {
                [*one, *other].map(|duty| words.say(&format!("paper-audit-duty-{}", duty.code())).into_owned())
            }),
            // A round sum has nothing beside it that it should be.
            Rests::Amounts(found, _) if exception.rule == Rule::Round => say.of(|words| money(words, *found)),
            Rests::Amounts(found, expected) => {
                pair(say, "paper-audit-ground-amounts", |words| [money(words, *found), money(words, *expected)])
            }
            Rests::Line(code, found, expected) => {
                let name = line(say, &self.ground.award, code);
                let sums = pair(say, "paper-audit-ground-amounts", |words| [money(words, *found), money(words, *expected)]);
                let beside = sums.beside.map(|sums| format!("{}: {sums}", name.beside.as_deref().unwrap_or(&name.main)));
                Label { main: format!("{}: {}", name.main, sums.main), beside }
            }
            Rests::Days(found, expected) => {
                pair(say, "paper-audit-ground-days", |words| [day(words, *found), day(words, *expected)])
            }
            Rests::Day(on) => say.of(|words| day(words, *on)),
            Rests::Same(same, other) => {
                let found = domain::grants::acts::Match { same: *same, grant: *other };
                let (award, state, users) = (&self.ground.award, &self.ground.state, &self.ground.users);
                say.of(|words| Teller { words, award, state, users }.found(&found))
            }
            Rests::Voucher(no) => say.with("voucher-number", |words| vec![("number", words.ordinal(*no))]),
            Rests::Text(text) => Label::from(text.as_str()),
            Rests::Count(found, expected) => {
                pair(say, "paper-audit-ground-of", |words| [words.number(*found), words.number(*expected)])
            }
        }
    }
}

/// What is there, and what should be.
fn pair(say: Say, key: &str, both: impl Fn(words::Words) -> [String; 2]) -> Label {
    say.with(key, |words| {
        let [found, expected] = both(words);
        vec![("found", found), ("expected", expected)]
    })
}
