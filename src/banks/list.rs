//! The routes of the lists of banks, and of founding one.
use super::{
    rules_form, shown,
    store::{self, BankRow, NewBank},
};
use crate::{
    app::App,
    error::{Answer, Fault},
    groups::{
        form::is_code,
        store::{self as groups, Group},
    },
    guard::{Can, InGroup, Visit},
    listing::ListQuery,
    meetings::{pages::head, seal::Act as By},
    reader::Reader,
    store::{Error, Tx, record},
    web,
};
use axum::{
    Form,
    extract::{Query, State},
};
use chrono::NaiveDate;
use domain::{
    banks::{Good, Rules},
    chart::{ANIMALS, CASH, LOANS, PLACED, STORE},
    people::VillageCode,
};
use ledger::AccountNo;
use std::collections::HashMap;
use templates::{
    banks::list::{BankLine, BanksPage, FoundForm, FoundPage, banks as draw, found as draw_form},
    parts::Problem,
};
use uuid::Uuid;
use words::Words;

/// Schemes to begin with: the code, which is also the key of its words, and the file.
pub const SCHEMES: [(&str, &str); 10] = [
    ("rice-ten", include_str!("../../fixtures/banks/schemes/teng_mao.toml")),
    ("rice-twenty", include_str!("../../fixtures/banks/schemes/cws.toml")),
    ("rice-food-and-seed", include_str!("../../fixtures/banks/schemes/caritas.toml")),
    ("rice-by-month", include_str!("../../fixtures/banks/schemes/lift.toml")),
    ("cows-first-and-third", include_str!("../../fixtures/banks/schemes/chad_cows.toml")),
    ("cows-first-female", include_str!("../../fixtures/banks/schemes/pass_on_female.toml")),
    ("cows-move-on", include_str!("../../fixtures/banks/schemes/takeo_cows.toml")),
    ("buffaloes-come-back", include_str!("../../fixtures/banks/schemes/royal_bank.toml")),
    ("chickens", include_str!("../../fixtures/banks/schemes/kampot_chickens.toml")),
    ("vegetable-seed", include_str!("../../fixtures/banks/schemes/vegetable_seed.toml")),
];

/// What every bank holds: by book and bank, account and commodity.
type Holdings = HashMap<(i64, i64), Vec<(AccountNo, String, i64)>>;

async fn holdings(tx: &mut Tx) -> Result<Holdings, Fault> {
    let mut all = Holdings::new();
    for (book, bank, account, code, quantity) in store::holdings(tx).await? {
        all.entry((book, bank)).or_default().push((AccountNo(account), code, quantity));
    }
    Ok(all)
}

/// `GET /banks`
pub async fn all(State(app): State<App>, visit: Visit, Query(query): Query<ListQuery>) -> Answer {
    let mut tx = app.db().read().await?;
    let groups = groups::groups(&mut tx).await?;
    let seen: HashMap<i64, &Group> =
        groups.iter().filter(|group| visit.may_in(Can::See, group)).map(|group| (group.book.0, group)).collect();
    let banks = store::banks(&mut tx).await?;
    let rows: Vec<(BankRow, &Group)> =
        banks.into_iter().filter_map(|bank| seen.get(&bank.book.0).map(|group| (bank, *group))).collect();
    let lines = lines(&mut tx, rows).await?;
    let (banks, listing) = paged(&query, "/banks", lines, visit.words());
    Ok(web::html(draw(&BanksPage { around: visit.around(), group: None, banks, listing, may_found: false })))
}

/// `GET /groups/{group}/banks`
pub async fn of_group(State(app): State<App>, visit: InGroup, Query(query): Query<ListQuery>) -> Answer {
    let group = &visit.group;
    let mut tx = app.db().read().await?;
    let rows = store::banks_of(&mut tx, group.book).await?.into_iter().map(|bank| (bank, group)).collect();
    let lines = lines(&mut tx, rows).await?;
    let (banks, listing) = paged(&query, &head(group).href("banks"), lines, visit.words());
    let may_found = visit.may(Can::KeepConstitution);
    let page = BanksPage { around: visit.visit.around(), group: Some(head(group)), banks, listing, may_found };
    Ok(web::html(draw(&page)))
}

fn paged(query: &ListQuery, path: &str, lines: Vec<BankLine>, words: Words) -> (Vec<BankLine>, templates::parts::Listing) {
    query.page(path, &[], lines, |by, one, other| match by {
        "name" => Some(one.name.show(words).cmp(other.name.show(words))),
        "waiting" => Some(one.waiting.cmp(&other.waiting)),
        _ => None,
    })
}

async fn lines(tx: &mut Tx, rows: Vec<(BankRow, &Group)>) -> Result<Vec<BankLine>, Fault> {
    let goods = store::goods(tx).await?;
    let holdings = holdings(tx).await?;
    let waiting = store::waiting(tx).await?;
    let line = |(bank, group): (BankRow, &Group)| {
        let own = holdings.get(&(bank.book.0, bank.no)).map(Vec::as_slice).unwrap_or_default();
        let of = |accounts: &[AccountNo]| -> Vec<_> {
            let sum = |good: &Good| {
                let fits = own.iter().filter(|(account, code, _)| accounts.contains(account) && code == good.code());
                let quantity: i64 = fits.map(|(.., quantity)| quantity).sum();
                (quantity != 0).then(|| (shown::good(good), quantity))
            };
            goods.iter().filter_map(sum).collect()
        };
        BankLine {
            name: bank.name(),
            group: head(group),
            store: of(&[STORE]),
            lent: of(&[LOANS]),
            animals: of(&[ANIMALS, PLACED]),
            money: own.iter().filter(|(account, ..)| *account == CASH).map(|(.., quantity)| quantity).sum(),
            waiting: waiting.iter().filter(|one| (one.book_id, one.bank_no) == (bank.book.0, bank.no)).count() as u32,
            code: bank.code,
        }
    };
    Ok(rows.into_iter().map(line).collect())
}

/// `GET /groups/{group}/banks/new`
pub async fn new(State(app): State<App>, visit: InGroup) -> Answer {
    let form = FoundForm {
        key: Uuid::now_v7().to_string(),
        village_code: visit.group.village_code.clone(),
        opened_on: visit.words().date_short(app.today()),
        ..FoundForm::default()
    };
    Ok(web::html(draw_form(&form_page(&visit, form, vec![]))))
}

fn form_page(visit: &InGroup, form: FoundForm, problems: Vec<Problem>) -> FoundPage {
    let schemes = SCHEMES.iter().map(|(code, _)| *code).collect();
    FoundPage { around: visit.visit.around(), group: head(&visit.group), schemes, form, problems }
}

/// `POST /groups/{group}/banks/new`
pub async fn found(State(app): State<App>, visit: InGroup, Form(form): Form<FoundForm>) -> Answer {
    let group = &visit.group;
    let key: Uuid = form.key.parse().map_err(|_| Fault::Unreadable)?;
    let by = By::now(&app, visit.visit.user.id);
    let mut tx = app.db().write().await?;
    let founded = |code: &str| format!("/banks/{}/rules?done=bank-founded", templates::parts::encode(code));
    if let Some(code) = store::code_of_key(&mut tx, key).await? {
        return Ok(web::see_other(&founded(&code)));
    }
    store::ensure_goods(&mut tx, &[]).await?;
    let goods = store::goods(&mut tx).await?;
    let mut read = read(&form, key, &goods, visit.words(), by.today);
    if let Ok(new) = &read
        && store::bank(&mut tx, &new.code).await?.is_some()
    {
        read = Err(vec![taken(visit.words())]);
    }
    let new = match read {
        Ok(new) => new,
        Err(problems) => return Ok(web::unprocessable(draw_form(&form_page(&visit, form, problems)))),
    };
    match store::found(&mut tx, group, &new, by.by, by.at).await {
        Ok(bank) => {
            record(&mut tx, Some(group.book), Some(by.by), "bank-founded", &bank.code, by.at).await?;
            tx.commit().await?;
            tracing::info!(group = group.code, bank = bank.code, "bank founded");
            Ok(web::see_other(&founded(&bank.code)))
        }
        // Somebody founded one of the same code a moment ago.
        Err(Error::Taken) => Ok(web::unprocessable(draw_form(&form_page(&visit, form, vec![taken(visit.words())])))),
        Err(error) => Err(error.into()),
    }
}

fn taken(words: Words) -> Problem {
    Problem { field: "code".into(), message: words.say("bank-code-taken").into_owned() }
}

fn read(form: &FoundForm, id: Uuid, goods: &[Good], words: Words, today: NaiveDate) -> Result<NewBank, Vec<Problem>> {
    let mut reader = Reader::new(words);
    let name_km = reader.text("name_km", &form.name_km, 80);
    let name_latin = reader.text("name_latin", &form.name_latin, 80);
    if name_km.is_empty() && name_latin.is_empty() {
        reader.refuse("name_km", "bank-name-missing");
    }
    let code = form.code.trim().to_uppercase();
    if !is_code(&code) {
        reader.refuse("code", "group-code-bad");
    }
    let village_code = form.village_code.trim().to_owned();
    if !village_code.is_empty() && VillageCode::parse_place(&village_code).is_err() {
        reader.refuse("village_code", "place-code-bad");
    }
    let opened_on = reader.past_day("opened_on", &form.opened_on, today);
    let rules = agreed(&mut reader, form, goods);
    let new = opened_on.zip(rules);
    reader.finish(new.map(|(opened_on, rules)| NewBank { id, code, name_km, name_latin, village_code, opened_on, rules }))
}

/// The rules that were pasted, or those of the scheme.
fn agreed(reader: &mut Reader, form: &FoundForm, goods: &[Good]) -> Option<Rules> {
    if form.text.trim().is_empty() {
        let scheme = reader.choice("scheme", SCHEMES.iter().find(|(code, _)| *code == form.scheme))?;
        return Some(Rules::parse(scheme.1, goods).expect("a test reads every scheme"));
    }
    match rules_form::read_text(&form.text, goods, reader.words) {
        Ok(rules) => Some(rules),
        Err(problems) => {
            for problem in problems {
                reader.say(&problem.field, problem.message);
            }
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::banks::GOODS;
    use words::Language;

    #[test]
    fn every_scheme_is_read_and_has_words() {
        for (code, text) in SCHEMES {
            Rules::parse(text, &GOODS).unwrap_or_else(|error| panic!("{code}: {error:?}"));
            for language in Language::ALL {
                for key in [format!("bank-scheme-{code}"), format!("bank-scheme-{code}-text")] {
                    assert!(Words::new(language).has(&key), "{key}");
                }
            }
        }
    }
}
