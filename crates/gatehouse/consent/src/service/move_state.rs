use database::Tx;
use kernel::ProvisionId;
use serde_json::{Value, json};

use super::heirs::is_matter;
use crate::{
    Action, Consent, Error, Permit, Provision, Reason, SpaceState,
    change::ids,
    days::end_of_its_day,
    rules::{
        ATTENDING_DOCTOR, BLOCK, DEFAULT_MASK, DISCRETION, EMERGENCY_SWITCHES, EXCEPTION, Effect,
        EmergencySwitches, ExceptionTerms, HEIRS_REFUSED, MEASURE, PRESET, PROTECTION,
        REPRESENTATION_DISPUTE, REPRESENTATIVE, REPRESENTATIVE_SUSPENDED, SECONDARY_USE, STARTING, TOPIC,
        permits_use,
    },
    store,
};

/// Kinds of provision that closing a record leaves: they say who decides for the record and how it may be reached, or hide
/// something, and give nobody a right to look. Of those that may hide or show, what shows goes: see [`stays`].
const KEPT: [&str; 16] = [
    DISCRETION,
    HEIRS_REFUSED,
    MEASURE,
    PROTECTION,
    ATTENDING_DOCTOR,
    PRESET,
    STARTING,
    REPRESENTATION_DISPUTE,
    REPRESENTATIVE,
    REPRESENTATIVE_SUSPENDED,
    BLOCK,
    EXCEPTION,
    TOPIC,
    DEFAULT_MASK,
    EMERGENCY_SWITCHES,
    SECONDARY_USE,
];

/// A step in the life of a space.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moved {
    /// Before it.
    pub from: SpaceState,
    /// After it.
    pub to: SpaceState,
}

/// Whether a provision stays when a record is closed.
fn stays(one: &Provision) -> bool {
    KEPT.contains(&one.kind.as_str())
        && match one.kind.as_str() {
            EXCEPTION => one.terms::<ExceptionTerms>().is_none_or(|terms| terms.effect == Effect::Hidden),
            EMERGENCY_SWITCHES => one.terms::<EmergencySwitches>().is_none_or(|terms| !terms.masked),
            SECONDARY_USE => !permits_use(one),
            _ => true,
        }
}

impl Consent {
    /// Takes a step in the life of the permit's space and tells it in the journal. Closing, and a death, end every grant.
    pub(crate) fn move_state<'tx, A: Action>(
        &self,
        tx: &mut Tx<'tx>,
        permit: &Permit<'tx, A>,
        to: SpaceState,
        why: Value,
    ) -> Result<Moved, Error> {
        let (from, zone) =
            permit.space_facts().map(|facts| (facts.state, facts.zone)).ok_or(Error::Disagreement)?;
        let stopped = match (from, to) {
            (SpaceState::Deceased, SpaceState::OppositionRunning) => store::stopped(tx, permit)?,
            _ => None,
        };
        if !from.may_become(to) || !store::update_state(tx, permit, from, to, permit.now())? {
            // Of two steps that are taken at once, the second is decided about anew.
            if store::state_of(tx, permit.space())? != Some(from) {
                return Err(database::Error::Transient("a record took another step at the same time").into());
            }
            permit.turn_down(tx, permit.space().uuid(), Reason::Contradicts);
            return Err(Error::NotInState(from));
        }
        if let Some(store::Stopped { until, since }) = stopped {
            // No time to oppose passed while the holder could not.
            let until = end_of_its_day(until + (permit.now() - since), zone).unwrap_or(until);
            store::update_opposition(tx, permit, until)?;
        }
        // The row is locked since it was written.
        let change = self.change_held(permit)?;
        let ended: Vec<ProvisionId> = match to {
            SpaceState::Closed | SpaceState::Deceased => {
                let ended = change.end_unseen_as_well(tx, permit.now(), |one| !stays(one))?;
                for switches in ended.iter().filter(|one| one.kind == EMERGENCY_SWITCHES) {
                    let said: EmergencySwitches = switches.terms().unwrap_or(EmergencySwitches::SHUT);
                    let terms = EmergencySwitches { masked: false, ..said };
                    if terms != EmergencySwitches::default() {
                        let narrower = Provision {
                            id: ProvisionId::new(self.clock.as_ref(), self.rng.as_ref()),
                            terms: json!(terms).into(),
                            starts_at: permit.now(),
                            ends_at: None,
                            given_by: permit.party().person,
                            given_at: permit.now(),
                            ..switches.clone()
                        };
                        change.give(tx, &narrower)?;
                    }
                }
                ids(&ended)
            }
            // What heirs were given is over with the death that was none.
            _ if from == SpaceState::Deceased => {
                ids(&change.end_unseen_as_well(tx, permit.now(), is_matter)?)
            }
            _ => Vec::new(),
        };
        permit.tell_fact(tx, "space", json!({ "state": to.as_str() }));
        change.settle(tx)?;
        permit.name(tx, [permit.space().uuid()]);
        let mut detail = json!({ "from": from.as_str(), "to": to.as_str(), "ended": ended });
        if let (Some(told), Value::Object(why)) = (detail.as_object_mut(), why) {
            told.extend(why);
        }
        permit.detail(tx, detail);
        Ok(Moved { from, to })
    }
}
