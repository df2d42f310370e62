//! The room of exports: all that somebody may see of a record, as one archive.
//!
//! [`Exports`] is the room; its verbs are methods, one file each under `service/`. Somebody asks ([`Exports::ask`]), a job
//! makes the archive batch by batch ([`Packer`], [`Exports::advance`]), and whoever asked takes it out until it is removed
//! ([`Exports::take_out`]). What goes into it is a matter of the flow that fills it: this room knows files, not what they say.
//!
//! The archive is a ZIP that lies in parts, each sealed under the key of the space with an object key of its own. Parts and
//! how far the work has come are written in one transaction, so a job that is killed goes on with the next document. The
//! directory that makes the parts an archive is the last of them: before it is written there is nothing to take out.
//!
//! An export belongs to who asked and to nobody else, and must never hold what its owner may not see: whoever fills it
//! decides about each batch, and about all that was packed before it is handed out.

mod actions;
mod error;
mod model;
mod rows;
mod schema;
mod service;
mod store;
mod zip;

pub use actions::{AskExport, EndExport, ListExports, ReadExport, RemoveExport, TakeOutExport};
pub use error::Error;
pub use model::{Asker, EndReason, Export, ExportState, Fragment, Order};
pub use service::{Archive, Asked, Exports, KEPT, MOST_KEPT, Packed, Packer, Progress, Settings};
pub use zip::Entry;
