//! What paper costs: passbooks of six pages, ours against Typst, WeasyPrint and headless Chromium on the same content,
//! turn by turn in one run. `scripts/bench` calls it; it prints rows of docs/BENCHMARKS.md and exits with 1 when a promise
//! is not kept or could not be measured.
#[path = "passbooks/content.rs"]
mod content;
#[path = "passbooks/made.rs"]
mod made;
#[path = "passbooks/others.rs"]
mod others;
#[path = "passbooks/told.rs"]
mod told;

use others::{Engine, Others};
use reports::{Language, Say, Size, write};
use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, ExitCode},
    time::{Duration, Instant},
};
use words::Digits;

type Fallible<T = ()> = Result<T, Box<dyn std::error::Error>>;

/// How often the engines take turns, and how many passbooks we make at a turn.
const ROUNDS: usize = 5;
const OURS: usize = 400;
const PAGES: usize = 6;
const GROUP: usize = 30;
const KIB: f64 = 1024.0;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let done = match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["--make", many, folder] => alone(many, Path::new(folder)).map(|()| true),
        // `cargo test --benches` runs benches too; they measure only when asked to.
        _ if !arguments.iter().any(|argument| argument == "--bench") => Ok(true),
        _ => measure(),
    };
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(error) => {
            eprintln!("bench: {error}");
            ExitCode::from(2)
        }
    }
}

fn measure() -> Fallible<bool> {
    let folder = std::env::temp_dir().join(format!("sansom-passbooks-{}", std::process::id()));
    fs::create_dir_all(&folder)?;
    let kept = rows(&folder);
    fs::remove_dir_all(&folder)?;
    kept
}

fn rows(folder: &Path) -> Fallible<bool> {
    println!("| what | measured | promise | kept |\n|---|---|---|---|");
    let flat = memory(folder)?;
    let small = size(folder)?;
    let faster = speed(folder)?;
    Ok(flat && small && faster)
}

fn row(what: &str, measured: &str, promise: &str, kept: Option<bool>) -> bool {
    let mark = kept.map_or("", |kept| if kept { "yes" } else { "**no**" });
    println!("| {what} | {measured} | {promise} | {mark} |");
    kept.unwrap_or(true)
}

/// Makes passbooks into files of their own; how long that took, from plain data to bytes on the disk.
fn make(folder: &Path, numbers: impl Iterator<Item = usize>) -> Fallible<Duration> {
    let begun = Instant::now();
    let mut group = made::group(0);
    for number in numbers {
        if number % GROUP == 0 {
            group = made::group((number / GROUP) as i64);
        }
        let passbook = made::passbook(&group, number as i64 + 1);
        fs::write(ours(folder, number), write(&passbook.document(&say(), Size::A6)))?;
    }
    Ok(begun.elapsed())
}

fn say() -> Say {
    Say::new(Language::Khmer, Digits::Latin)
}

fn ours(folder: &Path, number: usize) -> PathBuf {
    folder.join(format!("ours-{number}.pdf"))
}

/// Each engine in turn, round by round: the ratio of a round is that of two neighbours in time.
fn speed(folder: &Path) -> Fallible<bool> {
    let most = Engine::ALL.iter().map(|engine| engine.many()).max().unwrap_or(0) * ROUNDS;
    for number in 0..most.max(1) {
        let group = made::group((number / GROUP) as i64);
        let passbook = made::passbook(&group, number as i64 + 1);
        let printed = passbook.document(&say(), Size::A6);
        let leaves = told::leaves(&passbook, &printed, say());
        told::same(&leaves, &printed, say(), Size::A6)?;
        fs::write(folder.join(format!("content-{number}.json")), content::of(&leaves, &printed).to_string())?;
    }
    let mut others = Others::start(folder)?;
    let mut own = Vec::new();
    let mut theirs = vec![Vec::new(); Engine::ALL.len()];
    // What is read once (fonts, dictionaries, templates) is read before the first round, by all.
    make(folder, 0..1)?;
    for engine in Engine::ALL {
        others.make(engine, 0, 1)?;
    }
    for round in 0..ROUNDS {
        let each = make(folder, round * OURS..(round + 1) * OURS)?.as_secs_f64() / OURS as f64;
        own.push(each);
        for (engine, ratios) in Engine::ALL.into_iter().zip(&mut theirs) {
            let many = engine.many();
            ratios.push(others.make(engine, round * many, many)?.as_secs_f64() / many as f64 / each);
        }
    }
    let own = median(own);
    let measured = format!("{:.0} a second, {:.2} ms each: 2,000 in {:.1} s", 1.0 / own, own * 1e3, own * 2_000.0);
    row("passbooks of six pages, each in its own file, one thread", &measured, "", None);
    let mut faster = true;
    for (engine, ratios) in Engine::ALL.into_iter().zip(theirs) {
        let ratio = median(ratios);
        let measured = format!(
            "{:.1} a second: we are {ratio:.1} × as fast; 2,000 in about {:.0} s",
            1.0 / (own * ratio),
            own * ratio * 2_000.0
        );
        faster &= row(
            &format!("the same in {} ({} timed)", engine.name(), engine.many() * ROUNDS),
            &measured,
            "over 1 ×",
            Some(ratio > 1.0),
        );
    }
    Ok(faster & same(folder)?)
}

/// Whether the first passbook has six pages and the same figures in all engines, and in what its file differs.
fn same(folder: &Path) -> Fallible<bool> {
    let own = ours(folder, 0);
    let figures = figures(&own)?;
    let mut kept = pages(&own)? == PAGES && figures.len() > 100;
    let mut sizes = vec![format!("ours {:.1} KiB", fs::metadata(&own)?.len() as f64 / KIB)];
    for engine in Engine::ALL {
        let file = folder.join(format!("{}-0.pdf", engine.code()));
        // Chromium prints many into one file, the first of them first.
        let together = if engine == Engine::Chromium { engine.many() } else { 1 };
        let (pages, theirs) = (pages(&file)?, self::figures(&file)?);
        if pages != PAGES * together || theirs != figures {
            eprintln!("bench: {} made {pages} pages with {} figures, ours has {}", engine.name(), theirs.len(), figures.len());
            kept = false;
        }
        sizes.push(format!("{} {:.1}", engine.name(), fs::metadata(&file)?.len() as f64 / KIB / together as f64));
    }
    let measured = format!("{PAGES} pages, {} figures; a file: {}", figures.len(), sizes.join(", "));
    Ok(row("the first passbook, read back with pdfinfo and pdftotext", &measured, "the same in all", Some(kept)))
}

fn pages(file: &Path) -> Fallible<usize> {
    let told = said(Command::new("pdfinfo").arg(file))?;
    let pages = told.lines().find_map(|line| line.strip_prefix("Pages:")).ok_or("pdfinfo tells no pages")?;
    Ok(pages.trim().parse()?)
}

/// Every number on the first six pages, in order of size: engines may tell columns in another order.
fn figures(file: &Path) -> Fallible<Vec<String>> {
    let text = said(Command::new("pdftotext").args(["-l", &PAGES.to_string()]).arg(file).arg("-"))?;
    let numbers = text.split(|c: char| !c.is_ascii_digit() && c != ',' && c != '.');
    let mut figures: Vec<String> =
        numbers.map(|number| number.trim_matches([',', '.']).to_owned()).filter(|n| !n.is_empty()).collect();
    figures.sort();
    Ok(figures)
}

fn said(command: &mut Command) -> Fallible<String> {
    let name = command.get_program().to_string_lossy().into_owned();
    let output = command.output().map_err(|error| format!("{name} (package poppler-utils): {error}"))?;
    if !output.status.success() {
        return Err(format!("{name}: {}", String::from_utf8_lossy(&output.stderr)).into());
    }
    Ok(String::from_utf8(output.stdout)?)
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_unstable_by(f64::total_cmp);
    values[values.len() / 2]
}

/// Run in a process of its own: makes passbooks and says the most memory it ever had, in KiB.
fn alone(many: &str, folder: &Path) -> Fallible {
    make(folder, 0..many.parse()?)?;
    let status = fs::read_to_string("/proc/self/status")?;
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).ok_or("no VmHWM")?;
    println!("{}", peak.trim().trim_end_matches("kB").trim());
    Ok(())
}

fn memory(folder: &Path) -> Fallible<bool> {
    let peak = |many: &str| -> Fallible<f64> {
        let told = said(Command::new(std::env::current_exe()?).args(["--make", many]).arg(folder))?;
        Ok(told.trim().parse::<f64>()? / KIB)
    };
    let (few, all) = (peak("200")?, peak("2000")?);
    let ratio = all / few;
    let measured = format!("{few:.1} MiB and {all:.1} MiB: {ratio:.2} ×");
    Ok(row("peak memory of a process that makes 200 and 2,000 of them", &measured, "under 1.25 ×", Some(ratio < 1.25)))
}

/// The size of the 2,000 files that the memory was measured with.
fn size(folder: &Path) -> Fallible<bool> {
    let sizes = (0..2_000).map(|number| Ok(fs::metadata(ours(folder, number))?.len())).collect::<Fallible<Vec<u64>>>()?;
    let largest = sizes.iter().copied().max().unwrap_or(0) as f64 / KIB;
    let mean = sizes.iter().sum::<u64>() as f64 / sizes.len() as f64 / KIB;
    let measured = format!("{mean:.1} KiB; the largest of 2,000: {largest:.1} KiB");
    Ok(row("a passbook in a file of its own", &measured, "under 60 KiB", Some(largest < 60.0)))
}
