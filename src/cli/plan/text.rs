//! A plan for a terminal: what speaks against it first, then the budget, what it comes to, cash and what-ifs.
use crate::exports::{Cell, Rows};
use domain::plans::{
    Budget, Cash, Figure, Line, Month, Objection, Plan, Section, Shock, Tested, Weight,
    group::{GroupPlan, GroupYear},
};
use rust_decimal::Decimal;
use templates::plans::{group as of_group, say};
use words::Words;

/// An enterprise.
pub fn plan(words: Words, plan: &Plan, found: &[Objection]) -> String {
    let (budget, cash) = (plan.budget(), plan.cash());
    let told = Told { words, plan };
    let said = found.iter().map(|one| (one.what.weight(), say::objection(words, plan, one))).collect();
    let parts = [
        told.head(),
        objections(words, said),
        told.budget(&budget),
        told.investments(&budget),
        told.totals(&budget),
        told.cash(&cash),
        told.years(&cash),
        told.shocks(),
    ];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n")
}

/// The end of a word's key, and what a month or a year has of it.
type Named<T> = (&'static str, fn(&T) -> i64);

struct Told<'a> {
    words: Words,
    plan: &'a Plan,
}

impl Told<'_> {
    fn money(&self, amount: i64) -> Cell {
        let decimals = self.plan.currency().decimals();
        Cell::Number(self.words.quantity(amount, decimals))
    }

    fn text(&self, key: &str) -> Cell {
        Cell::text(self.words.say(key))
    }

    /// A title of a part, with the currency's sign where amounts stand without it.
    fn titled(&self, key: &str, table: Rows) -> String {
        let sign = say::sign(self.words, &self.plan.written().currency);
        format!("{} ({sign})\n{}", self.words.say(key), headless(&table))
    }

    fn head(&self) -> String {
        let (words, written) = (self.words, self.plan.written());
        let mut facts = vec![];
        if let Some(size) = &written.size {
            facts.push(format!("{}: {}", words.say("plan-size"), say::of_unit(words, size.quantity, &size.unit)));
        }
        facts.push(format!("{}: {}", words.say("plan-starts"), words.month(self.plan.month(1))));
        let times = words.number(i64::from(written.cycle.times));
        let (key, name, length) = match (written.cycle.days, written.cycle.months) {
            (Some(days), _) => ("plan-cycle-days", "days", days),
            (None, months) => ("plan-cycle-months", "months", months.unwrap_or_default()),
        };
        facts.push(words.with(key, &[(name, words.number(i64::from(length)).into()), ("times", times.into())]));
        let title = words.name(&written.title_km, &written.title_latin);
        format!("{title}\n{}\n", facts.join(" · "))
    }

    fn budget(&self, budget: &Budget) -> String {
        let mut rows = Rows::new(&["", "", "", ""]);
        rows.push(["plan-item", "plan-quantity", "plan-price", "plan-amount"].map(|key| self.text(key)));
        for section in Section::ALL {
            let Some(subtotal) = budget.subtotals.get(&section) else { continue };
            rows.push([self.text(&format!("plan-section-{}", section.code())), blank(), blank(), blank()]);
            let lines = self.plan.written().lines.iter().zip(&budget.lines);
            for (line, amount) in lines.filter(|(line, _)| line.section == section) {
                rows.push(self.line(line, *amount));
            }
            rows.push([Cell::text(format!("  {}", self.words.say("plan-subtotal"))), blank(), blank(), self.money(*subtotal)]);
        }
        self.titled("plan-budget", rows)
    }

    fn line(&self, line: &Line, amount: i64) -> [Cell; 4] {
        let words = self.words;
        let item = format!("  {}", words.name(&line.item_km, &line.item_latin));
        let (sold, priced) = (self.plan.sold(line), self.plan.priced_in(line));
        // What is counted stands beside what was written down, where the two differ.
        let mut quantity = say::of_unit(words, line.quantity, &line.unit);
        if sold != line.quantity {
            quantity = format!("{quantity} · {}", say::of_unit(words, sold.round_dp(2), priced));
        }
        let price = say::number(words, line.price);
        [Cell::text(item), Cell::Number(quantity), Cell::Number(price), self.money(amount)]
    }

    fn investments(&self, budget: &Budget) -> String {
        let written = self.plan.written();
        if written.investments.is_empty() {
            return String::new();
        }
        let mut rows = Rows::new(&["", "", "", "", ""]);
        rows.push(["plan-item", "plan-quantity", "plan-amount", "plan-life", "plan-wear"].map(|key| self.text(key)));
        for (one, wear) in written.investments.iter().zip(&budget.wear) {
            let life = match (one.life_months, one.life_days) {
                (Some(months), _) => self.lasts("plan-life-months", "months", months),
                (None, Some(days)) => self.lasts("plan-life-days", "days", days),
                (None, None) => String::new(),
            };
            rows.push([
                Cell::text(format!("  {}", self.words.name(&one.item_km, &one.item_latin))),
                Cell::Number(say::of_unit(self.words, one.quantity, &one.unit)),
                self.money(self.plan.wear(one).cost),
                Cell::Number(life),
                self.money(*wear),
            ]);
        }
        self.titled("plan-investments", rows)
    }

    fn lasts(&self, key: &str, name: &str, many: u32) -> String {
        self.words.with(key, &[(name, self.words.number(i64::from(many)).into())])
    }

    fn totals(&self, budget: &Budget) -> String {
        let (words, figures) = (self.words, self.plan.figures(budget));
        let mut rows = Rows::new(&["", ""]);
        for figure in Figure::ALL {
            let Some(value) = figures.get(&figure) else { continue };
            let unsaid = match figure {
                Figure::CostBefore => budget.contingency == 0,
                Figure::Contingency | Figure::Investment => value.is_zero(),
                _ => false,
            };
            if unsaid {
                continue;
            }
            rows.push([
                self.text(&format!("plan-figure-{}", figure.code())),
                Cell::Number(say::figure(words, self.plan, figure, *value)),
            ]);
        }
        let ratios = self.plan.ratios(budget);
        let each = |value: Decimal| Cell::Number(say::figure(words, self.plan, Figure::Net, value));
        if let (Some(value), Some(size)) = (ratios.gross_per_size, &self.plan.written().size) {
            let unit = say::unit(words, &size.unit);
            rows.push([Cell::text(words.with("plan-ratio-gross-per-size", &[("unit", unit.into())])), each(value)]);
        }
        if budget.family > 0 {
            let family = self.plan.in_currency(budget.family);
            rows.push([self.text("plan-ratio-family"), each(family)]);
        }
        if let Some(value) = ratios.net_per_family_day {
            rows.push([self.text("plan-ratio-net-per-family-day"), each(value)]);
        }
        format!("{}\n{}", words.say("plan-ratios"), headless(&rows))
    }

    fn cash(&self, cash: &Cash) -> String {
        let words = self.words;
        // A column stands there where a month has something in it.
        let columns: [Named<Month>; 9] = [
            ("income", |month| month.income),
            ("costs", |month| month.costs),
            ("contingency", |month| month.contingency),
            ("investment", |month| month.investment),
            ("own", |month| month.own),
            ("grant", |month| month.grant),
            ("loan", |month| month.loan),
            ("instalment", |month| month.instalment()),
            ("closing", |month| month.closing),
        ];
        let shown: Vec<_> = columns.into_iter().filter(|(_, of)| cash.months.iter().any(|month| of(month) != 0)).collect();
        let mut rows = Rows::new(&vec![""; shown.len() + 1]);
        let heads = shown.iter().map(|(name, _)| self.text(&format!("plan-cash-{name}")));
        rows.push(std::iter::once(self.text("plan-cash-month")).chain(heads));
        for month in &cash.months {
            let amounts = shown.iter().map(|(_, of)| self.money(of(month)));
            rows.push(std::iter::once(Cell::text(words.month(month.begins))).chain(amounts));
        }
        let amount = |amount: i64| say::money(words, self.plan.written(), self.plan.in_currency(amount));
        let month = say::month(words, self.plan.written(), cash.lowest);
        let mut says =
            vec![words.with("plan-cash-lowest", &[("month", month.into()), ("amount", amount(cash.lowest_amount).into())])];
        says.push(words.with("plan-cash-end", &[("amount", amount(cash.closing()).into())]));
        match cash.payback {
            Some(months) => says.push(words.with("plan-payback", &[("months", words.number(i64::from(months)).into())])),
            None if !self.plan.written().investments.is_empty() => says.push(words.say("plan-payback-never").into_owned()),
            None => {}
        }
        if let Some(can) = cash.affordable {
            let limit = say::percent(words, can.limit_percent).into();
            says.push(match can.percent {
                Some(percent) => {
                    words.with("plan-affordable", &[("percent", say::percent(words, percent).into()), ("limit", limit)])
                }
                None => words.say("plan-affordable-nothing").into_owned(),
            });
        }
        format!("{}{}\n", self.titled("plan-cash", rows), says.join("\n"))
    }

    fn years(&self, cash: &Cash) -> String {
        let keys = ["income", "costs", "wear", "interest", "profit", "cash", "closing"];
        let mut rows = Rows::new(&[""; 8]);
        rows.push(std::iter::once(Cell::text("")).chain(keys.map(|key| self.text(&format!("plan-year-{key}")))));
        for year in &cash.years {
            let no = self.words.with("plan-year", &[("no", self.words.ordinal(i64::from(year.no)).into())]);
            let amounts = [year.income, year.costs, year.wear, year.interest, year.profit, year.cash, year.closing];
            rows.push(std::iter::once(Cell::text(no)).chain(amounts.map(|amount| self.money(amount))));
        }
        self.titled("plan-years", rows)
    }

    fn shocks(&self) -> String {
        let mut rows = Rows::new(&["", "", "", ""]);
        rows.push(["plan-shock", "plan-shock-net", "plan-shock-lowest", "plan-shock-closing"].map(|key| self.text(key)));
        let base = self.plan.tested(&Shock::default());
        for Tested { shock, net, lowest, closing } in std::iter::once(base).chain(self.plan.sensitivity()) {
            let name = Cell::text(say::shock(self.words, &shock));
            rows.push([name, self.money(net), self.money(lowest), self.money(closing)]);
        }
        self.titled("plan-sensitivity", rows)
    }
}

/// The long-term plan of a savings group.
pub fn group(words: Words, plan: &GroupPlan) -> String {
    let written = plan.written();
    let found = plan.objections().into_iter().map(|(at, what)| {
        let place = of_group::place(words, written, at);
        (what.weight(), format!("{place}: {}", of_group::objection(words, plan, &what)))
    });
    let sign = say::sign(words, &written.currency);
    let title = words.name(&written.title_km, &written.title_latin);
    let parts = [
        format!("{title}\n{}\n", of_group::answer(words, plan)),
        objections(words, found.collect()),
        format!("{} ({sign})\n{}", words.say("group-plan"), headless(&years(words, plan))),
    ];
    parts.join("\n")
}

/// A row for each figure, a column for each year.
fn years(words: Words, plan: &GroupPlan) -> Rows {
    let figures: [Named<GroupYear>; 17] = [
        ("saved", |year| year.saved),
        ("withdrawn", |year| year.withdrawn),
        ("savings", |year| year.savings),
        ("interest", |year| year.interest),
        ("other-income", |year| year.other_income),
        ("income", |year| year.income),
        ("costs", |year| year.costs),
        ("lost", |year| year.lost),
        ("interest-paid", |year| year.interest_paid),
        ("surplus", |year| year.surplus),
        ("shared", |year| year.shared),
        ("retained", |year| year.retained),
        ("borrowed", |year| year.borrowed),
        ("fund", |year| year.fund),
        ("loans", |year| year.loans),
        ("cash", |year| year.cash),
        ("social", |year| year.social),
    ];
    let mut rows = Rows::new(&vec![""; plan.years().len() + 1]);
    let row = |name: String, cells: Vec<Cell>| std::iter::once(Cell::text(name)).chain(cells).collect::<Vec<_>>();
    let each = |of: &dyn Fn(&GroupYear) -> String| plan.years().iter().map(|year| Cell::Number(of(year))).collect::<Vec<_>>();
    rows.push(row(String::new(), plan.years().iter().map(|year| Cell::text(of_group::year_name(words, year))).collect()));
    let members = each(&|year| words.number(i64::from(year.members)));
    rows.push(row(words.say("group-plan-members").into_owned(), members));
    for (name, of) in figures {
        let decimals = plan.currency().decimals();
        let cells = each(&|year| words.quantity(of(year), decimals));
        rows.push(row(words.say(&format!("group-plan-{name}")).into_owned(), cells));
    }
    let percent = |percent: Option<Decimal>| percent.map(|percent| say::percent(words, percent)).unwrap_or_default();
    let pays = each(&|year| percent(year.self_sufficiency_percent));
    rows.push(row(words.say("group-plan-self-sufficiency").into_owned(), pays));
    rows.push(row(words.say("group-plan-return").into_owned(), each(&|year| percent(year.return_on_savings_percent))));
    rows
}

/// What speaks against a plan, what is wrong first.
fn objections(words: Words, found: Vec<(Weight, String)>) -> String {
    if found.is_empty() {
        return format!("{}\n", words.say("plan-objections-none"));
    }
    let mut text = format!("{}\n", words.say("plan-objections"));
    for (weight, key) in [(Weight::Wrong, "plan-weight-wrong"), (Weight::Doubt, "plan-weight-doubt")] {
        for (_, sentence) in found.iter().filter(|(of, _)| *of == weight) {
            text.push_str(&format!("  {}: {sentence}\n", words.say(key)));
        }
    }
    text
}

/// A table whose heads are its first row, as they are in the reader's language.
fn headless(rows: &Rows) -> String {
    rows.to_text().trim_start_matches('\n').to_owned()
}

fn blank() -> Cell {
    Cell::Number(String::new())
}
