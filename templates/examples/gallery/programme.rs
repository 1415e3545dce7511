//! The programme: home, targets, indicators, records, supports.
use crate::{around, people::problem, sample::*};
use chrono::{DateTime, Utc};
use domain::programme::{Actual, Dimension, Measure, Reading, standing};
use maud::Markup;
use templates::{
    parts::{Listing, Name},
    programme::{
        Door, Partner, Scope,
        home::{Group, HomePage, Late, Needs, PartnerRow, home},
        indicators::{CellLine, IndicatorLine, IndicatorPage, IndicatorsPage, Split, indicator, indicators},
        map::Province,
        records::{RecordLine, RecordsPage, records},
        supports::{SupportForm, SupportLine, SupportsPage, supports},
        targets::{TargetLine, TargetsPage, targets},
    },
};
use words::Words;

pub fn pages(words: Words) -> Vec<(&'static str, Markup)> {
    let of_one = Scope { partners: scope().partners[..1].to_vec(), chosen: "SP".into(), everywhere: false };
    let none = TargetsPage { targets: vec![], scope: of_one, ..of_targets(words) };
    let refused = SupportsPage { problems: vec![problem("voucher", words, "support-not-paid")], ..of_supports(words) };
    let protected = RecordsPage { measure: Measure::CodedGrants, lines: vec![], ..of_records(words) };
    vec![
        ("programme", home(&of_home(words))),
        ("programme-targets", targets(&of_targets(words))),
        ("programme-targets-none", targets(&none)),
        ("programme-indicators", indicators(&of_indicators(words))),
        ("programme-indicator", indicator(&of_indicator(words, Measure::Participants))),
        ("programme-indicator-protected", indicator(&of_indicator(words, Measure::CodedGrants))),
        ("programme-records", records(&of_records(words))),
        ("programme-records-protected", records(&protected)),
        ("programme-supports", supports(&of_supports(words))),
        ("programme-supports-refused", supports(&refused)),
    ]
}

fn at() -> DateTime<Utc> {
    day(320).and_hms_opt(3, 32, 0).unwrap_or_default().and_utc()
}

fn partner(code: &str, km: &str, latin: &str) -> Partner {
    Partner { code: code.into(), name: Name::new(km, latin) }
}

fn scope() -> Scope {
    let partners =
        vec![partner("SP", "សុវណ្ណភូមិ", "Sovann Phoum"), partner("CEDAC", "សេដាក", "CEDAC"), partner("CCPCR", "ស៊ី.ស៊ី.ភី.ស៊ី.អ័រ", "CCPCR")];
    Scope { partners, chosen: String::new(), everywhere: true }
}

fn target(code: &str, of: usize, measure: Measure, number: Option<i64>, reading: Reading, actual: Option<Actual>) -> TargetLine {
    let partner = scope().partners[of].clone();
    TargetLine {
        code: code.into(),
        name: Name::new("កសិករដែលកសិករគំរូបានបង្រៀន និងណែនាំ", "Farmers trained and coached by the model farmers"),
        note: Name::new("សរុប៖ ម្នាក់ៗ ៣០ នាក់", "In all: 30 by each of 32"),
        source: "Programme sheet of the partners’ sub-grants".into(),
        partner: Some(partner.name),
        partner_code: partner.code,
        measure,
        number,
        reading,
        provinces: vec!["12".into(), "03".into()],
        standing: actual.map(|actual| standing(number, reading, &actual)),
    }
}

fn lines() -> Vec<TargetLine> {
    use Measure::*;
    vec![
        target("T02", 0, SavingsGroups, Some(16), Reading::Total, Some(Actual::Total(16))),
        target("T04", 0, GroupBanks, None, Reading::Total, Some(Actual::Total(3))),
        target("T06", 0, CoachedFarmers, Some(960), Reading::Total, Some(Actual::Total(731))),
        target("T08", 1, AdvisedHouseholds, Some(10), Reading::Ceiling, Some(Actual::Each(vec![10, 12, 7]))),
        target("T14", 1, CooperativeMembers, Some(200), Reading::Each, Some(Actual::Each(vec![200, 187]))),
        target("T26", 2, CodedGrants, Some(30), Reading::Total, None),
    ]
}

fn of_home(words: Words) -> HomePage {
    let group = |at: usize| {
        let partner = scope().partners[at].clone();
        let targets = lines().into_iter().filter(|line| line.partner_code == partner.code).collect();
        Group { partner: Some(partner.name), code: partner.code, targets }
    };
    let row = |one: Partner| PartnerRow {
        code: one.code,
        name: one.name,
        people: 2_140,
        women: 1_388,
        groups: 100,
        households: 1_912,
        met: (6, 9),
    };
    let late = |symbol, key, count| Late { symbol, key, count, href: Some("/".into()) };
    HomePage {
        around: around(words, "/programme"),
        scope: scope(),
        groups: (0..3).map(group).collect(),
        late: vec![
            late("calendar", "programme-late-groups", 4),
            late("hand-coins", "programme-late-loans", 17),
            late("eye", "programme-late-visits", 112),
            late("triangle-alert", "programme-late-alarms", 0),
        ],
        needs: Needs { tasks: Some(5), corrections: 2, requests: 0 },
        figures: [4_918, 3_204, 138, 3_777],
        year: 2027,
        partners: scope().partners.into_iter().map(row).collect(),
        provinces: provinces(),
        doors: vec![
            Door { symbol: "list-checks", href: "/programme/targets".into(), key: "programme-targets" },
            Door { symbol: "stamp", href: "/programme/supports".into(), key: "programme-supports" },
        ],
        counted_at: at(),
        filling: None,
    }
}

fn provinces() -> Vec<Province> {
    let people = |no: i64| match no {
        3 => 1_940,
        12 => 410,
        14 => 820,
        17 => 1_204,
        9 => 330,
        20 => 560,
        2 => 96,
        _ => 0,
    };
    let place = |no: i64| {
        let code = format!("{no:02}");
        let say = |language| Words::new(language).say(&format!("province-{code}")).into_owned();
        let name = Name::new(say(words::Language::Khmer), say(words::Language::English));
        Province { name, people: people(no), groups: people(no) / 36, code }
    };
    let unknown = Province { code: String::new(), name: Name::default(), people: 12, groups: 0 };
    (1..=25).map(place).chain([unknown]).collect()
}

fn files() -> Vec<(&'static str, String)> {
    ["csv", "xlsx", "json"].map(|format| (format, format!("?format={format}"))).to_vec()
}

fn of_targets(words: Words) -> TargetsPage {
    TargetsPage { around: around(words, "/programme/targets"), scope: scope(), targets: lines(), counted_at: at(), files: files() }
}

fn of_indicators(words: Words) -> IndicatorsPage {
    let line = |(at, measure): (usize, &Measure)| {
        let number = if measure.counting().code() == "riel" { 187_400_000 } else { 1_000 + 317 * at as i64 };
        IndicatorLine { measure: *measure, now: (!measure.is_protected()).then_some(number), last: Some(number * 3 / 4) }
    };
    IndicatorsPage {
        around: around(words, "/programme/indicators"),
        scope: scope(),
        year: 2027,
        years: (2018..=2027).rev().collect(),
        running: true,
        lines: Measure::ALL.iter().enumerate().map(line).collect(),
        counted_at: at(),
        files: files(),
    }
}

fn of_indicator(words: Words, measure: Measure) -> IndicatorPage {
    let cell = |name: &str, number| CellLine { name: name.into(), number };
    let province = |code: &str| words.say(&format!("province-{code}")).into_owned();
    let splits = if measure.is_protected() {
        let cells = vec![cell(&province("09"), Some(18)), cell(&province("20"), None), cell(&province("03"), None)];
        vec![Split { dimension: Dimension::Province, cells, overlaps: false }]
    } else {
        let cells = |key: &str, all: &[&str]| {
            all.iter()
                .enumerate()
                .map(|(at, one)| cell(&words.say(&format!("indicator-{key}-{one}")), Some(3_200 - 900 * at as i64)))
                .collect()
        };
        let partners = scope().partners.iter().map(|one| cell(one.name.show(words), Some(1_700))).collect();
        vec![
            Split { dimension: Dimension::Organisation, cells: partners, overlaps: true },
            Split { dimension: Dimension::Sex, cells: cells("sex", &["female", "male"]), overlaps: false },
            Split { dimension: Dimension::Age, cells: cells("age", &["under-15", "15-29", "30-and-over"]), overlaps: false },
            Split { dimension: Dimension::Poverty, cells: cells("id-poor", &["0", "1", "2"]), overlaps: false },
            Split { dimension: Dimension::New, cells: cells("new", &["new", "continuing"]), overlaps: false },
        ]
    };
    IndicatorPage {
        around: around(words, "/programme/indicators/participants"),
        measure,
        scope: scope(),
        year: 2027,
        years: (2018..=2027).rev().collect(),
        days: ((!measure.is_protected()).then_some(day(273)), day(320)),
        total: Some(if measure.is_protected() { 30 } else { 4_918 }),
        last: Some(3_811),
        counted: (!measure.is_protected()).then_some(9_204),
        records: "/".into(),
        splits,
        counted_at: at(),
        files: files(),
    }
}

fn of_records(words: Words) -> RecordsPage {
    let line = |no: u32| RecordLine {
        name: person(no).show(words).to_owned(),
        href: no.is_multiple_of(2).then(|| "/people/1".into()),
        partner: scope().partners[0].name.clone(),
        place: Name::new("កំពង់ចាម · 03010101", "Kampong Cham · 03010101"),
        day: day(300 + u64::from(no)),
        until: no.is_multiple_of(5).then(|| day(318)),
        kind: String::new(),
        amount: 1,
    };
    RecordsPage {
        around: around(words, "/programme/indicators/group-members/records"),
        measure: Measure::GroupMembers,
        scope: scope(),
        partners: true,
        year: 2027,
        lines: (1..=8).map(line).collect(),
        listing: Listing { path: "/".into(), page: 1, pages: 3, rows: 70, ..Listing::default() },
        untold: 212,
    }
}

fn of_supports(words: Words) -> SupportsPage {
    let line = |no: i64| SupportLine {
        id: no.to_string(),
        partner: scope().partners[2].name.clone(),
        award: "SG-2026".into(),
        voucher: no,
        kind: "scholarship".into(),
        day: day(280 + no as u64),
        place: Name::new("បាត់ដំបង", "Battambang"),
        female: 12 + no,
        male: 9,
        undone: no == 2,
    };
    SupportsPage {
        around: around(words, "/programme/supports"),
        lines: (1..=4).map(line).collect(),
        awards: vec![("SG-2026".into(), "SG-2026 · CCPCR".into())],
        provinces: provinces()
            .into_iter()
            .filter(|one| !one.code.is_empty())
            .map(|one| (one.code, one.name.show(words).to_owned()))
            .collect(),
        form: SupportForm { voucher: "7".into(), ..SupportForm::default() },
        problems: vec![],
    }
}
