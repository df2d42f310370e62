-- Run once by the database's image when its volume is new: the roles of Carnet, each with a password of its own,
-- so that `carnet migrate` needs no superuser. On a database server of yours, run the same by psql.

\set ON_ERROR_STOP on
\getenv migrate_password CARNET_MIGRATE_PASSWORD
\getenv server_password CARNET_SERVER_PASSWORD
\getenv retention_password CARNET_RETENTION_PASSWORD

create role carnet_owner nologin;
create role carnet_migrate login in role carnet_owner password :'migrate_password';
create role carnet_server login password :'server_password';
create role carnet_retention login password :'retention_password';

select current_database() as carnet \gset
alter database :"carnet" owner to carnet_owner;
revoke all on database :"carnet" from public;
grant connect on database :"carnet" to carnet_migrate, carnet_server, carnet_retention;
revoke create on schema public from public;
