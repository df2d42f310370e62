//! CDA R2 documents as the French framework (CI-SIS) uses them: header read into types, body left as it is.
//!
//! [`read`] turns bytes into a [`ClinicalDocument`]: decoded by their declared encoding, refused when they hold a
//! document type declaration (no entity is ever expanded, nothing that a document names is ever fetched), bounded
//! in size, depth, nodes, attributes and namespaces before a tree is built. Elements are found by namespace
//! `urn:hl7-org:v3`, whatever the prefix; comments and processing instructions say nothing; `nullFlavor` means
//! absent. A [`CdaFault`] says where (a path of elements) and what would be right, never what was written there.
//!
//! What a header says is a claim: it gives no right to anybody. The patient it names is an [`identity::GivenIdentity`],
//! which `identity` compares with the one known.
//!
//! ```
//! use documents::cda::{self, CdaFault, Limits};
//!
//! let bomb = br#"<!DOCTYPE a [<!ENTITY b "b">]><ClinicalDocument xmlns="urn:hl7-org:v3">&b;</ClinicalDocument>"#;
//! assert_eq!(cda::read(bomb, &Limits::default()), Err(CdaFault::Dtd { line: 1 }));
//! ```

mod author;
mod birth;
mod body;
pub(crate) mod codes;
pub(crate) mod decode;
mod document;
pub mod entries;
mod fault;
pub(crate) mod fold;
mod limits;
mod moment;
mod open;
mod patient;
mod render;
pub(crate) mod scan;
mod tree;
mod value;

pub use author::{Author, AuthorKind, LegalAuthenticator};
pub use birth::BirthDate;
pub use body::{Attachment, Body, Embedded, Representation};
pub use document::{ClinicalDocument, Confidentiality, ServiceEvent, read};
pub use fault::CdaFault;
pub use limits::Limits;
pub use moment::{Moment, Precision};
pub use patient::{FoundIns, Patient, PatientName, Sex};
pub(crate) use render::escape;
pub use render::render;
pub use tree::HL7;
pub use value::{Code, Identifier, Organisation, PersonName};
