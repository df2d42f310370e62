-- oldest program: 0.1.0
-- A record that turned out to be a double of another one: into which it went, and the state that it had then.
alter table consent.space
    add column merged_into uuid,
    add column merged_from text check (merged_from in
        ('opposition_running', 'opposed', 'created', 'active', 'suspended', 'closed', 'deceased')),
    add constraint space_merged check ((merged_into is null) = (merged_from is null)
        and (merged_into is null or state = 'closed') and merged_into is distinct from space_id);
create index space_merged_into on consent.space (merged_into) where merged_into is not null;
