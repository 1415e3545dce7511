//! Installations get a name and show each other their cards.
use super::{Office, files, files::Part, told};
use crate::{
    bundles::keep::{self, Card, Kind},
    cli::{Outcome, print},
};
use std::path::Path;

pub async fn name(office: &Office<'_>, name: &str, kind: Kind) -> Outcome {
    let mut tx = office.db.write().await?;
    let named = keep::name(&mut tx, office.desk(), name, kind).await?.map_err(|refusal| told::keeping(&refusal))?;
    tx.commit().await?;
    print(format!(
        "this is now {}, a {}\nid           {}\nfingerprint  {}\n",
        named.name,
        named.kind,
        named.id,
        named.keys()?.fingerprint()
    ))?;
    Ok(true)
}

pub async fn card(office: &Office<'_>, output: Option<&Path>) -> Outcome {
    let mut tx = office.db.read().await?;
    let own = keep::own(&mut tx).await?.ok_or_else(|| told::keeping(&keep::Refusal::Unnamed))?;
    // A copied data file without its key signs nothing that others would take.
    keep::as_signer(&own, office.desk()).ok_or_else(|| told::keeping(&keep::Refusal::Keys))?;
    let text = Card::of(&own)?.written(&office.keys);
    let Some(output) = output else {
        print(text)?;
        return Ok(true);
    };
    let file = Part::write(output, &file_name(&own.name), text.as_bytes())?.done()?;
    print(format!("card written: {}\nfingerprint  {}\n", file.display(), own.keys()?.fingerprint()))?;
    Ok(true)
}

pub async fn meet(office: &Office<'_>, file: &Path) -> Outcome {
    let no_card = || told::keeping(&keep::Refusal::NoCard);
    let text = String::from_utf8(files::read(file)?).map_err(|_| no_card())?;
    let card = Card::read(&text).ok_or_else(no_card)?;
    let mut tx = office.db.write().await?;
    let met = keep::meet(&mut tx, office.desk(), &card).await?.map_err(|refusal| told::keeping(&refusal))?;
    tx.commit().await?;
    print(format!(
        "{} is now known here, a {}\nid           {}\nfingerprint  {}\nCompare the fingerprint by voice with what it shows itself (sansom bundle card -o FILE).\n",
        met.name,
        met.kind,
        met.id,
        met.keys()?.fingerprint()
    ))?;
    Ok(true)
}

fn file_name(name: &str) -> String {
    let plain: String = name.to_lowercase().chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
    let plain = plain.split('-').filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-");
    format!("{}.card", if plain.is_empty() { "sansom" } else { &plain })
}
