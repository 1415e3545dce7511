//! The rows of a book's banks, and a bank made of them; what cannot be read is said in words.
use crate::store::{Result, Tx, statements};
use chrono::NaiveDate;
use domain::banks::{Act, Bank, Class, Fact, Good, Price, PriceKind, Rules, Version};
use ledger::FundNo;
use sqlx::FromRow;
use uuid::Uuid;

statements! {
    BANKS = "select no, code, fund_no, opened_on from bank where book_id = $1 order by no";
    GOODS = "select code, class from good order by class, code";
    RULES = "select bank_no, version, holds_from, rules from bank_rules where book_id = $1 order by bank_no, version";
    PRICES = "select no, good, class, day, amount, kind from price where book_id = $1 order by no";
    ACTS = "select bank_no, no, id, day, kind, fact, price_no, entry_no, undoes, request_no, recorded_by, confirmed_by
              from bank_act where book_id = $1 order by bank_no, no";
    ANIMALS = "select bank_no, no, tag, species, sex, born_on, dam_no, act_no from bank_animal where book_id = $1 order by bank_no, no";
    MOVES = "select bank_no, act_no, animal_no, from_place, to_place from bank_animal_move where book_id = $1
              order by bank_no, act_no, animal_no";
    REQUESTS = "select r.bank_no, r.no, r.kind, r.day, r.ask, r.asked_by, d.decision, d.decided_by
                  from bank_request r
                  left join bank_request_decision d on d.book_id = r.book_id and d.bank_no = r.bank_no and d.request_no = r.no
                 where r.book_id = $1 order by r.bank_no, r.no";
}

#[derive(FromRow)]
pub(super) struct BankRow {
    pub no: i64,
    pub code: String,
    pub fund_no: i64,
    pub opened_on: NaiveDate,
}

#[derive(FromRow)]
pub(super) struct RulesRow {
    pub bank_no: i64,
    pub version: i64,
    pub holds_from: NaiveDate,
    pub rules: String,
}

#[derive(FromRow)]
pub(super) struct PriceRow {
    pub no: i64,
    pub good: String,
    pub class: String,
    pub day: NaiveDate,
    pub amount: i64,
    pub kind: String,
}

#[derive(FromRow)]
pub(super) struct ActRow {
    pub bank_no: i64,
    pub no: i64,
    pub id: Uuid,
    pub day: NaiveDate,
    pub kind: String,
    pub fact: String,
    pub price_no: Option<i64>,
    pub entry_no: Option<i64>,
    pub undoes: Option<i64>,
    pub request_no: Option<i64>,
    pub recorded_by: Uuid,
    pub confirmed_by: Option<Uuid>,
}

#[derive(FromRow)]
pub(super) struct AnimalRow {
    pub bank_no: i64,
    pub no: i64,
    pub tag: String,
    pub species: String,
    pub sex: String,
    pub born_on: Option<NaiveDate>,
    pub dam_no: Option<i64>,
    pub act_no: i64,
}

#[derive(FromRow)]
pub(super) struct MoveRow {
    pub bank_no: i64,
    pub act_no: i64,
    pub animal_no: i64,
    pub from_place: i64,
    pub to_place: i64,
}

#[derive(FromRow)]
pub(super) struct RequestRow {
    pub bank_no: i64,
    pub no: i64,
    pub kind: String,
    pub day: NaiveDate,
    pub ask: String,
    pub asked_by: Uuid,
    pub decision: Option<String>,
    pub decided_by: Option<Uuid>,
}

/// What is stored of the banks of a book.
#[derive(Default)]
pub(super) struct Kept {
    pub banks: Vec<BankRow>,
    pub goods: Vec<(String, String)>,
    pub rules: Vec<RulesRow>,
    pub prices: Vec<PriceRow>,
    pub acts: Vec<ActRow>,
    pub animals: Vec<AnimalRow>,
    pub moves: Vec<MoveRow>,
    pub requests: Vec<RequestRow>,
}

impl Kept {
    pub async fn load(tx: &mut Tx, id: (i64,)) -> Result<Kept> {
        let banks: Vec<BankRow> = tx.all(BANKS, id).await?;
        if banks.is_empty() {
            return Ok(Kept::default());
        }
        Ok(Kept {
            banks,
            goods: tx.all(GOODS, ()).await?,
            rules: tx.all(RULES, id).await?,
            prices: tx.all(PRICES, id).await?,
            acts: tx.all(ACTS, id).await?,
            animals: tx.all(ANIMALS, id).await?,
            moves: tx.all(MOVES, id).await?,
            requests: tx.all(REQUESTS, id).await?,
        })
    }

    /// A bank as its rules know it, from its rows; what cannot be read is answered in words. Nobody's membership matters
    /// to what is told again.
    pub fn bank(&self, row: &BankRow, money: ledger::Commodity) -> std::result::Result<Bank, String> {
        let good = |(code, class): &(String, String)| {
            Class::parse(class).and_then(|class| Good::new(code, class).ok()).ok_or(format!("good {code}"))
        };
        let goods: Vec<Good> = self.goods.iter().map(good).collect::<std::result::Result<_, _>>()?;
        let version = |one: &RulesRow| {
            let rules = Rules::parse(&one.rules, &goods).map_err(|_| format!("rules {}", one.version))?;
            Ok::<_, String>(Version { no: one.version, from: one.holds_from, rules })
        };
        let rules = self.rules.iter().filter(|one| one.bank_no == row.no).map(version).collect::<std::result::Result<_, _>>()?;
        let price = |one: &PriceRow| {
            let kind = PriceKind::parse(&one.kind).ok_or(format!("price {}", one.no))?;
            Ok::<_, String>(Price {
                no: one.no,
                good: one.good.clone(),
                class: one.class.clone(),
                day: one.day,
                amount: one.amount,
                kind,
            })
        };
        let prices: Vec<Price> = self.prices.iter().map(price).collect::<std::result::Result<_, _>>()?;
        let act = |one: &ActRow| {
            let fact: Fact = serde_json::from_str(&one.fact).map_err(|error| format!("act {}: {error}", one.no))?;
            let cited = |no: i64| {
                prices.binary_search_by_key(&no, |price| price.no).map(|at| prices[at].clone()).map_err(|_| format!("price {no}"))
            };
            let price = one.price_no.map(cited);
            Ok::<_, String>(Act { no: one.no, id: one.id, day: one.day, fact, price: price.transpose()?, entry: one.entry_no })
        };
        let acts = self.acts.iter().filter(|one| one.bank_no == row.no).map(act).collect::<std::result::Result<_, _>>()?;
        Ok(Bank {
            fund: FundNo(row.fund_no),
            money,
            opened_on: row.opened_on,
            rules,
            seasons: vec![],
            goods,
            prices,
            members: vec![],
            acts,
            closed_through: None,
        })
    }
}
