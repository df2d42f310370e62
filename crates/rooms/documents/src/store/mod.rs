mod change;
mod find;
mod insert;
mod list;
mod series;
mod visibility;

pub(crate) use change::{Changed, find_for_change, rewrite};
pub(crate) use find::{all_blobs, find_content, find_one, find_visible_ids, named_blobs, newest_blobs};
pub(crate) use insert::{insert, same_unique_id};
pub use list::Selection;
pub(crate) use list::list;
pub(crate) use series::{lock_version, series, whole_series};
