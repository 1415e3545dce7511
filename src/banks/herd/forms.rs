//! The routes of the short forms: one act with an animal, or settling one thing that is owed for it.
use super::{
    Loaded,
    form::{Ground, Read, Said, field, read, read_owed, said},
};
use crate::{
    app::App,
    banks::write::{self, Outcome, Wish},
    error::{Answer, Fault},
    guard::InBank,
    meetings::seal::Act as By,
    web,
};
use axum::{
    Form,
    extract::{Path, State},
};
use domain::banks::{
    Party,
    acts::Sex,
    animals::{Animal, Due, Keeping, Place},
    rules::{HandoverTo, Placing, SexRule, Whose},
};
use std::collections::BTreeMap;
use templates::{
    banks::{
        animal::AnimalAct,
        animal_forms::{AnimalForm, AnimalFormPage, For, Keeper, OwedAct, form as draw},
    },
    parts::Problem,
};
use uuid::Uuid;

/// What the address asks for: an animal and an act, or something owed and how it is settled.
enum Wanted {
    Animal(i64, AnimalAct),
    Owed(i64, OwedAct),
}

impl Wanted {
    fn animal(no: i64, act: &str) -> Result<Wanted, Fault> {
        let act = AnimalAct::ALL.into_iter().find(|known| known.code() == act).ok_or(Fault::NotFound)?;
        Ok(Wanted::Animal(no, act))
    }

    fn owed(no: i64, act: &str) -> Result<Wanted, Fault> {
        let act = OwedAct::ALL.into_iter().find(|known| known.code() == act).ok_or(Fault::NotFound)?;
        Ok(Wanted::Owed(no, act))
    }

    fn read(&self, ground: Ground<'_>, form: &AnimalForm) -> Read {
        match self {
            Wanted::Animal(no, act) => read(ground, *no, *act, form),
            Wanted::Owed(no, act) => read_owed(ground, *no, *act, form),
        }
    }

    /// Where the reader goes when it is written.
    fn then(&self) -> String {
        match self {
            Wanted::Animal(no, act) => format!("herd/{no}?done=herd-{}", act.code()),
            Wanted::Owed(_, act) => format!("obligations?done=herd-{}", act.code()),
        }
    }
}

/// `GET /banks/{bank}/herd/{no}/{act}`
pub async fn of_animal(State(app): State<App>, visit: InBank, Path((_, no, act)): Path<(String, i64, String)>) -> Answer {
    show(&app, &visit, &Wanted::animal(no, &act)?).await
}

/// `GET /banks/{bank}/obligations/{no}/{act}`
pub async fn of_owed(State(app): State<App>, visit: InBank, Path((_, no, act)): Path<(String, i64, String)>) -> Answer {
    show(&app, &visit, &Wanted::owed(no, &act)?).await
}

/// `POST /banks/{bank}/herd/{no}/{act}`
pub async fn send_animal(
    State(app): State<App>,
    visit: InBank,
    Path((_, no, act)): Path<(String, i64, String)>,
    Form(form): Form<AnimalForm>,
) -> Answer {
    send(&app, &visit, &Wanted::animal(no, &act)?, form).await
}

/// `POST /banks/{bank}/obligations/{no}/{act}`
pub async fn send_owed(
    State(app): State<App>,
    visit: InBank,
    Path((_, no, act)): Path<(String, i64, String)>,
    Form(form): Form<AnimalForm>,
) -> Answer {
    send(&app, &visit, &Wanted::owed(no, &act)?, form).await
}

async fn show(app: &App, visit: &InBank, wanted: &Wanted) -> Answer {
    let mut tx = app.db().read().await?;
    let loaded = Loaded::read(app, &mut tx, visit).await?;
    let form = AnimalForm {
        key: Uuid::now_v7().to_string(),
        day: visit.words().date_short(app.today()),
        what: "sighting".into(),
        note: "none".into(),
        ..AnimalForm::default()
    };
    Ok(web::html(draw(&page(visit, &loaded, wanted, form, Said::default())?)))
}

async fn send(app: &App, visit: &InBank, wanted: &Wanted, form: AnimalForm) -> Answer {
    let key: Uuid = form.key.parse().map_err(|_| Fault::Unreadable)?;
    let by = By::now(app, visit.visit.user.id);
    let mut tx = app.db().write().await?;
    let loaded = Loaded::read(app, &mut tx, visit).await?;
    let ground = Ground { words: visit.words(), bank: &loaded.bank, people: &loaded.people, today: loaded.today };
    let again = |form, said| Ok(web::unprocessable(draw(&page(visit, &loaded, wanted, form, said)?)));
    let (day, ask) = match wanted.read(ground, &form) {
        Ok(read) => read,
        Err(problems) => return again(form, Said { problems, ..Said::default() }),
    };
    let wish = Wish { key, day, known: form.known == "1", ask: &ask };
    match write::ask(&mut tx, &visit.group, &visit.bank, &wish, by).await? {
        Outcome::Refused(refused) => again(form, said(ground, &refused, |refusal| field(&ask, refusal))),
        Outcome::Other(_) => {
            let message = visit.words().say("herd-sent-before").into_owned();
            again(form, Said { problems: vec![Problem { field: String::new(), message }], ..Said::default() })
        }
        Outcome::Asked(request) => {
            tx.commit().await?;
            Ok(web::see_other(&loaded.head.href(&format!("requests/{request}?done=bank-request-asked"))))
        }
        Outcome::Written(..) | Outcome::Again(_) => {
            tx.commit().await?;
            Ok(web::see_other(&loaded.head.href(&wanted.then())))
        }
    }
}

fn page(visit: &InBank, loaded: &Loaded, wanted: &Wanted, form: AnimalForm, said: Said) -> Result<AnimalFormPage, Fault> {
    let shown = loaded.shown();
    let (animal, act) = match wanted {
        Wanted::Animal(no, act) => (loaded.has.animals.get(no).ok_or(Fault::NotFound)?, For::Animal(*act)),
        Wanted::Owed(no, act) => {
            let owed = loaded.has.obligations.get(no).filter(|owed| owed.is_open()).ok_or(Fault::NotFound)?;
            let line = shown.owed(owed).ok_or(Fault::NotFound)?;
            let about = owed.calf.unwrap_or(owed.animal);
            (loaded.has.animals.get(&about).ok_or(Fault::NotFound)?, For::Owed(*act, Box::new(line)))
        }
    };
    let birth = matches!(act, For::Animal(AnimalAct::Birth));
    Ok(AnimalFormPage {
        around: visit.visit.around(),
        bank: loaded.head.clone(),
        animal: shown.head(animal),
        stands: shown.stands(animal),
        people: people(loaded, animal),
        to_family: to_family(loaded, animal),
        gives_back: shown.gives_back(animal),
        out: out(loaded, animal).map(|other| shown.head(other)).collect(),
        next_calf: animal.keeping().filter(|_| birth).and_then(|keeping| next_calf(loaded, animal, keeping)),
        contract: contract(loaded, animal, &act),
        market: market(loaded, animal),
        act,
        form,
        cautions: said.cautions,
        problems: said.problems,
    })
}

/// The members of the day by number, with how many animals each keeps; not the one who keeps this one now.
fn people(loaded: &Loaded, animal: &Animal) -> Vec<Keeper> {
    let mut keeps: BTreeMap<Party, usize> = BTreeMap::new();
    for kept in loaded.has.herd() {
        if let Place::With(keeper) = kept.place {
            *keeps.entry(keeper).or_default() += 1;
        }
    }
    let now = animal.keeping().map(|keeping| keeping.keeper);
    let here =
        loaded.people.iter().filter(|(party, _)| Some(**party) != now && loaded.bank.member(**party, loaded.today).is_some());
    let mut all: Vec<Keeper> = here
        .map(|(party, _)| Keeper {
            who: super::bank_shown::who(&loaded.people, *party),
            keeps: keeps.get(party).copied().unwrap_or(0),
        })
        .collect();
    all.sort_by_key(|keeper| keeper.who.number);
    all
}

/// Whether its contract lets it go to a next family (a calf that is owed, or an animal that moves on), and the next
/// contract can live with it: where calves are owed, a male owes none.
fn to_family(loaded: &Loaded, animal: &Animal) -> bool {
    let mut open = loaded.has.obligations.values().filter(|owed| owed.is_open());
    let next = animal.keeping().is_some_and(|keeping| keeping.contract.handover_to == HandoverTo::NextFamily);
    let goes = open.any(|owed| owed.calf == Some(animal.no) && next || owed.animal == animal.no && owed.what == Due::MovesOn);
    let rules = loaded.bank.rules(loaded.today).and_then(|rules| rules.placing(animal.species));
    let calves = |contract: &Placing| {
        contract.offspring.contains(&Whose::Bank) || contract.then == Whose::Bank || contract.moves_on_after > 0
    };
    goes && (animal.sex == Sex::Female || !rules.is_some_and(calves))
}

/// Animals in the bank's hands that may go out in the place of this one.
fn out<'a>(loaded: &'a Loaded, animal: &'a Animal) -> impl Iterator<Item = &'a Animal> {
    loaded.has.herd().filter(|other| other.place == Place::Bank && other.species == animal.species && other.no != animal.no)
}

/// The place of the next calf in the order, and whose it is; where only females count, that is not known before it is born.
fn next_calf(loaded: &Loaded, dam: &Animal, keeping: &Keeping) -> Option<(u32, Whose)> {
    let contract = &keeping.contract;
    if contract.counts != SexRule::Any {
        return None;
    }
    let waits = |nth: u32| {
        let mut owed = loaded.has.owed_for(dam.no);
        owed.any(|owed| owed.what == Due::Calf(nth) && owed.keeper == keeping.keeper && owed.calf.is_none())
    };
    let nth = (1..=keeping.calves).find(|nth| waits(*nth)).unwrap_or(keeping.calves + 1);
    let beyond = contract.offspring.get(nth as usize - 1).is_none();
    let bank = waits(nth) || beyond && contract.then == Whose::Bank;
    Some((nth, if bank { Whose::Bank } else { Whose::Family }))
}

/// The contract that matters for the form: of the family that takes it, or the one it is under.
fn contract(loaded: &Loaded, animal: &Animal, act: &For) -> Option<(Placing, u32)> {
    let next = || loaded.bank.rules(loaded.today)?.placing(animal.species).cloned();
    match act {
        For::Animal(AnimalAct::Place) => next().map(|placing| (placing, 0)),
        For::Animal(AnimalAct::HandOver) => next().filter(|_| to_family(loaded, animal)).map(|placing| (placing, 0)),
        For::Animal(AnimalAct::Note | AnimalAct::Sell) | For::Owed(..) => None,
        For::Animal(_) => animal.keeping().map(|keeping| (keeping.contract.clone(), keeping.calves)),
    }
}

/// What the market pays for an animal of its class.
fn market(loaded: &Loaded, animal: &Animal) -> Option<i64> {
    let good = loaded.bank.goods.iter().find(|good| good.class() == animal.species)?;
    let class = animal.class(loaded.today).code();
    loaded.bank.market(good.code(), class, loaded.today).map(|price| price.amount)
}
