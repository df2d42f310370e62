alter table consent.code drop column secret;
