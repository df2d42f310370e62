-- oldest program: 0.1.0
-- Where a one-time code leads: whoever uses one names no record. `tag` is HMAC of the code under the key of codes; what the
-- code opens stands sealed in its provision, which says the tag as well.
create table consent.code (
    tag bytea not null primary key check (octet_length(tag) = 32),
    space_id uuid not null,
    provision uuid not null,
    until timestamptz not null
);
create index code_by_end on consent.code (until);

grant select, insert, delete on consent.code to carnet_server;
-- Erasing a space takes its rows here with it.
grant select (space_id), delete on consent.code to carnet_retention;
