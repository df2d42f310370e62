-- oldest program: 0.1.0

-- Wrapped keys only: without the master key, which is never here, nothing in this schema opens anything.
create schema vault;

-- One key per space. Deleting the row is the erasure of everything sealed under it.
create table vault.space_key (
  space_id uuid primary key,
  master_id text not null check (master_id ~ '^[0-9a-z-]{1,64}$'),
  wrapped bytea not null check (octet_length(wrapped) between 1 and 4096),
  created_at timestamptz not null default now()
);

-- Keys that belong to no space, numbered within their purpose.
create table vault.service_key (
  purpose text not null check (purpose ~ '^[a-z_]{1,40}$'),
  id integer not null check (id > 0),
  master_id text not null check (master_id ~ '^[0-9a-z-]{1,64}$'),
  wrapped bytea not null check (octet_length(wrapped) between 1 and 4096),
  state text not null check (state in ('current', 'live', 'retired')),
  created_at timestamptz not null default now(),
  primary key (purpose, id)
);

create unique index service_key_one_current on vault.service_key (purpose) where state = 'current';

-- Makes a new current key and the old one live. False, and nothing changed, when another rotation came first: it
-- holds the row of the old key, and once it is done that row is no longer current.
create function vault.rotate_service_key(
  new_purpose text, new_id integer, new_master_id text, new_wrapped bytea, new_created_at timestamptz
) returns boolean
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  update vault.service_key set state = 'live'
    where purpose = new_purpose and state = 'current' and id < new_id;
  if not found then
    return false;
  end if;
  insert into vault.service_key (purpose, id, master_id, wrapped, state, created_at)
    values (new_purpose, new_id, new_master_id, new_wrapped, 'current', new_created_at);
  return true;
end;
$$;

revoke all on function vault.rotate_service_key(text, integer, text, bytea, timestamptz) from public;

grant usage on schema vault to carnet_server, carnet_retention;
grant select, insert, update (master_id, wrapped) on vault.space_key to carnet_server;
grant select, insert, update (state, master_id, wrapped) on vault.service_key to carnet_server;
grant execute on function vault.rotate_service_key(text, integer, text, bytea, timestamptz) to carnet_server;
-- Only the role that erases may destroy a space's key; a server that was broken into cannot.
grant select, delete on vault.space_key to carnet_retention;
grant select on vault.service_key to carnet_retention;
