drop function identity.find_professionals(text, text, text, text, text, text, text, text, text, integer);
drop function identity.import_forget(integer);
drop function identity.import_standings(uuid[], text[], timestamptz[]);
drop function identity.import_end_missing(integer, timestamptz);
drop function identity.import_missing();
drop function identity.import_keeping(text[]);
drop function identity.import_situations(uuid[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[]);
drop function identity.import_organisations(uuid[], text[], text[], text[], text[], text[], text[], boolean, boolean);
drop function identity.import_professionals(uuid[], text[], text[], text[], text[], text[], timestamptz);
drop table identity.directory_seen;
drop table identity.directory_import;
alter table identity.situation
    drop column place_key, drop column postcode, drop column town, drop column search_town, drop column from_directory;
alter table identity.organisation drop column postcode, drop column town, drop column from_establishments;
drop index identity.professional_by_name;
alter table identity.professional
    drop column search_family, drop column search_given, drop column from_directory, drop column standing_from;
