-- oldest program: 0.1.0
-- The spaces of the protected adults of whom a person is in charge at an instant or will be, by decisions of judges, oldest first.
create function consent.in_charge_of(who uuid, instant timestamptz) returns setof uuid
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    return query
        select p.space_id from consent.provision p
        where p.kind = 'protection' and p.person = who
            and (p.ends_at is null or p.ends_at > instant)
        order by p.id;
end
$$;
create index provision_of_judges on consent.provision (kind, person, ends_at) where kind in ('protection', 'measure');
revoke all on function consent.in_charge_of(uuid, timestamptz) from public;
grant execute on function consent.in_charge_of(uuid, timestamptz) to carnet_server;
