use consent::{Act, Action, Ask, Permit, Reason, Sought};
use database::Tx;
use kernel::{Actor, DocumentId, Private, SpaceId};
use uuid::Uuid;
use vault::SpaceKeys;

use super::Documents;
use crate::{
    Error, ReadDocument,
    model::Document,
    rows::{DocumentRow, Form, SEALED_ONCE},
    store::{self, Changed, Flags, Said},
};

/// A document as it is, with what is needed to write it down anew.
pub(super) struct Known {
    pub(super) document: Document,
    form: Form,
    object_key: Vec<u8>,
}

impl Known {
    pub(super) fn open(row: DocumentRow, object_key: Vec<u8>, keys: &SpaceKeys) -> Result<Self, Error> {
        let form = row.form()?;
        Ok(Self { document: row.open(keys)?, form, object_key })
    }
}

impl Documents {
    /// A document that the caller may amend, locked until the transaction ends. It is refused as absent where the
    /// caller may not know of it, and as another's where the caller may see it.
    ///
    /// # Errors
    /// [`Error::NotYours`]; the consent engine's.
    pub(super) fn own<'tx, A: Action>(
        &self,
        tx: &mut Tx<'tx>,
        permit: &Permit<'tx, A>,
        actor: &Actor,
        ask: &Ask,
        id: DocumentId,
    ) -> Result<Known, Error> {
        let keys = self.vault.space(permit.space())?;
        let known = self.agreed(tx, permit, |tx| {
            let Some((row, object_key)) = store::find_for_change(tx, permit, id.uuid())? else {
                return Ok(None);
            };
            let known = Known::open(row, object_key, &keys)?;
            permit.confirm(&known.document.thing())?;
            Ok(Some(known))
        })?;
        if let Some(known) = known {
            if permit.party().secret && !known.document.hidden_from_representatives {
                let fault = "whoever represents the holder sees this document, and would miss it: do this without a secret \
                             connection";
                return Err(consent::Error::Unprocessable(fault.to_owned()).into());
            }
            return Ok(known);
        }
        if self.sees(tx, actor, permit.space(), ask, id)? {
            permit.turn_down(tx, id.uuid(), Reason::NotTheirs);
            return Err(Error::NotYours);
        }
        Err(permit.absent(tx, Sought::Document, id.uuid()).into())
    }

    /// Whether somebody sees a document, asked while a refusal is worded. The line of this look belongs to a transaction
    /// that is refused, so the refusal alone stays.
    fn sees(
        &self,
        tx: &mut Tx<'_>,
        actor: &Actor,
        space: SpaceId,
        ask: &Ask,
        id: DocumentId,
    ) -> Result<bool, Error> {
        if !self.consent.would(tx, actor, space, Act::Consult)? {
            return Ok(false);
        }
        let ask = Ask { way: None, ..ask.clone() };
        let seen = self.consent.check::<ReadDocument>(tx, actor, space, ask)?;
        Ok(store::find_one(tx, &seen, id.uuid())?.is_some())
    }

    /// Writes down what is now said of a document: its words and its key are bound to it anew, under a new entry id.
    ///
    /// # Errors
    /// The database's and the vault's; [`Error::Broken`] when the row went meanwhile.
    pub(super) fn change<A: Action>(
        &self,
        tx: &mut Tx<'_>,
        permit: &Permit<'_, A>,
        known: Known,
        change: impl FnOnce(&mut Document),
    ) -> Result<Document, Error> {
        let entry_id = DocumentId::new(self.clock.as_ref(), self.rng.as_ref());
        self.write_anew(tx, permit, known, |document| {
            change(document);
            document.entry_id = entry_id;
            document.changed_at = permit.now();
        })
    }

    /// Sets or takes off the mask of a document. Of the document itself nothing is said: for whoever sees it all along it stays
    /// what it was.
    ///
    /// # Errors
    /// As [`Self::change`].
    pub(super) fn mask_anew<A: Action>(
        &self,
        tx: &mut Tx<'_>,
        permit: &Permit<'_, A>,
        known: Known,
        masked: bool,
    ) -> Result<Document, Error> {
        self.write_anew(tx, permit, known, |document| document.masked = masked)
    }

    /// Hides a document from whoever represents the holder, or shows it to them. Of the document itself nothing is said: whoever
    /// brought it finds it as it was.
    ///
    /// # Errors
    /// As [`Self::change`].
    pub(super) fn hide_anew<A: Action>(
        &self,
        tx: &mut Tx<'_>,
        permit: &Permit<'_, A>,
        known: Known,
        hidden: bool,
    ) -> Result<Document, Error> {
        self.write_anew(tx, permit, known, |document| document.hidden_from_representatives = hidden)
    }

    fn write_anew<A: Action>(
        &self,
        tx: &mut Tx<'_>,
        permit: &Permit<'_, A>,
        known: Known,
        change: impl FnOnce(&mut Document),
    ) -> Result<Document, Error> {
        let Known { mut document, form, object_key } = known;
        let keys = self.vault.space(permit.space())?;
        let id: Uuid = document.id.uuid();
        let key = keys.unwrap_object(id, SEALED_ONCE, &form.binding(&document), &object_key)?;
        let (entry_id, masked) = (document.entry_id, document.masked);
        change(&mut document);
        let bound = Form::NOW.binding(&document);
        let words = Private::new(serde_json::to_vec(&document.words).map_err(|_| Error::Broken)?);
        let said = Said { entry_id: document.entry_id.uuid(), changed_at: document.changed_at };
        let flags = Flags {
            status: document.status.as_str(),
            confidentiality: document.confidentiality.code(),
            masked: document.masked,
            hidden_from_representatives: document.hidden_from_representatives,
            mask_said_at: (document.masked != masked).then(|| permit.now()),
            sealed_form: Form::NOW.number(),
            sealed: keys.seal(self.rng.as_ref(), "documents.words", &[&bound], words.reveal())?,
            object_key: keys.wrap_object(self.rng.as_ref(), id, SEALED_ONCE, &bound, &key)?,
        };
        let said = (document.entry_id != entry_id).then_some(said);
        if !store::rewrite(tx, permit, id, &Changed { flags, said, at: permit.now() })? {
            return Err(Error::Broken);
        }
        Ok(document)
    }
}
