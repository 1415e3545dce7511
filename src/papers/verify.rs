//! Looking a paper up, by its payload or its short code. Nobody need be signed in, and nothing is written.
//!
//! A payload is believed by its signature; the register only finds the payload of a code. Then the books are asked: do
//! they hold the entry that the paper names, did they say then what the paper says, and what of it was mended since.
use super::{
    keys::PublicKey,
    press::Press,
    register,
    store::{self, MendedRow},
};
use crate::{
    app::App,
    books::{
        funds::{Funds, Goods},
        lines,
        store::documents,
    },
    error::Answer as Page,
    groups::store as groups,
    guard::Visit,
    practice,
    store::{BookId, Result, Tx},
    web,
};
use axum::{
    Extension,
    extract::{Path, Query, State},
    http::HeaderMap,
    response::Response,
};
use chrono::{DateTime, Datelike, Utc};
use domain::{
    chart::{ACCOUNTS, LOANS, account_code},
    papers::{Claim, Code, CodeError, Figure, Kind, Signed, Unread},
};
use ledger::{AccountKind, AccountNo, Commodity, EntryNo, FundNo};
use serde::Deserialize;
use std::collections::BTreeMap;
use templates::{
    papers::verify::{Answer, Contradicted, Correction, Figure as Line, Genuine, Mended, Moved, Paper, VerifyPage, verify as draw},
    parts::{Around, Problem},
};
use words::Words;

/// What is asked at the page.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    code: Option<String>,
}

/// `GET /verify`: a short code, or a payload, or the whole address of a QR code.
pub async fn show(State(app): State<App>, visit: Option<Extension<Visit>>, Query(asked): Query<Asked>, headers: HeaderMap) -> Page {
    let path = asked.code.as_deref().map_or("/verify".into(), |code| format!("/verify?code={}", web::encode(code)));
    let around = around(visit, &headers, path);
    let Some(typed) = asked.code else { return Ok(page(&app, around, "", Ok(None))) };
    let found = match read(&typed) {
        Err(problem) => Err(said(around.words, problem)),
        Ok(Typed::Payload(payload)) => Ok(Some(of_payload(&app, around.words, &payload).await?)),
        Ok(Typed::Code(code)) => Ok(Some(of_code(&app, around.words, code).await?)),
    };
    Ok(page(&app, around, typed.trim(), found))
}

/// `GET /verify/{payload}`: what a QR code leads to.
pub async fn scanned(
    State(app): State<App>,
    visit: Option<Extension<Visit>>,
    Path(payload): Path<String>,
    headers: HeaderMap,
) -> Page {
    let around = around(visit, &headers, format!("/verify/{}", web::encode(&payload)));
    let answer = of_payload(&app, around.words, &payload).await?;
    Ok(page(&app, around, "", Ok(Some(answer))))
}

fn around(visit: Option<Extension<Visit>>, headers: &HeaderMap, path: String) -> Around {
    match visit {
        Some(Extension(visit)) => visit.around(),
        None => Around { words: web::words_of(headers), user: None, path, notice: None, practice: None },
    }
}

fn page(app: &App, around: Around, typed: &str, found: Result<Option<Answer>, String>) -> Response {
    let public_key = app.press().key().public().to_string();
    // A code that was read is answered; the field is for the next one.
    let (typed, problems, answer) = match found {
        Ok(answer) => (String::new(), vec![], answer),
        Err(message) => (typed.to_owned(), vec![Problem { field: "code".into(), message }], None),
    };
    let wrong = !problems.is_empty();
    let page = draw(&VerifyPage { around, typed, problems, answer, public_key });
    if wrong { web::unprocessable(page) } else { web::html(page) }
}

/// What was typed.
#[derive(Debug, PartialEq, Eq)]
enum Typed {
    Code(Code),
    Payload(String),
}

/// Longer than any code that was typed with more spaces than it needs: it was copied.
const COPIED: usize = 40;

fn read(typed: &str) -> Result<Typed, CodeError> {
    let typed = typed.trim();
    if let Some((_, payload)) = typed.rsplit_once("/verify/") {
        return Ok(Typed::Payload(payload.trim_end_matches('/').to_owned()));
    }
    if typed.chars().count() > COPIED {
        return Ok(Typed::Payload(typed.to_owned()));
    }
    Code::read(typed).map(Typed::Code)
}

/// What is wrong with a code, and what to do.
fn said(words: Words, why: CodeError) -> String {
    let number = |count: usize| words.number(i64::try_from(count).unwrap_or(i64::MAX)).into();
    let length = ("length", number(Code::LENGTH));
    match why {
        CodeError::Blank => words.say("verify-code-blank").into_owned(),
        CodeError::Length(count) => words.with("verify-code-length", &[length, ("count", number(count))]),
        CodeError::Letter(letter) => words.with("verify-code-letter", &[("letter", letter.to_string().into())]),
        CodeError::Mistyped => words.say("verify-code-mistyped").into_owned(),
    }
}

/// Looks up a code that was typed.
async fn of_code(app: &App, words: Words, code: Code) -> Result<Answer> {
    let mut tx = app.db().read().await?;
    let Some((payload, printed)) = store::paper(&mut tx, &code).await? else {
        return Ok(Answer::NoPaper { code: code.to_string() });
    };
    match Signed::read(&payload) {
        Ok(paper) if register::code_of(&paper) == code => look(&mut tx, app.press(), words, &paper, Some(printed)).await,
        // What stands in the register is not what was printed.
        _ => Ok(Answer::NotSigned),
    }
}

/// Looks up a payload that was scanned.
async fn of_payload(app: &App, words: Words, payload: &str) -> Result<Answer> {
    let Ok(paper) = read_payload(payload) else { return Ok(Answer::NotSigned) };
    let mut tx = app.db().read().await?;
    let known = store::paper(&mut tx, &register::code_of(&paper)).await?;
    look(&mut tx, app.press(), words, &paper, known.map(|(_, printed)| printed)).await
}

/// A payload with whatever a copy put into it: spaces and line ends.
pub fn read_payload(text: &str) -> Result<Signed, Unread> {
    let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let payload = text.rsplit_once("/verify/").map_or(text.as_str(), |(_, payload)| payload);
    Signed::read(payload)
}

/// Asks the books about a signed paper.
async fn look(tx: &mut Tx, press: &Press, words: Words, paper: &Signed, printed: Option<DateTime<Utc>>) -> Result<Answer> {
    let own = press.key().public();
    let key: Option<PublicKey> = if own.id() == paper.key { Some(own) } else { store::public_key(tx, paper.key).await? };
    if !key.is_some_and(|key| key.signed(paper)) {
        return Ok(Answer::NotSigned);
    }
    let claim = &paper.claim;
    let names = Names { words, goods: Goods::load(tx).await?, funds: Funds::default(), receipt: claim.kind() == Kind::Receipt };
    let mut facts = Paper {
        receipt: names.receipt,
        group: None,
        member: None,
        entry: claim.entry().0,
        why: String::new(),
        day: None,
        printed,
        code: register::code_of(paper).to_string(),
        figures: names.figures(claim.figures()),
    };
    let Some((book, head)) = store::book_of_uid(tx, claim.book()).await? else {
        return Ok(Answer::NotHeld(Contradicted::NoBook, Box::new(facts)));
    };
    // Whatever it says, it is about nothing; also when the practice group is closed for good.
    if let Some(practice) = practice::store::of_book(tx, book).await? {
        return Ok(Answer::Practice { code: practice.code });
    }
    let names = Names { funds: Funds::load(tx, book).await?, ..names };
    facts.figures = names.figures(claim.figures());
    facts.group = groups::group_of_book(tx, book.0).await?.map(|group| (group.code.clone(), group.name()));
    facts.member = store::number(tx, book, claim.party()).await?;
    if let Some(why) = contradicted(tx, book, head, claim, words, &mut facts).await? {
        return Ok(Answer::NotHeld(why, Box::new(facts)));
    }
    genuine(tx, book, head, claim, &names, facts).await
}

/// Whether the books say otherwise than a paper that was signed here; fills in what they say of its entry.
async fn contradicted(
    tx: &mut Tx,
    book: BookId,
    head: EntryNo,
    claim: &Claim,
    words: Words,
    facts: &mut Paper,
) -> Result<Option<Contradicted>> {
    let no = claim.entry();
    if no > head {
        return Ok(Some(Contradicted::NotThatFar));
    }
    if no.0 > 0 {
        let Some(entry) = store::entries(tx, book, &[no]).await?.pop().filter(|entry| entry.anchor == claim.anchor()) else {
            return Ok(Some(Contradicted::OtherEntry));
        };
        facts.day = Some(entry.day);
        let document = documents(tx, book, no, no).await?.remove(&no.0);
        facts.why = match (&document, entry.kind.mends()) {
            (None, None) => String::new(),
            _ => lines::why(words, no, entry.kind, entry.day.year(), document.as_ref()),
        };
    }
    let (from, to) = span(claim);
    let then = store::figures_of(tx, book, claim.party(), from, to).await?;
    Ok((sums(&then) != sums(claim.figures())).then_some(Contradicted::OtherFigures))
}

/// The entries that a paper speaks of: a passbook of all through its own, a receipt of its own alone.
fn span(claim: &Claim) -> (EntryNo, EntryNo) {
    let from = if claim.kind() == Kind::Receipt { claim.entry() } else { EntryNo(1) };
    (from, claim.entry())
}

/// A place of the books: fund, account, commodity.
type Place = (FundNo, AccountNo, Commodity);

fn sums(figures: &[Figure]) -> BTreeMap<Place, i64> {
    figures.iter().map(|one| ((one.fund, one.account, one.amount.commodity()), one.amount.quantity())).collect()
}

/// What was mended since, how her figures moved, and what is new.
async fn genuine(tx: &mut Tx, book: BookId, head: EntryNo, claim: &Claim, names: &Names, mut paper: Paper) -> Result<Answer> {
    let (from, to) = span(claim);
    let rows = store::mended(tx, book, claim.party(), from, to).await?;
    let then = sums(claim.figures());
    let now = match paper.receipt {
        true => BTreeMap::new(),
        false => sums(&store::figures_of(tx, book, claim.party(), EntryNo(1), head).await?),
    };
    let currency = groups::group_of_book(tx, book.0).await?.map_or(Commodity::KHR, |group| group.commodity());
    let mut right = then.clone();
    let corrections = corrections(&rows, names, currency, &then, &mut right)?;
    // A passbook shows the figures that it has and those that came to be since; a receipt what its entry posted.
    let mut places: Vec<Place> = then.keys().chain(right.keys()).chain(now.keys()).copied().collect();
    places.sort_unstable();
    places.dedup();
    let of = |sums: &BTreeMap<Place, i64>, place: &Place| names.sign(place.1) * sums.get(place).copied().unwrap_or(0);
    paper.figures = places
        .iter()
        .map(|place| Line {
            label: names.label(*place),
            unit: lines::unit(place.2),
            paper: of(&then, place),
            then: of(&then, place),
            corrected: of(&right, place),
            now: of(&now, place),
        })
        .collect();
    let (meetings, others) = if paper.receipt { (0, 0) } else { store::since(tx, book, claim.party(), to).await? };
    Ok(Answer::Genuine(Box::new(Genuine { paper, corrections, meetings, others })))
}

/// The corrections, one for each entry that mends; `right` moves along from what the paper says to what is right.
fn corrections(
    rows: &[MendedRow],
    names: &Names,
    currency: Commodity,
    paper: &BTreeMap<Place, i64>,
    right: &mut BTreeMap<Place, i64>,
) -> Result<Vec<Correction>> {
    let mut list: Vec<(i64, Correction)> = Vec::new();
    for row in rows {
        let figure = row.moved()?;
        let place = (figure.fund, figure.account, figure.amount.commodity());
        let held = right.entry(place).or_insert(0);
        let from = *held;
        *held = held.saturating_add(figure.amount.quantity());
        let sign = names.sign(place.1);
        let on_paper = from == paper.get(&place).copied().unwrap_or(0);
        let moved = Moved { label: names.label(place), unit: lines::unit(place.2), on_paper, from: sign * from, to: sign * *held };
        match list.last_mut().filter(|(no, _)| *no == row.no) {
            Some((_, correction)) => correction.moved.push(moved),
            None => list.push((row.no, names.correction(row, currency, moved))),
        }
    }
    Ok(list.into_iter().map(|(_, correction)| correction).collect())
}

/// What things are called.
struct Names {
    words: Words,
    goods: Goods,
    funds: Funds,
    receipt: bool,
}

impl Names {
    /// Whether an account is said as it stands in the ledger, or the other way round: what she saved is above nought.
    fn sign(&self, account: AccountNo) -> i64 {
        let kind = ACCOUNTS.iter().find(|line| line.no == account).map(|line| line.kind);
        if matches!(kind, Some(AccountKind::Asset | AccountKind::Expense) | None) { 1 } else { -1 }
    }

    /// A figure on paper, by itself.
    fn figures(&self, figures: &[Figure]) -> Vec<Line> {
        let line = |figure: &Figure| {
            let quantity = self.sign(figure.account) * figure.amount.quantity();
            let place = (figure.fund, figure.account, figure.amount.commodity());
            Line {
                label: self.label(place),
                unit: lines::unit(place.2),
                paper: quantity,
                then: quantity,
                corrected: quantity,
                now: quantity,
            }
        };
        figures.iter().map(line).collect()
    }

    /// What a figure is, as its owner says it; at a bank with the bank's name and the good.
    fn label(&self, (fund, account, commodity): Place) -> String {
        let code = account_code(account);
        let own = match self.receipt && account == LOANS {
            true => "verify-account-loans-moved".to_owned(),
            false => format!("verify-account-{code}"),
        };
        let mut label = match (self.words.has(&own), code.is_empty()) {
            (true, _) => self.words.say(&own).into_owned(),
            (false, false) => self.words.say(&format!("account-{code}")).into_owned(),
            (false, true) => account.0.to_string(),
        };
        if fund.0 > 2 {
            if self.funds.iter().any(|known| known.no == fund) {
                label = format!("{label} · {}", self.funds.name(self.words, fund).show(self.words));
            }
            if let Some(good) = self.goods.get(commodity) {
                label = format!("{label} · {}", good.name(self.words));
            }
        }
        label
    }

    /// A correction of a meeting, or an act at a bank that was taken back.
    fn correction(&self, row: &MendedRow, currency: Commodity, moved: Moved) -> Correction {
        let words = self.words;
        let number = |key: &str, no: i64| words.with(key, &[("number", words.ordinal(no).into())]);
        let what = match (row.meeting_no, row.act_no, &row.act) {
            (Some(0), ..) => words.say("entry-opening").into_owned(),
            (Some(no), ..) => number("meeting-number", no),
            (None, Some(no), Some(act)) => {
                format!("{} · {}", lines::act_kind(words, act), number("entry-act-number", no))
            }
            _ => number("entry-number", row.no),
        };
        let figure = match (&row.figure_kind, row.was, row.becomes) {
            (Some(kind), Some(was), Some(becomes)) => {
                let kind = row.other.as_ref().filter(|_| kind == "other").unwrap_or(kind);
                let label = words.say(&format!("figure-{kind}")).into_owned();
                Some(Mended { label, unit: lines::unit(currency), was, becomes })
            }
            _ => None,
        };
        Correction { what, of: row.held_on.or(row.act_day), on: row.day, figure, moved: vec![moved] }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_payloads_and_addresses_are_told_apart() {
        let code = Code::of(&[7; 32]);
        assert_eq!(read(&format!(" {code} ")), Ok(Typed::Code(code)));
        assert_eq!(read("https://books.example.org/verify/0A1B/"), Ok(Typed::Payload("0A1B".into())));
        assert_eq!(read(&"A".repeat(200)), Ok(Typed::Payload("A".repeat(200))));
        assert_eq!(read("  "), Err(CodeError::Blank));
        assert_eq!(read("K7QF"), Err(CodeError::Length(4)));
    }
}
