//! What must never be told of people under codes (scope, section 10), looked for in everything that leaves the program
//! after such grants went from the call to the close: every page of every role, every paper, every report and export,
//! every line of the log, the trail, names of files. A page that is added to the table of routes is looked at without
//! anybody writing it here.
mod leaves;
mod reckoned;
mod secrets;

use crate::{
    award_story::told::{Player, told},
    support::{
        book::clean,
        databases::{Database, each_engine},
    },
};
use leaves::Leaf;
use secrets::{LABELS, Secrets};

/// The award after the story of tests/it/award_story.rs.
async fn played(base: Database) -> (Player, Secrets) {
    let player = told("awards/coded.txt", base).await;
    let secrets = Secrets::of(&player.world, "CG-26").await;
    (player, secrets)
}

#[tokio::test]
async fn nothing_that_leaves_tells_of_somebody_under_a_code() {
    each_engine(|base| async move {
        let (player, secrets) = played(base).await;
        let mut told = leaves::pages(&player.world, "CG-26", leaves::STAFF).await;
        told.extend(leaves::command_line(&player.world, "CG-26"));
        told.extend(leaves::trail(&player.world).await);
        told.push(leaves::files(&player.world));
        told.push(leaves::log(&player.world, "CG-26", secrets.as_kept()).await);
        looked_at(&told);
        for leaf in &told {
            leaf.has_none(secrets.of_codes());
            leaf.has_none(LABELS);
            if !leaf.tells_of_others() {
                leaf.has_none(secrets.of_people());
            }
        }
        // Whoever knows the code of one sees it, and no label there either.
        let own = leaves::pages(&player.world, "CG-26", &["liaison"]).await;
        let shown = |code: &String| own.iter().any(|leaf| leaf.text.contains(code.as_str()));
        assert!(secrets.as_kept().iter().all(shown) || secrets.of_codes().iter().any(shown), "the liaison sees the codes");
        own.iter().for_each(|leaf| leaf.has_none(LABELS));
        let in_names = |leaf: &Leaf| Leaf::new(&leaf.from, leaf.name.clone());
        own.iter().map(in_names).for_each(|leaf| leaf.has_none(secrets.of_codes()));
        clean(player.world.db()).await;
    })
    .await;
}

/// That the looking sees: of families, and of what is no secret, everything is found where it should be.
fn looked_at(told: &[Leaf]) {
    assert!(told.len() > 300, "{} leaves", told.len());
    for (part, words) in [
        ("only-monitor /awards/CG-26/grants", "CHAN Dara"),
        ("only-manager /awards/CG-26/slips", "CG-26"),
        ("only-finance /awards/CG-26/vouchers/1/voucher.pdf", "300.00"),
        ("only-finance /awards/CG-26/grants/1/agreement.pdf", "CHAN Dara"),
        ("auditor /awards/CG-26/audit/certificates/1/certificate.pdf", "CG-26"),
        ("sansom report budget --award CG-26 --format xlsx", "families"),
        ("sansom report donor --award CG-26 --format json", "families"),
        ("sansom export --award CG-26", "2026-12-14"),
        ("log", "grant_code"),
        ("trail of book", "award-act-written"),
        ("names of files", "sansom"),
    ] {
        let mut found = told.iter().filter(|leaf| leaf.from.starts_with(part)).peekable();
        assert!(found.peek().is_some(), "{part} is not looked at");
        assert!(found.any(|leaf| leaf.text.contains(words)), "{part} does not say {words}");
    }
}

#[tokio::test]
async fn three_among_others_cannot_be_reckoned_from_what_is_shown() {
    each_engine(|base| async move {
        let (player, ..) = played(base).await;
        reckoned::tried(&player.world, "CG-26").await;
    })
    .await;
}
