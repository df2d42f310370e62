//! A mediator and a citizen together.

mod begins;
mod codes;
mod ends;
mod ground;
