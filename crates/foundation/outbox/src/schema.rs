diesel::table! {
    outbox.job (id) {
        id -> Uuid,
        kind -> Text,
        payload -> Bytea,
        state -> Text,
        run_at -> Timestamptz,
        tries -> Integer,
        max_tries -> Integer,
        fence -> BigInt,
        locked_until -> Nullable<Timestamptz>,
        error_kind -> Nullable<Text>,
        created_at -> Timestamptz,
        unique_key -> Nullable<Text>,
        due_at -> Nullable<Timestamptz>,
    }
}
