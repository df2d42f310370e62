drop table consent.declaration_count;
