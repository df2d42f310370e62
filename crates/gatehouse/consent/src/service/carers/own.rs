use chrono::{DateTime, Utc};
use database::{ReadTx, Tx};
use kernel::{Actor, Assurance, PersonId, ProvisionId, SpaceId};

use super::{
    super::{Supposed, Viewer},
    Carer,
    change::is_carer,
};
use crate::{
    Act, Action, Ask, Consent, Error, Party, PartyKind, Permit, Provision, RuleId, change::ids, rules::CARER,
    store,
};

/// Looking at what one may do as a carer.
pub struct ReadOwnCare;

impl Action for ReadOwnCare {
    const NAME: &'static str = "carers.read-own";
    const ACT: Act = Act::Relinquish;
}

/// Giving up being a carer.
pub struct ResignAsCarer;

impl Action for ResignAsCarer {
    const NAME: &'static str = "carers.resign";
    const ACT: Act = Act::Relinquish;
}

/// Somebody who helps no more, by their own act.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Resigned {
    /// By what they helped.
    pub id: ProvisionId,
    /// Whether all of it was given in secret.
    pub secret: bool,
}

impl Consent {
    /// The carers of a permit's record who are carers now.
    pub fn running_carers<A: Action>(&self, permit: &Permit<'_, A>) -> Vec<Carer> {
        permit.facts().running(CARER).filter_map(|one| Carer::of(one, permit.now())).collect()
    }

    /// A carer of a permit's record, to look at it through their eyes.
    ///
    /// # Errors
    /// [`Error::Unprocessable`] for nobody who is a carer now.
    pub fn as_carer<A: Action>(&self, permit: &Permit<'_, A>, carer: ProvisionId) -> Result<Viewer, Error> {
        let mut running = permit.facts().running(CARER);
        let found = running.find(|one| is_carer(one, carer)).and_then(|one| one.person);
        let person =
            found.ok_or_else(|| Error::Unprocessable("nobody is a carer by this id now".to_owned()))?;
        let party = Party {
            person,
            assurance: Assurance::High,
            second_factor_at: None,
            assisted: false,
            secret: false,
            kind: PartyKind::Citizen,
        };
        Ok(Viewer { party, way: Some(RuleId::new("W4")), supposed: Supposed::Nothing })
    }

    /// The spaces of which a person is a carer by their rows, whatever is decided about each. It gives no access.
    ///
    /// # Errors
    /// The database's.
    pub fn cared_for_by(&self, rtx: &mut ReadTx<'_>, person: PersonId) -> Result<Vec<SpaceId>, Error> {
        Ok(store::cared_for_by(rtx, person, self.clock.now())?)
    }

    /// The spaces of which somebody became a carer at an instant or later. It gives no access.
    ///
    /// # Errors
    /// The database's.
    pub fn cared_for_since(
        &self,
        tx: &mut Tx<'_>,
        person: PersonId,
        since: DateTime<Utc>,
    ) -> Result<Vec<SpaceId>, Error> {
        Ok(store::cared_for_since(tx, person, since)?)
    }

    /// What the caller may do in a record as a carer, with the permit under which its holder is named.
    ///
    /// # Errors
    /// [`Error::Refused`] for whoever is none.
    pub fn own_care<'tx>(
        &self,
        tx: &mut Tx<'tx>,
        actor: &Actor,
        space: SpaceId,
    ) -> Result<(Permit<'tx, ReadOwnCare>, Carer), Error> {
        let permit = self.check::<ReadOwnCare>(tx, actor, space, Ask::by("W4"))?;
        let mine = permit.facts().running(CARER).filter(|one| one.person == Some(actor.person));
        let mine = mine.filter_map(|one| Carer::of(one, permit.now())).next();
        let mine = mine.ok_or(Error::Disagreement)?;
        Ok((permit, mine))
    }

    /// Gives up being a carer of a record.
    ///
    /// # Errors
    /// [`Error::Refused`] for whoever is none.
    pub fn resign_as_carer(&self, tx: &mut Tx<'_>, actor: &Actor, space: SpaceId) -> Result<Resigned, Error> {
        let permit = self.check::<ResignAsCarer>(tx, actor, space, Ask::by("W4"))?;
        let change = self.change(tx, &permit)?;
        let is_mine = |one: &Provision| one.kind == CARER && one.person == Some(actor.person);
        let ended = change.end(tx, permit.now(), is_mine)?;
        change.settle(tx)?;
        permit.name(tx, ids(&ended).iter().map(|id| id.uuid()));
        let first = ended.first().ok_or(Error::Disagreement)?;
        Ok(Resigned { id: first.id, secret: ended.iter().all(|one| one.secret) })
    }
}
