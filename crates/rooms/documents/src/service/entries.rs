use consent::Ask;
use database::Tx;
use kernel::{Actor, DocumentId, SpaceId};

use super::{Content, Documents};
use crate::{
    Error, ReadEntries,
    cda::{
        Limits,
        entries::{self, Entries},
    },
    content::Kind,
    model::Document,
};

impl Documents {
    /// Releases the content of one document for its coded entries ([`Documents::extract`]): the same decision, the same
    /// filters and the same trace as reading it.
    ///
    /// # Errors
    /// As [`Documents::content`].
    pub fn entries(
        &self,
        tx: &mut Tx<'_>,
        actor: &Actor,
        space: SpaceId,
        ask: Ask,
        id: DocumentId,
    ) -> Result<Content, Error> {
        self.release::<ReadEntries>(tx, actor, space, ask, id, false)
    }

    /// Extracts the coded entries of an opened content; none of one that is no clinical document. Nothing is kept. It
    /// reads XML whole, so it belongs on a thread that may take its time.
    ///
    /// # Errors
    /// [`Error::Cda`] when the document cannot be read, though it was when it was deposited; [`Error::Busy`].
    pub fn extract(&self, document: &Document, content: &[u8]) -> Result<Entries, Error> {
        if document.media_type != Kind::Cda.media_type() {
            return Ok(Entries::default());
        }
        let _seat = self.reading.enter()?;
        let limits = Limits { zone: self.settings.zone, ..Limits::default() };
        Ok(entries::entries(content, &limits)?)
    }
}
