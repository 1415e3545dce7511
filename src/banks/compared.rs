//! A sheet of a lending day or a repayment day that meets what stands in the book ([`crate::compared`]).
use super::{
    acts::undone_by,
    day_lists::first_of,
    sheets::{Ground, Typed},
    shown, store,
};
use crate::{
    compared::{self, Arrived, cause},
    error::{Answer, Fault},
    guard::{Can, InBank},
    store::{Tx, lock},
    users,
};
use chrono::NaiveDate;
use domain::banks::{Act, Fact};
use std::collections::BTreeSet;
use templates::compare::{ComparePage, Lines, Side, Standing};
use words::Words;

/// Holds the book until the transaction ends, and looks whether the sheet arrived before.
pub(super) async fn arrived(tx: &mut Tx, visit: &InBank, typed: &Typed) -> Result<Arrived, Fault> {
    lock(tx, visit.group.book).await?;
    Ok(Arrived::of(store::act_of_key(tx, &visit.bank, typed.key()?).await?, &typed.digest()))
}

/// What a sheet met in the book; the same is named by its first act.
pub(super) type Met = crate::compared::Met<i64, Both>;

/// What a person must look at.
pub(super) struct Both {
    /// Whether it is the same sheet, sent before.
    pub(super) sent: bool,
    /// The acts in the book.
    pub(super) acts: Vec<i64>,
    /// Line by line.
    pub(super) lines: Lines,
    /// The sheet's address below the bank's: `lending`.
    pub(super) below: &'static str,
    /// The key of the words for what stands in the book.
    pub(super) what: &'static str,
    /// The name of the draft.
    pub(super) draft: String,
}

/// What was written on a day since the sheet was opened and has to do with it; nothing where all of it was looked at.
pub(super) fn others<'a>(ground: &'a Ground, typed: &Typed, day: NaiveDate, meets: impl Fn(&Fact) -> bool) -> Vec<&'a Act> {
    let acts = &ground.loaded.acts;
    let since = &acts[acts.partition_point(|act| act.no <= typed.upon())..];
    let here = |act: &&Act| act.day == day && meets(&act.fact) && undone_by(&ground.loaded, act.no).is_none();
    let found: Vec<&Act> = since.iter().filter(here).collect();
    let looked_at = typed.also();
    if found.iter().all(|act| looked_at.contains(&act.no)) { vec![] } else { found }
}

/// The day of both, where it is another one.
pub(super) fn day(lines: &mut Lines, words: Words, typed: &Typed, stands: NaiveDate) {
    lines.push_day(words.say("kind-day"), Side::Text(words.date(stands)), Side::typed_day(words, typed.get("day")));
}

/// The page of both.
pub(super) async fn answer(tx: &mut Tx, visit: &InBank, ground: &Ground, typed: &Typed, both: Both) -> Answer {
    let words = visit.words();
    let head = shown::head(tx, &visit.group, &visit.bank, &ground.loaded).await?;
    let (rows, names) = (store::act_rows(tx, &visit.bank).await?, users::store::names(tx).await?);
    let acts = &ground.loaded.acts;
    let firsts: BTreeSet<i64> = acts.iter().filter(|act| both.acts.contains(&act.no)).map(|act| first_of(acts, act).no).collect();
    let standing = rows.iter().filter(|row| firsts.contains(&row.no)).map(|row| Standing {
        what: words.with(both.what, &[("date", words.date(row.day).into()), ("number", words.ordinal(row.no).into())]),
        by: names.get(&row.recorded_by).cloned().unwrap_or_default(),
        at: words.instant(row.recorded_at),
        href: head.href(&format!("{}/{}", both.below, row.no)),
        undo: visit.may(Can::Correct).then(|| head.href(&format!("acts/{}", row.no))),
    });
    let page = ComparePage {
        around: visit.visit.around(),
        under: format!("{} · {}", head.name.show(words), head.group.name.show(words)),
        action: head.href(both.below),
        cause: cause(both.sent, both.acts.iter().map(i64::to_string)),
        standing: standing.collect(),
        lines: both.lines,
        typed: typed.pairs(),
        back: "work-out",
        save: "save",
        draft: (both.draft, typed.get("key").to_owned()),
        note: None,
    };
    compared::answer(&page)
}
