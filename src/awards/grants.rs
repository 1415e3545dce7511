//! The routes of the board of grants and of one grant: its life, and the steps of it that each do in their turn.
use super::{
    forms::{ACTS, Reading},
    store::{self, GrantParty},
    turns,
    uploads::{self, AnyForm},
    visit_picture,
    words_of::{self, Teller, currency, head, word},
    write::{self, Outcome, Wish},
};
use crate::{
    app::App,
    error::{Answer, Fault},
    groups::pages::place,
    guard::{Can, InAward, Role, Scope},
    listing::matches,
    meetings::seal::Act as By,
    members::form::local_phone,
    plans::{self, store::Subject},
    store::Tx,
    users::store as users,
    web,
};
use axum::extract::{Path, Query, State};
use chrono::NaiveDate;
use domain::grants::{Applicant, Ask, Award, Fact, Grant, Stage, State as Stands, Turn, Turns, When, Who, acts::Visiting, decide};
use serde::Deserialize;
use std::collections::HashMap;
use templates::{
    awards::{
        AwardHead,
        forms::{ActForm, Choice, Typed},
        grant::{Event, GrantPage, TrancheRow, grant as draw},
        grants::{BoardPage, Card, board as draw_board},
    },
    parts::{Name, Problem},
    plans::list::PlansOf,
};
use uuid::Uuid;
use words::Words;

/// What the address of the board says.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct BoardQuery {
    q: String,
    stage: String,
}

/// What the address of a grant says.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct GrantQuery {
    /// The step whose form is open.
    act: String,
}

/// `GET /awards/{award}/grants`
pub async fn board(State(app): State<App>, visit: InAward, Query(query): Query<BoardQuery>) -> Answer {
    let mut tx = app.db().read().await?;
    let award = store::load(&mut tx, &visit.award).await?;
    let state = award.state();
    let names = names(store::grant_parties(&mut tx, visit.award.book).await?);
    let may = turns::may(&visit);
    let hers = turns::of(&visit, &award, &state, app.today(), &may);
    let needle = crate::listing::ListQuery { q: query.q.clone(), ..Default::default() }.needle();
    let families: Vec<&Grant> = state.grants.values().filter(|grant| !grant.is_coded()).collect();
    let shown = |grant: &&&Grant| {
        let card = name(&names, grant.no);
        let number = grant.no.to_string();
        matches(&needle, &[&card.khmer, &card.latin, village(grant), household(grant), &grant.own_no, &number])
    };
    let lanes = Stage::ALL.into_iter().filter(|stage| query.stage.is_empty() || query.stage == stage.code());
    let lane = |stage: Stage| {
        let here = families.iter().filter(|grant| grant.stage == stage).filter(shown);
        (stage.code(), here.map(|grant| card(&hers, &names, grant)).collect())
    };
    let page = BoardPage {
        around: visit.visit.around(),
        award: head(&visit.award, &award.terms),
        columns: lanes.map(lane).collect(),
        stages: Stage::ALL.into_iter().map(Stage::code).collect(),
        none: families.is_empty(),
        may_apply: visit.may(Can::Apply) && app.today() <= award.terms.to,
        query: query.q,
        stage: query.stage,
    };
    Ok(web::html(draw_board(&page)))
}

fn names(parties: Vec<GrantParty>) -> HashMap<i64, Name> {
    let joined = |family: &str, given: &str| format!("{family} {given}").trim().to_owned();
    let name = |party: GrantParty| {
        let names = party.names?;
        let khmer = joined(&names.family_km, &names.given_km);
        Some((party.no, Name::new(khmer, joined(&names.family_latin, &names.given_latin))))
    };
    parties.into_iter().filter_map(name).collect()
}

fn name(names: &HashMap<i64, Name>, no: i64) -> Name {
    names.get(&no).cloned().unwrap_or_default()
}

fn village(grant: &Grant) -> &str {
    if let Applicant::Family { village, .. } = &grant.applicant { village } else { "" }
}

fn household(grant: &Grant) -> &str {
    if let Applicant::Family { household, .. } = &grant.applicant { household } else { "" }
}

fn card(hers: &Turns<'_>, names: &HashMap<i64, Name>, grant: &Grant) -> Card {
    let approved = grant.ruled.as_ref().and_then(|ruling| ruling.approved);
    let amount = if grant.tranches.is_empty() { approved.unwrap_or(grant.asked) } else { grant.agreement() };
    Card {
        no: grant.no,
        name: name(names, grant.no),
        place: place(village(grant)),
        business: word(grant.business),
        amount,
        waits: hers.of_grant(grant).iter().any(|(_, waits)| *waits) || hers.to_prepare(grant).is_some(),
    }
}

/// Everything that a grant's page stands on.
pub(super) struct Ground {
    pub(super) award: Award,
    pub(super) state: Stands,
    names: HashMap<i64, Name>,
    pub(super) users: HashMap<Uuid, String>,
    voters: Vec<Choice>,
    kinds: HashMap<Vec<u8>, String>,
    pub(super) today: NaiveDate,
}

pub(super) async fn ground(tx: &mut Tx, visit: &InAward, today: NaiveDate) -> Result<Ground, Fault> {
    let award = store::load(tx, &visit.award).await?;
    let users = users::names(tx).await?;
    let roles = users::all_roles(tx).await?;
    let mut voters: Vec<Choice> = Vec::new();
    for row in roles {
        let here = match (row.organisation_id, row.book_id) {
            (Some(organisation), _) => organisation == visit.award.organisation_id,
            (_, Some(book)) => Scope::Group(book).book() == Some(visit.award.book.0),
            _ => true,
        };
        let staff = Role::parse(&row.role).is_some_and(|role| role.is_staff() && role.may(Can::SeeAward) && !role.may(Can::Audit));
        let id = row.user_id.to_string();
        if here && staff && voters.iter().all(|(known, _)| *known != id) {
            voters.push((id, users.get(&row.user_id).cloned().unwrap_or_default()));
        }
    }
    voters.sort_by(|a, b| a.1.cmp(&b.1));
    let names = names(store::grant_parties(tx, visit.award.book).await?);
    let kinds = store::upload_kinds(tx, visit.award.book).await?;
    Ok(Ground { state: award.state(), award, names, users, voters, kinds, today })
}

impl Ground {
    /// A family's grant; those by code have no page here.
    fn grant(&self, no: i64) -> Result<&Grant, Fault> {
        self.state.grants.get(&no).filter(|grant| !grant.is_coded()).ok_or(Fault::NotFound)
    }

    pub(super) fn teller(&self, visit: &InAward) -> Teller<'_> {
        Teller { words: visit.words(), award: &self.award, state: &self.state, users: &self.users }
    }
}

/// `GET /awards/{award}/grants/{no}`
pub async fn show(
    State(app): State<App>,
    visit: InAward,
    Path((_, no)): Path<(String, i64)>,
    Query(query): Query<GrantQuery>,
) -> Answer {
    let mut tx = app.db().read().await?;
    let ground = ground(&mut tx, &visit, app.today()).await?;
    let mut page = page(&visit, &ground, ground.grant(no)?, (&query.act, None), vec![]);
    let (award, book) = (&visit.award, visit.award.book.0);
    let begin = (award.organisation_id, format!("grant-{no}-{}", award.code));
    page.plans = plans::of_book(&mut tx, &visit.visit, book, Some(Subject::Grant(book, no)), Some(begin)).await?;
    Ok(web::html(draw(&page)))
}

fn page(
    visit: &InAward,
    ground: &Ground,
    grant: &Grant,
    (chosen, sent): (&str, Option<(&'static str, Typed)>),
    problems: Vec<Problem>,
) -> GrantPage {
    let (teller, head) = (ground.teller(visit), head(&visit.award, &ground.award.terms));
    let may = turns::may(visit);
    let hers = turns::of(visit, &ground.award, &ground.state, ground.today, &may);
    let mut others: Vec<(&'static str, bool)> =
        hers.of_grant(grant).into_iter().map(|(turn, waits)| (turn.code(), waits)).collect();
    let open = match sent {
        Some((act, typed)) => Some((act, typed)),
        None => {
            let first = others.iter().find(|(act, _)| *act == chosen).or(others.first().filter(|(_, waits)| *waits));
            first.map(|(act, _)| (*act, fresh(ground, visit, grant, act)))
        }
    };
    others.retain(|(act, _)| open.as_ref().is_none_or(|(open, _)| open != act));
    // A life tells the digest of a picture; it is shown where that is kept, and drawn.
    let picture = |hash: String| {
        let kind = ground.kinds.get(&uploads::digest(&hash)?)?;
        kind.starts_with("image/").then(|| head.href(&format!("uploads/{hash}")))
    };
    let voucher_new = hers.to_prepare(grant).map(|tranche| voucher_new(&head, grant.no, tranche));
    let (phone, account) = match &grant.applicant {
        Applicant::Family { phone, account, .. } => (local_phone(phone), account.clone()),
        Applicant::Coded { .. } => (String::new(), String::new()),
    };
    GrantPage {
        around: visit.visit.around(),
        no: grant.no,
        plans: PlansOf::default(),
        own_no: grant.own_no.clone(),
        name: name(&ground.names, grant.no),
        place: place(village(grant)),
        household: household(grant).to_owned(),
        phone,
        account,
        business: word(grant.business),
        line: words_of::line(&ground.award.terms, &grant.line),
        stage: grant.stage.code(),
        asked: grant.asked,
        own: grant.own,
        paid: ground.state.paid(grant.no),
        agreed: grant.agreement(),
        agreement: (grant.agreed.is_some() && !grant.brought).then(|| head.href(&format!("grants/{}/agreement.pdf", grant.no))),
        to_recover: grant.to_recover,
        plan: grant.plan.iter().map(|part| (part.what.clone(), part.amount)).collect(),
        tranches: tranches(ground, grant, |no| head.href(&format!("vouchers/{no}"))),
        events: teller.life(grant).into_iter().map(|event| Event { picture: event.picture.and_then(&picture), ..event }).collect(),
        form: open.map(|open| form(&teller, &hers, ground, grant, open)),
        others: others.into_iter().map(|(act, _)| act).collect(),
        problems,
        voucher_new,
        award: head,
    }
}

/// Where a voucher of a tranche is made out.
pub(super) fn voucher_new(award: &AwardHead, grant: i64, tranche: usize) -> String {
    let (grant, tranche) = (grant.to_string(), tranche.to_string());
    templates::parts::with_query(&award.href("vouchers/new"), &[("for", "tranche"), ("grant", &grant), ("tranche", &tranche)])
}

pub(super) fn tranches(ground: &Ground, grant: &Grant, href: impl Fn(i64) -> String) -> Vec<TrancheRow> {
    let of = |at: usize| domain::grants::acts::Purpose::Tranche { grant: grant.no, tranche: at };
    let done = |voucher: &domain::grants::Voucher| match voucher {
        voucher if voucher.voided.is_some() => "voided",
        voucher if voucher.reversed.is_some() => "reversed",
        voucher => voucher.steps.last().map_or("prepared", |(step, _)| step.code()),
    };
    let row = |(at, tranche): (usize, &domain::grants::acts::Tranche)| {
        let vouchers = ground.state.vouchers_of(grant.no).filter(|voucher| voucher.purpose == of(at));
        let seen = grant.visits.iter().rfind(|visit| visit.visiting == Visiting::Verification { tranche: at });
        TrancheRow {
            amount: tranche.amount,
            from: tranche.from,
            means: word(tranche.means),
            vouchers: vouchers.map(|voucher| (voucher.no, href(voucher.no), done(voucher))).collect(),
            seen: seen.map(|visit| word(visit.seen)).unwrap_or_default(),
        }
    };
    grant.tranches.iter().enumerate().map(row).collect()
}

/// An empty form, with what can be told beforehand.
pub(super) fn fresh(ground: &Ground, visit: &InAward, grant: &Grant, act: &str) -> Typed {
    let (words, currency) = (visit.words(), currency(&ground.award.terms));
    let money = |amount: i64| words.quantity(amount, currency.decimals());
    let mut typed = Typed::default();
    typed.set("key", Uuid::now_v7().to_string());
    typed.set("day", words.date_short(ground.today));
    match act {
        "rule" => {
            let today = |other: &&Grant| other.ruled.as_ref().is_some_and(|ruling| ruling.on == ground.today);
            typed.set("rank", words.ordinal(ground.state.grants.values().filter(today).count() as i64 + 1));
            typed.set("approved", money(grant.asked));
        }
        "agree" => {
            let approved = grant.ruled.as_ref().and_then(|ruling| ruling.approved).unwrap_or(0);
            typed.set("t0-amount", money(approved));
            typed.set("t0-from", words.date_short(ground.today));
        }
        "vary" => {
            for (at, tranche) in grant.tranches.iter().enumerate() {
                typed.set(&format!("t{at}-amount"), money(tranche.amount));
                typed.set(&format!("t{at}-from"), words.date_short(tranche.from));
                typed.set(&format!("t{at}-means"), word(tranche.means));
            }
        }
        "recover" => typed.set("amount", money(grant.to_recover)),
        _ => {}
    }
    typed
}

pub(super) fn form(
    teller: &Teller<'_>,
    hers: &Turns<'_>,
    ground: &Ground,
    grant: &Grant,
    (act, mut typed): (&'static str, Typed),
) -> ActForm {
    let approved = grant.ruled.as_ref().and_then(|ruling| ruling.approved).unwrap_or(0);
    let visits: Vec<Choice> = if act == "visit" { visits(teller, &ground.state, grant) } else { vec![] };
    if typed.get("visiting").is_empty()
        && let Some(due) = ground.state.visits_due(grant, ground.today).first()
    {
        typed.set("visiting", code(*due));
    }
    let currency = currency(&ground.award.terms);
    ActForm {
        act,
        typed,
        sign: teller.words.unit(currency.decimals(), currency.code()).into_owned(),
        matches: if act == "screen" { same(teller, ground, grant) } else { vec![] },
        voters: if act == "rule" { ground.voters.clone() } else { vec![] },
        visits,
        waits: hers.of_grant(grant).iter().any(|(turn, waits)| turn.code() == act && *waits),
        whole: match act {
            "agree" => Some(teller.money(approved)),
            "close" => Some(teller.money(ground.state.paid(grant.no))),
            _ => None,
        },
        coded: grant.is_coded(),
    }
}

fn visits(teller: &Teller<'_>, state: &Stands, grant: &Grant) -> Vec<Choice> {
    let tranches = state.paid_tranches(grant.no).into_iter().map(|tranche| Visiting::Verification { tranche });
    let follow = [1, 3, 6, 12].map(|months| Visiting::FollowUp { months });
    tranches.chain(follow).map(|visiting| (code(visiting), teller.visiting(visiting))).collect()
}

fn code(visiting: Visiting) -> String {
    match visiting {
        Visiting::Verification { tranche } => format!("t{tranche}"),
        Visiting::FollowUp { months } => format!("m{months}"),
    }
}

/// What the screening would find: the rule's own answer, asked beforehand on a day that is surely open.
fn same(teller: &Teller<'_>, ground: &Ground, grant: &Grant) -> Vec<String> {
    let ask = Ask::Screen { grant: grant.no, passed: false, reason: String::new() };
    let open = Award { closed_through: None, ..ground.award.clone() };
    let when = When { day: open.terms.to, today: open.terms.to, by: Who::Named(String::new()) };
    match decide(&open, &ask, &when).map(|decided| decided.fact) {
        Ok(Fact::Screened { matches, .. }) => matches.iter().map(|found| teller.found(found)).collect(),
        _ => vec![],
    }
}

/// The step that an address names, and what somebody must be allowed to do for it.
pub(super) fn step(act: &str, coded: bool) -> Result<(&'static str, Can), Fault> {
    let turn = Turn::parse(act).filter(|turn| ACTS.contains(&turn.code())).ok_or(Fault::NotFound)?;
    Ok((turn.code(), turns::office(turn, coded)))
}

/// `POST /awards/{award}/grants/{no}/{act}`: the door let in who may see; each step asks for more.
pub async fn send(
    State(app): State<App>,
    visit: InAward,
    Path((_, no, act)): Path<(String, i64, String)>,
    AnyForm(sent): AnyForm,
) -> Answer {
    let (act, can) = step(&act, false)?;
    if !visit.may(can) {
        return Err(Fault::NotFound);
    }
    let mut typed = Typed::new(sent.pairs);
    let key: Uuid = typed.get("key").parse().map_err(|_| Fault::Unreadable)?;
    let by = By::now(&app, visit.visit.user.id);
    let mut tx = app.db().write().await?;
    let ground = ground(&mut tx, &visit, by.today).await?;
    let grant = ground.grant(no)?;
    let reading = Reading { typed: &typed, currency: currency(&ground.award.terms), words: visit.words(), today: by.today };
    let picture = if act == "visit" { visit_picture::read(visit.words(), sent.file) } else { Ok(None) };
    let problems = match visit_picture::with(reading.act(act, no), picture) {
        Err(problems) => problems,
        Ok((day, ask, scan)) => {
            // Kept before the visit that points to it; where that is refused, neither is.
            if let Some(scan) = scan {
                uploads::keep(&mut tx, &visit, &scan, by.at).await?;
            }
            match write::ask(&mut tx, &visit.award, &Wish { key, day, ask: &ask }, by).await? {
                Outcome::Written(_) | Outcome::Again(_) => {
                    tx.commit().await?;
                    let href = head(&visit.award, &ground.award.terms).href(&format!("grants/{no}"));
                    return Ok(web::see_other(&format!("{href}?done=award-written")));
                }
                Outcome::Other(other) => {
                    let problem = used(visit.words(), other);
                    typed.set("key", Uuid::now_v7().to_string());
                    vec![problem]
                }
                Outcome::Refused(refused) => reading.problems(act, &refused, |who| ground.teller(&visit).who(who)),
            }
        }
    };
    Ok(web::unprocessable(draw(&page(&visit, &ground, grant, (act, Some((act, typed))), problems))))
}

/// A key that was used for other figures.
pub fn used(words: Words, act: i64) -> Problem {
    let message = words.with("award-key-used", &[("number", words.ordinal(act).into())]);
    Problem { field: String::new(), message }
}
