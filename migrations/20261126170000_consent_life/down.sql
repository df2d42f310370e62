alter table consent.space drop column state_before, drop column opposition_until;
