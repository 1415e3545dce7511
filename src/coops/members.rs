//! The routes of a cooperative's members: the list, and somebody's page.
use super::ground::{self, Ground};
use crate::{
    app::App,
    error::{Answer, Fault},
    guard::{Can, InCoop},
    listing::{ListQuery, matches},
    web,
};
use axum::extract::{Path, Query, State};
use chrono::NaiveDate;
use domain::coops::{
    Coop, Fact, Party,
    acts::{CreditNo, Delivery, YearEnd},
    organic,
    state::{Credit, State as Stand},
};
use std::{cmp::Reverse, collections::BTreeMap};
use templates::{
    coops::{
        Who,
        member::{CreditLine, DeliveryOfHers, MemberPage, PlotOfHers, ShareLine, member as draw},
        members::{MemberLine, MemberSums, MembersPage, WHICH, members as draw_list},
    },
    parts::Name,
};
use words::Words;

/// The most deliveries that somebody's page shows.
const DELIVERIES: usize = 20;

/// The first day of the year that is not divided yet: deliveries from it on count for the next refund.
pub(super) fn since(loaded: &Coop, state: &Stand) -> NaiveDate {
    let after = state.years.last().and_then(|(_, year)| year.to.succ_opt());
    after.unwrap_or(loaded.opened_on)
}

/// What everybody delivered from a day on, grams.
pub(super) fn delivered(state: &Stand, from: NaiveDate) -> BTreeMap<Party, i64> {
    let mut all = BTreeMap::new();
    for (_, delivery) in state.deliveries.values().filter(|(day, _)| *day >= from) {
        *all.entry(delivery.party).or_default() += delivery.weight;
    }
    all
}

/// The name of a member's producer group.
pub(crate) fn group_name(state: &Stand, party: Party) -> Option<Name> {
    let group = state.groups.get(state.group_of.get(&party)?)?;
    Some(Name::new(&*group.name_km, &*group.name_latin))
}

/// What somebody is owed, for deliveries and of what years gave.
fn owed(state: &Stand, party: Party) -> (i64, i64) {
    let of = |all: &BTreeMap<Party, i64>| all.get(&party).copied().unwrap_or(0);
    (of(&state.owed), of(&state.dividends))
}

/// `GET /coops/{coop}/members`
pub async fn list(State(app): State<App>, visit: InCoop, Query(query): Query<ListQuery>) -> Answer {
    let words = visit.words();
    let mut tx = app.db().read().await?;
    let ground = Ground::load(&mut tx, &visit, app.today()).await?;
    let which = *WHICH.iter().find(|which| **which == query.state).unwrap_or(&WHICH[0]);
    let since = since(&ground.loaded, &ground.state);
    let lines = found(&ground, words, which, &query.needle(), since);
    let mut sums = MemberSums { count: lines.len() as i64, ..MemberSums::default() };
    for line in &lines {
        sums.shares += line.shares;
        sums.delivered += line.delivered;
        sums.owed += line.owed;
        sums.owes += line.owes;
    }
    let path = ground.head.href("members");
    let (members, listing) = query.page(&path, &[("state", which), ("q", &query.q)], lines, |by, a, b| match by {
        "number" => Some(a.who.number.cmp(&b.who.number)),
        "name" => Some(a.who.name.show(words).cmp(b.who.name.show(words))),
        "group" => Some(a.group.cmp(&b.group)),
        "shares" => Some(a.shares.cmp(&b.shares)),
        "delivered" => Some(a.delivered.cmp(&b.delivered)),
        "owed" => Some(a.owed.cmp(&b.owed)),
        "owes" => Some(a.owes.cmp(&b.owes)),
        _ => None,
    });
    let page = MembersPage {
        around: visit.visit.around(),
        since,
        sums,
        members,
        listing,
        which,
        q: query.q.clone(),
        any: !ground.people.is_empty() || !ground.state.outsiders.is_empty(),
        may_add: visit.may(Can::KeepMembers),
        coop: ground.head,
    };
    Ok(web::html(draw_list(&page)))
}

/// Those whom the list shows, by number.
fn found(ground: &Ground, words: Words, which: &str, needle: &str, since: NaiveDate) -> Vec<MemberLine> {
    let (state, delivered) = (&ground.state, delivered(&ground.state, since));
    let mut shares: BTreeMap<Party, i64> = BTreeMap::new();
    for (_, certificate) in state.certificates.values() {
        *shares.entry(certificate.party).or_default() += certificate.shares;
    }
    let mut owes: BTreeMap<Party, i64> = BTreeMap::new();
    for credit in state.credits.values() {
        *owes.entry(credit.party).or_default() += credit.left;
    }
    let of = |all: &BTreeMap<Party, i64>, party: Party| all.get(&party).copied().unwrap_or(0);
    let here = |party: &Party| ground.loaded.is_member(*party, ground.day);
    let parties: Vec<Party> = match which {
        "others" => {
            state.outsiders.keys().copied().filter(|party| of(&delivered, *party) > 0 || owed(state, *party).0 > 0).collect()
        }
        "left" => ground.people.keys().copied().filter(|party| !here(party)).collect(),
        _ => ground.people.keys().copied().filter(here).collect(),
    };
    let line = |party: Party| {
        let (deliveries, dividends) = owed(state, party);
        MemberLine {
            who: ground.who(party),
            group: group_name(state, party).map(|name| name.show(words).to_owned()).unwrap_or_default(),
            shares: of(&shares, party),
            delivered: of(&delivered, party),
            owed: deliveries + dividends,
            owes: of(&owes, party),
        }
    };
    let fits = |line: &MemberLine| {
        let number = line.who.number.map(|number| number.to_string()).unwrap_or_default();
        matches(needle, &[&line.who.name.khmer, &line.who.name.latin, &number, &line.group])
    };
    let mut lines: Vec<MemberLine> = parties.into_iter().map(line).filter(fits).collect();
    lines.sort_by_key(|line| line.who.number);
    lines
}

/// `GET /coops/{coop}/members/{party}`
pub async fn show(State(app): State<App>, visit: InCoop, Path((_, party)): Path<(String, Party)>) -> Answer {
    let words = visit.words();
    let mut tx = app.db().read().await?;
    let ground = Ground::load(&mut tx, &visit, app.today()).await?;
    let state = &ground.state;
    let person = ground.people.get(&party);
    if person.is_none() && !state.outsiders.contains_key(&party) {
        return Err(Fault::NotFound);
    }
    let since = since(&ground.loaded, state);
    let deliveries: Vec<&(NaiveDate, Delivery)> = state.deliveries.values().filter(|(_, one)| one.party == party).collect();
    let this_year = deliveries.iter().filter(|(day, _)| *day >= since);
    let summed = this_year.fold((0, 0), |(weight, worth), (_, one)| (weight + one.weight, worth + one.amount));
    let (history, paid) = told(&ground, party, words)?;
    let (owed, dividends) = owed(state, party);
    let shares = state.shares(party);
    let certificates = state.certificates.values().filter(|(_, one)| one.party == party);
    let page = MemberPage {
        around: visit.visit.around(),
        who: ground.who(party),
        member: person.map(|member| (member.joined_on, member.left_on)),
        group: group_name(state, party),
        since,
        shares,
        capital: shares.saturating_mul(ground.laws().shares.par),
        delivered: summed,
        owed,
        dividends,
        certificates: certificates.map(|(since, one)| (one.no, *since, one.shares)).collect(),
        history,
        plots: plots(&ground, party, words),
        deliveries_all: deliveries.len() as i64,
        deliveries: latest(deliveries, words),
        credits: state.credits_of(party).into_iter().map(|(no, credit)| credit_line(&ground, no, credit)).collect(),
        paid,
        divided: state.years.last().is_some_and(|(_, year)| ground.loaded.is_member(party, year.to) || gets(year, party)),
        may_write: visit.may(Can::Seal),
        coop: ground.head.clone(),
    };
    Ok(web::html(draw(&page)))
}

/// Whether somebody gets something of a year.
fn gets(year: &YearEnd, party: Party) -> bool {
    year.division.iter().flat_map(|division| &division.lines).any(|line| line.party == party)
}

/// An advance or inputs as lists show it.
pub(super) fn credit_line(ground: &Ground, no: CreditNo, credit: &Credit) -> CreditLine {
    CreditLine {
        no,
        who: ground.who(credit.party),
        inputs: credit.inputs,
        what: credit.what.clone(),
        given_on: credit.given_on,
        due: credit.due,
        amount: credit.amount,
        charge: credit.charge,
        left: credit.left,
        late: credit.left > 0 && credit.due < ground.day,
    }
}

fn latest(mut deliveries: Vec<&(NaiveDate, Delivery)>, words: Words) -> Vec<DeliveryOfHers> {
    deliveries.sort_by_key(|(day, one)| Reverse((*day, one.no)));
    let line = |(day, one): &(NaiveDate, Delivery)| DeliveryOfHers {
        no: one.no,
        day: *day,
        what: ground::kind(&one.kind).name(words),
        weight: one.weight,
        amount: one.amount,
        offset: one.offset(),
        cash: one.cash,
    };
    deliveries.into_iter().take(DELIVERIES).map(line).collect()
}

fn plots(ground: &Ground, party: Party, words: Words) -> Vec<PlotOfHers> {
    let laws = ground.laws().organic.as_ref();
    let hers = ground.state.plots.values().filter(|plot| plot.said.party == party);
    let line = |plot: &domain::coops::state::Plot| PlotOfHers {
        no: plot.said.no,
        name: plot.said.name.clone(),
        crop: ground::crop(&plot.said.crop).show(words).to_owned(),
        area: plot.said.area,
        status: laws.map(|laws| organic::status(plot, laws, ground.day)),
        left: laws.map_or(0, |laws| organic::left(plot, laws, ground.day)),
    };
    hers.map(line).collect()
}

/// What was paid out: day, for deliveries, of what years gave.
type Paid = Vec<(NaiveDate, i64, i64)>;

/// How her shares came and went and what was paid out to her, the latest first.
fn told(ground: &Ground, party: Party, words: Words) -> Result<(Vec<ShareLine>, Paid), Fault> {
    let (mut lines, mut paid) = (Vec::new(), Paid::new());
    let told = ground.loaded.each(ground.day, |act, before| {
        if let Fact::PaidOut { party: to, deliveries, dividends } = &act.fact
            && *to == party
        {
            paid.push((act.day, *deliveries, *dividends));
        }
        if let Some((what, change, certificates)) = of_shares(ground, party, &act.fact, words) {
            lines.push(ShareLine { day: act.day, what, certificates, change, balance: before.shares(party) + change });
        }
    });
    told.map_err(|flaw| Fault::Broken(format!("acts of {}: {flaw:?}", ground.row.code)))?;
    lines.reverse();
    paid.reverse();
    Ok((lines, paid))
}

/// What happened to shares in words, how many came or went, and the certificates that ended and came.
type Change = (String, i64, (Vec<i64>, Vec<i64>));

/// What an act did to her shares.
fn of_shares(ground: &Ground, party: Party, fact: &Fact, words: Words) -> Option<Change> {
    let amount = |amount: i64| ground.head.group.unit.text(words, amount);
    let named = |key: &str, who: Who| words.with(key, &[("who", who.text(words).into())]);
    match fact {
        Fact::SharesBought { certificate, paid } if certificate.party == party => {
            let what = words.with("coop-shares-bought", &[("amount", amount(*paid).into())]);
            Some((what, certificate.shares, (vec![], vec![certificate.no])))
        }
        Fact::SharesPassed { from, to, shares, value, ends, new } => {
            let hers = || new.iter().filter(|one| one.party == party).map(|one| one.no).collect();
            if *from == party {
                let what = match to {
                    Some(to) => named("coop-shares-passed", ground.who(*to)),
                    None => words.with("coop-shares-given-back", &[("amount", amount(*value).into())]),
                };
                return Some((what, -shares, (ends.clone(), hers())));
            }
            (*to == Some(party)).then(|| (named("coop-shares-from", ground.who(*from)), *shares, (vec![], hers())))
        }
        _ => None,
    }
}
