//! What the forms of store, mill, sales and books share: weights, kinds, people who may be new, the road from what was read
//! to what became of it.
use super::{
    forms::{self, Said, Sent, Typed},
    ground::{Ground, crop, kind},
    store, telling,
    write::{self, Outcome, Wish},
};
use crate::{
    error::Fault,
    guard::InCoop,
    market::store::buyers,
    meetings::seal::Act as By,
    reader::Reader,
    store::{Tx, add_party},
};
use chrono::NaiveDate;
use domain::coops::{
    Ask, Fact, Kind, Party, Refusal,
    crops::{CROPS, CropClass},
};
use templates::{
    coops::desk::{Choice, Filled},
    parts::{Name, Problem},
};
use uuid::Uuid;
use words::{Words, read_quantity};

/// What a browser sent, for reading and for showing it again.
pub(super) fn both(pairs: Vec<(String, String)>) -> (Typed, Filled) {
    (Typed::new(pairs.clone()), Filled::read(pairs))
}

/// A form with nothing typed but today.
pub(super) fn fresh(words: Words, today: NaiveDate) -> Filled {
    Filled::default().with("key", Uuid::now_v7().to_string()).with("day", words.date_short(today))
}

/// What was typed as it comes back: with a new key, where its own was used for something else.
pub(super) fn again(filled: Filled, said: &Said) -> Filled {
    if said.used { filled.with("key", Uuid::now_v7().to_string()) } else { filled }
}

/// Asks for what was read, or says why it could not be read.
pub(super) async fn send(
    tx: &mut Tx,
    ground: &Ground,
    typed: &Typed,
    read: Result<(NaiveDate, Ask), Vec<Problem>>,
    by: (Words, By),
    place: impl Fn(&Refusal) -> String,
) -> Result<Sent, Fault> {
    match read {
        Ok((day, ask)) => forms::send(tx, ground, typed, (day, &ask), by, place).await,
        Err(problems) => Ok(Sent::Said(problems.into())),
    }
}

/// The name of a kind in the reader's language.
pub(super) fn said(words: Words, of: &Kind) -> String {
    kind(of).name(words)
}

/// A weight in kilograms as it is typed, in grams; blank is `None`.
pub(super) fn grams(reader: &mut Reader, field: &str, text: &str) -> Option<i64> {
    match read_quantity(text, 3) {
        Ok(read) => read,
        Err(_) => {
            reader.refuse(field, "write-number");
            None
        }
    }
}

/// The same where it must be there.
pub(super) fn some_grams(reader: &mut Reader, field: &str, text: &str) -> Option<i64> {
    if text.trim().is_empty() {
        reader.refuse(field, "write-number");
    }
    grams(reader, field, text)
}

/// Crop, grade and whether it is organic, as [`templates::coops::contracts`] draws them.
pub(super) fn read_kind(reader: &mut Reader, typed: &Filled) -> Option<Kind> {
    let code = typed.get("crop");
    let crop = reader.choice("crop", CROPS.iter().find(|crop| crop.code == code))?;
    let grade = reader.text("grade", typed.get("grade"), domain::coops::TEXT_MOST);
    Some(Kind { crop: crop.code.clone(), grade, organic: typed.get("organic") == "1" })
}

/// The crops of some classes to choose from; none: all of them.
pub(super) fn crops(words: Words, classes: &[CropClass]) -> Vec<Choice> {
    let of = CROPS.iter().filter(|one| classes.is_empty() || classes.contains(&one.class));
    of.map(|one| (one.code.clone(), crop(&one.code).show(words).to_owned())).collect()
}

/// Whom a sale or a milling may be with: those who were named, buyers of the board, members.
pub(super) async fn people(tx: &mut Tx, ground: &Ground, words: Words) -> Result<Vec<Choice>, Fault> {
    let named = ground.state.outsiders.iter().map(|(party, (name, _))| (party.to_string(), name.clone()));
    let known: Vec<Uuid> = ground.state.outsiders.values().filter_map(|(_, buyer)| *buyer).collect();
    let board = buyers(tx).await?.into_iter().filter(|buyer| !known.contains(&buyer.id));
    let board = board.map(|buyer| {
        let name = Name::new(buyer.name_km, buyer.name_latin);
        (format!("{BOARD}{}", buyer.id), words.with("coop-buyer-of-board", &[("name", name.show(words).into())]))
    });
    let members = ground.members_on(ground.day).into_iter().map(|who| (who.party.to_string(), who.text(words)));
    Ok(named.chain(board).chain(members).collect())
}

/// Before the id of a buyer of the board among those who may be chosen.
const BOARD: &str = "board-";

/// Who was chosen, or is to be named.
pub(super) enum Chosen {
    /// Known.
    Known(Party),
    /// A new name, and the buyer on the board.
    New(String, Option<Uuid>),
}

/// Reads whom a form is about: its fields `party` and `name`.
pub(super) async fn read_who(tx: &mut Tx, ground: &Ground, typed: &Filled, reader: &mut Reader) -> Result<Option<Chosen>, Fault> {
    let name = reader.text("name", typed.get("name"), domain::coops::TEXT_MOST);
    let chosen = typed.get("party");
    if chosen.is_empty() && name.is_empty() {
        reader.refuse("name", "coop-who-missing");
        return Ok(None);
    }
    if !chosen.is_empty() && !name.is_empty() {
        reader.refuse("name", "coop-who-twice");
        return Ok(None);
    }
    if let Some(id) = chosen.strip_prefix(BOARD) {
        let all = buyers(tx).await?;
        let buyer = all.into_iter().find(|buyer| buyer.id.to_string() == id);
        let named = buyer.map(|buyer| {
            // What it is called here is one name; the board has it in both scripts.
            let name = if buyer.name_km.is_empty() { buyer.name_latin } else { buyer.name_km };
            Chosen::New(name, Some(buyer.id))
        });
        return Ok(reader.choice("party", named));
    }
    if name.is_empty() {
        let known =
            chosen.parse().ok().filter(|party| ground.state.outsiders.contains_key(party) || ground.people.contains_key(party));
        return Ok(reader.choice("party", known.map(Chosen::Known)));
    }
    let same = ground.state.outsiders.iter().find(|(_, (known, _))| known.to_lowercase() == name.to_lowercase());
    Ok(Some(same.map_or(Chosen::New(name, None), |(party, _)| Chosen::Known(*party))))
}

/// The party of who was chosen; somebody new is named first, once under a form's key. The caller commits only when what
/// follows is written too.
pub(super) async fn party_of(
    tx: &mut Tx,
    ground: &Ground,
    typed: &Typed,
    chosen: Chosen,
    (day, by): (NaiveDate, By),
) -> Result<Party, Fault> {
    let (name, buyer) = match chosen {
        Chosen::Known(party) => return Ok(party),
        Chosen::New(name, buyer) => (name, buyer),
    };
    let key = Uuid::from_u128(typed.key()?.as_u128() ^ 1);
    if let Some((no, _)) = store::act_of_key(tx, &ground.row, key).await? {
        let act = ground.loaded.acts.iter().find(|act| act.no == no);
        if let Some(Fact::OutsiderNamed { party, .. }) = act.map(|act| &act.fact) {
            return Ok(*party);
        }
    }
    let party = add_party(tx, ground.group.book, key).await?.0;
    let ask = Ask::NameOutsider { party, name, buyer };
    match write::ask(tx, &ground.group, &ground.row, &Wish { key, day, known: true, ask: &ask }, by).await? {
        // A day that cannot be written is refused by what follows, at its field.
        Outcome::Written(_) | Outcome::Again(_) | Outcome::Refused(_) => Ok(party),
        other => Err(Fault::Broken(format!("a name of {}: {other:?}", ground.row.code))),
    }
}

/// The page of an act that was just written, with what was done.
pub(super) async fn page_of(tx: &mut Tx, visit: &InCoop, today: NaiveDate, act: i64, done: &str) -> Result<String, Fault> {
    let ground = Ground::load(tx, visit, today).await?;
    let written = ground.loaded.acts.iter().find(|known| known.no == act);
    let below = written.and_then(|act| telling::below(&ground, act)).unwrap_or_else(|| format!("acts/{act}"));
    Ok(ground.head.href(&format!("{below}?done={done}")))
}
