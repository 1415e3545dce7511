//! `sansom share-out --preview`: how the box of a group would be divided today. Nothing is written.
use super::{
    Failure, Outcome,
    report::{Format, day, saving_group, shown},
};
use crate::{
    app::Clock,
    cycles::{form::code, ground::Ground, refusals::Said, store::Plan},
    exports::{Cell, Rows},
    store::Db,
};
use chrono::NaiveDate;
use clap::Args;
use domain::share_outs::{Division, DivisionLine};
use ledger::Commodity;
use serde_json::json;
use std::collections::BTreeMap;
use words::{Language, Words};

/// How a group's box would be divided by the rule that it agreed; in a group whose savings stay, the year's profit.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  sansom share-out --group PC-TK-01 --preview
  sansom share-out --group PC-TK-01 --preview --format json
  sansom share-out --group SP-KC-01 --preview --on 2026-11-29 --format csv > share-out.csv

Nothing is written: a share-out takes place on the pages, where one officer counts and proposes and another confirms.
Exit codes: 0 reckoned; 1 there is no such group, or its box cannot be divided; 2 the command line could not be read.")]
pub struct ShareOut {
    /// The group's code.
    #[arg(long, value_name = "CODE")]
    group: String,
    /// Only reckon; the one thing this command does.
    #[arg(long, required = true)]
    preview: bool,
    /// On this day (2026-11-29 or 29/11/2026): interest runs until then; today, where it is left out.
    #[arg(long, value_name = "DATE", value_parser = day)]
    on: Option<NaiveDate>,
    /// How it is written.
    #[arg(long, default_value = "text")]
    format: Format,
}

impl ShareOut {
    pub async fn run(self, db: &Db) -> Outcome {
        let mut tx = db.read().await?;
        let group = saving_group(&mut tx, &self.group).await?;
        let today = Clock::System.today();
        let ground = Ground::load(&mut tx, &group, today).await?;
        let (profit, chosen) = ground.usual(self.on.unwrap_or(today));
        let plan = Plan { profit, chosen, counts: BTreeMap::new(), put_back: BTreeMap::new() };
        let division = crate::cycles::acts::divided(&ground, &plan).map_err(|refusals| {
            let said = Said::of(&ground, Words::new(Language::English));
            let why: Vec<String> = refusals.iter().map(|refusal| said.plan(refusal).1.message).collect();
            Failure(format!("the box of {} cannot be divided: {}", group.code, why.join(" ")))
        })?;
        let preview = Preview { ground: &ground, division: &division, plan: &plan, commodity: group.commodity() };
        shown(self.format, &preview.to_rows(self.format), || preview.to_json())
    }
}

struct Preview<'a> {
    ground: &'a Ground,
    division: &'a Division,
    plan: &'a Plan,
    commodity: Commodity,
}

impl Preview<'_> {
    fn decimal(&self, quantity: i64) -> String {
        self.commodity.of(quantity).decimal().to_string()
    }

    fn number(&self, line: &DivisionLine) -> i64 {
        self.ground.members.iter().find(|member| member.party() == line.party).map_or(0, |member| member.number)
    }

    fn to_json(&self) -> serde_json::Value {
        let Division { pool, remainder, administration, reserve, social, .. } = self.division;
        let of = |quantity: i64| self.decimal(quantity);
        let member = |line: &DivisionLine| {
            json!({
                "number": self.number(line), "savings": of(line.savings), "profit": of(line.profit), "gross": of(line.gross),
                "social": of(line.social), "debts": of(line.debts.total()), "net": of(line.net),
            })
        };
        json!({
            "rule": code(&self.plan.profit),
            "pool": of(*pool),
            "remainder": of(*remainder),
            "kept": { "administration": of(*administration), "reserve": of(*reserve), "social": of(social.remainder) },
            "members": self.division.lines.iter().map(member).collect::<Vec<_>>(),
        })
    }

    /// A row each; in text a last row has the sums, and what is not a member's follows below it.
    fn to_rows(&self, format: Format) -> Rows {
        let mut rows = Rows::new(&["member", "savings", "profit", "gross", "social", "debts", "net", "commodity", "name"]);
        let amount = |quantity: i64| Cell::amount(self.commodity.of(quantity));
        for line in &self.division.lines {
            let member = self.ground.members.iter().find(|member| member.party() == line.party);
            let figures = [line.savings, line.profit, line.gross, line.social, line.debts.total(), line.net].map(amount);
            let name = member.map(|member| crate::exports::said_name(&member.names())).unwrap_or_default();
            let end = [Cell::text(self.commodity.code()), Cell::text(name)];
            rows.push([Cell::count(self.number(line))].into_iter().chain(figures).chain(end));
        }
        if format == Format::Text {
            let sum = |of: fn(&DivisionLine) -> i64| amount(self.division.lines.iter().map(of).sum());
            let blank = || Cell::Number(String::new());
            rows.push([
                blank(),
                sum(|line| line.savings),
                sum(|line| line.profit),
                sum(|line| line.gross),
                sum(|line| line.social),
                sum(|line| line.debts.total()),
                sum(|line| line.net),
                Cell::text(self.commodity.code()),
                Cell::text("all members"),
            ]);
            let Division { pool, remainder, administration, reserve, social, .. } = *self.division;
            for (name, quantity) in [
                ("pool", pool),
                ("for administration", administration),
                ("for capital", reserve),
                ("remainder, carried on", remainder),
                ("social fund, stays", social.remainder),
            ] {
                let figures = [blank(), blank(), blank(), amount(quantity), blank(), blank(), blank()];
                rows.push(figures.into_iter().chain([Cell::text(self.commodity.code()), Cell::text(name)]));
            }
        }
        rows
    }
}
