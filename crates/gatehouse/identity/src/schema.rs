mod accounts;
mod directory;
/// What two admins decide about records, and who was known twice.
mod doubles;
/// Functions of the database.
pub(crate) mod functions;

pub(crate) use accounts::{
    account, account_email, account_step, account_token, known_device, raising_code, recovery, second_factor,
    throttle,
};
pub(crate) use directory::{directory_import, organisation, professional, situation};
pub(crate) use doubles::{merged_person, proposal};

diesel::table! {
    identity.erased (tag) {
        tag -> Bytea,
        index_key_id -> Integer,
        erased_at -> Timestamptz,
    }
}

diesel::table! {
    identity.citizen (space_id) {
        space_id -> Uuid,
        person -> Uuid,
        sealed -> Bytea,
        changed_at -> Timestamptz,
        status -> Text,
        feed_tag -> Nullable<Bytea>,
    }
}

diesel::table! {
    identity.guest (session) {
        session -> Uuid,
        space_id -> Uuid,
        sealed -> Bytea,
    }
}

diesel::table! {
    identity.citizens_import (id) {
        id -> Uuid,
        digest -> Bytea,
        state -> Text,
        pass -> SmallInt,
        read_to -> BigInt,
        lines -> BigInt,
        counts -> Jsonb,
        began_at -> Timestamptz,
        changed_at -> Timestamptz,
    }
}

diesel::table! {
    identity.citizens_seen (space_id) {
        space_id -> Uuid,
    }
}

diesel::table! {
    identity.lookup_budget (kind, subject, hour) {
        kind -> Text,
        subject -> Bytea,
        hour -> Timestamptz,
        spent -> Integer,
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
    identity.software (id) {
        id -> Uuid,
        name -> Text,
        organisation -> Nullable<Uuid>,
        listed -> Bool,
        publisher -> Nullable<Text>,
        version -> Nullable<Text>,
        auth_method -> Nullable<Text>,
        keys -> Nullable<Jsonb>,
        certificates -> Array<Text>,
        subject -> Nullable<Text>,
        scopes -> Array<Text>,
        grants -> Array<Text>,
        provider_clients -> Array<Text>,
        per_minute -> Nullable<Integer>,
        registered_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    identity.backchannel_ask (digest) {
        digest -> Bytea,
        software -> Uuid,
        provider -> Text,
        sealed -> Bytea,
        scopes -> Array<Text>,
        pause_seconds -> Integer,
        next_at -> Timestamptz,
        looked_at_until -> Nullable<Timestamptz>,
        expires_at -> Timestamptz,
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
        second_factor_at -> Nullable<Timestamptz>,
        first_factor_until -> Nullable<Timestamptz>,
        assisted_by -> Nullable<Uuid>,
        assisted_in -> Nullable<Uuid>,
        concluded_at -> Nullable<Timestamptz>,
        account -> Nullable<Uuid>,
        agent -> Nullable<Text>,
        provider -> Nullable<Text>,
        provider_subject -> Nullable<Bytea>,
        provider_session -> Nullable<Bytea>,
        provider_sealed -> Nullable<Bytea>,
        provider_checked_at -> Nullable<Timestamptz>,
        refresh_digest -> Nullable<Bytea>,
        scopes -> Nullable<Array<Text>>,
        bound_to -> Nullable<Bytea>,
        known_as -> Nullable<Uuid>,
    }
}

diesel::table! {
    identity.admin (person) {
        person -> Uuid,
        name -> Text,
        active -> Bool,
        changed_at -> Timestamptz,
    }
}

diesel::table! {
    identity.mediation_day (mediator, day) {
        mediator -> Uuid,
        day -> Date,
        begun -> Int4,
    }
}

diesel::table! {
    identity.admin_role (person, role) {
        person -> Uuid,
        role -> Text,
        given_by -> Nullable<Uuid>,
        given_at -> Timestamptz,
    }
}

diesel::table! {
    identity.shown_once (digest) {
        digest -> Bytea,
        until -> Timestamptz,
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
        second_factor_at -> Nullable<Timestamptz>,
        assisted_by -> Nullable<Uuid>,
        assistant -> Nullable<Text>,
        account -> Nullable<Uuid>,
        software_name -> Nullable<Text>,
        organisation_name -> Nullable<Text>,
        roles -> Nullable<Array<Text>>,
        provider_checked_at -> Nullable<Timestamptz>,
        regulates -> Nullable<Bool>,
    }
}

diesel::joinable!(admin_role -> admin (person));
diesel::joinable!(session -> software (software));
diesel::joinable!(mediation_day -> admin (mediator));
diesel::allow_tables_to_appear_in_same_query!(admin_role, admin, mediation_day);
diesel::allow_tables_to_appear_in_same_query!(session, software);
