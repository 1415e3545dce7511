//! A bank's own page, what it agreed, its store, counts, requests, the day book, prices, seasons and measures.
use crate::{
    around,
    bank_days::{bank, paddy},
    sample::*,
};
use chrono::NaiveDate;
use maud::Markup;
use templates::{
    banks::{
        GoodHead, Who,
        acts::{self, ActLine, ActPage, ActPosting, ActRows, ActsPage, UndoForm},
        calendar::{self, SeasonForm, SeasonLine, SeasonState, SeasonsPage, UnitForm, UnitLine, UnitsPage},
        count::{self, CountForm, CountPage},
        list::{self, BankLine, BanksPage, FoundForm, FoundPage},
        overview::{self, Herd, Holding, OverviewPage, Thing},
        prices::{self, PriceForm, PriceLine, Priced, PricesPage},
        requests::{self, RequestPage, RequestsPage},
        rules::{self, Clause, RulesPage, RulesVersion},
        rules_form::{self, RulesForm, RulesFormPage},
        stock::{self, StockLine, StockPage},
        stock_form::{self, StockForm, StockFormPage, WAYS},
    },
    books::AccountName,
    corrections::CorrectionState,
    parts::{Listing, Name, Problem, Unit},
    requests::RequestLine,
};
use words::Words;

pub fn pages(words: Words) -> Vec<(&'static str, Markup)> {
    let mut all = vec![
        ("banks", list::banks(&banks(words))),
        ("banks-none", list::banks(&BanksPage { banks: vec![], group: Some(group()), may_found: true, ..banks(words) })),
        ("bank-found", list::found(&found(words))),
        ("bank", overview::overview(&overview_page(words))),
        ("bank-rules", rules::rules(&rules_page(words))),
        ("bank-rules-form", rules_form::rules_form(&rules_form_page(words))),
        ("bank-stock", stock::stock(&stock_page(words))),
        ("bank-count", count::count(&count_page(words))),
        ("bank-requests", requests::requests(&requests_page(words))),
        ("bank-request", requests::request(&request_page(words))),
        ("bank-request-own", requests::request(&RequestPage { is_own: true, ..request_page(words) })),
        ("bank-acts", acts::acts(&acts_page(words))),
        ("bank-act", acts::act(&act_page(words))),
        ("bank-prices", prices::prices(&prices_page(words))),
        ("bank-seasons", calendar::seasons(&seasons_page(words))),
        ("bank-units", calendar::units(&units_page(words))),
    ];
    let forms = [
        "bank-stock-donate",
        "bank-stock-deposit",
        "bank-stock-return-deposit",
        "bank-stock-buy",
        "bank-stock-sell",
        "bank-stock-help",
        "bank-stock-money-in",
        "bank-stock-money-out",
    ];
    all.extend(forms.into_iter().zip(WAYS).map(|(name, way)| (name, stock_form::stock_form(&stock_form_page(words, way)))));
    all
}

fn on(month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, month, day).expect("a day")
}

fn few(rows: u64) -> Listing {
    listing("/banks", "", 1, 1, rows)
}

fn cattle() -> GoodHead {
    let unit = Unit { commodity: "CATTLE".into(), decimals: 0 };
    GoodHead { unit, class: "cattle", variety: Name::default(), grade: String::new() }
}

fn line(no: i64, words: Words) -> ActLine {
    ActLine {
        no,
        day: on(6, 13),
        what: words.say("bank-fact-keeper-owes").into_owned(),
        by: "Sok Chantha".into(),
        entry: Some(no),
        undone_by: (no == 2).then_some(3),
    }
}

fn problem(words: Words, field: &str, key: &str) -> Problem {
    Problem { field: field.into(), message: words.say(key).into_owned() }
}

fn banks(words: Words) -> BanksPage {
    let line = |code: &str, waiting| BankLine {
        code: code.into(),
        name: bank().name,
        group: group(),
        store: vec![(paddy(), 3_770_000)],
        lent: vec![(paddy(), 1_230_500)],
        animals: vec![],
        money: 1_522_000,
        waiting,
    };
    BanksPage {
        around: around(words, "/banks"),
        group: None,
        banks: vec![line("RB-01", 2), line("RB-02", 0)],
        listing: few(2),
        may_found: false,
    }
}

fn found(words: Words) -> FoundPage {
    FoundPage {
        around: around(words, "/groups/SP-KC-01/banks/new"),
        group: group(),
        schemes: vec!["rice-ten", "rice-twenty", "cows-first-and-third"],
        form: FoundForm { scheme: "rice-ten".into(), ..FoundForm::default() },
        problems: vec![problem(words, "code", "group-code-bad"), problem(words, "name_km", "bank-name-missing")],
    }
}

fn season() -> SeasonLine {
    let (lend, harvest) = ((on(6, 1), on(10, 31)), (on(12, 1), on(12, 31)));
    SeasonLine { no: 1, name: Name::new("២០២៦", "2026"), lend, harvest, state: SeasonState::on(on(11, 21), lend, harvest) }
}

fn overview_page(words: Words) -> OverviewPage {
    let thing = |tone, icon, key: &str| Thing {
        tone,
        icon,
        text: words.with(key, &[("count", words.number(3).into())]),
        href: "/banks/RB-01/loans".into(),
    };
    OverviewPage {
        around: around(words, "/banks/RB-01"),
        bank: bank(),
        place: Name::new("ស្វាយរៀង", "Svay Rieng"),
        opened_on: on(1, 5),
        money: riel(),
        box_holds: 1_522_000,
        goods: vec![Holding {
            good: paddy(),
            store: 3_770_000,
            lent: 1_230_500,
            loans: 12,
            late: 240_000,
            late_loans: 2,
            counted: Some((on(9, 30), 7)),
        }],
        herds: vec![Herd { good: cattle(), heads: 30, with_families: 28, families: 27 }],
        room: Some((3_770_000, 14_000_000)),
        due: vec![
            thing("warn", "user-check", "bank-thing-confirm"),
            thing("stop", "clock", "bank-thing-late"),
            thing("", "eye", "bank-thing-unseen"),
        ],
        season: Some(season()),
        may_write: true,
        may_agree: true,
    }
}

fn rules_page(words: Words) -> RulesPage {
    let clauses = |words: Words| {
        let line = |key: &str| words.say(key).into_owned();
        vec![
            Clause {
                icon: "hand-coins",
                heading: line("bank-rule-who-joins"),
                lines: vec![line("bank-rule-interest-none"), line("bank-rule-late-may-not")],
            },
            Clause { icon: "warehouse", heading: line("bank-rule-store"), lines: vec![line("bank-rule-foreign-none")] },
        ]
    };
    let version =
        |no, holds| RulesVersion { no, from: on(1, 5), until: None, holds, written: instant(1), by: "Sok Chantha".into() };
    RulesPage {
        around: around(words, "/banks/RB-01/rules"),
        bank: bank(),
        version: 1,
        from: on(1, 5),
        clauses: clauses(words),
        other: clauses(Words { language: words.language.other(), ..words }),
        versions: vec![version(2, false), version(1, true)],
        may_change: true,
    }
}

fn rules_form_page(words: Words) -> RulesFormPage {
    let mut form = RulesForm::default();
    for (field, value) in
        [("from", "1/12/2026"), ("l0_purpose", "food"), ("l0_good", "PADDY"), ("l0_rate", "400"), ("p0_species", "cattle")]
    {
        form.set(field, value);
    }
    RulesFormPage {
        around: around(words, "/banks/RB-01/rules/edit"),
        bank: bank(),
        goods: vec![("PADDY".into(), paddy().name(words))],
        sign: "៛".into(),
        lines: (2, 2),
        calves: 4,
        form,
        text: "# …".into(),
        as_text: false,
        problems: vec![problem(words, "l0_rate", "bank-rules-rate")],
    }
}

fn stock_page(words: Words) -> StockPage {
    let line = |act, change, balance| StockLine {
        act,
        day: on(6, 13),
        what: words.say("bank-do-donate").into_owned(),
        change,
        balance,
        moisture: "14 %".into(),
        by: "Sok Chantha".into(),
    };
    StockPage {
        around: around(words, "/banks/RB-01/stock"),
        bank: bank(),
        goods: vec![(paddy(), 14_500_000), (cattle(), 30)],
        here: 0,
        lines: vec![line(2, -500_000, 14_500_000), line(1, 15_000_000, 15_000_000)],
        listing: few(2),
        room: Some((14_500_000, 14_000_000)),
        counted: Some((on(9, 30), 7)),
        may_write: true,
    }
}

fn people() -> Vec<(String, String)> {
    (1..=5).map(|number| (number.to_string(), format!("{number} Sok Dara"))).collect()
}

fn stock_form_page(words: Words, what: &'static str) -> StockFormPage {
    let rows = (1..=60).map(|number| (number, Who { number, name: person(number as u32) })).collect();
    let wrong = if what == "deposit" { "p3" } else { "quantity" };
    StockFormPage {
        around: around(words, "/banks/RB-01/stock/donate"),
        bank: bank(),
        what,
        goods: vec![("PADDY".into(), paddy().name(words))],
        unit: words.say("unit-kg").into_owned(),
        measures: vec![
            (String::new(), words.say("bank-own-unit").into_owned()),
            ("thang".into(), words.say("measure-thang").into_owned()),
        ],
        sign: "៛".into(),
        members: people(),
        rows,
        joining: String::new(),
        form: StockForm { good: "PADDY".into(), sort: "capital".into(), rows: vec![(3, "x".into())], ..StockForm::default() },
        cautions: vec![words.say("bank-caution-no-price").into_owned()],
        problems: vec![problem(words, if what.starts_with("money") { "money" } else { wrong }, "bank-why-not-positive")],
    }
}

fn count_page(words: Words) -> CountPage {
    CountPage {
        around: around(words, "/banks/RB-01/count"),
        bank: bank(),
        good: ("PADDY".into(), paddy().name(words)),
        goods: vec![("PADDY".into(), paddy().name(words)), ("SEED".into(), words.say("good-seed").into_owned())],
        unit: words.say("unit-kg").into_owned(),
        by_weight: true,
        causes: vec!["drying", "pests", "spillage", "theft", "flood", "unknown", "surplus"],
        members: people(),
        form: CountForm { counted: "850".into(), method: "weighed".into(), ..CountForm::default() },
        beside: Some((paddy().unit.text(words, 1_000_000), paddy().unit.text(words, 850_000))),
        cautions: vec![words.say("bank-caution-great-loss").into_owned()],
        problems: vec![problem(words, "losses", "bank-why-causes")],
    }
}

fn request_line(words: Words, no: i64, state: CorrectionState) -> RequestLine {
    RequestLine {
        no,
        day: on(11, 21),
        what: words.with("bank-ask-write-off", &[("loan", words.ordinal(7).into())]),
        asked_by: "Sok Chantha".into(),
        asked_at: instant(11),
        decided: (state != CorrectionState::Waiting).then(|| ("Chea Srey".into(), instant(11))),
        refusal: String::new(),
        state,
    }
}

fn requests_page(words: Words) -> RequestsPage {
    let states = [CorrectionState::Waiting, CorrectionState::Posted, CorrectionState::Refused];
    RequestsPage {
        around: around(words, "/banks/RB-01/requests"),
        bank: bank(),
        requests: states.into_iter().zip(1..).map(|(state, no)| request_line(words, no, state)).collect(),
        listing: few(3),
    }
}

fn request_page(words: Words) -> RequestPage {
    let (before, after) = (paddy().unit.text(words, 1_000_000), paddy().unit.text(words, 850_000));
    RequestPage {
        around: around(words, "/banks/RB-01/requests/1"),
        bank: bank(),
        line: request_line(words, 1, CorrectionState::Waiting),
        said: vec![(words.say("bank-minute"), "12".into())],
        changes: vec![(words.say("bank-in-store").into_owned(), before, after)],
        cautions: vec![words.say("bank-caution-great-loss").into_owned()],
        act: None,
        is_own: false,
        may_decide: true,
        stuck: false,
        problems: vec![],
    }
}

fn acts_page(words: Words) -> ActsPage {
    ActsPage {
        around: around(words, "/banks/RB-01/acts"),
        bank: bank(),
        acts: (1..=3).rev().map(|no| line(no, words)).collect(),
        listing: few(3),
    }
}

fn act_page(words: Words) -> ActPage {
    let who = || Who { number: 7, name: person(7) };
    let posting = |account: &str, who, quantity| ActPosting {
        account: AccountName { number: account.into(), name: Name::said(words.say("account")) },
        who,
        unit: paddy().unit,
        quantity,
    };
    let figures = vec![paddy().unit.text(words, 120_000), words.date_short(on(12, 31))];
    ActPage {
        around: around(words, "/banks/RB-01/acts/1"),
        bank: bank(),
        line: line(1, words),
        said: vec![(words.say("bank-note"), "12".into())],
        rows: Some(ActRows { heads: vec!["bank-quantity", "bank-due-on"], rows: vec![(who(), Some(3), figures)] }),
        recorded_at: instant(6),
        confirmed: Some(("Chea Srey".into(), 1)),
        price: words.say("bank-price-market").into_owned(),
        postings: vec![posting("1110", Some(who()), 120_000), posting("1210", None, -120_000)],
        undoes: Some(9),
        asked_undo: Some(2),
        may_undo: true,
        form: UndoForm::default(),
        problems: vec![problem(words, "reason", "bank-why-reason-missing")],
    }
}

fn prices_page(words: Words) -> PricesPage {
    let priced = |key: &str, class: &str, last| Priced {
        key: key.into(),
        good: if class.is_empty() { paddy() } else { cattle() },
        class: class.into(),
        last,
        before: last.map(|(price, _)| price - 50),
    };
    let line = |no, amount, agreed| PriceLine {
        no,
        day: on(11, 1),
        amount,
        agreed,
        place: Name::new("ស្វាយរៀង", "Svay Rieng"),
        source: if agreed { "act" } else { "trader" }.into(),
        reason: words.say("bank-price-reason-hint").into_owned(),
        by: "Sok Chantha".into(),
    };
    PricesPage {
        around: around(words, "/banks/RB-01/prices"),
        bank: bank(),
        money: riel(),
        goods: vec![priced("PADDY", "", Some((950, on(11, 1)))), priced("CATTLE/cow", "cow", None)],
        here: 0,
        trend: vec![("09/2026".into(), 900), ("10/2026".into(), 1_000), ("11/2026".into(), 950)],
        prices: vec![line(2, 950, false), line(1, 850, true)],
        listing: few(2),
        choices: vec![("PADDY".into(), paddy().name(words))],
        may_add: true,
        form: PriceForm::default(),
        far: true,
        problems: vec![problem(words, "reason", "bank-price-why")],
    }
}

fn seasons_page(words: Words) -> SeasonsPage {
    SeasonsPage {
        around: around(words, "/banks/RB-01/seasons"),
        bank: bank(),
        seasons: vec![season()],
        may_add: true,
        form: SeasonForm::default(),
        problems: vec![problem(words, "lend_to", "bank-season-backwards")],
    }
}

fn units_page(words: Words) -> UnitsPage {
    let line = |grams, until| UnitLine {
        unit: "thang".into(),
        grams,
        from: on(1, 1),
        until,
        weighed: "scale".into(),
        by: "Sok Chantha".into(),
    };
    UnitsPage {
        around: around(words, "/banks/RB-01/units"),
        bank: bank(),
        units: vec![line(21_000, None), line(22_500, Some(on(6, 30)))],
        may_add: true,
        form: UnitForm { weighed: "scale".into(), ..UnitForm::default() },
        problems: vec![problem(words, "kilograms", "bank-unit-too-heavy")],
    }
}
