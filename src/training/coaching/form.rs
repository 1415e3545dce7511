//! Writing down who coaches: terms that begin and end, coachings that begin and end, and whose a sign-in is.
use super::{
    Ground, coaching, codes, head, person_line,
    store::{self, CoachRole, NewCoaching, NewTerm, Stamp},
    visits::store as visits,
};
use crate::{
    app::App,
    error::{Answer, Fault},
    groups::store as groups,
    guard::{Can, Visit},
    imports::table::latin_digits,
    listing::{matches, plain},
    meetings::seal::Act,
    members::{form::read_person, store as members},
    people::store::{self as people, PersonRow},
    reader::Reader,
    store::{Tx, record},
    users::store as users,
    web,
};
use axum::{
    Form,
    extract::{Path, Query, State},
};
use chrono::NaiveDate;
use domain::{
    people::VillageCode,
    training::{CoachingKind, EndReason, LinkRefusal},
};
use members::Person;
use serde::Deserialize;
use std::collections::BTreeMap;
use templates::{
    member_form::MemberForm,
    parts::{Name, Problem},
    training::coaching::{
        Choice,
        coaches::{BeginForm, BeginPage, TermForm, TermPage, begin as draw_begin, term as draw_term},
        find::{FindPage, Who, find as draw_find},
    },
};
use uuid::Uuid;
use words::Words;

/// The most people that a search shows.
const FOUND_MOST: usize = 20;

/// What was searched for, or who was found.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct FindQuery {
    q: String,
    person: String,
}

/// A form as it came.
type Pairs = Vec<(String, String)>;

/// What stands in a field; nothing where it is not there.
pub(super) fn text<'a>(pairs: &'a [(String, String)], name: &str) -> &'a str {
    pairs.iter().find(|(field, _)| field == name).map_or("", |(_, value)| value)
}

/// Those of a name whom the reader may write something down for, one line a person.
async fn search(tx: &mut Tx, visit: &Visit, query: &str) -> Result<(Vec<templates::training::coaching::PersonLine>, bool), Fault> {
    let needle = plain(query);
    if needle.is_empty() {
        return Ok((vec![], false));
    }
    let codes = codes(tx).await?;
    let people = people::people(tx, "").await?;
    let fits = |row: &&PersonRow| {
        let name = row.name();
        visit.may_for(Can::KeepTraining, row.organisation_id) && matches(&needle, &[&name.khmer, &name.latin])
    };
    let mut seen = std::collections::BTreeSet::new();
    let mut found: Vec<_> = people.iter().filter(fits).filter(|row| seen.insert(row.head())).take(FOUND_MOST + 1).collect();
    let more = found.len() > FOUND_MOST;
    found.truncate(FOUND_MOST);
    Ok((found.into_iter().map(|row| person_line(row, &codes)).collect(), more))
}

/// Somebody of the register, or somebody new: as far as the form knows.
struct Chosen {
    row: Option<PersonRow>,
    who: Who,
}

impl Chosen {
    /// Whom an address or a form names, or a page that is not there.
    async fn load(tx: &mut Tx, visit: &Visit, person: &str, pairs: &[(String, String)]) -> Result<Chosen, Fault> {
        let codes = codes(tx).await?;
        if person != "new" {
            let id: Uuid = person.parse().map_err(|_| Fault::NotFound)?;
            let row = people::records(tx, id).await?.into_iter().find(|row| row.id == id).ok_or(Fault::NotFound)?;
            if !visit.may_for(Can::KeepTraining, row.organisation_id) {
                return Err(Fault::NotFound);
            }
            let line = Some(person_line(&row, &codes));
            return Ok(Chosen { row: Some(row), who: Who { line, ..Who::default() } });
        }
        let words = visit.words();
        let mut served = groups::organisations(tx).await?;
        served.retain(|one| visit.may_for(Can::KeepTraining, one.id));
        let organisations: Vec<Choice> =
            served.iter().map(|one| (one.code.clone(), words.name(&one.name_km, &one.name_latin).to_owned())).collect();
        let who = Who {
            line: None,
            form: somebody(pairs),
            organisations,
            organisation: text(pairs, "organisation").to_owned(),
            same_name: false,
            other: text(pairs, "other").to_owned(),
        };
        Ok(Chosen { row: None, who })
    }

    /// The organisation that serves her.
    async fn organisation(&self, tx: &mut Tx, visit: &Visit) -> Result<Uuid, Fault> {
        if let Some(row) = &self.row {
            return Ok(row.organisation_id);
        }
        let mut served = groups::organisations(tx).await?;
        served.retain(|one| visit.may_for(Can::KeepTraining, one.id));
        let chosen = served.iter().find(|one| one.code == self.who.organisation).or(served.first());
        Ok(chosen.ok_or(Fault::NotFound)?.id)
    }

    /// Reads somebody new; nobody where she was found.
    async fn read(
        &mut self,
        tx: &mut Tx,
        reader: &mut Reader,
        organisation: Uuid,
        today: NaiveDate,
    ) -> Result<Option<Person>, Fault> {
        if self.row.is_some() {
            return Ok(None);
        }
        let person = read_person(reader, &self.who.form, today);
        if let Some(person) = &person {
            self.who.same_name = !members::namesakes(tx, organisation, &person.names).await?.is_empty();
        }
        if self.who.same_name && self.who.other != "1" {
            reader.refuse("other", "coaching-somebody-there");
        }
        Ok(person)
    }
}

fn somebody(pairs: &[(String, String)]) -> MemberForm {
    let field = |name| text(pairs, name).to_owned();
    MemberForm {
        family_name_km: field("family_name_km"),
        given_name_km: field("given_name_km"),
        family_name_latin: field("family_name_latin"),
        given_name_latin: field("given_name_latin"),
        sex: field("sex"),
        birth_year: field("birth_year"),
        phone: field("phone"),
        village_code: field("village_code"),
        ..MemberForm::default()
    }
}

/// Writes somebody new down and says so, or answers with who was found.
async fn written(tx: &mut Tx, chosen: &Chosen, new: Option<Person>, organisation: Uuid, by: Act) -> Result<Uuid, Fault> {
    match (&chosen.row, new) {
        (Some(row), _) => Ok(row.id),
        (None, Some(person)) => {
            let id = members::add_person(tx, organisation, &person).await?;
            record(tx, None, Some(by.by), "coaching-person-added", &id.to_string(), by.at).await?;
            Ok(id)
        }
        (None, None) => Err(Fault::Broken("a form without a person was read".into())),
    }
}

/// `GET /training/coaches/new`
pub async fn new_term(State(app): State<App>, visit: Visit, Query(query): Query<FindQuery>) -> Answer {
    let mut tx = app.db().read().await?;
    if query.person.is_empty() {
        let (found, more) = search(&mut tx, &visit, &query.q).await?;
        return Ok(web::html(draw_find(&FindPage {
            around: visit.around(),
            title: "coach-term-begin",
            under: String::new(),
            path: "/training/coaches/new".into(),
            back: "/training/coaches".into(),
            query: query.q,
            found,
            more,
        })));
    }
    let chosen = Chosen::load(&mut tx, &visit, &query.person, &[]).await?;
    let village = chosen.row.as_ref().map(|row| row.village_code.clone()).unwrap_or_default();
    let form =
        TermForm { key: Uuid::now_v7().to_string(), role: String::new(), village, from: visit.words().date_short(app.today()) };
    Ok(web::html(draw_term(&TermPage { around: visit.around(), who: chosen.who, form, problems: vec![] })))
}

/// `POST /training/coaches/new`
pub async fn begin_term(State(app): State<App>, visit: Visit, Form(pairs): Form<Pairs>) -> Answer {
    let mut tx = app.db().write().await?;
    let by = Act::now(&app, visit.user.id);
    let key: Uuid = text(&pairs, "key").parse().map_err(|_| Fault::Unreadable)?;
    let to = |person: Uuid| web::see_other(&format!("/training/coaches/{person}?done=coach-term-begun"));
    if let Some(term) = store::term(&mut tx, key).await? {
        return if visit.may_for(Can::KeepTraining, term.organisation) { Ok(to(term.person)) } else { Err(Fault::NotFound) };
    }
    let mut chosen = Chosen::load(&mut tx, &visit, text(&pairs, "person"), &pairs).await?;
    let organisation = chosen.organisation(&mut tx, &visit).await?;
    let mut reader = Reader::new(visit.words());
    let person = chosen.read(&mut tx, &mut reader, organisation, by.today).await?;
    let role = reader.choice("role", CoachRole::parse(text(&pairs, "role")));
    let village = latin_digits(text(&pairs, "village").trim());
    if VillageCode::parse_place(&village).is_err() {
        reader.refuse("village", "place-code-bad");
    }
    let from = reader.past_day("from", text(&pairs, "from"), by.today);
    if let (Some(row), Some(role)) = (&chosen.row, role) {
        let all = store::terms(&mut tx, None).await?;
        if all.iter().any(|term| term.person == row.head() && term.role == role && term.ended.is_none()) {
            reader.refuse("role", "coach-term-there");
        }
    }
    let whole = chosen.row.is_some() || person.is_some();
    let read = reader.finish(role.zip(from).filter(|_| whole));
    let (role, from) = match read {
        Ok(read) => read,
        Err(problems) => {
            let field = |name| text(&pairs, name).to_owned();
            let form = TermForm { key: field("key"), role: field("role"), village: field("village"), from: field("from") };
            return Ok(web::unprocessable(draw_term(&TermPage { around: visit.around(), who: chosen.who, form, problems })));
        }
    };
    let person = written(&mut tx, &chosen, person, organisation, by).await?;
    let term = NewTerm { id: key, person, organisation, role, village, from };
    store::add_term(&mut tx, &term, Stamp { by: by.by, at: by.at }).await?;
    record(&mut tx, None, Some(by.by), "coach-term-begun", &key.to_string(), by.at).await?;
    tx.commit().await?;
    Ok(to(chosen.row.map_or(person, |row| row.head())))
}

/// `POST /training/coaches/{person}/end`
pub async fn end_term(State(app): State<App>, visit: Visit, Path(person): Path<String>, Form(pairs): Form<Pairs>) -> Answer {
    let mut tx = app.db().write().await?;
    let by = Act::now(&app, visit.user.id);
    let (coach, _) = head(&mut tx, &person).await?;
    let id: Uuid = text(&pairs, "term").parse().map_err(|_| Fault::Unreadable)?;
    let term = store::term(&mut tx, id).await?.filter(|term| term.person == coach).ok_or(Fault::NotFound)?;
    if !visit.may_for(Can::KeepTraining, term.organisation) {
        return Err(Fault::NotFound);
    }
    let to = web::see_other(&format!("/training/coaches/{coach}?done=coach-term-ended"));
    let mut reader = Reader::new(visit.words());
    let fields = [format!("to-{id}"), format!("why-{id}")];
    let read = read_end(&mut reader, &pairs, [&fields[0], &fields[1]], (term.from, None), by.today);
    let (on, why) = match reader.finish(read) {
        Ok(read) => read,
        Err(problems) => {
            let end = ["term", &fields[0], &fields[1]].map(|name| text(&pairs, name).to_owned());
            return super::pages::coach_again(&mut tx, &app, &visit, coach, end, problems).await;
        }
    };
    // Ended twice, it is ended once.
    if store::end_term(&mut tx, id, on, why).await? > 0 {
        record(&mut tx, None, Some(by.by), "coach-term-ended", &id.to_string(), by.at).await?;
        tx.commit().await?;
    }
    Ok(to)
}

/// The day and the reason of an end; what was a mistake ends on any day since it began.
fn read_end(
    reader: &mut Reader,
    pairs: &[(String, String)],
    [to, why]: [&str; 2],
    (from, visited): (NaiveDate, Option<NaiveDate>),
    today: NaiveDate,
) -> Option<(NaiveDate, EndReason)> {
    let on = reader.past_day(to, text(pairs, to), today);
    let reason = EndReason::parse(text(pairs, why)).filter(|why| EndReason::CHOSEN.contains(why));
    let reason = reader.choice(why, reason);
    if let Some(on) = on
        && on < from
    {
        reader.refuse(to, link_key(LinkRefusal::EndsBefore));
    }
    if let (Some(on), Some(last)) = (on, visited)
        && on < last
        && reason != Some(EndReason::Mistake)
    {
        reader.say(to, reader.words.with("coaching-ends-before-visit", &[("date", reader.words.date(last).into())]));
    }
    on.zip(reason)
}

/// The key of what is said of a coaching that cannot be.
pub fn link_key(why: LinkRefusal) -> &'static str {
    match why {
        LinkRefusal::Herself => "coaching-refuse-herself",
        LinkRefusal::Day => "coaching-refuse-day",
        LinkRefusal::Already => "coaching-refuse-already",
        LinkRefusal::Circle => "coaching-refuse-circle",
        LinkRefusal::NotCoach => "coaching-refuse-not-coach",
        LinkRefusal::EndsBefore => "coaching-refuse-ends-before",
        LinkRefusal::Ended => "coaching-refuse-ended",
    }
}

/// The coach to whom somebody is given.
struct Coach {
    id: Uuid,
    name: Name,
    record: Uuid,
    organisation: Uuid,
    ground: Ground,
}

impl Coach {
    async fn load(tx: &mut Tx, visit: &Visit, person: &str) -> Result<Coach, Fault> {
        let (id, records) = head(tx, person).await?;
        let ground = Ground::load(tx, visit, Can::KeepTraining).await?;
        let (name, organisation) = ground.name(id).zip(ground.organisation(id)).ok_or(Fault::NotFound)?;
        let record = records.iter().find(|row| row.organisation_id == organisation).map_or(id, |row| row.id);
        Ok(Coach { id, name, record, organisation, ground })
    }

    fn kind(&self, today: NaiveDate) -> CoachingKind {
        self.ground.terms_of(self.id).find(|term| term.holds_on(today)).map_or(CoachingKind::Farmer, |term| term.role.kind())
    }
}

/// `GET /training/coaches/{person}/begin`
pub async fn new_coaching(
    State(app): State<App>,
    visit: Visit,
    Path(person): Path<String>,
    Query(query): Query<FindQuery>,
) -> Answer {
    let mut tx = app.db().read().await?;
    let coach = Coach::load(&mut tx, &visit, &person).await?;
    let path = format!("/training/coaches/{}/begin", coach.id);
    if query.person.is_empty() {
        let (found, more) = search(&mut tx, &visit, &query.q).await?;
        return Ok(web::html(draw_find(&FindPage {
            around: visit.around(),
            title: "coaching-begin",
            under: coach.name.show(visit.words()).to_owned(),
            path,
            back: format!("/training/coaches/{}", coach.id),
            query: query.q,
            found,
            more,
        })));
    }
    let chosen = Chosen::load(&mut tx, &visit, &query.person, &[]).await?;
    let form = BeginForm {
        key: Uuid::now_v7().to_string(),
        kind: coach.kind(app.today()).code().into(),
        from: visit.words().date_short(app.today()),
        household: String::new(),
    };
    Ok(web::html(draw_begin(&begin_page(&mut tx, &visit, &coach, chosen, form, vec![]).await?)))
}

async fn begin_page(
    tx: &mut Tx,
    visit: &Visit,
    coach: &Coach,
    chosen: Chosen,
    form: BeginForm,
    problems: Vec<Problem>,
) -> Result<BeginPage, Fault> {
    let households = match &chosen.row {
        Some(row) if row.household_id.is_none() => households(tx, visit.words(), row).await?,
        _ => vec![],
    };
    let has_household = chosen.row.as_ref().is_some_and(|row| row.household_id.is_some());
    let coach = (coach.id.to_string(), coach.name.clone());
    Ok(BeginPage { around: visit.around(), coach, who: chosen.who, households, has_household, form, problems })
}

/// The households of her village, each by who is in it; one of her own first.
async fn households(tx: &mut Tx, words: Words, person: &PersonRow) -> Result<Vec<Choice>, Fault> {
    let mut all: BTreeMap<Uuid, Vec<String>> = BTreeMap::new();
    let people = people::people(tx, "").await?;
    let near = |row: &&PersonRow| {
        row.organisation_id == person.organisation_id && row.village_code == person.village_code && row.head() != person.head()
    };
    for row in people.iter().filter(near) {
        if let Some(household) = row.household_id {
            all.entry(household).or_default().push(row.name().show(words).to_owned());
        }
    }
    if all.is_empty() {
        return Ok(vec![]);
    }
    let own = ("new".to_owned(), words.say("coaching-household-new").into_owned());
    Ok(std::iter::once(own).chain(all.into_iter().map(|(id, names)| (id.to_string(), names.join(", ")))).collect())
}

/// `POST /training/coaches/{person}/begin`
pub async fn begin_coaching(State(app): State<App>, visit: Visit, Path(person): Path<String>, Form(pairs): Form<Pairs>) -> Answer {
    let mut tx = app.db().write().await?;
    let by = Act::now(&app, visit.user.id);
    let coach = Coach::load(&mut tx, &visit, &person).await?;
    let key: Uuid = text(&pairs, "key").parse().map_err(|_| Fault::Unreadable)?;
    let to = web::see_other(&format!("/training/coaches/{}?done=coaching-begun", coach.id));
    if store::coaching(&mut tx, key).await?.is_some() {
        return Ok(to);
    }
    let mut chosen = Chosen::load(&mut tx, &visit, text(&pairs, "person"), &pairs).await?;
    let mut reader = Reader::new(visit.words());
    let new = chosen.read(&mut tx, &mut reader, coach.organisation, by.today).await?;
    let kind = reader.choice("kind", CoachingKind::parse(text(&pairs, "kind")));
    let from = reader.past_day("from", text(&pairs, "from"), by.today);
    if let Some((kind, from)) = kind.zip(from) {
        may_begin(&mut reader, &coach, chosen.row.as_ref(), kind, from, by.today);
    }
    let whole = chosen.row.is_some() || new.is_some();
    let read = reader.finish(kind.zip(from).filter(|_| whole));
    let (kind, from) = match read {
        Ok(read) => read,
        Err(problems) => {
            let field = |name| text(&pairs, name).to_owned();
            let form = BeginForm { key: field("key"), kind: field("kind"), from: field("from"), household: field("household") };
            let page = begin_page(&mut tx, &visit, &coach, chosen, form, problems).await?;
            return Ok(web::unprocessable(draw_begin(&page)));
        }
    };
    let trainee = written(&mut tx, &chosen, new, coach.organisation, by).await?;
    let stamp = Stamp { by: by.by, at: by.at };
    if kind == CoachingKind::Household && chosen.row.as_ref().is_none_or(|row| row.household_id.is_none()) {
        join_household(&mut tx, &chosen, trainee, coach.organisation, text(&pairs, "household"), stamp).await?;
    }
    let new = NewCoaching { id: key, organisation: coach.organisation, kind, coach: coach.record, trainee, from };
    store::add_coaching(&mut tx, &new, stamp).await?;
    record(&mut tx, None, Some(by.by), "coaching-begun", &key.to_string(), by.at).await?;
    tx.commit().await?;
    Ok(to)
}

/// What speaks against it, at its field.
fn may_begin(
    reader: &mut Reader,
    coach: &Coach,
    trainee: Option<&PersonRow>,
    kind: CoachingKind,
    from: NaiveDate,
    today: NaiveDate,
) {
    if !coach.ground.may_coach(coach.id, kind, from) {
        reader.refuse("kind", link_key(LinkRefusal::NotCoach));
    }
    let trainee = trainee.map_or(Uuid::nil(), |row| row.head());
    if let Err(why) = coach.ground.cascade.may_link(kind, coach.id, trainee, from, today) {
        let field = if why == LinkRefusal::Day { "from" } else { "person" };
        reader.refuse(field, link_key(why));
    }
}

/// Puts her into the household that was chosen, or into one of her own.
async fn join_household(
    tx: &mut Tx,
    chosen: &Chosen,
    trainee: Uuid,
    organisation: Uuid,
    household: &str,
    stamp: Stamp,
) -> Result<(), Fault> {
    let known = match &chosen.row {
        Some(row) => households(tx, Words::new(words::Language::English), row).await?,
        None => vec![],
    };
    if let Some(id) = known.iter().find(|(id, _)| id == household).and_then(|(id, _)| id.parse::<Uuid>().ok()) {
        return Ok(people::set_household(tx, trainee, Some(id)).await?);
    }
    let village = match &chosen.row {
        Some(row) => row.village_code.clone(),
        None => latin_digits(chosen.who.form.village_code.trim()),
    };
    let id = people::add_household(tx, organisation, &village, (stamp.at, stamp.by)).await?;
    Ok(people::set_household(tx, trainee, Some(id)).await?)
}

/// `POST /training/coachings/{coaching}/end`
pub async fn end_coaching(State(app): State<App>, visit: Visit, Path(id): Path<String>, Form(pairs): Form<Pairs>) -> Answer {
    let mut tx = app.db().write().await?;
    let by = Act::now(&app, visit.user.id);
    let row = coaching(&mut tx, &visit, &id, Can::KeepTraining).await?;
    let one = &row.coaching;
    let to = web::see_other(&format!("/training/coachings/{}?done=coaching-ended", one.id));
    let visited = visits::visits(&mut tx, one.id).await?.iter().filter(|visit| visit.stands()).map(|visit| visit.day).max();
    let mut reader = Reader::new(visit.words());
    let read = read_end(&mut reader, &pairs, ["to", "why"], (one.from, visited), by.today);
    let (on, why) = match reader.finish(read) {
        Ok(read) => read,
        Err(problems) => {
            let end = ["to", "why"].map(|name| text(&pairs, name).to_owned());
            return super::pages::trainee_again(&mut tx, &app, &visit, &row, end, problems).await;
        }
    };
    if store::end_coaching(&mut tx, one.id, on, why).await? > 0 {
        record(&mut tx, None, Some(by.by), "coaching-ended", &one.id.to_string(), by.at).await?;
        tx.commit().await?;
    }
    Ok(to)
}

/// `POST /training/coaches/{person}/sign-in`
pub async fn sign_in(State(app): State<App>, visit: Visit, Path(person): Path<String>, Form(pairs): Form<Pairs>) -> Answer {
    let mut tx = app.db().write().await?;
    let by = Act::now(&app, visit.user.id);
    let coach = Coach::load(&mut tx, &visit, &person).await?;
    let login = text(&pairs, "login");
    let users = sign_ins(&mut tx, &visit, coach.organisation).await?;
    let user = users.iter().find(|user| user.login == login).ok_or(Fault::Unreadable)?;
    store::link_user(&mut tx, user.id, coach.record).await?;
    record(&mut tx, None, Some(by.by), "coach-sign-in-linked", &format!("{login} {}", coach.record), by.at).await?;
    tx.commit().await?;
    Ok(web::see_other(&format!("/training/coaches/{}?done=coach-sign-in-linked", coach.id)))
}

/// The sign-ins that somebody of an organisation may be: those with a role there; for who keeps training everywhere, all.
pub(super) async fn sign_ins(tx: &mut Tx, visit: &Visit, organisation: Uuid) -> Result<Vec<users::User>, Fault> {
    if !visit.may_for(Can::KeepTraining, organisation) {
        return Ok(vec![]);
    }
    let mut all = users::all(tx).await?;
    all.retain(|user| user.disabled_at.is_none());
    if !visit.may_everywhere(Can::KeepTraining) {
        let roles = users::all_roles(tx).await?;
        all.retain(|user| roles.iter().any(|role| role.user_id == user.id && role.organisation_id == Some(organisation)));
    }
    Ok(all)
}
