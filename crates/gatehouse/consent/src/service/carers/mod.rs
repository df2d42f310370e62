//! Carers of a record: invited by a code and by who they are, accepted by themselves, narrowed and ended by the holder.

mod accept;
mod change;
mod ending;
mod invite;
mod list;
mod own;

pub use accept::{AcceptInvitation, BecameCarer};
pub use change::{ChangeCarer, EndCarer};
pub use ending::CarerEnding;
pub use invite::{Ends, InviteCarer, NewCarer};
pub use list::{Carer, CarerState, ListCarers};
pub use own::{ReadOwnCare, ResignAsCarer, Resigned};

use chrono::{DateTime, Utc};

use super::invitations::opened_by;
use crate::{
    CarerFault, Consent, Error, Facts, Provision,
    days::{end_of_its_day, end_of_last_day},
    rules::{CARER, CarerMay, InvitedCarer, Serves, Shelves},
};

/// Characters of what the holder says that it is for.
pub const LONGEST_HELP: usize = 200;

impl Consent {
    /// Whether a carer may do what is said: at least one thing, on at least one shelf that the country keeps from no carer.
    pub(super) fn check_may(&self, may: &CarerMay) -> Result<(), Error> {
        if may.acts.is_empty() {
            return Err(Error::Unprocessable(
                "a carer may do at least one thing: see, add or notices".to_owned(),
            ));
        }
        if let Shelves::These(shelves) = &may.shelves {
            if shelves.is_empty() {
                return Err(Error::Unprocessable("a carer is shown at least one category".to_owned()));
            }
            let excluded = &self.reference.carers().excluded_categories;
            if let Some(one) = shelves.iter().find(|one| excluded.contains(one)) {
                return Err(Error::Unprocessable(format!("no carer is shown the category `{one}`")));
            }
        }
        may.purpose
            .as_ref()
            .map_or(Ok(()), |purpose| super::check_words("what it is for", purpose.reveal(), LONGEST_HELP))
    }

    /// The end that was said, at the end of its day where the holder lives.
    fn end_of_carer(
        &self,
        facts: &Facts,
        from: DateTime<Utc>,
        until: DateTime<Utc>,
    ) -> Result<DateTime<Utc>, Error> {
        let zone = facts.space.as_ref().map(|space| space.zone).ok_or(Error::Disagreement)?;
        super::check_end("what a carer may do", Some(until), facts.now)?;
        if until <= from {
            return Err(Error::Unprocessable(format!(
                "a carer begins before the end; `{}` is not before `{}`",
                from.to_rfc3339(),
                until.to_rfc3339()
            )));
        }
        end_of_its_day(until, zone).ok_or(Error::Disagreement)
    }

    /// The end where the holder names none.
    fn usual_end(&self, facts: &Facts, from: DateTime<Utc>) -> Result<DateTime<Utc>, Error> {
        let zone = facts.space.as_ref().map(|space| space.zone).ok_or(Error::Disagreement)?;
        end_of_last_day(from, self.reference.carers().default_days, zone).ok_or(Error::Disagreement)
    }

    /// Whether there may be one carer more: those who begin later and invitations that wait count.
    fn check_room_for_carer(&self, standing: &[Provision], facts: &Facts) -> Result<(), Error> {
        let is_one = |one: &&Provision| one.kind == CARER || invitation_of(one).is_some();
        let all = standing.iter().filter(is_one).filter(|one| facts.stands(one)).count();
        let most = self.reference.carers().most;
        if usize::try_from(most).is_ok_and(|most| all >= most) {
            return Err(CarerFault::TooMany(most).into());
        }
        Ok(())
    }
}

/// The invitation that a code is, where it is one.
fn invitation_of(one: &Provision) -> Option<InvitedCarer> {
    opened_by(one).and_then(invited_by)
}

/// Whom a code makes a carer.
fn invited_by(serves: Serves) -> Option<InvitedCarer> {
    match serves {
        Serves::Carer(invited) => Some(*invited),
        Serves::TemporaryAccess { .. } | Serves::CareRelationship { .. } | Serves::Representative(_) => None,
    }
}
