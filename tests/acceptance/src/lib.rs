//! `acceptance`.
