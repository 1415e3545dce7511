//! Certificates: what is signed, one that was signed with the books beside it, and a copy that was kept elsewhere.
use super::grouped;
use crate::{
    awards::{AwardFrame, AwardHead},
    layout::icon,
    parts::{Around, Column, Fields, Problem, Row, Table, facts, note_box, table_card},
};
use chrono::NaiveDate;
use maud::{Markup, html};
use words::Words;

/// A certificate of the list.
#[derive(Clone, Debug)]
pub struct CertificateLine {
    /// Its number.
    pub no: i64,
    /// Its period.
    pub period: (NaiveDate, NaiveDate),
    /// When it was signed.
    pub signed: String,
    /// By whom.
    pub by: String,
}

/// The certificates of an award, the latest first.
pub fn certificates(words: Words, award: &AwardHead, lines: &[CertificateLine]) -> Markup {
    let title = words.say("certificates");
    let columns = [
        Column::mark(words.say("number-short")),
        Column::lead(words.say("certificate-period")),
        Column::text(words.say("certificate-signed-at")),
        Column::text(words.say("certificate-by")),
    ];
    let row = |line: &CertificateLine| {
        Row::new(vec![
            html! { (words.ordinal(line.no)) },
            html! { a href=(award.href(&format!("audit/certificates/{}", line.no))) { (period(words, line.period)) } },
            html! { (line.signed) },
            html! { (line.by) },
        ])
    };
    let rows = lines.iter().map(row).collect();
    let table = Table { words, caption: &title, columns: &columns, rows, foot: vec![], listing: None };
    let inside = html! { @if lines.is_empty() { p.muted.pad-in { (words.say("certificate-none")) } } @else { (table) } };
    table_card("stamp", &title, html! {}, inside)
}

fn period(words: Words, (from, to): (NaiveDate, NaiveDate)) -> Markup {
    html! { span.n { (words.date_short(from)) } " – " span.n { (words.date_short(to)) } }
}

/// What is typed to sign one.
#[derive(Clone, Debug, Default)]
pub struct CertificateForm {
    /// Made by the server: sent twice, signed once.
    pub key: String,
    /// The first day.
    pub from: String,
    /// The last.
    pub to: String,
    /// What the auditor says.
    pub note: String,
}

/// The form.
#[derive(Clone, Debug)]
pub struct CertificateFormPage {
    /// What surrounds the page.
    pub around: Around,
    /// Which award.
    pub award: AwardHead,
    /// The book's last entry and its hash.
    pub entry: Option<(i64, String)>,
    /// The last act.
    pub act: i64,
    /// How many findings of high severity are not closed.
    pub grave: i64,
    /// What has been typed.
    pub form: CertificateForm,
    /// Every refusal.
    pub problems: Vec<Problem>,
}

/// `GET, POST /awards/{award}/audit/certificates/new`
pub fn certificate_form(page: &CertificateFormPage) -> Markup {
    let (words, form, award) = (page.around.words, &page.form, &page.award);
    let fields = Fields { words, problems: &page.problems };
    let title = words.say("certificate-new");
    let back = award.href("audit");
    let body = html! {
        form.form.narrow.amid method="post" action=(award.href("audit/certificates/new")) novalidate {
            (fields.summary())
            div.card.form {
                p.hint { (words.say("certificate-new-text")) }
                input type="hidden" name="key" value=(form.key);
                div.pair.start {
                    (fields.date("from", "from-date", &form.from))
                    (fields.date("to", "until-date", &form.to))
                }
                @if let Some((entry, hash)) = &page.entry {
                    dl.stated {
                        div { dt { (words.say("certificate-entry")) } dd.n { (words.ordinal(*entry)) } }
                        div { dt { (words.say("certificate-hash")) } dd.hash { (grouped(hash)) } }
                        div { dt { (words.say("certificate-act")) } dd.n { (words.ordinal(page.act)) } }
                    }
                }
                @if page.grave > 0 {
                    (note_box("warn", "triangle-alert", html! {
                        p { (words.with("certificate-grave", &[("count", words.number(page.grave).into())])) }
                    }))
                }
                (fields.area("note", "certificate-note", &form.note).hint("certificate-note-hint"))
                div.actions {
                    button.btn.main type="submit" { (icon("stamp")) (words.say("certificate-sign")) }
                    a.btn href=(&back) { (words.say("cancel")) }
                }
            }
        }
    };
    let frame = AwardFrame { around: &page.around, award, tab: None, title: &title, back: back.clone(), problems: &page.problems };
    frame.draw(body)
}

/// Whether the books are still those that were signed.
#[derive(Clone, Debug)]
pub struct Answered {
    /// Where they differ, in words; nowhere: nothing was rewritten.
    pub differs: Vec<String>,
}

fn answer(words: Words, answered: &Answered) -> Markup {
    if answered.differs.is_empty() {
        return note_box(
            "good",
            "shield-check",
            html! { p { b { (words.say("certificate-agrees")) } } p { (words.say("certificate-agrees-text")) } },
        );
    }
    note_box(
        "stop",
        "triangle-alert",
        html! {
            p { b { (words.say("certificate-differs")) } }
            @for text in &answered.differs { p { (text) } }
            p { (words.say("certificate-differs-text")) }
        },
    )
}

/// A certificate.
#[derive(Clone, Debug)]
pub struct CertificatePage {
    /// What surrounds the page.
    pub around: Around,
    /// Which award.
    pub award: AwardHead,
    /// Its number.
    pub no: i64,
    /// Its period.
    pub period: (NaiveDate, NaiveDate),
    /// The book's last entry then.
    pub entry: i64,
    /// Its hash: 64 hexadecimal characters.
    pub hash: String,
    /// The last act then.
    pub act: i64,
    /// The digest of every act through it; empty: it has none.
    pub digest: String,
    /// What the auditor says.
    pub note: String,
    /// When it was signed.
    pub signed: String,
    /// By whom.
    pub by: String,
    /// Whether the books are still those.
    pub answered: Answered,
    /// The reader is an auditor.
    pub may_audit: bool,
}

/// `GET /awards/{award}/audit/certificates/{no}`
pub fn certificate(page: &CertificatePage) -> Markup {
    let (words, award) = (page.around.words, &page.award);
    let title = words.with("certificate-number", &[("number", words.ordinal(page.no).into())]);
    let stated = [
        ("certificate-entry", words.ordinal(page.entry), false),
        ("certificate-hash", grouped(&page.hash), true),
        ("certificate-act", words.ordinal(page.act), false),
        ("certificate-digest", grouped(&page.digest), true),
    ];
    let body = html! {
        div.narrow.amid { div.stack {
            (answer(words, &page.answered))
            section.card {
                h2 { (icon("stamp")) (words.say("certificate-states")) }
                p { (words.say("certificate-states-text")) }
                (facts(&[
                    (words.say("certificate-period"), period(words, page.period)),
                    (words.say("certificate-by"), html! { (page.by) }),
                    (words.say("certificate-signed-at"), html! { (page.signed) }),
                ]))
                dl.stated {
                    @for (key, value, is_hash) in stated.iter().filter(|(_, value, _)| !value.is_empty()) {
                        div { dt { (words.say(key)) } dd.(if *is_hash { "hash" } else { "n" }) { (value) } }
                    }
                }
                @if !page.note.is_empty() { p.muted.small { (words.say("certificate-note")) } p { (page.note) } }
            }
            (note_box("", "copy", html! { p { (words.say("certificate-keep-copy")) } }))
            div.actions {
                a.btn href=(award.href(&format!("audit/certificates/{}/certificate.pdf", page.no))) {
                    (icon("printer")) (words.say("print"))
                }
            }
        } }
    };
    let back = award.href("audit");
    let frame = AwardFrame { around: &page.around, award, tab: None, title: &title, back, problems: &[] };
    frame.draw(body)
}

/// A copy as it is typed.
#[derive(Clone, Debug, Default)]
pub struct CopyForm {
    /// The entry's number.
    pub entry: String,
    /// Its hash.
    pub hash: String,
    /// The last act's number.
    pub acts: String,
    /// The digest of the acts.
    pub digest: String,
}

/// The page that compares a copy.
#[derive(Clone, Debug)]
pub struct CopyPage {
    /// What surrounds the page.
    pub around: Around,
    /// Which award.
    pub award: AwardHead,
    /// What has been typed.
    pub form: CopyForm,
    /// What came of it; nothing: nothing was typed yet.
    pub answered: Option<Answered>,
    /// Every refusal.
    pub problems: Vec<Problem>,
}

/// `GET /awards/{award}/audit/certificates/check?entry=&hash=&acts=&digest=`
pub fn copy(page: &CopyPage) -> Markup {
    let (words, form, award) = (page.around.words, &page.form, &page.award);
    let fields = Fields { words, problems: &page.problems };
    let title = words.say("certificate-check");
    let back = award.href("audit");
    let body = html! {
        div.narrow.amid { div.stack {
            @if let Some(answered) = &page.answered { (answer(words, answered)) }
            form.form method="get" action=(award.href("audit/certificates/check")) novalidate {
                (fields.summary())
                div.card.form {
                    p.hint { (words.say("certificate-check-text")) }
                    (fields.count("entry", "certificate-entry", &form.entry))
                    (fields.area("hash", "certificate-hash", &form.hash).hint("certificate-hash-hint"))
                    (fields.count("acts", "certificate-act", &form.acts).hint("certificate-act-hint"))
                    (fields.area("digest", "certificate-digest", &form.digest))
                    div.actions {
                        button.btn.main type="submit" { (icon("search")) (words.say("certificate-compare")) }
                        a.btn href=(&back) { (words.say("cancel")) }
                    }
                }
            }
        } }
    };
    let frame = AwardFrame { around: &page.around, award, tab: None, title: &title, back: back.clone(), problems: &page.problems };
    frame.draw(body)
}
