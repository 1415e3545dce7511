//! Instances that know each other, and who keeps a book: given to a laptop, given back, or taken back when one is lost.
use super::{
    keys::{Keys, PublicKeys},
    store::{self, Instance, KeepingRow},
};
use crate::{
    secrets::{hex, read_hex},
    store::{BookId, Error, Result, Tx, lock, record},
};
use chrono::{DateTime, Utc};
use domain::bundles::{How, Keeping, NoKeeping, follows};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Who does something with bundles, with which keys, and when.
#[derive(Clone, Copy, Debug)]
pub struct Desk<'d> {
    /// The keys of this instance.
    pub keys: &'d Keys,
    /// The instant.
    pub now: DateTime<Utc>,
    /// The user; `None`: the command line, or the line itself.
    pub by: Option<Uuid>,
}

/// What an instance is: it hands books out, or keeps the books of a village.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// The programme's server.
    Programme,
    /// A village's laptop.
    Laptop,
}

impl Kind {
    /// The word that is kept.
    pub fn code(self) -> &'static str {
        match self {
            Kind::Programme => "programme",
            Kind::Laptop => "laptop",
        }
    }

    /// Reads the word.
    pub fn parse(text: &str) -> Option<Kind> {
        [Kind::Programme, Kind::Laptop].into_iter().find(|kind| kind.code() == text)
    }
}

/// What instances show each other when they meet. No secret is in it; its fingerprint is compared by voice or eye.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Card {
    /// The instance's id.
    pub id: Uuid,
    /// What people call it.
    pub name: String,
    /// What it is.
    pub kind: Kind,
    signs: String,
    opens: String,
}

#[derive(Serialize, Deserialize)]
struct SignedCard {
    sansom: String,
    card: Card,
    signature: String,
}

/// Why a card, or a change of who keeps a book, is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// This instance has no name yet.
    Unnamed,
    /// A name has between one and eighty characters.
    Name,
    /// It is no card, or a changed one.
    NoCard,
    /// It is this instance's own.
    OwnCard,
    /// Another instance of the same sort: a programme meets laptops, a laptop its programme.
    SameKind,
    /// What a computer is, is said once.
    OtherKind,
    /// A laptop's books are handed to it: one that has groups of its own is no laptop of a programme.
    HasGroups,
    /// The key in the data folder is not the one that this instance was named with.
    Keys,
    /// A laptop knows one programme.
    SecondProgramme(String),
    /// It is known here with other keys.
    OtherKeys(String),
    /// There is no such instance.
    Unknown,
    /// It is lost: nothing is given to it.
    Lost(String),
    /// Books are handed over by a programme, to a laptop.
    NotToIt,
    /// The book is kept elsewhere.
    KeptElsewhere(String),
    /// The book is kept here already.
    KeptHere,
    /// A group to learn on stays where it is.
    Practice,
    /// A group that keeps a cooperative buys and sells with the programme's market, and stays there.
    Sells,
    /// Taking a book back asks for a reason.
    Reason,
}

impl Card {
    /// Of a known instance.
    pub fn of(instance: &Instance) -> Result<Card> {
        let kind = Kind::parse(&instance.kind).ok_or_else(|| Error::Garbled("an instance".into()))?;
        let (signs, opens) = (hex(&instance.signs), hex(&instance.opens));
        Ok(Card { id: instance.id, name: instance.name.clone(), kind, signs, opens })
    }

    /// Its keys, if they are any.
    pub fn keys(&self) -> Option<PublicKeys> {
        PublicKeys::parse(&self.signs, &self.opens)
    }

    /// As a text file, signed so that a changed one is seen.
    pub fn written(&self, keys: &Keys) -> String {
        let text = serde_json::to_string(self).unwrap_or_default();
        let signed = SignedCard { sansom: "card".into(), card: self.clone(), signature: hex(&keys.sign(text.as_bytes())) };
        serde_json::to_string_pretty(&signed).unwrap_or_default() + "\n"
    }

    /// Reads such a file.
    pub fn read(text: &str) -> Option<Card> {
        let SignedCard { sansom, card, signature } = serde_json::from_str(text).ok()?;
        let signed = serde_json::to_string(&card).ok()?;
        let named = sansom == "card" && (1..=80).contains(&card.name.trim().chars().count());
        (named && card.keys()?.signed(signed.as_bytes(), &read_hex::<64>(&signature)?)).then_some(card)
    }

    pub(super) fn instance(&self, own: bool, at: DateTime<Utc>) -> Option<Instance> {
        let keys = self.keys()?;
        let (signs, opens) = (keys.signs().to_vec(), keys.opens().to_vec());
        let kind = self.kind.code().to_owned();
        Some(Instance { id: self.id, name: self.name.trim().to_owned(), kind, signs, opens, own, recorded_at: at, lost_at: None })
    }
}

/// This instance, if it has a name.
pub async fn own(tx: &mut Tx) -> Result<Option<Instance>> {
    Ok(store::instances(tx).await?.into_iter().find(|instance| instance.own))
}

/// This instance as it may sign: `None` where a copied data file came without its key, and what it signs nobody would take.
pub fn as_signer<'i>(own: &'i Instance, desk: Desk<'_>) -> Option<&'i Instance> {
    let public = desk.keys.public();
    ((own.signs.as_slice(), own.opens.as_slice()) == (public.signs(), public.opens())).then_some(own)
}

/// Names this instance, or calls it something else; its kind is said once.
///
/// # Errors
/// [`Refusal`] within.
pub async fn name(tx: &mut Tx, desk: Desk<'_>, name: &str, kind: Kind) -> Result<std::result::Result<Instance, Refusal>> {
    let name = name.trim();
    if !(1..=80).contains(&name.chars().count()) {
        return Ok(Err(Refusal::Name));
    }
    if let Some(mut known) = own(tx).await? {
        if known.kind != kind.code() {
            return Ok(Err(Refusal::OtherKind));
        }
        if known.name != name {
            store::rename_instance(tx, known.id, name).await?;
            record(tx, None, desk.by, "instance-named", kind.code(), desk.now).await?;
            known.name = name.to_owned();
        }
        return Ok(Ok(known));
    }
    if kind == Kind::Laptop && store::has_groups(tx).await? {
        return Ok(Err(Refusal::HasGroups));
    }
    let public = desk.keys.public();
    let new = Instance {
        id: Uuid::now_v7(),
        name: name.to_owned(),
        kind: kind.code().into(),
        signs: public.signs().to_vec(),
        opens: public.opens().to_vec(),
        own: true,
        recorded_at: desk.now,
        lost_at: None,
    };
    store::add_instance(tx, &new, desk.by).await?;
    record(tx, None, desk.by, "instance-named", kind.code(), desk.now).await?;
    Ok(Ok(new))
}

/// Takes another instance's card: from now on bundles go between the two.
///
/// # Errors
/// [`Refusal`] within.
pub async fn meet(tx: &mut Tx, desk: Desk<'_>, card: &Card) -> Result<std::result::Result<Instance, Refusal>> {
    let all = store::instances(tx).await?;
    let Some(own) = all.iter().find(|instance| instance.own) else { return Ok(Err(Refusal::Unnamed)) };
    let Some(new) = card.instance(false, desk.now) else { return Ok(Err(Refusal::NoCard)) };
    if new.id == own.id || new.signs == own.signs {
        return Ok(Err(Refusal::OwnCard));
    }
    if new.kind == own.kind {
        return Ok(Err(Refusal::SameKind));
    }
    if let Some(known) = all.iter().find(|instance| instance.id == new.id || instance.signs == new.signs) {
        let same = (known.id, &known.signs, &known.opens, &known.kind) == (new.id, &new.signs, &new.opens, &new.kind);
        if !same {
            return Ok(Err(Refusal::OtherKeys(known.name.clone())));
        }
        if known.name != new.name {
            store::rename_instance(tx, known.id, &new.name).await?;
            record(tx, None, desk.by, "instance-met", &short(new.id), desk.now).await?;
        }
        return Ok(Ok(new));
    }
    if let Some(programme) = all.iter().find(|instance| instance.is_programme()).filter(|_| new.is_programme()) {
        return Ok(Err(Refusal::SecondProgramme(programme.name.clone())));
    }
    store::add_instance(tx, &new, desk.by).await?;
    record(tx, None, desk.by, "instance-met", &short(new.id), desk.now).await?;
    Ok(Ok(new))
}

/// An instance in the trail: names may be of people.
fn short(id: Uuid) -> String {
    id.simple().to_string()[..8].to_owned()
}

/// A change of who keeps a book.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn<'t> {
    /// The programme gives it to a laptop.
    Over(Uuid),
    /// The laptop gives it back.
    Back,
    /// The programme takes it back, because of this.
    Lost(&'t str),
}

/// Hands a book on: from then on it is written by the other alone.
///
/// # Errors
/// [`Refusal`] within; the transaction is then to be dropped.
pub async fn turn(tx: &mut Tx, desk: Desk<'_>, book: BookId, turn: Turn<'_>) -> Result<std::result::Result<KeepingRow, Refusal>> {
    lock(tx, book).await?;
    let all = store::instances(tx).await?;
    let Some(own) = all.iter().find(|instance| instance.own) else { return Ok(Err(Refusal::Unnamed)) };
    if as_signer(own, desk).is_none() {
        return Ok(Err(Refusal::Keys));
    }
    let Some(programme) = all.iter().find(|instance| instance.is_programme()) else { return Ok(Err(Refusal::Unknown)) };
    let rows = store::keepings(tx, book).await?;
    let keeper = rows.last().map_or(own.id, |row| row.to_id);
    let (how, to, reason) = match asked(tx, book, turn, &all, own, keeper).await? {
        Ok(asked) => asked,
        Err(refusal) => return Ok(Err(refusal)),
    };
    // The trail of a book is its keeper's: taking one back is told in the programme's own.
    let (trail, subject) = if how == How::TakenBack { (None, code(tx, book).await?) } else { (Some(book), short(to)) };
    let action = match how {
        How::HandedOver => "book-handed-over",
        How::HandedBack => "book-handed-back",
        How::TakenBack => "book-taken-back",
    };
    record(tx, trail, desk.by, action, &subject, desk.now).await?;
    let keeping = Keeping { how, from: keeper, to, said_by: own.id, place: store::place(tx, book).await? };
    match follows(&keeping, keeper, programme.id) {
        Ok(()) => {}
        Err(NoKeeping::NotTheirs | NoKeeping::NotTheirsToSay) => return Ok(Err(Refusal::NotToIt)),
    }
    let uid = store::travelling(tx, book).await?.map(|book| book.uid).unwrap_or_default();
    let no = rows.last().map_or(1, |row| row.no + 1);
    let mut row = KeepingRow {
        book_id: book.0,
        no,
        how: how.code().into(),
        from_id: keeper,
        to_id: to,
        said_by: own.id,
        head_no: keeping.place.entry,
        head_hash: keeping.place.entry_hash,
        trail_no: keeping.place.line,
        trail_hash: keeping.place.line_hash,
        reason,
        recorded_at: desk.now,
        recorded_by: desk.by,
        signature: Vec::new(),
    };
    row.signature = desk.keys.sign(&row.signed(uid)).to_vec();
    store::add_keeping(tx, book, &row).await?;
    if how == How::TakenBack {
        store::instance_lost(tx, keeper, desk.now).await?;
    }
    Ok(Ok(row))
}

/// Whether the last record of a book says what is asked for: it was done before.
///
/// # Errors
/// Where the database cannot.
pub async fn is_done(tx: &mut Tx, book: BookId, turn: Turn<'_>) -> Result<bool> {
    let rows = store::keepings(tx, book).await?;
    let said = rows.last().map(|row| (How::parse(&row.how), row.to_id));
    Ok(match turn {
        Turn::Over(to) => said == Some((Some(How::HandedOver), to)),
        Turn::Back => said.is_some_and(|(how, _)| how == Some(How::HandedBack)),
        Turn::Lost(_) => said.is_some_and(|(how, _)| how == Some(How::TakenBack)),
    })
}

async fn code(tx: &mut Tx, book: BookId) -> Result<String> {
    Ok(store::travelling(tx, book).await?.map(|book| book.code).unwrap_or_default())
}

type Asked = std::result::Result<(How, Uuid, String), Refusal>;

async fn asked(tx: &mut Tx, book: BookId, turn: Turn<'_>, all: &[Instance], own: &Instance, keeper: Uuid) -> Result<Asked> {
    let elsewhere = || all.iter().find(|one| one.id == keeper).map(|one| one.name.clone()).unwrap_or_default();
    let Some(group) = store::travelling(tx, book).await? else { return Ok(Err(Refusal::Unknown)) };
    if group.practice {
        return Ok(Err(Refusal::Practice));
    }
    if group.sells {
        return Ok(Err(Refusal::Sells));
    }
    Ok(match turn {
        Turn::Over(_) | Turn::Back if keeper != own.id => Err(Refusal::KeptElsewhere(elsewhere())),
        Turn::Over(to) => match all.iter().find(|one| one.id == to && !one.own) {
            None => Err(Refusal::Unknown),
            Some(one) if one.lost_at.is_some() => Err(Refusal::Lost(one.name.clone())),
            Some(one) if one.is_programme() || !own.is_programme() => Err(Refusal::NotToIt),
            Some(_) => Ok((How::HandedOver, to, String::new())),
        },
        Turn::Back => match all.iter().find(|one| one.is_programme() && !one.own) {
            Some(programme) => Ok((How::HandedBack, programme.id, String::new())),
            None => Err(Refusal::NotToIt),
        },
        Turn::Lost(_) if keeper == own.id => Err(Refusal::KeptHere),
        Turn::Lost(_) if !own.is_programme() => Err(Refusal::NotToIt),
        Turn::Lost(reason) if reason.trim().is_empty() => Err(Refusal::Reason),
        Turn::Lost(reason) => Ok((How::TakenBack, own.id, reason.trim().to_owned())),
    })
}
