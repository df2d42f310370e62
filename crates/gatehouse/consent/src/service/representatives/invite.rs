use database::Tx;
use kernel::{Actor, ProvisionId, SpaceId};
use serde_json::json;

use super::{super::invitations::check_traits, Representative, RepresentativeState, invitation_of};
use crate::{
    Act, Action, Ask, Code, Consent, Error, Provision, Sought,
    change::ids,
    days::end_of_last_day,
    rules::{Authority, InvitedRepresentative, InviteeTraits, REPRESENTATIVE, Serves, is_of_feed},
};

/// Inviting the second representative of a minor.
pub struct InviteRepresentative;

impl Action for InviteRepresentative {
    const NAME: &'static str = "representatives.invite";
    const ACT: Act = Act::Grant;
}

/// Taking such an invitation back.
pub struct WithdrawInvitation;

impl Action for WithdrawInvitation {
    const NAME: &'static str = "representatives.withdraw-invitation";
    const ACT: Act = Act::Prefer;
}

/// Somebody to invite.
#[derive(Debug, Clone)]
pub struct NewRepresentative {
    /// Who is meant.
    pub traits: InviteeTraits,
    /// By what that person represents the minor.
    pub authority: Authority,
}

impl Consent {
    /// Invites the second representative of a minor: by a code, and by who they are. Whom the feed names invites; whoever was
    /// invited does not go on inviting.
    ///
    /// # Errors
    /// [`Error::Refused`], also without a second factor that was just shown; [`Error::Unprocessable`] for one too many, and for
    /// whoever was invited themselves.
    pub fn invite_representative(
        &self,
        tx: &mut Tx<'_>,
        actor: &Actor,
        space: SpaceId,
        new: &NewRepresentative,
    ) -> Result<(Code, Representative), Error> {
        let permit = self.check::<InviteRepresentative>(tx, actor, space, by_representation())?;
        let (facts, now) = (permit.facts(), permit.now());
        check_traits(&new.traits, now)?;
        let mine = |one: &Provision| one.kind == REPRESENTATIVE && one.person == Some(actor.person);
        let named = facts.provisions.iter().filter(|one| mine(one) && is_of_feed(one));
        let Some(until) = named.filter_map(|one| one.ends_at).max() else {
            let fault = "whoever was invited to represent a minor invites nobody; who is named by the health insurance does";
            return Err(Error::Unprocessable(fault.to_owned()));
        };
        let zone = facts.space.as_ref().map(|space| space.zone).ok_or(Error::Disagreement)?;
        let waits = end_of_last_day(now, self.reference.minors().invitation_days, zone);
        let waits = waits.ok_or(Error::Disagreement)?.min(until);
        let change = self.change(tx, &permit)?;
        let standing = change.standing(tx, now)?;
        let is_one = |one: &&Provision| one.kind == REPRESENTATIVE || invitation_of(one).is_some();
        let most = self.reference.minors().most;
        let all = standing.iter().filter(is_one).count();
        if usize::try_from(most).is_ok_and(|most| all >= most) {
            let fault = format!("at most {most} people represent a minor, those invited among them");
            return Err(Error::Unprocessable(fault));
        }
        let invited = InvitedRepresentative { traits: new.traits.clone(), authority: new.authority };
        let serves = Serves::Representative(Box::new(invited));
        let made = self.make_code(tx, &change, &permit, actor, serves, waits)?;
        change.settle(tx)?;
        permit.name(tx, [made.id.uuid()]);
        permit.detail(tx, json!({ "waits": waits }));
        let representative = Representative {
            id: made.id,
            person: None,
            invited: Some(new.traits.clone()),
            authority: new.authority,
            by_invitation: true,
            since: None,
            until: Some(until),
            state: RepresentativeState::Invited { until: waits },
        };
        Ok((made.code, representative))
    }

    /// Takes back an invitation that nobody has accepted. Whoever accepted one represents the minor, and stays.
    ///
    /// # Errors
    /// [`Error::Refused`]; [`Error::Absent`] for none that waits.
    pub fn withdraw_representative_invitation(
        &self,
        tx: &mut Tx<'_>,
        actor: &Actor,
        space: SpaceId,
        invitation: ProvisionId,
    ) -> Result<(), Error> {
        let permit = self.check::<WithdrawInvitation>(tx, actor, space, by_representation())?;
        let change = self.change(tx, &permit)?;
        let is_it = |one: &Provision| one.id == invitation && invitation_of(one).is_some();
        let ended = ids(&change.end(tx, permit.now(), is_it)?);
        if ended.is_empty() {
            return Err(permit.absent(tx, Sought::Representative, invitation.uuid()));
        }
        change.settle(tx)?;
        permit.name(tx, ended.iter().map(|id| id.uuid()));
        Ok(())
    }
}

/// As a representative, whatever else one may be in the record.
pub(super) fn by_representation() -> Ask {
    Ask::by("W2")
}
