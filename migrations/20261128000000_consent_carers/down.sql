drop index consent.provision_carers_end;
drop index consent.provision_by_carer;
drop function consent.cared_for_by(uuid, timestamptz);
