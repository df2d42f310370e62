//! What needs two rooms, and the wiring of the house.
//!
//! [`House`] holds every service, built once from the settings; doors, the binary and the tests all use this one.
//! A use case that needs two crates of the floors below is a flow: [`history`] reads the journal's lines and filters
//! them like documents; [`record`] says who a record is about beside what is in it; [`notify`] leaves a notice and sends
//! word that there is one; [`read_ahead`] reads for several callers at once what the work of each begins with;
//! [`leaving`] makes one archive of all that somebody may see; [`doubles`] makes one record of two, and [`transfer`] brings the documents over; [`directory`] imports the files of the national directory and leaves their lines in the journal. A flow has no rule
//! of its own and never names the
//! database's tables.

pub mod access;
pub mod acted_for;
/// How records begin.
pub mod beginning;
mod care;
/// Imports of the national directory.
pub mod directory;
pub mod discretion;
/// "This was not right", said of a line of the history.
pub mod disputes;
/// Doubles of records, as two admins decide about them.
pub mod doubles;
/// Records opened in an emergency.
pub mod emergency;
/// Records that their holders have erased.
pub mod erasure;
pub mod heirs;
pub mod history;
mod house;
mod invite_admin;
pub mod jobs;
pub mod leaving;
pub mod life;
mod mailing;
pub mod measures;
/// A mediator and a citizen together.
pub mod mediation;
pub mod notices;
/// Telling somebody something: in the record, and by a mail that says nothing.
pub mod notify;
/// Minors who come of age.
pub mod of_age;
mod once;
/// Projects of secondary use and their extracts.
pub mod projects;
mod provider_check;
/// Accesses that look like curiosity.
pub mod questions;
/// A record as a person reads it: who it is about, beside what is in it.
pub mod record;
mod reference_line;
pub mod replay;
/// Who sees what of a record, as its holder reads it: whom it is about beside what the consent engine says.
pub mod seeing;
mod shared;
/// Documents on their way from one record into another.
pub mod transfer;
mod two_people;

pub use care::{care_by_code, declare_care, reach_by_evidence};
pub use house::{Erasing, House, OpenError, Parts};
pub use invite_admin::{AdminToInvite, WhichAdmin, invite_admin, invite_admin_again};
pub use mailing::mailer;
pub use once::once;
pub use provider_check::provider_check;
pub use reference_line::ReferenceLineError;
pub use shared::{Call, read_ahead};
