//! Home, by role.
