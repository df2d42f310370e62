-- oldest program: 0.1.0
-- A worker removes sessions that ended long ago; nobody else needs to.
grant delete on identity.session to carnet_server;
revoke select (expires_at), delete on identity.session from carnet_retention;
