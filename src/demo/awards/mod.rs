//! The demo's awards: one of 2016 in parts for four partners, one part of it with ninety grants that were brought from
//! papers, and one that is under way, in which something waits for every office.
pub(super) mod acts;
mod audit;
pub(super) mod pictures;

use super::Demo;
use crate::{
    awards::store::{self, AwardRow},
    cli::Failure,
    imports::{self, ImportError, Imported, table},
    store::Tx,
};
use chrono::TimeDelta;
use pictures::Pictures;

/// The award in which things wait.
pub const UNDER_WAY: &str = "SG-NEW";

/// Who brings what was written on paper.
const BRINGS: &str = "finance";

/// The files of an award.
struct AwardFiles {
    code: &'static str,
    terms: &'static str,
    /// Grants of before.
    grants: Option<&'static str>,
    /// What happened here.
    acts: &'static str,
    /// What an auditor found.
    audit: Option<&'static str>,
}

macro_rules! file {
    ($name:literal) => {
        include_str!(concat!("../../../fixtures/demo/awards/", $name))
    };
}

/// All awards, those that have parts before their parts.
const AWARDS: &[AwardFiles] = &[
    AwardFiles { code: "LP-2016", terms: file!("lp-2016.toml"), grants: None, acts: file!("lp-2016-acts.toml"), audit: None },
    AwardFiles {
        code: "SG-2016",
        terms: file!("sg-2016.toml"),
        grants: Some(file!("sg-2016-grants.csv")),
        acts: file!("sg-2016-acts.toml"),
        audit: Some(file!("sg-2016-audit.toml")),
    },
    AwardFiles {
        code: "LP-2016-SP",
        terms: file!("lp-2016-sp.toml"),
        grants: None,
        acts: file!("lp-2016-sp-acts.toml"),
        audit: None,
    },
    AwardFiles {
        code: "LP-2016-CE",
        terms: file!("lp-2016-ce.toml"),
        grants: None,
        acts: file!("lp-2016-ce-acts.toml"),
        audit: None,
    },
    AwardFiles {
        code: "LP-2016-AD",
        terms: file!("lp-2016-ad.toml"),
        grants: None,
        acts: file!("lp-2016-ad-acts.toml"),
        audit: None,
    },
    AwardFiles { code: UNDER_WAY, terms: file!("sg-new.toml"), grants: None, acts: file!("sg-new-acts.toml"), audit: None },
];

impl AwardFiles {
    /// A fixture that is not taken is a fault of the program: a test makes the demo.
    fn taken(&self, imported: Result<Imported, ImportError>) -> Result<(), Failure> {
        imported.map(drop).map_err(|error| Failure(format!("the demo’s award {}: {error:?}", self.code)))
    }
}

impl Demo {
    /// Begins the awards and tells what happened under each.
    pub(super) async fn awards(&self, tx: &mut Tx) -> Result<(), Failure> {
        let pictures = pictures::all()?;
        for files in AWARDS {
            // What is over stays in its year, since its receipts say so; what is under way is under way today.
            let days = if files.code == UNDER_WAY { self.moved } else { TimeDelta::zero() };
            let file = imports::awards::read_text(files.terms).map_err(Failure)?.of_demo(days);
            let by = self.act(tx, BRINGS, self.today).await?;
            files.taken(file.write(tx, by).await)?;
            let missing = || Failure(format!("the demo has no award {}", files.code));
            let award = store::award(tx, files.code).await?.ok_or_else(missing)?;
            if let Some(grants) = files.grants {
                self.grants_of_before(tx, files, &award, grants, &pictures).await?;
            }
            acts::write(self, tx, &award, files.acts, days, &pictures).await?;
            if let Some(text) = files.audit {
                audit::write(self, tx, &award, text).await?;
            }
        }
        Ok(())
    }

    /// Brings grants of before by the road that files take, and their receipts.
    async fn grants_of_before(
        &self,
        tx: &mut Tx,
        files: &AwardFiles,
        award: &AwardRow,
        text: &str,
        pictures: &Pictures,
    ) -> Result<(), Failure> {
        let columns = imports::awards::columns();
        let rows = table::read_text(text.as_bytes(), &columns).map_err(|error| Failure(format!("a fixture: {error:?}")))?;
        let by = self.act(tx, BRINGS, self.today).await?;
        files.taken(imports::awards::grants(tx, award, &rows, by).await)?;
        for digest in rows.iter().flat_map(|row| ["receipt_scan", "receipt2_scan"].map(|column| row.text(column))) {
            pictures::keep(tx, award, pictures, digest, by).await?;
        }
        Ok(())
    }
}
