//! What every request shares: the database, the clock, the settings.
use crate::{
    papers::{press::Press, runs::Runs},
    programme::kept::Kept,
    store::Db,
};
use chrono::{DateTime, FixedOffset, NaiveDate, SubsecRound, Utc};
use std::sync::Arc;
use tokio::sync::Semaphore;

/// The running program; cheap to clone.
#[derive(Clone, Debug)]
pub struct App(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    db: Db,
    clock: Clock,
    settings: Settings,
    press: Press,
    runs: Runs,
    figures: Kept,
    passwords: Semaphore,
}

/// How the program was started.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// Browsers reach it by https, or on this very machine: cookies are `__Host-` and `Secure`. False only for a village
    /// network without https, where such cookies are refused.
    pub secure_cookies: bool,
    /// The demo's folder: the sign-in page shows the demo's sign-ins.
    pub demo: bool,
}

/// Where "now" comes from.
#[derive(Clone, Copy, Debug)]
pub enum Clock {
    /// The machine.
    System,
    /// A fixed instant: tests and the demo's past.
    Fixed(DateTime<Utc>),
}

impl Clock {
    /// Now, to the microsecond, which is what both databases keep.
    pub fn now(self) -> DateTime<Utc> {
        match self {
            Clock::System => Utc::now().trunc_subsecs(6),
            Clock::Fixed(at) => at,
        }
    }

    /// Today in Cambodia, UTC+7 all year.
    pub fn today(self) -> NaiveDate {
        let cambodia = FixedOffset::east_opt(7 * 3600).expect("seven hours is a valid offset");
        self.now().with_timezone(&cambodia).date_naive()
    }
}

impl App {
    /// The program over a database, with a key for papers that is forgotten when it ends.
    pub fn new(db: Db, clock: Clock, settings: Settings) -> App {
        App::printing(db, clock, settings, Press::for_a_moment())
    }

    /// The program over a database, with the key that signs its papers.
    pub fn printing(db: Db, clock: Clock, settings: Settings, press: Press) -> App {
        // Hashing a password takes 19 MiB; two at once keep a small machine alive under a storm of sign-ins.
        App(Arc::new(Shared {
            db,
            clock,
            settings,
            press,
            runs: Runs::default(),
            figures: Kept::default(),
            passwords: Semaphore::new(2),
        }))
    }

    /// The database.
    pub fn db(&self) -> &Db {
        &self.0.db
    }

    /// Now.
    pub fn now(&self) -> DateTime<Utc> {
        self.0.clock.now()
    }

    /// Today in Cambodia.
    pub fn today(&self) -> NaiveDate {
        self.0.clock.today()
    }

    /// What signed papers bear: the key, and where they are looked up.
    pub fn press(&self) -> &Press {
        &self.0.press
    }

    /// The print runs that are known.
    pub fn runs(&self) -> &Runs {
        &self.0.runs
    }

    /// The figures of the programme that are kept.
    pub fn figures(&self) -> &Kept {
        &self.0.figures
    }

    /// How it was started.
    pub fn settings(&self) -> &Settings {
        &self.0.settings
    }

    /// Runs a costly hashing away from the requests, two at a time.
    pub async fn hashing<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> T {
        let _turn = self.0.passwords.acquire().await.expect("the semaphore is never closed");
        tokio::task::spawn_blocking(work).await.expect("hashing does not panic")
    }
}
