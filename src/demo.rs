//! The demo programme.
use crate::{app::App, cli::Failure};

/// The demo's sign-ins: login, password, role. They are shown on the sign-in page of a demo and exist nowhere else.
pub const SIGN_INS: &[(&str, &str, &str)] = &[
    ("treasurer", PASSWORD, "treasurer"),
    ("secretary", PASSWORD, "committee"),
    ("advisor", PASSWORD, "advisor"),
    ("officer", PASSWORD, "officer"),
    ("finance", PASSWORD, "finance"),
    ("auditor", PASSWORD, "auditor"),
    ("administrator", PASSWORD, "administrator"),
];

/// The one password of the demo.
const PASSWORD: &str = "three cows and a mill";

/// Makes the demo programme once.
pub async fn make(_app: &App) -> Result<(), Failure> {
    Ok(())
}

/// The addresses and sign-ins of the demo, for the terminal.
pub fn sign_ins() -> String {
    String::new()
}
