-- oldest program: 0.1.0
-- What people are told about their record and their account, in the record that it is about.
create schema notifications;
grant usage on schema notifications to carnet_server, carnet_retention;

create table notifications.notice (
    space_id uuid not null,
    id uuid not null,
    -- What is told of: told once, however often it is announced.
    event_id uuid not null,
    -- For whom; the holder when none.
    person uuid,
    kind text not null check (kind in (
        'record_activated', 'record_closed', 'record_reopened', 'record_suspended', 'device_new', 'factor_added',
        'factor_removed', 'recovery_begun', 'recovery_stopped', 'recovery_done', 'password_changed',
        'care_relationship_declared', 'representative_recorded'
    )),
    sealed bytea not null,
    created_at timestamptz not null,
    read_at timestamptz,
    primary key (space_id, id),
    unique (space_id, event_id)
);
-- The number of those that wait is shown on every page of a record.
create index notice_unread on notifications.notice (space_id) where read_at is null;

grant select, insert on notifications.notice to carnet_server;
grant update (read_at) on notifications.notice to carnet_server;
grant select (space_id), delete on notifications.notice to carnet_retention;
