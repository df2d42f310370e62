revoke delete on identity.login_subject from carnet_server;
alter table identity.proposal drop column left_behind;
alter table identity.session drop column known_as;
