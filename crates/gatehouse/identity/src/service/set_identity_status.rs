use database::Tx;
use kernel::{Actor, AdminRole, SpaceId};
use serde_json::json;

use super::take_citizens::taken;
use crate::{
    ChangeIdentityStatus, DecideIdentityStatus, Error, Identity, IdentityStatus, index, sealed, store,
};

impl Identity {
    /// Says how sure the identity of a record is: support has looked at it. From then on its number finds the record, or
    /// finds it no more. Nothing of the identity is shown. The feed says it anew with the next row that changes.
    ///
    /// # Errors
    /// A refusal for whoever has not the role; [`Error::WentIntoAnother`] for a double; [`Error::Missing`] where nobody was
    /// registered.
    pub fn set_identity_status(
        &self,
        tx: &mut Tx<'_>,
        actor: &Actor,
        space: SpaceId,
        status: IdentityStatus,
    ) -> Result<(), Error> {
        let admin = self.consent.check_admin::<DecideIdentityStatus>(tx, actor, &[AdminRole::Support])?;
        admin.name(tx, [space.uuid()]);
        let known = store::lock_identities(tx, &[space])?.remove(&space).ok_or(Error::Missing("citizen"))?;
        if !self.consent.merged_into(tx, &[space])?.is_empty() {
            admin.turn_down(tx, space.uuid(), "went_into_another");
            return Err(Error::WentIntoAnother);
        }
        let permit = self.consent.permit_of_admin::<ChangeIdentityStatus, _>(tx, &admin, space)?;
        let whole = sealed::open(self.vault.space(space)?.as_ref(), known.person, &known.sealed)?;
        permit.detail(tx, json!({ "from": known.status.as_str(), "to": status.as_str() }));
        store::update_status(tx, &permit, status)?;
        let tags = index::tags_of(&self.vault, &whole, status)?;
        store::replace_tags(tx, &permit, &tags).map_err(taken)
    }
}
