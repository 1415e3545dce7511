//! Goods and money that come and go, and counts of the store.
use super::{Ground, Ruling, TEXT_MOST, positive, text};
use crate::banks::{
    Good,
    acts::{Cause, CountMethod, Fact, Loss, Party, Portion},
    ask::{Ask, Caution, Impossible, Priced, Text, Why},
    goods::Measure,
    quality, units,
};

/// A loss of more than so many per cent of the stock is looked at twice: village stores lose 2 to 6 % in a season.
const LOSS_PERCENT: i128 = 6;

pub(super) fn rule(ground: &Ground, ask: &Ask) -> Ruling {
    let mut ruling = Ruling::default();
    match ask {
        Ask::Donate { good, quantity, capital, from } => donate(ground, good, *quantity, (*capital, from), &mut ruling),
        Ask::Deposit { good, returned, rows } => deposit(ground, good, *returned, rows, &mut ruling),
        Ask::ReturnDeposit { good, party, quantity } => {
            return_deposit(ground, good, Portion { party: *party, quantity: *quantity }, &mut ruling);
        }
        Ask::Buy { good, quantity, paid } => buy(ground, good, *quantity, *paid, &mut ruling),
        Ask::Sell { good, quantity, received } => sell(ground, good, *quantity, *received, &mut ruling),
        Ask::Help { good, party, quantity, minute } => {
            help(ground, good, Portion { party: *party, quantity: *quantity }, minute, &mut ruling);
        }
        Ask::MoneyIn { source, amount, note } => {
            positive(None, *amount, &mut ruling);
            words(note, &mut ruling);
            let fact = Fact::MoneyIn { source: *source, amount: *amount, note: note.trim().to_owned() };
            ruling.write(fact, Priced::Not);
        }
        Ask::MoneyOut { purpose, amount, note } => {
            if positive(None, *amount, &mut ruling) {
                ground.enough(None, ground.bank.money.code(), *amount, &mut ruling);
            }
            words(note, &mut ruling);
            let fact = Fact::MoneyOut { purpose: *purpose, amount: *amount, note: note.trim().to_owned() };
            ruling.write(fact, Priced::Not);
        }
        Ask::Count { good, counted, losses, counters, method, moisture_tenths } => {
            let sheet = CountSheet { counted: *counted, losses, counters: *counters, method: *method, moisture: *moisture_tenths };
            count(ground, good, sheet, &mut ruling);
        }
        _ => {}
    }
    ruling
}

impl Ground<'_> {
    /// A good that lies in the store or in the box; animals that are registered one by one have rules of their own.
    pub(super) fn held_good(&self, code: &str, ruling: &mut Ruling) -> Option<Good> {
        let good = self.good(code, ruling)?;
        if good.class().is_registered() {
            ruling.refuse(Why::Good(code.to_owned()));
            return None;
        }
        Some(good)
    }

    /// A good that lies in the store, and not money.
    fn store_good(&self, code: &str, ruling: &mut Ruling) -> Option<Good> {
        let good = self.held_good(code, ruling)?;
        if good.class().measure() == Measure::Money {
            ruling.refuse(Why::Good(code.to_owned()));
            return None;
        }
        Some(good)
    }

    /// What a flow of a good is worth: the market's price of the day. Money is worth itself.
    pub(super) fn flow_price(&self, good: &Good, ruling: &mut Ruling) -> Priced {
        match good.class().measure() {
            Measure::Money => Priced::Not,
            _ => self.market(good.code(), "", ruling),
        }
    }

    /// An agreed price, compared with the market's; where it is the market's price of this very day, that is cited.
    pub(super) fn agreed_price(&self, good: &Good, agreed: i64, ruling: &mut Ruling) -> Priced {
        let new = self.agreed(good.code(), "", agreed, ruling);
        let same = self.bank.market(good.code(), "", self.day).filter(|price| price.day == self.day && price.amount == agreed);
        same.map_or(new, |price| Priced::Cited(price.no))
    }

    /// Sees that so much of a good is in the store, or so much money in the box.
    pub(super) fn enough(&self, row: Option<usize>, good: &str, quantity: i64, ruling: &mut Ruling) {
        let missing = quantity.saturating_sub(self.state.stock(good));
        if missing > 0 {
            let why = Why::Impossible(self.short(good, missing));
            ruling.refusals.push(super::Refusal { row, why });
        }
    }

    /// What is said where so much of a good is missing.
    pub(super) fn short(&self, good: &str, missing: i64) -> Impossible {
        if good == self.bank.money.code() { Impossible::Box(missing) } else { Impossible::Store(good.to_owned(), missing) }
    }

    /// Warns when the store would hold more than it can, all that is weighed taken together.
    pub(super) fn roomy(&self, good: &Good, comes: i64, ruling: &mut Ruling) {
        let capacity = self.rules.store.capacity;
        if capacity == 0 || good.class().measure() != Measure::Weight {
            return;
        }
        let weighed = |code: &&String| self.bank.good(code).is_some_and(|good| good.class().measure() == Measure::Weight);
        let there: i128 = self.state.store.keys().filter(weighed).map(|code| i128::from(self.state.stock(code))).sum();
        if there + i128::from(comes) > i128::from(capacity) * i128::from(good.unit()) {
            ruling.caution(Caution::Capacity(capacity));
        }
    }
}

fn donate(ground: &Ground, code: &str, quantity: i64, (capital, from): (bool, &str), ruling: &mut Ruling) {
    let good = ground.held_good(code, ruling);
    positive(None, quantity, ruling);
    text(from, Text::From, ruling);
    let Some(good) = good else { return };
    ground.roomy(&good, quantity, ruling);
    let price = ground.flow_price(&good, ruling);
    ruling.write(Fact::Donated { good: code.to_owned(), quantity, capital, from: from.trim().to_owned() }, price);
}

fn deposit(ground: &Ground, code: &str, returned: bool, rows: &[(Party, i64)], ruling: &mut Ruling) {
    let good = ground.held_good(code, ruling);
    if rows.is_empty() {
        ruling.refuse(Why::Nothing);
    }
    for (at, (party, quantity)) in rows.iter().enumerate() {
        ground.member(Some(at), *party, ruling);
        positive(Some(at), *quantity, ruling);
        if rows[..at].iter().any(|(other, _)| other == party) {
            ruling.refuse_at(at, Why::SamePerson);
        }
    }
    let Some(good) = good else { return };
    let comes = rows.iter().fold(0_i64, |sum, (_, quantity)| sum.saturating_add(*quantity));
    ground.roomy(&good, comes, ruling);
    let price = ground.flow_price(&good, ruling);
    let lines = rows.iter().map(|&(party, quantity)| Portion { party, quantity }).collect();
    ruling.write(Fact::Deposited { good: code.to_owned(), returned, lines }, price);
}

/// Who leaves takes it along, so nobody asks whether she is still a member.
fn return_deposit(ground: &Ground, code: &str, line: Portion, ruling: &mut Ruling) {
    let good = ground.held_good(code, ruling);
    let is_some = positive(None, line.quantity, ruling);
    let Some(good) = good else { return };
    let held = ground.state.deposits.get(&(line.party, code.to_owned())).copied().unwrap_or(0);
    if is_some && line.quantity > held {
        ruling.refuse(Why::MoreThanOwed(held));
    } else if is_some {
        ground.enough(None, code, line.quantity, ruling);
    }
    let price = ground.flow_price(&good, ruling);
    ruling.write(Fact::DepositReturned { good: code.to_owned(), line }, price);
}

fn buy(ground: &Ground, code: &str, quantity: i64, paid: i64, ruling: &mut Ruling) {
    let good = ground.store_good(code, ruling);
    let figures = positive(None, quantity, ruling) & positive(None, paid, ruling);
    if paid > 0 {
        ground.enough(None, ground.bank.money.code(), paid, ruling);
    }
    let (Some(good), true) = (good, figures) else { return };
    ground.roomy(&good, quantity, ruling);
    let price = swap_price(ground, &good, quantity, paid, ruling);
    ruling.write(Fact::Bought { good: code.to_owned(), quantity, paid }, price);
}

fn sell(ground: &Ground, code: &str, quantity: i64, received: i64, ruling: &mut Ruling) {
    let good = ground.store_good(code, ruling);
    let figures = positive(None, quantity, ruling) & positive(None, received, ruling);
    if good.is_some() && quantity > 0 {
        ground.enough(None, code, quantity, ruling);
    }
    let (Some(good), true) = (good, figures) else { return };
    let price = swap_price(ground, &good, quantity, received, ruling);
    ruling.write(Fact::Sold { good: code.to_owned(), quantity, received }, price);
}

/// The price of one unit that a purchase or a sale comes to. One that rounds to nothing is a slip of the pen.
fn swap_price(ground: &Ground, good: &Good, quantity: i64, money: i64, ruling: &mut Ruling) -> Priced {
    let amount = units::price_of(money, quantity, good.unit());
    if positive(None, amount, ruling) { ground.agreed(good.code(), "", amount, ruling) } else { Priced::Not }
}

fn help(ground: &Ground, code: &str, line: Portion, minute: &str, ruling: &mut Ruling) {
    let good = ground.held_good(code, ruling);
    ground.member(None, line.party, ruling);
    if positive(None, line.quantity, ruling) && good.is_some() {
        ground.enough(None, code, line.quantity, ruling);
    }
    text(minute, Text::Minute, ruling);
    let Some(good) = good else { return };
    let price = ground.flow_price(&good, ruling);
    ruling.write(Fact::Helped { good: code.to_owned(), line, minute: minute.trim().to_owned() }, price);
}

/// A few words that may be missing.
fn words(note: &str, ruling: &mut Ruling) {
    if note.trim().chars().count() > TEXT_MOST {
        ruling.refuse(Why::TooLong(Text::Note));
    }
}

/// What two people wrote down in the store.
struct CountSheet<'a> {
    counted: i64,
    losses: &'a [(Cause, i64)],
    counters: [Party; 2],
    method: CountMethod,
    moisture: Option<i64>,
}

fn count(ground: &Ground, code: &str, sheet: CountSheet, ruling: &mut Ruling) {
    let good = ground.store_good(code, ruling);
    if sheet.counted != 0 {
        positive(None, sheet.counted, ruling);
    }
    let [one, other] = sheet.counters;
    if ground.member(None, one, ruling) && one != other {
        ground.member(None, other, ruling);
    }
    if one == other {
        ruling.refuse(Why::SamePerson);
    }
    if sheet.moisture.is_some_and(|moisture| !quality::is_part(moisture)) {
        ruling.refuse(Why::NotAPercentage);
    }
    let Some(good) = good else { return };
    let book = ground.state.stock(code);
    if causes(&good, sheet.losses, ruling) {
        differ(book, &sheet, ruling);
    }
    let price = ground.flow_price(&good, ruling);
    let losses = sheet.losses.iter().map(|&(cause, quantity)| Loss { cause, quantity }).collect();
    ruling.write(
        Fact::Counted {
            good: code.to_owned(),
            book,
            counted: sheet.counted,
            losses,
            counters: sheet.counters,
            method: sheet.method,
            moisture_tenths: sheet.moisture.filter(|_| good.class().measure() == Measure::Weight),
        },
        price,
    );
}

/// Sees that each cause is there once, above zero, and is one that this good can have; a surplus stands alone.
fn causes(good: &Good, losses: &[(Cause, i64)], ruling: &mut Ruling) -> bool {
    let heads = good.class().measure() == Measure::Head;
    let mut fine = true;
    for (at, (cause, quantity)) in losses.iter().enumerate() {
        fine &= positive(Some(at), *quantity, ruling);
        let twice = losses[..at].iter().any(|(before, _)| before == cause);
        let of_another_sort = match cause {
            Cause::Death => !heads,
            Cause::Drying | Cause::Spillage => heads,
            _ => false,
        };
        let surplus_and_loss = losses.len() > 1 && *cause == Cause::Surplus;
        if twice || of_another_sort || surplus_and_loss {
            ruling.refuse_at(at, Why::Causes);
            fine = false;
        }
    }
    fine
}

/// Sees that the causes make the whole difference between book and store.
fn differ(book: i64, sheet: &CountSheet, ruling: &mut Ruling) {
    let of = |cause: Cause, quantity: i64| if cause == Cause::Surplus { -i128::from(quantity) } else { i128::from(quantity) };
    let told: i128 = sheet.losses.iter().map(|&(cause, quantity)| of(cause, quantity)).sum();
    let found = i128::from(book) - i128::from(sheet.counted);
    if told != found {
        ruling.refuse(Why::Losses(book.saturating_sub(sheet.counted)));
    }
    if found * 100 > i128::from(book) * LOSS_PERCENT {
        ruling.caution(Caution::GreatLoss);
    }
}
