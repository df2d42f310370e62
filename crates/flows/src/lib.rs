//! `flows`.
