//! The routes of a cooperative's producer groups.
use super::{
    forms::{self, Said, Sent, Typed},
    ground::{self, Ground},
    members,
};
use crate::{
    app::App,
    error::{Answer, Fault},
    guard::{Can, InCoop},
    meetings::seal::Act as By,
    reader::Reader,
    web,
};
use axum::{
    Form,
    extract::{Path, State},
};
use chrono::NaiveDate;
use domain::coops::{
    Ask, Refusal, Why,
    acts::GroupNo,
    crops::{CROPS, CropClass},
};
use templates::{
    coops::{
        desk::{Choice, Filled},
        members::{GroupFormPage, GroupLine, GroupsPage, group_form as draw_form, groups as draw},
    },
    parts::{Name, Problem},
};
use words::Words;

/// The most characters of a code.
const CODE_MOST: usize = 20;
/// The most of a name.
const NAME_MOST: usize = 80;

/// What farmers grow, to choose from.
pub(super) fn grown(words: Words) -> Vec<Choice> {
    let grows = |class| matches!(class, CropClass::Paddy | CropClass::Vegetable);
    let crops = CROPS.iter().filter(|crop| grows(crop.class));
    crops.map(|crop| (crop.code.clone(), words.name(&crop.name_km, &crop.name_latin).to_owned())).collect()
}

/// `GET /coops/{coop}/groups`
pub async fn list(State(app): State<App>, visit: InCoop) -> Answer {
    let words = visit.words();
    let mut tx = app.db().read().await?;
    let ground = Ground::load(&mut tx, &visit, app.today()).await?;
    let since = members::since(&ground.loaded, &ground.state);
    let delivered = members::delivered(&ground.state, since);
    let present = ground.members_on(ground.day);
    let of = |no: GroupNo| ground.state.group_of.iter().filter(move |(_, group)| **group == no).map(|(party, _)| *party);
    let line = |(no, group): (&GroupNo, &domain::coops::state::Group)| GroupLine {
        no: *no,
        code: group.code.clone(),
        name: Name::new(&*group.name_km, &*group.name_latin),
        village: group.village.clone(),
        crop: ground::crop(&group.crop).show(words).to_owned(),
        members: of(*no).filter(|party| present.iter().any(|who| who.party == *party)).count() as i64,
        delivered: of(*no).filter_map(|party| delivered.get(&party)).sum(),
    };
    let mut groups: Vec<GroupLine> = ground.state.groups.iter().map(line).collect();
    groups.sort_by(|a, b| a.code.cmp(&b.code));
    let page = GroupsPage {
        around: visit.visit.around(),
        since,
        without: present.iter().filter(|who| !ground.state.group_of.contains_key(&who.party)).count() as i64,
        groups,
        may_write: visit.may(Can::Seal),
        coop: ground.head.clone(),
    };
    Ok(web::html(draw(&page)))
}

/// The group that an address names; none: a new one.
fn named(ground: &Ground, no: &str) -> Result<Option<GroupNo>, Fault> {
    if no == "new" {
        return Ok(None);
    }
    let no = no.parse().ok().filter(|no| ground.state.groups.contains_key(no));
    no.map(Some).ok_or(Fault::NotFound)
}

/// `GET /coops/{coop}/groups/{no}`; `new` for a new one.
pub async fn show(State(app): State<App>, visit: InCoop, Path((_, no)): Path<(String, String)>) -> Answer {
    let mut tx = app.db().read().await?;
    let ground = Ground::load(&mut tx, &visit, app.today()).await?;
    let no = named(&ground, &no)?;
    let mut filled = Filled::default().with("day", visit.words().date_short(app.today()));
    if let Some(group) = no.and_then(|no| ground.state.groups.get(&no)) {
        for (name, value) in [
            ("code", &group.code),
            ("name_km", &group.name_km),
            ("name_latin", &group.name_latin),
            ("village", &group.village),
            ("crop", &group.crop),
        ] {
            filled.put(name, value);
        }
    }
    Ok(web::html(draw_form(&page(&visit, ground, no, (forms::key(None, false), filled), vec![]))))
}

fn page(
    visit: &InCoop,
    ground: Ground,
    no: Option<GroupNo>,
    (key, filled): (String, Filled),
    problems: Vec<Problem>,
) -> GroupFormPage {
    GroupFormPage { around: visit.visit.around(), coop: ground.head, no, crops: grown(visit.words()), key, filled, problems }
}

/// `POST /coops/{coop}/groups/{no}`
pub async fn send(
    State(app): State<App>,
    visit: InCoop,
    Path((_, no)): Path<(String, String)>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Answer {
    let words = visit.words();
    let (filled, typed) = (Filled::read(pairs.clone()), Typed::new(pairs));
    typed.key()?;
    let by = By::now(&app, visit.visit.user.id);
    let mut tx = app.db().write().await?;
    let ground = Ground::load(&mut tx, &visit, by.today).await?;
    let no = named(&ground, &no)?;
    let said: Said = match read(&typed, no, &ground, words) {
        Err(problems) => problems.into(),
        Ok((day, ask)) => {
            let place = |refusal: &Refusal| place(&refusal.why).to_owned();
            match forms::send(&mut tx, &ground, &typed, (day, &ask), (words, by), place).await? {
                Sent::Written(_) | Sent::Asked(_) => {
                    tx.commit().await?;
                    return Ok(web::see_other(&ground.head.href("groups?done=coop-member-written")));
                }
                Sent::Said(said) => said,
            }
        }
    };
    let key = forms::key(Some(&typed), said.used);
    Ok(web::unprocessable(draw_form(&page(&visit, ground, no, (key, filled), said.problems))))
}

fn read(typed: &Typed, group: Option<GroupNo>, ground: &Ground, words: Words) -> Result<(NaiveDate, Ask), Vec<Problem>> {
    let mut reader = Reader::new(words);
    let day = forms::day(&mut reader, typed, ground.day);
    let code = reader.text("code", typed.get("code"), CODE_MOST);
    // Two groups of one code could not be told apart on lists and in files.
    let taken = |(no, known): (&GroupNo, &domain::coops::state::Group)| Some(*no) != group && known.code == code;
    if ground.state.groups.iter().any(taken) {
        reader.refuse("code", "coop-group-code-taken");
    }
    if code.is_empty() {
        reader.refuse("code", "refuse-coop-text-missing");
    }
    let name_km = reader.text("name_km", typed.get("name_km"), NAME_MOST);
    let name_latin = reader.text("name_latin", typed.get("name_latin"), NAME_MOST);
    if name_km.is_empty() && name_latin.is_empty() {
        reader.refuse("name_km", "refuse-coop-text-missing");
    }
    let village = reader.text("village", typed.get("village"), NAME_MOST);
    let crop = grown(words).into_iter().map(|(code, _)| code).find(|code| code == typed.get("crop"));
    let crop = reader.choice("crop", crop);
    let ask = crop.map(|crop| Ask::NameGroup { group, code, name_km, name_latin, village, crop });
    reader.finish(day.zip(ask))
}

fn place(why: &Why) -> &'static str {
    match why {
        Why::TextMissing | Why::TextLong => "code",
        Why::Crop(_) => "crop",
        _ => "day",
    }
}
