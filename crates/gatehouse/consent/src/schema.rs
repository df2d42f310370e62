use diesel::sql_types::{Array, BigInt, Binary, Bool, Nullable, Text, Timestamptz, Uuid};

diesel::table! {
    consent.space (space_id) {
        space_id -> Uuid,
        holder -> Uuid,
        state -> Text,
        zone -> Text,
        opened_at -> Timestamptz,
        changed_at -> Timestamptz,
        state_before -> Nullable<Text>,
        opposition_until -> Nullable<Timestamptz>,
        merged_into -> Nullable<Uuid>,
        merged_from -> Nullable<Text>,
        alive_state -> Nullable<Text>,
        deceased_since -> Nullable<Timestamptz>,
        digest -> Nullable<Binary>,
    }
}

diesel::table! {
    consent.provision (space_id, id) {
        space_id -> Uuid,
        id -> Uuid,
        kind -> Text,
        person -> Nullable<Uuid>,
        organisation -> Nullable<Uuid>,
        // Of an earlier release, which sealed nothing.
        terms -> Nullable<diesel::sql_types::Jsonb>,
        sealed -> Nullable<Binary>,
        starts_at -> Timestamptz,
        ends_at -> Nullable<Timestamptz>,
        given_by -> Uuid,
        given_at -> Timestamptz,
    }
}

diesel::table! {
    consent.dispute (space_id, id) {
        space_id -> Uuid,
        id -> Uuid,
        line -> BigInt,
        state -> Text,
        sent_by -> Uuid,
        sent_at -> Timestamptz,
        reviewer -> Nullable<Uuid>,
        reviewed_at -> Nullable<Timestamptz>,
        answered_at -> Nullable<Timestamptz>,
        sealed -> Binary,
    }
}

diesel::table! {
    consent.dispute_desk (dispute_id) {
        dispute_id -> Uuid,
        space_id -> Uuid,
        patient -> Text,
        state -> Text,
        reviewer -> Nullable<Uuid>,
        sent_at -> Timestamptz,
    }
}

/// A row of `consent.facts`: a space with the head of its chain, and one of its running provisions or none.
type FactsRow = (
    Uuid,
    Text,
    Uuid,
    Text,
    Binary,
    Binary,
    Nullable<Binary>,
    Nullable<BigInt>,
    Nullable<Binary>,
    Nullable<Uuid>,
    Nullable<Text>,
    Nullable<Uuid>,
    Nullable<Uuid>,
    Nullable<Binary>,
    Nullable<Timestamptz>,
    Nullable<Timestamptz>,
    Nullable<Uuid>,
    Nullable<Timestamptz>,
    Nullable<Bool>,
);

/// A row of `consent.states_of`: what the digest of a space covers.
type StateRow = (Uuid, Text, Uuid, Text, Binary, Binary);

#[diesel::declare_sql_function]
extern "SQL" {
    #[sql_name = "consent.facts"]
    fn consent_facts(spaces: Array<Uuid>, instant: Timestamptz) -> Record<FactsRow>;
    #[sql_name = "consent.represented_by"]
    fn represented_by(person: Uuid, instant: Timestamptz) -> Uuid;
    #[sql_name = "consent.states_of"]
    fn states_of(spaces: Array<Uuid>) -> Record<StateRow>;
    #[sql_name = "consent.write_digests"]
    fn write_digests(spaces: Array<Uuid>, digests: Array<Binary>) -> BigInt;
}
