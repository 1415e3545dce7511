//! A plan line by line: one form, each line a card on a phone. A script adds up while one types and keeps a draft; without
//! it, buttons add and remove lines, and the server reckons.
use super::{Choice, PlanHead, Sheet, say};
use crate::{
    awards::forms::Typed,
    layout::icon,
    parts::{Around, Fields, Problem, note_box},
};
use chrono::{DateTime, Utc};
use domain::{
    loans::schedule::Method,
    plans::{Chapter, Figure, Figures, Giver, Role, Section},
};
use maud::{Markup, PreEscaped, html};
use std::{borrow::Cow, collections::BTreeMap};
use words::{Digits, Language, Words};

/// Rows of a kind begin with a letter and a number: `l0-quantity`.
pub const LINE: char = 'l';
/// Investments.
pub const INVESTMENT: char = 'i';
/// Own money and grants.
pub const SOURCE: char = 's';
/// Loans.
pub const LOAN: char = 'o';
/// Units of the plan's own.
pub const UNIT: char = 'u';

/// The numbers of the rows of a kind that a form holds, in order.
pub fn rows(typed: &Typed, kind: char) -> Vec<usize> {
    let number = |name: &str| name.strip_prefix(kind)?.strip_suffix("-row")?.parse().ok();
    let mut rows: Vec<usize> = typed.names().filter_map(number).collect();
    rows.sort_unstable();
    rows.dedup();
    rows
}

/// The version that somebody else wrote meanwhile.
#[derive(Clone, Debug)]
pub struct Newer {
    /// Its number.
    pub no: i64,
    /// Who wrote it.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// What the server reckoned from what was typed.
#[derive(Clone, Debug, Default)]
pub struct Reckoned {
    /// The amount of each row, by its name on the form.
    pub rows: BTreeMap<String, String>,
    /// The subtotal of each section.
    pub sections: BTreeMap<Section, String>,
    /// Income, costs and net, with their sign.
    pub totals: Option<[String; 3]>,
}

/// The form.
#[derive(Clone, Debug)]
pub struct EditorPage {
    /// What surrounds the page.
    pub around: Around,
    /// Which plan.
    pub head: PlanHead,
    /// What was typed.
    pub typed: Typed,
    /// The name of the draft on this phone: of this plan and this reader.
    pub draft: String,
    /// The currency's code.
    pub currency: String,
    /// Its decimal places.
    pub decimals: u8,
    /// Units to choose from.
    pub units: Vec<Choice>,
    /// What the known units measure, for the script: `{"kg":["mass","1000"]}`.
    pub sizes: String,
    /// Months to begin with.
    pub months: Vec<Choice>,
    /// What it comes to so far.
    pub reckoned: Reckoned,
    /// Somebody else was quicker.
    pub newer: Option<Newer>,
    /// Every refusal.
    pub problems: Vec<Problem>,
}

/// `GET, POST /plans/{plan}/edit`
pub fn editor(page: &EditorPage) -> Markup {
    let words = page.around.words;
    let draw = Draw { page, words, fields: Fields { words, problems: &page.problems }, units: units(page) };
    let digits = if words.digits == Digits::Khmer { "khmer" } else { "latin" };
    let typed = (!page.problems.is_empty() || page.newer.is_some() || page.typed.get("again") == "1").then_some("1");
    let body = html! {
        (draft_back(words))
        @if let Some(newer) = &page.newer { (newer_note(words, &page.head, newer)) }
        form.form.plan-form #plan method="post" action=(page.head.href("edit")) novalidate
            data-draft=(page.draft) data-digits=(digits) data-typed=[typed] data-decimals=(page.decimals)
            data-sign=(say::sign(words, &page.currency)) data-units=(page.sizes)
            data-say-kept=(words.say("plan-draft-kept")) data-say-lost=(words.say("plan-draft-lost")) {
            (draw.fields.summary())
            input type="hidden" name="key" value=(page.typed.get("key"));
            input type="hidden" name="from" value=(page.typed.get("from"));
            // Enter in a field saves; it adds and removes nothing.
            button.vh type="submit" name="do" value="save" tabindex="-1" aria-hidden="true" {}
            (draw.whole())
            @for section in Section::ALL { (draw.section(section)) }
            (draw.investments())
            (draw.money())
            (draw.chapters())
            (draw.own_units())
            (draw.printed())
            (draw.bar())
        }
        (draw.blanks())
    };
    let title = words.say("plan-edit");
    let (under, back) = (page.head.title.show(words).to_owned(), page.head.href(""));
    let sheet = Sheet {
        around: &page.around,
        title: &title,
        under: &under,
        back: &back,
        problems: &page.problems,
        scripts: &["draft.js", "plan.js"],
    };
    sheet.draw(body)
}

fn draft_back(words: Words) -> Markup {
    html! {
        div.note-box #draft-back hidden {
            (icon("history"))
            div {
                p role="status" data-back=(words.with("plan-draft-back", &[("time", "%".into())])) data-gone=(words.say("draft-gone")) {}
                div.actions { button.btn #draft-discard type="button" data-undo=(words.say("draft-undo")) { (icon("trash-2")) span { (words.say("draft-discard")) } } }
            }
        }
    }
}

/// What a newer version means for what was typed; the box belongs to the form `plan`.
pub(super) fn newer_note(words: Words, head: &PlanHead, newer: &Newer) -> Markup {
    let values = [("no", words.ordinal(newer.no).into()), ("by", newer.by.as_str().into()), ("at", words.instant(newer.at).into())];
    note_box(
        "stop",
        "triangle-alert",
        html! {
            p role="alert" { (words.with("plan-newer", &values)) }
            p { a href=(head.href(&format!("versions/{}", newer.no))) target="_blank" rel="noopener" { (words.say("plan-newer-open")) } }
            label.opt { input type="checkbox" form="plan" name="over" value=(newer.no); span { (words.say("plan-newer-over")) } }
        },
    )
}

/// Every unit that a line may have: the known ones, the plan's own, and whatever stands there already.
fn units(page: &EditorPage) -> Vec<(Cow<'_, str>, Cow<'_, str>)> {
    page.units.iter().map(|(code, name)| (code.as_str().into(), name.as_str().into())).collect()
}

struct Draw<'a> {
    page: &'a EditorPage,
    words: Words,
    fields: Fields<'a>,
    units: Vec<(Cow<'a, str>, Cow<'a, str>)>,
}

impl<'a> Draw<'a> {
    fn get(&self, row: &str, name: &str) -> &'a str {
        self.page.typed.get(&format!("{row}-{name}"))
    }

    fn text(&self, row: &str, name: &str, label: &str) -> crate::parts::form::Input<'a> {
        self.fields.text("", label, self.get(row, name)).named(format!("{row}-{name}"))
    }

    fn number(&self, row: &str, name: &str, label: &str) -> crate::parts::form::Input<'a> {
        self.text(row, name, label).keypad("decimal")
    }

    fn unit(&self, row: &str, name: &str, label: &str, blank: bool) -> Markup {
        let value = self.get(row, name);
        let mut options = self.units.clone();
        if blank {
            options.insert(0, ("".into(), "–".into()));
        }
        if !value.is_empty() && options.iter().all(|(code, _)| code != value) {
            options.push((value.into(), value.into()));
        }
        let value = if value.is_empty() && !blank { "kg" } else { value };
        self.fields.select(&format!("{row}-{name}"), label, value, &options)
    }

    fn choice(&self, row: &str, name: &str, label: &str, options: &[(Cow<'_, str>, Cow<'_, str>)]) -> Markup {
        self.fields.select(&format!("{row}-{name}"), label, self.get(row, name), options)
    }

    /// A problem in one of these fields of a row, or something typed there.
    fn wrong(&self, row: &str, names: &[&str]) -> bool {
        names.iter().any(|name| self.fields.problems.iter().any(|problem| problem.field == format!("{row}-{name}")))
    }

    fn say(&self, key: &str) -> Cow<'static, str> {
        self.words.say(key)
    }

    /// The item in the reader's script first; the other one is under the fold.
    fn names(&self) -> [(&'static str, &'static str); 2] {
        match self.words.language {
            Language::Khmer => [("km", "plan-item"), ("latin", "plan-item-latin")],
            Language::English => [("latin", "plan-item"), ("km", "plan-item-km")],
        }
    }

    fn drop(&self, row: &str) -> Markup {
        html! {
            button.btn.bl-drop type="submit" name="do" value={ "drop-" (row) } data-drop=(row) formnovalidate {
                (icon("trash-2")) span.do { (self.say("plan-line-drop")) } span.undo { (self.say("draft-undo")) }
            }
        }
    }

    fn add(&self, what: &str, label: &str) -> Markup {
        html! {
            div.actions { button.btn type="submit" name="do" value={ "add-" (what) } data-add=(what) formnovalidate { (icon("plus")) (self.say(label)) } }
        }
    }

    fn rows(&self, kind: char) -> Vec<String> {
        rows(&self.page.typed, kind).into_iter().map(|no| format!("{kind}{no}")).collect()
    }

    fn amount(&self, row: &str) -> Markup {
        let amount = self.page.reckoned.rows.get(row).map_or("–", |amount| amount.as_str());
        html! { div.bl-sum { span.fl { (self.say("plan-amount")) } b.n data-sum { (amount) } } }
    }

    // What holds for the whole plan.
    fn whole(&self) -> Markup {
        let (fields, typed) = (self.fields, &self.page.typed);
        let months: Vec<_> = self.page.months.iter().map(|(code, name)| (code.as_str().into(), name.as_str().into())).collect();
        let lasts = ["days", "months"].map(|code| (code.into(), self.say(&format!("plan-cycle-in-{code}"))));
        let figures = Figures::ALL.map(|one| (one.code().into(), self.say(&format!("plan-figures-{}", one.code()))));
        let [(own, _), (other, _)] = self.names();
        let title = |script: &str| if script == "km" { "title_km" } else { "title_latin" };
        let other_label = if other == "km" { "plan-title-km" } else { "plan-title-latin" };
        let most = ["title_km", "title_latin", "months", "every", "contingency", "affordable", "figures"];
        let open = fields.problems.iter().any(|problem| most.contains(&problem.field.as_str()));
        html! {
            fieldset.set {
                legend { (icon("clipboard-list")) (self.say("plan-whole")) }
                (fields.text(title(own), "plan-title", typed.get(title(own))))
                div.pair {
                    (fields.select("starts", "plan-starts", typed.get("starts"), &months))
                    (fields.count("times", "plan-ask-times", typed.get("times")))
                }
                div.pair.three {
                    (fields.count("lasts", "plan-cycle-length", typed.get("lasts")))
                    (fields.select("length_in", "plan-cycle-in", typed.get("length_in"), &lasts))
                    (fields.count("every", "plan-cycle-every", typed.get("every")))
                }
                details.fold open[open] {
                    summary { span.turn { (icon("chevron-right")) } (self.say("plan-more")) }
                    (fields.text(title(other), other_label, typed.get(title(other))))
                    div.pair {
                        (fields.amount("contingency", "plan-figure-contingency", typed.get("contingency"), "%").hint("plan-contingency-hint"))
                        (fields.amount("affordable", "plan-affordable-most", typed.get("affordable"), "%").hint("plan-affordable-hint"))
                    }
                    div.pair {
                        (fields.count("ahead", "plan-ahead", typed.get("ahead")).hint("plan-ahead-hint"))
                        (fields.select("figures", "plan-figures", typed.get("figures"), &figures))
                    }
                    div.pair {
                        (fields.text("size", "plan-size", typed.get("size")).keypad("decimal"))
                        (self.plan_unit("size_unit", "plan-unit"))
                    }
                }
            }
        }
    }

    fn plan_unit(&self, name: &str, label: &str) -> Markup {
        let value = self.page.typed.get(name);
        let mut options = self.units.clone();
        options.insert(0, ("".into(), "–".into()));
        self.fields.select(name, label, value, &options)
    }

    // The lines of a section.
    fn section(&self, section: Section) -> Markup {
        let (code, typed) = (section.code(), &self.page.typed);
        let rows = self.rows(LINE).into_iter().filter(|row| typed.get(&format!("{row}-section")) == code);
        let subtotal = self.page.reckoned.sections.get(&section).map_or("–", |sum| sum.as_str());
        html! {
            section.plan-part data-section=(code) {
                div.card-head {
                    h2.plain-h { (self.say(&format!("plan-section-{code}"))) }
                    p.subtotal { span.small { (self.say("plan-subtotal")) } " " b.n data-subtotal=(code) { (subtotal) } }
                }
                @if section == Section::Family { p.hint { (self.say("plan-family-note")) } }
                ul.bl-rows data-rows=(code) { @for row in rows { (self.line(&row, section)) } }
                (self.add(code, "plan-line-add"))
            }
        }
    }

    fn line(&self, row: &str, section: Section) -> Markup {
        let [(own, own_label), (other, other_label)] = self.names();
        let sections: Vec<_> =
            Section::ALL.iter().map(|one| (one.code().into(), self.say(&format!("plan-section-{}", one.code())))).collect();
        let roles: Vec<_> = std::iter::once(("".into(), "–".into()))
            .chain(Role::ALL.iter().map(|one| (one.code().into(), self.say(&format!("plan-role-{}", one.code())))))
            .collect();
        let folded = [
            other,
            "section",
            "role",
            "per",
            "gives",
            "gives_unit",
            "mortality",
            "shrink",
            "loss",
            "own_use",
            "prices",
            "weights",
            "grows_days",
            "amount",
        ];
        let sold = section == Section::Income;
        let value = |name: &str| self.get(row, name);
        let said = folded[3..].iter().any(|name| !value(name).is_empty() && *name != "gives_unit");
        html! {
            li.bl id=(row) data-row="line" {
                input type="hidden" name={ (row) "-row" } value="1";
                @if value("fixed") == "1" { input type="hidden" name={ (row) "-fixed" } value="1"; }
                div.bl-main {
                    div.bl-item { (self.text(row, own, own_label)) }
                    (self.number(row, "quantity", "plan-quantity"))
                    (self.unit(row, "unit", "plan-unit", false))
                    (self.number(row, "price", "plan-price"))
                    (self.text(row, "months", "plan-when"))
                    (self.amount(row))
                }
                div.bl-foot {
                    details.fold open[self.wrong(row, &folded)] {
                        summary { span.turn { (icon("chevron-right")) } (self.say("plan-more")) @if said { span.dot {} } }
                        div.bl-more {
                            (self.text(row, other, other_label))
                            (self.fields.select(&format!("{row}-section"), "plan-section", section.code(), &sections))
                            (self.choice(row, "role", "plan-role", &roles))
                            (self.unit(row, "per", "plan-price-per", true))
                            (self.number(row, "mortality", "plan-mortality").after("%"))
                            (self.number(row, "gives", "plan-gives"))
                            (self.unit(row, "gives_unit", "plan-gives-unit", true))
                            (self.number(row, "shrink", "plan-shrink").after("%"))
                            (self.number(row, "loss", "plan-loss").after("%"))
                            (self.number(row, "own_use", "plan-own-use").after("%"))
                            (self.text(row, "weights", "plan-weights"))
                            (self.text(row, "prices", "plan-prices"))
                            (self.number(row, "grows_days", "plan-grows-days"))
                            (self.number(row, "amount", "plan-printed-amount"))
                            @if sold { (self.fields.check(&format!("{row}-main"), "plan-main", value("main") == "1")) }
                        }
                    }
                    (self.drop(row))
                }
            }
        }
    }

    fn investments(&self) -> Markup {
        html! {
            section.plan-part {
                div.card-head {
                    h2.plain-h { (self.say("plan-investments")) }
                    p.subtotal { span.small { (self.say("plan-wear")) } " " b.n data-subtotal="wear" { (self.page.reckoned.rows.get("wear").map_or("–", |sum| sum.as_str())) } }
                }
                p.hint { (self.say("plan-investments-hint")) }
                ul.bl-rows data-rows="investment" { @for row in self.rows(INVESTMENT) { (self.investment(&row)) } }
                (self.add("investment", "plan-investment-add"))
            }
        }
    }

    fn investment(&self, row: &str) -> Markup {
        let [(own, own_label), (other, other_label)] = self.names();
        let folded = [other, "life_days", "worth", "amount"];
        html! {
            li.bl id=(row) data-row="investment" {
                input type="hidden" name={ (row) "-row" } value="1";
                @if self.get(row, "fixed") == "1" { input type="hidden" name={ (row) "-fixed" } value="1"; }
                div.bl-main {
                    div.bl-item { (self.text(row, own, own_label)) }
                    (self.number(row, "quantity", "plan-quantity"))
                    (self.unit(row, "unit", "plan-unit", false))
                    (self.number(row, "price", "plan-price"))
                    (self.number(row, "life_months", "plan-life-in-months"))
                    (self.amount(row))
                }
                div.bl-foot {
                    details.fold open[self.wrong(row, &folded)] {
                        summary { span.turn { (icon("chevron-right")) } (self.say("plan-more")) }
                        div.bl-more {
                            (self.text(row, other, other_label))
                            (self.number(row, "month", "plan-bought-in"))
                            (self.number(row, "life_days", "plan-life-in-days"))
                            (self.number(row, "worth", "plan-worth"))
                            (self.number(row, "amount", "plan-printed-amount"))
                        }
                    }
                    (self.drop(row))
                }
            }
        }
    }

    // Whose money, and the household.
    fn money(&self) -> Markup {
        let (fields, typed) = (self.fields, &self.page.typed);
        let sign = say::sign(self.words, &self.page.currency).into_owned();
        html! {
            section.plan-part #money {
                h2.plain-h { (self.say("plan-sources")) }
                ul.bl-rows data-rows="source" { @for row in self.rows(SOURCE) { (self.source(&row)) } }
                ul.bl-rows data-rows="loan" { @for row in self.rows(LOAN) { (self.loan(&row)) } }
                div.actions {
                    button.btn type="submit" name="do" value="add-source" data-add="source" formnovalidate { (icon("plus")) (self.say("plan-source-add")) }
                    button.btn type="submit" name="do" value="add-loan" data-add="loan" formnovalidate { (icon("plus")) (self.say("plan-loan-add")) }
                }
                fieldset.set {
                    legend { (icon("house")) (self.say("plan-household")) }
                    div.pair {
                        (fields.amount("income", "plan-household-income", typed.get("income"), &sign))
                        (fields.amount("spending", "plan-household-spending", typed.get("spending"), &sign))
                    }
                }
            }
        }
    }

    fn source(&self, row: &str) -> Markup {
        let givers: Vec<_> =
            Giver::ALL.iter().map(|one| (one.code().into(), self.say(&format!("plan-giver-{}", one.code())))).collect();
        html! {
            li.bl id=(row) data-row="source" {
                input type="hidden" name={ (row) "-row" } value="1";
                div.bl-main {
                    (self.choice(row, "from", "plan-source", &givers))
                    (self.number(row, "amount", "plan-amount"))
                    (self.number(row, "month", "plan-in-month"))
                }
                div.bl-foot { span {} (self.drop(row)) }
            }
        }
    }

    fn loan(&self, row: &str) -> Markup {
        let methods: Vec<_> =
            Method::ALL.iter().map(|one| (one.code().into(), self.say(&format!("calculator-method-{}", one.code())))).collect();
        html! {
            li.bl id=(row) data-row="loan" {
                input type="hidden" name={ (row) "-row" } value="1";
                h3 { (self.say("plan-loan")) }
                div.bl-main {
                    (self.number(row, "amount", "plan-amount"))
                    (self.number(row, "percent", "plan-ask-percent").after("%"))
                    (self.number(row, "months", "plan-ask-loan-months"))
                    (self.number(row, "month", "plan-in-month"))
                    (self.choice(row, "method", "plan-loan-method", &methods))
                    (self.number(row, "grace", "plan-loan-grace"))
                }
                div.bl-foot { span {} (self.drop(row)) }
            }
        }
    }

    fn chapters(&self) -> Markup {
        let open = self.fields.problems.iter().any(|problem| problem.field.starts_with("c-"));
        html! {
            details.card.plan-fold open[open] {
                summary { span.turn { (icon("chevron-right")) } h2 { (icon("notebook-pen")) (self.say("plan-chapters")) } }
                p.note-line { (icon("info")) " " (self.say("plan-chapter-hint")) }
                div.form {
                    @for chapter in Chapter::ALL {
                        @let name = format!("c-{}", chapter.code());
                        (self.fields.area("", &format!("plan-chapter-{}", chapter.code()), self.page.typed.get(&name)).named(name.clone()).hint(&format!("plan-chapter-{}-ask", chapter.code())))
                    }
                }
            }
        }
    }

    fn own_units(&self) -> Markup {
        let open = self.fields.problems.iter().any(|problem| problem.field.starts_with(UNIT)) || !self.rows(UNIT).is_empty();
        html! {
            details.card.plan-fold open[open] {
                summary { span.turn { (icon("chevron-right")) } h2 { (icon("ruler")) (self.say("plan-own-units")) } }
                p.hint { (self.say("plan-own-units-hint")) }
                ul.bl-rows data-rows="unit" { @for row in self.rows(UNIT) { (self.own_unit(&row)) } }
                (self.add("unit", "plan-own-unit-add"))
            }
        }
    }

    fn own_unit(&self, row: &str) -> Markup {
        html! {
            li.bl id=(row) data-row="unit" {
                input type="hidden" name={ (row) "-row" } value="1";
                div.bl-main {
                    (self.text(row, "name", "plan-own-unit-name"))
                    (self.number(row, "quantity", "plan-own-unit-holds"))
                    (self.unit(row, "unit", "plan-unit", false))
                }
                div.bl-foot { span {} (self.drop(row)) }
            }
        }
    }

    // What a sheet that is copied says of itself.
    fn printed(&self) -> Markup {
        let typed = &self.page.typed;
        let said = typed.names().any(|name| name.starts_with("p-") && !typed.get(name).is_empty());
        let field =
            |name: String, label: String| self.fields.text("", &label, typed.get(&name)).named(name).keypad("decimal").short();
        html! {
            details.card.plan-fold #printed open[said] {
                summary { span.turn { (icon("chevron-right")) } h2 { (icon("file-text")) (self.say("plan-printed")) } }
                p.hint { (self.say("plan-printed-hint")) }
                div.bl-more {
                    @for section in Section::ALL { (field(format!("p-s-{}", section.code()), format!("plan-section-{}", section.code()))) }
                    @for figure in Figure::ALL { (field(format!("p-f-{}", figure.code()), format!("plan-figure-{}", figure.code()))) }
                }
            }
        }
    }

    /// What it comes to, always in sight, and the button that saves.
    fn bar(&self) -> Markup {
        let totals = self.page.reckoned.totals.as_ref();
        let total = |at: usize| totals.map_or("–", |totals| totals[at].as_str());
        html! {
            p.kept #kept hidden role="status" { (icon("cloud-check")) span {} }
            div.sum-bar {
                dl {
                    div { dt { (self.say("plan-figure-income")) } dd.n #t-income { (total(0)) } }
                    div { dt { (self.say("plan-figure-cost")) } dd.n #t-cost { (total(1)) } }
                    div { dt { (self.say("plan-figure-net")) } dd.n #t-net { (total(2)) } }
                }
                button.btn.main type="submit" name="do" value="save" { (icon("check")) (self.say("save")) }
            }
        }
    }

    /// Empty rows for the script to copy: outside the form, so that nothing of them is sent.
    fn blanks(&self) -> Markup {
        let blank = Draw {
            page: self.page,
            words: self.words,
            fields: Fields { words: self.words, problems: &[] },
            units: self.units.clone(),
        };
        let row = |what: &str, markup: Markup| html! { template data-blank=(what) { (PreEscaped(markup.0)) } };
        html! {
            (row("line", blank.line("l__", Section::Income)))
            (row("investment", blank.investment("i__")))
            (row("source", blank.source("s__")))
            (row("loan", blank.loan("o__")))
            (row("unit", blank.own_unit("u__")))
        }
    }
}
