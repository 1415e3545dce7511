//! The delivery note: what a delivery was, for its page and for paper.
use super::{
    acts::undo_asked,
    ground::{self, Ground},
    scale,
};
use crate::{
    app::App,
    error::{Answer, Fault},
    groups::pages::place,
    guard::{Can, InCoop},
    papers::{self, Wish, of_group::name},
    store::Tx,
    web,
};
use axum::extract::{Path, Query, State};
use chrono::NaiveDate;
use domain::coops::{
    Fact,
    acts::{Act, Delivery},
    crops::{CropClass, crop},
    weights::{self, Measured, Weighed},
};
use reports::delivery_note::DeliveryNote;
use templates::coops::note::{NotePage, note as draw};

/// A delivery with what its note says besides.
struct Noted {
    act: Act,
    delivery: Delivery,
    /// What the weight fell apart into.
    weighed: Weighed,
    /// What she still owed after it.
    owes_after: i64,
    undone: bool,
}

async fn find(tx: &mut Tx, visit: &InCoop, no: i64) -> Result<(Ground, Noted), Fault> {
    let ground = Ground::load(tx, visit, NaiveDate::MAX).await?;
    let of = |act: &&Act| matches!(&act.fact, Fact::Delivered(delivery) if delivery.no == no);
    let act = ground.loaded.acts.iter().find(of).cloned().ok_or(Fault::NotFound)?;
    let Fact::Delivered(delivery) = &act.fact else { return Err(Fault::NotFound) };
    let delivery = Delivery::clone(delivery);
    let undone = ground.loaded.acts.iter().any(|one| matches!(one.fact, Fact::Undone { act: of, .. } if of == act.no));
    let mut before = 0;
    let told = ground.loaded.each(act.day, |one, state| {
        if one.no == act.no {
            before = state.credits_of(delivery.party).iter().map(|(_, credit)| credit.left).sum();
        }
    });
    told.map_err(|flaw| Fault::Broken(format!("acts of {}: {flaw:?}", ground.row.code)))?;
    let weighed = fallen(&ground, &delivery, act.day);
    let noted = Noted { owes_after: (before - delivery.offset()).max(0), weighed, undone, delivery, act };
    Ok((ground, noted))
}

/// What the weight fell apart into, by the by-laws of its day; what they cannot tell apart stands under moisture.
fn fallen(ground: &Ground, delivery: &Delivery, day: NaiveDate) -> Weighed {
    let measured = Measured {
        gross: delivery.gross,
        tare: delivery.tare,
        moisture_tenths: delivery.moisture_tenths,
        foreign_tenths: delivery.foreign_tenths,
        taken_off: delivery.taken_off.iter().map(|(_, grams)| *grams).collect(),
    };
    let class = crop(&delivery.kind.crop).map_or(CropClass::Paddy, |crop| crop.class);
    let weighed = weights::weigh(&measured, class, &ground.loaded.laws(day).scale).ok();
    weighed.filter(|weighed| weighed.paid == delivery.weight).unwrap_or_else(|| {
        let taken_off = measured.taken_off.iter().sum();
        let water = delivery.net() - taken_off - delivery.weight;
        Weighed { net: delivery.net(), taken_off, foreign: 0, water, paid: delivery.weight }
    })
}

fn paper(ground: &Ground, noted: &Noted) -> DeliveryNote {
    let Noted { act, delivery, weighed, .. } = noted;
    let who = ground.who(delivery.party);
    let plot = delivery.plot.and_then(|no| ground.state.plots.get(&no));
    DeliveryNote {
        coop: name(ground.row.name()),
        place: name(place(&ground.row.village_code)),
        no: delivery.no,
        on: act.day,
        number: who.number.filter(|_| delivery.member),
        name: name(who.name),
        crop: name(ground::crop(&delivery.kind.crop)),
        grade: delivery.kind.grade.clone(),
        organic: delivery.kind.organic,
        plot: plot.map(|plot| plot.said.name.clone()).unwrap_or_default(),
        lot: delivery.lot,
        gross: delivery.gross,
        tare: delivery.tare,
        moisture: delivery.moisture_tenths,
        foreign: delivery.foreign_tenths,
        standard: ground.loaded.laws(act.day).scale.moisture_tenths,
        taken_off: delivery.taken_off.iter().map(|(reason, grams)| (scale::reason(*reason), *grams)).collect(),
        straw: weighed.foreign,
        water: weighed.water,
        weight: delivery.weight,
        price: delivery.price,
        amount: delivery.amount,
        offsets: delivery.offsets.clone(),
        cash: delivery.cash,
        owed: delivery.owed(),
        owes_after: noted.owes_after,
        money: ground.loaded.money,
        undone: noted.undone,
    }
}

/// `GET /coops/{coop}/deliveries/{no}`
pub async fn show(State(app): State<App>, visit: InCoop, Path((_, no)): Path<(String, i64)>) -> Answer {
    let mut tx = app.db().read().await?;
    let (ground, noted) = find(&mut tx, &visit, no).await?;
    let (act, delivery) = (&noted.act, &noted.delivery);
    let asked_undo = undo_asked(&mut tx, &ground, act.no).await?;
    let note = NotePage {
        around: visit.visit.around(),
        coop: ground.head.clone(),
        no,
        act: act.no,
        day: act.day,
        who: ground.who(delivery.party),
        member: delivery.member,
        kind: ground::kind(&delivery.kind),
        plot: delivery.plot.map(|no| (no, ground.state.plots.get(&no).map(|plot| plot.said.name.clone()).unwrap_or_default())),
        lot: delivery.lot,
        gross: delivery.gross,
        tare: delivery.tare,
        moisture: delivery.moisture_tenths,
        foreign: delivery.foreign_tenths,
        standard: ground.loaded.laws(act.day).scale.moisture_tenths,
        taken_off: delivery.taken_off.iter().map(|(reason, grams)| (scale::reason(*reason), *grams)).collect(),
        straw: noted.weighed.foreign,
        water: noted.weighed.water,
        weight: delivery.weight,
        price: delivery.price,
        amount: delivery.amount,
        offsets: delivery.offsets.clone(),
        cash: delivery.cash,
        owed: delivery.owed(),
        owes_after: noted.owes_after,
        entry: act.entry,
        undone: noted.undone,
        may_undo: visit.may(Can::Correct) && !noted.undone && asked_undo.is_none(),
        asked_undo,
    };
    Ok(web::html(draw(&note)))
}

/// `GET /coops/{coop}/deliveries/{no}/note`: the same on paper.
pub async fn print(State(app): State<App>, visit: InCoop, Path((_, no)): Path<(String, i64)>, Query(wish): Query<Wish>) -> Answer {
    let mut tx = app.db().read().await?;
    let (ground, noted) = find(&mut tx, &visit, no).await?;
    let (note, say) = (paper(&ground, &noted), wish.say(visit.words()));
    let file = format!("{}-delivery-{no}", ground.row.code);
    papers::answer(&visit, &file, move || note.document(&say)).await
}
