use consent::Ask;
use database::Tx;
use kernel::{Actor, DocumentId, Private, SpaceId};

use super::{Documents, prepare::check_title, traced::traced};
use crate::{EntitleDocument, Error, model::Document};

/// A title to give.
pub struct Entitling<'a> {
    /// The document.
    pub id: DocumentId,
    /// Its title from now on.
    pub title: &'a Private<String>,
    /// Whether the document is still the one that the caller has read.
    pub unchanged: &'a dyn Fn(&Document) -> bool,
}

impl Documents {
    /// Gives a document of one's own another title.
    ///
    /// # Errors
    /// [`Error::NotYours`]; [`Error::Changed`] when it was changed since; [`Error::Metadata`] for a title that is empty
    /// or too long; the consent engine's.
    pub fn entitle(
        &self,
        tx: &mut Tx<'_>,
        actor: &Actor,
        space: SpaceId,
        ask: &Ask,
        wanted: &Entitling<'_>,
    ) -> Result<Document, Error> {
        let Entitling { id, title, unchanged } = *wanted;
        check_title(title, actor.is_citizen())?;
        let permit = self.consent.check::<EntitleDocument>(tx, actor, space, ask.clone())?;
        let known = self.own(tx, &permit, actor, ask, id)?;
        if !unchanged(&known.document) {
            return traced(tx, &permit, id.uuid(), Err(Error::Changed));
        }
        permit.name(tx, [id.uuid()]);
        let mut document =
            self.change(tx, &permit, known, |document| document.words.title = title.clone())?;
        self.mark(tx, &permit, [&mut document])?;
        Ok(document)
    }
}
