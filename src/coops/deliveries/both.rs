//! A delivery beside what stands in the book: it arrived before, with other figures; or another officer wrote down one of the
//! same person, crop and day since the form was opened. An officer's own deliveries follow one another and are never asked about.
use super::super::{
    forms::Typed,
    ground::{self, Ground},
    scale, store,
};
use crate::{
    compared::{self, Arrived, cause},
    error::{Answer, Fault},
    guard::{Can, InCoop},
    meetings::seal::Act as By,
    store::{Tx, lock},
    users,
};
use domain::coops::{
    Act, Fact, Kind,
    acts::{Delivery, PlotNo},
};
use std::collections::BTreeSet;
use templates::{
    compare::{ComparePage, Lines, Side, Standing},
    coops::{deliveries::REASONS, kilograms_text, tenths},
    parts::with_query,
};
use words::{Words, read_count, read_quantity};

/// Holds the book until the transaction ends, and looks whether the delivery arrived before.
pub(super) async fn arrived(tx: &mut Tx, visit: &InCoop, typed: &Typed) -> Result<Arrived, Fault> {
    lock(tx, visit.group.book).await?;
    Ok(Arrived::of(store::act_of_key(tx, &visit.coop, typed.key()?).await?, &typed.digest()))
}

/// What a delivery met in the book; the same is named by its act.
pub(super) type Met = compared::Met<i64, Both>;

/// What a person must look at.
pub(super) struct Both {
    sent: bool,
    acts: Vec<i64>,
    lines: Lines,
}

/// What the delivery meets in the book.
pub(super) async fn met(
    tx: &mut Tx,
    ground: &Ground,
    typed: &Typed,
    arrived: Arrived,
    (words, by): (Words, By),
) -> Result<Met, Fault> {
    let (sent, acts) = match arrived {
        Arrived::Same(act) => return Ok(Met::Same(act)),
        Arrived::Other(no) => (true, ground.loaded.acts.iter().filter(|act| act.no == no).collect()),
        Arrived::New => (false, others(tx, ground, typed, (words, by)).await?),
    };
    if !sent && acts.is_empty() {
        return Ok(Met::Nothing);
    }
    let stands: Option<Vec<&Delivery>> = acts.iter().map(|act| delivery(act)).collect();
    let stands = stands.filter(|stands| !stands.is_empty()).ok_or(Fault::Conflict)?;
    let mut lines = Lines::default();
    if sent {
        let there = Side::Text(words.date(acts[0].day));
        lines.push_day(words.say("delivery-day"), there, Side::typed_day(words, typed.get("day")));
    }
    each_field(&mut lines, ground, typed, words, &stands);
    match acts.first() {
        Some(act) if sent && lines.differ.is_empty() => Ok(Met::Same(act.no)),
        _ => Ok(Met::Both(Both { sent, acts: acts.iter().map(|act| act.no).collect(), lines })),
    }
}

fn delivery(act: &Act) -> Option<&Delivery> {
    if let Fact::Delivered(delivery) = &act.fact { Some(delivery) } else { None }
}

/// Deliveries of the same person, crop and day that another officer wrote since; nothing where all were looked at.
async fn others<'a>(tx: &mut Tx, ground: &'a Ground, typed: &Typed, (words, by): (Words, By)) -> Result<Vec<&'a Act>, Fault> {
    let Ok(read) = scale::read(ground, typed, words) else { return Ok(vec![]) };
    if read.names.is_some() {
        return Ok(vec![]);
    }
    let upon: i64 = typed.parse("upon").unwrap_or(0);
    let acts = &ground.loaded.acts;
    let since = &acts[acts.partition_point(|act| act.no <= upon)..];
    let undone: BTreeSet<i64> =
        since.iter().filter_map(|act| if let Fact::Undone { act, .. } = &act.fact { Some(*act) } else { None }).collect();
    let same = |one: &Delivery| one.party == read.ask.party && one.kind.crop == read.ask.kind.crop;
    let here = |act: &&Act| act.day == ground.day && !undone.contains(&act.no) && delivery(act).is_some_and(same);
    let mut found: Vec<&Act> = since.iter().filter(here).collect();
    if found.is_empty() {
        return Ok(found);
    }
    let own: BTreeSet<i64> =
        store::act_rows(tx, &ground.row).await?.into_iter().filter(|row| row.recorded_by == by.by).map(|row| row.no).collect();
    found.retain(|act| !own.contains(&act.no));
    let looked_at: BTreeSet<i64> = typed.get("also").split(',').filter_map(|no| no.parse().ok()).collect();
    Ok(if found.iter().all(|act| looked_at.contains(&act.no)) { vec![] } else { found })
}

/// What is typed in a field, written as the book's is; what cannot be read stays as it was typed, and none is blank.
fn figure(raw: &str, decimals: u8, write: impl Fn(i64) -> String) -> Side {
    match read_quantity(raw, decimals) {
        Ok(Some(figure)) if figure != 0 => Side::Figure(write(figure)),
        Ok(_) => Side::Blank,
        Err(_) => Side::text(raw),
    }
}

/// Figures of several; none are blank.
fn figures(all: impl Iterator<Item = i64>, write: impl Fn(i64) -> String) -> Side {
    Side::figures(all.filter(|figure| *figure != 0).map(write).collect())
}

/// Field by field, in the order of the form.
fn each_field(lines: &mut Lines, ground: &Ground, typed: &Typed, words: Words, stands: &[&Delivery]) {
    let each = || stands.iter().copied();
    lines.push(
        words.say("delivery-who"),
        "",
        Side::texts(each().map(|one| ground.who(one.party).text(words))),
        who(ground, typed, words),
    );
    let kind = |kind: &Kind| ground::kind(kind).name(words);
    let typed_kind = scale::kind_of(typed.get("kind"));
    let here = Side::text(typed_kind.as_ref().map(kind).unwrap_or_default());
    lines.push(words.say("delivery-kind"), "", Side::texts(each().map(|one| kind(&one.kind))), here);
    let plot = |no: PlotNo| ground.state.plots.get(&no).map_or_else(String::new, |plot| plot.said.name.clone());
    let here = typed.parse("plot").filter(|_| typed_kind.as_ref().is_some_and(|kind| kind.organic));
    lines.push(
        words.say("delivery-plot"),
        "",
        Side::texts(each().filter_map(|one| one.plot).map(plot)),
        Side::text(here.map(plot).unwrap_or_default()),
    );
    let kg = |grams: i64| kilograms_text(words, grams);
    lines.push(words.say("delivery-gross"), "", figures(each().map(|one| one.gross), kg), figure(typed.get("gross"), 3, kg));
    lines.push(words.say("delivery-tare"), "", figures(each().map(|one| one.tare), kg), figure(typed.get("tare"), 3, kg));
    let percent = |part: i64| format!("{} %", tenths(words, part));
    let wet = if typed_kind.as_ref().is_none_or(scale::is_paddy) { typed.get("moisture") } else { "" };
    lines.push(
        words.say("delivery-moisture"),
        "",
        figures(each().filter_map(|one| one.moisture_tenths), percent),
        figure(wet, 1, percent),
    );
    let straw = figures(each().filter_map(|one| one.foreign_tenths), percent);
    lines.push(words.say("delivery-foreign"), "", straw, figure(typed.get("foreign"), 1, percent));
    for (reason, name) in scale::OFF.iter().zip(REASONS) {
        let off = each().flat_map(|one| one.taken_off.iter()).filter(|(why, _)| why == reason).map(|(_, grams)| *grams);
        let here = figure(typed.get(&format!("off-{name}")), 3, kg);
        lines.push(words.say("delivery-taken-off"), words.say(&format!("delivery-off-{name}")), figures(off, kg), here);
    }
    money(lines, ground, typed, words, stands);
}

/// What of it went to what she owes, and what she was paid: only where something else was typed.
fn money(lines: &mut Lines, ground: &Ground, typed: &Typed, words: Words, stands: &[&Delivery]) {
    let unit = ground.loaded.money;
    let amount = |amount: i64| words.amount(amount, unit.decimals(), unit.code());
    let each = || stands.iter().copied();
    if !typed.get("offset").is_empty() {
        let here = figure(typed.get("offset"), unit.decimals(), amount);
        lines.push(words.say("delivery-offset"), "", figures(each().map(Delivery::offset), amount), here);
    }
    let part = read_quantity(typed.get("part"), unit.decimals()).ok().flatten();
    let paid = |one: &Delivery| match typed.get("pay") {
        "now" => one.owed() == 0,
        "later" => one.cash == 0,
        _ => part == Some(one.cash),
    };
    let there = Side::texts(each().map(|one| match (one.cash, one.owed()) {
        (_, 0) => words.say("delivery-pay-now").into_owned(),
        (0, _) => words.say("delivery-pay-later").into_owned(),
        (cash, _) => amount(cash),
    }));
    let here = match typed.get("pay") {
        "part" => figure(typed.get("part"), unit.decimals(), amount),
        way @ ("now" | "later") => Side::Text(words.say(&format!("delivery-pay-{way}")).into_owned()),
        way => Side::text(way),
    };
    // What there is nothing left of is paid now and later alike.
    let here = if each().all(paid) { there.clone() } else { here };
    lines.push(words.say("delivery-paid"), "", there, here);
}

/// Who brings it, as far as the form says.
fn who(ground: &Ground, typed: &Typed, words: Words) -> Side {
    let number = typed.get("member");
    if !number.is_empty() {
        let party = read_count(number).ok().flatten().and_then(|number| ground.party_of(number));
        return party.map_or_else(|| Side::text(number), |party| Side::Text(ground.who(party).text(words)));
    }
    let name = typed.get("seller_name");
    let party = typed.parse("seller").filter(|_| name.is_empty());
    party.map_or_else(|| Side::text(name), |party| Side::Text(ground.who(party).text(words)))
}

/// The page of both.
pub(super) async fn answer(tx: &mut Tx, visit: &InCoop, ground: &Ground, typed: &Typed, both: Both) -> Answer {
    let (words, head) = (visit.words(), &ground.head);
    let (rows, names) = (store::act_rows(tx, &ground.row).await?, users::store::names(tx).await?);
    let standing = ground.loaded.acts.iter().filter(|act| both.acts.contains(&act.no)).filter_map(|act| {
        let row = rows.iter().find(|row| row.no == act.no)?;
        let no = delivery(act)?.no;
        Some(Standing {
            what: words.with("compare-delivery", &[("date", words.date(act.day).into()), ("number", words.ordinal(no).into())]),
            by: names.get(&row.recorded_by).cloned().unwrap_or_default(),
            at: words.instant(row.recorded_at),
            href: head.href(&format!("deliveries/{no}")),
            undo: visit.may(Can::Correct).then(|| head.href(&format!("acts/{}", act.no))),
        })
    });
    let page = ComparePage {
        around: visit.visit.around(),
        under: head.name.show(words).to_owned(),
        action: with_query(&head.href("deliveries"), &[("day", typed.get("day"))]),
        cause: cause(both.sent, both.acts.iter().map(i64::to_string)),
        standing: standing.collect(),
        lines: both.lines,
        typed: typed.pairs(),
        back: "back",
        save: "",
        // What is half typed at the scale meanwhile is another delivery: only what was sent under this key is thrown away.
        draft: (format!("{}:{}", draft(visit), typed.get("key")), typed.get("key").to_owned()),
        note: None,
    };
    compared::answer(&page)
}

/// The name of the draft of what is half typed at the scale, for this reader.
pub(super) fn draft(visit: &InCoop) -> String {
    format!("delivery:{}:{}", visit.coop.code, visit.visit.owner())
}
