//! A text in the paper's language, with the other language beside it where the paper is in both.

/// What is said: in one language, or in Khmer with English beside.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Label {
    /// The paper's first language.
    pub main: String,
    /// The second, drawn smaller; none where it would say the same.
    pub beside: Option<String>,
}

impl Label {
    /// A text in both.
    pub fn both(main: impl Into<String>, beside: impl Into<String>) -> Label {
        let (main, beside) = (main.into(), beside.into());
        Label { beside: (beside != main && !beside.is_empty()).then_some(beside), main }
    }

    /// Both on one line, parted by a stroke.
    pub fn line(&self) -> String {
        match &self.beside {
            Some(beside) => format!("{} / {beside}", self.main),
            None => self.main.clone(),
        }
    }

    /// Whether nothing is said.
    pub fn is_empty(&self) -> bool {
        self.main.is_empty() && self.beside.is_none()
    }
}

impl From<String> for Label {
    fn from(main: String) -> Label {
        Label { main, beside: None }
    }
}

impl From<&str> for Label {
    fn from(main: &str) -> Label {
        Label::from(main.to_owned())
    }
}
