//! The line editor's form: a plan as it is typed, and what was typed as a plan.
//!
//! Rows are numbered in the order in which they stand in the plan, so that a form that is sent back unchanged gives the same
//! plan. A row in which nothing is typed is left out.
use crate::{imports::table::latin_digits, reader::Reader};
use domain::{
    loans::schedule::Method,
    plans::{
        Chapter, Cycle, Figure, Figures, Giver, Household, Investment, Line, Loan, Measure, Place, Plan, Printed, Refusal, Role,
        Section, Source, Why, Written,
    },
};
use rust_decimal::Decimal;
use std::collections::BTreeMap;
use templates::{
    awards::forms::Typed,
    parts::Problem,
    plans::{
        budget::months as months_text,
        editor::{INVESTMENT, LINE, LOAN, Reckoned, SOURCE, UNIT, rows},
        say,
    },
};
use words::{UnreadableNumber, Words, read_quantity};

/// Decimal places that a quantity or a price may have.
const PLACES: u8 = 6;

/// A number as a field shows it, so that reading it again gives the same: three places would be taken for thousands where the
/// currency has none, so they are written as four.
pub(super) fn shown(words: Words, number: Decimal) -> String {
    let mut number = number.normalize();
    if number.scale() == 3 {
        number.rescale(4);
    }
    say_number(words, number)
}

fn say_number(words: Words, number: Decimal) -> String {
    match (i64::try_from(number.mantissa()), u8::try_from(number.scale())) {
        (Ok(mantissa), Ok(scale)) => words.quantity(mantissa, scale),
        _ => number.to_string(),
    }
}

/// A number that was typed; blank is `None`. `whole` says that a mark between threes parts thousands, as with riel.
pub(super) fn number(reader: &mut Reader, field: &str, typed: &str, whole: bool) -> Option<Decimal> {
    let typed = typed.replace('%', "");
    let as_amount = if whole { read_quantity(&typed, 0).ok().flatten() } else { None };
    if let Some(amount) = as_amount {
        return Some(Decimal::from(amount));
    }
    match read_quantity(&typed, PLACES) {
        Ok(number) => number.map(|number| Decimal::new(number, u32::from(PLACES)).normalize()),
        // Larger than fits with six places; such a number has none.
        Err(UnreadableNumber::TooLarge) => match read_quantity(&typed, 0) {
            Ok(number) => number.map(Decimal::from),
            Err(_) => refuse(reader, field),
        },
        Err(_) => refuse(reader, field),
    }
}

fn refuse(reader: &mut Reader, field: &str) -> Option<Decimal> {
    reader.refuse(field, "plan-refuse-number");
    None
}

/// A plan as the form shows it.
pub(super) fn typed(words: Words, plan: &Written) -> Typed {
    let mut fields: Vec<(String, String)> = Vec::new();
    let mut put = |name: String, value: String| fields.push((name, value));
    let count = |number: u32| words.ordinal(i64::from(number));
    let optional = |number: Option<Decimal>| number.map(|number| shown(words, number)).unwrap_or_default();
    put("title_km".into(), plan.title_km.clone());
    put("title_latin".into(), plan.title_latin.clone());
    put("starts".into(), plan.starts.clone());
    put("times".into(), count(plan.cycle.times));
    put("lasts".into(), plan.cycle.days.or(plan.cycle.months).map(count).unwrap_or_default());
    put("length_in".into(), if plan.cycle.days.is_some() { "days" } else { "months" }.into());
    put("every".into(), plan.cycle.every.map(count).unwrap_or_default());
    put("contingency".into(), optional(plan.contingency));
    put("affordable".into(), optional(plan.affordable));
    put("ahead".into(), plan.months.map(count).unwrap_or_default());
    put("figures".into(), plan.figures.code().into());
    put("size".into(), optional(plan.size.as_ref().map(|size| size.quantity)));
    put("size_unit".into(), plan.size.as_ref().map(|size| size.unit.clone()).unwrap_or_default());
    if let Some(home) = &plan.household {
        put("income".into(), shown(words, home.income));
        put("spending".into(), shown(words, home.spending));
    }
    for (chapter, text) in &plan.chapters {
        put(format!("c-{}", chapter.code()), text.clone());
    }
    for (section, sum) in &plan.printed.subtotals {
        put(format!("p-s-{}", section.code()), shown(words, *sum));
    }
    for (figure, value) in &plan.printed.figures {
        put(format!("p-f-{}", figure.code()), shown(words, *value));
    }
    let mut row = |kind: char, no: usize, list: Vec<(&str, String)>| {
        fields.push((format!("{kind}{no}-row"), "1".into()));
        fields.extend(list.into_iter().map(|(name, value)| (format!("{kind}{no}-{name}"), value)));
    };
    for (no, line) in plan.lines.iter().enumerate() {
        row(LINE, no, line_fields(words, line));
    }
    for (no, one) in plan.investments.iter().enumerate() {
        let fixed = if one.scales { "" } else { "1" };
        row(
            INVESTMENT,
            no,
            vec![
                ("km", one.item_km.clone()),
                ("latin", one.item_latin.clone()),
                ("quantity", shown(words, one.quantity)),
                ("unit", one.unit.clone()),
                ("price", shown(words, one.price)),
                ("life_months", one.life_months.map(count).unwrap_or_default()),
                ("life_days", one.life_days.map(count).unwrap_or_default()),
                ("worth", optional(one.worth)),
                ("month", count(one.month)),
                ("fixed", fixed.into()),
                ("amount", optional(one.amount)),
            ],
        );
    }
    for (no, one) in plan.sources.iter().enumerate() {
        row(SOURCE, no, vec![("from", one.from.code().into()), ("amount", shown(words, one.amount)), ("month", count(one.month))]);
    }
    for (no, one) in plan.loans.iter().enumerate() {
        row(
            LOAN,
            no,
            vec![
                ("amount", shown(words, one.amount)),
                ("month", count(one.month)),
                ("percent", shown(words, one.percent_month)),
                ("method", one.method.code().into()),
                ("months", count(one.months)),
                ("grace", count(one.grace)),
            ],
        );
    }
    for (no, (name, measure)) in plan.units.iter().enumerate() {
        row(UNIT, no, vec![("name", name.clone()), ("quantity", shown(words, measure.quantity)), ("unit", measure.unit.clone())]);
    }
    Typed::new(fields)
}

fn line_fields(words: Words, line: &Line) -> Vec<(&'static str, String)> {
    let optional = |number: Option<Decimal>| number.map(|number| shown(words, number)).unwrap_or_default();
    let price = |(month, price): (&u32, &Decimal)| format!("{}: {}", words.ordinal(i64::from(*month)), shown(words, *price));
    let weights: Vec<String> = line.weights.iter().map(|weight| words.ordinal(i64::from(*weight))).collect();
    vec![
        ("section", line.section.code().into()),
        ("role", line.role.map(Role::code).unwrap_or_default().into()),
        ("km", line.item_km.clone()),
        ("latin", line.item_latin.clone()),
        ("quantity", shown(words, line.quantity)),
        ("unit", line.unit.clone()),
        ("price", shown(words, line.price)),
        ("months", months_text(words, &line.months)),
        ("per", line.per.clone().unwrap_or_default()),
        ("gives", optional(line.gives.as_ref().map(|gives| gives.quantity))),
        ("gives_unit", line.gives.as_ref().map(|gives| gives.unit.clone()).unwrap_or_default()),
        ("mortality", optional(line.mortality)),
        ("shrink", optional(line.shrink)),
        ("loss", optional(line.loss)),
        ("own_use", optional(line.own_use)),
        ("prices", line.prices.iter().map(price).collect::<Vec<_>>().join("; ")),
        ("weights", weights.join(" ")),
        ("grows_days", line.grows_days.map(|days| words.ordinal(i64::from(days))).unwrap_or_default()),
        ("main", if line.main { "1" } else { "" }.into()),
        ("fixed", if line.scales { "" } else { "1" }.into()),
        ("amount", optional(line.amount)),
    ]
}

/// What was typed, read into a plan that can be reckoned; `base` gives what no field asks for.
pub(super) fn read(words: Words, typed: &Typed, base: &Written) -> Result<Plan, Vec<Problem>> {
    let mut reader = Reader::new(words);
    let mut form = Form { reader: &mut reader, typed, whole: base.decimals == 0 };
    let (written, places) = form.written(base);
    let plan = match Plan::try_new(written) {
        Ok(plan) => Some(plan),
        Err(refusals) => {
            // What cannot be read stands as nothing in the plan: its own message was said first and stays.
            refusals.iter().for_each(|refusal| refuse_at(&mut reader, words, refusal, &places));
            None
        }
    };
    reader.finish(plan)
}

/// The rows that lines, investments, sources and loans of a plan stand in.
#[derive(Default)]
pub(super) struct Places {
    lines: Vec<usize>,
    investments: Vec<usize>,
    sources: Vec<usize>,
    loans: Vec<usize>,
}

/// A refusal at its field.
fn refuse_at(reader: &mut Reader, words: Words, refusal: &Refusal, places: &Places) {
    let row = |kind: char, rows: &[usize], at: usize| rows.get(at).map_or(String::new(), |no| format!("{kind}{no}-"));
    let (own, other) = if words.language == words::Language::Khmer { ("km", "latin") } else { ("latin", "km") };
    let field = match (refusal.at, refusal.field) {
        (Place::Line(at), "item") => row(LINE, &places.lines, at) + own,
        (Place::Line(at), field) => row(LINE, &places.lines, at) + field,
        (Place::Investment(at), "item") => row(INVESTMENT, &places.investments, at) + own,
        (Place::Investment(at), "life") => row(INVESTMENT, &places.investments, at) + "life_months",
        (Place::Investment(at), field) => row(INVESTMENT, &places.investments, at) + field,
        (Place::Source(at), field) => row(SOURCE, &places.sources, at) + field,
        (Place::Loan(at), field) => row(LOAN, &places.loans, at) + field,
        (_, "title") => format!("title_{own}"),
        (_, "cycle") => "lasts".to_owned(),
        (_, "months") => "ahead".to_owned(),
        (_, "amount") => "income".to_owned(),
        (_, "chapters") => format!("c-{}", Chapter::Idea.code()),
        (_, "units") => format!("{UNIT}0-name"),
        (_, "lines" | "currency") => String::new(),
        (_, field) => field.to_owned(),
    };
    let _ = other;
    reader.say(&field, say::why(words, refusal.why));
}

struct Form<'a> {
    reader: &'a mut Reader,
    typed: &'a Typed,
    /// The currency has no parts.
    whole: bool,
}

impl Form<'_> {
    fn written(&mut self, base: &Written) -> (Written, Places) {
        let mut places = Places::default();
        let text = |name: &str| self.typed.get(name).trim().to_owned();
        let mut made =
            Written { title_km: text("title_km"), title_latin: text("title_latin"), starts: text("starts"), ..base.clone() };
        made.figures = Figures::parse(self.typed.get("figures")).unwrap_or(base.figures);
        let length = self.count("lasts", self.typed.get("lasts"));
        let in_days = self.typed.get("length_in") == "days";
        made.cycle = Cycle {
            days: length.filter(|_| in_days),
            months: length.filter(|_| !in_days),
            times: self.count("times", self.typed.get("times")).unwrap_or(1),
            every: self.count("every", self.typed.get("every")),
        };
        made.months = self.count("ahead", self.typed.get("ahead"));
        made.contingency = self.plain("contingency");
        made.affordable = self.plain("affordable");
        let size_unit = text("size_unit");
        made.size = self.plain("size").map(|quantity| Measure { quantity, unit: size_unit });
        made.household = self.household();
        made.units = self.units();
        made.chapters = Chapter::ALL.into_iter().filter_map(|chapter| self.chapter(base, chapter)).collect();
        made.printed = self.printed();
        (made.lines, places.lines) = self.rows(LINE, Form::line);
        (made.investments, places.investments) = self.rows(INVESTMENT, Form::investment);
        (made.sources, places.sources) = self.rows(SOURCE, Form::source);
        (made.loans, places.loans) = self.rows(LOAN, Form::loan);
        (made, places)
    }

    /// The rows of a kind in which something is typed, and their numbers.
    fn rows<T>(&mut self, kind: char, read: fn(&mut Self, &str) -> Option<T>) -> (Vec<T>, Vec<usize>) {
        let mut found = (Vec::new(), Vec::new());
        for no in rows(self.typed, kind) {
            if let Some(row) = read(self, &format!("{kind}{no}")) {
                found.0.push(row);
                found.1.push(no);
            }
        }
        found
    }

    fn text(&self, row: &str, name: &str) -> String {
        self.typed.get(&format!("{row}-{name}")).trim().to_owned()
    }

    fn number(&mut self, row: &str, name: &str) -> Option<Decimal> {
        let field = format!("{row}-{name}");
        number(self.reader, &field, self.typed.get(&field), false)
    }

    fn money(&mut self, row: &str, name: &str) -> Option<Decimal> {
        let field = format!("{row}-{name}");
        number(self.reader, &field, self.typed.get(&field), self.whole)
    }

    fn plain(&mut self, field: &str) -> Option<Decimal> {
        number(self.reader, field, self.typed.get(field), false)
    }

    fn count(&mut self, field: &str, typed: &str) -> Option<u32> {
        let count = self.reader.count(field, typed)?;
        // Beyond what fits it is refused by the rule itself, at its field.
        Some(u32::try_from(count).unwrap_or(u32::MAX))
    }

    fn count_of(&mut self, row: &str, name: &str) -> Option<u32> {
        let field = format!("{row}-{name}");
        self.count(&field, self.typed.get(&field))
    }

    fn household(&mut self) -> Option<Household> {
        let money = |this: &mut Self, field: &str| number(this.reader, field, this.typed.get(field), this.whole);
        let (income, spending) = (money(self, "income"), money(self, "spending"));
        if income.is_some() != spending.is_some() {
            self.reader.refuse(if income.is_none() { "income" } else { "spending" }, "plan-ask-household-both");
        }
        income.zip(spending).map(|(income, spending)| Household { income, spending })
    }

    fn units(&mut self) -> BTreeMap<String, Measure> {
        let mut units = BTreeMap::new();
        for no in rows(self.typed, UNIT) {
            let row = format!("{UNIT}{no}");
            let (name, quantity, unit) = (self.text(&row, "name"), self.number(&row, "quantity"), self.text(&row, "unit"));
            match quantity {
                None if name.is_empty() => {}
                Some(quantity) if !name.is_empty() && quantity > Decimal::ZERO && !unit.is_empty() => {
                    units.insert(name, Measure { quantity, unit });
                }
                _ => self.reader.refuse(&format!("{row}-name"), "plan-refuse-own-unit"),
            }
        }
        units
    }

    /// A chapter; one that is empty stays where the plan had it empty, so that nothing seems to have changed.
    fn chapter(&mut self, base: &Written, chapter: Chapter) -> Option<(Chapter, String)> {
        // A browser ends lines in two letters, a file in one.
        let text = self.typed.get(&format!("c-{}", chapter.code())).replace("\r\n", "\n").trim().to_owned();
        let keeps = !text.is_empty() || base.chapters.get(&chapter).is_some_and(|old| old.is_empty());
        keeps.then_some((chapter, text))
    }

    fn printed(&mut self) -> Printed {
        let mut printed = Printed::default();
        for section in Section::ALL {
            let field = format!("p-s-{}", section.code());
            let sum = number(self.reader, &field, self.typed.get(&field), self.whole);
            printed.subtotals.extend(sum.map(|sum| (section, sum)));
        }
        for figure in Figure::ALL {
            let field = format!("p-f-{}", figure.code());
            let value = number(self.reader, &field, self.typed.get(&field), self.whole && figure.is_money());
            printed.figures.extend(value.map(|value| (figure, value)));
        }
        printed
    }

    fn line(&mut self, row: &str) -> Option<Line> {
        let (km, latin) = (self.text(row, "km"), self.text(row, "latin"));
        let (quantity, price) = (self.number(row, "quantity"), self.money(row, "price"));
        let nothing = ["quantity", "price"].iter().all(|name| self.text(row, name).is_empty());
        if km.is_empty() && latin.is_empty() && nothing {
            return None;
        }
        let gives = self.number(row, "gives");
        let (unit, gives_unit) = (self.text(row, "unit"), self.text(row, "gives_unit"));
        let gives_unit = if gives_unit.is_empty() { unit.clone() } else { gives_unit };
        Some(Line {
            section: Section::parse(&self.text(row, "section")).unwrap_or(Section::Other),
            role: Role::parse(&self.text(row, "role")),
            item_km: km,
            item_latin: latin,
            quantity: quantity.unwrap_or_default(),
            mortality: self.number(row, "mortality"),
            gives: gives.map(|quantity| Measure { quantity, unit: gives_unit }),
            shrink: self.number(row, "shrink"),
            loss: self.number(row, "loss"),
            own_use: self.number(row, "own_use"),
            price: price.unwrap_or_default(),
            per: Some(self.text(row, "per")).filter(|per| !per.is_empty()),
            prices: self.prices(row),
            months: self.months(row, "months"),
            weights: self.months(row, "weights"),
            grows_days: self.count_of(row, "grows_days"),
            main: self.text(row, "main") == "1",
            scales: self.text(row, "fixed") != "1",
            amount: self.money(row, "amount"),
            unit,
        })
    }

    fn investment(&mut self, row: &str) -> Option<Investment> {
        let (km, latin) = (self.text(row, "km"), self.text(row, "latin"));
        let nothing = ["quantity", "price"].iter().all(|name| self.text(row, name).is_empty());
        if km.is_empty() && latin.is_empty() && nothing {
            return None;
        }
        Some(Investment {
            item_km: km,
            item_latin: latin,
            quantity: self.number(row, "quantity").unwrap_or_default(),
            unit: self.text(row, "unit"),
            price: self.money(row, "price").unwrap_or_default(),
            life_months: self.count_of(row, "life_months"),
            life_days: self.count_of(row, "life_days"),
            worth: self.money(row, "worth"),
            month: self.count_of(row, "month").unwrap_or(1),
            scales: self.text(row, "fixed") != "1",
            amount: self.money(row, "amount"),
        })
    }

    fn source(&mut self, row: &str) -> Option<Source> {
        let amount = self.money(row, "amount");
        if self.text(row, "amount").is_empty() {
            return None;
        }
        Some(Source {
            from: Giver::parse(&self.text(row, "from")).unwrap_or(Giver::Own),
            amount: amount.unwrap_or_default(),
            month: self.count_of(row, "month").unwrap_or(1),
        })
    }

    fn loan(&mut self, row: &str) -> Option<Loan> {
        let amount = self.money(row, "amount");
        if self.text(row, "amount").is_empty() {
            return None;
        }
        let (percent, months) = (self.number(row, "percent"), self.count_of(row, "months"));
        if percent.is_none() && self.text(row, "percent").is_empty() {
            self.reader.refuse(&format!("{row}-percent"), "plan-ask-loan-whole");
        }
        if months.is_none() && self.text(row, "months").is_empty() {
            self.reader.refuse(&format!("{row}-months"), "plan-ask-loan-whole");
        }
        Some(Loan {
            amount: amount.unwrap_or_default(),
            month: self.count_of(row, "month").unwrap_or(1),
            percent_month: percent.unwrap_or_default(),
            method: Method::parse(&self.text(row, "method")).unwrap_or(Method::EqualPrincipal),
            months: months.unwrap_or(1),
            grace: self.count_of(row, "grace").unwrap_or(0),
        })
    }

    /// `1`, `2–4`, `1, 3`: months or weights, each as it stands.
    fn months(&mut self, row: &str, name: &str) -> Vec<u32> {
        let field = format!("{row}-{name}");
        let plain = latin_digits(self.typed.get(&field)).replace('–', "-");
        let mut found = Vec::new();
        for part in plain.split([',', ';', ' ', '\u{a0}']).map(str::trim).filter(|part| !part.is_empty()) {
            let (first, last) = part.split_once('-').unwrap_or((part, part));
            match (first.parse::<u32>(), last.parse::<u32>()) {
                (Ok(first), Ok(last)) if first <= last && last <= 1_000 && last - first < 60 => found.extend(first..=last),
                _ => {
                    self.reader.say(&field, say::why(self.reader.words, Why::Month));
                    return vec![];
                }
            }
        }
        found
    }

    /// `2: 19,000; 4: 19,000`: a price in some months of the year.
    fn prices(&mut self, row: &str) -> BTreeMap<u32, Decimal> {
        let field = format!("{row}-prices");
        let mut found = BTreeMap::new();
        for part in self.typed.get(&field).split([';', '\n']).map(str::trim).filter(|part| !part.is_empty()) {
            let read = part.split_once(':').and_then(|(month, price)| {
                let month = latin_digits(month.trim()).parse::<u32>().ok()?;
                Some((month, number(self.reader, &field, price, self.whole)?))
            });
            match read {
                Some((month, price)) => drop(found.insert(month, price)),
                None => self.reader.refuse(&field, "plan-refuse-prices"),
            }
        }
        found
    }
}

/// What a plan comes to, in the rows of the form: for the page before a script reckons, or without one.
pub(super) fn reckon(words: Words, typed: &Typed, base: &Written) -> Reckoned {
    // What cannot be read yet is passed over: it is said at its field when the form is sent.
    let mut reader = Reader::new(words);
    let (written, places) = Form { reader: &mut reader, typed, whole: base.decimals == 0 }.written(base);
    let Ok(plan) = Plan::try_new(written) else { return Reckoned::default() };
    let (budget, money) = (plan.budget(), templates::plans::unit(&plan));
    let mut reckoned = Reckoned::default();
    for (at, no) in places.lines.iter().enumerate() {
        let amount = budget.lines.get(at).copied().unwrap_or(0);
        reckoned.rows.insert(format!("{LINE}{no}"), money.text(words, amount));
    }
    for (at, no) in places.investments.iter().enumerate() {
        let cost = plan.written().investments.get(at).map_or(0, |one| plan.wear(one).cost);
        reckoned.rows.insert(format!("{INVESTMENT}{no}"), money.text(words, cost));
    }
    reckoned.rows.insert("wear".into(), money.text(words, budget.wear.iter().sum()));
    reckoned.sections = budget.subtotals.iter().map(|(section, sum)| (*section, money.text(words, *sum))).collect();
    reckoned.totals = Some([budget.income, budget.cost, budget.net].map(|amount| money.text(words, amount)));
    reckoned
}

#[cfg(test)]
mod tests {
    use super::*;
    use words::{Digits, Language};

    #[test]
    fn what_the_form_shows_is_read_back_as_it_was() {
        let words = |language, digits| Words { language, digits };
        let readers = [words(Language::English, Digits::Latin), words(Language::Khmer, Digits::Khmer)];
        for template in domain::plans::templates() {
            for reader in readers {
                let typed = typed(reader, &template.written);
                let plan = read(reader, &typed, &template.written).unwrap_or_else(|why| panic!("{}: {why:?}", template.code));
                assert_eq!(plan.written(), &template.written, "{}", template.code);
            }
        }
    }

    #[test]
    fn prices_in_parts_of_a_riel_are_not_taken_for_thousands() {
        let english = Words::new(Language::English);
        let mut reader = Reader::new(english);
        for (typed, whole, expected) in [
            ("17.000", true, Some(17_000)),
            ("17,000", true, Some(17_000)),
            ("១៧.០០០", true, Some(17_000)),
            ("17,000", false, Some(17_000)),
        ] {
            assert_eq!(number(&mut reader, "x", typed, whole), expected.map(Decimal::from), "{typed}");
        }
        let odd = Decimal::new(2_125, 3);
        assert_eq!(number(&mut reader, "x", &shown(english, odd), true), Some(odd));
        assert_eq!(number(&mut reader, "x", "1.5", true), Some(Decimal::new(15, 1)));
        assert_eq!(number(&mut reader, "x", "", true), None);
        assert!(reader.finish(Some(())).is_ok());
    }
}
