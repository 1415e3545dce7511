//! The routes of the mill: what was milled and its yield, a new milling, one milling.
use super::{
    desk,
    forms::{Said, Sent},
    ground::Ground,
};
use crate::{
    app::App,
    error::{Answer, Fault},
    guard::{Can, InCoop},
    listing::ListQuery,
    meetings::seal::Act as By,
    reader::Reader,
    store::Tx,
    web,
};
use axum::{
    Form,
    extract::{Path, Query, State},
};
use chrono::NaiveDate;
use domain::coops::{
    Ask, Fact, Kind, Refusal, Why,
    acts::{LotNo, Milling, Taken},
    ask::AskMilling,
    crops::{self, CROPS, CropClass},
};
use serde::Deserialize;
use templates::coops::{
    desk::{Filled, of_thousand},
    milling::{
        MillingFormPage, MillingLine, MillingPage, MillingsPage, milling as draw, milling_form as draw_form, millings as draw_all,
    },
};
use words::Words;

/// What the yield is told by.
const HEAD: &str = "RICE-HEAD";

/// `GET /coops/{coop}/milling`
pub async fn list(State(app): State<App>, visit: InCoop, Query(query): Query<ListQuery>) -> Answer {
    let mut tx = app.db().read().await?;
    let ground = Ground::load(&mut tx, &visit, app.today()).await?;
    let words = visit.words();
    let all: Vec<&(NaiveDate, Milling)> = ground.state.millings.values().rev().collect();
    let (shown, listing) = query.page(&ground.head.href("milling"), &[], all, |_, _, _| None);
    let mills = || ground.state.millings.values().map(|(_, one)| one);
    let own = mills().filter(|one| one.customer.is_none());
    let others = mills().filter(|one| one.customer.is_some());
    let page = MillingsPage {
        around: visit.visit.around(),
        millings: shown.into_iter().map(|(day, one)| line(&ground, words, *day, one)).collect(),
        own: own.fold((0, 0, 0), |(paddy, head, out), one| (paddy + one.paddy(), head + one.of(HEAD), out + one.out())),
        others: others.fold((0, 0), |(paddy, fees), one| (paddy + one.paddy(), fees + one.fee)),
        may_write: visit.may(Can::Seal),
        listing,
        coop: ground.head,
    };
    Ok(web::html(draw_all(&page)))
}

fn line(ground: &Ground, words: Words, day: NaiveDate, one: &Milling) -> MillingLine {
    MillingLine {
        no: one.no,
        day,
        customer: one.customer.map(|(party, _)| ground.who(party).text(words)),
        paddy: one.paddy(),
        head: one.of(HEAD),
        out: one.out(),
        loss: one.loss,
        yield_tenths: of_thousand(one.of(HEAD), one.paddy()),
    }
}

/// The yield of the cooperative's own paddy in millings before a number; none where there are none.
fn earlier(ground: &Ground, before: i64) -> Option<i64> {
    let own = ground.state.millings.values().map(|(_, one)| one).filter(|one| one.customer.is_none() && one.no < before);
    let (paddy, head) = own.fold((0, 0), |(paddy, head), one| (paddy + one.paddy(), head + one.of(HEAD)));
    (paddy > 0).then(|| of_thousand(head, paddy))
}

/// `GET /coops/{coop}/milling/{no}`
pub async fn show(State(app): State<App>, visit: InCoop, Path((_, no)): Path<(String, i64)>) -> Answer {
    let mut tx = app.db().read().await?;
    let ground = Ground::load(&mut tx, &visit, app.today()).await?;
    let words = visit.words();
    let (day, one) = ground.state.millings.get(&no).ok_or(Fault::NotFound)?;
    let written = ground.loaded.acts.iter().find(|act| matches!(&act.fact, Fact::Milled(known) if known.no == no));
    let kind_of = |lot: LotNo| ground.state.lots.get(&lot).map(|lot| desk::said(words, &lot.kind)).unwrap_or_default();
    let page = MillingPage {
        around: visit.visit.around(),
        line: line(&ground, words, *day, one),
        takes: one.takes.iter().map(|taken| (taken.lot, kind_of(taken.lot), taken.grams)).collect(),
        gives: one.gives.iter().map(|given| (desk::said(words, &given.kind), given.lot, given.grams)).collect(),
        fee: one.fee,
        earlier: earlier(&ground, no),
        act: written.map(|act| act.no).unwrap_or_default(),
        coop: ground.head,
    };
    Ok(web::html(draw(&page)))
}

/// Whose paddy the form is about.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Whose {
    whose: String,
}

/// `GET /coops/{coop}/milling/new?whose=`
pub async fn new(State(app): State<App>, visit: InCoop, Query(which): Query<Whose>) -> Answer {
    let mut tx = app.db().read().await?;
    let ground = Ground::load(&mut tx, &visit, app.today()).await?;
    let form = desk::fresh(visit.words(), app.today()).with("whose", which.whose);
    Ok(web::html(draw_form(&page(&mut tx, &visit, ground, form, Said::default()).await?)))
}

async fn page(tx: &mut Tx, visit: &InCoop, ground: Ground, form: Filled, said: Said) -> Result<MillingFormPage, Fault> {
    let words = visit.words();
    let lots = milled(&ground).map(|(no, lot)| (*no, desk::said(words, &lot.kind), lot.grams)).collect();
    let organic = milled(&ground).any(|(_, lot)| lot.kind.organic);
    Ok(MillingFormPage {
        around: visit.visit.around(),
        customer: form.get("whose") == "customer",
        lots,
        products: desk::crops(words, &[CropClass::Rice, CropClass::ByProduct]),
        people: desk::people(tx, &ground, words).await?,
        fee: ground.laws().milling.fee,
        earlier: earlier(&ground, i64::MAX),
        organic,
        form: desk::again(form, &said),
        cautions: said.cautions,
        problems: said.problems,
        coop: ground.head,
    })
}

/// Lots of paddy that hold something.
fn milled(ground: &Ground) -> impl Iterator<Item = (&LotNo, &domain::coops::state::Lot)> {
    let is_paddy = |code: &str| crops::crop(code).is_some_and(|crop| crop.class == CropClass::Paddy);
    ground.state.lots.iter().filter(move |(_, lot)| lot.grams > 0 && is_paddy(&lot.kind.crop))
}

/// `POST /coops/{coop}/milling/new`
pub async fn send(State(app): State<App>, visit: InCoop, Form(pairs): Form<Vec<(String, String)>>) -> Answer {
    let (typed, filled) = desk::both(pairs);
    let (words, by) = (visit.words(), By::now(&app, visit.visit.user.id));
    let mut tx = app.db().write().await?;
    let ground = Ground::load(&mut tx, &visit, by.today).await?;
    let mut reader = Reader::new(words);
    let day = reader.past_day("day", filled.get("day"), by.today);
    let takes = rows(&mut reader, &filled, "take_");
    let gives = gives(&mut reader, &filled);
    let customer = if filled.get("whose") == "customer" {
        let who = desk::read_who(&mut tx, &ground, &filled, &mut reader).await?;
        who.zip(desk::some_grams(&mut reader, "brought", filled.get("brought"))).map(Some)
    } else {
        Some(None)
    };
    let sent = match reader.finish(day.zip(customer)) {
        Err(problems) => Sent::Said(problems.into()),
        Ok((day, customer)) => {
            let customer = match customer {
                None => None,
                Some((who, brought)) => Some((desk::party_of(&mut tx, &ground, &typed, who, (day, by)).await?, brought)),
            };
            let taken: Vec<Taken> = match customer {
                Some(_) => vec![],
                None => takes.iter().map(|(lot, grams)| Taken { lot: *lot, grams: *grams }).collect(),
            };
            let fields = Fields {
                takes: taken.iter().map(|one| one.lot).collect(),
                gives: gives.iter().map(|(kind, _)| kind.crop.clone()).collect(),
            };
            let ask = Ask::Mill(AskMilling { customer, takes: taken, gives });
            desk::send(&mut tx, &ground, &typed, Ok((day, ask)), (words, by), |refusal| fields.place(refusal)).await?
        }
    };
    match sent {
        Sent::Written(act) => {
            let to = desk::page_of(&mut tx, &visit, by.today, act, "coop-milled").await?;
            tx.commit().await?;
            Ok(web::see_other(&to))
        }
        Sent::Asked(_) => Err(Fault::Unreadable),
        Sent::Said(said) => Ok(web::unprocessable(draw_form(&page(&mut tx, &visit, ground, filled, said).await?))),
    }
}

/// The rows of a form that were filled in: the number after the field's beginning, and grams.
pub(super) fn rows(reader: &mut Reader, typed: &Filled, before: &str) -> Vec<(i64, i64)> {
    let all: Vec<(String, String)> =
        typed.below(before).filter(|(_, text)| !text.trim().is_empty()).map(|(no, text)| (no.into(), text.into())).collect();
    let read = |(no, text): (String, String)| {
        let grams = desk::grams(reader, &format!("{before}{no}"), &text)?;
        Some((no.parse().ok()?, grams))
    };
    let mut rows: Vec<(i64, i64)> = all.into_iter().filter_map(read).collect();
    rows.sort_unstable();
    rows
}

/// What came out, in the order of the crops.
fn gives(reader: &mut Reader, typed: &Filled) -> Vec<(Kind, i64)> {
    let organic = typed.get("organic") == "1";
    let each = CROPS.iter().filter_map(|crop| {
        let field = format!("give_{}", crop.code);
        let text = typed.get(&field);
        if text.trim().is_empty() {
            return None;
        }
        let grams = desk::grams(reader, &field, text)?;
        let name = format!("grade_{}", crop.code);
        let grade = reader.text(&name, typed.get(&name), domain::coops::TEXT_MOST);
        Some((Kind { crop: crop.code.clone(), grade, organic }, grams))
    });
    each.collect()
}

/// Where the refusals of a milling are said.
struct Fields {
    takes: Vec<LotNo>,
    gives: Vec<String>,
}

impl Fields {
    fn place(&self, refusal: &Refusal) -> String {
        let take = |row: usize| self.takes.get(row).map(|lot| format!("take_{lot}"));
        let give = |row: usize| self.gives.get(row).map(|crop| format!("give_{crop}"));
        let found = match (&refusal.why, refusal.row) {
            (Why::NoLot | Why::NotMilled | Why::Twice, Some(row)) => take(row),
            (Why::Crop(_), Some(row)) => give(row),
            (Why::OrganicFrom, _) => Some("organic".into()),
            (Why::GainsMass(..), _) => give(0),
            (Why::Nobody, _) => Some("party".into()),
            (Why::Impossible(domain::coops::Impossible::Lot(lot, _)), _) => Some(format!("take_{lot}")),
            (Why::Future | Why::Closed(_) | Why::YearEnded(_) | Why::BeforeIt(_) | Why::Later(..), _) => Some("day".into()),
            _ => None,
        };
        found.unwrap_or_default()
    }
}
