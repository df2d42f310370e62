-- Makes an extract ready, whole or not at all: leaves out whoever says otherwise by now, tells each line by the finest class that
-- enough people have in common and leaves it out where there is none, writes the ledger of each space that is in it, and forgets
-- whose lines they are.
create or replace function consent.use_release(
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
        select u.space_id, u.categories, s.revision
        from consent.secondary_use_of(project, scope, wide, wanted, by_default, instant) u
        join consent.secondary_use s on s.space_id = u.space_id)
    delete from consent.use_line l where l.extract = run and not exists (
        select from may m where m.space_id = l.space_id and m.categories & l.category <> 0
            and m.revision = l.revision);
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
