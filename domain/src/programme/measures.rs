//! What can be counted. Each measure says what it counts and what it may be told apart by; its definition in words and the
//! statement that reads its records bear its code.
use super::Dimension;

/// What a measure counts, and so the unit of its figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Counting {
    /// People, each once.
    People,
    /// Households, each once.
    Households,
    /// Groups.
    Groups,
    /// Banks.
    Banks,
    /// Cooperatives.
    Cooperatives,
    /// Awards.
    Awards,
    /// Grants.
    Grants,
    /// Communes.
    Communes,
    /// Sessions.
    Sessions,
    /// Loans.
    Loans,
    /// Square metres.
    Area,
    /// Riel.
    Riel,
    /// Minutes.
    Minutes,
}

impl Counting {
    /// The word in words and files.
    pub fn code(self) -> &'static str {
        match self {
            Counting::People => "people",
            Counting::Households => "households",
            Counting::Groups => "groups",
            Counting::Banks => "banks",
            Counting::Cooperatives => "cooperatives",
            Counting::Awards => "awards",
            Counting::Grants => "grants",
            Counting::Communes => "communes",
            Counting::Sessions => "sessions",
            Counting::Loans => "loans",
            Counting::Area => "square-metres",
            Counting::Riel => "riel",
            Counting::Minutes => "minutes",
        }
    }
}

macro_rules! measures {
    ($($(#[$doc:meta])* $name:ident = $code:literal counts $counting:ident;)*) => {
        /// A measure.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Measure {
            $($(#[$doc])* $name,)*
        }

        impl Measure {
            /// All of them, in the order of the indicators' page.
            pub const ALL: &[Measure] = &[$(Measure::$name,)*];

            /// The word kept in the database and in files.
            pub fn code(self) -> &'static str {
                match self {
                    $(Measure::$name => $code,)*
                }
            }

            /// What it counts.
            pub fn counting(self) -> Counting {
                match self {
                    $(Measure::$name => Counting::$counting,)*
                }
            }
        }
    };
}

measures! {
    /// Awards that are parts of another: sub-grants whose agreement was signed.
    SubGrants = "sub-grants" counts Awards;
    /// Savings groups founded.
    SavingsGroups = "savings-groups" counts Groups;
    /// Members of savings groups who have not left.
    GroupMembers = "group-members" counts People;
    /// Households with a member in a savings group.
    GroupHouseholds = "group-households" counts Households;
    /// Banks that savings groups keep beside their box.
    GroupBanks = "group-banks" counts Banks;
    /// Banks that lend paddy or seed.
    RiceBanks = "rice-banks" counts Banks;
    /// Banks that pass on cattle or buffaloes.
    CowBanks = "cow-banks" counts Banks;
    /// Loans without interest, in money or in kind.
    FreeLoans = "interest-free-loans" counts Loans;
    /// People who were or are model farmers.
    ModelFarmers = "model-farmers" counts People;
    /// Farmers whom a model farmer, or somebody whom she taught, coached, and who came to a session.
    CoachedFarmers = "coached-farmers" counts People;
    /// People who were or are farm business advisors.
    Advisors = "advisors" counts People;
    /// Households that an advisor stands by or stood by.
    AdvisedHouseholds = "advised-households" counts Households;
    /// Groups of organic rice growers in cooperatives.
    RiceGroups = "rice-groups" counts Groups;
    /// Their members.
    RiceGroupMembers = "rice-group-members" counts People;
    /// Groups that grow and sell vegetables.
    VegetableGroups = "vegetable-groups" counts Groups;
    /// Their members.
    VegetableGroupMembers = "vegetable-group-members" counts People;
    /// Rice-mill cooperatives.
    Cooperatives = "cooperatives" counts Cooperatives;
    /// Their members.
    CooperativeMembers = "cooperative-members" counts People;
    /// Communes in which a workshop was held.
    WorkshopCommunes = "workshop-communes" counts Communes;
    /// Who came to workshops: people listed, each once, and those who were only counted.
    WorkshopParticipants = "workshop-participants" counts People;
    /// Rounds of awareness raising.
    AwarenessRounds = "awareness-rounds" counts Sessions;
    /// Households of which somebody came to the sessions for households.
    TrainedHouseholds = "trained-households" counts Households;
    /// Young people who came to sessions for them.
    TrainedYouth = "trained-youth" counts People;
    /// Small grants to families, signed.
    FamilyGrants = "family-grants" counts Grants;
    /// Small grants under a code, signed.
    CodedGrants = "coded-grants" counts Grants;
    /// Scholarships that were paid for.
    Scholarships = "scholarships" counts People;
    /// EG.3-2: people in direct contact with what the programme gives, and not merely with a meeting: members who save,
    /// coached farmers, people of advised households, those listed at sessions.
    Participants = "participants" counts People;
    /// EG.3.2-24: people who applied at least one promoted practice in the fiscal year, seen or told.
    Applying = "applying" counts People;
    /// EG.3.2-25: land on which at least one promoted practice was applied in the fiscal year.
    AppliedArea = "applied-area" counts Area;
    /// EG.3.2-26: what farmers of the programme sold, of a farm product.
    FarmSales = "farm-sales" counts Riel;
    /// EG.3.2-27: money that savings groups lent to members. What was lent in kind has no price of its own on the day it was
    /// lent, and is told by the banks.
    Financing = "financing" counts Riel;
    /// EG.4.2-7: people who save or borrow in a group, once though in several.
    SaversAndBorrowers = "savers-and-borrowers" counts People;
    /// Time that people spent at sessions, each for herself.
    TrainedTime = "trained-time" counts Minutes;
}

impl Measure {
    /// Reads the word.
    pub fn parse(text: &str) -> Option<Measure> {
        Measure::ALL.iter().copied().find(|measure| measure.code() == text)
    }

    /// Whether cells of few must be hidden: it counts those who must not be found.
    pub fn is_protected(self) -> bool {
        matches!(self, Measure::CodedGrants)
    }

    /// The indicator of the donor's handbook that it answers.
    pub fn handbook(self) -> Option<&'static str> {
        Some(match self {
            Measure::Participants => "EG.3-2",
            Measure::Applying => "EG.3.2-24",
            Measure::AppliedArea => "EG.3.2-25",
            Measure::FarmSales => "EG.3.2-26",
            Measure::Financing => "EG.3.2-27",
            Measure::SaversAndBorrowers => "EG.4.2-7",
            _ => return None,
        })
    }

    /// What it may be told apart by.
    pub fn dimensions(self) -> &'static [Dimension] {
        use Dimension::*;
        match self {
            Measure::CodedGrants => &[Province],
            Measure::Scholarships => &[Organisation, Province, Sex],
            Measure::Applying | Measure::FarmSales | Measure::Financing => &[Organisation, Province, Sex, Age, Poverty, New, Kind],
            Measure::AppliedArea => &[Organisation, Province, Sex, Age, Kind],
            Measure::WorkshopCommunes | Measure::AwarenessRounds => &[Organisation, Province],
            _ => match self.counting() {
                Counting::People | Counting::Minutes => &[Organisation, Province, Sex, Age, Poverty, New],
                Counting::Households => &[Organisation, Province, New],
                _ => &[Organisation, Province],
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn codes_are_read_back() {
        let codes: BTreeSet<&str> = Measure::ALL.iter().map(|measure| measure.code()).collect();
        assert_eq!(codes.len(), Measure::ALL.len());
        for measure in Measure::ALL {
            assert_eq!(Measure::parse(measure.code()), Some(*measure));
        }
    }
}
