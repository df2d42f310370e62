update consent.space set state_before = alive_state where alive_state is not null;
alter table consent.space
    drop column deceased_since,
    drop column alive_state;
