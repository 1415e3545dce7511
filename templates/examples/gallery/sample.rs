//! Invented people, places and figures. Long names and large numbers on purpose: they find what is cramped.
use chrono::{DateTime, Days, NaiveDate, Utc};
use templates::parts::{Amount, GroupHead, Listing, Name, Unit};

pub const FAMILY: [(&str, &str); 10] = [
    ("សុខ", "Sok"),
    ("កែវ", "Keo"),
    ("ជា", "Chea"),
    ("ហេង", "Heng"),
    ("លី", "Ly"),
    ("នួន", "Nuon"),
    ("ព្រំ", "Prum"),
    ("ទេព", "Tep"),
    ("ឈុន", "Chhun"),
    ("ស្រេងហ៊ុយ", "Srenghuy"),
];
pub const GIVEN: [(&str, &str); 12] = [
    ("ចាន់ថា", "Chantha"),
    ("សុភាព", "Sopheap"),
    ("ស្រីមុំ", "Sreymom"),
    ("ពិសិដ្ឋ", "Piseth"),
    ("សាវឿន", "Savoeun"),
    ("ម៉ារ៉ា", "Mara"),
    ("វណ្ណារិទ្ធិ", "Vannarith"),
    ("រតនា", "Ratana"),
    ("សុវណ្ណចន្ទ្រារស្មី", "Sovannchandreaksmey"),
    ("ស្រីនាង", "Sreyneang"),
    ("ដារ៉ា", "Dara"),
    ("បុប្ផាទេវី", "Bopha Devi"),
];

/// The name of the member with a number.
pub fn person(number: u32) -> Name {
    let family = FAMILY[number as usize * 7 % FAMILY.len()];
    let given = GIVEN[number as usize * 5 % GIVEN.len()];
    Name::new(format!("{} {}", family.0, given.0), format!("{} {}", family.1, given.1))
}

pub fn riel() -> Unit {
    Unit { commodity: "KHR".into(), decimals: 0 }
}

pub fn dollar() -> Unit {
    Unit { commodity: "USD".into(), decimals: 2 }
}

pub fn amount(quantity: i64) -> Amount {
    Amount { quantity, unit: riel() }
}

pub fn cents(quantity: i64) -> Amount {
    Amount { quantity, unit: dollar() }
}

pub fn group() -> GroupHead {
    GroupHead {
        code: "srae-khmer".into(),
        name: Name::new("ក្រុមសន្សំប្រាក់ស្រែខ្មែរសាមគ្គី", "Srae Khmer Samaki savings group"),
        unit: riel(),
        saves: true,
        practice: false,
    }
}

pub fn place() -> Name {
    Name::new("ភូមិស្រែខ្មែរ ឃុំត្រពាំងធំខាងត្បូង ស្រុកត្រាំកក់ ខេត្តតាកែវ", "Srae Khmer, Trapeang Thum Khang Tboung, Tram Kak, Takeo")
}

pub fn organisation() -> Name {
    Name::new("អង្គការគំរូទីមួយ", "First Example Organisation")
}

pub fn funds() -> [Name; 2] {
    [Name::new("មូលនិធិកម្ចី", "Loan fund"), Name::new("មូលនិធិសង្គម", "Social fund")]
}

pub fn day(days: u64) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 1, 3).unwrap_or_default() + Days::new(days)
}

pub fn instant(days: u64) -> DateTime<Utc> {
    day(days).and_hms_opt(2, 15, 0).unwrap_or_default().and_utc()
}

pub fn listing(path: &str, sort: &str, page: u32, pages: u32, rows: u64) -> Listing {
    Listing { path: path.into(), keep: vec![], sort: sort.into(), down: false, page, pages, rows }
}
