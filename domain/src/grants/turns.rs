//! Whose turn it is: what somebody may do with a grant or a voucher now, and which of it waits for her.
use super::{
    Award, Grant, Stage, State, Voucher, Who,
    acts::{GrantNo, Purpose, Step, Visiting, VoucherNo},
    duties::{Duty, forbidden},
};
use chrono::{Months, NaiveDate};

/// Something that is done with a grant or a voucher in its turn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Turn {
    /// Compare the applicant with every other grant.
    Screen,
    /// Look at the business.
    Appraise,
    /// Write down what the committee decided.
    Rule,
    /// Sign the agreement.
    Agree,
    /// Make out the voucher of the next tranche.
    Prepare,
    /// See that a voucher is right.
    Check,
    /// Approve it.
    Approve,
    /// Pay it.
    Pay,
    /// Record it.
    Record,
    /// Go and see.
    Visit,
    /// Change the agreement.
    Vary,
    /// Close the grant.
    Close,
    /// Take back what was not allowed.
    Recover,
}

impl Turn {
    /// All, in the order in which a grant lives through them.
    pub const ALL: [Turn; 13] = [
        Turn::Screen,
        Turn::Appraise,
        Turn::Rule,
        Turn::Agree,
        Turn::Prepare,
        Turn::Check,
        Turn::Approve,
        Turn::Pay,
        Turn::Record,
        Turn::Visit,
        Turn::Vary,
        Turn::Close,
        Turn::Recover,
    ];

    /// Its word, in addresses and in the words of pages.
    pub fn code(self) -> &'static str {
        match self {
            Turn::Screen => "screen",
            Turn::Appraise => "appraise",
            Turn::Rule => "rule",
            Turn::Agree => "agree",
            Turn::Prepare => "prepare",
            Turn::Check => "check",
            Turn::Approve => "approve",
            Turn::Pay => "pay",
            Turn::Record => "record",
            Turn::Visit => "visit",
            Turn::Vary => "vary",
            Turn::Close => "close",
            Turn::Recover => "recover",
        }
    }

    /// The turn of a word.
    pub fn parse(word: &str) -> Option<Turn> {
        Turn::ALL.into_iter().find(|turn| turn.code() == word)
    }

    /// Where the grants stand whose turn it is; none for what is done with vouchers, or at several stages.
    pub fn stage(self) -> Option<Stage> {
        match self {
            Turn::Screen => Some(Stage::Applied),
            Turn::Appraise => Some(Stage::Screened),
            Turn::Rule => Some(Stage::Appraised),
            Turn::Agree => Some(Stage::Approved),
            Turn::Prepare | Turn::Close | Turn::Vary => Some(Stage::Agreed),
            Turn::Recover => Some(Stage::Closed),
            Turn::Check | Turn::Approve | Turn::Pay | Turn::Record | Turn::Visit => None,
        }
    }

    /// The step of a voucher that it is.
    pub fn step(self) -> Option<Step> {
        match self {
            Turn::Check => Some(Step::Checked),
            Turn::Approve => Some(Step::Approved),
            Turn::Pay => Some(Step::Paid),
            Turn::Record => Some(Step::Recorded),
            _ => None,
        }
    }
}

/// What one person may do under an award on a day.
pub struct Turns<'a> {
    /// The award.
    pub award: &'a Award,
    /// How it stands.
    pub state: &'a State,
    /// Who.
    pub me: Who,
    /// The day.
    pub today: NaiveDate,
    /// Whether her office does it, for a grant under a code or for another.
    pub may: &'a (dyn Fn(Turn, bool) -> bool + Send + Sync),
}

impl Turns<'_> {
    fn hers(&self, grant: &Grant, turn: Turn, duty: Duty) -> bool {
        (self.may)(turn, grant.is_coded()) && forbidden(duty, grant.duties(&self.me)).is_none()
    }

    /// What she may do with a grant now, and whether it waits; what waits comes first.
    pub fn of_grant(&self, grant: &Grant) -> Vec<(Turn, bool)> {
        let coded = grant.is_coded();
        let mut all = Vec::new();
        let mut add = |may: bool, turn, waits| all.extend(may.then_some((turn, waits)));
        let visit =
            || (self.hers(grant, Turn::Visit, Duty::Verifies), Turn::Visit, !self.state.visits_due(grant, self.today).is_empty());
        match grant.stage {
            Stage::Applied => add(self.hers(grant, Turn::Screen, Duty::Screens), Turn::Screen, true),
            Stage::Screened => add(self.hers(grant, Turn::Appraise, Duty::Appraises), Turn::Appraise, true),
            // Who writes the minutes down need not have voted.
            Stage::Appraised => add((self.may)(Turn::Rule, coded), Turn::Rule, true),
            Stage::Approved => add(self.hers(grant, Turn::Agree, Duty::Signs), Turn::Agree, true),
            Stage::Agreed => {
                let (may, turn, waits) = visit();
                add(may, turn, waits);
                let close = (self.may)(Turn::Close, coded) && !self.state.voucher_open(grant.no);
                add(close, Turn::Close, self.state.is_done(grant));
                add(self.hers(grant, Turn::Vary, Duty::Signs), Turn::Vary, false);
            }
            Stage::Closed => {
                let (may, turn, waits) = visit();
                add(may, turn, waits);
                add((self.may)(Turn::Recover, coded) && grant.to_recover > 0, Turn::Recover, true);
            }
            Stage::Rejected => {}
        }
        all.sort_by_key(|(_, waits)| !waits);
        all
    }

    /// The tranche (from 0) for which she may make out a voucher now.
    pub fn to_prepare(&self, grant: &Grant) -> Option<usize> {
        let at = self.state.tranche_due(grant, self.today)?;
        self.hers(grant, Turn::Prepare, Duty::Prepares).then_some(at)
    }

    /// The step of a voucher that comes next, where it is her office's; and what she did that keeps her from it.
    pub fn of_voucher(&self, voucher: &Voucher) -> Option<(Turn, Option<Duty>)> {
        let step = voucher.next().filter(|_| !voucher.brought)?;
        let turn = Turn::ALL.into_iter().find(|turn| turn.step() == Some(step))?;
        let grant = voucher.grant().and_then(|no| self.state.grants.get(&no));
        let mut done = voucher.duties(&self.me);
        done.extend(grant.into_iter().flat_map(|grant| grant.duties(&self.me)));
        (self.may)(turn, grant.is_some_and(Grant::is_coded)).then(|| (turn, forbidden(step.duty(), done)))
    }

    /// Grants of which a turn waits for her, by number; those under codes, or the others.
    pub fn grants(&self, turn: Turn, coded: bool) -> Vec<GrantNo> {
        let waits = |grant: &&Grant| match turn {
            Turn::Prepare => self.to_prepare(grant).is_some(),
            _ => self.of_grant(grant).contains(&(turn, true)),
        };
        let grants = self.state.grants.values().filter(|grant| grant.is_coded() == coded);
        grants.filter(waits).map(|grant| grant.no).collect()
    }

    /// Vouchers whose next step is hers, by number.
    pub fn vouchers(&self, turn: Turn) -> Vec<VoucherNo> {
        let hers = |voucher: &&Voucher| self.of_voucher(voucher) == Some((turn, None));
        self.state.vouchers.values().filter(hers).map(|voucher| voucher.no).collect()
    }
}

impl Award {
    /// Calls that are open on a day: line and last day.
    pub fn open_calls<'a>(&self, state: &'a State, today: NaiveDate) -> impl Iterator<Item = (&'a str, NaiveDate)> + use<'a> {
        let last = self.terms.to;
        let open = state.calls.iter().filter(move |(_, until)| *until >= today && today <= last);
        open.map(|(line, until)| (line.as_str(), *until))
    }
}

impl State {
    /// Whether a voucher of a grant is under way.
    pub fn voucher_open(&self, grant: GrantNo) -> bool {
        self.vouchers_of(grant).any(|voucher| voucher.next().is_some() && !voucher.brought)
    }

    /// Tranches that are paid, in their order.
    pub fn paid_tranches(&self, grant: GrantNo) -> Vec<usize> {
        let paid = |voucher: &Voucher| match voucher.purpose {
            Purpose::Tranche { tranche, .. } => (voucher.stands() && voucher.step(Step::Paid).is_some()).then_some(tranche),
            _ => None,
        };
        let mut all: Vec<usize> = self.vouchers_of(grant).filter_map(paid).collect();
        all.sort_unstable();
        all
    }

    /// When the first tranche was paid: follow-ups are counted from that day.
    pub fn began(&self, grant: GrantNo) -> Option<NaiveDate> {
        let paid = self.vouchers_of(grant).filter(|voucher| voucher.stands()).filter_map(|voucher| voucher.step(Step::Paid));
        paid.map(|done| done.on).min()
    }

    /// Visits that should have been made by a day: of tranches that nobody saw, and follow-ups 1, 3, 6 and 12 months after
    /// the first payment.
    pub fn visits_due(&self, grant: &Grant, today: NaiveDate) -> Vec<Visiting> {
        let made = |visiting: &Visiting| grant.visits.iter().any(|visit| visit.visiting == *visiting);
        let tranches = self.paid_tranches(grant.no).into_iter().map(|tranche| Visiting::Verification { tranche });
        let began = self.began(grant.no);
        let came =
            |months: u8| began.and_then(|day| day.checked_add_months(Months::new(months.into()))).is_some_and(|day| day <= today);
        let follow = [1, 3, 6, 12].into_iter().filter(|months| came(*months)).map(|months| Visiting::FollowUp { months });
        tranches.chain(follow).filter(|visiting| !made(visiting)).collect()
    }

    /// Whether everything of a grant was paid and seen: it may be closed.
    pub fn is_done(&self, grant: &Grant) -> bool {
        let paid = self.paid_tranches(grant.no);
        !grant.tranches.is_empty() && (0..grant.tranches.len()).all(|at| paid.contains(&at) && grant.verified(at))
    }

    /// The tranche (from 0) whose turn it is: its day came, the one before was seen, and it has no voucher.
    pub fn tranche_due(&self, grant: &Grant, today: NaiveDate) -> Option<usize> {
        let taken = |at: usize| {
            let purpose = Purpose::Tranche { grant: grant.no, tranche: at };
            self.vouchers_of(grant.no).any(|voucher| voucher.stands() && voucher.purpose == purpose)
        };
        let at = (0..grant.tranches.len()).find(|at| !taken(*at))?;
        let due = grant.stage == Stage::Agreed && grant.tranches[at].from <= today && (at == 0 || grant.verified(at - 1));
        due.then_some(at)
    }
}
