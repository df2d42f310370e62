-- oldest program: 0.1.0
create schema desk;
grant usage on schema desk to carnet_server, carnet_retention;

-- Which migrations this database has, and the oldest program that can live with each.
create table desk.migration (
    version text not null primary key,
    name text not null,
    oldest_program text not null check (oldest_program ~ '^[0-9]+\.[0-9]+\.[0-9]+$'),
    applied_at timestamptz not null default clock_timestamp()
);
grant select on desk.migration to carnet_server, carnet_retention;

-- What each Idempotency-Key of a caller stands for. Keys and requests are kept as hashes only.
create table desk.idempotency (
    actor uuid not null,
    key_hash bytea not null check (octet_length(key_hash) = 32),
    fingerprint bytea not null check (octet_length(fingerprint) = 32),
    thing uuid not null,
    at timestamptz not null,
    primary key (actor, key_hash)
);
create index idempotency_at on desk.idempotency (at);
grant select, insert, delete on desk.idempotency to carnet_server;
grant select (at), delete on desk.idempotency to carnet_retention;
