//! Folders and pins: how the holder's side keeps documents in order.

mod file;
mod list;
mod make;
mod pin;
mod remove;
mod rename;

use consent::{Action, Permit};
use database::Tx;
use kernel::Private;

use super::{Documents, words};
use crate::{
    Error,
    model::{Document, Folder, Mark, folded},
    rows::FolderRow,
    store,
};

/// Longest name of a folder, in characters (Mon espace santé: 50).
const NAME: usize = 50;
/// Most folders of one record; the database has as many places.
pub(super) const MOST: i16 = 200;

/// Whether this can be the name of a folder.
fn check_name(name: &Private<String>) -> Result<(), Error> {
    if !name.reveal().chars().any(char::is_alphanumeric) {
        let expected = "at least one letter or number".to_owned();
        return Err(Error::Metadata { pointer: "/name", found: None, expected });
    }
    words::fits("/name", name, NAME)
}

impl Documents {
    pub(super) fn folders_of<A: Action>(
        &self,
        tx: &mut Tx<'_>,
        permit: &Permit<'_, A>,
    ) -> Result<Vec<Folder>, Error> {
        let rows = store::folders(tx, permit)?;
        self.open_folders(permit, rows)
    }

    fn open_folders<A: Action>(
        &self,
        permit: &Permit<'_, A>,
        rows: Vec<FolderRow>,
    ) -> Result<Vec<Folder>, Error> {
        let keys = self.vault.space(permit.space())?;
        rows.into_iter().map(|row| Ok(row.open(&keys)?)).collect()
    }

    /// Says of documents how the holder's side keeps them, where somebody of that side reads them.
    pub(super) fn mark<'doc, A: Action>(
        &self,
        tx: &mut Tx<'_>,
        permit: &Permit<'_, A>,
        documents: impl IntoIterator<Item = &'doc mut Document>,
    ) -> Result<(), Error> {
        let mut documents: Vec<&mut Document> = documents.into_iter().collect();
        let tells = permit.sees_secrets() && permit.way().as_str() != "W4";
        for document in documents.iter_mut().filter(|_| tells) {
            document.mark.hidden_from_representatives = document.hidden_from_representatives;
        }
        if documents.is_empty() || !permit.acts_for_holder() {
            return Ok(());
        }
        let series: Vec<_> = documents.iter().map(|document| document.series_id.uuid()).collect();
        let marks = store::marks(tx, permit, &series)?;
        for document in &mut documents {
            let kept = marks.get(&document.series_id.uuid()).copied().unwrap_or_default();
            let hidden_from_representatives = document.mark.hidden_from_representatives;
            document.mark = Mark { masked: Some(document.masked), hidden_from_representatives, ..kept };
        }
        Ok(())
    }
}

/// Whether another folder bears this name, case and accents aside.
fn is_taken(folders: &[Folder], name: &Private<String>, but: Option<kernel::FolderId>) -> bool {
    let wanted = folded(name);
    folders.iter().any(|folder| Some(folder.id) != but && folded(&folder.name) == wanted)
}
