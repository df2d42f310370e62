diesel::table! {
    exports.export (space_id, id) {
        space_id -> Uuid,
        id -> Uuid,
        person -> Uuid,
        state -> Text,
        asked_at -> Timestamptz,
        sealed -> Binary,
        after -> Nullable<Uuid>,
        parts -> Integer,
        bytes -> BigInt,
        done -> BigInt,
        total -> Nullable<BigInt>,
        begun_anew -> Integer,
        ready_at -> Nullable<Timestamptz>,
        keep_until -> Nullable<Timestamptz>,
        ended -> Nullable<Text>,
    }
}

diesel::table! {
    exports.part (space_id, export_id, number) {
        space_id -> Uuid,
        export_id -> Uuid,
        number -> Integer,
        id -> Uuid,
        size -> BigInt,
        object_key -> Binary,
        blob_id -> Nullable<Uuid>,
        body -> Nullable<Binary>,
        documents -> Array<Uuid>,
        sealed -> Nullable<Binary>,
    }
}
