//! Those who represent a minor: named by the insurer's feed, or invited by one of them; what they do by the minor's age; and how one
//! suspends the other.

mod accept;
mod invite;
mod list;
mod of_age;
mod suspend;

pub use accept::{AcceptRepresentation, BecameRepresentative};
pub use invite::{InviteRepresentative, NewRepresentative, WithdrawInvitation};
pub use list::{ListRepresentatives, Representative, RepresentativeState, Represented, Step};
pub use of_age::{EndWhatFell, Fallen, OfAgeSoon};
pub use suspend::{SuspendRepresentative, Suspended};

use super::invitations::opened_by;
use crate::{
    Provision,
    rules::{InvitedRepresentative, Serves},
};

/// The invitation to represent a minor that a code is, where it is one.
fn invitation_of(one: &Provision) -> Option<InvitedRepresentative> {
    opened_by(one).and_then(invited_by)
}

/// Whom a code makes a representative.
fn invited_by(serves: Serves) -> Option<InvitedRepresentative> {
    match serves {
        Serves::Representative(invited) => Some(*invited),
        Serves::TemporaryAccess { .. } | Serves::CareRelationship { .. } | Serves::Carer(_) => None,
    }
}
