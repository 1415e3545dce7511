//! The report of an audit: the samples and what they say, what breaks a rule, what was found and what became of it, and
//! the certificates. Of a grant under a code it names the voucher and the sum alone.
use crate::{
    Align, Block, Cell, Column, Document, Label, Row, Say, Signatures, Table, Width,
    contract::decimal,
    of_award::{OfAward, beginning, grouped},
};
use chrono::{DateTime, NaiveDate, Utc};
use domain::grants::audits::{Plan, Said, Saying, Severity, Status, Verdict};
use rust_decimal::Decimal;
use words::Words;

/// The report of an audit. Amounts in smallest units of the award's currency.
#[derive(Clone, Debug)]
pub struct AuditReport {
    /// The award.
    pub of: OfAward,
    /// Who gives.
    pub donor: String,
    /// The time of the award.
    pub period: (NaiveDate, NaiveDate),
    /// As of which day.
    pub on: NaiveDate,
    /// The samples.
    pub samples: Vec<SampleShown>,
    /// What breaks a rule, in the order of the rules.
    pub exceptions: Vec<ExceptionShown>,
    /// The findings.
    pub findings: Vec<FindingShown>,
    /// The certificates.
    pub certificates: Vec<CertificateShown>,
}

/// A sample.
#[derive(Clone, Debug)]
pub struct SampleShown {
    /// Its number.
    pub no: i64,
    /// What it was drawn for.
    pub plan: Plan,
    /// How many vouchers, or units, and the units from hit to hit; none where the aim cannot be met by what is kept.
    pub size: Option<(u64, Option<i64>)>,
    /// How many vouchers it was drawn from, and their sum.
    pub population: (i64, i64),
    /// The population's digest, in hexadecimal.
    pub digest: String,
    /// Where the draw began.
    pub seed: String,
    /// The book's last entry then.
    pub through_entry: i64,
    /// Drawing it again gives the same.
    pub again: bool,
    /// Who drew it, when.
    pub drawn: (String, DateTime<Utc>),
    /// The vouchers.
    pub items: Vec<ItemShown>,
    /// What it says so far.
    pub verdict: Option<Verdict>,
}

/// A voucher of a sample.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ItemShown {
    /// Which.
    pub voucher: i64,
    /// What the books say.
    pub amount: i64,
    /// What was found: the sum, whether every control was kept, a note. Nothing: not looked at yet.
    pub found: Option<(i64, bool, Label)>,
}

/// Something that breaks a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExceptionShown {
    /// The rule's word.
    pub rule: &'static str,
    /// Whose grant; one under a code has no number here.
    pub grant: Label,
    /// Which voucher.
    pub voucher: Option<i64>,
    /// What is there, and what should be.
    pub ground: Label,
}

/// A finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FindingShown {
    /// Its number.
    pub no: i64,
    /// How grave.
    pub severity: Severity,
    /// How it stands.
    pub status: Status,
    /// What was found.
    pub text: Label,
    /// Which voucher it is about.
    pub voucher: Option<i64>,
    /// How much it is about; nothing is said where it is 0.
    pub amount: i64,
    /// Who found it, when.
    pub found: (String, DateTime<Utc>),
    /// What was said of it since: what kind, who, when, what.
    pub said: Vec<(Saying, String, DateTime<Utc>, Label)>,
}

/// A certificate, as the report names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CertificateShown {
    /// Its number.
    pub no: i64,
    /// Its period.
    pub period: (NaiveDate, NaiveDate),
    /// The entry it states.
    pub entry: i64,
    /// That entry's hash, in hexadecimal.
    pub head: String,
    /// Who signed, when.
    pub signed: (String, DateTime<Utc>),
}

impl AuditReport {
    /// The report on paper.
    pub fn document(&self, say: Say) -> Document {
        let title = say.say("paper-audit");
        let on = say.with("paper-audit-as-of", |words| vec![("date", words.date(self.on))]);
        let mut story = self.of.story(&title, on.main.clone(), say);
        let (from, to) = self.period;
        let donor = say.with("paper-donor-to", |_| vec![("donor", self.donor.clone())]);
        let period = say.with("paper-audit-period", |words| vec![("from", words.date(from)), ("to", words.date(to))]);
        story.add(Block::Title(title)).add(Block::Text(self.of.label(say))).add(Block::Text(donor.line().into()));
        story.add(Block::Text(period)).add(Block::Text(on));
        story.add(Block::Table(self.summary(say)));
        let mut parts = vec![Block::Heading(say.say("paper-audit-samples"))];
        parts.extend(or_nothing(
            self.samples.iter().flat_map(|sample| self.sample(say, sample)).collect(),
            say,
            "paper-audit-no-samples",
        ));
        parts.push(Block::Heading(say.say("paper-audit-exceptions")));
        parts.extend(or_nothing(self.exceptions(say), say, "paper-audit-no-exceptions"));
        parts.push(Block::Heading(say.say("paper-audit-findings")));
        parts.extend(or_nothing(
            self.findings.iter().flat_map(|one| self.finding(say, one)).collect(),
            say,
            "paper-audit-no-findings",
        ));
        parts.push(Block::Heading(say.say("paper-audit-certificates")));
        parts.extend(or_nothing(self.certificates(say), say, "paper-audit-no-certificates"));
        parts.into_iter().for_each(|block| {
            story.add(block);
        });
        let people = ["role-auditor", "role-manager", "role-finance"].map(|role| (say.say(role), String::new())).into();
        story.add(Block::Together(vec![
            Block::Text(say.say("paper-audit-signed")),
            Block::Signatures(Signatures { people, thumbs: false }),
        ]));
        story.finish()
    }

    fn summary(&self, say: Say) -> Table {
        let count = |count: usize| Label::from(say.number(count as i64));
        let open = self.findings.iter().filter(|finding| finding.status != Status::Closed).count();
        let looked: usize = self.samples.iter().flat_map(|sample| &sample.items).filter(|item| item.found.is_some()).count();
        pairs(vec![
            (say.say("paper-audit-samples"), count(self.samples.len())),
            (say.say("paper-audit-looked-at"), count(looked)),
            (say.say("paper-audit-exceptions"), count(self.exceptions.len())),
            (say.say("paper-audit-findings"), count(self.findings.len())),
            (say.say("paper-audit-open"), count(open)),
        ])
    }

    fn sample(&self, say: Say, sample: &SampleShown) -> Vec<Block> {
        let money = |quantity: i64| say.of(|words| self.of.money(words, quantity));
        let number = |count: i64| Label::from(say.number(count));
        let title = say.of(|words| {
            let number = words.with("sample-number", &[("number", words.ordinal(sample.no).into())]);
            format!("{number} · {}", words.say(&format!("sample-kind-{}", sample.plan.code())))
        });
        let mut rows = vec![(say.say("sample-stratum"), say.say(&format!("sample-stratum-{}", sample.plan.stratum().code())))];
        match sample.plan {
            Plan::Attribute { tolerable, .. } => rows.push((say.say("paper-audit-tolerable-rate"), percent(say, tolerable))),
            Plan::MonetaryUnit { tolerable, expected, .. } => {
                rows.push((say.say("paper-audit-tolerable"), money(tolerable)));
                rows.push((say.say("paper-audit-expected"), money(expected)));
            }
        }
        rows.push((say.say("paper-audit-confidence"), percent(say, sample.plan.confidence())));
        rows.push((say.say("paper-audit-population"), self.population(say, sample)));
        if let Some((n, interval)) = sample.size {
            rows.push((say.say("sample-n"), number(n as i64)));
            rows.extend(interval.map(|interval| (say.say("sample-interval"), money(interval))));
        }
        rows.push((say.say("sample-seed"), Label::from(sample.seed.as_str())));
        rows.push((say.say("sample-digest"), Label::from(grouped(&sample.digest, 8))));
        rows.push((say.say("sample-drawn-by"), by(say, &sample.drawn.0, sample.drawn.1)));
        rows.push((say.say("sample-again"), say.say(if sample.again { "paper-audit-again-yes" } else { "paper-audit-again-no" })));
        let mut blocks = vec![Block::Heading(title), Block::Table(pairs(rows))];
        blocks.push(Block::Table(self.items(say, sample)));
        blocks.extend(self.verdict(say, sample));
        blocks
    }

    fn population(&self, say: Say, sample: &SampleShown) -> Label {
        let (count, total) = sample.population;
        say.with("paper-audit-population-of", |words| {
            vec![
                ("count", words.number(count)),
                ("amount", self.of.money(words, total)),
                ("entry", words.ordinal(sample.through_entry)),
            ]
        })
    }

    fn items(&self, say: Say, sample: &SampleShown) -> Table {
        let currency = self.of.currency;
        let head = |key: &str| say.of(|words| format!("{} ({})", words.say(key), words.unit(currency.decimals(), currency.code())));
        let columns = vec![
            Column { head: say.say("paper-receipts-voucher"), width: Width::Share(0.45), align: Align::Right },
            Column { head: head("paper-audit-in-books"), width: Width::Share(0.55), align: Align::Right },
            Column { head: head("paper-audit-found"), width: Width::Share(0.55), align: Align::Right },
            Column { head: say.say("paper-audit-controls"), width: Width::Share(0.6), align: Align::Left },
            Column { head: say.say("paper-audit-note"), width: Width::Share(1.3), align: Align::Left },
        ];
        let row = |item: &ItemShown| {
            let (found, kept, note) = match &item.found {
                Some((found, kept, note)) => {
                    let kept = if *kept { "paper-audit-kept" } else { "paper-audit-broken" };
                    (Cell::text(say.quantity(*found, currency)), Cell::Label(say.say(kept)), Cell::Label(note.clone()))
                }
                None => (Cell::Blank, Cell::Label(say.say("paper-audit-not-looked")), Cell::Blank),
            };
            let book = Cell::text(say.quantity(item.amount, currency));
            let wrong = item.found.as_ref().is_some_and(|(found, kept, _)| !kept || *found != item.amount);
            let mut row = Row::new(vec![Cell::text(say.ordinal(item.voucher)), book, found, kept, note]);
            row.kind = if wrong { crate::RowKind::Marked } else { crate::RowKind::Plain };
            row
        };
        Table::new(columns, sample.items.iter().map(row).collect())
    }

    /// What the sample says of the whole; before all of it was looked at, how much of it was.
    fn verdict(&self, say: Say, sample: &SampleShown) -> Vec<Block> {
        let looked = sample.items.iter().filter(|item| item.found.is_some()).count();
        if looked < sample.items.len() {
            let text = say.with("paper-audit-so-far", |words| {
                vec![("count", words.number(looked as i64)), ("all", words.number(sample.items.len() as i64))]
            });
            return vec![Block::Text(text)];
        }
        let Some(verdict) = sample.verdict else { return Vec::new() };
        let text = match verdict.said {
            Said::Deviations(count) => say.with("paper-audit-deviations", |words| vec![("count", words.number(count))]),
            Said::Error { projected, basic_precision, allowance, upper_limit } => say.with("paper-audit-error", |words| {
                vec![
                    ("projected", self.of.money(words, projected)),
                    ("precision", self.of.money(words, basic_precision)),
                    ("allowance", self.of.money(words, allowance)),
                    ("limit", self.of.money(words, upper_limit)),
                ]
            }),
        };
        let accepted = if verdict.accepted { "paper-audit-accepted" } else { "paper-audit-not-accepted" };
        vec![Block::Text(text), Block::Text(say.say(accepted))]
    }

    /// Each rule that was broken: how often, and where.
    fn exceptions(&self, say: Say) -> Vec<Block> {
        if self.exceptions.is_empty() {
            return Vec::new();
        }
        let columns = vec![
            Column { head: say.say("voucher-grant"), width: Width::Share(0.6), align: Align::Left },
            Column { head: say.say("paper-receipts-voucher"), width: Width::Share(0.35), align: Align::Right },
            Column { head: say.say("paper-audit-ground"), width: Width::Share(1.4), align: Align::Left },
        ];
        let mut rows = Vec::new();
        for rule in self.exceptions.chunk_by(|one, other| one.rule == other.rule) {
            let head = say
                .of(|words| format!("{} · {}", words.say(&format!("exception-{}", rule[0].rule)), words.number(rule.len() as i64)));
            rows.push(Row::section(Label::from(head.line())));
            rows.extend(rule.iter().map(|one| {
                let voucher = one.voucher.map_or(Cell::Blank, |no| Cell::text(say.ordinal(no)));
                Row::new(vec![Cell::Label(one.grant.clone()), voucher, Cell::Label(one.ground.clone())])
            }));
        }
        vec![Block::Table(Table::new(columns, rows))]
    }

    fn finding(&self, say: Say, finding: &FindingShown) -> Vec<Block> {
        let title = say.of(|words| {
            let number = words.with("finding-number", &[("number", words.ordinal(finding.no).into())]);
            let severity = words.say(&format!("finding-severity-{}", finding.severity.code()));
            let status = words.say(&format!("finding-status-{}", finding.status.code()));
            format!("{number} · {severity} · {status}")
        });
        let mut about = vec![say.of(|words| self.about(words, finding))];
        about.retain(|label| !label.is_empty());
        let columns = vec![
            Column::number(say.say("paper-receipts-day")),
            Column { head: say.say("voucher-who"), width: Width::Share(0.5), align: Align::Left },
            Column { head: say.say("paper-audit-what"), width: Width::Share(0.4), align: Align::Left },
            Column { head: say.say("paper-audit-note"), width: Width::Share(1.4), align: Align::Left },
        ];
        let row = |at: DateTime<Utc>, who: &str, what: &str, text: &Label| {
            let what = Cell::Label(say.say(what));
            Row::new(vec![Cell::text(say.words().instant(at)), Cell::text(who), what, Cell::Label(text.clone())])
        };
        let mut rows = vec![row(finding.found.1, &finding.found.0, "finding-event-found", &finding.text)];
        for (saying, who, at, text) in &finding.said {
            rows.push(row(*at, who, &format!("finding-event-{}", saying.code()), text));
        }
        let head = std::iter::once(Block::Heading(title)).chain(about.into_iter().map(Block::Small)).collect();
        vec![Block::Together(head), Block::Table(Table::new(columns, rows))]
    }

    fn about(&self, words: Words, finding: &FindingShown) -> String {
        let voucher = finding.voucher.map(|no| words.with("voucher-number", &[("number", words.ordinal(no).into())]));
        let amount = (finding.amount > 0).then(|| self.of.money(words, finding.amount));
        voucher.into_iter().chain(amount).collect::<Vec<_>>().join(" · ")
    }

    fn certificates(&self, say: Say) -> Vec<Block> {
        if self.certificates.is_empty() {
            return Vec::new();
        }
        let columns = vec![
            Column::number(say.say("number-short")),
            Column::text(say.say("paper-audit-time")),
            Column { head: say.say("paper-audit-entry"), width: Width::Share(0.4), align: Align::Right },
            Column::short(say.say("paper-audit-head")),
            Column { head: say.say("paper-audit-signed-by"), width: Width::Share(0.8), align: Align::Left },
        ];
        let row = |one: &CertificateShown| {
            Row::new(vec![
                Cell::text(say.ordinal(one.no)),
                Cell::text(format!("{} – {}", say.day(one.period.0), say.day(one.period.1))),
                Cell::text(say.ordinal(one.entry)),
                Cell::text(beginning(&one.head)),
                Cell::Under(one.signed.0.clone(), say.words().instant(one.signed.1)),
            ])
        };
        vec![Block::Table(Table::new(columns, self.certificates.iter().map(row).collect()))]
    }
}

/// Blocks, or a sentence that there is nothing.
fn or_nothing(blocks: Vec<Block>, say: Say, key: &str) -> Vec<Block> {
    if blocks.is_empty() { vec![Block::Text(say.say(key))] } else { blocks }
}

/// What is named, and what it is.
fn pairs(rows: Vec<(Label, Label)>) -> Table {
    let column = |width| Column { head: Label::default(), width, align: Align::Left };
    let row = |(name, said): (Label, Label)| Row::new(vec![Cell::Label(name), Cell::Label(said)]);
    Table::new(vec![column(Width::Fixed(56.0)), column(Width::Share(1.0))], rows.into_iter().map(row).collect())
}

fn by(say: Say, who: &str, at: DateTime<Utc>) -> Label {
    Label::from(format!("{who} · {}", say.words().instant(at)))
}

/// Hundredths of a percent.
fn percent(say: Say, hundredths: i64) -> Label {
    Label::from(format!("{}\u{a0}%", decimal(say.words(), Decimal::new(hundredths, 2))))
}
