-- oldest program: 0.1.0
-- Who is who: citizens and their spaces, professionals and where they practise, organisations, client software,
-- and the sessions in which all of them act.
create schema identity;
grant usage on schema identity to carnet_server, carnet_retention;

-- Who a space is about: names, date and place of birth, sex and INS, sealed together under the key of the space.
create table identity.citizen (
    space_id uuid not null primary key,
    person uuid not null,
    sealed bytea not null,
    changed_at timestamptz not null
);

-- How a patient is found: tags (HMAC under the index key) of the INS, of the whole tuple of strict traits, and of the
-- four traits without the place of birth. Two people may share the four; nobody shares the others.
create table identity.lookup (
    tag bytea not null check (octet_length(tag) = 32),
    kind text not null check (kind in ('ins', 'traits', 'four_traits')),
    index_key_id integer not null check (index_key_id > 0),
    space_id uuid not null,
    primary key (tag, space_id)
);
create unique index lookup_one_space on identity.lookup (tag) where kind in ('ins', 'traits');
create index lookup_by_key on identity.lookup (index_key_id, space_id);
create index lookup_by_space on identity.lookup (space_id);

-- Which space a citizen holds, and whether the citizen may log in.
create table identity.citizen_account (
    person uuid not null primary key,
    space_id uuid not null unique,
    state text not null check (state in ('active', 'suspended')),
    changed_at timestamptz not null
);

create table identity.professional (
    person uuid not null primary key,
    rpps text not null unique check (rpps ~ '^[0-9]{11}$'),
    name text not null,
    profession text not null,
    standing text not null check (standing in ('good', 'suspended', 'struck_off')),
    standing_at timestamptz not null
);

create table identity.organisation (
    id uuid not null primary key,
    finess text unique check (finess ~ '^[0-9][0-9AB][0-9]{7}$'),
    name text not null,
    kind text not null check (kind in
        ('practice', 'pharmacy', 'laboratory', 'establishment', 'regulation_centre', 'other')),
    listed boolean not null
);

-- A professional in one situation of practice, and so a member of its organisation.
create table identity.situation (
    id uuid not null primary key,
    person uuid not null references identity.professional (person),
    organisation uuid references identity.organisation (id),
    sector text not null,
    active boolean not null
);
create index situation_by_person on identity.situation (person);
create index situation_by_organisation on identity.situation (organisation);

create table identity.software (
    id uuid not null primary key,
    name text not null,
    organisation uuid references identity.organisation (id),
    listed boolean not null
);

-- One log-in of one person in one capacity. It is read on each call; a token only names it.
create table identity.session (
    id uuid not null primary key,
    person uuid not null,
    capacity text not null check (capacity in ('citizen', 'professional', 'establishment')),
    situation uuid references identity.situation (id),
    organisation uuid references identity.organisation (id),
    software uuid references identity.software (id),
    assurance text not null check (assurance in ('low', 'substantial', 'high')),
    created_at timestamptz not null,
    expires_at timestamptz not null,
    idle_until timestamptz not null,
    revoked_at timestamptz,
    check ((capacity = 'professional') = (situation is not null)),
    check ((capacity = 'establishment') = (organisation is not null)),
    check (capacity <> 'establishment' or software is not null)
);
create index session_running_by_person on identity.session (person) where revoked_at is null;
create index session_by_end on identity.session (expires_at);

-- A session with what is true of its actor at this moment. `practice` is RPPS, profession, standing and sector, and
-- null once the situation of practice has ended; `space_id` and `sealed` are the identity of a citizen whose account is
-- active; `listed` is said of an establishment and its software.
create view identity.session_now as
    select s.id, s.person, s.capacity, s.assurance, s.expires_at, s.idle_until, s.revoked_at, s.software,
        w.listed as software_listed,
        coalesce(s.organisation, t.organisation) as organisation,
        coalesce(p.name, e.name) as name,
        (e.listed and w.listed and w.organisation is not distinct from e.id) as listed,
        case when t.active and p.person is not null
            then array[p.rpps, p.profession, p.standing, t.sector] end as practice,
        a.space_id, c.sealed
    from identity.session s
    left join identity.software w on w.id = s.software
    left join identity.organisation e on e.id = s.organisation
    left join identity.situation t on t.id = s.situation and t.person = s.person
    left join identity.professional p on p.person = t.person
    left join identity.citizen_account a on a.person = s.person and a.state = 'active' and s.capacity = 'citizen'
    left join identity.citizen c on c.space_id = a.space_id and c.person = s.person;

grant select, insert, update (sealed, changed_at) on identity.citizen to carnet_server;
grant select, insert, delete on identity.lookup to carnet_server;
grant select, insert, update (state, changed_at) on identity.citizen_account to carnet_server;
grant select, insert, update (name, profession, standing, standing_at) on identity.professional to carnet_server;
grant select, insert, update (finess, name, kind, listed) on identity.organisation to carnet_server;
grant select, insert, update (organisation, sector, active) on identity.situation to carnet_server;
grant select, insert, update (name, organisation, listed) on identity.software to carnet_server;
grant select, insert, update (idle_until, revoked_at) on identity.session to carnet_server;
grant select on identity.session_now to carnet_server;

-- Erasing a space takes its rows here with it; sessions that ended long ago are pruned.
grant select (space_id), delete on identity.citizen, identity.lookup, identity.citizen_account to carnet_retention;
grant select (expires_at), delete on identity.session to carnet_retention;
