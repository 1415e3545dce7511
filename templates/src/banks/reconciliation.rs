//! Whether the figures agree: what was written at the bank beside journal and register, line by line.
use super::{
    BankHead, Who,
    frame::BankFrame,
    statement::{good_head, reports},
};
use crate::layout::icon;
use crate::parts::{Around, Column, Row, Table, Tone, badge, card, empty, table_card};
use chrono::NaiveDate;
use domain::{
    banks::{
        Good, Party,
        animals::Place,
        prices::Distance,
        reconcile::{Below, Head, Line, Swap, What},
    },
    chart::{ANIMALS, ANIMALS_DUE, CASH, DEPOSITS, LOANS, PLACED, STORE, account_code},
};
use ledger::AccountNo;
use maud::{Markup, html};
use std::{borrow::Cow, collections::BTreeMap};
use words::Words;

/// The page.
#[derive(Clone, Debug)]
pub struct ReconciliationPage {
    /// What surrounds the page.
    pub around: Around,
    /// Which bank.
    pub bank: BankHead,
    /// The day.
    pub on: NaiveDate,
    /// What should be there, and what is.
    pub lines: Vec<Line>,
    /// Every animal that is or was in the register, with its tag.
    pub heads: Vec<(String, Head)>,
    /// Where goods and money changed hands, the latest first.
    pub swaps: Vec<Swap>,
    /// What was below nothing on some day.
    pub below: Vec<Below>,
    /// The goods there are.
    pub goods: Vec<Good>,
    /// The members.
    pub people: BTreeMap<Party, Who>,
}

/// `GET /banks/{code}/reconciliation`
pub fn reconciliation(page: &ReconciliationPage) -> Markup {
    let (words, bank) = (page.around.words, &page.bank);
    let title = words.say("report-reconciliation");
    let off = page.off();
    let count = [("count", words.number(off as i64).into())];
    let body = html! {
        (reports(words, bank, 2))
        @if page.lines.is_empty() {
            div.card { (empty("scale", &words.say("no-lines"), &words.say("reconcile-nothing"), None)) }
        } @else {
            p.verdict.(if off == 0 { "" } else { "off" }) {
                (icon(if off == 0 { "circle-check" } else { "triangle-alert" }))
                @if off == 0 { (words.say("reconcile-agrees")) } @else { (words.with("reconcile-off", &count)) }
            }
            p.small { (words.date(page.on)) " · " (words.say("reconcile-text")) }
            (page.counts())
            (page.there())
            (page.by_member("hand-coins", "reconcile-loans", LOANS))
            (page.by_member("package", "reconcile-deposits", DEPOSITS))
            (page.by_member("beef", "reconcile-placed", PLACED))
            (page.by_member("beef", "reconcile-due", ANIMALS_DUE))
            div.halves.even {
                (page.register())
                (page.never_below())
                (page.sums())
            }
            (page.changed_hands())
        }
    };
    let frame = BankFrame { around: &page.around, bank, tab: Some("season"), title: &title, back: bank.href(""), problems: &[] };
    frame.draw(body)
}

/// Whether a swap's price is one that somebody can stand by.
fn is_sound(swap: &Swap) -> bool {
    swap.fits && swap.distance != Distance::TenTimes
}

impl ReconciliationPage {
    /// How many figures do not agree.
    fn off(&self) -> usize {
        let lines = self.lines.iter().filter(|line| !line.agrees()).count();
        let heads = self.heads.iter().filter(|(_, head)| !head.agrees()).count();
        lines + heads + self.below.len() + self.swaps.iter().filter(|swap| !is_sound(swap)).count()
    }

    fn words(&self) -> Words {
        self.around.words
    }

    fn good(&self, code: &str) -> Option<super::GoodHead> {
        self.goods.iter().find(|good| good.code() == code).map(good_head)
    }

    fn name(&self, code: &str) -> String {
        self.good(code).map_or_else(|| code.to_owned(), |good| good.name(self.words()))
    }

    fn amount(&self, code: &str, quantity: i64) -> Markup {
        match self.good(code) {
            Some(good) => good.amount(self.words(), quantity),
            None => html! { (self.words().number(quantity)) },
        }
    }

    fn state(&self, agrees: bool) -> Markup {
        match agrees {
            true => badge(Tone::Good, "circle-check", &self.words().say("reconcile-state-agrees")),
            false => badge(Tone::Warn, "triangle-alert", &self.words().say("reconcile-state-off")),
        }
    }

    /// A table of what should be there and what is.
    fn table(&self, symbol: &str, heading: &str, rows: Vec<Row>, foot: Vec<Row>) -> Markup {
        let words = self.words();
        let columns = [
            Column::lead(words.say("statement-line")),
            Column::number(words.say("reconcile-should")),
            Column::number(words.say("reconcile-is")),
            Column::act(words.say("state")),
        ];
        let heading = words.say(heading);
        let table = Table { words, caption: &heading, columns: &columns, rows, foot, listing: None };
        table_card(symbol, &heading, html! {}, html! { (table) })
    }

    fn row(&self, name: Markup, good: &str, line: &Line) -> Row {
        Row::new(vec![name, self.amount(good, line.should), self.amount(good, line.is), self.state(line.agrees())])
    }

    /// The balances of an account, by member where it is kept so.
    fn balances(&self, account: AccountNo) -> impl Iterator<Item = (&Line, Option<Party>, &str)> {
        self.lines.iter().filter_map(move |line| match &line.what {
            What::Balance { account: of, party, good } if *of == account => Some((line, *party, good.as_str())),
            _ => None,
        })
    }

    /// What is in store and box, and animals here.
    fn there(&self) -> Markup {
        let words = self.words();
        let name = |account: AccountNo, good: &str| match account {
            CASH => words.say("statement-held-box"),
            STORE => words.with("statement-held-store", &[("good", self.name(good).into())]).into(),
            _ => words.with("statement-held-own-hands", &[("good", self.name(good).into())]).into(),
        };
        let all = [CASH, STORE, ANIMALS].into_iter();
        let lines = all.flat_map(|account| self.balances(account).map(move |(line, _, good)| (account, line, good)));
        let rows: Vec<Row> = lines.map(|(account, line, good)| self.row(html! { (name(account, good)) }, good, line)).collect();
        if rows.is_empty() {
            html! {}
        } else {
            self.table("warehouse", "reconcile-there", rows, vec![])
        }
    }

    /// An account member by member, and each good's sum: the control account.
    fn by_member(&self, symbol: &str, heading: &str, account: AccountNo) -> Markup {
        let who = |party: Option<Party>| match party.and_then(|party| self.people.get(&party)) {
            Some(who) => who.link(self.words(), &self.bank.group),
            None => html! { (party.map_or(String::new(), |party| self.words().ordinal(party.0))) },
        };
        let mut sums: BTreeMap<&str, (i64, i64)> = BTreeMap::new();
        let mut rows = Vec::new();
        for (line, party, good) in self.balances(account) {
            let name = html! { (who(party)) @if account != PLACED { " " span.small { (self.name(good)) } } };
            rows.push(self.row(name, good, line));
            let sum = sums.entry(good).or_default();
            *sum = (sum.0.saturating_add(line.should), sum.1.saturating_add(line.is));
        }
        if rows.is_empty() {
            return html! {};
        }
        let together = |(good, (should, is)): (&&str, &(i64, i64))| {
            let name = html! { (self.words().say("reconcile-together")) " " span.small { (self.name(good)) } };
            Row::new(vec![name, self.amount(good, *should), self.amount(good, *is), self.state(should == is)])
        };
        let foot = sums.iter().map(together).collect();
        self.table(symbol, heading, rows, foot)
    }

    /// The last counts, and what moved since.
    fn counts(&self) -> Markup {
        let words = self.words();
        let columns = [
            Column::lead(words.say("statement-line")),
            Column::number(words.say("reconcile-counted")),
            Column::number(words.say("reconcile-book-then")),
            Column::number(words.say("reconcile-since")),
            Column::number(words.say("reconcile-book-now")),
            Column::act(words.say("state")),
        ];
        let counted = self.lines.iter().filter_map(|line| match &line.what {
            What::Counted { good, act, day } => Some((line, good, *act, *day)),
            _ => None,
        });
        let row = |(line, good, act, day): (&Line, &String, i64, NaiveDate)| {
            let now = self.balances(STORE).find(|(_, _, of)| of == good).map_or(0, |(line, ..)| line.is);
            let what = [("good", self.name(good).into()), ("date", words.date_short(day).into())];
            Row::new(vec![
                html! { a href=(self.bank.href(&format!("acts/{act}"))) { (words.with("reconcile-count-of", &what)) } },
                self.amount(good, line.should),
                self.amount(good, line.is),
                self.amount(good, now.saturating_sub(line.is)),
                self.amount(good, now),
                self.state(line.agrees()),
            ])
        };
        let rows: Vec<Row> = counted.map(row).collect();
        let heading = words.say("reconcile-counts");
        html! {
            @if !rows.is_empty() {
                @let table = Table { words, caption: &heading, columns: &columns, rows, foot: vec![], listing: None };
                (table_card("scale", &heading, html! {}, html! { (table) }))
            }
        }
    }

    fn place(&self, place: Place) -> String {
        let words = self.words();
        match place {
            Place::Bank => words.say("reconcile-place-bank").into_owned(),
            Place::Gone => words.say("reconcile-place-gone").into_owned(),
            Place::With(party) => {
                let who = self.people.get(&party).map_or_else(|| words.ordinal(party.0), |who| who.name.show(words).to_owned());
                words.with("reconcile-place-with", &[("who", who.into())])
            }
        }
    }

    /// The register head by head: what does not agree by name, the rest as a number.
    fn register(&self) -> Markup {
        let words = self.words();
        let (well, off): (Vec<_>, Vec<_>) = self.heads.iter().partition(|(_, head)| head.agrees());
        let count = [("count", words.number(well.len() as i64).into())];
        let said = |tag: &str, head: &Head| {
            let values: [(&str, Cow<'_, str>); 3] =
                [("animal", tag.into()), ("should", self.place(head.should).into()), ("is", self.place(head.is).into())];
            words.with("reconcile-head-off", &values)
        };
        html! {
            @if !self.heads.is_empty() {
                (card("beef", &words.say("reconcile-heads"), html! {
                    p { (words.with("reconcile-heads-agree", &count)) " " (self.state(off.is_empty())) }
                    @if !off.is_empty() { ul { @for (tag, head) in off { li { (said(tag, head)) } } } }
                }))
            }
        }
    }

    /// Whether anything was below nothing on some day, what was dated back included.
    fn never_below(&self) -> Markup {
        let words = self.words();
        let said = |below: &Below| {
            let account = words.say(&format!("account-{}", account_code(below.account)));
            let amount = self.good(&below.good).map_or_else(String::new, |good| good.unit.text(words, below.quantity));
            let values: [(&str, Cow<'_, str>); 3] =
                [("what", account), ("amount", amount.into()), ("date", words.date_short(below.day).into())];
            words.with("reconcile-below", &values)
        };
        card(
            "shield-check",
            &words.say("reconcile-never-below"),
            html! {
                p { (self.state(self.below.is_empty())) }
                @if !self.below.is_empty() { ul { @for below in &self.below { li { (said(below)) } } } }
            },
        )
    }

    /// Everything posted in the fund, measure by measure.
    fn sums(&self) -> Markup {
        let words = self.words();
        let sums = self.lines.iter().filter_map(|line| if let What::Sum { good } = &line.what { Some((line, good)) } else { None });
        card(
            "scale",
            &words.say("reconcile-sums"),
            html! {
                p.small { (words.say("reconcile-sum-text")) }
                dl.facts {
                    @for (line, good) in sums {
                        div { dt { (self.name(good)) } dd { (self.amount(good, line.is)) " " (self.state(line.agrees())) } }
                    }
                }
            },
        )
    }

    /// The prices at which goods and money changed hands.
    fn changed_hands(&self) -> Markup {
        let words = self.words();
        let heading = words.say("reconcile-swaps");
        let columns = [
            Column::lead(words.say("number-short")),
            Column::number(words.say("statement-quantity")),
            Column::number(words.say("statement-value")),
            Column::number(words.say("reconcile-implied")),
            Column::number(words.say("reconcile-cited")),
            Column::number(words.say("reconcile-market")),
            Column::act(words.say("state")),
        ];
        let money = &self.bank.group.unit;
        let price = |price: Option<i64>| price.map_or(html! {}, |price| money.number(words, price));
        let row = |swap: &Swap| {
            let unit = self.goods.iter().find(|good| good.code() == swap.good).map_or(1, Good::unit);
            let number = words.with("reconcile-act", &[("act", words.ordinal(swap.act).into())]);
            Row::new(vec![
                html! { a href=(self.bank.href(&format!("acts/{}", swap.act))) { (number) } " " span.small { (self.name(&swap.good)) } },
                self.amount(&swap.good, swap.quantity),
                money.number(words, swap.money),
                money.number(words, swap.implied(unit)),
                price(swap.cited),
                price(swap.market),
                self.band(swap),
            ])
        };
        let rows: Vec<Row> = self.swaps.iter().map(row).collect();
        html! {
            @if !rows.is_empty() {
                @let table = Table { words, caption: &heading, columns: &columns, rows, foot: vec![], listing: None };
                section.card.flush {
                    div.card-head { h2 { (icon("arrow-right-left")) (heading) } }
                    p.small.pad-in { (words.say("reconcile-swaps-text")) }
                    (table)
                }
            }
        }
    }

    fn band(&self, swap: &Swap) -> Markup {
        let words = self.words();
        let (tone, symbol, key) = match (swap.cited, swap.fits, swap.distance) {
            (None, ..) => (Tone::Warn, "triangle-alert", "reconcile-uncited"),
            (_, false, _) => (Tone::Warn, "triangle-alert", "reconcile-not-fitting"),
            (_, _, Distance::Inside) => (Tone::Good, "circle-check", "reconcile-in-band"),
            (_, _, Distance::Outside) => (Tone::Wait, "circle-alert", "reconcile-out-of-band"),
            (_, _, Distance::TenTimes) => (Tone::Warn, "triangle-alert", "reconcile-out-of-band"),
        };
        badge(tone, symbol, &words.say(key))
    }
}
