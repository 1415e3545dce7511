//! What a cooperative's rules refuse, as the pages say it, and at which column of a file.
use crate::{coops::refusals, imports::WORDS};
use domain::coops::{Ask, Coop, Why};

/// The column and the sentence for a refusal.
pub(super) fn said(coop: &Coop, ask: Option<&Ask>, why: &Why) -> (&'static str, String) {
    (column(ask, why), refusals::text(WORDS, coop, why))
}

fn column(ask: Option<&Ask>, why: &Why) -> &'static str {
    match why {
        Why::Future | Why::Closed(_) | Why::YearEnded(_) | Why::BeforeIt(_) | Why::Later(..) => "date",
        Why::NotAMember | Why::Nobody => "member",
        Why::Crop(_) | Why::NoPrice => "crop",
        Why::NoGroup => "producer_group",
        Why::NoShares | Why::SharesLeast(_) | Why::SharesMost(_) => "shares",
        Why::NoPlot | Why::NotHerPlot | Why::OtherCrop | Why::PlotMissing => "plot",
        Why::NotOrganic | Why::PlotStatus(_) => "organic",
        Why::OverEstimate(_) | Why::ScaleMost(_) | Why::NothingLeft => "gross",
        Why::TareAboveGross => "tare",
        Why::NotAPercentage | Why::TooDry(_) | Why::TooWet(_) | Why::MoistureMissing => "moisture",
        Why::Score => "score",
        Why::Until => "until",
        Why::TenTimes(_) => "price",
        Why::OffsetMost(_) => "offset",
        Why::PaidMost(_) | Why::Impossible(_) => "paid",
        Why::Amount => match ask {
            Some(Ask::Deliver(_)) => "gross",
            Some(Ask::SetPrice { .. }) => "price",
            Some(Ask::NotePlot { .. }) => "area",
            Some(Ask::Inspect(_)) => "estimate",
            Some(Ask::BuyShares { .. }) => "shares",
            _ => "",
        },
        _ => "",
    }
}
