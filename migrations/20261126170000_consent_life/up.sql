-- oldest program: 0.1.0
-- The life of a space: what it was before its present state, and until when its creation may be opposed.
alter table consent.space
    add column state_before text check (state_before in
        ('opposition_running', 'opposed', 'created', 'active', 'suspended', 'closed', 'deceased')),
    add column opposition_until timestamptz;
create index space_opposition on consent.space (opposition_until) where state = 'opposition_running';
