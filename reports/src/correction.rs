//! The slip of a correction: what stood in a sealed meeting, what is right, who asked and who confirmed.
use crate::{
    Align, Block, Cell, Column, Document, Facts, Label, Row, Say, Signatures, Size, Story, Table, Width, contract::Person,
    of_group::OfGroup,
};
use chrono::{DateTime, NaiveDate, Utc};
use domain::chart::{CASH, CASH_DIFFERENCE, LOANS, SAVINGS, SOCIAL_CONTRIBUTIONS, SOCIAL_FUND};
use ledger::{Commodity, Posting};

/// A correction of a figure of a sealed meeting. Amounts are smallest units.
#[derive(Clone, Debug)]
pub struct CorrectionSlip {
    /// In which group.
    pub group: OfGroup,
    /// Its currency.
    pub commodity: Commodity,
    /// Its number.
    pub number: i64,
    /// The meeting, 0 for what the group brought along, and its day.
    pub meeting: (i64, NaiveDate),
    /// Whose figure, where it is a member's.
    pub member: Option<Person>,
    /// Code of the figure: a key `figure-<code>` names it.
    pub figure: String,
    /// Whether it counts shares: then neither is an amount.
    pub is_count: bool,
    /// How it stood.
    pub was: i64,
    /// What is right.
    pub becomes: i64,
    /// Why it was wrong.
    pub reason: String,
    /// Who asked, and when.
    pub asked: (String, DateTime<Utc>),
    /// The entry of the meeting.
    pub original_entry: Option<i64>,
    /// What became of it.
    pub decision: Decision,
}

/// What became of a correction.
#[derive(Clone, Debug)]
pub enum Decision {
    /// It waits for a second officer.
    Waiting,
    /// Confirmed and posted.
    Confirmed {
        /// By whom, and when.
        by: (String, DateTime<Utc>),
        /// The entry that posts the difference.
        entry: i64,
        /// What that entry posts.
        postings: Vec<Posting>,
    },
    /// Refused.
    Refused {
        /// By whom, and when.
        by: (String, DateTime<Utc>),
        /// Why.
        why: String,
    },
}

impl CorrectionSlip {
    /// A sheet of A5.
    pub fn document(&self, say: Say) -> Document {
        let title = say.with("correction-number", |words| vec![("number", words.ordinal(self.number))]);
        let mut story = Story::new(title.line(), say, Size::A5).head(self.group.head(say), "").unnumbered();
        story.add(Block::Title(title));
        let (left, right) = self.places(say);
        let columns = [left, right].into_iter().map(|facts| (1.0, vec![Block::Facts(facts)]));
        story.add(Block::Beside(columns.collect()));
        story.add(Block::Table(self.figures(say)));
        story.add(Block::Facts(self.facts(say)));
        if let Decision::Confirmed { postings, .. } = &self.decision {
            story.add(Block::Heading(say.say("correction-slip-effect")));
            story.add(Block::Table(self.effects(postings, say)));
        }
        if matches!(self.decision, Decision::Waiting) {
            story.add(Block::Text(say.say("correction-slip-waits")));
        }
        story.add(Block::Signatures(self.signatures(say)));
        story.finish()
    }

    /// Whose meeting and figure, and where in the book.
    fn places(&self, say: Say) -> (Facts, Facts) {
        let (no, held_on) = self.meeting;
        let meeting = if no == 0 { say.say("opening-title").main } else { say.ordinal(no) };
        let left =
            vec![(say.say("group"), self.group.head(say)), (say.say("meeting"), format!("{meeting} · {}", say.day(held_on)))];
        let mut right = Vec::new();
        if let Some(member) = &self.member {
            right.push((say.say("member"), member.listed(say.words())));
        }
        if let Some(entry) = self.original_entry {
            let entries = match self.decision {
                Decision::Confirmed { entry: mending, .. } => say.words().with(
                    "correction-slip-entries",
                    &[("meeting", say.ordinal(entry).into()), ("correction", say.ordinal(mending).into())],
                ),
                _ => say.ordinal(entry),
            };
            right.push((say.say("meeting-entries"), entries));
        }
        (Facts::new(left), Facts::new(right))
    }

    fn facts(&self, say: Say) -> Facts {
        let instant = |(who, at): &(String, DateTime<Utc>)| format!("{who} · {}", say.words().instant(*at));
        let mut lines = vec![(say.say("reason"), self.reason.clone()), (say.say("asked-by"), instant(&self.asked))];
        match &self.decision {
            Decision::Waiting => {}
            Decision::Confirmed { by, .. } => lines.push((say.say("correction-slip-confirmed-by"), instant(by))),
            Decision::Refused { by, why } => {
                lines.push((say.say("correction-slip-refused-by"), instant(by)));
                lines.push((say.say("refused-because"), why.clone()));
            }
        }
        Facts::new(lines)
    }

    /// What stood there and what is right, large.
    fn figures(&self, say: Say) -> Table {
        let text = |figure: i64| if self.is_count { say.number(figure) } else { say.amount(self.commodity.of(figure)) };
        let columns = vec![
            Column { head: say.say("which-figure"), width: Width::Share(1.3), align: Align::Left },
            Column { head: say.say("before"), width: Width::Share(1.0), align: Align::Right },
            Column { head: say.say("after"), width: Width::Share(1.0), align: Align::Right },
        ];
        let figure = Cell::Label(say.say(&format!("figure-{}", self.figure)));
        Table::new(columns, vec![Row::new(vec![figure, Cell::text(text(self.was)), Cell::strong(text(self.becomes))])])
            .size(11.0)
            .row(10.0)
    }

    /// What the entry moves: the boxes, what the member has and owes, and the account that explains a count.
    fn effects(&self, postings: &[Posting], say: Say) -> Table {
        let sum = |of: &dyn Fn(&Posting) -> bool| {
            postings.iter().filter(|posting| of(posting)).map(|posting| posting.amount.quantity()).sum::<i64>()
        };
        let lines = [
            ("correction-slip-cash-loan", sum(&|posting| posting.account == CASH && posting.fund != SOCIAL_FUND), true),
            ("correction-slip-cash-social", sum(&|posting| posting.account == CASH && posting.fund == SOCIAL_FUND), false),
            ("correction-slip-savings", -sum(&|posting| posting.account == SAVINGS), false),
            ("correction-slip-social", -sum(&|posting| posting.account == SOCIAL_CONTRIBUTIONS), false),
            ("correction-slip-loan", sum(&|posting| posting.account == LOANS), false),
            ("correction-slip-short-over", -sum(&|posting| posting.account == CASH_DIFFERENCE), false),
        ];
        let columns = vec![
            Column { head: Label::default(), width: Width::Share(2.0), align: Align::Left },
            Column { head: Label::default(), width: Width::Fit, align: Align::Right },
        ];
        let row = |(key, by, _): &(&str, i64, bool)| Row::new(vec![Cell::Label(say.say(key)), moved(say, self.commodity, *by)]);
        Table::new(columns, lines.iter().filter(|(_, by, always)| *always || *by != 0).map(row).collect()).size(9.0)
    }

    fn signatures(&self, say: Say) -> Signatures {
        let decided = match &self.decision {
            Decision::Waiting => (say.say("correction-slip-confirmed-by"), String::new()),
            Decision::Confirmed { by, .. } => (say.say("correction-slip-confirmed-by"), by.0.clone()),
            Decision::Refused { by, .. } => (say.say("correction-slip-refused-by"), by.0.clone()),
        };
        let mut people = vec![(say.say("asked-by"), self.asked.0.clone()), decided];
        people.extend(self.member.as_ref().map(|member| (say.say("member"), member.name.line(say))));
        Signatures { people, thumbs: true }
    }
}

/// By how much something moved: more, less, or not at all.
fn moved(say: Say, commodity: Commodity, by: i64) -> Cell {
    let amount = |quantity: i64| say.amount(commodity.of(quantity));
    match by {
        0 => Cell::Label(say.say("correction-slip-unmoved")),
        1.. => Cell::strong(format!("+ {}", amount(by))),
        _ => Cell::strong(format!("\u{2212} {}", amount(-by))),
    }
}
