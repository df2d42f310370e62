-- oldest program: 0.1.0
-- What the holder's side says of a line of the history, that it was not right, and what became of it. The words, the answer
-- and what the line said are sealed under the key of the space.
create table consent.dispute (
    space_id uuid not null,
    id uuid not null,
    line bigint not null,
    state text not null check (state in ('sent', 'in_review', 'answered')),
    sent_by uuid not null,
    sent_at timestamptz not null,
    reviewer uuid,
    reviewed_at timestamptz,
    answered_at timestamptz,
    sealed bytea not null,
    primary key (space_id, id),
    check ((state = 'sent') = (reviewer is null)),
    check ((reviewer is null) = (reviewed_at is null)),
    check ((state = 'answered') = (answered_at is not null))
);
-- One at a time waits for an answer, of one line.
create unique index dispute_open on consent.dispute (space_id, line) where state <> 'answered';

-- What waits for an answer, for those who give it: ids, times, and a pseudonym of the patient.
create table consent.dispute_desk (
    dispute_id uuid primary key,
    space_id uuid not null,
    patient text not null,
    state text not null check (state in ('sent', 'in_review')),
    reviewer uuid,
    sent_at timestamptz not null
);

grant select, insert on consent.dispute to carnet_server;
grant update (state, reviewer, reviewed_at, answered_at, sealed) on consent.dispute to carnet_server;
grant select, insert, delete on consent.dispute_desk to carnet_server;
grant update (state, reviewer) on consent.dispute_desk to carnet_server;
