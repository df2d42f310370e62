drop function desk.erase_record(uuid);
drop table identity.erased;
drop table consent.erasure;
