-- oldest program: 0.1.0
-- Accounts with a password of their own, their second factors, the links and steps under way, and what holds off whoever
-- guesses.

-- `person` is the citizen or admin whom the account belongs to; none while no record is bound to it. `raised_at` is when it
-- became substantial. `sealed` holds address and language, `password` the PHC string of argon2id, both under a service key.
create table identity.account (
    id uuid not null primary key,
    kind text not null check (kind in ('citizen', 'admin')),
    person uuid constraint account_one_of_person unique,
    sealed bytea not null,
    password bytea not null,
    password_at timestamptz not null,
    confirmed_at timestamptz not null,
    raised_at timestamptz,
    raised_by text check (raised_by in ('provider', 'mediator', 'invitation')),
    state text not null check (state in ('active', 'suspended')),
    check (kind = 'citizen' or person is not null),
    check ((raised_at is null) = (raised_by is null)),
    check (raised_at is null or person is not null)
);

-- The tags (HMAC under every live index key) of the address of an account.
create table identity.account_email (
    tag bytea not null constraint account_email_one primary key check (octet_length(tag) = 32),
    index_key_id integer not null check (index_key_id > 0),
    account uuid not null references identity.account (id) on delete cascade
);
create index account_email_by_account on identity.account_email (account);
create index account_email_by_key on identity.account_email (index_key_id);

-- `sealed` holds the name and the secret or the credential. `credential` is SHA-256 of the id of a passkey. `last_step` is
-- the step of the last code that was taken, so that each counts once.
create table identity.second_factor (
    id uuid not null primary key,
    account uuid not null references identity.account (id) on delete cascade,
    kind text not null check (kind in ('totp', 'passkey')),
    sealed bytea not null,
    credential bytea unique check (octet_length(credential) = 32),
    created_at timestamptz not null,
    last_used_at timestamptz,
    last_step bigint,
    check ((kind = 'passkey') = (credential is not null)),
    check (kind = 'totp' or last_step is null)
);
create index second_factor_by_account on identity.second_factor (account);

-- A link that was sent and works once; `digest` is SHA-256 of its secret.
create table identity.account_token (
    digest bytea not null primary key check (octet_length(digest) = 32),
    purpose text not null check (purpose in ('confirm', 'reset', 'change_email', 'keep_email', 'recover', 'stop')),
    account uuid references identity.account (id) on delete cascade,
    sealed bytea,
    until timestamptz not null
);
create index account_token_by_account on identity.account_token (account);
create index account_token_by_end on identity.account_token (until);

-- Something under way in one browser: a log-in whose password was right, a factor that is being added or shown.
create table identity.account_step (
    digest bytea not null primary key check (octet_length(digest) = 32),
    purpose text not null check (purpose in ('log_in', 'totp', 'passkey_new', 'passkey')),
    account uuid not null references identity.account (id) on delete cascade,
    sealed bytea not null,
    until timestamptz not null
);
create index account_step_by_account on identity.account_step (account);
create index account_step_by_end on identity.account_step (until);

-- The recovery of a lost second factor, which waits so that notices reach the right person first.
create table identity.recovery (
    id uuid not null primary key,
    account uuid not null references identity.account (id) on delete cascade,
    begun_at timestamptz not null,
    effective_at timestamptz not null,
    reminded_at timestamptz,
    stopped_at timestamptz,
    done_at timestamptz
);
create unique index recovery_one_that_runs on identity.recovery (account)
    where stopped_at is null and done_at is null;
create index recovery_by_effect on identity.recovery (effective_at) where stopped_at is null and done_at is null;

-- How often something was tried since when; `digest` is HMAC under the index key of what and by or against whom.
create table identity.throttle (
    digest bytea not null primary key check (octet_length(digest) = 32),
    tries integer not null check (tries > 0),
    since timestamptz not null
);
create index throttle_by_age on identity.throttle (since);

-- A browser in which somebody has logged in to an account; `digest` is SHA-256 of its cookie.
create table identity.known_device (
    digest bytea not null primary key check (octet_length(digest) = 32),
    account uuid not null references identity.account (id) on delete cascade,
    until timestamptz not null
);
create index known_device_by_account on identity.known_device (account);
create index known_device_by_end on identity.known_device (until);

grant select, insert, update (person, sealed, password, password_at, confirmed_at, raised_at, raised_by, state)
    on identity.account to carnet_server;
grant select, insert, delete on identity.account_email to carnet_server;
grant select, insert, update (sealed, last_used_at, last_step), delete on identity.second_factor to carnet_server;
grant select, insert, delete on identity.account_token to carnet_server;
grant select, insert, update (sealed), delete on identity.account_step to carnet_server;
grant select, insert, update (reminded_at, stopped_at, done_at) on identity.recovery to carnet_server;
grant select, insert, update (tries, since), delete on identity.throttle to carnet_server;
grant select, insert, update (until), delete on identity.known_device to carnet_server;
grant update (agent) on identity.session to carnet_server;
-- Erasing a citizen takes the account along, with all that hangs on it.
grant select (id, person), delete on identity.account to carnet_retention;
