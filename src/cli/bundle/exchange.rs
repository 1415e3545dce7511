//! Bundles are made, taken and sent.
use super::{Failure, Office, files, files::Part, find, instances, told};
use crate::{
    bundles::{
        line::{self, Answered, Answers, Unsent},
        send::{self, Made},
        take::{Outcome as Came, Taken},
        told::forks,
    },
    cli::{Outcome, print},
    exports::{Cell, Rows},
};
use std::path::Path;

pub async fn export(office: &Office<'_>, to: Option<&str>, whole: bool, output: &Path) -> Outcome {
    let mut tx = office.db.write().await?;
    let all = instances(&mut tx).await?;
    let to = match to {
        Some(to) => find(&all, to)?,
        None => {
            // A laptop may know others by name, from the records of a book: it sends to its programme alone.
            let is_laptop = all.iter().any(|one| one.own && !one.is_programme());
            let mut others = all.iter().filter(|one| !one.own && one.lost_at.is_none() && (one.is_programme() || !is_laptop));
            match (others.next(), others.next()) {
                (Some(one), None) => one,
                (None, _) => return Err(Failure("nobody is known here to send to: take a card with sansom bundle meet".into())),
                _ => return Err(Failure("say for whom with --to: several are known here".into())),
            }
        }
    };
    let made = send::make(&mut tx, office.desk(), to.id, whole).await?.map_err(|refusal| told::sending(&refusal))?;
    // Whole on the stick first, then written down here, then under its name: what is not written down is never sent.
    let part = Part::write(output, &made.name, &made.file)?;
    tx.commit().await?;
    let file = part.done()?;
    print(format!("bundle {} for {} written: {}\n", made.no, to.name, file.display()))?;
    carried(&made)?;
    Ok(true)
}

fn carried(made: &Made) -> Result<(), Failure> {
    if made.books.iter().all(|(_, rows)| *rows == 0) {
        return print("nothing is new in it: it is a receipt for what came\n");
    }
    let mut rows = Rows::new(&["group", "rows"]);
    for (code, many) in &made.books {
        rows.push([Cell::text(code), Cell::count(i64::try_from(*many).unwrap_or(i64::MAX))]);
    }
    print(rows.to_text())
}

/// What `import` ends with where the bundle is taken and its receipt could not be written.
const RECEIPT_MISSING: i32 = 3;

pub async fn import(office: &Office<'_>, file: &Path, receipt: Option<&Path>) -> Outcome {
    let bytes = files::read(file)?;
    let Answered { outcome, receipt: made } = match receipt {
        Some(_) => line::take_and_answer(office.db, office.desk(), &bytes, Answers::WhatCame).await?,
        None => Answered { outcome: crate::bundles::take::take(office.db, office.desk(), &bytes).await?, receipt: None },
    };
    match &outcome {
        Came::Known { no, .. } => print(format!("known: bundle {no} was taken before; nothing is done\n"))?,
        Came::Taken(taken) => of_taken(taken)?,
        Came::Refused(refusal) => {
            eprintln!("sansom: {}", told::taking(refusal).0);
            let mut tx = office.db.read().await?;
            for fork in forks(refusal) {
                print(told::fork(&mut tx, fork).await?)?;
            }
            return Ok(false);
        }
    }
    if let (Some(output), Some(made)) = (receipt, made) {
        match Part::write(output, &made.name, &made.file).and_then(Part::done) {
            Ok(file) => print(format!("receipt written: {}\n", file.display()))?,
            Err(Failure(why)) => {
                eprintln!("sansom: the bundle is taken, its receipt is not written: {why}; the same command again writes it");
                office.db.close().await;
                std::process::exit(RECEIPT_MISSING);
            }
        }
    }
    Ok(true)
}

fn of_taken(taken: &Taken) -> Result<(), Failure> {
    print(format!("taken: bundle {} of {}\n", taken.no, taken.name))?;
    let came: Vec<_> = taken.books.iter().filter(|book| line::brought(book)).collect();
    print(if came.is_empty() { "nothing in it was new here\n".to_owned() } else { told::came(&came) })?;
    if taken.receipts > 0 {
        print(format!("it is the receipt for {} of our bundles\n", taken.receipts))?;
    }
    match taken.clock {
        Some(days) if days > 0 => eprintln!("sansom: its clock is {days} days ahead of ours: set one of them"),
        Some(days) => eprintln!("sansom: its clock is {} days behind ours: set one of them", -days),
        None => {}
    }
    Ok(())
}

pub async fn send(office: &Office<'_>, url: &str) -> Outcome {
    match line::exchange(office.db, office.desk(), url).await? {
        Ok((made, taken)) => {
            print(format!("bundle {} sent to {} and taken there\n", made.no, taken.name))?;
            carried(&made)?;
            of_taken(&taken)?;
            Ok(true)
        }
        Err(unsent) => {
            let detail = if let Unsent::NoLine(why) = &unsent { format!(" ({why})") } else { String::new() };
            Err(Failure(format!("{}{detail}", told::line(&unsent))))
        }
    }
}
