//! All deliveries of a day, page by page.
use super::{
    CoopFrame, CoopHead,
    deliveries::{DayList, lines},
};
use crate::parts::{Around, Listing, empty, plain_pager, table_card, with_query};
use chrono::NaiveDate;
use maud::{Markup, html};

/// The deliveries of a day.
#[derive(Clone, Debug)]
pub struct DayPage {
    /// What surrounds the page.
    pub around: Around,
    /// Which cooperative.
    pub coop: CoopHead,
    /// The day.
    pub day: NaiveDate,
    /// The deliveries of this page of the list.
    pub list: DayList,
    /// Paging.
    pub listing: Listing,
}

/// `GET /coops/{code}/deliveries/all?day=`
pub fn day(page: &DayPage) -> Markup {
    let words = page.around.words;
    let title = words.with("delivery-of-day", &[("date", words.date(page.day).into())]);
    let back = with_query(&page.coop.href("deliveries"), &[("day", &words.date_short(page.day))]);
    let body = html! {
        @if page.list.lines.is_empty() {
            div.card { (empty("scale", &words.say("delivery-none"), &words.say("delivery-none-text"), None)) }
        } @else {
            (table_card("list", &title, html! {}, html! {
                (lines(words, &page.coop, &page.list))
                (plain_pager(words, &page.listing))
            }))
        }
    };
    let frame = CoopFrame { around: &page.around, coop: &page.coop, tab: None, title: &title, back, problems: &[], scripts: &[] };
    frame.draw(body)
}
