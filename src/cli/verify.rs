//! `sansom verify`: whether a paper is signed, on any computer and without books.
use super::{Failure, Outcome, print};
use crate::papers::{keys::PublicKey, register, verify::read_payload};
use clap::Args;
use domain::{
    chart::account_code,
    papers::{Figure, Signed, Unread},
};

/// Which paper, and whose signature.
#[derive(Args, Debug)]
#[command(after_help = "Example:
  sansom verify 0100… --public-key 3b6a27bc…

PAYLOAD is what stands behind /verify/ in the QR code (the whole address is read too); the page /verify shows KEY.
Figures are as in the ledger: a credit (what a member saved) is negative.
Exit codes: 0 signed with this key; 1 not signed with it, or no payload of a paper.")]
pub struct Verify {
    /// What the QR code of the paper carries.
    payload: String,
    /// The public key of the programme: 64 hexadecimal characters.
    #[arg(long, value_name = "KEY", value_parser = public_key)]
    public_key: PublicKey,
}

fn public_key(text: &str) -> Result<PublicKey, String> {
    PublicKey::parse(text).ok_or_else(|| "a public key is 64 hexadecimal characters".to_owned())
}

impl Verify {
    /// Says what the paper claims, where the signature is the key's.
    pub fn run(self) -> Outcome {
        let paper = read_payload(&self.payload).map_err(|why| Failure(format!("this is no paper of ours: {}", said(why))))?;
        if !self.public_key.signed(&paper) {
            let (own, other) = (self.public_key.id(), paper.key);
            return Err(Failure(match own == other {
                true => "the signature does not fit: the paper was forged or changed".into(),
                false => format!("it names the key {other}, and this is the key {own}"),
            }));
        }
        print(told(&paper))?;
        Ok(true)
    }
}

fn said(why: Unread) -> &'static str {
    match why {
        Unread::Letter => "a character that payloads do not have",
        Unread::Version => "it was written by a later program",
        Unread::CutShort => "it is cut short",
        Unread::Trailing => "something follows after its end",
        Unread::Garbled => "it says what no paper says",
    }
}

/// What a paper claims, a line each.
fn told(paper: &Signed) -> String {
    let claim = &paper.claim;
    let mut text = format!(
        "signed by {}\ncode      {}\npaper     {}\nbook      {}\nmember    {}\nentry     {}\nhash      {}\n",
        paper.key,
        register::code_of(paper),
        claim.kind().code(),
        claim.book(),
        claim.party().0,
        claim.entry().0,
        claim.anchor(),
    );
    for Figure { fund, account, amount } in claim.figures() {
        let code = account_code(*account);
        text +=
            &format!("figure    fund {} account {} {code} {} {}\n", fund.0, account.0, amount.decimal(), amount.commodity().code());
    }
    text
}
