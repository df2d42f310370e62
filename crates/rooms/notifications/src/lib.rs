//! The room of notices: what people are told about their record and their account.
//!
//! [`Notifications`] is the room; its verbs are methods, one file each under `service/`. The system leaves a notice
//! ([`Notifications::tell`], for the purpose *notice*) in the transaction of what happened, once for each event; its
//! reader lists them and marks them as read. What a notice names (a device, a professional) is sealed under the key of
//! the space; its words are made when it is read, in the reader's language ([`Notice::words`]).
//!
//! A notice is derived from something, and must not be seen by more people than that is. Those of this first form are
//! about the account and the record as a whole, which concern their reader alone: none is about a document.

mod actions;
mod error;
mod kind;
mod model;
mod rows;
mod schema;
mod service;
mod store;
mod words;

pub use actions::{ListNotices, ReadNotice, TellNotice};
pub use error::Error;
pub use kind::NoticeKind;
pub use model::{DoneTogether, NewNotice, Notice, Told};
pub use service::{Notifications, Page, PageRequest};
pub use words::NoticeWords;
