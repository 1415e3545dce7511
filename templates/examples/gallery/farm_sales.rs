//! What farmers and groups sold by themselves.
use crate::{around, people::problem, sample::*};
use domain::farm_sales::{Totals, Unit};
use maud::Markup;
use templates::{
    market::{
        KindHead, PlaceHead,
        farm_sale_form::{SaleForm, SaleFormPage, SellerLine, SellerPage, sale_form, seller},
        farm_sales::{SaleLine, SalePage, SalesFilter, SalesPage, SellerSales, sale, sales},
    },
    parts::{Name, Unit as Money},
};
use words::Words;

pub fn pages(words: Words) -> Vec<(&'static str, Markup)> {
    let empty = SalesPage { sales: vec![], totals: Totals::default(), buyers: vec![], ..list(words) };
    let undone = Some(("The officer".to_owned(), at(), "120 kg, not 1,200".to_owned()));
    let refused = SaleFormPage {
        cautions: vec![words.say("farm-caution-twin").into_owned()],
        problems: vec![problem("riel", words, "farm-sale-total-bad")],
        ..form(words)
    };
    let nobody = SaleFormPage { seller: None, same_name: true, ..form(words) };
    vec![
        ("farm-sales", sales(&list(words))),
        ("farm-sales-empty", sales(&empty)),
        ("farm-sale", sale(&one(words))),
        ("farm-sale-undone", sale(&SalePage { undone, may_undo: false, ..one(words) })),
        ("farm-sale-seller", seller(&who(words))),
        ("farm-sale-form", sale_form(&form(words))),
        ("farm-sale-form-refused", sale_form(&refused)),
        ("farm-sale-form-new", sale_form(&nobody)),
    ]
}

/// What somebody sold, for her page.
pub fn of_seller(words: Words) -> SellerSales {
    let _ = words;
    SellerSales { money: money(), last: (1..=3).map(line).collect(), totals: totals(), seller: "person-1".into() }
}

fn at() -> chrono::DateTime<chrono::Utc> {
    day(320).and_hms_opt(3, 0, 0).unwrap_or_default().and_utc()
}

fn money() -> Money {
    group().unit
}

fn totals() -> Totals {
    Totals {
        sales: 47,
        sellers: 21,
        grams: 12_480_500,
        heads: 36,
        riel: 18_740_000,
        linked: 13_118_000,
        linked_sales: 31,
        linked_sellers: 14,
    }
}

fn line(no: i64) -> SaleLine {
    let pigs = no % 5 == 0;
    let name = if pigs { Name::new("ជ្រូក", "Pigs") } else { Name::new("ត្រសក់", "Cucumber") };
    SaleLine {
        no,
        seller: person(no as u32),
        kind: KindHead { crop: "CUCUMBER".into(), name, grade: String::new(), organic: no % 3 == 0 },
        quantity: if pigs { 2 } else { 120_000 + no * 500 },
        unit: if pigs { Unit::Head } else { Unit::Gram },
        riel: if pigs { 1_900_000 } else { 180_000 + no * 750 },
        price: if pigs { 950_000 } else { 1_500 },
        day: day(300 + no as u64),
        place: PlaceHead { code: "20".into(), name: Name::new("ស្វាយរៀង", "Svay Rieng") },
        buyer: Name::new("ឈ្មួញកណ្តាល", "Middleman"),
        linked: no % 2 == 1,
        undone: no == 4,
    }
}

fn list(words: Words) -> SalesPage {
    let choice = |value: &str, text: &str| (value.to_owned(), text.to_owned());
    SalesPage {
        around: around(words, "/market/sales"),
        money: money(),
        sales: (1..=12).rev().map(line).collect(),
        listing: listing("/market/sales", "", 1, 2, 47),
        totals: totals(),
        buyers: vec![
            (Name::new("ឈ្មួញកណ្តាល", "Middleman"), Totals { grams: 8_000_000, heads: 0, riel: 11_000_000, ..totals() }),
            (
                Name::new("នៅផ្សារ", "At the market place"),
                Totals { sellers: 3, grams: 4_480_500, riel: 7_740_000, linked: 0, ..totals() },
            ),
        ],
        filter: SalesFilter {
            months: vec![choice("2026-11", &words.month(day(320)))],
            provinces: vec![choice("20", "Svay Rieng")],
            organisations: vec![choice("SP", "SP"), choice("CE", "CE")],
            ..SalesFilter::default()
        },
        may_keep: true,
    }
}

fn one(words: Words) -> SalePage {
    SalePage {
        around: around(words, "/market/sales/1"),
        money: money(),
        line: line(1),
        seller: "person-1".into(),
        recorded: ("The advisor".into(), at()),
        undone: None,
        may_undo: true,
        reason: String::new(),
        problems: vec![],
    }
}

fn found(no: u32) -> SellerLine {
    SellerLine {
        seller: format!("person-{no}"),
        name: person(no),
        is_group: false,
        birth_year: Some(1975 + i64::from(no)),
        place: Name::new("ស្វាយរៀង · 20010101", "Svay Rieng · 20010101"),
        groups: vec![(Name::new("ក្រុមសន្សំស្រែខ្មែរ", "Srae Khmer savings group"), i64::from(no))],
    }
}

fn who(words: Words) -> SellerPage {
    SellerPage {
        around: around(words, "/market/sales/new"),
        query: "ស".into(),
        found: (1..=6).map(found).collect(),
        more: true,
        recent: vec![],
    }
}

fn form(words: Words) -> SaleFormPage {
    let choice = |value: &str, text: &str| (value.to_owned(), text.to_owned());
    SaleFormPage {
        around: around(words, "/market/sales/new"),
        money: money(),
        seller: Some(found(3)),
        organisations: vec![choice("SP", "SP"), choice("CE", "CE")],
        goods: vec![choice("CUCUMBER", "Cucumber"), choice("PIG", "Pigs")],
        buyers: vec![choice("kind-middleman", &words.say("farm-buyer-middleman"))],
        place: Name::new("ស្វាយរៀង · 20010101", "Svay Rieng · 20010101"),
        same_name: false,
        form: SaleForm {
            crop: "CUCUMBER".into(),
            quantity: "120".into(),
            unit: "gram".into(),
            riel: "180,000".into(),
            day: "21/11/2026".into(),
            village: "20010101".into(),
            how: "linked".into(),
            ..SaleForm::default()
        },
        cautions: vec![],
        problems: vec![],
    }
}
