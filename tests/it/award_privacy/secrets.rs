//! What is looked for: the codes, what is known of the people behind them, and words that say what happened to them.
use crate::support::actor::World;
use domain::grants::{Applicant, acts::AgeBand};
use sansom::awards::store;
use words::{Language, Words};

/// Words that no page and no paper says, whoever reads it. They stand here and nowhere else.
pub const LABELS: &[&str] = &["survivor", "victim", "trafficking", "ctip", "ជនរងគ្រោះ", "រួចរស់ពី", "ជួញដូរ"];

/// What is kept of the people under codes, as it could be written anywhere.
pub struct Secrets {
    kept: Vec<String>,
    codes: Vec<String>,
    people: Vec<String>,
}

impl Secrets {
    /// Those of an award: the codes straight from their table, since nothing else says them.
    pub async fn of(world: &World, code: &str) -> Secrets {
        let mut tx = world.db().read().await.unwrap();
        let award = store::award(&mut tx, code).await.unwrap().unwrap();
        let sql = "select code from grant_code where book_id = $1 order by grant_no";
        let rows: Vec<(String,)> = tx.all(sql, (award.book.0,)).await.unwrap();
        let kept: Vec<String> = rows.into_iter().map(|(code,)| code).collect();
        assert!(kept.len() >= 3 && kept.iter().all(|code| code.len() == 8), "{} codes", kept.len());
        let parted = |code: &String| [format!("{}-{}", &code[..4], &code[4..]), format!("{} {}", &code[..4], &code[4..])];
        let codes = kept.iter().flat_map(|code| parted(code).into_iter().chain([code.clone(), code[..7].to_owned()])).collect();
        let mut people = Vec::new();
        for grant in store::load(&mut tx, &award).await.unwrap().state().grants.values() {
            people.extend(known(&grant.applicant));
        }
        people.sort_unstable();
        people.dedup();
        Secrets { kept, codes, people }
    }

    /// The codes as they are kept.
    pub fn as_kept(&self) -> &[String] {
        &self.kept
    }

    /// The codes in every way in which they are written.
    pub fn of_codes(&self) -> &[String] {
        &self.codes
    }

    /// The provider, the province, sex and age of every grant under a code, as they are kept and as they are said.
    pub fn of_people(&self) -> &[String] {
        &self.people
    }
}

/// What is known of somebody under a code, in words; nothing of a family.
fn known(applicant: &Applicant) -> Vec<String> {
    let Applicant::Coded { provider, sex, age, province, .. } = applicant else { return vec![] };
    let age = age.map(|age| match age {
        AgeBand::Under18 => "under18",
        AgeBand::From18 => "from18",
        AgeBand::From25 => "from25",
        AgeBand::From30 => "from30",
    });
    let mut all = vec![provider.clone(), format!("\"province\":\"{province}\"")];
    all.extend(age.map(|age| format!("\"{age}\"")));
    for language in Language::ALL {
        let words = Words::new(language);
        all.extend(age.map(|age| words.say(&format!("code-age-{age}")).into_owned()));
        all.extend(sex.as_ref().map(|sex| words.say(sex).into_owned()));
        all.push(crate::award_privacy::leaves::province(language, province));
    }
    all
}
