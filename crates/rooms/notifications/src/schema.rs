diesel::table! {
    notifications.notice (space_id, id) {
        space_id -> Uuid,
        id -> Uuid,
        event_id -> Uuid,
        person -> Nullable<Uuid>,
        kind -> Text,
        sealed -> Binary,
        created_at -> Timestamptz,
        read_at -> Nullable<Timestamptz>,
    }
}
