//! What farmers of savings groups sold by themselves, by the road that files take.
use super::{Whole, groups::Partner, luck::Luck};
use crate::{
    cli::Failure,
    imports::{self, farm_sales::FARM_SALES, table},
    store::Tx,
};
use chrono::Days;
use std::fmt::Write;

/// So many sales of each partner.
const SALES: usize = 60;

/// Brings them.
pub async fn make(whole: &Whole, tx: &mut Tx) -> Result<(), Failure> {
    let mut text = "date,seller,crop,grade,organic,quantity,unit,riel,village,buyer,linked\n".to_owned();
    for code in ["SP", "CEDAC"] {
        let partner = Partner::of(code).ok_or_else(|| Failure("no partner".into()))?;
        for at in 0..SALES {
            let mut luck = Luck::of(&format!("sale {code} {at}"));
            let group = at % partner.new;
            let (what, quantity, unit, price) = match (code, luck.below(3)) {
                ("SP", _) => ("CHICKEN", 3 + luck.below(12), "head", 24_000),
                (_, 0) => ("TOMATO", 20 + luck.below(60), "kg", 2_500),
                (_, 1) => ("CUCUMBER", 20 + luck.below(60), "kg", 1_800),
                _ => ("LONG-BEAN", 10 + luck.below(40), "kg", 3_000),
            };
            let riel = quantity * price / 100 * (92 + luck.below(14));
            let (day, buyer) =
                (whole.today() - Days::new(3 + luck.below(170).unsigned_abs()), luck.of_these(&["market", "middleman", "shop"]));
            let seller = format!("{}/{}", partner.group(group), 11 + at / partner.new % 4);
            // Writing into a text does not fail.
            let _ = writeln!(
                text,
                "{day},{seller},{what},,no,{quantity},{unit},{riel},{},{buyer},{}",
                partner.village(group),
                if at % 3 == 0 { "yes" } else { "no" }
            );
        }
    }
    let rows = table::read_text(text.as_bytes(), FARM_SALES).map_err(|error| Failure(format!("sales: {error:?}")))?;
    imports::farm_sales::farm_sales(tx, &rows, whole.act(whole.today()))
        .await
        .map_err(|error| Failure(format!("sales: {error:?}")))?;
    Ok(())
}
