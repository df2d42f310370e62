//! Codes, sessions and tokens, in memory: a sandbox is one program, and all of them live for hours at most.

use std::collections::HashMap;

use aws_lc_rs::digest;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, TimeDelta, Utc};

use super::{Provider, Shape, fresh, questions::Question};
use crate::people::Persona;

/// How long a code waits to be exchanged, how long an access token and a refresh token count, and a session goes on: as
/// at Pro Santé Connect.
const CODE: TimeDelta = TimeDelta::seconds(60);
pub(super) const ACCESS: TimeDelta = TimeDelta::minutes(2);
pub(super) const REFRESH: TimeDelta = TimeDelta::minutes(30);
const SESSION: TimeDelta = TimeDelta::hours(4);

/// What a browser asked for when its person was picked.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    pub(crate) redirect_uri: String,
    pub(crate) nonce: String,
    pub(crate) challenge: String,
}

/// What a token stands for.
#[derive(Debug, Clone)]
pub(crate) struct Grant {
    pub(crate) persona: &'static Persona,
    /// The provider's own session.
    pub(crate) session: String,
    /// When the person was picked.
    pub(crate) since: DateTime<Utc>,
    /// When the token was given.
    pub(crate) at: DateTime<Utc>,
}

/// The tokens of a grant.
pub(crate) struct Given {
    pub(crate) access: String,
    pub(crate) refresh: Option<String>,
    pub(crate) grant: Grant,
}

/// A session of a person with the provider.
pub(super) struct Session {
    pub(super) persona: &'static Persona,
    pub(super) since: DateTime<Utc>,
    pub(super) ended: bool,
    /// Digests of the ID tokens that were given in it, by which it is known again.
    pub(super) id_tokens: Vec<[u8; 32]>,
}

#[derive(Default)]
pub(super) struct Grants {
    codes: HashMap<String, (Grant, Asked, bool)>,
    access: HashMap<String, Grant>,
    refresh: HashMap<String, Grant>,
    pub(super) sessions: HashMap<String, Session>,
    pub(super) questions: HashMap<String, Question>,
}

impl Grants {
    fn goes_on(&self, grant: &Grant, now: DateTime<Utc>) -> bool {
        let session = self.sessions.get(&grant.session);
        session.is_some_and(|session| !session.ended && now < session.since + SESSION)
    }

    /// Forgets what is over.
    pub(super) fn forget(&mut self, now: DateTime<Utc>) {
        self.codes.retain(|_, (grant, ..)| now < grant.at + ACCESS);
        self.access.retain(|_, grant| now < grant.at + ACCESS);
        self.refresh.retain(|_, grant| now < grant.at + REFRESH);
        self.sessions.retain(|_, session| now < session.since + SESSION);
        self.questions.retain(|_, question| question.is_kept(now));
    }
}

impl Provider {
    /// A code for whoever was picked, in a session of its own.
    pub(crate) fn grant(&self, persona: &'static Persona, asked: Asked) -> String {
        let (code, grant) = (fresh(self.rng.as_ref()), self.begin(persona));
        self.grants().codes.insert(code.clone(), (grant, asked, false));
        code
    }

    /// Begins a session.
    pub(super) fn begin(&self, persona: &'static Persona) -> Grant {
        let (session, now) = (fresh(self.rng.as_ref()), self.clock.now());
        let mut grants = self.grants();
        grants.forget(now);
        let begun = Session { persona, since: now, ended: false, id_tokens: Vec::new() };
        grants.sessions.insert(session.clone(), begun);
        Grant { persona, session, since: now, at: now }
    }

    /// Exchanges a code for tokens, once, for who shows the redirect address and the verifier it was made for. A code that
    /// comes again ends the session that it was given for. Gives the nonce too.
    pub(crate) fn exchange(&self, code: &str, redirect_uri: &str, verifier: &str) -> Option<(Given, String)> {
        let now = self.clock.now();
        let (grant, asked) = {
            let mut grants = self.grants();
            let (grant, asked, used) = grants.codes.get_mut(code)?;
            let (grant, asked, before) = (grant.clone(), asked.clone(), std::mem::replace(used, true));
            if before {
                drop(grants);
                self.end(&grant.session);
                return None;
            }
            (grant, asked)
        };
        let proof = URL_SAFE_NO_PAD.encode(digest::digest(&digest::SHA256, verifier.as_bytes()));
        let holds = now < grant.at + CODE && asked.redirect_uri == redirect_uri && asked.challenge == proof;
        if !holds {
            return None;
        }
        Some((self.give(grant), asked.nonce))
    }

    /// Gives tokens of a session.
    pub(super) fn give(&self, grant: Grant) -> Given {
        let grant = Grant { at: self.clock.now(), ..grant };
        let access = fresh(self.rng.as_ref());
        // FranceConnect gives none.
        let refresh = (self.shape == Shape::ProSanteConnect).then(|| fresh(self.rng.as_ref()));
        let mut grants = self.grants();
        grants.access.insert(access.clone(), grant.clone());
        if let Some(refresh) = &refresh {
            grants.refresh.insert(refresh.clone(), grant.clone());
        }
        Given { access, refresh, grant }
    }

    /// An access token of a session of its own, as software has it that logged somebody in elsewhere.
    pub(crate) fn token_of(&self, persona: &'static Persona) -> String {
        self.give(self.begin(persona)).access
    }

    /// Exchanges a refresh token for newer tokens, once.
    pub(crate) fn renew(&self, token: &str) -> Option<Given> {
        let now = self.clock.now();
        let grant = {
            let mut grants = self.grants();
            let grant = grants.refresh.remove(token)?;
            (now < grant.at + REFRESH && grants.goes_on(&grant, now)).then_some(grant)?
        };
        Some(self.give(grant))
    }

    /// What an access token stands for, and when it ends.
    pub(crate) fn access(&self, token: &str) -> Option<(Grant, DateTime<Utc>)> {
        let now = self.clock.now();
        let grants = self.grants();
        let grant = grants.access.get(token)?;
        let end = grant.at + ACCESS;
        (now < end && grants.goes_on(grant, now)).then(|| (grant.clone(), end))
    }
}
