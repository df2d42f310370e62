diesel::table! {
    identity.proposal (id) {
        id -> Uuid,
        kind -> Text,
        record -> Uuid,
        other_record -> Uuid,
        reason -> Text,
        things -> Array<Uuid>,
        state -> Text,
        proposed_by -> Uuid,
        proposed_at -> Timestamptz,
        expires_at -> Timestamptz,
        decided_by -> Nullable<Uuid>,
        decided_at -> Nullable<Timestamptz>,
        settled_at -> Nullable<Timestamptz>,
        left_behind -> Nullable<Integer>,
    }
}

diesel::table! {
    identity.merged_person (person) {
        person -> Uuid,
        into_person -> Uuid,
        since -> Timestamptz,
    }
}
