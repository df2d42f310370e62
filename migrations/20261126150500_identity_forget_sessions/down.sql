grant select (expires_at), delete on identity.session to carnet_retention;
revoke delete on identity.session from carnet_server;
