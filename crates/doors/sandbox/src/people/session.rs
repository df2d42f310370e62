use chrono::TimeDelta;
use flows::House;
use identity::{SessionCapacity, service::NewSession};
use kernel::{Assurance, SessionId, SpaceId};
use secrecy::SecretString;

use super::{
    directory::{person_id, situation_id, software_id},
    persona::{Part, Persona},
};
use crate::Error;

/// A log-in of a persona: one session row and one token of the product's own, as any other log-in has.
#[derive(Debug)]
pub struct LoggedIn {
    /// The access token.
    pub token: SecretString,
    /// How long the token lives.
    pub expires_in: TimeDelta,
    /// The session behind it.
    pub session: SessionId,
    /// The record to try it on.
    pub space: SpaceId,
}

/// How long a log-in is wanted for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum For {
    /// One who can ask again: a program.
    Calls {
        /// Whether a second factor counts as just shown; that of an admin always does.
        second_factor: bool,
    },
    /// One who cannot: a browser, whose cookie lives as long as its session.
    Pages,
}

/// Logs a persona in. Nobody proves anything here: the sandbox only picks the person.
///
/// # Errors
/// [`Error::ShowsNothing`] where software is to show a second factor; identity's, the vault's, the database's.
pub fn session_for(house: &House, persona: &Persona, wanted: For) -> Result<LoggedIn, Error> {
    let now = house.clock.now();
    let capacity = match persona.part {
        Part::Citizen(holder) => SessionCapacity::Citizen { person: holder.person(now) },
        Part::Professional(number) => {
            SessionCapacity::Professional { person: person_id(number), situation: situation_id(number) }
        }
        Part::Software => SessionCapacity::Establishment,
        Part::Admin(admin) => SessionCapacity::Admin { person: admin.person() },
    };
    let software = matches!(persona.part, Part::Software).then(software_id);
    let shown = wanted == For::Calls { second_factor: true };
    if shown && software.is_some() {
        return Err(Error::ShowsNothing);
    }
    // The sandbox's page says so of admins.
    let second_factor_at = (shown || persona.is_admin()).then_some(now);
    let new = NewSession { software, second_factor_at, ..NewSession::new(capacity, Assurance::Substantial) };
    let session = house.desk.write(|tx| house.identity.open_session(tx, &new))?;
    let issued = match wanted {
        For::Calls { .. } => house.identity.issue(&session)?,
        For::Pages => house.identity.issue_for_whole_session(&session)?,
    };
    Ok(LoggedIn {
        token: issued.access_token,
        expires_in: issued.expires_in,
        session: session.id,
        space: persona.space(now),
    })
}
