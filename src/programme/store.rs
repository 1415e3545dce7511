//! The SQL of what the programme counts: one statement a measure, which reads the records that count up to a day ($1), each
//! with whom or what it is a record of, where, and from when to when it holds. What is counted once, and in which period, is
//! decided in `domain::programme`.
//!
//! Every statement answers with the columns of [`Record`]. A person stands under the head of her records, with what is said
//! of her there.
use crate::store::{Result, Sql, Tx, statements};
use chrono::NaiveDate;
use domain::programme::Measure;
use sqlx::FromRow;
use templates::parts::Name;
use uuid::Uuid;

/// What is said of a person (p), counted under her head; r is the record that was found.
macro_rules! person {
    ($place:literal) => {
        concat!(
            "p.id as who, null as salt, cast(0 as bigint) as book, cast(0 as bigint) as no, case when p.village_code = '' then ",
            $place,
            " else p.village_code end as place, p.sex, p.birth_year, p.id_poor"
        )
    };
}
/// The household of a person: that of the record she is counted under, else of another record of hers, else she is one.
macro_rules! household {
    ($place:literal) => {
        concat!(
            "coalesce(p.household_id,
                      (select x.household_id from person x where x.same_as = p.id and x.household_id is not null order by x.id limit 1),
                      p.id) as who, null as salt, cast(0 as bigint) as book, cast(0 as bigint) as no, case when p.village_code = '' then ",
            $place,
            " else p.village_code end as place, null as sex, null as birth_year, null as id_poor"
        )
    };
}
/// Nobody: a thing under two numbers.
macro_rules! thing {
    ($book:literal, $no:literal, $place:literal) => {
        concat!(
            "null as who, null as salt, cast(",
            $book,
            " as bigint) as book, cast(",
            $no,
            " as bigint) as no, ",
            $place,
            " as place, null as sex, null as birth_year, null as id_poor"
        )
    };
}
macro_rules! joined {
    ($id:literal) => {
        concat!(" join person r on r.id = ", $id, " join person p on p.id = coalesce(r.same_as, r.id) ")
    };
}
macro_rules! members {
    ($who:expr, $from:literal, $where:literal) => {
        concat!(
            "select ", $who, ", g.organisation_id, m.joined_on as day, m.left_on as until, '' as kind, cast(1 as bigint) as amount, g.book_id as of_book, null as of_who
               from member m join real_group g on g.book_id = m.book_id ", $from, joined!("m.person_id"),
            "where m.joined_on <= $1 and ", $where
        )
    };
}
macro_rules! banks {
    ($classes:literal) => {
        concat!(
            "select ", thing!("b.book_id", "b.no", "b.village_code"),
            ", g.organisation_id, b.opened_on as day, null as until, '' as kind, cast(1 as bigint) as amount, b.book_id as of_book, null as of_who
               from bank b join real_group g on g.book_id = b.book_id
              where b.opened_on <= $1
                and exists (select 1 from balance l join good d on d.code = l.commodity
                             where l.book_id = b.book_id and l.fund = b.fund_no and d.class in (", $classes, "))"
        )
    };
}
macro_rules! terms {
    ($role:literal) => {
        concat!(
            "select ", person!("t.village_code"),
            ", t.organisation_id, t.from_day as day, t.to_day as until, '' as kind, cast(1 as bigint) as amount, cast(0 as bigint) as of_book, null as of_who
               from role_term t ", joined!("t.person_id"),
            "where t.from_day <= $1 and t.role = '", $role, "' and (t.ended is null or t.ended <> 'mistake')"
        )
    };
}
macro_rules! listed {
    ($who:expr, $kinds:literal) => {
        concat!(
            "select ", $who, ", s.organisation_id, s.day, s.day as until, '' as kind, cast(1 as bigint) as amount, cast(0 as bigint) as of_book, null as of_who
               from training_session s join session_person a on a.session_id = s.id ", joined!("a.person_id"),
            "where s.day <= $1 and s.undone_at is null and s.kind in (", $kinds, ")"
        )
    };
}
/// Those who were only counted: each count is a record of its own.
macro_rules! counted {
    ($kind:literal) => {
        concat!(
            "select null as who, s.id as salt, cast(0 as bigint) as book,
                    cast(case c.sex when 'female' then 10 when 'male' then 20 else 0 end
                         + case c.age_band when 'under-15' then 1 when '15-29' then 2 when '30-and-over' then 3 else 0 end as bigint) as no,
                    s.village_code as place, nullif(c.sex, '') as sex,
                    cast(case c.age_band when 'under-15' then -1 when '15-29' then -2 when '30-and-over' then -3 end as bigint) as birth_year, null as id_poor,
                    s.organisation_id, s.day, s.day as until, '' as kind, c.people as amount, cast(0 as bigint) as of_book, null as of_who
               from training_session s join session_count c on c.session_id = s.id
              where s.day <= $1 and s.undone_at is null and s.kind = '", $kind, "'"
        )
    };
}
/// What happened at cooperatives and was not undone.
macro_rules! coop_acts {
    ($what:expr, $from:literal, $where:expr) => {
        concat!(
            "select ",
            $what,
            " from coop_act t join coop o on o.book_id = t.book_id join real_group g on g.book_id = t.book_id ",
            $from,
            " where t.day <= $1 and not exists (select 1 from coop_act u where u.book_id = t.book_id and u.undoes = t.no) and ",
            $where
        )
    };
}
macro_rules! rice_groups {
    ($crop:literal, $group:literal) => {
        coop_acts!(
            concat!(
                thing!("t.book_id", $group, "g.village_code"),
                ", g.organisation_id, t.day, null as until, '' as kind, cast(1 as bigint) as amount, t.book_id as of_book, null as of_who"
            ),
            "",
            concat!("t.kind = 'group-named' and o.kind = 'cooperative' and ", $crop, " like 'PADDY%'")
        )
    };
}
/// Each member's last word on the group she is in; what she left counts until then.
macro_rules! rice_group_members {
    ($crop:literal, $named:literal, $joined:literal) => {
        concat!(
            "select ",
            person!("g.village_code"),
            ", g.organisation_id, t.day, t.until, '' as kind, cast(1 as bigint) as amount, t.book_id as of_book, null as of_who
               from (select j.book_id, j.party_no, j.day, ",
            $joined,
            " as in_group,
                            lead(j.day) over (partition by j.book_id, j.party_no order by j.no) as until
                       from coop_act j
                      where j.kind = 'group-joined' and j.day <= $1
                        and not exists (select 1 from coop_act u where u.book_id = j.book_id and u.undoes = j.no)) t
               join coop o on o.book_id = t.book_id and o.kind = 'cooperative'
               join real_group g on g.book_id = t.book_id
               join member m on m.book_id = t.book_id and m.party_no = t.party_no ",
            joined!("m.person_id"),
            "where t.in_group in (select ",
            $named,
            " from coop_act n
                                   where n.book_id = t.book_id and n.kind = 'group-named' and ",
            $crop,
            " like 'PADDY%')
               and (m.left_on is null or m.left_on > $1)"
        )
    };
}
macro_rules! deliveries {
    ($amount:literal, $crop:literal) => {
        coop_acts!(
            concat!(
                "p.id as who, t.id as salt, cast(0 as bigint) as book, cast(0 as bigint) as no, case when p.village_code = '' then g.village_code else p.village_code end as place,
                 p.sex, p.birth_year, p.id_poor, g.organisation_id, t.day, t.day as until, ", $crop, " as kind, ", $amount, " as amount,
                 t.book_id as of_book, null as of_who"
            ),
            "join member m on m.book_id = t.book_id and m.party_no = t.party_no
             join person r on r.id = m.person_id join person p on p.id = coalesce(r.same_as, r.id)",
            "t.kind = 'delivered'"
        )
    };
}
/// Loans of banks that were agreed without interest: a loan each, of the bank by whose id it is told from the group's own.
macro_rules! free_loans_in_kind {
    ($lines:literal, $loan:literal, $rate:literal) => {
        concat!(
            "select null as who, b.id as salt, t.book_id as book, ", $loan, " as no, b.village_code as place, null as sex, null as birth_year,
                    null as id_poor, g.organisation_id, t.day, t.day as until, '' as kind, cast(1 as bigint) as amount, t.book_id as of_book, null as of_who
               from bank_act t join bank b on b.book_id = t.book_id and b.no = t.bank_no
               join real_group g on g.book_id = t.book_id cross join ", $lines,
            " where t.kind = 'lent' and t.day <= $1 and ", $rate, " = '0'
                and not exists (select 1 from bank_act u where u.book_id = t.book_id and u.bank_no = t.bank_no and u.undoes = t.no)"
        )
    };
}
macro_rules! coded_grants {
    ($province:literal) => {
        concat!(
            "select ", thing!("a.book_id", "n.no", $province),
            ", a.organisation_id, t.day, null as until, '' as kind, cast(1 as bigint) as amount, a.book_id as of_book, null as of_who
               from award_grant n join award a on a.book_id = n.book_id
               join award_act t on t.book_id = n.book_id and t.grant_no = n.no and t.kind in ('agreed', 'brought') and t.day <= $1
               join award_act b on b.book_id = n.book_id and b.no = n.act_no
              where n.coded"
        )
    };
}

/// The records counted under the heads that a selection names.
macro_rules! names {
    ($heads:literal) => {
        concat!(
            "select p.id, coalesce(p.same_as, p.id) as head, p.organisation_id, p.family_name_km, p.given_name_km, p.family_name_latin,
                    p.given_name_latin
               from person p where p.id in (", $heads, ") or p.same_as in (", $heads, ") order by p.id"
        )
    };
}

statements! {
    /// How many acts the trails of all books have: it grows with every act of consequence.
    VERSION = "select cast(coalesce(sum(no), 0) as bigint) from audit_head";
    /// What waits for a second officer in savings groups and at their banks: book, partner, corrections, requests.
    WAITING = "select g.book_id, g.organisation_id, w.corrections, w.requests
                 from (select book_id, cast(sum(corrections) as bigint) as corrections, cast(sum(requests) as bigint) as requests
                         from (select c.book_id, 1 as corrections, 0 as requests from correction c
                                where not exists (select 1 from correction_decision d where d.book_id = c.book_id and d.correction_no = c.no)
                                union all
                               select r.book_id, 0, 1 from bank_request r
                                where not exists (select 1 from bank_request_decision d
                                                   where d.book_id = r.book_id and d.bank_no = r.bank_no and d.request_no = r.no)) a
                        group by book_id) w
                 join real_group g on g.book_id = w.book_id";
    /// The records of people that are counted under these heads ($1, as JSON), and whose register each is in.
    NAMES = names!("select unhex(value ->> 0) from json_each($1)"),
        postgres: names!("select cast(value ->> 0 as uuid) from json_array_elements(cast($1 as json)) as l(value)");
    SUB_GRANTS = concat!(
        "select ", thing!("a.book_id", "0", "''"), ", a.organisation_id, a.from_day as day, null as until, '' as kind, cast(1 as bigint) as amount,
                a.book_id as of_book, null as of_who
           from award a where a.parent_book is not null and a.from_day <= $1");
    SAVINGS_GROUPS = concat!(
        "select ", thing!("g.book_id", "0", "g.village_code"), ", g.organisation_id, g.founded_on as day, null as until, '' as kind, cast(1 as bigint) as amount,
                g.book_id as of_book, null as of_who
           from real_group g where g.saves and g.founded_on <= $1");
    GROUP_MEMBERS = members!(person!("g.village_code"), "", "g.saves");
    GROUP_HOUSEHOLDS = members!(household!("g.village_code"), "", "g.saves");
    GROUP_BANKS = concat!(
        "select ", thing!("b.book_id", "b.no", "b.village_code"), ", g.organisation_id, b.opened_on as day, null as until, '' as kind, cast(1 as bigint) as amount,
                b.book_id as of_book, null as of_who
           from bank b join real_group g on g.book_id = b.book_id where g.saves and b.opened_on <= $1");
    RICE_BANKS = banks!("'paddy', 'rice', 'seed'");
    COW_BANKS = banks!("'cattle', 'buffalo'");
    /// Terms write a rate that is not whole in quotes, so a nought without them is none.
    FREE_LOANS = concat!(
        "select ", thing!("l.book_id", "l.no", "g.village_code"), ", g.organisation_id, l.given_on as day, l.given_on as until, '' as kind, cast(1 as bigint) as amount,
                l.book_id as of_book, null as of_who
           from loan l join real_group g on g.book_id = l.book_id
          where l.given_on <= $1 and l.terms like '%rate_percent = 0%'
            and exists (select 1 from loan_event e
                         where e.book_id = l.book_id and e.loan_no = l.no and e.kind in ('given', 'brought')
                           and not exists (select 1 from loan_event u where u.book_id = e.book_id and u.loan_no = e.loan_no and u.undoes = e.no))");
    FREE_LOANS_IN_KIND = free_loans_in_kind!("json_each(t.fact, '$.lines') l", "cast(l.value ->> 'loan' as integer)",
                                             "cast(t.fact ->> '$.terms.rate' as text)"),
        postgres: free_loans_in_kind!("json_array_elements(cast(t.fact as json) -> 'lines') l", "cast(l.value ->> 'loan' as bigint)",
                                      "(cast(t.fact as json) #>> '{terms,rate}')");
    MODEL_FARMERS = terms!("model-farmer");
    COACHED_FARMERS = concat!(
        "select ", person!("''"), ", c.organisation_id, c.from_day as day, c.to_day as until, '' as kind, cast(1 as bigint) as amount, cast(0 as bigint) as of_book, null as of_who
           from coaching c ", joined!("c.trainee_id"),
        "where c.kind = 'farmer' and c.from_day <= $1 and (c.ended is null or c.ended <> 'mistake')
           and exists (select 1 from person x join session_person a on a.person_id = x.id
                         join training_session s on s.id = a.session_id and s.undone_at is null and s.day <= $1
                        where x.id = p.id or x.same_as = p.id)");
    ADVISORS = terms!("advisor");
    ADVISED_HOUSEHOLDS = concat!(
        "select ", household!("''"), ", c.organisation_id, c.from_day as day, c.to_day as until, '' as kind, cast(1 as bigint) as amount, cast(0 as bigint) as of_book, k.id as of_who
           from coaching c join person q on q.id = c.coach_id join person k on k.id = coalesce(q.same_as, q.id) ", joined!("c.trainee_id"),
        "where c.kind = 'household' and c.from_day <= $1 and (c.ended is null or c.ended <> 'mistake')");
    RICE_GROUPS = rice_groups!("t.fact ->> 'crop'", "cast(t.fact ->> 'group' as integer)"),
        postgres: rice_groups!("(cast(t.fact as json) ->> 'crop')", "cast(cast(t.fact as json) ->> 'group' as bigint)");
    RICE_GROUP_MEMBERS = rice_group_members!("n.fact ->> 'crop'", "cast(n.fact ->> 'group' as integer)", "cast(j.fact ->> 'group' as integer)"),
        postgres: rice_group_members!("(cast(n.fact as json) ->> 'crop')", "cast(cast(n.fact as json) ->> 'group' as bigint)",
                                      "cast(cast(j.fact as json) ->> 'group' as bigint)");
    VEGETABLE_GROUPS = concat!(
        "select ", thing!("o.book_id", "0", "o.village_code"), ", g.organisation_id, o.opened_on as day, null as until, '' as kind, cast(1 as bigint) as amount,
                o.book_id as of_book, null as of_who
           from coop o join real_group g on g.book_id = o.book_id where o.kind = 'group' and o.opened_on <= $1");
    VEGETABLE_GROUP_MEMBERS = members!(person!("g.village_code"), "join coop o on o.book_id = g.book_id", "o.kind = 'group'");
    COOPERATIVES = concat!(
        "select ", thing!("o.book_id", "0", "o.village_code"), ", g.organisation_id, o.opened_on as day, null as until, '' as kind, cast(1 as bigint) as amount,
                o.book_id as of_book, null as of_who
           from coop o join real_group g on g.book_id = o.book_id where o.kind = 'cooperative' and o.opened_on <= $1");
    COOPERATIVE_MEMBERS = members!(person!("g.village_code"), "join coop o on o.book_id = g.book_id", "o.kind = 'cooperative'");
    /// A session in a place that is not told to its commune says nothing of communes.
    WORKSHOP_COMMUNES = concat!(
        "select ", thing!("cast(substr(s.village_code, 1, 6) as bigint)", "0", "s.village_code"),
        ", s.organisation_id, s.day, s.day as until, '' as kind, cast(1 as bigint) as amount, cast(0 as bigint) as of_book, null as of_who
           from training_session s
          where s.kind = 'workshop' and s.undone_at is null and s.day <= $1 and length(s.village_code) >= 6");
    WORKSHOP_LISTED = listed!(person!("s.village_code"), "'workshop'");
    WORKSHOP_COUNTED = counted!("workshop");
    AWARENESS_ROUNDS =
        "select null as who, s.id as salt, cast(0 as bigint) as book, cast(0 as bigint) as no, s.village_code as place, null as sex, null as birth_year, null as id_poor,
                s.organisation_id, s.day, s.day as until, '' as kind, cast(1 as bigint) as amount, cast(substr(s.village_code, 1, 6) as bigint) as of_book, null as of_who
           from training_session s where s.kind = 'awareness' and s.undone_at is null and s.day <= $1";
    TRAINED_HOUSEHOLDS = listed!(household!("s.village_code"), "'households'");
    YOUTH_LISTED = listed!(person!("s.village_code"), "'youth'");
    YOUTH_COUNTED = counted!("youth");
    SESSIONS_LISTED = listed!(person!("s.village_code"), "'course', 'workshop', 'households', 'youth'");
    FAMILY_GRANTS = concat!(
        "select ", thing!("n.book_id", "n.no", "p.village_code"), ", a.organisation_id, t.day, t.day as until, '' as kind, cast(1 as bigint) as amount,
                n.book_id as of_book, null as of_who
           from award_grant n join award a on a.book_id = n.book_id
           join award_act t on t.book_id = n.book_id and t.grant_no = n.no and t.kind in ('agreed', 'brought') and t.day <= $1",
        joined!("n.person_id"), "where not n.coded");
    /// Of a grant under a code nothing is read but that it was signed, and the province.
    CODED_GRANTS = coded_grants!("b.fact ->> '$.applicant.province'"),
        postgres: coded_grants!("(cast(b.fact as json) #>> '{applicant,province}')");
    SCHOLARSHIPS = "select null as who, s.id as salt, cast(0 as bigint) as book, cast(1 as bigint) as no, s.province as place, 'female' as sex, null as birth_year, null as id_poor,
                           s.organisation_id, s.day, s.day as until, '' as kind, s.female as amount, s.book_id as of_book, null as of_who
                      from support s where s.kind = 'scholarship' and s.undone_at is null and s.day <= $1 and s.female > 0
                     union all
                    select null, s.id, cast(0 as bigint), cast(2 as bigint), s.province, 'male', null, null, s.organisation_id, s.day, s.day, '', s.male, s.book_id, null
                      from support s where s.kind = 'scholarship' and s.undone_at is null and s.day <= $1 and s.male > 0";
    /// Everybody of an advised household, whoever of it the advisor speaks with.
    ADVISED_PEOPLE = concat!(
        "select ", person!("''"), ", c.organisation_id, c.from_day as day, c.to_day as until, '' as kind, cast(1 as bigint) as amount, cast(0 as bigint) as of_book, null as of_who
           from coaching c join person e on e.id = c.trainee_id
           join person r on r.id = e.id or (e.household_id is not null and r.household_id = e.household_id)
           join person p on p.id = coalesce(r.same_as, r.id)
          where c.kind = 'household' and c.from_day <= $1 and (c.ended is null or c.ended <> 'mistake')");
    APPLIED = concat!(
        "select ", person!("''"), ", c.organisation_id, v.day, v.day as until, o.practice as kind, coalesce(o.extent, 0) as amount, cast(0 as bigint) as of_book, null as of_who
           from coaching_visit v join adoption o on o.visit_id = v.id join coaching c on c.id = v.coaching_id ", joined!("c.trainee_id"),
        "where v.day <= $1 and v.undone_at is null and o.applied <> 'no' and (c.ended is null or c.ended <> 'mistake')");
    FARM_SALES = concat!(
        "select p.id as who, s.id as salt, cast(0 as bigint) as book, cast(0 as bigint) as no, s.village as place, p.sex, p.birth_year, p.id_poor,
                s.organisation_id, s.day, s.day as until, s.commodity as kind, s.riel as amount, cast(0 as bigint) as of_book, null as of_who
           from farm_sale s ", joined!("s.person_id"),
        "where s.day <= $1 and not exists (select 1 from farm_sale_undone u where u.sale_no = s.no)");
    /// What a group sold is no one member's.
    GROUP_SALES = "select null as who, s.id as salt, cast(0 as bigint) as book, cast(0 as bigint) as no, s.village as place, null as sex, null as birth_year, null as id_poor,
                          s.organisation_id, s.day, s.day as until, s.commodity as kind, s.riel as amount, s.book_id as of_book, null as of_who
                     from farm_sale s
                    where s.book_id is not null and s.day <= $1 and not exists (select 1 from farm_sale_undone u where u.sale_no = s.no)";
    DELIVERIES = deliveries!("cast(t.fact ->> 'amount' as integer)", "t.fact ->> '$.kind_of.crop'"),
        postgres: deliveries!("cast(cast(t.fact as json) ->> 'amount' as bigint)", "(cast(t.fact as json) #>> '{kind_of,crop}')");
    /// Money handed out on loans, in riel; what a top-up added counts with it, what was taken back does not.
    LENT = concat!(
        "select p.id as who, l.id as salt, cast(0 as bigint) as book, e.no, case when p.village_code = '' then g.village_code else p.village_code end as place,
                p.sex, p.birth_year, p.id_poor, g.organisation_id, e.on_day as day, e.on_day as until, 'cash-debt' as kind, e.principal as amount,
                l.book_id as of_book, null as of_who
           from loan_event e join loan l on l.book_id = e.book_id and l.no = e.loan_no
           join real_group g on g.book_id = l.book_id and g.commodity = 'KHR'
           join member m on m.book_id = l.book_id and m.party_no = l.party_no ", joined!("m.person_id"),
        "where e.kind in ('given', 'topped-up') and e.on_day <= $1 and e.principal > 0
           and not exists (select 1 from loan_event u where u.book_id = e.book_id and u.loan_no = e.loan_no and u.undoes = e.no)");
    TRAINED_TIME = concat!(
        "select p.id as who, s.id as salt, cast(0 as bigint) as book, cast(0 as bigint) as no, case when p.village_code = '' then s.village_code else p.village_code end as place,
                p.sex, p.birth_year, p.id_poor, s.organisation_id, s.day, s.day as until, '' as kind, a.minutes as amount, cast(0 as bigint) as of_book, null as of_who
           from training_session s join session_person a on a.session_id = s.id ", joined!("a.person_id"),
        "where s.day <= $1 and s.undone_at is null");
}

/// A record that counts.
#[derive(Clone, Debug, FromRow)]
pub struct Record {
    /// The person under whose name it counts, or the household.
    pub who: Option<Uuid>,
    /// What makes records of one person count each for itself: the sale, the session.
    pub salt: Option<Uuid>,
    /// A thing's first number.
    pub book: i64,
    /// Its second.
    pub no: i64,
    /// A code of a place, of whatever length; empty where none is known.
    pub place: String,
    /// Of a person.
    pub sex: Option<String>,
    /// Of a person. -1, -2, -3: only the band is known, the first, second, third.
    pub birth_year: Option<i64>,
    /// Of a person.
    pub id_poor: Option<i64>,
    /// Of which partner.
    pub organisation_id: Uuid,
    /// From when it counts.
    pub day: NaiveDate,
    /// The day from which it does not any more; of what happened on one day, that day.
    pub until: Option<NaiveDate>,
    /// What the measure tells apart; a practice's code where practices were applied.
    pub kind: String,
    /// How much.
    pub amount: i64,
    /// The book it stands in, or the commune; 0 where there is none.
    pub of_book: i64,
    /// The advisor.
    pub of_who: Option<Uuid>,
}

/// The statements of a measure; several where several sorts of record count.
fn statements_of(measure: Measure) -> &'static [Sql] {
    match measure {
        Measure::SubGrants => &[SUB_GRANTS],
        Measure::SavingsGroups => &[SAVINGS_GROUPS],
        Measure::GroupMembers | Measure::SaversAndBorrowers => &[GROUP_MEMBERS],
        Measure::GroupHouseholds => &[GROUP_HOUSEHOLDS],
        Measure::GroupBanks => &[GROUP_BANKS],
        Measure::RiceBanks => &[RICE_BANKS],
        Measure::CowBanks => &[COW_BANKS],
        Measure::FreeLoans => &[FREE_LOANS, FREE_LOANS_IN_KIND],
        Measure::ModelFarmers => &[MODEL_FARMERS],
        Measure::CoachedFarmers => &[COACHED_FARMERS],
        Measure::Advisors => &[ADVISORS],
        Measure::AdvisedHouseholds => &[ADVISED_HOUSEHOLDS],
        Measure::RiceGroups => &[RICE_GROUPS],
        Measure::RiceGroupMembers => &[RICE_GROUP_MEMBERS],
        Measure::VegetableGroups => &[VEGETABLE_GROUPS],
        Measure::VegetableGroupMembers => &[VEGETABLE_GROUP_MEMBERS],
        Measure::Cooperatives => &[COOPERATIVES],
        Measure::CooperativeMembers => &[COOPERATIVE_MEMBERS],
        Measure::WorkshopCommunes => &[WORKSHOP_COMMUNES],
        Measure::WorkshopParticipants => &[WORKSHOP_LISTED, WORKSHOP_COUNTED],
        Measure::AwarenessRounds => &[AWARENESS_ROUNDS],
        Measure::TrainedHouseholds => &[TRAINED_HOUSEHOLDS],
        Measure::TrainedYouth => &[YOUTH_LISTED, YOUTH_COUNTED],
        Measure::FamilyGrants => &[FAMILY_GRANTS],
        Measure::CodedGrants => &[CODED_GRANTS],
        Measure::Scholarships => &[SCHOLARSHIPS],
        Measure::Participants => &[GROUP_MEMBERS, COACHED_FARMERS, ADVISED_PEOPLE, SESSIONS_LISTED],
        Measure::Applying | Measure::AppliedArea => &[APPLIED],
        Measure::FarmSales => &[FARM_SALES, GROUP_SALES, DELIVERIES],
        Measure::Financing => &[LENT],
        Measure::TrainedTime => &[TRAINED_TIME],
    }
}

/// Whether two measures count the same records.
pub fn alike(one: Measure, other: Measure) -> bool {
    statements_of(one) == statements_of(other)
}

/// The records of a measure up to a day, whatever period is asked for: whether somebody is new is told by the first of them.
pub async fn records(tx: &mut Tx, measure: Measure, through: NaiveDate) -> Result<Vec<Record>> {
    let mut all = Vec::new();
    for sql in statements_of(measure) {
        all.extend(tx.all::<Record>(*sql, (through,)).await?);
    }
    Ok(all)
}

/// What waits for a second officer: book, partner, corrections of meetings, requests at banks. Books where nothing does are
/// left out.
pub async fn waiting(tx: &mut Tx) -> Result<Vec<(i64, Uuid, i64, i64)>> {
    tx.all(WAITING, ()).await
}

/// How many acts the trails of all books have.
pub async fn version(tx: &mut Tx) -> Result<i64> {
    tx.value(VERSION, ()).await
}

/// A record of a person that is counted under a head.
#[derive(Clone, Debug, FromRow)]
pub struct NameRow {
    /// The record.
    pub id: Uuid,
    /// Under whose name it counts.
    pub head: Uuid,
    /// Whose register it is in.
    pub organisation_id: Uuid,
    family_name_km: String,
    given_name_km: String,
    family_name_latin: String,
    given_name_latin: String,
}

impl NameRow {
    /// The name, family name first.
    pub fn name(&self) -> Name {
        let joined = |family: &str, given: &str| format!("{family} {given}").trim().to_owned();
        Name::new(joined(&self.family_name_km, &self.given_name_km), joined(&self.family_name_latin, &self.given_name_latin))
    }
}

/// The records of people that are counted under some heads.
pub async fn names(tx: &mut Tx, heads: impl IntoIterator<Item = Uuid>) -> Result<Vec<NameRow>> {
    let heads: Vec<[String; 1]> = heads.into_iter().map(|head| [head.simple().to_string()]).collect();
    tx.all(NAMES, (serde_json::json!(heads).to_string(),)).await
}
