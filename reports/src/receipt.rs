//! A receipt: what one entry of the book did with a member, line by line, and what she has and owes after it.
use crate::{
    Align, Block, Cell, Column, Document, Label, Language, Margins, Row, Say, Signatures, Size, Story, Table, Width,
    contract::Name,
    passbook::{Signed, good_amount, good_name, largest},
};
use chrono::NaiveDate;
use domain::banks::Good;
use ledger::Amount;

/// A receipt.
#[derive(Clone, Debug)]
pub struct Receipt {
    /// The group.
    pub group: Name,
    /// Where it is.
    pub place: Name,
    /// Her number.
    pub number: i64,
    /// Her name.
    pub name: Name,
    /// The entry.
    pub entry: i64,
    /// Its day.
    pub on: NaiveDate,
    /// What it was for.
    pub cause: Cause,
    /// What she brought and got.
    pub lines: Vec<ReceiptLine>,
    /// The signed square; none: it was not signed.
    pub seal: Option<Signed>,
}

/// What an entry was for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cause {
    /// A meeting, by its number.
    Meeting(i64),
    /// A correction of a meeting, by the meeting's number.
    Correction(i64),
    /// A share-out.
    ShareOut,
    /// A bank's deed, by the bank's name.
    Bank(Name),
    /// A payout to who left.
    Leaving,
    /// Something else.
    Other,
}

/// What a line is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Item {
    /// Savings.
    Savings,
    /// The social fund.
    SocialFund,
    /// Principal of a loan of money.
    Principal,
    /// Interest.
    Interest,
    /// A fine, or the penalty of a late loan.
    Fine,
    /// The charge for a loan.
    ServiceCharge,
    /// Her part of what was divided.
    ShareOut,
    /// Borrowed in kind, or money of a bank.
    BankLoan,
    /// Interest of a bank.
    BankInterest,
    /// Kept for her at a bank.
    Deposit,
    /// Animals that are with her.
    Animals,
    /// Animals that she owes.
    AnimalsDue,
}

impl Item {
    /// The end of the key of its name: `receipt-<code>`.
    fn code(self) -> &'static str {
        match self {
            Item::Savings => "savings",
            Item::SocialFund => "social-fund",
            Item::Principal => "principal",
            Item::Interest => "interest",
            Item::Fine => "fine",
            Item::ServiceCharge => "service-charge",
            Item::ShareOut => "share-out",
            Item::BankLoan => "bank-loan",
            Item::BankInterest => "bank-interest",
            Item::Deposit => "deposit",
            Item::Animals => "animals",
            Item::AnimalsDue => "animals-due",
        }
    }
}

/// So much of the group's currency, or of a good.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Quantity {
    /// Money.
    Money(Amount),
    /// A good, in its smallest units.
    Good(Good, i64),
}

impl Quantity {
    fn show(&self, say: Say) -> String {
        match self {
            Quantity::Money(amount) => say.amount(*amount),
            Quantity::Good(good, quantity) => good_amount(say.words(), good, *quantity),
        }
    }
}

/// A line of a receipt: what moved, and which way; the quantity is above zero.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReceiptLine {
    /// What.
    pub item: Item,
    /// How much.
    pub quantity: Quantity,
    /// She brought it; otherwise she got it.
    pub brought: bool,
    /// What she has or owes of it after the entry; none for what is gone, such as interest.
    pub then: Option<Quantity>,
}

impl Receipt {
    /// The receipt on a page of A6.
    pub fn document(&self, say: &Say) -> Document {
        let say = *say;
        let title = say.say("receipt");
        let name = format!("{} · {} · {}", title.main, say.ordinal(self.number), self.name.line(say));
        // Close to the edge: what is signed stands on one small page.
        let margins = Margins { top: 6.5, sides: 7.5, bottom: 5.0 };
        let story = Story::new(name.as_str(), say, Size::A6).unnumbered().margins(margins);
        let story = story.head(self.group.line(say), say.day(self.on));
        let people = vec![(say.say("office-treasurer"), String::new()), (say.say("member"), self.name.line(say))];
        let mut foot = vec![Block::Signatures(Signatures { people, thumbs: false })];
        if let Some(seal) = &self.seal {
            foot.push(Block::Seal(seal.block(say)));
        }
        let blocks = [
            Block::Title(title),
            Block::Text(self.whose(say)),
            Block::Small(self.cause(say)),
            Block::Table(self.moved(say)),
            Block::Together(foot),
        ];
        let language = if say.language() == Language::English { "en" } else { "km-KH" };
        Document { title: name, language, pages: largest(&story, &blocks), bookmarks: vec![], sides: None }
    }

    fn whose(&self, say: Say) -> Label {
        say.with("receipt-of", |words| {
            vec![("number", words.ordinal(self.number)), ("name", words.name(&self.name.khmer, &self.name.latin).to_owned())]
        })
    }

    fn cause(&self, say: Say) -> Label {
        let numbered = |key: &str, number: i64| say.with(key, |words| vec![("number", words.ordinal(number))]);
        let cause = match &self.cause {
            Cause::Meeting(number) => numbered("meeting-number", *number),
            Cause::Correction(number) => numbered("line-correction", *number),
            Cause::ShareOut => say.say("receipt-share-out"),
            Cause::Bank(name) => name.label(say),
            Cause::Leaving => say.say("leave-got"),
            Cause::Other => Label::default(),
        };
        let entry = numbered("entry-number", self.entry);
        let join = |a: &str, b: &str| if a.is_empty() { b.to_owned() } else { format!("{a} · {b}") };
        let beside = entry.beside.as_deref().map(|entry| join(cause.beside.as_deref().unwrap_or(&cause.main), entry));
        Label { main: join(&cause.main, &entry.main), beside }
    }

    fn moved(&self, say: Say) -> Table {
        let number = |head: &str| Column { head: say.say(head), width: Width::Share(1.0), align: Align::Right };
        let columns = vec![
            Column { head: say.say("receipt-what"), width: Width::Share(1.3), align: Align::Left },
            number("receipt-brought"),
            number("receipt-got"),
            number("receipt-after"),
        ];
        let row = |line: &ReceiptLine| {
            let shown = Cell::strong(line.quantity.show(say));
            let (brought, got) = if line.brought { (shown, Cell::Blank) } else { (Cell::Blank, shown) };
            let then = line.then.as_ref().map_or(Cell::Blank, |then| Cell::text(then.show(say)));
            Row::new(vec![Cell::Label(named(say, line.item, &line.quantity)), brought, got, then])
        };
        Table::new(columns, self.lines.iter().map(row).collect()).size(8.5).row(6.0)
    }
}

/// What a line is of, with the good where it is no money.
fn named(say: Say, item: Item, quantity: &Quantity) -> Label {
    let key = format!("receipt-{}", item.code());
    match quantity {
        Quantity::Money(_) => say.say(&key),
        Quantity::Good(good, _) => {
            say.with("receipt-of-good", |words| vec![("what", words.say(&key).into_owned()), ("good", good_name(words, good))])
        }
    }
}
