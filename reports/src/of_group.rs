//! What the papers of a group's meetings have in common: whose they are, and which officers sign.
use crate::{Label, Say, Signatures, contract::Name};
use domain::people::Office;
use ledger::Commodity;

/// The group that a paper is of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OfGroup {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: Name,
    /// Where it is: province and code of the village.
    pub place: Name,
}

impl OfGroup {
    /// Name and code, as they head a page.
    pub(crate) fn head(&self, say: Say) -> String {
        format!("{} · {}", self.name.line(say), self.code)
    }
}

/// An officer who signs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signer {
    /// Her office.
    pub office: Office,
    /// Her name; empty: to be written.
    pub name: Name,
}

impl Signer {
    /// The name of the office.
    pub(crate) fn office(&self, say: Say) -> Label {
        office(say, self.office)
    }
}

/// The name of an office.
pub(crate) fn office(say: Say, office: Office) -> Label {
    say.say(&format!("office-{}", office.code()))
}

/// The name of a currency, with its sign.
pub(crate) fn currency(say: Say, commodity: Commodity) -> String {
    let key = if commodity == Commodity::USD { "dollar" } else { "riel" };
    say.say(key).line()
}

/// Places for officers to sign.
pub(crate) fn signatures(say: Say, signers: &[Signer], thumbs: bool) -> Signatures {
    Signatures { people: signers.iter().map(|signer| (signer.office(say), signer.name.line(say))).collect(), thumbs }
}

#[cfg(test)]
mod tests;
