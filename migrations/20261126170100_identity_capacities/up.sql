-- oldest program: 0.1.0
-- Admins and their roles, and all that a session says of how it was begun: second factor, mediator, account, provider.

create table identity.admin (
    person uuid not null primary key,
    name text not null,
    active boolean not null,
    changed_at timestamptz not null
);

-- What an admin may do. None of it opens a record.
create table identity.admin_role (
    person uuid not null references identity.admin (person),
    role text not null check (role in ('campaign_author', 'campaign_approver', 'project_registrar', 'mediator',
        'support', 'auditor')),
    given_by uuid,
    given_at timestamptz not null,
    primary key (person, role)
);

-- `account` is the account with a password that the session was begun with; where no record is bound to it, it is the
-- person too. `provider_subject` and `provider_session` are tags (HMAC under the index key) of what a provider calls the
-- person and its own session; `provider_sealed` holds the provider's ID token and refresh token. `refresh_digest` is
-- SHA-256 of the refresh token that counts, `refresh_before` of the one before it. `agent` is what the device says it
-- is, in two words.
alter table identity.session drop constraint session_capacity_check;
alter table identity.session
    add constraint session_capacity_check check (capacity in ('citizen', 'professional', 'establishment', 'admin')),
    add column second_factor_at timestamptz,
    add column assisted_by uuid references identity.admin (person),
    add column account uuid,
    add column agent text,
    add column provider text,
    add column provider_subject bytea check (octet_length(provider_subject) = 32),
    add column provider_session bytea check (octet_length(provider_session) = 32),
    add column provider_sealed bytea,
    add column provider_checked_at timestamptz,
    add column refresh_digest bytea unique check (octet_length(refresh_digest) = 32),
    add column refresh_before bytea check (octet_length(refresh_before) = 32),
    add constraint session_assisted check (assisted_by is null or capacity = 'citizen');
create index session_by_provider_subject on identity.session (provider_subject) where revoked_at is null;
create index session_by_provider_session on identity.session (provider_session) where revoked_at is null;
create index session_by_account on identity.session (account) where revoked_at is null;

-- As before, and: the roles of an admin who is active, the mediator, what structure and software are called. A person
-- without a record has the account itself as the person.
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

-- What may be shown once: SHA-256 of the id of a token that others sign (client assertions, notices of log-out), until
-- the instant at which that token no longer counts anyway.
create table identity.shown_once (
    digest bytea not null primary key check (octet_length(digest) = 32),
    until timestamptz not null
);
create index shown_once_by_end on identity.shown_once (until);

grant select, insert, delete on identity.shown_once to carnet_server;
grant select, insert, update (name, active, changed_at) on identity.admin to carnet_server;
grant select, insert, delete on identity.admin_role to carnet_server;
grant update (second_factor_at, provider_sealed, provider_checked_at, refresh_digest, refresh_before)
    on identity.session to carnet_server;
