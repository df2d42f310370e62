-- oldest program: 0.1.0
-- A death that was none: the state that the record had, kept apart from the one before a suspension, and since when it is
-- shut, so that the time to oppose goes on where it stood.
alter table consent.space
    add column alive_state text check (alive_state in
        ('opposition_running', 'opposed', 'created', 'active', 'suspended', 'closed')),
    add column deceased_since timestamptz;
update consent.space set alive_state = state_before, deceased_since = changed_at
    where state = 'deceased' and state_before <> 'deceased';
