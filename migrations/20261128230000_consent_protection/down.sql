drop function consent.in_charge_of(uuid, timestamptz);
