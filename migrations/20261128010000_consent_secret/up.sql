-- oldest program: 0.1.0
-- What was said in a secret connection: those who represent the holder, a minor, are not shown it. The seal of a provision covers
-- whether it is.
alter table consent.provision add column secret boolean not null default false;

drop function consent.facts(uuid[], timestamptz);
-- What a decision looks at is read before anybody is let in: of each space that there is, with the instant at which that holds,
-- which is never before the one at which something was last said in it, and of each provision that runs then. Of the others
-- there is what the digest covers of them, in the form of `consent.covered`.
create function consent.facts(spaces uuid[], instant timestamptz)
returns table (
    space uuid, state text, holder uuid, zone text, rest bytea, digest bytea, seq bigint, seal bytea, holds_at timestamptz,
    others bytea[], ids uuid[], kinds text[], people uuid[], organisations uuid[], sealed bytea[],
    starts timestamptz[], ends timestamptz[], givers uuid[], given timestamptz[], secrets boolean[], practising uuid[],
    suspended uuid[]
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
                array_agg(r.given_at), array_agg(r.secret),
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

-- Representations that have ended are looked at once: until when they were.
create table consent.looked_until (
    what text primary key,
    until timestamptz not null
);
grant select, insert, update on consent.looked_until to carnet_server;
create index provision_representatives_end on consent.provision (ends_at, space_id) where kind = 'representative';
