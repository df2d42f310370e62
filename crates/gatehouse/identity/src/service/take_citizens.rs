use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use consent::{LifeReason, Permit, SpaceState, service::AnnouncedSpace};
use database::{Desk, Tx};
use kernel::{PersonId, Rpps, SpaceId};

use super::{
    change_citizen::{Change, Known},
    import_citizens::{Batch, Step, count},
    new_spaces::{NewSpaces, Prepared},
    plan_citizens::FoundBy,
};
use crate::{
    CitizenIdentity, Error, Identity, RegisterCitizen,
    feed::{FeedRow, Why},
    feed_import::{FeedError, FeedImport},
    index,
    sealed::{self, FormerIns, WholeIdentity},
    store,
};

/// Professionals by their numbers.
type Doctors = HashMap<String, PersonId>;

impl Identity {
    /// Writes the citizens of a batch. The keys of new spaces are made before the transaction, in one statement.
    pub(super) fn take_citizens(
        &self,
        desk: &Desk,
        import: &FeedImport,
        rows: &[FeedRow],
        made: &mut NewSpaces,
        step: &mut Step<'_>,
    ) -> Result<FeedImport, FeedError> {
        let plan = desk.write(|tx| self.plan(tx, rows))?;
        let new = self.prepare(made, &plan.new)?;
        desk.write(|tx| {
            let mut batch = Batch::default();
            for (line, field, why) in &plan.rejects {
                batch.reject(*line, field, *why);
            }
            batch.counts.same += count(plan.erased);
            let doctors = self.doctors_of(tx, rows)?;
            // First, because it locks: whoever else writes one of these comes before or after.
            self.take_known(tx, &plan.known, &doctors, &mut batch)?;
            self.take_new(tx, &new, &doctors, &mut batch)?;
            let met: Vec<SpaceId> =
                new.iter().map(|one| one.space).chain(plan.known.iter().map(|known| known.1)).collect();
            if !met.is_empty() {
                store::meet(tx, &met)?;
            }
            self.advance(tx, import, batch, step)
        })
    }

    fn doctors_of(&self, tx: &mut Tx<'_>, rows: &[FeedRow]) -> Result<Doctors, Error> {
        let numbers: Vec<&str> =
            rows.iter().filter_map(|row| row.attending_doctor.as_ref()).map(Rpps::as_str).collect();
        if numbers.is_empty() {
            return Ok(Doctors::new());
        }
        Ok(store::people_by_rpps(tx, &numbers)?.into_iter().collect())
    }

    fn take_new(
        &self,
        tx: &mut Tx<'_>,
        new: &[Prepared<'_>],
        doctors: &Doctors,
        batch: &mut Batch,
    ) -> Result<(), Error> {
        if new.is_empty() {
            return Ok(());
        }
        let announced: Vec<AnnouncedSpace> = new.iter().map(|one| self.announced(one)).collect();
        let permits = self.consent.announce_spaces::<RegisterCitizen>(tx, &announced)?;
        let (mut tags, mut sealed_rows, mut feed_tags) = (Vec::new(), Vec::new(), Vec::new());
        for one in new {
            let whole = whole_of(one.row, &[], self.clock.now());
            tags.push(index::tags_of(&self.vault, &whole, one.row.status)?);
            let keys = self.vault.space(one.space)?;
            sealed_rows.push(sealed::seal(&keys, self.rng.as_ref(), one.person, &whole)?);
            feed_tags.push(self.feed_tag(one.row)?);
        }
        store::insert_tags_of_many(tx, &permits, &tags).map_err(taken)?;
        let people: Vec<PersonId> = new.iter().map(|one| one.person).collect();
        let rows: Vec<store::NewCitizenRow<'_>> = new
            .iter()
            .zip(sealed_rows.iter().zip(&feed_tags))
            .map(|(one, (sealed, feed_tag))| store::NewCitizenRow {
                person: one.person,
                sealed,
                status: one.row.status,
                feed_tag,
            })
            .collect();
        store::insert_citizens(tx, &permits, &rows)?;
        store::insert_accounts(tx, &permits, &people)?;
        let mut named = Vec::new();
        for (one, permit) in new.iter().zip(&permits) {
            if let Some(doctor) = doctor_of(one.row, doctors, batch) {
                named.push((permit, Some(doctor)));
            }
        }
        self.consent.name_attending_doctors(tx, &named)?;
        for (one, permit) in new.iter().zip(&permits) {
            self.live(tx, permit, one.row, SpaceState::OppositionRunning, one.person, batch)?;
        }
        batch.counts.new += count(new.len());
        Ok(())
    }

    fn take_known(
        &self,
        tx: &mut Tx<'_>,
        known: &[(&FeedRow, SpaceId, FoundBy)],
        doctors: &Doctors,
        batch: &mut Batch,
    ) -> Result<(), Error> {
        if known.is_empty() {
            return Ok(());
        }
        let spaces: Vec<SpaceId> = known.iter().map(|(_, space, _)| *space).collect();
        let citizens = store::identities_without_permit(tx, &spaces)?;
        let mut other = Vec::new();
        for (row, space, by) in known {
            let citizen = citizens.get(space).ok_or(Error::Missing("citizen"))?;
            let tags = self.feed_tags(row)?;
            let is_same = |kept: &Vec<u8>| tags.iter().any(|tag| tag.bytes.as_slice() == kept.as_slice());
            if citizen.feed_tag.as_ref().is_some_and(is_same) {
                batch.counts.same += 1;
            } else {
                other.push((*row, *space, *by));
            }
        }
        if other.is_empty() {
            return Ok(());
        }
        let spaces: Vec<SpaceId> = other.iter().map(|(_, space, _)| *space).collect();
        let citizens = store::lock_identities(tx, &spaces)?;
        if !self.consent.merged_into(tx, &spaces)?.is_empty() {
            // One of them became one with another record since the batch was looked at.
            return Err(Error::IdentityTaken);
        }
        let lives = self.consent.lives_without_permit(tx, &spaces)?;
        for (row, space, by) in other {
            let citizen = citizens.get(&space).ok_or(Error::Missing("citizen"))?;
            let life = lives.get(&space).ok_or(Error::Missing("space"))?;
            let known = sealed::open(self.vault.space(space)?.as_ref(), citizen.person, &citizen.sealed)?;
            let change = match Change::of(row, by, &known, citizen.status, self.clock.now()) {
                Ok(change) => change,
                Err((field, why)) => {
                    batch.reject(row.line, field, why);
                    continue;
                }
            };
            let doctor = doctor_of(row, doctors, batch);
            self.write_change(tx, &Known { row, space, citizen, life, doctor }, &change, batch)?;
        }
        Ok(())
    }

    /// The life that a row wants, where its space does not have it yet.
    pub(super) fn live(
        &self,
        tx: &mut Tx<'_>,
        permit: &Permit<'_, impl consent::Action>,
        row: &FeedRow,
        state: SpaceState,
        person: PersonId,
        batch: &mut Batch,
    ) -> Result<(), Error> {
        let space = permit.space();
        match wanted_life(row, state) {
            None => {}
            Some(LifeReason::DeathReported) => {
                self.consent.change_life(tx, space, SpaceState::Deceased, LifeReason::DeathReported)?;
                store::set_account(tx, permit, false)?;
                self.end_all_sessions(tx, person)?;
            }
            Some(LifeReason::DeathCorrected) => {
                let before = self.consent.state_before(tx, space)?.unwrap_or(SpaceState::Created);
                self.consent.change_life(tx, space, before, LifeReason::DeathCorrected)?;
                store::set_account(tx, permit, true)?;
                match before {
                    // What the row says of an opposition was not looked at while the record was shut.
                    SpaceState::OppositionRunning if row.opposed => {
                        let reason = LifeReason::OppositionReported;
                        self.consent.change_life(tx, space, SpaceState::Opposed, reason)?;
                    }
                    SpaceState::Created | SpaceState::Active if row.opposed => {
                        batch.reject(row.line, "opposed", Why::OpposedTooLate);
                    }
                    _ => {}
                }
            }
            Some(reason) => {
                self.consent.change_life(tx, space, SpaceState::Opposed, reason)?;
            }
        }
        Ok(())
    }

    fn announced(&self, one: &Prepared<'_>) -> AnnouncedSpace {
        let told_on = one.row.told_on.unwrap_or_else(|| self.today(one.row));
        AnnouncedSpace { id: one.space, holder: one.person, zone: one.row.zone, told_on }
    }

    /// The day that it is where a citizen lives.
    pub(super) fn today(&self, row: &FeedRow) -> NaiveDate {
        self.clock.now().with_timezone(&row.zone).date_naive()
    }

    /// The tag of a row under the key in force.
    pub(super) fn feed_tag(&self, row: &FeedRow) -> Result<vault::Tag, Error> {
        self.feed_tags(row)?.first().copied().ok_or(Error::Missing("index key"))
    }
}

/// Which step in the life of a space a row asks for.
pub(super) fn wanted_life(row: &FeedRow, state: SpaceState) -> Option<LifeReason> {
    match (row.deceased, state) {
        (true, SpaceState::Deceased) => None,
        (true, _) => Some(LifeReason::DeathReported),
        (false, SpaceState::Deceased) => Some(LifeReason::DeathCorrected),
        (false, SpaceState::OppositionRunning) if row.opposed => Some(LifeReason::OppositionReported),
        (false, _) => None,
    }
}

/// The attending doctor of a row, where the directory knows the number.
fn doctor_of(row: &FeedRow, doctors: &Doctors, batch: &mut Batch) -> Option<PersonId> {
    let number = row.attending_doctor.as_ref()?;
    let found = doctors.get(number.as_str()).copied();
    if found.is_none() {
        batch.reject(row.line, "attending_doctor", Why::UnknownDoctor);
    }
    found
}

/// All that a row says of who somebody is, with the numbers that were the person's before as far as they are known. One that
/// the row alone names was never seen to be proven.
pub(super) fn whole_of(row: &FeedRow, former: &[FormerIns], now: DateTime<Utc>) -> WholeIdentity {
    let identity = CitizenIdentity {
        ins: Some(row.ins.clone()),
        traits: row.traits.clone(),
        usual_name: row.usual_name.clone(),
    };
    let former = former.to_vec();
    let mut whole =
        WholeIdentity { identity, commune: Some(row.commune.clone()), former, doubles: Vec::new() };
    if let Some(named) = row.previous_ins.as_ref().filter(|named| **named != row.ins) {
        whole.keep_former(named, false, now);
    }
    whole
}

/// Constraint that keeps one INS and one tuple of traits to one space.
pub(super) fn taken(error: database::Error) -> Error {
    match error {
        database::Error::Unique(name) if name == "lookup_one_space" => Error::IdentityTaken,
        other => other.into(),
    }
}
