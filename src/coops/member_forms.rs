//! The small forms about one member: from what is typed to an ask, and from a refusal back to its field.
use super::{
    forms::{self, Said, Sent, Typed},
    ground::Ground,
};
use crate::{
    app::App,
    error::{Answer, Fault},
    guard::InCoop,
    meetings::seal::Act as By,
    reader::Reader,
    web,
};
use axum::{
    Form,
    extract::{Path, State},
};
use chrono::NaiveDate;
use domain::coops::{Ask, Impossible, Party, Refusal, Why};
use templates::{
    coops::{
        desk::{Choice, Filled},
        member_form::{MemberFormPage, WAYS, member_form as draw},
    },
    parts::Problem,
};
use words::Words;

fn way(what: &str) -> Result<&'static str, Fault> {
    WAYS.into_iter().find(|way| *way == what).ok_or(Fault::NotFound)
}

/// A member, or somebody else who is known here.
fn known(ground: &Ground, party: Party) -> Result<(), Fault> {
    let known = ground.people.contains_key(&party) || ground.state.outsiders.contains_key(&party);
    known.then_some(()).ok_or(Fault::NotFound)
}

/// `GET /coops/{coop}/members/{party}/{what}`
pub async fn show(State(app): State<App>, visit: InCoop, Path((_, party, what)): Path<(String, Party, String)>) -> Answer {
    let (what, words) = (way(&what)?, visit.words());
    let mut tx = app.db().read().await?;
    let ground = Ground::load(&mut tx, &visit, app.today()).await?;
    known(&ground, party)?;
    let mut filled = Filled::default().with("day", words.date_short(app.today())).with("sort", "advance");
    match what {
        "pay-out" => filled.put("amount", words.quantity(owed(&ground, party), ground.loaded.money.decimals())),
        "join-group" => {
            let group = ground.state.group_of.get(&party);
            filled.put("group", group.map(ToString::to_string).unwrap_or_default());
        }
        _ => {}
    }
    Ok(web::html(draw(&page(&visit, ground, (party, what), (forms::key(None, false), filled), Said::default()))))
}

/// `POST /coops/{coop}/members/{party}/{what}`
pub async fn send(
    State(app): State<App>,
    visit: InCoop,
    Path((_, party, what)): Path<(String, Party, String)>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Answer {
    let (what, words) = (way(&what)?, visit.words());
    let (filled, typed) = (Filled::read(pairs.clone()), Typed::new(pairs));
    typed.key()?;
    let by = By::now(&app, visit.visit.user.id);
    let mut tx = app.db().write().await?;
    let ground = Ground::load(&mut tx, &visit, by.today).await?;
    known(&ground, party)?;
    let said = match read(&typed, (party, what), &ground, words) {
        Err(problems) => problems.into(),
        Ok((day, ask)) => {
            let place = |refusal: &Refusal| place(&refusal.why, what).to_owned();
            match forms::send(&mut tx, &ground, &typed, (day, &ask), (words, by), place).await? {
                Sent::Written(_) | Sent::Asked(_) => {
                    tx.commit().await?;
                    let to = format!("members/{party}?done=coop-member-written");
                    return Ok(web::see_other(&ground.head.href(&to)));
                }
                Sent::Said(said) => said,
            }
        }
    };
    let key = forms::key(Some(&typed), said.used);
    Ok(web::unprocessable(draw(&page(&visit, ground, (party, what), (key, filled), said))))
}

fn owed(ground: &Ground, party: Party) -> i64 {
    [&ground.state.owed, &ground.state.dividends].into_iter().filter_map(|owed| owed.get(&party)).sum()
}

fn page(
    visit: &InCoop,
    ground: Ground,
    (party, what): (Party, &'static str),
    (key, filled): (String, Filled),
    said: Said,
) -> MemberFormPage {
    let words = visit.words();
    MemberFormPage {
        around: visit.visit.around(),
        who: ground.who(party),
        what,
        facts: facts(&ground, party, what, words),
        choices: choices(&ground, party, what, words),
        key,
        filled,
        cautions: said.cautions,
        problems: said.problems,
        coop: ground.head,
    }
}

/// What a form stands on.
fn facts(ground: &Ground, party: Party, what: &str, words: Words) -> Vec<(String, String)> {
    let money = |amount: i64| ground.head.group.unit.text(words, amount);
    let fact = |key: &str, value: String| (words.say(key).into_owned(), value);
    let (state, laws) = (&ground.state, ground.laws());
    let owes: i64 = state.credits_of(party).iter().map(|(_, credit)| credit.left).sum();
    match what {
        "buy-shares" | "pass-shares" => vec![
            fact("coop-shares-hers", words.number(state.shares(party))),
            fact("coop-share-costs", money(laws.shares.par)),
            fact("coop-shares-least-held", words.number(laws.shares.least)),
        ],
        "give-credit" => {
            let mut all = vec![fact("coop-she-owes", money(owes))];
            if laws.credit.ceiling > 0 {
                all.push(fact("coop-credit-free", money((laws.credit.ceiling - owes).max(0))));
            }
            if !laws.credit.charge_percent.is_zero() {
                all.push(fact("coop-credit-added", format!("{}\u{a0}%", laws.credit.charge_percent.normalize())));
            }
            all.push(fact("coop-member-box", money(state.cash)));
            all
        }
        "pay-out" => vec![
            fact("coop-paid-deliveries", money(state.owed.get(&party).copied().unwrap_or(0))),
            fact("coop-paid-dividends", money(state.dividends.get(&party).copied().unwrap_or(0))),
            fact("coop-member-box", money(state.cash)),
        ],
        _ => vec![],
    }
}

/// What the list of a form offers: other members, producer groups, what she has to pay back.
fn choices(ground: &Ground, party: Party, what: &str, words: Words) -> Vec<Choice> {
    let blank = |key: &str| vec![(String::new(), words.say(key).into_owned())];
    match what {
        "pass-shares" => {
            let others = ground.members_on(ground.day).into_iter().filter(|who| who.party != party);
            let others = others.map(|who| (who.party.to_string(), who.text(words)));
            let mut all = blank("coop-choose-to");
            all.push(("back".into(), words.say("coop-shares-back").into_owned()));
            all.into_iter().chain(others).collect()
        }
        "join-group" => {
            let groups = ground.state.groups.iter();
            let named = groups
                .map(|(no, group)| (no.to_string(), format!("{} {}", group.code, words.name(&group.name_km, &group.name_latin))));
            blank("coop-group-none").into_iter().chain(named).collect()
        }
        "pay-credit" => {
            let credits = ground.state.credits_of(party).into_iter();
            let named = credits.map(|(no, credit)| {
                let line = super::members::credit_line(ground, no, credit);
                let left = ground.head.group.unit.text(words, line.left);
                (no.to_string(), format!("{} {} · {left} · {}", words.ordinal(no), line.what(words), words.date_short(line.due)))
            });
            named.collect()
        }
        _ => vec![],
    }
}

/// Reads what is typed into an ask and its day.
fn read(typed: &Typed, (party, what): (Party, &str), ground: &Ground, words: Words) -> Result<(NaiveDate, Ask), Vec<Problem>> {
    let mut reader = Reader::new(words);
    let day = forms::day(&mut reader, typed, ground.day);
    let ask = ask(&mut reader, typed, (party, what), ground);
    reader.finish(day.zip(ask))
}

fn ask(reader: &mut Reader, typed: &Typed, (party, what): (Party, &str), ground: &Ground) -> Option<Ask> {
    let amount = |reader: &mut Reader| reader.some_amount("amount", typed.get("amount"), ground.loaded.money);
    Some(match what {
        "buy-shares" => Ask::BuyShares { party, shares: reader.some_count("shares", typed.get("shares"))? },
        "pass-shares" => {
            let shares = reader.some_count("shares", typed.get("shares"));
            let back = typed.get("to") == "back";
            let to: Option<Party> = if back { None } else { Some(reader.choice("to", typed.parse("to"))?) };
            Ask::PassShares { from: party, to, shares: shares? }
        }
        "join-group" => {
            let none = typed.get("group").is_empty();
            let group = if none { None } else { Some(reader.choice("group", typed.parse("group"))?) };
            Ask::JoinGroup { party, group }
        }
        "give-credit" => {
            let sort = typed.get("sort");
            let inputs = reader.choice("sort", ["advance", "inputs"].contains(&sort).then_some(sort == "inputs"));
            let what = reader.text("what", typed.get("what"), domain::coops::TEXT_MOST);
            let amount = amount(reader);
            let due = reader.day("due", typed.get("due"));
            Ask::GiveCredit { party, inputs: inputs?, what, amount: amount?, due: due? }
        }
        "pay-credit" => {
            // Hers alone: the number of another's is no answer that the form offers.
            let credit = typed.parse("credit").filter(|no| ground.state.credits.get(no).is_some_and(|one| one.party == party));
            let credit = reader.choice("credit", credit);
            Ask::PayCredit { amount: amount(reader)?, credit: credit? }
        }
        _ => Ask::PayOut { party, amount: amount(reader)? },
    })
}

/// The field at which a refusal is mended.
fn place(why: &Why, what: &str) -> &'static str {
    let figure = if matches!(what, "buy-shares" | "pass-shares") { "shares" } else { "amount" };
    match why {
        Why::Future | Why::Closed(_) | Why::YearEnded(_) | Why::BeforeIt(_) | Why::ParChanges(_) | Why::Later(..) => "day",
        Why::NotAMember | Why::Nobody if what == "pass-shares" => "to",
        Why::NotAMember => "day",
        Why::SharesLeast(_) | Why::SharesMost(_) | Why::SharesHeld(_) | Why::NoShares => "shares",
        Why::Amount | Why::Ceiling(_) | Why::OwedMost(_) | Why::Impossible(Impossible::Cash(_) | Impossible::Credit(..)) => figure,
        Why::TextMissing | Why::TextLong => "what",
        Why::DueBefore => "due",
        Why::NoGroup => "group",
        Why::NoCredit => "credit",
        _ => "",
    }
}
