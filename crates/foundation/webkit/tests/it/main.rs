//! What a caller of any door can observe.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::as_conversions,
    clippy::allow_attributes,
    reason = "tests"
)]

mod buckets;
mod credentials;
mod cursors;
mod deprecation;
mod documents;
mod enum_shapes;
mod envelope;
mod extractors;
mod gate;
mod headers;
mod labour;
mod multipart;
mod server;
mod support;
mod throttle;
