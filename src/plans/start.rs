//! The routes by which a plan begins: templates to choose from, and six questions on one page.
use super::{form::number, month_code, months, pages::keeping, store, subjects};
use crate::{
    app::App,
    error::{Answer, Fault},
    groups::store as groups,
    guard::{Can, Visit},
    meetings::seal::Act,
    reader::Reader,
    store::{Tx, record},
    web,
};
use axum::{
    Form,
    extract::{Path, Query, State},
};
use domain::plans::{
    Answers, Document, Household, ITEM_MOST, Place, Plan, StartRefusal, Template, Why, start, template, templates,
};
use maud::Markup;
use rust_decimal::Decimal;
use serde::Deserialize;
use std::borrow::Cow;
use store::NewPlan;
use templates::{
    awards::forms::Typed,
    parts::{Name, Problem},
    plans::{
        self as pages,
        choose::{ChoosePage, TemplateCard, choose as draw_choose},
        questions::{QuestionsPage, questions as draw},
        say,
        subject::Finder,
    },
};
use uuid::Uuid;
use words::{Language, Words};

/// For whom an address says that a plan will be.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct ForQuery {
    /// As forms name them.
    #[serde(rename = "for")]
    pub(super) whom: String,
}

/// `GET /plans/new?for=`
pub async fn choose(State(app): State<App>, visit: Visit, Query(query): Query<ForQuery>) -> Answer {
    let words = visit.words();
    let mut tx = app.db().read().await?;
    let subject = subjects::find(&mut tx, &visit, &query.whom).await?.map(|named| named.line).unwrap_or_default();
    let card = |template: &Template| {
        let plan = Plan::try_new(template.written.clone()).map_err(|why| Fault::Broken(format!("{}: {why:?}", template.code)))?;
        let (budget, money) = (plan.budget(), pages::unit(&plan));
        let values = [("cost", money.text(words, budget.cost).into()), ("net", money.text(words, budget.net).into())];
        Ok(TemplateCard {
            code: template.code.to_owned(),
            title: Name::new(&template.written.title_km, &template.written.title_latin),
            tells: words.with("plan-template-tells", &values),
        })
    };
    let cards = templates().iter().map(card).collect::<Result<Vec<_>, Fault>>()?;
    let group_plan = subject.key.strip_prefix("group-").map(|code| format!("/groups/{code}/plans"));
    let page = ChoosePage { around: visit.around(), templates: cards, subject, group_plan };
    Ok(web::html(draw_choose(&page)))
}

/// `GET /plans/new/{template}?for=`
pub async fn ask(State(app): State<App>, visit: Visit, Path(code): Path<String>, Query(query): Query<ForQuery>) -> Answer {
    let template = template(&code).ok_or(Fault::NotFound)?;
    let words = visit.words();
    let mut tx = app.db().read().await?;
    let mut typed = Typed::default();
    typed.set("key", Uuid::now_v7().to_string());
    typed.set("title", pages::enterprise(words, template.code));
    if let Some(size) = template.size() {
        typed.set("size", say::number(words, size.quantity));
    }
    typed.set("starts", month_code(app.today()));
    typed.set("times", words.ordinal(i64::from(template.written.cycle.times)));
    if let Some(price) = output(template).and_then(|at| template.written.lines.get(at)).map(|line| line.price) {
        typed.set("price", super::form::shown(words, price));
    }
    let chosen = subjects::find(&mut tx, &visit, &query.whom).await?.map(|named| named.line).unwrap_or_default();
    let finder = Finder { chosen, ..Finder::default() };
    Ok(web::html(page(&mut tx, &app, &visit, template, typed, (finder, vec![])).await?))
}

/// The line whose price is asked.
fn output(template: &Template) -> Option<usize> {
    Plan::try_new(template.written.clone()).ok()?.output_line()
}

async fn page(
    tx: &mut Tx,
    app: &App,
    visit: &Visit,
    template: &Template,
    typed: Typed,
    (finder, problems): (Finder, Vec<Problem>),
) -> Result<Markup, Fault> {
    let words = visit.words();
    let plan = Plan::try_new(template.written.clone()).ok();
    let output = plan.as_ref().and_then(|plan| {
        let line = template.written.lines.get(plan.output_line()?)?;
        Some((Name::new(&line.item_km, &line.item_latin), plan.priced_in(line).to_owned()))
    });
    let organisations = keeping(tx, visit).await?;
    let organisations: Vec<(String, String)> = organisations
        .into_iter()
        .map(|one| {
            let name = words.name(&one.name_km, &one.name_latin).to_owned();
            (one.code, name)
        })
        .collect();
    Ok(draw(&QuestionsPage {
        around: visit.around(),
        code: template.code.to_owned(),
        template: template.written.clone(),
        output,
        months: months(words, app.today(), typed.get("starts")),
        finder,
        organisations,
        typed,
        problems,
    }))
}

/// `POST /plans/new/{template}`: makes the plan; the button beside the search looks for whom it is.
pub async fn begin(
    State(app): State<App>,
    visit: Visit,
    Path(code): Path<String>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Answer {
    let template = template(&code).ok_or(Fault::NotFound)?;
    let (words, typed) = (visit.words(), Typed::new(pairs));
    let key: Uuid = typed.get("key").parse().map_err(|_| Fault::Unreadable)?;
    let mut tx = app.db().write().await?;
    let to = |id: Uuid| web::see_other(&format!("/plans/{id}?done=plan-begun"));
    if store::plan(&mut tx, key).await?.is_some() {
        return Ok(to(key));
    }
    let named = subjects::find(&mut tx, &visit, typed.get("for")).await?;
    let chosen = named.as_ref().map(|named| named.line.clone()).unwrap_or_default();
    if typed.get("do") == "find" {
        let finder = subjects::search(&mut tx, &visit, typed.get("q"), chosen).await?;
        return Ok(web::html(page(&mut tx, &app, &visit, template, typed, (finder, vec![])).await?));
    }
    let mut reader = Reader::new(words);
    if named.is_none() && !typed.get("for").is_empty() {
        reader.refuse("for", "plan-for-bad");
    }
    let organisation = organisation(&mut tx, &visit, named.as_ref(), typed.get("organisation")).await?;
    let made = made(&mut reader, words, template, &typed);
    let plan = match reader.finish(made) {
        Ok(plan) => plan,
        Err(problems) => {
            let finder = Finder { chosen, ..Finder::default() };
            return Ok(web::unprocessable(page(&mut tx, &app, &visit, template, typed, (finder, problems)).await?));
        }
    };
    let act = Act::now(&app, visit.user.id);
    let document = Document::Enterprise(Box::new(plan.written().clone()));
    let subject = named.map_or(store::Subject::Nobody, |named| named.subject);
    store::begin(&mut tx, &NewPlan { id: key, organisation, subject, document: &document }, act.by, act.at).await?;
    record(&mut tx, None, Some(act.by), "plan-begun", &key.to_string(), act.at).await?;
    tx.commit().await?;
    Ok(to(key))
}

/// Who keeps a plan: the organisation of whom it is for, else the one that was chosen, else the first that may.
pub(super) async fn organisation(tx: &mut Tx, visit: &Visit, named: Option<&subjects::Named>, chosen: &str) -> Result<Uuid, Fault> {
    if let Some(named) = named {
        return Ok(named.organisation);
    }
    let all: Vec<groups::Organisation> = keeping(tx, visit).await?;
    let found = all.iter().find(|one| one.code == chosen).or(all.first());
    found.map(|one| one.id).filter(|id| visit.may_for(Can::KeepPlans, *id)).ok_or(Fault::NotFound)
}

/// The plan that the answers make.
fn made(reader: &mut Reader, words: Words, template: &Template, typed: &Typed) -> Option<Plan> {
    let whole = template.written.decimals == 0;
    let title = reader.text("title", typed.get("title"), ITEM_MOST);
    if title.is_empty() {
        reader.say("title", say::why(words, Why::Title));
    }
    let mut money = |field: &str| number(reader, field, typed.get(field), whole);
    let (own, grant, loan) = (money("own"), money("grant"), money("loan"));
    let (income, spending, price) = (money("income"), money("spending"), money("price"));
    let percent = number(reader, "percent", typed.get("percent"), false);
    let months = reader.count("months", typed.get("months"));
    let size = match template.size() {
        Some(_) => number(reader, "size", typed.get("size"), false).or_else(|| {
            reader.say("size", words.say("plan-refuse-size").into_owned());
            None
        })?,
        None => Decimal::ONE,
    };
    let times = reader.some_count("times", typed.get("times"));
    let loan = match (loan.filter(|loan| !loan.is_zero()), percent, months) {
        (None, ..) => None,
        (Some(loan), Some(percent), Some(months)) => Some((loan, percent, u32::try_from(months).unwrap_or(u32::MAX))),
        (Some(_), None, _) => {
            reader.refuse("percent", "plan-ask-loan-whole");
            None
        }
        (Some(_), _, None) => {
            reader.refuse("months", "plan-ask-loan-whole");
            None
        }
    };
    if income.is_some() != spending.is_some() {
        reader.refuse(if income.is_none() { "income" } else { "spending" }, "plan-ask-household-both");
    }
    let answers = Answers {
        size,
        starts: typed.get("starts").to_owned(),
        times: u32::try_from(times?).unwrap_or(u32::MAX),
        // The template's own price is no price of the place: it stays with its seasons where nobody changed it.
        price: price
            .filter(|price| Some(*price) != output(template).and_then(|at| template.written.lines.get(at)).map(|line| line.price)),
        own: own.unwrap_or_default(),
        grant: grant.unwrap_or_default(),
        loan,
        household: income.zip(spending).map(|(income, spending)| Household { income, spending }),
    };
    let mut named = template.written.clone();
    (named.title_km, named.title_latin) = titles(words, template.code, title);
    // Money that a template supposes is nobody's.
    match start(&named, &answers) {
        Ok(plan) => Some(plan),
        Err(StartRefusal::Size) => {
            reader.say("size", words.say("plan-refuse-size").into_owned());
            None
        }
        Err(StartRefusal::Plan(all)) => {
            for refusal in all {
                let field = match (refusal.at, refusal.field) {
                    (Place::Plan, "cycle" | "months") => "times",
                    (Place::Loan(_), "amount") => "loan",
                    (Place::Loan(_), _) => "months",
                    (Place::Source(_), _) => "own",
                    (Place::Line(_), "price") => "price",
                    (Place::Line(_) | Place::Investment(_), _) => "size",
                    (_, "amount") => "income",
                    (_, "starts") => "starts",
                    (_, "size") => "size",
                    _ => "title",
                };
                reader.say(field, say::why(words, refusal.why));
            }
            None
        }
    }
}

/// The title in the reader's language, and the template's own name in the other, which the reader may change later.
fn titles(words: Words, code: &str, title: String) -> (String, String) {
    let other: Cow<'_, str> = pages::enterprise(Words { language: words.language.other(), ..words }, code).into();
    match words.language {
        Language::Khmer => (title, other.into_owned()),
        Language::English => (other.into_owned(), title),
    }
}
