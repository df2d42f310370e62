use chrono_tz::Tz;
use database::Tx;
use kernel::PersonId;
use serde_json::json;

use crate::{Action, Consent, Error, Permit, rules::ATTENDING_DOCTOR, store};

impl Consent {
    /// Writes down the attending doctors of the permits' spaces, in the place of those before. No rule reads it yet.
    ///
    /// # Errors
    /// The database's.
    pub fn name_attending_doctors<'tx, A: Action>(
        &self,
        tx: &mut Tx<'tx>,
        named: &[(&Permit<'tx, A>, Option<PersonId>)],
    ) -> Result<(), Error> {
        let mut new = Vec::new();
        for (permit, doctor) in named {
            if permit.provisions().iter().any(|one| one.kind == ATTENDING_DOCTOR) {
                store::end_kind(tx, permit, ATTENDING_DOCTOR, permit.now())?;
            }
            if let Some(doctor) = doctor {
                let now = permit.now();
                new.push((*permit, self.provision_of_feed(ATTENDING_DOCTOR, *doctor, json!({}), None, now)));
            }
        }
        Ok(store::insert_provisions(tx, &new)?)
    }

    /// Writes down another time zone of the holder of the permit's space. What ends at a midnight keeps its instant.
    ///
    /// # Errors
    /// The database's.
    pub fn move_zone<A: Action>(
        &self,
        tx: &mut Tx<'_>,
        permit: &Permit<'_, A>,
        zone: Tz,
    ) -> Result<(), Error> {
        Ok(store::update_zone(tx, permit, zone, permit.now())?)
    }
}
