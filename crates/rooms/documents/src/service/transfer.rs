//! Documents that go from one record into another because two admins decided it: all of a double, what came from it back
//! again, or what a holder says is somebody else's.
//!
//! A batch is taken ([`Documents::next_of`]), its contents are released ([`Documents::release_of`]), opened and sealed anew
//! outside of any transaction ([`Documents::seal_over`]), one after the other, and one transaction writes it where it goes and
//! takes it from where it was ([`Documents::arrive`]). A document that cannot be opened keeps no other one back. Whatever is killed between, a document is in exactly one of the two records. Where it was, its
//! rows stay as those of a document that was withdrawn, and say where it went: so it comes back as it was.

mod arrive;
mod beside;
mod take;

use consent::{Permit, Purpose};
use database::Tx;
use kernel::{PersonId, Private, SpaceId};
use serde_json::json;
use uuid::Uuid;

pub use self::take::{Content as TakenContent, Sealed, Taken, TakenDocument};
use super::Documents;
use crate::{BringOver, Error};

/// Which documents go where.
#[derive(Debug, Clone)]
pub enum Transfer {
    /// All of a double, into the record that stays.
    Merge {
        /// The double.
        double: SpaceId,
        /// The record that stays.
        stays: SpaceId,
    },
    /// What came from a double, back into it.
    Split {
        /// The double.
        double: SpaceId,
        /// The record that stayed.
        stays: SpaceId,
    },
    /// What these requests for correction are about, into the record to which it belongs.
    NotMine {
        /// Where it lies.
        from: SpaceId,
        /// Where it belongs.
        to: SpaceId,
        /// The requests.
        corrections: Vec<Uuid>,
        /// Who decided it: the requests are answered by that.
        decided_by: (PersonId, Private<String>),
    },
}

impl Transfer {
    fn from(&self) -> SpaceId {
        match self {
            Self::Merge { double: from, .. }
            | Self::Split { stays: from, .. }
            | Self::NotMine { from, .. } => *from,
        }
    }

    fn to(&self) -> SpaceId {
        match self {
            Self::Merge { stays: to, .. } | Self::Split { double: to, .. } | Self::NotMine { to, .. } => *to,
        }
    }
}

/// The permits of both ends.
struct Ends<'tx> {
    leaving: Permit<'tx, BringOver>,
    arriving: Permit<'tx, BringOver>,
}

impl Documents {
    fn ends<'tx>(&self, tx: &mut Tx<'tx>, transfer: &Transfer) -> Result<Ends<'tx>, Error> {
        let mut permit = |space| self.consent.system_permit::<BringOver>(tx, Purpose::Life, space);
        let ends = Ends { leaving: permit(transfer.from())?, arriving: permit(transfer.to())? };
        // Neither history of two people tells of the other record.
        if !matches!(transfer, Transfer::NotMine { .. }) {
            ends.leaving.detail(tx, json!({ "to": transfer.to() }));
            ends.arriving.detail(tx, json!({ "from": transfer.from() }));
        }
        Ok(ends)
    }
}
