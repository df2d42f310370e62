use chrono::{DateTime, Utc};
use consent::{Ask, Permit};
use database::Tx;
use kernel::{Actor, CorrectionId, Private, SpaceId};
use uuid::Uuid;

use super::{Ending, check_message};
use crate::{
    AnswerCorrection, Documents, Error,
    model::{Correction, CorrectionState},
    service::traced::traced,
    store,
};

/// What the author of a document answers.
pub enum CorrectionAnswer<'a> {
    /// A new version was deposited since.
    Corrected {
        /// In their words, if they want.
        message: Option<&'a Private<String>>,
    },
    /// The document stays as it is, and why.
    Declined {
        /// Why.
        message: &'a Private<String>,
    },
}

impl<'a> CorrectionAnswer<'a> {
    fn message(&self) -> Option<&'a Private<String>> {
        match self {
            Self::Corrected { message } => *message,
            Self::Declined { message } => Some(message),
        }
    }

    fn state(&self) -> CorrectionState {
        match self {
            Self::Corrected { .. } => CorrectionState::Corrected,
            Self::Declined { .. } => CorrectionState::Declined,
        }
    }
}

impl Documents {
    /// Answers a request about a document of one's own. Whoever withdraws or moves the document has answered by that.
    ///
    /// # Errors
    /// [`Error::CorrectionEnded`]; [`Error::NotCorrected`] when no newer version is there; [`Error::Metadata`] for a
    /// message that is empty or too long; absent where it is nobody's or another's.
    pub fn answer_correction(
        &self,
        tx: &mut Tx<'_>,
        actor: &Actor,
        space: SpaceId,
        ask: Ask,
        id: CorrectionId,
        answer: &CorrectionAnswer<'_>,
    ) -> Result<Correction, Error> {
        if let Some(message) = answer.message() {
            check_message(message)?;
        }
        let permit = self.consent.check::<AnswerCorrection>(tx, actor, space, ask)?;
        let correction = self.correction(tx, &permit, id)?;
        let about = correction.document.uuid();
        let done = self.answer_under(tx, &permit, actor, correction, answer);
        traced(tx, &permit, about, done)
    }

    fn answer_under(
        &self,
        tx: &mut Tx<'_>,
        permit: &Permit<'_, AnswerCorrection>,
        actor: &Actor,
        correction: Correction,
        answer: &CorrectionAnswer<'_>,
    ) -> Result<Correction, Error> {
        if correction.state == CorrectionState::Open && answer.state() == CorrectionState::Corrected {
            let newest = store::newest_version(tx, permit, correction.series.uuid())?;
            // One that was there already when it was asked corrects nothing.
            let corrects = |(id, deposited_at): (Uuid, DateTime<Utc>)| {
                id != correction.document.uuid() && deposited_at >= correction.asked_at
            };
            if !newest.is_some_and(corrects) {
                return Err(Error::NotCorrected);
            }
        }
        let ending =
            Ending { state: answer.state(), by: actor.person, name: &actor.name, words: answer.message() };
        self.end_correction(tx, permit, correction, &ending)
    }
}
