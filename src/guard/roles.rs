//! The one table of roles: what each may do, and where it holds.
use uuid::Uuid;

/// What a person may be, on a scope.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Role {
    /// Keeps a group's box and books.
    Treasurer,
    /// Of a group's committee: the second pair of eyes.
    Committee,
    /// A farm business or field advisor who follows groups.
    Advisor,
    /// A programme officer: founds groups and helps them.
    Officer,
    /// Finance staff.
    Finance,
    /// An auditor: sees everything, changes nothing.
    Auditor,
    /// Keeps users and groups; touches no money.
    Administrator,
    /// Leads an award: decides, signs, approves.
    Manager,
    /// Pays what is approved.
    Cashier,
    /// Records what is paid.
    Bookkeeper,
    /// Of monitoring: screens, appraises, verifies.
    Monitor,
    /// The only one who sees which codes an award has.
    Liaison,
}

/// What may be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Can {
    /// See a group, its members and its books.
    See,
    /// See who did what.
    SeeTrail,
    /// Record and seal a meeting.
    Seal,
    /// Ask for a correction, or confirm another officer's.
    Correct,
    /// Add, change and end memberships and terms of office.
    KeepMembers,
    /// Write the constitution.
    KeepConstitution,
    /// Close months and years; ask for a reopening, or confirm another officer's.
    Close,
    /// Found groups.
    FoundGroups,
    /// Begin a practice group like a group that she knows.
    Practise,
    /// Keep users.
    KeepUsers,
    /// See an award: budget, grants, vouchers and their evidence; of grants under codes only totals.
    SeeAward,
    /// Help to apply for a grant.
    Apply,
    /// Compare an applicant with every other grant.
    Screen,
    /// Look at a business before it is decided.
    Appraise,
    /// Write down what the committee decided.
    Decide,
    /// Sign an agreement or its change.
    Sign,
    /// Make out a voucher, file its receipts.
    Prepare,
    /// See that a voucher is right.
    Check,
    /// Approve a voucher.
    Approve,
    /// Pay a voucher.
    Pay,
    /// Record a voucher, or reverse it.
    Record,
    /// Visit a grant and write down what was seen.
    Verify,
    /// Close a grant, take back what was not allowed.
    CloseGrant,
    /// Call for applications; money of the award, rates, holders.
    KeepAward,
    /// See grants under codes one by one; every look is written down.
    SeeCodes,
    /// Draw samples, test, find, sign a certificate.
    Audit,
    /// See samples, tests and findings, and answer findings.
    SeeAudit,
    /// Write down prices, buyers and offers; an officer of a group where that group sells.
    KeepMarket,
    /// See the register of people, and who may be in it twice.
    SeePeople,
    /// Say of two records that they are one person's, or not; put people into households.
    KeepPeople,
    /// See sessions, who coaches whom, and what visits saw.
    SeeTraining,
    /// Write down sessions, coachings, visits and results.
    KeepTraining,
    /// See targets, indicators and statements over many books.
    SeeProgramme,
    /// Write down targets, and for how many a voucher paid.
    KeepProgramme,
    /// Give programs of others a token to read figures with, and revoke it.
    KeepTokens,
    /// See business plans; an officer of a group those of her group and of its loans.
    SeePlans,
    /// Write business plans and hand them in.
    KeepPlans,
    /// Give a plan back or approve it: never one's own.
    ApprovePlans,
    /// Meet laptops, hand books over and take bundles; an officer of a group where a laptop keeps its book.
    KeepBundles,
}

impl Can {
    /// Whether it writes in a group's book, which only the book's keeper does.
    pub(super) fn writes_a_book(self) -> bool {
        use Can::*;
        matches!(self, Seal | Correct | KeepMembers | KeepConstitution | Close)
    }
}

impl Role {
    /// All roles.
    pub const ALL: [Role; 12] = [
        Role::Treasurer,
        Role::Committee,
        Role::Advisor,
        Role::Officer,
        Role::Finance,
        Role::Auditor,
        Role::Administrator,
        Role::Manager,
        Role::Cashier,
        Role::Bookkeeper,
        Role::Monitor,
        Role::Liaison,
    ];

    /// The word kept in the database.
    pub fn code(self) -> &'static str {
        match self {
            Role::Treasurer => "treasurer",
            Role::Committee => "committee",
            Role::Advisor => "advisor",
            Role::Officer => "officer",
            Role::Finance => "finance",
            Role::Auditor => "auditor",
            Role::Administrator => "administrator",
            Role::Manager => "manager",
            Role::Cashier => "cashier",
            Role::Bookkeeper => "bookkeeper",
            Role::Monitor => "monitor",
            Role::Liaison => "liaison",
        }
    }

    /// Reads the word.
    pub fn parse(text: &str) -> Option<Role> {
        Role::ALL.into_iter().find(|role| role.code() == text)
    }

    /// Whether the role is one of programme staff rather than of a village committee.
    pub fn is_staff(self) -> bool {
        !matches!(self, Role::Treasurer | Role::Committee)
    }

    /// Whether the role is one of awards alone: it says nothing of a savings group.
    pub fn is_of_awards(self) -> bool {
        matches!(self, Role::Manager | Role::Cashier | Role::Bookkeeper | Role::Monitor | Role::Liaison)
    }

    /// The table of roles: who may do what within the role's scope.
    pub fn may(self, can: Can) -> bool {
        use Can::*;
        let list: &[Can] = match self {
            Role::Treasurer => &[See, SeeTrail, Seal, Correct, KeepMembers, Close, Practise, KeepMarket, SeePlans, KeepBundles],
            Role::Committee => {
                &[See, SeeTrail, Seal, Correct, KeepMembers, KeepConstitution, Close, Practise, KeepMarket, SeePlans, KeepBundles]
            }
            Role::Advisor => {
                &[See, Practise, SeeAward, Apply, Verify, KeepMarket, SeeTraining, KeepTraining, SeeProgramme, SeePlans, KeepPlans]
            }
            Role::Officer => &[
                See,
                SeeTrail,
                Correct,
                KeepMembers,
                KeepConstitution,
                Close,
                FoundGroups,
                Practise,
                SeeAward,
                Apply,
                Prepare,
                Verify,
                KeepMarket,
                SeePeople,
                KeepPeople,
                SeeTraining,
                KeepTraining,
                SeeProgramme,
                KeepProgramme,
                SeePlans,
                KeepPlans,
                ApprovePlans,
                KeepBundles,
            ],
            Role::Finance => &[
                See,
                SeeTrail,
                Correct,
                Close,
                SeeAward,
                Prepare,
                Check,
                CloseGrant,
                KeepAward,
                SeeAudit,
                SeeTraining,
                SeeProgramme,
                KeepProgramme,
                SeePlans,
                ApprovePlans,
            ],
            Role::Auditor => &[See, SeeTrail, SeeAward, Audit, SeeAudit, SeePeople, SeeTraining, SeeProgramme, SeePlans],
            Role::Administrator => &[
                See,
                SeeTrail,
                KeepMembers,
                KeepConstitution,
                FoundGroups,
                Practise,
                KeepUsers,
                SeeAward,
                KeepMarket,
                SeePeople,
                KeepPeople,
                SeeTraining,
                KeepTraining,
                SeeProgramme,
                KeepProgramme,
                KeepTokens,
                SeePlans,
                KeepPlans,
                KeepBundles,
            ],
            Role::Manager => {
                &[SeeAward, Decide, Sign, Approve, KeepAward, SeeAudit, SeeTraining, SeeProgramme, SeePlans, ApprovePlans]
            }
            Role::Cashier => &[SeeAward, Pay],
            Role::Bookkeeper => &[SeeAward, Record],
            Role::Monitor => &[SeeAward, Screen, Appraise, Verify, SeeTraining, SeeProgramme, SeePlans],
            // She helps those under a code alone: a family's form is not hers.
            Role::Liaison => &[SeeAward, SeeCodes],
        };
        list.contains(&can)
    }
}

/// Where a role holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Scope {
    /// Everywhere.
    Programme,
    /// In an organisation and its groups.
    Organisation(Uuid),
    /// In one group or one award, named by its book.
    Group(i64),
}

impl Scope {
    /// The book of the group or award, where it is one.
    pub fn book(self) -> Option<i64> {
        if let Scope::Group(book) = self { Some(book) } else { None }
    }
}

/// A role on a scope.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct RoleOn {
    /// What.
    pub role: Role,
    /// Where.
    pub scope: Scope,
}

impl RoleOn {
    /// Whether it holds in a group or under an award, named by its book and its organisation.
    pub fn holds_in(self, book: i64, organisation: Uuid) -> bool {
        match self.scope {
            Scope::Programme => true,
            Scope::Organisation(id) => id == organisation,
            Scope::Group(id) => id == book,
        }
    }
}
