//! Logging in through an identity provider: our side of OpenID Connect, authorization code flow with PKCE.
//!
//! A [`Provider`] is what an operator configured ([`ProviderSettings`]), with the provider's own document and keys in
//! memory. [`Provider::authorization`] says where the browser goes; [`Provider::redeem`] exchanges the code that comes
//! back and gives who was proven ([`Proven`]). Nothing here opens a session: `service/` does, from what was proven.
//!
//! What stands in an answer counts only after its check: signature by a key of the provider (ES256 or RS256, never what
//! the token itself would like), issuer, audience, times by our own clock, nonce, the access token that it goes with,
//! and the subject of the userinfo being that of the ID token. All requests have an end in time and a bounded answer,
//! follow no redirect, and one provider that is slow or down keeps only its own visitors waiting.
//!
//! What this module must never do: put a code, a token or a claim into an error or a log; take a key, an endpoint or an
//! algorithm from anywhere but the provider's document and this list.

mod assurance;
mod cached;
mod citizen;
mod exchange;
mod fault;
mod http;
mod metadata;
mod professional;
mod proven;
mod provider;
mod providers;
mod token;

pub use config::{ProviderKind, ProviderSettings, UserinfoForm};
pub use exchange::Answered;
pub use fault::{Distrust, ProviderFault};
pub(crate) use professional::is_qualified;
pub use proven::{Proven, ProvenCitizen, ProvenPerson, ProvenProfessional, ProvenSituation};
pub use provider::{Ask, Provider};
pub use providers::Providers;
