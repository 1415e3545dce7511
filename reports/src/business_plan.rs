//! A business plan as a grant committee and a bank read it: the answer in numbers, the idea, what is invested, the budget of
//! a cycle, cash month by month, from which price and output on it earns, what happens when things go wrong, whether the
//! loan can be carried, what speaks against it, what was supposed, and who signs.
//!
//! Every figure is reckoned here from the same [`Plan`] as its page; nothing is taken over.
mod budget;
mod cash;
mod charts;
mod loan;

use crate::{
    Block, Document, Label, Say, Tiles,
    of_plan::{OfPlan, objections, pairs, within_pages},
    plan_words::{figure, money, month, of_unit, percent, unit},
};
use domain::plans::{Budget, Cash, Chapter, Figure, Plan, Ratios, Weight};
use rust_decimal::{Decimal, RoundingStrategy};
use std::collections::BTreeMap;
use words::Words;

/// A business plan on paper.
#[derive(Clone, Debug)]
pub struct BusinessPlan {
    /// The plan.
    pub plan: Plan,
    /// What is known of it besides.
    pub of: OfPlan,
    /// What speaks against it, in sentences of the paper's languages.
    pub objections: Vec<(Weight, Label)>,
}

/// A plan with all that was reckoned from it, while it is told.
struct Told<'a> {
    plan: &'a Plan,
    say: Say,
    budget: Budget,
    ratios: Ratios,
    figures: BTreeMap<Figure, Decimal>,
    cash: Cash,
    /// Points of what stands in tables.
    table: f32,
}

impl BusinessPlan {
    /// The plan on two to six sheets.
    pub fn document(&self, say: Say) -> Document {
        let budget = self.plan.budget();
        let (ratios, figures, cash) = (self.plan.ratios(&budget), self.plan.figures(&budget), self.plan.cash());
        within_pages(|table| {
            let told = Told {
                plan: &self.plan,
                say,
                budget: budget.clone(),
                ratios: ratios.clone(),
                figures: figures.clone(),
                cash: cash.clone(),
                table,
            };
            let title = told.title();
            let mut story = self.of.story(&title, "plan", say);
            story.add(Block::Title(title));
            story.add(self.of.facts(say));
            for block in self.blocks(&told) {
                story.add(block);
            }
            story.add(self.of.signing(say, told.supposed()));
            story
        })
    }

    fn blocks(&self, told: &Told) -> Vec<Block> {
        let mut blocks = vec![told.answer(self.objections.len())];
        blocks.extend(told.chapters());
        blocks.extend(objections(told.say, &self.objections));
        blocks.extend(told.investments());
        blocks.extend(told.lines());
        blocks.extend(told.totals());
        blocks.extend(told.family());
        blocks.extend(told.compared());
        blocks.extend(told.flows());
        blocks.extend(told.years());
        blocks.extend(told.loans());
        blocks.extend(told.what_if());
        blocks
    }
}

impl Told<'_> {
    fn title(&self) -> Label {
        let written = self.plan.written();
        self.say.name(&written.title_km, &written.title_latin)
    }

    fn money(&self, words: Words, amount: i64) -> String {
        money(words, self.plan.currency(), amount)
    }

    fn figure(&self, words: Words, one: Figure) -> Option<String> {
        self.figures.get(&one).map(|value| figure(words, self.plan, one, *value))
    }

    /// A head with the currency's sign.
    fn head(&self, key: &str) -> Label {
        let currency = self.plan.currency();
        self.say.of(|words| format!("{} ({})", words.say(key), crate::plan_words::sign(words, currency)))
    }

    /// What stands in a cell: no more than a line, where the paper is in both languages.
    fn name(&self, km: &str, latin: &str) -> Label {
        self.say.name(km, latin)
    }

    /// The answer in numbers, and in four sentences.
    fn answer(&self, objections: usize) -> Block {
        let (say, words) = (self.say, self.say.words());
        let named = |one: Figure| say.say(&format!("plan-figure-{}", one.code()));
        let shown = [
            Figure::Investment,
            Figure::Income,
            Figure::Cost,
            Figure::Net,
            Figure::PerMonth,
            Figure::BreakEvenPrice,
            Figure::BreakEvenOutput,
            Figure::BenefitCost,
        ];
        let worth_saying = |one: &Figure| *one != Figure::Investment || self.budget.investment > 0;
        let figures = shown.into_iter().filter(worth_saying);
        let figures = figures.filter_map(|one| Some((named(one), self.figure(words, one)?))).collect();
        let key = if self.budget.net < 0 { "plan-paper-answer-loss" } else { "plan-paper-answer" };
        let mut says = vec![say.with(key, |words| {
            vec![
                ("cycle", self.cycle(words)),
                ("income", self.money(words, self.budget.income)),
                ("cost", self.money(words, self.budget.cost)),
                ("net", self.money(words, self.budget.net.abs())),
            ]
        })];
        if self.budget.investment > 0 {
            says.push(match self.cash.payback {
                Some(months) => say.with("plan-payback", |words| vec![("months", words.number(months.into()))]),
                None => say.say("plan-payback-never"),
            });
        }
        says.push(self.lowest());
        says.extend(self.carried());
        says.push(match objections {
            0 => say.say("plan-paper-agrees"),
            count => say.with("plan-paper-objected", |words| vec![("count", words.number(count as i64))]),
        });
        Block::Tiles(Tiles { figures, across: 4, says })
    }

    /// How long a cycle is.
    fn cycle(&self, words: Words) -> String {
        let cycle = &self.plan.written().cycle;
        let (key, name, length) = match (cycle.days, cycle.months) {
            (Some(days), _) => ("plan-life-days", "days", days),
            (None, months) => ("plan-life-months", "months", months.unwrap_or(1)),
        };
        words.with(key, &[(name, words.number(length.into()).into())])
    }

    /// Whether instalments can be carried.
    fn carried(&self) -> Option<Label> {
        let can = self.cash.affordable?;
        Some(match can.percent {
            Some(takes) => self.say.with("plan-affordable", |words| {
                vec![("percent", percent(words, takes)), ("limit", percent(words, can.limit_percent))]
            }),
            None => self.say.say("plan-affordable-nothing"),
        })
    }

    /// What is said in words.
    fn chapters(&self) -> Vec<Block> {
        let chapters = &self.plan.written().chapters;
        let filled = Chapter::ALL.iter().filter_map(|one| Some((one, chapters.get(one).filter(|text| !text.trim().is_empty())?)));
        let rows: Vec<_> = filled
            .map(|(one, text)| (self.say.say(&format!("plan-chapter-{}", one.code())), Label::from(text.trim().to_owned())))
            .collect();
        if rows.is_empty() {
            return Vec::new();
        }
        vec![Block::Heading(self.say.say("plan-paper-chapters")), pairs(rows, self.table + 0.4)]
    }

    /// What was supposed where nothing is known.
    fn supposed(&self) -> Vec<Block> {
        let (say, written) = (self.say, self.plan.written());
        let mut rows = Vec::new();
        if let Some(size) = &written.size {
            rows.push((say.say("plan-size"), say.of(|words| of_unit(words, size.quantity, &size.unit))));
        }
        let times = |words: Words| words.number(written.cycle.times.into());
        let cycle = match written.cycle.days {
            Some(days) => say.with("plan-cycle-days", |words| vec![("days", words.number(days.into())), ("times", times(words))]),
            None => say.with("plan-cycle-months", |words| {
                vec![("months", words.number(self.plan.cycle_months().into())), ("times", times(words))]
            }),
        };
        rows.push((say.say("plan-paper-cycle"), cycle));
        let span = say.with("plan-paper-span", |words| {
            let months = self.plan.months();
            vec![
                ("from", month(words, self.plan, 1)),
                ("to", month(words, self.plan, months)),
                ("months", words.number(months.into())),
            ]
        });
        rows.push((say.say("plan-starts"), span));
        for (name, holds) in &written.units {
            let holds = say.of(|words| of_unit(words, holds.quantity, &holds.unit));
            rows.push((say.of(|words| of_unit(words, Decimal::ONE, name)), holds));
        }
        if let Some(aside) = written.contingency {
            let text = say.with("plan-paper-aside", |words| vec![("percent", percent(words, aside))]);
            rows.push((say.say("plan-figure-contingency"), text));
        }
        if let Some(home) = &written.household {
            let [income, spending] = [home.income, home.spending];
            let text = say.with("plan-paper-household", |words| {
                let each = |amount| crate::plan_words::money_each(words, self.plan, amount);
                vec![("income", each(income)), ("spending", each(spending))]
            });
            rows.push((say.say("plan-paper-home"), text));
        }
        if let Some(can) = self.cash.affordable {
            let text = say.with("plan-paper-limit", |words| vec![("limit", percent(words, can.limit_percent))]);
            rows.push((say.say("plan-paper-instalments"), text));
        }
        rows.push((say.say("plan-wear"), say.say("plan-paper-wear-how")));
        if self.budget.family > 0 {
            rows.push((say.say("plan-section-family"), say.say("plan-family-note")));
        }
        rows.push((say.say("plan-paper-figures"), say.say(&format!("plan-figures-{}", written.figures.code()))));
        rows.push((say.say("plan-paper-reckoned"), say.say("plan-made")));
        let heading = Block::Heading(say.say("plan-paper-supposed"));
        vec![Block::Together(vec![heading, pairs(rows, self.table)])]
    }

    /// So many of the output, in words.
    fn output(&self, words: Words) -> Option<String> {
        let line = &self.plan.written().lines[self.ratios.output_line?];
        Some(of_unit(words, shown(self.ratios.output?), self.plan.priced_in(line)))
    }

    /// What a unit of the enterprise's size is called.
    fn size_unit(&self, words: Words) -> String {
        self.plan.written().size.as_ref().map_or_else(String::new, |size| unit(words, &size.unit))
    }
}

/// An output in as many places as are of use: that of eggs and grams is not told in thousandths.
fn shown(output: Decimal) -> Decimal {
    output.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero)
}
