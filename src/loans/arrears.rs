//! The routes of arrears: who is late in a group, and in every group that somebody may see.
use super::{
    shown,
    store::{self, Which},
};
use crate::{
    app::App,
    error::Answer,
    groups,
    guard::{Can, InGroup, Visit},
    listing::ListQuery,
    meetings::pages::head,
    members::store::members,
    web,
};
use axum::extract::{Query, State};
use domain::loans::{Position, arrears::Arrears};
use std::collections::BTreeMap;
use templates::{
    loans::{
        Who,
        arrears::{AgeRow, ArrearsPage, ArrearsSum, LateLoan, arrears as draw},
    },
    parts::{Around, GroupHead, Name, Unit},
};

/// An open loan with what the list says of it.
struct OpenLoan {
    group: GroupHead,
    no: i64,
    who: Who,
    position: Position,
}

/// `GET /groups/{group}/arrears`
pub async fn of_group(State(app): State<App>, visit: InGroup, Query(query): Query<ListQuery>) -> Answer {
    let group = &visit.group;
    let mut tx = app.db().read().await?;
    let members = members(&mut tx, group.book, &group.commodity).await?;
    let loans = store::loans(&mut tx, Which::Open(group.book)).await?.into_iter().map(|loan| OpenLoan {
        group: head(group),
        no: loan.account.no,
        who: shown::who(&members, loan.account.party),
        position: loan.account.position(app.today()),
    });
    Ok(web::html(draw(&page(visit.visit.around(), Some(head(group)), loans.collect(), &query))))
}

/// `GET /arrears`: of every group that the reader may see, in one read of their loans.
pub async fn everywhere(State(app): State<App>, visit: Visit, Query(query): Query<ListQuery>) -> Answer {
    let mut tx = app.db().read().await?;
    let all = groups::store::groups(&mut tx).await?;
    let seen: BTreeMap<i64, GroupHead> =
        all.iter().filter(|group| visit.may_in(Can::See, group)).map(|group| (group.book.0, head(group))).collect();
    let mut borrowers = store::borrowers(&mut tx).await?;
    let loans = store::loans(&mut tx, Which::OpenEverywhere).await?.into_iter().filter_map(|loan| {
        let (number, names) = borrowers.remove(&(loan.book.0, loan.account.no))?;
        Some(OpenLoan {
            group: seen.get(&loan.book.0)?.clone(),
            no: loan.account.no,
            who: Who { number: number as u32, name: Name::new(names.khmer(), names.latin()) },
            position: loan.account.position(app.today()),
        })
    });
    Ok(web::html(draw(&page(visit.around(), None, loans.collect(), &query))))
}

fn page(around: Around, group: Option<GroupHead>, loans: Vec<OpenLoan>, query: &ListQuery) -> ArrearsPage {
    let words = around.words;
    let sums = sums(group.as_ref(), &loans);
    let path = group.as_ref().map_or("/arrears".to_owned(), |group| group.href("arrears"));
    let mut late: Vec<LateLoan> = loans.into_iter().filter(|loan| loan.position.days_late > 0).map(late_loan).collect();
    late.sort_by(|a, b| b.days.cmp(&a.days).then_with(|| (&a.group.code, a.no).cmp(&(&b.group.code, b.no))));
    let (loans, listing) = query.page(&path, &[], late, |by, a, b| match by {
        "late" => Some(a.days.cmp(&b.days)),
        "name" => Some(a.who.name.show(words).cmp(b.who.name.show(words))),
        "group" => Some(a.group.name.show(words).cmp(b.group.name.show(words))),
        // Riel and dollars do not compare: each kind together.
        "overdue" => Some((&a.group.unit.commodity, a.overdue).cmp(&(&b.group.unit.commodity, b.overdue))),
        "owed" => Some((&a.group.unit.commodity, a.owed).cmp(&(&b.group.unit.commodity, b.owed))),
        _ => None,
    });
    ArrearsPage { around, group, sums, loans, listing }
}

fn late_loan(loan: OpenLoan) -> LateLoan {
    let OpenLoan { group, no, who, position } = loan;
    LateLoan { group, no, who, days: position.days_late, overdue: position.overdue, owed: position.owed() }
}

/// The sums of each commodity; of one group also where nothing is lent.
fn sums(group: Option<&GroupHead>, loans: &[OpenLoan]) -> Vec<ArrearsSum> {
    let mut units = BTreeMap::new();
    for head in loans.iter().map(|loan| &loan.group).chain(group) {
        units.entry(head.unit.commodity.clone()).or_insert_with(|| head.unit.clone());
    }
    let sum = |unit: Unit| {
        let arrears = Arrears::of(loans.iter().filter(|loan| loan.group.unit == unit).map(|loan| &loan.position));
        arrears_sum(unit, &arrears)
    };
    units.into_values().map(sum).collect()
}

fn arrears_sum(unit: Unit, arrears: &Arrears) -> ArrearsSum {
    ArrearsSum {
        unit,
        loans: arrears.loans as u32,
        principal: arrears.principal,
        late: arrears.late as u32,
        overdue: arrears.overdue,
        at_risk: arrears.at_risk().iter().map(|at| (at.days, at.principal, shown::tenths(at.percent))).collect(),
        ages: arrears
            .ages
            .iter()
            .map(|age| AgeRow {
                from: age.from,
                to: age.to,
                loans: age.loans as u32,
                overdue: age.overdue,
                principal: age.principal,
            })
            .collect(),
    }
}
