use database::Desk;
use kernel::SoftwareId;
use secrecy::ExposeSecret;

use crate::{
    Error, Identity,
    client::{AssertionFault, Client, ClientAuth, ClientProof, NotClient, Shown, client_of},
    store,
};

/// Where assertions are shown: under our origin.
const TOKEN: &str = "/oauth/token";
const BACKCHANNEL: &str = "/oauth/bc-authorize";

/// A caller that has shown what registered software shows. An assertion counts once, and nothing is written yet.
#[derive(Debug)]
#[must_use]
pub struct CheckedClient {
    client: Client,
    shown: Option<Shown>,
}

impl CheckedClient {
    /// Which software it is.
    pub fn id(&self) -> SoftwareId {
        self.client.id()
    }

    /// How many calls a minute were agreed.
    pub fn per_minute(&self) -> u32 {
        self.client.registration.per_minute
    }
}

impl Identity {
    /// Takes a caller for registered software that was checked, and remembers what it showed, so that nobody shows it again.
    ///
    /// # Errors
    /// [`Error::NotClient`] for an assertion that was shown before; the database's.
    pub fn take_client(&self, desk: &Desk, checked: CheckedClient) -> Result<Client, Error> {
        let CheckedClient { client, shown } = checked;
        if let Some(shown) = shown {
            let maker = client.id().to_string();
            if !desk.write(|tx| self.show_once(tx, &maker, &shown.id, shown.until))? {
                return Err(NotClient::from(AssertionFault::Shown).into());
            }
        }
        Ok(client)
    }

    /// Checks that a caller is registered software, by what it shows: an assertion that one of its keys signed for this
    /// service, or a certificate of its connection that is registered for it. Each is taken in the one way that was
    /// registered.
    ///
    /// # Errors
    /// [`Error::NotClient`]; the database's.
    pub fn check_client(&self, desk: &Desk, proof: &ClientProof<'_>) -> Result<CheckedClient, Error> {
        let claimed = match proof {
            ClientProof::Assertion { assertion, said } => {
                let named = client_of(assertion.expose_secret()).map_err(NotClient::from)?;
                if said.is_some_and(|said| said != named) {
                    return Err(NotClient::from(AssertionFault::Client).into());
                }
                named
            }
            ClientProof::Certificate { said, .. } => *said,
        };
        let registration = desk.read(|rtx| store::registration(rtx.conn(), claimed))?;
        let registration = registration.ok_or(NotClient::Unknown)?;
        if !registration.software.listed {
            return Err(NotClient::NotListed.into());
        }
        let (bound_to, shown) = match (&registration.auth, proof) {
            (ClientAuth::Keys(keys), ClientProof::Assertion { assertion, .. }) => {
                let issuer = &self.settings.issuer;
                let audiences =
                    [issuer.clone(), format!("{issuer}{TOKEN}"), format!("{issuer}{BACKCHANNEL}")];
                let now = self.clock.now();
                let shown = Shown::check(assertion.expose_secret(), claimed, keys, &audiences, now);
                (None, Some(shown.map_err(NotClient::from)?))
            }
            (ClientAuth::Certificate { certificates, subject }, ClientProof::Certificate { shown, .. }) => {
                let named = subject.is_some() && *subject == shown.subject;
                if !named && !certificates.contains(&shown.thumbprint) {
                    return Err(NotClient::Certificate.into());
                }
                (Some(shown.thumbprint), None)
            }
            _ => return Err(NotClient::Method.into()),
        };
        Ok(CheckedClient { client: Client { registration, bound_to }, shown })
    }
}
