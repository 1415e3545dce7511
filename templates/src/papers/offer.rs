//! The page that offers every paper of a group and of its banks.
use super::choice::{PaperChoice, PassbooksForm};
use crate::{
    layout::{Frame, icon, page as draw},
    parts::{Around, Fields, GroupHead, Name, Problem, encode},
};
use maud::{Markup, html};
use std::borrow::Cow;
use words::Words;

/// The page. A list of what may be chosen that is empty leaves its paper out.
#[derive(Clone, Debug)]
pub struct OfferPage {
    /// What surrounds the page.
    pub around: Around,
    /// Which group.
    pub group: GroupHead,
    /// In what papers are written: it holds for every paper of the page.
    pub choice: PaperChoice,
    /// Members who have a passbook: number and name.
    pub members: Vec<(u32, Name)>,
    /// Meetings, the latest first: number and what they are called.
    pub meetings: Vec<(String, String)>,
    /// Loans of money that run.
    pub loans: Vec<(String, String)>,
    /// Corrections, the latest first.
    pub corrections: Vec<(String, String)>,
    /// Share-outs that took place, the latest first.
    pub share_outs: Vec<(String, String)>,
    /// Its banks.
    pub banks: Vec<BankPapers>,
    /// What is typed to have passbooks printed.
    pub form: PassbooksForm,
    /// What is wrong with it.
    pub problems: Vec<Problem>,
}

/// The papers of a bank.
#[derive(Clone, Debug)]
pub struct BankPapers {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: Name,
    /// Animals are placed here.
    pub places: bool,
    /// Loans in kind that run.
    pub loans: Vec<(String, String)>,
    /// Agreements about animals that run.
    pub agreements: Vec<(String, String)>,
    /// Seasons and years, the latest first.
    pub seasons: Vec<(String, String)>,
}

/// `GET /groups/{code}/papers?lang=&digits=`
pub fn offer(page: &OfferPage) -> Markup {
    let (words, group) = (page.around.words, &page.group);
    let title = words.say("offer-papers");
    let body = html! {
        div.stack {
            (choose(page))
            div.halves.even {
                @if !page.members.is_empty() { (passbooks(page)) }
                div.stack {
                    (of_meetings(page))
                    (of_members_and_money(page))
                    @for bank in &page.banks { (of_bank(page, bank)) }
                }
            }
            p.hint { (words.say("offer-how")) }
        }
    };
    let frame = Frame {
        words,
        title: &title,
        under: group.name.show(words),
        back: Some(&group.href("")),
        user: page.around.user.as_deref(),
        path: &page.around.path,
        error: !page.problems.is_empty(),
        scripts: &[],
        styles: &["papers.css"],
        notice: page.around.notice.as_deref(),
        practice: page.around.practice.as_ref(),
    };
    draw(&frame, body)
}

/// The choice at the top; the page comes again with it, and nothing is kept of it.
fn choose(page: &OfferPage) -> Markup {
    let words = page.around.words;
    let fields = Fields { words, problems: &[] };
    let languages = ["km", "both", "en"].map(|code| (code, words.say(&format!("offer-language-{code}")), "".into()));
    let digits = ["khmer", "latin"].map(|code| (code, words.say(&format!("offer-digits-{code}")), "".into()));
    html! {
        form.card.paper-choice method="get" action=(page.group.href("papers")) novalidate {
            (fields.radios("lang", "offer-language", &page.choice.lang, true, &languages))
            (fields.radios("digits", "offer-digits", &page.choice.digits, true, &digits))
            button.btn type="submit" { (icon("check")) (words.say("offer-choose")) }
        }
    }
}

fn passbooks(page: &OfferPage) -> Markup {
    let (words, form) = (page.around.words, &page.form);
    let fields = Fields { words, problems: &page.problems };
    let count = words.with("offer-members-all", &[("count", words.number(page.members.len() as i64).into())]);
    let all: [(Cow<'_, str>, Cow<'_, str>); 1] = [("all".into(), count.into())];
    let one = page.members.iter().map(|(number, name)| {
        let text = format!("{} · {}", words.ordinal((*number).into()), name.show(words));
        (number.to_string().into(), text.into())
    });
    let members: Vec<_> = all.into_iter().chain(one).collect();
    let options = |field: &str, codes: [&'static str; 2]| {
        codes.map(|code| {
            let key = format!("offer-{field}-{code}");
            (code, words.say(&key), words.say(&format!("{key}-hint")))
        })
    };
    html! {
        form.set.form #passbooks method="post" action=(page.group.href("papers/passbooks")) novalidate {
            h2.plain-h { (icon("book-open")) (words.say("offer-passbooks")) }
            (fields.summary())
            p.small { (words.say("offer-passbooks-text")) }
            (page.choice.hidden())
            (fields.select("members", "offer-members", &form.members, &members))
            (fields.radios("pages", "offer-pages", &form.pages, false, &options("pages", ["full", "new"])))
            (fields.radios("layout", "offer-layout", &form.layout, false, &options("layout", ["booklet", "pages"])))
            (fields.radios("size", "offer-size", &form.size, false, &options("size", ["a6", "a5"])))
            div.actions { button.btn.main type="submit" { (icon("printer")) (words.say("offer-passbooks-make")) } }
        }
    }
}

fn of_meetings(page: &OfferPage) -> Markup {
    let (words, group) = (page.around.words, &page.group);
    if !group.saves {
        return html! {};
    }
    let sheet = group.href("papers/meeting-sheet");
    card(
        words,
        "calendar-check",
        &words.say("offer-for-meeting"),
        &[
            paper(page, "offer-sheet-blank", &sheet),
            chosen(page, "offer-sheet-filled", &sheet, "meeting", &page.meetings),
            chosen(page, "offer-cash-count", &group.href("papers/cash-count"), "meeting", &page.meetings),
            chosen(page, "offer-correction", &group.href("papers/correction"), "no", &page.corrections),
        ],
    )
}

fn of_members_and_money(page: &OfferPage) -> Markup {
    let (words, group) = (page.around.words, &page.group);
    let mut papers = vec![paper(page, "offer-members-list", &group.href("papers/members"))];
    if group.saves {
        papers.push(chosen(page, "offer-loan-contract", &group.href("papers/loan-contract"), "no", &page.loans));
        papers.push(chosen(page, "offer-share-out", &group.href("papers/share-out-list"), "no", &page.share_outs));
    }
    papers.push(paper(page, "offer-statement", &group.href("papers/statement")));
    card(words, "users", &words.say("offer-of-group"), &papers)
}

fn of_bank(page: &OfferPage, bank: &BankPapers) -> Markup {
    let words = page.around.words;
    let href = |document: &str| format!("/banks/{}/papers/{document}", encode(&bank.code));
    let mut papers = vec![
        chosen(page, "offer-bank-loan-contract", &href("loan-contract"), "no", &bank.loans),
        chosen(page, "offer-agreement", &href("agreement"), "no", &bank.agreements),
    ];
    if bank.places {
        papers.push(paper(page, "offer-herd", &href("herd")));
    }
    papers.push(chosen(page, "offer-season", &href("season-report"), "season", &bank.seasons));
    papers.push(paper(page, "offer-bank-statement", &href("statement")));
    card(words, "warehouse", bank.name.show(words), &papers)
}

fn card(words: Words, symbol: &str, heading: &str, papers: &[Markup]) -> Markup {
    let papers: Vec<&Markup> = papers.iter().filter(|paper| !paper.0.is_empty()).collect();
    html! {
        section.card {
            h2 { (icon(symbol)) (heading) }
            @if papers.is_empty() { p.muted { (words.say("none")) } }
            ul.papers { @for paper in papers { (paper) } }
        }
    }
}

/// What a paper is called and what it is for.
fn told(words: Words, key: &str) -> Markup {
    html! { b { (words.say(key)) } span.small { (words.say(&format!("{key}-text"))) } }
}

/// A paper of which there is one.
fn paper(page: &OfferPage, key: &str, path: &str) -> Markup {
    let words = page.around.words;
    let href = page.choice.href(path);
    html! {
        li { div { (told(words, key)) }
            a.btn href=(href) aria-label={ (words.say("print")) ": " (words.say(key)) } { (icon("printer")) (words.say("print")) }
        }
    }
}

/// A paper of which there are several: which is chosen from a list. Nothing, where there is none.
fn chosen(page: &OfferPage, key: &str, path: &str, name: &str, options: &[(String, String)]) -> Markup {
    let words = page.around.words;
    // Each list has an id of its own: the path and the name say which.
    let id = format!("{}-{name}", path.trim_start_matches('/').replace(['/', '%'], "-"));
    html! {
        @if !options.is_empty() {
            li {
                form method="get" action=(path) {
                    div {
                        label for=(id) { (told(words, key)) }
                        select.box id=(id) name=(name) { @for (value, text) in options { option value=(value) { (text) } } }
                    }
                    (page.choice.hidden())
                    button.btn type="submit" aria-label={ (words.say("print")) ": " (words.say(key)) } { (icon("printer")) (words.say("print")) }
                }
            }
        }
    }
}
