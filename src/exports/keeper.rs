//! Whose book it is, and by which names other programs know what is in it: a group with its members, or an award with its
//! grants and those who hold its money.
use crate::{
    awards::store::{self as awards, AwardRow},
    coops::store as coops,
    groups::store::Group,
    members::store as members,
    store::{BookId, Result, Tx},
};
use chrono::NaiveDate;
use domain::grants::Fact;
use ledger::{AccountKind, AccountNo, Commodity, PartyNo};
use std::collections::{BTreeMap, BTreeSet};

/// Whose book it is.
#[derive(Clone, Debug)]
pub struct Keeper {
    /// The book.
    pub book: BookId,
    /// The code of the group or award.
    pub code: String,
    /// Its name in Khmer.
    pub name_km: String,
    /// Its name in Latin script.
    pub name_latin: String,
    /// Its currency.
    pub commodity: Commodity,
    /// Since when it is there.
    pub since: NaiveDate,
    /// The group, where it is one's.
    pub(super) group: Option<Group>,
    accounts: BTreeMap<AccountNo, (String, AccountKind)>,
    parties: BTreeMap<PartyNo, Party>,
    coded: BTreeSet<PartyNo>,
    acts: BTreeMap<i64, String>,
}

/// Somebody in a book.
#[derive(Clone, Debug)]
struct Party {
    /// What stands in the name of an account: `m007` a member, `g012` a grant, `h003` who holds money.
    label: String,
    /// The number of the member or grant.
    number: Option<i64>,
    khmer: String,
    latin: String,
}

/// All grants under codes together: which of them a line is of is nobody's business but the liaison's.
const BY_CODE: PartyNo = PartyNo(i64::MAX);

impl Keeper {
    /// A group.
    pub async fn of_group(tx: &mut Tx, group: &Group) -> Result<Keeper> {
        let members = members::members(tx, group.book, &group.commodity).await?;
        let party = |one: &members::Member| {
            let (khmer, latin) = (one.names().khmer(), one.names().latin());
            (one.party(), Party { label: format!("m{:03}", one.number), number: Some(one.number), khmer, latin })
        };
        // Who buys or sells at a cooperative and is no member.
        let outsider = |(party, latin): (i64, String)| {
            (PartyNo(party), Party { label: format!("p{party:03}"), number: None, khmer: String::new(), latin })
        };
        let outsiders = coops::outsiders(tx, group.book).await?;
        Ok(Keeper {
            book: group.book,
            code: group.code.clone(),
            name_km: group.name_km.clone(),
            name_latin: group.name_latin.clone(),
            commodity: group.commodity(),
            since: group.founded_on,
            group: Some(group.clone()),
            accounts: accounts(tx, group.book).await?,
            parties: outsiders.into_iter().map(outsider).chain(members.iter().map(party)).collect(),
            coded: BTreeSet::new(),
            acts: BTreeMap::new(),
        })
    }

    /// An award. Grants under codes stand together as `by-code`.
    pub async fn of_award(tx: &mut Tx, award: &AwardRow) -> Result<Keeper> {
        let loaded = awards::load(tx, award).await?;
        let terms = &loaded.terms;
        let mut parties = BTreeMap::new();
        let mut coded = BTreeSet::new();
        for grant in awards::grant_parties(tx, award.book).await? {
            let label = format!("g{:03}", grant.no);
            match grant.names {
                Some(names) => {
                    let (khmer, latin) = (names.khmer(), names.latin());
                    parties.insert(PartyNo(grant.party), Party { label, number: Some(grant.no), khmer, latin });
                }
                None => drop(coded.insert(PartyNo(grant.party))),
            }
        }
        parties.insert(BY_CODE, Party { label: "by-code".into(), number: None, khmer: String::new(), latin: String::new() });
        for (holder, (_, name)) in loaded.state().holders {
            let label = format!("h{holder:03}");
            parties.insert(PartyNo(holder), Party { label, number: None, khmer: String::new(), latin: name });
        }
        let what = |fact: &Fact| match fact {
            Fact::Stepped { voucher, .. } => format!("Voucher {voucher}"),
            fact => {
                let code = fact.code().replace('-', " ");
                code[..1].to_uppercase() + &code[1..]
            }
        };
        let acts = loaded.acts.iter().filter_map(|act| Some((act.entry?, format!("{} (act {})", what(&act.fact), act.no))));
        Ok(Keeper {
            book: award.book,
            code: award.code.clone(),
            name_km: terms.name_km.clone(),
            name_latin: terms.name_latin.clone(),
            commodity: awards::CURRENCIES.into_iter().find(|one| one.code() == terms.currency).unwrap_or(Commodity::USD),
            since: award.from_day,
            group: None,
            accounts: accounts(tx, award.book).await?,
            acts: acts.collect(),
            parties,
            coded,
        })
    }

    /// The code of an account; an unknown number is an empty code.
    pub fn account_code(&self, account: AccountNo) -> &str {
        self.accounts.get(&account).map_or("", |(code, _)| code)
    }

    /// What an account tells.
    pub(super) fn kind(&self, account: AccountNo) -> AccountKind {
        self.accounts.get(&account).map_or(AccountKind::Equity, |(_, kind)| *kind)
    }

    /// The party under which a posting is shown.
    pub(super) fn shown(&self, party: PartyNo) -> PartyNo {
        if self.coded.contains(&party) { BY_CODE } else { party }
    }

    /// What stands for a party in the name of an account.
    pub(super) fn label(&self, party: PartyNo) -> String {
        self.parties.get(&self.shown(party)).map_or_else(|| format!("p{:03}", party.0), |one| one.label.clone())
    }

    /// The number of a member or grant.
    pub(super) fn number(&self, party: PartyNo) -> Option<i64> {
        self.parties.get(&self.shown(party)).and_then(|one| one.number)
    }

    /// The party as files name it: a member by her number, others by their label.
    pub(super) fn party(&self, party: PartyNo) -> Option<String> {
        let number = if self.group.is_some() { self.number(party) } else { None };
        Some(number.map_or_else(|| self.label(party), |number| number.to_string()))
    }

    /// A name, Khmer where there is one.
    pub(super) fn name(&self, party: PartyNo) -> String {
        let one = self.parties.get(&self.shown(party));
        one.map_or_else(String::new, |one| if one.khmer.is_empty() { one.latin.clone() } else { one.khmer.clone() })
    }

    /// Both names in one line; nothing where nobody is named.
    pub(super) fn both_names(&self, party: PartyNo) -> Option<String> {
        let one = self.parties.get(&self.shown(party))?;
        Some(match (one.khmer.is_empty(), one.latin.is_empty()) {
            (false, false) => format!("{} ({})", one.khmer, one.latin),
            _ => format!("{}{}", one.khmer, one.latin),
        })
    }

    /// What an entry of an award is, in a few words.
    pub(super) fn act(&self, entry: i64) -> Option<&str> {
        self.acts.get(&entry).map(String::as_str)
    }
}

async fn accounts(tx: &mut Tx, book: BookId) -> Result<BTreeMap<AccountNo, (String, AccountKind)>> {
    let rows = crate::books::store::accounts(tx, book).await?;
    let read =
        |(no, code, kind): (i64, String, String)| (AccountNo(no), (code, AccountKind::parse(&kind).unwrap_or(AccountKind::Equity)));
    Ok(rows.into_iter().map(read).collect())
}
