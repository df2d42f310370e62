use chrono::{DateTime, Utc};
use database::Tx;
use kernel::{Actor, OrganisationId, PersonId, ProvisionId, SpaceId};
use serde_json::json;

use crate::{
    Act, Action, Ask, Consent, Error, Facts, Permit, Provision, Sought,
    rules::{BLOCK, CARER},
};

/// Looking at whom the holder has blocked.
pub struct ListBlocks;

impl Action for ListBlocks {
    const NAME: &'static str = "blocks.list";
    const ACT: Act = Act::Oversee;
}

/// Blocking somebody.
pub struct Block;

impl Action for Block {
    const NAME: &'static str = "blocks.block";
    const ACT: Act = Act::Prefer;
}

/// Lifting a block.
pub struct Unblock;

impl Action for Unblock {
    const NAME: &'static str = "blocks.unblock";
    const ACT: Act = Act::Loosen;
}

/// Whom a block is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Blocked {
    /// A professional, in every situation of practice.
    Person(PersonId),
    /// A structure.
    Organisation(OrganisationId),
}

/// A block that runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BlockInForce {
    /// Its id.
    pub id: ProvisionId,
    /// Whom it is about.
    pub blocked: Blocked,
    /// Since when.
    pub since: DateTime<Utc>,
    /// Until when, if it ends by itself.
    pub until: Option<DateTime<Utc>>,
    /// Whether it is about a carer of the record, who goes on being one: a block is about the professional.
    pub is_also_carer: bool,
}

impl BlockInForce {
    fn of(one: &Provision, facts: &Facts) -> Option<Self> {
        let blocked = match (one.person, one.organisation) {
            (Some(person), _) => Blocked::Person(person),
            (None, Some(organisation)) => Blocked::Organisation(organisation),
            (None, None) => return None,
        };
        let is_also_carer =
            one.person.is_some() && facts.running(CARER).any(|carer| carer.person == one.person);
        Some(Self { id: one.id, blocked, since: one.starts_at, until: one.ends_at, is_also_carer })
    }
}

impl Blocked {
    fn subject(self) -> (Option<PersonId>, Option<OrganisationId>) {
        match self {
            Self::Person(person) => (Some(person), None),
            Self::Organisation(organisation) => (None, Some(organisation)),
        }
    }
}

impl Consent {
    /// The blocks of a record, with the permit under which they are named.
    ///
    /// # Errors
    /// [`Error::Refused`]; the database's.
    pub fn blocks<'tx>(
        &self,
        tx: &mut Tx<'tx>,
        actor: &Actor,
        space: SpaceId,
    ) -> Result<(Permit<'tx, ListBlocks>, Vec<BlockInForce>), Error> {
        let permit = self.check::<ListBlocks>(tx, actor, space, Ask::default())?;
        let facts = permit.facts();
        let blocks = facts.running(BLOCK).filter_map(|one| BlockInForce::of(one, facts)).collect();
        Ok((permit, blocks))
    }

    /// Blocks somebody, until an instant or until it is lifted. Whoever is blocked already is blocked anew, with this end.
    ///
    /// # Errors
    /// [`Error::Refused`], also without a second factor that was just shown where a block would end earlier than it does;
    /// [`Error::Unprocessable`] for an end that is over or too far, and for more blocks than there may be.
    pub fn block(
        &self,
        tx: &mut Tx<'_>,
        actor: &Actor,
        space: SpaceId,
        blocked: Blocked,
        until: Option<DateTime<Utc>>,
    ) -> Result<BlockInForce, Error> {
        let permit = self.check::<Block>(tx, actor, space, Ask::default())?;
        let change = self.change(tx, &permit)?;
        let now = permit.now();
        super::check_end("a block", until, now)?;
        let most = self.reference.durations().preferences.most_blocks;
        let (person, organisation) = blocked.subject();
        let same =
            |one: &Provision| one.kind == BLOCK && (one.person, one.organisation) == (person, organisation);
        let others = permit.facts().running(BLOCK).filter(|one| !same(one)).count();
        super::check_number("blocks", others + 1, most)?;
        let stands = change.standing(tx, now)?;
        if stands.iter().any(|one| same(one) && super::ends_before(until, one.ends_at)) {
            self.also(tx, &permit, Act::Loosen)?;
        }
        let ended = change.end(tx, now, same)?;
        let new = Provision { ends_at: until, ..self.provision_of_block(blocked, actor, now) };
        change.give(tx, &new)?;
        change.settle(tx)?;
        permit.name(tx, [new.id.uuid()]);
        permit.detail(
            tx,
            json!({ "person": person, "organisation": organisation, "renews": !ended.is_empty() }),
        );
        BlockInForce::of(&new, permit.facts()).ok_or(Error::Disagreement)
    }

    /// A block that somebody says now, without an end.
    pub(super) fn provision_of_block(
        &self,
        blocked: Blocked,
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Provision {
        let (person, organisation) = blocked.subject();
        Provision { person, organisation, ..self.provision_of(BLOCK, json!({}), actor, now) }
    }

    /// Lifts a block.
    ///
    /// # Errors
    /// [`Error::Refused`], also without a second factor that was just shown; [`Error::Absent`] for no block that runs.
    pub fn unblock(
        &self,
        tx: &mut Tx<'_>,
        actor: &Actor,
        space: SpaceId,
        block: ProvisionId,
    ) -> Result<(), Error> {
        let permit = self.check::<Unblock>(tx, actor, space, Ask::default())?;
        let change = self.change(tx, &permit)?;
        let ended = change.end(tx, permit.now(), |one| one.kind == BLOCK && one.id == block)?;
        let Some(one) = ended.first() else { return Err(permit.absent(tx, Sought::Block, block.uuid())) };
        change.settle(tx)?;
        permit.name(tx, [block.uuid()]);
        permit.detail(tx, json!({ "person": one.person, "organisation": one.organisation }));
        Ok(())
    }
}
