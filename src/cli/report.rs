//! `sansom report` and `sansom export`.
use super::{
    Failure, Outcome, Place, award_papers,
    award_reports::{self, TableFormat},
    bank_report, contract_papers, coop_papers, coop_report, passbook_papers, print, programme_report, sheet_papers,
};
use crate::{
    app::Clock,
    awards::store as awards,
    exports::{self, Cell, Keeper, Rows, Sheets, Told},
    groups::store::{self as groups, Group},
    programme::accounts,
    store::{Db, Tx},
};
use chrono::NaiveDate;
use clap::{Args, Subcommand, ValueEnum};
use std::{collections::HashMap, io::IsTerminal, path::PathBuf};

/// What the books say.
#[derive(Debug, Subcommand)]
pub enum Report {
    /// Every group with its members, savings and last meeting.
    #[command(after_help = "Examples:
  sansom report groups
  sansom report groups --format csv > groups.csv")]
    Groups {
        /// How it is written.
        #[arg(long, default_value = "text")]
        format: Format,
    },
    /// Every account of a group or an award with its balance, debit positive in JSON.
    #[command(after_help = "Examples:
  sansom report trial-balance --group SP-KC-01
  sansom report trial-balance --award SG-2026
  sansom report trial-balance --group SP-KC-01 --as-of 2026-03-31 --format json
  sansom report trial-balance --all --org SP --as-of 2026-12-31 --format xlsx -o trial-balance.xlsx")]
    TrialBalance(OfBook),
    /// What each member brought and has, meeting by meeting.
    #[command(after_help = "Examples:
  sansom report passbook --group SP-KC-01 --member 7
  sansom report passbook --group SP-KC-01 --format csv > passbooks.csv
  sansom report passbook --group SP-KC-01 --all --booklet --format pdf -o passbooks.pdf
  sansom report passbook --group SP-KC-01 --member 7 --new --size a5 --language both --format pdf -o new-pages.pdf")]
    Passbook(passbook_papers::OfPassbook),
    /// A receipt as a PDF: what an entry did with a member, signed.
    #[command(after_help = "Example:
  sansom report receipt --group SP-KC-01 --member 7 --entry 12 --format pdf -o receipt.pdf")]
    Receipt(passbook_papers::OfReceipt),
    /// What came into the box and went out of it.
    #[command(after_help = "Example:
  sansom report cash-book --group SP-KC-01 --format csv")]
    CashBook(OfGroup),
    /// Every loan: what was lent, what is owed with the interest that is due, what comes next.
    #[command(after_help = "Examples:
  sansom report loans --group SP-KC-01
  sansom report loans --group SP-KC-01 --member 7 --as-of 2026-03-31 --format json")]
    Loans(OfGroup),
    /// Who is late with a loan, by how many days, and how much of what is lent is at risk for it.
    #[command(after_help = "Example:
  sansom report arrears --group SP-KC-01 --format json")]
    Arrears(OfGroup),
    /// How a group does: each figure with its formula and what it was reckoned from, as of today.
    #[command(after_help = "Example:
  sansom report health --group SP-KC-01 --format json")]
    Health {
        /// The group's code.
        #[arg(long, value_name = "CODE")]
        group: String,
        /// How it is written.
        #[arg(long, default_value = "text")]
        format: Format,
    },
    /// A bank's season: what was there, what came and went and why, who was helped, who is late; kilograms first.
    #[command(after_help = "Examples:
  sansom report season --bank TM-RICE
  sansom report season --bank TM-RICE --season 1 --as-of 2027-01-31 --format json
  sansom report season --bank TM-RICE --season 1 --language both --format pdf -o season.pdf")]
    Season(bank_report::OfSeason),
    /// What a bank has of each good: in the store, lent, members' own, and what it is worth.
    #[command(after_help = "Example:
  sansom report stock --bank TM-RICE --as-of 2026-12-31 --format csv")]
    Stock(bank_report::OfBank),
    /// Every animal of a bank's register: whose it is, who keeps it, how it left.
    #[command(after_help = "Examples:
  sansom report herd --bank TM-COWS --format csv > herd.csv
  sansom report herd --bank TM-COWS --format pdf -o herd.pdf")]
    Herd(bank_report::OfHerd),
    /// What is and was owed for a bank's animals: calves, claims, instalments, and how far each is.
    #[command(after_help = "Example:
  sansom report obligations --bank TM-COWS --as-of 2026-12-31 --format json")]
    Obligations(bank_report::OfBank),
    /// What a bank (or a group with all its banks) has in money and where it comes from; exit 1 where a price is missing.
    #[command(after_help = "Examples:
  sansom report statement --bank TM-RICE --as-of 2026-12-31
  sansom report statement --bank TM-RICE --from 2027-01-01 --as-of 2027-12-31 --format json
  sansom report statement --group TM --as-of 2026-12-31 --format csv > statement.csv
  sansom report statement --group SP-KC-01 --from 2026-01-01 --as-of 2026-12-31 --format pdf -o statement.pdf")]
    Statement(bank_report::OfStatement),
    /// What was delivered at a cooperative's scale: weighed, taken off, paid, owed, and the lot it went into.
    #[command(after_help = "Examples:
  sansom report deliveries --coop KM-01 --format csv > deliveries.csv
  sansom report deliveries --coop KM-01 --from 2026-11-01 --as-of 2026-11-30 --format json")]
    Deliveries(coop_report::OfDays),
    /// Every lot of a cooperative: what came in, was milled, sold, counted and is left, and its deliveries and plots.
    #[command(after_help = "Example:
  sansom report lots --coop KM-01 --as-of 2026-12-31 --format json")]
    Lots(coop_report::OfCoop),
    /// The plots of a cooperative: how each stands, its estimate, and what may still be brought as organic.
    #[command(after_help = "Example:
  sansom report plots --coop KM-01 --format csv > plots.csv")]
    Plots(coop_report::OfCoop),
    /// What the divided years of a cooperative gave each member; sansom patronage --preview reckons the running one.
    #[command(after_help = "Example:
  sansom report patronage --coop KM-01 --format csv > patronage.csv")]
    Patronage(coop_report::OfCoop),
    /// What a divided year of a cooperative was for a member, or for each of all members, as a PDF to take home.
    #[command(after_help = "Examples:
  sansom report coop-statement --coop KM-01 -o statements.pdf
  sansom report coop-statement --coop KM-01 --member 12 --year 2026 --language both -o statement.pdf")]
    CoopStatement(coop_papers::OfStatement),
    /// The farmers list of a cooperative's organic control with inspections, as a PDF.
    #[command(after_help = "Example:
  sansom report farmers --coop KM-01 -o farmers.pdf")]
    Farmers(coop_papers::OfFarmers),
    /// What a cooperative paid for a kilogram, and since when.
    #[command(after_help = "Example:
  sansom report prices --coop KM-01 --format csv")]
    Prices(coop_report::OfCoop),
    /// What farmers and groups sold by themselves: to whom, for how much, and whether the programme brought them together.
    #[command(after_help = "Examples:
  sansom report sales --market
  sansom report sales --market --org SP --from 2026-01-01 --format csv > sales.csv")]
    Sales(coop_report::OfSales),
    /// What the programme promised and how far it is: each target with what was counted for it.
    #[command(after_help = "Examples:
  sansom report targets
  sansom report targets --org CEDAC --as-of 2026-09-30
  sansom report targets --format xlsx -o targets.xlsx

number is empty where none was stated; of a target at each place, actual is the fewest (of a ceiling the most), of how many
places, fulfilled at how many of them, in_all their sum. An empty actual would tell of too few.")]
    Targets(programme_report::OfProgramme),
    /// Every indicator of a fiscal year, told apart by partner, province, sex, age, ID-Poor, new or continuing, kind.
    #[command(after_help = "Examples:
  sansom report indicators
  sansom report indicators --year 2026 --org SP --format csv > indicators.csv
  sansom report indicators --measure applying --format json
  sansom report indicators --format dhis2 --mapping dhis2.toml --year 2026 -o values.json

For DHIS2 and ActivityInfo, what has no mapping is listed and the exit code is 1. A fiscal year runs from October to September and is named by the year in which it ends. An empty figure would tell of too few.")]
    Indicators(programme_report::OfYear),
    /// Who teaches whom: coach, trainee, generation, since when, last visit.
    #[command(after_help = "Examples:
  sansom report cascade --org SP
  sansom report cascade --format xlsx -o cascade.xlsx

activity: active, quiet (no visit for 60 days), ended")]
    Cascade(programme_report::OfProgramme),
    /// The budget of an award: line by line what is promised, with partners, spent, proved and left.
    #[command(after_help = "Examples:
  sansom report budget --award SG-2026
  sansom report budget --award SG-2026 --to 2026-12-31 --format xlsx -o budget.xlsx")]
    Budget(award_reports::OfAward),
    /// The liquidation of an award: grant by grant what was agreed, paid, shown by receipts, verified and given back.
    #[command(after_help = "Example:
  sansom report liquidation --award SG-2026 --format csv > liquidation.csv")]
    Liquidation(award_reports::OfAward),
    /// What breaks a rule under an award: which rule, where, what is there and what should be.
    #[command(after_help = "Example:
  sansom report exceptions --award SG-2026 --to 2026-12-31 --format json")]
    Exceptions(award_reports::OfAward),
    /// What officers carry of an award's money, and for how long.
    #[command(after_help = "Example:
  sansom report advances --award SG-2026")]
    Advances(award_reports::OfAward),
    /// What an award's donor is told of a span: received, spent by line, what is there, and every rate that was used.
    #[command(after_help = "Examples:
  sansom report donor --award SG-2026 --from 2026-01-01 --to 2026-06-30 --format xlsx -o donor.xlsx
  sansom report donor --award SG-2026 --to 2026-12-31 --language both --format pdf -o donor.pdf")]
    Donor(award_reports::OfAwardSpan),
    /// The sheet of a meeting as a PDF: blank for the next one, or filled with a sealed one.
    #[command(after_help = "Examples:
  sansom report meeting-sheet --group SP-KC-01 --format pdf -o sheet.pdf
  sansom report meeting-sheet --group SP-KC-01 --meeting 12 --language both --format pdf -o meeting-12.pdf")]
    MeetingSheet(sheet_papers::OfMeeting),
    /// The count of the box as a PDF: blank, or of a sealed meeting.
    #[command(after_help = "Example:
  sansom report cash-count --group SP-KC-01 --meeting 12 --format pdf -o count.pdf")]
    CashCount(sheet_papers::OfMeeting),
    /// The list of members as a PDF, to hang on a wall or to be signed.
    #[command(after_help = "Example:
  sansom report members --group SP-KC-01 --sign --format pdf -o members.pdf")]
    Members(sheet_papers::OfMembers),
    /// The slip of a correction as a PDF.
    #[command(after_help = "Example:
  sansom report correction --group SP-KC-01 --no 1 --format pdf -o correction.pdf")]
    Correction(sheet_papers::OfCorrection),
    /// The contract of a loan of money or in kind as a PDF, to be signed.
    #[command(after_help = "Examples:
  sansom report loan-contract --group SP-KC-01 --no 3 --format pdf -o contract.pdf
  sansom report loan-contract --bank TM-RICE --no 1 --language both --format pdf -o contract.pdf")]
    LoanContract(contract_papers::OfLoan),
    /// The agreement on an animal that a family keeps, or on a family's small grant, as a PDF, to be signed.
    #[command(after_help = "Examples:
  sansom report agreement --bank TM-COWS --no 2 --format pdf -o agreement.pdf
  sansom report agreement --award SG-2026 --grant 12 --language both -o agreement.pdf")]
    Agreement(contract_papers::OfAgreement),
    /// A voucher of an award as a PDF: what is paid for what, in figures and in words, with places to sign.
    #[command(after_help = "Examples:
  sansom report voucher --award SG-2026 --no 12 -o voucher-SG-2026-12.pdf
  sansom report voucher --award SG-2026 --no 12 --language both -o voucher-SG-2026-12.pdf")]
    Voucher(award_papers::OfVoucher),
    /// The receipts of an award, of some of its vouchers or of a family's grant, as a PDF with their sums.
    #[command(after_help = "Examples:
  sansom report receipts --award SG-2026 -o receipts.pdf
  sansom report receipts --award SG-2026 --from 10 --to 20 --language en -o receipts.pdf
  sansom report receipts --award SG-2026 --grant 12 -o receipts.pdf")]
    Receipts(award_papers::OfReceipts),
    /// The report of an award's audit as a PDF: samples, what breaks a rule, findings and certificates.
    #[command(after_help = "Example:
  sansom report audit --award SG-2026 --language both -o audit.pdf")]
    Audit(award_papers::OfAudit),
    /// A certificate of an award's audit as a PDF: the head of the books when it was signed, to be kept elsewhere.
    #[command(after_help = "Example:
  sansom report certificate --award SG-2026 --no 1 --public-url https://books.example.org -o certificate.pdf")]
    Certificate(award_papers::OfCertificate),
    /// The list of a share-out with its proof as a PDF: of what is proposed, to be read aloud, or of what took place, to be signed.
    #[command(after_help = "Examples:
  sansom report share-out-list --group SP-KC-01 --format pdf -o proposed.pdf
  sansom report share-out-list --group SP-KC-01 --no 1 --language both --format pdf -o share-out.pdf")]
    ShareOutList(contract_papers::OfShareOut),
}

/// Which group, and how.
#[derive(Args, Debug)]
pub struct OfGroup {
    /// The group's code.
    #[arg(long, value_name = "CODE")]
    group: String,
    /// Only what concerns this member number.
    #[arg(long, value_name = "N")]
    member: Option<i64>,
    /// At the end of this day (2026-03-31 or 31/03/2026); now, where it is left out.
    #[arg(long, value_name = "DATE", value_parser = day)]
    as_of: Option<NaiveDate>,
    /// How it is written.
    #[arg(long, default_value = "text")]
    format: Format,
}

/// A report of the book of a group or an award, or of all books together.
#[derive(Args, Debug)]
pub struct OfBook {
    #[command(flatten)]
    whose: WhoseOrAll,
    /// With --all: only the books of the partner of this code.
    #[arg(long, value_name = "CODE", requires = "all")]
    org: Option<String>,
    /// Only what concerns this member number; of an award: this grant.
    #[arg(long, value_name = "N", conflicts_with = "all")]
    member: Option<i64>,
    /// At the end of this day (2026-03-31 or 31/03/2026); now, where it is left out.
    #[arg(long, value_name = "DATE", value_parser = day)]
    as_of: Option<NaiveDate>,
    /// How it is written.
    #[arg(long, default_value = "text")]
    format: TableFormat,
    /// The file to write; without it, standard output (a spreadsheet only where that is a file or a pipe).
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// Whose book, or all of them.
#[derive(Args, Debug)]
#[group(required = true, multiple = false)]
pub struct WhoseOrAll {
    /// The group's code.
    #[arg(long, value_name = "CODE")]
    group: Option<String>,
    /// The award's code.
    #[arg(long, value_name = "CODE")]
    award: Option<String>,
    /// Every book together, by kind of fund.
    #[arg(long)]
    all: bool,
}

impl OfBook {
    fn write(&self, told: &Told, on: NaiveDate) -> Outcome {
        let file = self.output.as_ref().filter(|file| file.as_os_str() != "-");
        if self.format == TableFormat::Xlsx && file.is_none() && std::io::stdout().is_terminal() {
            return Err(Failure("a workbook is not for a terminal: name a file with -o FILE".into()));
        }
        let bytes = match self.format {
            TableFormat::Text => told.sheets.to_text().into_bytes(),
            TableFormat::Csv => told.sheets.to_csv().into_bytes(),
            TableFormat::Json => format!("{:#}\n", told.json).into_bytes(),
            TableFormat::Xlsx => told.sheets.to_xlsx(on)?,
            TableFormat::Pdf => return Err(Failure("there is no paper of this report: choose text, csv, json or xlsx".into())),
        };
        match file {
            Some(file) => {
                std::fs::write(file, bytes).map_err(|error| Failure(format!("{} cannot be written: {error}", file.display())))?;
            }
            None => print(&bytes)?,
        }
        Ok(true)
    }
}

/// Whose book.
#[derive(Args, Debug)]
#[group(required = true, multiple = false)]
pub struct Whose {
    /// The group's code.
    #[arg(long, value_name = "CODE")]
    group: Option<String>,
    /// The award's code.
    #[arg(long, value_name = "CODE")]
    award: Option<String>,
}

impl Whose {
    async fn keeper(&self, tx: &mut Tx) -> Result<Keeper, Failure> {
        if let Some(code) = &self.award {
            let found = awards::award(tx, code).await?.ok_or_else(|| Failure(format!("there is no award {code}")))?;
            return Ok(Keeper::of_award(tx, &found).await?);
        }
        let group = group(tx, self.group.as_deref().unwrap_or_default()).await?;
        Ok(Keeper::of_group(tx, &group).await?)
    }
}

/// How a report is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For a terminal.
    Text,
    /// For a spreadsheet.
    Csv,
    /// For a program; amounts are decimal strings in whole units.
    Json,
    /// For a printer, where the report has a paper.
    Pdf,
}

/// The journal for another program.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  sansom export --group SP-KC-01 --format hledger > sp-kc-01.journal
  hledger -f sp-kc-01.journal check accounts commodities balancednoautoconversion ordereddates
  sansom export --award SG-2026 --format csv > sg-2026.csv
  sansom export --group SP-KC-01 --format beancount > sp-kc-01.beancount && bean-check sp-kc-01.beancount")]
pub struct Export {
    #[command(flatten)]
    whose: Whose,
    /// For which program.
    #[arg(long)]
    format: JournalFormat,
}

/// The formats of a journal.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum JournalFormat {
    /// hledger.
    Hledger,
    /// Beancount.
    Beancount,
    /// A line a posting.
    Csv,
}

pub(super) fn day(text: &str) -> Result<NaiveDate, String> {
    words::read_date(text).map_err(|_| "a date is written 2026-03-31 or 31/03/2026".to_owned())
}

/// The group of a code. Of one to learn on it is said beside whatever is printed, since figures leave no room for it.
pub async fn group(tx: &mut Tx, code: &str) -> Result<Group, Failure> {
    let group = groups::group(tx, code).await?.ok_or_else(|| Failure(format!("there is no group {code}")))?;
    if group.practice {
        eprintln!("sansom: {code} is a practice group: nothing of this is real");
    }
    Ok(group)
}

/// The group of a code, whose members save: it has meetings, loans of money and a share-out.
pub async fn saving_group(tx: &mut Tx, code: &str) -> Result<Group, Failure> {
    let group = group(tx, code).await?;
    if group.saves { Ok(group) } else { Err(Failure(format!("the members of {code} do not save: it only keeps banks"))) }
}

impl Report {
    pub async fn run(self, db: &Db, place: &Place) -> Outcome {
        let mut tx = db.read().await?;
        match self {
            // What is signed is written into the register of papers, and that an award's was printed into the trail;
            // everything else only reads.
            Report::Passbook(args) => {
                drop(tx);
                args.run(db, place).await
            }
            Report::Receipt(args) => {
                drop(tx);
                args.print(db, place).await
            }
            Report::Groups { format } => all_groups(&mut tx, format).await,
            Report::TrialBalance(args) => trial_balance(&mut tx, &args).await,
            Report::CashBook(args) => cash_book(&mut tx, &args).await,
            Report::Loans(args) => loans(&mut tx, &args).await,
            Report::Arrears(args) => arrears(&mut tx, &args).await,
            Report::Health { group, format } => health(&mut tx, &group, format).await,
            Report::Season(args) => bank_report::season(&mut tx, &args).await,
            Report::Stock(args) => bank_report::stock(&mut tx, &args).await,
            Report::Herd(args) => bank_report::herd(&mut tx, &args).await,
            Report::Obligations(args) => bank_report::obligations(&mut tx, &args).await,
            Report::Statement(args) => bank_report::statement(&mut tx, &args).await,
            Report::Deliveries(args) => coop_report::deliveries(&mut tx, &args).await,
            Report::Lots(args) => coop_report::lots(&mut tx, &args).await,
            Report::Plots(args) => coop_report::plots(&mut tx, &args).await,
            Report::Patronage(args) => coop_report::patronage(&mut tx, &args).await,
            Report::CoopStatement(args) => args.print(&mut tx).await,
            Report::Farmers(args) => args.list(&mut tx).await,
            Report::Prices(args) => coop_report::prices(&mut tx, &args).await,
            Report::Sales(args) => coop_report::sales(&mut tx, &args).await,
            Report::Targets(args) => programme_report::show_targets(&mut tx, &args).await,
            Report::Indicators(args) => programme_report::show_indicators(&mut tx, &args).await,
            Report::Cascade(args) => programme_report::show_cascade(&mut tx, &args).await,
            Report::Budget(args) => award_reports::budget(&mut tx, &args).await,
            Report::Liquidation(args) => award_reports::liquidation(&mut tx, &args).await,
            Report::Exceptions(args) => award_reports::exceptions(&mut tx, &args).await,
            Report::Advances(args) => award_reports::advances(&mut tx, &args).await,
            Report::Donor(args) => {
                drop(tx);
                award_reports::donor(db, &args).await
            }
            Report::LoanContract(args) => args.contract(&mut tx).await,
            Report::Agreement(args) => {
                drop(tx);
                args.agreement(db).await
            }
            Report::Voucher(args) => {
                drop(tx);
                args.print(db).await
            }
            Report::Receipts(args) => {
                drop(tx);
                args.list(db).await
            }
            Report::Audit(args) => {
                drop(tx);
                args.report(db).await
            }
            Report::Certificate(args) => {
                drop(tx);
                args.print(db, place).await
            }
            Report::ShareOutList(args) => args.list(&mut tx).await,
            Report::MeetingSheet(args) => args.sheet(&mut tx).await,
            Report::CashCount(args) => args.count(&mut tx).await,
            Report::Members(args) => args.list(&mut tx).await,
            Report::Correction(args) => args.slip(&mut tx).await,
        }
    }
}

impl Export {
    pub async fn run(self, db: &Db) -> Outcome {
        let mut tx = db.read().await?;
        let keeper = self.whose.keeper(&mut tx).await?;
        let journal = exports::journal(&mut tx, keeper).await?;
        print(&match self.format {
            JournalFormat::Hledger => journal.to_hledger(),
            JournalFormat::Beancount => journal.to_beancount(),
            JournalFormat::Csv => journal.to_csv(),
        })?;
        Ok(true)
    }
}

async fn all_groups(tx: &mut Tx, format: Format) -> Outcome {
    let figures = groups::figures(tx).await?;
    let mut banks: HashMap<i64, Vec<String>> = HashMap::new();
    for bank in crate::banks::store::banks(tx).await? {
        banks.entry(bank.book.0).or_default().push(bank.code);
    }
    let (mut list, mut rows) = (Vec::new(), Rows::new(&GROUP_HEADS));
    for group in groups::groups(tx).await? {
        let of = figures.get(&group.book.0).cloned().unwrap_or_default();
        let banks = banks.remove(&group.book.0).unwrap_or_default();
        let savings = group.commodity().of(of.savings);
        list.push(serde_json::json!({
            "code": group.code, "organisation": group.organisation_code, "name_km": group.name_km, "name_latin": group.name_latin,
            "village_code": group.village_code, "founded_on": group.founded_on.to_string(), "demo": group.demo,
            "members": of.members, "women": of.women, "commodity": group.commodity, "savings": savings.decimal().to_string(),
            "last_meeting": of.last_no, "last_meeting_on": of.last_on.map(|day| day.to_string()), "corrections_waiting": of.waiting,
            "saves": group.saves, "banks": banks,
        }));
        rows.push([
            Cell::text(group.code),
            Cell::text(group.organisation_code),
            Cell::count(of.members),
            Cell::count(of.women),
            Cell::amount(savings),
            Cell::text(group.commodity),
            of.last_no.map_or(Cell::Number(String::new()), Cell::count),
            Cell::text(of.last_on.map_or(String::new(), |day| day.to_string())),
            Cell::count(of.waiting),
            Cell::text(group.village_code),
            Cell::text(group.name_latin),
            Cell::text(group.name_km),
            Cell::text(banks.join(" ")),
        ]);
    }
    shown(format, &rows, || serde_json::json!({ "groups": list }))
}

const GROUP_HEADS: [&str; 13] = [
    "code",
    "organisation",
    "members",
    "women",
    "savings",
    "commodity",
    "last_meeting",
    "last_meeting_on",
    "corrections_waiting",
    "village_code",
    "name_latin",
    "name_km",
    "banks",
];

async fn trial_balance(tx: &mut Tx, args: &OfBook) -> Outcome {
    let today = Clock::System.today();
    if args.whose.all {
        return all_books(tx, args, today).await;
    }
    if let Some(code) = &args.whose.group {
        let group = group(tx, code).await?;
        must_be_member(tx, &group, args.member).await?;
    }
    let whose = Whose { group: args.whose.group.clone(), award: args.whose.award.clone() };
    let keeper = whose.keeper(tx).await?;
    let mut report = exports::trial_balance(tx, &keeper, args.as_of, today).await?;
    if args.member.is_some() {
        report.lines.retain(|line| line.member == args.member);
    }
    // The sum of some lines proves nothing.
    let with_sums = args.format == TableFormat::Text && args.member.is_none();
    let sheets = Sheets(vec![("trial-balance", report.to_rows(with_sums))]);
    args.write(&Told { sheets, json: report.to_json() }, args.as_of.unwrap_or(today))
}

/// All books together: today's balances as they are kept, another day's summed from the history.
async fn all_books(tx: &mut Tx, args: &OfBook, today: NaiveDate) -> Outcome {
    let mut whose = accounts::books::Whose::default();
    if let Some(code) = &args.org {
        let found = groups::organisation(tx, code).await?;
        whose.organisation = Some(found.ok_or_else(|| Failure(format!("there is no organisation {code}")))?.id);
    }
    let ground = accounts::books::Ground::load(tx, |_| true, &whose).await?;
    let as_of = args.as_of.unwrap_or(today);
    let told = accounts::trial::Trial::load(tx, &ground, &whose, as_of, today).await;
    let trial = told.map_err(|fault| Failure(format!("the books cannot be read: {fault:?}")))?;
    args.write(&accounts::tables::trial(&trial, args.org.as_deref().unwrap_or_default()), as_of)
}

async fn cash_book(tx: &mut Tx, args: &OfGroup) -> Outcome {
    let group = group(tx, &args.group).await?;
    if args.member.is_some() {
        return Err(Failure("the cash book is of the whole group; a member's own lines are in her passbook".into()));
    }
    let book = exports::cash_book(tx, &group, args.as_of.unwrap_or_else(|| Clock::System.today())).await?;
    shown(args.format, &book.to_rows(), || book.to_json())
}

async fn health(tx: &mut Tx, code: &str, format: Format) -> Outcome {
    let group = saving_group(tx, code).await?;
    let report = exports::health_report(tx, &group, Clock::System.today()).await?;
    shown(format, &report.to_rows(), || report.to_json())
}

async fn loans(tx: &mut Tx, args: &OfGroup) -> Outcome {
    let group = group(tx, &args.group).await?;
    must_be_member(tx, &group, args.member).await?;
    let book = exports::loan_book(tx, &group, args.member, args.as_of.unwrap_or_else(|| Clock::System.today())).await?;
    shown(args.format, &book.to_rows(), || book.to_json())
}

async fn arrears(tx: &mut Tx, args: &OfGroup) -> Outcome {
    let group = group(tx, &args.group).await?;
    if args.member.is_some() {
        return Err(Failure("what is at risk is of the whole group; a member's own loans are in report loans".into()));
    }
    let book = exports::loan_book(tx, &group, None, args.as_of.unwrap_or_else(|| Clock::System.today())).await?;
    shown(args.format, &book.arrears_to_rows(), || book.arrears_to_json())?;
    if args.format == Format::Text {
        print(format!("\n{}", book.at_risk_to_rows().to_text()))?;
    }
    Ok(true)
}

pub(super) async fn must_be_member(tx: &mut Tx, group: &Group, number: Option<i64>) -> Result<(), Failure> {
    let Some(number) = number else { return Ok(()) };
    let found = crate::members::store::member(tx, group.book, &group.commodity, number).await?;
    found.map(drop).ok_or_else(|| Failure(format!("group {} has no member {number}", group.code)))
}

pub(super) fn shown(format: Format, rows: &Rows, json: impl FnOnce() -> serde_json::Value) -> Outcome {
    match format {
        Format::Text => print(rows.to_text())?,
        Format::Csv => print(rows.to_csv())?,
        Format::Json => print(format!("{:#}\n", json()))?,
        Format::Pdf => return Err(Failure("there is no paper of this report: choose text, csv or json".into())),
    }
    Ok(true)
}
