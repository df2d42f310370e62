diesel::table! {
    desk.idempotency (actor, key_hash) {
        actor -> Uuid,
        key_hash -> Bytea,
        fingerprint -> Bytea,
        thing -> Uuid,
        at -> Timestamptz,
    }
}

/// What a PostgreSQL function without a result answers.
#[derive(diesel::sql_types::SqlType)]
#[diesel(postgres_type(oid = 2278, array_oid = 0))]
pub struct Void;

#[diesel::declare_sql_function]
extern "SQL" {
    fn pg_advisory_xact_lock(key: diesel::sql_types::BigInt) -> Void;
    fn pg_try_advisory_xact_lock_shared(key: diesel::sql_types::BigInt) -> diesel::sql_types::Bool;
    fn hashtextextended(
        text: diesel::sql_types::Text,
        seed: diesel::sql_types::BigInt,
    ) -> diesel::sql_types::BigInt;
    #[sql_name = "desk.enter"]
    fn enter(spaces: diesel::sql_types::Array<diesel::sql_types::Uuid>) -> Void;
    #[sql_name = "desk.erase_record"]
    fn erase_record(space: diesel::sql_types::Uuid) -> diesel::sql_types::Uuid;
    #[sql_name = "desk.go_across"]
    fn go_across() -> Void;
    fn set_config(
        name: diesel::sql_types::Text,
        value: diesel::sql_types::Text,
        is_local: diesel::sql_types::Bool,
    ) -> diesel::sql_types::Text;
    fn txid_current_if_assigned() -> diesel::sql_types::Nullable<diesel::sql_types::BigInt>;
}
