use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use database::Tx;
use kernel::{PersonId, ProvisionId};

use super::Scored;
use crate::{
    Act, Action, Consent, Error, Provision, Purpose,
    rules::{CareRelationshipTerms, EMERGENCY_ACCESS},
    store,
};

/// Asking the holder about an access.
pub struct AskAboutAccess;

impl Action for AskAboutAccess {
    const NAME: &'static str = "access-questions.ask";
    const ACT: Act = Act::Notify;
}

/// What the holder is asked about.
#[derive(Debug, Clone)]
pub struct Asked {
    /// The access.
    pub access: ProvisionId,
    /// Whose.
    pub person: PersonId,
    /// Since when.
    pub since: DateTime<Utc>,
    /// The holder's time zone.
    pub zone: Tz,
    /// Whether the access was given in secret.
    pub secret: bool,
}

impl Consent {
    /// Marks that the holder is asked about an access that was scored, once, also where it has ended. None where there is nothing
    /// to ask: it was asked about before, as was another one of the same professional lately, or it is something that the holder
    /// gave.
    ///
    /// # Errors
    /// [`Error::Refused`] for a record that takes no notice; the database's.
    pub fn ask_about(&self, tx: &mut Tx<'_>, scored: &Scored) -> Result<Option<Asked>, Error> {
        let access = &scored.access;
        let permit = self.system_permit::<AskAboutAccess>(tx, Purpose::Notice, access.space)?;
        permit.name(tx, [access.id.uuid()]);
        let keys = self.vault.space(access.space)?;
        let one = store::provision(tx, &permit, keys.as_ref(), access.id.uuid())?;
        let is_declared = |one: &Provision| {
            let relationship = || one.terms::<CareRelationshipTerms>();
            one.kind == EMERGENCY_ACCESS || relationship().is_some_and(|terms| terms.evidence.is_declared())
        };
        let lately = permit.now() - TimeDelta::days(i64::from(self.reference.abuse().silent_days));
        let secret = one.as_ref().is_some_and(|one| one.secret);
        if secret {
            permit.keep_secret(tx);
        }
        if !one.is_some_and(|one| is_declared(&one))
            || store::was_asked_since(tx, &permit, access, lately)?
            || !store::mark_asked(tx, &permit, access.id)?
        {
            return Ok(None);
        }
        let zone = permit.space_facts().map(|facts| facts.zone).ok_or(Error::Disagreement)?;
        Ok(Some(Asked { access: access.id, person: access.person, since: access.started_at, zone, secret }))
    }
}
