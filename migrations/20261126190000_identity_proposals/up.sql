-- oldest program: 0.1.0
-- What one support admin proposes and another one confirms, and what is left of the identity of a double.

-- `kind` says what is proposed about `record`: that it is a double of `other_record` and goes there, that this is undone, or
-- that documents in it (`things`: requests for correction) belong to `other_record`. `settled_at` is when the work that a
-- confirmation brings was done. Nobody decides about a proposal of their own: the table knows it too.
create table identity.proposal (
    id uuid not null primary key,
    kind text not null check (kind in ('merge', 'split', 'not_mine')),
    record uuid not null,
    other_record uuid not null check (other_record <> record),
    reason text not null check (reason in ('registered_twice', 'number_replaced', 'wrong_number', 'two_people',
        'identity_taken_over', 'wrong_record')),
    things uuid[] not null,
    state text not null check (state in ('open', 'confirmed', 'declined', 'taken_back', 'expired')),
    proposed_by uuid not null references identity.admin (person),
    proposed_at timestamptz not null,
    expires_at timestamptz not null,
    decided_by uuid references identity.admin (person),
    decided_at timestamptz,
    settled_at timestamptz,
    constraint proposal_decided check ((state in ('open', 'expired')) = (decided_by is null)
        and (decided_by is null) = (decided_at is null)),
    constraint proposal_four_eyes check (state not in ('confirmed', 'declined') or decided_by <> proposed_by),
    constraint proposal_settled check (settled_at is null or state = 'confirmed'),
    constraint proposal_things check ((kind = 'not_mine') = (cardinality(things) > 0))
);
-- One proposal about a record waits at a time.
create unique index proposal_open on identity.proposal (record) where state = 'open';
create index proposal_under_way on identity.proposal (record) where state = 'confirmed' and settled_at is null;
grant select, insert, update (state, decided_by, decided_at, settled_at) on identity.proposal to carnet_server;
grant select (record, other_record), delete on identity.proposal to carnet_retention;

-- Somebody who was known twice: whoever logs in as `person` is `into_person`.
create table identity.merged_person (
    person uuid not null primary key,
    into_person uuid not null check (into_person <> person),
    since timestamptz not null
);
create index merged_person_into on identity.merged_person (into_person);
grant select, insert, delete on identity.merged_person to carnet_server;
grant select (person, into_person), delete on identity.merged_person to carnet_retention;

-- `former_traits` are those of a double that became one with this record.
alter table identity.lookup drop constraint lookup_kind_check;
alter table identity.lookup add constraint lookup_kind_check
    check (kind in ('ins', 'traits', 'four_traits', 'former_ins', 'unproven_ins', 'former_traits'));
drop index identity.lookup_one_space;
create unique index lookup_one_space on identity.lookup (tag)
    where kind in ('ins', 'traits', 'former_ins', 'unproven_ins', 'former_traits');
