-- oldest program: 0.1.0
-- How many care relationships a professional, and a structure, declared in an hour, over all records: an hour has a ceiling.
-- Rows of hours that are over are deleted.
create table consent.declaration_count (
    kind text not null check (kind in ('person', 'organisation')),
    subject uuid not null,
    hour timestamptz not null,
    declared integer not null check (declared > 0),
    primary key (kind, subject, hour)
);
create index declaration_count_by_hour on consent.declaration_count (hour);
grant select, insert, update (declared), delete on consent.declaration_count to carnet_server;
