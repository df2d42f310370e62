#![expect(clippy::too_many_arguments, reason = "functions of the database, which take arrays side by side")]

use diesel::sql_types::{Array, BigInt, Binary, Integer, Timestamptz, Uuid};

diesel::table! {
    journal.line (space_id, seq) {
        space_id -> Uuid,
        seq -> BigInt,
        at -> Timestamptz,
        key_id -> Integer,
        seal -> Binary,
        sealed -> Binary,
    }
}

diesel::table! {
    journal.head (space_id) {
        space_id -> Uuid,
        seq -> BigInt,
        seal -> Binary,
    }
}

diesel::table! {
    journal.checkpoint (number) {
        number -> BigInt,
        at -> Timestamptz,
        previous -> Binary,
        root -> Binary,
        leaves -> Integer,
        key_id -> Integer,
        signature -> Binary,
    }
}

diesel::table! {
    journal.checkpoint_leaf (space_id, seq) {
        space_id -> Uuid,
        seq -> BigInt,
        seal -> Binary,
        checkpoint -> BigInt,
    }
}

diesel::allow_tables_to_appear_in_same_query!(line, head, checkpoint, checkpoint_leaf);

#[diesel::declare_sql_function]
extern "SQL" {
    #[sql_name = "journal.append"]
    fn append_lines(
        chains: Array<Uuid>,
        seen_seqs: Array<BigInt>,
        seen_seals: Array<Binary>,
        last_seqs: Array<BigInt>,
        last_seals: Array<Binary>,
        line_chains: Array<Uuid>,
        line_seqs: Array<BigInt>,
        line_ats: Array<Timestamptz>,
        line_keys: Array<Integer>,
        line_seals: Array<Binary>,
        line_sealed: Array<Binary>,
    ) -> Nullable<Binary>;

    #[sql_name = "journal.count_event"]
    fn count_event(
        chain: Uuid,
        event_key: Binary,
        window_since: Timestamptz,
        window_until: Timestamptz,
        entry: Binary,
    ) -> BigInt;

    #[sql_name = "journal.add_checkpoint"]
    fn add_checkpoint(
        new_number: BigInt,
        new_at: Timestamptz,
        new_previous: Binary,
        new_root: Binary,
        new_key: Integer,
        new_signature: Binary,
        leaf_spaces: Array<Uuid>,
        leaf_seqs: Array<BigInt>,
        leaf_seals: Array<Binary>,
    ) -> BigInt;
}
