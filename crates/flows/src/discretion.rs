//! A record that is kept discreet before those who help its holder.

use consent::{Ask, service::Discretion};
use database::Tx;
use documents::Error;
use kernel::{Actor, EventId, SpaceId};
use mail::When;

use crate::{
    House,
    notify::{NewNotice, Told, notify},
};

/// Keeps a record discreet; where a professional begins it, the holder finds that told in the record, and nobody is written to.
///
/// # Errors
/// As [`consent::Consent::be_discreet`]; what keeps a notice from being left.
pub fn begin(
    house: &House,
    tx: &mut Tx<'_>,
    actor: &Actor,
    space: SpaceId,
    ask: Ask,
) -> Result<Discretion, Error> {
    let (discretion, is_new) = house.consent.be_discreet(tx, actor, space, ask)?;
    if let (Some(until), true) = (discretion.silent_until.filter(|_| discretion.by_professional), is_new) {
        let event = EventId::new(house.clock.as_ref(), house.rng.as_ref());
        let told =
            Told::DiscretionBegan { until: When { at: until, zone: house.settings.country.time_zone } };
        notify(house, tx, space, &NewNotice { event, person: None, told, secret: false })?;
    }
    Ok(discretion)
}
