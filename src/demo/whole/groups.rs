//! The savings groups of the partners: founded, with members and their households, and a year of meetings.
use super::{
    Whole, file,
    luck::Luck,
    meetings::{self, Pace},
    people, places, store,
};
use crate::{
    cli::Failure,
    groups::store::Group,
    imports::{self, ImportError, table},
    members::store::{self as members, Member},
    people::store as register,
    store::{Tx, record},
};
use chrono::{Days, NaiveDate};

/// A partner's groups.
#[derive(Debug)]
pub struct Partner {
    /// The organisation.
    pub code: &'static str,
    /// What its groups' codes begin with.
    prefix: &'static str,
    /// How many groups are made here, besides those of the small demo.
    pub new: usize,
    /// Whether they are among the groups of the targets.
    pub counts: bool,
    /// How many of what its groups have in the end; groups of the small demo included.
    goal: Goal,
    /// Provinces with the letters of their groups' codes; one after the other.
    provinces: &'static [(&'static str, &'static str)],
    /// The constitution.
    rules: &'static str,
    /// Meetings of a year.
    rhythm: meetings::Rhythm,
    /// Whether a cycle ends with a share-out.
    shares_out: bool,
}

#[derive(Clone, Copy, Debug)]
enum Goal {
    Members(i64),
    Households(i64),
}

/// The three partners of the targets, and the parents who borrow without interest.
pub static PARTNERS: [Partner; 4] = [
    Partner {
        code: "SP",
        prefix: "SP",
        new: 14,
        counts: true,
        goal: Goal::Members(560),
        provinces: &[("12", "PP"), ("03", "KC")],
        rules: file!("shares.toml"),
        rhythm: meetings::Rhythm::Monthly,
        shares_out: true,
    },
    Partner {
        code: "CCPCR",
        prefix: "CC",
        new: 20,
        counts: true,
        goal: Goal::Households(660),
        provinces: &[("09", "KK"), ("20", "SV")],
        rules: file!("equal.toml"),
        rhythm: meetings::Rhythm::Monthly,
        shares_out: false,
    },
    Partner {
        code: "CEDAC",
        prefix: "CE",
        new: 97,
        counts: true,
        goal: Goal::Members(2_000),
        provinces: &[("17", "SR"), ("03", "KC"), ("14", "PV")],
        rules: file!("amounts.toml"),
        rhythm: meetings::Rhythm::Fortnightly,
        shares_out: false,
    },
    Partner {
        code: "TAF",
        prefix: "TF",
        new: 1,
        counts: false,
        goal: Goal::Members(24),
        provinces: &[("02", "BB")],
        rules: file!("free.toml"),
        rhythm: meetings::Rhythm::Monthly,
        shares_out: false,
    },
];

/// What groups are called, in Khmer and in Latin script.
const NAMES: &str = file!("groups.csv");

impl Partner {
    pub fn of(code: &str) -> Option<&'static Partner> {
        PARTNERS.iter().find(|partner| partner.code == code)
    }

    /// The code of a group that is made here.
    pub fn group(&self, at: usize) -> String {
        let (_, letters) = self.province(at);
        let number = 2 + (0..at).filter(|before| self.province(*before).1 == letters).count();
        format!("{}-{letters}-{number:02}", self.prefix)
    }

    fn province(&self, at: usize) -> (&'static str, &'static str) {
        // Groups of the first partner stand where its model farmers are.
        let turn = if self.code == "SP" { usize::from(at >= 5) } else { at % self.provinces.len() };
        self.provinces[turn]
    }

    /// Where it is.
    pub fn village(&self, at: usize) -> String {
        let number = i64::try_from(at).unwrap_or(0);
        if self.code == "SP" {
            places::farmers(number * 2)
        } else {
            places::village(self.province(at).0, number / self.provinces.len() as i64)
        }
    }
}

/// Makes a group.
pub async fn make(whole: &Whole, tx: &mut Tx, partner: &Partner, at: usize) -> Result<(), Failure> {
    let code = partner.group(at);
    let mut luck = Luck::of(&code);
    let days = Pace::of(partner.code, at).days(whole.today(), partner.rhythm, &mut luck);
    let first = *days.first().ok_or_else(|| Failure(format!("{code} has no meetings")))?;
    let group = found(whole, tx, partner, at, first).await?;
    let people = enough(whole, tx, partner).await?;
    let members = people + if matches!(partner.goal, Goal::Households(_)) { 2 } else { 0 };
    let mut text = people::HEAD.to_owned();
    for number in 1..=members {
        people::line(&mut text, number, &people::person(&mut luck, &group.village_code, people::ADULTS), first);
    }
    let rows = table::read_text(text.as_bytes(), imports::members::COLUMNS).map_err(|error| taken(&code, &error))?;
    imports::members::write(tx, &group, &rows, whole.act(first)).await.map_err(|error| taken(&code, &error))?;
    if matches!(partner.goal, Goal::Households(_)) {
        households(whole, tx, &group, people, first).await?;
    }
    meetings::keep(whole, tx, &group, &days, Pace::of(partner.code, at)).await
}

fn taken(code: &str, error: &ImportError) -> Failure {
    Failure(format!("{code}: {error:?}"))
}

async fn found(whole: &Whole, tx: &mut Tx, partner: &Partner, at: usize, first: NaiveDate) -> Result<Group, Failure> {
    let code = partner.group(at);
    let names: Vec<&str> = NAMES.lines().skip(1).collect();
    // Neighbours of one name would not be told apart.
    let name = names.get((at * 7 + partner.code.len()) % names.len()).copied().unwrap_or_default();
    let (km, latin) = name.split_once(',').unwrap_or((name, name));
    let ends = if partner.shares_out { format!("ends_on = \"{}\"\n", first + Days::new(400)) } else { String::new() };
    let (founded, village) = (first - Days::new(20), partner.village(at));
    let text = format!(
        "organisation = \"{}\"\ncode = \"{code}\"\nname_km = \"{km}\"\nname_latin = \"{latin}\"\nvillage_code = \"{village}\"\n\
         founded_on = \"{founded}\"\ndemo = true\nconstitution = \"rules\"\n[cycle]\nstarts_on = \"{founded}\"\n{ends}",
        partner.code,
    );
    let file = imports::groups::read_text(&text, |_| Ok(partner.rules.to_owned())).map_err(Failure)?;
    file.write(tx, whole.act(founded)).await.map_err(|error| taken(&code, &error))?;
    super::super::group(tx, &code).await
}

/// How many people or households the next group of a partner has, so that all of them together reach the goal.
async fn enough(whole: &Whole, tx: &mut Tx, partner: &Partner) -> Result<i64, Failure> {
    let (groups, members, households) = store::has(tx, whole.organisation(partner.code)?).await?;
    let (goal, has) = match partner.goal {
        Goal::Members(goal) => (goal, members),
        Goal::Households(goal) => (goal, households),
    };
    // The group that was just founded is one of them.
    let all = i64::try_from(partner.new)? + if partner.counts { small(partner.code) } else { 0 };
    let left = (all - groups + 1).max(1);
    Ok((goal - has).max(10 * left) / left)
}

/// Groups of the small demo.
fn small(code: &str) -> i64 {
    match code {
        "SP" | "CCPCR" => 2,
        "CEDAC" => 3,
        _ => 0,
    }
}

/// Everybody eats from a pot of her own, save the last two, who eat with the two before them.
async fn households(whole: &Whole, tx: &mut Tx, group: &Group, pots: i64, on: NaiveDate) -> Result<(), Failure> {
    let act = whole.act(on);
    let members = all(tx, group).await?;
    let mut made = Vec::new();
    for member in &members {
        let at = usize::try_from(member.number - 1)?;
        let shared = (member.number > pots).then(|| made.get(at - 2)).flatten().copied();
        let pot = match shared {
            Some(pot) => pot,
            None => register::add_household(tx, group.organisation_id, &group.village_code, (act.at, act.by)).await?,
        };
        made.push(pot);
        register::set_household(tx, member.person_id, Some(pot)).await?;
    }
    record(tx, None, Some(act.by), "household-joined", &group.code, act.at).await?;
    Ok(())
}

/// The members of a group, by number.
pub async fn all(tx: &mut Tx, group: &Group) -> Result<Vec<Member>, Failure> {
    let mut members = members::members(tx, group.book, &group.commodity).await?;
    members.sort_by_key(|member| member.number);
    Ok(members)
}
