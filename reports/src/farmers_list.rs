//! The farmers list of the internal control system: each farmer's plots with their area, status, last forbidden input,
//! inspection and what it found, estimate and what was delivered since. The certifier asks for it, and the inspector
//! carries it from village to village.
use crate::{
    Align, Block, Cell, Column, Document, Facts, Label, Row, Say, Signatures, Size, Story, Table, Width,
    contract::Name,
    of_group::{OfGroup, Signer, signatures},
};
use chrono::NaiveDate;
use domain::coops::{
    acts::{Fault, Inspection},
    organic::Status,
};
use words::Words;

/// The list.
#[derive(Clone, Debug)]
pub struct FarmersList {
    /// The cooperative, as papers head themselves.
    pub coop: OfGroup,
    /// The group in whose book it is.
    pub group: OfGroup,
    /// The day.
    pub on: NaiveDate,
    /// Which plots: `plot-list-…` in words.
    pub which: &'static str,
    /// The plots, by producer group, farmer and number.
    pub plots: Vec<PlotTold>,
    /// Who signs besides the inspector.
    pub signers: Vec<Signer>,
}

/// A plot.
#[derive(Clone, Debug)]
pub struct PlotTold {
    /// The farmer's producer group; empty: none.
    pub group: Name,
    /// The farmer's number; none: no member any more.
    pub number: Option<i64>,
    /// The farmer.
    pub farmer: Name,
    /// Its number.
    pub no: i64,
    /// What people call it.
    pub called: String,
    /// What grows there.
    pub crop: Name,
    /// Square metres.
    pub area: i64,
    /// What it is on the day.
    pub status: Status,
    /// When something forbidden was last put on it, as far as is known.
    pub forbidden_on: Option<NaiveDate>,
    /// The last inspection.
    pub inspected: Option<(NaiveDate, Inspection)>,
    /// Delivered as organic since then, grams.
    pub delivered: i64,
}

const KILOGRAMS: u8 = 3;

impl FarmersList {
    /// The list on pages across.
    pub fn document(&self, say: Say) -> Document {
        let title = say.say("farmers-paper");
        let mut story = Story::new(format!("{} · {}", title.main, self.coop.code), say, Size::A4_ACROSS)
            .head(self.coop.head(say), say.words().date(self.on))
            .foot(self.group.head(say));
        story.add(Block::Title(title));
        story.add(Block::Text(say.of(|words| self.heading(words))));
        story.add(Block::Small(say.say("farmers-paper-text")));
        if self.plots.is_empty() {
            story.add(Block::Text(say.say("farmers-paper-none")));
        } else {
            story.add(Block::Table(self.table(say)));
        }
        story.add(self.signing(say));
        story.finish()
    }

    /// How many farmers there are.
    fn farmers(&self) -> i64 {
        let mut all: Vec<_> = self.plots.iter().map(|plot| (plot.number, &plot.farmer.khmer, &plot.farmer.latin)).collect();
        all.sort();
        all.dedup();
        all.len() as i64
    }

    fn heading(&self, words: Words) -> String {
        let count = |key: &str, count: i64| words.with(key, &[("count", words.number(count).into())]);
        let (name, place) = (self.coop.name.show(words), self.coop.place.show(words));
        let parts = [
            name,
            place,
            words.say(&format!("plot-list-{}", self.which)).into_owned(),
            count("farmers-paper-farmers", self.farmers()),
            count("farmers-paper-plots", self.plots.len() as i64),
            words.date(self.on),
        ];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
    }

    fn table(&self, say: Say) -> Table {
        let share = |key: &str, share| Column { head: say.say(key), width: Width::Share(share), align: Align::Left };
        let number = |key: &str, unit: &str| Column::number(say.of(|words| format!("{} ({})", words.say(key), words.say(unit))));
        let columns = vec![
            Column::number(say.say("number-short")),
            share("plot-farmer", 1.0),
            share("coop-plot-called", 1.0),
            number("coop-plot-area", "plot-ha"),
            share("state", 0.8),
            Column::short(say.say("farmers-paper-forbidden")),
            share("farmers-paper-inspected", 0.8),
            share("farmers-paper-result", 0.8),
            share("farmers-paper-faults", 1.3),
            number("farmers-paper-estimate", "unit-kg"),
            number("farmers-paper-delivered", "unit-kg"),
        ];
        let mut rows = Vec::new();
        let mut of = None;
        for plot in &self.plots {
            if of != Some(&plot.group) {
                of = Some(&plot.group);
                rows.push(Row::section(plot.group_named(say)));
            }
            rows.push(plot.row(say));
        }
        rows.push(self.sums(say));
        Table::new(columns, rows).size(8.0)
    }

    fn sums(&self, say: Say) -> Row {
        let words = say.words();
        let sum = |of: fn(&PlotTold) -> i64| self.plots.iter().map(of).sum::<i64>();
        let mut cells = vec![Cell::Blank; 11];
        cells[1] = Cell::Label(say.say("total"));
        cells[3] = Cell::text(words.hectares(sum(|plot| plot.area)));
        cells[9] = Cell::text(words.quantity(sum(PlotTold::estimate), KILOGRAMS));
        cells[10] = Cell::text(words.quantity(sum(|plot| plot.delivered), KILOGRAMS));
        Row::sum(cells)
    }

    fn signing(&self, say: Say) -> Block {
        let Signatures { people, .. } = signatures(say, &self.signers, false);
        let inspector = (say.say("plot-inspector"), String::new());
        let people: Vec<_> = std::iter::once(inspector).chain(people).take(4).collect();
        let day = Facts { lines: vec![(say.say("date"), String::new())] };
        Block::Together(vec![
            Block::Heading(say.say("farmers-paper-signed")),
            Block::Beside(vec![
                (1.0, vec![Block::Facts(day)]),
                (3.0, vec![Block::Signatures(Signatures { people, thumbs: false })]),
            ]),
        ])
    }
}

impl PlotTold {
    fn estimate(&self) -> i64 {
        self.inspected.as_ref().map_or(0, |(_, inspection)| inspection.estimate)
    }

    fn group_named(&self, say: Say) -> Label {
        if self.group == Name::default() { say.say("coop-group-none") } else { say.of(|words| self.group.show(words)) }
    }

    fn row(&self, say: Say) -> Row {
        let words = say.words();
        let number = self.number.map_or_else(String::new, |number| words.ordinal(number));
        let weight = |grams: i64| Cell::text(words.quantity(grams, KILOGRAMS));
        let (day, inspector) =
            self.inspected.as_ref().map_or_else(Default::default, |(on, one)| (say.day(*on), one.inspector.clone()));
        Row::new(vec![
            Cell::text(number),
            Cell::text(self.farmer.line(say)),
            Cell::Under(format!("{} · {}", words.ordinal(self.no), self.called), self.crop.line(say)),
            Cell::text(words.hectares(self.area)),
            Cell::Label(say.of(|words| status(words, self.status))),
            match self.forbidden_on {
                Some(on) => Cell::text(say.day(on)),
                None => Cell::Label(say.say("plot-never")),
            },
            if day.is_empty() { Cell::text("–") } else { Cell::Under(day, inspector) },
            Cell::Label(say.of(|words| self.result(words))),
            Cell::Label(say.of(|words| self.faults(words))),
            if self.inspected.is_some() { weight(self.estimate()) } else { Cell::Blank },
            weight(self.delivered),
        ])
    }

    /// What follows from the last inspection, and its score.
    fn result(&self, words: Words) -> String {
        let Some((_, inspection)) = &self.inspected else { return String::new() };
        let outcome = words.say(&format!("plot-outcome-{}", inspection.outcome.code()));
        let points = words
            .with("farmers-paper-points", &[("score", words.number(inspection.score).into()), ("most", words.number(100).into())]);
        format!("{outcome} · {points}")
    }

    /// What is not as it must be, each with the day by which it is mended.
    fn faults(&self, words: Words) -> String {
        let all = self.inspected.iter().flat_map(|(_, inspection)| &inspection.faults);
        let said = |fault: Fault, until: Option<NaiveDate>| {
            let what = words.say(&format!("plot-fault-{}", fault.code()));
            match until {
                Some(day) => format!("{what}, {}", words.with("plot-mend-by", &[("date", words.date_short(day).into())])),
                None => what.into_owned(),
            }
        };
        all.map(|one| said(one.fault, one.until)).collect::<Vec<_>>().join("; ")
    }
}

/// What a plot is, with the day that belongs to it.
fn status(words: Words, status: Status) -> String {
    let until = |key: &str, day: NaiveDate| words.with(key, &[("date", words.date_short(day).into())]);
    match status {
        Status::Conversion(day) => until("plot-conversion", day),
        Status::Overdue(day) => until("plot-overdue", day),
        Status::Suspended(Some(day)) => until("plot-suspended-until", day),
        other => words.say(&format!("plot-{}", other.code())).into_owned(),
    }
}
