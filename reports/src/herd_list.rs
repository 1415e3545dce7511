//! The list of a bank's herd, for the committee that goes to see the animals and for whoever counts them: what each is,
//! where it is, what is owed for it, and room for a tick and a remark. Keepers stand by their numbers alone: the list
//! is carried through the village.
use crate::{
    Align, Block, Cell, Column, Document, Facts, Label, Row, Say, Signatures, Size, Story, Table, Width,
    of_group::{OfGroup, Signer, signatures},
};
use chrono::{Datelike, NaiveDate};
use domain::banks::{
    Class,
    acts::Sex,
    animals::{Due, Left, Stage},
    prices::AgeClass,
};
use ledger::Commodity;
use std::collections::BTreeMap;
use words::Words;

/// The list.
#[derive(Clone, Debug)]
pub struct HerdList {
    /// The bank, as papers head themselves.
    pub bank: OfGroup,
    /// The group that keeps it.
    pub group: OfGroup,
    /// The day.
    pub on: NaiveDate,
    /// Which animals: `herd-which-…` in words.
    pub which: &'static str,
    /// The animals, in the order of their tags.
    pub animals: Vec<HerdLine>,
    /// The money of what is owed.
    pub money: Commodity,
    /// Who signs.
    pub signers: Vec<Signer>,
}

/// An animal.
#[derive(Clone, Debug)]
pub struct HerdLine {
    /// Its tag or name.
    pub tag: String,
    /// Cattle or buffalo.
    pub species: Class,
    /// Calf, heifer, cow or bull, on the day of the list.
    pub class: AgeClass,
    /// Its sex.
    pub sex: Sex,
    /// Its birthday, often estimated.
    pub born_on: Option<NaiveDate>,
    /// Colour and marks.
    pub marks: String,
    /// Where it is.
    pub stands: Stands,
    /// It is a family's own.
    pub own: bool,
    /// When it was last seen, and its condition then.
    pub seen: Option<(NaiveDate, Option<u8>)>,
    /// What is owed next for it.
    pub owed: Option<Owed>,
}

/// Where an animal is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stands {
    /// In the bank's own hands.
    Bank,
    /// With the family of a member's number, since a day.
    With(i64, NaiveDate),
    /// The own of a member of this number.
    Own(i64),
    /// Not there any more.
    Gone(NaiveDate, Left),
}

/// What is owed for an animal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Owed {
    /// What.
    pub what: Due,
    /// It is the animal of the line that goes.
    pub goes: bool,
    /// From when.
    pub due_on: Option<NaiveDate>,
    /// How far it is.
    pub stage: Stage,
}

impl HerdList {
    /// The list on paper: a page across, with rows high enough to write in.
    pub fn document(&self, say: Say) -> Document {
        let title = say.say("herd-list");
        let mut story = Story::new(format!("{} · {}", title.main, self.bank.code), say, Size::A4_ACROSS)
            .head(self.bank.head(say), say.words().date(self.on))
            .foot(self.group.head(say));
        story.add(Block::Title(title));
        story.add(Block::Text(say.of(|words| self.heading(words))));
        story.add(Block::Small(say.say("herd-paper-text")));
        if self.animals.is_empty() {
            story.add(Block::Text(say.say("herd-paper-none")));
        } else {
            story.add(Block::Table(self.table(say)));
        }
        story.add(self.counted(say));
        story.finish()
    }

    fn heading(&self, words: Words) -> String {
        let which = words.say(&format!("herd-which-{}", self.which));
        let heads = words.with("herd-list-heads", &[("count", words.number(self.animals.len() as i64).into())]);
        let (name, place) = (self.bank.name.show(words), self.bank.place.show(words));
        let parts = [name, place, which.into_owned(), heads, words.date(self.on)];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
    }

    fn table(&self, say: Say) -> Table {
        let share = |key: &str, share| Column { head: say.say(key), width: Width::Share(share), align: Align::Left };
        let mut columns = vec![
            Column::number(say.say("number-short")),
            Column::hand(say.say("herd-paper-there"), 14.0),
            share("herd-animal", 0.8),
            Column::short(say.say("animal-sex")),
            Column::short(say.say("animal-born")),
            share("animal-marks", 0.8),
            share("herd-paper-where", 0.9),
            Column::short(say.say("herd-since")),
        ];
        columns.extend(self.is_mixed().then(|| Column::short(say.say("herd-owner"))));
        columns.extend([
            share("owed-thing", 1.1),
            Column::short(say.say("herd-seen")),
            Column::hand(say.say("herd-paper-remark"), 44.0),
        ]);
        let rows = self.animals.iter().zip(1..).map(|(line, no)| line.row(say, self, no)).collect();
        Table::new(columns, rows).size(9.0).row(9.5)
    }

    /// Whether the bank's animals and families' own stand together: then each line says whose it is.
    fn is_mixed(&self) -> bool {
        self.animals.iter().any(|line| line.own) && self.animals.iter().any(|line| !line.own)
    }

    /// How many there are of each kind, with a place for what was counted, and who counted.
    fn counted(&self, say: Say) -> Block {
        let mut kinds: BTreeMap<(Class, AgeClass), (i64, i64)> = BTreeMap::new();
        let here = |line: &&HerdLine| !matches!(line.stands, Stands::Gone(..));
        for line in self.animals.iter().filter(here) {
            let (all, own) = kinds.entry((line.species, line.class)).or_default();
            *all += 1;
            *own += i64::from(line.own);
        }
        let columns = vec![
            Column { head: say.say("animal-kind"), width: Width::Share(1.0), align: Align::Left },
            Column::number(say.say("herd-paper-of-bank")),
            Column::number(say.say("herd-which-own")),
            Column::number(say.say("total")),
            Column::hand(say.say("herd-paper-counted"), 40.0),
        ];
        let cells = |name: Label, all: i64, own: i64| {
            let figures = [all - own, own, all].map(|count| Cell::text(say.number(count)));
            std::iter::once(Cell::Label(name)).chain(figures).chain([Cell::Blank]).collect::<Vec<_>>()
        };
        let kind = |(species, class): &(Class, AgeClass)| say.say(&format!("animal-{}-{}", species.code(), class.code()));
        let mut rows: Vec<Row> = kinds.iter().map(|(of, (all, own))| Row::new(cells(kind(of), *all, *own))).collect();
        let sum = kinds.values().fold((0, 0), |sum, (all, own)| (sum.0 + all, sum.1 + own));
        rows.push(Row::sum(cells(say.say("total"), sum.0, sum.1)));
        let Signatures { mut people, thumbs } = signatures(say, &self.signers, false);
        people.truncate(3);
        people.push((say.say("herd-paper-counter"), String::new()));
        let day = Facts { lines: vec![(say.say("herd-paper-day"), String::new())] };
        let table = Block::Table(Table::new(columns, rows).size(9.0).row(7.0));
        Block::Together(vec![
            Block::Heading(say.say("herd-paper-totals")),
            Block::Beside(vec![
                (1.3, vec![table]),
                (1.0, vec![Block::Facts(day), Block::Signatures(Signatures { people, thumbs })]),
            ]),
        ])
    }
}

impl HerdLine {
    fn row(&self, say: Say, list: &HerdList, no: i64) -> Row {
        let own = say.say(if self.own { "whose-family" } else { "whose-bank" });
        let sex = say.say(match self.sex {
            Sex::Female => "sex-female",
            Sex::Male => "sex-male",
        });
        let (tag, kind) = (self.tag.clone(), self.kind(say));
        let seen = self.seen.map_or(Cell::Blank, |(day, condition)| {
            let words = say.words();
            let said = condition.map(|figure| words.with("condition-of-five", &[("figure", words.ordinal(figure.into()).into())]));
            match said {
                Some(said) => Cell::Under(say.day(day), said),
                None => Cell::text(say.day(day)),
            }
        });
        let (place, since) = self.stands.told(say);
        let mut cells = vec![
            Cell::text(say.ordinal(no)),
            Cell::Tick(false),
            Cell::Under(tag, kind.line()),
            Cell::Label(sex),
            self.born(say, list.on),
            Cell::text(self.marks.clone()),
            Cell::Label(place),
            Cell::text(since.map_or_else(String::new, |day| say.day(day))),
        ];
        cells.extend(list.is_mixed().then_some(Cell::Label(own)));
        cells.extend([self.owed.map_or(Cell::Blank, |owed| Cell::Label(owed.told(say, list.money))), seen, Cell::Blank]);
        Row::new(cells)
    }

    /// What it is: cow, heifer, female calf …
    fn kind(&self, say: Say) -> Label {
        say.say(&match (self.class, self.sex) {
            (AgeClass::Calf, Sex::Female) => format!("animal-{}-calf-female", self.species.code()),
            (AgeClass::Calf, Sex::Male) => format!("animal-{}-calf-male", self.species.code()),
            (class, _) => format!("animal-{}-{}", self.species.code(), class.code()),
        })
    }

    /// The birthday and the age on the day of the list.
    fn born(&self, say: Say, on: NaiveDate) -> Cell {
        let Some(born) = self.born_on else { return Cell::Blank };
        let months = (i64::from(on.year()) - i64::from(born.year())) * 12 + i64::from(on.month()) - i64::from(born.month());
        let months = (months - i64::from(on.day() < born.day())).max(0);
        let (key, count) = if months < 24 { ("age-months", months) } else { ("age-years", months / 12) };
        let age = say.with(key, move |words| vec![("count", words.number(count))]);
        Cell::Under(say.day(born), age.main)
    }
}

impl Stands {
    /// Where it is, and since when; of one that is gone, how and when it left.
    fn told(&self, say: Say) -> (Label, Option<NaiveDate>) {
        let member = |number: i64| say.with("herd-paper-member", move |words| vec![("number", words.ordinal(number))]);
        match self {
            Stands::Bank => (say.say("herd-at-bank"), None),
            Stands::With(number, since) => (member(*number), Some(*since)),
            Stands::Own(number) => (member(*number), None),
            Stands::Gone(on, Left::Lost(how)) => (say.say(&format!("herd-lost-{}", how.code())), Some(*on)),
            Stands::Gone(on, Left::Sold) => (say.say("herd-sold"), Some(*on)),
        }
    }
}

impl Owed {
    /// What is owed and how far it is: `Calf 1: not born yet`, `To be handed over, 21/11/2026 (due)`.
    fn told(&self, say: Say, money: Commodity) -> Label {
        say.of(|words| {
            let what = if self.goes { words.say("owed-goes").into_owned() } else { self.what(words, money) };
            let stage = match (self.stage, self.what) {
                (Stage::Open, Due::MovesOn | Due::Claim(_) | Due::Money(_) | Due::Instalment(..)) => words.say("owed-waiting"),
                (stage, _) => words.say(&format!("owed-{}", stage.code())),
            };
            match self.due_on {
                Some(due) => format!("{what}, {} ({stage})", words.date_short(due)),
                None => format!("{what} ({stage})"),
            }
        })
    }

    fn what(&self, words: Words, money: Commodity) -> String {
        let amount = |sum: i64| words.amount(sum, money.decimals(), money.code());
        match self.what {
            Due::Calf(nth) => words.with("owed-short-calf", &[("nth", words.ordinal(nth.into()).into())]),
            Due::MovesOn => words.say("owed-short-moves-on").into_owned(),
            Due::Claim(sum) | Due::Money(sum) => amount(sum),
            Due::Instalment(nth, sum) => {
                words.with("owed-short-instalment", &[("nth", words.ordinal(nth.into()).into()), ("amount", amount(sum).into())])
            }
        }
    }
}
