drop table identity.shown_once;
drop view identity.session_now;
create view identity.session_now as
    select s.id, s.person, s.capacity, s.assurance, s.expires_at, s.idle_until, s.revoked_at, s.software,
        w.listed as software_listed,
        coalesce(s.organisation, t.organisation) as organisation,
        coalesce(p.name, e.name) as name,
        (e.listed and w.listed and w.organisation is not distinct from e.id) as listed,
        case when t.active and p.person is not null
            then array[p.rpps, coalesce(t.profession, p.profession), p.standing, t.sector] end as practice,
        a.space_id, c.sealed
    from identity.session s
    left join identity.software w on w.id = s.software
    left join identity.organisation e on e.id = s.organisation
    left join identity.situation t on t.id = s.situation and t.person = s.person
    left join identity.professional p on p.person = t.person
    left join identity.citizen_account a on a.person = s.person and a.state = 'active' and s.capacity = 'citizen'
    left join identity.citizen c on c.space_id = a.space_id and c.person = s.person;
grant select on identity.session_now to carnet_server;
delete from identity.session where capacity = 'admin' or assisted_by is not null;
alter table identity.session drop constraint session_assisted, drop constraint session_capacity_check,
    add constraint session_capacity_check check (capacity in ('citizen', 'professional', 'establishment')),
    drop column second_factor_at, drop column assisted_by, drop column account, drop column agent,
    drop column provider, drop column provider_subject, drop column provider_session, drop column provider_sealed,
    drop column provider_checked_at, drop column refresh_digest, drop column refresh_before;
drop table identity.admin_role;
drop table identity.admin;
