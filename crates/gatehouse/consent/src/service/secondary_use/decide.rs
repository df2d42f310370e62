use std::sync::Arc;

use chrono::{DateTime, Utc};
use config::{Category, UseDefault};
use database::{Brand, Tx};
use kernel::SpaceId;

use super::may_use;
use crate::{
    Ask, Condition, Consent, Error, Facts, Purpose, SpaceState, check, rules, store,
    uses::{ProjectUse, Uses},
};

/// The proof that a project may use something of one space, by what its holder answered, in this transaction. It shows nothing
/// to anybody: the work of extracts reads the coded traits of documents by it.
#[must_use]
pub struct UsableSpace<'tx> {
    space: SpaceId,
    things: Condition,
    at: DateTime<Utc>,
    revision: i64,
    brand: Brand<'tx>,
}

impl UsableSpace<'_> {
    /// The space.
    pub fn space(&self) -> SpaceId {
        let _: Brand<'_> = self.brand;
        self.space
    }

    /// Which documents may be used.
    pub fn things(&self) -> &Condition {
        &self.things
    }

    /// By which revision of what the space says: with a later one it is decided anew.
    pub(crate) fn revision(&self) -> i64 {
        self.revision
    }

    /// When it was decided.
    pub fn at(&self) -> DateTime<Utc> {
        self.at
    }
}

/// What came of one page of spaces.
#[derive(Default)]
pub struct UseFigures<'tx> {
    /// Those of which something may be used.
    pub usable: Vec<UsableSpace<'tx>>,
    /// The last space that was looked at; none when there was none.
    pub last: Option<SpaceId>,
    /// Spaces whose rows were changed outside the program: refused and raised.
    pub forged: u64,
}

impl Consent {
    /// The spaces of which a project may use something now, after one, in order: by the projection in one statement, and then each
    /// by what its holder said, sealed. It gives no access.
    ///
    /// A document may be used that is of a category asked for, came in when the holder permits it, and hides from nobody: not
    /// masked, in no hidden topic, under no default mask, released to the patient, and hidden from no representative.
    ///
    /// # Errors
    /// The database's.
    pub fn usable_spaces_without_permit<'tx>(
        &self,
        tx: &mut Tx<'tx>,
        wanted: &ProjectUse,
        after: Option<SpaceId>,
        most: i64,
    ) -> Result<UseFigures<'tx>, Error> {
        let reference = self.reference.secondary_use();
        let Some(numbers) = wanted.numbers(reference) else { return Ok(UseFigures::default()) };
        let now = self.clock.now();
        let spaces = store::usable_without_permit(tx, wanted.project, numbers, now, after, most)?;
        let mut figures = UseFigures { last: spaces.last().copied(), ..UseFigures::default() };
        let default = reference.purpose(&wanted.purpose).map_or(UseDefault::No, |one| one.default);
        let rows = store::uses_of(tx, &spaces)?;
        let mut loaded = store::load_each(tx, &self.vault, &spaces, now)?;
        for space in spaces {
            let Some(one) = loaded.remove(&space) else { continue };
            let Ok(one) = one else {
                figures.forged += 1;
                continue;
            };
            let ahead = store::Ahead { space, at: now, loaded: Some(one) };
            let (facts, _) = self.facts_of(check::system_party(Purpose::Upkeep), ahead, Ask::default())?;
            let Some(known) = &facts.space else { continue };
            let keys = self.vault.space(space)?;
            let is_tagged = |kept: &&store::Kept| match &kept.tag {
                Some(tag) => kept.uses.bears(&keys, tag),
                // Nothing was ever said: by default alone.
                None => kept.uses == Uses::default(),
            };
            let Some(kept) = rows.get(&space).filter(is_tagged) else {
                store::forged("consent.secondary_use", "answers about secondary use bear another tag");
                figures.forged += 1;
                continue;
            };
            let speaks = facts.running(rules::SECONDARY_USE).next().is_some();
            let open = known.state == SpaceState::Active || known.state == SpaceState::Created && speaks;
            let things = wanted.categories.iter().filter(|category| reference.may_use(**category));
            let things = things.fold(Condition::Never, |all, category| {
                all.or(things_of(*category, may_use(&facts, wanted.wanted(), default, *category)))
            });
            if open && things != Condition::Never {
                let things = things.and(hides_from_nobody(&facts));
                let brand = tx.brand();
                figures.usable.push(UsableSpace {
                    space,
                    things,
                    at: facts.now,
                    revision: kept.revision,
                    brand,
                });
            }
        }
        Ok(figures)
    }
}

/// Documents of a category that may be used.
fn things_of(category: Category, permitted: Option<Option<DateTime<Utc>>>) -> Condition {
    let of = Condition::CategoryIn(Arc::from([category]));
    match permitted {
        None => Condition::Never,
        Some(None) => of,
        Some(Some(from)) => of.and(Condition::DepositedFrom(from)),
    }
}

/// Documents that are hidden from nobody.
fn hides_from_nobody(facts: &Facts) -> Condition {
    rules::masked(facts)
        .or(Condition::WithheldAt(facts.now))
        .or(Condition::HiddenFromRepresentatives)
        .negate()
}
