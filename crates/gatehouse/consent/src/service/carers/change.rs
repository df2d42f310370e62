use database::Tx;
use kernel::{Actor, ProvisionId, SpaceId};
use serde_json::json;

use super::{Carer, invitation_of, invite::Ends};
use crate::{
    Act, Action, Ask, Consent, Error, Provision, Sought,
    change::ids,
    rules::{CARER, CarerMay, CarerTerms},
};

/// Giving a carer more, less, or another end.
pub struct ChangeCarer;

impl Action for ChangeCarer {
    const NAME: &'static str = "carers.change";
    const ACT: Act = Act::Prefer;
}

/// Ending what a carer was given, or taking an invitation back.
pub struct EndCarer;

impl Action for EndCarer {
    const NAME: &'static str = "carers.end";
    const ACT: Act = Act::Prefer;
}

impl Consent {
    /// Says anew what a carer may do and until when; as before where no end is said, or after the usual time where there was
    /// none. Less needs nothing more, and is not told to the carer; more, or longer, is a grant.
    ///
    /// # Errors
    /// [`Error::Refused`], for more also without a second factor that was just shown; [`Error::Absent`] for nobody who is a
    /// carer now; [`Error::Unprocessable`].
    pub fn change_carer(
        &self,
        tx: &mut Tx<'_>,
        actor: &Actor,
        space: SpaceId,
        carer: ProvisionId,
        may: &CarerMay,
        until: Ends,
    ) -> Result<Carer, Error> {
        let permit = self.check::<ChangeCarer>(tx, actor, space, Ask::default())?;
        self.check_may(may)?;
        let change = self.change(tx, &permit)?;
        let now = permit.now();
        let standing = change.standing(tx, now)?;
        let is_it = |one: &Provision| is_carer(one, carer);
        let found = standing.iter().find(|one| is_it(one) && permit.facts().stands(one));
        let before = found.and_then(|one| Some((one, one.terms::<CarerTerms>()?)));
        let Some((found, before)) = before else {
            return Err(permit.absent(tx, Sought::Carer, carer.uuid()));
        };
        let from = found.starts_at.max(now);
        let until = match until {
            Ends::AsUsual => Some(found.ends_at.map_or_else(|| self.usual_end(permit.facts(), from), Ok)?),
            Ends::At(until) => Some(self.end_of_carer(permit.facts(), from, until)?),
            Ends::Never => None,
        };
        if found.secret {
            permit.keep_secret(tx);
        }
        let is_later = super::super::ends_before(found.ends_at, until);
        let is_nearer = super::super::ends_before(until, found.ends_at);
        let is_more = !may.is_within(&before.may) || is_later;
        if is_more {
            self.also(tx, &permit, Act::Grant)?;
        }
        let ended = change.end(tx, now, is_it)?;
        let nearer = is_nearer || before.nearer && !is_later;
        let since = before.since.or_else(|| Some(found.starts_at).filter(|began| *began < from));
        let terms = CarerTerms { may: may.clone(), said_at: now, until, nearer, since, ..before };
        let new = Provision {
            person: found.person,
            starts_at: from,
            ends_at: until,
            // Whoever gives less gives nothing: it stands as long as what was given before.
            given_by: if is_more { actor.person } else { found.given_by },
            ..self.provision_of(CARER, json!(terms), actor, now)
        };
        change.give(tx, &new)?;
        change.settle(tx)?;
        permit.name(tx, [new.id.uuid()]);
        permit.detail(tx, json!({ "until": until, "replaces": ids(&ended) }));
        Carer::of(&new, now).ok_or(Error::Disagreement)
    }

    /// Ends what a carer was given, or takes an invitation back. Nobody is told.
    ///
    /// # Errors
    /// [`Error::Refused`]; [`Error::Absent`] for nobody who is a carer or invited now.
    pub fn end_carer(
        &self,
        tx: &mut Tx<'_>,
        actor: &Actor,
        space: SpaceId,
        carer: ProvisionId,
    ) -> Result<(), Error> {
        let permit = self.check::<EndCarer>(tx, actor, space, Ask::default())?;
        let change = self.change(tx, &permit)?;
        let is_invited = |one: &Provision| one.id == carer && invitation_of(one).is_some();
        let ended = change.end(tx, permit.now(), |one| is_carer(one, carer) || is_invited(one))?;
        let Some(one) = ended.first() else {
            return Err(permit.absent(tx, Sought::Carer, carer.uuid()));
        };
        change.settle(tx)?;
        permit.name(tx, [carer.uuid()]);
        permit.detail(tx, json!({ "kind": one.kind, "person": one.person }));
        Ok(())
    }
}

/// Whether a provision makes somebody a carer by this invitation.
pub(super) fn is_carer(one: &Provision, invitation: ProvisionId) -> bool {
    one.kind == CARER && one.terms::<CarerTerms>().is_some_and(|terms| terms.invitation == invitation)
}
