-- oldest program: 0.1.0
-- Log-ins through an identity provider: the attempts under way, the subjects by which a provider names a citizen, and
-- what such a provider says of where a professional works.

-- One log-in under way. `state_digest` is SHA-256 of what the provider sends back, `browser_digest` that of the cookie
-- that binds the attempt to its browser. `sealed` holds nonce, PKCE verifier and the path to go back to; once the
-- provider has answered, `claimed_at` is set and no answer is taken again; where a situation of practice is to be
-- chosen, `offered` holds who was proven and what is offered, sealed.
create table identity.login_attempt (
    state_digest bytea not null primary key check (octet_length(state_digest) = 32),
    browser_digest bytea not null unique check (octet_length(browser_digest) = 32),
    provider text not null,
    sealed bytea not null,
    offered bytea,
    expires_at timestamptz not null,
    claimed_at timestamptz,
    check (offered is null or claimed_at is not null)
);
create index login_attempt_by_end on identity.login_attempt (expires_at);

-- Which citizen a provider means by a subject: a tag (HMAC under the index key) of the pair.
create table identity.login_subject (
    tag bytea not null primary key check (octet_length(tag) = 32),
    index_key_id integer not null check (index_key_id > 0),
    person uuid not null,
    created_at timestamptz not null
);
create index login_subject_by_person on identity.login_subject (person);

-- An organisation may be known by its SIRET alone. A situation of practice may be of another profession than the one
-- that the professional is known by, and have a speciality; `place` is what the provider calls the structure where that
-- has no number.
alter table identity.organisation add column siret text unique check (siret ~ '^[0-9]{14}$');
alter table identity.situation
    add column profession text,
    add column know_how text,
    add column place text;

create or replace view identity.session_now as
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

grant select, insert, update (offered, claimed_at, expires_at), delete on identity.login_attempt to carnet_server;
grant select, insert on identity.login_subject to carnet_server;
grant update (siret) on identity.organisation to carnet_server;
-- Erasing a citizen takes what providers call them along.
grant select (person), delete on identity.login_subject to carnet_retention;
