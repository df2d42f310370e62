-- oldest program: 0.1.0
-- When somebody last said something in a space: no decision about it holds at an earlier instant, so that a clock that is behind,
-- or was set back, brings nothing back that was taken away. The digest of the space covers it.
alter table consent.space add column said_at timestamptz;

-- As before, and: when something was last said; nothing where it was never written down.
create or replace function consent.rest_of(space consent.space) returns bytea
language sql immutable set search_path = pg_catalog, pg_temp as $$
    select sha256(convert_to(concat_ws('|',
        coalesce(space.state_before, '-'), coalesce(space.merged_into::text, '-'), coalesce(space.merged_from, '-'),
        coalesce(space.alive_state, '-'), coalesce((extract(epoch from space.deceased_since) * 1000000)::bigint, 0),
        coalesce((extract(epoch from space.opposition_until) * 1000000)::bigint, 0),
        (extract(epoch from space.opened_at) * 1000000)::bigint,
        (extract(epoch from space.said_at) * 1000000)::bigint), 'UTF8'))
$$;

-- Writes down that something was said in these spaces at an instant; gives what their digests cover since.
create function consent.say_at(spaces uuid[], instant timestamptz)
returns table (space uuid, state text, holder uuid, zone text, rest bytea, said bytea)
language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
begin
    update consent.space s set said_at = greatest(s.said_at, instant) where s.space_id = any (spaces);
    return query select * from consent.states_of(spaces);
end
$$;

-- Whoever erases a record erases what was asked, reported and disputed about it as well.
grant select (space_id), delete on consent.dispute, consent.dispute_desk, consent.emergency_look, consent.access_score
    to carnet_retention;

drop function consent.facts(uuid[], timestamptz);
-- What a decision looks at is read before anybody is let in. As before, and: the instant at which it holds, which is never before
-- the one at which something was last said in the space.
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
revoke all on function consent.say_at(uuid[], timestamptz), consent.facts(uuid[], timestamptz) from public;
grant execute on function consent.say_at(uuid[], timestamptz), consent.facts(uuid[], timestamptz) to carnet_server;
