use diesel::sql_types::{Timestamptz, Uuid};

diesel::table! {
    consent.space (space_id) {
        space_id -> Uuid,
        holder -> Uuid,
        state -> Text,
        zone -> Text,
        opened_at -> Timestamptz,
        changed_at -> Timestamptz,
    }
}

diesel::table! {
    consent.provision (space_id, id) {
        space_id -> Uuid,
        id -> Uuid,
        kind -> Text,
        person -> Nullable<Uuid>,
        organisation -> Nullable<Uuid>,
        terms -> Jsonb,
        starts_at -> Timestamptz,
        ends_at -> Nullable<Timestamptz>,
        given_by -> Uuid,
        given_at -> Timestamptz,
    }
}

#[diesel::declare_sql_function]
extern "SQL" {
    #[sql_name = "consent.facts"]
    fn consent_facts(space: Uuid, instant: Timestamptz) -> Nullable<Text>;
}
