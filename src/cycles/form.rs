//! What is typed on the way to a proposal, read step by step, every problem at its field.
use super::{
    ground::Ground,
    refusals::{say_choice, say_put_back},
    store::{Plan, Proposal},
};
use crate::{
    meetings::form::{Typed, notes},
    reader::Reader,
};
use domain::{
    constitution::Profit,
    cycles::{self, Chosen},
    share_outs::Division,
};
use ledger::{Commodity, PartyNo};
use rust_decimal::Decimal;
use std::collections::BTreeMap;
use templates::{
    cycles::rule::{FIELDS, RuleForm},
    parts::Problem,
};
use words::{Words, read_quantity};

/// What a rule may ask of the percentages it is given: four decimal places.
const PERCENT_DECIMALS: u8 = 4;

/// The form on its way, with what is needed to read it.
pub struct Form<'a> {
    /// What was typed.
    pub typed: Typed,
    /// The group.
    pub ground: &'a Ground,
    /// The reader's words.
    pub words: Words,
}

impl Form<'_> {
    fn commodity(&self) -> Commodity {
        self.ground.cycle.constitution.commodity()
    }

    /// Everything that was typed, as pairs of an address.
    pub fn pairs(&self) -> Vec<(String, String)> {
        let notes = notes(self.commodity().code()).iter().map(|value| format!("n{value}"));
        let parties = self.ground.members.iter().map(|member| format!("p{}", member.party_no));
        let names = notes.chain(["coins".to_owned()]).chain(FIELDS.map(str::to_owned)).chain(parties).chain(["each".to_owned()]);
        let typed = names.map(|name| (self.typed.get(&name).to_owned(), name)).filter(|(text, _)| !text.trim().is_empty());
        typed.map(|(text, name)| (name, text)).collect()
    }

    /// The notes counted, by value; every field that cannot be read, or nothing at all.
    pub fn counts(&self) -> Result<BTreeMap<i64, i64>, Vec<Problem>> {
        let mut reader = Reader::new(self.words);
        let mut counts = BTreeMap::new();
        for &value in notes(self.commodity().code()) {
            let field = format!("n{value}");
            if let Some(pieces) = reader.count(&field, self.typed.get(&field)) {
                counts.insert(value, pieces);
            }
        }
        if self.commodity().decimals() > 0
            && let Some(coins) = reader.amount("coins", self.typed.get("coins"), self.commodity())
        {
            counts.insert(1, coins);
        }
        reader.finish(Some(counts))
    }

    /// What the step of the rule shows: as typed, or as agreed.
    pub fn rule_form(&self) -> RuleForm {
        let get = |name: &str| self.typed.get(name).to_owned();
        if self.typed.get("rule").is_empty() {
            return self.usual();
        }
        RuleForm {
            rule: get("rule"),
            savings_percent: get("savings_percent"),
            administration_percent: get("administration_percent"),
            reserve_percent: get("reserve_percent"),
            round_to: get("round_to"),
            on: get("on"),
            next_starts_on: get("next_starts_on"),
            next_ends_on: get("next_ends_on"),
        }
    }

    /// As agreed, today.
    fn usual(&self) -> RuleForm {
        let (profit, chosen) = self.ground.usual(self.ground.today);
        rule_form(&profit, &chosen, self.commodity(), self.words)
    }

    /// The rule and the days, or what is wrong with them.
    pub fn choice(&self) -> Result<(Profit, Chosen), Vec<Problem>> {
        let form = self.rule_form();
        let mut reader = Reader::new(self.words);
        let profit = self.profit(&form, &mut reader);
        let round_to = reader.some_amount("round_to", &form.round_to, self.commodity());
        let on = reader.day("on", &form.on);
        let next_starts_on = reader.day("next_starts_on", &form.next_starts_on);
        let next_ends_on = match form.next_ends_on.trim() {
            "" => None,
            text => reader.day("next_ends_on", text),
        };
        let chosen = round_to.zip(on).zip(next_starts_on).map(|((round_to, on), next_starts_on)| Chosen {
            on,
            round_to,
            next_starts_on,
            next_ends_on,
        });
        let standing = self.ground.standing(false);
        for refusal in chosen.iter().flat_map(|chosen| cycles::choice(chosen, &standing)) {
            let (field, message) = say_choice(self.words, self.commodity(), refusal);
            reader.say(field, message);
        }
        reader.finish(profit.zip(chosen))
    }

    fn profit(&self, form: &RuleForm, reader: &mut Reader) -> Option<Profit> {
        Some(match form.rule.as_str() {
            "by-savings" => Profit::BySavings,
            "equal" => Profit::Equal,
            "by-interest-paid" => Profit::ByInterestPaid,
            "by-savings-months" => Profit::BySavingsMonths,
            "mixed" => Profit::Mixed { savings_percent: percent(reader, "savings_percent", &form.savings_percent)? },
            "waterfall" => {
                let administration = percent(reader, "administration_percent", &form.administration_percent);
                let reserve = percent(reader, "reserve_percent", &form.reserve_percent);
                Profit::Waterfall { administration_percent: administration?, reserve_percent: reserve? }
            }
            "none" => Profit::None,
            _ => reader.choice("rule", None)?,
        })
    }

    /// What each leaves in the box, or what is wrong with it.
    pub fn put_back(&self, division: &Division) -> Result<BTreeMap<PartyNo, i64>, Vec<Problem>> {
        let mut reader = Reader::new(self.words);
        let mut amounts = BTreeMap::new();
        for line in division.lines.iter().filter(|line| line.paid() > 0) {
            let field = format!("p{}", line.party.0);
            let amount = reader.amount(&field, self.typed.get(&field), self.commodity());
            let Some(amount) = amount.filter(|amount| *amount > 0) else { continue };
            if let Err(refusal) = cycles::put_back(amount, line.paid(), self.ground.share_value()) {
                reader.say(&field, say_put_back(self.words, self.commodity(), refusal));
            }
            amounts.insert(line.party, amount);
        }
        reader.finish(Some(amounts))
    }

    /// Writes into every field what all are to leave, as far as each one's payout goes.
    pub fn fill(&mut self, division: &Division) -> Result<(), Vec<Problem>> {
        let mut reader = Reader::new(self.words);
        let share_value = self.ground.share_value();
        let each = match share_value {
            Some(value) => reader.some_count("each", self.typed.get("each")).map(|shares| shares.saturating_mul(value)),
            None => reader.some_amount("each", self.typed.get("each"), self.commodity()),
        };
        let each = reader.finish(each)?;
        let decimals = self.commodity().decimals();
        for line in division.lines.iter().filter(|line| line.paid() > 0) {
            let amount = cycles::put_back_most(each, line.paid(), share_value);
            let text = if amount > 0 { self.words.quantity(amount, decimals) } else { String::new() };
            self.typed.set(format!("p{}", line.party.0), text);
        }
        Ok(())
    }
}

fn percent(reader: &mut Reader, field: &str, text: &str) -> Option<Decimal> {
    let read = read_quantity(text, PERCENT_DECIMALS).ok().flatten();
    let percent = read.map(|parts| Decimal::new(parts, PERCENT_DECIMALS.into()).normalize());
    let percent = percent.filter(|percent| (Decimal::ZERO..=Decimal::ONE_HUNDRED).contains(percent));
    if percent.is_none() {
        reader.refuse(field, "refuse-share-out-percent");
    }
    percent
}

/// A rule and its days as the form shows them.
pub fn rule_form(profit: &Profit, chosen: &Chosen, commodity: Commodity, words: Words) -> RuleForm {
    let percent = |percent: &Decimal| percent_text(percent, words);
    let mut form = RuleForm {
        rule: code(profit).into(),
        round_to: words.quantity(chosen.round_to, commodity.decimals()),
        on: words.date_short(chosen.on),
        next_starts_on: words.date_short(chosen.next_starts_on),
        next_ends_on: chosen.next_ends_on.map(|day| words.date_short(day)).unwrap_or_default(),
        ..RuleForm::default()
    };
    match profit {
        Profit::Mixed { savings_percent } => form.savings_percent = percent(savings_percent),
        Profit::Waterfall { administration_percent, reserve_percent } => {
            form.administration_percent = percent(administration_percent);
            form.reserve_percent = percent(reserve_percent);
        }
        _ => {}
    }
    form
}

fn percent_text(percent: &Decimal, words: Words) -> String {
    let percent = percent.normalize();
    let decimals = u8::try_from(percent.scale()).unwrap_or(PERCENT_DECIMALS);
    i64::try_from(percent.mantissa()).map_or_else(|_| percent.to_string(), |mantissa| words.quantity(mantissa, decimals))
}

/// The code of a rule, as in a constitution.
pub fn code(profit: &Profit) -> &'static str {
    match profit {
        Profit::BySavings => "by-savings",
        Profit::Equal => "equal",
        Profit::ByInterestPaid => "by-interest-paid",
        Profit::Mixed { .. } => "mixed",
        Profit::BySavingsMonths => "by-savings-months",
        Profit::Waterfall { .. } => "waterfall",
        Profit::None => "none",
    }
}

/// A rule in words, with its percentages.
pub fn say_rule(words: Words, profit: &Profit) -> String {
    let said = words.say(&format!("profit-{}", code(profit)));
    let percent = |percent: &Decimal| percent_text(percent, words);
    match profit {
        Profit::Mixed { savings_percent } => {
            let rest = Decimal::ONE_HUNDRED - savings_percent;
            words.with("share-out-rule-mixed", &[("savings", percent(savings_percent).into()), ("interest", percent(&rest).into())])
        }
        Profit::Waterfall { administration_percent, reserve_percent } => words.with(
            "share-out-rule-waterfall",
            &[
                ("administration", percent(administration_percent).into()),
                ("reserve", percent(reserve_percent).into()),
                ("members", percent(&(Decimal::ONE_HUNDRED - administration_percent - reserve_percent)).into()),
            ],
        ),
        _ => said.into_owned(),
    }
}

/// What was proposed before, to begin the next proposal with; the box is counted anew.
pub fn of_proposal(proposal: &Proposal, commodity: Commodity, words: Words) -> Typed {
    let Plan { profit, chosen, put_back, .. } = &proposal.plan;
    let form = rule_form(profit, chosen, commodity, words);
    let values = [
        form.rule,
        form.savings_percent,
        form.administration_percent,
        form.reserve_percent,
        form.round_to,
        form.on,
        form.next_starts_on,
        form.next_ends_on,
    ];
    let chosen = FIELDS.into_iter().map(str::to_owned).zip(values);
    let back = put_back.iter().map(|(party, amount)| (format!("p{}", party.0), words.quantity(*amount, commodity.decimals())));
    Typed::new(chosen.chain(back).collect())
}
