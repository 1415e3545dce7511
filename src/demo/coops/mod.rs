//! The demo's cooperatives: two rice mills of two hundred members, each with ten groups of organic growers, one in the middle
//! of its season and one whose year was divided; ten vegetable groups; and the market on which all of them sell.
//!
//! Who they are comes from files by the road of `import coop`. What is regular (two hundred members, who delivers how much)
//! is made here, the same on every day; everything goes through the rules, in the order of its days.
mod desk;
mod market;
pub(super) mod people;
mod season;
mod vegetables;

use super::{Demo, MADE, PASSWORD, files, group, moved};
use crate::{
    app::App,
    cli::Failure,
    coops::store,
    groups::store as settings,
    imports::{self, ImportError, Imported},
    store::Tx,
    users::password,
};
use desk::Desk;
use std::time::Duration;

/// Under this name the database keeps how many parts are made. A demo that an older program made has no such number, and has
/// all of them.
pub(super) const PARTS_MADE: &str = "demo-coops-made";

/// The cooperative in the middle of its season.
pub const IN_SEASON: &str = "CE-KC-RM";

macro_rules! file {
    ($name:literal) => {
        include_str!(concat!("../../../fixtures/demo/coops/", $name))
    };
}
use file;

/// A rice mill that a cooperative keeps.
struct Mill {
    code: &'static str,
    /// Its own file, without members.
    coop: &'static str,
    /// What happened, step by step.
    season: &'static str,
    /// Who writes, and who confirms.
    officers: (&'static str, &'static str),
    /// Where its members begin in the lists of names, so that the two have different ones.
    names: usize,
}

static MILLS: [Mill; 2] = [
    Mill {
        code: "CE-PV-RM",
        coop: file!("ce-pv-rm.toml"),
        season: file!("ce-pv-rm-season.toml"),
        officers: ("officer", "finance"),
        names: 211,
    },
    Mill {
        code: IN_SEASON,
        coop: file!("ce-kc-rm.toml"),
        season: file!("ce-kc-rm-season.toml"),
        officers: ("coop-treasurer", "coop-secretary"),
        names: 0,
    },
];

/// What is made in a transaction of its own.
#[derive(Clone, Copy)]
enum Part {
    Market,
    Mill(&'static Mill),
    Vegetables,
}

/// All, in their order.
static PARTS: [Part; 4] = [Part::Market, Part::Mill(&MILLS[0]), Part::Mill(&MILLS[1]), Part::Vegetables];

/// Makes what is not made yet, with a pause after each part.
pub(super) async fn make(app: &App, pause: Duration) -> Result<(), Failure> {
    loop {
        let mut tx = app.db().write().await?;
        let Some(made_on) = settings::setting(&mut tx, MADE).await? else { return Ok(()) };
        let Some(made) = settings::setting(&mut tx, PARTS_MADE).await? else { return Ok(()) };
        let made: usize = made.parse()?;
        let Some(part) = PARTS.get(made) else { return Ok(()) };
        let today = made_on.parse()?;
        let demo = Demo { moved: moved(today), now: app.now(), today };
        match part {
            Part::Market => market::make(&demo, &mut tx).await?,
            Part::Mill(mill) => {
                let hashed = app.hashing(|| password::hash(PASSWORD)).await;
                demo.mill(&mut tx, mill, &hashed).await?;
            }
            Part::Vegetables => vegetables::make(&demo, &mut tx).await?,
        }
        settings::set_setting(&mut tx, PARTS_MADE, &(made + 1).to_string()).await?;
        tx.commit().await?;
        tokio::time::sleep(pause).await;
    }
}

impl Demo {
    /// A cooperative with a mill, who signs in at it, and its season.
    async fn mill(&self, tx: &mut Tx, mill: &Mill, hashed: &str) -> Result<(), Failure> {
        let members = people::growers(mill.names) + &people::others(mill.names);
        self.coop(tx, mill.code, &format!("{}\n{members}", mill.coop)).await?;
        self.users(tx, &files::programme()?, hashed, |user| user.group.as_deref() == Some(mill.code)).await?;
        let season = season::read(mill.season).map_err(|error| Failure(format!("the season of {}: {error}", mill.code)))?;
        self.season(tx, mill.code, mill.officers, &season).await
    }

    /// Founds a cooperative from the text of its file.
    async fn coop(&self, tx: &mut Tx, code: &str, text: &str) -> Result<(), Failure> {
        let beside = |name: &str| Err(format!("the demo has no {name}"));
        let file = taken(code, imports::coops::read_text(text, beside))?.moved(self.moved);
        let act = self.act(tx, "officer", self.today).await?;
        taken(code, file.write(tx, act).await).map(drop)
    }

    /// Takes a cooperative through the steps of its season.
    async fn season(&self, tx: &mut Tx, code: &str, officers: (&str, &str), steps: &[season::Step]) -> Result<(), Failure> {
        let missing = || Failure(format!("the demo has no cooperative {code}"));
        let coop = store::coop(tx, code).await?.ok_or_else(missing)?;
        let group = group(tx, code).await?;
        let mut desk = Desk::open(self, tx, group, coop, officers).await?;
        for step in steps {
            let on = step.on + self.moved;
            desk.step(tx, on, &step.does).await.map_err(|Failure(why)| Failure(format!("{code} on {on}: {why}")))?;
        }
        desk.bring(tx).await
    }
}

/// A fixture that is not taken is a fault of the program: a test makes the demo.
fn taken<T>(what: &str, done: Result<T, ImportError>) -> Result<T, Failure> {
    done.map_err(|error| Failure(format!("the demo’s {what}: {error:?}")))
}

/// The same for what was brought.
fn brought(what: &str, done: Result<Imported, ImportError>) -> Result<(), Failure> {
    taken(what, done).map(drop)
}
