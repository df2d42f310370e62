drop view identity.session_now;
create view identity.session_now as
    select s.id, s.person, s.capacity, s.assurance, s.expires_at, s.idle_until, s.revoked_at, s.software,
        w.listed as software_listed,
        coalesce(s.organisation, t.organisation) as organisation,
        coalesce(p.name, e.name, d.name) as name,
        (e.listed and w.listed and w.organisation is not distinct from e.id) as listed,
        case when t.active and p.person is not null
            then array[p.rpps, coalesce(t.profession, p.profession), p.standing, t.sector] end as practice,
        coalesce(a.space_id, g.space_id) as space_id, coalesce(c.sealed, g.sealed) as sealed,
        s.second_factor_at, s.assisted_by, m.name as assistant, s.account,
        w.name as software_name,
        coalesce(e.name, o.name) as organisation_name,
        case when s.capacity = 'admin' and d.active then
            (select array_agg(r.role order by r.role) from identity.admin_role r where r.person = d.person) end as roles,
        s.provider_checked_at
    from identity.session s
    left join identity.software w on w.id = s.software
    left join identity.organisation e on e.id = s.organisation
    left join identity.situation t on t.id = s.situation and t.person = s.person
    left join identity.professional p on p.person = t.person
    left join identity.organisation o on o.id = t.organisation
    left join identity.citizen_account a on a.person = s.person and a.state = 'active' and s.capacity = 'citizen'
    left join identity.citizen c on c.space_id = a.space_id and c.person = s.person
    left join identity.guest g on g.session = s.id and s.capacity = 'guest'
    left join identity.admin d on d.person = s.person and s.capacity = 'admin'
    left join identity.session h on h.id = s.assisted_in and h.person = s.assisted_by and h.capacity = 'admin'
        and h.revoked_at is null
    left join identity.admin_role k on k.person = h.person and k.role = 'mediator'
    left join identity.admin m on m.person = k.person and m.active;
grant select on identity.session_now to carnet_server;
drop function consent.facts(uuid[], timestamptz);
-- What a decision looks at is read before anybody is let in.
create function consent.facts(spaces uuid[], instant timestamptz)
returns table (
    space uuid, state text, holder uuid, zone text, rest bytea, said bytea, digest bytea, seq bigint, seal bytea,
    id uuid, kind text, person uuid, organisation uuid, sealed bytea,
    starts_at timestamptz, ends_at timestamptz, given_by uuid, given_at timestamptz, practises boolean
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
                    and place.organisation is not distinct from p.organisation)
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
drop function consent.emergency_counts(uuid, uuid, timestamptz);
drop function consent.emergency_suspended(uuid, timestamptz);
drop table consent.emergency_look;
