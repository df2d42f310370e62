use std::fmt;

use aws_lc_rs::digest::{SHA256, digest};
use kernel::{AccountId, Private};
use serde::{Deserialize, Serialize};
use webauthn_rs::prelude::{
    Passkey, PasskeyAuthentication, PasskeyRegistration, PublicKeyCredential, RegisterPublicKeyCredential,
    Url, Webauthn, WebauthnBuilder,
};

use super::AccountFault;
use crate::Error;

/// Longest answer of a browser that is looked at.
const LONGEST: usize = 12 * 1024;

/// Passkeys of this very site: its host is what they are bound to, and whoever holds one is verified by the device.
pub(crate) struct Passkeys(Webauthn);

/// What a browser is asked for, as JSON for its script.
pub struct PasskeyAsk(String);

/// What lies sealed of a passkey.
#[derive(Serialize, Deserialize)]
pub(crate) struct KeptPasskey {
    pub(crate) name: Private<String>,
    pub(crate) passkey: Passkey,
}

impl PasskeyAsk {
    /// The JSON.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for PasskeyAsk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PasskeyAsk")
    }
}

impl Passkeys {
    /// None where the site has no name, as on a bare address: browsers bind no passkey to one.
    pub(crate) fn of(origin: &str) -> Option<Self> {
        let origin = Url::parse(origin).ok()?;
        let host = origin.domain()?.to_owned();
        let site = WebauthnBuilder::new(&host, &origin).ok()?.rp_name("Carnet").build().ok()?;
        Some(Self(site))
    }

    pub(crate) fn ask_new(
        &self,
        account: AccountId,
        called: &str,
        known: &[Passkey],
    ) -> Result<(PasskeyAsk, PasskeyRegistration), Error> {
        let known = known.iter().map(|passkey| passkey.cred_id().clone()).collect();
        let asked = self.0.start_passkey_registration(account.uuid(), called, called, Some(known));
        let (ask, state) = asked.map_err(|_| Error::Passkeys)?;
        Ok((PasskeyAsk(json(&ask)?), state))
    }

    pub(crate) fn take_new(&self, answer: &str, state: &PasskeyRegistration) -> Result<Passkey, Error> {
        let answer: RegisterPublicKeyCredential = read(answer)?;
        let taken = self.0.finish_passkey_registration(&answer, state);
        taken.map_err(|_| AccountFault::WrongFactor.into())
    }

    pub(crate) fn ask(&self, known: &[Passkey]) -> Result<(PasskeyAsk, PasskeyAuthentication), Error> {
        let (ask, state) = self.0.start_passkey_authentication(known).map_err(|_| Error::Passkeys)?;
        Ok((PasskeyAsk(json(&ask)?), state))
    }

    /// The passkey that was shown, with its counter moved on; none where it does not count.
    pub(crate) fn take(
        &self,
        answer: &str,
        state: &PasskeyAuthentication,
        known: Vec<KeptPasskey>,
    ) -> Option<KeptPasskey> {
        let answer: PublicKeyCredential = read(answer).ok()?;
        let shown = self.0.finish_passkey_authentication(&answer, state).ok()?;
        let mut kept = known.into_iter().find(|kept| kept.passkey.cred_id() == shown.cred_id())?;
        kept.passkey.update_credential(&shown);
        Some(kept)
    }
}

/// By what a passkey is known: SHA-256 of its id.
pub(crate) fn credential_of(passkey: &Passkey) -> Vec<u8> {
    digest(&SHA256, passkey.cred_id().as_slice()).as_ref().to_vec()
}

fn json(value: &impl Serialize) -> Result<String, Error> {
    serde_json::to_string(value).map_err(|_| Error::Passkeys)
}

fn read<T: for<'de> Deserialize<'de>>(answer: &str) -> Result<T, Error> {
    let wrong = || Error::from(AccountFault::WrongFactor);
    if answer.len() > LONGEST {
        return Err(wrong());
    }
    serde_json::from_str(answer).map_err(|_| wrong())
}
