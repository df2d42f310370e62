-- oldest program: 0.1.0
-- What a decision looks at comes in one row for each space, with what is said in it in arrays: what is true of the space is
-- worked out and sent once, and not once for each thing that is said in it. What the digest of a space covers is in one view,
-- for those who write it and those who verify it; a decision works it out of the rows that it reads all the same.
--
-- A function that is handed an array was planned anew at each call, which cost more than what it did: a plan made for ten spaces
-- serves one as well.
create view consent.covered with (security_invoker = true) as
    select s.space_id, s.state, s.holder, s.zone, s.digest, s.said_at,
        sha256(convert_to(concat_ws('|',
            coalesce(s.state_before, '-'), coalesce(s.merged_into::text, '-'), coalesce(s.merged_from, '-'),
            coalesce(s.alive_state, '-'), coalesce((extract(epoch from s.deceased_since) * 1000000)::bigint, 0),
            coalesce((extract(epoch from s.opposition_until) * 1000000)::bigint, 0),
            (extract(epoch from s.opened_at) * 1000000)::bigint,
            (extract(epoch from s.said_at) * 1000000)::bigint), 'UTF8')) as rest,
        (select sha256(coalesce(string_agg(uuid_send(p.id) || sha256(coalesce(p.sealed, ''))
                || int8send((extract(epoch from p.starts_at) * 1000000)::bigint)
                || int8send(coalesce((extract(epoch from p.ends_at) * 1000000)::bigint, -1)), ''::bytea order by p.id), ''))
            from consent.provision p where p.space_id = s.space_id) as said
    from consent.space s;

create or replace function consent.states_of(spaces uuid[])
returns table (space uuid, state text, holder uuid, zone text, rest bytea, said bytea)
language plpgsql stable set search_path = pg_catalog, pg_temp set plan_cache_mode = force_generic_plan as $$
begin
    return query
        select c.space_id, c.state, c.holder, c.zone, c.rest, c.said
        from consent.covered c where c.space_id = any (spaces) order by c.space_id;
end
$$;

create or replace function consent.say_at(spaces uuid[], instant timestamptz)
returns table (space uuid, state text, holder uuid, zone text, rest bytea, said bytea)
language plpgsql volatile set search_path = pg_catalog, pg_temp set plan_cache_mode = force_generic_plan as $$
begin
    update consent.space s set said_at = greatest(s.said_at, instant) where s.space_id = any (spaces);
    return query
        select c.space_id, c.state, c.holder, c.zone, c.rest, c.said
        from consent.covered c where c.space_id = any (spaces) order by c.space_id;
end
$$;

drop function consent.facts(uuid[], timestamptz);
-- What a decision looks at is read before anybody is let in: of each space that there is, with the instant at which that holds,
-- which is never before the one at which something was last said in it, and of each provision that runs then. Of the others
-- there is what the digest covers of them, in the form of `consent.covered`.
create function consent.facts(spaces uuid[], instant timestamptz)
returns table (
    space uuid, state text, holder uuid, zone text, rest bytea, digest bytea, seq bigint, seal bytea, holds_at timestamptz,
    others bytea[], ids uuid[], kinds text[], people uuid[], organisations uuid[], sealed bytea[],
    starts timestamptz[], ends timestamptz[], givers uuid[], given timestamptz[], practising uuid[], suspended uuid[]
)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan as $$
begin
    perform desk.enter(spaces);
    return query
        select c.space_id, c.state, c.holder, c.zone, c.rest, c.digest, h.seq, h.seal, c.at,
            (select array_agg(uuid_send(o.id) || sha256(coalesce(o.sealed, ''))
                    || int8send((extract(epoch from o.starts_at) * 1000000)::bigint)
                    || int8send(coalesce((extract(epoch from o.ends_at) * 1000000)::bigint, -1)))
                from consent.provision o
                where o.space_id = c.space_id and (o.starts_at > c.at or o.ends_at <= c.at)),
            p.*
        from (select *, greatest(v.said_at, instant) as at from consent.covered v where v.space_id = any (spaces)) c
        left join journal.head h on h.space_id = c.space_id
        cross join lateral (
            select array_agg(r.id), array_agg(r.kind), array_agg(r.person), array_agg(r.organisation),
                array_agg(r.sealed), array_agg(r.starts_at), array_agg(r.ends_at), array_agg(r.given_by),
                array_agg(r.given_at),
                array_agg(r.given_by) filter (where r.kind = 'delegation' and exists (
                    select from identity.professional who join identity.situation place on place.person = who.person
                    where who.person = r.given_by and who.standing = 'good' and place.active
                        and place.organisation is not distinct from r.organisation)),
                array_agg(r.person) filter (
                    where r.kind = 'emergency_access' and consent.emergency_suspended(r.person, c.at))
            from (
                select * from consent.provision o
                where o.space_id = c.space_id and o.starts_at <= c.at and (o.ends_at is null or o.ends_at > c.at)
                order by o.id) r) p
        order by c.space_id;
end
$$;
revoke all on function consent.facts(uuid[], timestamptz) from public;
grant execute on function consent.facts(uuid[], timestamptz) to carnet_server;
grant select on consent.covered to carnet_server;
drop function consent.rest_of(consent.space);
drop function consent.said_in(uuid);

-- The wall asks its two questions where they stand: a function that sets its search path was planned each time it was asked.
create or replace function desk.wall(walled regclass) returns void
language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
begin
    execute format('alter table %s enable row level security', walled);
    execute format('create policy entered on %s to carnet_server using ('
        'space_id = any ((select string_to_array(current_setting(''carnet.spaces'', true), '','')::uuid[])::uuid[]) '
        'or (select coalesce(current_setting(''carnet.across'', true) = ''yes'', false)))', walled);
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
drop function desk.entered();
drop function desk.goes_across();

alter function journal.append(uuid[], bigint[], bytea[], bigint[], bytea[], uuid[], bigint[], timestamptz[], integer[],
    bytea[], bytea[]) set plan_cache_mode = force_generic_plan;
