mod find;
mod insert;
mod list;
mod visibility;

pub(crate) use find::{find_content, find_one, find_visible_ids, named_blobs};
pub(crate) use insert::{insert, same_unique_id};
pub use list::Selection;
pub(crate) use list::list;
