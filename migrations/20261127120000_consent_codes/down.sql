drop table consent.code;
