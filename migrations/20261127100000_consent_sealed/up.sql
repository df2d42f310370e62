-- oldest program: 0.1.0
-- What a consent says is sealed under the key of its space and bound to its row, and the state of the space, with all
-- that its consent has ever said, has a digest under that key: whoever changes, puts in or takes out a row in SQL is
-- found out by the next decision. A row without a seal, and a space without a digest, are of an earlier release and
-- open to nobody.
alter table consent.provision
    alter column terms drop not null,
    add column sealed bytea;
alter table consent.space add column digest bytea;

-- What the digest of a space covers of its row, besides what a decision reads of it.
create function consent.rest_of(space consent.space) returns bytea
language sql immutable set search_path = pg_catalog, pg_temp as $$
    select sha256(convert_to(concat_ws('|',
        coalesce(space.state_before, '-'), coalesce(space.merged_into::text, '-'), coalesce(space.merged_from, '-'),
        coalesce(space.alive_state, '-'), coalesce((extract(epoch from space.deceased_since) * 1000000)::bigint, 0),
        coalesce((extract(epoch from space.opposition_until) * 1000000)::bigint, 0),
        (extract(epoch from space.opened_at) * 1000000)::bigint), 'UTF8'))
$$;

-- What it covers of all provisions of a space, those that are over among them: the seal, which binds the whole row, and
-- when each runs, by which a decision chooses those that it opens.
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
-- Everything that decisions about these spaces look at, in one statement and one snapshot: for each space its state,
-- what its digest covers, and the head of its chain (so that its lines can be sealed without asking again), in as many
-- rows as it has provisions that run at the given instant, and in one row without a provision when none runs. No row for
-- a space that does not exist.
-- In plpgsql, whose plan is kept from call to call: a function in SQL that sets its search path is planned each time.
create function consent.facts(spaces uuid[], instant timestamptz)
returns table (
    space uuid, state text, holder uuid, zone text, rest bytea, said bytea, digest bytea, seq bigint, seal bytea,
    id uuid, kind text, person uuid, organisation uuid, sealed bytea,
    starts_at timestamptz, ends_at timestamptz, given_by uuid, given_at timestamptz, practises boolean
)
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
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

-- What the digests of these spaces cover, as it stands now.
create function consent.states_of(spaces uuid[])
returns table (space uuid, state text, holder uuid, zone text, rest bytea, said bytea)
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
    return query
        select s.space_id, s.state, s.holder, s.zone, consent.rest_of(s), consent.said_in(s.space_id)
        from consent.space s where s.space_id = any (spaces) order by s.space_id;
end
$$;

-- Writes the digests of many spaces; says of how many.
create function consent.write_digests(spaces uuid[], digests bytea[]) returns bigint
language sql volatile set search_path = pg_catalog, pg_temp as $$
    with written as (
        update consent.space s set digest = n.digest
        from unnest(spaces, digests) as n (space_id, digest) where s.space_id = n.space_id returning 1)
    select count(*) from written
$$;

revoke all on function consent.rest_of(consent.space), consent.said_in(uuid), consent.facts(uuid[], timestamptz),
    consent.states_of(uuid[]), consent.write_digests(uuid[], bytea[]) from public;
grant execute on function consent.rest_of(consent.space), consent.said_in(uuid), consent.facts(uuid[], timestamptz),
    consent.states_of(uuid[]), consent.write_digests(uuid[], bytea[]) to carnet_server;
