//! The routes of a share-out that took place: its proof and its paper list.
use super::{
    form::say_rule,
    store::{self, Balances, Decided, LineRow},
    view,
};
use crate::{
    app::App,
    books::lines::{account_name, fund_name},
    error::{Answer, Fault},
    groups::{
        self,
        store::{Cycle, Group},
    },
    guard::{Can, InGroup},
    meetings::pages::head,
    members,
    store::Tx,
    web,
};
use axum::extract::{Path, State};
use domain::chart::{ACCOUNTS, CARRIED, CASH, LOAN_FUND, SOCIAL_FUND, account_code};
use ledger::{AccountKind, AccountNo, FundNo};
use std::collections::BTreeMap;
use templates::cycles::{
    Carried, Head,
    list::{ListPage, list as draw_list},
    proof::{ProofFund, ProofLine, ProofPage, proof as draw_proof},
};
use words::{Language, Words};

/// A share-out that took place, with what it moved.
pub(crate) struct Told {
    pub(crate) decided: Decided,
    pub(crate) lines: Vec<LineRow>,
    /// The cycle that it ended.
    pub(crate) cycle: Cycle,
    /// Every balance before its first entry.
    before: Balances,
    /// Entry, fund, account, quantity.
    moved: Vec<(i64, i64, i64, i64)>,
}

/// A share-out of a number; nothing where none of that number took place.
pub(crate) async fn tell(tx: &mut Tx, group: &Group, no: i64) -> crate::store::Result<Option<Told>> {
    let (book, commodity) = (group.book, group.commodity.as_str());
    let Some(decided) = store::decided(tx, book, no).await? else { return Ok(None) };
    let all = groups::store::cycles(tx, book).await?;
    let Some(cycle) = all.into_iter().find(|cycle| cycle.no == decided.cycle_no) else { return Ok(None) };
    let lines = store::lines(tx, book, no).await?;
    let span = decided.first_entry.zip(decided.last_entry);
    let before = store::before(tx, book, span.map_or(i64::MAX, |(first, _)| first), commodity).await?;
    let moved = match span {
        Some(span) => store::moved(tx, book, span, commodity).await?,
        None => Vec::new(),
    };
    Ok(Some(Told { decided, lines, cycle, before, moved }))
}

async fn told(tx: &mut Tx, visit: &InGroup, no: &str) -> Result<Told, Fault> {
    let no = no.parse().map_err(|_| Fault::NotFound)?;
    tell(tx, &visit.group, no).await?.ok_or(Fault::NotFound)
}

fn page_head(visit: &InGroup, told: &Told) -> Head {
    Head {
        around: visit.visit.around(),
        group: head(&visit.group),
        kept: told.kept(),
        cycle: told.decided.cycle_no as u32,
        carried: Carried::default(),
        may_propose: visit.may(Can::Seal),
        may_confirm: visit.may(Can::Correct),
        problems: vec![],
    }
}

impl Told {
    fn after(&self, fund: FundNo, account: AccountNo) -> i64 {
        let key = (fund.0, account.0);
        let moved = self.moved.iter().filter(|(_, fund, account, _)| (*fund, *account) == key).map(|(.., by)| by);
        self.before.get(&key).copied().unwrap_or(0) + moved.sum::<i64>()
    }

    fn put_back(&self) -> i64 {
        self.lines.iter().map(|line| line.reinvested).sum()
    }

    fn home(&self) -> i64 {
        let home = |line: &LineRow| line.gross + line.social - line.penalty - line.interest - line.principal - line.reinvested;
        self.lines.iter().map(home).sum()
    }

    /// Whether savings stayed and only the profit was divided.
    pub(crate) fn kept(&self) -> bool {
        self.cycle.constitution.savings_kept()
    }

    /// What the box holds since, part by part.
    pub(crate) fn stays(&self) -> view::Figures {
        let after = |fund, account| self.after(fund, account);
        view::stays_since(&self.decided, self.put_back(), self.kept(), &after)
    }

    /// Every account of a fund that had a balance or was moved.
    pub(crate) fn accounts(&self, fund: FundNo) -> Vec<Changed> {
        let parts = self.parts();
        let changed = |account: &domain::chart::ChartAccount| {
            let key = (fund.0, account.no.0);
            let before = self.before.get(&key).copied().unwrap_or(0);
            let mine = self.moved.iter().filter(|(_, fund, account, _)| (*fund, *account) == key);
            let moved: Vec<(i64, i64)> = mine.map(|(no, .., by)| (*no, *by)).collect();
            if before == 0 && moved.is_empty() {
                return None;
            }
            let debit = matches!(account.kind, AccountKind::Asset | AccountKind::Expense | AccountKind::Conversion);
            let own = |quantity: i64| if debit { quantity } else { -quantity };
            let change = |(no, by): &(i64, i64)| match parts.get(no) {
                Some(Part::Divided) if account.no == CARRIED => carried(self, fund, own(before), own(*by)),
                Some(part) => vec![(part.why(account.no), own(*by))],
                None => vec![(String::new(), own(*by))],
            };
            Some(Changed {
                account: account.no,
                debit,
                before: own(before),
                after: own(before + moved.iter().map(|(_, by)| by).sum::<i64>()),
                changes: moved.iter().flat_map(change).collect(),
            })
        };
        ACCOUNTS.iter().filter_map(changed).collect()
    }

    /// Who proposed it, who confirmed it, and when.
    pub(crate) fn officers(&self) -> [(String, chrono::DateTime<chrono::Utc>); 2] {
        let Decided { asked_by_name, asked_at, decided_by_name, decided_at, .. } = &self.decided;
        [(asked_by_name.clone().unwrap_or_default(), *asked_at), (decided_by_name.clone().unwrap_or_default(), *decided_at)]
    }

    /// What each of its entries was, in their order: debts settled, everything divided, payouts, what was put back.
    fn parts(&self) -> BTreeMap<i64, Part> {
        let any = |of: fn(&LineRow) -> i64| self.lines.iter().any(|line| of(line) > 0);
        let there = [
            (Part::Settled, any(|line| line.penalty + line.interest + line.principal)),
            (Part::Divided, true),
            (Part::Paid, any(|line| line.gross + line.social)),
            (Part::PutBack, any(|line| line.reinvested)),
        ];
        let parts = there.into_iter().filter(|(_, there)| *there).map(|(part, _)| part);
        let entries = self.decided.first_entry.zip(self.decided.last_entry).into_iter().flat_map(|(first, last)| first..=last);
        entries.zip(parts).collect()
    }
}

/// An account before and after a share-out, in its own sense.
pub(crate) struct Changed {
    pub(crate) account: AccountNo,
    /// Whether it stands with what there is and was spent.
    pub(crate) debit: bool,
    pub(crate) before: i64,
    pub(crate) after: i64,
    /// The key of what changed it (empty: nothing of the share-out), and by how much.
    pub(crate) changes: Vec<(String, i64)>,
}

/// What an entry of a share-out does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Settled,
    Divided,
    Paid,
    PutBack,
}

impl Part {
    fn key(self) -> &'static str {
        match self {
            Part::Settled => "share-out-why-settled",
            Part::Divided => "share-out-why-divided",
            Part::Paid => "share-out-why-paid",
            Part::PutBack => "share-out-why-put-back",
        }
    }

    /// The key of why an account moves: its own where it has one.
    fn why(self, account: AccountNo) -> String {
        let own = format!("{}-{}", self.key(), account_code(account));
        if Words::new(Language::English).has(&own) { own } else { self.key().to_owned() }
    }
}

/// `GET /groups/{group}/share-outs/{no}`
pub async fn proof(State(app): State<App>, visit: InGroup, Path((_, no)): Path<(String, String)>) -> Answer {
    let words = visit.words();
    let mut tx = app.db().read().await?;
    let told = told(&mut tx, &visit, &no).await?;
    let head = page_head(&visit, &told);
    let stays = view::said(words, told.stays());
    let page = ProofPage {
        number: told.decided.no as u32,
        on: told.decided.on_day,
        rule: say_rule(words, &store::rule(&told.decided.rule)?),
        officers: told.officers(),
        counted: told.decided.counted,
        home: told.home(),
        box_after: told.after(LOAN_FUND, CASH) + told.after(SOCIAL_FUND, CASH),
        parts: (!head.kept).then_some(stays),
        funds: [LOAN_FUND, SOCIAL_FUND].map(|fund| proof_fund(&told, fund, words)).into(),
        entries: told.parts().iter().map(|(no, part)| (no.unsigned_abs(), words.say(part.key()).into_owned())).collect(),
        head,
    };
    Ok(web::html(draw_proof(&page)))
}

fn proof_fund(told: &Told, fund: FundNo, words: Words) -> ProofFund {
    let (mut has, mut owes) = (Vec::new(), Vec::new());
    for Changed { account, debit, before, after, changes } in told.accounts(fund) {
        let said = |key: String| if key.is_empty() { key } else { words.say(&key).into_owned() };
        let changes = changes.into_iter().map(|(key, by)| (said(key), by)).collect();
        let line = ProofLine { account: account_name(words, account), before, after, changes };
        if debit { has.push(line) } else { owes.push(line) }
    }
    ProofFund { fund: fund_name(words, fund), has, owes }
}

/// What is carried, part by part: what was carried before is divided, what could not be divided is carried, and so is
/// what stays owed, which is still out on loans.
fn carried(told: &Told, fund: FundNo, before: i64, by: i64) -> Vec<(String, i64)> {
    let remainder = if fund == LOAN_FUND { told.decided.remainder } else { told.decided.social_remainder };
    let parts = [
        ("share-out-why-carried-before", -before),
        ("share-out-why-carried-remainder", remainder),
        ("share-out-why-carried-owed", by + before - remainder),
    ];
    parts.into_iter().filter(|(_, by)| *by != 0).map(|(key, by)| (key.to_owned(), by)).collect()
}

/// `GET /groups/{group}/share-outs/{no}/list`
pub async fn list(State(app): State<App>, visit: InGroup, Path((_, no)): Path<(String, String)>) -> Answer {
    let words = visit.words();
    let mut tx = app.db().read().await?;
    let told = told(&mut tx, &visit, &no).await?;
    let members = members::store::members(&mut tx, visit.group.book, &visit.group.commodity).await?;
    let page = ListPage {
        number: told.decided.no as u32,
        division: view::decided(&told.decided, &told.lines, &members, view::said(words, told.stays()), words)?,
        officers: told.officers(),
        head: page_head(&visit, &told),
    };
    Ok(web::html(draw_list(&page)))
}
