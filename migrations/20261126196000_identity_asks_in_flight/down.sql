alter table identity.backchannel_ask
    drop column looked_at_until;
