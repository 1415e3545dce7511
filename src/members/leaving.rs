//! The routes by which a member leaves, and what she or her heirs are paid then.
//!
//! The page shows the figures before anything is recorded, and only figures that were shown are paid: where the day, the
//! grant or the books have changed them meanwhile, the new ones are shown instead.
use super::{
    form::{self, Leaving as Left},
    pages::find,
    store::{self, FinalPayout, Member, Term},
};
use crate::{
    app::App,
    error::{Answer, Fault},
    guard::{Can, InGroup},
    loans::store::{self as loans, Which},
    meetings::{
        pages::head,
        refusals::{REFUSE_BEFORE_LAST, REFUSE_CLOSED},
        store as meetings,
    },
    reader::Reader,
    store::{Result, Tx, balances, lock, post_new, record},
    web,
};
use axum::{
    Form,
    extract::{Path, State},
};
use chrono::NaiveDate;
use domain::{
    leaving::{self, GroupStanding, Leaver, Leaving, LeavingRefusal, LeavingRules},
    loans::{LoanAccount, Movement},
    share_outs::Balance,
};
use ledger::{Head, Recorded};
use templates::{
    leaving::{LeaveForm, LeavePage, PayoutFacts, leave},
    parts::Problem,
    passbook::{LineKind, PassbookLine},
};
use uuid::Uuid;
