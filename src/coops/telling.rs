//! What happened and what is asked, as sentences in the reader's language.
use super::{desk::said, ground::Ground};
use domain::coops::{Act, Ask, Fact, Party, acts::Flow};
use templates::coops::kilograms_text;
use words::Words;

/// Who tells, of which cooperative.
#[derive(Clone, Copy)]
pub(super) struct Teller<'a> {
    pub(super) words: Words,
    pub(super) ground: &'a Ground,
}

/// The word of a flow in addresses and keys.
pub(super) fn flow_code(flow: Flow) -> String {
    let text = serde_json::to_value(flow).ok();
    text.and_then(|text| text.as_str().map(str::to_owned)).unwrap_or_default()
}

impl Teller<'_> {
    fn name(&self, party: Party) -> String {
        self.ground.name(party).show(self.words).to_owned()
    }

    fn money(&self, amount: i64) -> String {
        self.ground.head.group.unit.text(self.words, amount)
    }

    fn number(&self, no: i64) -> String {
        self.words.ordinal(no)
    }

    fn with<const N: usize>(&self, key: &str, values: [(&str, String); N]) -> String {
        self.words.with(key, &values.map(|(name, text)| (name, text.into())))
    }

    /// What happened.
    pub(super) fn fact(&self, fact: &Fact) -> String {
        let words = self.words;
        match fact {
            Fact::GroupNamed { name_km, name_latin, .. } => {
                self.with("coop-fact-group", [("name", words.name(name_km, name_latin).to_owned())])
            }
            Fact::GroupJoined { party, group } => {
                let group = group.and_then(|no| self.ground.state.groups.get(&no));
                let name = self.name(*party);
                match group {
                    Some(group) => {
                        let group = words.name(&group.name_km, &group.name_latin).to_owned();
                        self.with("coop-fact-joined", [("name", name), ("group", group)])
                    }
                    None => self.with("coop-fact-left-group", [("name", name)]),
                }
            }
            Fact::OutsiderNamed { name, .. } => self.with("coop-fact-named", [("name", name.clone())]),
            Fact::SharesBought { certificate, paid } => {
                let (name, shares) = (self.name(certificate.party), words.number(certificate.shares));
                self.with("coop-fact-shares-bought", [("name", name), ("count", shares), ("amount", self.money(*paid))])
            }
            Fact::SharesPassed { from, to, shares, .. } => {
                let (name, count) = (self.name(*from), words.number(*shares));
                match to {
                    Some(to) => self.with("coop-fact-shares-passed", [("name", name), ("count", count), ("to", self.name(*to))]),
                    None => self.with("coop-fact-shares-back", [("name", name), ("count", count)]),
                }
            }
            Fact::PlotNoted(plot) => self.with("coop-fact-plot", [("plot", plot.name.clone()), ("name", self.name(plot.party))]),
            Fact::Inspected(inspection) => self.with("coop-fact-inspected", [("number", self.number(inspection.plot))]),
            Fact::Money { flow, amount, .. } => {
                format!("{} · {}", words.say(&format!("coop-flow-{}", flow_code(*flow))), self.money(*amount))
            }
            Fact::CreditGiven { party, inputs, amount, .. } => {
                let key = if *inputs { "coop-fact-inputs" } else { "coop-fact-advance" };
                self.with(key, [("name", self.name(*party)), ("amount", self.money(*amount))])
            }
            Fact::CreditPaid { credit, amount } => {
                self.with("coop-fact-credit-paid", [("number", self.number(*credit)), ("amount", self.money(*amount))])
            }
            Fact::PriceSet { kind_of, amount } => {
                self.with("coop-fact-price", [("kind", said(words, kind_of)), ("amount", self.money(*amount))])
            }
            Fact::PaidOut { party, deliveries, dividends } => {
                self.with("coop-fact-paid-out", [("name", self.name(*party)), ("amount", self.money(deliveries + dividends))])
            }
            Fact::Undone { act, .. } => self.with("coop-fact-undone", [("number", self.number(*act))]),
            _ => self.of_trade(fact),
        }
    }

    fn of_trade(&self, fact: &Fact) -> String {
        let words = self.words;
        let kg = |grams: i64| kilograms_text(words, grams);
        match fact {
            Fact::Delivered(one) => {
                let values = [
                    ("number", self.number(one.no)),
                    ("name", self.name(one.party)),
                    ("kind", said(words, &one.kind)),
                    ("weight", kg(one.weight)),
                ];
                self.with("coop-fact-delivered", values)
            }
            Fact::Counted { lot, found, .. } => {
                self.with("coop-fact-counted", [("number", self.number(*lot)), ("weight", kg(*found))])
            }
            Fact::Milled(one) => self.with("coop-fact-milled", [("number", self.number(one.no)), ("weight", kg(one.paddy()))]),
            Fact::Contracted(one) => {
                let values = [("number", self.number(one.no)), ("name", self.name(one.buyer)), ("weight", kg(one.grams))];
                self.with("coop-fact-contract", values)
            }
            Fact::Sold(one) => {
                let values = [("number", self.number(one.no)), ("name", self.name(one.buyer)), ("amount", self.money(one.amount))];
                self.with("coop-fact-sold", values)
            }
            Fact::BuyerPaid { sale, amount } => {
                let buyer = self.ground.state.sales.get(sale).map(|sold| self.name(sold.sale.buyer)).unwrap_or_default();
                let values = [("number", self.number(*sale)), ("name", buyer), ("amount", self.money(*amount))];
                self.with("coop-fact-buyer-paid", values)
            }
            Fact::YearEnded(year) => self.with("coop-fact-year", [("date", words.date(year.to))]),
            _ => fact.code().to_owned(),
        }
    }

    /// What is asked of a second officer.
    pub(super) fn ask(&self, ask: &Ask) -> String {
        match ask {
            Ask::Count { lot, found, .. } => {
                let values = [("number", self.number(*lot)), ("weight", kilograms_text(self.words, *found))];
                self.with("coop-fact-counted", values)
            }
            Ask::EndYear { to, .. } => self.with("coop-fact-year", [("date", self.words.date(*to))]),
            Ask::Undo { act, .. } => {
                let of = self.ground.loaded.acts.iter().find(|known| known.no == *act);
                let what = of.map(|act| self.fact(&act.fact)).unwrap_or_default();
                self.with("coop-ask-undo", [("number", self.number(*act)), ("what", what)])
            }
            _ => String::new(),
        }
    }

    /// What was said of it by hand: minutes, a reason, what it was for.
    pub(super) fn said(&self, fact: &Fact) -> String {
        match fact {
            Fact::Money { memo, .. } => memo.clone(),
            Fact::CreditGiven { what, .. } => what.clone(),
            Fact::Counted { minute, .. } => minute.clone(),
            Fact::YearEnded(year) => year.minute.clone(),
            Fact::Undone { reason, .. } => reason.clone(),
            _ => String::new(),
        }
    }
}

/// The page below the cooperative that says more of an act.
pub(super) fn below(ground: &Ground, act: &Act) -> Option<String> {
    Some(match &act.fact {
        Fact::Delivered(one) => format!("deliveries/{}", one.no),
        Fact::Milled(one) => format!("milling/{}", one.no),
        Fact::Sold(one) => format!("sales/{}", one.no),
        Fact::BuyerPaid { sale, .. } => format!("sales/{sale}"),
        Fact::Contracted(one) => format!("contracts/{}", one.no),
        Fact::Counted { lot, .. } => format!("lots/{lot}"),
        Fact::PlotNoted(plot) => format!("plots/{}", plot.no),
        Fact::Inspected(inspection) => format!("plots/{}", inspection.plot),
        Fact::PriceSet { .. } => "prices".to_owned(),
        Fact::YearEnded(year) => {
            let at = ground.state.years.iter().position(|(_, one)| one.to == year.to)?;
            format!("year/{}", at + 1)
        }
        fact => {
            let member = fact.party().filter(|party| ground.people.contains_key(party))?;
            format!("members/{member}")
        }
    })
}
