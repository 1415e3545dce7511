//! A visit beside what stands in the book: it arrived before, with other answers; or somebody else wrote down a visit of the
//! same coaching on the same day.
use super::{
    draft,
    store::{self, ResultRow, VisitRow},
    text,
};
use crate::{
    awards::evidence::Scan,
    compared::{self, cause},
    error::{Answer, Fault},
    guard::Visit,
    store::Tx,
    training::coaching::{results::commodity_name, riel, store::CoachingRow},
    users, web,
};
use domain::training::{Applied, Extent, FarmResult, PRACTICES, Practice, Seen, What};
use ledger::Commodity;
use std::collections::BTreeSet;
use templates::compare::{ComparePage, Lines, Side, Standing};
use uuid::Uuid;
use words::{Words, read_count, read_date, read_quantity};

/// A form as it came.
type Pairs = Vec<(String, String)>;

/// What a visit met in the book.
pub(super) type Met = compared::Met<(), Both>;

/// What a person must look at.
pub(super) struct Both {
    sent: bool,
    stands: Vec<VisitRow>,
    lines: Lines,
    /// A picture came along, and is not kept.
    picture: bool,
}

/// What stands of one or more visits.
struct There {
    visits: Vec<VisitRow>,
    seen: Vec<Seen>,
    agreed: BTreeSet<String>,
    results: Vec<FarmResult>,
    pictures: BTreeSet<Vec<u8>>,
}

/// What the visit meets in the book.
pub(super) async fn met(
    tx: &mut Tx,
    words: Words,
    row: &CoachingRow,
    (key, pairs): (Uuid, &[(String, String)]),
    picture: Option<&Scan>,
) -> Result<Met, Fault> {
    let one = store::visit(tx, key).await?;
    let sent = one.is_some();
    let visits = match one {
        Some(there) if there.coaching_id == row.coaching.id => vec![there],
        Some(_) => return Err(Fault::Conflict),
        None => others(tx, row, pairs).await?,
    };
    if visits.is_empty() {
        return Ok(Met::Nothing);
    }
    let there = load(tx, row, visits).await?;
    let lines = each_line(words, &there, pairs, picture);
    Ok(match sent && lines.differ.is_empty() {
        true => Met::Same(()),
        false => Met::Both(Both { sent, stands: there.visits, lines, picture: picture.is_some() }),
    })
}

/// The visits of the day that stand; nothing where all of them were looked at.
async fn others(tx: &mut Tx, row: &CoachingRow, pairs: &[(String, String)]) -> Result<Vec<VisitRow>, Fault> {
    let Ok(day) = read_date(text(pairs, "day")) else { return Ok(vec![]) };
    let mut all = store::visits(tx, row.coaching.id).await?;
    all.retain(|visit| visit.stands() && visit.day == day);
    let looked_at: BTreeSet<Uuid> = text(pairs, "also").split(',').filter_map(|id| id.parse().ok()).collect();
    Ok(if all.iter().all(|visit| looked_at.contains(&visit.id)) { vec![] } else { all })
}

async fn load(tx: &mut Tx, row: &CoachingRow, visits: Vec<VisitRow>) -> Result<There, Fault> {
    let ids: BTreeSet<Uuid> = visits.iter().map(|visit| visit.id).collect();
    let seen = store::seen(tx, row.coaching.id).await?;
    let results = store::results(tx, row.coaching.trainee).await?;
    // What was taken back since was sent all the same.
    let of = |result: &&ResultRow| result.visit_id.is_some_and(|visit| ids.contains(&visit));
    let results = results.iter().filter(of).map(ResultRow::read).collect::<crate::store::Result<_>>()?;
    let pictures = store::pictures(tx, row.coaching.id).await?;
    let mut agreed = BTreeSet::new();
    for visit in &visits {
        agreed.extend(visit.agreed()?);
    }
    Ok(There {
        seen: seen.into_iter().filter(|(visit, _)| ids.contains(visit)).map(|(_, seen)| seen).collect(),
        pictures: pictures.into_iter().filter(|(visit, _)| ids.contains(visit)).map(|(_, hash)| hash).collect(),
        visits,
        agreed,
        results,
    })
}

/// Line by line, in the order of the form.
fn each_line(words: Words, there: &There, pairs: &[(String, String)], picture: Option<&Scan>) -> Lines {
    let mut lines = Lines::default();
    let date = |field: &str| Side::typed_day(words, text(pairs, field).trim());
    let days = Side::texts(there.visits.iter().map(|visit| words.date(visit.day)));
    lines.push_day(words.say("coaching-visit-day"), days, date("day"));
    for practice in PRACTICES.iter() {
        let stands = Side::texts(stands_of(words, there, practice));
        lines.push(words.name(&practice.name_km, &practice.name_latin), "", stands, Side::text(typed_of(words, pairs, practice)));
    }
    results(words, there, pairs, &mut lines);
    let next = Side::texts(there.visits.iter().filter_map(|visit| visit.next_on).map(|day| words.date(day)));
    lines.push(words.say("coaching-next-on"), "", next, date("next_on"));
    if let Some(scan) = picture
        && !there.pictures.contains(&web::digest(&scan.bytes))
    {
        let said = |key: &str| Side::Text(words.say(key).into_owned());
        let stands = if there.pictures.is_empty() { Side::Blank } else { said("compare-picture-there") };
        let typed = if there.pictures.is_empty() { said("compare-picture-there") } else { said("compare-picture-other") };
        lines.push(words.say("coaching-picture"), "", stands, typed);
    }
    lines
}

/// What is said of a practice: the answer, whether it was only told, its extent, and that it is agreed for the next time.
fn answer_text(words: Words, applied: &str, told: bool, extent: String, agreed: bool) -> String {
    let mut parts = Vec::new();
    if !applied.is_empty() {
        let known = Applied::parse(applied).is_some();
        parts.push(if known { words.say(&format!("coaching-{applied}")).into_owned() } else { applied.to_owned() });
        parts.push(if told { words.say("coaching-only-told").into_owned() } else { String::new() });
        parts.push(extent);
    }
    parts.push(if agreed { words.say("coaching-agree").into_owned() } else { String::new() });
    parts.retain(|part| !part.is_empty());
    parts.join(" · ")
}

fn stands_of(words: Words, there: &There, practice: &Practice) -> Vec<String> {
    let agreed = there.agreed.contains(&practice.code);
    let of = there.seen.iter().filter(|seen| seen.practice == practice.code);
    let extent = |seen: &Seen| seen.extent.map(|extent| words.number(extent)).unwrap_or_default();
    let mut all: Vec<String> = of.map(|seen| answer_text(words, seen.applied.code(), !seen.seen, extent(seen), agreed)).collect();
    if all.is_empty() && agreed {
        all.push(answer_text(words, "", false, String::new(), true));
    }
    all
}

/// The same as it was typed: what the form hides says nothing.
fn typed_of(words: Words, pairs: &[(String, String)], practice: &Practice) -> String {
    let field = |kind: &str| text(pairs, &format!("{kind}-{}", practice.code)).trim();
    let applied = field("p");
    let measured = practice.measured != Extent::None && applied != Applied::No.code();
    let extent = match read_count(field("x")) {
        _ if !measured => String::new(),
        Ok(count) => count.map(|count| words.number(count)).unwrap_or_default(),
        Err(_) => field("x").to_owned(),
    };
    let agreed = field("a") == "1" && applied != Applied::Yes.code();
    answer_text(words, applied, field("t") == "1", extent, agreed)
}

/// What became of the animals, what a sale brought, and the income of a month.
fn results(words: Words, there: &There, pairs: &[(String, String)], lines: &mut Lines) {
    let of = |what: What| there.results.iter().filter(move |one| one.what() == what);
    let counted = |count: i64, animal: &str| format!("{} · {}", words.number(count), commodity_name(animal).show(words));
    for what in [What::Started, What::Alive, What::Hatched, What::Died, What::Eaten, What::Sold] {
        let raw = text(pairs, what.code()).trim();
        let typed = match read_count(raw) {
            // That none died, hatched, was eaten or sold is nothing to keep.
            Ok(Some(0)) if what != What::Alive => Side::Blank,
            Ok(count) => Side::text(count.map(|count| counted(count, text(pairs, "animal"))).unwrap_or_default()),
            Err(_) => Side::text(raw),
        };
        let stands = Side::texts(of(what).map(|one| counted(one.quantity(), one.commodity())));
        lines.push(words.say(&format!("coaching-what-{}", what.code())), "", stands, typed);
    }
    let money = |amount: i64| if amount == 0 { String::new() } else { riel().text(words, amount) };
    let typed = |field: &str| {
        let raw = text(pairs, field).trim();
        match read_quantity(raw, Commodity::KHR.decimals()) {
            Ok(amount) => Side::text(amount.map(money).unwrap_or_default()),
            Err(_) => Side::text(raw),
        }
    };
    let sold = Side::texts(of(What::Sold).filter_map(FarmResult::riel).map(money));
    lines.push(words.say("coaching-sold-for"), "", sold, typed("riel"));
    let income = Side::texts(of(What::IncomeMonth).map(|one| money(one.quantity())));
    lines.push(words.say("coaching-income-month"), "", income, typed("income"));
}

/// The page of both.
pub(super) async fn answer(tx: &mut Tx, visit: &Visit, row: &CoachingRow, (key, typed): (Uuid, Pairs), both: Both) -> Answer {
    let words = visit.words();
    let names = users::store::names(tx).await?;
    let page = format!("/training/coachings/{}", row.coaching.id);
    let standing = both.stands.iter().map(|one| Standing {
        what: words
            .with(if one.stands() { "compare-visit" } else { "compare-visit-gone" }, &[("date", words.date(one.day).into())]),
        by: names.get(&one.recorded_by).cloned().unwrap_or_default(),
        at: words.instant(one.recorded_at),
        href: page.clone(),
        // Her page takes a visit back.
        undo: None,
    });
    let page = ComparePage {
        around: visit.around(),
        under: row.trainee_name.show(words).to_owned(),
        action: format!("{page}/visit"),
        cause: cause(both.sent, both.stands.iter().map(|one| one.id.to_string())),
        standing: standing.collect(),
        lines: both.lines,
        typed,
        back: "back",
        save: "",
        draft: (draft(visit, row.coaching.id), key.to_string()),
        note: both.picture.then(|| words.say("compare-picture").into_owned()),
    };
    compared::answer(&page)
}
