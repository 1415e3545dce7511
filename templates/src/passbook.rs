//! A member's page: her passbook on screen, with a running balance after every meeting.
use crate::layout::icon;
use crate::leaving::{PayoutFacts, payout_facts};
use crate::loans::book::{LoanRow, member_loans};
use crate::market::farm_sales::{SellerSales, seller_sales};
use crate::member_banks::{self, AtBank};
use crate::members::id_poor_badge;
use crate::papers::choice::{PassbooksForm, receipt_form};
use crate::parts::{self, Around, Column, GroupHead, Listing, Name, Row, Table, Tile, Tone, badge, card, empty, facts, table_card};
use crate::plans::list::{PlansOf, plans_of};
use chrono::NaiveDate;
use domain::meetings::Attendance;
pub use domain::passbook::{Line as PassbookLine, LineKind};
use maud::{Markup, html};
use words::Words;

/// A member's page. Quantities are smallest units of the group's unit. Of a group that does not save, what is about savings
/// is left out.
#[derive(Clone, Debug)]
pub struct MemberPage {
    /// What surrounds the page.
    pub around: Around,
    /// Which group.
    pub group: GroupHead,
    /// Who she is.
    pub person: PersonFacts,
    /// Her savings now.
    pub savings: i64,
    /// Her shares now, where the group saves in shares.
    pub shares: Option<i64>,
    /// What she has paid into the social fund; none where the group has none.
    pub social_fund: Option<i64>,
    /// Fines she has paid in this cycle.
    pub fines: i64,
    /// The most shares one may buy at a meeting: that many squares are drawn. None without shares.
    pub most_shares: Option<u32>,
    /// The lines of this page of the passbook, in the order they were posted.
    pub lines: Vec<PassbookLine>,
    /// Paging; the last page is shown first.
    pub listing: Listing,
    /// Her loans that are open, or were given up.
    pub loans: Vec<LoanRow>,
    /// What she has to do with the group's banks.
    pub banks: Vec<AtBank>,
    /// What she sold by herself, where the reader may see it.
    pub sales: Option<SellerSales>,
    /// The business plans of her household, and of her loans.
    pub plans: PlansOf,
    /// May change the person and record her leaving.
    pub may_manage: bool,
}

/// What is known of a member.
#[derive(Clone, Debug, Default)]
pub struct PersonFacts {
    /// Her number in the group.
    pub number: u32,
    /// Her name.
    pub name: Name,
    /// `f`, `m` or empty.
    pub sex: String,
    /// Year of birth.
    pub birth_year: Option<i32>,
    /// ID-Poor level, 1 or 2.
    pub id_poor: Option<u8>,
    /// Phone as written locally.
    pub phone: Option<String>,
    /// Her village, as one line.
    pub village: Name,
    /// When she joined.
    pub joined_on: NaiveDate,
    /// When she left, and the code of the reason: a key `leave-<code>` names it.
    pub left: Option<(NaiveDate, String)>,
    /// What she or her heirs were paid then.
    pub payout: Option<PayoutFacts>,
    /// Codes of the offices she holds today.
    pub offices: Vec<String>,
    /// Other groups of which she is a member: code and name.
    pub other_groups: Vec<(String, Name)>,
}

/// `GET /groups/{code}/members/{number}`
pub fn member(page: &MemberPage) -> Markup {
    let (words, group, person) = (page.around.words, &page.group, &page.person);
    let here = group.href(&format!("members/{}", person.number));
    let body = html! {
        div.stack {
            @if let Some((date, reason)) = &person.left {
                (parts::note_box("", "log-out", html! {
                    p { (words.with("has-left", &[("date", words.date(*date).into()), ("reason", words.say(&format!("leave-{reason}")))])) }
                }))
            }
            (summary(page))
            div.halves.book {
                @if group.saves { (passbook(page)) } @else { (in_kind(page)) }
                div.stack {
                    @if group.saves { (member_banks::cards(words, group, &page.banks)) }
                    @if let Some(payout) = &person.payout {
                        (card("coins", &words.say("leave-got"), payout_facts(words, &group.unit, payout)))
                    }
                    @if !page.loans.is_empty() { (card("hand-coins", &words.say("loans"), member_loans(words, group, &page.loans))) }
                    @if let Some(sales) = &page.sales { (seller_sales(words, sales)) }
                    (plans_of(words, &page.plans))
                    (card("printer", &words.say("offer-papers"), papers(page)))
                    (card("user", &words.say("about-her"), about(words, page)))
                    @if page.may_manage {
                        div.actions {
                            a.btn href={ (here) "/edit" } { (icon("pencil")) (words.say("edit-person")) }
                            @if person.left.is_none() { a.btn href={ (here) "/leave" } { (icon("log-out")) (words.say("leave-group")) } }
                        }
                    }
                }
            }
        }
    };
    let number = words.with("member-number-of", &[("number", words.ordinal(person.number.into()).into())]);
    let under = format!("{number} · {}", group.name.show(words));
    page.around.page(person.name.show(words), &under, Some(&group.href("members")), &[], body)
}

fn summary(page: &MemberPage) -> Markup {
    let (words, unit) = (page.around.words, &page.group.unit);
    if !page.group.saves {
        return parts::tiles(&member_banks::tiles(words, &page.banks));
    }
    let mut tiles = vec![Tile {
        icon: "piggy-bank",
        label: words.say("savings"),
        figure: unit.amount(words, page.savings),
        under: html! { @if let Some(shares) = page.shares { (words.with("shares-count", &[("count", words.number(shares).into())])) } },
    }];
    if let Some(social) = page.social_fund {
        tiles.push(Tile {
            icon: "hand-heart",
            label: words.say("social-fund"),
            figure: unit.amount(words, social),
            under: html! {},
        });
    }
    let owed: i64 = page.loans.iter().map(|loan| loan.owed).sum();
    if owed > 0 {
        tiles.push(Tile {
            icon: "hand-coins",
            label: words.say("loan-owed-today"),
            figure: unit.amount(words, owed),
            under: html! {},
        });
    }
    tiles.extend(member_banks::tiles(words, &page.banks));
    tiles.push(Tile { icon: "gavel", label: words.say("fines-paid"), figure: unit.amount(words, page.fines), under: html! {} });
    parts::tiles(&tiles)
}

/// What stands in the place of the passbook where nobody saves.
fn in_kind(page: &MemberPage) -> Markup {
    let words = page.around.words;
    html! {
        div.stack {
            (member_banks::cards(words, &page.group, &page.banks))
            @if page.banks.iter().all(AtBank::is_empty) { div.card { p.muted { (words.say("at-bank-nothing")) } } }
        }
    }
}

fn passbook(page: &MemberPage) -> Markup {
    let words = page.around.words;
    let heading = words.say("passbook");
    if page.lines.is_empty() {
        return html! { div.card { (empty("book-open", &words.say("passbook-empty"), &words.say("passbook-empty-text"), None)) } };
    }
    let mut columns = vec![Column::lead(words.say("meeting"))];
    if page.most_shares.is_some() {
        columns.push(Column::line(words.say("shares")));
    }
    columns.push(Column::number(words.say("savings-in")));
    columns.push(Column::figure(words.say("savings-after")));
    if page.social_fund.is_some() {
        columns.push(Column::number(words.say("social-fund")));
        columns.push(Column::number(words.say("social-after")));
    }
    columns.push(Column::number(words.say("fine")));
    let rows = page.lines.iter().map(|line| passbook_row(page, line)).collect();
    let table = Table { words, caption: &heading, columns: &columns, rows, foot: vec![], listing: Some(&page.listing) };
    table_card(
        "book-open",
        &heading,
        html! { span.small { (words.with("amounts-in", &[("sign", parts::sign(words, &page.group.unit).into())])) } },
        html! { (table) },
    )
}

fn passbook_row(page: &MemberPage, line: &PassbookLine) -> Row {
    let (words, group, unit) = (page.around.words, &page.group, &page.group.unit);
    let entry = group.href(&format!("entries/{}", line.entry));
    let title = line_title(words, line);
    let href = match (line.kind, line.meeting) {
        (LineKind::Meeting | LineKind::Opening, Some(number)) => group.href(&format!("meetings/{number}")),
        (LineKind::ShareOut(number) | LineKind::PutBack(number), _) => group.href(&format!("share-outs/{number}")),
        _ => entry,
    };
    let mut cells = vec![html! {
        a href=(href) { (title) }
        span.small { (words.date_short(line.date)) }
        @if let Some(attendance) = line.attendance { @if attendance != Attendance::Present { (attendance_badge(words, attendance)) } }
        @if let Some(number) = line.corrected_by {
            " " a href=(group.href(&format!("corrections/{number}"))) { (badge(Tone::Warn, "undo-2", &words.say("corrected"))) }
        }
    }];
    if let Some(most) = page.most_shares {
        cells.push(html! { @if let Some(shares) = line.shares { (stamps(words, shares, most)) } });
    }
    cells.push(change(page, line.savings));
    cells.push(unit.number(words, line.savings_balance));
    if page.social_fund.is_some() {
        cells.push(change(page, line.social_fund));
        cells.push(unit.number(words, line.social_balance));
    }
    cells.push(unit.or_blank(words, line.fine));
    Row { cells, tone: if matches!(line.kind, LineKind::Correction(_)) { "fix" } else { "" } }
}

/// What a line records.
fn line_title(words: Words, line: &PassbookLine) -> String {
    match (line.kind, line.meeting) {
        (LineKind::Opening, _) => words.say("line-opening").into_owned(),
        (LineKind::Payout, _) => words.say("line-payout").into_owned(),
        (LineKind::ShareOut(number), _) => words.with("share-out-number", &[("number", words.ordinal(number.into()).into())]),
        (LineKind::PutBack(_), _) => words.say("share-out-why-put-back-savings").into_owned(),
        (LineKind::Correction(meeting), _) => words.with("line-correction", &[("number", words.ordinal(meeting.into()).into())]),
        (LineKind::Meeting, number) => {
            words.with("meeting-number", &[("number", words.ordinal(number.unwrap_or(0).into()).into())])
        }
    }
}

/// Her passbook on paper, and a receipt of a line that is shown.
fn papers(page: &MemberPage) -> Markup {
    let (words, group, number) = (page.around.words, &page.group, page.person.number);
    let whole = PassbooksForm::of_member(number);
    let new = PassbooksForm { pages: "new".into(), ..whole.clone() };
    let booklet = PassbooksForm { layout: "booklet".into(), ..whole.clone() };
    // An entry has one receipt, however many lines it wrote; the latest stands first.
    let mut receipts: Vec<(String, String)> = Vec::new();
    for line in page.lines.iter().rev().filter(|line| line.entry > 0) {
        let entry = line.entry.to_string();
        if receipts.iter().all(|(known, _)| *known != entry) {
            receipts.push((entry, format!("{} · {}", line_title(words, line), words.date_short(line.date))));
        }
    }
    html! {
        div.stack {
            div.f {
                p.fl { (words.say("passbook")) }
                div.actions {
                    (new.button(group, false, "printer", &words.say("offer-print-new-pages")))
                    (whole.button(group, false, "printer", &words.say("offer-print-passbook")))
                    (booklet.button(group, false, "book-open", &words.say("offer-print-booklet")))
                }
            }
            (receipt_form(words, &group.code, ("member", &number.to_string()), "entry", &receipts))
        }
    }
}

/// How she took part, as a badge.
fn attendance_badge(words: Words, attendance: Attendance) -> Markup {
    let (tone, symbol) = match attendance {
        Attendance::Present => (Tone::Good, "check"),
        Attendance::Late => (Tone::Wait, "clock"),
        Attendance::Sent => (Tone::Calm, "send"),
        Attendance::Excused => (Tone::Past, "message-square-warning"),
        Attendance::Absent => (Tone::Warn, "x"),
    };
    badge(tone, symbol, &words.say(&format!("attendance-{}", attendance.code())))
}

fn change(page: &MemberPage, quantity: i64) -> Markup {
    let class = if quantity < 0 { "out" } else { "in" };
    html! { @if quantity != 0 { span.n.(class) { @if quantity > 0 { "+" } (page.group.unit.number(page.around.words, quantity)) } } }
}

/// The shares of a meeting as stamped squares, as in a paper passbook; the count in words for those who do not see them.
fn stamps(words: Words, shares: i64, most: u32) -> Markup {
    let stamped = u32::try_from(shares).unwrap_or(0);
    let text = words.with("shares-count", &[("count", words.number(shares).into())]);
    html! {
        // More than ten squares cannot be counted at a glance: then the number says it.
        @if (1..=10).contains(&shares) && most <= 10 {
            span.stamps role="img" aria-label=(text) { @for at in 0..most.max(stamped) { i.(if at < stamped { "on" } else { "" }) {} } }
        } @else if shares != 0 { span.n { (text) } }
    }
}

fn about(words: Words, page: &MemberPage) -> Markup {
    let person = &page.person;
    let sex = match person.sex.as_str() {
        "f" => words.say("female"),
        "m" => words.say("male"),
        _ => "".into(),
    };
    facts(&[
        (words.say("name-other-script"), html! { (person.name.other(words)) }),
        (words.say("sex"), html! { (sex) }),
        (words.say("birth-year"), html! { @if let Some(year) = person.birth_year { (words.ordinal(year.into())) } }),
        (words.say("id-poor"), html! { @if let Some(level) = person.id_poor { (id_poor_badge(words, level)) } }),
        (words.say("phone"), html! { @if let Some(phone) = &person.phone { span.n { (phone) } } }),
        (words.say("village"), html! { (person.village.show(words)) }),
        (words.say("joined-on"), html! { (words.date(person.joined_on)) }),
        (
            words.say("office"),
            html! { @for office in &person.offices { (badge(Tone::Calm, "id-card", &words.say(&format!("office-{office}")))) " " } },
        ),
        (
            words.say("other-groups"),
            html! { @for (code, name) in &person.other_groups { a href={ "/groups/" (parts::encode(code)) } { (name.show(words)) } " " } },
        ),
    ])
}
