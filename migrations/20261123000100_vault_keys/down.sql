drop function vault.rotate_service_key(text, integer, text, bytea, timestamptz);
drop table vault.service_key;
drop table vault.space_key;
drop schema vault;
