//! The rules of the house, kept by tests.
//!
//! The rules are in `tests/rules/`, one file each, named as a sentence. A rule is a function from what it reads
//! (the files of the repository, the graph of crates, the migrations) to a list of faults; one test runs it
//! on the repository, others run it on a made-up input that breaks it, so that each rule is known to be able
//! to fail. This crate is what the rules share: [`Tree`] reads the files, [`RustFile`] reads Rust without its
//! comments, texts and tests, [`Crates`] and [`Package`] ask cargo, [`Schema`] reads the migrations,
//! [`Licence`] reads a licence expression and [`exceptions`] compares a list of exceptions with what is there:
//! an exception that nothing needs any more is a fault as well.
//!
//! It must never build or start anything of the house, and it works without network.
//!
//! ```
//! use house_rules::Tree;
//!
//! let tree = Tree::of(&[("crates/rooms/garden/src/lib.rs", "use std::env; // env in a comment\n")]);
//! let files = tree.rust();
//! assert_eq!(files[0].lines_with(&["std", "::", "env"]), [1]);
//! assert!(files[0].lines_with(&["comment"]).is_empty());
//! ```
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a crate of tests: to stop with a clear message is what it is for"
)]

mod crates;
mod exceptions;
mod lexer;
mod licence;
mod rust;
mod schema;
mod sql;
mod tree;

pub use crates::{Crate, Crates, Edge, Package};
pub use exceptions::{exceptions, none};
pub use lexer::Token;
pub use licence::Licence;
pub use rust::RustFile;
pub use schema::{Foreign, Schema, Table, Unique};
pub use tree::Tree;
