//! The SQL of business plans: for whom, versions, steps. Appended to; the document of a version is the plan itself.
use crate::{
    people::store::name,
    store::{Error, Result, Tx, statements},
};
use chrono::{DateTime, NaiveDate, Utc};
use domain::plans::{Document, Review, State, Step, Taken};
use sqlx::FromRow;
use std::collections::{BTreeMap, HashMap};
use templates::parts::Name;
use uuid::Uuid;

/// Plans with their latest version, the latest step, and whom they are for; the last changed first.
macro_rules! plans {
    ($which:literal) => {
        concat!(
            "select p.id, p.organisation_id, o.code as organisation, p.recorded_at as begun_at, v.no as version, v.enterprise,
                    v.title_km, v.title_latin, v.recorded_at, v.recorded_by, t.step, t.version_no as step_version,
                    s.book_id, s.grant_no, s.application_no, s.loan_no, h.id as person_id,
                    coalesce(g.code, '') as group_code, coalesce(g.name_km, '') as group_km, coalesce(g.name_latin, '') as group_latin,
                    coalesce(a.code, '') as award_code,
                    coalesce(h.family_name_km, '') as family_name_km, coalesce(h.given_name_km, '') as given_name_km,
                    coalesce(h.family_name_latin, '') as family_name_latin, coalesce(h.given_name_latin, '') as given_name_latin
               from business_plan p
               join organisation o on o.id = p.organisation_id
               join plan_version v on v.plan_id = p.id and v.no = (select max(l.no) from plan_version l where l.plan_id = p.id)
               join plan_subject s on s.plan_id = p.id and s.no = (select max(l.no) from plan_subject l where l.plan_id = p.id)
               left join plan_step t on t.plan_id = p.id and t.no = (select max(l.no) from plan_step l where l.plan_id = p.id)
               left join savings_group g on g.book_id = s.book_id
               left join award a on a.book_id = s.book_id
               left join award_grant w on w.book_id = s.book_id and w.no = s.grant_no and not w.coded
               left join loan_application q on q.book_id = s.book_id and q.no = s.application_no
               left join loan b on b.book_id = s.book_id and b.no = s.loan_no
               left join member m on m.book_id = s.book_id and m.party_no = coalesce(q.party_no, b.party_no)
               left join person h on h.id = coalesce(s.person_id, w.person_id, m.person_id) ",
            $which,
            " order by v.recorded_at desc, p.id"
        )
    };
}

statements! {
    /// One plan at a time: what is looked at before a row is written is what holds when it is there.
    IN_LINE = "select cast(1 as bigint)", postgres: "select cast(1 as bigint) from (select pg_advisory_xact_lock(7027)) as held";
    PLANS = plans!("");
    PLAN = plans!("where p.id = $1");
    /// Whose household is meant, by every record that is counted under one head.
    OF_PERSON = plans!("where coalesce(h.same_as, h.id) = $1");
    OF_BOOK = plans!("where s.book_id = $1");
    VERSIONS = "select no, recorded_at, recorded_by from plan_version where plan_id = $1 order by no desc";
    DOCUMENT = "select document from plan_version where plan_id = $1 and no = $2";
    LATEST_AMONG = "select v.plan_id, v.document from plan_version v
                     where v.plan_id in (select unhex(value) from json_each($1))
                       and v.no = (select max(l.no) from plan_version l where l.plan_id = v.plan_id)",
        postgres: "select v.plan_id, v.document from plan_version v
                    where v.plan_id in (select value::uuid from json_array_elements_text($1::json) as l (value))
                      and v.no = (select max(l.no) from plan_version l where l.plan_id = v.plan_id)";
    STEPS = "select no, version_no, step, note, recorded_at, recorded_by from plan_step where plan_id = $1 order by no";
    ADD_PLAN = "insert into business_plan (id, organisation_id, recorded_at, recorded_by) values ($1, $2, $3, $4)";
    ADD_SUBJECT = "insert into plan_subject (plan_id, no, person_id, book_id, grant_no, application_no, loan_no, recorded_at, recorded_by)
                   select $1, coalesce(max(no), 0) + 1, $2, $3, $4, $5, $6, $7, $8 from plan_subject where plan_id = $1";
    ADD_VERSION = "insert into plan_version (plan_id, no, document, enterprise, title_km, title_latin, recorded_at, recorded_by)
                   values ($1, $2, $3, $4, $5, $6, $7, $8)";
    ADD_STEP = "insert into plan_step (plan_id, no, version_no, step, note, recorded_at, recorded_by)
                select $1, coalesce(max(no), 0) + 1, $2, $3, $4, $5, $6 from plan_step where plan_id = $1";
    /// A grant under a family's own name, and whose award it is; a grant under a code is not found.
    GRANT = "select a.book_id, a.organisation_id, w.person_id from award a join award_grant w on w.book_id = a.book_id
              where a.code = $1 and w.no = $2 and not w.coded";
    APPLICATION = "select g.book_id, g.organisation_id, m.person_id from real_group g
                     join loan_application q on q.book_id = g.book_id
                     join member m on m.book_id = q.book_id and m.party_no = q.party_no
                    where g.code = $1 and q.no = $2";
    LOAN = "select g.book_id, g.organisation_id, m.person_id from real_group g
              join loan b on b.book_id = g.book_id
              join member m on m.book_id = b.book_id and m.party_no = b.party_no
             where g.code = $1 and b.no = $2";
    /// What the loan fund of a book earned and spent by month, without what a year's end moved.
    EARNED = "select substr(cast(p.day as text), 1, 7) as month,
                     cast(coalesce(sum(case when k.kind = 'income' then -p.quantity else 0 end), 0) as bigint) as income,
                     cast(coalesce(sum(case when k.kind = 'expense' then p.quantity else 0 end), 0) as bigint) as spent
                from posting p
                join account k on k.book_id = p.book_id and k.no = p.account
                join entry e on e.book_id = p.book_id and e.no = p.entry_no
               where p.book_id = $1 and p.commodity = $2 and p.day >= $3 and p.day <= $4 and p.fund = 1
                 and k.kind in ('income', 'expense') and e.kind not in ('opening', 'closing')
               group by 1 order by 1";
    /// Every grant to a family under her own name.
    NAMED_GRANTS = "select a.code, w.no, a.book_id, a.organisation_id, w.person_id
                      from award_grant w join award a on a.book_id = w.book_id
                     where not w.coded order by a.code, w.no";
}

/// For whom a plan is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    /// Nobody yet.
    Nobody,
    /// A person of the register, and her household.
    Person(Uuid),
    /// A group or a cooperative, by its book.
    Group(i64),
    /// A grant to a family: the book of the award, and its number there.
    Grant(i64, i64),
    /// An application for a loan: the book of the group, and its number there.
    Application(i64, i64),
    /// A loan, in the same way.
    Loan(i64, i64),
}

/// A plan as lists and addresses know it.
#[derive(Clone, Debug, FromRow)]
pub struct PlanRow {
    /// Which.
    pub id: Uuid,
    /// Who keeps it.
    pub organisation_id: Uuid,
    /// Its organisation's code.
    pub organisation: String,
    /// When it was begun.
    pub begun_at: DateTime<Utc>,
    /// The number of its latest version.
    pub version: i64,
    /// The code of its template, or of the kind of document.
    pub enterprise: String,
    title_km: String,
    title_latin: String,
    /// When the latest version was written.
    pub recorded_at: DateTime<Utc>,
    /// By whom.
    pub recorded_by: Uuid,
    step: Option<String>,
    step_version: Option<i64>,
    /// The book of the group or the award that it is for.
    pub book_id: Option<i64>,
    grant_no: Option<i64>,
    application_no: Option<i64>,
    loan_no: Option<i64>,
    /// The person of whose household it tells: named, or who has the grant or the loan.
    pub person_id: Option<Uuid>,
    /// The code of the group; empty for none.
    pub group_code: String,
    group_km: String,
    group_latin: String,
    /// The code of the award; empty for none.
    pub award_code: String,
    family_name_km: String,
    given_name_km: String,
    family_name_latin: String,
    given_name_latin: String,
}

impl PlanRow {
    /// Its title.
    pub fn title(&self) -> Name {
        Name::new(&self.title_km, &self.title_latin)
    }

    /// For whom it is.
    pub fn subject(&self) -> Subject {
        match (self.book_id, self.person_id) {
            (Some(book), _) => match (self.grant_no, self.application_no, self.loan_no) {
                (Some(no), ..) => Subject::Grant(book, no),
                (_, Some(no), _) => Subject::Application(book, no),
                (_, _, Some(no)) => Subject::Loan(book, no),
                _ => Subject::Group(book),
            },
            (None, Some(person)) => Subject::Person(person),
            (None, None) => Subject::Nobody,
        }
    }

    /// The name of the group.
    pub fn group(&self) -> Name {
        Name::new(&self.group_km, &self.group_latin)
    }

    /// The name of the person.
    pub fn person(&self) -> Name {
        name([&self.family_name_km, &self.given_name_km, &self.family_name_latin, &self.given_name_latin])
    }

    /// How far it is.
    ///
    /// # Errors
    /// A word that this program does not know.
    pub fn state(&self) -> Result<State> {
        let step = self.step.as_deref().map(|step| read_step(step, self.id)).transpose()?;
        let taken = step.zip(self.step_version).map(|(step, version)| Taken { step, version, by: Uuid::nil() });
        Ok(Review { steps: taken.into_iter().collect(), latest: self.version, ..Review::default() }.state())
    }
}

fn read_step(word: &str, plan: Uuid) -> Result<Step> {
    Step::parse(word).ok_or_else(|| Error::Garbled(format!("a step of plan {plan}")))
}

/// Every plan, the last changed first.
pub async fn plans(tx: &mut Tx) -> Result<Vec<PlanRow>> {
    tx.all(PLANS, ()).await
}

/// One plan.
pub async fn plan(tx: &mut Tx, id: Uuid) -> Result<Option<PlanRow>> {
    tx.optional(PLAN, (id,)).await
}

/// The plans of the household of somebody, by the head of her records: her own, and those of her grants and loans.
pub async fn of_person(tx: &mut Tx, head: Uuid) -> Result<Vec<PlanRow>> {
    tx.all(OF_PERSON, (head,)).await
}

/// The plans of a group, of its loans, or of an award's grants.
pub async fn of_book(tx: &mut Tx, book: i64) -> Result<Vec<PlanRow>> {
    tx.all(OF_BOOK, (book,)).await
}

/// A version as lists know it.
#[derive(Clone, Debug, FromRow, PartialEq, Eq)]
pub struct VersionRow {
    /// Its number.
    pub no: i64,
    /// When it was written.
    pub recorded_at: DateTime<Utc>,
    /// By whom.
    pub recorded_by: Uuid,
}

/// The versions of a plan, the latest first.
pub async fn versions(tx: &mut Tx, plan: Uuid) -> Result<Vec<VersionRow>> {
    tx.all(VERSIONS, (plan,)).await
}

/// What a version says.
pub async fn document(tx: &mut Tx, plan: Uuid, no: i64) -> Result<Option<Document>> {
    let row: Option<(String,)> = tx.optional(DOCUMENT, (plan, no)).await?;
    row.map(|(text,)| read(plan, &text)).transpose()
}

/// The latest versions of some plans, in one read.
pub async fn latest(tx: &mut Tx, plans: impl Iterator<Item = Uuid>) -> Result<HashMap<Uuid, Document>> {
    let plans: Vec<String> = plans.map(|id| id.simple().to_string()).collect();
    let rows: Vec<(Uuid, String)> = tx.all(LATEST_AMONG, (serde_json::json!(plans).to_string(),)).await?;
    rows.into_iter().map(|(id, text)| Ok((id, read(id, &text)?))).collect()
}

fn read(plan: Uuid, text: &str) -> Result<Document> {
    Document::parse(text).map_err(|why| Error::Garbled(format!("plan {plan}: {why}")))
}

/// A step that was taken.
#[derive(Clone, Debug, FromRow, PartialEq, Eq)]
pub struct StepRow {
    /// Its number within the plan.
    pub no: i64,
    /// Of which version.
    #[sqlx(rename = "version_no")]
    pub version: i64,
    step: String,
    /// What was said with it.
    pub note: String,
    /// When.
    pub recorded_at: DateTime<Utc>,
    /// By whom.
    pub recorded_by: Uuid,
}

impl StepRow {
    /// What it was.
    ///
    /// # Errors
    /// A word that this program does not know.
    pub fn step(&self, plan: Uuid) -> Result<Step> {
        read_step(&self.step, plan)
    }
}

/// The steps of a plan in their order.
pub async fn steps(tx: &mut Tx, plan: Uuid) -> Result<Vec<StepRow>> {
    tx.all(STEPS, (plan,)).await
}

/// What has been done with a plan so far.
pub async fn review(tx: &mut Tx, plan: &PlanRow) -> Result<Review> {
    let taken = |row: StepRow| Ok(Taken { step: row.step(plan.id)?, version: row.version, by: row.recorded_by });
    let steps = steps(tx, plan.id).await?.into_iter().map(taken).collect::<Result<Vec<_>>>()?;
    let writers = versions(tx, plan.id).await?.into_iter().map(|version| version.recorded_by).collect();
    Ok(Review { steps, writers, latest: plan.version, named: plan.subject() != Subject::Nobody })
}

/// Waits until nobody else is writing a plan: called before what is to be changed is read.
pub async fn in_line(tx: &mut Tx) -> Result<()> {
    tx.value::<i64>(IN_LINE, ()).await.map(drop)
}

/// A plan that begins.
#[derive(Clone, Debug)]
pub struct NewPlan<'a> {
    /// The form's key.
    pub id: Uuid,
    /// Who keeps it.
    pub organisation: Uuid,
    /// For whom.
    pub subject: Subject,
    /// The first version.
    pub document: &'a Document,
}

/// Begins a plan with its first version.
pub async fn begin(tx: &mut Tx, new: &NewPlan<'_>, by: Uuid, at: DateTime<Utc>) -> Result<()> {
    in_line(tx).await?;
    tx.run(ADD_PLAN, (new.id, new.organisation, at, by)).await?;
    attach(tx, new.id, &new.subject, by, at).await?;
    add_version(tx, new.id, 1, new.document, by, at).await
}

/// Says for whom a plan is.
pub async fn attach(tx: &mut Tx, plan: Uuid, subject: &Subject, by: Uuid, at: DateTime<Utc>) -> Result<()> {
    let (person, book, grant, application, loan) = match *subject {
        Subject::Nobody => (None, None, None, None, None),
        Subject::Person(person) => (Some(person), None, None, None, None),
        Subject::Group(book) => (None, Some(book), None, None, None),
        Subject::Grant(book, no) => (None, Some(book), Some(no), None, None),
        Subject::Application(book, no) => (None, Some(book), None, Some(no), None),
        Subject::Loan(book, no) => (None, Some(book), None, None, Some(no)),
    };
    tx.run(ADD_SUBJECT, (plan, person, book, grant, application, loan, at, by)).await.map(drop)
}

/// Writes a version; the guards refuse a number that is not the next.
pub async fn add_version(tx: &mut Tx, plan: Uuid, no: i64, document: &Document, by: Uuid, at: DateTime<Utc>) -> Result<()> {
    let (km, latin) = document.title();
    let enterprise = match document {
        Document::Enterprise(written) => written.enterprise.clone(),
        Document::Group(_) => domain::plans::group::KIND.to_owned(),
    };
    let row = (plan, no, document.to_toml(), enterprise, km.to_owned(), latin.to_owned(), at, by);
    tx.run(ADD_VERSION, row).await.map(drop)
}

/// Writes a step of the latest version.
pub async fn add_step(tx: &mut Tx, plan: &PlanRow, step: Step, note: &str, by: Uuid, at: DateTime<Utc>) -> Result<()> {
    tx.run(ADD_STEP, (plan.id, plan.version, step.code(), note.to_owned(), at, by)).await.map(drop)
}

/// The book, the organisation and the person of something that a plan may be for.
pub type Found = (i64, Uuid, Uuid);

/// A family's grant under an award of a code.
pub async fn grant(tx: &mut Tx, award: &str, no: i64) -> Result<Option<Found>> {
    tx.optional(GRANT, (award.to_owned(), no)).await
}

/// An application for a loan in a group of a code.
pub async fn application(tx: &mut Tx, group: &str, no: i64) -> Result<Option<Found>> {
    tx.optional(APPLICATION, (group.to_owned(), no)).await
}

/// A loan in a group of a code.
pub async fn loan(tx: &mut Tx, group: &str, no: i64) -> Result<Option<Found>> {
    tx.optional(LOAN, (group.to_owned(), no)).await
}

/// What the loan fund of a group's book earned (from zero up) and spent, by month (`2026-11`); smallest units.
pub async fn earned(
    tx: &mut Tx,
    book: i64,
    commodity: &str,
    (from, to): (NaiveDate, NaiveDate),
) -> Result<BTreeMap<String, (i64, i64)>> {
    let rows: Vec<(String, i64, i64)> = tx.all(EARNED, (book, commodity.to_owned(), from, to)).await?;
    Ok(rows.into_iter().map(|(month, income, spent)| (month, (income, spent))).collect())
}

/// A grant to a family under her own name.
#[derive(Clone, Debug, FromRow)]
pub struct NamedGrant {
    /// The award's code.
    pub code: String,
    /// The grant's number.
    pub no: i64,
    /// The book of the award.
    pub book_id: i64,
    /// Who keeps the award.
    pub organisation_id: Uuid,
    /// Who has it.
    pub person_id: Uuid,
}

/// Every grant to a family under her own name; none under a code.
pub async fn named_grants(tx: &mut Tx) -> Result<Vec<NamedGrant>> {
    tx.all(NAMED_GRANTS, ()).await
}
