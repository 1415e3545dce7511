//! The attendance sheet of a session: printed before it with those who are expected, signed there by those who came, and
//! written down from it afterwards. What is not known yet is a dotted line to be filled by hand.
//!
//! It names people as a list on a wall would: never a telephone, a birth or a card of poverty.
use crate::{
    Align, Block, Cell, Column, Document, Facts, Label, Language, Margins, Row, Say, Signatures, Size, Story, Table, Width,
    contract::Name,
};
use chrono::NaiveDate;
use domain::{people::Sex, training::SessionKind};
use words::Words;

/// The sheet.
#[derive(Clone, Debug, Default)]
pub struct AttendanceSheet {
    /// Who holds it: code and name.
    pub organisation: (String, Name),
    /// Of what sort it is.
    pub kind: Option<SessionKind>,
    /// The course, where it is of one.
    pub course: Name,
    /// When it is.
    pub day: Option<NaiveDate>,
    /// How long, in minutes.
    pub minutes: Option<i64>,
    /// Where.
    pub place: Name,
    /// Who gives it.
    pub trainer: Name,
    /// What it is about.
    pub topics: Vec<Name>,
    /// Those who are expected, in the order of their lines.
    pub expected: Vec<Expected>,
    /// So many lines are left for others.
    pub blank: usize,
}

/// Somebody who is expected.
#[derive(Clone, Debug, Default)]
pub struct Expected {
    /// Her name.
    pub name: Name,
    /// Female or male, where it is known.
    pub sex: Option<Sex>,
    /// Where she lives.
    pub village: Name,
}

/// A line is so high that a thumb fits into it, in millimetres.
const LINE: f32 = 11.0;
/// The place to sign, in millimetres.
const SIGNED: f32 = 55.0;

impl AttendanceSheet {
    /// The sheet on A4, its lines numbered through.
    pub fn document(&self, say: Say) -> Document {
        let title = say.say("attendance-paper");
        let (code, name) = &self.organisation;
        let mut story = Story::new(title.line(), say, Size::A4)
            .margins(Margins { top: 12.0, sides: 12.0, bottom: 11.0 })
            .head(format!("{} · {code}", name.line(say)), self.heading(say).line());
        story.add(Block::Title(title));
        story.add(Block::Beside(self.about(say).into_iter().map(|lines| (1.0, vec![Block::Facts(Facts { lines })])).collect()));
        story.add(Block::Small(say.say("attendance-paper-text")));
        story.add(Block::Table(self.table(say)));
        story.add(closing(say, self.trainer.line(say)));
        story.finish()
    }

    /// What is held: the course, or the sort of session.
    fn heading(&self, say: Say) -> Label {
        match self.kind {
            _ if self.course != Name::default() => self.course.label(say),
            Some(kind) => say.say(&format!("training-kind-{}", kind.code())),
            None => Label::default(),
        }
    }

    /// What is known of it, in two columns; what is not is written by hand.
    fn about(&self, say: Say) -> [Vec<(Label, String)>; 2] {
        let day = self.day.map_or_else(String::new, |day| say.words().date(day));
        let minutes = self.minutes.map_or_else(String::new, |minutes| duration(say.words(), minutes));
        let left = vec![
            (say.say("training-session"), self.heading(say).main),
            (say.say("date"), day),
            (say.say("training-duration"), minutes),
            (say.say("training-topics"), self.topics(say)),
        ];
        let mut right = vec![
            (say.say("place"), self.place.line(say)),
            (say.say("training-trainer"), self.trainer.line(say)),
            (say.say("organisation"), self.organisation.1.line(say)),
        ];
        // Without a free line these are those who came, and nobody is expected any more.
        if self.blank > 0 && !self.expected.is_empty() {
            right.push((say.say("attendance-paper-expected"), say.number(self.expected.len() as i64)));
        }
        [left, right]
    }

    fn topics(&self, say: Say) -> String {
        self.topics.iter().map(|topic| topic.line(say)).collect::<Vec<_>>().join(" · ")
    }

    fn table(&self, say: Say) -> Table {
        let columns = vec![
            Column::number(say.say("number-short")),
            Column { head: say.say("name"), width: Width::Share(1.2), align: Align::Left },
            Column::short(say.say("sex")),
            Column { head: say.say("people-village"), width: Width::Share(1.0), align: Align::Left },
            Column::hand(say.say("sheet-paper-sign"), SIGNED),
        ];
        let expected = self.expected.iter().map(Some).chain(std::iter::repeat_n(None, self.blank));
        let rows = expected.zip(1..).map(|(who, no)| line(say, who, no)).collect();
        Table::new(columns, rows).size(10.0).row(LINE)
    }
}

/// A numbered line: of somebody who is expected, or of whoever comes besides.
fn line(say: Say, who: Option<&Expected>, no: i64) -> Row {
    let number = Cell::text(say.ordinal(no));
    let Some(who) = who else { return Row::new(vec![number, Cell::Blank, Cell::Blank, Cell::Blank, Cell::Blank]) };
    let Name { khmer, latin } = who.name.clone();
    let (first, second) = if say.language() == Language::English { (latin, khmer) } else { (khmer, latin) };
    let name = match (first.is_empty(), second.is_empty()) {
        (false, false) => Cell::Under(first, second),
        _ => Cell::text(format!("{first}{second}")),
    };
    let sex = who.sex.map_or(Cell::Blank, |sex| Cell::Label(say.say(sex.code())));
    Row::new(vec![number, name, sex, Cell::Label(who.village.label(say)), Cell::Blank])
}

/// Who came, counted by hand, and who answers for it.
fn closing(say: Say, trainer: String) -> Block {
    let count = |key: &str| (say.say(key), String::new());
    let counted = ["training-sex-female", "training-sex-male", "total"].map(count).to_vec();
    let people = vec![(say.say("training-trainer"), trainer), (say.say("attendance-paper-writer"), String::new())];
    Block::Together(vec![
        Block::Heading(say.say("training-came")),
        Block::Beside(vec![
            (1.0, vec![Block::Facts(Facts { lines: counted })]),
            (2.0, vec![Block::Signatures(Signatures { people, thumbs: false })]),
        ]),
    ])
}

/// How long it lasts: `3 hours`, `1 h 30 min`.
fn duration(words: Words, minutes: i64) -> String {
    let (hours, rest) = (words.number(minutes / 60), words.number(minutes % 60));
    match (minutes / 60, minutes % 60) {
        (0, _) => words.with("training-minutes", &[("minutes", rest.into())]),
        (_, 0) => words.with("training-hours", &[("hours", hours.into())]),
        _ => words.with("training-hours-minutes", &[("hours", hours.into()), ("minutes", rest.into())]),
    }
}
