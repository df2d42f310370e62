drop function consent.facts(uuid[], timestamptz);
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
