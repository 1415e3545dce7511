//! The program: see `sansom --help`.
use std::process::ExitCode;

fn main() -> ExitCode {
    sansom::cli::main()
}
