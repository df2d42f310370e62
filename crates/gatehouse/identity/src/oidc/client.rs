use base64::{Engine, engine::general_purpose::STANDARD};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use zeroize::Zeroizing;

use super::{Provider, ProviderFault, http::Reply, metadata::Metadata};

/// How the provider knows us.
pub(super) enum Credential {
    /// By a secret that both sides know.
    Secret(SecretString),
    /// By the certificate of the connection.
    Certificate,
}

#[derive(Deserialize)]
struct WireRefusal {
    #[serde(default)]
    error: String,
}

impl Provider {
    /// Posts a form as the client that we are: with the secret in a header or in the form, or over a connection that shows
    /// our certificate.
    pub(super) async fn post_as_client(
        &self,
        metadata: &Metadata,
        endpoint: &str,
        fields: &[(&str, &str)],
    ) -> Result<Reply, ProviderFault> {
        let id = &self.settings.client_id;
        let mut form = form_urlencoded::Serializer::new(String::new());
        form.extend_pairs(fields);
        let basic = match &self.credential {
            Credential::Secret(secret) if metadata.takes_basic() => Some(basic(id, secret.expose_secret())),
            Credential::Secret(secret) => {
                form.append_pair("client_id", id).append_pair("client_secret", secret.expose_secret());
                None
            }
            Credential::Certificate => {
                form.append_pair("client_id", id);
                None
            }
        };
        self.http.post(endpoint, form.finish(), basic.as_ref()).await
    }
}

/// The word by which an endpoint for clients says no (RFC 6749, 5.2); none where it answers otherwise.
pub(super) fn refusal(reply: &Reply) -> Option<String> {
    matches!(reply.status, 400 | 401 | 403)
        .then(|| serde_json::from_slice::<WireRefusal>(&reply.body).ok())
        .flatten()
        .map(|refusal| refusal.error)
}

/// What an answer means that is none.
pub(super) fn fault_of(reply: &Reply) -> ProviderFault {
    match refusal(reply).as_deref() {
        Some("invalid_client" | "unauthorized_client") => ProviderFault::ClientRefused,
        _ => ProviderFault::Status(reply.status),
    }
}

/// The JSON object of an answer that says yes. What reads it would also take a list for its members in their order.
pub(super) fn answer<T: serde::de::DeserializeOwned>(
    reply: &Reply,
    unreadable: &'static str,
) -> Result<T, ProviderFault> {
    if reply.status != 200 {
        return Err(fault_of(reply));
    }
    if reply.media_type != "application/json" {
        return Err(ProviderFault::Unreadable("its answer is no JSON"));
    }
    let object = reply.body.trim_ascii_start().starts_with(b"{");
    let read = object.then(|| serde_json::from_slice(&reply.body).ok()).flatten();
    read.ok_or(ProviderFault::Unreadable(unreadable))
}

/// Id and secret as RFC 6749 §2.3.1 wants them: each encoded as in a form, then both together in base64.
fn basic(id: &str, secret: &str) -> SecretString {
    let encoded = |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
    let both = Zeroizing::new(format!("{}:{}", encoded(id), encoded(secret)));
    STANDARD.encode(both.as_bytes()).into()
}
