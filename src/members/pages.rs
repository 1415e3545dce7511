//! The routes of members: the list, a member's page with her passbook, adding and changing one.
use super::{
    banks,
    form::{self, Around},
    leaving, passbook,
    store::{self, Member, Term},
};
use crate::{
    app::App,
    error::{Answer, Fault},
    groups::{self, pages::place},
    guard::{Can, InGroup},
    listing::{ListQuery, matches},
    market::farm_sales,
    meetings::pages::head,
    store::{Result, Tx, lock, record},
    web,
};
use axum::{
    Form,
    extract::{Path, Query, State},
};
use templates::{
    member_form::{MemberForm, MemberFormPage, SameName, member_form},
    members::{MemberRow, MembersPage, members},
    parts::{Name, Problem},
    passbook::{MemberPage, PersonFacts, member},
};
use uuid::Uuid;

/// `GET /groups/{group}/members`
pub async fn list(State(app): State<App>, visit: InGroup, Query(query): Query<ListQuery>) -> Answer {
    let (group, words) = (&visit.group, visit.words());
    let mut tx = app.db().read().await?;
    let all = store::members(&mut tx, group.book, &group.commodity).await?;
    let offices = store::officers(&mut tx, group.book).await?;
    let cycle = if group.saves { Some(groups::store::cycle(&mut tx, group.book).await?) } else { None };
    let value = cycle.and_then(|cycle| cycle.constitution.shares()).map(|(value, _)| value);
    let with_left = query.left == "1";
    let needle = query.needle();
    let found = |member: &&Member| {
        let (khmer, latin) = (member.names().khmer(), member.names().latin());
        (with_left || member.left_on.is_none())
            && matches(&needle, &[&member.number.to_string(), &words.ordinal(member.number), &khmer, &latin])
    };
    let rows: Vec<MemberRow> = all.iter().filter(found).map(|member| row(member, &offices, value)).collect();
    let path = head(group).href("members");
    let (rows, listing) = query.page(&path, &[("q", &query.q), ("left", &query.left)], rows, |by, a, b| match by {
        "number" => Some(a.number.cmp(&b.number)),
        "name" => Some(a.name.show(words).cmp(b.name.show(words))),
        "savings" => Some(a.savings.cmp(&b.savings)),
        "social" => Some(a.social_fund.cmp(&b.social_fund)),
        "joined" => Some(a.joined_on.cmp(&b.joined_on)),
        _ => None,
    });
    let page = MembersPage {
        around: visit.visit.around(),
        group: head(group),
        members: rows,
        listing,
        query: query.q.clone(),
        with_left,
        left: all.iter().filter(|member| member.left_on.is_some()).count() as u32,
        in_shares: value.is_some(),
        may_manage: visit.may(Can::KeepMembers),
    };
    Ok(web::html(members(&page)))
}

fn row(member: &Member, offices: &[Term], share_value: Option<i64>) -> MemberRow {
    let office = offices.iter().find(|term| term.party_no == member.party_no && term.to_day.is_none());
    MemberRow {
        number: member.number as u32,
        name: member.name(),
        office: office.map(|term| term.office.clone()),
        id_poor: level(member),
        savings: member.savings,
        shares: share_value.map(|value| member.savings / value),
        social_fund: member.social_fund,
        joined_on: member.joined_on,
        left_on: member.left_on,
    }
}

/// Her level of poverty; none for somebody who was seen and is not poor.
fn level(member: &Member) -> Option<u8> {
    member.id_poor.filter(|level| *level > 0).map(|level| level as u8)
}

/// The member of a number in the address, or a page that is not there.
pub(super) async fn find(tx: &mut Tx, visit: &InGroup, number: &str) -> Result<Member, Fault> {
    let number = number.parse().map_err(|_| Fault::NotFound)?;
    store::member(tx, visit.group.book, &visit.group.commodity, number).await?.ok_or(Fault::NotFound)
}

/// `GET /groups/{group}/members/{number}`
pub async fn show(
    State(app): State<App>,
    visit: InGroup,
    Path((_, number)): Path<(String, String)>,
    Query(query): Query<ListQuery>,
) -> Answer {
    let group = &visit.group;
    let mut tx = app.db().read().await?;
    let own = find(&mut tx, &visit, &number).await?;
    let cycles = groups::store::cycles(&mut tx, group.book).await?;
    // Who only keeps banks has no cycle, and so no passbook.
    let cycle = cycles.last();
    let shares = cycle.and_then(|cycle| cycle.constitution.shares());
    let lines = if group.saves { passbook::lines(&mut tx, &own, &cycles, group.book).await? } else { vec![] };
    let fines = cycle.map_or(0, |cycle| domain::passbook::fines_since(&lines, cycle.starts_on));
    // A passbook opens where it was last written.
    let query = ListQuery { page: if query.page.is_empty() { usize::MAX.to_string() } else { query.page }, ..ListQuery::default() };
    let path = head(group).href(&format!("members/{}", own.number));
    let (lines, listing) = query.page(&path, &[], lines, |_, _, _| None);
    let page = MemberPage {
        around: visit.visit.around(),
        group: head(group),
        person: facts(&mut tx, &visit, &own).await?,
        savings: own.savings,
        shares: shares.map(|(value, _)| own.savings / value),
        social_fund: Some(own.social_fund),
        fines,
        most_shares: shares.map(|(_, most)| most as u32),
        lines,
        listing,
        banks: banks::of_member(&mut tx, group, &own, app.today()).await?,
        sales: farm_sales::of_person(&mut tx, &visit.visit, own.person_id, group.organisation_id).await?,
        plans: crate::plans::of_person(&mut tx, &visit.visit, own.person_id, group.organisation_id).await?,
        loans: crate::loans::pages::of_member(&mut tx, group.book, &own, app.today()).await?,
        may_manage: visit.may(Can::KeepMembers),
    };
    Ok(web::html(member(&page)))
}

async fn facts(tx: &mut Tx, visit: &InGroup, own: &Member) -> Result<PersonFacts> {
    let offices = store::officers(tx, visit.group.book).await?;
    let others = store::other_groups(tx, own.person_id, visit.group.book).await?;
    // Groups that the reader may not see are not named to her.
    let seen = others.into_iter().filter(|other| visit.visit.may_in_book(Can::See, other.book_id, other.organisation_id));
    Ok(PersonFacts {
        number: own.number as u32,
        name: own.name(),
        sex: own.sex.as_deref().and_then(|sex| sex.get(..1)).unwrap_or_default().to_owned(),
        birth_year: own.birth_year.map(|year| year as i32),
        id_poor: level(own),
        phone: Some(form::local_phone(&own.phone)).filter(|phone| !phone.is_empty()),
        village: place(&own.village_code),
        joined_on: own.joined_on,
        left: own.left_on.zip(own.left_reason.clone()),
        payout: leaving::paid(tx, &visit.group, own).await?,
        offices: offices
            .into_iter()
            .filter(|term| term.party_no == own.party_no && term.to_day.is_none())
            .map(|term| term.office)
            .collect(),
        other_groups: seen.map(|other| (other.code, Name::new(other.name_km, other.name_latin))).collect(),
    })
}

/// `GET /groups/{group}/members/new`
pub async fn new(State(app): State<App>, visit: InGroup) -> Answer {
    let words = visit.words();
    let mut tx = app.db().read().await?;
    let next = store::next_number(&mut tx, visit.group.book).await?;
    let form = MemberForm {
        key: Uuid::now_v7().to_string(),
        number: words.ordinal(next),
        village_code: if visit.group.village_code.len() == 8 { visit.group.village_code.clone() } else { String::new() },
        joined_on: words.date_short(app.today()),
        ..MemberForm::default()
    };
    Ok(web::html(member_form(&form_page(&visit, None, form, vec![], vec![]))))
}

fn form_page(
    visit: &InGroup,
    member: Option<u32>,
    form: MemberForm,
    problems: Vec<Problem>,
    same_name: Vec<SameName>,
) -> MemberFormPage {
    MemberFormPage { around: visit.visit.around(), group: head(&visit.group), member, form, problems, same_name }
}

/// `POST /groups/{group}/members/new`
pub async fn add(State(app): State<App>, visit: InGroup, Form(typed): Form<MemberForm>) -> Answer {
    let group = &visit.group;
    let key: Uuid = typed.key.parse().map_err(|_| Fault::Unreadable)?;
    let mut tx = app.db().write().await?;
    lock(&mut tx, group.book).await?;
    if let Some(number) = store::number_of_key(&mut tx, group.book, key).await? {
        return Ok(added(&visit, number));
    }
    let all = store::members(&mut tx, group.book, &group.commodity).await?;
    let next = store::next_number(&mut tx, group.book).await?;
    let around = Around { members: &all, next, today: app.today() };
    let new = match form::read(&typed, None, around, visit.words()) {
        Ok(new) => new,
        Err(problems) => return Ok(web::unprocessable(member_form(&form_page(&visit, None, typed, problems, vec![])))),
    };
    let namesakes = store::namesakes(&mut tx, group.register_id, &new.person.names).await?;
    let person = match chosen(&typed.person, &namesakes, &all) {
        Ok(Some(known)) => known,
        Ok(None) => store::add_person(&mut tx, group.register_id, &new.person).await?,
        Err(why) => {
            let problems = vec![Problem { field: "person".into(), message: visit.words().say(why).into_owned() }];
            let same_name = same_names(&visit, namesakes);
            return Ok(web::unprocessable(member_form(&form_page(&visit, None, typed, problems, same_name))));
        }
    };
    store::add_member_as(&mut tx, group.book, key, person, new.number, new.joined_on).await?;
    record(&mut tx, Some(group.book), Some(visit.visit.user.id), "member-added", &new.number.to_string(), app.now()).await?;
    tx.commit().await?;
    Ok(added(&visit, new.number))
}

fn added(visit: &InGroup, number: i64) -> axum::response::Response {
    web::see_other(&format!("{}?done=member-added", head(&visit.group).href(&format!("members/{number}"))))
}

/// The known person who was chosen among those of the same names; nobody, for another person.
fn chosen(choice: &str, namesakes: &[store::Namesake], members: &[Member]) -> Result<Option<Uuid>, &'static str> {
    if namesakes.is_empty() || choice == "new" {
        return Ok(None);
    }
    let known = namesakes.iter().find(|one| one.id.to_string() == choice).ok_or("choose-person")?;
    let is_member = members.iter().any(|member| member.person_id == known.id && member.left_on.is_none());
    if is_member { Err("person-is-member") } else { Ok(Some(known.id)) }
}

/// Each person of the same names once; of her groups those that the reader may see.
fn same_names(visit: &InGroup, namesakes: Vec<store::Namesake>) -> Vec<SameName> {
    let mut people: Vec<SameName> = Vec::new();
    for row in namesakes {
        let person = row.id.to_string();
        if people.last().is_none_or(|last| last.person != person) {
            let name = row.name();
            people.push(SameName { person, name, birth_year: row.birth_year.map(|year| year as i32), groups: vec![] });
        }
        let seen = row.book_id > 0 && visit.visit.may_in_book(Can::See, row.book_id, visit.group.organisation_id);
        if let Some(last) = people.last_mut().filter(|_| seen) {
            last.groups.push(Name::new(row.group_km, row.group_latin));
        }
    }
    people
}

/// `GET /groups/{group}/members/{number}/edit`
pub async fn edit(State(app): State<App>, visit: InGroup, Path((_, number)): Path<(String, String)>) -> Answer {
    let mut tx = app.db().read().await?;
    let own = find(&mut tx, &visit, &number).await?;
    let form = form::known(&own, visit.words());
    Ok(web::html(member_form(&form_page(&visit, Some(own.number as u32), form, vec![], vec![]))))
}

/// `POST /groups/{group}/members/{number}/edit`
pub async fn change(
    State(app): State<App>,
    visit: InGroup,
    Path((_, number)): Path<(String, String)>,
    Form(typed): Form<MemberForm>,
) -> Answer {
    let group = &visit.group;
    let mut tx = app.db().write().await?;
    lock(&mut tx, group.book).await?;
    let own = find(&mut tx, &visit, &number).await?;
    let (first, _) = store::line_days(&mut tx, group.book, own.party()).await?;
    let around = Around { members: &[], next: own.number, today: app.today() };
    let new = match form::read(&typed, Some((&own, first)), around, visit.words()) {
        Ok(new) => new,
        Err(problems) => {
            return Ok(web::unprocessable(member_form(&form_page(&visit, Some(own.number as u32), typed, problems, vec![]))));
        }
    };
    store::change_person(&mut tx, own.person_id, &new.person).await?;
    store::set_joined(&mut tx, group.book, own.party(), new.joined_on).await?;
    record(&mut tx, Some(group.book), Some(visit.visit.user.id), "member-changed", &own.number.to_string(), app.now()).await?;
    tx.commit().await?;
    Ok(web::see_other(&format!("{}?done=member-saved", head(group).href(&format!("members/{}", own.number)))))
}
