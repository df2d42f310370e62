-- oldest program: 0.1.0
-- Projects of secondary use: registered by one admin, confirmed by another, with a purpose and an end; and their extracts.
create table consent.use_project (
    id uuid not null primary key,
    state text not null check (state in ('registered', 'confirmed', 'declined', 'ended')),
    title_fr text not null,
    title_en text not null,
    summary_fr text not null,
    summary_en text not null,
    -- Who answers for it.
    responsible text not null,
    -- The data permit, or what else it rests on.
    basis text not null,
    purpose text not null,
    theme text,
    categories text[] not null,
    fields text[] not null,
    begins_at timestamptz not null,
    ends_at timestamptz not null check (ends_at > begins_at),
    registered_by uuid not null,
    registered_at timestamptz not null,
    decided_by uuid,
    decided_at timestamptz,
    ended_at timestamptz,
    -- One of the two shares of its key, of which the other lies in the vault. Without it no pseudonym can be made again.
    share bytea,
    check ((decided_by is null) = (decided_at is null) and (state <> 'registered' or decided_by is null)),
    check ((state = 'confirmed') = (share is not null)),
    check (state <> 'confirmed' or decided_by <> registered_by)
);

create table consent.use_extract (
    id uuid not null primary key,
    project uuid not null references consent.use_project (id),
    state text not null check (state in ('collecting', 'ready', 'gone')),
    asked_by uuid not null,
    asked_at timestamptz not null,
    -- The last space that was looked at.
    after_space uuid,
    -- Rows of spaces that were changed outside the program, and so left out.
    forged bigint not null default 0,
    ready_at timestamptz,
    lines bigint,
    people bigint,
    -- Lines that were left out because too few people have them in common.
    suppressed bigint,
    -- Lines that were left out because their holder says otherwise since they were collected.
    withdrawn bigint
);
-- One at a time.
create unique index use_extract_collecting on consent.use_extract (project) where state = 'collecting';

-- The lines of extracts, sealed under the key of the project. Until an extract is ready a line knows its space; then nothing leads
-- back to it. `classes` are keyed tags of what a line has in common with others, from the finest to the coarsest; `level` says
-- which of them it is told by.
create table consent.use_line (
    extract uuid not null references consent.use_extract (id),
    id uuid not null,
    space_id uuid,
    category bigint not null,
    classes bytea[] not null,
    level smallint,
    collected_at timestamptz not null,
    sealed bytea not null,
    primary key (extract, id)
);
create index use_line_space on consent.use_line (space_id) where space_id is not null;

-- What was used of a space, by which project: for its holder.
create table consent.use_ledger (
    space_id uuid not null,
    extract uuid not null,
    project uuid not null,
    categories bigint not null,
    lines bigint not null,
    used_at timestamptz not null,
    primary key (space_id, extract)
);
select desk.wall('consent.use_ledger');

-- Makes an extract ready, whole or not at all: leaves out whoever says otherwise by now, tells each line by the finest class that
-- enough people have in common and leaves it out where there is none, writes the ledger of each space that is in it, and forgets
-- whose lines they are.
create function consent.use_release(
    run uuid, project uuid, scope integer, wide integer, wanted bigint, by_default bigint, instant timestamptz, enough bigint)
returns table (lines bigint, people bigint, suppressed bigint, withdrawn bigint)
language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
declare
    found_lines bigint;
    found_people bigint;
    found_suppressed bigint;
    found_withdrawn bigint;
begin
    with may as materialized (
        select u.space_id, u.categories, s.said_at
        from consent.secondary_use_of(project, scope, wide, wanted, by_default, instant) u
        join consent.secondary_use s on s.space_id = u.space_id)
    delete from consent.use_line l where l.extract = run and not exists (
        select from may m where m.space_id = l.space_id and m.categories & l.category <> 0
            and (m.said_at is null or m.said_at <= l.collected_at));
    get diagnostics found_withdrawn = row_count;
    for place in 1..3 loop
        with common as (
            select l.classes[place] as class from consent.use_line l
            where l.extract = run and l.level is null
            group by l.classes[place] having count(distinct l.space_id) >= enough)
        update consent.use_line l set level = place from common c
        where l.extract = run and l.level is null and l.classes[place] = c.class;
    end loop;
    delete from consent.use_line l where l.extract = run and l.level is null;
    get diagnostics found_suppressed = row_count;
    insert into consent.use_ledger (space_id, extract, project, categories, lines, used_at)
        select l.space_id, run, use_release.project, bit_or(l.category), count(*), instant
        from consent.use_line l where l.extract = run group by l.space_id;
    get diagnostics found_people = row_count;
    update consent.use_line l set space_id = null where l.extract = run;
    get diagnostics found_lines = row_count;
    return query select found_lines, found_people, found_suppressed, found_withdrawn;
end
$$;
revoke all on function
    consent.use_release(uuid, uuid, integer, integer, bigint, bigint, timestamptz, bigint) from public;
grant execute on function
    consent.use_release(uuid, uuid, integer, integer, bigint, bigint, timestamptz, bigint) to carnet_server;

grant select, insert on consent.use_project to carnet_server;
grant update (state, decided_by, decided_at, ended_at, share) on consent.use_project to carnet_server;
grant select, insert on consent.use_extract to carnet_server;
grant update (state, after_space, forged, ready_at, lines, people, suppressed, withdrawn)
    on consent.use_extract to carnet_server;
grant select, insert, delete on consent.use_line to carnet_server;
grant update (space_id, level) on consent.use_line to carnet_server;
grant select, insert on consent.use_ledger to carnet_server;
grant select (space_id), delete on consent.use_ledger, consent.use_line to carnet_retention;
