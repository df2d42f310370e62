use chrono::{DateTime, Utc};
use config::Category;
use consent::{Action, Permit};
use database::{Error, Tx};
use diesel::prelude::*;
use kernel::FolderId;
use uuid::Uuid;

use super::{
    find::WITHDRAWN,
    visibility::{compile, visible},
};
use crate::{
    model::Status,
    rows::DocumentRow,
    schema::{document, mark},
};

/// What a list or a search selects, besides what the permit shows.
#[derive(Debug, Clone, Default)]
pub struct Selection {
    /// Status; current documents when none.
    pub status: Option<Status>,
    /// Deposited at this instant or later.
    pub deposited_from: Option<DateTime<Utc>>,
    /// Deposited before this instant.
    pub deposited_before: Option<DateTime<Utc>>,
    /// Types, codes of JDV_J07; any when empty.
    pub types: Vec<String>,
    /// Shelves; any when empty.
    pub categories: Vec<Category>,
    /// The act of care began at this instant or later.
    pub service_from: Option<DateTime<Utc>>,
    /// The act of care began before this instant.
    pub service_before: Option<DateTime<Utc>>,
    /// Only what a citizen brought, or only what did not come from one.
    pub by_citizen: Option<bool>,
    /// Only what stands in this folder of the holder's side.
    pub folder: Option<FolderId>,
    /// Only what the holder's side has pinned, or only the rest.
    pub pinned: Option<bool>,
}

impl Selection {
    /// Whether it selects by what the holder's side keeps for itself.
    pub(crate) fn by_mark(&self) -> bool {
        self.folder.is_some() || self.pinned.is_some()
    }
}

/// The rows of the permit's space that it shows and that are selected, newest first, before an id.
pub(crate) fn list<A: Action>(
    tx: &mut Tx<'_>,
    permit: &Permit<'_, A>,
    selection: &Selection,
    before: Option<Uuid>,
    limit: i64,
) -> Result<Vec<DocumentRow>, Error> {
    let mut query = document::table
        .filter(document::space_id.eq(permit.space().uuid()))
        .filter(document::status.eq(selection.status.unwrap_or(Status::Approved).as_str()))
        .filter(document::status.ne(WITHDRAWN))
        .order(document::id.desc())
        .limit(limit)
        .select(DocumentRow::as_select())
        .into_boxed();
    // Older versions alone are looked at for what came after them.
    let visible = if selection.status == Some(Status::Deprecated) {
        visible(permit)
    } else {
        compile(permit.visibility())
    };
    if let Some(visible) = visible {
        query = query.filter(visible);
    }
    if let Some(before) = before {
        query = query.filter(document::id.lt(before));
    }
    if let Some(from) = selection.deposited_from {
        query = query.filter(document::deposited_at.ge(from));
    }
    if let Some(before) = selection.deposited_before {
        query = query.filter(document::deposited_at.lt(before));
    }
    if !selection.types.is_empty() {
        query = query.filter(document::type_code.eq_any(&selection.types));
    }
    if !selection.categories.is_empty() {
        let codes: Vec<&str> = selection.categories.iter().map(|category| category.code()).collect();
        query = query.filter(document::category.eq_any(codes));
    }
    if let Some(from) = selection.service_from {
        query = query.filter(document::service_start.ge(from));
    }
    if let Some(before) = selection.service_before {
        query = query.filter(document::service_start.lt(before));
    }
    if let Some(by_citizen) = selection.by_citizen {
        query = query.filter(document::by_citizen.eq(by_citizen));
    }
    let marks = || mark::table.filter(mark::space_id.eq(permit.space().uuid())).select(mark::series_id);
    if let Some(folder) = selection.folder {
        query = query.filter(document::series_id.eq_any(marks().filter(mark::folder_id.eq(folder.uuid()))));
    }
    if let Some(pinned) = selection.pinned {
        let pins = marks().filter(mark::pinned_at.is_not_null());
        query = if pinned {
            query.filter(document::series_id.eq_any(pins))
        } else {
            query.filter(document::series_id.ne_all(pins))
        };
    }
    Ok(query.load(tx.conn())?)
}
