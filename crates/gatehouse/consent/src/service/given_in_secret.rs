use chrono::{DateTime, Utc};
use database::Tx;
use kernel::{OrganisationId, PersonId};

use crate::{Action, Consent, Error, Permit, store};

/// To whom something was given in secret, and when: a person, or all of an organisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GivenInSecret {
    /// The person.
    pub person: Option<PersonId>,
    /// The organisation.
    pub organisation: Option<OrganisationId>,
    /// When.
    pub at: DateTime<Utc>,
}

impl Consent {
    /// What was given in secret in a permit's record to some people, or to all of some organisations, also what is over: for what must
    /// tell of none of it.
    ///
    /// # Errors
    /// The database's.
    pub fn given_in_secret<A: Action>(
        &self,
        tx: &mut Tx<'_>,
        permit: &Permit<'_, A>,
        people: &[PersonId],
        organisations: &[OrganisationId],
    ) -> Result<Vec<GivenInSecret>, Error> {
        let people = people.iter().map(|person| person.uuid()).collect();
        let organisations = organisations.iter().map(|organisation| organisation.uuid()).collect();
        let found = store::given_in_secret(tx, permit, people, organisations)?;
        let given = found.into_iter().map(|(person, organisation, at)| GivenInSecret {
            person: person.map(PersonId::from),
            organisation: organisation.map(OrganisationId::from),
            at,
        });
        Ok(given.collect())
    }
}
