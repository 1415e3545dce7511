//! Print runs: passbooks that are drawn beside the requests, how far each is, and the files that are kept for a day.
//!
//! A run is known to the running program alone: what was asked for and where it stands live in memory, the finished file
//! in a folder of the data folder (`prints/`), named by the run's id and readable by the program alone. The folder is
//! emptied at start; a file goes after [`HOURS`] or when [`KEPT`] runs are known, the oldest first. Nothing is lost by
//! that: the books are the truth, and the same passbooks can be drawn again.
use super::form::Order;
use crate::store::BookId;
use chrono::{DateTime, TimeDelta, Utc};
use std::{
    fs,
    io::{self, Write},
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError},
    time::Duration,
};
use templates::papers::run::HOURS;
use tokio::{
    sync::{Semaphore, SemaphorePermit, watch},
    time::timeout,
};
use uuid::Uuid;

/// How many runs are known at once.
pub const KEPT: usize = 100;
/// How many are drawn at once: drawing takes a processor, and pages must not wait for it.
const AT_ONCE: usize = 2;
/// How many runs of one person may be under way.
const OF_ONE: usize = 5;

/// The print runs of a running program.
#[derive(Debug)]
pub struct Runs {
    folder: OnceLock<Folder>,
    drawing: Semaphore,
    /// The oldest first.
    known: Mutex<Vec<Arc<Run>>>,
}

/// A run.
#[derive(Debug)]
pub struct Run {
    /// What it is called in addresses, and its file.
    pub id: Uuid,
    /// Whose book: only who may see it may see the run.
    pub book: BookId,
    /// What was asked for.
    pub order: Order,
    /// Who asked.
    pub by: Uuid,
    /// When.
    pub began: DateTime<Utc>,
    stands: watch::Sender<Stands>,
}

/// How far a run is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stands {
    /// Others are drawn first.
    Waiting,
    /// So many passbooks of so many are drawn.
    Drawing(u32, u32),
    /// The file is there.
    Ready(Printed),
    /// No page was new.
    Nothing,
    /// It broke; the number tells the line in the log.
    Failed(String),
}

/// What was printed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Printed {
    /// Passbooks.
    pub passbooks: u32,
    /// Members of whom nothing was new.
    pub left_out: u32,
    /// Pages of passbooks.
    pub pages: u32,
    /// Sides of paper.
    pub sides: u32,
    /// Bytes of the file.
    pub bytes: u64,
    /// What no font could draw.
    pub undrawn: Vec<char>,
}

/// Why a run does not begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Full {
    /// Too many are under way: this person's, or everybody's.
    UnderWay,
}

impl Stands {
    /// Whether nothing more will happen.
    pub fn is_over(&self) -> bool {
        !matches!(self, Stands::Waiting | Stands::Drawing(..))
    }
}

impl Run {
    /// How far it is.
    pub fn stands(&self) -> Stands {
        self.stands.borrow().clone()
    }

    /// Says how far it is.
    pub fn tell(&self, stands: Stands) {
        self.stands.send_replace(stands);
    }

    /// Waits until it is over, at most so long: a single passbook is there at once.
    pub async fn wait(&self, most: Duration) {
        let mut stands = self.stands.subscribe();
        timeout(most, stands.wait_for(Stands::is_over)).await.ok();
    }
}

impl Default for Runs {
    fn default() -> Runs {
        Runs { folder: OnceLock::new(), drawing: Semaphore::new(AT_ONCE), known: Mutex::default() }
    }
}

impl Runs {
    /// Keeps the files in a folder, which is made or emptied: files of a program that ended are nobody's. Without it they
    /// are kept in a folder of their own that goes with the program.
    ///
    /// # Errors
    /// Where the folder can be neither made nor emptied.
    pub fn keep_in(&self, folder: &Path) -> io::Result<()> {
        make(folder)?;
        for file in fs::read_dir(folder)? {
            let file = file?.path();
            if file.extension().is_some_and(|kind| kind == "pdf") {
                fs::remove_file(file)?;
            }
        }
        self.folder.set(Folder { path: folder.to_owned(), passing: false }).ok();
        Ok(())
    }

    /// Begins a run, or finds the one that is already under way for the same: a second click makes no second run. Says
    /// whether it is a new one.
    ///
    /// # Errors
    /// [`Full`] where too many are under way.
    pub fn begin(&self, book: BookId, order: Order, by: Uuid, now: DateTime<Utc>) -> Result<(Arc<Run>, bool), Full> {
        self.sweep(now);
        let mut known = self.known();
        let mut under_way = known.iter().filter(|run| !run.stands().is_over());
        if let Some(run) = under_way.clone().find(|run| (run.book, run.order) == (book, order)) {
            return Ok((run.clone(), false));
        }
        if under_way.by_ref().filter(|run| run.by == by).count() >= OF_ONE {
            return Err(Full::UnderWay);
        }
        if known.len() >= KEPT {
            let oldest = known.iter().position(|run| run.stands().is_over()).ok_or(Full::UnderWay)?;
            self.forget(&known.remove(oldest));
        }
        let run = Run { id: Uuid::now_v7(), book, order, by, began: now, stands: watch::Sender::new(Stands::Waiting) };
        let run = Arc::new(run);
        known.push(run.clone());
        Ok((run, true))
    }

    /// The run of an id, where it is one of this book and still known.
    pub fn find(&self, book: BookId, id: Uuid, now: DateTime<Utc>) -> Option<Arc<Run>> {
        self.sweep(now);
        self.known().iter().find(|run| run.id == id && run.book == book).cloned()
    }

    /// Forgets a run whose file is gone.
    pub fn lose(&self, id: Uuid) {
        self.known().retain(|run| run.id != id);
    }

    /// Forgets the runs that ended long ago, and removes their files.
    pub fn sweep(&self, now: DateTime<Utc>) {
        let old = |run: &Arc<Run>| run.stands().is_over() && now - run.began >= TimeDelta::hours(HOURS);
        self.known().extract_if(.., |run| old(run)).for_each(|run| self.forget(&run));
    }

    /// Waits for a turn to draw.
    pub async fn turn(&self) -> SemaphorePermit<'_> {
        self.drawing.acquire().await.expect("the semaphore is never closed")
    }

    /// Where the file of a run is.
    pub fn file(&self, id: Uuid) -> PathBuf {
        self.folder.get_or_init(Folder::passing).path.join(format!("{}.pdf", id.simple()))
    }

    /// Writes the file of a run; half a file is not left behind.
    ///
    /// # Errors
    /// Where it cannot be written, such as on a full disk.
    pub fn write(&self, id: Uuid, bytes: &[u8]) -> io::Result<()> {
        let file = self.file(id);
        if let Some(folder) = file.parent() {
            make(folder)?;
        }
        let written =
            fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&file).and_then(|mut open| open.write_all(bytes));
        if written.is_err() {
            fs::remove_file(&file).ok();
        }
        written
    }

    fn known(&self) -> MutexGuard<'_, Vec<Arc<Run>>> {
        // Whoever panicked with it had changed nothing by halves: it is a list.
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn forget(&self, run: &Run) {
        match fs::remove_file(self.file(run.id)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                tracing::warn!(%error, run = %run.id, "the file of a print run was not removed");
            }
            _ => {}
        }
    }
}

/// Where files are kept.
#[derive(Debug)]
struct Folder {
    path: PathBuf,
    /// It goes with the program.
    passing: bool,
}

impl Folder {
    fn passing() -> Folder {
        Folder { path: std::env::temp_dir().join(format!("sansom-prints-{}", Uuid::now_v7().simple())), passing: true }
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if self.passing {
            fs::remove_dir_all(&self.path).ok();
        }
    }
}

/// Makes a folder that only its owner looks into, where there is none.
fn make(folder: &Path) -> io::Result<()> {
    fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    fn order(number: i64) -> Order {
        Order { whose: super::super::form::Whose::One(number), ..Order::default() }
    }

    fn at(hour: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::hours(hour)
    }

    fn end(runs: &Runs, run: &Run) {
        runs.write(run.id, b"%PDF-").unwrap();
        run.tell(Stands::Ready(Printed::default()));
    }

    #[test]
    fn a_file_is_kept_for_a_day_and_only_its_owner_reads_it() {
        let runs = Runs::default();
        let (run, new) = runs.begin(BookId(1), order(1), Uuid::nil(), at(0)).unwrap();
        assert!(new);
        end(&runs, &run);
        let file = runs.file(run.id);
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
        assert!(runs.find(BookId(1), run.id, at(23)).is_some());
        assert!(runs.find(BookId(2), run.id, at(23)).is_none(), "of another book");
        assert!(runs.find(BookId(1), run.id, at(24)).is_none());
        assert!(!file.exists());
        let folder = file.parent().unwrap().to_owned();
        drop(runs);
        assert!(!folder.exists());
    }

    #[test]
    fn a_second_click_makes_no_second_run() {
        let runs = Runs::default();
        let (first, _) = runs.begin(BookId(1), order(1), Uuid::nil(), at(0)).unwrap();
        let (second, new) = runs.begin(BookId(1), order(1), Uuid::max(), at(0)).unwrap();
        assert_eq!((first.id, new), (second.id, false));
        // In another book, and once it is over, it is one of its own.
        assert!(runs.begin(BookId(2), order(1), Uuid::nil(), at(0)).unwrap().1);
        first.tell(Stands::Nothing);
        assert!(runs.begin(BookId(1), order(1), Uuid::nil(), at(0)).unwrap().1);
    }

    #[test]
    fn the_oldest_that_is_over_makes_room_and_one_person_does_not_take_it_all() {
        let runs = Runs::default();
        let by = |number: i64| Uuid::from_u128(number.unsigned_abs().into());
        let begun: Vec<_> =
            (0..KEPT as i64).map(|number| runs.begin(BookId(1), order(number), by(number), at(0)).unwrap().0).collect();
        assert!(runs.begin(BookId(1), order(-1), by(1), at(0)).is_err(), "all are under way");
        end(&runs, &begun[7]);
        runs.begin(BookId(1), order(-1), by(-1), at(0)).unwrap();
        assert!(runs.find(BookId(1), begun[7].id, at(0)).is_none() && !runs.file(begun[7].id).exists());
        assert!(runs.find(BookId(1), begun[0].id, at(0)).is_some());
        let runs = Runs::default();
        for number in 0..OF_ONE as i64 {
            runs.begin(BookId(1), order(number), by(1), at(0)).unwrap();
        }
        assert!(runs.begin(BookId(1), order(99), by(1), at(0)).is_err());
        assert!(runs.begin(BookId(1), order(99), by(2), at(0)).is_ok());
    }

    #[test]
    fn the_folder_is_emptied_at_start() {
        let runs = Runs::default();
        let (run, _) = runs.begin(BookId(1), order(1), Uuid::nil(), at(0)).unwrap();
        end(&runs, &run);
        let folder = runs.file(run.id).parent().unwrap().to_owned();
        fs::write(folder.join("notes.txt"), "not ours").unwrap();
        Runs::default().keep_in(&folder).unwrap();
        assert!(!runs.file(run.id).exists() && folder.join("notes.txt").exists());
    }
}
