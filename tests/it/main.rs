//! The tests of the whole program, in one binary. With `SANSOM_TEST_POSTGRES` naming a server (scripts/postgres starts
//! one), whatever concerns the database is tried on both engines.
mod support;

mod guards;
mod store;
