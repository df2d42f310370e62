-- oldest program: 0.1.0
-- When the work on an extract last went on.
alter table consent.use_extract add column moved_at timestamptz;
grant update (moved_at) on consent.use_extract to carnet_server;

-- Makes an extract ready, whole or not at all: leaves out whoever says otherwise by now, tells each line by the finest class that
-- enough people have in common and leaves it out where there is none, writes the ledger of each space that is in it, and forgets
-- whose lines they are.
--
-- All lines of one person bear one pseudonym, so a department that one of them tells is told of all of them: it is told in every line
-- of a person or in none. Who has a line that enough people share only without it is told without it, which leaves fewer people to
-- share the lines of the others with it: they are looked at anew until nobody is added.
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
    for round in 1..20 loop
        -- In full, or by the year, among those whose department is told. Whoever leaves makes a class smaller and never larger, so that
        -- after the first round only the lines of classes that are too small by now are touched.
        if round > 1 then
            with rare as (
                select c.class from (
                    select distinct l.classes[1] as class, l.space_id from consent.use_line l
                    where l.extract = run and l.level = 1) c
                group by c.class having count(*) < enough)
            update consent.use_line l set level = null from rare r
            where l.extract = run and l.level = 1 and l.classes[1] = r.class;
            with rare as (
                select c.class from (
                    select distinct l.classes[2] as class, l.space_id from consent.use_line l
                    where l.extract = run and (l.level is null or l.level = 2)) c
                group by c.class having count(*) < enough)
            update consent.use_line l set level = null from rare r
            where l.extract = run and l.level = 2 and l.classes[2] = r.class;
        end if;
        for place in (case when round = 1 then 1 else 2 end)..2 loop
            with common as (
                select c.class from (
                    select distinct l.classes[place] as class, l.space_id from consent.use_line l
                    where l.extract = run and (l.level is null or l.level = place)) c
                group by c.class having count(*) >= enough)
            update consent.use_line l set level = place from common c
            where l.extract = run and l.level is null and l.classes[place] = c.class;
        end loop;
        -- After so many rounds what is left is told of nobody.
        exit when round = 20;
        with common as (
            select c.class from (
                select distinct l.classes[3] as class, l.space_id from consent.use_line l
                where l.extract = run and (l.level is null or l.level = 3)) c
            group by c.class having count(*) >= enough),
        leaving as (
            select distinct l.space_id from consent.use_line l join common c on c.class = l.classes[3]
            where l.extract = run and l.level is null)
        update consent.use_line l set level = 3 from leaving w
        where l.extract = run and l.space_id = w.space_id and l.level is distinct from 3;
        exit when not found;
    end loop;
    with rare as (
        select c.class from (
            select distinct l.classes[3] as class, l.space_id from consent.use_line l
            where l.extract = run and l.level = 3) c
        group by c.class having count(*) < enough)
    update consent.use_line l set level = null from rare r
    where l.extract = run and l.level = 3 and l.classes[3] = r.class;
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
