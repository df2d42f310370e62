create or replace view identity.session_now as
    select s.id, s.person, s.capacity, s.assurance, s.expires_at, s.idle_until, s.revoked_at, s.software,
        w.listed as software_listed,
        coalesce(s.organisation, t.organisation) as organisation,
        coalesce(p.name, e.name, d.name) as name,
        (e.listed and w.listed and w.organisation is not distinct from e.id) as listed,
        case when t.active and p.person is not null
            then array[p.rpps, coalesce(t.profession, p.profession), p.standing, t.sector] end as practice,
        a.space_id, c.sealed,
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
    left join identity.admin d on d.person = s.person and s.capacity = 'admin'
    left join identity.session h on h.id = s.assisted_in and h.person = s.assisted_by and h.capacity = 'admin'
        and h.revoked_at is null
    left join identity.admin_role k on k.person = h.person and k.role = 'mediator'
    left join identity.admin m on m.person = k.person and m.active;
drop table identity.guest;
delete from identity.session where capacity = 'guest';
alter table identity.session drop constraint session_capacity_check;
alter table identity.session add constraint session_capacity_check
    check (capacity in ('citizen', 'professional', 'establishment', 'admin'));
