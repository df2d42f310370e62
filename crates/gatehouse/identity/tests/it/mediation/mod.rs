//! A mediator and a citizen together.

mod begins;
mod codes;
mod ends;
pub(crate) mod ground;
