//! Sessions of people with the provider, and their end: at the provider's own page, or where a service leads the browser.

use std::time::Duration;

use aws_lc_rs::digest;
use serde_json::json;

use super::{Provider, fresh};
use crate::{Error, people::Persona};

const EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";
/// Most ID tokens of one session that are known again.
const MOST: usize = 256;
/// How long the service may take to hear of an end.
const PATIENCE: Duration = Duration::from_secs(5);

/// A session as the page shows it.
pub(crate) struct Open {
    pub(crate) id: String,
    pub(crate) persona: &'static Persona,
    /// For how many minutes it has gone on.
    pub(crate) minutes: i64,
}

/// A session that has just ended, with the notice of it.
pub(crate) struct Ended {
    address: String,
    notice: String,
}

impl Ended {
    /// Tells the service. False when it does not take the notice.
    pub(crate) async fn tell(&self) -> bool {
        let client = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .timeout(PATIENCE);
        let client = if self.address.starts_with("https://") { client } else { client.tls_certs_only([]) };
        let Ok(client) = client.build() else { return false };
        let form = form_urlencoded::Serializer::new(String::new())
            .append_pair("logout_token", &self.notice)
            .finish();
        let request = client.post(&self.address).header("content-type", "application/x-www-form-urlencoded");
        let answer = request.body(form).send().await;
        answer.is_ok_and(|answer| answer.status().is_success())
    }
}

impl Provider {
    /// The sessions that go on, the newest first.
    pub(crate) fn open_sessions(&self) -> Vec<Open> {
        let now = self.clock.now();
        let mut grants = self.grants();
        grants.forget(now);
        let mut going_on: Vec<_> = grants.sessions.iter().filter(|(_, session)| !session.ended).collect();
        going_on.sort_by(|(id, one), (other_id, other)| (other.since, other_id).cmp(&(one.since, id)));
        let shown = going_on.into_iter().map(|(id, session)| Open {
            id: id.clone(),
            persona: session.persona,
            minutes: (now - session.since).num_minutes(),
        });
        shown.collect()
    }

    /// Ends a session. Gives whose it was, where it went on until now.
    pub(super) fn end(&self, id: &str) -> Option<&'static Persona> {
        let mut grants = self.grants();
        let session = grants.sessions.get_mut(id).filter(|session| !session.ended)?;
        session.ended = true;
        Some(session.persona)
    }

    /// Ends a session at the person's wish, with what the service is told of it.
    ///
    /// # Errors
    /// When the notice cannot be signed.
    pub(crate) fn end_with_notice(&self, id: &str) -> Result<Option<Ended>, Error> {
        let Some(persona) = self.end(id) else { return Ok(None) };
        let now = self.clock.now().timestamp();
        let claims = json!({
            "iss": self.issuer,
            "aud": self.client(),
            "sub": self.subject(persona)?,
            "sid": id,
            "iat": now,
            "exp": now + 120,
            "jti": fresh(self.rng.as_ref()),
            "events": { EVENT: {} },
        });
        let notice = self.sign_as("logout+jwt", &claims)?;
        Ok(Some(Ended { address: self.notice_uri.clone(), notice }))
    }

    /// Ends the session that an ID token was given in; also true where it has ended already.
    pub(crate) fn end_of(&self, id_token: &str) -> bool {
        let digest = digest_of(id_token);
        let mut grants = self.grants();
        let session = grants.sessions.values_mut().find(|session| session.id_tokens.contains(&digest));
        session.map(|session| session.ended = true).is_some()
    }

    /// Remembers in which session an ID token was given.
    pub(super) fn remember(&self, session: &str, id_token: &str) {
        if let Some(session) = self.grants().sessions.get_mut(session) {
            session.id_tokens.push(digest_of(id_token));
            let more = session.id_tokens.len().saturating_sub(MOST);
            session.id_tokens.drain(..more);
        }
    }
}

fn digest_of(text: &str) -> [u8; 32] {
    let mut bytes = [0; 32];
    bytes.copy_from_slice(digest::digest(&digest::SHA256, text.as_bytes()).as_ref());
    bytes
}
