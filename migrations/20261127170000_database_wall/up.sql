-- oldest program: 0.1.0
-- A second wall behind the permit: within a transaction the server's role sees and writes, in the tables that hold what
-- is in a record, only the rows of the spaces that the transaction entered. A decision enters the space that it is about,
-- in the statement that reads its facts. A statement that forgot its space finds nothing of anybody else.
create function desk.enter(spaces uuid[]) returns void
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
    perform set_config('carnet.spaces',
        concat_ws(',', nullif(current_setting('carnet.spaces', true), ''), nullif(array_to_string(spaces, ','), '')),
        true);
end
$$;

create function desk.entered() returns uuid[]
language sql stable set search_path = pg_catalog, pg_temp as $$
    select string_to_array(current_setting('carnet.spaces', true), ',')::uuid[]
$$;

-- For work on the store itself, which goes from space to space: verifying, sweeping, sealing anew.
create function desk.go_across() returns void
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
    perform set_config('carnet.across', 'yes', true);
end
$$;

create function desk.goes_across() returns boolean
language sql stable set search_path = pg_catalog, pg_temp as $$
    select coalesce(current_setting('carnet.across', true) = 'yes', false)
$$;

revoke all on function desk.enter(uuid[]), desk.entered(), desk.go_across(), desk.goes_across() from public;
grant execute on function desk.enter(uuid[]), desk.entered(), desk.go_across(), desk.goes_across() to carnet_server;

-- Both questions are asked once in a statement, not once for each row.
create function desk.wall(walled regclass) returns void
language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
begin
    execute format('alter table %s enable row level security', walled);
    execute format('create policy entered on %s to carnet_server '
        'using (space_id = any ((select desk.entered())::uuid[]) or (select desk.goes_across()))', walled);
    execute format('create policy kept on %s to carnet_retention using (true)', walled);
end
$$;
revoke all on function desk.wall(regclass) from public;

select desk.wall(walled) from unnest(array[
    'consent.provision', 'journal.line', 'documents.document', 'documents.document_topic', 'documents.folder',
    'documents.mark', 'documents.moved', 'documents.correction', 'notifications.notice']::regclass[]) as walled;

-- What a decision looks at is read before anybody is let in.
create or replace function consent.facts(spaces uuid[], instant timestamptz)
returns table (
    space uuid, state text, holder uuid, zone text, rest bytea, said bytea, digest bytea, seq bigint, seal bytea,
    id uuid, kind text, person uuid, organisation uuid, sealed bytea,
    starts_at timestamptz, ends_at timestamptz, given_by uuid, given_at timestamptz, practises boolean
)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    perform desk.enter(spaces);
    return query
        select s.space_id, s.state, s.holder, s.zone, consent.rest_of(s), consent.said_in(s.space_id), s.digest,
            h.seq, h.seal,
            p.id, p.kind, p.person, p.organisation, p.sealed, p.starts_at, p.ends_at, p.given_by, p.given_at,
            p.kind = 'delegation' and exists (
                select from identity.professional who join identity.situation place on place.person = who.person
                where who.person = p.given_by and who.standing = 'good' and place.active
                    and place.organisation is not distinct from p.organisation)
        from consent.space s
        left join journal.head h on h.space_id = s.space_id
        left join consent.provision p on p.space_id = s.space_id and p.starts_at <= instant
            and (p.ends_at is null or p.ends_at > instant)
        where s.space_id = any (spaces)
        order by s.space_id, p.id;
end
$$;

-- The spaces in which somebody represents a minor at an instant: asked before one of them is chosen. In the order of
-- their representations.
create function consent.represented_by(who uuid, instant timestamptz) returns setof uuid
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    return query
        select p.space_id from consent.provision p
        where p.kind = 'representative' and p.person = who
            and p.starts_at <= instant and (p.ends_at is null or p.ends_at > instant)
        order by p.id;
end
$$;

-- The newest blobs that rows name, with the sizes of their contents: to look whether the store has them.
create function documents.newest_blobs(most bigint) returns table (blob uuid, size bigint)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    return query
        select d.blob_id, d.size from documents.document d where d.blob_id is not null order by d.blob_id desc limit most;
end
$$;
revoke all on function consent.represented_by(uuid, timestamptz), documents.newest_blobs(bigint) from public;
grant execute on function consent.represented_by(uuid, timestamptz), documents.newest_blobs(bigint) to carnet_server;
