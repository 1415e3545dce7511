//! What is typed about a user and a role.
use super::scopes::Scopes;
use crate::{
    guard::{Role, RoleOn, Scope},
    reader::Reader,
};
use templates::{
    parts::Problem,
    users::{RoleForm, UserForm},
};
use words::Words;

/// A user as she is typed.
#[derive(Clone, Debug)]
pub struct Typed {
    /// What she will sign in with.
    pub login: String,
    /// What others see.
    pub name: String,
    /// Her first role.
    pub role: RoleOn,
}

/// Reads a new user.
pub fn read(typed: &UserForm, scopes: &Scopes, words: Words) -> Result<Typed, Vec<Problem>> {
    let mut reader = Reader::new(words);
    let name = reader.text("name", &typed.name, 80);
    if name.is_empty() {
        reader.refuse("name", "user-name-missing");
    }
    let login = typed.login.trim().to_lowercase();
    if !is_login(&login) {
        reader.refuse("login", "user-login-bad");
    }
    let role = read_role_in(&mut reader, &typed.role, &typed.scope, scopes);
    reader.finish(role.map(|role| Typed { login, name, role }))
}

/// Reads a role to be given.
pub fn read_role(typed: &RoleForm, scopes: &Scopes, words: Words) -> Result<RoleOn, Vec<Problem>> {
    let mut reader = Reader::new(words);
    let role = read_role_in(&mut reader, &typed.role, &typed.scope, scopes);
    reader.finish(role)
}

fn read_role_in(reader: &mut Reader, role: &str, scope: &str, scopes: &Scopes) -> Option<RoleOn> {
    let role = reader.choice("role", Role::parse(role));
    let scope = reader.choice("scope", scopes.parse(scope));
    let on = RoleOn { role: role?, scope: scope? };
    match on.scope {
        // A village committee's people keep one group's box, not everybody's.
        Scope::Programme | Scope::Organisation(_) if !on.role.is_staff() => reader.refuse("scope", "scope-group"),
        Scope::Group(_) if !on.role.is_staff() && scopes.is_award(on.scope) => reader.refuse("scope", "scope-group"),
        Scope::Group(_) if on.role.is_of_awards() && !scopes.is_award(on.scope) => reader.refuse("scope", "scope-award"),
        Scope::Organisation(_) | Scope::Group(_) if on.role == Role::Administrator => reader.refuse("scope", "scope-programme"),
        _ => {}
    }
    Some(on)
}

/// What one signs in with: typed on any keyboard, said over a telephone.
pub fn is_login(login: &str) -> bool {
    (2..=40).contains(&login.len())
        && login.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'.')
        && login.as_bytes()[0].is_ascii_alphanumeric()
        && login != "new"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn logins() {
        for (login, good) in [
            ("treasurer-tk1", true),
            ("so.da", true),
            ("a", false),
            ("-ab", false),
            ("new", false),
            ("សុខ", false),
            ("a b", false),
            ("A", false),
        ] {
            assert_eq!(is_login(login), good, "{login}");
        }
    }
}
