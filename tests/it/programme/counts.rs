//! A count of its own for every measure, in plain SQL: from the tables, without a word of the program's statements. `$1` is a
//! partner's code, empty for all together; `$2` the last day.
use chrono::NaiveDate;
use domain::{
    programme::Measure,
    training::{Extent, practice},
};
use sansom::{
    groups::store as groups,
    programme::{
        counting::{Period, figure},
        store::records,
    },
    store::{Sql, Tx},
};
use std::collections::BTreeMap;
use uuid::Uuid;

const fn both(sql: &'static str) -> Sql {
    Sql::each(sql, sql)
}

macro_rules! of_members {
    ($count:literal, $where:literal) => {
        concat!(
            "select cast(count(distinct ",
            $count,
            ") as bigint) from member m join person p on p.id = m.person_id join person h on h.id = coalesce(p.same_as, p.id)
               join savings_group g on g.book_id = m.book_id join organisation o on o.id = g.organisation_id
              where m.joined_on <= $2 and ($1 = '' or o.code = $1) and ",
            $where
        )
    };
}
macro_rules! of_banks {
    ($where:literal) => {
        concat!(
            "select count(*) from bank b join savings_group g on g.book_id = b.book_id join organisation o on o.id = g.organisation_id
              where b.opened_on <= $2 and ($1 = '' or o.code = $1) and ",
            $where
        )
    };
}
macro_rules! of_sessions {
    ($what:literal, $where:literal) => {
        concat!(
            "select cast(coalesce((select ",
            $what,
            " from training_session s join session_person a on a.session_id = s.id
                                     join person p on p.id = a.person_id join person h on h.id = coalesce(p.same_as, p.id)
                                     join organisation o on o.id = s.organisation_id
                                    where s.undone_at is null and s.day <= $2 and ($1 = '' or o.code = $1) and ",
            $where,
            "), 0) as bigint)"
        )
    };
}
macro_rules! listed_and_counted {
    ($kind:literal) => {
        concat!(
            "select cast((select count(distinct coalesce(p.same_as, p.id)) from training_session s join session_person a on a.session_id = s.id
                            join person p on p.id = a.person_id join organisation o on o.id = s.organisation_id
                           where s.undone_at is null and s.day <= $2 and s.kind = '", $kind, "' and ($1 = '' or o.code = $1))
                       + coalesce((select sum(c.people) from training_session s join session_count c on c.session_id = s.id
                                     join organisation o on o.id = s.organisation_id
                                    where s.undone_at is null and s.day <= $2 and s.kind = '", $kind, "' and ($1 = '' or o.code = $1)), 0) as bigint)"
        )
    };
}
macro_rules! of_terms {
    ($role:literal) => {
        concat!(
            "select count(distinct coalesce(p.same_as, p.id)) from role_term t join person p on p.id = t.person_id
               join organisation o on o.id = t.organisation_id
              where t.role = '",
            $role,
            "' and t.from_day <= $2 and coalesce(t.ended, '') <> 'mistake' and ($1 = '' or o.code = $1)"
        )
    };
}
macro_rules! of_coops {
    ($kind:literal) => {
        concat!(
            "select count(*) from coop c join savings_group g on g.book_id = c.book_id join organisation o on o.id = g.organisation_id
              where c.kind = '", $kind, "' and c.opened_on <= $2 and ($1 = '' or o.code = $1)"
        )
    };
}
macro_rules! of_grants {
    ($which:literal) => {
        concat!(
            "select count(*) from award_grant n join award a on a.book_id = n.book_id join organisation o on o.id = a.organisation_id
              where ", $which, " and ($1 = '' or o.code = $1)
                and (n.book_id, n.no) in (select book_id, grant_no from award_act where kind in ('agreed', 'brought') and day <= $2)"
        )
    };
}
macro_rules! of_coop_members {
    ($kind:literal) => {
        of_members!(
            "h.id",
            "(m.left_on is null or m.left_on > $2) and exists (select 1 from coop c where c.book_id = m.book_id and c.kind = 'cooperative')"
        )
    };
}
/// Acts of cooperatives that stand.
macro_rules! of_coop_acts {
    ($what:expr, $where:expr) => {
        concat!(
            "select ", $what, " from coop_act t join coop c on c.book_id = t.book_id join savings_group g on g.book_id = t.book_id
               join organisation o on o.id = g.organisation_id
              where t.day <= $2 and ($1 = '' or o.code = $1) and t.no not in (select undoes from coop_act u where u.book_id = t.book_id and u.undoes is not null) and ",
            $where
        )
    };
}
macro_rules! free_loans {
    ($lines:literal, $rate:literal) => {
        concat!(
            "select cast((select count(*) from loan l join savings_group g on g.book_id = l.book_id join organisation o on o.id = g.organisation_id
                           where l.given_on <= $2 and ($1 = '' or o.code = $1) and replace(l.terms, ' ', '') like '%rate_percent=0%'
                             and not exists (select 1 from loan_event e where e.book_id = l.book_id and e.loan_no = l.no and e.undoes = 1))
                       + coalesce((select sum(", $lines, ") from bank_act t join savings_group g on g.book_id = t.book_id
                                     join organisation o on o.id = g.organisation_id
                                    where t.kind = 'lent' and t.day <= $2 and ($1 = '' or o.code = $1) and ", $rate, " = '0'
                                      and t.no not in (select undoes from bank_act u where u.book_id = t.book_id and u.bank_no = t.bank_no
                                                          and u.undoes is not null)), 0) as bigint)"
        )
    };
}
macro_rules! rice_members {
    ($group:literal, $later:literal, $named:literal, $crop:literal) => {
        concat!(
            "select count(distinct coalesce(p.same_as, p.id)) from coop_act t join coop c on c.book_id = t.book_id and c.kind = 'cooperative'
               join savings_group g on g.book_id = t.book_id join organisation o on o.id = g.organisation_id
               join member m on m.book_id = t.book_id and m.party_no = t.party_no join person p on p.id = m.person_id
              where t.kind = 'group-joined' and t.day <= $2 and ($1 = '' or o.code = $1) and (m.left_on is null or m.left_on > $2)
                and t.no = (select max(l.no) from coop_act l where l.book_id = t.book_id and l.party_no = t.party_no and l.kind = 'group-joined'
                               and l.day <= $2 and l.no not in (select undoes from coop_act u where u.book_id = l.book_id and u.undoes is not null))
                and ", $group, " in (select ", $named, " from coop_act n where n.book_id = t.book_id and n.kind = 'group-named' and ", $crop, " like 'PADDY%')"
        )
    };
}

/// The statement of each measure.
const COUNTS: &[(Measure, Sql)] = &[
    (Measure::SubGrants, both("select count(*) from award a join organisation o on o.id = a.organisation_id
                                where a.parent_book is not null and a.from_day <= $2 and ($1 = '' or o.code = $1)")),
    (Measure::SavingsGroups, both("select count(*) from savings_group g join organisation o on o.id = g.organisation_id
                                    where g.saves and g.founded_on <= $2 and ($1 = '' or o.code = $1)")),
    (Measure::GroupMembers, both(of_members!("h.id", "g.saves and (m.left_on is null or m.left_on > $2)"))),
    (Measure::SaversAndBorrowers, both(of_members!("h.id", "g.saves"))),
    (Measure::GroupHouseholds, both(of_members!("coalesce(h.household_id, p.household_id, h.id)", "g.saves and (m.left_on is null or m.left_on > $2)"))),
    (Measure::VegetableGroupMembers, both(of_members!("h.id", "(m.left_on is null or m.left_on > $2) and exists (select 1 from coop c where c.book_id = m.book_id and c.kind = 'group')"))),
    (Measure::CooperativeMembers, both(of_coop_members!("cooperative"))),
    (Measure::GroupBanks, both(of_banks!("g.saves"))),
    (Measure::RiceBanks, both(of_banks!("exists (select 1 from posting q join good d on d.code = q.commodity
                                                   where q.book_id = b.book_id and q.fund = b.fund_no and d.class in ('paddy', 'rice', 'seed'))"))),
    (Measure::CowBanks, both(of_banks!("exists (select 1 from posting q join good d on d.code = q.commodity
                                                  where q.book_id = b.book_id and q.fund = b.fund_no and d.class in ('cattle', 'buffalo'))"))),
    (Measure::FreeLoans, Sql::each(free_loans!("json_array_length(t.fact, '$.lines')", "cast(json_extract(t.fact, '$.terms.rate') as text)"),
                                   free_loans!("json_array_length(cast(t.fact as json) -> 'lines')", "(cast(t.fact as json) -> 'terms' ->> 'rate')"))),
    (Measure::ModelFarmers, both(of_terms!("model-farmer"))),
    (Measure::Advisors, both(of_terms!("advisor"))),
    (Measure::CoachedFarmers, both("select count(distinct coalesce(p.same_as, p.id)) from coaching c join person p on p.id = c.trainee_id
          join organisation o on o.id = c.organisation_id
         where c.kind = 'farmer' and c.from_day <= $2 and coalesce(c.ended, '') <> 'mistake' and ($1 = '' or o.code = $1)
           and coalesce(p.same_as, p.id) in (select coalesce(x.same_as, x.id) from session_person a join person x on x.id = a.person_id
                                               join training_session s on s.id = a.session_id where s.undone_at is null and s.day <= $2)")),
    (Measure::AdvisedHouseholds, both("select count(distinct coalesce(h.household_id, p.household_id, h.id)) from coaching c join person p on p.id = c.trainee_id
          join person h on h.id = coalesce(p.same_as, p.id) join organisation o on o.id = c.organisation_id
         where c.kind = 'household' and c.from_day <= $2 and coalesce(c.ended, '') <> 'mistake' and ($1 = '' or o.code = $1)")),
    (Measure::RiceGroups, Sql::each(
        of_coop_acts!("count(distinct cast(t.book_id as text) || '/' || json_extract(t.fact, '$.group'))", "t.kind = 'group-named' and c.kind = 'cooperative' and json_extract(t.fact, '$.crop') like 'PADDY%'"),
        of_coop_acts!("count(distinct cast(t.book_id as text) || '/' || (cast(t.fact as json) ->> 'group'))", "t.kind = 'group-named' and c.kind = 'cooperative' and cast(t.fact as json) ->> 'crop' like 'PADDY%'"))),
    (Measure::RiceGroupMembers, Sql::each(
        rice_members!("json_extract(t.fact, '$.group')", "", "json_extract(n.fact, '$.group')", "json_extract(n.fact, '$.crop')"),
        rice_members!("(cast(t.fact as json) ->> 'group')", "", "cast(n.fact as json) ->> 'group'", "cast(n.fact as json) ->> 'crop'"))),
    (Measure::VegetableGroups, both(of_coops!("group"))),
    (Measure::Cooperatives, both(of_coops!("cooperative"))),
    (Measure::WorkshopCommunes, both("select count(distinct substr(s.village_code, 1, 6)) from training_session s join organisation o on o.id = s.organisation_id
                                       where s.kind = 'workshop' and s.undone_at is null and s.day <= $2 and length(s.village_code) >= 6 and ($1 = '' or o.code = $1)")),
    (Measure::WorkshopParticipants, both(listed_and_counted!("workshop"))),
    (Measure::TrainedYouth, both(listed_and_counted!("youth"))),
    (Measure::AwarenessRounds, both("select count(*) from training_session s join organisation o on o.id = s.organisation_id
                                      where s.kind = 'awareness' and s.undone_at is null and s.day <= $2 and ($1 = '' or o.code = $1)")),
    (Measure::TrainedHouseholds, both(of_sessions!("count(distinct coalesce(h.household_id, p.household_id, h.id))", "s.kind = 'households'"))),
    (Measure::TrainedTime, both(of_sessions!("sum(a.minutes)", "h.id is not null"))),
    (Measure::FamilyGrants, both(of_grants!("not n.coded"))),
    (Measure::CodedGrants, both(of_grants!("n.coded"))),
    (Measure::Scholarships, both("select cast(coalesce(sum(s.female + s.male), 0) as bigint) from support s join organisation o on o.id = s.organisation_id
                                   where s.kind = 'scholarship' and s.undone_at is null and s.day <= $2 and ($1 = '' or o.code = $1)")),
    (Measure::Participants, both("select count(*) from (
          select coalesce(p.same_as, p.id) as who from member m join person p on p.id = m.person_id join savings_group g on g.book_id = m.book_id
            join organisation o on o.id = g.organisation_id where g.saves and m.joined_on <= $2 and ($1 = '' or o.code = $1)
          union
          select coalesce(p.same_as, p.id) from coaching c join person p on p.id = c.trainee_id join organisation o on o.id = c.organisation_id
           where c.kind = 'farmer' and c.from_day <= $2 and coalesce(c.ended, '') <> 'mistake' and ($1 = '' or o.code = $1)
             and coalesce(p.same_as, p.id) in (select coalesce(x.same_as, x.id) from session_person a join person x on x.id = a.person_id
                                                 join training_session s on s.id = a.session_id where s.undone_at is null and s.day <= $2)
          union
          select coalesce(q.same_as, q.id) from coaching c join person p on p.id = c.trainee_id join organisation o on o.id = c.organisation_id
            join person q on q.id = p.id or q.household_id = p.household_id
           where c.kind = 'household' and c.from_day <= $2 and coalesce(c.ended, '') <> 'mistake' and ($1 = '' or o.code = $1)
          union
          select coalesce(p.same_as, p.id) from training_session s join session_person a on a.session_id = s.id join person p on p.id = a.person_id
            join organisation o on o.id = s.organisation_id
           where s.undone_at is null and s.day <= $2 and s.kind <> 'awareness' and ($1 = '' or o.code = $1)) everybody")),
    (Measure::Applying, both("select count(distinct coalesce(p.same_as, p.id)) from adoption d join coaching_visit v on v.id = d.visit_id
          join coaching c on c.id = v.coaching_id join person p on p.id = c.trainee_id join organisation o on o.id = c.organisation_id
         where d.applied in ('yes', 'partly') and v.undone_at is null and v.day <= $2 and coalesce(c.ended, '') <> 'mistake' and ($1 = '' or o.code = $1)")),
    (Measure::FarmSales, Sql::each(
        concat!("select cast(coalesce((select sum(s.riel) from farm_sale s join organisation o on o.id = s.organisation_id
                   where s.day <= $2 and ($1 = '' or o.code = $1) and s.no not in (select sale_no from farm_sale_undone)), 0) + coalesce((",
                of_coop_acts!("sum(json_extract(t.fact, '$.amount'))", "t.kind = 'delivered' and t.party_no in (select m.party_no from member m where m.book_id = t.book_id)"), "), 0) as bigint)"),
        concat!("select cast(coalesce((select sum(s.riel) from farm_sale s join organisation o on o.id = s.organisation_id
                   where s.day <= $2 and ($1 = '' or o.code = $1) and s.no not in (select sale_no from farm_sale_undone)), 0) + coalesce((",
                of_coop_acts!("sum(cast(cast(t.fact as json) ->> 'amount' as bigint))", "t.kind = 'delivered' and t.party_no in (select m.party_no from member m where m.book_id = t.book_id)"), "), 0) as bigint)"))),
    (Measure::Financing, both("select cast(coalesce(sum(e.principal), 0) as bigint) from loan_event e join savings_group g on g.book_id = e.book_id
          join organisation o on o.id = g.organisation_id
         where e.kind in ('given', 'topped-up') and g.commodity = 'KHR' and e.on_day <= $2 and ($1 = '' or o.code = $1)
           and e.no not in (select u.undoes from loan_event u where u.book_id = e.book_id and u.loan_no = e.loan_no and u.undoes is not null)")),
];

const AREAS: &str = "select coalesce(p.same_as, p.id), d.practice, d.extent from adoption d join coaching_visit v on v.id = d.visit_id
      join coaching c on c.id = v.coaching_id join person p on p.id = c.trainee_id join organisation o on o.id = c.organisation_id
     where d.applied <> 'no' and d.extent > 0 and v.undone_at is null and v.day <= $2 and coalesce(c.ended, '') <> 'mistake' and ($1 = '' or o.code = $1)";

/// Which practices are measured by the area stands in a file, so the largest area of each farmer is found here.
async fn area(tx: &mut Tx, code: &str, through: NaiveDate) -> i64 {
    let rows: Vec<(Uuid, String, i64)> = tx.all(AREAS, (code.to_owned(), through)).await.unwrap();
    let mut largest: BTreeMap<Uuid, i64> = BTreeMap::new();
    for (who, code, extent) in rows {
        if practice(&code).unwrap().measured == Extent::Area {
            let most = largest.entry(who).or_default();
            *most = extent.max(*most);
        }
    }
    largest.into_values().sum()
}

/// Every measure's figure from the beginning through a day equals the count of its own: of all together (`""`) and of these
/// partners.
pub async fn agrees(tx: &mut Tx, codes: &[&str], through: NaiveDate) {
    assert_eq!(COUNTS.len() + 1, Measure::ALL.len(), "a count for every measure");
    let organisations = groups::organisations(tx).await.unwrap();
    for measure in Measure::ALL {
        let read = records(tx, *measure, through).await.unwrap_or_else(|error| panic!("{measure:?}: {error}"));
        for code in codes {
            let whose = organisations.iter().find(|one| one.code == *code).map(|one| one.id);
            assert!(code.is_empty() || whose.is_some(), "a partner {code}");
            let counted = match COUNTS.iter().find(|(one, _)| one == measure) {
                Some((_, sql)) => tx
                    .value::<i64>(*sql, ((*code).to_owned(), through))
                    .await
                    .unwrap_or_else(|error| panic!("{measure:?}: {error}")),
                None => area(tx, code, through).await,
            };
            let figure = figure(&read, *measure, Period { from: None, through }, whose);
            assert_eq!(figure.total, counted, "{} of {code:?}", measure.code());
        }
    }
}
