//! A mediator and a citizen together: when such a session ends, the citizen is told in the record what was done in it.

use consent::{
    Action,
    service::{
        AcceptInvitation, ActivateSpace, ChoosePreset, DisputeRepresentation, OpposeSpace, WithdrawOpposition,
    },
};
use identity::{EndOfMediation, EndedMediation, RaiseTogether};
use kernel::{EventId, SessionId};
use mail::{Line, When};
use notifications::DoneTogether;

use crate::{
    House,
    history::ReadHistory,
    notify::{NewNotice, Told, notify},
};

/// What an act of the journal was, in a notice.
const ACTS: [(&str, DoneTogether); 7] = [
    (ActivateSpace::NAME, DoneTogether::Activated),
    (OpposeSpace::NAME, DoneTogether::Opposed),
    (WithdrawOpposition::NAME, DoneTogether::OppositionTakenBack),
    (ChoosePreset::NAME, DoneTogether::PresetChosen),
    (ReadHistory::NAME, DoneTogether::HistoryRead),
    (RaiseTogether::NAME, DoneTogether::AccountVerified),
    (AcceptInvitation::NAME, DoneTogether::CareAccepted),
];

/// What such an act was in the record of a minor whom the citizen represents.
const ACTS_FOR_MINORS: [(&str, DoneTogether); 5] = [
    (ActivateSpace::NAME, DoneTogether::ActivatedForMinor),
    (OpposeSpace::NAME, DoneTogether::OpposedForMinor),
    (WithdrawOpposition::NAME, DoneTogether::OppositionTakenBackForMinor),
    (ChoosePreset::NAME, DoneTogether::PresetChosenForMinor),
    (DisputeRepresentation::NAME, DoneTogether::RepresentationDisputed),
];

/// Sessions that one run of the job ends.
const AT_ONCE: i64 = 500;

/// Ends a session together, where it runs, and tells its citizen of it, once, in one transaction. Says whether there was one
/// to tell of.
///
/// # Errors
/// Identity's; what a notice cannot be left for.
pub fn end(house: &House, session: SessionId, how: EndOfMediation) -> Result<bool, documents::Error> {
    house.desk.write(|tx| {
        let Some(ended) = house.identity.conclude_mediation(tx, session, how)? else { return Ok(false) };
        let event = EventId::new(house.clock.as_ref(), house.rng.as_ref());
        let (space, told) = (ended.space, told(house, &ended));
        notify(house, tx, space, &NewNotice { event, person: None, told, secret: false })?;
        Ok(true)
    })
}

/// Ends every session together that a mediator began in a session of their own.
///
/// # Errors
/// As [`end`].
pub fn end_all_of(house: &House, session: SessionId, how: EndOfMediation) -> Result<(), documents::Error> {
    let running = house.desk.read(|rtx| house.identity.mediations_of(rtx, session))?;
    running.into_iter().try_for_each(|together| end(house, together, how).map(drop))
}

/// Tells of the sessions together whose time was over; says how many.
///
/// # Errors
/// As [`end`].
pub fn end_those_over(house: &House) -> Result<usize, documents::Error> {
    let over = house.desk.read(|rtx| house.identity.mediations_to_conclude(rtx, AT_ONCE))?;
    for session in &over {
        end(house, *session, EndOfMediation::Over)?;
    }
    Ok(over.len())
}

fn told(house: &House, ended: &EndedMediation) -> Told {
    let known = |acts: &[(&str, DoneTogether)], act: &String| {
        acts.iter().find(|(name, _)| name == act).map(|(_, did)| *did)
    };
    let own = ended.acts.iter().filter_map(|act| known(&ACTS, act));
    let for_minors = ended.acts_for_minors.iter().filter_map(|act| known(&ACTS_FOR_MINORS, act));
    let zone = house.settings.country.time_zone;
    Told::TogetherWithMediator {
        name: Line::new(ended.mediator.reveal()),
        at: When { at: ended.began_at, zone },
        did: own.chain(for_minors).collect(),
    }
}
