//! The words that stand in forms and keys for the choices of a constitution.
use domain::constitution::{
    AfterTerm, Currency, FinesGoTo, Interest, LeavingProfit, Occasion, PaymentOrder, PenaltyAt, Profit, Repay, SavingsAtShareOut,
    SocialFundAtShareOut, Step,
};

macro_rules! codes {
    ($($write:ident, $read:ident, $kind:ident: $($variant:ident = $code:literal),*;)*) => {
        $(
            pub(super) fn $write(choice: $kind) -> &'static str {
                match choice { $($kind::$variant => $code),* }
            }
            pub(super) fn $read(code: &str) -> Option<$kind> {
                match code { $($code => Some($kind::$variant),)* _ => None }
            }
        )*
    };
}
codes! {
    step, step_of, Step: Attendance = "attendance", SocialFund = "social-fund", Savings = "savings", Fines = "fines",
        Repayments = "repayments", Loans = "loans", Other = "other", Cash = "cash";
    at_share_out, at_share_out_of, SocialFundAtShareOut: Kept = "kept", SplitEqually = "split-equally";
    occasion, occasion_of, Occasion: Late = "late", Absent = "absent", Other = "other";
    fines_go_to, fines_go_to_of, FinesGoTo: Loan = "loan", Social = "social";
    interest, interest_of, Interest: Flat = "flat", Declining = "declining";
    repay, repay_of, Repay: EqualPrincipal = "equal-principal", EqualInstalments = "equal-instalments", Single = "single";
    after_term, after_term_of, AfterTerm: Stops = "stops", GoesOn = "goes-on";
    order, order_of, PaymentOrder: InterestFirst = "interest-first", PrincipalFirst = "principal-first",
        ByInstalment = "by-instalment", Proportional = "proportional";
    penalty_at, penalty_at_of, PenaltyAt: First = "first", Last = "last";
    savings_at_end, savings_at_end_of, SavingsAtShareOut: PaidOut = "paid-out", Kept = "kept";
    leaving_profit, leaving_profit_of, LeavingProfit: None = "none", CurrentWorth = "current-worth";
}

pub(super) fn currency_of(code: &str) -> Option<Currency> {
    match code {
        "KHR" => Some(Currency::KHR),
        "USD" => Some(Currency::USD),
        _ => None,
    }
}

pub(super) fn profit(profit: &Profit) -> &'static str {
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
