-- oldest program: 0.1.0
create schema outbox;
grant usage on schema outbox to carnet_server;

-- Work that was written in the transaction that wants it done. A row that is done is deleted, or, where the work
-- comes back (`unique_key`), made ready for its next time.
create table outbox.job (
    id uuid not null primary key,
    kind text not null check (kind ~ '^[a-z][a-z0-9._-]{0,63}$'),
    -- ids and small facts, sealed under the outbox key
    payload bytea not null check (octet_length(payload) <= 16384),
    state text not null default 'ready' check (state in ('ready', 'running', 'dead')),
    run_at timestamptz not null,
    -- how often it was begun since it was last made ready from outside
    tries integer not null default 0 check (tries >= 0),
    max_tries integer not null check (max_tries > 0),
    -- how often it was begun at all: names one attempt, so that one that was overtaken cannot end another
    fence bigint not null default 0,
    locked_until timestamptz,
    error_kind text check (octet_length(error_kind) <= 64),
    created_at timestamptz not null,
    unique_key text unique,
    -- when a runner may take it: a dead one never, a running one once its lease has ended
    due_at timestamptz generated always as
        (case state when 'ready' then run_at when 'running' then locked_until end) stored,
    check ((state = 'running') = (locked_until is not null))
) with (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 500);
create index job_due on outbox.job (due_at, id) where due_at is not null;
create index job_dead on outbox.job (id) where state = 'dead';
grant select, insert, update, delete on outbox.job to carnet_server;
