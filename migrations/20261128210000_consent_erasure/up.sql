-- oldest program: 0.1.0
-- Erasure that a holder asked for: it waits, so that it can be taken back, and then nothing of the record is left but its
-- chain in the journal, which opens no more.
create table consent.erasure (
    space_id uuid not null primary key,
    asked_by uuid not null,
    asked_at timestamptz not null,
    due_at timestamptz not null,
    reminded_at timestamptz,
    -- From here on it is not taken back.
    begun_at timestamptz,
    -- That the holder asked, under the key of the space.
    proof bytea not null,
    check (due_at > asked_at)
);
create index erasure_due on consent.erasure (due_at);
select desk.wall('consent.erasure');
grant select, insert, delete on consent.erasure to carnet_server;
grant update (reminded_at, begun_at) on consent.erasure to carnet_server;

-- Tags (HMAC under the index key) of the identities of erased records: the insurer's feed does not make the record anew.
create table identity.erased (
    tag bytea not null primary key check (octet_length(tag) = 32),
    index_key_id integer not null check (index_key_id > 0),
    erased_at timestamptz not null
);
grant select on identity.erased to carnet_server;

-- Erases a record whose erasure has begun, and the doubles that went into it: all rows of all tables that have a space, but
-- for the chains of the journal; what only its holder needed to log in; and at last the keys. A table that comes later is
-- erased too, without being named. Gives the blobs that nobody names any more. Where there is nothing it does nothing.
create function desk.erase_record(erased uuid) returns setof uuid
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    kept constant text[] := array['journal.line', 'journal.head', 'journal.checkpoint_leaf'];
    gone uuid[];
    people uuid[];
    one record;
begin
    perform from consent.erasure e where e.space_id = erased and e.begun_at is not null for update;
    if not found then
        if exists (select from consent.space s where s.space_id = erased) then
            raise exception 'the erasure of this record has not begun';
        end if;
        return;
    end if;
    select array_agg(s.space_id), array_agg(s.holder) into gone, people
        from consent.space s where s.space_id = erased or s.merged_into = erased;
    insert into identity.erased (tag, index_key_id, erased_at)
        select distinct on (l.tag) l.tag, l.index_key_id, now() from identity.lookup l
        where l.space_id = any (gone) and l.kind <> 'four_traits'
        on conflict do nothing;
    for one in
        select c.oid::regclass as name,
            exists (select from pg_attribute b where b.attrelid = c.oid and b.attname = 'blob_id' and not b.attisdropped)
                as has_blobs
        from pg_class c
        join pg_namespace n on n.oid = c.relnamespace
        join pg_attribute a on a.attrelid = c.oid and a.attname = 'space_id' and not a.attisdropped
        where c.relkind in ('r', 'p') and n.nspname || '.' || c.relname <> all (kept)
            and n.nspname not like 'pg\_%'
        -- What points at rows of others goes before them.
        order by not exists (select from pg_constraint k where k.contype = 'f' and k.conrelid = c.oid), c.oid
    loop
        if one.has_blobs then
            return query execute format('select blob_id from %s where space_id = any ($1) and blob_id is not null', one.name)
                using gone;
        end if;
        execute format('delete from %s where space_id = any ($1)', one.name) using gone;
    end loop;
    delete from identity.proposal where record = any (gone) or other_record = any (gone);
    -- Whoever is a professional or runs the service as well keeps what they need for that.
    delete from identity.session where person = any (people) and capacity = 'citizen';
    delete from identity.login_subject l where l.person = any (people)
        and not exists (select from identity.professional p where p.person = l.person)
        and not exists (select from identity.admin p where p.person = l.person);
    delete from identity.account where person = any (people) and kind = 'citizen';
    delete from identity.merged_person where person = any (people) or into_person = any (people);
    delete from desk.idempotency where actor = any (people);
end
$$;
revoke all on function desk.erase_record(uuid) from public;
grant usage on schema desk to carnet_retention;
grant execute on function desk.erase_record(uuid) to carnet_retention;
