//! A second opinion on consent: who may do what, worked out in the most naive way from the words of the rules.
//!
//! The engine (`consent`) turns rules into conditions, adds ways together and compiles the result to SQL. This crate
//! does none of that: each sentence of the rules is a [`Statement`] that answers yes or no about one party, one act
//! and one thing ([`Case`]), and [`Oracle::may`] asks them all. It shares the types of facts with the engine and
//! no function, so a mistake is found unless it was made twice. Ways that rest on what the holder's consent says are
//! tried through one provision after the other: through one of them at least the thing must be reached.
//!
//! [`Vocabulary`] makes facts and things at random that stand on edges often: an instant that is just now, a
//! structure that is another one, terms that nobody can read. A test that adds a rule adds its own statement and its
//! own words, and edits nothing here:
//!
//! ```
//! use oracle::{Case, Oracle, Stage, Statement};
//!
//! /// Nobody reads the history on this day.
//! struct NoHistory;
//!
//! impl Statement for NoHistory {
//!     fn stage(&self) -> Stage {
//!         Stage::Gate("G-test")
//!     }
//!     fn agrees(&self, case: &Case<'_>) -> bool {
//!         case.act != consent::Act::ReadHistory
//!     }
//! }
//!
//! # fn main() -> Result<(), config::Error> {
//! let reference = config::Reference::load(None)?;
//! let oracle = Oracle::new(&reference).with(NoHistory);
//! # drop(oracle);
//! # Ok(())
//! # }
//! ```

#![expect(clippy::expect_used, reason = "a word of the vocabulary that is wrong must stop the tests")]

mod arbitrary;
mod case;
mod dice;
mod opinion;
mod statements;
/// Answers about secondary use.
pub mod uses;
mod vocabulary;

pub use arbitrary::Scene;
pub use case::{Case, Stage, Statement};
pub use opinion::Oracle;
pub use statements::tells;
pub use vocabulary::{Vocabulary, moment, organisation, person};
