//! Business plans of the demo: a family with a grant, a household that an advisor visits, and five years of a savings group
//! whose first year is that of its books. Written, handed in and approved by different people, as it must be.
use super::Whole;
use crate::{
    cli::Failure,
    groups::store as groups,
    imports,
    plans::{
        books,
        store::{self, NewPlan, Subject},
    },
    store::Tx,
    training::coaching::{store as coaching, visits::store as visits},
    users::store as users,
};
use chrono::{DateTime, Datelike, Days, Months, NaiveDate, Utc};
use domain::{
    plans::{Answers, Chapter, Document, Household, Step, Written, group::GroupPlan, group_template, start, template},
    training::CoachingKind,
};
use rust_decimal::Decimal;
use uuid::Uuid;

/// The group whose books the demo carries for more than a year.
const GROUP: &str = "SP-KC-01";
/// The award among whose grants a plan is for the first that bears a family's name.
const AWARD: &str = "SG-2016";

/// The household's plan began so many months ago.
const SINCE: u32 = 6;
/// Among so many households one is looked for that told of its income.
const TRIED: usize = 40;

/// Makes them.
pub async fn make(whole: &Whole, tx: &mut Tx) -> Result<(), Failure> {
    family(whole, tx).await?;
    household(whole, tx).await?;
    group(whole, tx).await
}

/// Chickens, with a grant that pays for most of what begins them: looked at and approved.
async fn family(whole: &Whole, tx: &mut Tx) -> Result<(), Failure> {
    let mut found = None;
    for no in 1..40 {
        found = found.or(store::grant(tx, AWARD, no).await?.map(|(book, organisation, _)| (book, no, organisation)));
    }
    let (book, no, organisation) = found.ok_or_else(|| Failure(format!("no family's grant under {AWARD}")))?;
    let answers = Answers {
        size: Decimal::from(100),
        starts: month(whole.today(), 1),
        times: 3,
        price: None,
        own: Decimal::from(1_300_000),
        grant: Decimal::from(2_400_000),
        loan: None,
        household: None,
    };
    let mut plan = begun("chickens-native", &answers)?;
    say(&mut plan, Chapter::Idea, "ចិញ្ចឹមមាន់ស្រែ 100 ក្បាល មួយឆ្នាំបីជុំ លក់មាន់រស់នៅផ្សារ និងតាមផ្ទះ។");
    say(&mut plan, Chapter::Customers, "ឈ្មួញផ្សារឃុំ និងភោជនីយដ្ឋានពីរតាមផ្លូវជាតិ។");
    say(&mut plan, Chapter::Risks, "មាន់ឈឺ៖ ចាក់វ៉ាក់សាំងបីលើក និងញែកមាន់ឈឺ។ តម្លៃធ្លាក់៖ លក់មុនបុណ្យភ្ជុំ និងចូលឆ្នាំ។");
    let written = [Document::Enterprise(Box::new(plan))];
    let steps = [(Step::Submitted, "officer"), (Step::Approved, "manager")];
    put(whole, tx, ("family", whole.today()), organisation, Subject::Grant(book, no), &written, ("officer", &steps)).await
}

/// Vegetables of a household that an advisor coaches, with a loan from the group, begun half a year ago: the second version was
/// approved, and what happened since stands beside it.
async fn household(whole: &Whole, tx: &mut Tx) -> Result<(), Failure> {
    let all = coaching::coachings(tx, None).await?;
    let begins = whole.today().checked_sub_months(Months::new(SINCE)).unwrap_or(whole.today());
    let mine = all.iter().filter(|row| row.coaching.kind == CoachingKind::Household && row.coaching.holds_on(whole.today()));
    // The same household whatever the order in which rows come: the first that told of its income since.
    let mut mine: Vec<_> = mine.collect();
    mine.sort_by_key(|row| row.coaching.id);
    let mut found = None;
    for row in mine.iter().take(TRIED) {
        let results = visits::results(tx, row.coaching.trainee).await?;
        let told = results.iter().filter(|row| row.stands()).filter_map(|row| row.read().ok());
        if told.into_iter().any(|result| result.day() > begins && result.riel().is_some()) {
            found = Some(row);
            break;
        }
    }
    let row = found.or(mine.first()).ok_or_else(|| Failure("no advisor has a household".into()))?;
    let mut answers = Answers {
        size: Decimal::from(1_000),
        starts: month(begins, 0),
        times: 3,
        price: None,
        own: Decimal::from(1_700_000),
        grant: Decimal::ZERO,
        loan: None,
        household: Some(Household { income: Decimal::from(650_000), spending: Decimal::from(480_000) }),
    };
    let first = begun("vegetables", &answers)?;
    answers.loan = Some((Decimal::from(1_200_000), Decimal::TWO, 9));
    let second = begun("vegetables", &answers)?;
    let written = [first, second].map(|plan| Document::Enterprise(Box::new(plan)));
    let (organisation, person) = (row.organisation, row.trainee_record);
    let steps = [(Step::Submitted, "officer"), (Step::Approved, "manager")];
    put(whole, tx, ("household", begins), organisation, Subject::Person(person), &written, ("officer", &steps)).await
}

/// Five years of a group: the first from its books, costs as the template has them.
async fn group(whole: &Whole, tx: &mut Tx) -> Result<(), Failure> {
    let group = groups::group(tx, GROUP).await?.ok_or_else(|| Failure(format!("no group {GROUP}")))?;
    let title = (format!("ផែនការប្រាំឆ្នាំ {}", group.name_km), format!("Five years of {}", group.name_latin));
    let mut plan = books::read(tx, &group, whole.today()).await?.plan(title);
    plan.costs = group_template().costs;
    for cost in &mut plan.costs {
        cost.years.retain(|year| *year > 1);
    }
    GroupPlan::try_new(plan.clone()).map_err(|why| Failure(format!("the plan of {GROUP}: {why:?}")))?;
    let written = [Document::Group(Box::new(plan))];
    let steps = [(Step::Submitted, "advisor"), (Step::Approved, "officer")];
    put(whole, tx, ("group", whole.today()), group.organisation_id, Subject::Group(group.book.0), &written, ("advisor", &steps))
        .await
}

/// A plan from a template.
fn begun(code: &str, answers: &Answers) -> Result<Written, Failure> {
    let template = template(code).ok_or_else(|| Failure(format!("no template {code}")))?;
    let plan = start(&template.written, answers).map_err(|why| Failure(format!("the plan from {code}: {why:?}")))?;
    Ok(plan.written().clone())
}

fn say(plan: &mut Written, chapter: Chapter, text: &str) {
    plan.chapters.insert(chapter, text.to_owned());
}

/// A month so many after today's, as plans write it.
fn month(today: NaiveDate, ahead: u32) -> String {
    let day = today.checked_add_months(Months::new(ahead)).unwrap_or(today);
    format!("{:04}-{:02}", day.year(), day.month())
}

/// Writes versions and steps, a day after each other, ending before a day.
async fn put(
    whole: &Whole,
    tx: &mut Tx,
    (word, before): (&str, NaiveDate),
    organisation: Uuid,
    subject: Subject,
    written: &[Document],
    (writer, steps): (&str, &[(Step, &str)]),
) -> Result<(), Failure> {
    let mut left = (written.len() + steps.len()) as u64;
    let mut next = || {
        let day = before - Days::new(left);
        left -= 1;
        whole.act(day).at
    };
    let writer = user(tx, writer).await?;
    let id = imports::key(&["demo-plan", word]);
    for (at, document) in written.iter().enumerate() {
        let now: DateTime<Utc> = next();
        match at {
            0 => store::begin(tx, &NewPlan { id, organisation, subject: subject.clone(), document }, writer, now).await?,
            _ => store::add_version(tx, id, at as i64 + 1, document, writer, now).await?,
        }
    }
    for (step, login) in steps {
        let by = user(tx, login).await?;
        let plan = store::plan(tx, id).await?.ok_or_else(|| Failure(format!("the plan {word} is not there")))?;
        store::add_step(tx, &plan, *step, "", by, next()).await?;
    }
    Ok(())
}

async fn user(tx: &mut Tx, login: &str) -> Result<Uuid, Failure> {
    Ok(users::by_login(tx, login).await?.ok_or_else(|| Failure(format!("the demo has no {login}")))?.id)
}
