//! Files of the national directory, as they are published, read line by line.
//!
//! Three files are known: the extract of professionals in open access (`PS_LibreAcces_Personne_activite`, ANS), the file of
//! establishments (FINESS, section `structureet`), and a small one of standings that an operator writes. Columns are found
//! by their names, in any order; those that are not needed are never looked at: no street, telephone or address of mail is
//! read. A row that cannot be taken says its line, its column and a reason of a closed list, and never what stands there.
//!
//! Nothing here knows the database or the file system: a source is whatever can be read.

mod columns;
mod encoding;
mod establishments;
mod fields;
mod people;
mod reject;
mod standings;
mod survey;

pub use crate::lines::{Line, Lines};
pub use columns::HeaderFault;
pub use encoding::Encoding;
pub use establishments::{Establishment, Establishments};
pub use people::{Listed, People, Practising};
pub use reject::{Aside, Reason, Reject, Row};
pub use standings::{Said, Standings};
pub use survey::{Survey, SurveyFault, survey};
