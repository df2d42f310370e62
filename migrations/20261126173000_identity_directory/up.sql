-- oldest program: 0.1.0
-- The national directory as it is imported: by which words a professional is found, where a practice is, who was in an
-- extract, and how far an import has come.

-- Names are folded by the program: capitals without accents, spaces and signs. They are compared byte by byte, so that the
-- beginning of a name is a range of the index. `from_directory` says that an extract has listed the person; whoever none has
-- ever listed does not vanish from one. `standing_from` says who took the standing away: an extract that lists the person no
-- more gives it back when one lists the person again; what an operator has said stays.
alter table identity.professional
    add column search_family text collate "C" not null default '',
    add column search_given text collate "C" not null default '',
    add column from_directory boolean not null default false,
    add column standing_from text check (standing_from in ('directory', 'operator'));
create index professional_by_name on identity.professional (search_family, search_given, rpps);

-- What the file of establishments says of a site counts more than what is said of it where a professional practises.
alter table identity.organisation
    add column postcode text,
    add column town text,
    add column from_establishments boolean not null default false;

-- `place_key` is the place folded: by it a practice without a number is known again.
alter table identity.situation
    add column place_key text collate "C" not null default '',
    add column postcode text,
    add column town text,
    add column search_town text collate "C" not null default '',
    add column from_directory boolean not null default false;

-- What was there before, folded as nearly as the database can; each is folded by the program when it is written next.
create function identity.folded_once(words text) returns text language sql immutable set search_path = pg_catalog, pg_temp as $$
    select regexp_replace(
        upper(normalize(replace(replace(upper(words), 'Œ', 'OE'), 'Æ', 'AE'), nfkd)), '[^[:alnum:]]', '', 'g')
$$;
update identity.situation set place_key = identity.folded_once(place) where place is not null;
update identity.professional set
    search_family = identity.folded_once(case when position(' ' in name) > 0
        then substr(name, position(' ' in name) + 1) else name end),
    search_given = case when position(' ' in name) > 0 then identity.folded_once(split_part(name, ' ', 1)) else '' end;
drop function identity.folded_once(text);

-- One import of one file, named by its SHA-256. `read_to` is the byte after the last row that was written, so that an import
-- that was cut goes on there.
create table identity.directory_import (
    id uuid not null primary key,
    kind text not null check (kind in ('professionals', 'organisations', 'standing')),
    digest bytea not null check (octet_length(digest) = 32),
    whole boolean not null,
    state text not null check (state in ('running', 'done', 'abandoned')),
    read_to bigint not null check (read_to >= 0),
    lines bigint not null check (lines >= 0),
    counts jsonb not null,
    began_at timestamptz not null,
    changed_at timestamptz not null
);
create unique index directory_import_running on identity.directory_import (state) where state = 'running';
create index directory_import_by_time on identity.directory_import (kind, changed_at);

-- What the import under way has met: professionals, organisations and situations. The first row about each counts, and what
-- is not here when a whole extract has been read is in it no more.
create table identity.directory_seen (
    thing uuid not null primary key
);

-- The functions that write rows are planned when the tables are still empty, and a plan for empty tables reads them whole; so
-- each row is looked up by an index.

-- Professionals, each number once. Whoever is known keeps id, profession and standing. Answers how many are new, how many
-- are corrected, and how many may practise again because an extract lists them again.
create function identity.import_professionals(
    new_ids uuid[], numbers text[], names text[], families text[], givens text[], trades text[], instant timestamptz
) returns bigint[]
language plpgsql set search_path = pg_catalog, pg_temp
    set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set jit = off
    as $$
declare
    added bigint;
    corrected bigint;
    back bigint;
begin
    -- A log-in locks its professional before it looks at the situations; so does an import, in one order.
    perform 1 from identity.professional k where k.rpps = any (numbers) order by k.person for no key update;
    with written as (
        insert into identity.professional as k
            (person, rpps, name, profession, standing, standing_at, search_family, search_given, from_directory)
        select g.id, g.number, g.name, g.trade, 'good', instant, g.family, g.given, true
            from unnest(new_ids, numbers, names, families, givens, trades) as g (id, number, name, family, given, trade)
        on conflict (rpps) do update set
            name = excluded.name, search_family = excluded.search_family, search_given = excluded.search_given,
            from_directory = true
            where (k.name, k.search_family, k.search_given, k.from_directory)
                    is distinct from (excluded.name, excluded.search_family, excluded.search_given, true)
                and not exists (select from identity.directory_seen s where s.thing = k.person)
        returning k.xmax = 0 as is_new
    )
    select count(*) filter (where is_new), count(*) filter (where not is_new) into added, corrected from written;
    with again as (
        update identity.professional k set standing = 'good', standing_at = instant, standing_from = null
            where k.rpps = any (numbers) and k.standing = 'suspended' and k.standing_from = 'directory'
        returning 1
    )
    select count(*) into back from again;
    insert into identity.directory_seen
        select k.person from identity.professional k where k.rpps = any (numbers)
        on conflict do nothing;
    return array[added, corrected, back];
end
$$;

-- Organisations, each number once: a site by its FINESS, a structure that has none by its SIRET. `by_register` says that
-- these are rows of the file of establishments. A kind is told by neither where somebody has said that it is a regulation
-- centre; nobody is listed unless `list_them` says so, and nobody is taken off the list. Answers how many are new and how
-- many are corrected.
create function identity.import_organisations(
    new_ids uuid[], sites text[], structures text[], names text[], kinds text[], postcodes text[], towns text[],
    by_register boolean, list_them boolean
) returns bigint[]
language plpgsql set search_path = pg_catalog, pg_temp
    set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set jit = off
    as $$
declare
    added bigint;
    corrected bigint;
    more_added bigint;
    more_corrected bigint;
begin
    with written as (
        insert into identity.organisation as k
            (id, finess, siret, name, kind, listed, postcode, town, from_establishments)
        select g.id, g.site, null, coalesce(g.name, '–'), g.kind, list_them, g.postcode, g.town, by_register
            from unnest(new_ids, sites, names, kinds, postcodes, towns) as g (id, site, name, kind, postcode, town)
            where g.site is not null
            order by g.site
        on conflict (finess) do update set
            name = case when excluded.name = '–' then k.name else excluded.name end,
            kind = case when k.kind = 'regulation_centre' or not by_register then k.kind else excluded.kind end,
            listed = k.listed or excluded.listed,
            postcode = coalesce(excluded.postcode, k.postcode), town = coalesce(excluded.town, k.town),
            from_establishments = k.from_establishments or by_register
            where (by_register or (not k.from_establishments
                    and not exists (select from identity.directory_seen s where s.thing = k.id)))
                and (k.name, k.kind, k.listed, k.postcode, k.town, k.from_establishments) is distinct from (
                    case when excluded.name = '–' then k.name else excluded.name end,
                    case when k.kind = 'regulation_centre' or not by_register then k.kind else excluded.kind end,
                    k.listed or excluded.listed, coalesce(excluded.postcode, k.postcode),
                    coalesce(excluded.town, k.town), k.from_establishments or by_register)
        returning k.xmax = 0 as is_new
    )
    select count(*) filter (where is_new), count(*) filter (where not is_new) into added, corrected from written;
    with written as (
        insert into identity.organisation as k (id, finess, siret, name, kind, listed, postcode, town)
        select g.id, null, g.structure, coalesce(g.name, '–'), g.kind, false, g.postcode, g.town
            from unnest(new_ids, sites, structures, names, kinds, postcodes, towns)
                as g (id, site, structure, name, kind, postcode, town)
            where g.site is null
            order by g.structure
        on conflict (siret) where finess is null do update set
            name = case when excluded.name = '–' then k.name else excluded.name end,
            postcode = coalesce(excluded.postcode, k.postcode), town = coalesce(excluded.town, k.town)
            where not exists (select from identity.directory_seen s where s.thing = k.id)
                and (k.name, k.postcode, k.town) is distinct from (
                    case when excluded.name = '–' then k.name else excluded.name end,
                    coalesce(excluded.postcode, k.postcode), coalesce(excluded.town, k.town))
        returning k.xmax = 0 as is_new
    )
    select count(*) filter (where is_new), count(*) filter (where not is_new) into more_added, more_corrected
        from written;
    insert into identity.directory_seen
        select k.id from identity.organisation k where k.finess = any (sites)
        union all
        select k.id from identity.organisation k where k.siret = any (structures) and k.finess is null
        on conflict do nothing;
    return array[added + more_added, corrected + more_corrected];
end
$$;

-- Situations of practice of professionals and organisations that are there, each at most once. One that is known is known
-- again as a log-in knows it: by profession and organisation, or, where the structure has no number, by profession, sector
-- and place; it goes on, also where it had ended. Answers how many are new and how many are corrected.
create function identity.import_situations(
    new_ids uuid[], numbers text[], trades text[], sectors text[], skills text[], sites text[], structures text[],
    places text[], keys text[], postcodes text[], towns text[], folded_towns text[]
) returns bigint[]
language plpgsql set search_path = pg_catalog, pg_temp
    set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set jit = off
    as $$
declare
    answer bigint[];
begin
    with given as materialized (
        select g.*, p.person, p.profession as own_trade, coalesce(site.id, structure.id) as organisation
            from unnest(new_ids, numbers, trades, sectors, skills, sites, structures, places, keys, postcodes, towns,
                    folded_towns) with ordinality
                as g (id, number, trade, sector, skill, site, structure, place, key, postcode, town, folded_town, nth)
            join identity.professional p on p.rpps = g.number
            left join identity.organisation site on site.finess = g.site
            left join identity.organisation structure
                on g.site is null and structure.siret = g.structure and structure.finess is null
    ), met as materialized (
        select distinct on (g.nth) g.*, t.id as known
            from given g
            left join identity.situation t on t.person = g.person and coalesce(t.profession, g.own_trade) = g.trade
                and case when g.organisation is null
                    then t.organisation is null and t.sector = g.sector and t.place_key = g.key
                    else t.organisation = g.organisation end
            order by g.nth, t.active desc nulls last, t.id
    ), added as (
        insert into identity.situation (id, person, organisation, sector, active, profession, know_how, place, place_key,
            postcode, town, search_town, from_directory)
        select m.id, m.person, m.organisation, m.sector, true, m.trade, m.skill, m.place, m.key, m.postcode, m.town,
            m.folded_town, true from met m where m.known is null
        returning id
    ), corrected as (
        update identity.situation t set active = true, sector = m.sector, know_how = m.skill, place = m.place,
            place_key = m.key, postcode = m.postcode, town = m.town, search_town = m.folded_town, from_directory = true
            from met m
            where t.id = m.known
                and (t.active, t.sector, t.know_how, t.place, t.place_key, t.postcode, t.town, t.search_town,
                        t.from_directory)
                    is distinct from (true, m.sector, m.skill, m.place, m.key, m.postcode, m.town, m.folded_town, true)
                and not exists (select from identity.directory_seen s where s.thing = m.known)
        returning t.id
    ), noted as (
        insert into identity.directory_seen
            select id from added union all select m.known from met m where m.known is not null
            on conflict do nothing
    )
    select array[(select count(*) from added), (select count(*) from corrected)] into answer;
    return answer;
end
$$;

-- Rows that cannot be read take nothing from those whom they are about.
create function identity.import_keeping(numbers text[]) returns bigint
language plpgsql set search_path = pg_catalog, pg_temp
    set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set jit = off
    as $$
declare
    kept bigint;
begin
    with noted as (
        insert into identity.directory_seen
            select p.person from identity.professional p where p.rpps = any (numbers)
            union all
            select t.id from identity.situation t join identity.professional p on p.person = t.person
                where p.rpps = any (numbers) and t.active
            on conflict do nothing
        returning 1
    )
    select count(*) into kept from noted;
    return kept;
end
$$;

-- What earlier extracts have listed and the one just read does not: situations that go on, professionals in good standing.
-- Beside each, how many there are of them in all.
create function identity.import_missing() returns bigint[]
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
    answer bigint[];
begin
    select array[count(*) filter (where s.thing is null), count(*)] into answer
        from identity.situation t left join identity.directory_seen s on s.thing = t.id
        where t.active and t.from_directory;
    return answer || (
        select array[count(*) filter (where s.thing is null), count(*)]
            from identity.professional p left join identity.directory_seen s on s.thing = p.person
            where p.standing = 'good' and p.from_directory);
end
$$;

-- Ends some of those situations, or else takes the standing of some of those professionals. Answers how many of each.
create function identity.import_end_missing(most integer, instant timestamptz) returns bigint[]
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
    ended bigint;
    suspended bigint := 0;
begin
    with gone as materialized (
        select t.id from identity.situation t
            where t.active and t.from_directory
                and not exists (select from identity.directory_seen s where s.thing = t.id)
            limit most
    ), done as (
        update identity.situation t set active = false from gone where t.id = gone.id returning 1
    )
    select count(*) into ended from done;
    if ended = 0 then
        with gone as materialized (
            select p.person from identity.professional p
                where p.standing = 'good' and p.from_directory
                    and not exists (select from identity.directory_seen s where s.thing = p.person)
                limit most
        ), done as (
            update identity.professional p set standing = 'suspended', standing_at = instant, standing_from = 'directory'
                from gone where p.person = gone.person and p.standing = 'good' returning 1
        )
        select count(*) into suspended from done;
    end if;
    return array[ended, suspended];
end
$$;

-- Forgets some of what the import before has met. Answers how many.
create function identity.import_forget(most integer) returns bigint
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
    forgotten bigint;
begin
    with done as (
        delete from identity.directory_seen where thing = any (array(select s.thing from identity.directory_seen s limit most))
        returning 1
    )
    select count(*) into forgotten from done;
    return forgotten;
end
$$;

-- Whom people find by name: from one bound to before the other, in the order of names. A postcode, a town or a profession
-- is that of a practice that goes on. Answers ids.
create function identity.find_professionals(
    family_from text, family_before text, given_from text, given_before text,
    postcode_from text, postcode_before text, town_from text, town_before text, trade text, most integer
) returns uuid[]
language plpgsql stable set search_path = pg_catalog, pg_temp
    set enable_seqscan = off set enable_bitmapscan = off set jit = off
    as $$
begin
    return array(
        select p.person from identity.professional p
            where p.search_family >= family_from and p.search_family < family_before
                and p.search_given >= given_from and p.search_given < given_before
                and ((postcode_from is null and town_from is null and trade is null) or exists (
                    select from identity.situation t
                        where t.person = p.person and t.active
                            and (postcode_from is null
                                or (t.postcode collate "C" >= postcode_from and t.postcode collate "C" < postcode_before))
                            and (town_from is null or (t.search_town >= town_from and t.search_town < town_before))
                            and (trade is null or coalesce(t.profession, p.profession) = trade)))
            order by p.search_family, p.search_given, p.rpps
            limit most);
end
$$;

-- Standings as a register or an operator says them, each person once.
create function identity.import_standings(people uuid[], standings text[], since timestamptz[]) returns bigint
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
    changed bigint;
begin
    with done as (
        update identity.professional p set standing = g.standing, standing_at = g.at,
            standing_from = case when g.standing = 'good' then null else 'operator' end
            from unnest(people, standings, since) as g (person, standing, at)
            where p.person = g.person
        returning 1
    )
    select count(*) into changed from done;
    return changed;
end
$$;

revoke all on function
    identity.import_professionals(uuid[], text[], text[], text[], text[], text[], timestamptz),
    identity.import_organisations(uuid[], text[], text[], text[], text[], text[], text[], boolean, boolean),
    identity.import_situations(uuid[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[]),
    identity.import_keeping(text[]), identity.import_missing(), identity.import_end_missing(integer, timestamptz),
    identity.import_standings(uuid[], text[], timestamptz[]), identity.import_forget(integer),
    identity.find_professionals(text, text, text, text, text, text, text, text, text, integer)
    from public;
grant execute on function
    identity.import_professionals(uuid[], text[], text[], text[], text[], text[], timestamptz),
    identity.import_organisations(uuid[], text[], text[], text[], text[], text[], text[], boolean, boolean),
    identity.import_situations(uuid[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[]),
    identity.import_keeping(text[]), identity.import_missing(), identity.import_end_missing(integer, timestamptz),
    identity.import_standings(uuid[], text[], timestamptz[]), identity.import_forget(integer),
    identity.find_professionals(text, text, text, text, text, text, text, text, text, integer)
    to carnet_server;

grant update (search_family, search_given, from_directory, standing_from) on identity.professional to carnet_server;
grant update (postcode, town, from_establishments) on identity.organisation to carnet_server;
grant update (know_how, place, place_key, postcode, town, search_town, from_directory) on identity.situation to carnet_server;
grant select, insert, update (state, read_to, lines, counts, changed_at) on identity.directory_import to carnet_server;
grant select, insert, delete on identity.directory_seen to carnet_server;
