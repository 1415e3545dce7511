//! The form in which a bank's rules are written: purposes of lending, contracts of animals, the store, prices. What it asks
//! is all that rules can say, so that nothing is lost between a file and the form; what is seldom agreed lies folded.
use super::{BankHead, frame::BankFrame, stock_form::Choice};
use crate::{
    layout::icon,
    parts::{Around, Fields, Problem, note_box},
};
use maud::{Markup, html};
use std::{borrow::Cow, collections::BTreeMap};

/// The most lines of lending, and of animals.
pub const LINES_MOST: usize = 12;
/// Who may come first, in the order of the form.
pub const FIRST: [&str; 4] = ["id-poor1", "id-poor2", "women", "elderly"];
/// What interest may be used for.
pub const USES: [&str; 4] = ["stock", "repairs", "honorarium", "help"];
/// Causes of an animal's death that the rules know.
pub const DEATHS: [&str; 4] = ["disease", "accident", "age", "neglect"];

/// What is typed: every field by its name. Lines of lending are `l0_…`, of animals `p0_…`.
#[derive(Clone, Debug, Default)]
pub struct RulesForm {
    /// The fields.
    pub typed: BTreeMap<String, String>,
}

impl RulesForm {
    /// A field; blank where it was not sent.
    pub fn get(&self, name: &str) -> &str {
        self.typed.get(name).map_or("", String::as_str)
    }

    /// Fills a field in.
    pub fn set(&mut self, name: impl Into<String>, value: impl Into<String>) {
        self.typed.insert(name.into(), value.into());
    }

    /// How many lines of a kind (`l`, `p`) were sent: one more than the last that has this field.
    pub fn lines(&self, kind: char, field: &str) -> usize {
        let is_there = |at: &usize| self.typed.contains_key(&format!("{kind}{at}_{field}"));
        (0..LINES_MOST).rev().find(is_there).map_or(0, |last| last + 1)
    }
}

/// The form of a bank's rules.
#[derive(Clone, Debug)]
pub struct RulesFormPage {
    /// What surrounds the page.
    pub around: Around,
    /// Which bank.
    pub bank: BankHead,
    /// What can be lent, money included.
    pub goods: Vec<Choice>,
    /// The sign of money.
    pub sign: String,
    /// Lines of lending and of animals that are drawn: those written, and a free one.
    pub lines: (usize, usize),
    /// How many places of the order of calves are drawn.
    pub calves: usize,
    /// What has been typed, or the version that holds.
    pub form: RulesForm,
    /// The same as a text, for officers.
    pub text: String,
    /// The text was sent, and is open.
    pub as_text: bool,
    /// Every refusal.
    pub problems: Vec<Problem>,
}

/// `GET, POST /banks/{code}/rules/edit`
pub fn rules_form(page: &RulesFormPage) -> Markup {
    let (words, bank) = (page.around.words, &page.bank);
    let fields = Fields { words, problems: &page.problems };
    let title = words.say("bank-write-rules");
    let edit = bank.href("rules/edit");
    let body = html! {
        form.form.narrow.amid method="post" action=(edit) novalidate {
            (fields.summary())
            (note_box("", "info", html! { p { (words.say("bank-rules-from-text")) } }))
            fieldset.set {
                legend { (icon("calendar")) (words.say("bank-rules-hold")) }
                (fields.date("from", "bank-rules-from", page.form.get("from")))
            }
            @for at in 0..page.lines.0 { (free(fields, &format!("l{at}_"), page.form.get(&format!("l{at}_purpose")), "bank-lending-more", lending(page, fields, at))) }
            @for at in 0..page.lines.1 { (free(fields, &format!("p{at}_"), page.form.get(&format!("p{at}_species")), "bank-placing-more", placing(page, fields, at))) }
            (store(page, fields))
            (joining(page, fields))
            (further(page, fields))
            div.actions {
                button.btn.main type="submit" { (icon("check")) (words.say("bank-rules-write")) }
                a.btn href=(bank.href("rules")) { (words.say("cancel")) }
            }
        }
        (as_text(page, fields))
    };
    let frame =
        BankFrame { around: &page.around, bank, tab: None, title: &title, back: bank.href("rules"), problems: &page.problems };
    frame.draw(body)
}

/// A line; one that is still free lies folded under what it would add.
fn free(fields: Fields<'_>, before: &str, first: &str, key: &str, line: Markup) -> Markup {
    if !first.is_empty() {
        return line;
    }
    html! {
        details.free open[problem_below(fields, before)] {
            summary { (icon("plus")) (fields.words.say(key)) }
            (line)
        }
    }
}

/// A line of the form: its fields are named after it.
struct Line<'a> {
    fields: Fields<'a>,
    form: &'a RulesForm,
    before: String,
}

impl<'a> Line<'a> {
    fn name(&self, field: &str) -> String {
        format!("{}{field}", self.before)
    }

    fn get(&self, field: &str) -> &'a str {
        self.form.get(&self.name(field))
    }

    fn count(&self, field: &str, label: &str) -> crate::parts::form::Input<'a> {
        self.fields.count("", label, self.get(field)).named(self.name(field))
    }

    fn amount(&self, field: &str, label: &str, sign: &'a str) -> crate::parts::form::Input<'a> {
        self.fields.amount("", label, self.get(field), sign).named(self.name(field))
    }

    fn percent(&self, field: &str, label: &str) -> crate::parts::form::Input<'a> {
        self.count(field, label).keypad("decimal").after("%")
    }

    /// A choice among words; `key` with the code behind it names each.
    fn select(&self, field: &str, label: &str, key: &str, codes: &[&str]) -> Markup {
        let words = self.fields.words;
        let said = |code: &str| if code.is_empty() { "–".into() } else { words.say(&format!("{key}-{code}")) };
        let options: Vec<_> = codes.iter().map(|code| (Cow::from((*code).to_owned()), said(code))).collect();
        self.fields.select(&self.name(field), label, self.get(field), &options)
    }
}

fn lending(page: &RulesFormPage, fields: Fields<'_>, at: usize) -> Markup {
    let words = fields.words;
    let line = Line { fields, form: &page.form, before: format!("l{at}_") };
    let purposes = ["", "food", "seed", "breeding", "garden", "emergency", "other"];
    let goods: Vec<(Cow<'_, str>, Cow<'_, str>)> =
        page.goods.iter().map(|(value, text)| (Cow::from(value), Cow::from(text))).collect();
    let heading = words.with("bank-lending-line", &[("number", words.ordinal(at as i64 + 1).into())]);
    html! {
        fieldset.set {
            legend { (icon("hand-coins")) (heading) }
            @if line.get("purpose").is_empty() { p.hint { (words.say("bank-line-blank")) } }
            div.pair.start {
                (line.select("purpose", "bank-purpose", "purpose", &purposes))
                (fields.select(&line.name("good"), "bank-good", line.get("good"), &goods))
            }
            div.pair.low {
                (line.count("rate", "bank-rate").keypad("decimal").hint("bank-rate-hint"))
                (line.select("per", "bank-per", "bank-per", &["season", "month", "loan"]))
            }
            div.pair.low {
                (line.select("due", "bank-due", "bank-due", &["harvest", "months", "yearly"]))
                (line.count("due_months", "bank-due-in-months").hint("bank-only-due-months"))
            }
            div.pair.low {
                (line.count("due_day", "bank-due-day").hint("bank-only-due-yearly"))
                (line.count("due_month", "bank-due-month").hint("bank-only-due-yearly"))
            }
            div.pair.low {
                (line.count("ceiling", "bank-ceiling").hint("bank-ceiling-hint"))
                (line.count("guarantors", "bank-guarantors"))
            }
            div.pair.low {
                (line.select("cash", "bank-cash", "bank-cash", &["none", "market", "market-less", "committee"]))
                (line.count("cash_less", "bank-cash-less-by").after("%").hint("bank-only-cash-less"))
            }
            details.fold open[problem_below(fields, &line.before)] {
                summary { (icon("chevron-right")) (words.say("bank-more-rules")) }
                div.form { (lending_more(&line)) }
            }
        }
    }
}

/// Whether something folded is refused, so that it is not hidden.
fn problem_below(fields: Fields<'_>, before: &str) -> bool {
    fields.problems.iter().any(|problem| problem.field.starts_with(before))
}

fn lending_more(line: &Line<'_>) -> Markup {
    html! {
        div.pair.start {
            (line.count("grace", "bank-grace-days"))
            (line.percent("cap", "bank-cap").hint("bank-cap-hint"))
        }
        div.pair.start {
            (line.percent("late_rate", "bank-late-rate").hint("bank-late-rate-hint"))
            (line.count("late_every", "bank-late-every"))
        }
        div.pair.start {
            (line.count("round_to", "bank-round-to").keypad("decimal").hint("bank-round-to-hint"))
            (line.select("rounding", "bank-rounding", "bank-rounding", &["half-up", "up", "down"]))
        }
        div.pair.start {
            (line.select("pays_first", "bank-pays-first", "bank-pays-first", &["interest", "principal"]))
            (line.select("lend_to_late", "bank-late-borrow", "bank-late-borrow", &["no", "yes"]))
        }
        div.pair.start {
            @for nth in 1..=FIRST.len() {
                (line.select(&format!("first_{nth}"), &format!("bank-first-{nth}"), "bank-first", &["", FIRST[0], FIRST[1], FIRST[2], FIRST[3]]))
            }
        }
        (line.select("condition", "bank-promise", "bank-promise", &["", "school-attendance", "training"]))
    }
}

fn placing(page: &RulesFormPage, fields: Fields<'_>, at: usize) -> Markup {
    let words = fields.words;
    let line = Line { fields, form: &page.form, before: format!("p{at}_") };
    let heading = words.with("bank-placing-line", &[("number", words.ordinal(at as i64 + 1).into())]);
    let sign = page.sign.as_str();
    html! {
        fieldset.set {
            legend { (icon("beef")) (heading) }
            @if line.get("species").is_empty() { p.hint { (words.say("bank-placing-blank")) } }
            (line.select("species", "bank-species", "good", &["", "cattle", "buffalo"]))
            fieldset.f {
                legend { (words.say("bank-calves")) }
                p.hint { (words.say("bank-calves-hint")) }
                div.step-places {
                    @for nth in 1..=page.calves {
                        (calf(&line, nth))
                    }
                    (line.select("then", "bank-calves-then", "bank-whose", &["family", "bank"]))
                }
            }
            (line.select("counts", "bank-counts", "bank-counts", &["any", "female-keep-male", "female-sell-male", "female-share-male"]))
            div.pair.start {
                (line.amount("counts_sum", "bank-counts-sum", sign).hint("bank-only-sell-male"))
                (line.count("counts_percent", "bank-counts-percent").after("%").hint("bank-only-share-male"))
            }
            div.pair.start {
                (line.select("handover", "bank-handover", "bank-handover", &["at-months", "after-calves"]))
                (line.count("handover_number", "bank-handover-number"))
            }
            (line.select("handover_to", "bank-handover-to", "bank-handover-to", &["next-family", "bank"]))
            (line.select("title", "bank-title", "bank-title", &["obligations-met", "never"]))
            details.fold open[problem_below(fields, &line.before)] {
                summary { (icon("chevron-right")) (words.say("bank-more-rules")) }
                div.form { (placing_more(&line, sign)) }
            }
        }
    }
}

fn calf(line: &Line<'_>, nth: usize) -> Markup {
    let words = line.fields.words;
    let name = line.name(&format!("o{nth}"));
    let chosen = line.get(&format!("o{nth}"));
    html! {
        div.f {
            label for=(name) { (words.with("bank-calf-nth", &[("nth", words.ordinal(nth as i64).into())])) }
            select.box id=(name) name=(name) {
                @for code in ["", "bank", "family"] {
                    option value=(code) selected[code == chosen] { @if code.is_empty() { "–" } @else { (words.say(&format!("bank-whose-{code}"))) } }
                }
            }
        }
    }
}

fn placing_more(line: &Line<'_>, sign: &str) -> Markup {
    let words = line.fields.words;
    html! {
        div.pair.start {
            (line.count("moves_on", "bank-moves-on").hint("bank-moves-on-hint"))
            (line.count("infertile", "bank-infertile").hint("bank-infertile-hint"))
        }
        (line.select("lost_calf", "bank-lost-calf", "bank-lost-calf", &["next-calf", "bank-loss"]))
        fieldset.f {
            legend { (words.say("bank-deaths")) }
            div.step-places {
                @for cause in DEATHS { (line.select(&format!("death_{cause}"), &format!("bank-death-{cause}"), "bank-bears", &["bank", "keeper"])) }
            }
        }
        div.pair.three.start {
            (line.count("witnesses", "bank-death-witnesses"))
            (line.count("within_days", "bank-death-within"))
            (line.select("note", "bank-death-note", "bank-death-note", &["yes", "no"]))
        }
        div.pair.start {
            (line.count("fine", "bank-fine-times").hint("bank-fine-times-hint"))
            (line.count("care", "bank-care").after("%"))
        }
        div.pair.start {
            (line.count("seen", "bank-seen-every").hint("bank-seen-every-hint"))
            (amount(line, "insurance", "bank-insurance-a-year", sign))
        }
        fieldset.f {
            legend { (words.say("bank-hire")) }
            p.hint { (words.say("bank-hire-hint")) }
            div.pair.three.start {
                (line.count("hire_instalments", "bank-hire-instalments"))
                (line.count("hire_every", "bank-hire-every"))
                (amount(line, "hire_amount", "bank-hire-amount", sign))
            }
        }
    }
}

fn amount(line: &Line<'_>, field: &str, label: &str, sign: &str) -> Markup {
    let name = line.name(field);
    html! { (line.fields.amount("", label, line.get(field), "").named(name).after(sign.to_owned())) }
}

fn store(page: &RulesFormPage, fields: Fields<'_>) -> Markup {
    let (words, form) = (fields.words, &page.form);
    let kg = words.say("unit-kg");
    let percent = |name: &'static str, label: &str| fields.count(name, label, form.get(name)).keypad("decimal").after("%");
    html! {
        fieldset.set {
            legend { (icon("warehouse")) (words.say("bank-rule-store")) }
            div.pair.start {
                (fields.count("capacity", "bank-capacity", form.get("capacity")).after(kg.clone()).hint("bank-capacity-hint"))
                (fields.count("scale", "bank-scale", form.get("scale")).after(kg.clone()).hint("bank-scale-hint"))
            }
            div.pair.three.start {
                (percent("moisture", "bank-moisture-taken"))
                (percent("moisture_most", "bank-moisture-most"))
                (percent("foreign", "bank-foreign"))
            }
        }
    }
}

fn joining(page: &RulesFormPage, fields: Fields<'_>) -> Markup {
    let (words, form) = (fields.words, &page.form);
    let mut goods: Vec<(Cow<'_, str>, Cow<'_, str>)> = vec![("".into(), words.say("none"))];
    goods.extend(page.goods.iter().map(|(value, text)| (Cow::from(value), Cow::from(text))));
    let line = Line { fields, form, before: String::new() };
    html! {
        fieldset.set {
            legend { (icon("users")) (words.say("bank-rule-who-joins")) }
            div.pair.three.start {
                (fields.select("joining_good", "bank-joining-good", form.get("joining_good"), &goods))
                (fields.count("joining_quantity", "bank-quantity", form.get("joining_quantity")))
                (line.select("joining_returned", "bank-deposit", "bank-deposit", &["capital", "returned"]))
            }
        }
    }
}

fn further(page: &RulesFormPage, fields: Fields<'_>) -> Markup {
    let (words, form) = (fields.words, &page.form);
    html! {
        fieldset.set {
            legend { (icon("scroll-text")) (words.say("bank-rule-further")) }
            (fields.count("band", "bank-band", form.get("band")).after("%").hint("bank-band-hint"))
            fieldset.f {
                legend { (words.say("bank-interest-used")) }
                div.opts.row {
                    @for code in USES {
                        @let name = format!("use_{code}");
                        (fields.check(&name, &format!("bank-use-{code}"), form.get(&name) == "1"))
                    }
                }
            }
        }
    }
}

/// The same rules as a text, for officers who write what another bank has.
fn as_text(page: &RulesFormPage, fields: Fields<'_>) -> Markup {
    let (words, bank) = (fields.words, &page.bank);
    html! {
        details.card.fold.narrow.amid open[page.as_text] {
            summary { (icon("chevron-right")) (words.say("bank-rules-as-text")) }
            form.form method="post" action=(bank.href("rules/edit")) novalidate {
                p.hint { (words.say("bank-rules-as-text-hint")) }
                input type="hidden" name="as_text" value="1";
                (fields.date("text_from", "bank-rules-from", page.form.get(if page.as_text { "text_from" } else { "from" })))
                (fields.area("text", "bank-rules-text", &page.text))
                div.actions { button.btn type="submit" { (icon("check")) (words.say("bank-rules-write")) } }
            }
        }
    }
}
