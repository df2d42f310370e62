use consent::{Action, Ask, Permit, RuleId};
use database::Tx;
use kernel::{Actor, DocumentId, SpaceId};

use super::Documents;
use crate::{Error, HideFromRepresentatives, ShowToRepresentatives, model::Document};

impl Documents {
    /// Hides a document, with all its versions, from whoever represents the holder (`INVISIBLE_REPRESENTANTS_LEGAUX`), or shows it
    /// to them again. The holder alone says so.
    ///
    /// # Errors
    /// The consent engine's, to show it also without a second factor that was just shown; absent for one that the caller does not
    /// see.
    pub fn hide_from_representatives(
        &self,
        tx: &mut Tx<'_>,
        actor: &Actor,
        space: SpaceId,
        id: DocumentId,
        hidden: bool,
    ) -> Result<Document, Error> {
        let ask = Ask { way: Some(RuleId::new("W1")), ..Ask::default() };
        if hidden {
            let permit = self.consent.check::<HideFromRepresentatives>(tx, actor, space, ask)?;
            self.hide_under(tx, &permit, id, hidden)
        } else {
            let permit = self.consent.check::<ShowToRepresentatives>(tx, actor, space, ask)?;
            self.hide_under(tx, &permit, id, hidden)
        }
    }

    fn hide_under<'tx, A: Action>(
        &self,
        tx: &mut Tx<'tx>,
        permit: &Permit<'tx, A>,
        id: DocumentId,
        hidden: bool,
    ) -> Result<Document, Error> {
        let found = self.found(tx, permit, id)?;
        let mut named = None;
        for version in self.versions_of_own(tx, permit, found.series_id.uuid())? {
            let is_named = version.document.id == id;
            let document = match version.document.hidden_from_representatives == hidden {
                true => version.document,
                false => self.hide_anew(tx, permit, version, hidden)?,
            };
            if is_named {
                named = Some(document);
            }
        }
        let mut named = named.ok_or(Error::Broken)?;
        permit.name(tx, [id.uuid()]);
        self.mark(tx, permit, [&mut named])?;
        Ok(named)
    }
}
