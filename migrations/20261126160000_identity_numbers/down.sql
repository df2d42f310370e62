revoke update (tag, index_key_id) on identity.login_subject from carnet_server;
drop index identity.organisation_by_siret;
update identity.organisation set siret = null where finess is not null;
alter table identity.organisation add constraint organisation_siret_key unique (siret);
grant update (siret) on identity.organisation to carnet_server;
