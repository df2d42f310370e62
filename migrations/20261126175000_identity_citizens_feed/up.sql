-- oldest program: 0.1.0
-- Citizens as the insurer's feed gives them: how sure their identity is, numbers that were theirs before, and how far an
-- import has come.

-- `feed_tag` is a tag (HMAC under the index key) of the whole row of the feed that was written last: by it an import knows
-- what has not changed, without opening anything.
alter table identity.citizen
    add column status text not null default 'qualified'
        check (status in ('provisional', 'retrieved', 'validated', 'qualified')),
    add column feed_tag bytea check (octet_length(feed_tag) = 32);
grant update (status, feed_tag) on identity.citizen to carnet_server;

-- `former_ins` is a number that was the person's and leads there still; `unproven_ins` is that of an identity that is not
-- qualified, tagged in a domain of its own: no look-up makes such a tag, the feed alone does.
alter table identity.lookup drop constraint lookup_kind_check;
alter table identity.lookup add constraint lookup_kind_check
    check (kind in ('ins', 'traits', 'four_traits', 'former_ins', 'unproven_ins'));
drop index identity.lookup_one_space;
create unique index lookup_one_space on identity.lookup (tag)
    where kind in ('ins', 'traits', 'former_ins', 'unproven_ins');

-- One import of one file, named by its SHA-256. It reads the file twice: `pass` 1 for the citizens, 2 for who represents whom.
-- What was done last is `done`, as long as no other import has begun; then it is `past`.
-- `read_to` is the byte after the last row that was written, so that an import that was cut goes on there.
create table identity.citizens_import (
    id uuid not null primary key,
    digest bytea not null check (octet_length(digest) = 32),
    state text not null check (state in ('running', 'done', 'past', 'abandoned')),
    pass smallint not null check (pass in (1, 2)),
    read_to bigint not null check (read_to >= 0),
    lines bigint not null check (lines >= 0),
    counts jsonb not null,
    began_at timestamptz not null,
    changed_at timestamptz not null
);
create unique index citizens_import_one on identity.citizens_import (state) where state in ('running', 'done');
grant select, insert, update (state, pass, read_to, lines, counts, changed_at) on identity.citizens_import
    to carnet_server;

-- Whom the import under way has met: of several rows about one citizen the first counts.
create table identity.citizens_seen (
    space_id uuid not null primary key
);
grant select, insert, delete on identity.citizens_seen to carnet_server;
grant select (space_id), delete on identity.citizens_seen to carnet_retention;

-- How many patients a person, an organisation and a network have looked up in an hour. A subject is a tag.
create table identity.lookup_budget (
    kind text not null check (kind in ('person', 'organisation', 'network')),
    subject bytea not null check (octet_length(subject) = 32),
    hour timestamptz not null,
    spent integer not null check (spent > 0),
    primary key (kind, subject, hour)
);
create index lookup_budget_by_hour on identity.lookup_budget (hour);
grant select, insert, update (spent), delete on identity.lookup_budget to carnet_server;

-- The children of somebody who logs in.
create index provision_by_representative on consent.provision (person) where kind = 'representative';
