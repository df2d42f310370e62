-- oldest program: 0.1.0
-- Exports: all that somebody may see of a record, as one archive that lies in sealed parts until it is taken out.
create schema exports;
grant usage on schema exports to carnet_server, carnet_retention;

create table exports.export (
    space_id uuid not null,
    id uuid not null,
    -- Whose it is: nobody else knows of it.
    person uuid not null,
    state text not null check (state in ('making', 'ready', 'ended', 'expired')),
    asked_at timestamptz not null,
    sealed bytea not null,
    -- How far it has come.
    after uuid,
    parts integer not null,
    bytes bigint not null,
    done bigint not null,
    total bigint,
    begun_anew integer not null,
    ready_at timestamptz,
    keep_until timestamptz,
    ended text check (ended in ('right_ended', 'changed', 'unreadable')),
    primary key (space_id, id),
    check ((state = 'ended') = (ended is not null)),
    check (state <> 'ready' or (ready_at is not null and keep_until is not null))
);
create index export_keep_until on exports.export (keep_until) where state = 'ready';
create index export_asked_at on exports.export (asked_at) where state in ('ended', 'expired');

create table exports.part (
    space_id uuid not null,
    export_id uuid not null,
    number integer not null,
    id uuid not null,
    size bigint not null,
    object_key bytea not null,
    blob_id uuid,
    body bytea,
    -- Documents that are in the archive with this part.
    documents uuid[] not null,
    sealed bytea,
    primary key (space_id, export_id, number),
    foreign key (space_id, export_id) references exports.export (space_id, id),
    check ((blob_id is null) <> (body is null))
);
alter table exports.part alter column body set storage external;
create index part_blob on exports.part (blob_id) where blob_id is not null;

select desk.wall(walled) from unnest(array['exports.export', 'exports.part']::regclass[]) as walled;

grant select, insert, delete on exports.export, exports.part to carnet_server;
grant update (state, after, parts, bytes, done, total, begun_anew, ready_at, keep_until, ended)
    on exports.export to carnet_server;
grant select (space_id), delete on exports.export, exports.part to carnet_retention;
