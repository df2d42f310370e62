alter function journal.append(uuid[], bigint[], bytea[], bigint[], bytea[], uuid[], bigint[], timestamptz[], integer[],
    bytea[], bytea[]) reset plan_cache_mode;

create function desk.entered() returns uuid[]
language sql stable set search_path = pg_catalog, pg_temp as $$
    select string_to_array(current_setting('carnet.spaces', true), ',')::uuid[]
$$;

create function desk.goes_across() returns boolean
language sql stable set search_path = pg_catalog, pg_temp as $$
    select coalesce(current_setting('carnet.across', true) = 'yes', false)
$$;

revoke all on function desk.entered(), desk.goes_across() from public;
grant execute on function desk.entered(), desk.goes_across() to carnet_server;
create or replace function desk.wall(walled regclass) returns void
language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
begin
    execute format('alter table %s enable row level security', walled);
    execute format('create policy entered on %s to carnet_server '
        'using (space_id = any ((select desk.entered())::uuid[]) or (select desk.goes_across()))', walled);
    execute format('create policy kept on %s to carnet_retention using (true)', walled);
end
$$;
do $$
declare
    walled regclass;
begin
    for walled in select polrelid::regclass from pg_policy where polname = 'entered' loop
        execute format('drop policy entered on %s', walled);
        execute format('drop policy kept on %s', walled);
        perform desk.wall(walled);
    end loop;
end
$$;

create function consent.rest_of(space consent.space) returns bytea
language sql immutable set search_path = pg_catalog, pg_temp as $$
    select sha256(convert_to(concat_ws('|',
        coalesce(space.state_before, '-'), coalesce(space.merged_into::text, '-'), coalesce(space.merged_from, '-'),
        coalesce(space.alive_state, '-'), coalesce((extract(epoch from space.deceased_since) * 1000000)::bigint, 0),
        coalesce((extract(epoch from space.opposition_until) * 1000000)::bigint, 0),
        (extract(epoch from space.opened_at) * 1000000)::bigint,
        (extract(epoch from space.said_at) * 1000000)::bigint), 'UTF8'))
$$;

create function consent.said_in(space uuid) returns bytea
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
    return (select sha256(coalesce(string_agg(uuid_send(p.id) || sha256(coalesce(p.sealed, ''))
            || int8send((extract(epoch from p.starts_at) * 1000000)::bigint)
            || int8send(coalesce((extract(epoch from p.ends_at) * 1000000)::bigint, -1)), ''::bytea order by p.id), ''))
        from consent.provision p where p.space_id = space);
end
$$;

drop function consent.facts(uuid[], timestamptz);
create function consent.facts(spaces uuid[], instant timestamptz)
returns table (
    space uuid, state text, holder uuid, zone text, rest bytea, said bytea, digest bytea, seq bigint, seal bytea,
    id uuid, kind text, person uuid, organisation uuid, sealed bytea,
    starts_at timestamptz, ends_at timestamptz, given_by uuid, given_at timestamptz, practises boolean,
    suspended boolean, holds_at timestamptz
)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    perform desk.enter(spaces);
    -- What the digest covers is worked out once for a space, however much is said in it.
    return query
        with known as materialized (
            select s.space_id, s.state, s.holder, s.zone, consent.rest_of(s) as rest, consent.said_in(s.space_id) as said,
                s.digest, greatest(s.said_at, instant) as at
            from consent.space s where s.space_id = any (spaces))
        select s.space_id, s.state, s.holder, s.zone, s.rest, s.said, s.digest, h.seq, h.seal,
            p.id, p.kind, p.person, p.organisation, p.sealed, p.starts_at, p.ends_at, p.given_by, p.given_at,
            p.kind = 'delegation' and exists (
                select from identity.professional who join identity.situation place on place.person = who.person
                where who.person = p.given_by and who.standing = 'good' and place.active
                    and place.organisation is not distinct from p.organisation),
            p.kind = 'emergency_access' and consent.emergency_suspended(p.person, s.at),
            s.at
        from known s
        left join journal.head h on h.space_id = s.space_id
        left join consent.provision p on p.space_id = s.space_id and p.starts_at <= s.at
            and (p.ends_at is null or p.ends_at > s.at)
        order by s.space_id, p.id;
end
$$;

create or replace function consent.states_of(spaces uuid[])
returns table (space uuid, state text, holder uuid, zone text, rest bytea, said bytea)
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
    return query
        select s.space_id, s.state, s.holder, s.zone, consent.rest_of(s), consent.said_in(s.space_id)
        from consent.space s where s.space_id = any (spaces) order by s.space_id;
end
$$;

create or replace function consent.say_at(spaces uuid[], instant timestamptz)
returns table (space uuid, state text, holder uuid, zone text, rest bytea, said bytea)
language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
begin
    update consent.space s set said_at = greatest(s.said_at, instant) where s.space_id = any (spaces);
    return query select * from consent.states_of(spaces);
end
$$;
drop view consent.covered;
alter function consent.states_of(uuid[]) reset plan_cache_mode;
alter function consent.say_at(uuid[], timestamptz) reset plan_cache_mode;
revoke all on function consent.rest_of(consent.space), consent.said_in(uuid), consent.facts(uuid[], timestamptz)
    from public;
grant execute on function consent.rest_of(consent.space), consent.said_in(uuid), consent.facts(uuid[], timestamptz)
    to carnet_server;
