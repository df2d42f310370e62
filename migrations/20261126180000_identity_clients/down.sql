drop table identity.backchannel_ask;
drop index identity.session_by_software;
alter table identity.session
    drop column scopes,
    drop column bound_to,
    add column refresh_before bytea check (octet_length(refresh_before) = 32);
grant update (refresh_before) on identity.session to carnet_server;
alter table identity.software
    drop constraint software_registered,
    drop constraint software_shown,
    drop column publisher,
    drop column version,
    drop column auth_method,
    drop column keys,
    drop column certificates,
    drop column subject,
    drop column scopes,
    drop column grants,
    drop column provider_clients,
    drop column per_minute,
    drop column registered_at;
