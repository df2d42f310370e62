use std::{num::NonZeroUsize, sync::Mutex};

use aws_lc_rs::digest::{SHA256, digest};
use lru::LruCache;

use super::Claims;

/// How many tokens are remembered; about 220 bytes each.
const MOST: NonZeroUsize = NonZeroUsize::MIN.saturating_add(19_999);

/// Tokens whose signature was verified, so that a caller who comes again costs no second verification.
///
/// A token is remembered by its SHA-256 alone, with what it says. Whether its key still counts and its time has not
/// passed is looked at each time, and its session is read on each call as always.
pub(super) struct KnownTokens(Mutex<LruCache<[u8; 32], Known>>);

/// What is remembered of one token.
#[derive(Debug, Clone, Copy)]
pub(super) struct Known {
    pub(super) claims: Claims,
    /// The number of the key that signed it.
    pub(super) key: u32,
    /// From when it counts, in seconds of the Unix era.
    pub(super) from: i64,
}

/// By what a token is remembered.
pub(super) struct Mark([u8; 32]);

impl Mark {
    pub(super) fn of(token: &str) -> Self {
        let mut mark = [0; 32];
        mark.copy_from_slice(digest(&SHA256, token.as_bytes()).as_ref());
        Self(mark)
    }
}

impl KnownTokens {
    pub(super) fn new() -> Self {
        Self(Mutex::new(LruCache::new(MOST)))
    }

    pub(super) fn get(&self, mark: &Mark) -> Option<Known> {
        self.0.lock().ok()?.get(&mark.0).copied()
    }

    pub(super) fn remember(&self, mark: &Mark, known: Known) {
        if let Ok(mut tokens) = self.0.lock() {
            tokens.put(mark.0, known);
        }
    }

    pub(super) fn forget(&self, mark: &Mark) {
        if let Ok(mut tokens) = self.0.lock() {
            tokens.pop(&mark.0);
        }
    }
}
