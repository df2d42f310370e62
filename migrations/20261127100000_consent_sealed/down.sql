drop function consent.write_digests(uuid[], bytea[]);
drop function consent.states_of(uuid[]);
drop function consent.facts(uuid[], timestamptz);
drop function consent.said_in(uuid);
drop function consent.rest_of(consent.space);
alter table consent.space drop column digest;
delete from consent.provision where terms is null;
alter table consent.provision drop column sealed, alter column terms set not null;
