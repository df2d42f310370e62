create or replace function desk.erase_record(erased uuid) returns setof uuid
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

revoke insert on consent.erasure from carnet_server;
grant insert on consent.erasure to carnet_server;
