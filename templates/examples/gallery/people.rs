//! Home, groups, members.
use crate::{around, sample::*};
use domain::meetings::Attendance;
use maud::Markup;
use templates::banks::GoodHead;
use templates::group_form::{ConstitutionTemplate, GroupForm, GroupFormPage};
use templates::groups::{BankCard, FundCash, GroupPage, GroupRights, OfficerLine};
use templates::home::{GroupRow, GroupState, HomeGroup, HomePage, NextMeeting, OrganisationRow, StaffHomePage};
use templates::leaving::{self, LeaveForm, LeavePage, PayoutFacts};
use templates::meeting_list::{MeetingKind, MeetingRow, MeetingsPage};
use templates::member_form::{MemberForm, MemberFormPage, SameName};
use templates::members::{MemberRow, MembersPage};
use templates::officers::{EndTermForm, OfficersPage, Term, TermForm};
use templates::parts::{Around, Name, Problem, Unit};
use templates::passbook::{LineKind, MemberPage, PassbookLine, PersonFacts};
use templates::{group_form, groups, home, meeting_list, member_form, members, officers, passbook};
use words::Words;

pub fn pages(words: Words) -> Vec<(&'static str, Markup)> {
    vec![
        ("home", home::home(&home_page(words))),
        ("home-empty", home::home(&HomePage { around: around(words, "/"), groups: vec![], bundles: None })),
        ("home-staff", home::staff_home(&staff_page(words))),
        ("group", groups::group(&group_page(words))),
        (
            "group-new",
            groups::group(&GroupPage {
                meetings: vec![],
                chart: vec![],
                officers: vec![],
                cash: vec![],
                members: 0,
                women: 0,
                savings: 0,
                shares: Some(0),
                social_fund: Some(0),
                retained: 0,
                last: None,
                next: None,
                waiting: 0,
                state: GroupState::New,
                ..group_page(words)
            }),
        ),
        ("group-form", group_form::group_form(&group_form_page(words))),
        ("members", members::members(&members_page(words))),
        (
            "members-empty",
            members::members(&MembersPage { members: vec![], left: 0, listing: listing("/x", "", 1, 1, 0), ..members_page(words) }),
        ),
        ("member-new", member_form::member_form(&member_form_page(words))),
        (
            "member-leave",
            leaving::leave(&LeavePage {
                around: around(words, "/x"),
                group: group(),
                number: 12,
                name: person(12),
                payout: Some(payout()),
                seen: String::new(),
                may_pay: true,
                offices: vec!["treasurer".into()],
                ties: vec![],
                form: LeaveForm::default(),
                problems: vec![problem("reason", words, "reason-missing")],
            }),
        ),
        ("member", passbook::member(&member_page(words, true))),
        ("member-amounts", passbook::member(&member_page(words, false))),
        ("officers", officers::officers(&officers_page(words))),
        (
            "meetings",
            meeting_list::meetings(&MeetingsPage {
                around: around(words, "/x"),
                group: group(),
                meetings: (1..=20).rev().map(meeting).collect(),
                listing: listing("/groups/srae-khmer/meetings", "number", 1, 3, 47),
                next: Some(48),
            }),
        ),
    ]
}

pub fn problem(field: &str, words: Words, key: &str) -> Problem {
    Problem { field: field.into(), message: words.say(key).into_owned() }
}

fn home_page(words: Words) -> HomePage {
    let next = NextMeeting { number: 48, due: Some(day(322)), begun: true, opening: false };
    let home = HomeGroup {
        group: group(),
        members: 60,
        next: Some(next),
        cash: vec![amount(683_500), cents(12_550)],
        last: Some((47, day(315))),
        waiting: 2,
        waiting_for_me: 1,
        banks: vec![],
        coop: None,
    };
    HomePage {
        bundles: Some(templates::bundles::Door { href: "/bundles", is_laptop: true }),
        around: Around { notice: Some(words.say("done-preferences-saved").into_owned()), ..around(words, "/") },
        groups: vec![home],
    }
}

fn staff_page(words: Words) -> StaffHomePage {
    let organisations = (1..=4).map(|at| OrganisationRow {
        code: format!("org{at}"),
        name: Name::new(format!("អង្គការគំរូទី {at}"), format!("Example Organisation {at}")),
        groups: 12 * at,
        members: 250 * at,
        savings: if at == 2 { vec![amount(123_456_789), cents(1_234_567)] } else { vec![amount(98_765_400)] },
    });
    let groups = (0..20).map(|at: u32| GroupRow {
        code: format!("g{at}"),
        name: Name::new(format!("ក្រុមសន្សំប្រាក់ស្រែខ្មែរ {at}"), format!("Srae Khmer savings group {at}")),
        organisation: Name::new("អង្គការគំរូទី 1", "Example Organisation 1"),
        place: place(),
        members: 20 + at,
        savings: if at == 3 { 123_456_789 } else { 3_410_000 + i64::from(at) * 97_500 },
        unit: if at == 7 { dollar() } else { riel() },
        last: (at != 5).then(|| day(300 + u64::from(at))),
        state: [GroupState::Active, GroupState::Active, GroupState::Late, GroupState::Active, GroupState::Closed, GroupState::New]
            [at as usize % 6],
        waiting: u32::from(at == 2) * 3,
        saves: true,
        banks: vec![],
        requests: 0,
    });
    StaffHomePage {
        around: around(words, "/"),
        organisations: organisations.collect(),
        groups: groups.collect(),
        listing: listing("/", "name", 2, 6, 120),
        query: String::new(),
        organisation: String::new(),
        state: String::new(),
        waiting: 5,
        requests: 0,
        may_add_group: true,
        may_see_users: true,
        may_see_trail: true,
        bundles: Some(templates::bundles::Door { href: "/bundles", is_laptop: false }),
        may_see_people: true,
        may_see_programme: true,
        may_see_training: true,
        may_see_plans: true,
        may_see_awards: true,
        tasks: Some(3),
    }
}

fn meeting(number: u32) -> MeetingRow {
    MeetingRow {
        number,
        date: day(u64::from(number) * 7),
        kind: [MeetingKind::Regular, MeetingKind::Opening, MeetingKind::Regular, MeetingKind::Extra][(number as usize).min(4) % 4],
        attended: (number != 1).then_some(57),
        expected: 60,
        savings: 412_500 + i64::from(number) * 5_000,
        social_fund: 57_000,
        counted: Some(683_500),
        difference: if number == 18 { -500 } else { 0 },
        corrections: u32::from(number == 17),
        sealed: number != 20,
    }
}

fn group_page(words: Words) -> GroupPage {
    let [loan, social] = funds();
    GroupPage {
        around: around(words, "/groups/srae-khmer"),
        group: group(),
        organisation: organisation(),
        place: place(),
        state: GroupState::Active,
        members: 60,
        women: 48,
        savings: 123_456_789,
        shares: Some(24_691),
        social_fund: Some(2_850_000),
        retained: 412_300,
        cash: vec![
            FundCash { fund: loan, cash: vec![amount(626_500), cents(12_550)] },
            FundCash { fund: social, cash: vec![amount(57_000)] },
        ],
        next: Some(NextMeeting { number: 48, due: Some(day(322)), begun: false, opening: false }),
        last: Some((47, day(315))),
        meetings: (15..20).rev().map(meeting).collect(),
        chart: (36..48).map(|number| (number, 310_000 + i64::from(number % 5) * 32_500)).collect(),
        officers: ["chair", "secretary", "treasurer", "counter", "key-holder"]
            .iter()
            .zip(1..)
            .map(|(office, member)| OfficerLine { office: (*office).into(), name: person(member), member })
            .collect(),
        waiting: 2,
        waiting_for_me: 1,
        banks: vec![bank_card()],
        coop: Some(("KM-01".into(), Name::new("សហករណ៍ស្រែខ្មែរ", "Srae Khmer cooperative"))),
        needs_constitution: false,
        kept: None,
        may: GroupRights { record: true, manage: true, correct: true, close: true, constitution: true, practise: true },
    }
}

fn bank_card() -> BankCard {
    let good = |commodity: &str, decimals, class| GoodHead {
        unit: Unit { commodity: commodity.into(), decimals },
        class,
        variety: Name::default(),
        grade: String::new(),
    };
    BankCard {
        code: "SK-RB".into(),
        name: Name::new("ធនាគារស្រូវស្រែខ្មែរ", "Srae Khmer rice bank"),
        holds: vec![(good("PADDY", 3, "paddy"), 13_437_500, 0), (good("CATTLE", 0, "cattle"), 31, 29)],
        money: 1_522_000,
        waiting: 2,
        waiting_for_me: 1,
    }
}

fn group_form_page(words: Words) -> GroupFormPage {
    let template = |code: &str, km: &str, en: &str| ConstitutionTemplate {
        code: code.into(),
        name: Name::new(km, en),
        text: Name::new(
            "ហ៊ុន 5,000 រៀល ប្រជុំរាល់សប្ដាហ៍ បែងចែកចុងវដ្ដ",
            "Shares of 5,000 riel, weekly, everything shared out at the end of the cycle",
        ),
    };
    GroupFormPage {
        around: around(words, "/groups/new"),
        organisations: vec![("org1".into(), organisation())],
        templates: vec![
            template("weekly-shares", "ទិញហ៊ុនរាល់សប្ដាហ៍", "Weekly shares"),
            template("monthly-amounts", "សន្សំសេរីរាល់ខែ", "Monthly amounts"),
        ],
        form: GroupForm { template: "weekly-shares".into(), founded_on: "03/01/2026".into(), ..GroupForm::default() },
        problems: vec![],
    }
}

fn members_page(words: Words) -> MembersPage {
    let members = (1..=60).map(|number| MemberRow {
        number,
        name: person(number),
        office: match number {
            1 => Some("chair".into()),
            3 => Some("treasurer".into()),
            _ => None,
        },
        id_poor: (number % 7 == 0).then_some((number % 2 + 1) as u8),
        savings: if number == 9 { 123_456_789 } else { 850_000 + i64::from(number) * 12_500 },
        shares: Some(170 + i64::from(number)),
        social_fund: 47_000,
        joined_on: day(u64::from(number)),
        left_on: (number == 14).then(|| day(200)),
    });
    MembersPage {
        around: around(words, "/groups/srae-khmer/members"),
        group: group(),
        members: members.collect(),
        listing: listing("/groups/srae-khmer/members", "number", 1, 1, 60),
        query: String::new(),
        with_left: true,
        left: 1,
        in_shares: true,
        may_manage: true,
    }
}

fn member_form_page(words: Words) -> MemberFormPage {
    MemberFormPage {
        around: around(words, "/x"),
        group: group(),
        member: None,
        form: MemberForm {
            number: "61".into(),
            family_name_km: "សុខ".into(),
            given_name_km: "ចាន់ថា".into(),
            joined_on: "21/11/2026".into(),
            birth_year: "2990".into(),
            sex: "f".into(),
            ..MemberForm::default()
        },
        problems: vec![problem("birth_year", words, "birth-year-hint"), problem("person", words, "which-person")],
        same_name: vec![SameName { person: "p1".into(), name: person(1), birth_year: Some(1979), groups: vec![group().name] }],
    }
}

fn payout() -> PayoutFacts {
    PayoutFacts {
        savings: 1_250_000,
        profit: 62_500,
        fee: 25_000,
        penalty: 1_000,
        interest: 12_000,
        principal: 400_000,
        paid: 874_500,
        social_grant: 200_000,
        stays_owed: 50_000,
    }
}

fn member_page(words: Words, in_shares: bool) -> MemberPage {
    let mut savings = 450_000;
    let mut social = 12_000;
    let mut lines = vec![PassbookLine {
        kind: LineKind::Opening,
        meeting: Some(1),
        entry: 1,
        date: day(7),
        attendance: None,
        shares: in_shares.then_some(90),
        savings,
        savings_balance: savings,
        social_fund: social,
        social_balance: social,
        fine: 0,
        corrected_by: None,
    }];
    for number in 2..=14_u32 {
        let attendance = [
            Attendance::Present,
            Attendance::Present,
            Attendance::Late,
            Attendance::Present,
            Attendance::Sent,
            Attendance::Excused,
            Attendance::Absent,
        ][number as usize % 7];
        let shares = if attendance == Attendance::Absent { 0 } else { i64::from(number % 5 + 1) };
        let give = if attendance == Attendance::Absent { 0 } else { 1_000 };
        savings += shares * 5_000;
        social += give;
        lines.push(PassbookLine {
            kind: LineKind::Meeting,
            meeting: Some(number),
            entry: u64::from(number),
            date: day(u64::from(number) * 7),
            attendance: Some(attendance),
            shares: in_shares.then_some(shares),
            savings: shares * 5_000,
            savings_balance: savings,
            social_fund: give,
            social_balance: social,
            fine: if attendance == Attendance::Late { 500 } else { 0 },
            corrected_by: (number == 9).then_some(3),
        });
    }
    lines.push(PassbookLine {
        kind: LineKind::Correction(9),
        meeting: Some(9),
        entry: 15,
        date: day(100),
        attendance: None,
        shares: in_shares.then_some(-1),
        savings: -5_000,
        savings_balance: savings - 5_000,
        social_fund: 0,
        social_balance: social,
        fine: 0,
        corrected_by: None,
    });
    let person = PersonFacts {
        number: 9,
        name: person(9),
        sex: "f".into(),
        birth_year: Some(1979),
        id_poor: Some(2),
        phone: Some("012 345 678".into()),
        village: place(),
        joined_on: day(3),
        left: None,
        payout: Some(payout()),
        offices: vec!["treasurer".into()],
        other_groups: vec![("other".into(), Name::new("ក្រុមសន្សំវាលវែង", "Veal Veng savings group"))],
    };
    MemberPage {
        around: around(words, "/x"),
        group: group(),
        person,
        savings: savings - 5_000,
        shares: in_shares.then_some(124),
        social_fund: Some(social),
        fines: 1_500,
        most_shares: in_shares.then_some(5),
        lines,
        listing: listing("/x", "", 2, 2, 47),
        banks: vec![],
        sales: in_shares.then(|| crate::farm_sales::of_seller(words)),
        plans: crate::plans::of_somebody(words),
        loans: if in_shares { vec![crate::lending::loan_row(3, templates::loans::LoanState::Late(31))] } else { vec![] },
        may_manage: true,
    }
}

fn officers_page(words: Words) -> OfficersPage {
    let term = |at: u32, office: &str, until| Term {
        id: at.to_string(),
        office: office.into(),
        member: at,
        name: person(at),
        from: day(u64::from(at) * 9),
        until,
    };
    OfficersPage {
        around: around(words, "/x"),
        group: group(),
        terms: vec![
            term(1, "chair", None),
            term(2, "secretary", None),
            term(3, "treasurer", None),
            term(4, "counter", None),
            term(5, "treasurer", Some(day(90))),
        ],
        members: (1..=60).map(|number| (number, person(number))).collect(),
        form: TermForm { from: "21/11/2026".into(), ..TermForm::default() },
        end: EndTermForm::default(),
        problems: vec![],
        may_manage: true,
    }
}
