//! Logging in through an identity provider: our side of OpenID Connect.
//!
//! A [`Provider`] is what an operator configured ([`ProviderSettings`], [`ProviderAccess`]), with the provider's own
//! document and keys in memory. What is asked of it:
//!
//! - [`Provider::authorization`] says where the browser goes; [`Provider::redeem`] exchanges the code that comes back
//!   (authorization code flow with PKCE) and gives who was proven ([`Proven`]), with what a session keeps of it
//!   ([`AtProvider`]).
//! - [`Provider::refresh`] asks whether that log-in still counts there; [`Provider::logout_token`] reads a notice that it
//!   ended; [`Provider::end_session_url`] says where the browser goes to end it.
//! - [`Provider::professional_of_token`] gives who an access token of somebody else's software is about.
//! - [`Provider::begin_backchannel`] and [`Provider::poll_backchannel`] log somebody in who sits at other software, by a
//!   question on the person's own card or telephone (CIBA, poll mode).
//!
//! Nothing here opens or ends a session: `service/` does, from what was proven.
//!
//! What stands in an answer counts only after its check: signature by a key of the provider (ES256 or RS256, never what
//! the token itself would like), issuer, audience, times by our own clock, nonce, the access token that it goes with,
//! and the subject of the userinfo being that of the token. All requests have an end in time and a bounded answer,
//! follow no redirect, and one provider that is slow or down keeps only its own visitors waiting.
//!
//! What this module must never do: put a code, a token or a claim into an error or a log; take a key, an endpoint or an
//! algorithm from anywhere but the provider's document and this list.

mod assurance;
mod at_provider;
mod authorization;
mod backchannel;
mod cached;
mod citizen;
mod client;
mod end_session;
mod exchange;
mod fault;
mod grant;
mod http;
mod introspect;
mod logout;
mod metadata;
mod presented;
mod professional;
mod proven;
mod provider;
mod providers;
mod refresh;
mod secret_text;
mod times;
mod token;
mod userinfo;

pub use at_provider::AtProvider;
pub use authorization::Ask;
pub use backchannel::{Answer, BackchannelAsk, BackchannelFault, BindingMessage, Channel, Polled, Waiting};
pub use config::{
    ClientCredential, ExchangeClients, ProviderAccess, ProviderKind, ProviderSettings, UserinfoForm,
};
pub use exchange::Answered;
pub use fault::{Distrust, ProviderFault};
pub use introspect::{ActiveToken, Introspected};
pub use logout::LogoutNotice;
pub use presented::{Presented, TokenFault};
pub(crate) use professional::is_qualified;
pub use proven::{Proven, ProvenCitizen, ProvenPerson, ProvenProfessional, ProvenSituation};
pub use provider::Provider;
pub use providers::Providers;
pub use refresh::Refreshed;
