use chrono::NaiveDate;
use chrono_tz::Tz;
use database::Tx;
use kernel::{PersonId, SpaceId};
use serde_json::json;

use crate::{Action, Consent, Error, Permit, Purpose, SpaceState, days::end_after, store};

/// A space to make for somebody who was told of it and may oppose. Its key must exist already.
#[derive(Debug, Clone)]
pub struct AnnouncedSpace {
    /// Its id.
    pub id: SpaceId,
    /// Whose record it is.
    pub holder: PersonId,
    /// The holder's time zone.
    pub zone: Tz,
    /// The day on which the holder was told.
    pub told_on: NaiveDate,
}

impl Consent {
    /// Makes many spaces whose creation may still be opposed, until the end of the last day of that time where each
    /// holder lives. Gives the permit of each, in order, for what identity writes down beside.
    ///
    /// # Errors
    /// The database's; a space that exists already is a conflict.
    pub fn announce_spaces<'tx, A: Action>(
        &self,
        tx: &mut Tx<'tx>,
        new: &[AnnouncedSpace],
    ) -> Result<Vec<Permit<'tx, A>>, Error> {
        let spaces: Vec<SpaceId> = new.iter().map(|one| one.id).collect();
        let permits = self.system_permits::<A>(tx, Purpose::Registration, &spaces)?;
        let days = self.reference.durations().opposition.days;
        let mut rows = Vec::with_capacity(new.len());
        for (permit, one) in permits.iter().zip(new) {
            let until = end_after(one.told_on, days, one.zone).ok_or_else(|| {
                Error::Unprocessable("a day on which somebody was told lies beyond every calendar".to_owned())
            })?;
            permit.detail(tx, json!({ "opposition_until": until, "zone": one.zone.name() }));
            let state = SpaceState::OppositionRunning.as_str();
            permit.tell_fact(
                tx,
                "space",
                json!({ "state": state, "holder": one.holder, "zone": one.zone.name() }),
            );
            rows.push((permit, one, until));
        }
        store::insert_announced(tx, &rows)?;
        self.settle(tx, &spaces, self.clock.now())?;
        Ok(permits)
    }
}
