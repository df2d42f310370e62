-- oldest program: 0.1.0
-- What a space's consent says: the state of the space, and one row for each provision (a relationship, later a
-- block, a mask, an access). What a provision of one kind says beyond who and when is in its terms.
create schema consent;
grant usage on schema consent to carnet_server, carnet_retention;

create table consent.space (
    space_id uuid not null primary key,
    holder uuid not null,
    state text not null check (state in
        ('opposition_running', 'opposed', 'created', 'active', 'suspended', 'closed', 'deceased')),
    zone text not null,
    opened_at timestamptz not null,
    changed_at timestamptz not null
);

create table consent.provision (
    space_id uuid not null,
    id uuid not null,
    kind text not null,
    person uuid,
    organisation uuid,
    terms jsonb not null,
    starts_at timestamptz not null,
    ends_at timestamptz,
    given_by uuid not null,
    given_at timestamptz not null,
    primary key (space_id, id),
    check (ends_at is null or ends_at >= starts_at)
);

-- Everything that a decision about one space looks at, in one statement and one snapshot: the state, the
-- provisions that run at the given instant, and the head of the space's chain (so that its lines can be sealed
-- without asking again). Null when there is no such space.
-- In plpgsql, whose plan is kept from call to call: a function in SQL that sets its search path is planned each time.
create function consent.facts(space uuid, instant timestamptz) returns text
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
    return (
        select json_build_object(
            'state', s.state, 'holder', s.holder, 'zone', s.zone,
            'seq', h.seq, 'seal', encode(h.seal, 'hex'),
            'provisions', coalesce((
                select json_agg(json_build_object(
                    'id', p.id, 'kind', p.kind, 'person', p.person, 'organisation', p.organisation,
                    'terms', p.terms, 'starts_at', p.starts_at, 'ends_at', p.ends_at,
                    'given_by', p.given_by, 'given_at', p.given_at)
                    order by p.id)
                from consent.provision p
                where p.space_id = s.space_id and p.starts_at <= instant
                    and (p.ends_at is null or p.ends_at > instant)),
                '[]'::json))::text
        from consent.space s left join journal.head h on h.space_id = s.space_id
        where s.space_id = space);
end
$$;
revoke all on function consent.facts(uuid, timestamptz) from public;
grant execute on function consent.facts(uuid, timestamptz) to carnet_server;

grant select, insert, update on consent.space to carnet_server;
grant select, insert, update on consent.provision to carnet_server;
