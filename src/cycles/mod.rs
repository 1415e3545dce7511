//! Cycles and the share-out that ends each: begin, collect, count, choose, look, and have another officer confirm.
pub mod acts;
pub mod form;
pub mod ground;
pub mod pages;
pub mod proof;
pub mod refusals;
pub mod store;
pub mod view;
