revoke select (space_id), delete on consent.dispute, consent.dispute_desk, consent.emergency_look, consent.access_score
    from carnet_retention;
drop function consent.facts(uuid[], timestamptz);
-- What a decision looks at is read before anybody is let in.
create function consent.facts(spaces uuid[], instant timestamptz)
returns table (
    space uuid, state text, holder uuid, zone text, rest bytea, said bytea, digest bytea, seq bigint, seal bytea,
    id uuid, kind text, person uuid, organisation uuid, sealed bytea,
    starts_at timestamptz, ends_at timestamptz, given_by uuid, given_at timestamptz, practises boolean,
    suspended boolean
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
                    and place.organisation is not distinct from p.organisation),
            p.kind = 'emergency_access' and consent.emergency_suspended(p.person, instant)
        from consent.space s
        left join journal.head h on h.space_id = s.space_id
        left join consent.provision p on p.space_id = s.space_id and p.starts_at <= instant
            and (p.ends_at is null or p.ends_at > instant)
        where s.space_id = any (spaces)
        order by s.space_id, p.id;
end
$$;
revoke all on function consent.facts(uuid[], timestamptz) from public;
grant execute on function consent.facts(uuid[], timestamptz) to carnet_server;
drop function consent.say_at(uuid[], timestamptz);
create or replace function consent.rest_of(space consent.space) returns bytea
language sql immutable set search_path = pg_catalog, pg_temp as $$
    select sha256(convert_to(concat_ws('|',
        coalesce(space.state_before, '-'), coalesce(space.merged_into::text, '-'), coalesce(space.merged_from, '-'),
        coalesce(space.alive_state, '-'), coalesce((extract(epoch from space.deceased_since) * 1000000)::bigint, 0),
        coalesce((extract(epoch from space.opposition_until) * 1000000)::bigint, 0),
        (extract(epoch from space.opened_at) * 1000000)::bigint), 'UTF8'))
$$;
alter table consent.space drop column said_at;
