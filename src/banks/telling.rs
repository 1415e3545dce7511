//! What happened at a bank, and what somebody asks for, as a sentence: for the day book, the stock card, a loan's and an
//! animal's page, and for who has to confirm it.
use super::shown;
use crate::members::store::Member;
use domain::banks::{
    Ask, Bank, Class, Fact, Party,
    acts::{AnimalNo, Came, LostHow, MoneySource, NewAnimal, ObligationNo, Portion, Spending},
};
use std::{borrow::Cow, collections::BTreeMap};
use words::Words;

/// What happened, in one sentence. Names are those of `people`; somebody who is not among them is her number.
pub fn sentence(words: Words, loaded: &Bank, people: &BTreeMap<Party, Member>, fact: &Fact) -> String {
    Teller { words, bank: loaded, people }.fact(fact)
}

/// What is asked, in one sentence; only what a second officer confirms is ever told.
pub fn request(words: Words, loaded: &Bank, people: &BTreeMap<Party, Member>, ask: &Ask) -> String {
    Teller { words, bank: loaded, people }.ask(ask)
}

/// The tag of an animal that is or was in the register.
pub fn tag(bank: &Bank, no: AnimalNo) -> Option<&str> {
    bank.acts.iter().find_map(|act| match &act.fact {
        Fact::AnimalsCame { animals, .. } => animals.iter().find(|new| new.no == no).map(|new| new.tag.as_str()),
        Fact::Born { calf: new, .. } | Fact::Replaced { animal: new, .. } => Some(new.tag.as_str()).filter(|_| new.no == no),
        _ => None,
    })
}

/// What sentences about a bank are put together from.
#[derive(Clone, Copy)]
pub(super) struct Teller<'a> {
    pub(super) words: Words,
    pub(super) bank: &'a Bank,
    pub(super) people: &'a BTreeMap<Party, Member>,
}

/// The values of a sentence.
type Values<'v> = Vec<(&'static str, Cow<'v, str>)>;

impl Teller<'_> {
    fn with(&self, key: &str, values: &Values<'_>) -> String {
        self.words.with(key, values)
    }

    pub(super) fn money(&self, amount: i64) -> Cow<'static, str> {
        self.words.amount(amount, self.bank.money.decimals(), self.bank.money.code()).into()
    }

    pub(super) fn quantity(&self, good: &str, quantity: i64) -> Cow<'static, str> {
        match self.bank.good(good) {
            Some(good) => self.words.amount(quantity, good.commodity().decimals(), good.code()).into(),
            None => self.words.number(quantity).into(),
        }
    }

    pub(super) fn good(&self, code: &str) -> Cow<'static, str> {
        self.bank.good(code).map_or_else(|| code.to_owned(), |good| shown::good(&good).name(self.words)).into()
    }

    pub(super) fn who(&self, party: Party) -> Cow<'static, str> {
        match self.people.get(&party) {
            Some(member) => member.name().show(self.words).to_owned().into(),
            None => self.words.ordinal(party.0).into(),
        }
    }

    fn number(&self, number: i64) -> Cow<'static, str> {
        self.words.ordinal(number).into()
    }

    pub(super) fn animal(&self, no: AnimalNo) -> Cow<'static, str> {
        tag(self.bank, no).map_or_else(|| self.words.ordinal(no), str::to_owned).into()
    }

    /// The animal that something owed is owed for, where the acts say it.
    fn owed_for(&self, owed: ObligationNo) -> Cow<'static, str> {
        let last = self.bank.acts.iter().map(|act| act.day).max();
        let state = last.and_then(|last| self.bank.state(last).ok());
        let animal = state.and_then(|state| state.obligations.get(&owed).map(|owed| owed.animal));
        animal.map_or_else(|| self.number(owed), |animal| self.animal(animal))
    }

    /// Who brought or took, where it is one; how many, where it is several.
    fn people_of(&self, key: &str, parties: &[Party], mut values: Values<'_>) -> String {
        match parties {
            [one] => {
                values.push(("who", self.who(*one)));
                self.with(&format!("{key}-one"), &values)
            }
            several => {
                values.push(("count", self.words.number(several.len() as i64).into()));
                self.with(&format!("{key}-many"), &values)
            }
        }
    }

    pub(super) fn fact(&self, fact: &Fact) -> String {
        match fact {
            Fact::Lent { .. }
            | Fact::Repaid { .. }
            | Fact::RepaidCash { .. }
            | Fact::Rescheduled { .. }
            | Fact::Forgiven { .. }
            | Fact::WrittenOff { .. }
            | Fact::TurnedToMoney { .. }
            | Fact::ConditionSeen { .. } => self.of_loans(fact),
            Fact::Undone { act, reason } => {
                self.with("bank-fact-undone", &vec![("act", self.number(*act)), ("reason", reason.as_str().into())])
            }
            Fact::Donated { .. }
            | Fact::Deposited { .. }
            | Fact::DepositReturned { .. }
            | Fact::Bought { .. }
            | Fact::Sold { .. }
            | Fact::Helped { .. }
            | Fact::MoneyIn { .. }
            | Fact::MoneyOut { .. }
            | Fact::Counted { .. } => self.of_stock(fact),
            _ => self.of_animals(fact),
        }
    }

    fn of_stock(&self, fact: &Fact) -> String {
        let goods = |good: &str, quantity: i64| vec![("good", self.good(good)), ("amount", self.quantity(good, quantity))];
        let portion = |key: &str, good: &str, line: &Portion| {
            let mut values = goods(good, line.quantity);
            values.push(("who", self.who(line.party)));
            self.with(key, &values)
        };
        match fact {
            Fact::Donated { good, quantity, capital, from } => {
                let mut values = goods(good, *quantity);
                values.push(("from", from.as_str().into()));
                self.with(if *capital { "bank-fact-donated-capital" } else { "bank-fact-donated" }, &values)
            }
            Fact::Deposited { good, returned, lines } => {
                let key = if *returned { "bank-fact-deposited-returned" } else { "bank-fact-deposited" };
                let parties: Vec<Party> = lines.iter().map(|line| line.party).collect();
                self.people_of(key, &parties, goods(good, lines.iter().map(|line| line.quantity).sum()))
            }
            Fact::DepositReturned { good, line } => portion("bank-fact-deposit-returned", good, line),
            Fact::Helped { good, line, .. } => portion("bank-fact-helped", good, line),
            Fact::Bought { good, quantity, paid } => {
                let mut values = goods(good, *quantity);
                values.push(("money", self.money(*paid)));
                self.with("bank-fact-bought", &values)
            }
            Fact::Sold { good, quantity, received } => {
                let mut values = goods(good, *quantity);
                values.push(("money", self.money(*received)));
                self.with("bank-fact-sold", &values)
            }
            Fact::MoneyIn { source, amount, .. } => self.with(came_in(*source), &vec![("money", self.money(*amount))]),
            Fact::MoneyOut { purpose, amount, .. } => self.with(went_out(*purpose), &vec![("money", self.money(*amount))]),
            Fact::Counted { good, book, counted, .. } => self.counted(good, *book, *counted),
            _ => String::new(),
        }
    }

    fn counted(&self, good: &str, book: i64, counted: i64) -> String {
        let mut values = vec![("good", self.good(good)), ("amount", self.quantity(good, counted))];
        let key = match book - counted {
            0 => return self.with("bank-fact-counted", &values),
            1.. => "bank-fact-counted-short",
            _ => "bank-fact-counted-over",
        };
        values.push(("difference", self.quantity(good, (book - counted).abs())));
        self.with(key, &values)
    }

    fn of_loans(&self, fact: &Fact) -> String {
        match fact {
            Fact::Lent { good, purpose, lines, .. } => {
                let parties: Vec<Party> = lines.iter().map(|line| line.party).collect();
                let sum = lines.iter().map(|line| line.quantity).sum();
                let purpose = self.words.say(&format!("purpose-{}", purpose.code()));
                let values = vec![("good", self.good(good)), ("amount", self.quantity(good, sum)), ("purpose", purpose)];
                self.people_of("bank-fact-lent", &parties, values)
            }
            Fact::Repaid { good, lines } => {
                let sum = lines.iter().map(|line| line.credited).sum();
                self.repaid("bank-fact-repaid", lines.iter().map(|line| line.loan), (good, sum), vec![])
            }
            Fact::RepaidCash { good, agreed, lines, .. } => {
                let sum = lines.iter().map(|line| line.credited).sum();
                let received = lines.iter().map(|line| line.received).sum();
                let more = vec![("money", self.money(received)), ("price", self.money(*agreed))];
                self.repaid("bank-fact-repaid-cash", lines.iter().map(|line| line.loan), (good, sum), more)
            }
            Fact::Rescheduled { loan, due_on, .. } => self.rescheduled("bank-fact-rescheduled", *loan, *due_on),
            Fact::Forgiven { loan, principal, interest, .. } => self.of_loan("bank-fact-forgiven", *loan, principal + interest),
            Fact::WrittenOff { loan, principal, interest, .. } => {
                self.of_loan("bank-fact-written-off", *loan, principal + interest)
            }
            Fact::TurnedToMoney { loan, principal, interest, amount, new_loan, .. } => {
                let values = vec![
                    ("loan", self.number(*loan)),
                    ("amount", self.owed_of(*loan, principal + interest)),
                    ("money", self.money(*amount)),
                    ("new", self.number(*new_loan)),
                ];
                self.with("bank-fact-turned-to-money", &values)
            }
            Fact::ConditionSeen { loan, kept } => {
                let key = if *kept { "bank-fact-condition-kept" } else { "bank-fact-condition-broken" };
                self.with(key, &vec![("loan", self.number(*loan))])
            }
            _ => String::new(),
        }
    }

    fn repaid(&self, key: &str, loans: impl Iterator<Item = i64>, (good, sum): (&str, i64), more: Values<'_>) -> String {
        let parties: Vec<Party> = loans.map(|loan| self.borrower(loan).unwrap_or(Party(loan))).collect();
        let values = [("good", self.good(good)), ("amount", self.quantity(good, sum))];
        self.people_of(key, &parties, values.into_iter().chain(more).collect())
    }

    fn rescheduled(&self, key: &str, loan: i64, due_on: chrono::NaiveDate) -> String {
        self.with(key, &vec![("loan", self.number(loan)), ("date", self.words.date(due_on).into())])
    }

    fn of_loan(&self, key: &str, loan: i64, quantity: i64) -> String {
        self.with(key, &vec![("loan", self.number(loan)), ("amount", self.owed_of(loan, quantity))])
    }

    /// Who borrowed, and what: of a loan that the acts gave.
    pub(super) fn lent(&self, no: i64) -> Option<(Party, String)> {
        self.bank.acts.iter().find_map(|act| match &act.fact {
            Fact::Lent { good, lines, .. } => lines.iter().find(|line| line.loan == no).map(|line| (line.party, good.clone())),
            Fact::TurnedToMoney { loan, new_loan, money, .. } if *new_loan == no => {
                self.lent(*loan).map(|(party, _)| (party, money.clone()))
            }
            _ => None,
        })
    }

    pub(super) fn borrower(&self, loan: i64) -> Option<Party> {
        self.lent(loan).map(|(party, _)| party)
    }

    pub(super) fn owed_of(&self, loan: i64, quantity: i64) -> Cow<'static, str> {
        match self.lent(loan) {
            Some((_, good)) => self.quantity(&good, quantity),
            None => self.words.number(quantity).into(),
        }
    }

    fn of_animals(&self, fact: &Fact) -> String {
        let animal = |no: AnimalNo| ("animal", self.animal(no));
        match fact {
            Fact::AnimalsCame { how, species, animals } => self.came(how, *species, animals),
            Fact::Placed { animal: no, keeper, .. } => {
                self.with("bank-fact-placed", &vec![animal(*no), ("who", self.who(*keeper))])
            }
            Fact::Born { dam, calf, bank, .. } => {
                let key = if *bank { "bank-fact-born-bank" } else { "bank-fact-born-family" };
                self.with(key, &vec![("animal", calf.tag.as_str().into()), ("dam", self.animal(*dam))])
            }
            Fact::HandedOver { animal: no, to: Some(to), .. } => {
                self.with("bank-fact-handed-over", &vec![animal(*no), ("who", self.who(*to))])
            }
            Fact::HandedOver { animal: no, to: None, .. } => self.with("bank-fact-handed-back", &vec![animal(*no)]),
            Fact::Lost { animal: no, how, keeper_owes, .. } => {
                let sentence = self.with(lost(*how), &vec![animal(*no)]);
                let owes = if *keeper_owes { format!(" {}", self.words.say("bank-fact-keeper-owes")) } else { String::new() };
                sentence + &owes
            }
            Fact::AnimalSold { animal: no, received, .. } => {
                self.with("bank-fact-animal-sold", &vec![animal(*no), ("money", self.money(*received))])
            }
            Fact::Exchanged { back, out } => self.with("bank-fact-exchanged", &vec![animal(*back), ("other", self.animal(*out))]),
            Fact::TitlePassed { animal: no, .. } => self.with("bank-fact-title-passed", &vec![animal(*no)]),
            Fact::Replaced { obligation, animal: new } => {
                let values = vec![("animal", new.tag.as_str().into()), ("other", self.owed_for(*obligation))];
                self.with("bank-fact-replaced", &values)
            }
            Fact::PaidForAnimal { obligation, amount, .. } => {
                let values = vec![("animal", self.owed_for(*obligation)), ("money", self.money(*amount))];
                self.with("bank-fact-paid-for-animal", &values)
            }
            Fact::Waived { obligation, .. } => self.with("bank-fact-waived", &vec![("animal", self.owed_for(*obligation))]),
            Fact::Noted { animal: no, what, .. } => self.with(&format!("bank-fact-noted-{}", what.code()), &vec![animal(*no)]),
            _ => String::new(),
        }
    }

    fn came(&self, how: &Came, species: Class, animals: &[NewAnimal]) -> String {
        let tags = animals.iter().map(|new| new.tag.as_str()).collect::<Vec<_>>().join(", ");
        let mut values = vec![
            ("count", self.words.number(animals.len() as i64).into()),
            ("good", self.words.say(&format!("good-{}", species.code()))),
            ("tags", tags.into()),
        ];
        match how {
            Came::Donated => self.with("bank-fact-animals-given", &values),
            Came::Bought { paid } => {
                values.push(("money", self.money(*paid)));
                self.with("bank-fact-animals-bought", &values)
            }
        }
    }

    pub(super) fn ask(&self, ask: &Ask) -> String {
        match ask {
            Ask::Count { good, counted, .. } => {
                let values = vec![("good", self.good(good)), ("amount", self.quantity(good, *counted))];
                self.with("bank-ask-count", &values)
            }
            Ask::Reschedule { loan, due_on, .. } => self.rescheduled("bank-ask-reschedule", *loan, *due_on),
            Ask::Forgive { loan, quantity, .. } => self.of_loan("bank-ask-forgive", *loan, *quantity),
            Ask::WriteOff { loan, .. } => self.with("bank-ask-write-off", &vec![("loan", self.number(*loan))]),
            Ask::TurnToMoney { loan, agreed, .. } => {
                let values = vec![("loan", self.number(*loan)), ("price", self.money(*agreed))];
                self.with("bank-ask-turn-to-money", &values)
            }
            Ask::SellAnimal { animal, received, .. } => {
                let values = vec![("animal", self.animal(*animal)), ("money", self.money(*received))];
                self.with("bank-ask-sell-animal", &values)
            }
            Ask::Waive { obligation, .. } => self.with("bank-ask-waive", &vec![("animal", self.owed_for(*obligation))]),
            Ask::Undo { act, .. } => {
                let undone = self.bank.acts.iter().find(|known| known.no == *act);
                let what = undone.map(|undone| self.fact(&undone.fact)).unwrap_or_default();
                self.with("bank-ask-undo", &vec![("act", self.number(*act)), ("what", what.into())])
            }
            _ => String::new(),
        }
    }
}

fn came_in(source: MoneySource) -> &'static str {
    match source {
        MoneySource::Grant => "bank-fact-money-grant",
        MoneySource::Contribution => "bank-fact-money-contribution",
        MoneySource::Gift => "bank-fact-money-gift",
        MoneySource::Insurance => "bank-fact-money-insurance",
        MoneySource::Income => "bank-fact-money-income",
    }
}

fn went_out(purpose: Spending) -> &'static str {
    match purpose {
        Spending::Repairs => "bank-fact-money-repairs",
        Spending::Honorarium => "bank-fact-money-honorarium",
        Spending::Transport => "bank-fact-money-transport",
        Spending::FamilyGrant => "bank-fact-money-family-grant",
        Spending::Other => "bank-fact-money-other",
    }
}

fn lost(how: LostHow) -> &'static str {
    match how {
        LostHow::Disease => "bank-fact-lost-disease",
        LostHow::Accident => "bank-fact-lost-accident",
        LostHow::Age => "bank-fact-lost-age",
        LostHow::Neglect => "bank-fact-lost-neglect",
        LostHow::Stolen => "bank-fact-lost-stolen",
        LostHow::SoldWithoutLeave => "bank-fact-lost-sold",
        LostHow::SwappedWithoutLeave => "bank-fact-lost-swapped",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::NaiveDate;
    use domain::banks::{
        Act, GOODS,
        acts::{CountMethod, LentLine, LossNote, RepaidLine, Seen, Sex},
        rules::Purpose,
    };
    use ledger::{Commodity, FundNo};
    use words::Language;

    fn day() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, 21).unwrap()
    }

    fn animal(no: i64, tag: &str) -> NewAnimal {
        NewAnimal { no, tag: tag.into(), sex: Sex::Female, born_on: None, calved: false, marks: String::new() }
    }

    fn lent() -> Fact {
        let line = LentLine { loan: 1, party: Party(7), quantity: 100_000, interest: 0, due_on: day(), guarantors: vec![] };
        let rules = domain::banks::Rules::parse(include_str!("../../fixtures/banks/schemes/cws.toml"), &GOODS).unwrap();
        let terms = rules.lending[0].terms.clone();
        Fact::Lent { good: "PADDY".into(), purpose: Purpose::Food, season: None, terms, condition: None, lines: vec![line] }
    }

    fn bank(facts: Vec<Fact>) -> Bank {
        let act = |(no, fact)| Act { no, id: uuid::Uuid::nil(), day: day(), fact, price: None, entry: None };
        Bank {
            fund: FundNo(3),
            money: Commodity::KHR,
            opened_on: day(),
            rules: vec![],
            seasons: vec![],
            goods: GOODS.clone(),
            prices: vec![],
            members: vec![],
            acts: (1..).zip(facts).map(act).collect(),
            closed_through: None,
        }
    }

    fn facts() -> Vec<Fact> {
        let paddy = || "PADDY".to_owned();
        let line = || Portion { party: Party(7), quantity: 20_000 };
        let note = |what| Fact::Noted { animal: 1, what, cost: 0, condition: None };
        let gone =
            |how| Fact::Lost { animal: 1, how, witnesses: vec![], note: LossNote::None, salvage: 0, keeper_owes: true, claim: 0 };
        let money_in = |source| Fact::MoneyIn { source, amount: 5_000, note: String::new() };
        let money_out = |purpose| Fact::MoneyOut { purpose, amount: 5_000, note: String::new() };
        let counted = |counted| Fact::Counted {
            good: paddy(),
            book: 100_000,
            counted,
            losses: vec![],
            counters: [Party(1), Party(2)],
            method: CountMethod::Weighed,
            moisture_tenths: None,
        };
        let repaid =
            RepaidLine { loan: 1, credited: 1_000, interest: 0, weighed: 1_000, moisture_tenths: None, foreign_tenths: None };
        let deposited = |returned, lines| Fact::Deposited { good: paddy(), returned, lines };
        let mut all = vec![
            lent(),
            Fact::Donated { good: paddy(), quantity: 5_000_000, capital: true, from: "a donor".into() },
            Fact::Donated { good: paddy(), quantity: 5_000, capital: false, from: "a donor".into() },
            deposited(true, vec![line()]),
            deposited(false, vec![line(), line()]),
            Fact::DepositReturned { good: paddy(), line: line() },
            Fact::Bought { good: paddy(), quantity: 1_000, paid: 900 },
            Fact::Sold { good: paddy(), quantity: 1_000, received: 900 },
            Fact::Helped { good: paddy(), line: line(), minute: "1".into() },
            counted(100_000),
            counted(90_000),
            counted(110_000),
            Fact::Repaid { good: paddy(), lines: vec![repaid] },
            Fact::Repaid { good: paddy(), lines: vec![repaid, repaid] },
            Fact::Rescheduled { loan: 1, due_on: day(), extra_interest: 0, minute: String::new() },
            Fact::Forgiven { loan: 1, principal: 1_000, interest: 500, minute: String::new() },
            Fact::WrittenOff { loan: 1, principal: 1_000, interest: 0, minute: String::new() },
            Fact::ConditionSeen { loan: 1, kept: true },
            Fact::ConditionSeen { loan: 1, kept: false },
            Fact::AnimalsCame { how: Came::Bought { paid: 900 }, species: Class::Cattle, animals: vec![animal(1, "C-1")] },
            Fact::AnimalsCame { how: Came::Donated, species: Class::Cattle, animals: vec![animal(2, "C-2")] },
            Fact::HandedOver { animal: 1, to: Some(Party(7)), contract: None, settles: None },
            Fact::HandedOver { animal: 1, to: None, contract: None, settles: None },
            Fact::AnimalSold { animal: 1, received: 900, minute: String::new() },
            Fact::Exchanged { back: 1, out: 2 },
            Fact::TitlePassed { animal: 1, paid_off: false },
            Fact::PaidForAnimal { obligation: 9, amount: 900, price: 900 },
            Fact::Waived { obligation: 9, minute: String::new() },
            Fact::Undone { act: 1, reason: "twice".into() },
        ];
        all.extend(Seen::ALL.map(note));
        all.extend(LostHow::ALL.map(gone));
        all.extend([MoneySource::Grant, MoneySource::Contribution, MoneySource::Gift, MoneySource::Insurance].map(money_in));
        all.push(money_in(MoneySource::Income));
        all.extend([Spending::Repairs, Spending::Honorarium, Spending::Transport, Spending::FamilyGrant].map(money_out));
        all.push(money_out(Spending::Other));
        all
    }

    #[test]
    fn every_fact_has_a_sentence() {
        let bank = bank(vec![lent()]);
        for language in Language::ALL {
            for fact in facts() {
                let said = sentence(Words::new(language), &bank, &BTreeMap::new(), &fact);
                assert!(!said.is_empty() && !said.contains(['[', '{']), "{fact:?}: {said}");
            }
        }
    }

    #[test]
    fn a_sentence_says_who_and_how_much() {
        let bank =
            bank(vec![lent(), Fact::AnimalsCame { how: Came::Donated, species: Class::Cattle, animals: vec![animal(4, "Red")] }]);
        let said = |fact: &Fact| sentence(Words::new(Language::English), &bank, &BTreeMap::new(), fact);
        assert_eq!(said(&lent()), "100\u{a0}kg of Paddy lent to 7 (Food)");
        let forgiven = Fact::Forgiven { loan: 1, principal: 1_000, interest: 500, minute: String::new() };
        assert_eq!(said(&forgiven), "1.5\u{a0}kg of loan 1 forgiven");
        assert_eq!(said(&Fact::TitlePassed { animal: 4, paid_off: false }), "Red now belongs to its keeper");
        let undo = Ask::Undo { act: 2, reason: "twice".into() };
        let asked = request(Words::new(Language::English), &bank, &BTreeMap::new(), &undo);
        assert_eq!(asked, "Undo number 2: Cattle given to the bank: 1 (Red)");
    }
}
