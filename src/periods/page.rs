//! What the page of closing shows, put together from what is stored.
use super::{
    form,
    store::{self, EventRow, WishRow},
};
use crate::{
    books::{form::month_start, store::first_and_last},
    guard::{Can, InGroup},
    meetings::pages::head,
    store::{Result, Tx},
};
use chrono::{DateTime, Datelike, Months, NaiveDate, Utc};
use domain::periods::{self, Next, Waiting};
use std::collections::BTreeMap;
use templates::{
    closing::{ClosingPage, MonthPeriod, NextPeriod, PeriodLine, PeriodState, ReopenForm, ReopeningRequest, YearPeriods},
    parts::Problem,
};
use words::Words;

/// Reads and puts together.
pub async fn page(tx: &mut Tx, visit: &InGroup, form: ReopenForm, problems: Vec<Problem>, today: NaiveDate) -> Result<ClosingPage> {
    let (book, words) = (visit.group.book, visit.words());
    let span = first_and_last(tx, book).await?;
    let closed_through = crate::store::head(tx, book).await?.closed_through;
    let (events, wishes) = (store::events(tx, book).await?, store::wishes(tx, book).await?);
    let first = span.map(|(first, _)| first);
    let next = periods::next(first, closed_through);
    let waiting = match next {
        Some(next) => store::waiting_through(tx, book, next.through).await?,
        None => Waiting::default(),
    };
    let refusal = next.and_then(|next| periods::close(next.through, first, closed_through, waiting, today).err());
    let shown = Shown { first, closed_through, today, next: next.filter(|_| refusal.is_none()), events: &events, words };
    let request = wishes.iter().find(|wish| wish.decision.is_none());
    Ok(ClosingPage {
        around: visit.visit.around(),
        group: head(&visit.group),
        trail: visit.may(Can::SeeTrail),
        years: shown.years(),
        next: next.map(|next| NextPeriod {
            month: month_start(next.through),
            through: next.through,
            year: next.year,
            corrections_wait: waiting.corrections > 0,
            requests_wait: waiting.requests > 0,
            hindrances: refusal.into_iter().map(|refusal| form::say_close(words, refusal)).collect(),
        }),
        request: request.map(|wish| shown.request(wish, visit)),
        form,
        problems,
        history: shown.history(&wishes),
        may_close: visit.may(Can::Close),
    })
}

struct Shown<'a> {
    first: Option<NaiveDate>,
    closed_through: Option<NaiveDate>,
    today: NaiveDate,
    /// What may be closed now.
    next: Option<Next>,
    events: &'a [EventRow],
    words: Words,
}

impl Shown<'_> {
    /// Every month from the first entry's to this one, by year, latest year first.
    fn years(&self) -> Vec<YearPeriods> {
        let Some(first) = self.first else { return vec![] };
        let last = self.closed_through.unwrap_or(first).max(self.today).max(first);
        let mut years: BTreeMap<i32, Vec<MonthPeriod>> = BTreeMap::new();
        let mut month = month_start(first);
        while month <= last {
            years.entry(month.year()).or_default().push(self.month(month));
            let Some(after) = month.checked_add_months(Months::new(1)) else { break };
            month = after;
        }
        years.into_iter().rev().map(|(year, months)| self.year(year, months)).collect()
    }

    fn year(&self, year: i32, months: Vec<MonthPeriod>) -> YearPeriods {
        let last = NaiveDate::from_ymd_opt(year, 12, 31);
        let is_closed = last.is_some_and(|last| self.closed_through >= Some(last));
        let closing = self.events.iter().find(|event| event.kind == "close" && event.through == last);
        YearPeriods {
            year,
            state: if is_closed { PeriodState::Closed } else { PeriodState::Open },
            entry: closing.filter(|_| is_closed).and_then(|event| event.entry_no).map(i64::unsigned_abs),
            months,
        }
    }

    fn month(&self, month: NaiveDate) -> MonthPeriod {
        let end = periods::month_end(month);
        let closing = self.events.iter().find(|event| event.kind == "close" && event.through == Some(end));
        let state = match closing {
            _ if self.closed_through >= Some(end) => PeriodState::Closed,
            _ if self.next.is_some_and(|next| next.through == end) => PeriodState::Next,
            Some(_) => PeriodState::Reopened,
            None => PeriodState::Open,
        };
        let closed = closing.filter(|_| state == PeriodState::Closed);
        MonthPeriod {
            month,
            state,
            closed: closed.map(|event| (event.asked_by_name.clone().unwrap_or_default(), event.recorded_at)),
        }
    }

    fn request(&self, wish: &WishRow, visit: &InGroup) -> ReopeningRequest {
        ReopeningRequest {
            number: u32::try_from(wish.no).unwrap_or(u32::MAX),
            month: self.opened(wish.through),
            reason: wish.reason.clone(),
            asked_by: wish.asked_by_name.clone().unwrap_or_default(),
            asked_at: wish.asked_at,
            is_own: wish.asked_by == visit.visit.user.id,
        }
    }

    /// The first month that opens when the books stay closed only through a day.
    fn opened(&self, through: Option<NaiveDate>) -> NaiveDate {
        through.and_then(|through| through.succ_opt()).or(self.first.map(month_start)).unwrap_or(self.today)
    }

    /// Everything that happened, latest first: what took place, what was asked for, what was refused.
    fn history(&self, wishes: &[WishRow]) -> Vec<PeriodLine> {
        let mut lines: Vec<PeriodLine> = self.events.iter().map(|event| self.event(event)).collect();
        for wish in wishes {
            let asked = self.line("reopening-wished", wish.through, wish.asked_at, &wish.asked_by_name);
            lines.push(PeriodLine { reason: wish.reason.clone(), ..asked });
            if let (Some("refused"), Some(at)) = (wish.decision.as_deref(), wish.decided_at) {
                let key = if wish.decided_by == Some(wish.asked_by) { "reopening-taken-back" } else { "reopening-declined" };
                lines.push(self.line(key, wish.through, at, &wish.decided_by_name));
            }
        }
        // Stable: what took place at one instant keeps its order.
        lines.sort_by_key(|line| std::cmp::Reverse(line.at));
        lines
    }

    fn event(&self, event: &EventRow) -> PeriodLine {
        let (words, who) = (self.words, event.asked_by_name.clone().unwrap_or_default());
        let (at, entry) = (event.recorded_at, event.entry_no.map(i64::unsigned_abs));
        match event.through.filter(|_| event.kind == "close") {
            Some(through) if through.month() == 12 => {
                let what = words.with("year-closed", &[("year", words.ordinal(through.year().into()).into())]);
                PeriodLine { at, who, what, reason: String::new(), entry }
            }
            Some(through) => {
                let what = words.with("closing-done", &[("period", words.month(through).into())]);
                PeriodLine { at, who, what, reason: String::new(), entry }
            }
            None => {
                let both = [who, event.confirmed_by_name.clone().unwrap_or_default()].join(" · ");
                PeriodLine { who: both, reason: event.reason.clone(), ..self.line("reopening-agreed", event.through, at, &None) }
            }
        }
    }

    fn line(&self, key: &str, through: Option<NaiveDate>, at: DateTime<Utc>, who: &Option<String>) -> PeriodLine {
        let what = self.words.with(key, &[("month", self.words.month(self.opened(through)).into())]);
        PeriodLine { at, who: who.clone().unwrap_or_default(), what, reason: String::new(), entry: None }
    }
}
