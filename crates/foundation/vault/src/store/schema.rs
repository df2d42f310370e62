use diesel::sql_types::{Bytea, Integer, Text, Timestamptz};

diesel::table! {
    vault.space_key (space_id) {
        space_id -> Uuid,
        master_id -> Text,
        wrapped -> Bytea,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    vault.service_key (purpose, id) {
        purpose -> Text,
        id -> Integer,
        master_id -> Text,
        wrapped -> Bytea,
        state -> Text,
        created_at -> Timestamptz,
    }
}

diesel::define_sql_function! {
    /// Makes a new current key and the old one live, in one step.
    #[sql_name = "vault.rotate_service_key"]
    fn rotate_service_key(
        purpose: Text,
        id: Integer,
        master_id: Text,
        wrapped: Bytea,
        created_at: Timestamptz,
    ) -> Bool;
}
