//! `oracle`.
