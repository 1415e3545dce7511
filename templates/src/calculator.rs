//! The loan calculator: what a loan would cost, tried out before anybody agrees to it. Nothing of it is kept.
use crate::layout::icon;
use crate::parts::{Around, Column, Fields, Problem, Row, Table, Tile, Unit, note_box, sign, table_card, tiles};
use domain::loans::schedule::{DaysInMonth, DaysInYear, EveryUnit, InterestBy, Method, Per, Rounding, Schedule};
use maud::{Markup, html};
use std::borrow::Cow;

/// What is typed; each field is a pair of the address, so that a plan can be kept as a bookmark or sent on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CalculatorForm {
    /// `KHR` or `USD`.
    pub currency: String,
    /// Amount.
    pub principal: String,
    /// Per cent.
    pub rate: String,
    /// A word of [`Per`].
    pub per: String,
    /// A word of [`Method`].
    pub method: String,
    /// Count.
    pub instalments: String,
    /// Count.
    pub every: String,
    /// A word of [`EveryUnit`].
    pub every_unit: String,
    /// The day the money is handed out.
    pub disbursed: String,
    /// A word of [`InterestBy`].
    pub interest_by: String,
    /// A word of [`DaysInYear`].
    pub days_in_year: String,
    /// A word of [`DaysInMonth`].
    pub days_in_month: String,
    /// Count.
    pub grace_principal: String,
    /// Count.
    pub grace_interest: String,
    /// Count.
    pub interest_free: String,
    /// Amount, may be empty.
    pub round_to: String,
    /// Amount, may be empty.
    pub round_instalment_to: String,
    /// A word of [`Rounding`].
    pub rounding: String,
}

/// The page.
#[derive(Clone, Debug)]
pub struct CalculatorPage {
    /// What surrounds the page.
    pub around: Around,
    /// What has been typed, or what is usual.
    pub form: CalculatorForm,
    /// Whether something other than the usual stands in a field that is folded away.
    pub unusual: bool,
    /// What came out; none on a fresh form or a refused one.
    pub reckoned: Option<Reckoned>,
    /// Every refusal.
    pub problems: Vec<Problem>,
}

/// What came out.
#[derive(Clone, Debug)]
pub struct Reckoned {
    /// The instalments.
    pub schedule: Schedule,
    /// What they are in.
    pub unit: Unit,
    /// The plan in a line, in the reader's language.
    pub plan: String,
    /// The warning, where the rate is one to warn of, in the reader's language.
    pub dear: Option<String>,
}

/// `GET /calculator`
pub fn calculator(page: &CalculatorPage) -> Markup {
    let words = page.around.words;
    let body = html! {
        div.stack {
            @if let Some(reckoned) = &page.reckoned { (result(page, reckoned)) }
            (form(page))
        }
    };
    page.around.page(&words.say("calculator"), &words.say("calculator-under"), Some("/"), &page.problems, body)
}

fn result(page: &CalculatorPage, reckoned: &Reckoned) -> Markup {
    let (words, unit, schedule) = (page.around.words, &reckoned.unit, &reckoned.schedule);
    let tile = |icon, label, figure, under| Tile { icon, label: words.say(label), figure, under };
    let amount = |quantity| unit.amount(words, quantity);
    let ends = schedule.rows().first().zip(schedule.rows().last());
    html! {
        p.muted { (reckoned.plan) }
        @if let Some(dear) = &reckoned.dear { (note_box("warn", "triangle-alert", html! { p { (dear) } })) }
        @if let Some((first, last)) = ends {
            (tiles(&[
                tile("coins", "calculator-pay-in-all", amount(schedule.total()), html! {}),
                tile("hand-coins", "calculator-of-it-interest", amount(schedule.interest()), html! {}),
                tile("banknote", "calculator-first", amount(first.total()), html! { (words.date(first.due)) }),
                tile("calendar", "calculator-last", amount(last.total()), html! { (words.date(last.due)) }),
            ]))
        }
        (table(page, reckoned))
    }
}

fn table(page: &CalculatorPage, reckoned: &Reckoned) -> Markup {
    let (words, unit, schedule) = (page.around.words, &reckoned.unit, &reckoned.schedule);
    let columns = [
        Column::mark(words.say("number-short")),
        Column::lead(words.say("calculator-due")),
        Column::number(words.say("calculator-principal-part")),
        Column::number(words.say("calculator-interest")),
        Column::figure(words.say("calculator-to-pay")),
        Column::number(words.say("calculator-balance")),
    ];
    let number = |quantity| unit.number(words, quantity);
    let rows = schedule.rows().iter().map(|row| {
        Row::new(vec![
            html! { (words.ordinal(row.n.into())) },
            html! { (words.date(row.due)) },
            number(row.principal),
            number(row.interest),
            number(row.total()),
            number(row.balance),
        ])
    });
    let foot = Row::new(vec![
        html! { span {} },
        html! { (words.say("total")) },
        number(schedule.principal()),
        number(schedule.interest()),
        number(schedule.total()),
        html! { span {} },
    ]);
    let caption = words.say("calculator-schedule");
    let table = Table { words, caption: &caption, columns: &columns, rows: rows.collect(), foot: vec![foot], listing: None };
    let aside = html! {
        div.actions {
            span.small { (words.with("amounts-in", &[("sign", sign(words, unit).into())])) }
            button.btn.needjs type="button" data-print="" { (icon("printer")) (words.say("print")) }
        }
    };
    table_card("calendar-check", &caption, aside, html! { (table) })
}

fn form(page: &CalculatorPage) -> Markup {
    let words = page.around.words;
    let fields = Fields { words, problems: &page.problems };
    html! {
        form.form.no-paper method="get" action="/calculator" novalidate {
            (fields.summary())
            div.halves.even { (loan(page, fields)) (repaying(page, fields)) }
            details.fold open[page.unusual] {
                summary { (icon("chevron-right")) (words.say("calculator-more")) }
                div.halves.even {
                    (days(page, fields))
                    div.stack { (sparing(page, fields)) (rounding(page, fields)) }
                }
            }
            div.actions { button.btn.main type="submit" { (icon("calculator")) (words.say("calculator-reckon")) } }
        }
    }
}

fn loan(page: &CalculatorPage, fields: Fields<'_>) -> Markup {
    let (words, form) = (fields.words, &page.form);
    let sign = sign(words, &Unit { commodity: form.currency.clone(), decimals: 0 });
    html! {
        fieldset.set {
            legend { (icon("hand-coins")) (words.say("calculator-loan")) }
            (fields.radios("currency", "currency", &form.currency, true, &[
                ("KHR", words.say("riel"), "".into()), ("USD", words.say("dollar"), "".into())]))
            div.pair {
                (fields.amount("principal", "calculator-principal", &form.principal, &sign))
                (fields.date("disbursed", "calculator-disbursed", &form.disbursed))
            }
            div.pair {
                (fields.count("rate", "calculator-interest", &form.rate).keypad("decimal").after("%"))
                (fields.select("per", "calculator-per", &form.per, &options(fields, "calculator-per", Per::ALL.map(Per::code))))
            }
        }
    }
}

fn repaying(page: &CalculatorPage, fields: Fields<'_>) -> Markup {
    let (words, form) = (fields.words, &page.form);
    let methods = Method::ALL.map(Method::code);
    let keys = methods.map(|code| format!("calculator-method-{code}"));
    let methods: Vec<_> =
        methods.iter().zip(&keys).map(|(code, key)| (*code, words.say(key), words.say(&format!("{key}-hint")))).collect();
    let units = options(fields, "calculator-every", EveryUnit::ALL.map(EveryUnit::code));
    html! {
        fieldset.set {
            legend { (icon("calendar-check")) (words.say("calculator-repaying")) }
            (fields.radios("method", "calculator-method", &form.method, false, &methods))
            (fields.count("instalments", "calculator-instalments", &form.instalments).hint("calculator-instalments-hint"))
            div.pair {
                (fields.count("every", "calculator-every", &form.every))
                (fields.select("every_unit", "calculator-every-unit", &form.every_unit, &units))
            }
        }
    }
}

fn sparing(page: &CalculatorPage, fields: Fields<'_>) -> Markup {
    let (words, form) = (fields.words, &page.form);
    html! {
        fieldset.set {
            legend { (icon("hourglass")) (words.say("calculator-sparing")) }
            (fields.count("grace_principal", "calculator-grace-principal", &form.grace_principal))
            (fields.count("grace_interest", "calculator-grace-interest", &form.grace_interest).hint("calculator-grace-interest-hint"))
            (fields.count("interest_free", "calculator-interest-free", &form.interest_free))
        }
    }
}

fn days(page: &CalculatorPage, fields: Fields<'_>) -> Markup {
    let (words, form) = (fields.words, &page.form);
    let by = InterestBy::ALL.map(InterestBy::code);
    let keys = by.map(|code| format!("calculator-by-{code}"));
    let by: Vec<_> = by.iter().zip(&keys).map(|(code, key)| (*code, words.say(key), words.say(&format!("{key}-hint")))).collect();
    html! {
        fieldset.set {
            legend { (icon("calendar")) (words.say("calculator-days")) }
            (fields.radios("interest_by", "calculator-by", &form.interest_by, false, &by))
            div.pair {
                (fields.select("days_in_year", "calculator-year", &form.days_in_year,
                    &options(fields, "calculator-year", DaysInYear::ALL.map(DaysInYear::code))))
                (fields.select("days_in_month", "calculator-month", &form.days_in_month,
                    &options(fields, "calculator-month", DaysInMonth::ALL.map(DaysInMonth::code))))
            }
        }
    }
}

fn rounding(page: &CalculatorPage, fields: Fields<'_>) -> Markup {
    let (words, form) = (fields.words, &page.form);
    let sign = sign(words, &Unit { commodity: form.currency.clone(), decimals: 0 });
    html! {
        fieldset.set {
            legend { (icon("banknote")) (words.say("calculator-rounding")) }
            (fields.amount("round_to", "calculator-round-to", &form.round_to, &sign).hint("calculator-round-to-hint"))
            (fields.amount("round_instalment_to", "calculator-round-instalment-to", &form.round_instalment_to, &sign)
                .hint("calculator-round-instalment-to-hint"))
            (fields.select("rounding", "calculator-rounding-way", &form.rounding,
                &options(fields, "calculator-rounding", Rounding::ALL.map(Rounding::code))))
        }
    }
}

/// Each word with its text: the key is `PREFIX-WORD`.
fn options<const N: usize>(
    fields: Fields<'_>,
    prefix: &str,
    codes: [&'static str; N],
) -> Vec<(Cow<'static, str>, Cow<'static, str>)> {
    codes.into_iter().map(|code| (code.into(), fields.words.say(&format!("{prefix}-{code}")))).collect()
}
