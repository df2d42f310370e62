use base64::{Engine, engine::general_purpose::STANDARD};
use kernel::Private;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, de::DeserializeOwned};
use zeroize::Zeroizing;

use super::{
    Distrust, Proven, ProvenPerson, Provider, ProviderFault, ProviderKind, UserinfoForm,
    assurance::assurance, citizen, metadata::Metadata, professional, provider::success,
};

/// What the browser brought back, with what the attempt kept for it.
#[derive(Debug)]
pub struct Answered<'a> {
    /// The code.
    pub code: &'a SecretString,
    /// The issuer that the answer names, if it names one (RFC 9207).
    pub issuer: Option<&'a str>,
    /// Where the provider sent the browser back to.
    pub redirect_uri: &'a str,
    /// The attempt's nonce.
    pub nonce: &'a SecretString,
    /// The attempt's PKCE verifier.
    pub verifier: &'a SecretString,
}

/// What the token endpoint answers.
#[derive(Deserialize)]
struct WireTokens {
    access_token: Private<String>,
    token_type: String,
    id_token: Private<String>,
}

struct Tokens {
    access_token: SecretString,
    id_token: SecretString,
}

#[derive(Deserialize)]
struct Refusal {
    #[serde(default)]
    error: String,
}

/// Userinfo with its subject.
#[derive(Deserialize)]
struct About<T> {
    sub: String,
    #[serde(flatten)]
    info: T,
}

impl Provider {
    /// Exchanges a code for tokens, checks them, reads userinfo, and gives who was proven.
    ///
    /// # Errors
    /// [`ProviderFault`]: it cannot be reached, does not take the code, or an answer does not hold.
    pub async fn redeem(&self, answered: &Answered<'_>) -> Result<Proven, ProviderFault> {
        let metadata = self.metadata().await?;
        let named = answered.issuer;
        // Where answers name their issuer, one that does not is somebody else's.
        let missing = named.is_none() && metadata.authorization_response_iss_parameter_supported;
        if missing || named.is_some_and(|issuer| issuer != self.settings.issuer) {
            return Err(Distrust::Issuer.into());
        }
        let tokens = self.tokens(&metadata, answered).await?;
        let claims = self.id_token(&tokens.id_token, answered.nonce, &tokens.access_token).await?;
        let assurance = assurance(&self.settings, claims.acr.as_deref()).ok_or(Distrust::Assurance)?;
        let person = match self.settings.kind {
            ProviderKind::Professional => {
                let info: professional::Userinfo = self.userinfo(&metadata, &tokens, &claims.sub).await?;
                ProvenPerson::Professional(info.professional()?)
            }
            ProviderKind::Citizen => {
                let info: citizen::Userinfo = self.userinfo(&metadata, &tokens, &claims.sub).await?;
                ProvenPerson::Citizen(Box::new(info.citizen(claims.sub)?))
            }
        };
        Ok(Proven { assurance, person })
    }

    async fn tokens(&self, metadata: &Metadata, answered: &Answered<'_>) -> Result<Tokens, ProviderFault> {
        let settings = &self.settings;
        let secret = self.client_secret.expose_secret();
        let mut form = form_urlencoded::Serializer::new(String::new());
        form.append_pair("grant_type", "authorization_code")
            .append_pair("code", answered.code.expose_secret())
            .append_pair("redirect_uri", answered.redirect_uri)
            .append_pair("code_verifier", answered.verifier.expose_secret());
        let basic = metadata.takes_basic().then(|| basic(&settings.client_id, secret));
        if basic.is_none() {
            form.append_pair("client_id", &settings.client_id).append_pair("client_secret", secret);
        }
        let reply = self.http.post(&metadata.token_endpoint, form.finish(), basic.as_ref()).await?;
        if matches!(reply.status, 400 | 401) {
            let said = serde_json::from_slice::<Refusal>(&reply.body).map(|refusal| refusal.error);
            return Err(match said.as_deref() {
                Ok("invalid_grant") => ProviderFault::CodeRefused,
                Ok("invalid_client" | "unauthorized_client") => ProviderFault::ClientRefused,
                _ => ProviderFault::Status(reply.status),
            });
        }
        let reply = success(reply)?;
        let tokens: WireTokens = serde_json::from_slice(&reply.body)
            .map_err(|_| ProviderFault::Unreadable("its tokens have another shape"))?;
        if !tokens.token_type.eq_ignore_ascii_case("bearer") {
            return Err(ProviderFault::Unreadable("its access token is no bearer token"));
        }
        let secret = |token: &Private<String>| SecretString::from(token.reveal().as_str());
        Ok(Tokens { access_token: secret(&tokens.access_token), id_token: secret(&tokens.id_token) })
    }

    async fn userinfo<T: DeserializeOwned>(
        &self,
        metadata: &Metadata,
        tokens: &Tokens,
        subject: &str,
    ) -> Result<T, ProviderFault> {
        let reply = self.http.get(&metadata.userinfo_endpoint, Some(&tokens.access_token)).await?;
        let reply = success(reply)?;
        let about: About<T> = match self.settings.userinfo {
            UserinfoForm::Json if reply.media_type == "application/json" => {
                serde_json::from_slice(&reply.body)
                    .map_err(|_| ProviderFault::Unreadable("its userinfo has another shape"))?
            }
            UserinfoForm::Jwt if reply.media_type == "application/jwt" => {
                let text = std::str::from_utf8(&reply.body).map_err(|_| Distrust::Malformed)?;
                self.signed(text.trim(), false).await?
            }
            _ => return Err(ProviderFault::Unreadable("its userinfo comes in another form than configured")),
        };
        if about.sub != subject {
            return Err(Distrust::Subject.into());
        }
        Ok(about.info)
    }
}

/// Id and secret as RFC 6749 §2.3.1 wants them: each encoded as in a form, then both together in base64.
fn basic(id: &str, secret: &str) -> SecretString {
    let encoded = |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
    let both = Zeroizing::new(format!("{}:{}", encoded(id), encoded(secret)));
    STANDARD.encode(both.as_bytes()).into()
}
