//! `sansom practice`.
use super::{Failure, Outcome, print, report::saving_group, users::actor};
use crate::{
    app::Clock,
    exports::{Cell, Rows},
    groups::store as groups,
    imports::ImportError,
    meetings::seal::Act,
    practice::{
        begin::{self, Like},
        store,
    },
    store::{Db, Tx},
    users::store as users,
};
use clap::{Subcommand, ValueEnum};
use serde_json::json;

/// Groups to learn on: outside every total, marked wherever they are seen.
#[derive(Debug, Subcommand)]
pub enum Practice {
    /// Begin a practice group with the rules of a group; who has one already keeps it.
    #[command(after_help = "Examples:
  sansom practice begin --like SP-KC-01 --for treasurer
  sansom practice begin --like SP-KC-01 --for treasurer --bank")]
    Begin {
        /// The code of the group whose rules it copies.
        #[arg(long, value_name = "GROUP")]
        like: String,
        /// Who learns on it, and is its treasurer; the only administrator where this is left out.
        #[arg(long = "for", value_name = "LOGIN")]
        learner: Option<String>,
        /// With a rice bank.
        #[arg(long)]
        bank: bool,
    },
    /// Close a practice group for good and begin it anew under the same code.
    #[command(after_help = "Example:
  sansom practice anew P-SP-KC-01")]
    Anew {
        /// The practice group's code.
        code: String,
    },
    /// List who practises at present.
    #[command(after_help = "Example:
  sansom practice list --format json")]
    List {
        /// How it is printed.
        #[arg(long, value_enum, default_value_t)]
        format: ListFormat,
    },
}

/// How the list is printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum ListFormat {
    /// For people.
    #[default]
    Text,
    /// For programs.
    Json,
}

impl Practice {
    pub async fn run(self, db: &Db) -> Outcome {
        match self {
            Practice::Begin { like, learner, bank } => begin(db, &like, learner.as_deref(), bank).await,
            Practice::Anew { code } => anew(db, &code).await,
            Practice::List { format } => list(db, format).await,
        }
    }
}

async fn begin(db: &Db, like: &str, learner: Option<&str>, bank: bool) -> Outcome {
    let mut tx = db.write().await?;
    let group = saving_group(&mut tx, like).await?;
    if group.practice {
        return Err(Failure(format!("{like} is a practice group itself: name the real one")));
    }
    let user = actor(&mut tx, learner).await?;
    if let Some(own) = store::of_user(&mut tx, user.id).await? {
        return Err(Failure(format!(
            "{} practises on {} already; begin it anew with: sansom practice anew {}",
            user.login, own.code, own.code
        )));
    }
    let wish = Like::group(&mut tx, &group, bank).await?;
    let code = begin::begin(&mut tx, &wish, now(user.id)).await.map_err(failure)?;
    tx.commit().await?;
    print(format!("practice group {code} begun for {}; nothing in it is real\n", user.login))?;
    Ok(true)
}

async fn anew(db: &Db, code: &str) -> Outcome {
    let mut tx = db.write().await?;
    let none = || Failure(format!("there is no practice group {code}"));
    let group = groups::group(&mut tx, code).await?.filter(|group| group.practice).ok_or_else(none)?;
    let old = store::of_book(&mut tx, group.book).await?.ok_or_else(none)?;
    let like = Like::again(&mut tx, &group, &old).await?;
    // It stays hers who learns on it, whoever types the command.
    let code = begin::anew(&mut tx, &old, &like, now(old.begun_by)).await.map_err(failure)?;
    tx.commit().await?;
    print(format!("practice group {code} begun anew; the one before is closed for good\n"))?;
    Ok(true)
}

async fn list(db: &Db, format: ListFormat) -> Outcome {
    let mut tx = db.read().await?;
    let all = store::under_way(&mut tx).await?;
    let logins = logins(&mut tx, &all).await?;
    if format == ListFormat::Json {
        let one = |(one, login): (&store::Practice, &String)| {
            let like = Some(&one.like_code).filter(|code| !code.is_empty());
            json!({ "group": one.code, "practice": true, "like": like, "for": login, "since": one.begun_at })
        };
        let all: Vec<_> = all.iter().zip(&logins).map(one).collect();
        print(format!("{:#}\n", json!(all)))?;
        return Ok(true);
    }
    let mut rows = Rows::new(&["group", "like", "for", "since"]);
    for (one, login) in all.into_iter().zip(logins) {
        let since = one.begun_at.format("%Y-%m-%d").to_string();
        rows.push([Cell::text(one.code), Cell::text(one.like_code), Cell::text(login), Cell::text(since)]);
    }
    print(rows.to_text())?;
    Ok(true)
}

/// Who learns on each, by login.
async fn logins(tx: &mut Tx, all: &[store::Practice]) -> Result<Vec<String>, Failure> {
    let mut logins = Vec::new();
    for one in all {
        logins.push(users::by_id(tx, one.begun_by).await?.map_or_else(String::new, |user| user.login));
    }
    Ok(logins)
}

fn now(by: uuid::Uuid) -> Act {
    Act { by, at: Clock::System.now(), today: Clock::System.today() }
}

fn failure(error: ImportError) -> Failure {
    let why = match error {
        ImportError::Store(error) => error.to_string(),
        ImportError::File(why) => why,
        ImportError::Lines(bad) => {
            let all: Vec<String> = bad.iter().map(|one| format!("{}: {}: {}", one.line, one.column, one.reason)).collect();
            all.join("; ")
        }
    };
    Failure(format!("the practice group is not begun: {why}"))
}
