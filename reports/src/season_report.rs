//! The report of a bank's season to the general meeting: kilograms and head first, money second; who was helped, who is
//! late, what was lost and why, what was sold and at which price, whether the figures agree; and those who sign it.
mod goods;

use crate::{
    Block, Cell, Chart, Column, Document, Facts, Row, Say, Series, Signatures, Size, Story, Table,
    bank_statement::{TOGETHER, Told, amount, days, figures, good_name, head_in, is_money, lead, month_short, named, titled},
    contract::Name,
    of_group::{OfGroup, Signer, signatures},
};
use chrono::NaiveDate;
use domain::banks::{
    Good,
    rules::InterestUse,
    season_report::{GoodReport, HerdReport, Line, Open, People, SeasonReport},
};
use goods::{line_name, of_good, of_herd};
use ledger::Commodity;
use words::Words;

/// The report of a season, or of a year.
#[derive(Clone, Debug)]
pub struct SeasonPaper {
    /// The bank, as papers head themselves.
    pub bank: OfGroup,
    /// The group that keeps it.
    pub group: OfGroup,
    /// The season by its name; none where it is of a year.
    pub season: Option<Name>,
    /// The report.
    pub told: SeasonReport,
    /// The bank's money.
    pub money: Commodity,
    /// The goods there are.
    pub goods: Vec<Good>,
    /// Goods are lent here.
    pub lends: bool,
    /// What was there at the ends of months, for the bars.
    pub bars: Vec<Bars>,
    /// Where goods and money changed hands, the earliest first.
    pub sales: Vec<Sale>,
    /// Whether what was written agrees with the journal and the register.
    pub agreed: Agreed,
    /// Who signs.
    pub signers: Vec<Signer>,
}

/// How much of a good there was at the ends of months.
#[derive(Clone, Debug)]
pub struct Bars {
    /// Of what.
    pub good: Good,
    /// Goods: the day, in the store, lent. Animals: the day, with the bank, with families.
    pub points: Vec<(NaiveDate, i64, i64)>,
}

/// A good and money that changed hands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sale {
    /// The day.
    pub day: NaiveDate,
    /// The number of the act in the day book.
    pub act: i64,
    /// What sort of act: `entry-act-<kind>` in words.
    pub kind: String,
    /// The good's code.
    pub good: String,
    /// How much of it, smallest units.
    pub quantity: i64,
    /// For how much money.
    pub money: i64,
    /// The price of one unit that both come to.
    pub implied: i64,
    /// The market's price of one unit, as it was known then.
    pub market: Option<i64>,
}

/// How the figures agree.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Agreed {
    /// How many figures do not agree.
    pub off: usize,
    /// The last counts.
    pub counts: Vec<Count>,
}

/// A count of the store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Count {
    /// The good's code.
    pub good: String,
    /// When.
    pub day: NaiveDate,
    /// What was counted.
    pub counted: i64,
    /// What the journal said then.
    pub book: i64,
}

impl SeasonPaper {
    /// The report on paper.
    pub fn document(&self, say: Say) -> Document {
        let title = say.say("report-season");
        let mut story = Story::new(format!("{} · {}", title.main, self.bank.code), say, Size::A4)
            .head(self.bank.head(say), days(say.words(), self.told.span))
            .foot(self.group.head(say));
        story.add(Block::Title(title));
        story.add(Block::Text(say.of(|words| self.heading(words))));
        for block in self.blocks(say) {
            story.add(block);
        }
        story.add(self.signing(say));
        story.finish()
    }

    fn heading(&self, words: Words) -> String {
        let whole = named(words, &self.bank, self.told.span);
        match &self.season {
            Some(name) => {
                let season = words.with("season-of", &[("name", name.show(words).into())]);
                format!("{season} · {whole}")
            }
            None => whole,
        }
    }

    fn blocks(&self, say: Say) -> Vec<Block> {
        let told = &self.told;
        if told.goods.is_empty() && told.herds.is_empty() {
            return vec![Block::Text(say.say("season-nothing"))];
        }
        let (money, weighed): (Vec<_>, Vec<_>) = told.goods.iter().partition(|report| is_money(&report.good));
        let mut blocks = self.sentences(say, &weighed);
        blocks.extend(
            self.bars
                .iter()
                .filter(|bars| bars.points.len() > 1)
                .map(|bars| Block::Together(vec![Block::Gap(2.0), bars.chart(say)])),
        );
        let mark = |key: &str| Block::Bookmark(say.say(key).main);
        blocks.push(mark("season-paper-measured"));
        blocks.extend(told.herds.iter().flat_map(|herd| of_herd(say, herd)));
        blocks.extend(weighed.iter().chain(&money).flat_map(|report| of_good(say, report)));
        blocks.push(mark("season-people"));
        blocks.extend(self.people(say));
        blocks.extend(self.loans(say));
        blocks.extend(self.losses(say));
        blocks.extend(self.sales(say));
        blocks.push(mark("season-in-money"));
        blocks.extend(self.in_money(say));
        blocks.push(mark("report-reconciliation"));
        blocks.extend(self.agreed(say));
        blocks
    }

    /// What people ask first, one sentence a good.
    fn sentences(&self, say: Say, weighed: &[&GoodReport]) -> Vec<Block> {
        let good = |report: &&GoodReport| {
            let unit = report.good.commodity();
            Block::Text(say.with("season-paper-good", |words| {
                let of = |quantity| amount(words, unit, quantity);
                vec![
                    ("good", good_name(words, &report.good)),
                    ("before", of(report.opening.store.saturating_add(report.opening.lent))),
                    ("store", of(report.closing.store)),
                    ("lent", of(report.closing.lent)),
                ]
            }))
        };
        let herd = |report: &HerdReport| {
            Block::Text(say.with("season-paper-herd", |words| {
                let heads = |heads: i64| amount(words, report.good.commodity(), heads);
                vec![
                    ("good", good_name(words, &report.good)),
                    ("before", heads(report.opening)),
                    ("now", heads(report.closing)),
                    ("keepers", words.number(report.keepers)),
                ]
            }))
        };
        let helped = self.told.helped.anyhow;
        let people = Block::Text(say.with("season-paper-helped", |words| {
            vec![("count", words.number(helped.all as i64)), ("women", words.number(helped.women as i64))]
        }));
        self.told.herds.iter().map(herd).chain(weighed.iter().map(good)).chain([people]).collect()
    }

    /// Members helped, each counted once in a line.
    fn people(&self, say: Say) -> Vec<Block> {
        let helped = self.told.helped;
        if helped.anyhow.all == 0 {
            return Vec::new();
        }
        let level = |level: i64| say.with("id-poor-short", move |words| vec![("level", words.ordinal(level))]);
        let columns = vec![
            lead(say.say("statement-line")),
            figures(say.say("season-all")),
            figures(say.say("season-women")),
            figures(level(1)),
            figures(level(2)),
        ];
        let cells = |key: &str, of: People| {
            let figures = [of.all, of.women, of.id_poor_1, of.id_poor_2].map(|count| Cell::text(say.number(count as i64)));
            std::iter::once(Cell::Label(say.say(key))).chain(figures).collect::<Vec<_>>()
        };
        let all = [
            ("season-people-borrowed", helped.borrowed),
            ("season-people-received", helped.received),
            ("season-people-animals", helped.animals),
        ];
        let mut rows: Vec<Row> = all.iter().filter(|(_, of)| of.all > 0).map(|(key, of)| Row::new(cells(key, *of))).collect();
        rows.push(Row::sum(cells("season-people-anyhow", helped.anyhow)));
        titled(say.say("season-people"), Table::new(columns, rows))
    }

    /// What is still owed, what of it is late, and what interest is for.
    fn loans(&self, say: Say) -> Vec<Block> {
        let mut blocks = Vec::new();
        if self.lends {
            let columns = vec![
                lead(say.say("statement-line")),
                figures(say.say("season-paper-loans")),
                figures(say.say("season-paper-owed")),
                figures(say.say("season-paper-interest")),
            ];
            let row = |good: &Good, key: &str, open: Open, kind: fn(Vec<Cell>) -> Row| {
                let of = |quantity| Cell::text(say.amount(good.commodity().of(quantity)));
                let name = say.of(|words| format!("{} · {}", good_name(words, good), words.say(key)));
                kind(vec![Cell::Label(name), Cell::text(say.number(open.loans as i64)), of(open.owed()), of(open.interest)])
            };
            let mut rows = Vec::new();
            for report in self.told.goods.iter().filter(|report| report.open.loans > 0) {
                rows.push(row(&report.good, "season-open", report.open, Row::new));
                if report.late.loans > 0 {
                    rows.push(row(&report.good, "season-late", report.late, |cells| Row { cells, kind: crate::RowKind::Marked }));
                }
            }
            let none_late = self.told.goods.iter().all(|report| report.late.loans == 0);
            let heading = say.say("season-loans");
            match rows.is_empty() {
                true => blocks.push(Block::Heading(heading)),
                false => blocks.extend(titled(heading, Table::new(columns, rows))),
            }
            if none_late {
                blocks.push(Block::Text(say.say("season-none-late")));
            }
        }
        if !self.told.interest_use.is_empty() {
            let said = self.told.interest_use.iter().map(|one| Block::Text(say.say(use_key(*one))));
            let heading = Block::Heading(say.say("season-interest-use"));
            blocks.push(Block::Together(std::iter::once(heading).chain(said).collect()));
        }
        blocks
    }

    /// What was lost of each good and why; what a count found too much stands beside it.
    fn losses(&self, say: Say) -> Vec<Block> {
        let goods =
            self.told.goods.iter().flat_map(|report| report.lines.iter().map(move |(line, moved)| (report, line, moved.store)));
        let lost = goods.filter_map(|(report, line, quantity)| match line {
            Line::Lost(_) => Some((&report.good, line_name(say, *line, is_money(&report.good)), quantity)),
            _ => None,
        });
        use domain::banks::season_report::HerdLine::{Died, Stolen, WithoutLeave};
        let herds = self.told.herds.iter().flat_map(|report| {
            let lost = report.lines.iter().filter(|(line, _)| matches!(line, Died | Stolen | WithoutLeave));
            lost.map(move |(line, heads)| (&report.good, say.say(&format!("season-herd-{}", line.code())), *heads))
        });
        let rows: Vec<Row> = herds
            .chain(lost)
            .map(|(good, why, quantity)| {
                let name = say.of(|words| good_name(words, good));
                Row::new(vec![Cell::Label(name), Cell::Label(why), Cell::text(say.amount(good.commodity().of(quantity)))])
            })
            .collect();
        if rows.is_empty() {
            return vec![Block::Heading(say.say("season-paper-losses")), Block::Text(say.say("season-paper-no-losses"))];
        }
        let columns =
            vec![lead(say.say("statement-line")), lead(say.say("season-paper-why")), figures(say.say("statement-quantity"))];
        titled(say.say("season-paper-losses"), Table::new(columns, rows))
    }

    /// Where goods and money changed hands, with the price that both come to and the market's.
    fn sales(&self, say: Say) -> Vec<Block> {
        if self.sales.is_empty() {
            return Vec::new();
        }
        let show = self.show(say);
        let columns = vec![
            Column::number(say.say("date")),
            Column::number(say.say("number-short")),
            lead(say.say("statement-line")),
            figures(say.say("statement-quantity")),
            figures(head_in(say, "statement-value", self.money)),
            figures(head_in(say, "season-paper-implied", self.money)),
            figures(head_in(say, "reconcile-market", self.money)),
        ];
        let row = |sale: &Sale| {
            let good = self.goods.iter().find(|good| good.code() == sale.good);
            let quantity = good.map_or_else(|| say.number(sale.quantity), |good| say.amount(good.commodity().of(sale.quantity)));
            Row::new(vec![
                Cell::text(say.day(sale.day)),
                Cell::text(say.ordinal(sale.act)),
                Cell::Label(say.of(|words| {
                    let key = format!("entry-act-{}", sale.kind);
                    let kind = if words.has(&key) { words.say(&key) } else { sale.kind.as_str().into() };
                    format!("{kind}: {}", show.priced(words, &sale.good, ""))
                })),
                Cell::text(quantity),
                Cell::text(say.quantity(sale.money, self.money)),
                Cell::text(say.quantity(sale.implied, self.money)),
                Cell::text(sale.market.map_or_else(String::new, |price| say.quantity(price, self.money))),
            ])
        };
        let rows = self.sales.iter().map(row).collect();
        titled(say.say("reconcile-swaps"), Table::new(columns, rows))
    }

    fn show(&self, say: Say) -> Told<'_> {
        Told { say, money: self.money, goods: &self.goods }
    }

    /// The same in money.
    fn in_money(&self, say: Say) -> Vec<Block> {
        let (show, told) = (self.show(say), &self.told.statement);
        let mut blocks = vec![Block::Heading(say.say("season-in-money"))];
        blocks.extend(show.verdict(&told.sums, &told.missing));
        blocks.extend(show.has_and_came(told));
        blocks.extend(show.prices(&told.prices));
        blocks
    }

    /// Whether what was written agrees with the journal and the register, and the last counts of the store.
    fn agreed(&self, say: Say) -> Vec<Block> {
        let agreed = &self.agreed;
        let mut blocks = vec![Block::Heading(say.say("report-reconciliation"))];
        blocks.push(Block::Text(match agreed.off {
            0 => say.say("reconcile-agrees"),
            off => say.with("reconcile-off", |words| vec![("count", words.number(off as i64))]),
        }));
        blocks.push(Block::Small(say.say("reconcile-text")));
        let columns = vec![
            lead(say.say("reconcile-counts")),
            figures(say.say("reconcile-counted")),
            figures(say.say("reconcile-book-then")),
            figures(say.say("season-paper-difference")),
        ];
        let row = |count: &Count| {
            let good = self.goods.iter().find(|good| good.code() == count.good);
            let of = |quantity: i64| good.map_or_else(|| say.number(quantity), |good| say.amount(good.commodity().of(quantity)));
            let name = say.with("reconcile-count-of", |words| {
                vec![("good", self.show(say).priced(words, &count.good, "")), ("date", words.date_short(count.day))]
            });
            let figures =
                [count.counted, count.book, count.counted.saturating_sub(count.book)].map(|quantity| Cell::text(of(quantity)));
            Row::new(std::iter::once(Cell::Label(name)).chain(figures).collect())
        };
        let rows: Vec<Row> = agreed.counts.iter().map(row).collect();
        if !rows.is_empty() {
            blocks.push(Block::Table(Table::new(columns, rows)));
        }
        if agreed.counts.len() <= TOGETHER { vec![Block::Together(blocks)] } else { blocks }
    }

    /// The committee, and members who heard it read.
    fn signing(&self, say: Say) -> Block {
        let Signatures { mut people, thumbs } = signatures(say, &self.signers, false);
        people.extend((0..3).map(|_| (say.say("season-sign-member"), String::new())));
        people.push((say.say("role-auditor"), String::new()));
        Block::Together(vec![
            Block::Heading(say.say("season-meeting")),
            Block::Facts(Facts { lines: vec![(say.say("season-signed-on"), String::new())] }),
            Block::Signatures(Signatures { people, thumbs }),
        ])
    }
}

impl Bars {
    /// The bars of a good: what lay in the store and what was lent, month by month.
    fn chart(&self, say: Say) -> Block {
        let registered = self.good.class().is_registered();
        let keys = if registered { ["season-herd-own-hands", "herd-with-families"] } else { ["season-store", "season-lent"] };
        let values = |of: fn(&(NaiveDate, i64, i64)) -> i64| self.points.iter().map(of).collect::<Vec<_>>();
        let most = self.points.iter().map(|(_, store, lent)| *store.max(lent)).max().unwrap_or_default();
        Block::Chart(Chart {
            title: say.with("season-paper-chart", |words| vec![("good", good_name(words, &self.good))]),
            groups: self.points.iter().map(|(day, ..)| month_short(say, *day)).collect(),
            series: vec![
                Series { name: say.say(keys[0]), values: values(|point| point.1) },
                Series { name: say.say(keys[1]), values: values(|point| point.2) },
            ],
            most: say.amount(self.good.commodity().of(most)),
        })
    }
}

fn use_key(one: InterestUse) -> &'static str {
    match one {
        InterestUse::Stock => "season-use-stock",
        InterestUse::Repairs => "season-use-repairs",
        InterestUse::Honorarium => "season-use-honorarium",
        InterestUse::Help => "season-use-help",
    }
}
