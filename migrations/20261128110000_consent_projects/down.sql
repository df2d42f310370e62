drop function consent.use_release(uuid, uuid, integer, integer, bigint, bigint, timestamptz, bigint);
drop table consent.use_ledger;
drop table consent.use_line;
drop table consent.use_extract;
drop table consent.use_project;
