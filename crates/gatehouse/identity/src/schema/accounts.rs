diesel::table! {
    identity.account (id) {
        id -> Uuid,
        kind -> Text,
        person -> Nullable<Uuid>,
        sealed -> Bytea,
        password -> Bytea,
        password_at -> Timestamptz,
        confirmed_at -> Timestamptz,
        raised_at -> Nullable<Timestamptz>,
        raised_by -> Nullable<Text>,
        state -> Text,
    }
}

diesel::table! {
    identity.account_email (tag) {
        tag -> Bytea,
        index_key_id -> Integer,
        account -> Uuid,
    }
}

diesel::table! {
    identity.second_factor (id) {
        id -> Uuid,
        account -> Uuid,
        kind -> Text,
        sealed -> Bytea,
        credential -> Nullable<Bytea>,
        created_at -> Timestamptz,
        last_used_at -> Nullable<Timestamptz>,
        last_step -> Nullable<BigInt>,
    }
}

diesel::table! {
    identity.account_token (digest) {
        digest -> Bytea,
        purpose -> Text,
        account -> Nullable<Uuid>,
        admin -> Nullable<Uuid>,
        sealed -> Nullable<Bytea>,
        until -> Timestamptz,
    }
}

diesel::table! {
    identity.account_step (digest) {
        digest -> Bytea,
        purpose -> Text,
        account -> Uuid,
        sealed -> Bytea,
        until -> Timestamptz,
    }
}

diesel::table! {
    identity.recovery (id) {
        id -> Uuid,
        account -> Uuid,
        begun_at -> Timestamptz,
        effective_at -> Timestamptz,
        reminded_at -> Nullable<Timestamptz>,
        stopped_at -> Nullable<Timestamptz>,
        done_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    identity.throttle (digest) {
        digest -> Bytea,
        tries -> Integer,
        since -> Timestamptz,
    }
}

diesel::table! {
    identity.known_device (digest) {
        digest -> Bytea,
        account -> Uuid,
        until -> Timestamptz,
        logged_in -> Bool,
    }
}

diesel::table! {
    identity.raising_code (account) {
        account -> Uuid,
        tag -> Bytea,
        until -> Timestamptz,
    }
}

diesel::joinable!(account_email -> account (account));
diesel::allow_tables_to_appear_in_same_query!(account_email, account);
