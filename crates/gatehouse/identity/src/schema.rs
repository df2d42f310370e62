/// Functions of the database.
pub(crate) mod functions;

diesel::table! {
    identity.citizen (space_id) {
        space_id -> Uuid,
        person -> Uuid,
        sealed -> Bytea,
        changed_at -> Timestamptz,
    }
}

diesel::table! {
    identity.lookup (tag, space_id) {
        tag -> Bytea,
        kind -> Text,
        index_key_id -> Integer,
        space_id -> Uuid,
    }
}

diesel::table! {
    identity.citizen_account (person) {
        person -> Uuid,
        space_id -> Uuid,
        state -> Text,
        changed_at -> Timestamptz,
    }
}

diesel::table! {
    identity.professional (person) {
        person -> Uuid,
        rpps -> Text,
        name -> Text,
        profession -> Text,
        standing -> Text,
        standing_at -> Timestamptz,
        search_family -> Text,
        search_given -> Text,
        from_directory -> Bool,
        standing_from -> Nullable<Text>,
    }
}

diesel::table! {
    identity.organisation (id) {
        id -> Uuid,
        finess -> Nullable<Text>,
        name -> Text,
        kind -> Text,
        listed -> Bool,
        siret -> Nullable<Text>,
        postcode -> Nullable<Text>,
        town -> Nullable<Text>,
        from_establishments -> Bool,
    }
}

diesel::table! {
    identity.situation (id) {
        id -> Uuid,
        person -> Uuid,
        organisation -> Nullable<Uuid>,
        sector -> Text,
        active -> Bool,
        profession -> Nullable<Text>,
        know_how -> Nullable<Text>,
        place -> Nullable<Text>,
        place_key -> Text,
        postcode -> Nullable<Text>,
        town -> Nullable<Text>,
        search_town -> Text,
        from_directory -> Bool,
    }
}

diesel::table! {
    identity.directory_import (id) {
        id -> Uuid,
        kind -> Text,
        digest -> Bytea,
        whole -> Bool,
        state -> Text,
        read_to -> BigInt,
        lines -> BigInt,
        counts -> Jsonb,
        began_at -> Timestamptz,
        changed_at -> Timestamptz,
    }
}

diesel::table! {
    identity.directory_seen (thing) {
        thing -> Uuid,
    }
}

diesel::table! {
    identity.software (id) {
        id -> Uuid,
        name -> Text,
        organisation -> Nullable<Uuid>,
        listed -> Bool,
    }
}

diesel::table! {
    identity.session (id) {
        id -> Uuid,
        person -> Uuid,
        capacity -> Text,
        situation -> Nullable<Uuid>,
        organisation -> Nullable<Uuid>,
        software -> Nullable<Uuid>,
        assurance -> Text,
        created_at -> Timestamptz,
        expires_at -> Timestamptz,
        idle_until -> Timestamptz,
        revoked_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    identity.login_attempt (state_digest) {
        state_digest -> Bytea,
        browser_digest -> Bytea,
        provider -> Text,
        sealed -> Bytea,
        offered -> Nullable<Bytea>,
        expires_at -> Timestamptz,
        claimed_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    identity.login_subject (tag) {
        tag -> Bytea,
        index_key_id -> Integer,
        person -> Uuid,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    /// A view: a session with what is true of its actor at this moment.
    identity.session_now (id) {
        id -> Uuid,
        person -> Uuid,
        capacity -> Text,
        assurance -> Text,
        expires_at -> Timestamptz,
        idle_until -> Timestamptz,
        revoked_at -> Nullable<Timestamptz>,
        software -> Nullable<Uuid>,
        software_listed -> Nullable<Bool>,
        organisation -> Nullable<Uuid>,
        name -> Nullable<Text>,
        listed -> Nullable<Bool>,
        practice -> Nullable<Array<Text>>,
        space_id -> Nullable<Uuid>,
        sealed -> Nullable<Bytea>,
    }
}

diesel::joinable!(situation -> professional (person));
diesel::joinable!(situation -> organisation (organisation));
diesel::allow_tables_to_appear_in_same_query!(situation, professional, organisation);
