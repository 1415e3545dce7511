//! Awards and what happens under them, in the reader's words.
use super::store::{AwardRow, CURRENCIES};
use chrono::NaiveDate;
use domain::grants::{
    Award, Fact, Grant, State, Terms, VoucherNo, Who,
    acts::{Match, Same, Step, Visiting},
    codes::REASONS,
    terms::LineKind,
};
use ledger::Commodity;
use serde::Serialize;
use std::collections::HashMap;
use templates::{
    awards::{AwardHead, grant::Event},
    parts::{Name, Unit},
};
use uuid::Uuid;
use words::Words;

/// The award's currency, as pages read and write it.
pub fn currency(terms: &Terms) -> Commodity {
    CURRENCIES.into_iter().find(|currency| currency.code() == terms.currency).unwrap_or(Commodity::USD)
}

/// An award as its pages head themselves.
pub fn head(row: &AwardRow, terms: &Terms) -> AwardHead {
    let commodity = currency(terms);
    AwardHead {
        code: row.code.clone(),
        name: Name::new(&terms.name_km, &terms.name_latin),
        unit: Unit { commodity: commodity.code().to_owned(), decimals: commodity.decimals() },
        grants: terms.lines.iter().any(|line| line.kind == LineKind::Grants),
    }
}

/// The name of a line of the budget; its code where it is not there.
pub fn line(terms: &Terms, code: &str) -> Name {
    terms.line(code).map_or_else(|| Name::said(code), |(_, line)| Name::new(&line.name_km, &line.name_latin))
}

/// The word of a plain enum, as facts spell it: `lost-contact`.
pub fn word(value: impl Serialize) -> String {
    serde_json::to_value(value).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

/// Tells what happened to one grant.
#[derive(Clone, Copy)]
pub struct Teller<'a> {
    /// The reader's words.
    pub words: Words,
    /// The award.
    pub award: &'a Award,
    /// How it stands.
    pub state: &'a State,
    /// Everybody's name.
    pub users: &'a HashMap<Uuid, String>,
}

impl Teller<'_> {
    /// Who did something.
    pub fn who(&self, who: &Who) -> String {
        match who {
            Who::User(id) => self.users.get(id).cloned().unwrap_or_default(),
            Who::Named(name) => name.clone(),
        }
    }

    /// A sum of the award's money.
    pub fn money(&self, amount: i64) -> String {
        let currency = currency(&self.award.terms);
        self.words.amount(amount, currency.decimals(), currency.code())
    }

    /// What the screening found the same, in words.
    pub fn found(&self, found: &Match) -> String {
        let key = match found.same {
            Same::Person => "grant-same-person",
            Same::Household => "grant-same-household",
            Same::Phone => "grant-same-phone",
            Same::Account => "grant-same-account",
            Same::Place => "grant-same-place",
        };
        self.words.with(key, &[("grant", self.words.ordinal(found.grant).into())])
    }

    /// What a visit is for.
    pub fn visiting(&self, visiting: Visiting) -> String {
        match visiting {
            Visiting::Verification { tranche } => {
                self.words.with("grant-visit-tranche", &[("number", self.words.ordinal(tranche as i64 + 1).into())])
            }
            Visiting::FollowUp { months } => {
                let key = if months == 1 { "grant-visit-month" } else { "grant-visit-months" };
                self.words.with(key, &[("count", self.words.number(months.into()).into())])
            }
        }
    }

    /// The life of a grant, in its order: what was written here, or what its papers of before say.
    pub fn life(&self, grant: &Grant) -> Vec<Event> {
        if grant.brought {
            let mut events = self.brought(grant);
            events.sort_by_key(|event| event.on);
            return events;
        }
        let own = |fact: &Fact| {
            let of_voucher = fact.voucher().and_then(|no| self.state.vouchers.get(&no)).and_then(|voucher| voucher.grant());
            fact.grant().or(of_voucher) == Some(grant.no)
        };
        self.award.acts.iter().filter(|act| own(&act.fact)).filter_map(|act| self.event(act.day, &act.by, &act.fact)).collect()
    }

    fn made(&self, (on, by): (NaiveDate, &Who), icon: &'static str, text: String, more: Vec<String>) -> Event {
        let more = more.into_iter().filter(|part| !part.trim().is_empty()).collect();
        Event { on, who: self.who(by), icon, text, more, picture: None, bad: false }
    }

    fn say(&self, key: &str) -> String {
        self.words.say(key).into_owned()
    }

    fn sum(&self, key: &str, amount: i64) -> String {
        self.words.with(key, &[("amount", self.money(amount).into())])
    }

    fn numbered(&self, key: &str, number: i64) -> String {
        self.words.with(key, &[("number", self.words.ordinal(number).into())])
    }

    fn event(&self, on: NaiveDate, by: &Who, fact: &Fact) -> Option<Event> {
        let at = (on, by);
        Some(match fact {
            Fact::Applied { asked, .. } => self.made(at, "file-text", self.sum("grant-event-applied", *asked), vec![]),
            Fact::Screened { matches, passed, reason, .. } => {
                let mut more: Vec<String> = matches.iter().map(|found| self.found(found)).collect();
                more.push(reason.clone());
                self.judged(self.made(at, "search", self.say(passed_key("grant-event-screened", *passed)), more), *passed)
            }
            Fact::Appraised { score, passed, .. } => {
                let more = vec![self.words.with("grant-event-score", &[("count", self.words.number(*score).into())])];
                self.judged(self.made(at, "eye", self.say(passed_key("grant-event-appraised", *passed)), more), *passed)
            }
            Fact::Ruled { minute, members, rank, approved, .. } => {
                let text = approved.map_or_else(|| self.say("grant-event-ruled-no"), |sum| self.sum("grant-event-ruled-yes", sum));
                let names: Vec<String> = members.iter().map(|member| self.who(member)).collect();
                let voted = self.words.with("grant-event-voted", &[("names", names.join(", ").into())]);
                let more = vec![
                    self.words.with("grant-event-minute", &[("minute", minute.clone().into())]),
                    self.numbered("grant-event-rank", *rank),
                    voted,
                ];
                self.judged(self.made(at, "gavel", text, more), approved.is_some())
            }
            Fact::Agreed { tranches, .. } => {
                let sum = tranches.iter().map(|tranche| tranche.amount).sum();
                let count = self.words.with("grant-event-tranches", &[("count", self.words.number(tranches.len() as i64).into())]);
                self.made(at, "handshake", self.sum("grant-event-agreed", sum), vec![count])
            }
            Fact::Varied { minute, .. } => {
                let more = vec![self.words.with("grant-event-minute", &[("minute", minute.clone().into())])];
                self.made(at, "pencil", self.say("grant-event-varied"), more)
            }
            Fact::Visited { visiting, seen, operating, sales, jobs, picture, safe, .. } => {
                let mut more = vec![
                    self.say(&format!("grant-seen-{}", word(seen))),
                    self.say(&format!("grant-operating-{}", word(operating))),
                ];
                more.extend(sales.map(|sales| self.sum("grant-event-sales", sales)));
                more.extend(jobs.map(|jobs| self.words.with("grant-event-jobs", &[("count", self.words.number(jobs).into())])));
                more.extend(safe.map(|safe| self.say(if safe { "code-event-safe-yes" } else { "code-event-safe-no" })));
                Event { picture: picture.clone(), ..self.made(at, "map-pin", self.visiting(*visiting), more) }
            }
            Fact::Closed { verified, returned, disallowed, exit, .. } => {
                let mut more = vec![
                    self.sum("grant-event-verified", *verified),
                    self.sum("grant-event-returned", *returned),
                    self.sum("grant-event-disallowed", *disallowed),
                ];
                more.extend(exit.map(|exit| self.say(&format!("code-exit-{}", word(exit)))));
                self.made(at, "lock", self.say("grant-event-closed"), more)
            }
            Fact::Recovered { amount, .. } => self.made(at, "undo-2", self.sum("grant-event-recovered", *amount), vec![]),
            other => return self.of_voucher(at, other),
        })
    }

    fn of_voucher(&self, at: (NaiveDate, &Who), fact: &Fact) -> Option<Event> {
        Some(match fact {
            Fact::Prepared { voucher, amount, .. } => {
                let sum = self.money(*amount);
                self.made(at, "file-text", self.numbered(step_key(Step::Prepared), *voucher), vec![sum])
            }
            Fact::Stepped { voucher, step, .. } => self.made(at, "check", self.numbered(step_key(*step), *voucher), vec![]),
            Fact::Voided { voucher, reason } => {
                self.made(at, "ban", self.numbered("grant-event-voided", *voucher), vec![self.reason(*voucher, reason)])
            }
            Fact::Reversed { voucher, reason } => {
                self.made(at, "undo-2", self.numbered("grant-event-reversed", *voucher), vec![self.reason(*voucher, reason)])
            }
            Fact::Filed { voucher, receipt } => {
                let more = vec![receipt.supplier.clone(), receipt.number.clone()];
                self.made(at, "scroll-text", self.numbered("grant-event-filed", *voucher), more)
            }
            _ => return None,
        })
    }

    /// Why a voucher was taken back: as it was typed, or the words of a list under a code.
    fn reason(&self, voucher: VoucherNo, reason: &str) -> String {
        let grant = self.state.vouchers.get(&voucher).and_then(|voucher| voucher.grant());
        let by_code = grant.and_then(|no| self.state.grants.get(&no)).is_some_and(Grant::is_coded);
        if by_code && REASONS.contains(&reason) { self.say(&format!("code-reason-{reason}")) } else { reason.to_owned() }
    }

    fn judged(&self, event: Event, passed: bool) -> Event {
        Event { bad: !passed, ..event }
    }

    /// A grant of before, as its papers say.
    fn brought(&self, grant: &Grant) -> Vec<Event> {
        let nobody = Who::Named(String::new());
        let mut events = Vec::new();
        let mut add = |on, by: &Who, icon, text| events.push(self.made((on, by), icon, text, vec![]));
        if let Some(done) = &grant.applied {
            add(done.on, &done.by, "file-text", self.say("grant-event-applied-before"));
        }
        if let Some(done) = &grant.screened {
            add(done.on, &done.by, "search", self.say("grant-event-screened-yes"));
        }
        if let Some((done, _)) = &grant.appraised {
            add(done.on, &done.by, "eye", self.say("grant-event-appraised-yes"));
        }
        if let Some(ruling) = &grant.ruled {
            add(ruling.on, &nobody, "gavel", self.sum("grant-event-ruled-yes", ruling.approved.unwrap_or(0)));
        }
        if let Some(done) = &grant.agreed {
            add(done.on, &done.by, "handshake", self.sum("grant-event-agreed", grant.agreement()));
        }
        for voucher in self.state.vouchers_of(grant.no) {
            for (step, done) in &voucher.steps {
                add(done.on, &done.by, "check", self.numbered(step_key(*step), voucher.no));
            }
        }
        for visit in &grant.visits {
            add(visit.done.on, &visit.done.by, "map-pin", self.visiting(visit.visiting));
        }
        if let Some(closing) = &grant.closed {
            add(closing.on, &nobody, "lock", self.sum("grant-event-closed-before", closing.verified));
        }
        events
    }
}

fn passed_key(key: &'static str, passed: bool) -> &'static str {
    match (key, passed) {
        ("grant-event-screened", true) => "grant-event-screened-yes",
        ("grant-event-screened", false) => "grant-event-screened-no",
        (_, true) => "grant-event-appraised-yes",
        (_, false) => "grant-event-appraised-no",
    }
}

fn step_key(step: Step) -> &'static str {
    match step {
        Step::Prepared => "grant-event-prepared",
        Step::Checked => "grant-event-checked",
        Step::Approved => "grant-event-approved",
        Step::Paid => "grant-event-paid",
        Step::Recorded => "grant-event-recorded",
    }
}
