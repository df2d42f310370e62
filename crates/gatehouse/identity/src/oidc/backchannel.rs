//! Logging in somebody who sits at other software: OpenID Connect CIBA Core 1.0, poll mode. The person answers on a card or
//! a telephone, where the two digits stand that the software shows.

use std::fmt;

use chrono::{DateTime, TimeDelta, Utc};
use kernel::{NationalId, Private, Rpps};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::{
    Distrust, Proven, ProvenPerson, Provider, ProviderFault, ProviderKind,
    client::{answer, refusal},
    grant::{Refused, Tokens},
    secret_text,
};

const GRANT: &str = "urn:openid:params:grant-type:ciba";
/// What the interval grows by when we ask too often, and what it is where the provider names none (CIBA, 7.3 and 11).
const STEP: u32 = 5;
/// Longest interval and longest life that a provider is believed.
const LONGEST_INTERVAL: u32 = 60;
const LONGEST_LIFE: u32 = 3_600;

/// The two digits that the person sees on both sides, `00` to `99`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BindingMessage(u8);

impl BindingMessage {
    /// Of a number below a hundred.
    pub fn new(number: u8) -> Option<Self> {
        (number < 100).then_some(Self(number))
    }
}

impl fmt::Display for BindingMessage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}", self.0)
    }
}

/// Where the person is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Channel {
    /// The card in the reader.
    Card,
    /// The telephone.
    Mobile,
}

impl Channel {
    /// As Pro Santé Connect writes it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Card => "CARD",
            Self::Mobile => "MOBILE",
        }
    }
}

/// Who is to be asked, and how.
#[derive(Debug)]
pub struct BackchannelAsk<'a> {
    /// The number of the person in the national directory.
    pub rpps: &'a Rpps,
    /// What the software shows.
    pub binding_message: BindingMessage,
    /// Where the person is asked; the provider chooses where it is not said.
    pub channel: Option<Channel>,
}

/// A person was asked and has not answered yet. It serialises with its secret, to be sealed and for nothing else.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Waiting {
    /// Who was asked, as the provider numbers people.
    pub asked: Private<String>,
    /// By what the answer is fetched.
    #[serde(with = "secret_text")]
    pub auth_req_id: SecretString,
    /// When the question ends.
    pub expires_at: DateTime<Utc>,
    /// Seconds between two looks for the answer.
    pub interval: u32,
}

/// Why nobody could be asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum BackchannelFault {
    /// The provider knows nobody by this number, or nobody whom it can ask so.
    #[error("the provider knows nobody by this number")]
    UnknownPerson,
    /// The provider refuses the question.
    #[error("the provider refuses the question")]
    Refused,
    /// The provider cannot be asked, or what it answers does not hold.
    #[error(transparent)]
    Provider(#[from] ProviderFault),
}

/// What became of a question.
#[derive(Debug)]
pub enum Polled {
    /// There is no answer yet.
    Pending,
    /// There is no answer yet, and the next look is after this many seconds.
    SlowDown(u32),
    /// The person said no.
    Refused,
    /// The person did not answer in time, or the question is unknown by now.
    Expired,
    /// The person said yes. The provider says so once: whoever polls keeps this before anything else.
    Answered(Box<Answer>),
}

/// What a provider gave for a yes; who it is, is not known yet ([`Provider::prove_answer`]). It serialises with its secrets,
/// to be sealed and for nothing else.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Answer {
    asked: Private<String>,
    tokens: Tokens,
}

#[derive(Deserialize)]
struct WireWaiting {
    auth_req_id: Private<String>,
    expires_in: u32,
    #[serde(default)]
    interval: Option<u32>,
}

impl Provider {
    /// Asks a professional on the person's own means whether it is them.
    ///
    /// # Errors
    /// [`BackchannelFault`].
    pub async fn begin_backchannel(&self, ask: &BackchannelAsk<'_>) -> Result<Waiting, BackchannelFault> {
        let metadata = self.metadata().await?;
        let endpoint =
            metadata.backchannel_endpoint().filter(|_| self.settings.kind == ProviderKind::Professional);
        let endpoint = endpoint.ok_or(ProviderFault::NotOffered("a question without a browser"))?;
        let (asked, message) = (ask.rpps.national_id(), ask.binding_message.to_string());
        let mut fields = vec![
            ("scope", self.settings.scopes.as_str()),
            ("acr_values", self.settings.acr.as_str()),
            ("login_hint", asked.as_str()),
            ("binding_message", message.as_str()),
        ];
        fields.extend(ask.channel.map(|channel| ("channel", channel.as_str())));
        let reply = self.post_as_client(&metadata, endpoint, &fields).await?;
        match refusal(&reply).as_deref() {
            Some("unknown_user_id") => return Err(BackchannelFault::UnknownPerson),
            Some("access_denied") => return Err(BackchannelFault::Refused),
            _ => {}
        }
        let wire: WireWaiting = answer(&reply, "what it says of a question has another shape")?;
        if wire.auth_req_id.reveal().is_empty() || wire.expires_in == 0 {
            return Err(ProviderFault::Unreadable("its question has no name or no time").into());
        }
        let life = TimeDelta::seconds(wire.expires_in.min(LONGEST_LIFE).into());
        Ok(Waiting {
            asked: asked.as_str().into(),
            auth_req_id: wire.auth_req_id.reveal().as_str().into(),
            expires_at: self.clock.now() + life,
            interval: wire.interval.unwrap_or(STEP).clamp(1, LONGEST_INTERVAL),
        })
    }

    /// Looks once whether the person has answered. Whoever waits looks no more often than the interval says.
    ///
    /// # Errors
    /// [`ProviderFault`]: it cannot be reached, or an answer does not hold.
    pub async fn poll_backchannel(&self, waiting: &Waiting) -> Result<Polled, ProviderFault> {
        let metadata = self.metadata().await?;
        let fields = [("grant_type", GRANT), ("auth_req_id", waiting.auth_req_id.expose_secret())];
        let tokens = match self.grant(&metadata, &fields).await? {
            Ok(tokens) => tokens,
            Err(Refused::Pending) if self.clock.now() >= waiting.expires_at => return Ok(Polled::Expired),
            Err(Refused::Pending) => return Ok(Polled::Pending),
            Err(Refused::SlowDown) => {
                let slower = waiting.interval.saturating_add(STEP).min(LONGEST_INTERVAL);
                return Ok(Polled::SlowDown(slower));
            }
            Err(Refused::Denied) => return Ok(Polled::Refused),
            Err(Refused::Expired | Refused::Grant) => return Ok(Polled::Expired),
        };
        Ok(Polled::Answered(Box::new(Answer { asked: waiting.asked.clone(), tokens })))
    }

    /// Who said yes. It may be asked again where it fails for a cause that may pass.
    ///
    /// # Errors
    /// [`ProviderFault`]: it cannot be reached, or what it gave does not hold; also where somebody else than the one who was
    /// asked has answered.
    pub async fn prove_answer(&self, answer: &Answer) -> Result<Proven, ProviderFault> {
        let metadata = self.metadata().await?;
        let claims = self.first_id_token(&answer.tokens, None).await?;
        let proven = self.proven(&metadata, &claims, &answer.tokens).await?;
        let asked = answer.asked.reveal().parse::<NationalId>().ok().and_then(|id| id.rpps());
        match &proven.person {
            ProvenPerson::Professional(professional) if Some(&professional.rpps) == asked.as_ref() => {
                Ok(proven)
            }
            _ => Err(Distrust::Subject.into()),
        }
    }
}
