//! The demo programme.
use crate::{app::App, cli::Failure};

/// Makes the demo programme once.
pub async fn make(_app: &App) -> Result<(), Failure> {
    Ok(())
}

/// The addresses and sign-ins of the demo, for the terminal.
pub fn sign_ins() -> String {
    String::new()
}
