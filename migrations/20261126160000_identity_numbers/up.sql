-- oldest program: 0.1.0
-- A site is known by its FINESS; a SIRET, which several sites may share, stands only for a structure that has none. Nothing
-- that a log-in brings fills in a number of an organisation that is known already.
update identity.organisation set siret = null where finess is not null;
alter table identity.organisation drop constraint organisation_siret_key;
create unique index organisation_by_siret on identity.organisation (siret) where finess is null;
revoke update (siret) on identity.organisation from carnet_server;

-- After a rotation of the index key a subject is tagged anew at its next log-in.
grant update (tag, index_key_id) on identity.login_subject to carnet_server;
