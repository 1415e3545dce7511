//! What a book holds and by which names: the two funds of savings and one for each bank, which bears the bank's name on
//! pages and the bank's code in files; money, and the goods that banks keep.
use super::{
    lines,
    store::{self, FundRow},
};
use crate::{
    banks::{self, shown},
    store::{BookId, Result, Tx},
};
use domain::chart::fund_code;
use ledger::{Commodity, FundNo};
use std::collections::BTreeMap;
use templates::{banks::GoodHead, parts::Name};
use words::Words;

/// The funds of a book, by number.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Funds(Vec<Fund>);

/// A fund.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fund {
    /// Its number.
    pub no: FundNo,
    /// Its code, in addresses and files.
    pub code: String,
    /// Of the fund of a bank: the bank's name.
    bank: Option<Name>,
}

impl Funds {
    /// Reads them.
    pub async fn load(tx: &mut Tx, book: BookId) -> Result<Funds> {
        let fund = |row: FundRow| {
            let bank = row.name_km.zip(row.name_latin).map(|(khmer, latin)| Name::new(khmer, latin));
            Fund { no: FundNo(row.no), code: row.code, bank }
        };
        Ok(Funds(store::funds(tx, book).await?.into_iter().map(fund).collect()))
    }

    /// Those that every book has.
    #[cfg(test)]
    pub fn of_chart() -> Funds {
        let fund = |(no, code): &(FundNo, &str)| Fund { no: *no, code: (*code).to_owned(), bank: None };
        Funds(domain::chart::FUNDS.iter().map(fund).collect())
    }

    /// The code of a fund; where nobody knows it, the chart's, which may be empty.
    pub fn code(&self, no: FundNo) -> &str {
        self.get(no).map_or_else(|| fund_code(no), |fund| &fund.code)
    }

    /// The name of a fund: a bank's own, or the chart's in the reader's language.
    pub fn name(&self, words: Words, no: FundNo) -> Name {
        match self.get(no).and_then(|fund| fund.bank.clone()) {
            Some(bank) => bank,
            None => lines::fund_name(words, no),
        }
    }

    /// The fund of a code.
    pub fn find(&self, code: &str) -> Option<FundNo> {
        self.0.iter().find(|fund| fund.code == code).map(|fund| fund.no)
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &Fund> {
        self.0.iter()
    }

    fn get(&self, no: FundNo) -> Option<&Fund> {
        self.0.iter().find(|fund| fund.no == no)
    }
}

/// The goods that banks keep, by code, for the names of what is counted.
#[derive(Clone, Debug, Default)]
pub struct Goods(BTreeMap<String, GoodHead>);

impl Goods {
    /// Reads them.
    pub async fn load(tx: &mut Tx) -> Result<Goods> {
        let all = banks::store::goods(tx).await?;
        Ok(Goods(all.iter().map(|good| (good.code().to_owned(), shown::good(good))).collect()))
    }

    /// The good of a commodity; money is none.
    pub fn get(&self, commodity: Commodity) -> Option<&GoodHead> {
        self.0.get(commodity.code())
    }

    /// The good of a code.
    pub fn by_code(&self, code: &str) -> Option<&GoodHead> {
        self.0.get(code)
    }

    /// What is counted, in words: a good by its name, a currency by its own.
    pub fn name(&self, words: Words, commodity: Commodity) -> String {
        match self.get(commodity) {
            Some(good) => good.name(words),
            None => words.unit(commodity.decimals(), commodity.code()).into_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::chart::{LOAN_FUND, SOCIAL_FUND};
    use words::Language;

    #[test]
    fn a_bank_lends_its_fund_name_and_code() {
        let fund = |no, code: &str, bank: Option<&str>| Fund { no, code: code.into(), bank: bank.map(|name| Name::new("", name)) };
        let own = fund(FundNo(3), "tm-rb", Some("Rice bank"));
        let funds = Funds(vec![fund(LOAN_FUND, "loan", None), fund(SOCIAL_FUND, "social", None), own]);
        let words = Words::new(Language::English);
        let name = |no| funds.name(words, no).show(words).to_owned();
        assert_eq!((name(LOAN_FUND), name(FundNo(3))), ("Loan fund".into(), "Rice bank".into()));
        assert_eq!((funds.code(SOCIAL_FUND), funds.code(FundNo(3)), funds.code(FundNo(9))), ("social", "tm-rb", ""));
        assert_eq!((funds.find("tm-rb"), funds.find("nothing")), (Some(FundNo(3)), None));
    }
}
