#![expect(clippy::too_many_arguments, reason = "functions of the database, which take arrays side by side")]

use diesel::sql_types::{Array, BigInt, Binary, Bool, Integer, Nullable, Text, Timestamptz, Uuid};

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
    consent.erasure (space_id) {
        space_id -> Uuid,
        asked_by -> Uuid,
        asked_at -> Timestamptz,
        due_at -> Timestamptz,
        reminded_at -> Nullable<Timestamptz>,
        begun_at -> Nullable<Timestamptz>,
        proof -> Binary,
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
        secret -> Bool,
    }
}

diesel::table! {
    consent.declaration_count (kind, subject, hour) {
        kind -> Text,
        subject -> Uuid,
        hour -> Timestamptz,
        declared -> Integer,
    }
}

diesel::table! {
    consent.looked_until (what) {
        what -> Text,
        until -> Timestamptz,
    }
}

diesel::table! {
    consent.code (tag) {
        tag -> Binary,
        space_id -> Uuid,
        provision -> Uuid,
        until -> Timestamptz,
        secret -> Bool,
    }
}

diesel::table! {
    consent.emergency_look (id) {
        id -> Uuid,
        space_id -> Uuid,
        person -> Uuid,
        organisation -> Nullable<Uuid>,
        purpose -> Text,
        had_relationship -> Bool,
        opened_at -> Timestamptz,
        due_at -> Timestamptz,
        reported_at -> Nullable<Timestamptz>,
        looked_at -> Nullable<Timestamptz>,
        looked_by -> Nullable<Uuid>,
        outcome -> Nullable<Text>,
        restored_at -> Nullable<Timestamptz>,
        restored_by -> Nullable<Uuid>,
        overdue_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    consent.access_score (id) {
        id -> Uuid,
        space_id -> Uuid,
        kind -> Text,
        person -> Uuid,
        organisation -> Nullable<Uuid>,
        started_at -> Timestamptz,
        signs -> Array<Text>,
        score -> Integer,
        scored_at -> Timestamptz,
        matured -> Bool,
        asked_at -> Nullable<Timestamptz>,
        answer -> Nullable<Text>,
        answered_at -> Nullable<Timestamptz>,
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

diesel::table! {
    consent.secondary_use (space_id) {
        space_id -> Uuid,
        state -> Text,
        yes -> Array<BigInt>,
        no -> Array<BigInt>,
        until -> Nullable<Timestamptz>,
        said_at -> Nullable<Timestamptz>,
        tag -> Nullable<Binary>,
        revision -> BigInt,
    }
}

diesel::table! {
    consent.secondary_use_project (project, space_id) {
        project -> Uuid,
        space_id -> Uuid,
        yes -> BigInt,
        no -> BigInt,
    }
}

diesel::table! {
    consent.use_project (id) {
        id -> Uuid,
        state -> Text,
        title_fr -> Text,
        title_en -> Text,
        summary_fr -> Text,
        summary_en -> Text,
        responsible -> Text,
        basis -> Text,
        purpose -> Text,
        theme -> Nullable<Text>,
        categories -> Array<Text>,
        fields -> Array<Text>,
        begins_at -> Timestamptz,
        ends_at -> Timestamptz,
        registered_by -> Uuid,
        registered_at -> Timestamptz,
        decided_by -> Nullable<Uuid>,
        decided_at -> Nullable<Timestamptz>,
        ended_at -> Nullable<Timestamptz>,
        share -> Nullable<Binary>,
    }
}

diesel::table! {
    consent.use_extract (id) {
        id -> Uuid,
        project -> Uuid,
        state -> Text,
        asked_by -> Uuid,
        asked_at -> Timestamptz,
        after_space -> Nullable<Uuid>,
        forged -> BigInt,
        ready_at -> Nullable<Timestamptz>,
        lines -> Nullable<BigInt>,
        people -> Nullable<BigInt>,
        suppressed -> Nullable<BigInt>,
        withdrawn -> Nullable<BigInt>,
        moved_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    consent.use_line (extract, id) {
        extract -> Uuid,
        id -> Uuid,
        space_id -> Nullable<Uuid>,
        category -> BigInt,
        classes -> Array<Binary>,
        level -> Nullable<SmallInt>,
        collected_at -> Timestamptz,
        sealed -> Binary,
        revision -> BigInt,
    }
}

diesel::table! {
    consent.use_ledger (space_id, extract) {
        space_id -> Uuid,
        extract -> Uuid,
        project -> Uuid,
        categories -> BigInt,
        lines -> BigInt,
        used_at -> Timestamptz,
    }
}

/// A row of `consent.facts`: a space with the head of its chain, and its running provisions, a list for each of their columns.
type FactsRow = (
    Uuid,
    Text,
    Uuid,
    Text,
    Binary,
    Nullable<Binary>,
    Nullable<BigInt>,
    Nullable<Binary>,
    Timestamptz,
    Nullable<Array<Binary>>,
    Nullable<Array<Uuid>>,
    Nullable<Array<Text>>,
    Nullable<Array<Nullable<Uuid>>>,
    Nullable<Array<Nullable<Uuid>>>,
    Nullable<Array<Nullable<Binary>>>,
    Nullable<Array<Timestamptz>>,
    Nullable<Array<Nullable<Timestamptz>>>,
    Nullable<Array<Uuid>>,
    Nullable<Array<Timestamptz>>,
    Nullable<Array<Bool>>,
    Nullable<Array<Uuid>>,
    Nullable<Array<Nullable<Uuid>>>,
);

/// A row of `consent.states_of`: what the digest of a space covers.
type StateRow = (Uuid, Text, Uuid, Text, Binary, Binary);

/// A row of `consent.access_signs`: an access to score, and what its rows show.
type SignsRow = (Uuid, Uuid, Text, Uuid, Nullable<Uuid>, Timestamptz, Bool, Bool, Bool, BigInt);

#[diesel::declare_sql_function]
extern "SQL" {
    #[sql_name = "consent.emergency_suspended"]
    fn emergency_suspended(who: Uuid, instant: Timestamptz) -> Bool;
    #[sql_name = "consent.emergency_counts"]
    fn emergency_counts(
        who: Uuid,
        place: Nullable<Uuid>,
        instant: Timestamptz,
    ) -> Record<(BigInt, BigInt, BigInt)>;
    #[sql_name = "consent.access_signs"]
    fn access_signs(instant: Timestamptz, silent_days: Integer, most: Integer) -> Record<SignsRow>;
    #[sql_name = "consent.write_scores"]
    fn write_scores(
        ids: Array<Uuid>,
        spaces: Array<Uuid>,
        kinds: Array<Text>,
        people: Array<Uuid>,
        places: Array<Uuid>,
        starts: Array<Timestamptz>,
        signs: Array<Text>,
        scores: Array<Integer>,
        old: Array<Bool>,
        instant: Timestamptz,
    ) -> BigInt;
    #[sql_name = "consent.facts"]
    fn consent_facts(spaces: Array<Uuid>, instant: Timestamptz) -> Record<FactsRow>;
    #[sql_name = "consent.represented_by"]
    fn represented_by(person: Uuid, instant: Timestamptz) -> Uuid;
    #[sql_name = "consent.in_charge_of"]
    fn in_charge_of(person: Uuid, instant: Timestamptz) -> Uuid;
    #[sql_name = "consent.after_death_of"]
    fn after_death_of(person: Uuid, what: Text, instant: Timestamptz) -> Uuid;
    #[sql_name = "consent.cared_for_by"]
    fn cared_for_by(person: Uuid, instant: Timestamptz) -> Uuid;
    #[sql_name = "consent.say_at"]
    fn say_at(spaces: Array<Uuid>, instant: Timestamptz) -> Record<StateRow>;
    #[sql_name = "consent.states_of"]
    fn states_of(spaces: Array<Uuid>) -> Record<StateRow>;
    #[sql_name = "consent.use_release"]
    fn use_release(
        run: Uuid,
        project: Uuid,
        scope: Integer,
        wide: Integer,
        wanted: BigInt,
        by_default: BigInt,
        instant: Timestamptz,
        enough: BigInt,
    ) -> Record<(BigInt, BigInt, BigInt, BigInt)>;
    #[sql_name = "consent.secondary_use_page"]
    fn secondary_use_page(
        project: Uuid,
        scope: Integer,
        wide: Integer,
        wanted: BigInt,
        by_default: BigInt,
        instant: Timestamptz,
        after: Uuid,
        most: BigInt,
    ) -> Uuid;
    #[sql_name = "consent.write_digests"]
    fn write_digests(spaces: Array<Uuid>, digests: Array<Binary>) -> BigInt;
}
