//! The list of a share-out on paper, with its proof: of one that took place, or of the one that is proposed.
use super::{Wish, answer, loan_contract::Numbered, of_group, parties};
use crate::{
    app::App,
    cycles::{
        acts,
        ground::Ground,
        proof::{Changed, Told, tell},
        store, view,
    },
    error::{Answer, Fault},
    groups::store::Group,
    guard::InGroup,
    members::store::{Member, members},
    store::{Result, Tx},
};
use axum::extract::{Query, State};
use chrono::NaiveDate;
use domain::{
    chart::{LOAN_FUND, SOCIAL_FUND},
    constitution::SocialFundAtShareOut,
    share_outs::DivisionLine,
};
use ledger::{FundNo, PartyNo};
use reports::{
    share_out_list::{Pot, ShareOutLine, ShareOutList, ShareOutState},
    share_out_proof::{AccountProof, FundProof},
};
use words::{Language, Words};

/// A share-out: that of a number which took place; without one what is proposed now, else the last that took place.
pub async fn load(tx: &mut Tx, group: &Group, no: Option<i64>, today: NaiveDate) -> Result<Option<ShareOutList>> {
    if let Some(no) = no {
        return took_place(tx, group, no).await;
    }
    if let Some(list) = proposed(tx, group, today).await? {
        return Ok(Some(list));
    }
    let last = store::share_outs(tx, group.book).await?.into_iter().find(|row| row.on_day.is_some());
    match last {
        Some(row) => took_place(tx, group, row.no).await,
        None => Ok(None),
    }
}

async fn took_place(tx: &mut Tx, group: &Group, no: i64) -> Result<Option<ShareOutList>> {
    let Some(told) = tell(tx, group, no).await? else { return Ok(None) };
    let members = members(tx, group.book, &group.commodity).await?;
    let decided = &told.decided;
    let mut lines: Vec<ShareOutLine> = told.lines.iter().map(|row| line(row, &members)).collect();
    lines.sort_by_key(|line| line.who.number);
    let social = lines.iter().any(|line| line.social != 0) || decided.social_pool > 0;
    Ok(Some(ShareOutList {
        group: of_group::of_group(group),
        unit: group.commodity(),
        kept: told.kept(),
        cycle: decided.cycle_no,
        on: decided.on_day,
        rule: store::rule(&decided.rule)?,
        round_to: decided.round_to,
        share_value: told.cycle.constitution.shares().map(|(value, _)| value),
        pot: Pot {
            pool: decided.pool,
            savings: lines.iter().map(|line| line.savings).sum(),
            profit: decided.profit,
            administration: decided.administration,
            reserve: decided.reserve,
            remainder: decided.remainder,
        },
        social: social.then_some((decided.social_pool, decided.social_remainder)),
        counted: decided.counted,
        stays: told.stays(),
        officers: parties::signers(tx, group.book, decided.on_day).await?,
        state: ShareOutState::TookPlace {
            officers: told.officers(),
            funds: [LOAN_FUND, SOCIAL_FUND].map(|fund| proof(&told, fund)).into(),
        },
        lines,
    }))
}

fn line(row: &store::LineRow, members: &[Member]) -> ShareOutLine {
    let party = PartyNo(row.party_no);
    ShareOutLine {
        who: parties::person(members, party),
        left: has_left(members, party),
        savings: row.savings,
        profit: row.profit,
        gross: row.gross,
        social: row.social,
        settled: row.interest + row.principal,
        penalty: row.penalty,
        stays_owed: row.stays_owed,
        put_back: row.reinvested,
    }
}

fn has_left(members: &[Member], party: PartyNo) -> bool {
    members.iter().any(|member| member.party() == party && member.left_on.is_some())
}

fn proof(told: &Told, fund: FundNo) -> FundProof {
    let (has, owes): (Vec<Changed>, Vec<Changed>) = told.accounts(fund).into_iter().partition(|changed| changed.debit);
    let proof = |Changed { account, before, after, changes, .. }: Changed| AccountProof { account, before, after, changes };
    FundProof { fund, has: has.into_iter().map(proof).collect(), owes: owes.into_iter().map(proof).collect() }
}

/// What is proposed and waits for another officer; nothing where the books no longer allow it.
async fn proposed(tx: &mut Tx, group: &Group, today: NaiveDate) -> Result<Option<ShareOutList>> {
    let Some(open) = acts::open(tx, group.book).await? else { return Ok(None) };
    let Some(proposal) = store::proposal(tx, group.book, open.no).await? else { return Ok(None) };
    let ground = Ground::load(tx, group, today).await?;
    let Some(reckoned) = acts::holds(&ground, &proposal, open.id) else { return Ok(None) };
    let (division, plan) = (reckoned.division, proposal.plan);
    let put_back = |party: &PartyNo| plan.put_back.get(party).copied().unwrap_or(0);
    let line = |line: &DivisionLine| ShareOutLine {
        who: parties::person(&ground.members, line.party),
        left: has_left(&ground.members, line.party),
        savings: line.savings,
        profit: line.profit,
        gross: line.gross,
        social: line.social,
        settled: line.settled.interest + line.settled.principal,
        penalty: line.settled.penalty,
        stays_owed: line.stays_owed(),
        put_back: put_back(&line.party),
    };
    // The sums of what stays are those of the page.
    let shown = view::preview(&ground, &division, &plan, Words::new(Language::English));
    let split = division.social.rule == SocialFundAtShareOut::SplitEqually;
    let mut lines: Vec<ShareOutLine> = division.lines.iter().map(line).collect();
    lines.sort_by_key(|line| line.who.number);
    Ok(Some(ShareOutList {
        group: of_group::of_group(group),
        unit: group.commodity(),
        kept: ground.kept(),
        cycle: ground.cycle.no,
        on: plan.chosen.on,
        rule: plan.profit.clone(),
        round_to: plan.chosen.round_to,
        share_value: ground.cycle.constitution.shares().map(|(value, _)| value),
        pot: Pot {
            pool: division.pool,
            savings: division.savings,
            profit: division.profit,
            administration: division.administration,
            reserve: division.reserve,
            remainder: division.remainder,
        },
        social: split.then_some((division.social.pool, division.social.remainder)),
        counted: plan.counted(),
        stays: view::stays(&ground, &division, &shown),
        officers: Vec::new(),
        state: ShareOutState::Proposed(view::sources(&ground, &division)),
        lines,
    }))
}

/// `GET /groups/{group}/papers/share-out-list?no=`
pub async fn show(State(app): State<App>, visit: InGroup, Query(query): Query<Numbered>, Query(wish): Query<Wish>) -> Answer {
    let no = if query.no.is_empty() { None } else { Some(query.no()?) };
    let mut tx = app.db().read().await?;
    let list = load(&mut tx, &visit.group, no, app.today()).await?.ok_or(Fault::NotFound)?;
    let say = wish.say(visit.words());
    answer(&visit, &format!("{}-share-out-{}", visit.group.code, list.cycle), move || list.document(say)).await
}
