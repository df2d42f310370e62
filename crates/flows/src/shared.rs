use database::{Error, Laid, Tx};
use kernel::{SessionId, SpaceId};

use crate::House;

/// A call about one record, as far as what its work begins with can be read ahead.
#[derive(Debug, Clone, Copy)]
pub struct Call {
    /// The session in which it is made.
    pub session: SessionId,
    /// The record.
    pub space: SpaceId,
    /// Whether an identity given with it is compared with the one of the record.
    pub compares_identity: bool,
}

/// Reads for several calls at once what the work of each would ask for by itself: its session, what a decision about
/// its record looks at, and whom the record is about where that is compared. Three statements, however many calls.
///
/// # Errors
/// The database's.
pub fn read_ahead(house: &House, tx: &mut Tx<'_>, calls: &[&Call]) -> Result<Vec<Vec<Laid>>, Error> {
    let sessions: Vec<SessionId> = calls.iter().map(|call| call.session).collect();
    let spaces: Vec<SpaceId> = calls.iter().map(|call| call.space).collect();
    let compared: Vec<SpaceId> =
        calls.iter().filter(|call| call.compares_identity).map(|call| call.space).collect();
    let sessions = house.identity.sessions_ahead(tx, &sessions)?;
    let facts = house.consent.read_ahead(tx, &spaces)?;
    let patients =
        if compared.is_empty() { Vec::new() } else { house.identity.patients_ahead(tx, &compared)? };
    let mut patients = patients.into_iter();
    let laid = calls.iter().zip(sessions).zip(facts).map(|((call, session), facts)| {
        let mut laid = vec![session, facts];
        laid.extend(if call.compares_identity { patients.next() } else { None });
        laid
    });
    Ok(laid.collect())
}

/// Whether something is wrong with one record alone, which was alarmed as it was read: the others are looked at all the same.
pub(crate) fn spoils_itself_alone(error: &documents::Error) -> bool {
    use consent::Error::{Database, Vault};
    use documents::Error;
    matches!(error, Error::Consent(Database(database::Error::Row { .. }) | Vault(_)) | Error::Vault(_))
}
