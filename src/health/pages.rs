//! The route of a group's health.
use super::{Health, read, store::MeetingRow};
use crate::{app::App, error::Answer, guard::InGroup, meetings::pages::head, web};
use axum::extract::State;
use domain::health::{Ratio, figures, practices};
use templates::health::{HealthPage, MeetingPoint, health};

/// `GET /groups/{group}/health`
pub async fn show(State(app): State<App>, visit: InGroup) -> Answer {
    let mut tx = app.db().read().await?;
    let Health { inputs, meetings, outstanding } = read(&mut tx, &visit.group, app.today()).await?;
    let page = HealthPage {
        around: visit.visit.around(),
        group: head(&visit.group),
        on: inputs.on,
        cycle_from: inputs.cycle_from,
        shared_out: inputs.running.shared_out,
        cycle_over: inputs.running.cycle_until.is_some_and(|until| until < inputs.on),
        figures: figures(&inputs),
        practices: practices(&inputs),
        meetings: meetings.iter().map(point).collect(),
        outstanding,
    };
    Ok(web::html(health(&page)))
}

fn point(row: &MeetingRow) -> MeetingPoint {
    let came = Ratio::of(row.present, row.members).filter(|_| row.called > 0);
    MeetingPoint {
        no: u32::try_from(row.no).unwrap_or(u32::MAX),
        savings: row.savings,
        came_percent: came.map(|came| came.times(100, 1).rounded()),
    }
}
