//! `sansom import`.
use super::{
    Failure, Outcome, print,
    report::{group, saving_group},
    users::actor,
};
use crate::{
    app::Clock,
    awards::store as awards,
    banks::store::{self as banks, BankRow},
    coops::store::{self as coops, CoopRow},
    groups::store::{Group, group_of_book},
    imports::{self, ImportError, Imported},
    meetings::seal::Act,
    store::{Db, Tx},
};
use clap::{Args, Subcommand};
use std::path::{Path, PathBuf};

/// What holds for every import, after its own example.
macro_rules! example {
    ($own:literal) => {
        concat!(
            $own,
            "\n\nAll or nothing: every bad line is listed with its number, column and reason, and then nothing is written.
The same file again changes nothing and says so. Files are .csv (UTF-8; comma, semicolon or tab) or .xlsx.
Exit codes: 0 brought in, or there already; 1 refused, nothing was written."
        )
    };
}

/// Brings in what was kept elsewhere.
#[derive(Debug, Subcommand)]
pub enum Import {
    /// A group with its constitution and cycle, from a TOML file.
    #[command(after_help = example!("Example:
  sansom import group sp-kc-01.toml

  organisation = \"SP\"
  code = \"SP-KC-01\"
  name_km = \"ភូមិថ្មី\"
  name_latin = \"Phum Thmey\"
  village_code = \"03\"                     # 2, 4, 6 or 8 digits, as text
  founded_on = 2026-01-04
  constitution = \"weekly_shares.toml\"      # beside this file; or a [constitution] table
  [cycle]
  starts_on = 2026-01-04
  ends_on = 2026-12-27                     # leave it out for a permanent group"))]
    Group(File),
    /// Members of a group.
    #[command(after_help = example!("Example:
  sansom import members members.csv --group SP-KC-01

Columns: number,family_name_km,given_name_km,family_name_latin,given_name_latin,sex,birth_year,id_poor,phone,joined_on,role
(village_code may be added; role is empty, chair, secretary, treasurer, counter or key-holder)"))]
    Members(OfGroup),
    /// People of a partner: from a list that was kept elsewhere, or as a survey (KoboToolbox) exports it.
    #[command(after_help = example!("Example:
  sansom import people people.csv --org CEDAC

Columns: family_name_km,given_name_km,family_name_latin,given_name_latin,sex,birth_year,id_poor,phone,village_code
(each may be left out, but a family name in one script is needed; organisation says the code where the file has people of
several; no tells apart two lines that say the same). Khmer headings (docs/CLI.md) and headings with the groups of a
survey before them (person/sex) are understood; a survey's own columns (_id, _submission_time) are passed over.
Nobody is compared with anybody: who may be in the register twice is shown on its page."))]
    People(OfOrganisation),
    /// Who coaches whom, and terms as model farmer or advisor, of a partner.
    #[command(after_help = example!("Example:
  sansom import coaching coaching.csv --org CEDAC

  coach,trainee,from,kind,to,why,village_code
  SP-KC-01/3,,2026-01-05,farmer,,,03010101
  SP-KC-01/3,SP-KC-01/7,2026-02-01,farmer,,,
  Sok Dara,Chan Mony,2026-02-01,household,2026-09-30,finished,

Columns: coach,trainee,from (kind, to, why and village_code may be added)
A line without a trainee is a term: of a model farmer where kind is farmer, of an advisor where it is household. A person is a
member as SP-01/12, a whole name, or the id of her page in the register. why: finished, dropped-out, moved, died, other,
mistake. Headings with the groups of a survey before them (visit/coach) are understood."))]
    Coaching(OfOrganisation),
    /// Who came to which session of a partner: a line a person and session.
    #[command(after_help = example!("Example:
  sansom import attendance attendance.csv --org CEDAC

  date,session,kind,course,place,hours,topics,trainer,person,minutes
  2026-10-01,morning,course,CHICKEN-1,03010101,3,,SP-KC-01/3,SP-KC-01/7,
  2026-10-01,morning,,,,,,,Chan Mony,90

Columns: date,person (session,kind,course,place,hours,topics,trainer,minutes,village_code may be added)
The lines of one date and session are one session; what is said of it may stand on one of its lines. kind: course, workshop,
awareness, households, youth; topics: codes joined by + (blank: those of the course); minutes: blank where she was there from
beginning to end. A person is a member as SP-01/12, the id of her page in the register, or her whole name, with village_code
where several bear it. Headings with the groups of a survey before them (came/person) are understood."))]
    Attendance(OfOrganisation),
    /// Coaching visits of a partner: what was seen, what was agreed, what came of it; a line a practice.
    #[command(after_help = example!("Example:
  sansom import visits visits.csv --org CEDAC

  date,coach,trainee,practice,applied,told,extent,agreed,next_on,animal,alive,income
  2026-10-01,SP-KC-01/3,SP-KC-01/7,cage,yes,,30,vaccine,2026-11-01,CHICKEN,28,\"400,000\"
  2026-10-01,SP-KC-01/3,SP-KC-01/7,feed,partly,yes,,,,,,

Columns: date,coach,trainee (practice,applied,told,extent,agreed,next_on,animal,started,alive,hatched,died,eaten,sold,riel,
income may be added). The lines of one coach, trainee and date are one visit. applied: yes, partly, no; told: yes where the
visitor did not see it herself; agreed: codes of practices joined by +. fixtures/training/practices.toml lists the practices."))]
    Visits(OfOrganisation),
    /// Opening balances of a group that has met before: once, before its first meeting.
    #[command(after_help = example!("Example:
  sansom import opening opening.csv --group SP-KC-01

Columns: date,member,savings,social_fund (other_cash may be added: only the last line, without a member, carries it)"))]
    Opening(OfGroup),
    /// Loans that were running before the group came to us: once, after the opening, before its first meeting.
    #[command(after_help = example!("Example:
  sansom import loans loans.csv --group SP-KC-01

Columns: date,member,given_on,principal,owed,interest_paid,instalments (rate_percent_month and purpose may be added)
date is the day of the opening; owed is principal. Opening balances count all savings as if they were in the box; each
running loan takes what is owed of it from the box."))]
    Loans(OfGroup),
    /// Meetings of a group, in the order of their days; the box counts as not counted.
    #[command(after_help = example!("Example:
  sansom import meetings season.csv --group SP-KC-01 --by officer-sp

Columns: date,member,attendance,savings,social_fund,fine,repayment,loan
(a line for each member and meeting; savings is an amount; repayment goes to her oldest loan first; loan is lent under the constitution)"))]
    Meetings(OfGroup),
    /// A bank (rice, animals, loans in kind) with what it agreed, its seasons and measures, from a TOML file.
    #[command(after_help = example!("Example:
  sansom import bank rice-bank.toml

  group = \"CC-SV-01\"                       # the group that keeps it; or organisation = \"CCPCR\" for a bank of its own
  code = \"CC-RB-01\"
  name_km = \"ធនាគារស្រូវ\"
  name_latin = \"Rice bank\"
  village_code = \"20\"
  opened_on = \"2026-01-05\"
  rules = \"schemes/teng_mao.toml\"          # beside this file; or a [rules] table
  [[season]]
  name_latin = \"2026\"
  lend_from = \"2026-06-01\"
  lend_to = \"2026-10-31\"
  harvest_from = \"2026-12-01\"
  harvest_to = \"2027-01-31\"
  [[unit]]
  unit = \"thang\"                           # thang, tau, sack, basket, tonne
  kg = \"22.5\"
  from = \"2026-01-05\""))]
    Bank(File),
    /// An award with its budget, its plan of grants and the donor's thresholds, from a TOML file.
    #[command(after_help = example!("Example:
  sansom import award small-grants.toml

  code = \"SG-2026\"
  name_km = \"ជំនួយតូច\"
  name_latin = \"Small grants\"             # neutral: it is printed in villages
  donor = \"Example donor\"
  organisation = \"CCPCR\"                   # who keeps it; parent = \"CODE\" where it is a part of another award
  dated = \"2026-01-01\"                     # decides which thresholds hold
  from = \"2026-01-01\"
  to = \"2027-12-31\"
  currency = \"USD\"
  amount = 1500000                         # cents, as all sums of this file
  [[line]]                                 # kind: grants, coded-grants, assistance, partners, cost; they sum to the award
  code = \"families\"
  name_latin = \"Small grants to families\"
  name_km = \"ជំនួយតូចសម្រាប់គ្រួសារ\"
  kind = \"grants\"
  amount = 1500000
  [[package]]                              # the plan; the packages of a line sum to it
  line = \"families\"
  count = 60
  each = 25000
  [[threshold]]                            # rule: cash, quotations, higher-approval, advance-days, committee …
  rule = \"cash\"
  value = 30000
  from = \"2016-01-01\"

An award is never changed: another file under the same code is refused, with what differs."))]
    Award(File),
    /// Grants that were given before, with vouchers, receipts and visits, as their papers say; a row a voucher.
    #[command(after_help = example!("Example:
  sansom import grants grants.csv --award SG-2016

Columns: grant,line,business,applied_on,applied_by,…,voucher,tranche,amount,means,prepared_on,prepared_by,…
(docs/CLI.md lists all; only grant must be there). A family has person,name_km,name_latin,household,phone,account,village;
a grant under a code has code,provider,sex,age,province,consent and no other word about anybody.
What breaks a rule is brought in as it was: the exceptions of the award say which."))]
    Grants(OfAward),
    /// What came into a bank's store and box and went out of them.
    #[command(after_help = example!("Example:
  sansom import stock stock.csv --bank CC-RB-01

Columns: date,kind,good,quantity,money,member,note
kind: donated, given (income), deposited, contributed, deposit-returned, bought, sold, help, counted; and of money alone:
grant, contribution, gift, insurance, income, repairs, honorarium, transport, family-grant, expense
counted: quantity is what was there, note the causes (“drying 90; pests 60”), member who counted (“3+7”); it needs
--confirmed-by"))]
    Stock(OfBank),
    /// Loans in kind of a bank; the lines of one day, good and purpose are one lending day.
    #[command(after_help = example!("Example:
  sansom import kind-loans loans.csv --bank CC-RB-01

Columns: date,member,good,purpose,quantity (season and guarantors, as “3+7”, may be added)"))]
    KindLoans(OfBank),
    /// What was brought back, in kind or in money; a line pays the member's oldest open loan of the good.
    #[command(after_help = example!("Example:
  sansom import kind-repayments repaid.csv --bank CC-RB-01

Columns: date,member,good,quantity,moisture,foreign,money,price (market may be added)
quantity is what the scale said; price is what was agreed for a kilogram or a head where money was paid"))]
    KindRepayments(OfBank),
    /// What happened to a bank's animals.
    #[command(after_help = example!("Example:
  sansom import animals herd.csv --bank CC-CB-01

Columns: date,event,tag,species,sex,born_on,dam,member,money,note (calved may be added: yes for a cow that has calved)
event: bought, donated, placed, born, handed-over, title, sold, exchanged; disease, accident, age, neglect, stolen,
sold-without-leave, swapped-without-leave (member: witnesses, “3+7”; note: vet or chief; money: salvage); sighting,
sickness, treatment, vaccine-foot-mouth, vaccine-septicaemia, mated, in-calf (note: condition 1 to 5; money: cost)"))]
    Animals(OfBank),
    /// Prices from a day on: of a bank's goods, of what a cooperative pays, or of the market.
    #[command(after_help = example!("Examples:
  sansom import prices prices.csv --bank CC-RB-01
  sansom import prices paid.csv --coop KM-01
  sansom import prices board.csv --market

Columns of a bank: date,good,class,price (reason may be added)
class: calf, heifer, cow or bull for cattle and buffalo; empty for all others. price is for a kilogram, a head or a pack
Columns of a cooperative: date,crop,grade,organic,price (what it pays for a kilogram from that day; organic: yes or no)
Columns of the market: date,crop,grade,organic,place,price (source and reason may be added)
place: the code of a province, district, commune or village; source: market, trader, miller, office, cooperative, file;
a price that is far from the last one at its place says why; one ten times off is refused"))]
    Prices(OfPrices),
    /// A cooperative or a producer group that sells together, with its by-laws, members, shares and plots, from a TOML file.
    #[command(after_help = example!("Example:
  sansom import coop km-01.toml

  organisation = \"CEDAC\"                  # or group = \"CODE\": a group that does not save
  code = \"KM-01\"
  kind = \"cooperative\"                    # or group: producers who sell together, without shares
  name_km = \"សហករណ៍កំចាយមារ\"
  name_latin = \"Kamchay Mear\"
  village_code = \"14\"
  opened_on = \"2026-01-05\"
  laws = \"km-laws.toml\"                  # beside this file; or a [laws] table
  [[producer_group]]
  code = \"ORG-1\"
  name_km = \"ក្រុមស្រូវសរីរាង្គ\"
  village = \"14010101\"
  crop = \"PADDY\"
  [[member]]                               # number: in this order, where it is left out
  family_name_latin = \"Sok\"
  given_name_latin = \"Member\"
  sex = \"female\"
  producer_group = \"ORG-1\"
  shares = 5                               # bought at par on the day she joined (joined_on, else opened_on)
  [[member.plot]]
  name = \"by the canal\"
  area = \"0.8 ha\"                        # or square metres
  crop = \"PADDY\"
  [[member.plot.inspection]]
  on = \"2026-09-01\"
  inspector = \"inspector 2\"
  score = 85
  estimate = \"2,000\"                     # kilograms"))]
    Coop(File),
    /// Deliveries at a cooperative's scale, in the order of their days.
    #[command(after_help = example!("Example:
  sansom import deliveries november.csv --coop KM-01

Columns: date,member,plot,crop,grade,organic,gross,tare,moisture,foreign,paid (taken_off and offset may be added)
member: her number, or the name of a seller who is no member; plot: its number or her name for it; gross and tare in
kilograms; moisture and foreign in per cent; organic: yes or no; paid: all, an amount, or nothing (it is owed)
taken_off: “unripe 2; mixed 1.5” (unripe, mixed, spoilt, trimming, bags); offset: what goes to what she owes, where it is
not what the by-laws say. The price is what the cooperative paid on that day (import prices --coop)"))]
    Deliveries(OfCoop),
    /// Plots of a cooperative's members, and their inspections.
    #[command(after_help = example!("Example:
  sansom import plots plots.csv --coop KM-01

Columns: date,member,name,area,crop,forbidden_on (inspected_on,inspector,score,outcome,until,estimate,faults may be added)
area: square metres, or “0.8 ha”; forbidden_on: when something forbidden was last put on it; estimate: kilograms
outcome: passed, conditions, suspended, excluded; faults: “buffer 2026-09-01; records” (fertiliser, pesticide, seed,
buffer, storage, records, burning, other). A line of a plot that she has under the same name says something else of it"))]
    Plots(OfCoop),
    /// Buyers, and what each wants.
    #[command(after_help = example!("Example:
  sansom import buyers buyers.csv

Columns: buyer,phone,place,crop,grade,organic,kg,price,days,from,to
price is riel for a kilogram, days until it is paid; a later line on the same takes the place of an earlier one, and 0 kg
takes it back; a line without crop, kg, price and days of validity only says who buys"))]
    Buyers(File),
    /// Targets of the programme, from a TOML file; what is there and not in the file stays.
    #[command(after_help = "Examples:
  sansom import targets targets.toml --check
  sansom import targets targets.toml

  [[target]]
  code = \"T02\"
  organisation = \"SP\"                     # left out: of the whole programme
  measure = \"savings-groups\"             # what is counted (docs/CLI.md lists all)
  number = 16                             # left out where none was stated
  reading = \"total\"                      # total, each (at every one), ceiling (at most at every one)
  provinces = [\"12\", \"03\"]
  name_km = \"ក្រុមសន្សំដែលបានបង្កើត\"
  name_latin = \"Savings groups formed\"
  note_latin = \"35 members on average\"   # how the number is read
  source = \"Programme sheet\"
  from = 2016-03-01                       # records before it do not count; to: nor those after it

An actual is never typed in: it is counted. All or nothing; the same file again changes nothing and says so; a target that
says something else than before is changed, and the trail tells it. Exit codes: 0 brought in, or there already; 1 refused.")]
    Targets(OfTargets),
    /// What farmers and groups sold by themselves, outside the books of cooperatives.
    #[command(after_help = example!("Example:
  sansom import sales sales.csv

Columns: date,seller,crop,grade,organic,quantity,unit,riel,village,buyer,linked
seller: a group's code, a member as SP-01/12, or the whole name of somebody whom the books know; unit: kg or head; riel: paid
for all of it; village: a place's code, the seller's own where it is empty; buyer: one of the board by its name, or
middleman, market, shop, mill, neighbour, other (“shop: its name”); linked: yes where the programme brought them together"))]
    Sales(File),
}

/// A file of targets.
#[derive(Args, Debug)]
pub struct OfTargets {
    /// The file.
    file: PathBuf,
    /// Only say what would change, and write nothing.
    #[arg(long)]
    check: bool,
    /// In whose name it is recorded; the only administrator where this is left out.
    #[arg(long, value_name = "LOGIN")]
    by: Option<String>,
}

/// A file of a cooperative.
#[derive(Args, Debug)]
pub struct OfCoop {
    /// The file: .csv or .xlsx.
    file: PathBuf,
    /// The code of the cooperative or producer group.
    #[arg(long, value_name = "CODE")]
    coop: String,
    /// In whose name it is recorded; the only administrator where this is left out.
    #[arg(long, value_name = "LOGIN")]
    by: Option<String>,
}

/// A file of prices.
#[derive(Args, Debug)]
#[command(group(clap::ArgGroup::new("whose").required(true)))]
pub struct OfPrices {
    /// The file: .csv or .xlsx.
    file: PathBuf,
    /// The code of a bank whose goods they are of.
    #[arg(long, value_name = "CODE", group = "whose")]
    bank: Option<String>,
    /// The code of a cooperative that pays them.
    #[arg(long, value_name = "CODE", group = "whose")]
    coop: Option<String>,
    /// They are prices of the market.
    #[arg(long, group = "whose")]
    market: bool,
    /// In whose name it is recorded; the only administrator where this is left out.
    #[arg(long, value_name = "LOGIN")]
    by: Option<String>,
}

/// A file of an award.
#[derive(Args, Debug)]
pub struct OfAward {
    /// The file: .csv or .xlsx.
    file: PathBuf,
    /// The award's code.
    #[arg(long, value_name = "CODE")]
    award: String,
    /// In whose name it is recorded; the only administrator where this is left out.
    #[arg(long, value_name = "LOGIN")]
    by: Option<String>,
}

/// A file of a bank.
#[derive(Args, Debug)]
pub struct OfBank {
    /// The file: .csv or .xlsx.
    file: PathBuf,
    /// The bank's code.
    #[arg(long, value_name = "CODE")]
    bank: String,
    /// In whose name it is recorded; the only administrator where this is left out.
    #[arg(long, value_name = "LOGIN")]
    by: Option<String>,
    /// The second officer, for what needs two: counts, sales of animals.
    #[arg(long, value_name = "LOGIN")]
    confirmed_by: Option<String>,
}

/// A file.
#[derive(Args, Debug)]
pub struct File {
    /// The file.
    file: PathBuf,
    /// In whose name it is recorded; the only administrator where this is left out.
    #[arg(long, value_name = "LOGIN")]
    by: Option<String>,
}

/// A file of an organisation.
#[derive(Args, Debug)]
pub struct OfOrganisation {
    /// The file: .csv or .xlsx.
    file: PathBuf,
    /// The organisation's code, for lines that name none.
    #[arg(long, value_name = "CODE")]
    org: Option<String>,
    /// In whose name it is recorded; the only administrator where this is left out.
    #[arg(long, value_name = "LOGIN")]
    by: Option<String>,
}

/// A file of a group.
#[derive(Args, Debug)]
pub struct OfGroup {
    /// The file: .csv or .xlsx.
    file: PathBuf,
    /// The group's code.
    #[arg(long, value_name = "CODE")]
    group: String,
    /// In whose name it is recorded; the only administrator where this is left out.
    #[arg(long, value_name = "LOGIN")]
    by: Option<String>,
}

/// What a file brings, in one and in many.
struct What(&'static str, &'static str);

impl Import {
    pub async fn run(self, db: &Db) -> Outcome {
        let mut tx = db.write().await?;
        let (path, what) = match &self {
            Import::Group(args) => (&args.file, What("group", "groups")),
            Import::Members(args) => (&args.file, What("member", "members")),
            Import::People(args) => (&args.file, What("person", "people")),
            Import::Coaching(args) => (&args.file, What("coaching or term", "coachings and terms")),
            Import::Attendance(args) => (&args.file, What("session", "sessions")),
            Import::Visits(args) => (&args.file, What("visit", "visits")),
            Import::Opening(args) => (&args.file, What("opening", "openings")),
            Import::Loans(args) => (&args.file, What("loan", "loans")),
            Import::Meetings(args) => (&args.file, What("meeting", "meetings")),
            Import::Bank(args) => (&args.file, What("bank", "banks")),
            Import::Stock(args) | Import::KindLoans(args) | Import::KindRepayments(args) | Import::Animals(args) => {
                (&args.file, What("line", "lines"))
            }
            Import::Prices(args) => (&args.file, What("price", "prices")),
            Import::Coop(args) => (&args.file, What("cooperative", "cooperatives")),
            Import::Deliveries(args) => (&args.file, What("delivery", "deliveries")),
            Import::Plots(args) => (&args.file, What("plot", "plots")),
            Import::Buyers(args) => (&args.file, What("buyer or offer", "buyers and offers")),
            Import::Sales(args) => (&args.file, What("sale", "sales")),
            Import::Targets(args) => (&args.file, What("target", "targets")),
            Import::Award(args) => (&args.file, What("award", "awards")),
            Import::Grants(args) => (&args.file, What("grant or rate", "grants and rates")),
        };
        let imported = match self.write(&mut tx).await? {
            Ok(imported) => imported,
            Err(ImportError::Lines(bad)) => {
                for bad in &bad {
                    let column = if bad.column.is_empty() { String::new() } else { format!("{}: ", bad.column) };
                    eprintln!("{}:{}: {column}{}", path.display(), bad.line, bad.reason);
                }
                let many = if bad.len() == 1 { "1 place is".to_owned() } else { format!("{} places are", bad.len()) };
                return Err(Failure(format!("{many} not right; nothing was imported")));
            }
            Err(ImportError::File(why)) => return Err(Failure(format!("{why}; nothing was imported"))),
            Err(ImportError::Store(error)) => return Err(Failure(format!("{error}; nothing was imported"))),
        };
        let checks = matches!(&self, Import::Targets(args) if args.check);
        if imported.new > 0 && !checks {
            tx.commit().await?;
        }
        for note in &imported.notes {
            eprintln!("{}: {note}", path.display());
        }
        let told = said(&imported, &what);
        print(if checks { format!("nothing was written; without --check: {told}") } else { told })?;
        Ok(true)
    }

    async fn write(&self, tx: &mut Tx) -> Result<Result<Imported, ImportError>, Failure> {
        if let Some(args) = self.of_bank() {
            return self.write_to_bank(tx, args).await;
        }
        match self {
            Import::Targets(args) => {
                let act = act(tx, args.by.as_deref()).await?;
                return Ok(match imports::targets::read(&args.file) {
                    Ok(file) => file.write(tx, act).await,
                    Err(error) => Err(error),
                });
            }
            Import::Grants(args) => return grants(tx, args).await,
            Import::Deliveries(args) | Import::Plots(args) => return self.write_to_coop(tx, args).await,
            Import::Prices(args) => return prices(tx, args).await,
            Import::People(args) => return people(tx, args).await,
            Import::Coaching(args) | Import::Visits(args) | Import::Attendance(args) => return self.write_training(tx, args).await,
            _ => {}
        }
        let (by, code) = match self {
            Import::Group(args)
            | Import::Bank(args)
            | Import::Award(args)
            | Import::Coop(args)
            | Import::Buyers(args)
            | Import::Sales(args) => (&args.by, None),
            Import::Members(args) | Import::Opening(args) | Import::Loans(args) | Import::Meetings(args) => {
                (&args.by, Some(&args.group))
            }
            _ => return Err(Failure("a group or a bank is needed".into())),
        };
        let by = actor(tx, by.as_deref()).await?.id;
        let act = Act { by, at: Clock::System.now(), today: Clock::System.today() };
        let group = match (self, code) {
            (Import::Members(_), Some(code)) => Some(group(tx, code).await?),
            (_, Some(code)) => Some(saving_group(tx, code).await?),
            (_, None) => None,
        };
        Ok(match (self, &group) {
            (Import::Members(args), Some(group)) => members(tx, &args.file, group, act).await,
            (Import::Opening(args), Some(group)) => opening(tx, &args.file, group, act).await,
            (Import::Loans(args), Some(group)) => loans(tx, &args.file, group, act).await,
            (Import::Meetings(args), Some(group)) => meetings(tx, &args.file, group, act).await,
            (Import::Group(args), _) => match imports::groups::read(&args.file) {
                Ok(file) => file.write(tx, act).await,
                Err(error) => Err(error),
            },
            (Import::Bank(args), _) => match imports::banks::read(&args.file) {
                Ok(file) => file.write(tx, act).await,
                Err(error) => Err(error),
            },
            (Import::Award(args), _) => match imports::awards::read(&args.file) {
                Ok(file) => file.write(tx, act).await,
                Err(error) => Err(error),
            },
            (Import::Coop(args), _) => match imports::coops::read(&args.file) {
                Ok(file) => file.write(tx, act).await,
                Err(error) => Err(error),
            },
            (Import::Buyers(args), _) => match imports::table::read(&args.file, imports::coops::BUYERS) {
                Ok(rows) => imports::coops::buyers(tx, &rows, act).await,
                Err(error) => Err(error),
            },
            (Import::Sales(args), _) => match imports::table::read(&args.file, imports::farm_sales::FARM_SALES) {
                Ok(rows) => imports::farm_sales::farm_sales(tx, &rows, act).await,
                Err(error) => Err(error),
            },
            _ => Err(ImportError::File("a group is needed".into())),
        })
    }

    /// Who coaches whom, and what visits saw: of the organisation that is named.
    async fn write_training(&self, tx: &mut Tx, args: &OfOrganisation) -> Result<Result<Imported, ImportError>, Failure> {
        let act = act(tx, args.by.as_deref()).await?;
        let Some(code) = &args.org else {
            return Ok(Err(ImportError::File("whose it is must be said: --org CODE".into())));
        };
        let organisation = super::people::organisation(tx, code).await?;
        let rows = match self {
            Import::Visits(_) => imports::training::visits::read(&args.file),
            Import::Attendance(_) => imports::training::attendance::read(&args.file),
            _ => imports::training::coaching::read(&args.file),
        };
        Ok(match (self, rows) {
            (_, Err(error)) => Err(error),
            (Import::Visits(_), Ok(rows)) => imports::training::visits::write(tx, &organisation, &rows, act).await,
            (Import::Attendance(_), Ok(rows)) => imports::training::attendance::write(tx, &organisation, &rows, act).await,
            (_, Ok(rows)) => imports::training::coaching::write(tx, &organisation, &rows, act).await,
        })
    }

    fn of_bank(&self) -> Option<&OfBank> {
        match self {
            Import::Stock(args) | Import::KindLoans(args) | Import::KindRepayments(args) | Import::Animals(args) => Some(args),
            _ => None,
        }
    }

    async fn write_to_bank(&self, tx: &mut Tx, args: &OfBank) -> Result<Result<Imported, ImportError>, Failure> {
        let (at, today) = (Clock::System.now(), Clock::System.today());
        let first = Act { by: actor(tx, args.by.as_deref()).await?.id, at, today };
        let second = match &args.confirmed_by {
            Some(login) => Some(Act { by: actor(tx, Some(login)).await?.id, at, today }),
            None => None,
        };
        if second.is_some_and(|second| second.by == first.by) {
            return Err(Failure("--confirmed-by names another officer than --by".into()));
        }
        let (bank, group) = bank(tx, &args.bank).await?;
        let officers = imports::banks::Officers { first, second };
        let columns = match self {
            Import::Stock(_) => imports::banks::STOCK,
            Import::KindLoans(_) => imports::banks::LOANS,
            Import::KindRepayments(_) => imports::banks::REPAYMENTS,
            _ => imports::banks::ANIMALS,
        };
        let rows = match imports::table::read(&args.file, columns) {
            Ok(rows) => rows,
            Err(error) => return Ok(Err(error)),
        };
        Ok(match self {
            Import::Stock(_) => imports::banks::stock(tx, &group, &bank, &rows, officers).await,
            Import::KindLoans(_) => imports::banks::loans(tx, &group, &bank, &rows, officers).await,
            Import::KindRepayments(_) => imports::banks::repayments(tx, &group, &bank, &rows, officers).await,
            _ => imports::banks::animals(tx, &group, &bank, &rows, officers).await,
        })
    }

    async fn write_to_coop(&self, tx: &mut Tx, args: &OfCoop) -> Result<Result<Imported, ImportError>, Failure> {
        let act = act(tx, args.by.as_deref()).await?;
        let (coop, group) = coop(tx, &args.coop).await?;
        let is_plots = matches!(self, Import::Plots(_));
        let columns = if is_plots { imports::coops::PLOTS } else { imports::coops::DELIVERIES };
        let rows = match imports::table::read(&args.file, columns) {
            Ok(rows) => rows,
            Err(error) => return Ok(Err(error)),
        };
        Ok(if is_plots {
            imports::coops::plots(tx, &group, &coop, &rows, act).await
        } else {
            imports::coops::deliveries(tx, &group, &coop, &rows, act).await
        })
    }
}

async fn act(tx: &mut Tx, login: Option<&str>) -> Result<Act, Failure> {
    Ok(Act { by: actor(tx, login).await?.id, at: Clock::System.now(), today: Clock::System.today() })
}

async fn bank(tx: &mut Tx, code: &str) -> Result<(BankRow, Group), Failure> {
    let missing = || Failure(format!("there is no bank {code}"));
    let bank = banks::bank(tx, code).await?.ok_or_else(missing)?;
    let group = group_of_book(tx, bank.book.0).await?.ok_or_else(missing)?;
    Ok((bank, group))
}

async fn coop(tx: &mut Tx, code: &str) -> Result<(CoopRow, Group), Failure> {
    let missing = || Failure(format!("there is no cooperative {code}; bring it in with sansom import coop"));
    let coop = coops::coop(tx, code).await?.ok_or_else(missing)?;
    let group = group_of_book(tx, coop.book.0).await?.ok_or_else(missing)?;
    Ok((coop, group))
}

async fn people(tx: &mut Tx, args: &OfOrganisation) -> Result<Result<Imported, ImportError>, Failure> {
    let act = act(tx, args.by.as_deref()).await?;
    let organisation = match &args.org {
        Some(code) => Some(super::people::organisation(tx, code).await?),
        None => None,
    };
    Ok(match imports::people::read(&args.file) {
        Ok(rows) => imports::people::write(tx, organisation.as_ref(), &rows, act).await,
        Err(error) => Err(error),
    })
}

async fn prices(tx: &mut Tx, args: &OfPrices) -> Result<Result<Imported, ImportError>, Failure> {
    let act = act(tx, args.by.as_deref()).await?;
    let columns = match (&args.bank, &args.coop) {
        (Some(_), _) => imports::banks::PRICES,
        (None, Some(_)) => imports::coops::PRICES,
        (None, None) => imports::coops::MARKET_PRICES,
    };
    let rows = match imports::table::read(&args.file, columns) {
        Ok(rows) => rows,
        Err(error) => return Ok(Err(error)),
    };
    Ok(match (&args.bank, &args.coop) {
        (Some(code), _) => {
            let (bank, group) = bank(tx, code).await?;
            imports::banks::prices(tx, &group, &bank, &rows, act).await
        }
        (None, Some(code)) => {
            let (coop, group) = coop(tx, code).await?;
            imports::coops::prices(tx, &group, &coop, &rows, act).await
        }
        (None, None) => imports::coops::market_prices(tx, &rows, act).await,
    })
}

async fn grants(tx: &mut Tx, args: &OfAward) -> Result<Result<Imported, ImportError>, Failure> {
    let by = actor(tx, args.by.as_deref()).await?.id;
    let act = Act { by, at: Clock::System.now(), today: Clock::System.today() };
    let missing = || Failure(format!("there is no award {}; bring it in with sansom import award", args.award));
    let award = awards::award(tx, &args.award).await?.ok_or_else(missing)?;
    Ok(match imports::table::read(&args.file, &imports::awards::columns()) {
        Ok(rows) => imports::awards::grants(tx, &award, &rows, act).await,
        Err(error) => Err(error),
    })
}

async fn members(tx: &mut Tx, file: &Path, group: &Group, act: Act) -> Result<Imported, ImportError> {
    let rows = imports::members::read(file)?;
    imports::members::write(tx, group, &rows, act).await
}

async fn opening(tx: &mut Tx, file: &Path, group: &Group, act: Act) -> Result<Imported, ImportError> {
    let rows = imports::opening::read(file)?;
    imports::opening::write(tx, group, &rows, act).await
}

async fn loans(tx: &mut Tx, file: &Path, group: &Group, act: Act) -> Result<Imported, ImportError> {
    let rows = imports::loans::read(file)?;
    imports::loans::write(tx, group, &rows, act).await
}

async fn meetings(tx: &mut Tx, file: &Path, group: &Group, act: Act) -> Result<Imported, ImportError> {
    let rows = imports::meetings::read(file)?;
    imports::meetings::write(tx, group, &rows, act).await
}

fn said(imported: &Imported, What(one, many): &What) -> String {
    let many = |count: usize| if count == 1 { format!("1 {one}") } else { format!("{count} {many}") };
    match (imported.new, imported.same) {
        (0, same) => format!("nothing changed: {} there already\n", many(same)),
        (new, 0) => format!("{} imported\n", many(new)),
        (new, same) => format!("{} imported; {same} there already\n", many(new)),
    }
}
