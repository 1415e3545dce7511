//! `sansom report loan-contract | agreement | share-out-list`: papers that are signed.
use super::{
    Failure, Outcome, award_papers,
    paper::{Paper, PaperFormat},
    report::saving_group,
};
use crate::{
    app::Clock,
    banks::store::{self as banks, BankRow},
    groups::store::{self as groups, Group},
    papers::{agreement, kind_contract, loan_contract, share_out_list},
    store::{Db, Tx},
};
use clap::Args;

/// Which loan, and how.
#[derive(Args, Debug)]
#[group(id = "lender", required = true, multiple = false, args = ["group", "bank"])]
pub struct OfLoan {
    /// The code of the group that lent money.
    #[arg(long, value_name = "CODE")]
    group: Option<String>,
    /// The code of the bank that lent in kind.
    #[arg(long, value_name = "CODE")]
    bank: Option<String>,
    /// The number of the loan.
    #[arg(long, value_name = "N")]
    no: i64,
    /// How it is written.
    #[arg(long, default_value = "pdf")]
    format: PaperFormat,
    #[command(flatten)]
    paper: Paper,
}

/// Which animal or grant, and how.
#[derive(Args, Debug)]
#[group(id = "agreed", required = true, multiple = false, args = ["bank", "award"])]
pub struct OfAgreement {
    /// The code of the bank whose animal it is.
    #[arg(long, value_name = "CODE", requires = "no")]
    bank: Option<String>,
    /// The number of the animal in the register.
    #[arg(long, value_name = "N", requires = "bank")]
    no: Option<i64>,
    /// The code of the award that gives the grant.
    #[arg(long, value_name = "CODE", requires = "grant")]
    award: Option<String>,
    /// The number of a family's grant.
    #[arg(long, value_name = "N", requires = "award")]
    grant: Option<i64>,
    /// How it is written.
    #[arg(long, default_value = "pdf")]
    format: PaperFormat,
    #[command(flatten)]
    paper: Paper,
}

/// Which share-out, and how.
#[derive(Args, Debug)]
pub struct OfShareOut {
    /// The group's code.
    #[arg(long, value_name = "CODE")]
    group: String,
    /// The number of a share-out that took place; without it what is proposed now, else the last that took place.
    #[arg(long, value_name = "N")]
    no: Option<i64>,
    /// How it is written.
    #[arg(long, default_value = "pdf")]
    format: PaperFormat,
    #[command(flatten)]
    paper: Paper,
}

impl OfLoan {
    /// The contract of a loan of money or in kind.
    pub async fn contract(&self, tx: &mut Tx) -> Outcome {
        let PaperFormat::Pdf = self.format;
        self.paper.must_have_a_place()?;
        let (today, say) = (Clock::System.today(), self.paper.say());
        let none = |code: &str| Failure(format!("{code} has no loan {}", self.no));
        let (group, document) = match (&self.bank, &self.group) {
            (Some(code), _) => {
                let (bank, group) = bank(tx, code).await?;
                let contract = kind_contract::load(tx, &bank, &group, self.no, today).await?;
                (group, contract.ok_or_else(|| none(code))?.document(say))
            }
            (None, code) => {
                let group = saving_group(tx, code.as_deref().unwrap_or_default()).await?;
                let contract = loan_contract::load(tx, &group, self.no, today).await?;
                let document = contract.ok_or_else(|| none(&group.code))?.document(say);
                (group, document)
            }
        };
        self.paper.write_of(&group, document)
    }
}

impl OfAgreement {
    /// The agreement on an animal, or on a family's grant.
    pub async fn agreement(&self, db: &Db) -> Outcome {
        let PaperFormat::Pdf = self.format;
        if let (Some(award), Some(grant)) = (&self.award, self.grant) {
            return award_papers::grant_agreement(db, &self.paper, award, grant).await;
        }
        self.paper.must_have_a_place()?;
        let mut tx = db.read().await?;
        let (code, no) = (self.bank.as_deref().unwrap_or_default(), self.no.unwrap_or_default());
        let (bank, group) = bank(&mut tx, code).await?;
        let agreement = agreement::load(&mut tx, &bank, &group, no, Clock::System.today()).await?;
        let none = || Failure(format!("bank {code} has placed no animal {no} with a family"));
        self.paper.write_of(&group, agreement.ok_or_else(none)?.document(self.paper.say()))
    }
}

impl OfShareOut {
    /// The list of a share-out, with its proof.
    pub async fn list(&self, tx: &mut Tx) -> Outcome {
        let PaperFormat::Pdf = self.format;
        self.paper.must_have_a_place()?;
        let group = saving_group(tx, &self.group).await?;
        let list = share_out_list::load(tx, &group, self.no, Clock::System.today()).await?;
        let none = || match self.no {
            Some(no) => Failure(format!("group {} has no share-out {no} that took place", self.group)),
            None => Failure(format!("group {} has no share-out", self.group)),
        };
        self.paper.write_of(&group, list.ok_or_else(none)?.document(self.paper.say()))
    }
}

/// A bank, and the group that keeps it.
async fn bank(tx: &mut Tx, code: &str) -> Result<(BankRow, Group), Failure> {
    let none = || Failure(format!("there is no bank {code}"));
    let row = banks::bank(tx, code).await?.ok_or_else(none)?;
    let group = groups::group_of_book(tx, row.book.0).await?.ok_or_else(none)?;
    Ok((row, group))
}
