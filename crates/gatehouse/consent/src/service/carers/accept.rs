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
    change::ids,
    rules::{CARER, CarerMay, CarerTerms, Serves},
    store,
};

/// How many of the carers that there were are looked at.
const MOST_LOOKED_AT: i64 = 1_000;

/// Accepting to be a carer.
pub struct AcceptInvitation;

impl Action for AcceptInvitation {
    const NAME: &'static str = "carers.accept";
    const ACT: Act = Act::BecomeCarer;
}

/// Somebody who became a carer.
#[derive(Debug, Clone)]
pub struct BecameCarer {
    /// The record.
    pub space: SpaceId,
    /// The invitation by which.
    pub id: ProvisionId,
    /// What the carer may do.
    pub may: CarerMay,
    /// Since when.
    pub since: DateTime<Utc>,
    /// Until when.
    pub until: Option<DateTime<Utc>>,
    /// The time zone of the holder.
    pub zone: Tz,
    /// Whether the invitation was made in secret.
    pub secret: bool,
}

impl Consent {
    /// Looks at the invitation that a code is, and leaves it as it is: whether its caller is the one who is meant is not known
    /// here.
    ///
    /// # Errors
    /// [`Error::Refused`]: one answer for a code that is wrong, over, used, taken back or for something else, and for whoever
    /// may use none.
    pub fn invitation<'tx>(
        &self,
        tx: &mut Tx<'tx>,
        actor: &Actor,
        code: Option<&Code>,
    ) -> Result<(Permit<'tx, AcceptInvitation>, Option<Invitation>), Error> {
        self.look_at_invitation(tx, actor, code, |serves| invited_by(serves).map(|invited| invited.traits))
    }

    /// Makes the caller a carer by an invitation that is meant for them, and uses it up; where it is not, it stays as it is.
    ///
    /// # Errors
    /// As [`Consent::invitation`]: one answer also for whoever is not meant.
    pub fn accept_invitation<'tx>(
        &self,
        tx: &mut Tx<'tx>,
        permit: &Permit<'tx, AcceptInvitation>,
        actor: &Actor,
        invitation: Option<&Invitation>,
        is_meant: bool,
    ) -> Result<BecameCarer, Error> {
        let change = self.change(tx, permit)?;
        let Some(Invitation { found, .. }) = invitation.filter(|_| is_meant) else {
            return Err(turn_down(tx, permit));
        };
        let used =
            self.use_code(tx, &change, permit, Some(found), |serves| matches!(serves, Serves::Carer(_)))?;
        let Some((code, Serves::Carer(invited))) = used else { return Err(turn_down(tx, permit)) };
        // Nobody lets themselves in, whoever they act for.
        if code.given_by == actor.person {
            return Err(turn_down(tx, permit));
        }
        let (facts, now) = (permit.facts(), permit.now());
        let Some(space) = &facts.space else { return Err(Error::Disagreement) };
        let starts_at = invited.from.map_or(now, |from| from.max(now));
        if invited.until.is_some_and(|until| until <= starts_at) {
            return Err(turn_down(tx, permit));
        }
        let keys = self.vault.space(permit.space())?;
        let is_mine = |one: &Provision| one.kind == CARER && one.person == Some(actor.person);
        let mut mine = store::of_kinds(tx, permit, keys.as_ref(), &[CARER], MOST_LOOKED_AT)?;
        mine.retain(is_mine);
        if mine.iter().any(|one| says_more_than(one, &mine, code.given_at, now)) {
            return Err(turn_down(tx, permit));
        }
        let replaced = change.end(tx, starts_at, is_mine)?;
        let terms = CarerTerms {
            name: actor.name.clone(),
            may: invited.may.clone(),
            invitation: code.id,
            said_at: code.given_at,
            until: invited.until,
            nearer: false,
            since: None,
        };
        let new = Provision {
            person: Some(actor.person),
            starts_at,
            ends_at: invited.until,
            given_by: code.given_by,
            ..self.provision_of(CARER, json!(terms), actor, now)
        };
        change.give(tx, &new)?;
        change.settle(tx)?;
        permit.name(tx, [new.id.uuid()]);
        permit.detail(tx, json!({ "until": invited.until, "replaces": ids(&replaced) }));
        Ok(BecameCarer {
            space: permit.space(),
            id: code.id,
            may: invited.may,
            since: starts_at,
            until: invited.until,
            zone: space.zone,
            secret: permit.is_secret(),
        })
    }
}

/// Whether what was said of a carer was said, or ended by an act, since a code was made: an older code says nothing any more. What
/// ran out by itself, and what another one took the place of, was ended by none.
fn says_more_than(
    one: &Provision,
    all: &[Provision],
    code_made_at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> bool {
    let Some(terms) = one.terms::<CarerTerms>() else { return true };
    let was_replaced = |end| all.iter().any(|next| next.starts_at == end && next.id != one.id);
    let was_ended = one.ends_at.is_some_and(|end| {
        end <= now && end > code_made_at && terms.until != Some(end) && !was_replaced(end)
    });
    terms.said_at > code_made_at || was_ended
}
