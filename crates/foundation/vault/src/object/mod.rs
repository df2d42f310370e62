//! Objects: content sealed in segments under a key of its own.

mod key;
mod layout;
mod opener;
mod sealer;

pub use key::ObjectKey;
pub use layout::{SEGMENT, Segment, sealed_len, segments_of};
pub use opener::ObjectOpener;
pub use sealer::{ObjectSealer, seal_object};
