-- oldest program: 0.1.0
-- The spaces of people who died in which somebody is shown documents at an instant, or is to choose them, oldest first.
create function consent.after_death_of(who uuid, what text, instant timestamptz) returns setof uuid
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    return query
        select p.space_id from consent.provision p
        where p.kind = what and what in ('heir_access', 'heir_selection') and p.person = who
            and p.starts_at <= instant and p.ends_at > instant
        order by p.id;
end
$$;
create index provision_after_death on consent.provision (kind, person, ends_at)
    where kind in ('heir_access', 'heir_selection', 'heir_request');
revoke all on function consent.after_death_of(uuid, text, timestamptz) from public;
grant execute on function consent.after_death_of(uuid, text, timestamptz) to carnet_server;
