//! The pages, one file each: what the browser sends, handler, view.

pub(crate) mod auth_callback;
pub(crate) mod auth_start;
pub(crate) mod begin;
pub(crate) mod care_relationship;
pub(crate) mod content;
pub(crate) mod deposit;
pub(crate) mod document;
pub(crate) mod documents;
pub(crate) mod entries;
pub(crate) mod history;
pub(crate) mod home;
pub(crate) mod login;
pub(crate) mod login_refused;
pub(crate) mod logout;
pub(crate) mod patients;
mod place;
mod provider_error;
pub(crate) mod readable;
mod reason;
mod record_head;
pub(crate) mod replacement;
mod sent_file;
pub(crate) mod situation;
pub(crate) mod versions;
