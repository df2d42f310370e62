use chrono::{DateTime, Utc};
use consent::{Purpose, SpaceState, service::SpaceLife};
use database::Tx;
use kernel::{InsOid, PersonId, SpaceId};
use serde_json::json;

use super::{
    import_citizens::Batch,
    plan_citizens::FoundBy,
    take_citizens::{taken, wanted_life, whole_of},
};
use crate::{
    Error, Identity, IdentityStatus, UpdateCitizen,
    feed::{FeedRow, Why},
    index,
    sealed::{self, WholeIdentity},
    store::{self, CitizenRow},
    traits::are_two_people,
};

/// What a row changes of what is known of somebody.
pub(super) struct Change {
    pub(super) whole: WholeIdentity,
    pub(super) status: IdentityStatus,
    /// Which things change, by name; never their values.
    pub(super) names: Vec<&'static str>,
}

impl Change {
    /// Compares a row with what is known; refuses one that is about somebody else.
    pub(super) fn of(
        row: &FeedRow,
        by: FoundBy,
        known: &WholeIdentity,
        status: IdentityStatus,
        now: DateTime<Utc>,
    ) -> Result<Self, (&'static str, Why)> {
        if known.gave_up(&row.ins) {
            return Err(("ins", Why::OldNumber));
        }
        let mut whole = whole_of(row, &known.former, now);
        whole.doubles.clone_from(&known.doubles);
        if by != FoundBy::Traits && are_two_people(&row.traits, &known.identity.traits) {
            return Err(("", Why::Contradicts));
        }
        let mut names = Vec::new();
        if known.identity.ins.as_ref() != Some(&row.ins) {
            // A waiting number gives way to the number for good; any other change has to be said.
            let gives_way = |old: &kernel::Ins| old.oid() == InsOid::Nia && row.ins.oid() != InsOid::Nia;
            match &known.identity.ins {
                Some(old) if by == FoundBy::Traits && !gives_way(old) => {
                    return Err(("ins", Why::TraitsTaken));
                }
                Some(old) => whole.keep_former(old, status.proves_ins(), now),
                None => {}
            }
        }
        if known.identity.ins.as_ref() != Some(&row.ins) || known.former != whole.former {
            names.push("ins");
        }
        let (old, new) = (&known.identity, &whole.identity);
        let others = [
            ("traits", old.traits != new.traits),
            ("usual_name", old.usual_name != new.usual_name),
            ("commune", known.commune != whole.commune),
            ("identity_status", status != row.status),
        ];
        names.extend(others.into_iter().filter(|(_, differs)| *differs).map(|(name, _)| name));
        Ok(Self { whole, status: row.status, names })
    }
}

/// Somebody whom a row is about, with what is known beside the identity.
pub(super) struct Known<'a> {
    pub(super) row: &'a FeedRow,
    pub(super) space: SpaceId,
    pub(super) citizen: &'a CitizenRow,
    pub(super) life: &'a SpaceLife,
    /// The attending doctor whom the row names, where the directory knows the number.
    pub(super) doctor: Option<PersonId>,
}

impl Identity {
    /// Writes what a row changes, or only by which row somebody is known where nothing changes.
    pub(super) fn write_change(
        &self,
        tx: &mut Tx<'_>,
        known: &Known<'_>,
        change: &Change,
        batch: &mut Batch,
    ) -> Result<(), Error> {
        let Known { row, space, citizen, life, doctor } = *known;
        let mut names = change.names.clone();
        // A doctor whom the directory does not know yet is no reason to forget the one before.
        let moves_doctor =
            doctor != life.attending_doctor && (doctor.is_some() || row.attending_doctor.is_none());
        let step = wanted_life(row, life.state);
        let others = [
            ("time_zone", life.zone != row.zone),
            ("attending_doctor", moves_doctor),
            ("life", step.is_some()),
        ];
        names.extend(others.into_iter().filter(|(_, differs)| *differs).map(|(name, _)| name));
        if row.opposed && matches!(life.state, SpaceState::Created | SpaceState::Active) {
            batch.reject(row.line, "opposed", Why::OpposedTooLate);
        }
        let feed_tag = self.feed_tag(row)?;
        if names.is_empty() {
            batch.counts.same += 1;
            return Ok(store::update_feed_tag(tx, space, &feed_tag)?);
        }
        let permit = self.consent.system_permit::<UpdateCitizen>(tx, Purpose::Registration, space)?;
        permit.detail(tx, json!({ "changed": names }));
        let keys = self.vault.space(space)?;
        let sealed = sealed::seal(&keys, self.rng.as_ref(), citizen.person, &change.whole)?;
        store::update_citizen(tx, &permit, &sealed, change.status, &feed_tag)?;
        let tags = index::tags_of(&self.vault, &change.whole, change.status)?;
        store::replace_tags(tx, &permit, &tags).map_err(taken)?;
        if life.zone != row.zone {
            self.consent.move_zone(tx, &permit, row.zone)?;
        }
        if moves_doctor {
            self.consent.name_attending_doctors(tx, &[(&permit, doctor)])?;
        }
        self.live(tx, &permit, row, life.state, citizen.person, batch)?;
        batch.counts.changed += 1;
        Ok(())
    }
}
