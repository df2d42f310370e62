use database::Tx;
use journal::Who;
use kernel::{Actor, OrganisationId, PersonId, ProvisionId, SpaceId};
use serde_json::json;

use super::Granted;
use crate::{
    Act, Action, Ask, Consent, Error, Party, PartyKind, Permit, Provision, RuleId, Sought,
    decide::is_granted,
    rules::{CARE_RELATIONSHIP, CARER, DELEGATION, EMERGENCY_ACCESS, TEMPORARY_ACCESS, handed_on},
};

/// Looking at what lets one in.
pub struct ListOwnGrants;

impl Action for ListOwnGrants {
    const NAME: &'static str = "access.list-own";
    const ACT: Act = Act::Relinquish;
}

/// Ending what one was given.
pub struct Relinquish;

impl Action for Relinquish {
    const NAME: &'static str = "access.relinquish";
    const ACT: Act = Act::Relinquish;
}

/// What lets a professional in, with the way that each kind of it is.
const OWN: [(&str, &str); 5] = [
    (CARER, "W4"),
    (CARE_RELATIONSHIP, "W5"),
    (DELEGATION, "W6"),
    (TEMPORARY_ACCESS, "W7"),
    (EMERGENCY_ACCESS, "W8"),
];

impl Consent {
    /// What lets the calling professional in, in the session's situation of practice, with the permit under which it is
    /// named. What a whole team was handed is the team's, and a request lets nobody in.
    ///
    /// # Errors
    /// [`Error::Refused`] where nothing does.
    pub fn own_grants<'tx>(
        &self,
        tx: &mut Tx<'tx>,
        actor: &Actor,
        space: SpaceId,
    ) -> Result<(Permit<'tx, ListOwnGrants>, Vec<Granted>), Error> {
        let permit = self.check_mine::<ListOwnGrants>(tx, actor, space, None)?;
        let mut mine = super::care_team::granted(permit.facts());
        mine.retain(|one| {
            way_of(&one.kind).is_some() && is_of(&one.kind, one.person, one.organisation, permit.party())
        });
        Ok((permit, mine))
    }

    /// Ends one thing that lets the caller in, and says whether it was given in secret. What was handed on from it ends with it.
    ///
    /// # Errors
    /// [`Error::Refused`] where nothing lets them in; [`Error::Absent`] for another one's, and for what is over.
    pub fn relinquish(
        &self,
        tx: &mut Tx<'_>,
        actor: &Actor,
        space: SpaceId,
        grant: ProvisionId,
    ) -> Result<(Granted, bool), Error> {
        let permit = self.check_mine::<Relinquish>(tx, actor, space, Some(grant))?;
        let change = self.change(tx, &permit)?;
        let is_it = |one: &Provision| one.id == grant && is_own(one, permit.party());
        let ended = change.end(tx, permit.now(), |one| is_it(one) || handed_on(one) == Some(grant))?;
        let Some(one) = ended.iter().find(|one| is_it(one)) else {
            return Err(permit.absent(tx, Sought::Relationship, grant.uuid()));
        };
        change.settle(tx)?;
        permit.name(tx, [grant.uuid()]);
        permit.detail(tx, json!({ "kind": one.kind }));
        Ok((Granted::from(one), one.secret))
    }

    /// Decides by the way that one grant is; without one that is theirs, by the first way that is open to them.
    fn check_mine<'tx, A: Action>(
        &self,
        tx: &mut Tx<'tx>,
        actor: &Actor,
        space: SpaceId,
        grant: Option<ProvisionId>,
    ) -> Result<Permit<'tx, A>, Error> {
        let (mut facts, seen) =
            self.facts(tx, Party::from(actor), space, Ask::default(), self.clock.now())?;
        let found = grant.and_then(|id| facts.provision(id)).filter(|one| is_own(one, &facts.party));
        let named = found.and_then(|one| way_of(&one.kind));
        for way in named.into_iter().chain(OWN.map(|(_, way)| way)) {
            facts.ask.way = Some(RuleId::new(way));
            if is_granted(self.rules(), &facts, A::ACT) {
                break;
            }
            facts.ask.way = None;
        }
        self.conclude(tx, facts, space, seen, Who::from(actor), actor.request)
    }
}

fn way_of(kind: &str) -> Option<&'static str> {
    OWN.iter().find(|(known, _)| *known == kind).map(|(_, way)| *way)
}

fn is_own(one: &Provision, party: &Party) -> bool {
    way_of(&one.kind).is_some() && is_of(&one.kind, one.person, one.organisation, party)
}

/// Whether something lets this very party in: a temporary access serves a person wherever they work, all else in one structure.
fn is_of(kind: &str, person: Option<PersonId>, organisation: Option<OrganisationId>, party: &Party) -> bool {
    let is_citizen = party.kind == PartyKind::Citizen;
    person == Some(party.person)
        && (kind == CARER) == is_citizen
        && (kind == TEMPORARY_ACCESS || organisation == party.organisation())
}
