-- oldest program: 0.1.0
-- A look for an answer takes as long as the provider does: until then no other look is let through, because the provider
-- gives an answer once.

alter table identity.backchannel_ask
    add column looked_at_until timestamptz;

grant update (looked_at_until) on identity.backchannel_ask to carnet_server;
