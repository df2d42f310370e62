//! The ground floor: what every other crate may speak of.
//!
//! Typed identifiers, the clock and the source of random bytes as arguments, French identifiers with their
//! control keys ([`Ins`], [`Rpps`], [`Finess`]), who acts ([`Actor`]) and the kinds an error can have.
//! This crate knows nothing of documents, rights or routes and never reads the environment.
//!
//! ```
//! use kernel::{Clock, DocumentId, ManualClock, Rpps, SeededRng};
//!
//! let clock = ManualClock::at("2026-03-01T08:00:00Z").expect("a valid instant");
//! let rng = SeededRng::new(7);
//! let first = DocumentId::new(&clock, &rng);
//! let second = DocumentId::new(&clock, &rng);
//! assert!(first < second, "ids of one process sort by creation");
//! assert!("99700218896".parse::<Rpps>().is_ok());
//! assert!("99700218895".parse::<Rpps>().is_err(), "the last digit is a Luhn key");
//! # let _ = clock.now();
//! ```

mod actor;
mod admin_role;
mod clock;
mod error;
mod finess;
mod id;
mod ins;
mod language;
mod luhn;
mod paging;
mod private;
mod rng;
mod rpps;

pub use actor::{Actor, Assistant, Assurance, Called, Capacity, Practice, Standing};
pub use admin_role::AdminRole;
pub use clock::{Clock, ManualClock, SystemClock, to_micros};
pub use error::ErrorKind;
pub use finess::{Finess, FinessFault};
pub use id::{
    AccountId, CorrectionId, DisputeId, DocumentId, EventId, ExportId, ExtractId, FolderId, Id, JobId,
    NoticeId, OrganisationId, PersonId, ProjectId, ProposalId, ProvisionId, RequestId, SessionId, SoftwareId,
    SpaceId, kind,
};
pub use ins::{Ins, InsFault, InsOid, InsWarning};
pub use language::Language;
pub use paging::{Limit, LimitFault};
pub use private::Private;
pub use rng::{Rng, SeededRng, SystemRng};
pub use rpps::{NationalId, NationalIdFault, Rpps, RppsFault};
