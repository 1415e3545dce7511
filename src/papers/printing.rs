//! What a print run does: the passbooks are loaded as the books stand, signed and registered, drawn a few at a time away
//! from the requests, laid on sheets and written.
use super::{
    form::{Layout, Order, Pages, Size as Small, Whose},
    passbook,
    register::{self, Issued, Printing, Wanted},
    runs::{Printed, Run, Stands},
};
use crate::{
    app::App,
    error::{self, Fault},
    groups::store::Group,
    practice,
};
use ledger::{EntryNo, PartyNo};
use reports::{Booklet, Document, Say, Size, booklet, passbook::Passbook};
use std::{collections::BTreeMap, sync::Arc, time::Duration};
use tokio::task::spawn_blocking;

/// How many passbooks are drawn before others may have the processor.
const SLICE: usize = 4;

/// How often old files are looked for when nobody asks for one.
const SWEEP: Duration = Duration::from_secs(15 * 60);

/// Removes files that are old, as long as the program runs.
pub async fn sweep(app: App) {
    let mut turn = tokio::time::interval(SWEEP);
    loop {
        turn.tick().await;
        app.runs().sweep(app.now());
    }
}

/// Carries out a run and says how it ended, whatever happens on the way.
pub async fn carry_out(app: App, group: Group, run: Arc<Run>) {
    let work = tokio::spawn(print(app.clone(), group, run.clone()));
    let ended = match work.await {
        Ok(Ok(stands)) => stands,
        Ok(Err(fault)) => Stands::Failed(error::note(&app, &fault, "passbooks")),
        Err(panic) => Stands::Failed(error::note(&app, &Fault::Broken(format!("a print run broke: {panic}")), "passbooks")),
    };
    run.tell(ended);
}

async fn print(app: App, group: Group, run: Arc<Run>) -> Result<Stands, Fault> {
    let _turn = app.runs().turn().await;
    let (order, of_practice) = (run.order, group.practice);
    let Signed { books, left_out, printing, wanted, issued } = signed(&app, &group, &run).await?;
    if books.is_empty() {
        return Ok(Stands::Nothing);
    }
    let passbooks = books.len();
    let (document, each) = drawn(books, order, &run).await?;
    let (runs, id) = (app.clone(), run.id);
    let written = move || {
        let undrawn = document.undrawn().into_iter().collect();
        let pages = document.pages.len();
        let document = on_sheets(document, &each, order);
        let sides = document.sides.as_ref().map_or(pages, Vec::len);
        let bytes = reports::write(&practice::marked(of_practice, document));
        runs.runs().write(id, &bytes)?;
        let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        Ok(Printed {
            passbooks: count(passbooks),
            left_out: count(left_out),
            pages: count(pages),
            sides: count(sides),
            bytes: bytes.len() as u64,
            undrawn,
        })
    };
    let printed: std::io::Result<Printed> = spawn_blocking(written).await.map_err(broken)?;
    let printed = printed.map_err(|error| Fault::Broken(format!("a print run was not written: {error}")))?;
    // The paper first, then the register: "new pages" must not leave out what was never printed.
    let mut tx = app.db().write().await?;
    register::enter(&mut tx, app.press(), printing, &wanted, &issued).await?;
    tx.commit().await?;
    Ok(Stands::Ready(printed))
}

fn broken(error: tokio::task::JoinError) -> Fault {
    Fault::Broken(format!("a passbook was not drawn: {error}"))
}

/// A passbook with what was printed of it before: the hashes of its pages.
struct Book {
    passbook: Passbook,
    before: Vec<String>,
}

/// The passbooks that are to be printed, signed and not registered yet.
struct Signed {
    books: Vec<Book>,
    /// Of how many members nothing is new.
    left_out: usize,
    printing: Printing,
    wanted: Vec<Wanted>,
    issued: Vec<Issued>,
}

/// Loads and signs from one snapshot, so that pages and signature say the same.
async fn signed(app: &App, group: &Group, run: &Run) -> Result<Signed, Fault> {
    let order = run.order;
    let mut tx = app.db().read().await?;
    let loaded = passbook::load(&mut tx, group, order.whose, app.today()).await?;
    let mut before = match order.pages {
        Pages::Full => BTreeMap::new(),
        Pages::New => register::last_passbooks(&mut tx, group.book).await?,
    };
    let through = EntryNo(loaded.first().map_or(0, |(_, passbook)| passbook.stand.entry));
    let all = loaded.len();
    let with_before = loaded.into_iter().map(|(party, passbook)| {
        let before = before.remove(&party).map(|last| last.pages).unwrap_or_default();
        (party, Book { passbook, before })
    });
    let (mut books, wanted) = hashed(with_before.collect(), order).await?;
    let printing = Printing { book: group.book, through, by: Some(run.by), at: app.now() };
    let issued = register::sign(&mut tx, app.press(), printing, &wanted).await?;
    for (book, paper) in books.iter_mut().zip(&issued) {
        book.passbook.seal = Some(passbook::signed(app.press(), paper));
    }
    let left_out = all - books.len();
    Ok(Signed { books, left_out, printing, wanted, issued })
}

/// What is to be signed of each passbook. Where only new pages are wanted, members without one are left out.
async fn hashed(loaded: Vec<(PartyNo, Book)>, order: Order) -> Result<(Vec<Book>, Vec<Wanted>), Fault> {
    let work = move || {
        let hashed = loaded.into_iter().filter_map(|(party, book)| {
            let pages = book.passbook.pages_hash(&order.say, size(order.size));
            let wanted = order.pages == Pages::Full || pages.iter().any(|page| !book.before.contains(page));
            wanted.then_some((book, Wanted::Passbook { party, pages }))
        });
        hashed.unzip()
    };
    spawn_blocking(work).await.map_err(broken)
}

fn size(size: Small) -> Size {
    match size {
        Small::A6 => Size::A6,
        Small::A5 => Size::A5,
    }
}

/// All passbooks one behind the other, and how many pages each has.
async fn drawn(books: Vec<Book>, order: Order, run: &Run) -> Result<(Document, Vec<usize>), Fault> {
    let all = u32::try_from(books.len()).unwrap_or(u32::MAX);
    let mut whole: Option<Document> = None;
    let mut each = Vec::with_capacity(books.len());
    let mut rest = books.into_iter().peekable();
    while rest.peek().is_some() {
        run.tell(Stands::Drawing(u32::try_from(each.len()).unwrap_or(u32::MAX), all));
        let slice: Vec<Book> = rest.by_ref().take(SLICE).collect();
        let work = move || slice.iter().map(|book| draw(book, order)).collect::<Vec<Document>>();
        for document in spawn_blocking(work).await.map_err(broken)? {
            each.push(document.pages.len());
            match &mut whole {
                Some(whole) => whole.append(document),
                None => whole = Some(document),
            }
        }
    }
    let mut whole = whole.ok_or_else(|| Fault::Broken("no passbook to draw".into()))?;
    if order.whose == Whose::All {
        whole.title = title(&run.order.say);
    }
    Ok((whole, each))
}

/// What a viewer calls the passbooks of a group; it names nobody.
fn title(say: &Say) -> String {
    say.words().say("offer-passbooks").into_owned()
}

fn draw(book: &Book, order: Order) -> Document {
    let size = size(order.size);
    match order.pages {
        Pages::Full => book.passbook.document(&order.say, size),
        Pages::New => book.passbook.new_leaves(&order.say, size, &book.before),
    }
}

/// Lays the pages on sheets, where a booklet is wanted.
fn on_sheets(document: Document, each: &[usize], order: Order) -> Document {
    match (order.layout, order.size) {
        (Layout::Pages, _) => document,
        (Layout::Booklet, Small::A6) => booklet(document, each, Booklet::A6OnA4),
        (Layout::Booklet, Small::A5) => booklet(document, each, Booklet::A5OnA4),
    }
}
