//! The room of documents: what is deposited in a space, read back, and described.
//!
//! [`content`] says what bytes are; [`cda`] reads the header of a clinical document. Both are pure: bytes in, types
//! or a typed fault out, no database and no clock.

pub mod cda;
pub mod content;
