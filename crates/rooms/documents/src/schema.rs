/// The number of a transaction, as PostgreSQL keeps it with each row.
#[derive(Debug, Clone, Copy, diesel::query_builder::QueryId, diesel::sql_types::SqlType)]
#[diesel(postgres_type(oid = 28, array_oid = 1011))]
pub struct Xid;

/// The number of a transaction that never comes again.
#[derive(Debug, Clone, Copy, diesel::query_builder::QueryId, diesel::sql_types::SqlType)]
#[diesel(postgres_type(oid = 5069, array_oid = 271))]
pub struct Xid8;

/// Spans of time.
#[derive(Debug, Clone, Copy, diesel::query_builder::QueryId, diesel::sql_types::SqlType)]
#[diesel(postgres_type(oid = 4534, array_oid = 6153))]
pub struct Spans;

diesel::define_sql_function! {
    /// The number of the transaction that asks.
    fn pg_current_xact_id() -> Xid8;
}

diesel::define_sql_function! {
    /// Whether what was last said of a document could be seen at a moment.
    #[sql_name = "documents.said_seen_at"]
    fn said_seen_at(
        said_in: diesel::sql_types::Nullable<Xid8>,
        written: Xid,
        moment: diesel::sql_types::Text
    ) -> diesel::sql_types::Bool;
}

diesel::define_sql_function! {
    /// When a document was masked, once its mask was set or taken off at an instant.
    #[sql_name = "documents.mask_spans"]
    fn spans_since(
        spans: Spans,
        was: diesel::sql_types::Bool,
        becomes: diesel::sql_types::Bool,
        instant: diesel::sql_types::Timestamptz
    ) -> Spans;
}

diesel::define_sql_function! {
    /// Whether a document was masked at an instant.
    #[sql_name = "documents.masked_at"]
    fn masked_at(spans: Spans, instant: diesel::sql_types::Timestamptz) -> diesel::sql_types::Bool;
}

diesel::define_sql_function! {
    /// What could be seen now: for [`seen_at`].
    #[sql_name = "documents.moment"]
    fn moment() -> diesel::sql_types::Text;
}

diesel::define_sql_function! {
    /// Whether a row could be seen at a moment, by the transaction that wrote it.
    #[sql_name = "documents.seen_at"]
    fn seen_at(written: Xid, moment: diesel::sql_types::Text) -> diesel::sql_types::Bool;
}

diesel::table! {
    use diesel::sql_types::*;
    use super::{Spans, Xid, Xid8};

    documents.document (space_id, id) {
        // A column of PostgreSQL's own.
        xmin -> Xid,
        space_id -> Uuid,
        id -> Uuid,
        series_id -> Uuid,
        entry_id -> Uuid,
        replaces -> Nullable<Uuid>,
        changed_at -> Timestamptz,
        sealed_form -> SmallInt,
        version -> Integer,
        unique_tag -> Binary,
        status -> Text,
        type_code -> Text,
        type_system -> Text,
        class_code -> Text,
        category -> Text,
        confidentiality -> Text,
        masked -> Bool,
        withheld_until -> Nullable<Timestamptz>,
        hidden_from_representatives -> Bool,
        media_type -> Text,
        size -> BigInt,
        service_start -> Timestamptz,
        service_end -> Nullable<Timestamptz>,
        deposited_at -> Timestamptz,
        depositor -> Uuid,
        depositor_organisation -> Nullable<Uuid>,
        by_citizen -> Bool,
        natural_author -> Nullable<Uuid>,
        sealed -> Binary,
        object_key -> Binary,
        blob_id -> Nullable<Uuid>,
        body -> Nullable<Binary>,
        said_in -> Nullable<Xid8>,
        mask_said_at -> Nullable<Timestamptz>,
        mask_spans -> Spans,
    }
}

diesel::table! {
    documents.document_topic (space_id, document_id, tag) {
        space_id -> Uuid,
        document_id -> Uuid,
        tag -> Binary,
    }
}

diesel::table! {
    documents.moved (space_id, document_id) {
        space_id -> Uuid,
        document_id -> Uuid,
        series_id -> Uuid,
        moved_to -> Uuid,
        moved_at -> Timestamptz,
    }
}

diesel::table! {
    documents.folder (space_id, id) {
        space_id -> Uuid,
        id -> Uuid,
        slot -> SmallInt,
        name_tag -> Binary,
        sealed -> Binary,
        created_at -> Timestamptz,
        changed_at -> Timestamptz,
    }
}

diesel::table! {
    documents.mark (space_id, series_id) {
        space_id -> Uuid,
        series_id -> Uuid,
        folder_id -> Nullable<Uuid>,
        pinned_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    documents.correction (space_id, id) {
        space_id -> Uuid,
        id -> Uuid,
        document_id -> Uuid,
        series_id -> Uuid,
        kind -> Text,
        state -> Text,
        addressee -> Nullable<Uuid>,
        addressee_organisation -> Nullable<Uuid>,
        asked_by -> Uuid,
        asked_at -> Timestamptz,
        answered_by -> Nullable<Uuid>,
        answered_at -> Nullable<Timestamptz>,
        sealed -> Binary,
    }
}

diesel::table! {
    documents.correction_desk (addressee, correction_id) {
        addressee -> Uuid,
        correction_id -> Uuid,
        space_id -> Uuid,
        document_id -> Uuid,
        asked_at -> Timestamptz,
    }
}

/// A row of `documents.newest_blobs`.
type BlobRow = (diesel::sql_types::Uuid, diesel::sql_types::BigInt);

#[diesel::declare_sql_function]
extern "SQL" {
    #[sql_name = "documents.newest_blobs"]
    fn newest_blobs(most: diesel::sql_types::BigInt) -> diesel::sql_types::Record<BlobRow>;
}

diesel::allow_tables_to_appear_in_same_query!(document, document_topic, mark, correction, moved);
