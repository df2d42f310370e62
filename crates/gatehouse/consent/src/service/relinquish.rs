use database::Tx;
use kernel::{Actor, ProvisionId, SpaceId};
use serde_json::json;

use super::Granted;
use crate::{
    Act, Action, Ask, Consent, Error, Provision, RuleId, Sought,
    rules::{CARE_RELATIONSHIP, DELEGATION, EMERGENCY_ACCESS, TEMPORARY_ACCESS},
};

/// Ending what one was given.
pub struct Relinquish;

impl Action for Relinquish {
    const NAME: &'static str = "access.relinquish";
    const ACT: Act = Act::Relinquish;
}

impl Consent {
    /// Ends what lets the calling professional in.
    ///
    /// # Errors
    /// [`Error::Refused`] where nothing of this kind does; [`Error::Absent`] for another one's.
    pub fn relinquish(
        &self,
        tx: &mut Tx<'_>,
        actor: &Actor,
        space: SpaceId,
        kind: &'static str,
        grant: ProvisionId,
    ) -> Result<Granted, Error> {
        let way = match kind {
            CARE_RELATIONSHIP => "W5",
            DELEGATION => "W6",
            TEMPORARY_ACCESS => "W7",
            EMERGENCY_ACCESS => "W8",
            _ => return Err(Error::Disagreement),
        };
        let ask = Ask { way: Some(RuleId::new(way)), ..Ask::default() };
        let permit = self.check::<Relinquish>(tx, actor, space, ask)?;
        let change = self.change(tx, &permit)?;
        let is_mine =
            |one: &Provision| one.kind == kind && one.id == grant && one.person == Some(actor.person);
        let ended = change.end(tx, permit.now(), is_mine)?;
        let Some(one) = ended.first() else {
            return Err(permit.absent(tx, Sought::Relationship, grant.uuid()));
        };
        change.settle(tx)?;
        permit.name(tx, [grant.uuid()]);
        permit.detail(tx, json!({ "kind": kind }));
        Ok(Granted::from(one))
    }
}
