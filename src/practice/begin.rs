//! Beginning to practise: a group like another one, or by ready-made rules, filled so that there is something to press on at
//! once. Beginning anew ends the old one for good and gives its address to the new one, in the same transaction.
use super::{fill, store};
use crate::{
    groups::store::{self as groups, Group, NewGroup},
    imports::ImportError,
    meetings::seal::Act,
    store::{PostError, Tx, record},
};
use chrono::TimeDelta;
use domain::constitution::Constitution;
use uuid::Uuid;
use words::{Language, Words};

/// The longest code that still has room for the numbers of those that ended.
const CODE_MOST: usize = 15;
/// How long the first cycle lasts where the rules are ready-made.
const CYCLE: TimeDelta = TimeDelta::days(364);

/// What a practice group is like.
#[derive(Clone, Debug)]
pub struct Like {
    /// The group whose rules it copies.
    pub group: Option<Group>,
    /// The organisation whose people may see it.
    pub organisation: Uuid,
    /// What its own code is made of: the group's, or the organisation's.
    pub code: String,
    /// What its own name is made of.
    pub names: (String, String),
    /// Where it is.
    pub village: String,
    /// The rules.
    pub constitution: Constitution,
    /// How long a cycle lasts; `None`: a permanent group.
    pub cycle: Option<TimeDelta>,
    /// Whether it has a rice bank.
    pub bank: bool,
}

impl Like {
    /// Like a group that saves, with its rules as they hold now.
    ///
    /// # Errors
    /// Where they cannot be read.
    pub async fn group(tx: &mut Tx, group: &Group, bank: bool) -> crate::store::Result<Like> {
        let cycle = groups::cycle(tx, group.book).await?;
        Ok(Like {
            organisation: group.organisation_id,
            code: group.code.clone(),
            names: (group.name_km.clone(), group.name_latin.clone()),
            village: group.village_code.clone(),
            cycle: cycle.ends_on.map(|end| end - cycle.starts_on),
            constitution: cycle.constitution,
            group: Some(group.clone()),
            bank,
        })
    }

    /// By ready-made rules, for the learners of an organisation.
    pub fn rules(organisation: &groups::Organisation, constitution: Constitution, bank: bool) -> Like {
        Like {
            group: None,
            organisation: organisation.id,
            code: organisation.code.clone(),
            names: (organisation.name_km.clone(), organisation.name_latin.clone()),
            village: String::new(),
            constitution,
            cycle: Some(CYCLE),
            bank,
        }
    }

    /// As a practice group was: like the same group as it is now, or by the rules that it has itself.
    ///
    /// # Errors
    /// Where they cannot be read.
    pub async fn again(tx: &mut Tx, own: &Group, practice: &store::Practice) -> crate::store::Result<Like> {
        let bank = !crate::banks::store::banks_of(tx, own.book).await?.is_empty();
        if let Some(book) = practice.like_book
            && let Some(group) = groups::group_of_book(tx, book).await?
        {
            return Like::group(tx, &group, bank).await;
        }
        let organisations = groups::organisations(tx).await?;
        let organisation = organisations.iter().find(|one| one.id == own.organisation_id);
        let cycle = groups::cycle(tx, own.book).await?;
        let rules = |one| Like::rules(one, cycle.constitution.clone(), bank);
        organisation.map(rules).ok_or_else(|| crate::store::Error::Garbled("a group without its organisation".into()))
    }
}

/// Begins a practice group for somebody who has none; answers its code. The caller commits.
///
/// # Errors
/// A fault of the store, or of the invented past, which a test makes under every rule that is shipped.
pub async fn begin(tx: &mut Tx, like: &Like, act: Act) -> Result<String, ImportError> {
    let code = store::free_code(tx, &code(&like.code), '-').await?;
    begin_as(tx, like, code, act).await
}

/// Ends one practice group for good and begins another in its place; answers the code of the new one, which is the old one's
/// where both are like the same group. The caller commits.
///
/// # Errors
/// As [`begin`].
pub async fn anew(tx: &mut Tx, old: &store::Practice, like: &Like, act: Act) -> Result<String, ImportError> {
    store::end(tx, old, act.by, act.at).await?;
    record(tx, Some(old.book), Some(act.by), "practice-ended", &old.code, act.at).await?;
    let same = old.like_book == like.group.as_ref().map(|group| group.book.0);
    match same {
        true => begin_as(tx, like, old.code.clone(), act).await,
        false => begin(tx, like, act).await,
    }
}

async fn begin_as(tx: &mut Tx, like: &Like, code: String, act: Act) -> Result<String, ImportError> {
    let past = fill::Past::before(act.today, &like.constitution);
    let named = |language, name: &str| match name {
        "" => String::new(),
        name => Words::new(language).with("practice-group-name", &[("name", name.into())]),
    };
    let new = NewGroup {
        organisation_id: like.organisation,
        code: code.clone(),
        name_km: named(Language::Khmer, &like.names.0),
        name_latin: named(Language::English, &like.names.1),
        village_code: like.village.clone(),
        founded_on: past.first(),
        demo: true,
        constitution: like.constitution.clone(),
        // A cycle that would be over before today would leave nothing to practise.
        cycle: (past.first(), like.cycle.map(|long| past.first() + long.max(CYCLE))),
    };
    let book = groups::found_practice(tx, &new, act.by, act.at).await?;
    let names = (&*new.name_km, &*new.name_latin);
    store::add(tx, book, names, like.group.as_ref().map(|group| group.book), (act.by, act.at)).await?;
    store::ensure_second(tx, &second_name(), act.at).await?;
    record(tx, Some(book), Some(act.by), "practice-begun", &code, act.at).await?;
    let gone = || ImportError::Store(PostError::from(crate::store::Error::Garbled("a practice group that was just begun".into())));
    let group = groups::group(tx, &code).await?.ok_or_else(gone)?;
    fill::members(tx, &group, past.first()).await?;
    fill::meetings(tx, &group, &past, act).await?;
    if like.bank {
        fill::rice_bank(tx, &group, act).await?;
    }
    Ok(code)
}

/// `P-` and what it is like, as long as codes of groups may be.
fn code(like: &str) -> String {
    let plain = like.strip_prefix("P-").unwrap_or(like);
    format!("P-{plain}").chars().take(CODE_MOST).collect::<String>().trim_end_matches('-').to_owned()
}

/// The one name of the second officer: users have no name in two languages.
fn second_name() -> String {
    let of = |language| Words::new(language).say("practice-second-name");
    format!("{} · {}", of(Language::Khmer), of(Language::English))
}

#[cfg(test)]
mod tests {
    use super::code;

    #[test]
    fn a_code_leaves_room_for_those_that_ended() {
        assert_eq!(code("SP-KC-01"), "P-SP-KC-01");
        assert_eq!(code("A-VERY-LONG-GROUP-01"), "P-A-VERY-LONG-G");
        assert_eq!(code("ABCDEFGHIJKL-1"), "P-ABCDEFGHIJKL");
    }
}
