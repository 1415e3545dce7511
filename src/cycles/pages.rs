//! The routes of cycles and of the share-out: the overview, the steps, begin, propose, confirm, give up.
use super::{
    acts::{self, Confirmed, PlanRefusal, Reckoned},
    form::{self, Form},
    ground::Ground,
    refusals::Said,
    store::{self, Plan, Proposal, ShareOutRow},
    view,
};
use crate::{
    app::App,
    error::{Answer, Fault},
    groups,
    guard::{Can, InGroup},
    meetings::{
        form::{Typed, notes},
        pages::head,
        seal::Act,
    },
    store::{Tx, lock},
    web,
};
use axum::{
    Form as Fields,
    extract::{Query, State},
    response::Response,
};
use domain::{constitution::SocialFundAtShareOut, cycles};
use maud::Markup;
use std::collections::BTreeMap;
use templates::{
    cycles::{
        Carried, Head, Step,
        collect::{CollectPage, Debtor, collect as draw_collect},
        count::{CountPage, count as draw_count},
        overview::{CyclesPage, EarlierCycle, EndState, cycles as draw_cycles},
        preview::{PreviewPage, Turn, preview as draw_preview},
        put_back::{PutBackLine, PutBackPage, put_back as draw_put_back},
        rule::{RulePage, rule as draw_rule},
    },
    meetings::{NoteCount, Tint},
    parts::Problem,
};
use uuid::Uuid;

/// The pairs of an address or a form.
type Pairs = Vec<(String, String)>;

/// `GET /groups/{group}/cycles`
pub async fn overview(State(app): State<App>, visit: InGroup) -> Answer {
    let mut tx = app.db().read().await?;
    Ok(web::html(overview_page(&app, &visit, &mut tx, vec![]).await?))
}

async fn overview_page(app: &App, visit: &InGroup, tx: &mut Tx, problems: Vec<Problem>) -> Result<Markup, Fault> {
    let (book, words) = (visit.group.book, visit.words());
    let ground = Ground::load(tx, &visit.group, app.today()).await?;
    let share_outs = store::share_outs(tx, book).await?;
    let all = groups::store::cycles(tx, book).await?;
    let said = Said::of(&ground, words);
    let state = match share_outs.iter().find(|row| row.decision.is_none()) {
        Some(open) => EndState::Begun {
            by: open.begun_by_name.clone().unwrap_or_default(),
            at: open.begun_at,
            proposed: store::proposal(tx, book, open.no).await?.is_some(),
        },
        None => EndState::Runs(cycles::begin(&ground.standing(false)).into_iter().map(|why| said.hindrance(why)).collect()),
    };
    let earlier = |cycle: &groups::store::Cycle| EarlierCycle {
        number: cycle.no as u32,
        days: (cycle.starts_on, cycle.ends_on),
        share_out: share_outs
            .iter()
            .find(|row| row.cycle_no == cycle.no && row.on_day.is_some())
            .and_then(|row| Some((row.no as u32, row.on_day?, row.pool))),
    };
    let page = CyclesPage {
        head: page_head(visit, &ground, Carried::default(), problems),
        days: (ground.cycle.starts_on, ground.cycle.ends_on),
        meetings: ground.stands.meetings as u32,
        version: ground.cycle.version as u32,
        waits: (ground.next.0 > ground.cycle.version).then_some(ground.next.0 as u32),
        state,
        earlier: all.iter().rev().filter(|cycle| cycle.no < ground.cycle.no).map(earlier).collect(),
        may_begin: visit.may(Can::Seal),
    };
    Ok(draw_cycles(&page))
}

fn page_head(visit: &InGroup, ground: &Ground, carried: Carried, problems: Vec<Problem>) -> Head {
    Head {
        around: visit.visit.around(),
        group: head(&visit.group),
        kept: ground.kept(),
        cycle: ground.cycle.no as u32,
        carried,
        may_propose: visit.may(Can::Seal),
        may_confirm: visit.may(Can::Correct),
        problems,
    }
}

/// `POST /groups/{group}/share-out/begin`
pub async fn begin(State(app): State<App>, visit: InGroup) -> Answer {
    let mut tx = app.db().write().await?;
    match acts::begin(&mut tx, &visit.group, Act::now(&app, visit.visit.user.id)).await? {
        Ok(()) => {
            tx.commit().await?;
            tracing::info!(group = visit.group.code, "share-out begun");
            Ok(web::see_other(&format!("{}?done=share-out-begun", head(&visit.group).href("share-out/collect"))))
        }
        Err(hindrances) => {
            drop(tx);
            let mut tx = app.db().read().await?;
            let ground = Ground::load(&mut tx, &visit.group, app.today()).await?;
            let said = Said::of(&ground, visit.words());
            let problem = |why| Problem { field: String::new(), message: said.hindrance(why) };
            let problems = hindrances.into_iter().map(problem).collect();
            Ok(web::unprocessable(overview_page(&app, &visit, &mut tx, problems).await?))
        }
    }
}

fn to_overview(visit: &InGroup) -> Response {
    web::see_other(&head(&visit.group).href("cycles"))
}

/// `GET /groups/{group}/share-out`: where it stands: what was proposed, or the first step.
pub async fn stands(State(app): State<App>, visit: InGroup) -> Answer {
    let mut tx = app.db().read().await?;
    let Some(share_out) = acts::open(&mut tx, visit.group.book).await? else { return Ok(to_overview(&visit)) };
    let Some(proposal) = store::proposal(&mut tx, visit.group.book, share_out.no).await? else {
        return Ok(web::see_other(&head(&visit.group).href(Step::Collect.below())));
    };
    let ground = Ground::load(&mut tx, &visit.group, app.today()).await?;
    Ok(web::html(proposed(&visit, &ground, &share_out, &proposal, vec![])))
}

fn proposed(visit: &InGroup, ground: &Ground, share_out: &ShareOutRow, proposal: &Proposal, problems: Vec<Problem>) -> Markup {
    let words = visit.words();
    let again = form::of_proposal(proposal, ground.cycle.constitution.commodity(), words);
    let carried = Carried(Form { typed: again, ground, words }.pairs());
    let division = acts::holds(ground, proposal, share_out.id);
    draw_preview(&PreviewPage {
        head: page_head(visit, ground, carried, problems),
        division: division.map(|reckoned| view::preview(ground, &reckoned.division, &proposal.plan, words)),
        turn: Turn::Confirm {
            by: proposal.asked_by_name.clone(),
            at: proposal.asked_at,
            is_own: proposal.asked_by == visit.visit.user.id,
            proposal: proposal.no,
        },
    })
}

/// `GET /groups/{group}/share-out/collect`
pub async fn collect(app: State<App>, visit: InGroup, pairs: Query<Pairs>) -> Answer {
    step(app, visit, pairs, Step::Collect).await
}

/// `GET /groups/{group}/share-out/count`
pub async fn count(app: State<App>, visit: InGroup, pairs: Query<Pairs>) -> Answer {
    step(app, visit, pairs, Step::Count).await
}

/// `GET /groups/{group}/share-out/rule`
pub async fn rule(app: State<App>, visit: InGroup, pairs: Query<Pairs>) -> Answer {
    step(app, visit, pairs, Step::Rule).await
}

/// `GET /groups/{group}/share-out/put-back`
pub async fn put_back(app: State<App>, visit: InGroup, pairs: Query<Pairs>) -> Answer {
    step(app, visit, pairs, Step::PutBack).await
}

/// `GET /groups/{group}/share-out/preview`
pub async fn preview(app: State<App>, visit: InGroup, pairs: Query<Pairs>) -> Answer {
    step(app, visit, pairs, Step::Preview).await
}

/// A step, or the earlier one at which something is to be mended.
async fn step(State(app): State<App>, visit: InGroup, Query(pairs): Query<Pairs>, wanted: Step) -> Answer {
    let mut tx = app.db().read().await?;
    let Some(share_out) = acts::open(&mut tx, visit.group.book).await? else { return Ok(to_overview(&visit)) };
    let ground = Ground::load(&mut tx, &visit.group, app.today()).await?;
    let mut form = Form { typed: Typed::new(pairs), ground: &ground, words: visit.words() };
    let walked = walk(&mut form, wanted, share_out.id);
    Ok(drawn(&visit, &form, walked, wanted))
}

/// How far what was typed leads.
enum Walked {
    /// To this step, with what is to be mended there.
    At(Step, Vec<Problem>),
    /// Through to the end: what would be proposed.
    Through(Box<(Plan, Reckoned)>),
}

/// Walks from the first step to the one that is wanted, as far as nothing is to be mended.
fn walk(form: &mut Form<'_>, wanted: Step, source: Uuid) -> Walked {
    match try_walk(form, wanted, source) {
        Ok(walked) => walked,
        Err((step, problems)) => Walked::At(step, problems),
    }
}

fn try_walk(form: &mut Form<'_>, wanted: Step, source: Uuid) -> Result<Walked, (Step, Vec<Problem>)> {
    let said = Said::of(form.ground, form.words);
    let standing = form.ground.standing(false);
    let at = |step| Ok(Walked::At(step, vec![]));
    if wanted == Step::Collect {
        return at(Step::Collect);
    }
    let hindrances = cycles::divide(&standing);
    if !hindrances.is_empty() {
        return Err(refused(&said, hindrances.into_iter().map(PlanRefusal::Hindrance)));
    }
    if wanted == Step::Count {
        return at(Step::Count);
    }
    let counts = form.counts().map_err(|problems| (Step::Count, problems))?;
    let mut plan = Plan { counts, ..unchosen(form.ground) };
    let counted = Some(plan.counted()).filter(|_| !plan.counts.is_empty());
    cycles::count(counted, &standing).map_err(|why| refused(&said, [PlanRefusal::Count(why)]))?;
    if wanted == Step::Rule {
        return at(Step::Rule);
    }
    (plan.profit, plan.chosen) = form.choice().map_err(|problems| (Step::Rule, problems))?;
    let division = acts::divided(form.ground, &plan).map_err(|why| refused(&said, why))?;
    if wanted == Step::PutBack {
        let fills = form.typed.get("do") == "fill";
        let filled = if fills { form.fill(&division) } else { Ok(()) };
        return filled.map_err(|problems| (Step::PutBack, problems)).and_then(|()| at(Step::PutBack));
    }
    plan.put_back = form.put_back(&division).map_err(|problems| (Step::PutBack, problems))?;
    let reckoned = acts::reckon(form.ground, &plan, source).map_err(|why| refused(&said, why))?;
    Ok(Walked::Through(Box::new((plan, reckoned))))
}

/// As agreed, with nothing counted.
fn unchosen(ground: &Ground) -> Plan {
    let (profit, chosen) = ground.usual(ground.today);
    Plan { profit, chosen, counts: BTreeMap::new(), put_back: BTreeMap::new() }
}

/// The earliest step at which something is to be mended, with all that is to be mended there.
fn refused(said: &Said<'_>, refusals: impl IntoIterator<Item = PlanRefusal>) -> (Step, Vec<Problem>) {
    let all: Vec<(Step, Problem)> = refusals.into_iter().map(|refusal| said.plan(&refusal)).collect();
    let first = all.iter().map(|(step, _)| *step).min().unwrap_or(Step::Collect);
    (first, all.into_iter().filter(|(step, _)| *step == first).map(|(_, problem)| problem).collect())
}

/// The page of where the walk ended; an error when it did not come as far as was wanted.
fn drawn(visit: &InGroup, form: &Form<'_>, walked: Walked, wanted: Step) -> Response {
    match walked {
        Walked::Through(through) => {
            let (plan, Reckoned { division, .. }) = *through;
            web::html(draw_preview(&PreviewPage {
                head: page_head(visit, form.ground, Carried(form.pairs()), vec![]),
                division: Some(view::preview(form.ground, &division, &plan, form.words)),
                turn: Turn::Propose { key: Uuid::now_v7().to_string() },
            }))
        }
        Walked::At(step, problems) => {
            let refused = step != wanted || !problems.is_empty();
            let page = step_page(visit, form, step, problems);
            if refused { web::unprocessable(page) } else { web::html(page) }
        }
    }
}

fn step_page(visit: &InGroup, form: &Form<'_>, step: Step, problems: Vec<Problem>) -> Markup {
    let head = page_head(visit, form.ground, Carried(form.pairs()), problems);
    match step {
        Step::Collect => draw_collect(&collect_page(form, head)),
        Step::Count => draw_count(&count_page(form, head)),
        Step::Rule | Step::Preview | Step::Confirm => draw_rule(&rule_page(form, head)),
        Step::PutBack => draw_put_back(&put_back_page(form, head)),
    }
}

fn collect_page(form: &Form<'_>, head: Head) -> CollectPage {
    let (ground, said) = (form.ground, Said::of(form.ground, form.words));
    let standing = ground.standing(false);
    let claims = ground.claims(ground.today);
    let debtor = |claim: &domain::share_outs::Claim| {
        let member = ground.members.iter().find(|member| member.party() == claim.party)?;
        (claim.debts.total() > 0).then(|| Debtor {
            number: member.number as u32,
            name: member.name(),
            left: !claim.is_member,
            savings: claim.savings,
            principal: claim.debts.principal,
            charges: claim.debts.interest + claim.debts.penalty,
        })
    };
    // What is at the bank has a box of its own on the page.
    let hindrances = cycles::divide(&standing).into_iter().filter(|why| !matches!(why, cycles::Hindrance::AtBank(_)));
    CollectPage {
        head: Head { problems: vec![], ..head },
        debtors: claims.iter().filter_map(debtor).collect(),
        applications: ground.stands.applications as u32,
        bank: ground.holds.bank,
        external: ground.holds.external_debt,
        administration: ground.holds.administration,
        hindrances: hindrances.map(|why| said.hindrance(why)).collect(),
        next_meeting: ground.stands.last_meeting.map_or(1, |no| no + 1) as u32,
    }
}

fn count_page(form: &Form<'_>, head: Head) -> CountPage {
    let commodity = form.ground.cycle.constitution.commodity();
    let note = |value: i64| NoteCount {
        value,
        tint: Tint::of(commodity.code(), value),
        typed: form.typed.get(&format!("n{value}")).to_owned(),
    };
    let counts = form.counts().unwrap_or_default();
    CountPage {
        head,
        notes: notes(commodity.code()).iter().map(|value| note(*value)).collect(),
        coins: (commodity.decimals() > 0).then(|| form.typed.get("coins").to_owned()),
        book: (form.ground.holds.cash_loan, form.ground.holds.cash_social),
        counted: (!counts.is_empty()).then(|| Plan { counts, ..unchosen(form.ground) }.counted()),
    }
}

fn rule_page(form: &Form<'_>, head: Head) -> RulePage {
    let ground = form.ground;
    let terms = ground.cycle.constitution.terms();
    RulePage {
        head,
        form: form.rule_form(),
        agreed: form::code(&terms.profit).into(),
        social: match terms.social_fund.at_share_out {
            SocialFundAtShareOut::Kept => "kept",
            SocialFundAtShareOut::SplitEqually => "split-equally",
        }
        .into(),
        next_version: (ground.next.0 as u32, ground.next.0 > ground.cycle.version),
    }
}

fn put_back_page(form: &Form<'_>, head: Head) -> PutBackPage {
    let ground = form.ground;
    let chosen = form.choice().ok().map(|(profit, chosen)| Plan { profit, chosen, ..unchosen(ground) });
    let division = chosen.and_then(|plan| acts::divided(ground, &plan).ok());
    let line = |line: &domain::share_outs::DivisionLine| {
        let member = ground.members.iter().find(|member| member.party() == line.party)?;
        Some(PutBackLine {
            party: line.party.0,
            number: member.number as u32,
            name: member.name(),
            paid: line.paid(),
            stays_owed: line.stays_owed(),
            typed: form.typed.get(&format!("p{}", line.party.0)).to_owned(),
        })
    };
    let lines = division.iter().flat_map(|division| &division.lines).filter(|line| line.paid() > 0 || line.stays_owed() > 0);
    PutBackPage {
        head,
        lines: lines.filter_map(line).collect(),
        share_value: ground.share_value(),
        each: form.typed.get("each").to_owned(),
    }
}

/// `POST /groups/{group}/share-out/propose`
pub async fn propose(State(app): State<App>, visit: InGroup, Fields(pairs): Fields<Pairs>) -> Answer {
    let typed = Typed::new(pairs);
    let mut tx = app.db().write().await?;
    lock(&mut tx, visit.group.book).await?;
    let Some(share_out) = acts::open(&mut tx, visit.group.book).await? else { return Ok(to_overview(&visit)) };
    let ground = Ground::load(&mut tx, &visit.group, app.today()).await?;
    let mut form = Form { typed, ground: &ground, words: visit.words() };
    let through = match walk(&mut form, Step::Preview, share_out.id) {
        Walked::Through(through) => through,
        at => return Ok(drawn(&visit, &form, at, Step::Preview)),
    };
    let (plan, reckoned) = *through;
    let key = form.typed.key().ok_or(Fault::Unreadable)?;
    let act = Act::now(&app, visit.visit.user.id);
    acts::propose(&mut tx, &visit.group, &share_out, key, (&plan, &reckoned.division), act).await?;
    tx.commit().await?;
    tracing::info!(group = visit.group.code, share_out = share_out.no, "share-out proposed");
    Ok(web::see_other(&format!("{}?done=share-out-proposed", head(&visit.group).href("share-out"))))
}

/// Which proposal the officer has seen.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct Seen {
    proposal: i64,
}

/// `POST /groups/{group}/share-out/confirm`: another officer agrees, and it is posted.
pub async fn confirm(State(app): State<App>, visit: InGroup, Fields(seen): Fields<Seen>) -> Answer {
    let mut tx = app.db().write().await?;
    match acts::confirm(&mut tx, &visit.group, seen.proposal, Act::now(&app, visit.visit.user.id)).await? {
        Confirmed::Now(no) => {
            tx.commit().await?;
            tracing::info!(group = visit.group.code, share_out = no, "share-out confirmed");
            Ok(web::see_other(&format!("{}?done=share-out-confirmed", head(&visit.group).href(&format!("share-outs/{no}")))))
        }
        Confirmed::Before => Ok(to_overview(&visit)),
        Confirmed::Refused(why) => {
            drop(tx);
            let mut tx = app.db().read().await?;
            let Some(share_out) = acts::open(&mut tx, visit.group.book).await? else { return Ok(to_overview(&visit)) };
            let ground = Ground::load(&mut tx, &visit.group, app.today()).await?;
            let problem = Said::of(&ground, visit.words()).confirm(why);
            Ok(match store::proposal(&mut tx, visit.group.book, share_out.no).await? {
                Some(proposal) => web::unprocessable(proposed(&visit, &ground, &share_out, &proposal, vec![problem])),
                None => web::see_other(&head(&visit.group).href(Step::Collect.below())),
            })
        }
    }
}

/// `POST /groups/{group}/share-out/cancel`: either officer gives it up; lending is open again.
pub async fn cancel(State(app): State<App>, visit: InGroup) -> Answer {
    let mut tx = app.db().write().await?;
    let overview = head(&visit.group).href("cycles");
    if acts::cancel(&mut tx, &visit.group, Act::now(&app, visit.visit.user.id)).await? {
        tx.commit().await?;
        tracing::info!(group = visit.group.code, "share-out given up");
        return Ok(web::see_other(&format!("{overview}?done=share-out-cancelled")));
    }
    Ok(web::see_other(&overview))
}
