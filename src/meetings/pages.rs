//! The routes of meetings: the list, the sheet, the sealed meeting.
use super::{
    form::{self, Fill, Typed},
    refusals,
    seal::{self, Act, Loaded, Outcome},
    sheet_page, store,
};
use crate::{
    app::App,
    error::{Answer, Fault},
    groups::store::Group,
    guard::{Can, InGroup},
    listing::ListQuery,
    offline,
    store::Tx,
    web,
};
use axum::{
    Form,
    extract::{Path, Query, State},
    response::IntoResponse,
};
use domain::meetings::{Refusal, Sheet, Why};
use std::collections::HashMap;
use templates::{
    meeting_list::{MeetingKind, MeetingRow, MeetingsPage, meetings as draw},
    meetings::{self as pages, FieldError},
    parts::{GroupHead, Name, Unit},
};

/// `GET /groups/{group}/meetings`: latest first, or as the address sorts them.
pub async fn list(State(app): State<App>, visit: InGroup, Query(query): Query<ListQuery>) -> Answer {
    let group = &visit.group;
    let mut tx = app.db().read().await?;
    let last = store::last(&mut tx, group.book).await?;
    let rows = store::list(&mut tx, group.book, i64::MAX, 0).await?.into_iter().map(row).collect();
    let path = format!("/groups/{}/meetings", group.code);
    let (meetings, listing) = query.page(&path, &[], rows, |column, a: &MeetingRow, b: &MeetingRow| match column {
        "number" => Some(a.number.cmp(&b.number)),
        "savings" => Some(a.savings.cmp(&b.savings)),
        "difference" => Some(a.difference.cmp(&b.difference)),
        _ => None,
    });
    let page = MeetingsPage {
        around: visit.visit.around(),
        group: head(group),
        meetings,
        listing,
        next: visit.may(Can::Seal).then(|| last.map_or(1, |(no, _)| no + 1) as u32),
    };
    Ok(web::html(draw(&page)))
}

/// A meeting as lists show it.
pub fn row(row: store::ListRow) -> MeetingRow {
    let baseline = row.kind == "baseline";
    MeetingRow {
        number: row.no as u32,
        date: row.held_on,
        kind: if baseline { MeetingKind::Opening } else { MeetingKind::Regular },
        attended: (!baseline).then_some(row.came as u32),
        expected: row.members as u32,
        savings: row.savings,
        social_fund: row.social_fund,
        counted: row.counted,
        difference: row.counted.map_or(0, |counted| counted - row.expected),
        corrections: row.corrected as u32,
        sealed: true,
    }
}

/// A group as pages head themselves.
pub fn head(group: &Group) -> GroupHead {
    GroupHead {
        code: group.code.clone(),
        name: Name::new(group.name_km.clone(), group.name_latin.clone()),
        unit: Unit { commodity: group.commodity.clone(), decimals: group.commodity().decimals() },
        saves: group.saves,
        practice: group.practice,
    }
}

/// `GET /groups/{group}/meetings/{no}`: the sealed meeting, or the sheet of the next one.
pub async fn meeting(State(app): State<App>, visit: InGroup, Path((_, no)): Path<(String, i64)>) -> Answer {
    let group = &visit.group;
    let mut tx = app.db().read().await?;
    if let Some(meeting) = store::meeting(&mut tx, group.book, no).await? {
        return Ok(web::html(super::sealed_page::page(&mut tx, &visit, meeting).await?));
    }
    let loaded = seal::load(&mut tx, group).await?;
    if no != loaded.next_no() || !visit.may(Can::Seal) {
        return Err(Fault::NotFound);
    }
    let last = last_savings(&mut tx, group).await?;
    let typed = sheet_page::fresh(&loaded, visit.words(), app.today());
    let read = form::read(&typed, &loaded, app.today());
    let sheet = sheet_page::Shown {
        visit: &visit,
        loaded: &loaded,
        last: &last,
        typed: &typed,
        sheet: &read.sheet,
        answer: false,
        errors: vec![],
    };
    Ok(offline::sheet(&visit.visit, pages::sheet(&sheet_page::page(&sheet, app.today()))))
}

/// `POST /groups/{group}/meetings/{no}`: seal, or fill and reckon without script.
pub async fn send(
    State(app): State<App>,
    visit: InGroup,
    Path((_, no)): Path<(String, i64)>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Answer {
    let mut typed = Typed::new(pairs);
    if typed.key().is_none() {
        return Err(Fault::Unreadable);
    }
    match typed.get("do").to_owned().as_str() {
        "seal" => seal_it(&app, &visit, no, &typed).await,
        what => reckon(&app, &visit, no, &mut typed, Fill::parse(what)).await,
    }
}

/// Seals, or shows what is wrong, or what somebody else has sealed meanwhile.
async fn seal_it(app: &App, visit: &InGroup, no: i64, typed: &Typed) -> Answer {
    let group = &visit.group;
    let mut tx = app.db().write().await?;
    let held = seal::hold(&mut tx, group).await?;
    let next = held.ground.next_no();
    if !(1..=next).contains(&no) {
        return Err(Fault::NotFound);
    }
    let mut read = form::read(typed, &held.ground, app.today());
    if no < next {
        // The address says which meeting it was to be, whatever the form says it comes after.
        read.sheet.after = Some(no - 1);
    }
    let act = Act::now(app, visit.visit.user.id);
    let outcome = match read.unread.is_empty() || no < next {
        true => seal::seal_held(&mut tx, group, &held, &read.sheet, act).await?,
        // What could not be read is said together with what the rule would say.
        false => {
            let refused = domain::meetings::seal(&read.sheet, &held.ground.standing(act.today)).err().unwrap_or_default();
            Outcome::Refused(beside(&read.unread, refused))
        }
    };
    match outcome {
        Outcome::Sealed(no) => {
            tx.commit().await?;
            tracing::info!(group = group.code, meeting = no, "meeting sealed");
            Ok(web::see_other(&format!("/groups/{}/meetings/{no}?done=meeting-sealed", group.code)))
        }
        Outcome::Again(no) => Ok(web::see_other(&format!("/groups/{}/meetings/{no}?done=meeting-sealed", group.code))),
        Outcome::Overtaken(last) => {
            let loaded = held.loaded(&mut tx, group).await?;
            overtaken(&mut tx, visit, &loaded, &read.sheet, typed, no.min(last)).await
        }
        Outcome::Refused(refusals) => {
            let loaded = held.loaded(&mut tx, group).await?;
            let last = last_savings(&mut tx, group).await?;
            let errors = errors(visit, &loaded, read.unread, refusals);
            let shown = sheet_page::Shown { visit, loaded: &loaded, last: &last, typed, sheet: &read.sheet, answer: true, errors };
            Ok(web::unprocessable(pages::sheet(&sheet_page::page(&shown, act.today))))
        }
    }
}

/// Without script: a "fill" button was pressed, or totals were asked for.
async fn reckon(app: &App, visit: &InGroup, no: i64, typed: &mut Typed, what: Option<Fill>) -> Answer {
    let group = &visit.group;
    let mut tx = app.db().read().await?;
    let loaded = seal::load(&mut tx, group).await?;
    if !(1..=loaded.next_no()).contains(&no) {
        return Err(Fault::NotFound);
    }
    if no < loaded.next_no() {
        let read = form::read(typed, &loaded, app.today());
        return overtaken(&mut tx, visit, &loaded, &read.sheet, typed, no).await;
    }
    let last = last_savings(&mut tx, group).await?;
    if let Some(what) = what {
        let read = form::read(typed, &loaded, app.today());
        form::fill(typed, &read.sheet, &loaded.cycle.constitution, &last, what, visit.words());
    }
    let read = form::read(typed, &loaded, app.today());
    let errors = errors(visit, &loaded, read.unread, vec![]);
    let shown = sheet_page::Shown { visit, loaded: &loaded, last: &last, typed, sheet: &read.sheet, answer: true, errors };
    Ok(web::html(pages::sheet(&sheet_page::page(&shown, app.today()))))
}

/// The page for a sheet whose meeting was sealed meanwhile.
async fn overtaken(tx: &mut Tx, visit: &InGroup, loaded: &Loaded, sheet: &Sheet, typed: &Typed, no: i64) -> Answer {
    let meeting = store::meeting(tx, visit.group.book, no).await?.ok_or(Fault::Conflict)?;
    let page = super::conflict_page::page(tx, visit, loaded, sheet, typed, meeting).await?;
    Ok((axum::http::StatusCode::CONFLICT, web::html(page)).into_response())
}

async fn last_savings(tx: &mut Tx, group: &Group) -> crate::store::Result<HashMap<i64, i64>> {
    let rows = store::last_savings(tx, group.book).await?;
    Ok(rows.into_iter().filter_map(|(party, savings)| Some((party, savings?))).collect())
}

/// What the rule says of a sheet in which something could not be read: not what rests on a sum that lacks a figure.
fn beside(unread: &[(String, refusals::Unread)], refused: Vec<Refusal>) -> Vec<Refusal> {
    let lacks_figure = unread.iter().any(|(field, _)| field != "date" && !field.ends_with("-attendance"));
    let lacks_note = unread.iter().any(|(field, _)| field == "coins" || field.starts_with('n'));
    let said = |why| !(lacks_figure && refusals::rests_on_sum(why) || lacks_note && why == Why::NotCounted);
    refused.into_iter().filter(|refusal| said(refusal.why)).collect()
}

/// Every message at its field, in the order of the sheet.
fn errors(visit: &InGroup, loaded: &Loaded, unread: Vec<(String, refusals::Unread)>, refused: Vec<Refusal>) -> Vec<FieldError> {
    let (words, commodity) = (visit.words(), visit.group.commodity());
    let unread = unread.into_iter().map(|(field, why)| (field, refusals::unread(words, commodity, why)));
    let refused = refused.into_iter().map(|refusal| {
        let field = match refusals::field(refusal.place) {
            // The count as a whole is said at its first note.
            field if field == "count" => format!("n{}", form::notes(commodity.code())[0]),
            field => field,
        };
        (field, refusals::why(words, commodity, refusal.why))
    });
    let mut said: Vec<FieldError> = Vec::new();
    for (field, text) in unread.chain(refused) {
        if said.iter().any(|error| error.field == field) {
            continue;
        }
        let who = sheet_page::party_of(&field).and_then(|party| loaded.members.iter().find(|member| member.party_no == party));
        let who = who.map(|member| format!("{} {}", words.ordinal(member.number), member.name().show(words)));
        said.push(FieldError { field, who, text });
    }
    said.sort_by_key(|error| sheet_page::order(&error.field, &loaded.cycle.constitution));
    said
}
