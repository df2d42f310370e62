use std::collections::HashMap;

use chrono::{DateTime, Months, Utc};
use chrono_tz::Tz;
use consent::{
    Action, Permit, Purpose, first_instant,
    service::{RecordRepresentation, Representation, SpaceLife},
};
use database::Tx;
use kernel::{PersonId, SpaceId};

use super::{import_citizens::Batch, plan_citizens::bytes};
use crate::{
    BirthDate, Error, Identity,
    feed::{FeedRow, GivenRepresentative, NamedBy, Why},
    index, sealed,
    store::{self, CitizenRow, Owner},
};

/// The first instant at which somebody is of age: the midnight of the birthday of majority where the person lives. Whoever was
/// born on a 29 February is of age on the 28th where the year has no other. None where the day of birth is not known.
pub(super) fn of_age_at(born: &BirthDate, years: u32, zone: Tz) -> Option<DateTime<Utc>> {
    first_instant(born.day()?.checked_add_months(Months::new(12 * years))?, zone)
}

/// What the second reading of a batch looks at.
struct Known {
    owners: HashMap<Vec<u8>, Owner>,
    citizens: HashMap<SpaceId, CitizenRow>,
    lives: HashMap<SpaceId, SpaceLife>,
    /// As whom else people were known, where they had turned out to be known twice.
    before: HashMap<PersonId, Vec<PersonId>>,
}

impl Identity {
    /// Writes who represents whom, as the rows of a batch say it, of those rows that the first reading took.
    pub(super) fn take_representatives(&self, tx: &mut Tx<'_>, rows: &[FeedRow]) -> Result<Batch, Error> {
        let mut batch = Batch::default();
        let known = self.known_of(tx, rows)?;
        for row in rows {
            let Some(space) = self.space_of(row, &known)? else { continue };
            let Some(life) = known.lives.get(&space) else { continue };
            let mut wanted = self.wanted(row, space, &known, &mut batch)?;
            // Who said so as the person of a double says so still.
            let said = |person: &PersonId| life.disputes.contains(person);
            wanted
                .retain(|one| !known.before.get(&one.person).is_some_and(|as_well| as_well.iter().any(said)));
            let has = |one: &Representation| life.representations.contains(one);
            let disputed = |one: &Representation| life.disputes.contains(&one.person);
            let is_so = wanted.iter().all(|one| has(one) || disputed(one))
                && life.representations.iter().all(|one| wanted.contains(one));
            if !is_so {
                let permit =
                    self.consent.system_permit::<RecordRepresentation>(tx, Purpose::Registration, space)?;
                self.consent.record_representations(tx, &permit, &wanted)?;
                batch.counts.represented += 1;
            }
        }
        Ok(batch)
    }

    /// Whether the person of the permit's space is of age now.
    ///
    /// # Errors
    /// As [`Identity::patient_identity`].
    pub fn is_of_age<A: Action>(&self, tx: &mut Tx<'_>, permit: &Permit<'_, A>) -> Result<bool, Error> {
        let zone = permit.space_facts().map_or(self.settings.zone, |facts| facts.zone);
        let born = self.patient_identity(tx, permit)?.traits.birth_date;
        Ok(of_age_at(&born, self.of_age_years(), zone).is_some_and(|at| at <= permit.now()))
    }

    /// Whether the holder of a record is of age now. It gives no access.
    ///
    /// # Errors
    /// The database's, the vault's.
    pub fn is_holder_of_age(&self, tx: &mut Tx<'_>, space: SpaceId) -> Result<bool, Error> {
        let Some(row) = store::identities_without_permit(tx, &[space])?.remove(&space) else {
            return Ok(false);
        };
        let known = sealed::open(self.vault.space(space)?.as_ref(), row.person, &row.sealed)?;
        let born = known.identity.traits.birth_date;
        let life = self.consent.lives_without_permit(tx, &[space])?.remove(&space);
        let zone = life.map_or(self.settings.zone, |life| life.zone);
        let of_age = of_age_at(&born, self.of_age_years(), zone);
        Ok(of_age.is_some_and(|at| at <= self.clock.now()))
    }

    /// The age in years at which a person is of age.
    pub(super) fn of_age_years(&self) -> u32 {
        self.consent.reference().minors().of_age_years
    }

    fn known_of(&self, tx: &mut Tx<'_>, rows: &[FeedRow]) -> Result<Known, Error> {
        let mut tags = Vec::new();
        for row in rows {
            tags.extend(self.tags_named(&row.ins)?);
            for one in &row.representatives {
                tags.extend(self.tags_naming(one)?);
            }
        }
        let owners = store::owners_of(tx, &tags)?;
        let spaces: Vec<SpaceId> = owners.values().map(|owner| owner.space).collect();
        let citizens = store::identities_without_permit(tx, &spaces)?;
        let lives = self.consent.lives_without_permit(tx, &spaces)?;
        let people: Vec<PersonId> = citizens.values().map(|citizen| citizen.person).collect();
        let before = store::known_before_as(tx.conn(), &people)?;
        Ok(Known { owners, citizens, lives, before })
    }

    /// The space of a row, where it is the row by which its citizen is known.
    fn space_of(&self, row: &FeedRow, known: &Known) -> Result<Option<SpaceId>, Error> {
        let Some(space) = owner(&self.tags_named(&row.ins)?, known) else { return Ok(None) };
        let kept = known.citizens.get(&space).and_then(|citizen| citizen.feed_tag.as_ref());
        let tags = self.feed_tags(row)?;
        let is_kept = kept.is_some_and(|kept| tags.iter().any(|tag| tag.bytes.as_slice() == kept.as_slice()));
        Ok(is_kept.then_some(space))
    }

    fn wanted(
        &self,
        row: &FeedRow,
        space: SpaceId,
        known: &Known,
        batch: &mut Batch,
    ) -> Result<Vec<Representation>, Error> {
        const FIELD: &str = "representatives";
        if row.representatives.is_empty() {
            return Ok(Vec::new());
        }
        let until = of_age_at(&row.traits.birth_date, self.of_age_years(), row.zone)
            .filter(|until| *until > self.clock.now());
        let Some(until) = until else {
            batch.reject(row.line, FIELD, Why::OfAge);
            return Ok(Vec::new());
        };
        let mut wanted: Vec<Representation> = Vec::new();
        for one in &row.representatives {
            let named = self.named(one, known)?.filter(|(other, _)| *other != space);
            let Some((_, person)) = named else {
                batch.reject(row.line, FIELD, Why::UnknownRepresentative);
                continue;
            };
            if wanted.iter().all(|other| other.person != person) {
                wanted.push(Representation { person, authority: one.authority, until });
            }
        }
        Ok(wanted)
    }

    /// The space and the person that a row names as a representative: by a proven number of an identity that is qualified, of
    /// today or before, or by whole traits. A number that was never proven may be anybody's.
    fn named(&self, one: &GivenRepresentative, known: &Known) -> Result<Option<(SpaceId, PersonId)>, Error> {
        let tags = self.tags_naming(one)?;
        let owner = tags.iter().find_map(|tag| known.owners.get(tag));
        let found = owner.and_then(|owner| Some((owner.space, known.citizens.get(&owner.space)?)));
        let is_named = |citizen: &CitizenRow| match one.by {
            NamedBy::Ins(_) => citizen.status.proves_ins(),
            NamedBy::Traits(_) => true,
        };
        Ok(found.filter(|(_, citizen)| is_named(citizen)).map(|(space, citizen)| (space, citizen.person)))
    }

    fn tags_named(&self, ins: &kernel::Ins) -> Result<Vec<Vec<u8>>, Error> {
        let mut tags = bytes(index::of_ins(&self.vault, ins)?);
        tags.extend(bytes(index::of_unproven_ins(&self.vault, ins)?));
        Ok(tags)
    }

    fn tags_naming(&self, one: &GivenRepresentative) -> Result<Vec<Vec<u8>>, Error> {
        Ok(match &one.by {
            NamedBy::Ins(ins) => bytes(index::of_ins(&self.vault, ins)?),
            NamedBy::Traits(traits) => bytes(index::of_traits(&self.vault, traits)?),
        })
    }
}

fn owner(tags: &[Vec<u8>], known: &Known) -> Option<SpaceId> {
    tags.iter().find_map(|tag| known.owners.get(tag)).map(|owner| owner.space)
}
