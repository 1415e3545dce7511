//! The statement of a bank in money: what it has, where that comes from, and the account of each good in its own measure
//! and in money.
use super::{BankHead, GoodHead, frame::BankFrame};
use crate::layout::icon;
use crate::parts::{Around, Column, Fields, Name, Problem, Row, Table, Unit, card, empty, more, note_box, table_card, tabs};
use domain::{
    banks::{
        Good, Measure,
        span::Span,
        statement::{Account, Flow, Held, Holding, Missing, PriceUsed, Statement, Sums},
    },
    chart::account_code,
};
use ledger::AccountNo;
use maud::{Markup, html};
use std::borrow::Cow;
use words::Words;

/// The page.
#[derive(Clone, Debug)]
pub struct StatementPage {
    /// What surrounds the page.
    pub around: Around,
    /// Which bank.
    pub bank: BankHead,
    /// The first day, as typed.
    pub from: String,
    /// The last, as typed.
    pub to: String,
    /// The address of the same as a file.
    pub csv: String,
    /// What it says.
    pub statement: Statement,
    /// The goods there are.
    pub goods: Vec<Good>,
    /// What could not be read.
    pub problems: Vec<Problem>,
}

/// `GET /banks/{code}/statement?from=&to=`
pub fn statement(page: &StatementPage) -> Markup {
    let (words, bank, told) = (page.around.words, &page.bank, &page.statement);
    let show = Show { words, money: &bank.group.unit, goods: &page.goods };
    let title = words.say("report-statement");
    let body = html! {
        (reports(words, bank, 1))
        (period(words, (&bank.href("statement"), &bank.href("papers/statement")), (&page.from, &page.to), &page.csv, &page.problems))
        p.muted { (days(words, told.span)) }
        @if told.accounts.is_empty() {
            div.card { (empty("scale", &words.say("no-lines"), &words.say("statement-nothing"), None)) }
        } @else {
            (verdict(words, &told.sums))
            (show.missing(&told.missing, &bank.href("prices")))
            div.halves.even {
                (show.has(&told.assets, &told.liabilities, &told.sums))
                (show.came(&words.say("statement-came"), &told.sums, &told.income, &told.expenses))
            }
            (show.concession(told.concession))
            div.halves.even { @for account in &told.accounts { (show.account(account)) } }
            (show.prices(&told.prices))
        }
        div.no-paper { (more(&bank.group.href("statement"), &words.say("statement-of-group"))) }
    };
    let frame =
        BankFrame { around: &page.around, bank, tab: Some("season"), title: &title, back: bank.href(""), problems: &page.problems };
    frame.draw(body)
}

/// The reports of a bank, side by side.
pub(super) fn reports(words: Words, bank: &BankHead, here: usize) -> Markup {
    let doors = [
        ("scroll-text", bank.href("season"), words.say("report-season")),
        ("scale", bank.href("statement"), words.say("report-statement")),
        ("circle-check", bank.href("reconciliation"), words.say("report-reconciliation")),
    ];
    tabs(&words.say("bank-reports"), here, &doors)
}

/// The days that a statement is about, and what may be done with it: the page itself, its paper, its file.
pub(super) fn period(
    words: Words,
    (action, paper): (&str, &str),
    (from, to): (&str, &str),
    csv: &str,
    problems: &[Problem],
) -> Markup {
    let fields = Fields { words, problems };
    html! {
        (fields.summary())
        form.filter.days.card method="get" action=(action) novalidate {
            (fields.date("from", "from-date", from).hint("statement-from-hint"))
            (fields.date("to", "until-date", to))
            button.btn type="submit" { (icon("filter")) (words.say("show")) }
            // The same days, as they are typed.
            button.btn type="submit" formaction=(paper) { (icon("printer")) (words.say("print")) }
            a.btn href=(csv) download { (icon("file-text")) (words.say("save-as-csv")) }
        }
    }
}

/// From when to when, in words: on paper the form above is not there.
pub(super) fn days(words: Words, span: Span) -> String {
    let to = ("to", words.date(span.to).into());
    match span.from {
        Some(from) => words.with("season-from-to", &[("from", words.date(from).into()), to]),
        None => words.with("season-through", &[to]),
    }
}

/// Whether it balances, or why nobody can tell.
pub(super) fn verdict(words: Words, sums: &Sums) -> Markup {
    let (off, symbol, key) = match sums.balances() {
        Some(true) => (false, "circle-check", "statement-balances"),
        Some(false) => (true, "triangle-alert", "statement-off"),
        None => (true, "triangle-alert", "statement-incomplete"),
    };
    html! {
        p.verdict.(if off { "off" } else { "" }) { (icon(symbol)) (words.say(key)) }
        p.small { (words.say("statement-text")) }
    }
}

/// A good as pages name and count it.
pub(super) fn good_head(good: &Good) -> GoodHead {
    GoodHead {
        unit: Unit { commodity: good.code().to_owned(), decimals: good.commodity().decimals() },
        class: good.class().code(),
        variety: Name::new(good.variety_km.clone(), good.variety_latin.clone()),
        grade: good.grade.clone(),
    }
}

/// How the parts of a statement are shown: in which language, money in which unit, goods by which names.
#[derive(Clone, Copy)]
pub(super) struct Show<'a> {
    pub(super) words: Words,
    pub(super) money: &'a Unit,
    pub(super) goods: &'a [Good],
}

impl Show<'_> {
    /// An amount of money; a dash where a price is missing.
    pub(super) fn value(self, value: Option<i64>) -> Markup {
        match value {
            Some(value) => self.money.amount(self.words, value),
            None => html! { "–" },
        }
    }

    fn number(self, value: Option<i64>) -> Markup {
        match value {
            Some(value) => self.money.number(self.words, value),
            None => html! { "–" },
        }
    }

    fn in_money(self) -> Markup {
        let sign = crate::parts::sign(self.words, self.money);
        html! { span.small { (self.words.with("amounts-in", &[("sign", sign.into())])) } }
    }

    /// What is held or owed, by name.
    pub(super) fn held(self, held: &Held) -> String {
        let good = good_head(&held.good).name(self.words);
        self.words.with(&format!("statement-held-{}", held.what.code()), &[("good", good.into())])
    }

    /// What the bank has, less what it owes: its own.
    pub(super) fn has(self, assets: &[Held], liabilities: &[Held], sums: &Sums) -> Markup {
        let words = self.words;
        let heading = words.say("statement-has");
        let columns = [
            Column::lead(words.say("statement-line")),
            Column::number(words.say("statement-quantity")),
            Column::figure(words.say("statement-value")),
        ];
        let quantity = |held: &Held| match held.what {
            Holding::Box | Holding::InAdvance => html! {},
            _ if held.good.class().measure() == Measure::Money => html! {},
            _ => good_head(&held.good).amount(words, held.quantity),
        };
        let row = |held: &Held| Row::new(vec![html! { (self.held(held)) }, quantity(held), self.number(held.value)]);
        let owed = |held: &Held| {
            let name = words.with("statement-owed", &[("what", self.held(held).into())]);
            Row::new(vec![html! { (name) }, quantity(held), self.number(held.value.map(i64::saturating_neg))])
        };
        let sum = |key: &str, value| Row::new(vec![html! { (words.say(key)) }, html! {}, self.value(value)]);
        let mut rows: Vec<Row> = assets.iter().map(row).collect();
        let mut foot = Vec::new();
        if !liabilities.is_empty() {
            rows.push(Row { tone: "group", ..sum("statement-has-all", sums.assets) });
            rows.extend(liabilities.iter().map(owed));
        }
        let own = sums.assets.zip(sums.liabilities).map(|(has, owes)| has.saturating_sub(owes));
        foot.push(sum("statement-own", own));
        let table = Table { words, caption: &heading, columns: &columns, rows, foot, listing: None };
        table_card("warehouse", &heading, self.in_money(), html! { (table) })
    }

    /// Where it comes from: what was there before, given, earned, spent, passed on, and what prices did.
    pub(super) fn came(
        self,
        heading: &str,
        sums: &Sums,
        income: &[(AccountNo, Option<i64>)],
        expenses: &[(AccountNo, Option<i64>)],
    ) -> Markup {
        let words = self.words;
        let columns = [Column::lead(words.say("statement-line")), Column::figure(words.say("statement-value"))];
        let part = |key: &str, value| Row::new(vec![html! { (words.say(key)) }, self.number(value)]);
        let of = |(no, value): &(AccountNo, Option<i64>), sign: fn(i64) -> i64| {
            let name = words.say(&format!("account-{}", account_code(*no)));
            Row::new(vec![html! { span.indent { (name) } }, html! { span.made { (self.number(value.map(sign))) } }])
        };
        let mut rows = Vec::new();
        if sums.opening != Some(0) {
            rows.push(part("statement-opening", sums.opening));
        }
        rows.push(part("statement-contributed", sums.contributed));
        rows.push(part("statement-income", sums.income));
        rows.extend(income.iter().map(|line| of(line, |value| value)));
        rows.push(part("statement-expenses", sums.expenses.map(i64::saturating_neg)));
        rows.extend(expenses.iter().map(|line| of(line, i64::saturating_neg)));
        if sums.passed != Some(0) {
            rows.push(part("statement-passed", sums.passed.map(i64::saturating_neg)));
        }
        rows.push(part("statement-holding", sums.holding));
        let foot = vec![Row::new(vec![html! { (words.say("statement-own")) }, self.value(sums.own())])];
        let table = Table { words, caption: heading, columns: &columns, rows, foot, listing: None };
        table_card("scroll-text", heading, self.in_money(), html! { (table) })
    }

    /// The account of a good: its own measure first, money second; of money there is money alone.
    pub(super) fn account(self, account: &Account) -> Markup {
        let (words, good) = (self.words, good_head(&account.good));
        let (name, is_money) = (good.name(words), account.good.class().measure() == Measure::Money);
        let mut columns = vec![Column::lead(words.say("statement-line"))];
        if !is_money {
            columns.push(Column::figure(good.counted_in(words)));
        }
        columns.push(if is_money {
            Column::figure(words.say("statement-value"))
        } else {
            Column::number(words.say("statement-value"))
        });
        let line = |name: Cow<'_, str>, quantity: Option<i64>, value: Markup| {
            let mut cells = vec![html! { (name) }];
            if !is_money {
                cells.push(quantity.map_or(html! {}, |quantity| good.unit.number(words, quantity)));
            }
            cells.push(value);
            Row::new(cells)
        };
        let worth =
            |key: &str, worth: &domain::banks::statement::Worth, value: Markup| line(words.say(key), Some(worth.quantity), value);
        let mut rows = Vec::new();
        if account.opening.quantity != 0 {
            rows.push(worth("statement-before", &account.opening, self.number(account.opening.value)));
        }
        for (flow, moved) in &account.flows {
            let quantity = Some(moved.quantity).filter(|quantity| *quantity != 0);
            rows.push(line(self.flow(*flow, is_money), quantity, self.number(moved.value)));
        }
        if !is_money && account.holding != Some(0) {
            let key = if account.good.class().is_registered() { "statement-holding" } else { "statement-prices-changed" };
            rows.push(line(words.say(key), None, self.number(account.holding)));
        }
        let foot = vec![worth("statement-now", &account.closing, self.value(account.closing.value))];
        let table = Table { words, caption: &name, columns: &columns, rows, foot, listing: None };
        html! {
            section.card.flush {
                div.card-head { h2 { (good.icon()) (name) } (self.in_money()) }
                (table)
            }
        }
    }

    fn flow(self, flow: Flow, is_money: bool) -> Cow<'static, str> {
        let kind = if is_money { "statement-money" } else { "statement" };
        match flow {
            Flow::Of(account) => self.words.say(&format!("account-{}", account_code(account))),
            Flow::Bought | Flow::Sold => self.words.say(&format!("{kind}-{}", flow.code())),
        }
    }

    /// How much less than the market's price was taken, as a note.
    pub(super) fn concession(self, concession: i64) -> Markup {
        let amount = self.money.text(self.words, concession);
        html! {
            @if concession != 0 {
                (note_box("", "info", html! { p { (self.words.with("statement-concession", &[("amount", amount.into())])) } }))
            }
        }
    }

    /// A good, or the class of animal it is priced by.
    fn priced(self, good: &str, class: &str) -> String {
        let known = self.goods.iter().find(|known| known.code() == good);
        let name = known.map_or_else(|| good.to_owned(), |known| good_head(known).name(self.words));
        match known.filter(|_| !class.is_empty()) {
            Some(known) => {
                let class = self.words.say(&format!("animal-{}-{class}", known.class().code()));
                format!("{name} ({class})")
            }
            None => name,
        }
    }

    /// Prices that nobody wrote down, and where to write them.
    pub(super) fn missing(self, missing: &[Missing], prices: &str) -> Markup {
        let words = self.words;
        let line = |one: &Missing| {
            let mut values: Vec<(&str, Cow<'_, str>)> =
                vec![("good", self.priced(&one.good, &one.class).into()), ("date", words.date_short(one.day).into())];
            match one.act {
                Some(act) => {
                    values.push(("act", words.ordinal(act).into()));
                    words.with("statement-missing-act", &values)
                }
                None => words.with("statement-missing-there", &values),
            }
        };
        let count = [("count", words.number(missing.len() as i64).into())];
        html! {
            @if !missing.is_empty() {
                (note_box("warn", "triangle-alert", html! {
                    p { b { (words.with("statement-missing", &count)) } }
                    ul { @for one in missing { li { (line(one)) } } }
                    (more(prices, &words.say("statement-write-price")))
                }))
            }
        }
    }

    /// The prices at which what is there is valued.
    pub(super) fn prices(self, prices: &[PriceUsed]) -> Markup {
        let words = self.words;
        let unit = |good: &str| {
            let known = self.goods.iter().find(|known| known.code() == good);
            known.map_or(String::new(), |known| good_head(known).counted_in(words))
        };
        let fact = |price: &PriceUsed| -> (Cow<'static, str>, Markup) {
            let each = words.with("statement-price-each", &[("unit", unit(&price.good).into())]);
            let value = html! {
                (self.money.amount(words, price.amount)) " "
                span.small { (each) " · " (words.date_short(price.day)) }
            };
            (self.priced(&price.good, &price.class).into(), value)
        };
        let lines: Vec<_> = prices.iter().map(fact).collect();
        html! {
            @if !lines.is_empty() {
                (card("coins", &words.say("statement-prices"), crate::parts::facts(&lines)))
            }
        }
    }
}
