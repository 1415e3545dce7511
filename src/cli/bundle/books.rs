//! A book changes hands.
use super::{Failure, Office, find, instances, told};
use crate::{
    bundles::keep::{self, Turn},
    cli::{Outcome, print, report::group},
};

pub async fn hand_over(office: &Office<'_>, code: &str, to: &str) -> Outcome {
    let mut tx = office.db.write().await?;
    let all = instances(&mut tx).await?;
    let (id, name) = find(&all, to).map(|one| (one.id, one.name.clone()))?;
    drop(tx);
    turn(office, code, Turn::Over(id)).await?;
    print(format!(
        "the book of {code} is handed to {name}: from now on it is written there and read here\nbring it there with: sansom bundle export --to \"{name}\"\n"
    ))?;
    Ok(true)
}

pub async fn hand_back(office: &Office<'_>, code: &str) -> Outcome {
    turn(office, code, Turn::Back).await?;
    print(format!(
        "the book of {code} is handed back: from now on it is written at the programme and read here\nbring it there with: sansom bundle export\n"
    ))?;
    Ok(true)
}

pub async fn take_back(office: &Office<'_>, code: &str, reason: &str) -> Outcome {
    let head = turn(office, code, Turn::Lost(reason)).await?;
    print(format!(
        "the book of {code} is taken back as it stands here, through entry {head}; the laptop that had it is given up\nwhat the laptop wrote after that is on paper only: write it again here\n"
    ))?;
    Ok(true)
}

/// Hands it on; the last entry then.
async fn turn(office: &Office<'_>, code: &str, turn: Turn<'_>) -> Result<i64, Failure> {
    let mut tx = office.db.write().await?;
    let group = group(&mut tx, code).await?;
    let row = keep::turn(&mut tx, office.desk(), group.book, turn).await?.map_err(|refusal| told::keeping(&refusal))?;
    tx.commit().await?;
    Ok(row.head_no)
}
