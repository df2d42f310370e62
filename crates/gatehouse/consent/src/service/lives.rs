use std::collections::HashMap;

use chrono_tz::Tz;
use database::Tx;
use kernel::{PersonId, SpaceId};

use super::represent::Representation;
use crate::{
    Consent, Error, Provision, SpaceState,
    rules::{ATTENDING_DOCTOR, REPRESENTATION_DISPUTE},
    store,
};

/// What the insurer's feed is compared with: how a space stands, without anything that is in it.
#[derive(Debug, Clone)]
pub struct SpaceLife {
    /// Its state.
    pub state: SpaceState,
    /// The holder's time zone.
    pub zone: Tz,
    /// The attending doctor, where one is known.
    pub attending_doctor: Option<PersonId>,
    /// Who represents the holder, as the feed has said.
    pub representations: Vec<Representation>,
    /// Who says not to represent the holder.
    pub disputes: Vec<PersonId>,
}

impl Consent {
    /// How spaces stand, for a comparison that must come before any decision: one statement. It gives no access.
    ///
    /// # Errors
    /// The database's.
    pub fn lives_without_permit(
        &self,
        tx: &mut Tx<'_>,
        spaces: &[SpaceId],
    ) -> Result<HashMap<SpaceId, SpaceLife>, Error> {
        let loaded = store::load_many(tx, &self.vault, spaces, self.clock.now())?;
        let life = |(space, loaded): (SpaceId, store::Loaded)| {
            let of = |kind: &'static str| loaded.provisions.iter().filter(move |one| one.kind == kind);
            let last = of(ATTENDING_DOCTOR).max_by_key(|one| (one.starts_at, one.id));
            let life = SpaceLife {
                state: loaded.space.state,
                zone: loaded.space.zone,
                attending_doctor: last.and_then(|one| one.person),
                representations: loaded.provisions.iter().filter_map(by_feed).collect(),
                disputes: of(REPRESENTATION_DISPUTE).filter_map(|one| one.person).collect(),
            };
            (space, life)
        };
        Ok(loaded.into_iter().map(life).collect())
    }
}

/// The representation that a provision is, where the feed gave it.
fn by_feed(provision: &Provision) -> Option<Representation> {
    if !provision.given_by.uuid().is_nil() {
        return None;
    }
    Representation::of(provision)
}
