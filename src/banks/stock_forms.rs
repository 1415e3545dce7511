//! The small forms about stock and money: from what is typed to an ask, and from a refusal back to its field.
use super::{
    refusals, shown, stock,
    store::{self, UnitRow},
    write::{self, Outcome, Wish},
};
use crate::{
    app::App,
    error::{Answer, Fault},
    guard::InBank,
    meetings::{form::written, seal::Act as By},
    members::store::Member,
    reader::Reader,
    store::Tx,
    web,
};
use axum::{
    Form,
    extract::{Path, Query, State},
};
use chrono::NaiveDate;
use domain::banks::{
    Ask, Bank, Good, Impossible, Measure, Party, Refusal, Why,
    acts::{MoneySource, Spending},
    ask::Text,
    units::{self, Unit},
};
use std::collections::BTreeMap;
use templates::{
    banks::stock_form::{Choice, StockForm, StockFormPage, WAYS, stock_form as draw},
    parts::Problem,
};
use uuid::Uuid;
use words::Words;

/// The people of a bank's group.
type People = BTreeMap<Party, Member>;

/// What a form stands on.
struct Ground {
    loaded: Bank,
    people: People,
    measures: Vec<UnitRow>,
    today: NaiveDate,
}

async fn ground(tx: &mut Tx, visit: &InBank, today: NaiveDate) -> Result<Ground, Fault> {
    Ok(Ground {
        loaded: store::load(tx, &visit.bank, &visit.group).await?,
        people: shown::people(tx, &visit.group).await?,
        measures: store::units(tx, &visit.bank).await?,
        today,
    })
}

fn way(what: &str) -> Result<&'static str, Fault> {
    WAYS.into_iter().find(|way| *way == what).ok_or(Fault::NotFound)
}

/// `GET /banks/{bank}/stock/{what}`
pub async fn show(
    State(app): State<App>,
    visit: InBank,
    Path((_, what)): Path<(String, String)>,
    Query(query): Query<stock::CardQuery>,
) -> Answer {
    let what = way(&what)?;
    let mut tx = app.db().read().await?;
    let ground = ground(&mut tx, &visit, app.today()).await?;
    let form = StockForm {
        key: Uuid::now_v7().to_string(),
        day: visit.words().date_short(app.today()),
        good: query.good,
        sort: "capital".into(),
        ..StockForm::default()
    };
    Ok(web::html(draw(&page(&mut tx, &visit, &ground, what, form, (vec![], vec![])).await?)))
}

/// `POST /banks/{bank}/stock/{what}`
pub async fn send(
    State(app): State<App>,
    visit: InBank,
    Path((_, what)): Path<(String, String)>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Answer {
    let InBank { group, bank, .. } = &visit;
    let what = way(&what)?;
    let form = StockForm::read(&pairs);
    let key: Uuid = form.key.parse().map_err(|_| Fault::Unreadable)?;
    let by = By::now(&app, visit.visit.user.id);
    let mut tx = app.db().write().await?;
    let ground = ground(&mut tx, &visit, by.today).await?;
    let (day, ask) = match read(&form, what, &ground, visit.words()) {
        Ok(read) => read,
        Err(problems) => return again(&mut tx, &visit, &ground, what, form, (problems, vec![])).await,
    };
    let wish = Wish { key, day, known: form.known, ask: &ask };
    match write::ask(&mut tx, group, bank, &wish, by).await? {
        Outcome::Written(..) | Outcome::Again(_) => {
            tx.commit().await?;
            let good = if form.good.is_empty() { ground.loaded.money.code().to_owned() } else { form.good };
            let (code, good) = (templates::parts::encode(&bank.code), templates::parts::encode(&good));
            Ok(web::see_other(&format!("/banks/{code}/stock?good={good}&done=bank-written")))
        }
        Outcome::Other(no) => {
            let (form, problem) = used(visit.words(), form, no);
            again(&mut tx, &visit, &ground, what, form, (vec![problem], vec![])).await
        }
        Outcome::Refused(refused) => {
            let said = sort(&refused, &ground.loaded, &form, what, visit.words());
            again(&mut tx, &visit, &ground, what, form, said).await
        }
        Outcome::Asked(_) => Err(Fault::Broken("a form about stock became a request".into())),
    }
}

/// A key that was used for other figures: the form comes back with a new one, and says so.
fn used(words: Words, form: StockForm, no: i64) -> (StockForm, Problem) {
    let message = words.with("bank-key-used", &[("number", words.ordinal(no).into())]);
    (StockForm { key: Uuid::now_v7().to_string(), ..form }, Problem { field: String::new(), message })
}

/// Problems at their fields, and what is to be looked at once more.
type Said = (Vec<Problem>, Vec<String>);

async fn again(tx: &mut Tx, visit: &InBank, ground: &Ground, what: &'static str, form: StockForm, said: Said) -> Answer {
    Ok(web::unprocessable(draw(&page(tx, visit, ground, what, form, said).await?)))
}

async fn page(
    tx: &mut Tx,
    visit: &InBank,
    ground: &Ground,
    what: &'static str,
    form: StockForm,
    (problems, cautions): Said,
) -> Result<StockFormPage, Fault> {
    let (words, loaded) = (visit.words(), &ground.loaded);
    let has = stock::state(loaded, ground.today)?;
    let goods = offered(loaded, what, |good| has.stock(good.code()));
    let form = match goods.iter().any(|good| good.code() == form.good) || is_money(what) {
        true => form,
        false => StockForm { good: goods.first().map(|good| good.code().to_owned()).unwrap_or_default(), ..form },
    };
    let counted: Vec<_> = goods.iter().map(|good| shown::good(good).counted_in(words)).collect();
    let same = counted.windows(2).all(|two| two[0] == two[1]);
    let there = |good: &Good| {
        let shown = shown::good(good);
        (good.code().to_owned(), format!("{} · {}", shown.name(words), shown.unit.text(words, has.stock(good.code()))))
    };
    let joining = loaded.rules(ground.today).and_then(|rules| rules.joining.as_ref()).and_then(|joining| {
        let good = loaded.good(&joining.good)?;
        let amount = shown::good(&good).unit.text(words, joining.quantity.saturating_mul(good.unit()));
        Some(words.with("bank-joining-hint", &[("amount", amount.into()), ("good", stock::name(words, &good).into())]))
    });
    Ok(StockFormPage {
        around: visit.visit.around(),
        bank: shown::head(tx, &visit.group, &visit.bank, loaded).await?,
        what,
        goods: goods.iter().map(there).collect(),
        unit: if same { counted.into_iter().next().unwrap_or_default() } else { String::new() },
        measures: measures(words, ground),
        sign: words.unit(loaded.money.decimals(), loaded.money.code()).into_owned(),
        members: members(words, ground, what, &form.good, &has),
        rows: present(ground).map(|party| (party.0, shown::who(&ground.people, party))).collect(),
        joining: joining.unwrap_or_default(),
        form,
        cautions,
        problems,
    })
}

fn is_money(what: &str) -> bool {
    matches!(what, "money-in" | "money-out")
}

/// The goods that a form offers: what comes in may be anything, what goes out is there.
fn offered(loaded: &Bank, what: &str, stock: impl Fn(&Good) -> i64) -> Vec<Good> {
    let kept = stock::kept(loaded);
    let mut others: Vec<Good> =
        loaded.goods.iter().filter(|good| kept.iter().all(|known| known.code() != good.code())).cloned().collect();
    stock::in_order(&mut others);
    let all = kept.iter().chain(&others).filter(|good| good.class().measure() != Measure::Money && !good.class().is_registered());
    let comes_in = matches!(what, "donate" | "deposit" | "buy");
    all.filter(|good| comes_in || stock(good) > 0).cloned().collect()
}

/// The members of the day on which the form is filled in.
fn present(ground: &Ground) -> impl Iterator<Item = Party> {
    let mut parties: Vec<(i64, Party)> = ground
        .people
        .iter()
        .filter(|(party, _)| ground.loaded.member(**party, ground.today).is_some())
        .map(|(party, member)| (member.number, *party))
        .collect();
    parties.sort_unstable();
    parties.into_iter().map(|(_, party)| party)
}

/// Members as a list to choose from; where a deposit is given back, those who have one, and how much.
fn members(words: Words, ground: &Ground, what: &str, good: &str, has: &domain::banks::State) -> Vec<Choice> {
    let named = |party: Party| {
        let who = shown::who(&ground.people, party);
        format!("{} {}", words.ordinal(who.number), who.name.show(words))
    };
    if what != "return-deposit" {
        return present(ground).map(|party| (party.0.to_string(), named(party))).collect();
    }
    let held = has.deposits.iter().filter(|((_, of), quantity)| of == good && **quantity > 0);
    let unit = ground.loaded.good(good).map(|good| shown::good(&good).unit);
    let amount = |quantity: i64| unit.as_ref().map(|unit| unit.text(words, quantity)).unwrap_or_default();
    held.map(|((party, _), quantity)| (party.0.to_string(), format!("{} · {}", named(*party), amount(*quantity)))).collect()
}

/// The measures of the village beside the kilogram; none where nobody weighed one.
fn measures(words: Words, ground: &Ground) -> Vec<Choice> {
    let mut known: Vec<&str> = ground.measures.iter().map(|row| row.unit.as_str()).collect();
    known.sort_unstable();
    known.dedup();
    if known.is_empty() {
        return vec![];
    }
    let mut all = vec![(String::new(), words.say("bank-own-unit").into_owned())];
    all.extend(known.iter().map(|code| ((*code).to_owned(), words.say(&format!("measure-{code}")).into_owned())));
    all
}

/// Reads what is typed into an ask and its day.
fn read(form: &StockForm, what: &str, ground: &Ground, words: Words) -> Result<(NaiveDate, Ask), Vec<Problem>> {
    let mut reader = Reader::new(words);
    let day = reader.past_day("day", &form.day, ground.today);
    let ask = ask(&mut reader, form, what, ground, day.unwrap_or(ground.today));
    reader.finish(day.zip(ask))
}

fn ask(reader: &mut Reader, form: &StockForm, what: &str, ground: &Ground, day: NaiveDate) -> Option<Ask> {
    let loaded = &ground.loaded;
    if is_money(what) {
        return money(reader, form, what, loaded);
    }
    let good = reader.choice("good", loaded.good(&form.good))?;
    let code = good.code().to_owned();
    if what == "deposit" {
        let rows = rows(reader, form, &good);
        let returned = two(reader, &form.sort, ["capital", "returned"])?;
        return Some(Ask::Deposit { good: code, returned, rows });
    }
    let quantity = quantity(reader, form, &good, ground, day);
    let member = match what {
        "return-deposit" | "help" => Some(reader.choice("member", form.member.parse().ok().map(Party))),
        _ => None,
    };
    let paid = match what {
        "buy" | "sell" => Some(above_nought(reader, "money", &form.money, loaded.money)),
        _ => None,
    };
    let quantity = quantity?;
    Some(match what {
        "donate" => {
            let gift = two(reader, &form.sort, ["capital", "gift"])?;
            Ask::Donate { good: code, quantity, capital: !gift, from: written(&form.from) }
        }
        "return-deposit" => Ask::ReturnDeposit { good: code, party: member??, quantity },
        "help" => Ask::Help { good: code, party: member??, quantity, minute: written(&form.minute) },
        "buy" => Ask::Buy { good: code, quantity, paid: paid?? },
        _ => Ask::Sell { good: code, quantity, received: paid?? },
    })
}

/// Which of two answers was chosen: whether the second.
fn two(reader: &mut Reader, chosen: &str, [one, other]: [&str; 2]) -> Option<bool> {
    let read = if chosen == one { Some(false) } else { (chosen == other).then_some(true) };
    reader.choice("sort", read)
}

fn money(reader: &mut Reader, form: &StockForm, what: &str, loaded: &Bank) -> Option<Ask> {
    let amount = above_nought(reader, "money", &form.money, loaded.money);
    let note = written(&form.note);
    if what == "money-in" {
        let source = match form.purpose.as_str() {
            "grant" => Some(MoneySource::Grant),
            "contribution" => Some(MoneySource::Contribution),
            "gift" => Some(MoneySource::Gift),
            "insurance" => Some(MoneySource::Insurance),
            "income" => Some(MoneySource::Income),
            _ => None,
        };
        let source = reader.choice("purpose", source)?;
        return Some(Ask::MoneyIn { source, amount: amount?, note });
    }
    let purpose = match form.purpose.as_str() {
        "repairs" => Some(Spending::Repairs),
        "honorarium" => Some(Spending::Honorarium),
        "transport" => Some(Spending::Transport),
        "family-grant" => Some(Spending::FamilyGrant),
        "other" => Some(Spending::Other),
        _ => None,
    };
    let purpose = reader.choice("purpose", purpose)?;
    Some(Ask::MoneyOut { purpose, amount: amount?, note })
}

fn above_nought(reader: &mut Reader, field: &str, text: &str, commodity: ledger::Commodity) -> Option<i64> {
    let amount = reader.some_amount(field, text, commodity)?;
    if amount == 0 {
        reader.refuse(field, "bank-why-not-positive");
    }
    Some(amount)
}

/// A quantity in the good's own unit, or in a measure of the village as it was weighed by that day.
fn quantity(reader: &mut Reader, form: &StockForm, good: &Good, ground: &Ground, day: NaiveDate) -> Option<i64> {
    if form.measure.is_empty() {
        return above_nought(reader, "quantity", &form.quantity, good.commodity());
    }
    if good.class().measure() != Measure::Weight {
        reader.refuse("measure", "bank-measure-weighs");
        return None;
    }
    let units: Vec<Unit> =
        ground.measures.iter().map(|row| Unit { code: row.unit.clone(), grams: row.grams, from: row.from_day }).collect();
    let Some(unit) = units::unit_on(&units, &form.measure, day) else {
        reader.refuse("measure", "bank-measure-later");
        return None;
    };
    // Measures are typed like kilograms, to three places; each of them is so many grams.
    let thousandths = above_nought(reader, "quantity", &form.quantity, good.commodity())?;
    Some(units::worth(thousandths, good.unit(), unit.grams))
}

fn rows(reader: &mut Reader, form: &StockForm, good: &Good) -> Vec<(Party, i64)> {
    let mut rows = Vec::new();
    for (party, text) in form.rows.iter().filter(|(_, text)| !text.trim().is_empty()) {
        if let Some(quantity) = reader.amount(&format!("p{party}"), text, good.commodity()) {
            rows.push((Party(*party), quantity));
        }
    }
    rows
}

/// Refusals at the fields where they are mended; cautions by themselves.
fn sort(refused: &[Refusal], loaded: &Bank, form: &StockForm, what: &str, words: Words) -> Said {
    let good = (!is_money(what)).then_some(form.good.as_str());
    let (mut problems, mut cautions): Said = (vec![], vec![]);
    for refusal in refused {
        // Quantity and sum were read above nought: it is the price of one that they come to.
        if matches!(what, "buy" | "sell") && refusal.why == Why::NotPositive {
            problems.push(Problem { field: "money".into(), message: words.say("bank-price-nothing").into_owned() });
            continue;
        }
        let message = refusals::text(words, loaded, good, &refusal.why);
        if matches!(refusal.why, Why::Caution(_)) {
            cautions.push(message);
            continue;
        }
        let field = match (what, refusal.row) {
            ("deposit", Some(row)) => {
                let written: Vec<_> = form.rows.iter().filter(|(_, text)| !text.trim().is_empty()).collect();
                written.get(row).map_or_else(|| "rows".to_owned(), |(party, _)| format!("p{party}"))
            }
            _ => field(&refusal.why, what).to_owned(),
        };
        problems.push(Problem { field, message });
    }
    (problems, cautions)
}

fn field(why: &Why, what: &str) -> &'static str {
    match why {
        Why::Future | Why::Closed(_) | Why::BeforeBank(_) | Why::Later(..) => "day",
        Why::Good(_) => "good",
        Why::NotAMember | Why::SamePerson => "member",
        Why::Missing(Text::From) | Why::TooLong(Text::From) => "from",
        Why::Missing(Text::Minute) | Why::TooLong(Text::Minute) => "minute",
        Why::Missing(_) | Why::TooLong(_) => "note",
        Why::TenTimes(_) | Why::Impossible(Impossible::Box(_)) => "money",
        Why::Nothing => "rows",
        _ if is_money(what) => "money",
        _ if what == "deposit" => "rows",
        _ => "quantity",
    }
}
