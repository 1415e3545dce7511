//! `sansom report coop-statement | farmers`: papers of a cooperative.
use super::{
    Failure, Outcome,
    paper::{Paper, PaperFormat, found},
};
use crate::{
    app::Clock,
    coops::{ground::Ground, store as coops},
    groups::store as groups,
    papers::{farmers_list, member_statement},
    store::Tx,
};
use chrono::Datelike;
use clap::Args;

/// Whose statement of which year, and how.
#[derive(Args, Debug)]
pub struct OfStatement {
    /// The code of the cooperative.
    #[arg(long, value_name = "CODE")]
    coop: String,
    /// Only the statement of this member number; without it, of all members.
    #[arg(long, value_name = "N")]
    member: Option<i64>,
    /// The year that ended in this calendar year; without it, the last that was divided.
    #[arg(long, value_name = "YEAR")]
    year: Option<i32>,
    /// How it is written.
    #[arg(long, default_value = "pdf")]
    format: PaperFormat,
    #[command(flatten)]
    paper: Paper,
}

/// Which cooperative's farmers, and how.
#[derive(Args, Debug)]
pub struct OfFarmers {
    /// The code of the cooperative or producer group.
    #[arg(long, value_name = "CODE")]
    coop: String,
    /// How it is written.
    #[arg(long, default_value = "pdf")]
    format: PaperFormat,
    #[command(flatten)]
    paper: Paper,
}

/// The cooperative of a code, as it stands today.
async fn ground(tx: &mut Tx, code: &str) -> Result<Ground, Failure> {
    let no_such = || Failure(format!("there is no cooperative {code}"));
    let row = coops::coop(tx, code).await?.ok_or_else(no_such)?;
    let group = groups::group_of_book(tx, row.book.0).await?.ok_or_else(no_such)?;
    found(Ground::of(tx, &group, &row, Clock::System.today()).await, || format!("there is no cooperative {code}"))
}

impl OfStatement {
    /// The statements of a year that was divided.
    pub async fn print(&self, tx: &mut Tx) -> Outcome {
        let PaperFormat::Pdf = self.format;
        self.paper.must_have_a_place()?;
        let ground = ground(tx, &self.coop).await?;
        let divided = |year: i32| ground.state.years.iter().rposition(|(_, one)| one.to.year() == year).map(|at| at + 1);
        let no = match self.year {
            Some(year) => {
                divided(year).ok_or_else(|| Failure(format!("no year of {} that ended in {year} was divided", self.coop)))?
            }
            None => 0,
        };
        let party = match self.member {
            Some(number) => {
                let party = ground.party_of(number);
                Some(party.ok_or_else(|| Failure(format!("{} has no member {number}", self.coop)))?)
            }
            None => None,
        };
        let loaded = member_statement::load(tx, &ground, no, party).await;
        let statements = found(loaded, || format!("no year of {} was divided yet", self.coop))?;
        let document = member_statement::together(None, &statements, self.paper.say());
        let nobody = || Failure(format!("nobody asked for was a member of {} in that year", self.coop));
        self.paper.write(&document.ok_or_else(nobody)?)
    }
}

impl OfFarmers {
    /// The farmers list with inspections.
    pub async fn list(&self, tx: &mut Tx) -> Outcome {
        let PaperFormat::Pdf = self.format;
        self.paper.must_have_a_place()?;
        let ground = ground(tx, &self.coop).await?;
        let list = found(farmers_list::load(tx, &ground, "all").await, || format!("there is no cooperative {}", self.coop))?;
        self.paper.write(&list.document(self.paper.say()))
    }
}
