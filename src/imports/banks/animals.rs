//! What happened to animals.
use super::{Ground, Officers, needed, perform, repeated, sum};
use crate::{
    banks::{
        store::{self, BankRow},
        write::Wish,
    },
    groups::store::Group,
    imports::{BadLines, ImportError, Imported, day, quantity, said, table::Row},
    store::Tx,
};
use chrono::NaiveDate;
use domain::banks::{
    Ask, Class, Party,
    acts::{LossNote, LostHow, Seen, Sex},
    ask::AskAnimal,
};

/// Writes what happened to animals, line by line; lines that bring animals of one day and price are bought or given
/// together. Caller commits.
///
/// # Errors
/// Every line that cannot be taken.
pub async fn animals(tx: &mut Tx, group: &Group, row: &BankRow, rows: &[Row], officers: Officers) -> Result<Imported, ImportError> {
    let (mut bad, mut imported) = (BadLines::default(), Imported::default());
    let mut at = 0;
    while at < rows.len() {
        let line = &rows[at];
        let brings = |row: &Row| matches!(row.text("event"), "bought" | "donated");
        let alike = |row: &&Row| ["date", "event", "species"].iter().all(|column| row.text(column) == line.text(column));
        let lines: Vec<&Row> = if brings(line) { rows[at..].iter().take_while(alike).collect() } else { vec![line] };
        let id = repeated(&["animals", &row.code], line, rows, at);
        at += lines.len();
        let Some(on) = day(line, "date", &mut bad) else { continue };
        if store::act_of_key(tx, row, id).await?.is_some() {
            imported.same += lines.len();
            continue;
        }
        let ground = Ground::load(tx, group, row).await?;
        let ask = if brings(line) { brought(&ground, &lines, &mut bad) } else { animal_ask(&ground, line, on, &mut bad)? };
        let Some(ask) = ask else { continue };
        sum(
            &mut imported,
            perform(tx, &ground, &Wish { key: id, day: on, known: true, ask: &ask }, officers, &lines, &mut bad).await?,
        );
    }
    bad.none().map(|()| imported)
}

/// Animals that came together: `money` of the lines is what each cost.
fn brought(ground: &Ground<'_>, lines: &[&Row], bad: &mut BadLines) -> Option<Ask> {
    let head = lines[0];
    let species = Class::parse(head.text("species")).filter(|class| class.is_registered());
    if species.is_none() {
        bad.add(head.line, "species", said(head.text("species"), "cattle or buffalo."));
    }
    let mut paid = 0;
    let mut animals = Vec::new();
    for line in lines {
        let cost = quantity(line, "money", ground.group.commodity(), bad);
        paid += cost.unwrap_or(0);
        animals.push(described(line, bad)?);
    }
    Some(Ask::BringAnimals { species: species?, paid: (head.text("event") == "bought").then_some(paid), animals })
}

fn described(line: &Row, bad: &mut BadLines) -> Option<AskAnimal> {
    let sex = match line.text("sex") {
        "F" | "f" | "female" => Some(Sex::Female),
        "M" | "m" | "male" => Some(Sex::Male),
        other => {
            bad.add(line.line, "sex", said(other, "F or M."));
            None
        }
    };
    let born_on = if line.text("born_on").is_empty() { None } else { day(line, "born_on", bad) };
    Some(AskAnimal {
        tag: line.text("tag").to_owned(),
        sex: sex?,
        born_on,
        marks: line.text("note").to_owned(),
        calved: line.text("calved") == "yes",
    })
}

fn animal_ask(ground: &Ground<'_>, line: &Row, on: NaiveDate, bad: &mut BadLines) -> Result<Option<Ask>, ImportError> {
    let state = ground.state(on)?;
    let note = line.text("note").to_owned();
    let event = line.text("event");
    let money = quantity(line, "money", ground.group.commodity(), bad);
    if event == "born" {
        let (dam, calf) = (ground.animal(&state, line, "dam", bad), described(line, bad));
        return Ok(dam.zip(calf).map(|(dam, calf)| Ask::Birth { dam, calf }));
    }
    let Some(animal) = ground.animal(&state, line, "tag", bad) else { return Ok(None) };
    let member = |bad: &mut BadLines| ground.member(line, line.text("member"), "member", bad);
    if let Some(how) = LostHow::ALL.into_iter().find(|how| how.code() == event) {
        let names = line.text("member").split('+').map(str::trim).filter(|name| !name.is_empty());
        let witnesses: Option<Vec<Party>> = names.map(|name| ground.member(line, name, "member", bad)).collect();
        let note = match note.as_str() {
            "vet" => LossNote::Vet,
            "chief" => LossNote::Chief,
            _ => LossNote::None,
        };
        let salvage = money.unwrap_or(0);
        return Ok(witnesses.map(|witnesses| Ask::Lose { animal, how, witnesses, note, salvage, worth: None, reported_on: None }));
    }
    if let Some(what) = Seen::ALL.into_iter().find(|seen| seen.code() == event) {
        let condition = words::read_count(&note).ok().flatten().and_then(|condition| u8::try_from(condition).ok());
        return Ok(Some(Ask::Note { animal, what, cost: money.unwrap_or(0), condition }));
    }
    Ok(match event {
        "placed" => member(bad).map(|keeper| Ask::Place { animal, keeper }),
        "handed-over" if line.text("member").is_empty() => Some(Ask::HandOver { animal, to: None }),
        "handed-over" => member(bad).map(|to| Ask::HandOver { animal, to: Some(to) }),
        "title" => Some(Ask::PassTitle { animal }),
        "sold" => needed(line, "money", money, bad).map(|received| Ask::SellAnimal { animal, received, minute: note }),
        "exchanged" => ground.animal(&state, line, "dam", bad).map(|out| Ask::Exchange { back: animal, out }),
        other => {
            bad.add(line.line, "event", said(other, "No such event; see docs/CLI.md for the list."));
            None
        }
    })
}
