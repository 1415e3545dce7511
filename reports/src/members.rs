//! The list of a group's members, to hang on a wall or to be signed: never a telephone, a birth or a card of poverty.
use crate::{
    Align, Block, Cell, Column, Document, Facts, Label, Language, Margins, Row, Say, Size, Story, Table, Width,
    contract::Name,
    of_group::{OfGroup, currency, office},
};
use chrono::NaiveDate;
use domain::people::{Office, Sex};
use ledger::Commodity;

/// The list of members. Amounts are smallest units.
#[derive(Clone, Debug)]
pub struct Members {
    /// Of which group.
    pub group: OfGroup,
    /// Its currency.
    pub commodity: Commodity,
    /// The day on which it stands so.
    pub on: NaiveDate,
    /// Whether its members save: one that only keeps banks has no savings to list.
    pub saves: bool,
    /// The value of a share, where the group saves by shares.
    pub share_value: Option<i64>,
    /// Whether there is a column to sign.
    pub sign: bool,
    /// Everybody, by number; those who left are set apart at the end.
    pub members: Vec<ListedMember>,
}

/// A member of a list.
#[derive(Clone, Debug)]
pub struct ListedMember {
    /// Her number.
    pub number: i64,
    /// Her name.
    pub name: Name,
    /// Female or male, where it is known.
    pub sex: Option<Sex>,
    /// The code of her village, or empty.
    pub village: String,
    /// Since when.
    pub joined_on: NaiveDate,
    /// Until when.
    pub left_on: Option<NaiveDate>,
    /// What she holds today.
    pub offices: Vec<Office>,
    /// Saved.
    pub savings: i64,
    /// Owed on loans: principal, and the interest and penalties that are due.
    pub owed: i64,
}

impl Members {
    /// A list on A4.
    pub fn document(&self, say: Say) -> Document {
        let title = say.say("member-list-paper");
        let mut story = Story::new(title.line(), say, Size::A4)
            .margins(Margins { top: 12.0, sides: 12.0, bottom: 11.0 })
            .head(self.group.head(say), format!("{} · {}", title.line(), say.day(self.on)));
        story.add(Block::Title(title));
        let here = || self.members.iter().filter(|member| member.left_on.is_none());
        let women = here().filter(|member| member.sex == Some(Sex::Female)).count();
        let count = say.with("member-list-count", |words| {
            vec![("count", words.number(here().count() as i64)), ("women", words.number(women as i64))]
        });
        let place = self.group.place.label(say);
        let mut right = Vec::new();
        if !place.is_empty() {
            right.push((say.say("place"), place.main));
        }
        if self.saves {
            right.push((say.say("currency"), currency(say, self.commodity)));
        }
        let left = vec![(say.say("group"), self.group.head(say)), (say.say("members"), count.main)];
        let columns = [left, right].into_iter().map(|facts| (1.0, vec![Block::Facts(Facts::new(facts))]));
        story.add(Block::Beside(columns.collect()));
        story.add(Block::Table(self.table(say)));
        story.finish()
    }

    /// Villages are told apart only where members come from several.
    fn villages(&self) -> bool {
        let mut villages = self.members.iter().filter(|member| !member.village.is_empty()).map(|member| &member.village);
        villages.next().is_some_and(|first| villages.any(|other| other != first))
    }

    fn owes(&self) -> bool {
        self.members.iter().any(|member| member.owed != 0)
    }

    fn table(&self, say: Say) -> Table {
        let mut columns = vec![
            Column::number(say.say("number-short")),
            Column::text(say.say("name")),
            Column { head: say.say("name-other-script"), width: Width::Share(0.8), align: Align::Left },
            Column::short(say.say("sex")),
        ];
        columns.extend(self.villages().then(|| Column::short(say.say("village-code"))));
        columns.push(Column::number(say.say("joined-on")));
        if self.saves {
            columns.extend(self.share_value.map(|_| Column::number(say.say("shares"))));
            columns.push(Column::number(say.say("savings")));
            columns.extend(self.owes().then(|| Column::number(say.say("sheet-paper-owed"))));
        }
        columns.extend(self.sign.then(|| Column::hand(say.say("sheet-paper-sign"), 30.0)));
        let (here, left): (Vec<_>, Vec<_>) = self.members.iter().partition(|member| member.left_on.is_none());
        let mut rows: Vec<Row> = here.iter().map(|member| self.row(member, say)).collect();
        rows.push(self.total(&here, say.say("total"), say));
        if !left.is_empty() {
            rows.push(Row::section(say.say("member-list-left")));
            rows.extend(left.iter().map(|member| self.row(member, say)));
        }
        Table::new(columns, rows).size(9.0).row(if self.sign { 9.0 } else { 7.0 })
    }

    fn row(&self, member: &ListedMember, say: Say) -> Row {
        let Name { khmer, latin } = member.name.clone();
        let (first, second) = if say.language() == Language::English { (latin, khmer) } else { (khmer, latin) };
        let offices: Vec<String> = member.offices.iter().map(|held| office(say, *held).main).collect();
        let first = if offices.is_empty() { Cell::text(first) } else { Cell::Under(first, offices.join(", ")) };
        let sex = member.sex.map_or(Cell::Blank, |sex| Cell::Label(say.say(sex.code())));
        let mut cells = vec![Cell::text(say.ordinal(member.number)), first, Cell::text(second), sex];
        cells.extend(self.villages().then(|| Cell::text(member.village.clone())));
        let joined = say.day(member.joined_on);
        cells.push(match member.left_on {
            Some(left) => Cell::Under(joined, say.words().with("member-list-until", &[("date", say.day(left).into())])),
            None => Cell::text(joined),
        });
        if self.saves {
            let value = self.share_value.map(|value| member.savings / value.max(1));
            cells.extend(value.map(|shares| Cell::text(say.number(shares))));
            cells.push(Cell::text(say.quantity(member.savings, self.commodity)));
            cells.extend(self.owes().then(|| Cell::text(say.or_blank(member.owed, self.commodity))));
        }
        Row::new(cells)
    }

    fn total(&self, here: &[&ListedMember], label: Label, say: Say) -> Row {
        let mut cells = vec![Cell::Blank, Cell::Label(label), Cell::Blank, Cell::Blank, Cell::Blank];
        cells.extend(self.villages().then_some(Cell::Blank));
        if self.saves {
            let savings: i64 = here.iter().map(|member| member.savings).sum();
            let shares = self.share_value.map(|value| here.iter().map(|member| member.savings / value.max(1)).sum::<i64>());
            cells.extend(shares.map(|shares| Cell::text(say.number(shares))));
            cells.push(Cell::text(say.quantity(savings, self.commodity)));
            let owed: i64 = here.iter().map(|member| member.owed).sum();
            cells.extend(self.owes().then(|| Cell::text(say.quantity(owed, self.commodity))));
        }
        Row::sum(cells)
    }
}
