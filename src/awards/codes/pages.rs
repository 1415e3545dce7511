//! The liaison's pages: the list of codes, an application, one grant, and who looked.
use super::{
    form,
    store::{self as codes, Look, Looker},
};
use crate::{
    app::App,
    awards::{
        forms::Reading,
        grants::{self, Ground, used},
        store, turns, vouchers,
        words_of::{self, currency, head, word},
        write::{self, Outcome, Wish},
    },
    error::{Answer, Fault},
    groups::{pages::place, store as groups},
    guard::{Can, InAward},
    meetings::seal::Act as By,
    store::{Tx, add_party, lock},
    users::store as users,
    web,
};
use axum::{
    Form,
    extract::{Path, Query, State},
};
use chrono::NaiveDate;
use domain::grants::{
    Applicant, Ask, Award, Fact, Grant, GrantNo, Turn, Turns, VoucherNo, acts::Step, codes::Code, terms::LineKind,
};
use ledger::Commodity;
use serde::Deserialize;
use std::collections::{BTreeMap, HashMap};
use templates::{
    awards::{
        codes::{
            CodeApplyPage, CodePage, CodeRow, CodesPage, ReceiptForm, ServiceForm, ServiceRow, ViewRow, ViewsPage,
            apply as draw_apply, code as draw_code, codes as draw_codes, views as draw_views,
        },
        forms::{Choice, Typed},
    },
    parts::{Listing, Name, Problem},
};
use uuid::Uuid;

/// How many grants or looks a page shows.
const ROWS: u32 = 50;
/// How many looks stand at the foot of a page.
const LAST: i64 = 5;

/// Who looks, now.
pub(super) fn looker(app: &App, visit: &InAward) -> Looker {
    Looker { by: visit.visit.user.id, at: app.now() }
}

/// `?page=2`
#[derive(Debug, Default, Deserialize)]
pub struct PageQuery {
    page: Option<u32>,
}

/// `GET /awards/{award}/codes`
pub async fn list(State(app): State<App>, visit: InAward, Query(query): Query<PageQuery>) -> Answer {
    let mut tx = app.db().write().await?;
    let all = codes::list(&mut tx, &visit.award, looker(&app, &visit)).await?;
    let award = store::load(&mut tx, &visit.award).await?;
    tx.commit().await?;
    let page = codes_page(&visit, &award, &all, app.today(), query.page.unwrap_or(1));
    Ok(web::html(draw_codes(&page)))
}

/// `POST /awards/{award}/codes`: finds a grant by its code. The code is sent in the body, since addresses are kept in logs.
pub async fn find(State(app): State<App>, visit: InAward, Form(pairs): Form<Vec<(String, String)>>) -> Answer {
    let typed = Typed::new(pairs);
    let mut tx = app.db().write().await?;
    let all = codes::list(&mut tx, &visit.award, looker(&app, &visit)).await?;
    let award = store::load(&mut tx, &visit.award).await?;
    tx.commit().await?;
    let read = Code::read(typed.get("code"));
    if let Some((grant, _)) = all.iter().find(|(_, code)| Some(*code) == read.as_ref()) {
        return Ok(web::see_other(&head(&visit.award, &award.terms).href(&format!("codes/{grant}"))));
    }
    let key = if read.is_some() { "code-unknown" } else { "code-mistyped" };
    let mut page = codes_page(&visit, &award, &all, app.today(), 1);
    page.typed = typed.get("code").to_owned();
    page.problems.push(Problem { field: "code".into(), message: visit.words().say(key).into_owned() });
    Ok(web::unprocessable(draw_codes(&page)))
}

fn codes_page(visit: &InAward, award: &Award, all: &BTreeMap<GrantNo, Code>, today: NaiveDate, page: u32) -> CodesPage {
    let (state, head) = (award.state(), head(&visit.award, &award.terms));
    let may = turns::may(visit);
    let hers = turns::of(visit, award, &state, today, &may);
    let coded = state.grants.values().filter_map(|grant| Some((grant, all.get(&grant.no)?)));
    let mut rows: Vec<CodeRow> = coded.map(|(grant, code)| row(award, &hers, grant, code)).collect();
    // What waits first, then by number.
    rows.sort_by_key(|row| (row.waits.is_empty(), row.no));
    let pages = (rows.len() as u32).div_ceil(ROWS).max(1);
    let page = page.clamp(1, pages);
    let listing = Listing { path: head.href("codes"), page, pages, rows: rows.len() as u64, ..Listing::default() };
    CodesPage {
        around: visit.visit.around(),
        rows: rows.into_iter().skip(((page - 1) * ROWS) as usize).take(ROWS as usize).collect(),
        listing,
        typed: String::new(),
        kept_through: codes::kept_through(&award.terms),
        problems: vec![],
        award: head,
    }
}

fn row(award: &Award, hers: &Turns<'_>, grant: &Grant, code: &Code) -> CodeRow {
    let approved = grant.ruled.as_ref().and_then(|ruling| ruling.approved);
    let province = if let Applicant::Coded { province, .. } = &grant.applicant { province.as_str() } else { "" };
    CodeRow {
        no: grant.no,
        code: spelt(code),
        stage: grant.stage.code(),
        line: words_of::line(&award.terms, &grant.line),
        province: place(province),
        amount: if grant.tranches.is_empty() { approved.unwrap_or(grant.asked) } else { grant.agreement() },
        waits: waits(hers, grant),
    }
}

/// A code as people read it, in two halves.
pub(super) fn spelt(code: &Code) -> String {
    let (first, last) = code.as_str().split_at(4);
    format!("{first}-{last}")
}

/// What of a grant waits for the liaison.
fn waits(hers: &Turns<'_>, grant: &Grant) -> Vec<&'static str> {
    let visit = hers.of_grant(grant).contains(&(Turn::Visit, true));
    let unproved = hers
        .state
        .vouchers_of(grant.no)
        .any(|voucher| voucher.stands() && !voucher.brought && voucher.step(Step::Paid).is_some() && voucher.receipts.is_empty());
    let all = [(hers.to_prepare(grant).is_some(), "prepare"), (visit, "visit"), (unproved, "receipt")];
    all.into_iter().filter(|(waits, _)| *waits).map(|(_, word)| word).collect()
}

// --- an application

/// `GET /awards/{award}/codes/new`
pub async fn new(State(app): State<App>, visit: InAward) -> Answer {
    let mut tx = app.db().read().await?;
    let award = store::load(&mut tx, &visit.award).await?;
    let providers = groups::organisations(&mut tx).await?;
    let mut typed = Typed::default();
    typed.set("key", Uuid::now_v7().to_string());
    typed.set("day", visit.words().date_short(app.today()));
    Ok(web::html(draw_apply(&apply_page(&visit, &award, &providers, app.today(), (typed, vec![])))))
}

fn apply_page(
    visit: &InAward,
    award: &Award,
    providers: &[groups::Organisation],
    today: NaiveDate,
    (typed, problems): (Typed, Vec<Problem>),
) -> CodeApplyPage {
    let (words, terms, currency) = (visit.words(), &award.terms, currency(&award.terms));
    let by_code = |code: &str| terms.line(code).is_some_and(|(_, line)| line.kind == LineKind::CodedGrants);
    let mut lines: Vec<Choice> = Vec::new();
    for (code, _) in award.open_calls(&award.state(), today).filter(|(code, _)| by_code(code)) {
        if lines.iter().all(|(known, _)| known != code) {
            lines.push((code.to_owned(), words_of::line(terms, code).show(words).to_owned()));
        }
    }
    let name = |one: &groups::Organisation| Name::new(&one.name_km, &one.name_latin).show(words).to_owned();
    CodeApplyPage {
        around: visit.visit.around(),
        award: head(&visit.award, terms),
        lines,
        providers: providers.iter().map(|one| (one.code.clone(), name(one))).collect(),
        provinces: provinces().into_iter().map(|code| (code.clone(), place(&code).show(words).to_owned())).collect(),
        sign: words.unit(currency.decimals(), currency.code()).into_owned(),
        typed,
        problems,
    }
}

/// The codes of the provinces.
fn provinces() -> Vec<String> {
    (1..=25).map(|no| format!("{no:02}")).collect()
}

/// `POST /awards/{award}/codes/new`
pub async fn apply(State(app): State<App>, visit: InAward, Form(pairs): Form<Vec<(String, String)>>) -> Answer {
    let mut typed = Typed::new(pairs);
    let key: Uuid = typed.get("key").parse().map_err(|_| Fault::Unreadable)?;
    let by = By::now(&app, visit.visit.user.id);
    let mut tx = app.db().write().await?;
    lock(&mut tx, visit.award.book).await?;
    let award = store::load(&mut tx, &visit.award).await?;
    let providers = groups::organisations(&mut tx).await?;
    let known: Vec<String> = providers.iter().map(|one| one.code.clone()).collect();
    let reading = Reading { typed: &typed, currency: currency(&award.terms), words: visit.words(), today: by.today };
    let problems = match form::application(&reading, &known, &provinces()) {
        Err(problems) => problems,
        Ok(application) => match written_before(&award, key, &application) {
            Some(Ok(no)) => return Ok(drawn(&visit, &award, no)),
            Some(Err(act)) => {
                typed.set("key", Uuid::now_v7().to_string());
                vec![used(visit.words(), act)]
            }
            None => {
                let party = add_party(&mut tx, visit.award.book, Uuid::now_v7()).await?;
                let ask = application.ask(party.0);
                match write::ask(&mut tx, &visit.award, &Wish { key, day: application.day, ask: &ask }, by).await? {
                    Outcome::Written(_) => {
                        let no = award.state().next().0;
                        tx.commit().await?;
                        return Ok(drawn(&visit, &award, no));
                    }
                    Outcome::Refused(refused) => reading.problems("apply", &refused, |_| String::new()),
                    Outcome::Again(act) | Outcome::Other(act) => vec![used(visit.words(), act)],
                }
            }
        },
    };
    Ok(web::unprocessable(draw_apply(&apply_page(&visit, &award, &providers, by.today, (typed, problems)))))
}

/// On to the page that shows the code that was drawn.
fn drawn(visit: &InAward, award: &Award, no: GrantNo) -> axum::response::Response {
    web::see_other(&format!("{}?drawn=1", head(&visit.award, &award.terms).href(&format!("codes/{no}"))))
}

/// The grant that the same form brought before; the act, where the key was used for something else.
fn written_before(award: &Award, key: Uuid, application: &form::Application) -> Option<Result<GrantNo, i64>> {
    let act = award.acts.iter().find(|act| act.id == key)?;
    let Fact::Applied { grant, party, line, applicant, business, asked, own, plan } = &act.fact else { return Some(Err(act.no)) };
    let (line, applicant, plan) = (line.clone(), applicant.clone(), plan.clone());
    let was = Ask::Apply { party: *party, line, applicant, business: *business, asked: *asked, own: *own, plan };
    let same = act.day == application.day && application.ask(*party) == was;
    Some(if same { Ok(*grant) } else { Err(act.no) })
}

// --- one grant

/// `?drawn=1`
#[derive(Debug, Default, Deserialize)]
pub struct CodeQuery {
    #[serde(default)]
    drawn: String,
}

/// `GET /awards/{award}/codes/{no}`
pub async fn show(
    State(app): State<App>,
    visit: InAward,
    Path((_, no)): Path<(String, GrantNo)>,
    Query(query): Query<CodeQuery>,
) -> Answer {
    let mut tx = app.db().write().await?;
    let sent = Sent { drawn: !query.drawn.is_empty(), ..Sent::default() };
    let page = page(&mut tx, &app, &visit, no, sent).await?;
    tx.commit().await?;
    Ok(web::html(draw_code(&page)))
}

/// What came back of the forms of a grant's page, with what is wrong.
#[derive(Default)]
pub(super) struct Sent {
    pub drawn: bool,
    pub visit: Option<Typed>,
    pub receipt: Option<ReceiptForm>,
    pub service: Option<ServiceForm>,
    pub problems: Vec<Problem>,
}

/// A form that came back, drawn again; the look is kept.
pub(super) async fn again(mut tx: Tx, app: &App, visit: &InAward, no: GrantNo, sent: Sent) -> Answer {
    let page = page(&mut tx, app, visit, no, sent).await?;
    tx.commit().await?;
    Ok(web::unprocessable(draw_code(&page)))
}

/// The grant under a code of a number.
pub(super) fn grant_of(ground: &Ground, no: GrantNo) -> Result<&Grant, Fault> {
    ground.state.grants.get(&no).filter(|grant| grant.is_coded()).ok_or(Fault::NotFound)
}

/// The vouchers of a grant that a receipt may prove, with the currency of each.
pub(super) fn proved(ground: &Ground, no: GrantNo) -> Vec<(VoucherNo, Commodity)> {
    let open = ground.state.vouchers_of(no).filter(|voucher| voucher.stands() && !voucher.brought);
    open.map(|voucher| (voucher.no, vouchers::commodity(&voucher.currency))).collect()
}

async fn page(tx: &mut Tx, app: &App, visit: &InAward, no: GrantNo, sent: Sent) -> Result<CodePage, Fault> {
    let ground = grants::ground(tx, visit, app.today()).await?;
    let grant = grant_of(&ground, no)?;
    let code = codes::one(tx, &visit.award, no, Look::Grant, looker(app, visit)).await?.ok_or(Fault::NotFound)?;
    let Applicant::Coded { provider, sex, age, province, .. } = &grant.applicant else { return Err(Fault::NotFound) };
    let known = groups::organisation(tx, provider).await?;
    let services = codes::services(tx, visit.award.book, no).await?;
    let views = codes::views_of(tx, visit.award.book, no, LAST).await?;
    let (words, head, today) = (visit.words(), head(&visit.award, &ground.award.terms), words_day(visit, &ground));
    let may = turns::may(visit);
    let hers = turns::of(visit, &ground.award, &ground.state, ground.today, &may);
    let teller = ground.teller(visit);
    let goes = ground.state.began(no).is_some() && hers.of_grant(grant).iter().any(|(turn, _)| *turn == Turn::Visit);
    let form = match sent.visit {
        Some(typed) => Some(typed),
        None => goes.then(|| grants::fresh(&ground, visit, grant, "visit")),
    };
    let voucher_new = hers.to_prepare(grant).map(|tranche| grants::voucher_new(&head, no, tranche));
    let vouchers = proved(&ground, no);
    let receipt = sent.receipt.unwrap_or_else(|| ReceiptForm {
        key: Uuid::now_v7().to_string(),
        voucher: unproved(&ground, no),
        filed: today.clone(),
        ..ReceiptForm::default()
    });
    let choice = |(voucher, _): &(VoucherNo, Commodity)| {
        let of = &ground.state.vouchers[voucher];
        let number = words.with("voucher-number", &[("number", words.ordinal(*voucher).into())]);
        let paid = vouchers::amount(&of.currency, of.paid);
        (voucher.to_string(), format!("{number} · {}", paid.unit.text(words, paid.quantity)))
    };
    let choices: Vec<Choice> = vouchers.iter().map(choice).collect();
    let service = sent.service.unwrap_or_else(|| ServiceForm {
        key: Uuid::now_v7().to_string(),
        service_day: today,
        ..ServiceForm::default()
    });
    Ok(CodePage {
        around: visit.visit.around(),
        no,
        code: spelt(&code),
        drawn: sent.drawn,
        provider: known.map_or_else(|| Name::said(provider.as_str()), |one| Name::new(&one.name_km, &one.name_latin)),
        province: place(province),
        sex: sex.clone().unwrap_or_default(),
        age: age.map(|age| word(age).replace('-', "")).unwrap_or_default(),
        business: word(grant.business),
        line: words_of::line(&ground.award.terms, &grant.line),
        stage: grant.stage.code(),
        sums: [grant.asked, grant.own, grant.agreement(), ground.state.paid(no), grant.to_recover],
        plan: grant.plan.iter().map(|part| part.amount).collect(),
        tranches: grants::tranches(&ground, grant, |voucher| head.href(&format!("vouchers/{voucher}"))),
        events: teller.life(grant),
        form: form.map(|typed| grants::form(&teller, &hers, &ground, grant, ("visit", typed))),
        voucher_new,
        receipt: (!choices.is_empty()).then_some(ReceiptForm { vouchers: choices, ..receipt }),
        service,
        services: services.iter().map(service_row).collect(),
        views: views.iter().map(|view| view_row(visit, &ground.users, view)).collect(),
        problems: sent.problems,
        award: head,
    })
}

fn words_day(visit: &InAward, ground: &Ground) -> String {
    visit.words().date_short(ground.today)
}

/// The paid voucher that waits longest for a receipt.
fn unproved(ground: &Ground, no: GrantNo) -> String {
    let waits =
        |voucher: &&domain::grants::Voucher| voucher.stands() && voucher.step(Step::Paid).is_some() && voucher.receipts.is_empty();
    ground.state.vouchers_of(no).find(waits).map(|voucher| voucher.no.to_string()).unwrap_or_default()
}

fn service_row(service: &codes::Service) -> ServiceRow {
    let (day, hours, done) = (service.day, service.hours, service.done);
    ServiceRow { service: format!("{}-{}", service.kind, service.what), day, hours, done }
}

// --- who looked

fn view_row(visit: &InAward, users: &HashMap<Uuid, String>, view: &codes::View) -> ViewRow {
    ViewRow {
        at: visit.words().instant(view.seen_at),
        who: users.get(&view.seen_by).cloned().unwrap_or_default(),
        what: view.what.clone(),
        grant: view.grant_no,
    }
}

/// `GET /awards/{award}/codes/views`: for whoever sees codes, and for auditors; no code stands on it.
pub async fn views(State(app): State<App>, visit: InAward, Query(query): Query<PageQuery>) -> Answer {
    if !visit.may(Can::SeeCodes) && !visit.may(Can::Audit) {
        return Err(Fault::NotFound);
    }
    let mut tx = app.db().read().await?;
    let count = codes::views_count(&mut tx, visit.award.book).await?;
    let pages = u32::try_from(count).unwrap_or(u32::MAX).div_ceil(ROWS).max(1);
    let page = query.page.unwrap_or(1).clamp(1, pages);
    let rows = codes::views(&mut tx, visit.award.book, ROWS.into(), i64::from(page - 1) * i64::from(ROWS)).await?;
    let users = users::names(&mut tx).await?;
    let head = head(&visit.award, &visit.award.terms()?);
    let listing = Listing { path: head.href("codes/views"), page, pages, rows: count.unsigned_abs(), ..Listing::default() };
    Ok(web::html(draw_views(&ViewsPage {
        around: visit.visit.around(),
        rows: rows.iter().map(|view| view_row(&visit, &users, view)).collect(),
        listing,
        back: head.href(if visit.may(Can::SeeCodes) { "codes" } else { "" }),
        award: head,
    })))
}
