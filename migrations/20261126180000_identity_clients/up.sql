-- oldest program: 0.1.0
-- Client software that is registered: who makes it, how it shows that it is itself, what it may ask for; the sessions that
-- it has for people, and the people whom it asks to log in on their own card or telephone.

-- `name` is the product. `keys` are public keys (JWK); `certificates` are SHA-256 of certificates, base64url, and `subject`
-- the name in one (RFC 4514): either shows the software within TLS. `provider_clients` are those clients of an identity
-- provider whose access tokens it may bring; none means all that the provider's settings allow. Software without
-- `registered_at` is known by name alone and can ask for nothing.
alter table identity.software
    add column publisher text,
    add column version text,
    add column auth_method text check (auth_method in ('private_key_jwt', 'tls_client_auth')),
    add column keys jsonb,
    add column certificates text[] not null default '{}',
    add column subject text,
    add column scopes text[] not null default '{}',
    add column grants text[] not null default '{}',
    add column provider_clients text[] not null default '{}',
    add column per_minute integer check (per_minute between 1 and 100000),
    add column registered_at timestamptz,
    add constraint software_registered check ((registered_at is null) = (auth_method is null)
        and (registered_at is null or (publisher is not null and version is not null and per_minute is not null))),
    add constraint software_shown check (case auth_method
        when 'private_key_jwt' then keys is not null and certificates = '{}' and subject is null
        when 'tls_client_auth' then keys is null and (certificates <> '{}' or subject is not null)
        else keys is null and certificates = '{}' and subject is null end);

-- `scopes` is what the tokens of the session are good for, where they are limited; `bound_to` is SHA-256 of the certificate
-- that whoever shows them must have. One refresh token counts; any other that names the session was shown before.
alter table identity.session
    drop column refresh_before,
    add column scopes text[],
    add column bound_to bytea check (octet_length(bound_to) = 32);
create index session_by_software on identity.session (software) where revoked_at is null;

-- One person asked through one provider. `digest` is SHA-256 of what the software shows to fetch the answer; `sealed` holds
-- what the provider gave for that, or who was proven while a situation of practice is chosen. `next_at` is when the answer
-- may be looked for again.
create table identity.backchannel_ask (
    digest bytea not null primary key check (octet_length(digest) = 32),
    software uuid not null references identity.software (id),
    provider text not null,
    sealed bytea not null,
    scopes text[] not null,
    pause_seconds integer not null check (pause_seconds > 0),
    next_at timestamptz not null,
    expires_at timestamptz not null
);
create index backchannel_ask_by_end on identity.backchannel_ask (expires_at);

grant update (publisher, version, auth_method, keys, certificates, subject, scopes, grants, provider_clients, per_minute,
    registered_at) on identity.software to carnet_server;
grant select, insert, update (sealed, pause_seconds, next_at, expires_at), delete on identity.backchannel_ask
    to carnet_server;
