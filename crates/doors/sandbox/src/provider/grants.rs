//! Codes and access tokens, in memory: a sandbox is one program, and both live for minutes.

use std::collections::HashMap;

use aws_lc_rs::digest;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, TimeDelta, Utc};

use super::{Provider, fresh};
use crate::people::Persona;

/// How long a code waits to be exchanged, and how long its access token counts.
const CODE: TimeDelta = TimeDelta::seconds(60);
pub(super) const ACCESS: TimeDelta = TimeDelta::minutes(2);

/// What a browser asked for when its person was picked.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    pub(crate) redirect_uri: String,
    pub(crate) nonce: String,
    pub(crate) challenge: String,
}

/// What a code or an access token stands for.
#[derive(Debug, Clone)]
pub(crate) struct Grant {
    pub(crate) persona: &'static Persona,
    pub(crate) asked: Asked,
    pub(crate) at: DateTime<Utc>,
}

#[derive(Default)]
pub(super) struct Grants {
    codes: HashMap<String, (Grant, Option<String>)>,
    access: HashMap<String, Grant>,
}

impl Provider {
    /// A code for whoever was picked.
    pub(crate) fn grant(&self, persona: &'static Persona, asked: Asked) -> String {
        let (code, at) = (fresh(self.rng.as_ref()), self.clock.now());
        let mut grants = self.grants();
        grants.codes.retain(|_, (grant, _)| at < grant.at + ACCESS);
        grants.access.retain(|_, grant| at < grant.at + ACCESS);
        grants.codes.insert(code.clone(), (Grant { persona, asked, at }, None));
        code
    }

    /// Exchanges a code for an access token, once, for who shows the redirect address and the verifier it was made for.
    /// A code that comes again ends the token that was given for it.
    pub(crate) fn exchange(&self, code: &str, redirect_uri: &str, verifier: &str) -> Option<(String, Grant)> {
        let now = self.clock.now();
        let mut grants = self.grants();
        let (grant, used) = grants.codes.get_mut(code)?;
        if let Some(token) = used.clone() {
            grants.access.remove(&token);
            return None;
        }
        let token = fresh(self.rng.as_ref());
        *used = Some(token.clone());
        let grant = Grant { at: now, ..grant.clone() };
        let began = grants.codes.get(code).map(|(grant, _)| grant.at)?;
        let proof = URL_SAFE_NO_PAD.encode(digest::digest(&digest::SHA256, verifier.as_bytes()));
        let holds =
            now < began + CODE && grant.asked.redirect_uri == redirect_uri && grant.asked.challenge == proof;
        if !holds {
            return None;
        }
        grants.access.insert(token.clone(), grant.clone());
        Some((token, grant))
    }

    /// Who an access token is about.
    pub(crate) fn access(&self, token: &str) -> Option<&'static Persona> {
        let now = self.clock.now();
        self.grants().access.get(token).filter(|grant| now < grant.at + ACCESS).map(|grant| grant.persona)
    }
}
