//! What needs two rooms, and the wiring of the house.
//!
//! [`House`] holds every service, built once from the settings; doors, the binary and the tests all use this one.
//! A use case that needs two crates of the floors below is a flow: [`history`] reads the journal's lines and filters
//! them like documents; [`record`] says who a record is about beside what is in it; [`read_ahead`] reads for
//! several callers at once what the work of each begins with. A flow has no rule of its own and never names the
//! database's tables.

/// How records begin.
pub mod beginning;
pub mod history;
mod house;
pub mod jobs;
/// A record as a person reads it: who it is about, beside what is in it.
pub mod record;
mod reference_line;
mod shared;

pub use house::{House, OpenError, Parts};
pub use reference_line::ReferenceLineError;
pub use shared::{Call, read_ahead};
