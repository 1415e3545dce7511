//! `sansom codes`.
use super::{Failure, Outcome, Place, print};
use crate::{
    app::Clock,
    awards::{
        codes::renewal::{self, Kept},
        store as awards,
    },
    store::Db,
};
use clap::Subcommand;

/// Codes of small grants: they are kept for three years after their award, and then lead nowhere.
#[derive(Debug, Subcommand)]
pub enum Codes {
    /// Draw every code of an award anew, once its time is over and no finding is open.
    #[command(after_help = "Example:
  sansom codes renew --award SG-2026

No code is printed: a provider's list of the old ones leads nowhere from then on. The money stays as it is.
Refused before three years after the award's last day are over, and while a finding is open. The same again changes
nothing.")]
    Renew {
        /// The award's code.
        #[arg(long, value_name = "CODE")]
        award: String,
    },
}

impl Codes {
    pub async fn open(&self, place: &Place) -> Result<Db, Failure> {
        place.open_existing().await
    }

    pub async fn run(self, db: &Db) -> Outcome {
        match self {
            Codes::Renew { award } => renew(db, &award).await,
        }
    }
}

async fn renew(db: &Db, code: &str) -> Outcome {
    let mut tx = db.write().await?;
    let award = awards::award(&mut tx, code).await?.ok_or_else(|| Failure(format!("there is no award {code}")))?;
    let drawn = match renewal::renew(&mut tx, &award, Clock::System.now()).await {
        Ok(drawn) => drawn,
        Err(Kept::Through(day)) => {
            return Err(Failure(format!("the codes of {code} are kept through {day}: three years after its last day")));
        }
        Err(Kept::Findings(open)) => {
            let numbers: Vec<String> = open.iter().map(ToString::to_string).collect();
            return Err(Failure(format!("the codes of {code} are kept while findings are open: {}", numbers.join(", "))));
        }
        Err(Kept::Store(error)) => return Err(error.into()),
    };
    if drawn == 0 {
        print(format!("nothing changed: the codes of {code} were drawn anew already, or there are none\n"))?;
        return Ok(true);
    }
    tx.commit().await?;
    print(format!("{drawn} codes of {code} drawn anew\n"))?;
    Ok(true)
}
