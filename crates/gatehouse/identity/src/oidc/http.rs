//! Requests to providers: no redirect, an end in time, a bounded answer.

use std::time::Duration;

use reqwest::{
    Certificate, Client, ClientBuilder, Identity, RequestBuilder, Response,
    header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderValue},
    redirect::Policy,
};
use secrecy::{ExposeSecret, SecretString};
use zeroize::Zeroizing;

use super::{ClientCredential, ProviderAccess, ProviderFault};

/// Longest time for a connection, and for a whole answer.
const CONNECT: Duration = Duration::from_secs(3);
const WHOLE: Duration = Duration::from_secs(8);
/// Longest answer: a professional with many places of work stays far below it.
const LONGEST: usize = 256 * 1024;

/// What asks providers.
#[derive(Debug, Clone)]
pub(super) struct Http(Client);

/// An answer, read whole.
pub(super) struct Reply {
    pub(super) status: u16,
    pub(super) media_type: String,
    pub(super) body: Zeroizing<Vec<u8>>,
}

impl Http {
    /// `secure` says whether the provider speaks TLS; the system's certificates are needed only then. A certificate of ours
    /// is shown on every connection to it.
    pub(super) fn new(secure: bool, access: &ProviderAccess) -> Result<Self, ProviderFault> {
        let builder = Client::builder()
            .redirect(Policy::none())
            .no_proxy()
            // Workers have runtimes of their own; a connection kept by one of them must not carry another's request.
            .pool_max_idle_per_host(0)
            .connect_timeout(CONNECT)
            .timeout(WHOLE)
            .user_agent("carnet");
        if !secure {
            return finish(builder.tls_certs_only([]), "no connection can be made");
        }
        let mut builder = builder.https_only(true);
        if let Some(authorities) = &access.authorities {
            let roots = Certificate::from_pem_bundle(authorities.as_bytes());
            let roots = roots.ok().filter(|roots| !roots.is_empty());
            builder = builder.tls_certs_merge(roots.ok_or(ProviderFault::Access(UNREADABLE_AUTHORITIES))?);
        }
        let ClientCredential::Certificate { chain, key } = &access.credential else {
            return finish(builder, "the system's certificates are missing");
        };
        let both = Zeroizing::new(format!("{}\n{chain}", key.expose_secret()));
        let identity =
            Identity::from_pem(both.as_bytes()).map_err(|_| ProviderFault::Access(UNUSABLE_KEY))?;
        finish(builder.identity(identity), "the client's certificate does not go with its key")
    }

    pub(super) async fn get(&self, url: &str, bearer: Option<&SecretString>) -> Result<Reply, ProviderFault> {
        let mut request = self.0.get(url);
        if let Some(token) = bearer {
            request =
                request.header(AUTHORIZATION, secret_header(&format!("Bearer {}", token.expose_secret()))?);
        }
        read(request).await
    }

    /// Posts a form; `basic` is the content of an `Authorization: Basic` header.
    pub(super) async fn post(
        &self,
        url: &str,
        form: String,
        basic: Option<&SecretString>,
    ) -> Result<Reply, ProviderFault> {
        let mut request =
            self.0.post(url).header(CONTENT_TYPE, "application/x-www-form-urlencoded").body(form);
        if let Some(basic) = basic {
            request =
                request.header(AUTHORIZATION, secret_header(&format!("Basic {}", basic.expose_secret()))?);
        }
        read(request).await
    }
}

const UNREADABLE_AUTHORITIES: &str = "the file of authorities holds no certificate that can be read";
const UNUSABLE_KEY: &str = "the client's certificate or its key cannot be read";

fn finish(builder: ClientBuilder, otherwise: &'static str) -> Result<Http, ProviderFault> {
    builder.build().map(Http).map_err(|_| ProviderFault::Access(otherwise))
}

fn secret_header(text: &str) -> Result<HeaderValue, ProviderFault> {
    let mut value =
        HeaderValue::from_str(text).map_err(|_| ProviderFault::Unreadable("its access token is none"))?;
    value.set_sensitive(true);
    Ok(value)
}

async fn read(request: RequestBuilder) -> Result<Reply, ProviderFault> {
    let mut response: Response = request
        .header(ACCEPT, "application/json, application/jwt")
        .send()
        .await
        .map_err(|error| fault(&error))?;
    let status = response.status().as_u16();
    let media_type = response.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let media_type = media_type.and_then(|text| text.split(';').next()).unwrap_or_default();
    let media_type = media_type.trim().to_ascii_lowercase();
    let mut body = Zeroizing::new(Vec::new());
    while let Some(part) = response.chunk().await.map_err(|error| fault(&error))? {
        if body.len() + part.len() > LONGEST {
            return Err(ProviderFault::TooLong);
        }
        body.extend_from_slice(&part);
    }
    Ok(Reply { status, media_type, body })
}

/// The library's own error names the address; nothing of it is kept.
fn fault(error: &reqwest::Error) -> ProviderFault {
    if error.is_timeout() { ProviderFault::Slow } else { ProviderFault::Unreachable }
}
