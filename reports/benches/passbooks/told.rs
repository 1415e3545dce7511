//! A passbook before it is laid out: the leaves that `reports::passbook` prints, told a second time as blocks, from the
//! same figures and the same words. [`same`] sees that not a letter differs from what we print.
use reports::{
    Align, Block, Cell, Column, Document, Facts, Item, Page, Row, Say, Seal, Signatures, Table, Width,
    passbook::{LoanLine, Passbook, PassbookLoan},
};

/// Rows left under the payments, to be filled by hand.
const HAND: usize = 2;

/// A leaf: what stands above it, left and right, and below it; and its blocks. The cover is drawn by hand and has neither.
pub(super) struct Leaf {
    pub(super) ends: Option<[(String, String); 2]>,
    pub(super) blocks: Vec<Block>,
}

/// The leaves of a passbook of the bench: a group with shares, one loan, no bank.
pub(super) fn leaves(book: &Passbook, printed: &Document, say: Say) -> Vec<Leaf> {
    let name = |name: &reports::contract::Name| say.name(&name.khmer, &name.latin).main;
    let head = (format!("{} · {}", say.ordinal(book.number), name(&book.name)), name(&book.group.name));
    let leaf = |foot: &str, number: Option<i64>, blocks| {
        let foot = if foot.is_empty() { String::new() } else { say.say(foot).main };
        Leaf { ends: Some([head.clone(), (foot, number.map_or_else(String::new, |number| say.ordinal(number)))]), blocks }
    };
    vec![
        Leaf { ends: None, blocks: vec![Block::Page(Box::new(printed.pages[0].clone()))] },
        leaf("constitution", None, rules(say)),
        leaf("passbook-savings", Some(1), vec![Block::Table(savings(book, say))]),
        leaf("passbook-loans", Some(1), loan(&book.loans[0], say)),
        leaf("passbook-hands", None, hands(book, say)),
        leaf("", None, last(book, say)),
    ]
}

/// What `fixtures/constitutions/weekly_shares.toml` says.
fn rules(say: Say) -> Vec<Block> {
    let riel = |quantity| say.amount(ledger::Commodity::KHR.of(quantity));
    let words = say.words();
    let fines = [("មកយឺត", 500), ("អវត្តមានឥតច្បាប់", 1_000), ("រំខានការប្រជុំ", 500)];
    let fines = fines.map(|(name, amount)| format!("{name} {}", riel(amount))).join(&words.say("list-comma"));
    let number = |number| words.number(number);
    let sentences = vec![
        say.say("passbook-rule-weekly"),
        say.with("passbook-rule-shares", |_| vec![("amount", riel(5_000)), ("most", number(5))]),
        say.with("passbook-rule-social-kept", |_| vec![("amount", riel(1_000))]),
        say.with("passbook-rule-fines-loan", |_| vec![("fines", fines.clone())]),
        say.with("passbook-rule-limit", |_| vec![("times", number(3)), ("months", number(3)), ("loans", number(1))]),
        say.with("passbook-rule-interest-declining", |_| vec![("rate", number(2))]),
        say.with("passbook-rule-equal-principal", |words| vec![("every", words.say("loan-every-month").into_owned())]),
        say.with("passbook-rule-profit-by-savings", |words| vec![("end", words.say("passbook-rule-savings-paid").into_owned())]),
        say.say("passbook-rule-leaves"),
        say.say("passbook-rule-corrections"),
    ];
    let mut blocks = vec![Block::Heading(say.say("constitution"))];
    blocks.extend((1..).zip(sentences).map(|(no, sentence)| Block::Numbered(say.ordinal(no), sentence)));
    blocks
}

fn savings(book: &Passbook, say: Say) -> Table {
    let unit = book.group.commodity;
    let shared = |align, head: &str| Column { head: say.say(head), width: Width::Share(1.0), align };
    let columns = vec![
        shared(Align::Left, "passbook-meeting"),
        Column::short(say.say("shares")),
        shared(Align::Right, "passbook-head-savings"),
        shared(Align::Right, "passbook-head-social"),
        shared(Align::Right, "fine"),
        Column::hand(say.say("passbook-sign"), 14.5),
    ];
    let pair = |came, then| Cell::Over(format!("+{}", say.quantity(came, unit)), say.quantity(then, unit));
    let rows = book.lines.iter().map(|line| {
        let shares = line.shares.and_then(|shares| u32::try_from(shares).ok()).unwrap_or(0);
        Row::new(vec![
            Cell::Under(say.ordinal(line.meeting.unwrap_or(0).into()), say.day(line.date)),
            Cell::Stamps(shares, 5),
            pair(line.savings, line.savings_balance),
            pair(line.social_fund, line.social_balance),
            Cell::text(say.or_blank(line.fine, unit)),
        ])
    });
    Table::new(columns, rows.collect()).row(10.4)
}

fn loan(loan: &PassbookLoan, say: Say) -> Vec<Block> {
    let (terms, words) = (&loan.terms, say.words());
    let unit = terms.commodity();
    let amount = |quantity| say.quantity(quantity, unit);
    let per = words.say("calculator-per-month").into_owned();
    let interest = words.with("loan-rate", &[("rate", words.number(2).into()), ("per", per.into())]);
    let facts = vec![
        (say.say("loan-lent"), say.amount(unit.of(terms.principal))),
        (say.say("loan-given-on"), say.day(terms.given_on)),
        (say.say("calculator-interest"), interest),
        (say.say("loan-purpose"), loan.purpose.clone()),
    ];
    let heads = ["number-short", "calculator-due", "calculator-principal-part", "calculator-interest", "calculator-to-pay"];
    let plan = loan.plan.iter().map(|row| {
        Row::new(vec![
            Cell::text(say.ordinal(row.n.into())),
            Cell::text(say.day(row.due)),
            Cell::text(amount(row.principal)),
            Cell::text(amount(row.interest)),
            Cell::strong(amount(row.total())),
        ])
    });
    let columns = heads.map(|head| Column::number(say.say(head))).into();
    vec![
        Block::Heading(say.with("loan-number", |words| vec![("number", words.ordinal(loan.no))])),
        Block::Facts(Facts::new(facts)),
        Block::Table(Table::new(columns, plan.collect()).size(8.0)),
        payments(&loan.events, unit, say),
    ]
}

fn payments(events: &[LoanLine], unit: ledger::Commodity, say: Say) -> Block {
    let number = |head: &str| Column { head: say.say(head), width: Width::Share(0.6), align: Align::Right };
    let columns = vec![
        Column::text(say.say("loan-event")),
        number("passbook-amount"),
        number("passbook-of-interest"),
        number("loan-balance"),
        Column::hand(say.say("passbook-sign"), 14.5),
    ];
    let rows = events.iter().map(|event| {
        Row::new(vec![
            Cell::Under(say.say(&format!("loan-event-{}", event.kind)).main, say.day(event.on)),
            Cell::text(say.or_blank(event.amount, unit)),
            Cell::text(say.or_blank(event.interest + event.penalty, unit)),
            Cell::strong(say.quantity(event.balance, unit)),
        ])
    });
    Block::Table(Table::new(columns, rows.collect()).size(8.0).row(10.4).spare(HAND))
}

fn hands(book: &Passbook, say: Say) -> Vec<Block> {
    let office = |code: &str| (say.say(&format!("office-{code}")), String::new());
    let member = (say.say("member"), say.name(&book.name.khmer, &book.name.latin).main);
    let people = vec![member, office("chair"), office("treasurer"), office("secretary")];
    vec![
        Block::Heading(say.say("passbook-hands")),
        Block::Small(say.say("passbook-hands-text")),
        Block::Signatures(Signatures { people, thumbs: true }),
    ]
}

fn last(book: &Passbook, say: Say) -> Vec<Block> {
    let (stand, unit) = (&book.stand, book.group.commodity);
    let money = |quantity| say.amount(unit.of(quantity));
    let shares = say.with("shares-count", |words| vec![("count", words.number(stand.shares.unwrap_or(0)))]).main;
    let mut lines = vec![(say.say("passbook-printed"), say.day(stand.on))];
    lines.extend(
        stand
            .meeting
            .map(|(number, day)| (say.say("passbook-through-meeting"), format!("{} · {}", say.ordinal(number), say.day(day)))),
    );
    lines.extend([
        (say.say("passbook-through-entry"), say.ordinal(stand.entry)),
        (say.say("savings"), format!("{} · {shares}", money(stand.savings))),
        (say.say("social-fund"), money(stand.social_fund)),
        (say.say("loan-owed-today"), money(stand.principal)),
    ]);
    let mut blocks = vec![Block::Heading(say.say("passbook-stand")), Block::Facts(Facts::new(lines))];
    blocks.extend(book.seal.as_ref().map(|seal| {
        let type_it = say.with("passbook-seal-type", |_| vec![("site", seal.site.clone())]);
        let says = vec![say.say("passbook-seal-scan"), type_it];
        let seal = Seal { address: seal.address.clone(), code: seal.code.clone(), says };
        Block::Together(vec![Block::Rule, Block::Seal(seal)])
    }));
    blocks
}

/// Whether the leaves laid out say what is printed, letter for letter and in its order, page by page; where the first
/// difference is.
pub(super) fn same(leaves: &[Leaf], printed: &Document, say: Say, size: reports::Size) -> Result<(), String> {
    let letters = |page: &Page| -> String {
        let texts = page.items.iter().filter_map(|item| match item {
            Item::Text { text, .. } => Some(text.text().to_owned()),
            _ => None,
        });
        texts.collect::<String>().split_whitespace().collect()
    };
    for (at, (leaf, page)) in leaves.iter().zip(&printed.pages).enumerate() {
        let mut story = reports::Story::new("", say, size).unnumbered();
        if let Some([(left, right), (part, number)]) = &leaf.ends {
            story = story.head(left, right).foot(format!("{part}{number}"));
        }
        leaf.blocks.iter().for_each(|block| {
            story.add(block.clone());
        });
        let told: String = story.finish().pages.iter().map(letters).collect();
        if told != letters(page) {
            return Err(format!("page {} of a passbook says\n{}\nand the others are given\n{told}", at + 1, letters(page)));
        }
    }
    if leaves.len() == printed.pages.len() { Ok(()) } else { Err(format!("a passbook has {} pages", printed.pages.len())) }
}
