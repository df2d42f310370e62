use consent::Ask;
use database::Tx;
use kernel::{Actor, CorrectionId, SpaceId};

use super::Ending;
use crate::{
    Documents, Error, TakeBackCorrection,
    model::{Correction, CorrectionState},
    service::traced::traced,
};

impl Documents {
    /// Takes a request for correction back.
    ///
    /// # Errors
    /// [`Error::CorrectionEnded`] when it waits no more; absent where there is none.
    pub fn take_back_correction(
        &self,
        tx: &mut Tx<'_>,
        actor: &Actor,
        space: SpaceId,
        ask: Ask,
        id: CorrectionId,
    ) -> Result<Correction, Error> {
        let permit = self.consent.check::<TakeBackCorrection>(tx, actor, space, ask)?;
        let correction = self.correction(tx, &permit, id)?;
        let about = correction.document.uuid();
        let ending =
            Ending { state: CorrectionState::TakenBack, by: actor.person, name: &actor.name, words: None };
        let done = self.end_correction(tx, &permit, correction, &ending);
        traced(tx, &permit, about, done)
    }
}
