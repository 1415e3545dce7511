//! Reads a line of a story as somebody in the village would write it: what is asked of the bank. What cannot be read ends
//! the test.
use super::book::Book;
use chrono::NaiveDate;
use domain::banks::{
    Ask, Class, Measure, Party, State,
    acts::{AnimalNo, Cause, CountMethod, LoanNo, LossNote, LostHow, MoneySource, ObligationNo, Seen, Sex, Spending},
    animals::Due,
    ask::{AskAnimal, LendRow, RepayRow},
    rules::{Due as LoanDue, Purpose},
};

/// A line cut at its colon and commas: what is done, and to whom or with what.
struct Cut<'a> {
    line: &'a str,
    rows: Vec<&'a str>,
    state: State,
    book: &'a Book,
    day: NaiveDate,
}

/// What a line asks.
pub fn ask(book: &Book, day: NaiveDate, line: &str) -> Ask {
    let (head, rows) = line.split_once(": ").unwrap_or_else(|| line.split_once(", ").unwrap_or((line, "")));
    let rows = rows.split(", ").filter(|row| !row.is_empty()).collect();
    let state = book.bank().state(NaiveDate::MAX).unwrap();
    let cut = Cut { line, rows, state, book, day };
    let words: Vec<&str> = head.split_whitespace().collect();
    let read = cut.stock(&words).or_else(|| cut.lending(&words)).or_else(|| cut.relief(&words)).or_else(|| cut.animals(&words));
    let ask = read.or_else(|| cut.owed(&words)).unwrap_or_else(|| cut.unread());
    assert!(cut.rows.is_empty() || takes_rows(&ask, &words), "{line:?} says more than is read");
    ask
}

/// Whether a line of this sort goes on after a colon or a comma.
fn takes_rows(ask: &Ask, words: &[&str]) -> bool {
    !matches!(
        ask,
        Ask::Buy { .. }
            | Ask::Sell { .. }
            | Ask::MoneyIn { .. }
            | Ask::MoneyOut { .. }
            | Ask::SeeCondition { .. }
            | Ask::BringAnimals { .. }
            | Ask::Place { .. }
            | Ask::Birth { .. }
            | Ask::HandOver { .. }
            | Ask::Exchange { .. }
            | Ask::PassTitle { .. }
            | Ask::Note { .. }
            | Ask::Replace { .. }
            | Ask::PayForAnimal { .. }
    ) && words[0] != "cash"
}

impl Cut<'_> {
    fn unread(&self) -> ! {
        panic!("what does {:?} mean?", self.line)
    }

    fn stock(&self, words: &[&str]) -> Option<Ask> {
        Some(match *words {
            ["donate", good, figure, unit, "by", ..] => {
                let capital = self.rows != ["to be used"];
                assert!(capital || self.rows.len() == 1, "{}", self.line);
                let from = self.line.split_once(" by ")?.1.trim_end_matches(", to be used").to_owned();
                Ask::Donate { good: good.to_owned(), quantity: self.quantity(good, figure, unit), capital, from }
            }
            // What the rules say that a family brings.
            ["join"] => {
                let joining =
                    self.book.bank().rules(self.day).and_then(|rules| rules.joining.clone()).expect("families bring something");
                let quantity = joining.quantity * self.book.bank().good(&joining.good)?.unit();
                let rows = self.rows.iter().map(|no| (party(no), quantity)).collect();
                Ask::Deposit { good: joining.good, returned: joining.returned, rows }
            }
            ["bring", good] => {
                let rows = self.rows.iter().map(|row| self.portion(good, row)).collect();
                Ask::Deposit { good: good.to_owned(), returned: true, rows }
            }
            ["give", "back", good] => {
                let [row] = self.rows[..] else { self.unread() };
                let (party, quantity) = self.portion(good, row);
                Ask::ReturnDeposit { good: good.to_owned(), party, quantity }
            }
            ["buy", good, figure, unit, "for", paid] => {
                Ask::Buy { good: good.to_owned(), quantity: self.quantity(good, figure, unit), paid: number(paid) }
            }
            ["sell", good, figure, unit, "for", received] => {
                Ask::Sell { good: good.to_owned(), quantity: self.quantity(good, figure, unit), received: number(received) }
            }
            ["help", no, "with", good, figure, unit] => {
                let quantity = self.quantity(good, figure, unit);
                Ask::Help { good: good.to_owned(), party: party(no), quantity, minute: self.minute() }
            }
            ["money", "in", amount, "as", source] => {
                Ask::MoneyIn { source: word::<MoneySource>(source), amount: number(amount), note: String::new() }
            }
            ["money", "out", amount, "for", purpose] => {
                Ask::MoneyOut { purpose: word::<Spending>(purpose), amount: number(amount), note: String::new() }
            }
            ["count", good, figure, unit, "by", one, "and", other, ref more @ ..] => {
                let moisture_tenths = match *more {
                    [] => None,
                    ["at", moisture, "%"] => Some(tenths(moisture)),
                    _ => self.unread(),
                };
                let loss = |row: &&str| match row.split_whitespace().collect::<Vec<_>>()[..] {
                    [cause, figure, unit] => (word::<Cause>(cause), self.quantity(good, figure, unit)),
                    _ => self.unread(),
                };
                let heads = self.book.bank().good(good)?.class().measure() == Measure::Head;
                Ask::Count {
                    good: good.to_owned(),
                    counted: self.quantity(good, figure, unit),
                    losses: self.rows.iter().map(loss).collect(),
                    counters: [party(one), party(other)],
                    method: if heads { CountMethod::Heads } else { CountMethod::Weighed },
                    moisture_tenths,
                }
            }
            _ => return None,
        })
    }

    fn lending(&self, words: &[&str]) -> Option<Ask> {
        Some(match *words {
            ["lend", purpose, good] => {
                let purpose = Purpose::parse(purpose).unwrap_or_else(|| self.unread());
                // The season of the day, where what is lent is due with its harvest.
                let agreed = self.book.bank().rules(self.day)?.lending(purpose, good);
                let harvest = agreed.is_some_and(|line| line.terms.due == LoanDue::Harvest);
                let season = self.book.bank().season_of(self.day).filter(|_| harvest).map(|season| season.no);
                let row = |row: &&str| match row.split_whitespace().collect::<Vec<_>>()[..] {
                    [no, figure, unit, ref with @ ..] => {
                        let guarantors = with.chunks(2).map(|pair| match *pair {
                            ["with" | "and", one] => party(one),
                            _ => self.unread(),
                        });
                        LendRow { party: party(no), quantity: self.quantity(good, figure, unit), guarantors: guarantors.collect() }
                    }
                    _ => self.unread(),
                };
                Ask::Lend { good: good.to_owned(), purpose, season, rows: self.rows.iter().map(row).collect() }
            }
            ["repay", good] => {
                let rows = self.rows.iter().map(|row| self.weighing(good, row)).collect();
                Ask::Repay { good: good.to_owned(), agreed: None, market: None, rows }
            }
            // `cash 18 102,000 at 850 market 900`; what the rules reckon may be left out.
            ["cash", ref rest @ ..] => {
                let (loan, rest) = self.loan(rest, None);
                let good = self.state.loans.get(&loan).map_or("PADDY".to_owned(), |loan| loan.good.clone());
                let (money, prices) = rest.split_first()?;
                let (mut agreed, mut market) = (None, None);
                for pair in prices.chunks(2) {
                    match *pair {
                        ["at", price] => agreed = Some(number(price)),
                        ["market", price] => market = Some(number(price)),
                        _ => self.unread(),
                    }
                }
                let row = RepayRow { loan, weighed: None, moisture_tenths: None, foreign_tenths: None, money: Some(number(money)) };
                Ask::Repay { good, agreed, market, rows: vec![row] }
            }
            ["promise", "of", ref rest @ ..] => {
                let (loan, rest) = self.loan(rest, None);
                Ask::SeeCondition {
                    loan,
                    kept: if *rest == ["kept"] {
                        true
                    } else if *rest == ["not", "kept"] {
                        false
                    } else {
                        self.unread()
                    },
                }
            }
            _ => return None,
        })
    }

    fn relief(&self, words: &[&str]) -> Option<Ask> {
        let (deed, rest) = match *words {
            ["write", "off", ref rest @ ..] => ("write off", rest),
            ["undo", "act", act] => return Some(Ask::Undo { act: number(act), reason: self.rows.join(", ") }),
            [deed @ ("reschedule" | "forgive" | "turn"), ref rest @ ..] => (deed, rest),
            _ => return None,
        };
        let (loan, rest) = self.loan(rest, None);
        let good = self.state.loans.get(&loan).map_or("PADDY", |loan| &loan.good);
        let minute = self.minute();
        Some(match (deed, rest) {
            ("write off", []) => Ask::WriteOff { loan, minute },
            ("forgive", [figure, unit]) => Ask::Forgive { loan, quantity: self.quantity(good, figure, unit), minute },
            ("turn", ["into", "money", "at", agreed, "until", due]) => {
                Ask::TurnToMoney { loan, agreed: number(agreed), due_on: day(due), minute }
            }
            ("reschedule", ["to", due]) => Ask::Reschedule { loan, due_on: day(due), extra_interest: 0, minute },
            ("reschedule", ["to", due, "for", figure, unit, "more"]) => {
                Ask::Reschedule { loan, due_on: day(due), extra_interest: self.quantity(good, figure, unit), minute }
            }
            _ => self.unread(),
        })
    }

    fn animals(&self, words: &[&str]) -> Option<Ask> {
        Some(match *words {
            ["bring", kind @ ("heifers" | "cows" | "bulls"), ref tags @ .., "born", born, "at", each, "each"] => {
                self.bring(kind, tags, born, Some(number(each) * tags.len() as i64))
            }
            ["bring", kind @ ("heifers" | "cows" | "bulls"), ref tags @ .., "born", born, "as", "a", "gift"] => {
                self.bring(kind, tags, born, None)
            }
            ["place", tag, "with", keeper] => Ask::Place { animal: self.animal(tag), keeper: party(keeper) },
            ["born", tag, sex, "of", dam] => Ask::Birth { dam: self.animal(dam), calf: animal(tag, word(sex), None) },
            ["hand", "over", tag, "to", "the", "bank"] => Ask::HandOver { animal: self.animal(tag), to: None },
            ["hand", "over", tag, "to", next] => Ask::HandOver { animal: self.animal(tag), to: Some(party(next)) },
            ["dies", tag, "of", how] => self.lose(tag, word(how)),
            ["stolen", tag] => self.lose(tag, LostHow::Stolen),
            ["sold", tag, "without", "leave"] => self.lose(tag, LostHow::SoldWithoutLeave),
            ["swapped", tag, "without", "leave"] => self.lose(tag, LostHow::SwappedWithoutLeave),
            ["sell", tag, "for", received] => {
                Ask::SellAnimal { animal: self.animal(tag), received: number(received), minute: self.minute() }
            }
            ["exchange", back, "for", out] => Ask::Exchange { back: self.animal(back), out: self.animal(out) },
            ["title", tag] => Ask::PassTitle { animal: self.animal(tag) },
            ["see", tag, "condition", condition] => {
                Ask::Note { animal: self.animal(tag), what: Seen::Sighting, cost: 0, condition: Some(condition.parse().ok()?) }
            }
            ["treat", tag, "for", cost] => {
                Ask::Note { animal: self.animal(tag), what: Seen::Treatment, cost: number(cost), condition: None }
            }
            _ => return None,
        })
    }

    fn owed(&self, words: &[&str]) -> Option<Ask> {
        Some(match *words {
            ["replace", ref what @ .., "with", tag, sex, "born", born] => {
                Ask::Replace { obligation: self.obligation(what), animal: animal(tag, word(sex), Some(day(born))) }
            }
            ["pay", ref what @ .., amount] => Ask::PayForAnimal { obligation: self.obligation(what), amount: number(amount) },
            ["waive", ref what @ ..] => Ask::Waive { obligation: self.obligation(what), minute: self.minute() },
            _ => return None,
        })
    }

    fn bring(&self, kind: &str, tags: &[&str], born: &str, paid: Option<i64>) -> Ask {
        let sex = if kind == "bulls" { Sex::Male } else { Sex::Female };
        let animals = tags.iter().map(|tag| animal(tag, sex, Some(day(born)))).collect();
        Ask::BringAnimals { species: self.species(), paid, animals }
    }

    /// The species that this bank places.
    fn species(&self) -> Class {
        let rules = self.book.bank().rules(self.day).unwrap_or_else(|| self.unread());
        rules.placing.first().unwrap_or_else(|| self.unread()).species
    }

    fn lose(&self, tag: &str, how: LostHow) -> Ask {
        let (mut witnesses, mut note, mut salvage, mut worth) = (vec![], LossNote::None, 0, None);
        for row in &self.rows {
            match row.split_whitespace().collect::<Vec<_>>()[..] {
                ["seen", "by", one] => witnesses = vec![party(one)],
                ["seen", "by", one, "and", other] => witnesses = vec![party(one), party(other)],
                ["note", "of", by] => note = word(by),
                ["salvage", amount] => salvage = number(amount),
                ["worth", amount] => worth = Some(number(amount)),
                _ => self.unread(),
            }
        }
        Ask::Lose { animal: self.animal(tag), how, witnesses, note, salvage, worth, reported_on: None }
    }

    /// The last animal of a tag: one that is gone may have left its tag to another.
    fn animal(&self, tag: &str) -> AnimalNo {
        let found = self.state.animals.values().rev().find(|animal| animal.tag == tag);
        found.unwrap_or_else(|| panic!("{tag} of {:?} is no animal", self.line)).no
    }

    /// What is called so: the open one, else the last that ended.
    fn obligation(&self, what: &[&str]) -> ObligationNo {
        let (tag, is): (&str, Box<dyn Fn(Due) -> bool + '_>) = match *what {
            ["claim", "on", tag] => (tag, Box::new(|what| matches!(what, Due::Claim(_)))),
            ["money", "for", tag] => (tag, Box::new(|what| matches!(what, Due::Money(_)))),
            ["calf", nth, "of", tag] => (tag, Box::new(move |what| what == Due::Calf(number(nth) as u32))),
            ["instalment", nth, "of", tag] => {
                (tag, Box::new(move |what| matches!(what, Due::Instalment(at, _) if i64::from(at) == number(nth))))
            }
            _ => self.unread(),
        };
        let animal = self.animal(tag);
        let fits = || self.state.obligations.values().rev().filter(|owed| owed.animal == animal && is(owed.what));
        let found = fits().find(|owed| owed.is_open()).or_else(|| fits().next());
        found.unwrap_or_else(|| panic!("{:?}: nothing of that is owed", self.line)).no
    }

    /// `17 …` or `loan 3 …`: somebody's only open loan, or the one of a number; and what follows.
    fn loan<'w, 'a>(&self, words: &'w [&'a str], good: Option<&str>) -> (LoanNo, &'w [&'a str]) {
        match words {
            ["loan", no, rest @ ..] => (number(no), rest),
            [no, rest @ ..] => {
                let hers = || {
                    self.state.loans.values().filter(|loan| loan.party == party(no) && good.is_none_or(|good| loan.good == good))
                };
                let open: Vec<LoanNo> = hers().filter(|loan| loan.is_open(self.day)).map(|loan| loan.no).collect();
                assert!(open.len() < 2, "{:?}: which of the loans {open:?}?", self.line);
                (open.first().copied().or(hers().next_back().map(|loan| loan.no)).unwrap_or(0), rest)
            }
            [] => self.unread(),
        }
    }

    /// `17 120 kg at 15.5 % with 2 % straw`
    fn weighing(&self, good: &str, row: &str) -> RepayRow {
        let words: Vec<&str> = row.split_whitespace().collect();
        let (loan, rest) = self.loan(&words, Some(good));
        let [figure, unit, measured @ ..] = rest else { self.unread() };
        let weighed = Some(self.quantity(good, figure, unit));
        let (moisture_tenths, foreign_tenths) = match *measured {
            [] => (None, None),
            ["at", moisture, "%"] => (Some(tenths(moisture)), None),
            ["with", straw, "%", "straw"] => (None, Some(tenths(straw))),
            ["at", moisture, "%", "with", straw, "%", "straw"] => (Some(tenths(moisture)), Some(tenths(straw))),
            _ => self.unread(),
        };
        RepayRow { loan, weighed, moisture_tenths, foreign_tenths, money: None }
    }

    /// `17 20 kg`
    fn portion(&self, good: &str, row: &str) -> (Party, i64) {
        match row.split_whitespace().collect::<Vec<_>>()[..] {
            [no, figure, unit] => (party(no), self.quantity(good, figure, unit)),
            _ => self.unread(),
        }
    }

    /// A figure in the unit people speak of, which must be the good's.
    fn quantity(&self, good: &str, figure: &str, unit: &str) -> i64 {
        let good = self.book.bank().good(good).unwrap_or_else(|| self.unread());
        assert_eq!(unit, super::saying::unit(&good), "{}", self.line);
        let (whole, part) = figure.split_once('.').unwrap_or((figure, ""));
        let places = good.commodity().decimals() as usize;
        assert!(part.len() <= places, "{}", self.line);
        number(&format!("{whole}{part:0<places$}"))
    }

    /// The decision a line rests on; none is empty.
    fn minute(&self) -> String {
        match self.rows[..] {
            [] => String::new(),
            [row] => row.strip_prefix("minute ").unwrap_or_else(|| self.unread()).to_owned(),
            _ => self.unread(),
        }
    }
}

/// A word that the rules know.
fn word<T: serde::de::DeserializeOwned>(text: &str) -> T {
    serde_json::from_value(text.into()).unwrap_or_else(|error| panic!("{text:?}: {error}"))
}

fn animal(tag: &str, sex: Sex, born_on: Option<NaiveDate>) -> AskAnimal {
    AskAnimal { tag: tag.to_owned(), sex, born_on, marks: String::new(), calved: false }
}

fn party(no: &str) -> Party {
    Party(number(no))
}

/// Tenths of a per cent.
fn tenths(per_cent: &str) -> i64 {
    let (whole, part) = per_cent.split_once('.').unwrap_or((per_cent, "0"));
    assert_eq!(part.len(), 1, "{per_cent} %");
    number(&format!("{whole}{part}"))
}

pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap_or_else(|_| panic!("{text:?} is not a day"))
}

pub fn number(text: &str) -> i64 {
    text.replace(',', "").parse().unwrap_or_else(|_| panic!("{text:?} is not a number"))
}
