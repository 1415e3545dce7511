//! A lending day beside one that stands in the book, family by family.
use super::{Sheet, draft};
use crate::{
    banks::{
        compared::{self, Both, Met},
        sheets::Ground,
        shown,
    },
    compared::Arrived,
    error::Fault,
    guard::InBank,
};
use domain::banks::{
    Act, Fact, Party,
    acts::LentLine,
    rules::{Due, Purpose},
};
use std::collections::BTreeSet;
use templates::compare::{Lines, Side};

/// What the sheet meets in the book: the one that arrived under its key, or what others lent on its day to its families.
pub(super) fn met(visit: &InBank, sheet: &Sheet<'_>, ground: &Ground, arrived: Arrived) -> Result<Met, Fault> {
    let mine: BTreeSet<Party> = sheet.typed.numbers('p', &["kg"]).into_iter().map(Party).collect();
    let (sent, acts) = match arrived {
        Arrived::Same(act) => return Ok(Met::Same(act)),
        Arrived::Other(no) => (true, ground.loaded.acts.iter().filter(|act| act.no == no).collect()),
        Arrived::New => (false, compared::others(ground, sheet.typed, sheet.day, |fact| meets(fact, sheet.good.code(), &mine))),
    };
    if !sent && acts.is_empty() {
        return Ok(Met::Nothing);
    }
    let lines = lines(sheet, ground, &acts, sent).ok_or(Fault::Conflict)?;
    if sent && lines.differ.is_empty() && sheet.problems.is_empty() {
        return Ok(Met::Same(acts.first().map_or(0, |act| act.no)));
    }
    Ok(Met::Both(Both {
        sent,
        acts: acts.iter().map(|act| act.no).collect(),
        lines,
        below: "lending",
        what: "compare-lending-day",
        draft: draft(visit, sheet.agreed.purpose, &sheet.good),
    }))
}

fn meets(fact: &Fact, code: &str, mine: &BTreeSet<Party>) -> bool {
    matches!(fact, Fact::Lent { good, lines, .. } if good == code && lines.iter().any(|line| mine.contains(&line.party)))
}

/// Line by line, in the order of the members; none where what stands is no lending day.
fn lines(sheet: &Sheet<'_>, ground: &Ground, acts: &[&Act], sent: bool) -> Option<Lines> {
    let words = sheet.words;
    let mut lines = Lines::default();
    let mut there: Vec<&LentLine> = Vec::new();
    for act in acts {
        let Fact::Lent { good, purpose, season, lines: lent, .. } = &act.fact else { return None };
        if sent {
            compared::day(&mut lines, words, sheet.typed, act.day);
        }
        if (good.as_str(), *purpose) != (sheet.good.code(), sheet.agreed.purpose) {
            let named = |code: &str, purpose: Purpose| {
                let good = ground.loaded.good(code).map(|good| shown::good(&good).name(words)).unwrap_or_default();
                Side::Text(format!("{good} · {}", words.say(&format!("purpose-{}", purpose.code()))))
            };
            let here = named(sheet.good.code(), sheet.agreed.purpose);
            lines.push(words.say("compare-for"), "", named(good, *purpose), here);
        }
        if sheet.agreed.terms.due == Due::Harvest && *season != sheet.season {
            let named = |no: Option<i64>| {
                let season = no.and_then(|no| ground.loaded.season(no));
                Side::text(season.map_or("", |season| words.name(&season.name_km, &season.name_latin)))
            };
            lines.push(words.say("kind-season"), "", named(*season), named(sheet.season));
        }
        there.extend(lent);
    }
    let mine = sheet.typed.numbers('p', &["kg"]).into_iter().map(Party);
    let mut parties: Vec<Party> = mine.chain(there.iter().map(|line| line.party)).collect();
    parties.sort_by_key(|party| (ground.people.get(party).map(|member| member.number), *party));
    parties.dedup();
    for party in parties {
        family(sheet, ground, party, &there, &mut lines);
    }
    Some(lines)
}

/// What a family borrowed, and who answers for it where both say that she borrowed.
fn family(sheet: &Sheet<'_>, ground: &Ground, party: Party, there: &[&LentLine], lines: &mut Lines) {
    let words = sheet.words;
    let unit = shown::good(&sheet.good).unit;
    let name = ground.named(words, party).unwrap_or_else(|| words.ordinal(party.0));
    let there: Vec<&LentLine> = there.iter().copied().filter(|line| line.party == party).collect();
    let row = sheet.rows.iter().find(|row| row.party == party);
    let stands = Side::figures(there.iter().map(|line| unit.text(words, line.quantity)).collect());
    // What could not be read as a number is shown as it was typed.
    let raw = sheet.typed.get(&format!("p{}-kg", party.0));
    let typed = row.map_or_else(|| Side::text(raw), |row| Side::Figure(unit.text(words, row.quantity)));
    lines.push(name.clone(), words.say("lend-borrows"), stands, typed);
    let (Some(row), false) = (row, there.is_empty()) else { return };
    let named = |parties: &[Party]| {
        let mut all: Vec<Party> = parties.to_vec();
        all.sort_unstable();
        all.into_iter().map(|party| ground.named(words, party).unwrap_or_default()).collect::<Vec<_>>()
    };
    let there: Vec<Party> = there.iter().flat_map(|line| line.guarantors.iter().copied()).collect();
    let unknown = (0..sheet.agreed.guarantors).map(|at| format!("p{}-g{at}", party.0));
    let unknown = unknown.filter(|field| sheet.problems.iter().any(|(problem, _)| problem == field));
    let mut here = named(&row.guarantors);
    here.extend(unknown.map(|field| sheet.typed.get(&field).to_owned()));
    let (there, here) = (named(&there).join(", "), here.join(", "));
    if there != here {
        lines.push(name, words.say("loan-guarantors"), Side::text(there), Side::text(here));
    }
}
