use secrecy::SecretString;
use serde::{Deserialize, de::DeserializeOwned};

use super::{
    Distrust, ProvenPerson, Provider, ProviderFault, ProviderKind, UserinfoForm, citizen, metadata::Metadata,
    professional, provider::success,
};

/// Userinfo with its subject.
#[derive(Deserialize)]
struct About<T> {
    sub: String,
    #[serde(flatten)]
    info: T,
}

impl Provider {
    /// The person whom the provider calls so, read with an access token.
    pub(super) async fn person(
        &self,
        metadata: &Metadata,
        access_token: &SecretString,
        subject: &str,
    ) -> Result<ProvenPerson, ProviderFault> {
        Ok(match self.settings.kind {
            ProviderKind::Professional => {
                let info: professional::Userinfo = self.userinfo(metadata, access_token, subject).await?;
                ProvenPerson::Professional(info.professional()?)
            }
            ProviderKind::Citizen => {
                let info: citizen::Userinfo = self.userinfo(metadata, access_token, subject).await?;
                ProvenPerson::Citizen(Box::new(info.citizen(subject.to_owned())?))
            }
        })
    }

    async fn userinfo<T: DeserializeOwned>(
        &self,
        metadata: &Metadata,
        access_token: &SecretString,
        subject: &str,
    ) -> Result<T, ProviderFault> {
        let reply = self.http.get(&metadata.userinfo_endpoint, Some(access_token)).await?;
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
