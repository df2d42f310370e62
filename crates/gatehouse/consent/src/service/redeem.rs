use chrono::{DateTime, TimeDelta, Utc};
use database::Tx;
use kernel::{Actor, ProvisionId, SpaceId};
use serde_json::json;

use super::codes::{FoundCode, no_such_code, nowhere, turn_down};
use crate::{
    Act, Action, Ask, Code, Consent, Error, Permit, Provision,
    rules::{ACCESS_CODE, Guest, Lasts, Scope, Serves, TEMPORARY_ACCESS, TemporaryAccessTerms},
};

/// Using a code by which a temporary access begins, as a professional.
pub struct Redeem;

impl Action for Redeem {
    const NAME: &'static str = "temporary-accesses.redeem";
    const ACT: Act = Act::Redeem;
}

/// Using such a code without a log-in. It is decided as what it leads to: seeing the documents that were chosen.
pub struct RedeemAsGuest;

impl Action for RedeemAsGuest {
    const NAME: &'static str = "temporary-accesses.redeem-as-guest";
    const ACT: Act = Act::Consult;
}

/// What a code opened.
#[derive(Debug, Clone)]
pub struct Redeemed {
    /// The record.
    pub space: SpaceId,
    /// The access.
    pub access: ProvisionId,
    /// What it opens.
    pub opens: Scope,
    /// Since when.
    pub starts_at: DateTime<Utc>,
    /// Until when.
    pub ends_at: DateTime<Utc>,
    /// The time zone of the holder.
    pub zone: chrono_tz::Tz,
    /// Whether the code was given in secret.
    pub secret: bool,
}

impl Consent {
    /// Opens a temporary access to the calling professional by a code of the holder, which is used up. Of two who use it at
    /// once, one does.
    ///
    /// # Errors
    /// [`Error::Refused`]: one answer for a code that is wrong, over, used, taken back or for something else, and for whoever
    /// may use none.
    pub fn redeem(&self, tx: &mut Tx<'_>, actor: &Actor, code: Option<&Code>) -> Result<Redeemed, Error> {
        let found = self.find_code(tx, code)?;
        let space = found.as_ref().map_or_else(nowhere, |found| found.space);
        let ask = FoundCode::ask(found.as_ref(), Ask::by("W7"));
        let permit = self.check::<Redeem>(tx, actor, space, ask).map_err(no_such_code)?;
        self.open_access(tx, actor, &permit, found.as_ref(), None)
    }

    /// Opens chosen documents to somebody without a log-in who says who they are, by a code of the holder, which is used up.
    /// Gives the permit under which their session begins.
    ///
    /// # Errors
    /// As [`Consent::redeem`]; a code for the whole record or for shelves serves no guest.
    pub fn redeem_as_guest<'tx>(
        &self,
        tx: &mut Tx<'tx>,
        actor: &Actor,
        code: Option<&Code>,
        guest: &Guest,
    ) -> Result<(Permit<'tx, RedeemAsGuest>, Redeemed), Error> {
        let found = self.find_code(tx, code)?;
        let space = found.as_ref().map_or_else(nowhere, |found| found.space);
        let ask = FoundCode::ask(found.as_ref(), Ask::by("W7"));
        // By the code that waits it is decided as if the access ran already: whatever would refuse that one refuses here.
        let permit = self.check_supposing::<RedeemAsGuest>(tx, actor, space, ask, |facts| {
            let found = found.as_ref()?;
            let waiting = facts.running(ACCESS_CODE);
            let mut served = waiting.filter_map(|one| Some((one.clone(), found.serves(one)?)));
            let (one, serves) = served.next()?;
            self.access_of(&one, serves, actor, facts.now, Some(guest)).map(|(access, ..)| access)
        });
        let permit = permit.map_err(no_such_code)?;
        let redeemed = self.open_access(tx, actor, &permit, found.as_ref(), Some(guest))?;
        Ok((permit, redeemed))
    }

    fn open_access<'tx, A: Action>(
        &self,
        tx: &mut Tx<'tx>,
        actor: &Actor,
        permit: &Permit<'tx, A>,
        found: Option<&FoundCode>,
        guest: Option<&Guest>,
    ) -> Result<Redeemed, Error> {
        let change = self.change(tx, permit)?;
        let zone = permit.space_facts().map(|facts| facts.zone).ok_or(Error::Disagreement)?;
        let wanted = |serves: &Serves| match serves {
            Serves::TemporaryAccess { opens, .. } => guest.is_none() || matches!(opens, Scope::Documents(_)),
            Serves::CareRelationship { .. } | Serves::Carer(_) | Serves::Representative(_) => false,
        };
        let used = self.use_code(tx, &change, permit, found, wanted)?;
        let opened = used.and_then(|(one, serves)| self.access_of(&one, serves, actor, permit.now(), guest));
        let Some((new, opens, ends_at)) = opened else { return Err(turn_down(tx, permit)) };
        change.give(tx, &new)?;
        change.settle(tx)?;
        permit.name(tx, [new.id.uuid()]);
        permit.detail(tx, json!({ "until": ends_at, "guest": guest }));
        Ok(Redeemed {
            space: permit.space(),
            access: new.id,
            opens,
            starts_at: new.starts_at,
            ends_at,
            zone,
            secret: permit.is_secret(),
        })
    }

    /// The access that a code opens now, with what it opens and its end; none where it opens no such thing, or for no time.
    fn access_of(
        &self,
        code: &Provision,
        serves: Serves,
        actor: &Actor,
        now: DateTime<Utc>,
        guest: Option<&Guest>,
    ) -> Option<(Provision, Scope, DateTime<Utc>)> {
        let Serves::TemporaryAccess { opens, lasts } = serves else { return None };
        if guest.is_some() && !matches!(opens, Scope::Documents(_)) {
            return None;
        }
        let ends_at = end_of(lasts, now);
        let of_guest =
            now + TimeDelta::hours(i64::from(self.reference.durations().temporary_access.guest_hours));
        let ends_at = if guest.is_some() { ends_at.min(of_guest) } else { ends_at };
        let terms = TemporaryAccessTerms {
            scope: opens.clone(),
            given_at: code.given_at,
            guest: guest.cloned(),
            code: Some(code.id),
        };
        let new = Provision {
            person: Some(actor.person),
            organisation: actor.organisation(),
            ends_at: Some(ends_at),
            given_by: code.given_by,
            ..self.provision_of(TEMPORARY_ACCESS, json!(terms), actor, now)
        };
        (ends_at > now).then_some((new, opens, ends_at))
    }
}

/// When something ends that begins then.
pub(super) fn end_of(lasts: Lasts, begins: DateTime<Utc>) -> DateTime<Utc> {
    match lasts {
        Lasts::Minutes(minutes) => begins + TimeDelta::minutes(i64::from(minutes)),
        Lasts::Until(end) => end,
    }
}
