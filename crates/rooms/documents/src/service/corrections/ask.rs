use consent::Ask;
use database::{Tx, idempotency::IdempotencyClaim};
use kernel::{Actor, CorrectionId, DocumentId, PersonId, Private, SpaceId};

use super::check_message;
use crate::{
    AskCorrection, Documents, Error,
    model::{Correction, CorrectionKind, CorrectionState, CorrectionWords, Document},
    rows::CorrectionRow,
    service::{claimed::sent_again, traced::traced},
    store,
};

/// What somebody says is wrong with a document.
pub struct CorrectionAsked<'a> {
    /// The document.
    pub document: DocumentId,
    /// What is wrong.
    pub kind: CorrectionKind,
    /// In their words.
    pub message: &'a Private<String>,
    /// The caller's `Idempotency-Key`.
    pub idempotency: Option<&'a IdempotencyClaim>,
}

impl Documents {
    /// Asks the author of a document to correct it, once for each `Idempotency-Key`. One request about a document waits at
    /// a time.
    ///
    /// # Errors
    /// [`Error::OwnDocument`]; [`Error::CorrectionWaits`]; [`Error::KeyReused`]; [`Error::Metadata`] for a message that is empty or too long;
    /// absent and hidden are one and the same answer.
    pub fn ask_correction(
        &self,
        tx: &mut Tx<'_>,
        actor: &Actor,
        space: SpaceId,
        ask: Ask,
        asked: &CorrectionAsked<'_>,
    ) -> Result<Correction, Error> {
        check_message(asked.message)?;
        let permit = self.consent.check::<AskCorrection>(tx, actor, space, ask)?;
        let id = CorrectionId::new(self.clock.as_ref(), self.rng.as_ref());
        let before = self.claimed(tx, &permit, asked.idempotency, id.uuid());
        if let Some(made) = traced(tx, &permit, asked.document.uuid(), before)? {
            let correction = self.correction(tx, &permit, made.into())?;
            sent_again(tx, &permit);
            return Ok(correction);
        }
        // Whoever withdraws it meanwhile finds the request and ends it.
        store::hold(tx, &permit, asked.document.uuid())?;
        let document = self.found(tx, &permit, asked.document)?;
        if document.by_citizen {
            return traced(tx, &permit, document.id.uuid(), Err(Error::OwnDocument));
        }
        let correction = Correction {
            id,
            document: document.id,
            series: document.series_id,
            kind: asked.kind,
            state: CorrectionState::Open,
            addressee: addressee(&document),
            addressee_organisation: document.depositor_organisation,
            asked_by: actor.person,
            asked_at: permit.now(),
            answered_by: None,
            answered_at: None,
            words: CorrectionWords {
                asked_by: actor.name.clone(),
                message: asked.message.clone(),
                answered_by: None,
                answer: None,
            },
        };
        let keys = self.vault.space(space)?;
        let row = CorrectionRow::of(space.uuid(), &keys, self.rng.as_ref(), &correction)?;
        if !store::insert_correction(tx, &permit, row)? {
            let waiting = store::waiting_about(tx, &permit, document.series_id.uuid())?;
            let ended = || database::Error::Transient("a request ended while another was made");
            let request = waiting.ok_or_else(ended)?.id.into();
            return traced(tx, &permit, document.id.uuid(), Err(Error::CorrectionWaits { request }));
        }
        Ok(correction)
    }
}

/// The professional whose document it is; of what software deposits for somebody unknown, nobody but the structure.
fn addressee(document: &Document) -> Option<PersonId> {
    match (document.natural_author, document.depositor_organisation) {
        (Some(author), _) => Some(author),
        (None, Some(_)) => None,
        (None, None) => Some(document.depositor),
    }
}
