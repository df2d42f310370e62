select
    current_user::text as "user",
    current_database()::text as database,
    to_regrole('carnet_owner') is not null as has_owner,
    to_regrole('carnet_server') is not null as has_server,
    to_regrole('carnet_retention') is not null as has_retention,
    coalesce(
        pg_has_role(
            current_user,
            to_regrole('carnet_owner')::oid,
            case when current_setting('server_version_num')::int >= 160000 then 'SET' else 'MEMBER' end
        ),
        false
    ) as can_become_owner,
    coalesce(
        has_database_privilege(to_regrole('carnet_owner')::oid, current_database(), 'CREATE')
            and has_database_privilege(to_regrole('carnet_owner')::oid, current_database(), 'CONNECT'),
        false
    ) as owner_can_create,
    (
        select count(*) = 2
        from pg_database d, aclexplode(d.datacl) a
        where d.datname = current_database()
          and a.privilege_type = 'CONNECT'
          and a.grantee in (to_regrole('carnet_server')::oid, to_regrole('carnet_retention')::oid)
    ) as others_can_connect,
    not exists (
        select
        from pg_namespace n, aclexplode(coalesce(n.nspacl, acldefault('n', n.nspowner))) a
        where n.nspname = 'public' and a.grantee = 0 and a.privilege_type = 'CREATE'
    ) as public_is_closed,
    not exists (
        select
        from pg_database d, aclexplode(coalesce(d.datacl, acldefault('d', d.datdba))) a
        where d.datname = current_database() and a.grantee = 0
    ) as database_is_closed
