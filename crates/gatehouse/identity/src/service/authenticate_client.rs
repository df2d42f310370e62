use database::Desk;
use secrecy::ExposeSecret;

use crate::{
    Error, Identity,
    client::{AssertionFault, Client, ClientAuth, ClientProof, NotClient, Shown, client_of},
    store,
};

/// Where assertions are shown: under our origin.
const TOKEN: &str = "/oauth/token";
const BACKCHANNEL: &str = "/oauth/bc-authorize";

impl Identity {
    /// Takes a caller for registered software, by what it shows: an assertion that one of its keys signed for this service
    /// and that nobody has shown before, or a certificate of its connection that is registered for it. Each is taken in the
    /// one way that was registered.
    ///
    /// # Errors
    /// [`Error::NotClient`]; the database's.
    pub fn authenticate_client(&self, desk: &Desk, proof: &ClientProof<'_>) -> Result<Client, Error> {
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
        let bound_to = match (&registration.auth, proof) {
            (ClientAuth::Keys(keys), ClientProof::Assertion { assertion, .. }) => {
                let issuer = &self.settings.issuer;
                let audiences =
                    [issuer.clone(), format!("{issuer}{TOKEN}"), format!("{issuer}{BACKCHANNEL}")];
                let now = self.clock.now();
                let shown = Shown::check(assertion.expose_secret(), claimed, keys, &audiences, now);
                let shown = shown.map_err(NotClient::from)?;
                let maker = claimed.to_string();
                if !desk.write(|tx| self.show_once(tx, &maker, &shown.id, shown.until))? {
                    return Err(NotClient::from(AssertionFault::Shown).into());
                }
                None
            }
            (ClientAuth::Certificate { certificates, subject }, ClientProof::Certificate { shown, .. }) => {
                let named = subject.is_some() && *subject == shown.subject;
                if !named && !certificates.contains(&shown.thumbprint) {
                    return Err(NotClient::Certificate.into());
                }
                Some(shown.thumbprint)
            }
            _ => return Err(NotClient::Method.into()),
        };
        Ok(Client { registration, bound_to })
    }
}
