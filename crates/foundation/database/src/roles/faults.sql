with me as (
    select r.*, r.rolname::text as name from pg_roles r where r.rolname = session_user
),
house as (
    select n.oid, n.nspname from pg_namespace n where n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
),
attributes as (
    select format('role `%s` may make roles', name) as line, 2 as rank from me where rolcreaterole
    union all select format('role `%s` may make databases', name), 2 from me where rolcreatedb
    union all select format('role `%s` passes by row-level security', name), 2 from me where rolbypassrls
    union all select format('role `%s` may replicate the whole server', name), 2 from me where rolreplication
),
memberships as (
    select format('role `%s` is a member of `%s`', me.name, r.rolname) as line, 3 as rank
    from me, pg_roles r
    where r.oid <> me.oid and r.rolname <> 'carnet_server' and pg_has_role(me.oid, r.oid, 'MEMBER')
),
ownerships as (
    select format('role `%s` owns `%s.%s`', me.name, house.nspname, c.relname) as line, 4 as rank
    from me, house join pg_class c on c.relnamespace = house.oid
    where c.relkind in ('r', 'p', 'v', 'm', 'f', 'S') and pg_has_role(me.oid, c.relowner, 'MEMBER')
    union all
    select format('role `%s` owns the function `%s.%s`', me.name, house.nspname, p.proname), 4
    from me, house join pg_proc p on p.pronamespace = house.oid
    where pg_has_role(me.oid, p.proowner, 'MEMBER')
    union all
    select format('role `%s` may create in schema `%s`', me.name, house.nspname), 4
    from me, house
    where has_schema_privilege(me.oid, house.oid, 'CREATE')
    union all
    select format('role `%s` may create schemas in database `%s`', me.name, current_database()), 4
    from me
    where has_database_privilege(me.oid, current_database(), 'CREATE')
),
journal as (
    select format('role `%s` may change `journal.%s`', me.name, c.relname) as line, 5 as rank
    from me, house join pg_class c on c.relnamespace = house.oid
    where house.nspname = 'journal'
      and c.relkind in ('r', 'p')
      and (
          has_table_privilege(me.oid, c.oid, 'DELETE, TRUNCATE, TRIGGER')
          or has_any_column_privilege(me.oid, c.oid, 'UPDATE')
      )
),
found as (
    select format('role `%s` is a superuser', name) as line, 1 as rank from me where rolsuper
    union all
    -- A superuser is and may everything; one sentence says it.
    select line, rank
    from (
        select line, rank from attributes
        union all select line, rank from memberships
        union all select line, rank from ownerships
        union all select line, rank from journal
    ) other
    where not exists (select from me where rolsuper)
)
select line from found order by rank, line
