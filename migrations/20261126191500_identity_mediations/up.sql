-- oldest program: 0.1.0
-- Sessions of a mediator and a citizen together, how many of them a mediator had on a day, and the code by which a mediator
-- makes an account substantial.

-- `assisted_in` is the session of the mediator in which that one's begins: it counts no longer than that. What was to be said
-- of its end was said at `concluded_at`.
alter table identity.session
    add column assisted_in uuid,
    add column concluded_at timestamptz,
    add constraint session_assisted_in check ((assisted_by is null) = (assisted_in is null)),
    add constraint session_concluded check (concluded_at is null or assisted_by is not null);
create index session_together on identity.session (expires_at) where assisted_by is not null and concluded_at is null;
create index session_assisted_in on identity.session (assisted_in) where assisted_by is not null and concluded_at is null;

-- As before, and: the mediator is named only while active, with the role of a mediator, and in a session that was not ended.
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

-- How many sessions together a mediator began on a day: no person who was helped is in it.
create table identity.mediation_day (
    mediator uuid not null references identity.admin (person),
    day date not null,
    begun integer not null check (begun > 0),
    primary key (mediator, day)
);
create index mediation_day_by_day on identity.mediation_day (day);

-- The code that the owner of an account says to a mediator; `tag` is HMAC of it under the index key. It counts once.
create table identity.raising_code (
    account uuid not null primary key references identity.account (id) on delete cascade,
    tag bytea not null unique check (octet_length(tag) = 32),
    until timestamptz not null
);
create index raising_code_by_end on identity.raising_code (until);

alter table notifications.notice drop constraint notice_kind_check;
alter table notifications.notice add constraint notice_kind_check check (kind in (
    'record_activated', 'record_closed', 'record_reopened', 'record_suspended', 'record_resumed', 'device_new',
    'factor_added', 'factor_removed', 'recovery_begun', 'recovery_stopped', 'recovery_done', 'password_changed',
    'care_relationship_declared', 'address_changing', 'records_merged', 'records_split',
    'together_with_mediator'
));

grant update (concluded_at) on identity.session to carnet_server;
grant select, insert, update (begun) on identity.mediation_day to carnet_server;
grant select, insert, update (tag, until), delete on identity.raising_code to carnet_server;
