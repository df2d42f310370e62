drop index consent.provision_after_death;
drop function consent.after_death_of(uuid, text, timestamptz);
