use consent::{Action, Permit, Reason};
use database::Tx;
use uuid::Uuid;

use crate::Error;

/// Makes a refusal leave its line though the decision itself was a yes: what contradicts what is there tells something
/// of the record, and whoever is told something has left a trace. The line names what the refusal is about, `thing`
/// where nothing else is, so that whoever may not see that does not learn of it from the history.
pub(super) fn traced<'tx, T, A: Action>(
    tx: &mut Tx<'tx>,
    permit: &Permit<'tx, A>,
    thing: Uuid,
    outcome: Result<T, Error>,
) -> Result<T, Error> {
    match &outcome {
        Err(Error::OtherPatient { .. }) => permit.turn_down(tx, thing, Reason::OtherPerson),
        Err(Error::AlreadyThere { document: Some(document) }) => {
            permit.turn_down(tx, document.uuid(), Reason::Contradicts);
        }
        Err(
            Error::AlreadyThere { .. }
            | Error::KeyReused
            | Error::NotCurrent { .. }
            | Error::PutAside
            | Error::Changed
            | Error::FolderTaken
            | Error::TooManyFolders { .. }
            | Error::OwnDocument
            | Error::CorrectionWaits { .. }
            | Error::CorrectionEnded { .. }
            | Error::NotCorrected,
        ) => {
            permit.turn_down(tx, thing, Reason::Contradicts);
        }
        _ => {}
    }
    outcome
}
