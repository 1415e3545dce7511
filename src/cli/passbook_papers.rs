//! `sansom report passbook | receipt`: what members hold in their hands, signed and written into the register of papers.
use super::{
    Failure, Outcome, Place,
    paper::{Paper, PaperFormat},
    report::{self, Format},
};
use crate::{
    app::Clock,
    exports::{self, Passbook},
    groups::store::Group,
    papers::{
        form::Whose,
        passbook,
        press::{Press, PublicUrl},
        receipt,
        register::{self, Printing, Wanted},
    },
    store::{Db, Tx},
};
use chrono::NaiveDate;
use clap::{Args, ValueEnum};
use ledger::{EntryNo, PartyNo};
use reports::{Booklet, Document, Size, booklet};

/// Whose passbooks, and how.
#[derive(Args, Debug)]
pub struct OfPassbook {
    /// The group's code.
    #[arg(long, value_name = "CODE")]
    group: String,
    /// Only the passbook of this member number.
    #[arg(long, value_name = "N")]
    member: Option<i64>,
    /// The passbooks of all; as a PDF, of all who are members today.
    #[arg(long, conflicts_with = "member")]
    all: bool,
    /// At the end of this day (2026-03-31 or 31/03/2026); now, where it is left out. A PDF says how the books stand now.
    #[arg(long, value_name = "DATE", value_parser = report::day)]
    as_of: Option<NaiveDate>,
    /// How it is written.
    #[arg(long, default_value = "text")]
    format: PassbookFormat,
    /// Laid on both sides of A4, to be folded.
    #[arg(long, help_heading = "Paper")]
    booklet: bool,
    /// The size of a page of a PDF.
    #[arg(long, default_value = "a6", help_heading = "Paper")]
    size: PageSize,
    /// Only the pages that were not printed before; the last page, which is signed, always.
    #[arg(long, help_heading = "Paper")]
    new: bool,
    #[command(flatten)]
    paper: Paper,
    #[command(flatten)]
    public_url: PublicUrl,
}

/// How passbooks are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum PassbookFormat {
    /// For a terminal.
    Text,
    /// For a spreadsheet.
    Csv,
    /// For a program; amounts are decimal strings in whole units.
    Json,
    /// For a printer: signed, and written into the register of papers.
    Pdf,
}

/// The size of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum PageSize {
    /// A quarter of A4, for the pocket.
    A6,
    /// Half of A4, for old eyes.
    A5,
}

/// Which receipt, and how.
#[derive(Args, Debug)]
pub struct OfReceipt {
    /// The group's code.
    #[arg(long, value_name = "CODE")]
    group: String,
    /// The member's number.
    #[arg(long, value_name = "N")]
    member: i64,
    /// The entry of the book.
    #[arg(long, value_name = "E")]
    entry: i64,
    /// How it is written.
    #[arg(long, default_value = "pdf")]
    format: PaperFormat,
    #[command(flatten)]
    paper: Paper,
    #[command(flatten)]
    public_url: PublicUrl,
}

impl OfPassbook {
    /// Prints passbooks in the format that was asked for.
    pub async fn run(&self, db: &Db, place: &Place) -> Outcome {
        let format = match self.format {
            PassbookFormat::Pdf => return self.print(db, place).await,
            PassbookFormat::Text => Format::Text,
            PassbookFormat::Csv => Format::Csv,
            PassbookFormat::Json => Format::Json,
        };
        if self.booklet || self.new {
            return Err(Failure("--booklet and --new are of paper: add --format pdf".into()));
        }
        let mut tx = db.read().await?;
        let group = report::group(&mut tx, &self.group).await?;
        report::must_be_member(&mut tx, &group, self.member).await?;
        let as_of = self.as_of.unwrap_or_else(|| Clock::System.today());
        let passbooks = exports::passbooks(&mut tx, &group, self.member, as_of).await?;
        let json = || {
            serde_json::json!({
                "book": group.code,
                "as_of": as_of.to_string(),
                "commodity": group.commodity,
                "passbooks": passbooks.iter().map(Passbook::to_json).collect::<Vec<_>>(),
            })
        };
        report::shown(format, &Passbook::to_rows(&passbooks), json)
    }

    /// Signs the passbooks, writes them into the register and draws them.
    async fn print(&self, db: &Db, place: &Place) -> Outcome {
        if self.as_of.is_some() {
            return Err(Failure(
                "a passbook on paper says how the books stand now: leave --as-of out, or choose another --format".into(),
            ));
        }
        self.paper.must_have_a_place()?;
        let press = place.press(self.public_url.or_usual())?;
        let mut tx = db.write().await?;
        let group = report::group(&mut tx, &self.group).await?;
        report::must_be_member(&mut tx, &group, self.member).await?;
        let whose = self.member.map_or(Whose::All, Whose::One);
        let loaded = passbook::load(&mut tx, &group, whose, Clock::System.today()).await?;
        if loaded.is_empty() {
            return Err(Failure(format!("group {} has no members", group.code)));
        }
        let documents = self.documents(&mut tx, &press, &group, loaded).await?;
        let Some(document) = self.on_sheets(documents, &group) else {
            eprintln!("sansom: every page was printed before; without --new the whole passbook is printed");
            return Ok(true);
        };
        // What is on paper is in the register: the paper first, so that nothing is registered that could not be written.
        let done = self.paper.write_of(&group, document)?;
        tx.commit().await?;
        Ok(done)
    }

    fn page_size(&self) -> Size {
        match self.size {
            PageSize::A6 => Size::A6,
            PageSize::A5 => Size::A5,
        }
    }

    /// The passbooks that have something to print, signed and drawn.
    async fn documents(
        &self,
        tx: &mut Tx,
        press: &Press,
        group: &Group,
        loaded: Vec<(PartyNo, reports::passbook::Passbook)>,
    ) -> Result<Vec<Document>, Failure> {
        let (say, size) = (self.paper.say(), self.page_size());
        let mut before = if self.new { register::last_passbooks(tx, group.book).await? } else { Default::default() };
        let through = EntryNo(loaded[0].1.stand.entry);
        let (mut books, mut wanted) = (Vec::new(), Vec::new());
        for (party, book) in loaded {
            let printed = before.remove(&party).map(|last| last.pages).unwrap_or_default();
            let pages = book.pages_hash(&say, size);
            if !self.new || pages.iter().any(|page| !printed.contains(page)) {
                books.push((book, printed));
                wanted.push(Wanted::Passbook { party, pages });
            }
        }
        let printing = Printing { book: group.book, through, by: None, at: Clock::System.now() };
        let issued = register::issue(tx, press, printing, &wanted).await?;
        let drawn = books.into_iter().zip(issued).map(|((mut book, printed), paper)| {
            book.seal = Some(passbook::signed(press, &paper));
            if self.new { book.new_leaves(&say, size, &printed) } else { book.document(&say, size) }
        });
        Ok(drawn.collect())
    }

    /// All in one document, on sheets where a booklet was asked for.
    fn on_sheets(&self, documents: Vec<Document>, group: &Group) -> Option<Document> {
        let each: Vec<usize> = documents.iter().map(|document| document.pages.len()).collect();
        let mut all = documents.into_iter();
        let mut whole = all.next()?;
        all.for_each(|document| whole.append(document));
        if self.member.is_none() {
            let words = self.paper.say().words();
            whole.title = format!("{} · {}", words.say("offer-passbooks"), words.name(&group.name_km, &group.name_latin));
        }
        Some(match (self.booklet, self.size) {
            (false, _) => whole,
            (true, PageSize::A6) => booklet(whole, &each, Booklet::A6OnA4),
            (true, PageSize::A5) => booklet(whole, &each, Booklet::A5OnA4),
        })
    }
}

impl OfReceipt {
    /// Signs a receipt, writes it into the register and draws it.
    pub async fn print(&self, db: &Db, place: &Place) -> Outcome {
        let PaperFormat::Pdf = self.format;
        self.paper.must_have_a_place()?;
        let press = place.press(self.public_url.or_usual())?;
        let mut tx = db.write().await?;
        let group = report::group(&mut tx, &self.group).await?;
        report::must_be_member(&mut tx, &group, Some(self.member)).await?;
        let entry = EntryNo(self.entry);
        let loaded = receipt::load(&mut tx, &group, self.member, entry).await?;
        let (party, mut paper) = loaded.ok_or_else(|| {
            Failure(format!("entry {} of {} hands nothing to or from member {}", self.entry, group.code, self.member))
        })?;
        let printing = Printing { book: group.book, through: entry, by: None, at: Clock::System.now() };
        let issued = register::issue(&mut tx, &press, printing, &[Wanted::Receipt { party, entry }]).await?;
        paper.seal = issued.first().map(|paper| passbook::signed(&press, paper));
        let done = self.paper.write_of(&group, paper.document(&self.paper.say()))?;
        tx.commit().await?;
        Ok(done)
    }
}
