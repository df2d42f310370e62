//! Tokens for client software: the addresses of RFC 6749 and what goes with it.
//!
//! Everything travels in bodies. The software shows in each request that it is itself, by a signed assertion or the
//! certificate of its connection; what it is refused is told in the shape of RFC 6749 §5.2, in words for the person who sits
//! at it, with a `reason` for the program.

pub(crate) mod backchannel;
mod client;
mod exchange;
pub(crate) mod metadata;
mod poll;
mod refusal;
pub(crate) mod revoke;
pub(crate) mod token;
mod words;

pub(crate) use client::ClientFields;
pub(crate) use refusal::{OauthProblem, OauthResponses, OfferedPlace};
