//! Minors who come of age: what their representatives gave ends, and people are told, before and when it is so.

use chrono::{DateTime, Utc};
use consent::SpaceState;
use database::Tx;
use documents::Error;
use kernel::SpaceId;
use mail::When;

use crate::{
    House,
    notices::of_a_record,
    notify::{NewNotice, Told, notify},
    shared::spoils_itself_alone,
};

/// Looks at the records of which a representation has ended since the last look: ends what fell with it, and tells whoever is of age
/// now. Says how many were told. A look that was cut short is done again; what was told is not told again.
///
/// # Errors
/// The database's; what keeps a notice from being left.
pub fn settle(house: &House, most: i64) -> Result<usize, Error> {
    let within = house.desk.write(|tx| house.consent.to_look_at_representations(tx))?;
    let Looked { told, spoilt } = each(house, within, most, |space| settle_one(house, space))?;
    // One that could not be looked at is looked at by the next run: what is said again says nothing new.
    if spoilt == 0 {
        house.desk.write(|tx| house.consent.looked_at_representations(tx, within.1))?;
    }
    Ok(told)
}

/// Tells minors, and whoever represents them, that they are of age before long, once; says how many minors.
///
/// # Errors
/// As [`settle`].
pub fn remind(house: &House, most: i64) -> Result<usize, Error> {
    let now = house.clock.now();
    let within = (now, house.consent.of_age_told_until(now));
    Ok(each(house, within, most, |space| remind_one(house, space))?.told)
}

/// What a look at many records gave.
#[derive(Default)]
struct Looked {
    /// How many people were told.
    told: usize,
    /// How many records could not be looked at.
    spoilt: usize,
}

/// Goes through the records of which a representation ends within a time.
fn each(
    house: &House,
    within: (DateTime<Utc>, DateTime<Utc>),
    most: i64,
    one: impl Fn(SpaceId) -> Result<bool, Error>,
) -> Result<Looked, Error> {
    let (mut looked, mut after) = (Looked::default(), None);
    loop {
        let spaces =
            house.desk.write(|tx| house.consent.spaces_of_ending_representations(tx, within, after, most))?;
        let Some(last) = spaces.last() else { return Ok(looked) };
        after = Some(*last);
        for space in spaces {
            match one(space) {
                Err(error) if spoils_itself_alone(&error) => {
                    looked.spoilt += 1;
                    tracing::warn!(%error, "the representatives of one record were not looked at");
                }
                done => looked.told += usize::from(done?),
            }
        }
    }
}

/// A record in which nothing is left to do gets no line by being looked at.
fn settle_one(house: &House, space: SpaceId) -> Result<bool, Error> {
    let would = house.desk.rehearse(|tx| settle_in(house, tx, space))?;
    if would == (false, false) {
        return Ok(false);
    }
    Ok(house.desk.write(|tx| settle_in(house, tx, space))?.1)
}

/// Says whether something ended, and whether somebody was told.
fn settle_in(house: &House, tx: &mut Tx<'_>, space: SpaceId) -> Result<(bool, bool), Error> {
    let fallen = house.consent.end_what_fell(tx, space)?;
    let state = fallen.permit.space_facts().map(|facts| facts.state);
    let is_used = matches!(state, Some(SpaceState::Created | SpaceState::Active));
    let ended = fallen.ended;
    let Some(event) = fallen.alone.filter(|_| is_used) else { return Ok((ended, false)) };
    if !house.identity.is_of_age(tx, &fallen.permit)? || is_told(house, tx, space, event)? {
        return Ok((ended, false));
    }
    let notice = NewNotice { event, person: None, told: Told::OfAge, secret: false };
    Ok((ended, notify(house, tx, space, &notice)?.told))
}

fn remind_one(house: &House, space: SpaceId) -> Result<bool, Error> {
    house.desk.write(|tx| {
        let Some(soon) = house.consent.of_age_soon_without_permit(tx, space)? else { return Ok(false) };
        if is_told(house, tx, space, soon.event)? {
            return Ok(false);
        }
        let told = Told::OfAgeSoon { from: When { at: soon.from, zone: soon.zone } };
        Ok(notify(house, tx, space, &NewNotice { event: soon.event, person: None, told, secret: false })?
            .told)
    })
}

fn is_told(house: &House, tx: &mut Tx<'_>, space: SpaceId, event: kernel::EventId) -> Result<bool, Error> {
    house.notifications.is_told(tx, space, event).map_err(of_a_record)
}
