//! What the papers of plans have in common: for whom, by whom, which version, how far it is, and who signs.
use crate::{Block, Facts, Label, Say, Signatures, Size, Story, contract::Name};
use chrono::NaiveDate;

/// Whose plan it is: who signs first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    /// A farmer or a family.
    Household,
    /// A group or a cooperative: its committee signs.
    Committee,
}

/// How far a plan is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlanState {
    /// It is being written, or nobody keeps it.
    Draft,
    /// It was handed in.
    Submitted,
    /// It was given back to be mended.
    Returned,
    /// It was approved.
    Approved,
    /// It was taken back.
    Withdrawn,
}

impl PlanState {
    /// All, in their order.
    pub const ALL: [PlanState; 5] =
        [PlanState::Draft, PlanState::Submitted, PlanState::Returned, PlanState::Approved, PlanState::Withdrawn];

    /// The word of its key.
    pub fn code(self) -> &'static str {
        match self {
            PlanState::Draft => "draft",
            PlanState::Submitted => "submitted",
            PlanState::Returned => "returned",
            PlanState::Approved => "approved",
            PlanState::Withdrawn => "withdrawn",
        }
    }

    /// Reads a code; anything else is `None`.
    pub fn parse(code: &str) -> Option<PlanState> {
        PlanState::ALL.into_iter().find(|state| state.code() == code)
    }
}

/// What is known of a plan besides its figures. What is empty is left to be written by hand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfPlan {
    /// Who signs first.
    pub whose: Whose,
    /// For whom: a household, a group.
    pub name: Name,
    /// Where: province and village.
    pub place: Name,
    /// What it belongs to: an application for a grant, a loan. Empty where it stands for itself.
    pub attached: Label,
    /// The organisation that keeps it.
    pub organisation: Name,
    /// Who made it.
    pub made_by: String,
    /// The day of this version, or of the print where nobody keeps it.
    pub day: NaiveDate,
    /// Its number.
    pub version: Option<i64>,
    /// How far it is.
    pub state: PlanState,
    /// Who approved it, and when.
    pub approved: Option<(String, NaiveDate)>,
}

impl OfPlan {
    /// A plan that nobody keeps yet: a file.
    pub fn on(day: NaiveDate) -> OfPlan {
        OfPlan {
            whose: Whose::Household,
            name: Name::default(),
            place: Name::default(),
            attached: Label::default(),
            organisation: Name::default(),
            made_by: String::new(),
            day,
            version: None,
            state: PlanState::Draft,
            approved: None,
        }
    }

    /// An empty paper under the title of a plan, with its kind, version and state above every page.
    pub(crate) fn story(&self, title: &Label, kind: &str, say: Say) -> Story {
        let mut right = vec![say.say(kind).main];
        right.extend(self.version.map(|no| self.numbered(say, no).main));
        right.push(self.stands(say).main);
        Story::new(title.main.clone(), say, Size::A4)
            .head(title.main.clone(), right.join(" · "))
            .foot(self.organisation.line(say))
            .text(9.5)
    }

    fn numbered(&self, say: Say, no: i64) -> Label {
        say.with("plan-paper-version", |words| vec![("no", words.ordinal(no))])
    }

    /// How far it is, in words.
    fn stands(&self, say: Say) -> Label {
        say.say(&format!("plan-state-{}", self.state.code()))
    }

    /// For whom it is, who made it and how far it is, in two columns.
    pub(crate) fn facts(&self, say: Say) -> Block {
        let mut left = vec![(say.say("plan-paper-for"), self.name.line(say))];
        let mut right = vec![(say.say("plan-paper-made-by"), self.made_by.clone())];
        let place = self.place.line(say);
        if !place.is_empty() {
            left.push((say.say("plan-paper-place"), place));
        }
        if !self.attached.is_empty() {
            left.push((say.say("plan-paper-attached"), self.attached.line()));
        }
        right.push((say.say("plan-paper-day"), say.day(self.day)));
        let mut state = self.stands(say).line();
        if let Some(no) = self.version {
            state = format!("{} · {state}", self.numbered(say, no).line());
        }
        let shorter = if left.len() < right.len() { &mut left } else { &mut right };
        shorter.push((say.say("plan-paper-state"), state));
        if let Some((who, day)) = &self.approved {
            let shorter = if left.len() < right.len() { &mut left } else { &mut right };
            shorter.push((say.say("plan-paper-approved-by"), format!("{who} · {}", say.day(*day))));
        }
        Block::Beside(vec![(1.0, vec![Block::Facts(Facts::new(left))]), (1.0, vec![Block::Facts(Facts::new(right))])])
    }

    /// The places to sign, with room for thumbs, and what stands with them: no page holds signatures alone.
    pub(crate) fn signing(&self, say: Say, with: Vec<Block>) -> Block {
        let name = self.name.line(say);
        let mut people = match self.whose {
            Whose::Household => vec![(say.say("plan-paper-sign-farmer"), name)],
            Whose::Committee => {
                vec![(say.say("office-chair"), String::new()), (say.say("office-treasurer"), String::new())]
            }
        };
        people.push((say.say("plan-paper-sign-advisor"), self.made_by.clone()));
        let approved = self.approved.as_ref().map(|(who, _)| who.clone()).unwrap_or_default();
        people.push((say.say("plan-paper-sign-approved"), approved));
        let own = [
            Block::Heading(say.say("plan-paper-signatures")),
            Block::Small(say.say("plan-paper-sign-note")),
            Block::Signatures(Signatures { people, thumbs: true }),
        ];
        Block::Together(with.into_iter().chain(own).collect())
    }
}

/// What is named and what it is, one under the other.
pub(crate) fn pairs(rows: Vec<(Label, Label)>, size: f32) -> Block {
    use crate::{Align, Cell, Column, Row, Table, Width};
    let column = |width| Column { head: Label::default(), width, align: Align::Left };
    let row = |(name, said): (Label, Label)| Row::new(vec![Cell::Label(name), Cell::Label(said)]);
    let columns = vec![column(Width::Fixed(44.0)), column(Width::Share(1.0))];
    Block::Table(Table::new(columns, rows.into_iter().map(row).collect()).size(size))
}

/// The closeness of the lines that a plan is set with: the first that has no more pages than this.
const PAGES_MOST: usize = 6;
const SIZES: [f32; 4] = [8.8, 8.2, 7.6, 7.0];

/// Sets a plan as loosely as six pages allow; a plan of two hundred lines may take more.
pub(crate) fn within_pages(tell: impl Fn(f32) -> Story) -> crate::Document {
    let fits = |size: &f32| {
        let document = tell(*size).finish();
        (document.pages.len() <= PAGES_MOST).then_some(document)
    };
    SIZES.iter().find_map(fits).unwrap_or_else(|| tell(SIZES[SIZES.len() - 1]).finish())
}

/// What speaks against a plan, numbered, under a heading; where nothing does, the answer on the first page says so.
pub(crate) fn objections(say: Say, found: &[(domain::plans::Weight, Label)]) -> Vec<Block> {
    use domain::plans::Weight;
    let heading = Block::Heading(say.say("plan-objections"));
    if found.is_empty() {
        return Vec::new();
    }
    // What is wrong stands before what is only to be looked at.
    let (wrong, doubt): (Vec<_>, Vec<_>) = found.iter().partition(|(weight, _)| *weight == Weight::Wrong);
    let mut blocks: Vec<Block> = wrong
        .into_iter()
        .chain(doubt)
        .enumerate()
        .map(|(at, (weight, label))| {
            let key = if *weight == Weight::Wrong { "plan-weight-wrong" } else { "plan-weight-doubt" };
            let word = say.say(key);
            let main = format!("{}: {}", word.main, label.main);
            let beside = label.beside.as_ref().map(|beside| format!("{}: {beside}", word.beside.unwrap_or_default()));
            Block::Numbered(format!("{}.", say.ordinal(at as i64 + 1)), Label { main, beside })
        })
        .collect();
    let first = blocks.remove(0);
    blocks.insert(0, Block::Together(vec![heading, first]));
    blocks
}
