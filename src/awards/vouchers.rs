//! Vouchers: the list by step, what waits for the reader first, and one of them with what proves it beside it.
use super::{
    store::{self, AwardRow, CURRENCIES, GrantParty},
    turns, uploads,
    words_of::{self, word},
};
use crate::{
    app::App,
    error::{Answer, Fault},
    guard::{Can, InAward},
    store::Tx,
    users::store as users,
    web,
};
use axum::extract::{Path, Query, State};
use domain::grants::{
    Award, Grant, State as Stands, Voucher, VoucherNo, Who,
    acts::{Means, Purpose, Receipt, Source, Step, Visiting},
    codes, reports,
    terms::Limit,
};
use ledger::Commodity;
use serde::Deserialize;
use std::collections::HashMap;
use templates::{
    awards::{
        voucher::{ActForm, Acts, ReceiptShown, StepLine, VisitShown, VoucherPage, voucher as draw},
        vouchers::{STANDS, VoucherRow, VouchersPage, vouchers},
    },
    parts::{Amount, Listing, Name, Problem, Unit},
};
use uuid::Uuid;
use words::Words;

/// How many vouchers a page of the list shows.
const ROWS: usize = 50;

/// What pages about vouchers stand on.
pub(crate) struct Ground {
    pub award: Award,
    pub state: Stands,
    pub users: HashMap<Uuid, String>,
    parties: Vec<GrantParty>,
    pub words: Words,
}

pub(crate) async fn ground(tx: &mut Tx, row: &AwardRow, words: Words) -> Result<Ground, Fault> {
    let award = store::load(tx, row).await?;
    let state = award.state();
    let parties = store::grant_parties(tx, row.book).await?;
    Ok(Ground { state, users: users::names(tx).await?, parties, award, words })
}

/// The currency of a code, as pages read and write it.
pub(crate) fn commodity(code: &str) -> Commodity {
    CURRENCIES.into_iter().find(|currency| currency.code() == code).unwrap_or(Commodity::USD)
}

/// So much of a currency.
pub(super) fn amount(code: &str, quantity: i64) -> Amount {
    Amount { quantity, unit: Unit { commodity: code.to_owned(), decimals: commodity(code).decimals() } }
}

/// The word of a step in addresses.
fn act(step: Step) -> &'static str {
    match step {
        Step::Prepared => "new",
        Step::Checked => "check",
        Step::Approved => "approve",
        Step::Paid => "pay",
        Step::Recorded => "record",
    }
}

/// Where a voucher stands: one of [`STANDS`].
fn stands(voucher: &Voucher) -> &'static str {
    match voucher.next() {
        _ if !voucher.stands() => "undone",
        Some(step) if !voucher.brought && step != Step::Prepared => step.code(),
        _ => "done",
    }
}

impl Ground {
    pub fn text(&self, code: &str, quantity: i64) -> String {
        amount(code, quantity).unit.text(self.words, quantity)
    }

    pub fn own(&self, quantity: i64) -> String {
        self.text(&self.award.terms.currency, quantity)
    }

    pub fn who(&self, who: &Who) -> String {
        match who {
            Who::User(id) => self.users.get(id).cloned().unwrap_or_default(),
            Who::Named(name) => name.clone(),
        }
    }

    pub fn holder(&self, party: i64) -> String {
        self.state.holders.get(&party).map(|(_, name)| name.clone()).unwrap_or_default()
    }

    /// Who answers for the family of a grant; nobody under a code.
    pub fn family(&self, grant: i64) -> String {
        self.family_name(grant).show(self.words).to_owned()
    }

    /// The same in both scripts.
    pub fn family_name(&self, grant: i64) -> Name {
        let names = self.parties.iter().find(|party| party.no == grant).and_then(|party| party.names.as_ref());
        names.map(|names| Name::new(names.khmer(), names.latin())).unwrap_or_default()
    }

    pub fn line(&self, code: &str) -> String {
        words_of::line(&self.award.terms, code).show(self.words).to_owned()
    }

    pub fn grant(&self, voucher: &Voucher) -> Option<&Grant> {
        voucher.grant().and_then(|no| self.state.grants.get(&no))
    }

    /// What a voucher is for. Of a grant under a code nothing is told.
    pub fn what(&self, purpose: &Purpose) -> String {
        self.what_in(self.words, purpose)
    }

    /// The same in other words: a paper may speak two languages.
    pub fn what_in(&self, words: Words, purpose: &Purpose) -> String {
        let named = |key, who: String| words.with(key, &[("who", who.into())]);
        match purpose {
            Purpose::Tranche { grant, tranche } => match self.state.grants.get(grant) {
                Some(found) if !found.is_coded() => {
                    let (grant, tranche) = (words.ordinal(*grant), words.ordinal(*tranche as i64 + 1));
                    let who = self.family_name(found.no).show(words).to_owned();
                    words.with("voucher-of-grant", &[("grant", grant.into()), ("who", who.into()), ("tranche", tranche.into())])
                }
                _ => words.say("voucher-coded").into_owned(),
            },
            Purpose::Advance { holder } => named("voucher-of-advance", self.holder(*holder)),
            Purpose::Partner { partner, .. } => named("voucher-of-partner", self.holder(*partner)),
            Purpose::Cost { help: Some(help), persons, .. } => {
                let help = words.say(&format!("voucher-help-{}", word(help)));
                let count = words.number(persons.unwrap_or(0));
                words.with("voucher-of-help", &[("help", help), ("count", count.into())])
            }
            Purpose::Cost { line, what, .. } => {
                if what.is_empty() {
                    words_of::line(&self.award.terms, line).show(words).to_owned()
                } else {
                    what.clone()
                }
            }
        }
    }

    /// Where the money of a voucher comes from.
    pub fn source_in(&self, words: Words, source: Source) -> String {
        match source {
            Source::Cash => words.say("voucher-source-cash").into_owned(),
            Source::Bank => words.say("voucher-source-bank").into_owned(),
            Source::Advance { holder } => words.with("voucher-source-advance", &[("who", self.holder(holder).into())]),
        }
    }

    /// Families' grants with a voucher: the number, and in words.
    fn families(&self) -> Vec<(i64, String)> {
        let words = self.words;
        let paid =
            self.state.grants.values().filter(|grant| !grant.is_coded() && self.state.vouchers_of(grant.no).next().is_some());
        let named = |grant: &Grant| {
            let no = words.with("grant-no", &[("number", words.ordinal(grant.no).into())]);
            (grant.no, format!("{no} · {}", self.family(grant.no)))
        };
        paid.map(named).collect()
    }

    /// Whether a voucher pays a grant under a code.
    pub fn is_by_code(&self, voucher: &Voucher) -> bool {
        self.grant(voucher).is_some_and(Grant::is_coded)
    }

    /// Whether a reader sees a voucher. One of a grant under a code is seen by those who check, approve, pay and record, by
    /// auditors and by the liaison: even a count of them would tell of the grants.
    pub fn shows(&self, visit: &InAward, voucher: &Voucher) -> bool {
        !self.is_by_code(voucher) || shows_by_code(visit)
    }

    /// A voucher that a reader sees.
    ///
    /// # Errors
    /// There is none of that number for her.
    pub fn voucher(&self, visit: &InAward, no: VoucherNo) -> Result<&Voucher, Fault> {
        self.state.vouchers.get(&no).filter(|voucher| self.shows(visit, voucher)).ok_or(Fault::NotFound)
    }

    /// The step that comes next, where it is of the reader's office; and what she did that keeps her from it.
    fn turn(&self, visit: &InAward, voucher: &Voucher) -> Option<(Step, Option<domain::grants::Duty>)> {
        // What may be done with a voucher does not hang on the day.
        let may = turns::may(visit);
        let (turn, kept) = turns::of(visit, &self.award, &self.state, self.award.terms.to, &may).of_voucher(voucher)?;
        Some((turn.step()?, kept))
    }

    fn row(&self, visit: &InAward, voucher: &Voucher) -> VoucherRow {
        let own = self.award.terms.currency.as_str();
        VoucherRow {
            no: voucher.no,
            day: voucher.steps.first().map(|(_, done)| done.on),
            what: self.what(&voucher.purpose),
            amount: amount(own, voucher.amount),
            paid: (voucher.currency != own).then(|| amount(&voucher.currency, voucher.paid)),
            stands: stands(voucher),
            mine: matches!(self.turn(visit, voucher), Some((_, None))),
        }
    }
}

/// `?step=paid&page=2`
#[derive(Debug, Default, Deserialize)]
pub struct ListQuery {
    #[serde(default)]
    step: String,
    page: Option<u32>,
}

/// `GET /awards/{award}/vouchers`
pub async fn list(State(app): State<App>, visit: InAward, Query(query): Query<ListQuery>) -> Answer {
    let mut tx = app.db().read().await?;
    Ok(web::html(vouchers(&list_page(&mut tx, &visit, &query).await?)))
}

/// The list of vouchers behind a door.
pub(crate) async fn list_page(tx: &mut Tx, visit: &InAward, query: &ListQuery) -> Result<VouchersPage, Fault> {
    let ground = ground(tx, &visit.award, visit.words()).await?;
    // What waits is done from the oldest on; what is done is looked up from the latest back.
    let shown = ground.state.vouchers.values().filter(|voucher| ground.shows(visit, voucher));
    let all: Vec<VoucherRow> = shown.map(|voucher| ground.row(visit, voucher)).collect();
    let below = ground.award.terms.limit(Limit::Suppress).unwrap_or(5);
    let by_code = (ground.state.vouchers.len() - all.len()) as i64;
    let count = |at: &str| all.iter().filter(|row| at == row.stands || at == "mine" && row.mine).count() as i64;
    let counts: Vec<(&'static str, i64)> = ["mine"].into_iter().chain(STANDS).map(|at| (at, count(at))).collect();
    let first = counts.iter().find(|(_, count)| *count > 0).map_or("mine", |(at, _)| at);
    let here = counts.iter().map(|(at, _)| *at).find(|at| *at == query.step).unwrap_or(first);
    let mut rows: Vec<VoucherRow> = all.iter().filter(|row| row.stands == here || here == "mine" && row.mine).cloned().collect();
    if matches!(here, "done" | "undone") {
        rows.reverse();
    }
    let pages = rows.len().div_ceil(ROWS).max(1) as u32;
    let page = query.page.unwrap_or(1).clamp(1, pages);
    let award = words_of::head(&visit.award, &ground.award.terms);
    let listing = Listing {
        path: award.href("vouchers"),
        keep: vec![("step".into(), here.into())],
        page,
        pages,
        rows: rows.len() as u64,
        ..Listing::default()
    };
    let rows = rows.into_iter().skip((page as usize - 1) * ROWS).take(ROWS).collect();
    Ok(VouchersPage {
        around: visit.visit.around(),
        award,
        here: here.into(),
        counts,
        rows,
        listing,
        families: ground.families(),
        range: Default::default(),
        problems: vec![],
        may_prepare: visit.may(Can::Prepare),
        by_code: codes::shown(by_code, below).filter(|count| *count > 0),
    })
}

/// `GET /awards/{award}/vouchers/{no}`
pub async fn show(State(app): State<App>, visit: InAward, Path((_, no)): Path<(String, VoucherNo)>) -> Answer {
    let mut tx = app.db().read().await?;
    let today = visit.words().date_short(app.today());
    let key = Uuid::now_v7().to_string();
    let form =
        ActForm { key, day: today.clone(), undo_day: today.clone(), sight_day: today.clone(), filed: today, ..ActForm::default() };
    Ok(web::html(draw(&page(&mut tx, &visit, no, form, vec![]).await?)))
}

/// The page of a voucher, with what was typed into one of its forms.
pub(super) async fn page(
    tx: &mut Tx,
    visit: &InAward,
    no: VoucherNo,
    form: ActForm,
    problems: Vec<Problem>,
) -> Result<VoucherPage, Fault> {
    let ground = ground(tx, &visit.award, visit.words()).await?;
    let kinds = store::upload_kinds(tx, visit.award.book).await?;
    let voucher = ground.voucher(visit, no)?;
    let award = words_of::head(&visit.award, &ground.award.terms);
    let grant = ground.grant(voucher);
    let shown = grant.filter(|grant| !grant.is_coded());
    let scan = |hash: &str| {
        let kind = kinds.get(&uploads::digest(hash)?)?;
        Some((award.href(&format!("uploads/{hash}")), kind.starts_with("image/")))
    };
    let receipts = voucher.receipts.iter().map(|(receipt, _)| receipt_shown(&ground, voucher, receipt, &scan)).collect();
    let visits = shown.map(|grant| visits(&ground, grant, &scan)).unwrap_or_default();
    Ok(VoucherPage {
        around: visit.visit.around(),
        no,
        stands: stands(voucher),
        amount: amount(&ground.award.terms.currency, voucher.amount),
        paid: amount(&voucher.currency, voucher.paid),
        facts: facts(&ground, voucher),
        steps: steps(&ground, voucher),
        agreement: shown.map(|grant| agreement(&ground, grant, voucher)).unwrap_or_default(),
        grant: shown.map(|grant| award.href(&format!("grants/{}", grant.no))),
        coded: grant.is_some_and(Grant::is_coded),
        receipts,
        visits,
        acts: acts(&ground, visit, voucher),
        sign: ground.words.unit(commodity(&voucher.currency).decimals(), &voucher.currency).into_owned(),
        award,
        form,
        problems,
    })
}

fn facts(ground: &Ground, voucher: &Voucher) -> Vec<(&'static str, String)> {
    let words = ground.words;
    let source = ground.source_in(words, voucher.source);
    let line = match &voucher.purpose {
        Purpose::Cost { line, .. } | Purpose::Partner { line, .. } => ground.line(line),
        Purpose::Tranche { .. } => ground.grant(voucher).map(|grant| ground.line(&grant.line)).unwrap_or_default(),
        Purpose::Advance { .. } => String::new(),
    };
    let quotations = if voucher.quotations > 0 { words.number(voucher.quotations) } else { String::new() };
    let day = |day: Option<chrono::NaiveDate>| day.map(|day| words.date(day)).unwrap_or_default();
    vec![
        ("voucher-for", ground.what(&voucher.purpose)),
        ("voucher-line", line),
        // Nobody's papers of before said where the money came from.
        ("voucher-source", if voucher.brought { String::new() } else { source }),
        ("voucher-means", words.say(&format!("voucher-means-{}", word(voucher.means))).into_owned()),
        ("voucher-reference", voucher.reference.clone()),
        ("voucher-quotations", quotations),
        ("voucher-own-number", voucher.own_no.clone()),
        ("voucher-taken-back-on", day(voucher.voided)),
        ("voucher-undone-on", day(voucher.reversed)),
    ]
}

fn steps(ground: &Ground, voucher: &Voucher) -> Vec<StepLine> {
    let done = |step| voucher.step(step).map(|done| (ground.who(&done.by), done.on));
    Step::ALL.into_iter().map(|step| StepLine { step: step.code(), done: done(step) }).collect()
}

fn agreement(ground: &Ground, grant: &Grant, voucher: &Voucher) -> Vec<(&'static str, String)> {
    let words = ground.words;
    let at = match voucher.purpose {
        Purpose::Tranche { tranche, .. } => tranche,
        _ => 0,
    };
    vec![
        ("voucher-grant", words.ordinal(grant.no)),
        ("voucher-who", ground.family(grant.no)),
        ("voucher-agreed-on", grant.agreed.as_ref().map(|done| words.date(done.on)).unwrap_or_default()),
        ("voucher-agreed-amount", ground.own(grant.agreement())),
        ("voucher-tranche", words.ordinal(at as i64 + 1)),
        ("voucher-tranche-amount", grant.tranches.get(at).map(|tranche| ground.own(tranche.amount)).unwrap_or_default()),
        ("voucher-paid-so-far", ground.own(ground.state.paid(grant.no))),
    ]
}

/// The address of a scan, and whether it is a picture.
type Scan<'a> = dyn Fn(&str) -> Option<(String, bool)> + 'a;

fn receipt_shown(ground: &Ground, voucher: &Voucher, receipt: &Receipt, scan: &Scan<'_>) -> ReceiptShown {
    let sighted = ground.state.sighted.iter().find(|(no, ..)| *no == receipt.no);
    ReceiptShown {
        no: receipt.no,
        supplier: receipt.supplier.clone(),
        number: receipt.number.clone(),
        day: receipt.day,
        amount: amount(&voucher.currency, receipt.amount),
        lines: receipt.lines.iter().map(|line| (line.what.clone(), amount(&voucher.currency, line.amount))).collect(),
        scan: if receipt.sealed { None } else { scan(&receipt.hash) },
        sealed: receipt.sealed.then(|| receipt.hash.clone()),
        sighted: sighted.map(|(_, who, day)| (ground.who(who), *day)),
    }
}

fn visits(ground: &Ground, grant: &Grant, scan: &Scan<'_>) -> Vec<VisitShown> {
    let words = ground.words;
    let said = |visit: &domain::grants::state::Visit| {
        let why = match visit.visiting {
            Visiting::Verification { tranche } => {
                words.with("voucher-visit-verification", &[("tranche", words.ordinal(tranche as i64 + 1).into())])
            }
            Visiting::FollowUp { months } => {
                let key = if months == 1 { "voucher-visit-follow-up-one" } else { "voucher-visit-follow-up" };
                words.with(key, &[("count", words.number(months.into()).into())])
            }
        };
        let seen = words.say(&format!("voucher-seen-{}", word(visit.seen)));
        let runs = words.say(&format!("voucher-runs-{}", word(visit.operating)));
        format!("{why}: {seen}; {runs}")
    };
    let one = |visit: &domain::grants::state::Visit| VisitShown {
        day: visit.done.on,
        who: ground.who(&visit.done.by),
        said: said(visit),
        picture: visit.picture.as_deref().and_then(scan).filter(|(_, picture)| *picture).map(|(href, _)| href),
    };
    grant.visits.iter().map(one).collect()
}

/// Whether a reader sees vouchers of grants under codes at all.
pub(crate) fn shows_by_code(visit: &InAward) -> bool {
    [Can::Check, Can::Approve, Can::Pay, Can::Record, Can::Audit, Can::SeeCodes].into_iter().any(|can| visit.may(can))
}

/// Whether a reader is told what is held: received less held is what was spent, and would give away a sum that is hidden.
pub(super) fn shows_held(visit: &InAward, lines: &[reports::BudgetLine]) -> bool {
    shows_by_code(visit) || lines.iter().all(|line| line.spent.is_some())
}

/// Whether somebody takes vouchers back before they are paid: whoever makes them out, and who checks.
pub(super) fn may_void(visit: &InAward, by_code: bool) -> bool {
    if by_code { visit.may(Can::SeeCodes) || visit.may(Can::Check) } else { visit.may(Can::Prepare) }
}

fn acts(ground: &Ground, visit: &InAward, voucher: &Voucher) -> Acts {
    let turn = ground.turn(visit, voucher);
    let kept_from = match turn {
        Some((_, Some(duty))) => {
            let why = domain::grants::Why::SameHand(duty);
            super::refusals::text(ground.words, &ground.award.terms.currency, &why)
        }
        _ => String::new(),
    };
    let step = turn.filter(|(_, kept)| kept.is_none()).map(|(step, _)| step);
    let open = voucher.stands() && !voucher.brought;
    let undo = match (voucher.step(Step::Paid).is_some(), voucher.entry.is_some()) {
        (false, _) if may_void(visit, ground.is_by_code(voucher)) => Some("void"),
        (_, true) if visit.may(Can::Record) => Some("reverse"),
        _ => None,
    };
    Acts {
        step: step.map(act),
        reference: step == Some(Step::Paid) && voucher.means == Means::Transfer,
        witness: step == Some(Step::Paid) && voucher.means == Means::Cash,
        undo: undo.filter(|_| open),
        // Sealed receipts are filed by the liaison, beside the code.
        receipt: open && visit.may(Can::Prepare) && !ground.is_by_code(voucher),
        sight: visit.may(Can::Audit),
        kept_from,
    }
}
