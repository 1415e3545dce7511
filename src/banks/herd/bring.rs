//! The route by which animals come into the register: several at once, bought or given.
use super::{
    Loaded,
    form::{Ground, ROWS, Said, bring_field, read_bring, said, typed_bring},
};
use crate::{
    app::App,
    banks::write::{self, Outcome, Wish},
    error::{Answer, Fault},
    guard::InBank,
    meetings::{form::Typed, seal::Act as By},
    web,
};
use axum::{Form, extract::State};
use domain::banks::Class;
use templates::{
    banks::bring::{BringForm, BringPage, BringRow, bring as draw},
    parts::Problem,
};
use uuid::Uuid;

/// `GET /banks/{bank}/herd/new`
pub async fn new(State(app): State<App>, visit: InBank) -> Answer {
    let mut tx = app.db().read().await?;
    let loaded = Loaded::read(&app, &mut tx, &visit).await?;
    let form = BringForm {
        key: Uuid::now_v7().to_string(),
        day: visit.words().date_short(app.today()),
        species: species(&loaded).first().map_or("", |one| one.code()).to_owned(),
        rows: vec![BringRow::default(); ROWS],
        ..BringForm::default()
    };
    Ok(web::html(draw(&page(&visit, &loaded, form, Said::default()))))
}

/// The species that the bank places; where it has no rules yet, all that are registered one by one.
fn species(loaded: &Loaded) -> Vec<Class> {
    let placed: Vec<Class> = loaded
        .bank
        .rules(loaded.today)
        .map(|rules| rules.placing.iter().map(|placing| placing.species).collect())
        .unwrap_or_default();
    if placed.is_empty() { Class::ALL.into_iter().filter(|class| class.is_registered()).collect() } else { placed }
}

fn page(visit: &InBank, loaded: &Loaded, form: BringForm, said: Said) -> BringPage {
    BringPage {
        around: visit.visit.around(),
        bank: loaded.head.clone(),
        species: species(loaded),
        form,
        cautions: said.cautions,
        problems: said.problems,
    }
}

/// `POST /banks/{bank}/herd/new`
pub async fn send(State(app): State<App>, visit: InBank, Form(pairs): Form<Vec<(String, String)>>) -> Answer {
    let typed = Typed::new(pairs);
    let key = typed.key().ok_or(Fault::Unreadable)?;
    let by = By::now(&app, visit.visit.user.id);
    let mut tx = app.db().write().await?;
    let loaded = Loaded::read(&app, &mut tx, &visit).await?;
    let more = typed.get("do") == "more";
    let form = typed_bring(&typed, more);
    if more {
        return Ok(web::html(draw(&page(&visit, &loaded, form, Said::default()))));
    }
    let ground = Ground { words: visit.words(), bank: &loaded.bank, people: &loaded.people, today: loaded.today };
    let again = |form, said| Ok(web::unprocessable(draw(&page(&visit, &loaded, form, said))));
    let (day, ask, lines) = match read_bring(ground, &species(&loaded), &form) {
        Ok(read) => read,
        Err(problems) => return again(form, Said { problems, ..Said::default() }),
    };
    let wish = Wish { key, day, known: form.known == "1", ask: &ask };
    match write::ask(&mut tx, &visit.group, &visit.bank, &wish, by).await? {
        Outcome::Refused(refused) => again(form, said(ground, &refused, |refusal| bring_field(&lines, refusal))),
        Outcome::Other(_) => {
            let message = visit.words().say("herd-sent-before").into_owned();
            again(form, Said { problems: vec![Problem { field: String::new(), message }], ..Said::default() })
        }
        Outcome::Written(..) | Outcome::Again(_) | Outcome::Asked(_) => {
            tx.commit().await?;
            Ok(web::see_other(&format!("{}?done=herd-bring", loaded.head.href("herd"))))
        }
    }
}
