mod change;
mod changes;
mod corrections;
mod find;
mod folders;
mod insert;
mod list;
mod marks;
mod series;
mod stored;
mod topics;
mod transfer;
mod uses;
mod visibility;

pub(crate) use change::{Changed, Flags, Said, find_for_change, rewrite};
pub(crate) use changes::{By, Since, Told, changes, moment};
pub(crate) use corrections::{answer_correction, corrections, insert_correction, waiting_about, waiting_for};
pub(crate) use find::{
    brought_by, contents_after, count_after, find_content, find_one, find_visible_ids, first_that_holds,
    hold, is_some_hidden_from_representatives,
};
pub(crate) use folders::{delete_folder, folders, insert_folder, rename_folder};
pub(crate) use insert::{insert, same_unique_id, spend_unique_id};
pub use list::Selection;
pub(crate) use list::list;
pub(crate) use marks::{marks, pin, put_in_folder};
pub(crate) use series::{lock_series, newest_version, series};
pub use stored::NamedBlob;
pub(crate) use stored::{named_blobs, newest_blobs, stored_after};
pub(crate) use topics::{add_tags, all_after, remove_tags, rows_after, series_of};
pub(crate) use transfer::{
    are_not_mine, come_home, contents_of, corrections_of, count_documents, go_to, ids_there_before, is_there,
    lock_versions, move_waiting, put_correction, requests_not_mine, series_gone_to, series_not_mine,
    series_there,
};
pub(crate) use uses::documents_of;
