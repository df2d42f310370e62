-- oldest program: 0.1.0
-- What holders answer about secondary use, for questions about all spaces at once: whether a purpose or a part of one may use
-- documents of a category. The answers themselves are provisions, sealed; this is worked out of them in the same transaction, and
-- can be worked out again. Place `n` of `yes` and `no` is about the purpose or theme of that number, with the categories of that
-- number as bits: said yes, said no, or, in neither, nothing said. `tag` is a keyed tag under the key of the space of all that
-- is here about it but its state; none where nothing was said.
create table consent.secondary_use (
    space_id uuid not null primary key,
    state text not null,
    yes bigint[] not null default '{}',
    no bigint[] not null default '{}',
    -- When the first of the answers that permit ends, or the right of who gave it: nothing counts as permitted from then on.
    until timestamptz,
    said_at timestamptz,
    tag bytea
);

-- What a holder answers for one project, with all else that was said taken into account.
create table consent.secondary_use_project (
    project uuid not null,
    space_id uuid not null,
    yes bigint not null,
    no bigint not null,
    primary key (project, space_id)
);
create index secondary_use_project_space on consent.secondary_use_project (space_id);

insert into consent.secondary_use (space_id, state) select space_id, state from consent.space;

-- The state of a space stands beside its answers, so that no question about all spaces has to look into two tables.
create function consent.mirror_state() returns trigger
language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
begin
    insert into consent.secondary_use (space_id, state) values (new.space_id, new.state)
    on conflict (space_id) do update set state = excluded.state;
    return null;
end
$$;
create trigger mirror_state after insert or update of state on consent.space
    for each row execute function consent.mirror_state();

-- The spaces of which documents may be used now, and the categories as bits. `scope` is the number of the theme or, where there
-- is none, of the purpose; `wide` that of the purpose. A space that nobody has begun to use is used where something was said, and
-- never by default. It is a question that a statement takes in whole: without a search path of its own.
create function consent.secondary_use_of(
    project uuid, scope integer, wide integer, wanted bigint, by_default bigint, instant timestamptz)
returns table (space_id uuid, categories bigint)
language sql stable parallel safe
begin atomic
    select s.space_id, s.categories from (
        select u.space_id,
            (case when u.until <= instant then 0 else coalesce(p.yes, u.yes[scope], u.yes[wide], 0) end
                | case when by_default <> 0 and u.state = 'active'
                    then by_default & ~ (coalesce(p.yes, u.yes[scope], u.yes[wide], 0)
                        | coalesce(p.no, u.no[scope], u.no[wide], 0))
                    else 0 end) & wanted as categories
        from consent.secondary_use u
        left join consent.secondary_use_project p
            on p.project = secondary_use_of.project and p.space_id = u.space_id
        where u.state in ('active', 'created')) s
    where s.categories <> 0;
end;

-- As before, in the order of the spaces, after one.
create function consent.secondary_use_page(
    project uuid, scope integer, wide integer, wanted bigint, by_default bigint, instant timestamptz,
    after uuid, most bigint)
returns setof uuid
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
    return query
        select u.space_id from consent.secondary_use_of(project, scope, wide, wanted, by_default, instant) u
        where u.space_id > after order by u.space_id limit most;
end
$$;

revoke all on function consent.mirror_state(),
    consent.secondary_use_of(uuid, integer, integer, bigint, bigint, timestamptz),
    consent.secondary_use_page(uuid, integer, integer, bigint, bigint, timestamptz, uuid, bigint) from public;
grant execute on function consent.mirror_state(),
    consent.secondary_use_of(uuid, integer, integer, bigint, bigint, timestamptz),
    consent.secondary_use_page(uuid, integer, integer, bigint, bigint, timestamptz, uuid, bigint) to carnet_server;
grant select, insert, update on consent.secondary_use to carnet_server;
grant select, insert, delete on consent.secondary_use_project to carnet_server;
grant select (space_id), delete on consent.secondary_use, consent.secondary_use_project to carnet_retention;
