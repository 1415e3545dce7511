//! The statement of a member of a cooperative after the general meeting: of one, or of all in one file.
use super::{Wish, answer, of_group::name, parties::village, pdf, statement::committee};
use crate::{
    app::App,
    coops::ground::Ground,
    error::{Answer, Fault},
    guard::InCoop,
    store::Tx,
};
use axum::extract::{Path, Query, State};
use chrono::NaiveDate;
use domain::coops::{
    Fact, Kind, Party,
    acts::{CreditNo, Delivery, YearEnd},
    state::Credit,
};
use reports::{
    Document, Say,
    member_statement::{CreditTold, Delivered, MemberStatement, Move, Moved},
    of_group::OfGroup,
};
use serde::Deserialize;
use std::collections::BTreeMap;

/// How many statements are drawn before others may have the processor.
const SLICE: usize = 8;

/// Which year: its number among those that were divided, from 1; 0 or missing: the last.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Which {
    year: usize,
}

/// `GET /coops/{coop}/papers/statements/{party}?year=`
pub async fn show(
    State(app): State<App>,
    visit: InCoop,
    Path((_, party)): Path<(String, Party)>,
    Query(wish): Query<Wish>,
    Query(which): Query<Which>,
) -> Answer {
    let mut tx = app.db().read().await?;
    let ground = Ground::load(&mut tx, &visit, app.today()).await?;
    let statement = load(&mut tx, &ground, which.year, Some(party)).await?.pop().ok_or(Fault::NotFound)?;
    let number = statement.number.unwrap_or_default();
    let (say, file) = (wish.say(visit.words()), format!("{}-member-{number}-{}", visit.coop.code, statement.year.1));
    answer(&visit, &file, move || statement.document(say)).await
}

/// `GET /coops/{coop}/papers/statements?year=`: of all members, one behind the other. They are drawn a few at a time, when
/// fewer than two print runs are under way: pages answer meanwhile.
pub async fn all(State(app): State<App>, visit: InCoop, Query(wish): Query<Wish>, Query(which): Query<Which>) -> Answer {
    let mut tx = app.db().read().await?;
    let ground = Ground::load(&mut tx, &visit, app.today()).await?;
    let statements = load(&mut tx, &ground, which.year, None).await?;
    drop(tx);
    let (say, to) = (wish.say(visit.words()), statements.first().ok_or(Fault::NotFound)?.year.1);
    let broken = |error| Fault::Broken(format!("a statement was not drawn: {error}"));
    let _turn = app.runs().turn().await;
    let mut whole = None;
    let mut rest = statements.into_iter().peekable();
    while rest.peek().is_some() {
        let slice: Vec<MemberStatement> = rest.by_ref().take(SLICE).collect();
        let before = whole.take();
        whole = tokio::task::spawn_blocking(move || together(before, &slice, say)).await.map_err(broken)?;
    }
    let document = whole.ok_or(Fault::NotFound)?;
    let bytes = tokio::task::spawn_blocking(move || reports::write(&document)).await.map_err(broken)?;
    pdf(&format!("{}-members-{to}", visit.coop.code), bytes)
}

/// Statements behind those that were drawn before; none where there are none.
pub fn together(before: Option<Document>, statements: &[MemberStatement], say: Say) -> Option<Document> {
    statements.iter().fold(before, |whole, statement| {
        let document = statement.document(say);
        Some(match whole {
            Some(mut whole) => {
                // What a viewer calls a file of all of them names nobody.
                whole.title = say.say("member-papers").main;
                whole.append(document);
                whole
            }
            None => document,
        })
    })
}

/// The statements of a year that was divided (0: the last one) as everything stands on the ground's day: of somebody, or of
/// everybody who was a member at its end or gets something of it, by number.
///
/// # Errors
/// [`Fault::NotFound`] where there is no such year.
pub async fn load(tx: &mut Tx, ground: &Ground, no: usize, whose: Option<Party>) -> Result<Vec<MemberStatement>, Fault> {
    let no = if no == 0 { ground.state.years.len() } else { no };
    let at = no.checked_sub(1).ok_or(Fault::NotFound)?;
    let (decided_on, year) = ground.state.years.get(at).cloned().ok_or(Fault::NotFound)?;
    let broken = |flaw| Fault::Broken(format!("acts of {}: {flaw:?}", ground.row.code));
    let lines: BTreeMap<Party, (i64, i64)> =
        year.division.iter().flat_map(|one| &one.lines).map(|line| (line.party, (line.dividend, line.refund))).collect();
    let there = |party: &Party| lines.contains_key(party) || ground.loaded.is_member(*party, year.to);
    let mut parties: Vec<Party> = ground.people.keys().copied().chain(lines.keys().copied()).filter(there).collect();
    parties.sort_by_key(|party| (ground.who(*party).number.unwrap_or(i64::MAX), *party));
    parties.dedup();
    parties.retain(|party| whose.is_none_or(|whose| whose == *party));

    let (mut told, begun) = Told::begin(ground, &year)?;
    ground.loaded.each(ground.day, |act, _| told.take(act.day, &act.fact)).map_err(broken)?;
    let at_end = ground.loaded.state(year.to).map_err(broken)?;
    let coop = OfGroup { code: ground.row.code.clone(), name: name(ground.row.name()), place: village(&ground.row.village_code) };
    // Whoever keeps the box signs first.
    let treasurer = committee(tx, &ground.group, ground.day).await?.into_iter().next().map(|one| one.name).unwrap_or_default();
    let statement = |party: Party| {
        let hers = told.hers.remove(&party).unwrap_or_default();
        let who = ground.who(party);
        let (dividend, refund) = lines.get(&party).copied().unwrap_or_default();
        MemberStatement {
            coop: coop.clone(),
            money: ground.loaded.money,
            year: (year.from, year.to),
            decided_on,
            told_on: ground.day,
            number: who.number,
            name: name(who.name),
            shares: at_end.shares(party),
            par: ground.loaded.laws(year.to).shares.par,
            not_counted: hers.not_counted,
            offset: hers.offset,
            cash: hers.cash,
            dividend,
            refund,
            credits: told.credits.values().filter(|(of, _)| *of == party).map(|(_, credit)| credit.clone()).collect(),
            before: begun.get(&party).copied().unwrap_or_default(),
            moves: hers.moves(),
            delivered: hers.delivered.into_values().collect(),
            treasurer: treasurer.clone(),
        }
    };
    Ok(parties.into_iter().map(statement).collect())
}

/// What happened since the year began, party by party.
struct Told {
    from: NaiveDate,
    to: NaiveDate,
    hers: BTreeMap<Party, Hers>,
    credits: BTreeMap<CreditNo, (Party, CreditTold)>,
}

/// What happened to one of them.
#[derive(Default)]
struct Hers {
    delivered: BTreeMap<Kind, Delivered>,
    not_counted: i64,
    offset: i64,
    cash: i64,
    /// Left to be paid of the year's deliveries, and of later ones.
    left: (i64, i64),
    moves: Vec<Move>,
}

/// What was owed to each when the year began: for deliveries, of what years gave.
type Begun = BTreeMap<Party, (i64, i64)>;

impl Told {
    /// How it stood before the first day of the year.
    fn begin(ground: &Ground, year: &YearEnd) -> Result<(Told, Begun), Fault> {
        let day = year.from.pred_opt().unwrap_or(NaiveDate::MIN);
        let broken = |flaw| Fault::Broken(format!("acts of {}: {flaw:?}", ground.row.code));
        let state = ground.loaded.state(day).map_err(broken)?;
        let mut begun = Begun::new();
        for (party, amount) in &state.owed {
            begun.entry(*party).or_default().0 += amount;
        }
        for (party, amount) in &state.dividends {
            begun.entry(*party).or_default().1 += amount;
        }
        let open = state.credits.iter().filter(|(_, credit)| credit.left > 0);
        let credits = open.map(|(no, credit)| (*no, (credit.party, credit_told(*no, credit))));
        let told = Told { from: year.from, to: year.to, hers: BTreeMap::new(), credits: credits.collect() };
        Ok((told, begun))
    }

    fn take(&mut self, day: NaiveDate, fact: &Fact) {
        if day < self.from {
            return;
        }
        match fact {
            Fact::Delivered(delivery) => self.deliver(day, delivery),
            Fact::CreditGiven { credit, party, inputs, what, amount, charge, .. } => {
                let (what, owed) = (what.clone(), amount + charge);
                let told = CreditTold { no: *credit, what, inputs: *inputs, owed, by_deliveries: 0, in_money: 0 };
                self.credits.insert(*credit, (*party, told));
            }
            Fact::CreditPaid { credit, amount } => {
                if let Some((_, told)) = self.credits.get_mut(credit) {
                    told.in_money += amount;
                }
            }
            Fact::PaidOut { party, deliveries, dividends } => {
                let paid = Move { what: Moved::Paid(day), deliveries: -deliveries, years: -dividends };
                self.hers.entry(*party).or_default().moves.push(paid);
            }
            Fact::YearEnded(year) => {
                for line in year.division.iter().flat_map(|division| &division.lines) {
                    let given = Move { what: Moved::Divided(year.to), deliveries: 0, years: line.dividend + line.refund };
                    self.hers.entry(line.party).or_default().moves.push(given);
                }
            }
            _ => {}
        }
    }

    fn deliver(&mut self, day: NaiveDate, one: &Delivery) {
        for (credit, amount) in &one.offsets {
            if let Some((_, told)) = self.credits.get_mut(credit) {
                told.by_deliveries += amount;
            }
        }
        let hers = self.hers.entry(one.party).or_default();
        if day > self.to {
            hers.left.1 += one.owed();
            return;
        }
        hers.left.0 += one.owed();
        hers.offset += one.offset();
        hers.cash += one.cash;
        if !one.member {
            hers.not_counted += one.weight;
        }
        let new = || Delivered { kind: one.kind.clone(), times: 0, weight: 0, amount: 0 };
        let kind = hers.delivered.entry(one.kind.clone()).or_insert_with(new);
        kind.times += 1;
        kind.weight += one.weight;
        kind.amount += one.amount;
    }
}

impl Hers {
    /// What changed what is owed to her: deliveries first, then day by day.
    fn moves(&self) -> Vec<Move> {
        let of = |what, deliveries| Move { what, deliveries, years: 0 };
        let deliveries = [of(Moved::OfYear, self.left.0), of(Moved::Since, self.left.1)];
        deliveries.into_iter().filter(|one| one.deliveries != 0).chain(self.moves.iter().cloned()).collect()
    }
}

fn credit_told(no: CreditNo, credit: &Credit) -> CreditTold {
    CreditTold { no, what: credit.what.clone(), inputs: credit.inputs, owed: credit.left, by_deliveries: 0, in_money: 0 }
}
