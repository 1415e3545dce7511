//! The tree: partners, their provinces, those with whom the cascade begins, and everybody below them. Everybody is counted
//! once at each node, however many coaches she has below it.
use super::{Land, store::CoachingRow};
use crate::groups::{pages::place, store::Organisation};
use chrono::NaiveDate;
use domain::training::{Activity, CoachingKind};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use templates::{
    parts::{Name, encode},
    training::cascade::{Node, NodeKind},
};
use uuid::Uuid;

/// What of the tree is asked for.
#[derive(Clone, Debug, Default)]
pub(super) struct Wanted {
    /// The first two digits of a place; empty: all.
    pub province: String,
    /// The tree is drawn down to the last farmer.
    pub all: bool,
}

/// A tree with what is told beside it.
pub(super) struct Tree {
    pub root: Node,
    /// Those with whom it begins.
    pub coaches: i64,
    /// How many generations are below them.
    pub generations: i64,
    /// Every province that has a coach, whichever is chosen.
    pub provinces: BTreeSet<String>,
}

/// Everybody below a node, and those of them whose coaching is active.
#[derive(Clone, Debug, Default)]
struct Below {
    all: BTreeSet<Uuid>,
    active: BTreeSet<Uuid>,
    depth: i64,
}

impl Below {
    fn take(&mut self, other: Below) {
        self.all.extend(other.all);
        self.active.extend(other.active);
        self.depth = self.depth.max(other.depth);
    }
}

/// The coachings of one organisation by who coaches.
struct Grove<'a> {
    land: &'a Land,
    today: NaiveDate,
    organisation: &'a str,
    of: HashMap<Uuid, Vec<&'a CoachingRow>>,
}

impl<'a> Grove<'a> {
    fn new(land: &'a Land, organisation: &'a Organisation, today: NaiveDate) -> Grove<'a> {
        let mut of: HashMap<Uuid, Vec<&CoachingRow>> = HashMap::new();
        for row in land.rows.iter().filter(|row| row.organisation == organisation.id) {
            of.entry(row.coaching.coach).or_default().push(row);
        }
        Grove { land, today, organisation: &organisation.code, of }
    }

    /// Those with whom the cascade begins: who coaches and was never coached as a farmer here. An old file may bring a circle
    /// that begins nowhere; whoever of it is reached by nobody begins it.
    fn roots(&self) -> Vec<Uuid> {
        let farmers = || self.of.values().flatten().filter(|row| row.coaching.kind == CoachingKind::Farmer);
        let taught: BTreeSet<Uuid> = farmers().map(|row| row.coaching.trainee).collect();
        let mut coaches: Vec<Uuid> = self.of.keys().copied().collect();
        coaches.sort();
        let (later, mut roots): (Vec<Uuid>, Vec<Uuid>) = coaches.into_iter().partition(|coach| taught.contains(coach));
        let mut reached = BTreeSet::new();
        roots.iter().for_each(|root| self.reach(*root, &mut reached));
        for coach in later {
            if !reached.contains(&coach) {
                roots.push(coach);
                self.reach(coach, &mut reached);
            }
        }
        roots
    }

    fn reach(&self, coach: Uuid, reached: &mut BTreeSet<Uuid>) {
        let mut next = vec![coach];
        while let Some(one) = next.pop() {
            if reached.insert(one) {
                next.extend(self.of.get(&one).into_iter().flatten().map(|row| row.coaching.trainee));
            }
        }
    }

    /// The first two digits of where a coach works, else of where the first whom she coaches lives.
    fn province(&self, coach: Uuid) -> String {
        let terms = self.land.terms.iter().filter(|term| term.person == coach);
        let place = terms.max_by_key(|term| (term.ended.is_none(), term.from)).map(|term| term.village.clone());
        let lives = || self.of.get(&coach).into_iter().flatten().map(|row| row.village.clone()).find(|code| !code.is_empty());
        let place = place.filter(|code| !code.is_empty()).or_else(lives).unwrap_or_default();
        place.get(..2).unwrap_or_default().to_owned()
    }

    fn coach(&self, coach: Uuid, name: Name, deep: bool) -> (Node, Below) {
        let (children, below) = self.trainees(coach, &mut vec![coach]);
        let activity = children.iter().filter_map(|child| child.activity).min_by_key(|activity| order(*activity));
        let page = format!("/training/coaches/{coach}");
        let branch = format!("/training/cascade/{coach}?organisation={}", encode(self.organisation));
        let node = Node {
            kind: NodeKind::Coach,
            name,
            href: page,
            activity,
            below: below.all.len() as i64,
            active: below.active.len() as i64,
            children: if deep { children } else { vec![] },
            branch: if deep { String::new() } else { branch },
        };
        (node, below)
    }

    /// Those whom somebody coaches, each with those whom she coaches in turn; `path` are the coaches above.
    fn trainees(&self, coach: Uuid, path: &mut Vec<Uuid>) -> (Vec<Node>, Below) {
        let (mut nodes, mut all) = (Vec::new(), Below::default());
        for row in self.of.get(&coach).into_iter().flatten() {
            let trainee = row.coaching.trainee;
            let activity = self.land.activity(&row.coaching, self.today);
            let (children, mut below) = if path.contains(&trainee) {
                Default::default()
            } else {
                path.push(trainee);
                let found = self.trainees(trainee, path);
                path.pop();
                found
            };
            nodes.push(Node {
                kind: NodeKind::Trainee,
                name: row.trainee_name.clone(),
                href: format!("/training/coachings/{}", row.coaching.id),
                activity: Some(activity),
                below: below.all.len() as i64,
                active: below.active.len() as i64,
                children,
                branch: String::new(),
            });
            below.all.insert(trainee);
            if activity == Activity::Active {
                below.active.insert(trainee);
            }
            below.depth += 1;
            all.take(below);
        }
        (nodes, all)
    }
}

fn order(activity: Activity) -> u8 {
    match activity {
        Activity::Active => 0,
        Activity::Quiet => 1,
        Activity::Ended => 2,
    }
}

/// A node that is nobody: the programme, a partner, a province.
fn heap(kind: NodeKind, name: Name, children: Vec<Node>, below: &Below) -> Node {
    let (below, active) = (below.all.len() as i64, below.active.len() as i64);
    Node { kind, name, href: String::new(), activity: None, below, active, children, branch: String::new() }
}

/// The whole tree of these organisations.
pub(super) fn tree(
    land: &Land,
    organisations: &[Organisation],
    (programme, nowhere): (Name, Name),
    wanted: &Wanted,
    today: NaiveDate,
) -> Tree {
    let names = land.names();
    let (mut partners, mut all, mut coaches, mut provinces) = (Vec::new(), Below::default(), 0, BTreeSet::new());
    for organisation in organisations {
        let grove = Grove::new(land, organisation, today);
        let mut of: BTreeMap<String, (Vec<Node>, Below)> = BTreeMap::new();
        for coach in grove.roots() {
            let province = grove.province(coach);
            provinces.insert(province.clone());
            if wanted.province.is_empty() || wanted.province == province {
                let (node, below) = grove.coach(coach, names.get(&coach).cloned().unwrap_or_default(), wanted.all);
                let one = of.entry(province).or_default();
                one.0.push(node);
                one.1.take(below);
                coaches += 1;
            }
        }
        let (mut nodes, mut own) = (Vec::new(), Below::default());
        for (province, (mut coached, below)) in of {
            coached.sort_by(|a, b| (&a.name.latin, &a.name.khmer).cmp(&(&b.name.latin, &b.name.khmer)));
            let name = if province.is_empty() { nowhere.clone() } else { place(&province) };
            nodes.push(heap(NodeKind::Province, name, coached, &below));
            own.take(below);
        }
        if !nodes.is_empty() {
            partners.push(heap(NodeKind::Partner, Name::new(&organisation.name_km, &organisation.name_latin), nodes, &own));
        }
        all.take(own);
    }
    let generations = all.depth;
    Tree { root: heap(NodeKind::Programme, programme, partners, &all), coaches, generations, provinces }
}

/// The branch of one coach in an organisation; none where she coaches nobody there.
pub(super) fn branch(land: &Land, organisation: &Organisation, coach: Uuid, today: NaiveDate) -> Option<Node> {
    let grove = Grove::new(land, organisation, today);
    grove.of.contains_key(&coach).then(|| {
        let name = land.names().get(&coach).cloned().unwrap_or_default();
        grove.coach(coach, name, true).0
    })
}
