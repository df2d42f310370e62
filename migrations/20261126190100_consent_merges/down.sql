alter table consent.space drop column merged_into, drop column merged_from;
