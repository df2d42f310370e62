drop index consent.provision_of_judges;
drop function consent.in_charge_of(uuid, timestamptz);
