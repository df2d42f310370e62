-- oldest program: 0.1.0
-- The facts of several spaces at once, for decisions that are made in one transaction.
drop function consent.facts(uuid, timestamptz);

-- Everything that decisions about these spaces look at, in one statement and one snapshot: for each space its state
-- and the head of its chain (so that its lines can be sealed without asking again), in as many rows as it has
-- provisions that run at the given instant, and in one row without a provision when none runs. No row for a space
-- that does not exist.
-- In plpgsql, whose plan is kept from call to call: a function in SQL that sets its search path is planned each time.
create function consent.facts(spaces uuid[], instant timestamptz)
returns table (
    space uuid, state text, holder uuid, zone text, seq bigint, seal bytea,
    id uuid, kind text, person uuid, organisation uuid, terms jsonb,
    starts_at timestamptz, ends_at timestamptz, given_by uuid, given_at timestamptz
)
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
    return query
        select s.space_id, s.state, s.holder, s.zone, h.seq, h.seal,
            p.id, p.kind, p.person, p.organisation, p.terms, p.starts_at, p.ends_at, p.given_by, p.given_at
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
