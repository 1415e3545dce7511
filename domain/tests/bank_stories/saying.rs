//! What the rules answer, in the words of a story: what was written, what speaks against it.
use super::book::Book;
use domain::banks::{
    Ask, Caution, Fact, Good, Impossible, Measure, Refusal, State, Why,
    acts::{AnimalNo, LoanNo},
};

/// Says things of one bank.
pub struct Saying<'a> {
    pub book: &'a Book,
    pub state: State,
}

/// The word for one of what a good is counted in.
pub fn unit(good: &Good) -> &'static str {
    match good.class().measure() {
        Measure::Weight => "kg",
        Measure::Head => "head",
        Measure::Pack => "packs",
        Measure::Money => "riel",
    }
}

/// `1,234.5` of a figure in smallest units.
pub fn figure(quantity: i64, good: &Good) -> String {
    let (whole, part) = (quantity.abs() / good.unit(), quantity.abs() % good.unit());
    let digits = whole.to_string();
    let grouped = digits.bytes().enumerate().fold(String::new(), |mut text, (at, digit)| {
        if at > 0 && (digits.len() - at) % 3 == 0 {
            text.push(',');
        }
        text.push(char::from(digit));
        text
    });
    let places = good.commodity().decimals() as usize;
    let part = if part == 0 { String::new() } else { format!(".{part:0>places$}").trim_end_matches('0').to_owned() };
    format!("{}{grouped}{part}", if quantity < 0 { "-" } else { "" })
}

/// `120 kg`
pub fn amount(quantity: i64, good: &Good) -> String {
    let unit = if good.class().measure() == Measure::Pack && quantity == 1 { "pack" } else { unit(good) };
    format!("{} {unit}", figure(quantity, good))
}

impl Saying<'_> {
    pub fn riel(&self, sum: i64) -> String {
        amount(sum, &Good::money(self.book.bank().money))
    }

    pub fn good(&self, code: &str) -> Good {
        self.book.bank().good(code).unwrap()
    }

    pub fn tag(&self, no: AnimalNo) -> String {
        self.state.animals.get(&no).map_or_else(|| no.to_string(), |animal| animal.tag.clone())
    }

    fn of_loan(&self, no: LoanNo, quantity: i64) -> String {
        amount(quantity, &self.good(&self.state.loans[&no].good))
    }

    /// What an act says was done.
    pub fn fact(&self, fact: &Fact) -> String {
        let of = |no: LoanNo| self.state.loans[&no].party.0;
        let lines: Vec<String> = match fact {
            Fact::Lent { good, lines, .. } => {
                let good = self.good(good);
                let line = |line: &domain::banks::acts::LentLine| {
                    let interest =
                        if line.interest == 0 { String::new() } else { format!(", {} interest", amount(line.interest, &good)) };
                    format!(
                        "{} borrows {} (loan {}){interest}, due {}",
                        line.party.0,
                        amount(line.quantity, &good),
                        line.loan,
                        line.due_on
                    )
                };
                lines.iter().map(line).collect()
            }
            Fact::Repaid { lines, .. } => lines
                .iter()
                .map(|line| {
                    let [credited, interest] = [line.credited, line.interest].map(|part| self.of_loan(line.loan, part));
                    format!("{} is credited {credited}, {interest} of it interest", of(line.loan))
                })
                .collect(),
            Fact::RepaidCash { lines, .. } => lines
                .iter()
                .map(|line| {
                    let [credited, interest] = [line.credited, line.interest].map(|part| self.of_loan(line.loan, part));
                    format!("{} pays {} for {credited}, {interest} of it interest", of(line.loan), self.riel(line.received))
                })
                .collect(),
            Fact::Rescheduled { loan, due_on, extra_interest, .. } => {
                vec![format!("loan {loan} is due {due_on}, {} more", self.of_loan(*loan, *extra_interest))]
            }
            Fact::Forgiven { loan, principal, interest, .. } | Fact::WrittenOff { loan, principal, interest, .. } => {
                let [principal, interest] = [principal, interest].map(|part| self.of_loan(*loan, *part));
                let how = if matches!(fact, Fact::Forgiven { .. }) { "forgiven" } else { "written off" };
                vec![format!("{principal} of what was lent and {interest} of interest {how}")]
            }
            Fact::TurnedToMoney { amount, new_loan, due_on, .. } => {
                vec![format!("{} owed instead (loan {new_loan}), due {due_on}", self.riel(*amount))]
            }
            Fact::Counted { good, book, counted, .. } => {
                let [book, counted] = [book, counted].map(|figure| amount(*figure, &self.good(good)));
                vec![format!("the book said {book}, {counted} were there")]
            }
            _ => vec![self.of_animals(fact)],
        };
        lines.join("\n   ")
    }

    fn of_animals(&self, fact: &Fact) -> String {
        match fact {
            Fact::Born { dam, calf, nth, bank, owes_money, .. } => {
                let keeper = self.state.animals[dam].keeping().map(|keeping| keeping.keeper.0);
                let whose = match (bank, self.state.animals[&calf.no].owner) {
                    (true, _) => "the bank's".to_owned(),
                    (false, domain::banks::animals::Owner::Family(party)) => format!("{}'s own", party.0),
                    (false, domain::banks::animals::Owner::Bank) => unreachable!("a family's calf is a family's"),
                };
                let nth = nth.map_or(String::new(), |nth| format!(", calf {nth}"));
                let money = owes_money.map_or(String::new(), |sum| format!(", and {} owes {}", keeper.unwrap(), self.riel(sum)));
                format!("{} is {whose}{nth}{money}", calf.tag)
            }
            Fact::Lost { animal, keeper_owes, claim, .. } => {
                let keeper = self.state.animals[animal].keepers.last().map(|keeping| keeping.keeper.0);
                match (keeper_owes, keeper) {
                    (true, Some(keeper)) => format!("{keeper} owes another one or {}", self.riel(*claim)),
                    _ => "the bank bears it".to_owned(),
                }
            }
            Fact::PaidForAnimal { amount, price, .. } => format!("{} paid, the price is {}", self.riel(*amount), self.riel(*price)),
            Fact::Noted { cost, .. } => format!("the bank pays {}", self.riel(*cost)),
            _ => "written".to_owned(),
        }
    }

    /// Everything that speaks against an ask.
    pub fn refusals(&self, ask: &Ask, refusals: &[Refusal]) -> String {
        let cautions = refusals.iter().all(|refusal| matches!(refusal.why, Why::Caution(_)));
        let one = |refusal: &Refusal| {
            let row = refusal.row.map_or(String::new(), |row| format!("{}: ", self.row_name(ask, row)));
            format!("{row}{}", self.why(ask, &refusal.why))
        };
        let all: Vec<String> = refusals.iter().map(one).collect();
        format!("{}: {}", if cautions { "look again" } else { "refused" }, all.join("; "))
    }

    /// What a row is about.
    fn row_name(&self, ask: &Ask, row: usize) -> String {
        match ask {
            Ask::Lend { rows, .. } => rows[row].party.0.to_string(),
            Ask::Deposit { rows, .. } => rows[row].0.0.to_string(),
            Ask::Repay { rows, .. } => {
                let no = rows[row].loan;
                self.state.loans.get(&no).map_or(format!("loan {no}"), |loan| loan.party.0.to_string())
            }
            Ask::Count { losses, .. } => losses[row].0.code().to_owned(),
            Ask::Lose { witnesses, .. } => witnesses[row].0.to_string(),
            Ask::BringAnimals { animals, .. } => animals[row].tag.clone(),
            Ask::Exchange { back, out } => self.tag(if row == 0 { *back } else { *out }),
            _ => row.to_string(),
        }
    }

    /// The good an ask is about; money where it is about none.
    fn asked_good(&self, ask: &Ask) -> Good {
        let of_loan = |no: &LoanNo| self.state.loans.get(no).map(|loan| self.good(&loan.good));
        let found = match ask {
            Ask::Donate { good, .. }
            | Ask::Deposit { good, .. }
            | Ask::ReturnDeposit { good, .. }
            | Ask::Buy { good, .. }
            | Ask::Sell { good, .. }
            | Ask::Help { good, .. }
            | Ask::Count { good, .. }
            | Ask::Lend { good, .. }
            | Ask::Repay { good, .. } => self.book.bank().good(good),
            Ask::Forgive { loan, .. } | Ask::Reschedule { loan, .. } | Ask::TurnToMoney { loan, .. } => of_loan(loan),
            _ => None,
        };
        found.unwrap_or(Good::money(self.book.bank().money))
    }

    fn why(&self, ask: &Ask, why: &Why) -> String {
        let of = |quantity: &i64| amount(*quantity, &self.asked_good(ask));
        match why {
            Why::Closed(day) => format!("closed through {day}"),
            Why::BeforeBank(day) => format!("before bank, opened {day}"),
            Why::Later(act, what) => format!("later act {act}, {}", self.impossible(what)),
            Why::Impossible(what) => format!("impossible, {}", self.impossible(what)),
            Why::AboveScale(most) => format!("above scale, {} at once", of(most)),
            Why::TooWet(most) => format!("too wet, {}.{} % at most", most / 10, most % 10),
            Why::Good(code) => format!("good {code}"),
            Why::Missing(text) => format!("missing {}", kebab(text)),
            Why::Guarantors(needed) => format!("guarantors, {needed} needed"),
            Why::AboveCeiling(left) => format!("above ceiling, {} left", of(left)),
            Why::Late(loan) => format!("late with loan {loan}"),
            Why::MoreThanOwed(owed) => format!("more than owed, {}", of(owed)),
            Why::NotWhole(whole) => format!("not whole, {} would be", self.riel(*whole)),
            Why::AgreedPrice(price) => format!("agreed price, {} holds", self.riel(*price)),
            Why::Losses(missing) => format!("losses, {} are missing", of(missing)),
            Why::TenTimes(last) => format!("ten times, the last was {}", self.riel(*last)),
            Why::TooSoon(days) => format!("too soon, {days} days"),
            Why::StillOwed(things) => format!("still owed, {things}"),
            Why::CalvesFirst(calves) => format!("calves first, {calves}"),
            Why::Exactly(sum) => format!("exactly {}", self.riel(*sum)),
            Why::Witnesses(needed) => format!("witnesses, {needed} needed"),
            Why::ReportedLate(days) => format!("reported late, {days} days at most"),
            Why::NotYetDue(day) => format!("not yet due, from {day}"),
            Why::Caution(Caution::Deposits(stored)) => format!("deposits, {} may be asked for", of(stored)),
            Why::Caution(caution) => self.caution(caution),
            _ => kebab(why),
        }
    }

    fn caution(&self, caution: &Caution) -> String {
        match caution {
            Caution::PriceBand(last) => format!("price band, the last was {}", self.riel(*last)),
            Caution::Capacity(most) => format!("capacity, {}", amount(*most * 1_000, &self.good("PADDY"))),
            Caution::Twin(days) => format!("twin, {days} days"),
            _ => kebab(caution),
        }
    }

    fn impossible(&self, what: &Impossible) -> String {
        match what {
            Impossible::Store(code, missing) => format!("the store is {} short", amount(*missing, &self.good(code))),
            Impossible::Box(missing) => format!("the box is {} short", self.riel(*missing)),
            Impossible::Deposit(party) => format!("deposit of {}", party.0),
            Impossible::Loan(no) => format!("loan {no} is not there"),
            Impossible::Overpaid(no) => format!("loan {no} is overpaid"),
            Impossible::Animal(no) => format!("{} is elsewhere", self.tag(*no)),
            Impossible::Dam(no) => format!("dam {}", self.tag(*no)),
            Impossible::Order(no) => format!("order of {}", self.tag(*no)),
            Impossible::Obligation(_) => "what was settled is not owed".to_owned(),
            _ => kebab(what),
        }
    }
}

/// The name of a variant as words: `NoCash` is `no cash`.
fn kebab(variant: &impl std::fmt::Debug) -> String {
    let name = format!("{variant:?}");
    assert!(name.bytes().all(|letter| letter.is_ascii_alphabetic()), "{name} wants words of its own");
    let apart = |text: String, letter: char| {
        if letter.is_uppercase() && !text.is_empty() {
            text + " " + &letter.to_lowercase().to_string()
        } else {
            text + &letter.to_lowercase().to_string()
        }
    };
    name.chars().fold(String::new(), apart)
}
