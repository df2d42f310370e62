use chrono::{DateTime, TimeDelta, Utc};
use kernel::Private;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::{
    Distrust, Provider, ProviderFault,
    times::{LEEWAY, is_older},
};

/// The event that a logout token tells of.
const EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";
/// The kinds that a header may name; many providers name none, or only that it is a token.
const KINDS: [&str; 3] = ["logout+jwt", "application/logout+jwt", "JWT"];
/// A notice that is older is none.
const OLDEST: TimeDelta = TimeDelta::minutes(5);
/// Longest subject, session or id that is taken.
const LONGEST: usize = 512;

/// A provider tells that a log-in ended there (OpenID Connect Back-Channel Logout 1.0).
#[derive(Debug, Clone)]
pub struct LogoutNotice {
    /// Whose: what the provider calls the person. Without a session, every one of the person's ends.
    pub subject: Option<Private<String>>,
    /// Which of the provider's own sessions, where it names one.
    pub session: Option<Private<String>>,
    /// The id of the notice. One that was seen before is a replay; whoever ends sessions by it remembers it.
    pub jti: Private<String>,
    /// Until when a replay of it would pass every other check, so that its id has to be remembered.
    pub until: DateTime<Utc>,
}

/// What is read of it.
#[derive(Deserialize)]
struct Claims {
    #[serde(default)]
    sub: Option<Private<String>>,
    #[serde(default)]
    sid: Option<Private<String>>,
    jti: Private<String>,
    iat: i64,
    events: Map<String, Value>,
}

impl Provider {
    /// Checks a logout token: all that is checked in every token of the provider, that it is fresh, tells of an end, is no
    /// ID token, and names whose session or which.
    ///
    /// # Errors
    /// [`ProviderFault`]: the provider's keys cannot be fetched, or the token does not hold.
    pub async fn logout_token(&self, token: &str) -> Result<LogoutNotice, ProviderFault> {
        let claims: Map<String, Value> = self.signed(token, false).await?;
        let header = jsonwebtoken::decode_header(token).map_err(|_| Distrust::Malformed)?;
        if header.typ.is_some_and(|kind| !KINDS.iter().any(|known| kind.eq_ignore_ascii_case(known))) {
            return Err(Distrust::Kind.into());
        }
        // The mark of an ID token, which must never end a session.
        if claims.contains_key("nonce") || !claims.contains_key("events") {
            return Err(Distrust::Kind.into());
        }
        let claims: Claims =
            serde_json::from_value(Value::Object(claims)).map_err(|_| Distrust::Malformed)?;
        if !claims.events.get(EVENT).is_some_and(Value::is_object) {
            return Err(Distrust::Kind.into());
        }
        if is_older(claims.iat, OLDEST, self.clock.now()) {
            return Err(Distrust::Stale.into());
        }
        let fits = |text: &Private<String>| (1..=LONGEST).contains(&text.reveal().len());
        let named = [&claims.sub, &claims.sid];
        let whole = named.into_iter().flatten().count() > 0
            && named.into_iter().flatten().chain([&claims.jti]).all(fits);
        if !whole {
            return Err(Distrust::Malformed.into());
        }
        let made = DateTime::from_timestamp(claims.iat, 0).ok_or(Distrust::Malformed)?;
        // It passes until it is too old, counted from a beginning that may be ahead of our clock.
        let until = made + OLDEST + LEEWAY + TimeDelta::seconds(1);
        Ok(LogoutNotice { subject: claims.sub, session: claims.sid, jti: claims.jti, until })
    }
}
