use consent::{Action, Permit, Reason};
use database::Tx;

use crate::Error;

/// Makes a refusal leave its line though the decision itself was a yes: what contradicts what is there tells something
/// of the record, and whoever is told something has left a trace.
pub(super) fn traced<'tx, T, A: Action>(
    tx: &mut Tx<'tx>,
    permit: &Permit<'tx, A>,
    outcome: Result<T, Error>,
) -> Result<T, Error> {
    let space = permit.space().uuid();
    match &outcome {
        Err(Error::OtherPatient { .. }) => permit.turn_down(tx, space, Reason::OtherPerson),
        Err(Error::AlreadyThere { document: Some(document) }) => {
            permit.turn_down(tx, document.uuid(), Reason::Contradicts);
        }
        Err(Error::AlreadyThere { .. } | Error::KeyReused | Error::NotCurrent { .. } | Error::Changed) => {
            permit.turn_down(tx, space, Reason::Contradicts);
        }
        _ => {}
    }
    outcome
}
