delete from notifications.notice where kind = 'together_with_mediator';
alter table notifications.notice drop constraint notice_kind_check;
alter table notifications.notice add constraint notice_kind_check check (kind in (
    'record_activated', 'record_closed', 'record_reopened', 'record_suspended', 'record_resumed', 'device_new',
    'factor_added', 'factor_removed', 'recovery_begun', 'recovery_stopped', 'recovery_done', 'password_changed',
    'care_relationship_declared', 'address_changing', 'records_merged', 'records_split'
));
drop table identity.raising_code;
drop table identity.mediation_day;
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
    left join identity.admin m on m.person = s.assisted_by and m.active;
delete from identity.session where assisted_by is not null;
alter table identity.session
    drop constraint session_assisted_in,
    drop constraint session_concluded,
    drop column assisted_in,
    drop column concluded_at;
