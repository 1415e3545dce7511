//! The route of the baseline: what a group that has met for years brings along.
use super::{
    form::Typed,
    pages::head,
    refusals::{self, Unread},
    seal::{self, Act, Loaded},
};
use crate::{
    app::App,
    error::{Answer, Fault},
    guard::InGroup,
    members::store::Member,
    web,
};
use axum::{Form, extract::State};
use domain::{
    meetings::Why,
    opening::{Opening, OpeningLine, OpeningPlace},
};
use templates::{
    opening::{OpeningMember, OpeningPage, opening},
    parts::Problem,
};
use uuid::Uuid;

/// `GET /groups/{group}/opening`
pub async fn form(State(app): State<App>, visit: InGroup) -> Answer {
    let mut tx = app.db().read().await?;
    let loaded = seal::load(&mut tx, &visit.group).await?;
    if loaded.last.is_some() {
        return Err(Fault::NotFound); // the books are open: there is nothing to bring along any more
    }
    let fields = vec![("key".into(), Uuid::now_v7().to_string()), ("date".into(), visit.words().date_short(app.today()))];
    Ok(web::html(opening(&page(&visit, &loaded, &Typed::new(fields), vec![]))))
}

/// `POST /groups/{group}/opening`
pub async fn send(State(app): State<App>, visit: InGroup, Form(pairs): Form<Vec<(String, String)>>) -> Answer {
    let group = &visit.group;
    let typed = Typed::new(pairs);
    let key = typed.key().ok_or(Fault::Unreadable)?;
    let act = Act::now(&app, visit.visit.user.id);
    let there = format!("/groups/{}/meetings/0?done=books-opened", group.code);
    let mut tx = app.db().write().await?;
    if super::store::by_key(&mut tx, group.book, key).await?.is_some() {
        return Ok(web::see_other(&there));
    }
    let loaded = seal::load(&mut tx, group).await?;
    let read = match read(&visit, &loaded, &typed, key) {
        Ok(read) => read,
        Err(problems) => return Ok(web::unprocessable(opening(&page(&visit, &loaded, &typed, problems)))),
    };
    match seal::open_books(&mut tx, group, &read, act).await? {
        Ok(_) => {
            tx.commit().await?;
            Ok(web::see_other(&there))
        }
        Err(refusals) => {
            let problems = refusals.into_iter().map(|(place, why)| problem(&visit, &loaded, place, why)).collect();
            Ok(web::unprocessable(opening(&page(&visit, &loaded, &typed, problems))))
        }
    }
}

/// Reads the form; a blank is nothing brought along.
fn read(visit: &InGroup, loaded: &Loaded, typed: &Typed, key: Uuid) -> Result<Opening, Vec<Problem>> {
    let (words, commodity) = (visit.words(), visit.group.commodity());
    let mut problems = Vec::new();
    let on = words::read_date(typed.get("date")).map_err(|why| {
        problems.push(Problem { field: "date".into(), message: refusals::unread(words, commodity, Unread::Date(why)) });
    });
    let mut amount = |field: String| match words::read_quantity(typed.get(&field), commodity.decimals()) {
        Ok(amount) => amount.unwrap_or(0),
        Err(why) => {
            problems.push(Problem { field, message: refusals::unread(words, commodity, Unread::Number(why)) });
            0
        }
    };
    // Who joined since that day brings nothing along; what is typed for her all the same is refused.
    let brings = |member: &&Member| {
        let typed = ["savings", "social"].iter().any(|end| !typed.get(&format!("p{}-{end}", member.party_no)).trim().is_empty());
        member.left_on.is_none() && (typed || on.is_ok_and(|on| member.joined_on <= on))
    };
    let lines = loaded.members.iter().filter(brings).map(|member| OpeningLine {
        party: member.party(),
        savings: amount(format!("p{}-savings", member.party_no)),
        social_fund: amount(format!("p{}-social", member.party_no)),
    });
    let lines = lines.collect();
    let other_cash = amount("other-cash".into());
    match on {
        Ok(on) if problems.is_empty() => Ok(Opening { key, on, lines, other_cash }),
        _ => Err(problems),
    }
}

fn problem(visit: &InGroup, loaded: &Loaded, place: OpeningPlace, why: Why) -> Problem {
    let (words, commodity) = (visit.words(), visit.group.commodity());
    let (field, party) = match place {
        OpeningPlace::Whole => (String::new(), None),
        OpeningPlace::Date => ("date".into(), None),
        OpeningPlace::OtherCash => ("other-cash".into(), None),
        OpeningPlace::SocialFund(party) => (format!("p{}-social", party.0), Some(party)),
        OpeningPlace::Savings(party) | OpeningPlace::Member(party) => (format!("p{}-savings", party.0), Some(party)),
    };
    let who = party.and_then(|party| loaded.members.iter().find(|member| member.party() == party));
    let who = who.map_or(String::new(), |member| format!("{} — ", member.name().show(words)));
    Problem { field, message: who + &refusals::why(words, commodity, why) }
}

fn page(visit: &InGroup, loaded: &Loaded, typed: &Typed, problems: Vec<Problem>) -> OpeningPage {
    let member = |member: &Member| OpeningMember {
        party: member.party_no,
        number: member.number,
        name: member.name(),
        savings: typed.get(&format!("p{}-savings", member.party_no)).to_owned(),
        social: typed.get(&format!("p{}-social", member.party_no)).to_owned(),
    };
    OpeningPage {
        around: visit.visit.around(),
        group: head(&visit.group),
        key: typed.get("key").to_owned(),
        date: typed.get("date").to_owned(),
        members: loaded.members.iter().filter(|member| member.left_on.is_none()).map(member).collect(),
        other_cash: typed.get("other-cash").to_owned(),
        share_value: loaded.cycle.constitution.shares().map(|(value, _)| value),
        problems,
    }
}
