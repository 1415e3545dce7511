//! What every request shares: the database, the clock, the settings.
use crate::{
    bundles::keys::Keys,
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
    keys: Arc<Keys>,
    runs: Runs,
    figures: Kept,
    passwords: Semaphore,
    line: Semaphore,
    bodies: Semaphore,
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
    /// The program over a database, with keys for papers and bundles that are forgotten when it ends.
    pub fn new(db: Db, clock: Clock, settings: Settings) -> App {
        App::keyed(db, clock, settings, Press::for_a_moment(), Keys::for_a_moment())
    }

    /// The program over a database, with the key that signs its papers.
    pub fn printing(db: Db, clock: Clock, settings: Settings, press: Press) -> App {
        App::keyed(db, clock, settings, press, Keys::for_a_moment())
    }

    /// The same, with the keys that sign and open its bundles.
    pub fn keyed(db: Db, clock: Clock, settings: Settings, press: Press, keys: impl Into<Arc<Keys>>) -> App {
        // Hashing a password takes 19 MiB; two at once keep a small machine alive under a storm of sign-ins.
        App(Arc::new(Shared {
            db,
            clock,
            settings,
            press,
            keys: keys.into(),
            runs: Runs::default(),
            figures: Kept::default(),
            passwords: Semaphore::new(2),
            line: Semaphore::new(1),
            bodies: Semaphore::new(3),
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

    /// What bundles are signed with and opened with.
    pub fn keys(&self) -> &Keys {
        &self.0.keys
    }

    /// The print runs that are known.
    pub fn runs(&self) -> &Runs {
        &self.0.runs
    }

    /// The figures of the programme that are kept.
    pub fn figures(&self) -> &Kept {
        &self.0.figures
    }

    /// Places for bundles that are on their way in over the line: each may be long.
    pub fn bodies(&self) -> &Semaphore {
        &self.0.bodies
    }

    /// Whose turn it is to bring a bundle over the line: one at a time.
    pub fn line(&self) -> &Semaphore {
        &self.0.line
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
