drop function consent.write_digests(uuid[], bytea[]);
drop function consent.states_of(uuid[]);
drop function consent.facts(uuid[], timestamptz);
drop function consent.said_in(uuid);
drop function consent.rest_of(consent.space);
alter table consent.space drop column digest;
delete from consent.provision where terms is null;
alter table consent.provision drop column sealed, alter column terms set not null;
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
