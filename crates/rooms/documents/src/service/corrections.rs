//! Requests for correction: the holder's side says what is wrong with a document, its author answers, and both see what
//! became of it.

mod answer;
mod ask;
mod list;
mod take_back;
mod waiting;

use consent::{Action, Permit, Sought};
use database::Tx;
use kernel::{Actor, CorrectionId, PersonId, Private};
use uuid::Uuid;

use super::{Documents, words};
use crate::{
    Error,
    model::{Correction, CorrectionState},
    rows::{Answered, seal_words},
    store,
};

pub use answer::CorrectionAnswer;
pub use ask::CorrectionAsked;

/// Longest message, in characters.
const MESSAGE: usize = 2_000;

fn check_message(message: &Private<String>) -> Result<(), Error> {
    if message.reveal().trim().is_empty() {
        let expected = "a few words: the other side reads them".to_owned();
        return Err(Error::Metadata { pointer: "/message", found: None, expected });
    }
    words::fits("/message", message, MESSAGE)
}

/// What became of a request, and by whom.
pub(super) struct Ending<'a> {
    pub(super) state: CorrectionState,
    pub(super) by: PersonId,
    pub(super) name: &'a Private<String>,
    pub(super) words: Option<&'a Private<String>>,
}

impl Documents {
    /// One request about a document that the permit shows.
    fn correction<'tx, A: Action>(
        &self,
        tx: &mut Tx<'tx>,
        permit: &Permit<'tx, A>,
        id: CorrectionId,
    ) -> Result<Correction, Error> {
        let Some(row) = store::corrections(tx, permit, Some(id.uuid()))?.pop() else {
            return Err(permit.absent(tx, Sought::Correction, id.uuid()).into());
        };
        let correction = row.open(self.vault.space(permit.space())?.as_ref())?;
        permit.name(tx, [correction.document.uuid()]);
        Ok(correction)
    }

    /// Ends a request that waits.
    pub(super) fn end_correction<A: Action>(
        &self,
        tx: &mut Tx<'_>,
        permit: &Permit<'_, A>,
        mut correction: Correction,
        ending: &Ending<'_>,
    ) -> Result<Correction, Error> {
        if correction.state != CorrectionState::Open {
            return Err(Error::CorrectionEnded { state: correction.state });
        }
        correction.state = ending.state;
        correction.answered_by = Some(ending.by);
        correction.answered_at = Some(permit.now());
        correction.words.answered_by = Some(ending.name.clone());
        correction.words.answer = ending.words.cloned();
        let keys = self.vault.space(permit.space())?;
        let answered = Answered {
            state: correction.state.as_str(),
            answered_by: ending.by.uuid(),
            answered_at: permit.now(),
            sealed: seal_words(&keys, self.rng.as_ref(), &correction)?,
        };
        if !store::answer_correction(tx, permit, &correction, &answered)? {
            // Somebody else ended it between the look and the update: looked at again, it says how.
            return Err(database::Error::Transient("a request was ended by somebody else").into());
        }
        Ok(correction)
    }

    /// Ends the request about a document that its author takes out of the record, if one waits: the document's going is
    /// the answer.
    pub(super) fn end_with_document<A: Action>(
        &self,
        tx: &mut Tx<'_>,
        permit: &Permit<'_, A>,
        actor: &Actor,
        series: Uuid,
    ) -> Result<(), Error> {
        let Some(row) = store::waiting_about(tx, permit, series)? else { return Ok(()) };
        let correction = row.open(self.vault.space(permit.space())?.as_ref())?;
        let ending =
            Ending { state: CorrectionState::Withdrawn, by: actor.person, name: &actor.name, words: None };
        self.end_correction(tx, permit, correction, &ending)?;
        Ok(())
    }
}
