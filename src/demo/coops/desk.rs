//! A season as it is written down: each step becomes asks, the rules try them out in memory at once (so that a step knows
//! what the store holds), and all are brought together.
use super::{
    super::Demo,
    season::{Deliver, Does, Sell, Who},
};
use crate::{
    cli::Failure,
    coops::{
        store::{self, CoopRow},
        write::{self, Outcome, Wish},
    },
    groups::store::Group,
    imports,
    market::store as market,
    meetings::seal::Act,
    store::{Tx, add_party},
};
use chrono::NaiveDate;
use domain::coops::{
    Ask, Coop, Fact, Kind, Running, State, When,
    acts::{Inspection, Outcome as Found, Reason, Taken},
    ask::{AskDelivery, AskMilling, AskSale, Pay},
    crops::{self, CropClass},
    organic::{self, Status},
};
use std::collections::HashMap;
use uuid::Uuid;

/// Where somebody writes a season down.
pub struct Desk<'a> {
    demo: &'a Demo,
    group: Group,
    coop: CoopRow,
    /// Who writes, and who confirms.
    officers: (Act, Act),
    logins: (String, String),
    /// The buyers of the board by their names.
    buyers: HashMap<String, Uuid>,
    /// The cooperative with everything so far.
    running: Running,
    /// What is not brought yet.
    asks: Vec<(Uuid, NaiveDate, Ask)>,
    /// How many keys were given.
    keys: usize,
    /// How many days of deliveries there were.
    days: i64,
}

impl<'a> Desk<'a> {
    /// Sits down at a cooperative.
    pub async fn open(
        demo: &'a Demo,
        tx: &mut Tx,
        group: Group,
        coop: CoopRow,
        (first, second): (&str, &str),
    ) -> Result<Desk<'a>, Failure> {
        let officers = (demo.act(tx, first, demo.today).await?, demo.act(tx, second, demo.today).await?);
        let rows = market::buyers(tx).await?;
        let named = |row: &market::BuyerRow| [row.name_km.clone(), row.name_latin.clone()].map(|name| (name, row.id));
        let buyers = rows.iter().flat_map(named).collect();
        let running = Running::new(store::load(tx, &coop, &group).await?);
        let logins = (first.to_owned(), second.to_owned());
        Ok(Desk { demo, group, coop, officers, logins, buyers, running, asks: Vec::new(), keys: 0, days: 0 })
    }

    /// Takes a step.
    pub async fn step(&mut self, tx: &mut Tx, on: NaiveDate, does: &Does) -> Result<(), Failure> {
        let state = self.state()?;
        let asks = match does {
            Does::Act(ask) => vec![self.act(tx, ask.clone()).await?],
            Does::Deliver(deliver) => self.deliver(&state, on, deliver),
            Does::Credit { who, what, amount, due } => {
                let due = *due + self.demo.moved;
                let give = |party| Ask::GiveCredit { party, inputs: true, what: what.clone(), amount: *amount, due };
                who.all().map(give).collect()
            }
            Does::Inspect { who, inspector } => inspect(&state, *who, inspector),
            Does::Mill { kind, parts } => vec![mill(&state, kind, *parts)],
            Does::Sell(sell) => vec![self.sell(&state, sell)],
            Does::Collect { sale } => {
                let left = state.sales.get(sale).map_or(0, |sold| sold.left);
                vec![Ask::Collect { sale: *sale, amount: left }]
            }
            Does::PayOut { who } => pay_out(&state, *who),
            Does::Count { kind, missing, minute } => {
                let lot = state.lots.iter().find(|(_, lot)| lot.kind == *kind && lot.grams > *missing);
                let (lot, grams) = lot.map(|(no, lot)| (*no, lot.grams)).ok_or_else(|| Failure("nothing to count".into()))?;
                let ask = Ask::Count { lot, found: grams - missing, minute: minute.clone() };
                return self.two(tx, on, ask, true).await;
            }
            Does::Meet { to, stock, minute } => {
                let ask = Ask::EndYear { to: *to + self.demo.moved, stock: *stock, minute: minute.clone() };
                return self.two(tx, on, ask, true).await;
            }
            Does::AskBack { reason } => {
                let last = self.running.coop().acts.iter().rev().find(|act| matches!(act.fact, Fact::Delivered(_)));
                let act = last.map(|act| act.no).ok_or_else(|| Failure("nothing was delivered".into()))?;
                return self.two(tx, on, Ask::Undo { act, reason: reason.clone() }, false).await;
            }
        };
        asks.into_iter().try_for_each(|ask| self.ask(on, ask))
    }

    fn state(&self) -> Result<State, Failure> {
        self.running.coop().state(NaiveDate::MAX).map_err(|flaw| Failure(format!("{flaw:?}")))
    }

    /// Lets the rules judge an ask, and keeps it.
    fn ask(&mut self, on: NaiveDate, ask: Ask) -> Result<(), Failure> {
        let key = self.key();
        let when = When { day: on, today: self.demo.today, known: true };
        self.running.write(key, &ask, when).map_err(|why| Failure(format!("{ask:?}: {why:?}")))?;
        self.asks.push((key, on, ask));
        Ok(())
    }

    fn key(&mut self) -> Uuid {
        self.keys += 1;
        imports::key(&["demo", &self.coop.code, &self.keys.to_string()])
    }

    /// Writes down what was asked so far.
    pub async fn bring(&mut self, tx: &mut Tx) -> Result<(), Failure> {
        let asks = std::mem::take(&mut self.asks);
        let wishes: Vec<Wish<'_>> = asks.iter().map(|(key, day, ask)| Wish { key: *key, day: *day, known: true, ask }).collect();
        match write::bring(tx, &self.group, &self.coop, &wishes, self.officers.0).await? {
            Ok(_) => Ok(()),
            Err(bad) => Err(Failure(format!("{bad:?}"))),
        }
    }

    /// Asks what needs two officers; the second confirms it, or has not come yet.
    async fn two(&mut self, tx: &mut Tx, on: NaiveDate, ask: Ask, confirmed: bool) -> Result<(), Failure> {
        self.bring(tx).await?;
        let first = self.demo.act(tx, &self.logins.0, on).await?;
        let wish = Wish { key: self.key(), day: on, known: true, ask: &ask };
        let outcome = write::ask(tx, &self.group, &self.coop, &wish, first).await?;
        let Outcome::Asked(no) = outcome else { return Err(Failure(format!("{ask:?}: {outcome:?}"))) };
        if confirmed {
            let second = self.demo.act(tx, &self.logins.1, on).await?;
            let requests = store::requests(tx, &self.coop).await?;
            let request = requests.iter().find(|request| request.no == no);
            let request = request.ok_or_else(|| Failure(format!("request {no} is gone")))?;
            match write::confirm(tx, &self.group, &self.coop, request, second).await? {
                Outcome::Written(_) => {}
                other => return Err(Failure(format!("{ask:?}: {other:?}"))),
            }
        }
        self.running = Running::new(store::load(tx, &self.coop, &self.group).await?);
        Ok(())
    }

    /// An act as the fixture has it: its days moved, and who it names known to the book.
    async fn act(&self, tx: &mut Tx, mut ask: Ask) -> Result<Ask, Failure> {
        let moved = self.demo.moved;
        match &mut ask {
            Ask::GiveCredit { due, .. } => *due += moved,
            Ask::Contract { from, to, .. } => {
                *from += moved;
                *to += moved;
            }
            Ask::Inspect(inspection) => {
                inspection.until = inspection.until.map(|day| day + moved);
                inspection.faults.iter_mut().for_each(|fault| fault.until = fault.until.map(|day| day + moved));
            }
            Ask::NameOutsider { party, name, buyer } => {
                let given = add_party(tx, self.coop.book, imports::key(&["outsider", &self.coop.code, name])).await?.0;
                if given != *party {
                    return Err(Failure(format!("party {party} is {given}")));
                }
                *buyer = self.buyers.get(name).copied();
            }
            _ => {}
        }
        Ok(ask)
    }

    /// What members bring on a day: each a part of what grew on her plot, or a cart of what she has.
    fn deliver(&mut self, state: &State, on: NaiveDate, deliver: &Deliver) -> Vec<Ask> {
        self.days += 1;
        let (coop, day) = (self.running.coop(), self.days);
        let is_grain = crops::crop(&deliver.crop).is_some_and(|crop| crop.class == CropClass::Paddy);
        let of = |party: i64| -> Option<Ask> {
            let luck = party * 37 + day * 13;
            let (plot, organic, most) = plot(coop, state, on, (party, &deliver.crop));
            let net = match (is_grain, plot) {
                (false, _) => 8_000 + luck % 60 * 500,
                (true, None) => 250_000 + luck % 130 * 5_000,
                (true, Some(_)) => (most / 100 * (28 + luck % 9) / 500 * 500).min(2_800_000),
            };
            let bags = net / 50_000 + 1;
            let taken_off = if luck % 17 == 3 { vec![(spoilt(is_grain), 2_000)] } else { vec![] };
            (net > 5_000).then(|| {
                Ask::Deliver(AskDelivery {
                    party,
                    plot,
                    kind: Kind { crop: deliver.crop.clone(), grade: String::new(), organic },
                    gross: net + bags * 300,
                    tare: bags * 300,
                    moisture_tenths: is_grain.then_some(132 + luck % 46),
                    foreign_tenths: is_grain.then_some(luck % 4 * 5),
                    taken_off,
                    offset: None,
                    pay: if party % deliver.later == 0 { Pay::Later } else { Pay::Now },
                })
            })
        };
        deliver.who.all().filter_map(of).collect()
    }

    /// A sale, from the oldest lots that have any.
    fn sell(&self, state: &State, sell: &Sell) -> Ask {
        let mut left = sell.grams.unwrap_or_else(|| state.stock(&sell.kind));
        let mut lines = Vec::new();
        for (no, lot) in state.lots.iter().filter(|(_, lot)| lot.kind == sell.kind && lot.grams > 0) {
            let grams = lot.grams.min(left);
            left -= grams;
            lines.extend((grams > 0).then_some((*no, grams, sell.price)));
        }
        let amount = lines.iter().map(|(_, grams, price)| domain::banks::units::worth(*grams, 1_000, *price)).sum();
        Ask::Sell(AskSale {
            buyer: sell.buyer,
            contract: sell.contract,
            lines,
            transport: sell.transport,
            cash: if sell.due.is_some() { 0 } else { amount },
            due: sell.due.map(|due| due + self.demo.moved),
        })
    }
}

/// The plot from which a member delivers a crop, whether it goes as organic on that day, and the most it may give, grams.
fn plot(coop: &Coop, state: &State, on: NaiveDate, (party, crop): (i64, &str)) -> (Option<i64>, bool, i64) {
    let Some(laws) = &coop.laws(on).organic else { return (None, false, 0) };
    let Some(plot) = state.plots.values().find(|plot| plot.said.party == party && plot.said.crop == crop) else {
        return (None, false, 0);
    };
    let estimate = organic::last(plot, on).map_or(1_200_000, |(_, inspection)| inspection.estimate);
    match organic::status(plot, laws, on) {
        Status::Organic => (Some(plot.said.no), true, estimate.min(organic::left(plot, laws, on) * 2)),
        _ => (Some(plot.said.no), false, estimate),
    }
}

fn spoilt(is_grain: bool) -> Reason {
    if is_grain { Reason::Unripe } else { Reason::Trimming }
}

/// Inspections of members' plots with what each is expected to give: somewhat more than two tonnes on a hectare.
fn inspect(state: &State, who: Who, inspector: &str) -> Vec<Ask> {
    let plots = who.all().filter_map(|party| state.plots.values().find(|plot| plot.said.party == party));
    let inspection = |plot: &domain::coops::state::Plot| {
        let luck = plot.said.no * 31;
        Ask::Inspect(Inspection {
            plot: plot.said.no,
            inspector: inspector.to_owned(),
            score: 74 + luck % 24,
            faults: vec![],
            outcome: Found::Passed,
            until: None,
            estimate: plot.said.area * (195 + luck % 50) / 10_000 * 10_000,
        })
    };
    plots.map(inspection).collect()
}

/// All paddy of a kind through the mill.
fn mill(state: &State, kind: &Kind, parts: [i64; 4]) -> Ask {
    let there = state.lots.iter().filter(|(_, lot)| lot.kind == *kind && lot.grams > 0);
    let takes: Vec<Taken> = there.map(|(no, lot)| Taken { lot: *no, grams: lot.grams }).collect();
    let paddy: i64 = takes.iter().map(|taken| taken.grams).sum();
    // Husk is husk, whatever it was around.
    let given = [("RICE-HEAD", kind.organic), ("RICE-BROKEN", kind.organic), ("BRAN", kind.organic), ("HUSK", false)];
    let gives = given.into_iter().zip(parts).map(|((crop, organic), part)| {
        let kind = Kind { crop: crop.to_owned(), grade: String::new(), organic };
        (kind, paddy / 1_000 * part / 500 * 500)
    });
    Ask::Mill(AskMilling { customer: None, takes, gives: gives.collect() })
}

/// All that is owed to some, for deliveries and of what a year gave.
fn pay_out(state: &State, who: Who) -> Vec<Ask> {
    let owed = |party: i64| {
        let of = |owed: &std::collections::BTreeMap<i64, i64>| owed.get(&party).copied().unwrap_or(0);
        let amount = of(&state.owed) + of(&state.dividends);
        (amount > 0).then_some(Ask::PayOut { party, amount })
    };
    who.all().filter_map(owed).collect()
}
