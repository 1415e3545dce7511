//! `sansom check`, `backup` and `restore`.
use super::{Failure, Outcome, Place, print};
use crate::{
    papers::keys::PaperKey,
    store::{Db, Engine, books, check, is_current},
};
use clap::Args;
use std::{
    fs,
    io::ErrorKind,
    path::{Path, PathBuf},
};

/// Recomputes everything from the postings.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  sansom check
  sansom --data /srv/sansom check || mail-the-administrator

Exit codes: 0 nothing was found; 1 something was, one line each, or it could not be read.")]
pub struct Check {}

/// Copies the data file.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  sansom backup /media/stick/sansom-2026-03-31.db
  sansom backup --with-key /media/safe/sansom-2026-03-31.db     and the key of papers beside it, under …db.key
  pg_dump --format=custom sansom > sansom.dump       PostgreSQL has its own")]
pub struct Backup {
    /// A file that is not there yet.
    file: PathBuf,
    /// Copies the secret key of papers too, into FILE.key: whoever has both can print papers that count as ours.
    #[arg(long)]
    with_key: bool,
}

/// Puts a copy back.
#[derive(Args, Debug)]
#[command(after_help = "Example:
  sansom --data /srv/sansom-new restore /media/stick/sansom-2026-03-31.db

It never overwrites: where there are books already, move them away first.
Exit codes: 0 restored and checked; 1 refused, or restored and something was found in it.")]
pub struct Restore {
    /// A file that `sansom backup` wrote.
    file: PathBuf,
}

impl Check {
    pub async fn run(self, place: &Place) -> Outcome {
        place.must_exist()?;
        // As it is: whoever doubts the books does not want them changed, not even brought up to date.
        let db = Db::connect(&place.url()).await?;
        if !is_current(&db).await? {
            db.close().await;
            let how = "bring it up to date first (any other command does, such as sansom report groups), or check it with the program that wrote it";
            return Err(Failure(format!("these books are of another version of the program: {how}")));
        }
        let well = report(&db).await?;
        db.close().await;
        Ok(well)
    }
}

/// Lists what is found; whether nothing is.
async fn report(db: &Db) -> Outcome {
    let findings = check(db).await?;
    for finding in &findings {
        print(format!("{finding}\n"))?;
    }
    match findings.len() {
        0 => print("nothing found: balances, totals, chains and cash counts agree with the postings\n")?,
        1 => eprintln!("sansom: 1 finding"),
        many => eprintln!("sansom: {many} findings"),
    }
    Ok(findings.is_empty())
}

impl Backup {
    pub async fn run(self, place: &Place) -> Outcome {
        place.must_exist()?;
        let db = Db::connect(&place.url()).await?;
        if db.engine() == Engine::Postgres {
            return Err(Failure(
                "a PostgreSQL database is copied with its own pg_dump: pg_dump --format=custom NAME > FILE".into(),
            ));
        }
        if self.file.exists() {
            return Err(Failure(format!("{} is there already", self.file.display())));
        }
        // The key first: where it cannot be copied, no copy of the books pretends to be the whole of what was asked.
        let key = self.copy_key(place)?;
        db.snapshot_to(&self.file).await.map_err(|error| Failure(format!("{}: {error}", self.file.display())))?;
        db.close().await;
        print(format!("backup written: {}\n{key}\n", self.file.display()))?;
        Ok(true)
    }

    /// Copies the key of papers beside the copy, where that was asked; what is said of it.
    fn copy_key(&self, place: &Place) -> Result<String, Failure> {
        let (own, beside) = (PaperKey::file(&place.data), key_beside(&self.file));
        if !self.with_key {
            return Ok(
                "the key of papers is not in it (--with-key copies it beside); papers printed so far can be checked without it"
                    .into(),
            );
        }
        match PaperKey::read(&own) {
            Ok(key) => key.write(&beside).map_err(|error| Failure(format!("{}: {error}", beside.display())))?,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok("there is no key of papers yet".into()),
            Err(error) => return Err(Failure(format!("{}: {error}", own.display()))),
        }
        Ok(format!("key of papers written: {}", beside.display()))
    }
}

/// Where the key of papers stands beside a copy of the books.
fn key_beside(copy: &Path) -> PathBuf {
    let mut name = copy.as_os_str().to_owned();
    name.push(".key");
    name.into()
}

impl Restore {
    pub async fn run(self, place: &Place) -> Outcome {
        if place.database_url.is_some() {
            return Err(Failure("a PostgreSQL database is restored with its own pg_restore".into()));
        }
        let target = place.file();
        for ending in ["", "-wal", "-shm"] {
            let there = place.data.join(format!("sansom.db{ending}"));
            if there.exists() {
                return Err(Failure(format!("{} is there already; move it away first", there.display())));
            }
        }
        let key = self.key(place)?;
        fs::create_dir_all(&place.data).map_err(|error| Failure(format!("{}: {error}", place.data.display())))?;
        let part = place.data.join("sansom.db.part");
        let taken = self.take(&part, &target).await;
        for ending in ["", "-wal", "-shm"] {
            fs::remove_file(place.data.join(format!("sansom.db.part{ending}"))).ok();
        }
        taken?;
        print(format!("restored: {}\n", target.display()))?;
        if let Some(key) = key {
            let file = PaperKey::file(&place.data);
            key.write(&file).map_err(|error| Failure(format!("{}: {error}", file.display())))?;
            print(format!("key of papers restored: {}\n", file.display()))?;
        }
        let db = Db::connect(&place.url()).await?;
        if !is_current(&db).await? {
            db.close().await;
            let how = "bring it up to date first (any other command does, such as sansom report groups), or check it with the program that wrote it";
            return Err(Failure(format!("these books are of another version of the program: {how}")));
        }
        let well = report(&db).await?;
        db.close().await;
        Ok(well)
    }

    /// The key of papers that stands beside the copy and is not here yet. One that would take the place of another is
    /// refused before anything is written.
    fn key(&self, place: &Place) -> Result<Option<PaperKey>, Failure> {
        let (beside, here) = (key_beside(&self.file), PaperKey::file(&place.data));
        let read = |file: &Path| match PaperKey::read(file) {
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(Failure(format!("{}: {error}", file.display()))),
            Ok(key) => Ok(Some(key)),
        };
        match (read(&beside)?, read(&here)?) {
            (Some(copied), Some(own)) if copied.public() != own.public() => {
                Err(Failure(format!("{} is there already and is another key; move it away first", here.display())))
            }
            (copied, None) => Ok(copied),
            (_, Some(_)) => Ok(None),
        }
    }

    /// Copies under another name, sees that it is a database of ours, and only then gives it its name, which must be free.
    async fn take(&self, part: &Path, target: &Path) -> Result<(), Failure> {
        let source = self.file.display();
        copy(&self.file, part).map_err(|error| Failure(format!("{source}: {error}")))?;
        let url = format!("sqlite:{}", part.display());
        let ours = Db::connect(&url).await.map_err(|_| Failure(format!("{source} is not a copy that sansom backup wrote")))?;
        let known = books(&mut ours.read().await?).await;
        ours.close().await;
        known.map_err(|_| Failure(format!("{source} is not a copy that sansom backup wrote")))?;
        // Brought up to date before it is in place; a copy from a newer program is refused here.
        Db::open(&url).await?.close().await;
        fs::File::open(part)?.sync_all()?;
        fs::hard_link(part, target).map_err(|error| Failure(format!("{}: {error}", target.display())))?;
        if let Some(folder) = target.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            fs::File::open(folder)?.sync_all()?;
        }
        Ok(())
    }
}

/// Copies bytes into a file that only its owner may read.
fn copy(from: &Path, to: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::OpenOptionsExt;
    let mut source = fs::File::open(from)?;
    if source.metadata()?.is_dir() {
        return Err(std::io::ErrorKind::IsADirectory.into());
    }
    let mut copy = fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(to)?;
    std::io::copy(&mut source, &mut copy)?;
    copy.sync_all()
}
