use std::collections::HashMap;

use consent::Permit;
use database::Tx;
use kernel::{DocumentId, SpaceId};
use uuid::Uuid;
use vault::SpaceKeys;

use super::{Ends, Sealed, Transfer};
use crate::{
    BringOver, Documents, Error,
    model::{Document, Mark, Status},
    service::change::Known,
    store,
};

impl Documents {
    /// Writes documents where they go and takes them from where they were, in one transaction: all versions, with what hides
    /// them, their author and their times, and in a merge or its undoing with folders, pins and requests for correction. Doing
    /// it again does nothing. Whoever calls this has made sure, in the same transaction, that it is still to be done.
    ///
    /// # Errors
    /// [`database::Error::Transient`] where a version came in between: the batch has to be taken anew; the vault's, the
    /// database's.
    pub fn arrive(&self, tx: &mut Tx<'_>, transfer: &Transfer, sealed: &[Sealed]) -> Result<usize, Error> {
        let ends = self.ends(tx, transfer)?;
        let series: Vec<Uuid> = sealed.iter().map(|one| one.series).collect();
        let (from, to) = (transfer.from(), transfer.to());
        let (keys_there, keys) = (self.vault.space(from)?, self.vault.space(to)?);
        let versions = store::lock_versions(tx, &ends.leaving, &series)?;
        let mut at_home: HashMap<Uuid, Known> = store::come_home(tx, &ends.arriving, &series)?
            .into_iter()
            .map(|(row, key)| Ok((row.id, Known::open(row, key, &keys)?)))
            .collect::<Result<_, Error>>()?;
        let mut moved = Vec::with_capacity(versions.len());
        for (row, object_key) in versions {
            let known = Known::open(row, object_key, &keys_there)?;
            let id = known.document.id.uuid();
            match at_home.remove(&id) {
                Some(home) => {
                    let home = self
                        .change(tx, &ends.arriving, home, |document| document.stands_as(&known.document))?;
                    // What topics were said meanwhile knows nothing of it.
                    self.tag(tx, &ends.arriving, &home)?;
                }
                None => self.write_over(tx, &ends.arriving, &keys, &known.document, sealed)?,
            }
            self.change(tx, &ends.leaving, known, |document| document.status = Status::Deleted)?;
            moved.push(id);
        }
        match transfer {
            Transfer::Merge { .. } => {
                store::go_to(tx, &ends.leaving, &series, to.uuid())?;
                self.bring_marks(tx, &ends, &series)?;
                self.bring_corrections(tx, &ends, &series)?;
            }
            Transfer::Split { .. } => {
                store::go_to(tx, &ends.leaving, &series, to.uuid())?;
                self.bring_corrections(tx, &ends, &series)?;
            }
            // Who it is about is nobody's business here: the row does not say where it went.
            Transfer::NotMine { decided_by, .. } => {
                self.answer_not_mine(tx, &ends, &series, decided_by)?;
            }
        }
        for permit in [&ends.leaving, &ends.arriving] {
            permit.name(tx, moved.iter().copied());
        }
        Ok(moved.len())
    }

    /// Ends what is left of a transfer that brought everything over: folders that a merge had made go with its undoing.
    ///
    /// # Errors
    /// The database's.
    pub fn end_transfer(&self, tx: &mut Tx<'_>, transfer: &Transfer) -> Result<(), Error> {
        if let Transfer::Split { .. } = transfer {
            let ends: Ends<'_> = self.ends(tx, transfer)?;
            for folder in store::folders(tx, &ends.arriving)? {
                store::delete_folder(tx, &ends.leaving, folder.id)?;
            }
        }
        Ok(())
    }

    /// How many documents each record has, for support: no more than a number.
    ///
    /// # Errors
    /// The database's.
    pub fn counts_without_permit(
        &self,
        tx: &mut Tx<'_>,
        spaces: &[SpaceId],
    ) -> Result<HashMap<SpaceId, i64>, Error> {
        Ok(store::count_documents(tx, spaces)?)
    }

    fn write_over(
        &self,
        tx: &mut Tx<'_>,
        permit: &Permit<'_, BringOver>,
        keys: &SpaceKeys,
        there: &Document,
        sealed: &[Sealed],
    ) -> Result<(), Error> {
        let came_in = || database::Error::Transient("a version came in while a document was brought over");
        let (key, place) =
            sealed.iter().find_map(|one| one.contents.get(&there.id.uuid())).ok_or_else(came_in)?;
        let document = Document {
            space: permit.space(),
            entry_id: DocumentId::new(self.clock.as_ref(), self.rng.as_ref()),
            changed_at: permit.now(),
            mark: Mark::default(),
            ..there.clone()
        };
        let mut row = self.row_with(keys, &document, key, place)?;
        if store::insert(tx, permit, &row)? {
            return self.tag(tx, permit, &document);
        }
        // The same document of the same producer lies there already: both stay, and that one bears the identifier.
        row.unique_tag = Self::spent_tag(keys, document.id).to_vec();
        match store::insert(tx, permit, &row)? {
            true => self.tag(tx, permit, &document),
            false => Err(Error::Broken),
        }
    }
}

impl Document {
    /// Is there again, as it stands where it comes from.
    fn stands_as(&mut self, there: &Self) {
        self.status = there.status;
        self.confidentiality = there.confidentiality;
        self.masked = there.masked;
        self.hidden_from_representatives = there.hidden_from_representatives;
        self.words.title = there.words.title.clone();
    }
}
