//! What is typed to have passbooks printed.
use super::Wish;
use crate::reader::Reader;
use reports::{Language, Say};
use templates::{papers::choice::PassbooksForm, parts::Problem};
use words::{Digits, Words};

/// What is to be printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Order {
    /// Whose passbooks.
    pub whose: Whose,
    /// How large.
    pub size: Size,
    /// How they lie on the paper.
    pub layout: Layout,
    /// Which pages.
    pub pages: Pages,
    /// The language and digits of the paper.
    pub say: Say,
}

/// Whose passbooks are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    /// Those of all who are members today.
    All,
    /// That of the member of a number, also of one who left.
    One(i64),
}

/// The size of a passbook.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Size {
    /// For the pocket.
    A6,
    /// For old eyes.
    A5,
}

/// How pages lie on the paper.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// On both sides of A4, to be folded.
    Booklet,
    /// Each by itself.
    Pages,
}

/// Which pages of a passbook.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pages {
    /// All.
    Full,
    /// Those that were not printed yet.
    New,
}

impl Default for Order {
    fn default() -> Order {
        let say = Say::new(Language::Khmer, Digits::Latin);
        Order { whose: Whose::All, size: Size::A6, layout: Layout::Booklet, pages: Pages::Full, say }
    }
}

impl Order {
    /// As it is typed.
    pub fn form(self) -> PassbooksForm {
        PassbooksForm {
            members: match self.whose {
                Whose::All => "all".into(),
                Whose::One(number) => number.to_string(),
            },
            size: if self.size == Size::A6 { "a6" } else { "a5" }.into(),
            layout: if self.layout == Layout::Booklet { "booklet" } else { "pages" }.into(),
            pages: if self.pages == Pages::Full { "full" } else { "new" }.into(),
            lang: self.say.language().code().into(),
            digits: self.say.words().digits.code().into(),
        }
    }
}

/// Reads what is typed; `known` are the numbers of all who are or were members.
///
/// # Errors
/// Every field that holds none of its answers.
pub fn read(form: &PassbooksForm, known: &[i64], words: Words) -> Result<Order, Vec<Problem>> {
    let mut reader = Reader::new(words);
    let whose = match form.members.as_str() {
        "all" => Some(Whose::All),
        number => number.parse().ok().filter(|number| known.contains(number)).map(Whose::One),
    };
    if whose.is_none() {
        reader.refuse("members", "offer-member-unknown");
    }
    let size = one_of(&form.size, [("a6", Size::A6), ("a5", Size::A5)]);
    let size = reader.choice("size", size);
    let layout = reader.choice("layout", one_of(&form.layout, [("booklet", Layout::Booklet), ("pages", Layout::Pages)]));
    let pages = reader.choice("pages", one_of(&form.pages, [("full", Pages::Full), ("new", Pages::New)]));
    // Left out, they are the reader's own.
    if !form.lang.is_empty() {
        reader.choice("lang", Language::parse(&form.lang));
    }
    if !form.digits.is_empty() {
        reader.choice("digits", Digits::parse(&form.digits));
    }
    let say = Wish { lang: form.lang.clone(), digits: form.digits.clone() }.say(words);
    let order = (|| Some(Order { whose: whose?, size: size?, layout: layout?, pages: pages?, say }))();
    reader.finish(order)
}

fn one_of<T: Copy, const N: usize>(text: &str, answers: [(&str, T); N]) -> Option<T> {
    answers.into_iter().find(|(word, _)| *word == text).map(|(_, answer)| answer)
}

#[cfg(test)]
mod tests {
    use super::*;
    use words::Language as Tongue;

    #[test]
    fn what_is_typed_is_read_and_written_back() {
        let words = Words::new(Tongue::English);
        let form = PassbooksForm { members: "7".into(), lang: "both".into(), digits: "khmer".into(), ..PassbooksForm::default() };
        let order = read(&form, &[1, 7], words).unwrap();
        assert_eq!((order.whose, order.say.language(), order.form()), (Whose::One(7), Language::Both, form));
        // Nothing said of the language: the reader's own.
        let order = read(&PassbooksForm::default(), &[], words).unwrap();
        assert_eq!((order.form().lang.as_str(), order.form().digits.as_str()), ("en", "latin"));
    }

    #[test]
    fn each_field_is_told_what_is_wrong_with_it() {
        let x = || "x".to_owned();
        let form = PassbooksForm { members: "8".into(), size: x(), layout: x(), pages: x(), lang: x(), digits: x() };
        let problems = read(&form, &[1, 7], Words::new(Tongue::English)).unwrap_err();
        let fields: Vec<&str> = problems.iter().map(|problem| problem.field.as_str()).collect();
        assert_eq!(fields, ["members", "size", "layout", "pages", "lang", "digits"]);
    }
}
