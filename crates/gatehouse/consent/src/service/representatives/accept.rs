use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use database::Tx;
use kernel::{Actor, ProvisionId, SpaceId};
use serde_json::json;

use super::{
    super::{codes::turn_down, invitations::Invitation},
    invited_by,
};
use crate::{
    Act, Action, Code, Consent, Error, Permit, Provision,
    rules::{REPRESENTATION_DISPUTE, REPRESENTATIVE, RepresentativeTerms, Serves, is_of_feed},
};

/// Accepting to represent a minor.
pub struct AcceptRepresentation;

impl Action for AcceptRepresentation {
    const NAME: &'static str = "representatives.accept";
    const ACT: Act = Act::BecomeRepresentative;
}

/// Somebody who became the representative of a minor.
#[derive(Debug, Clone)]
pub struct BecameRepresentative {
    /// The record.
    pub space: SpaceId,
    /// The representation.
    pub id: ProvisionId,
    /// Since when.
    pub since: DateTime<Utc>,
    /// Until when: the midnight at which the minor is of age.
    pub until: DateTime<Utc>,
    /// The time zone of the holder.
    pub zone: Tz,
}

impl Consent {
    /// Looks at the invitation to represent a minor that a code is, and leaves it as it is: whether its caller is the one who is
    /// meant is not known here.
    ///
    /// # Errors
    /// [`Error::Refused`]: one answer for a code that is wrong, over, used, taken back or for something else, and for whoever
    /// may use none.
    pub fn representative_invitation<'tx>(
        &self,
        tx: &mut Tx<'tx>,
        actor: &Actor,
        code: Option<&Code>,
    ) -> Result<(Permit<'tx, AcceptRepresentation>, Option<Invitation>), Error> {
        self.look_at_invitation(tx, actor, code, |serves| invited_by(serves).map(|invited| invited.traits))
    }

    /// Makes the caller a representative of the minor by an invitation that is meant for them, until the minor is of age, and uses
    /// it up. Whoever represents the minor already stays what they are.
    ///
    /// # Errors
    /// As [`Consent::representative_invitation`]: one answer also for whoever is not meant.
    pub fn accept_representation<'tx>(
        &self,
        tx: &mut Tx<'tx>,
        permit: &Permit<'tx, AcceptRepresentation>,
        actor: &Actor,
        invitation: Option<&Invitation>,
        is_meant: bool,
    ) -> Result<BecameRepresentative, Error> {
        let change = self.change(tx, permit)?;
        let Some(Invitation { found, .. }) = invitation.filter(|_| is_meant) else {
            return Err(turn_down(tx, permit));
        };
        let wanted = |serves: &Serves| matches!(serves, Serves::Representative(_));
        let used = self.use_code(tx, &change, permit, Some(found), wanted)?;
        let Some((code, Serves::Representative(invited))) = used else { return Err(turn_down(tx, permit)) };
        let (facts, now) = (permit.facts(), permit.now());
        let of = |kind: &'static str, person| {
            facts.provisions.iter().filter(move |one| one.kind == kind && one.person == Some(person))
        };
        // Until the minor is of age, as whoever invited represents the minor.
        let of_inviter = of(REPRESENTATIVE, code.given_by).filter(|one| is_of_feed(one));
        let until = of_inviter.filter_map(|one| one.ends_at).max().filter(|until| *until > now);
        let is_one = of(REPRESENTATIVE, actor.person).next().is_some();
        let said_not_to_be = of(REPRESENTATION_DISPUTE, actor.person).next().is_some();
        let Some(until) = until.filter(|_| !is_one && !said_not_to_be) else {
            return Err(turn_down(tx, permit));
        };
        let zone = permit.space_facts().map(|facts| facts.zone).ok_or(Error::Disagreement)?;
        let terms = RepresentativeTerms { authority: invited.authority, invitation: Some(code.id) };
        let new = Provision {
            person: Some(actor.person),
            ends_at: Some(until),
            given_by: code.given_by,
            ..self.provision_of(REPRESENTATIVE, json!(terms), actor, now)
        };
        change.give(tx, &new)?;
        change.settle(tx)?;
        permit.name(tx, [new.id.uuid()]);
        permit.detail(tx, json!({ "until": until }));
        Ok(BecameRepresentative { space: permit.space(), id: new.id, since: now, until, zone })
    }
}
