//! The routes of the day book: what happened, one act with its postings, and asking to take it back.
use super::{
    refusals, shown,
    store::{self, ActRow},
    telling::Teller,
    write::{self, Outcome, Wish},
};
use crate::{
    app::App,
    books::lines,
    error::{Answer, Fault},
    guard::{Can, InBank},
    listing::ListQuery,
    meetings::{form::written, seal::Act as By},
    members::store::Member,
    reader::Reader,
    store::{Tx, entry},
    users, web,
};
use axum::{
    Form,
    extract::{Path, Query, State},
};
use chrono::NaiveDate;
use domain::banks::{
    Act, Ask, Bank, Fact, Party, PriceKind, Refusal, Why,
    acts::{CountMethod, LossNote},
};
use ledger::EntryNo;
use std::{borrow::Cow, cmp::Reverse, collections::BTreeMap};
use templates::{
    banks::acts::{ActLine, ActPage, ActPosting, ActRows, ActsPage, UndoForm, act as draw, acts as draw_all},
    parts::Problem,
};
use uuid::Uuid;
use words::Words;

/// Everyone who wrote something, by id.
type Names = std::collections::HashMap<Uuid, String>;

/// `GET /banks/{bank}/acts`
pub async fn list(State(app): State<App>, visit: InBank, Query(query): Query<ListQuery>) -> Answer {
    let InBank { group, bank, .. } = &visit;
    let mut tx = app.db().read().await?;
    let loaded = store::load(&mut tx, bank, group).await?;
    let people = shown::people(&mut tx, group).await?;
    let names = users::store::names(&mut tx).await?;
    let mut rows = store::act_rows(&mut tx, bank).await?;
    rows.sort_by_key(|row| Reverse(row.no));
    let head = shown::head(&mut tx, group, bank, &loaded).await?;
    let (rows, listing) = query.page(&head.href("acts"), &[], rows, |_, _, _| None);
    let teller = Teller { words: visit.words(), bank: &loaded, people: &people };
    let acts = rows.iter().filter_map(|row| Some(line(&teller, found(&loaded, row.no)?, row, &names))).collect();
    Ok(web::html(draw_all(&ActsPage { around: visit.visit.around(), bank: head, acts, listing })))
}

fn found(loaded: &Bank, no: i64) -> Option<&Act> {
    loaded.acts.iter().find(|act| act.no == no)
}

/// The act that undid one.
pub(super) fn undone_by(loaded: &Bank, no: i64) -> Option<i64> {
    loaded.acts.iter().find(|act| matches!(act.fact, Fact::Undone { act, .. } if act == no)).map(|act| act.no)
}

fn line(teller: &Teller<'_>, act: &Act, row: &ActRow, names: &Names) -> ActLine {
    ActLine {
        no: act.no,
        day: act.day,
        what: teller.fact(&act.fact),
        by: names.get(&row.recorded_by).cloned().unwrap_or_default(),
        entry: act.entry,
        undone_by: undone_by(teller.bank, act.no),
    }
}

/// `GET /banks/{bank}/acts/{no}`
pub async fn show(State(app): State<App>, visit: InBank, Path((_, no)): Path<(String, i64)>) -> Answer {
    let mut tx = app.db().read().await?;
    let form = UndoForm { key: Uuid::now_v7().to_string(), day: visit.words().date_short(app.today()), reason: String::new() };
    Ok(web::html(draw(&page(&mut tx, &visit, no, form, vec![]).await?)))
}

async fn page(tx: &mut Tx, visit: &InBank, no: i64, form: UndoForm, problems: Vec<Problem>) -> Result<ActPage, Fault> {
    let InBank { group, bank, .. } = visit;
    let loaded = store::load(tx, bank, group).await?;
    let people = shown::people(tx, group).await?;
    let names = users::store::names(tx).await?;
    let rows = store::act_rows(tx, bank).await?;
    let act = found(&loaded, no).ok_or(Fault::NotFound)?;
    let row = rows.iter().find(|row| row.no == no).ok_or(Fault::NotFound)?;
    let teller = Teller { words: visit.words(), bank: &loaded, people: &people };
    let asked_undo = undo_asked(tx, visit, no).await?;
    let undoes = if let Fact::Undone { act, .. } = act.fact { Some(act) } else { None };
    let line = line(&teller, act, row, &names);
    let confirmed_by = row.confirmed_by.map(|by| names.get(&by).cloned().unwrap_or_default());
    Ok(ActPage {
        around: visit.visit.around(),
        bank: shown::head(tx, group, bank, &loaded).await?,
        said: details(&teller, &act.fact),
        rows: people_of(&teller, &act.fact),
        recorded_at: row.recorded_at,
        confirmed: confirmed_by.zip(row.request_no),
        price: price(&teller, act),
        postings: postings(tx, visit, act, &people).await?,
        undoes,
        asked_undo,
        may_undo: visit.may(Can::Correct) && undoes.is_none() && line.undone_by.is_none() && asked_undo.is_none(),
        line,
        form,
        problems,
    })
}

/// The request that asks to undo an act, and waits.
async fn undo_asked(tx: &mut Tx, visit: &InBank, no: i64) -> Result<Option<i64>, Fault> {
    for request in store::requests(tx, &visit.bank).await?.iter().filter(|request| request.decision.is_none()) {
        if matches!(request.read()?, Ask::Undo { act, .. } if act == no) {
            return Ok(Some(request.no));
        }
    }
    Ok(None)
}

/// The price that an act cites: `950 ៛ for 1 kg (market, 21 November 2026)`.
fn price(teller: &Teller<'_>, act: &Act) -> String {
    let (words, Some(price)) = (teller.words, &act.price) else { return String::new() };
    let Some(good) = teller.bank.good(&price.good) else { return String::new() };
    let kind = match price.kind {
        PriceKind::Market => "bank-price-market",
        PriceKind::Agreed => "bank-price-agreed",
    };
    let values = [
        ("price", teller.money(price.amount)),
        ("unit", teller.quantity(good.code(), good.unit())),
        ("kind", words.say(kind)),
        ("date", words.date(price.day).into()),
    ];
    words.with("bank-price-of-act", &values)
}

async fn postings(tx: &mut Tx, visit: &InBank, act: &Act, people: &BTreeMap<Party, Member>) -> Result<Vec<ActPosting>, Fault> {
    let Some(no) = act.entry else { return Ok(vec![]) };
    let posted = entry(tx, visit.group.book, EntryNo(no)).await?.ok_or(Fault::NotFound)?;
    let words = visit.words();
    let line = |posting: &ledger::Posting| ActPosting {
        account: lines::account_name(words, posting.account),
        who: posting.party.map(|party| shown::who(people, Party::from(party))),
        unit: lines::unit(posting.amount.commodity()),
        quantity: posting.amount.quantity(),
    };
    Ok(posted.entry.postings().iter().map(line).collect())
}

/// What an act says beside its sentence.
fn details(teller: &Teller<'_>, fact: &Fact) -> Vec<(Cow<'static, str>, String)> {
    let words = teller.words;
    let all: Vec<(&str, String)> = match fact {
        Fact::Helped { minute, .. }
        | Fact::Forgiven { minute, .. }
        | Fact::WrittenOff { minute, .. }
        | Fact::AnimalSold { minute, .. }
        | Fact::Waived { minute, .. } => vec![("bank-minute", minute.clone())],
        Fact::MoneyIn { note, .. } | Fact::MoneyOut { note, .. } => vec![("bank-note", note.clone())],
        Fact::Counted { good, book, losses, counters, method, moisture_tenths, .. } => {
            let cause = |loss: &domain::banks::acts::Loss| {
                let said = words.say(&format!("bank-cause-{}", loss.cause.code()));
                format!("{said} {}", teller.quantity(good, loss.quantity))
            };
            vec![
                ("bank-book-figure", teller.quantity(good, *book).into_owned()),
                ("bank-causes", losses.iter().map(cause).collect::<Vec<_>>().join(", ")),
                ("bank-counters", people_list(teller, counters)),
                ("bank-count-method", words.say(method_key(*method)).into_owned()),
                ("bank-moisture", moisture_tenths.map(|tenths| percent(words, tenths)).unwrap_or_default()),
            ]
        }
        Fact::Rescheduled { loan, extra_interest, minute, .. } => vec![
            ("bank-extra-interest", above_nought(*extra_interest, |extra| teller.owed_of(*loan, extra).into_owned())),
            ("bank-minute", minute.clone()),
        ],
        Fact::TurnedToMoney { agreed, due_on, minute, .. } => vec![
            ("bank-price-agreed", teller.money(*agreed).into_owned()),
            ("bank-due-on", words.date(*due_on)),
            ("bank-minute", minute.clone()),
        ],
        Fact::RepaidCash { agreed, market, .. } => vec![
            ("bank-price-agreed", teller.money(*agreed).into_owned()),
            ("bank-price-market", market.map(|market| teller.money(market).into_owned()).unwrap_or_default()),
        ],
        Fact::Lent { season, .. } => {
            let season = season.and_then(|no| teller.bank.season(no));
            vec![("bank-season", season.map(|one| words.name(&one.name_km, &one.name_latin).to_owned()).unwrap_or_default())]
        }
        Fact::Lost { witnesses, note, salvage, claim, .. } => vec![
            ("bank-witnesses", people_list(teller, witnesses)),
            ("bank-loss-note", words.say(note_key(*note)).into_owned()),
            ("bank-salvage", above_nought(*salvage, |sum| teller.money(sum).into_owned())),
            ("bank-claim", above_nought(*claim, |sum| teller.money(sum).into_owned())),
        ],
        Fact::Noted { cost, condition, .. } => vec![
            ("bank-cost", above_nought(*cost, |sum| teller.money(sum).into_owned())),
            ("bank-condition", condition.map(|condition| words.number(condition.into())).unwrap_or_default()),
        ],
        _ => vec![],
    };
    all.into_iter().filter(|(_, text)| !text.is_empty()).map(|(key, text)| (words.say(key), text)).collect()
}

fn above_nought(amount: i64, say: impl Fn(i64) -> String) -> String {
    if amount == 0 { String::new() } else { say(amount) }
}

/// Names one after the other.
pub(super) fn people_list(teller: &Teller<'_>, parties: &[Party]) -> String {
    parties.iter().map(|party| teller.who(*party)).collect::<Vec<_>>().join(", ")
}

/// Tenths of a per cent: `14.5 %`.
pub(super) fn percent(words: Words, tenths: i64) -> String {
    let number = if tenths % 10 == 0 { words.quantity(tenths / 10, 0) } else { words.quantity(tenths, 1) };
    format!("{number}\u{a0}%")
}

/// How a store was counted, as a key.
pub(super) fn method_key(method: CountMethod) -> &'static str {
    match method {
        CountMethod::Weighed => "bank-method-weighed",
        CountMethod::Sacks => "bank-method-sacks",
        CountMethod::Measured => "bank-method-measured",
        CountMethod::Heads => "bank-method-heads",
    }
}

fn note_key(note: LossNote) -> &'static str {
    match note {
        LossNote::None => "bank-loss-note-none",
        LossNote::Vet => "bank-loss-note-vet",
        LossNote::Chief => "bank-loss-note-chief",
    }
}

/// The rows of an act that was about several people.
fn people_of(teller: &Teller<'_>, fact: &Fact) -> Option<ActRows> {
    let who = |party: Party| shown::who(teller.people, party);
    let said = |good: &str, quantity: i64| teller.quantity(good, quantity).into_owned();
    let borrower = |loan: i64| teller.borrower(loan).map(who);
    let words = teller.words;
    Some(match fact {
        Fact::Deposited { good, lines, .. } => ActRows {
            heads: vec!["bank-quantity"],
            rows: lines.iter().map(|line| (who(line.party), None, vec![said(good, line.quantity)])).collect(),
        },
        Fact::Lent { good, lines, .. } => ActRows {
            heads: vec!["bank-quantity", "bank-interest", "bank-due-on"],
            rows: lines
                .iter()
                .map(|line| {
                    let figures = vec![said(good, line.quantity), said(good, line.interest), words.date_short(line.due_on)];
                    (who(line.party), Some(line.loan), figures)
                })
                .collect(),
        },
        Fact::Repaid { good, lines } => ActRows {
            heads: vec!["bank-credited", "bank-weighed", "bank-moisture", "bank-of-it-interest"],
            rows: lines
                .iter()
                .filter_map(|line| {
                    let moisture = line.moisture_tenths.map(|tenths| percent(words, tenths)).unwrap_or_default();
                    let figures = vec![said(good, line.credited), said(good, line.weighed), moisture, said(good, line.interest)];
                    Some((borrower(line.loan)?, Some(line.loan), figures))
                })
                .collect(),
        },
        Fact::RepaidCash { good, lines, .. } => ActRows {
            heads: vec!["bank-credited", "bank-money-paid", "bank-of-it-interest"],
            rows: lines
                .iter()
                .filter_map(|line| {
                    let paid = teller.money(line.received).into_owned();
                    let figures = vec![said(good, line.credited), paid, said(good, line.interest)];
                    Some((borrower(line.loan)?, Some(line.loan), figures))
                })
                .collect(),
        },
        _ => return None,
    })
}

/// `POST /banks/{bank}/acts/{no}/undo`: asks; another officer confirms.
pub async fn undo(State(app): State<App>, visit: InBank, Path((_, no)): Path<(String, i64)>, Form(form): Form<UndoForm>) -> Answer {
    let InBank { group, bank, .. } = &visit;
    let key: Uuid = form.key.parse().map_err(|_| Fault::Unreadable)?;
    let by = By::now(&app, visit.visit.user.id);
    let mut tx = app.db().write().await?;
    let (day, ask) = match read_undo(&form, no, visit.words(), by.today) {
        Ok(read) => read,
        Err(problems) => return again(&mut tx, &visit, no, form, problems).await,
    };
    let wish = Wish { key, day, known: true, ask: &ask };
    match write::ask(&mut tx, group, bank, &wish, by).await? {
        Outcome::Asked(request) => {
            tx.commit().await?;
            let code = templates::parts::encode(&bank.code);
            Ok(web::see_other(&format!("/banks/{code}/requests/{request}?done=bank-request-asked")))
        }
        Outcome::Refused(refused) => {
            let loaded = store::load(&mut tx, bank, group).await?;
            let say = |refusal: &Refusal| Problem {
                field: undo_field(&refusal.why).into(),
                message: refusals::text(visit.words(), &loaded, None, &refusal.why),
            };
            let problems = refused.iter().map(say).collect();
            again(&mut tx, &visit, no, form, problems).await
        }
        Outcome::Written(..) | Outcome::Again(_) | Outcome::Other(_) => Err(Fault::Unreadable),
    }
}

async fn again(tx: &mut Tx, visit: &InBank, no: i64, form: UndoForm, problems: Vec<Problem>) -> Answer {
    Ok(web::unprocessable(draw(&page(tx, visit, no, form, problems).await?)))
}

/// Where it is said that an act cannot be undone like that.
fn undo_field(why: &Why) -> &'static str {
    match why {
        Why::Missing(_) | Why::TooLong(_) => "reason",
        _ => "day",
    }
}

fn read_undo(form: &UndoForm, no: i64, words: Words, today: NaiveDate) -> Result<(NaiveDate, Ask), Vec<Problem>> {
    let mut reader = Reader::new(words);
    let day = reader.past_day("day", &form.day, today);
    let reason = written(&form.reason);
    if reason.is_empty() {
        reader.refuse("reason", "bank-why-reason-missing");
    }
    reader.finish(day.map(|day| (day, Ask::Undo { act: no, reason })))
}
