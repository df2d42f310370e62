diesel::table! {
    documents.document (space_id, id) {
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

diesel::allow_tables_to_appear_in_same_query!(document, mark, correction);
