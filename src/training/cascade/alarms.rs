//! What asks for attention, by partner and kind, and where it is mended.
use super::Land;
use crate::{
    app::App,
    error::Answer,
    exports::{Cell, Rows},
    guard::{Can, Visit},
    listing::ListQuery,
    training::{
        coaching::alarm_text,
        files::file,
        sessions::{choices, codes, served},
    },
    web,
};
use axum::extract::{Query, State};
use chrono::NaiveDate;
use domain::training::{Alarm, CoachingKind};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use templates::{
    parts::{Name, with_query},
    training::alarms::{AlarmLine, AlarmsPage, KINDS, alarms as draw},
};
use uuid::Uuid;
use words::Words;

/// What the address says beside paging and the organisation.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct AlarmQuery {
    kind: String,
    format: String,
}

/// `GET /training/alarms?organisation=&kind=&format=`
pub async fn show(State(app): State<App>, visit: Visit, Query(query): Query<AlarmQuery>, Query(list): Query<ListQuery>) -> Answer {
    let (words, today) = (visit.words(), app.today());
    let mut tx = app.db().read().await?;
    let organisations = served(&mut tx, &visit, Can::SeeTraining).await?;
    let codes = codes(&organisations);
    let land = Land::load(&mut tx, |organisation| codes.contains_key(&organisation)).await?;
    let teller = Teller { words, visit: &visit, names: land.names(), land: &land, codes: &codes, today };
    let mut all = land.alarms(today);
    // Whoever waits longest comes first among those who were not visited; the other kinds keep their order.
    all.sort_by_key(|alarm| match alarm {
        Alarm::NotVisited { days, .. } => (1, -days),
        Alarm::NoAttendance { .. } => (2, 0),
        _ => (0, 0),
    });
    let mut lines: Vec<AlarmLine> = all.iter().filter_map(|alarm| teller.line(alarm)).collect();
    let mut partners: BTreeMap<String, i64> = BTreeMap::new();
    for line in &lines {
        *partners.entry(line.organisation.clone()).or_default() += 1;
    }
    lines.retain(|line| list.organisation.is_empty() || line.organisation == list.organisation);
    let counts = KINDS.map(|kind| (kind, lines.iter().filter(|line| line.kind == kind).count() as i64)).to_vec();
    lines.retain(|line| query.kind.is_empty() || line.kind == query.kind);
    if !query.format.is_empty() {
        return file("alarms", table(words, &lines), &query.format, today);
    }
    let keep = [("organisation", &*list.organisation), ("kind", &*query.kind)];
    let (alarms, listing) = list.page("/training/alarms", &keep, lines, |_, _, _| None);
    Ok(web::html(draw(&AlarmsPage {
        around: visit.around(),
        alarms,
        listing,
        counts,
        partners: partners.into_iter().collect(),
        organisations: choices(words, &organisations),
        organisation: list.organisation,
        kind: query.kind,
    })))
}

/// Says alarms in the reader's language.
struct Teller<'a> {
    words: Words,
    visit: &'a Visit,
    names: BTreeMap<Uuid, Name>,
    land: &'a Land,
    codes: &'a BTreeMap<Uuid, String>,
    today: NaiveDate,
}

impl Teller<'_> {
    fn line(&self, alarm: &Alarm) -> Option<AlarmLine> {
        let name = |id: Uuid| self.names.get(&id).cloned().unwrap_or_default();
        let text = alarm_text(self.words, alarm, |id| self.names.get(&id).map(|name| name.show(self.words).to_owned()));
        let line = |kind, about: Uuid, coach: Name, organisation: Uuid, (href, mend)| AlarmLine {
            kind,
            name: name(about),
            coach,
            text: text.clone(),
            organisation: self.codes.get(&organisation).cloned().unwrap_or_default(),
            href,
            mend,
        };
        match alarm {
            Alarm::TooManyTrainees { coach, .. } => {
                let organisation = self.of_coach(*coach, CoachingKind::Farmer)?;
                Some(line("trainees", *coach, Name::default(), organisation, self.hand_over(*coach, organisation)))
            }
            Alarm::TooManyHouseholds { coach, .. } => {
                let organisation = self.of_coach(*coach, CoachingKind::Household)?;
                Some(line("households", *coach, Name::default(), organisation, self.hand_over(*coach, organisation)))
            }
            Alarm::SeveralCoaches { trainee, coaches } => {
                let among: BTreeSet<&Uuid> = coaches.iter().collect();
                let hers = |row: &&super::CoachingRow| {
                    row.coaching.trainee == *trainee && among.contains(&row.coaching.coach) && row.coaching.holds_on(self.today)
                };
                let row = self.land.rows.iter().filter(hers).max_by_key(|row| row.coaching.from)?;
                let href = format!("/training/coachings/{}", row.coaching.id);
                Some(line("several", *trainee, Name::default(), row.organisation, (href, "training-mend-look")))
            }
            Alarm::NotVisited { coaching, .. } => {
                let row = self.land.row(*coaching)?;
                let href = format!("/training/coachings/{coaching}");
                let to = if self.may_keep(row.organisation) {
                    (format!("{href}/visit"), "training-mend-visit")
                } else {
                    (href, "training-mend-look")
                };
                Some(line("not-visited", row.coaching.trainee, row.coach_name.clone(), row.organisation, to))
            }
            Alarm::NoAttendance { coaching } => {
                let row = self.land.row(*coaching)?;
                let code = self.codes.get(&row.organisation).map_or("", |code| code.as_str());
                let person = row.trainee_record.to_string();
                let to = if self.may_keep(row.organisation) {
                    let pairs = [("organisation", code), ("person", person.as_str())];
                    (with_query("/training/sessions/new", &pairs), "training-mend-session")
                } else {
                    (format!("/training/coachings/{coaching}"), "training-mend-look")
                };
                Some(line("no-attendance", row.coaching.trainee, row.coach_name.clone(), row.organisation, to))
            }
        }
    }

    fn may_keep(&self, organisation: Uuid) -> bool {
        self.visit.may_for(Can::KeepTraining, organisation)
    }

    /// Where somebody who has too many is helped.
    fn hand_over(&self, coach: Uuid, organisation: Uuid) -> (String, &'static str) {
        let href = format!("/training/coaches/{coach}");
        if self.may_keep(organisation) {
            (format!("{href}/hand-over?none=1"), "training-mend-hand-over")
        } else {
            (href, "training-mend-look")
        }
    }

    /// The organisation for which somebody coaches now.
    fn of_coach(&self, coach: Uuid, kind: CoachingKind) -> Option<Uuid> {
        let hers = |row: &&super::CoachingRow| {
            row.coaching.coach == coach && row.coaching.kind == kind && row.coaching.holds_on(self.today)
        };
        self.land.rows.iter().find(hers).map(|row| row.organisation)
    }
}

/// The same for a spreadsheet.
fn table(words: Words, lines: &[AlarmLine]) -> Rows {
    let mut rows = Rows::new(&["organisation", "kind", "name", "coach", "alarm"]);
    for line in lines {
        rows.push([
            Cell::text(&line.organisation),
            Cell::text(line.kind),
            Cell::text(line.name.show(words)),
            Cell::text(line.coach.show(words)),
            Cell::text(&line.text),
        ]);
    }
    rows
}
