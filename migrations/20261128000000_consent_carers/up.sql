-- oldest program: 0.1.0
-- Whom somebody cares for, and which carers are carers no more before long.

-- The spaces of which somebody is a carer at an instant: asked before one of them is chosen. In the order in which they
-- became one.
create function consent.cared_for_by(who uuid, instant timestamptz) returns setof uuid
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    return query
        select p.space_id from consent.provision p
        where p.kind = 'carer' and p.person = who
            and p.starts_at <= instant and (p.ends_at is null or p.ends_at > instant)
        order by p.id;
end
$$;
revoke all on function consent.cared_for_by(uuid, timestamptz) from public;
grant execute on function consent.cared_for_by(uuid, timestamptz) to carnet_server;

create index provision_by_carer on consent.provision (person) where kind = 'carer';
create index provision_carers_end on consent.provision (space_id, ends_at) where kind = 'carer';
