//! The long-term plan of a savings group as its general meeting and a bank read it: from which year on it pays for itself,
//! its years in columns, its fund and what it earns and costs as bars, its costs line by line, what was supposed, and who
//! signs.
mod supposed;

use crate::{
    Align, Block, Cell, Chart, Column, Document, Label, Row, RowKind, Say, Series, Table, Tiles, Width,
    of_plan::{OfPlan, objections, pairs, within_pages},
    plan_words::{bare, money, month_of, percent, sign},
};
use domain::plans::{
    Chapter, Weight,
    group::{GroupPlan, GroupYear},
};
use ledger::Commodity;
use rust_decimal::{Decimal, RoundingStrategy};
use words::Words;

/// The long-term plan of a savings group on paper.
#[derive(Clone, Debug)]
pub struct GroupPlanPaper {
    /// The plan.
    pub plan: GroupPlan,
    /// What is known of it besides.
    pub of: OfPlan,
    /// What speaks against it, in sentences of the paper's languages.
    pub objections: Vec<(Weight, Label)>,
}

/// A plan while it is told.
struct Told<'a> {
    plan: &'a GroupPlan,
    say: Say,
    /// Points of what stands in tables.
    table: f32,
}

/// A row of the years: its key, and what a year has of it.
type Kept = (&'static str, fn(&GroupYear) -> i64);

const SAVINGS: [Kept; 3] = [
    ("group-plan-saved", |year| year.saved),
    ("group-plan-withdrawn", |year| year.withdrawn),
    ("group-plan-savings", |year| year.savings),
];
const EARNED: [Kept; 8] = [
    ("group-plan-interest", |year| year.interest),
    ("group-plan-other-income", |year| year.other_income),
    ("group-plan-income", |year| year.income),
    ("group-plan-costs", |year| year.costs),
    ("group-plan-lost", |year| year.lost),
    ("group-plan-interest-paid", |year| year.interest_paid),
    ("group-plan-surplus", |year| year.surplus),
    ("group-plan-shared", |year| year.shared),
];
const FUND: [Kept; 6] = [
    ("group-plan-retained", |year| year.retained),
    ("group-plan-borrowed", |year| year.borrowed),
    ("group-plan-fund", |year| year.fund),
    ("group-plan-loans", |year| year.loans),
    ("group-plan-cash", |year| year.cash),
    ("group-plan-social", |year| year.social),
];
/// What is a sum of the rows above it.
const SUMS: [&str; 4] = ["group-plan-savings", "group-plan-income", "group-plan-surplus", "group-plan-fund"];

impl GroupPlanPaper {
    /// The plan on two to six sheets.
    pub fn document(&self, say: Say) -> Document {
        within_pages(|table| {
            let told = Told { plan: &self.plan, say, table };
            let written = self.plan.written();
            let title = say.name(&written.title_km, &written.title_latin);
            let mut story = self.of.story(&title, "group-plan", say);
            story.add(Block::Title(title));
            story.add(self.of.facts(say));
            story.add(told.answer(self.objections.len()));
            let mut blocks = told.chapters();
            blocks.extend(objections(say, &self.objections));
            blocks.extend(told.years());
            blocks.push(told.bars());
            blocks.extend(told.costs());
            blocks.extend(told.supposed());
            for block in blocks {
                story.add(block);
            }
            story.add(self.of.signing(say, told.opening()));
            story
        })
    }
}

impl Told<'_> {
    fn currency(&self) -> Commodity {
        self.plan.currency()
    }

    fn money(&self, words: Words, amount: i64) -> String {
        money(words, self.currency(), amount)
    }

    /// An amount that was written down, in the currency itself.
    fn written(&self, words: Words, amount: Decimal) -> String {
        let scale = Decimal::from(10_i64.pow(self.currency().decimals().into()));
        let whole = (amount * scale).round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero);
        bare(words, self.currency(), i64::try_from(whole).unwrap_or(i64::MAX))
    }

    /// From which year on the group pays for itself, and the last year in numbers.
    fn answer(&self, objections: usize) -> Block {
        let (say, words, years) = (self.say, self.say.words(), self.plan.years());
        let Some(last) = years.last() else { return Block::Gap(0.0) };
        let mut figures = vec![
            (say.say("group-plan-members"), words.number(last.members.into())),
            (say.say("group-plan-savings"), self.money(words, last.savings)),
            (say.say("group-plan-fund"), self.money(words, last.fund)),
            (say.say("group-plan-surplus"), self.money(words, last.surplus)),
        ];
        if let Some(own) = last.self_sufficiency_percent {
            figures.push((say.say("group-plan-self-sufficiency"), percent(words, own)));
        }
        if let Some(left) = last.return_on_savings_percent {
            figures.push((say.say("group-plan-return"), percent(words, left)));
        }
        let named = |no: u32| move |words: Words| words.with("group-plan-year", &[("no", words.ordinal(no.into()).into())]);
        let figures = figures
            .into_iter()
            .map(|(name, figure)| {
                let beside =
                    name.beside.map(|beside| format!("{beside} · {}", named(last.no)(Words::new(words::Language::English))));
                (Label { main: format!("{} · {}", name.main, named(last.no)(words)), beside }, figure)
            })
            .collect();
        let opening = &self.plan.written().opening;
        let (key, no) =
            self.plan.sustained_from().map_or(("group-plan-answer-never", last.no), |no| ("group-plan-answer-sustained", no));
        let sentence = say.with(key, |words| {
            let from = self.written(words, opening.savings + opening.retained + opening.borrowed);
            vec![
                ("no", words.ordinal(no.into())),
                ("from", format!("{from}\u{a0}{}", sign(words, self.currency()))),
                ("to", self.money(words, last.fund)),
            ]
        });
        let mut says = vec![sentence, say.say("group-plan-self-sufficiency-why")];
        if objections > 0 {
            says.push(say.with("plan-paper-objected", |words| vec![("count", words.number(objections as i64))]));
        }
        Block::Tiles(Tiles { figures, across: 3, says })
    }

    fn chapters(&self) -> Vec<Block> {
        let chapters = &self.plan.written().chapters;
        let filled = Chapter::ALL.iter().filter_map(|one| Some((one, chapters.get(one).filter(|text| !text.trim().is_empty())?)));
        let rows: Vec<_> = filled
            .map(|(one, text)| (self.say.say(&format!("plan-chapter-{}", one.code())), Label::from(text.trim().to_owned())))
            .collect();
        if rows.is_empty() {
            Vec::new()
        } else {
            vec![Block::Heading(self.say.say("plan-paper-chapters")), pairs(rows, self.table + 0.4)]
        }
    }

    /// A column a year, under its number and when it begins; one that has been says so.
    fn columns(&self, first: Label) -> Vec<Column> {
        let mut columns = vec![Column { head: first, width: Width::Share(1.6), align: Align::Left }];
        columns.extend(self.plan.years().iter().map(|year| {
            let head = self.say.of(|words| {
                let month = month_of(words, year.begins);
                let name =
                    words.with("group-plan-year-of", &[("no", words.ordinal(year.no.into()).into()), ("month", month.into())]);
                if year.been { format!("{name}: {}", words.say("group-plan-been")) } else { name }
            });
            Column { head, width: Width::Share(0.5), align: Align::Right }
        }));
        columns
    }

    fn head(&self, key: &str) -> Label {
        self.say.of(|words| format!("{} ({})", words.say(key), sign(words, self.currency())))
    }

    /// The years in columns.
    fn years(&self) -> Vec<Block> {
        let (say, words, years) = (self.say, self.say.words(), self.plan.years());
        let line = |key: &str, cells: Vec<Cell>| {
            let mut row = Row::new(std::iter::once(Cell::text(say.say(key).line())).chain(cells).collect());
            row.kind = if SUMS.contains(&key) { RowKind::Sum } else { RowKind::Plain };
            row
        };
        let amounts = |kept: &Kept| {
            let (key, of) = *kept;
            let never = years.iter().all(|year| of(year) == 0) && !SUMS.contains(&key);
            (!never).then(|| line(key, years.iter().map(|year| Cell::text(bare(words, self.currency(), of(year)))).collect()))
        };
        let section = |key: &str| Row::section(Label::from(say.say(key).line()));
        let percents = |key: &str, of: fn(&GroupYear) -> Option<Decimal>| {
            let cell = |year: &GroupYear| Cell::strong(of(year).map(|value| percent(words, value)).unwrap_or_default());
            line(key, years.iter().map(cell).collect())
        };
        let mut rows = vec![section("group-plan-savings-card")];
        rows.push(line("group-plan-members", years.iter().map(|year| Cell::text(words.number(year.members.into()))).collect()));
        rows.extend(SAVINGS.iter().filter_map(amounts));
        rows.push(section("group-plan-earned-card"));
        rows.extend(EARNED.iter().filter_map(amounts));
        rows.push(percents("group-plan-self-sufficiency", |year| year.self_sufficiency_percent));
        rows.push(percents("group-plan-return", |year| year.return_on_savings_percent));
        rows.push(section("group-plan-fund-card"));
        rows.extend(FUND.iter().filter_map(amounts));
        let table = Table::new(self.columns(self.head("plan-paper-year")), rows).size(self.table);
        vec![Block::Heading(say.say("group-plan-paper-years")), Block::Table(table)]
    }

    /// The fund, and income against costs.
    fn bars(&self) -> Block {
        let (say, words, years) = (self.say, self.say.words(), self.plan.years());
        let groups: Vec<String> = years.iter().map(|year| words.ordinal(year.no.into())).collect();
        let values = |of: fn(&GroupYear) -> i64| years.iter().map(of).collect::<Vec<_>>();
        let chart = |title: &str, series: Vec<(&str, Vec<i64>)>| {
            let most = series.iter().flat_map(|(_, values)| values).copied().max().unwrap_or_default();
            let series = series.into_iter().map(|(name, values)| Series { name: say.say(name), values }).collect();
            Block::Chart(Chart { title: say.say(title), groups: groups.clone(), series, most: self.money(words, most) })
        };
        let fund = chart(
            "group-plan-chart-fund",
            vec![("group-plan-fund", values(|year| year.fund)), ("group-plan-savings", values(|year| year.savings))],
        );
        let spent = values(|year| year.costs + year.lost + year.interest_paid);
        let earned = chart(
            "group-plan-earned-card",
            vec![("group-plan-income", values(|year| year.income)), ("group-plan-paper-spent", spent)],
        );
        Block::Together(vec![Block::Gap(1.0), Block::Beside(vec![(1.0, vec![fund]), (1.0, vec![earned])])])
    }
}
