//! `sansom report meeting-sheet | cash-count | members | correction`: papers of a group's meetings.
use super::{
    Outcome,
    paper::{Paper, PaperFormat, found},
    report::{group, saving_group},
};
use crate::{
    app::Clock,
    papers::{cash_count, correction, meeting_sheet, members},
    store::Tx,
};
use clap::Args;

/// Which group's, which meeting's, and how.
#[derive(Args, Debug)]
pub struct OfMeeting {
    /// The group's code.
    #[arg(long, value_name = "CODE")]
    group: String,
    /// Filled with this sealed meeting; without it, blank for the next one.
    #[arg(long, value_name = "N")]
    meeting: Option<i64>,
    /// How it is written.
    #[arg(long, default_value = "pdf")]
    format: PaperFormat,
    #[command(flatten)]
    paper: Paper,
}

/// Which group's, and how.
#[derive(Args, Debug)]
pub struct OfMembers {
    /// The group's code.
    #[arg(long, value_name = "CODE")]
    group: String,
    /// With a column to sign.
    #[arg(long)]
    sign: bool,
    /// How it is written.
    #[arg(long, default_value = "pdf")]
    format: PaperFormat,
    #[command(flatten)]
    paper: Paper,
}

/// Which correction, and how.
#[derive(Args, Debug)]
pub struct OfCorrection {
    /// The group's code.
    #[arg(long, value_name = "CODE")]
    group: String,
    /// The number of the correction.
    #[arg(long, value_name = "N")]
    no: i64,
    /// How it is written.
    #[arg(long, default_value = "pdf")]
    format: PaperFormat,
    #[command(flatten)]
    paper: Paper,
}

impl OfMeeting {
    /// The sheet of a meeting.
    pub async fn sheet(&self, tx: &mut Tx) -> Outcome {
        let PaperFormat::Pdf = self.format;
        self.paper.must_have_a_place()?;
        let group = saving_group(tx, &self.group).await?;
        let loaded = meeting_sheet::load(tx, &group, self.meeting, Clock::System.today()).await;
        let sheet = found(loaded, || self.missing())?;
        self.paper.write_of(&group, sheet.document(self.paper.say()))
    }

    /// The count of the box.
    pub async fn count(&self, tx: &mut Tx) -> Outcome {
        let PaperFormat::Pdf = self.format;
        self.paper.must_have_a_place()?;
        let group = saving_group(tx, &self.group).await?;
        let loaded = cash_count::load(tx, &group, self.meeting, Clock::System.today()).await;
        let count = found(loaded, || self.missing())?;
        self.paper.write_of(&group, count.document(self.paper.say()))
    }

    fn missing(&self) -> String {
        format!("group {} has no sealed meeting {}", self.group, self.meeting.unwrap_or_default())
    }
}

impl OfMembers {
    /// The list of members.
    pub async fn list(&self, tx: &mut Tx) -> Outcome {
        let PaperFormat::Pdf = self.format;
        self.paper.must_have_a_place()?;
        let group = group(tx, &self.group).await?;
        let loaded = members::load(tx, &group, self.sign, Clock::System.today()).await;
        let list = found(loaded, || format!("there is no group {}", self.group))?;
        self.paper.write_of(&group, list.document(self.paper.say()))
    }
}

impl OfCorrection {
    /// The slip of a correction.
    pub async fn slip(&self, tx: &mut Tx) -> Outcome {
        let PaperFormat::Pdf = self.format;
        self.paper.must_have_a_place()?;
        let group = saving_group(tx, &self.group).await?;
        let loaded = correction::load(tx, &group, self.no).await;
        let slip = found(loaded, || format!("group {} has no correction {}", self.group, self.no))?;
        self.paper.write_of(&group, slip.document(self.paper.say()))
    }
}
