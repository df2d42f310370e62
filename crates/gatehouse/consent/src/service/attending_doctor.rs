use chrono_tz::Tz;
use database::Tx;
use kernel::{PersonId, SpaceId};
use serde_json::json;

use crate::{Action, Consent, Error, Permit, rules::ATTENDING_DOCTOR, store};

impl Consent {
    /// Writes down the attending doctors of the permits' spaces, in the place of those before. The spaces' rows are locked, or were
    /// made, in this transaction.
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
                self.change(tx, permit)?.end(tx, permit.now(), |one| one.kind == ATTENDING_DOCTOR)?;
            }
            if let Some(doctor) = doctor {
                let now = permit.now();
                new.push((*permit, self.provision_of_feed(ATTENDING_DOCTOR, *doctor, json!({}), None, now)));
            }
        }
        self.give_many(tx, &new)?;
        let spaces: Vec<SpaceId> = named.iter().map(|(permit, _)| permit.space()).collect();
        self.settle(tx, &spaces, self.clock.now())
    }

    /// Writes down another time zone of the holder of the permit's space. What ends at a midnight keeps its instant.
    ///
    /// # Errors
    /// The database's.
    pub fn move_zone<'tx, A: Action>(
        &self,
        tx: &mut Tx<'tx>,
        permit: &Permit<'tx, A>,
        zone: Tz,
    ) -> Result<(), Error> {
        store::update_zone(tx, permit, zone, permit.now())?;
        permit.tell_fact(tx, "space", json!({ "zone": zone.name() }));
        self.settle(tx, &[permit.space()], permit.now())
    }
}
