use chrono::{DateTime, Utc};
use database::Tx;
use kernel::{Actor, SpaceId};
use serde_json::json;

use super::{super::invitations::check_traits, Carer, CarerState};
use crate::{
    Act, Action, Ask, Code, Consent, Error, Permit,
    days::end_of_last_day,
    rules::{ACCESS_CODE, CarerMay, InvitedCarer, InviteeTraits, Serves},
};

/// Inviting a carer.
pub struct InviteCarer;

impl Action for InviteCarer {
    const NAME: &'static str = "carers.invite";
    const ACT: Act = Act::Grant;
}

/// A carer to invite.
#[derive(Debug, Clone)]
pub struct NewCarer {
    /// Who is meant.
    pub traits: InviteeTraits,
    /// What the carer may do.
    pub may: CarerMay,
    /// From when; from when it is accepted, when none.
    pub from: Option<DateTime<Utc>>,
    /// Until when.
    pub until: Ends,
}

/// When somebody is a carer no more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ends {
    /// After the time that is usual in the country.
    AsUsual,
    /// At the end of this instant's day.
    At(DateTime<Utc>),
    /// When the holder says so.
    Never,
}

impl Consent {
    /// Invites somebody to be a carer: by a code, and by who they are; with the permit, under which a flow looks at whether they
    /// can be.
    ///
    /// # Errors
    /// [`Error::Refused`], also without a second factor that was just shown; [`Error::Unprocessable`] for what a carer cannot be
    /// given, and for a time that cannot be; [`crate::CarerFault`] for one carer too many.
    pub fn invite_carer<'tx>(
        &self,
        tx: &mut Tx<'tx>,
        actor: &Actor,
        space: SpaceId,
        new: &NewCarer,
    ) -> Result<(Code, Carer, Permit<'tx, InviteCarer>), Error> {
        let permit = self.check::<InviteCarer>(tx, actor, space, Ask::default())?;
        let (facts, now) = (permit.facts(), permit.now());
        check_traits(&new.traits, now)?;
        self.check_may(&new.may)?;
        super::super::check_beginning("a carer", new.from, now)?;
        let from = new.from.unwrap_or(now);
        let until = match new.until {
            Ends::AsUsual => Some(self.usual_end(facts, from)?),
            Ends::At(until) => Some(self.end_of_carer(facts, from, until)?),
            Ends::Never => None,
        };
        let zone = facts.space.as_ref().map(|space| space.zone).ok_or(Error::Disagreement)?;
        let waits = end_of_last_day(now, self.reference.carers().invitation_days, zone);
        let waits = waits.ok_or(Error::Disagreement)?;
        let waits = until.map_or(waits, |until| waits.min(until));
        let invited =
            InvitedCarer { traits: new.traits.clone(), may: new.may.clone(), from: new.from, until };
        let change = self.change(tx, &permit)?;
        self.check_room_for_carer(&change.standing(tx, now)?, facts)?;
        let serves = Serves::Carer(Box::new(invited.clone()));
        let made = self.make_code(tx, &change, &permit, actor, serves, waits)?;
        change.settle(tx)?;
        permit.name(tx, [made.id.uuid()]);
        permit.detail(tx, json!({ "until": until, "waits": waits }));
        let carer = Carer {
            id: made.id,
            person: None,
            name: None,
            invited: Some(invited.traits),
            may: invited.may,
            since: invited.from,
            until,
            nearer: false,
            state: CarerState::Invited { until: waits },
        };
        Ok((made.code, carer, permit))
    }

    /// The invitations that waited when a permit was given, to compare another one with. One that is made in secret is compared
    /// with those alone that were, and one that is seen with none of them: no answer tells of a secret one.
    pub fn invited_before(&self, permit: &Permit<'_, InviteCarer>) -> Vec<Carer> {
        let waiting = permit.facts().running(ACCESS_CODE).filter(|one| one.secret == permit.is_secret());
        let waiting = waiting.filter_map(|one| Carer::of(one, permit.now()));
        waiting.filter(|one| one.invited.is_some()).collect()
    }
}
