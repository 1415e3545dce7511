//! Invents registers of 3,000 records, forty of them of somebody who is in the register already. It knows nothing of the
//! finder: what it draws is what registers of Cambodian villages look like, with all that makes two people look like one.
use super::{
    names::{self, Name},
    writing::{respelt, slipped},
};

/// Draws the same from the same seed, on every machine.
pub struct Draw(u64);

impl Draw {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        bits ^ (bits >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        (self.next() % end as u64) as usize
    }

    fn between(&mut self, from: i64, through: i64) -> i64 {
        from + self.below((through - from + 1) as usize) as i64
    }

    fn percent(&mut self, chance: usize) -> bool {
        self.below(100) < chance
    }

    /// One of several.
    pub fn pick<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.below(all.len())]
    }

    /// One of several, each with its weight.
    pub fn weighted<T: Copy>(&mut self, all: &[(T, usize)]) -> T {
        let mut left = self.below(all.iter().map(|(_, weight)| weight).sum());
        for (one, weight) in all {
            if left < *weight {
                return *one;
            }
            left -= weight;
        }
        unreachable!("a draw is below the sum of the weights")
    }
}

/// Somebody.
#[derive(Clone)]
struct Person {
    family: Name,
    given: Name,
    sex: char,
    year: i64,
    village: String,
    phone: String,
    /// The savings group of which she is a member.
    group: usize,
}

/// A line of the register.
#[derive(Clone, Default)]
struct Row {
    family_km: String,
    given_km: String,
    family_latin: String,
    given_latin: String,
    sex: &'static str,
    year: Option<i64>,
    village: String,
    phone: String,
    group: Option<usize>,
    /// Of whom it is written.
    person: usize,
    /// The row that is of the same person.
    same: Option<usize>,
}

/// How a second record of somebody differs from the first.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Spelling,
    Script,
    Year,
    Turned,
    Moved,
    Slip,
}

const KINDS: [(Kind, usize); 6] =
    [(Kind::Spelling, 10), (Kind::Script, 7), (Kind::Year, 7), (Kind::Turned, 5), (Kind::Moved, 5), (Kind::Slip, 6)];

/// People who are somebody.
const PEOPLE: usize = 2960;
/// Second records that only name and village speak for.
const HARD: usize = 3;

/// A register as a file of comma-separated values.
pub fn register(seed: u64) -> String {
    let mut clerk = Clerk::new(seed);
    clerk.settle();
    let mut rows: Vec<Row> = (0..clerk.people.len()).map(|at| clerk.write(at)).collect();
    let twice = clerk.twice(&mut rows);
    // Where each row comes to stand: second records come between the others as they happen to.
    let mut order: Vec<usize> = (0..rows.len()).collect();
    for at in rows.len()..rows.len() + twice.len() {
        order.insert(clerk.draw.below(order.len() + 1), at);
    }
    rows.extend(twice);
    let mut no = vec![0; rows.len()];
    for (nth, at) in order.iter().enumerate() {
        no[*at] = nth + 1;
    }
    let mut text =
        "no,family_name_km,given_name_km,family_name_latin,given_name_latin,sex,birth_year,village_code,phone,same_as,group\n"
            .to_owned();
    for at in order {
        let row = &rows[at];
        let number = |number: Option<usize>| number.map_or(String::new(), |number| number.to_string());
        let year = row.year.map_or(String::new(), |year| year.to_string());
        let (names, latin) = (format!("{},{}", row.family_km, row.given_km), format!("{},{}", row.family_latin, row.given_latin));
        let (group, same) = (number(row.group), number(row.same.map(|same| no[same])));
        text += &format!("{},{names},{latin},{},{year},{},{},{same},{group}\n", no[at], row.sex, row.village, row.phone);
    }
    text
}

/// Draws people, and writes them down.
struct Clerk {
    draw: Draw,
    family: Vec<(Name, usize)>,
    given: Vec<(Name, usize)>,
    villages: Vec<String>,
    people: Vec<Person>,
    /// Where each group is.
    groups: Vec<String>,
}

impl Clerk {
    fn new(seed: u64) -> Clerk {
        // The nth name is borne by so many for each who bears the last ones.
        let common =
            |names: Vec<Name>, first: usize| names.into_iter().zip(first..).map(|(name, nth)| (name, 100_000 / nth)).collect();
        let (family, given) = (common(names::family(), 6), common(names::given(), 14));
        let mut clerk = Clerk { draw: Draw(seed), family, given, villages: vec![], people: vec![], groups: vec![] };
        // Sixty villages: six provinces, two districts each, in each two communes of two and three villages.
        for province in ["02", "03", "06", "17", "20", "21"] {
            for district in clerk.some(1..10, 2) {
                for (commune, villages) in clerk.some(1..12, 2).into_iter().zip([2, 3]) {
                    let some = clerk.some(1..13, villages);
                    clerk.villages.extend(some.iter().map(|village| format!("{province}{district:02}{commune:02}{village:02}")));
                }
            }
        }
        clerk
    }

    fn some(&mut self, from: std::ops::Range<usize>, many: usize) -> Vec<usize> {
        let mut all: Vec<usize> = from.collect();
        (0..many).map(|_| all.remove(self.draw.below(all.len()))).collect()
    }

    /// Most are in middle age; some tell their age in round numbers.
    fn year(&mut self) -> i64 {
        let year = if self.draw.percent(62) {
            1942 + self.draw.between(0, 39).max(self.draw.between(0, 39))
        } else {
            2005 - self.draw.between(0, 24).max(self.draw.between(0, 24))
        };
        if self.draw.percent(12) { (2025 - (2025 - year + 2) / 5 * 5).max(1942) } else { year }
    }

    fn phone(&mut self) -> String {
        if self.draw.percent(60) {
            format!("{}{:06}", self.draw.pick(&["+85512", "+85517", "+85592", "+85577", "+85589"]), self.draw.below(1_000_000))
        } else {
            format!("{}{:07}", self.draw.pick(&["+85597", "+85588", "+85571", "+85596"]), self.draw.below(10_000_000))
        }
    }

    fn given(&mut self, sex: char) -> Name {
        loop {
            let name = self.draw.weighted(&self.given);
            if name.fits(sex) {
                return name;
            }
        }
    }

    /// A name as sisters and brothers have, that begins like hers.
    fn like(&mut self, name: Name, sex: char) -> Name {
        let near = |one: &&(Name, usize)| one.0 != name && one.0.begins_like(&name) && one.0.fits(sex);
        let near: Vec<Name> = self.given.iter().filter(near).map(|one| one.0).collect();
        if near.is_empty() { self.given(sex) } else { *self.draw.pick(&near) }
    }

    fn somebody(&mut self, sex: char, year: i64, of: &Person) -> Person {
        let (family, given) = (self.draw.weighted(&self.family), self.given(sex));
        Person { family, given, sex, year: year.clamp(1942, 2006), ..of.clone() }
    }

    /// Groups of 20 to 35, household by household, until there are enough people.
    fn settle(&mut self) {
        while self.people.len() < PEOPLE {
            let group = self.groups.len();
            let village = self.villages.get(group).cloned().unwrap_or_else(|| self.draw.pick(&self.villages).clone());
            let end = self.people.len() + self.draw.between(20, 35) as usize;
            while self.people.len() < end {
                let head = self.head(&village, group);
                self.household(head);
            }
            self.groups.push(village);
        }
        self.people.truncate(PEOPLE);
    }

    /// The first of a household: somebody, or somebody's namesake, sister, brother or cousin.
    fn head(&mut self, village: &str, group: usize) -> Person {
        let sex = if self.draw.percent(74) { 'f' } else { 'm' };
        let (family, given, year) = (self.draw.weighted(&self.family), self.given(sex), self.year());
        let new = Person { family, given, sex, year, village: village.to_owned(), phone: String::new(), group };
        let chance = self.draw.below(100);
        let place = |one: &&Person| if chance < 8 { one.village == village } else { near(&one.village, village) };
        let there: Vec<Person> = self.people.iter().filter(place).cloned().collect();
        if chance >= 12 || there.is_empty() {
            return new;
        }
        let of = self.draw.pick(&there).clone();
        match chance {
            // A namesake in the village.
            0..3 => Person {
                family: of.family,
                given: of.given,
                sex: of.sex,
                year: if year == of.year { year + 1 } else { year },
                ..new
            },
            // A sister's or brother's household.
            3..8 => {
                let apart = *self.draw.pick(&[-6, -4, -3, -2, -1, 1, 2, 3, 4, 6]);
                let given = if self.draw.percent(45) { self.like(of.given, sex) } else { self.given(sex) };
                if given == of.given {
                    new
                } else {
                    Person { family: of.family, given, year: (of.year + apart).clamp(1942, 2005), ..new }
                }
            }
            // A cousin in the next village, who may bear the same name.
            _ => {
                let given = match self.draw.below(100) {
                    0..15 => of.given,
                    15..40 => self.like(of.given, of.sex),
                    _ => self.given(of.sex),
                };
                let year = (of.year + self.draw.between(-12, 12)).clamp(1942, 2005);
                let year = if given == of.given && year == of.year { year + 1 } else { year };
                Person { family: of.family, given, sex: of.sex, year, ..new }
            }
        }
    }

    /// One to three of a household are members, with one telephone, where there is one.
    fn household(&mut self, mut head: Person) {
        head.phone = if self.draw.percent(43) { self.phone() } else { String::new() };
        self.people.push(head.clone());
        for _ in 0..self.draw.weighted(&[(0, 62), (1, 28), (2, 10)]) {
            let kin = match self.draw.below(100) {
                0..30 => {
                    let sex = if self.draw.percent(70) { 'f' } else { 'm' };
                    let apart =
                        self.draw.weighted(&[(0, 1), (1, 6), (2, 22), (3, 18), (4, 15), (5, 10), (6, 10), (8, 10), (10, 8)]);
                    let apart = if self.draw.percent(50) { apart } else { -apart };
                    let mut given = if self.draw.percent(45) { self.like(head.given, sex) } else { self.given(sex) };
                    while given == head.given {
                        given = self.given(sex);
                    }
                    Person { given, sex, year: (head.year + apart).clamp(1942, 2006), ..head.clone() }
                }
                30..62 => {
                    let (sex, year) = (if self.draw.percent(75) { 'f' } else { 'm' }, head.year + self.draw.between(17, 36));
                    let child = self.somebody(sex, year, &head);
                    let family = if head.sex == 'm' || self.draw.percent(30) { head.family } else { child.family };
                    let given = if self.draw.percent(30) { self.like(head.given, sex) } else { child.given };
                    if year > 2007 {
                        continue;
                    }
                    Person { family, given, ..child }
                }
                62..90 => {
                    let year = head.year + self.draw.between(-6, 6);
                    self.somebody(if head.sex == 'f' { 'm' } else { 'f' }, year, &head)
                }
                _ => {
                    let year = head.year + self.draw.between(16, 34);
                    self.somebody('f', year, &head)
                }
            };
            self.people.push(kin);
        }
    }

    fn spelt(&mut self, name: Name) -> String {
        if self.draw.percent(22) { respelt(&mut self.draw, name.latin) } else { name.latin.to_owned() }
    }

    /// A clerk writes somebody down; something is missing now and then.
    fn write(&mut self, at: usize) -> Row {
        let person = self.people[at].clone();
        let script = self.draw.below(100);
        let (khmer, latin) = (!(12..27).contains(&script), script >= 12);
        let in_khmer = |name: Name| if khmer { name.khmer.to_owned() } else { String::new() };
        Row {
            family_km: in_khmer(person.family),
            given_km: in_khmer(person.given),
            family_latin: if latin { self.spelt(person.family) } else { String::new() },
            given_latin: if latin { self.spelt(person.given) } else { String::new() },
            sex: sex(if self.draw.percent(1) { ' ' } else { person.sex }),
            year: (!self.draw.percent(8)).then_some(person.year),
            village: person.village,
            phone: if self.draw.percent(6) { String::new() } else { person.phone },
            group: Some(person.group),
            person: at,
            same: None,
        }
    }

    /// Forty second records: of a list of a training, of another group, or of the same one, where somebody was entered twice.
    fn twice(&mut self, rows: &mut [Row]) -> Vec<Row> {
        let mut twice: Vec<Row> = Vec::new();
        for (kind, many) in KINDS {
            for nth in 0..many {
                // The first of three sorts is hard.
                let hard = nth == 0 && [Kind::Script, Kind::Year, Kind::Slip].iter().take(HARD).any(|one| *one == kind);
                let row = loop {
                    let at = self.draw.below(rows.len());
                    if twice.iter().all(|row| row.same != Some(at))
                        && let Some(row) = self.again(&mut rows[at], at, kind, hard)
                    {
                        break row;
                    }
                };
                twice.push(row);
            }
        }
        twice
    }

    /// Somebody is written down again; `None` where she does not lend herself to it.
    fn again(&mut self, first: &mut Row, at: usize, kind: Kind, hard: bool) -> Option<Row> {
        let missing = match kind {
            Kind::Script | Kind::Slip => first.family_km.is_empty(),
            Kind::Spelling => first.family_latin.is_empty(),
            Kind::Moved => first.phone.is_empty(),
            Kind::Year | Kind::Turned => false,
        };
        if missing {
            return None;
        }
        let person = self.people[first.person].clone();
        let mut row = Row { same: Some(at), ..self.write(first.person) };
        self.name_again(&mut row, first, &person, kind)?;
        row.village = if kind == Kind::Moved { self.next_village(&person.village) } else { person.village.clone() };
        row.phone = match self.draw.below(100) {
            _ if kind == Kind::Moved => first.phone.clone(),
            _ if hard => self.phone(),
            0..50 => first.phone.clone(),
            50..70 => self.phone(),
            _ => String::new(),
        };
        let same_year = self.draw.percent(if kind == Kind::Year { 35 } else { 70 });
        let off = if same_year { 0 } else { self.draw.weighted(&[(-2, 2), (-1, 5), (1, 5), (2, 2)]) };
        row.year = Some(person.year + off);
        if hard || self.draw.percent(if kind == Kind::Year { 40 } else { 6 }) {
            row.year = None;
        }
        if self.draw.percent(6) {
            row.sex = "";
        }
        row.group = self.other_group(&row.village, person.group);
        // What somebody who knows the village could tell it by: two of village, year and telephone.
        let same_phone = !row.phone.is_empty() && row.phone == first.phone;
        let speaks = [row.village == first.village, row.year.is_some() && first.year.is_some(), same_phone];
        let enough = hard || speaks.into_iter().filter(|one| *one).count() >= 2 && (kind != Kind::Year || row.year != first.year);
        if !enough {
            return None;
        }
        if kind == Kind::Script {
            (first.family_latin, first.given_latin) = (String::new(), String::new());
        }
        Some(row)
    }

    fn name_again(&mut self, row: &mut Row, first: &Row, person: &Person, kind: Kind) -> Option<()> {
        let (family, given) = (person.family, person.given);
        match kind {
            Kind::Spelling => {
                row.family_latin =
                    if self.draw.percent(50) { respelt(&mut self.draw, family.latin) } else { family.latin.to_owned() };
                row.given_latin = respelt(&mut self.draw, given.latin);
                if (&row.family_latin, &row.given_latin) == (&first.family_latin, &first.given_latin) {
                    return None;
                }
                if self.draw.percent(70) {
                    (row.family_km, row.given_km) = (String::new(), String::new());
                }
            }
            Kind::Script => {
                (row.family_latin, row.given_latin) = (self.spelt(family), self.spelt(given));
                (row.family_km, row.given_km) = (String::new(), String::new());
            }
            Kind::Slip => {
                (row.family_km, row.given_km) = (family.khmer.to_owned(), given.khmer.to_owned());
                let part = if self.draw.percent(50) { &mut row.family_km } else { &mut row.given_km };
                *part = slipped(&mut self.draw, part)?;
                if self.draw.percent(50) {
                    (row.family_latin, row.given_latin) = (String::new(), String::new());
                }
            }
            Kind::Turned => {
                std::mem::swap(&mut row.family_km, &mut row.given_km);
                std::mem::swap(&mut row.family_latin, &mut row.given_latin);
            }
            Kind::Year | Kind::Moved => {}
        }
        Some(())
    }

    /// Where the second list is one of a group: seldom the same group, of which she would have two passbooks.
    fn other_group(&mut self, village: &str, own: usize) -> Option<usize> {
        let there: Vec<usize> = (0..self.groups.len()).filter(|at| *at != own && self.groups[*at] == village).collect();
        match self.draw.below(100) {
            0..1 if self.groups[own] == village => Some(own),
            0..45 if !there.is_empty() => Some(*self.draw.pick(&there)),
            _ => None,
        }
    }

    fn next_village(&mut self, village: &str) -> String {
        let others: Vec<&String> = self.villages.iter().filter(|one| near(one, village)).collect();
        (*self.draw.pick(&others)).clone()
    }
}

/// Whether two villages are of one commune.
fn near(one: &str, other: &str) -> bool {
    one[..6] == other[..6] && one != other
}

fn sex(letter: char) -> &'static str {
    match letter {
        'f' => "female",
        'm' => "male",
        _ => "",
    }
}
