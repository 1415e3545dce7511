//! `sansom report voucher | receipts | audit | certificate`, and the agreement of a grant: papers of an award. That one was
//! printed is written into the trail; the paper first, so that nothing is written of what could not be printed.
use super::{
    Failure, Outcome, Place,
    paper::{Paper, PaperFormat, found},
};
use crate::{
    app::Clock,
    awards::store::{self as awards, AwardRow},
    papers::{
        awards::{agreement, audit_report, certificate, receipts, voucher},
        press::PublicUrl,
    },
    store::{Db, Tx},
};
use clap::Args;
use reports::receipt_list::Whose;

/// Which voucher, and how.
#[derive(Args, Debug)]
pub struct OfVoucher {
    /// The award's code.
    #[arg(long, value_name = "CODE")]
    award: String,
    /// The number of the voucher.
    #[arg(long, value_name = "N")]
    no: i64,
    /// How it is written.
    #[arg(long, default_value = "pdf")]
    format: PaperFormat,
    #[command(flatten)]
    paper: Paper,
}

/// Which receipts, and how.
#[derive(Args, Debug)]
pub struct OfReceipts {
    /// The award's code.
    #[arg(long, value_name = "CODE")]
    award: String,
    /// Only those of this family's grant.
    #[arg(long, value_name = "N", conflicts_with_all = ["from", "to"])]
    grant: Option<i64>,
    /// Only from this voucher on.
    #[arg(long, value_name = "N")]
    from: Option<i64>,
    /// Only up to this voucher.
    #[arg(long, value_name = "N")]
    to: Option<i64>,
    /// How it is written.
    #[arg(long, default_value = "pdf")]
    format: PaperFormat,
    #[command(flatten)]
    paper: Paper,
}

/// Which award's audit, and how.
#[derive(Args, Debug)]
pub struct OfAudit {
    /// The award's code.
    #[arg(long, value_name = "CODE")]
    award: String,
    /// How it is written.
    #[arg(long, default_value = "pdf")]
    format: PaperFormat,
    #[command(flatten)]
    paper: Paper,
}

/// Which certificate, and how.
#[derive(Args, Debug)]
pub struct OfCertificate {
    /// The award's code.
    #[arg(long, value_name = "CODE")]
    award: String,
    /// The number of the certificate.
    #[arg(long, value_name = "N")]
    no: i64,
    /// How it is written.
    #[arg(long, default_value = "pdf")]
    format: PaperFormat,
    #[command(flatten)]
    paper: Paper,
    #[command(flatten)]
    public_url: PublicUrl,
}

impl OfVoucher {
    /// A voucher.
    pub async fn print(&self, db: &Db) -> Outcome {
        let PaperFormat::Pdf = self.format;
        let (mut tx, row) = open(db, &self.paper, &self.award).await?;
        let none = || format!("award {} has no voucher {}", self.award, self.no);
        let loaded = found(voucher::load(&mut tx, &row, self.no, self.paper.say()).await, none)?;
        let document = loaded.ok_or_else(|| Failure(none()))?.document(self.paper.say());
        self.paper.write(&document)
    }
}

/// The agreement of a family's grant.
pub async fn grant_agreement(db: &Db, paper: &Paper, award: &str, grant: i64) -> Outcome {
    let (mut tx, row) = open(db, paper, award).await?;
    let none = || format!("award {award} has signed no agreement with a family for a grant {grant}");
    let loaded = found(agreement::load(&mut tx, &row, grant, paper.say()).await, none)?;
    let document = loaded.ok_or_else(|| Failure(none()))?.document(paper.say());
    paper.write(&document)
}

impl OfReceipts {
    fn whose(&self) -> Whose {
        match (self.grant, self.from, self.to) {
            (Some(grant), ..) => Whose::Grant(grant),
            (None, None, None) => Whose::All,
            (None, from, to) => Whose::Vouchers(from.unwrap_or(1), to.unwrap_or(i64::MAX)),
        }
    }

    /// The list of receipts.
    pub async fn list(&self, db: &Db) -> Outcome {
        let PaperFormat::Pdf = self.format;
        let (mut tx, row) = open(db, &self.paper, &self.award).await?;
        let none = || format!("award {} has no grant {} of a family", self.award, self.grant.unwrap_or_default());
        let loaded = found(receipts::load(&mut tx, &row, self.whose(), self.paper.say()).await, none)?;
        let list = loaded.ok_or_else(|| Failure(none()))?;
        self.paper.write(&list.document(self.paper.say()))
    }
}

impl OfAudit {
    /// The report of the audit.
    pub async fn report(&self, db: &Db) -> Outcome {
        let PaperFormat::Pdf = self.format;
        let (mut tx, row) = open(db, &self.paper, &self.award).await?;
        let on = Clock::System.today();
        let loaded = audit_report::load(&mut tx, &row, on, self.paper.say()).await;
        let report = found(loaded, || format!("there is no award {}", self.award))?;
        self.paper.write(&report.document(self.paper.say()))
    }
}

impl OfCertificate {
    /// A certificate.
    pub async fn print(&self, db: &Db, place: &Place) -> Outcome {
        let PaperFormat::Pdf = self.format;
        let press = place.press(self.public_url.or_usual())?;
        let (mut tx, row) = open(db, &self.paper, &self.award).await?;
        let none = || format!("award {} has no certificate {}", self.award, self.no);
        let loaded = found(certificate::load(&mut tx, &row, self.no, &press, self.paper.say()).await, none)?;
        let document = loaded.ok_or_else(|| Failure(none()))?.document(self.paper.say());
        self.paper.write(&document)
    }
}

async fn open(db: &Db, paper: &Paper, code: &str) -> Result<(Tx, AwardRow), Failure> {
    paper.must_have_a_place()?;
    let mut tx = db.read().await?;
    let row = awards::award(&mut tx, code).await?.ok_or_else(|| Failure(format!("there is no award {code}")))?;
    Ok((tx, row))
}
