//! The plots of a cooperative's farmers: what each is today, what may still be delivered from it, and who is to be inspected.
use super::{CoopFrame, CoopHead, Who, desk::options, kilograms, members::whole_kilograms};
use crate::{
    layout::icon,
    loans::book::print_button,
    parts::{Around, Column, Listing, Row, Table, Tile, Tone, badge, empty, table_card, tabs, tiles, with_query},
};
use chrono::NaiveDate;
use domain::coops::{acts::Fault, organic::Status};
use maud::{Markup, html};
use words::Words;

/// Which plots the list shows: all of them, those that want an inspection, or those of a status.
pub const WHICH: [&str; 8] = ["all", "to-inspect", "organic", "conversion", "not-inspected", "overdue", "suspended", "excluded"];

/// What a plot is, as a word, a shape and a colour.
pub fn status_badge(words: Words, status: Status) -> Markup {
    let short = |day: NaiveDate| [("date", words.date_short(day).into())];
    match status {
        Status::Organic => badge(Tone::Good, "sprout", &words.say("plot-organic")),
        Status::Conversion(day) => badge(Tone::Wait, "hourglass", &words.with("plot-conversion", &short(day))),
        Status::NotInspected => badge(Tone::Warn, "circle-alert", &words.say("plot-not-inspected")),
        Status::Overdue(day) => badge(Tone::Warn, "clock", &words.with("plot-overdue", &short(day))),
        Status::Suspended(Some(day)) => badge(Tone::Stop, "ban", &words.with("plot-suspended-until", &short(day))),
        Status::Suspended(None) => badge(Tone::Stop, "ban", &words.say("plot-suspended")),
        Status::Excluded => badge(Tone::Stop, "circle-x", &words.say("plot-excluded")),
    }
}

/// An area: `0.8 ha`, from square metres.
pub fn hectares(words: Words, area: i64) -> Markup {
    html! { span.n { (hectares_text(words, area)) } }
}

/// The same for a sentence.
pub fn hectares_text(words: Words, area: i64) -> String {
    format!("{}\u{a0}{}", words.hectares(area), words.say("plot-ha"))
}

/// The pages about plots belong together: the plots, and the year's inspections.
fn plot_tabs(words: Words, coop: &CoopHead, here: usize) -> Markup {
    let doors = [
        ("sprout", coop.href("plots"), words.say("coop-plots")),
        ("clipboard-list", coop.href("inspections"), words.say("plot-inspections-year")),
    ];
    tabs(&words.say("plot-pages"), here, &doors)
}

/// The plots of a cooperative.
#[derive(Clone, Debug)]
pub struct PlotsPage {
    /// What surrounds the page.
    pub around: Around,
    /// Which cooperative.
    pub coop: CoopHead,
    /// How many plots are in each of [`WHICH`].
    pub counts: [i64; 8],
    /// What may still be delivered as organic from all valid plots, grams.
    pub left: i64,
    /// The plots of this page of the list, those to be inspected first.
    pub plots: Vec<PlotLine>,
    /// Sorting (`number`, `farmer`, `area`, `left`, `inspected`) and paging.
    pub listing: Listing,
    /// One of [`WHICH`].
    pub which: &'static str,
    /// What was searched for.
    pub q: String,
    /// May write plots and inspections.
    pub may_write: bool,
}

/// A plot in a list.
#[derive(Clone, Debug)]
pub struct PlotLine {
    /// Its number.
    pub no: i64,
    /// What people call it.
    pub name: String,
    /// Who farms it.
    pub who: Who,
    /// Her producer group; empty: none.
    pub group: String,
    /// What grows there, in the reader's language.
    pub crop: String,
    /// Its area, square metres.
    pub area: i64,
    /// What it is today.
    pub status: Status,
    /// The last inspection, and its score.
    pub inspected: Option<(NaiveDate, i64)>,
    /// What may still be delivered as organic, grams.
    pub left: i64,
    /// What is to be mended, and by when; the earliest first.
    pub faults: Vec<(Fault, Option<NaiveDate>)>,
    /// Something should have been mended by now.
    pub late: bool,
}

/// `GET /coops/{coop}/plots?state=&q=`
pub fn plots(page: &PlotsPage) -> Markup {
    let (words, coop) = (page.around.words, &page.coop);
    let title = words.say("coop-plots");
    let body = html! {
        (plot_tabs(words, coop, 0))
        @let paper = with_query(&coop.href("papers/farmers"), &[("state", page.which)]);
        div.actions {
            @if page.may_write { a.btn.main href=(coop.href("plots/new")) { (icon("plus")) (words.say("coop-plot-new")) } }
            @if page.counts[0] > 0 { a.btn href=(paper) { (icon("printer")) (words.say("plot-farmers-paper")) } }
        }
        @if page.counts[0] == 0 {
            div.card { (empty("sprout", &words.say("coop-plots-none"), &words.say("coop-plots-none-text"), None)) }
        } @else {
            (figures(page))
            (search(page))
            (table_card("sprout", &title, html! {}, html! {
                @if page.plots.is_empty() {
                    (empty("search", &words.say("nothing-found"), &words.say("nothing-found-text"),
                        Some((&*coop.href("plots"), &*words.say("show-all")))))
                } @else { (table(page, &title)) }
            }))
        }
    };
    CoopFrame { around: &page.around, coop, tab: Some("plots"), title: &title, back: coop.href(""), problems: &[], scripts: &[] }
        .draw(body)
}

fn figures(page: &PlotsPage) -> Markup {
    let (words, coop) = (page.around.words, &page.coop);
    let number = |count: i64| html! { span.n { (words.number(count)) } };
    let of_all = words.with("plot-of-all", &[("count", words.number(page.counts[0]).into())]);
    let list = with_query(&coop.href("plots"), &[("state", "to-inspect")]);
    tiles(&[
        Tile { icon: "sprout", label: words.say("plot-organic"), figure: number(page.counts[2]), under: html! { (of_all) } },
        Tile { icon: "scale", label: words.say("coop-plot-left"), figure: whole_kilograms(words, page.left), under: html! {} },
        Tile {
            icon: "clipboard-list",
            label: words.say("plot-to-inspect"),
            figure: number(page.counts[1]),
            under: html! { @if page.counts[1] > 0 { a href=(list) { (words.say("plot-to-inspect-see")) } } },
        },
    ])
}

fn search(page: &PlotsPage) -> Markup {
    let (words, coop) = (page.around.words, &page.coop);
    let choices: Vec<_> = WHICH
        .iter()
        .zip(page.counts)
        .map(|(which, count)| {
            ((*which).to_owned(), format!("{} · {}", words.say(&format!("plot-list-{which}")), words.number(count)))
        })
        .collect();
    html! {
        form.filter method="get" action=(coop.href("plots")) {
            (crate::parts::Fields { words, problems: &[] }.select("state", "plot-list", page.which, &options(None, &choices)))
            div.f.grow {
                label for="q" { (words.say("plot-find")) }
                input.box #q name="q" type="search" value=(page.q) autocomplete="off" maxlength="80";
            }
            button.btn type="submit" { (icon("search")) (words.say("search")) }
        }
    }
}

fn table(page: &PlotsPage, caption: &str) -> Markup {
    let (words, coop) = (page.around.words, &page.coop);
    let columns = [
        Column::mark(words.say("number-short")).sorted_by("number"),
        Column::lead(words.say("coop-plot-called")),
        Column::text(words.say("plot-farmer")).sorted_by("farmer"),
        Column::text(words.say("coop-member-crop")),
        Column::number(words.say("coop-plot-area")).sorted_by("area"),
        Column::text(words.say("plot-inspected")).sorted_by("inspected"),
        Column::figure(words.say("coop-plot-left")).sorted_by("left"),
        Column::act(words.say("state")),
    ];
    let rows = page.plots.iter().map(|plot| {
        Row::new(vec![
            html! { (words.ordinal(plot.no)) },
            html! { a href=(coop.href(&format!("plots/{}", plot.no))) { (plot.name) } },
            plot.who.link(words, coop),
            html! { (plot.crop) },
            hectares(words, plot.area),
            html! { @if let Some((day, score)) = plot.inspected { span.n { (words.date_short(day)) } " · " (points(words, score)) } },
            html! { @if plot.status == Status::Organic { (kilograms(words, plot.left.max(0))) } },
            html! { (status_badge(words, plot.status)) @if plot.late { " " (badge(Tone::Warn, "bell", &words.say("plot-mend-late"))) } },
        ])
    });
    html! { (Table { words, caption, columns: &columns, rows: rows.collect(), foot: vec![], listing: Some(&page.listing) }) }
}

/// A score: `85 of 100`.
pub(super) fn points(words: Words, score: i64) -> Markup {
    html! { span.n { (words.with("plot-points", &[("score", words.number(score).into())])) } }
}

/// What is to be mended, rule by rule, with its day.
pub(super) fn faults(words: Words, faults: &[(Fault, Option<NaiveDate>)], today: NaiveDate) -> Markup {
    html! {
        @if !faults.is_empty() {
            ul.plain {
                @for (fault, until) in faults {
                    li {
                        (words.say(&format!("plot-fault-{}", fault.code())))
                        @if let Some(until) = until {
                            " " span.small.(if *until < today { "bad-ink" } else { "" }) {
                                (words.with("plot-mend-by", &[("date", words.date_short(*until).into())]))
                            }
                        }
                    }
                }
            }
        }
    }
}

/// The rules that a farmer may break, in the order of the form.
pub const FAULTS: [Fault; 8] =
    [Fault::Fertiliser, Fault::Pesticide, Fault::Seed, Fault::Buffer, Fault::Storage, Fault::Records, Fault::Burning, Fault::Other];

/// The inspections of a year: every grower once at least.
#[derive(Clone, Debug)]
pub struct InspectionsPage {
    /// What surrounds the page.
    pub around: Around,
    /// Which cooperative.
    pub coop: CoopHead,
    /// The year.
    pub year: i32,
    /// The years to choose from, the latest first.
    pub years: Vec<i32>,
    /// Today.
    pub today: NaiveDate,
    /// Growers, and how many of them were inspected in the year.
    pub growers: (i64, i64),
    /// Plots, and how many of them were inspected in the year.
    pub plots: (i64, i64),
    /// Plots that are still to be inspected, farmer by farmer.
    pub open: Vec<PlotLine>,
    /// The inspections of the year, the latest first: day, plot, who inspected.
    pub done: Vec<(NaiveDate, PlotLine, String)>,
    /// May write inspections.
    pub may_write: bool,
}

/// `GET /coops/{coop}/inspections?year=`
pub fn inspections(page: &InspectionsPage) -> Markup {
    let (words, coop) = (page.around.words, &page.coop);
    let title = words.with("plot-inspections-of", &[("year", words.ordinal(page.year.into()).into())]);
    let choices: Vec<_> = page.years.iter().map(|year| (year.to_string(), words.ordinal((*year).into()))).collect();
    let of_all = |all: i64| html! { (words.with("plot-of-all", &[("count", words.number(all).into())])) };
    let body = html! {
        (plot_tabs(words, coop, 1))
        form.filter method="get" action=(coop.href("inspections")) {
            (crate::parts::Fields { words, problems: &[] }.select("year", "plot-year", &page.year.to_string(), &options(None, &choices)))
            button.btn type="submit" { (words.say("plot-year-show")) }
            (print_button(words))
        }
        (tiles(&[
            Tile { icon: "users", label: words.say("plot-growers-inspected"), figure: html! { span.n { (words.number(page.growers.1)) } },
                under: of_all(page.growers.0) },
            Tile { icon: "sprout", label: words.say("plot-plots-inspected"), figure: html! { span.n { (words.number(page.plots.1)) } },
                under: of_all(page.plots.0) },
        ]))
        (open(page))
        (done(page))
    };
    let back = coop.href("plots");
    CoopFrame { around: &page.around, coop, tab: Some("plots"), title: &title, back, problems: &[], scripts: &[] }.draw(body)
}

fn open(page: &InspectionsPage) -> Markup {
    let (words, coop) = (page.around.words, &page.coop);
    let heading = words.say("plot-to-inspect");
    if page.open.is_empty() {
        let text = if page.plots.0 == 0 { "coop-plots-none-text" } else { "plot-all-inspected-text" };
        let said = if page.plots.0 == 0 { "coop-plots-none" } else { "plot-all-inspected" };
        return html! { div.card { (empty("check-check", &words.say(said), &words.say(text), None)) } };
    }
    let columns = [
        Column::mark(words.say("plot-no")),
        Column::lead(words.say("plot-farmer")),
        Column::text(words.say("coop-group")),
        Column::text(words.say("coop-plot-called")),
        Column::text(words.say("coop-member-crop")),
        Column::number(words.say("coop-plot-area")),
        Column::text(words.say("plot-last-inspected")),
        Column::line(words.say("plot-to-mend")),
        Column::act(words.say("plot-inspect")),
    ];
    let rows = page.open.iter().map(|plot| {
        let at = coop.href(&format!("plots/{}", plot.no));
        Row::new(vec![
            html! { (words.ordinal(plot.no)) },
            plot.who.link(words, coop),
            html! { (plot.group) },
            html! { a href=(at) { (plot.name) } },
            html! { (plot.crop) },
            hectares(words, plot.area),
            html! { @if let Some((day, score)) = plot.inspected { span.n { (words.date_short(day)) } " · " (points(words, score)) }
                @else { (words.say("plot-never")) } },
            faults(words, &plot.faults, page.today),
            html! {
                @if page.may_write {
                    a href={ (at) "/inspect" } { (icon("clipboard-list")) " " (words.say("plot-inspect")) span.vh { " " (plot.name) } }
                }
            },
        ])
    });
    let table = Table { words, caption: &heading, columns: &columns, rows: rows.collect(), foot: vec![], listing: None };
    table_card("clipboard-list", &heading, html! {}, html! { (table) })
}

fn done(page: &InspectionsPage) -> Markup {
    let (words, coop) = (page.around.words, &page.coop);
    if page.done.is_empty() {
        return html! {};
    }
    let heading = words.say("plot-inspected-this-year");
    let columns = [
        Column::mark(words.say("plot-no")),
        Column::lead(words.say("plot-farmer")),
        Column::text(words.say("coop-plot-called")),
        Column::text(words.say("plot-inspected")),
        Column::text(words.say("plot-inspector")),
        Column::line(words.say("plot-to-mend")),
        Column::act(words.say("state")),
    ];
    let rows = page.done.iter().map(|(day, plot, inspector)| {
        let score = plot.inspected.map(|(_, score)| score);
        Row::new(vec![
            html! { (words.ordinal(plot.no)) },
            plot.who.link(words, coop),
            html! { a href=(coop.href(&format!("plots/{}", plot.no))) { (plot.name) } },
            html! { span.n { (words.date_short(*day)) } @if let Some(score) = score { " · " (points(words, score)) } },
            html! { (inspector) },
            faults(words, &plot.faults, page.today),
            status_badge(words, plot.status),
        ])
    });
    let table = Table { words, caption: &heading, columns: &columns, rows: rows.collect(), foot: vec![], listing: None };
    table_card("check-check", &heading, html! {}, html! { (table) })
}
