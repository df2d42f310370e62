//! The tables of the directory of professionals.

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

diesel::joinable!(situation -> professional (person));
diesel::joinable!(situation -> organisation (organisation));
diesel::allow_tables_to_appear_in_same_query!(situation, professional, organisation);
