//! The page for thumbs, and the last page: how the books stood, and how to see whether this paper agrees with them.
use super::{
    Hand, Owing, Passbook, PassbookBank, Signed,
    banks::{amount, said},
};
use crate::{Block, Facts, Label, Page, Say, Seal, Signatures, Story};

/// Places for the member's thumb and those of the committee.
pub(super) fn thumbs(book: &Passbook, hand: Hand) -> Vec<Block> {
    let say = hand.say;
    let office = |code: &str| (say.say(&format!("office-{code}")), String::new());
    let people = vec![(say.say("member"), book.name.line(say)), office("chair"), office("treasurer"), office("secretary")];
    vec![
        Block::Heading(say.say("passbook-hands")),
        Block::Small(say.say("passbook-hands-text")),
        Block::Signatures(Signatures { people, thumbs: true }),
    ]
}

/// The last page.
pub(super) fn pages(book: &Passbook, hand: Hand) -> Vec<Page> {
    let say = hand.say;
    let whose = format!("{} · {}", say.ordinal(book.number), book.name.line(say));
    let story = Story::new("", say, hand.size).unnumbered().head(whose, book.group.name.line(say));
    let mut blocks = vec![Block::Heading(say.say("passbook-stand")), Block::Facts(facts(book, say))];
    if let Some(seal) = &book.seal {
        blocks.push(Block::Together(vec![Block::Rule, Block::Seal(seal.block(say))]));
    }
    super::largest(&story, &blocks)
}

fn facts(book: &Passbook, say: Say) -> Facts {
    let (stand, unit) = (&book.stand, book.group.commodity);
    let money = |quantity: i64| say.amount(unit.of(quantity));
    let mut lines = vec![(say.say("passbook-printed"), say.day(stand.on))];
    if let Some((number, day)) = stand.meeting {
        let name = if number == 0 { say.say("passbook-line-opening").main } else { say.ordinal(number) };
        let meeting = format!("{name} · {}", say.day(day));
        lines.push((say.say("passbook-through-meeting"), meeting));
    }
    if stand.entry > 0 {
        lines.push((say.say("passbook-through-entry"), say.ordinal(stand.entry)));
    }
    if let Some(day) = book.left_on {
        lines.push((say.say("left-on"), say.day(day)));
    }
    if book.group.rules.is_some() {
        let shares = stand.shares.map(|shares| say.with("shares-count", |words| vec![("count", words.number(shares))]).main);
        let savings = [Some(money(stand.savings)), shares.filter(|_| stand.savings != 0)];
        lines.push((say.say("savings"), savings.into_iter().flatten().collect::<Vec<_>>().join(" · ")));
        lines.push((say.say("social-fund"), money(stand.social_fund)));
        lines.push((say.say("loan-owed-today"), money(stand.principal + stand.interest)));
        if stand.interest > 0 {
            lines.push((say.say("passbook-of-interest"), money(stand.interest)));
        }
    }
    lines.extend(book.banks.iter().flat_map(|bank| at_bank(bank, book, say)));
    Facts::new(lines)
}

/// What she owes a bank and has there, each line under the bank's name.
fn at_bank(bank: &PassbookBank, book: &Passbook, say: Say) -> Vec<(Label, String)> {
    let words = say.words();
    let goods = |list: &[(domain::banks::Good, i64)]| {
        let one = |(good, quantity): &(_, i64)| format!("{} {}", super::banks::name(words, good), amount(words, good, *quantity));
        list.iter().map(one).collect::<Vec<_>>().join(&words.say("list-comma"))
    };
    let animals = |list: &[(String, &'static str)]| {
        let one = |(tag, class): &(String, &'static str)| said(words, tag, class);
        list.iter().map(one).collect::<Vec<_>>().join(&words.say("list-comma"))
    };
    let mut owed = goods(&bank.owed);
    if let Some(day) = bank.due_on.filter(|_| !owed.is_empty()) {
        owed = format!("{owed} · {} {}", words.say("at-bank-due-on"), words.date_short(day));
    }
    let owes: Vec<String> = bank.owes.iter().map(|(what, tag, from)| owing(*what, tag, *from, book, say)).collect();
    let about = |key: &str| {
        let name = &bank.name;
        say.with("passbook-of-bank", |words| vec![("bank", name.show(words)), ("what", words.say(key).into_owned())])
    };
    [
        ("at-bank-owed", owed),
        ("at-bank-deposits", goods(&bank.deposits)),
        ("at-bank-animals", animals(&bank.keeps)),
        ("passbook-owns", animals(&bank.owns)),
        ("at-bank-owes", owes.join(&words.say("list-comma"))),
    ]
    .into_iter()
    .filter(|(_, value)| !value.is_empty())
    .map(|(key, value)| (about(key), value))
    .collect()
}

fn owing(what: Owing, tag: &str, from: Option<chrono::NaiveDate>, book: &Passbook, say: Say) -> String {
    let (words, unit) = (say.words(), book.group.commodity);
    let said = |key: &str, number: u32, quantity: i64| {
        let (number, amount) = (words.ordinal(number.into()), say.amount(unit.of(quantity)));
        words.with(key, &[("animal", tag.into()), ("number", number.into()), ("amount", amount.into())])
    };
    let what = match what {
        Owing::Calf(nth) => said("at-bank-owes-calf", nth, 0),
        Owing::MovesOn => said("at-bank-owes-moves-on", 0, 0),
        Owing::Claim(amount) => said("at-bank-owes-claim", 0, amount),
        Owing::Money(amount) => said("at-bank-owes-money", 0, amount),
        Owing::Instalment(nth, amount) => said("at-bank-owes-instalment", nth, amount),
    };
    let from = match from {
        Some(day) => words.with("at-bank-due-from", &[("date", words.date_short(day).into())]),
        None => words.say("at-bank-due-open").into_owned(),
    };
    format!("{what} ({from})")
}

impl Signed {
    /// The square with what to do with it.
    pub(crate) fn block(&self, say: Say) -> Seal {
        let type_it = say.with("passbook-seal-type", |_| vec![("site", self.site.clone())]);
        Seal { address: self.address.clone(), code: self.code.clone(), says: vec![say.say("passbook-seal-scan"), type_it] }
    }
}
