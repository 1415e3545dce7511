//! What is typed about a grant: read into an ask, and each refusal back to its field.
use super::refusals;
use crate::{
    meetings::form::written,
    members::{form as people, store::Person},
    reader::Reader,
};
use chrono::NaiveDate;
use domain::grants::{
    Applicant, Ask, GrantNo, Refusal, Who, Why,
    acts::{Business, PlanLine, Tranche, Visiting},
};
use ledger::Commodity;
use serde::de::DeserializeOwned;
use templates::{
    awards::forms::{OTHER_VOTERS, PLAN_ROWS, TRANCHE_ROWS, Typed},
    member_form::MemberForm,
    parts::Problem,
};
use words::Words;

/// The steps of a grant, as their addresses name them.
pub const ACTS: [&str; 8] = ["screen", "appraise", "rule", "agree", "vary", "visit", "close", "recover"];

/// What a form is read with.
#[derive(Clone, Copy)]
pub struct Reading<'a> {
    /// What was typed.
    pub typed: &'a Typed,
    /// The award's currency.
    pub currency: Commodity,
    /// The reader's words.
    pub words: Words,
    /// Today.
    pub today: NaiveDate,
}

impl Reading<'_> {
    /// Reads a step of a grant.
    ///
    /// # Errors
    /// Every field that cannot be read.
    pub fn act(&self, act: &str, grant: GrantNo) -> Result<(NaiveDate, Ask), Vec<Problem>> {
        let mut reader = Reader::new(self.words);
        let day = reader.past_day("day", self.typed.get("day"), self.today);
        let ask = self.ask(&mut reader, act, grant);
        reader.finish(day.zip(ask))
    }

    fn ask(&self, reader: &mut Reader, act: &str, grant: GrantNo) -> Option<Ask> {
        let text = |field: &str| written(self.typed.get(field));
        match act {
            "screen" => Some(Ask::Screen { grant, passed: self.passed(reader)?, reason: text("reason") }),
            "appraise" => {
                let score = reader.some_count("score", self.typed.get("score"));
                let passed = self.passed(reader);
                Some(Ask::Appraise { grant, score: score?, passed: passed? })
            }
            "rule" => self.rule(reader, grant),
            "agree" => Some(Ask::Agree { grant, tranches: self.tranches(reader), witness: self.typed.get("witness") == "1" }),
            "vary" => Some(Ask::Vary { grant, tranches: self.tranches(reader), minute: text("minute") }),
            "visit" => self.visit(reader, grant),
            "close" => {
                let mut part = |field| self.amount(reader, field);
                let (verified, returned, disallowed) = (part("verified"), part("returned"), part("disallowed"));
                let exit = coded(self.typed.get("exit"));
                Some(Ask::Close { grant, verified: verified?, returned: returned?, disallowed: disallowed?, exit })
            }
            _ => {
                let amount = reader.some_amount("amount", self.typed.get("amount"), self.currency)?;
                Some(Ask::Recover { grant, amount })
            }
        }
    }

    /// An amount of which nothing typed is nothing.
    pub(super) fn amount(&self, reader: &mut Reader, field: &str) -> Option<i64> {
        let typed = self.typed.get(field);
        if typed.trim().is_empty() { Some(0) } else { reader.amount(field, typed, self.currency) }
    }

    fn passed(&self, reader: &mut Reader) -> Option<bool> {
        let read = match self.typed.get("passed") {
            "yes" => Some(true),
            "no" => Some(false),
            _ => None,
        };
        reader.choice("passed", read)
    }

    /// Who voted: those who sign in by their ids, others by their office.
    pub fn voters(&self) -> Vec<Who> {
        let users = self.typed.all("voter").filter_map(|id| id.parse().ok()).map(Who::User);
        let others = (0..OTHER_VOTERS).map(|at| written(self.typed.get(&format!("other-{at}")))).filter(|name| !name.is_empty());
        users.chain(others.map(Who::Named)).collect()
    }

    fn rule(&self, reader: &mut Reader, grant: GrantNo) -> Option<Ask> {
        let rank = reader.some_count("rank", self.typed.get("rank")).filter(|rank| {
            if *rank < 1 {
                reader.refuse("rank", "refuse-award-amount");
            }
            *rank >= 1
        });
        let passed = self.passed(reader);
        let approved = if passed == Some(true) {
            Some(Some(reader.some_amount("approved", self.typed.get("approved"), self.currency)?))
        } else {
            Some(None)
        };
        passed?;
        Some(Ask::Rule {
            grant,
            minute: written(self.typed.get("minute")),
            members: self.voters(),
            rank: rank?,
            approved: approved?,
        })
    }

    /// The rows in which something was typed, as the rule counts them.
    pub fn tranche_rows(&self) -> Vec<usize> {
        let filled = |at: &usize| !self.typed.get(&format!("t{at}-amount")).trim().is_empty();
        (0..TRANCHE_ROWS).filter(filled).collect()
    }

    fn tranches(&self, reader: &mut Reader) -> Vec<Tranche> {
        let mut all = Vec::new();
        for at in self.tranche_rows() {
            let field = |end: &str| format!("t{at}-{end}");
            let amount = reader.some_amount(&field("amount"), self.typed.get(&field("amount")), self.currency);
            let from = reader.day(&field("from"), self.typed.get(&field("from")));
            let means = reader.choice(&field("means"), coded(self.typed.get(&field("means"))));
            all.extend(amount.zip(from).zip(means).map(|((amount, from), means)| Tranche { amount, from, means }));
        }
        all
    }

    fn visit(&self, reader: &mut Reader, grant: GrantNo) -> Option<Ask> {
        let chosen = self.typed.get("visiting");
        let visiting = chosen
            .strip_prefix('t')
            .and_then(|at| at.parse().ok())
            .map(|tranche| Visiting::Verification { tranche })
            .or_else(|| chosen.strip_prefix('m')?.parse().ok().map(|months| Visiting::FollowUp { months }));
        let visiting = reader.choice("visiting", visiting);
        let seen = reader.choice("seen", coded(self.typed.get("seen")));
        let operating = reader.choice("operating", coded(self.typed.get("operating")));
        let sales = reader.amount("sales", self.typed.get("sales"), self.currency);
        let jobs = reader.count("jobs", self.typed.get("jobs"));
        // Asked of a grant under a code alone; the rule refuses it of another.
        let safe = match self.typed.get("safe") {
            "yes" => Some(true),
            "no" => Some(false),
            _ => None,
        };
        Some(Ask::Visit { grant, visiting: visiting?, seen: seen?, operating: operating?, sales, jobs, picture: None, safe })
    }

    /// Reads an application: who, and everything that is asked. Person and party are still to be made.
    ///
    /// # Errors
    /// Every field that cannot be read.
    pub fn application(&self) -> Result<Application, Vec<Problem>> {
        let mut reader = Reader::new(self.words);
        let person = people::read_person(&mut reader, &self.person(), self.today);
        if self.typed.get("village_code").trim().is_empty() {
            reader.refuse("village_code", "person-village");
        }
        let day = reader.past_day("day", self.typed.get("day"), self.today);
        let business: Option<Business> = reader.choice("business", coded(self.typed.get("business")));
        let asked = reader.some_amount("asked", self.typed.get("asked"), self.currency);
        let own = self.amount(&mut reader, "own");
        let plan = self.plan(&mut reader);
        let line = self.typed.get("line").to_owned();
        let (household, account) = (written(self.typed.get("household")), written(self.typed.get("account")));
        let read = person.zip(day).zip(business).zip(asked.zip(own));
        let made = |(((person, day), business), (asked, own))| Application {
            person,
            day,
            line,
            household,
            account,
            business,
            asked,
            own,
            plan,
        };
        reader.finish(read.map(made))
    }

    fn person(&self) -> MemberForm {
        let get = |field: &str| self.typed.get(field).to_owned();
        MemberForm {
            family_name_km: get("family_name_km"),
            given_name_km: get("given_name_km"),
            family_name_latin: get("family_name_latin"),
            given_name_latin: get("given_name_latin"),
            sex: get("sex"),
            birth_year: get("birth_year"),
            phone: get("phone"),
            village_code: get("village_code"),
            ..MemberForm::default()
        }
    }

    /// The rows of the plan in which something was typed, as the rule counts them.
    pub fn plan_rows(&self) -> Vec<usize> {
        let filled =
            |at: &usize| ["what", "amount"].iter().any(|end| !self.typed.get(&format!("plan-{at}-{end}")).trim().is_empty());
        (0..PLAN_ROWS).filter(filled).collect()
    }

    pub(super) fn plan(&self, reader: &mut Reader) -> Vec<PlanLine> {
        let mut all = Vec::new();
        for at in self.plan_rows() {
            let field = format!("plan-{at}-amount");
            let what = written(self.typed.get(&format!("plan-{at}-what")));
            all.extend(reader.some_amount(&field, self.typed.get(&field), self.currency).map(|amount| PlanLine { what, amount }));
        }
        all
    }

    /// Refusals at the fields where they are mended; `name` says who a voter is.
    pub fn problems(&self, act: &str, refused: &[Refusal], name: impl Fn(&Who) -> String) -> Vec<Problem> {
        let mut all: Vec<Problem> = Vec::new();
        for refusal in refused {
            let mut message = refusals::text(self.words, self.currency.code(), &refusal.why);
            if let ("call", Why::BeforeEarlier(_)) = (act, &refusal.why) {
                message = self.words.say("award-call-early").into_owned();
            }
            if let ("recover", Why::OverHeld(left)) = (act, &refusal.why) {
                message = refusals::recovered(self.words, self.currency.code(), *left);
            }
            if let (Some(row), "rule") = (refusal.row, act)
                && let Some(who) = self.voters().get(row)
            {
                message = format!("{} · {message}", name(who));
            }
            let problem = Problem { field: self.field(act, refusal), message };
            if !all.contains(&problem) {
                all.push(problem);
            }
        }
        all
    }

    fn field(&self, act: &str, refusal: &Refusal) -> String {
        let row = |rows: Vec<usize>, prefix: &str, end: &str| {
            let at = refusal.row.and_then(|row| rows.get(row).copied());
            at.map_or_else(String::new, |at| format!("{prefix}{at}-{end}"))
        };
        let field = match (act, &refusal.why) {
            ("agree" | "vary", Why::OutsideAward(..) | Why::BeforeEarlier(_)) if refusal.row.is_some() => {
                return row(self.tranche_rows(), "t", "from");
            }
            ("agree" | "vary", _) if refusal.row.is_some() => return row(self.tranche_rows(), "t", "amount"),
            ("apply", Why::TextMissing | Why::TextLong) if refusal.row.is_some() => return row(self.plan_rows(), "plan-", "what"),
            ("apply", _) if refusal.row.is_some() => return row(self.plan_rows(), "plan-", "amount"),
            ("call", Why::BeforeEarlier(_)) => "until",
            (_, Why::Future | Why::OutsideAward(..) | Why::Closed(_) | Why::BeforeEarlier(_)) => "day",
            ("screen", Why::SameAs(..) | Why::TextLong | Why::TextMissing) => "reason",
            ("appraise", Why::Amount) => "score",
            ("rule", Why::Committee(_) | Why::VotedTwice | Why::SameHand(_)) => "voters",
            ("rule", Why::TextMissing | Why::TextLong) if refusal.row.is_some() => "voters",
            ("rule" | "vary", Why::TextMissing | Why::TextLong | Why::FreeText) => "minute",
            ("rule", Why::Amount | Why::MoreThanAsked(_) | Why::OverLine(_)) => "approved",
            ("agree" | "vary", Why::DoesNotSum(..) | Why::NoTranche | Why::OverLine(_) | Why::NotAsApproved(_)) => "t0-amount",
            ("agree", Why::WitnessMissing) => "witness",
            ("visit", Why::Months | Why::NoTranche) => "visiting",
            ("visit", Why::Amount) => "sales",
            ("close", Why::CloseDoesNotSum(..) | Why::Amount) => "verified",
            ("recover", Why::Amount | Why::OverHeld(_)) => "amount",
            ("apply" | "call", Why::Line(_) | Why::NoCall) => "line",
            ("apply", Why::DoesNotSum(..)) => "plan",
            ("apply", Why::Amount) => "asked",
            ("apply", Why::Consent) => "consent",
            _ => "",
        };
        field.to_owned()
    }
}

/// An application as it was typed.
#[derive(Clone, Debug)]
pub struct Application {
    /// Who answers for the family.
    pub person: Person,
    /// When.
    pub day: NaiveDate,
    line: String,
    household: String,
    account: String,
    business: Business,
    asked: i64,
    own: i64,
    plan: Vec<PlanLine>,
}

impl Application {
    /// The ask of it, for a person and a party that are there.
    pub fn ask(&self, party: i64, person: uuid::Uuid) -> Ask {
        Ask::Apply {
            party,
            line: self.line.clone(),
            applicant: Applicant::Family {
                person,
                household: self.household.clone(),
                phone: self.person.phone.clone(),
                account: self.account.clone(),
                village: self.person.village_code.clone(),
                place: None,
            },
            business: self.business,
            asked: self.asked,
            own: self.own,
            plan: self.plan.clone(),
        }
    }
}

/// Reads the word of a plain enum, as facts spell it.
pub(super) fn coded<T: DeserializeOwned>(text: &str) -> Option<T> {
    serde_json::from_value(serde_json::Value::String(text.to_owned())).ok()
}
