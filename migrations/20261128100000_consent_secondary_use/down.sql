drop function consent.secondary_use_page(uuid, integer, integer, bigint, bigint, timestamptz, uuid, bigint);
drop function consent.secondary_use_of(uuid, integer, integer, bigint, bigint, timestamptz);
drop trigger mirror_state on consent.space;
drop function consent.mirror_state();
drop table consent.secondary_use_project;
drop table consent.secondary_use;
