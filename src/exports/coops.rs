//! What a cooperative reports, for other programs and for a terminal: deliveries, lots and where they come from, what a
//! division of the year gives each member, prices. Weights leave the program in kilograms, money in whole units.
use super::{Cell, Rows};
use crate::{
    coops::store::{self as coops, CoopRow},
    groups::store::Group,
    members::store as members,
    store::{Error, Result, Tx},
};
use chrono::NaiveDate;
use domain::coops::{Coop, Kind, Party, State, Why, acts::YearEnd, bylaws::RefundBy, preview, state::Origin};
use ledger::{Amount, Commodity};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// A cooperative with the numbers and names of those it deals with.
#[derive(Clone, Debug)]
pub struct CoopBook {
    /// Its code.
    pub code: String,
    /// The cooperative whole.
    pub coop: Coop,
    /// A member's number and name, by party.
    members: BTreeMap<Party, (i64, String)>,
}

/// Reads it.
pub async fn coop_book(tx: &mut Tx, row: &CoopRow, group: &Group) -> Result<CoopBook> {
    let coop = coops::load(tx, row, group).await?;
    let members = members::members(tx, group.book, &group.commodity).await?;
    let members = members.iter().map(|one| (one.party_no, (one.number, super::said_name(&one.names())))).collect();
    Ok(CoopBook { code: row.code.clone(), coop, members })
}

/// A report as a table and for programs.
#[derive(Clone, Debug)]
pub struct CoopReport {
    /// The table.
    pub rows: Rows,
    /// The same for a program.
    pub json: Value,
}

/// A weight in kilograms, as a decimal string.
fn kilograms(grams: i64) -> String {
    weight(grams).decimal().to_string()
}

fn weight(grams: i64) -> Amount {
    Commodity::new("KG", 3).expect("a code of two letters and three decimals").of(grams)
}

/// Tenths of a per cent, as a decimal string.
fn per_cent(tenths: Option<i64>) -> Cell {
    Cell::Number(tenths.map_or(String::new(), |tenths| format!("{}.{}", tenths / 10, tenths % 10)))
}

fn said(kind: &Kind) -> Value {
    json!({ "crop": kind.crop, "grade": kind.grade, "organic": kind.organic })
}

fn yes(holds: bool) -> Cell {
    Cell::text(if holds { "yes" } else { "no" })
}

impl CoopBook {
    fn state(&self, day: NaiveDate) -> Result<State> {
        self.coop.state(day).map_err(|flaw| Error::Garbled(format!("acts of {}: {flaw:?}", self.code)))
    }

    fn number(&self, party: Party) -> Option<i64> {
        self.members.get(&party).map(|(number, _)| *number)
    }

    fn name(&self, state: &State, party: Party) -> String {
        let member = self.members.get(&party).map(|(_, name)| name.clone());
        member.or_else(|| state.outsiders.get(&party).map(|(name, _)| name.clone())).unwrap_or_default()
    }

    fn money(&self, amount: i64) -> String {
        self.coop.money.of(amount).decimal().to_string()
    }

    fn cash(&self, amount: i64) -> Cell {
        Cell::amount(self.coop.money.of(amount))
    }

    /// What was delivered on the days of a span.
    ///
    /// # Errors
    /// [`Error::Garbled`] where its acts are not what the rules let in.
    pub fn deliveries(&self, from: Option<NaiveDate>, to: NaiveDate) -> Result<CoopReport> {
        let state = self.state(to)?;
        let mut rows = Rows::new(&[
            "no",
            "date",
            "member",
            "name",
            "plot",
            "crop",
            "grade",
            "organic",
            "gross",
            "tare",
            "moisture",
            "foreign",
            "taken_off",
            "kg",
            "price",
            "amount",
            "offset",
            "paid",
            "owed",
            "lot",
        ]);
        let (mut list, mut sums) = (Vec::new(), [0_i64; 3]);
        for (no, (day, one)) in state.deliveries.iter().filter(|(_, (day, _))| from.is_none_or(|from| from <= *day)) {
            let name = self.name(&state, one.party);
            let taken_off: i64 = one.taken_off.iter().map(|(_, grams)| grams).sum();
            sums = [sums[0] + one.gross - one.tare, sums[1] + one.weight, sums[2] + one.amount];
            rows.push([
                Cell::count(*no),
                Cell::text(day.to_string()),
                self.number(one.party).map_or(Cell::Number(String::new()), Cell::count),
                Cell::text(name.clone()),
                one.plot.map_or(Cell::Number(String::new()), Cell::count),
                Cell::text(&one.kind.crop),
                Cell::text(&one.kind.grade),
                yes(one.kind.organic),
                Cell::amount(weight(one.gross)),
                Cell::amount(weight(one.tare)),
                per_cent(one.moisture_tenths),
                per_cent(one.foreign_tenths),
                Cell::amount(weight(taken_off)),
                Cell::amount(weight(one.weight)),
                self.cash(one.price),
                self.cash(one.amount),
                self.cash(one.offset()),
                self.cash(one.cash),
                self.cash(one.owed()),
                Cell::count(one.lot),
            ]);
            list.push(json!({
                "no": no, "date": day.to_string(), "member": self.number(one.party), "name": name, "plot": one.plot,
                "kind": said(&one.kind), "gross": kilograms(one.gross), "tare": kilograms(one.tare),
                "moisture_tenths": one.moisture_tenths, "foreign_tenths": one.foreign_tenths, "taken_off": kilograms(taken_off),
                "kg": kilograms(one.weight), "price": self.money(one.price), "amount": self.money(one.amount),
                "offset": self.money(one.offset()), "paid": self.money(one.cash), "owed": self.money(one.owed()), "lot": one.lot,
            }));
        }
        let json = json!({
            "coop": self.code, "from": from.map(|day| day.to_string()), "to": to.to_string(), "currency": self.coop.money.code(),
            "deliveries": list, "net": kilograms(sums[0]), "kg": kilograms(sums[1]), "amount": self.money(sums[2]),
        });
        Ok(CoopReport { rows, json })
    }

    /// Every lot at the end of a day: where it comes from, what became of it, and from which deliveries and plots it is.
    ///
    /// # Errors
    /// As [`CoopBook::deliveries`].
    pub fn lots(&self, to: NaiveDate) -> Result<CoopReport> {
        let state = self.state(to)?;
        let flows = flows(&state);
        let mut rows = Rows::new(&[
            "lot",
            "date",
            "crop",
            "grade",
            "organic",
            "from",
            "in_kg",
            "milled_kg",
            "sold_kg",
            "counted_kg",
            "left_kg",
            "deliveries",
            "plots",
        ]);
        let mut list = Vec::new();
        for (no, lot) in &state.lots {
            let flow = flows.get(no).copied().unwrap_or_default();
            // What no milling or sale took and is not there was counted away, or in.
            let counted = lot.grams - (flow.came - flow.milled - flow.sold);
            let origin = match &lot.origin {
                Origin::Deliveries(_) => "deliveries".to_owned(),
                Origin::Milling(milling) => format!("milling {milling}"),
            };
            let deliveries: Vec<i64> = state.trace(*no).into_iter().collect();
            let mut plots: Vec<i64> =
                deliveries.iter().filter_map(|no| state.deliveries.get(no)).filter_map(|(_, one)| one.plot).collect();
            plots.sort_unstable();
            plots.dedup();
            rows.push([
                Cell::count(*no),
                Cell::text(lot.opened_on.to_string()),
                Cell::text(&lot.kind.crop),
                Cell::text(&lot.kind.grade),
                yes(lot.kind.organic),
                Cell::text(origin.clone()),
                Cell::amount(weight(flow.came)),
                Cell::amount(weight(flow.milled)),
                Cell::amount(weight(flow.sold)),
                Cell::amount(weight(counted)),
                Cell::amount(weight(lot.grams)),
                Cell::text(listed(&deliveries)),
                Cell::text(listed(&plots)),
            ]);
            list.push(json!({
                "lot": no, "date": lot.opened_on.to_string(), "kind": said(&lot.kind), "from": origin, "in": kilograms(flow.came),
                "milled": kilograms(flow.milled), "sold": kilograms(flow.sold), "counted": kilograms(counted),
                "left": kilograms(lot.grams), "deliveries": deliveries, "plots": plots,
            }));
        }
        let json = json!({ "coop": self.code, "as_of": to.to_string(), "lots": list });
        Ok(CoopReport { rows, json })
    }

    /// What the years that were divided gave each member, and what the running one would.
    ///
    /// # Errors
    /// As [`CoopBook::deliveries`].
    pub fn patronage(&self, to: NaiveDate) -> Result<CoopReport> {
        let state = self.state(to)?;
        let mut rows = Rows::new(&["year", "member", "name", "shares", "kg", "value", "dividend", "refund", "sum"]);
        let mut list = Vec::new();
        for (_, year) in &state.years {
            self.add_year(&mut rows, &state, year)?;
            list.push(self.year(&state, year)?);
        }
        Ok(CoopReport { rows, json: json!({ "coop": self.code, "as_of": to.to_string(), "years": list }) })
    }

    /// What a division of the running year would give each member, as if it ended on a day with a store worth so much.
    ///
    /// # Errors
    /// What speaks against it.
    pub fn preview(&self, to: NaiveDate, stock: i64) -> Result<std::result::Result<CoopReport, Why>> {
        let year = match preview(&self.coop, to, stock) {
            Ok(year) => year,
            Err(why) => return Ok(Err(why)),
        };
        let state = self.state(to)?;
        let mut rows = Rows::new(&["year", "member", "name", "shares", "kg", "value", "dividend", "refund", "sum"]);
        self.add_year(&mut rows, &state, &year)?;
        let mut json = self.year(&state, &year)?;
        json["coop"] = self.code.clone().into();
        Ok(Ok(CoopReport { rows, json }))
    }

    /// Shares, weight and value of each who has to do with a year.
    fn claims(&self, year: &YearEnd) -> Result<BTreeMap<Party, [i64; 3]>> {
        let at_end = self.state(year.to)?;
        let mut claims: BTreeMap<Party, [i64; 3]> = BTreeMap::new();
        for (_, one) in at_end.certificates.values() {
            claims.entry(one.party).or_default()[0] += one.shares;
        }
        for (day, one) in at_end.deliveries.values().filter(|(_, one)| one.member) {
            if (year.from..=year.to).contains(day) {
                let claim = claims.entry(one.party).or_default();
                claim[1] += one.weight;
                claim[2] += one.amount;
            }
        }
        for line in year.division.iter().flat_map(|division| &division.lines) {
            claims.entry(line.party).or_default();
        }
        Ok(claims)
    }

    fn add_year(&self, rows: &mut Rows, state: &State, year: &YearEnd) -> Result<()> {
        let end = year.to.to_string();
        let blank = || Cell::Number(String::new());
        for (party, [shares, grams, value]) in self.claims(year)? {
            let (dividend, refund) = given(year, party);
            rows.push([
                Cell::text(&end),
                self.number(party).map_or(blank(), Cell::count),
                Cell::text(self.name(state, party)),
                Cell::count(shares),
                Cell::amount(weight(grams)),
                self.cash(value),
                self.cash(dividend),
                self.cash(refund),
                self.cash(dividend + refund),
            ]);
        }
        let division = year.division.as_ref();
        let kept = division.map_or([0; 5], |one| [one.reserve, one.social, one.education, one.committee, one.surplus]);
        for (name, amount) in ["reserve", "social fund", "education", "committee", "surplus"].into_iter().zip(kept) {
            rows.push([
                Cell::text(&end),
                blank(),
                Cell::text(name),
                blank(),
                blank(),
                blank(),
                blank(),
                blank(),
                self.cash(amount),
            ]);
        }
        Ok(())
    }

    fn year(&self, state: &State, year: &YearEnd) -> Result<Value> {
        let member = |(party, [shares, grams, value]): (Party, [i64; 3])| {
            let (dividend, refund) = given(year, party);
            json!({
                "member": self.number(party), "name": self.name(state, party), "shares": shares, "kg": kilograms(grams),
                "value": self.money(value), "dividend": self.money(dividend), "refund": self.money(refund),
                "sum": self.money(dividend + refund),
            })
        };
        let members: Vec<Value> = self.claims(year)?.into_iter().map(member).collect();
        let division = year.division.as_ref().map(|one| {
            json!({
                "surplus": self.money(one.surplus), "others": self.money(one.others), "reserve": self.money(one.reserve),
                "social": self.money(one.social), "education": self.money(one.education), "committee": self.money(one.committee),
                "dividend": self.money(one.dividend()), "refund": self.money(one.refund()),
            })
        });
        let by = match self.coop.laws(year.to).surplus.refund_by {
            RefundBy::Weight => "weight",
            RefundBy::Value => "value",
        };
        Ok(json!({
            "from": year.from.to_string(), "to": year.to.to_string(), "currency": self.coop.money.code(),
            "stock_before": self.money(year.stock_before), "stock": self.money(year.stock), "losses": self.money(year.losses),
            "refund_by": by, "division": division, "members": members,
        }))
    }

    /// What it paid for a kilogram, and since when.
    ///
    /// # Errors
    /// As [`CoopBook::deliveries`].
    pub fn prices(&self, to: NaiveDate) -> Result<CoopReport> {
        let state = self.state(to)?;
        let mut rows = Rows::new(&["date", "crop", "grade", "organic", "price", "currency"]);
        let mut list = Vec::new();
        for (day, kind, amount) in &state.prices {
            rows.push([
                Cell::text(day.to_string()),
                Cell::text(&kind.crop),
                Cell::text(&kind.grade),
                yes(kind.organic),
                self.cash(*amount),
                Cell::text(self.coop.money.code()),
            ]);
            list.push(json!({ "date": day.to_string(), "kind": said(kind), "price": self.money(*amount) }));
        }
        let json = json!({ "coop": self.code, "as_of": to.to_string(), "currency": self.coop.money.code(), "prices": list });
        Ok(CoopReport { rows, json })
    }

    /// The plots at the end of a day: how each stands, and what may still be brought as organic.
    ///
    /// # Errors
    /// As [`CoopBook::deliveries`].
    pub fn plots(&self, to: NaiveDate) -> Result<CoopReport> {
        use domain::coops::organic;
        let (state, laws) = (self.state(to)?, self.coop.laws(to).organic.clone());
        let mut rows = Rows::new(&[
            "plot",
            "member",
            "name",
            "farmer",
            "area_m2",
            "crop",
            "inspected_on",
            "outcome",
            "status",
            "estimate_kg",
            "delivered_kg",
            "left_kg",
        ]);
        let mut list = Vec::new();
        for (no, plot) in &state.plots {
            let (last, farmer) = (organic::last(plot, to), self.name(&state, plot.said.party));
            let status = laws.as_ref().map_or("", |laws| organic::status(plot, laws, to).code());
            let left = laws.as_ref().map_or(0, |laws| organic::left(plot, laws, to));
            let outcome = last.map_or("", |(_, one)| one.outcome.code());
            let estimate = last.map_or(0, |(_, one)| one.estimate);
            let day = last.map_or(String::new(), |(day, _)| day.to_string());
            rows.push([
                Cell::count(*no),
                self.number(plot.said.party).map_or(Cell::Number(String::new()), Cell::count),
                Cell::text(&plot.said.name),
                Cell::text(farmer.clone()),
                Cell::count(plot.said.area),
                Cell::text(&plot.said.crop),
                Cell::text(day),
                Cell::text(outcome),
                Cell::text(status),
                Cell::amount(weight(estimate)),
                Cell::amount(weight(plot.delivered)),
                Cell::amount(weight(left)),
            ]);
            list.push(json!({
                "plot": no, "member": self.number(plot.said.party), "name": plot.said.name, "farmer": farmer, "area_m2": plot.said.area,
                "crop": plot.said.crop, "inspected_on": last.map(|(day, _)| day.to_string()), "outcome": outcome, "status": status,
                "estimate": kilograms(estimate), "delivered": kilograms(plot.delivered), "left": kilograms(left),
            }));
        }
        Ok(CoopReport { rows, json: json!({ "coop": self.code, "as_of": to.to_string(), "plots": list }) })
    }
}

/// What came into a lot, and what mill and sales took from it, grams.
#[derive(Clone, Copy, Debug, Default)]
struct LotFlow {
    came: i64,
    milled: i64,
    sold: i64,
}

fn flows(state: &State) -> BTreeMap<i64, LotFlow> {
    let mut flows: BTreeMap<i64, LotFlow> = BTreeMap::new();
    for (_, delivery) in state.deliveries.values() {
        flows.entry(delivery.lot).or_default().came += delivery.weight;
    }
    for (_, milling) in state.millings.values() {
        for taken in &milling.takes {
            flows.entry(taken.lot).or_default().milled += taken.grams;
        }
        for (lot, grams) in milling.gives.iter().filter_map(|given| given.lot.map(|lot| (lot, given.grams))) {
            flows.entry(lot).or_default().came += grams;
        }
    }
    for line in state.sales.values().flat_map(|sold| &sold.sale.lines) {
        flows.entry(line.lot).or_default().sold += line.grams;
    }
    flows
}

fn given(year: &YearEnd, party: Party) -> (i64, i64) {
    let mut lines = year.division.iter().flat_map(|division| &division.lines);
    lines.find(|line| line.party == party).map_or((0, 0), |line| (line.dividend, line.refund))
}

fn listed(numbers: &[i64]) -> String {
    numbers.iter().map(i64::to_string).collect::<Vec<_>>().join(" ")
}
