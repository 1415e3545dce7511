//! Enums that are written down as words.

/// An enum whose variants have one word each, the same in files, on forms, on the command line and in the database.
macro_rules! worded {
    ($(#[$about:meta])* $name:ident { $($(#[$each:meta])* $variant:ident = $code:literal),* $(,)? }) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        pub enum $name { $($(#[$each])* #[serde(rename = $code)] $variant),* }

        impl $name {
            /// All of them.
            pub const ALL: [$name; [$($code),*].len()] = [$($name::$variant),*];

            /// The word in files and on forms.
            pub fn code(self) -> &'static str {
                match self { $($name::$variant => $code),* }
            }

            /// Reads the word.
            pub fn parse(code: &str) -> Option<$name> {
                $name::ALL.into_iter().find(|each| each.code() == code)
            }
        }
    };
}

pub(crate) use worded;
