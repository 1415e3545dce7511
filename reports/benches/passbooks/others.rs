//! The other engines, each kept warm in one process that is told what to make (`others.py`).
use super::Fallible;
use std::{
    io::{BufRead, BufReader, Write},
    path::Path,
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
    time::Duration,
};

/// An engine that we are compared with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Engine {
    Typst,
    WeasyPrint,
    Chromium,
}

impl Engine {
    pub(super) const ALL: [Engine; 3] = [Engine::Typst, Engine::WeasyPrint, Engine::Chromium];

    pub(super) fn code(self) -> &'static str {
        match self {
            Engine::Typst => "typst",
            Engine::WeasyPrint => "weasyprint",
            Engine::Chromium => "chromium",
        }
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Engine::Typst => "Typst",
            Engine::WeasyPrint => "WeasyPrint",
            Engine::Chromium => "Chromium",
        }
    }

    /// How many are timed in a round: enough for the clock, few enough that all rounds take minutes.
    pub(super) fn many(self) -> usize {
        match self {
            Engine::Typst | Engine::Chromium => 100,
            Engine::WeasyPrint => 10,
        }
    }
}

/// The process of the other engines.
pub(super) struct Others {
    child: Child,
    ask: ChildStdin,
    told: BufReader<ChildStdout>,
}

impl Others {
    /// Starts it; `scripts/bench` installs what it needs.
    pub(super) fn start(folder: &Path) -> Fallible<Others> {
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        let python = here.join("../target/bench-venv/bin/python");
        let mut child = Command::new(&python)
            .arg(here.join("benches/passbooks/others.py"))
            .arg(folder)
            .arg(here.join("fonts"))
            .arg(here.join("benches/passbooks/passbook.typ"))
            .arg(std::env::var_os("CHROMIUM").unwrap_or_else(|| "chromium".into()))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| format!("{}: {error}; scripts/bench installs it", python.display()))?;
        let ask = child.stdin.take().ok_or("no pipe")?;
        let told = BufReader::new(child.stdout.take().ok_or("no pipe")?);
        Ok(Others { child, ask, told })
    }

    /// Has an engine make passbooks; the time that it took.
    pub(super) fn make(&mut self, engine: Engine, first: usize, many: usize) -> Fallible<Duration> {
        writeln!(self.ask, "{} {first} {many}", engine.code())?;
        let mut line = String::new();
        self.told.read_line(&mut line)?;
        let seconds = line.trim().parse().map_err(|_| format!("{} made no passbooks", engine.name()))?;
        Ok(Duration::from_secs_f64(seconds))
    }
}

impl Drop for Others {
    fn drop(&mut self) {
        // It ends when nothing is asked any more; this ends it where it hangs.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
