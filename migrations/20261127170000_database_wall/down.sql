drop function documents.newest_blobs(bigint);
drop function consent.represented_by(uuid, timestamptz);
create or replace function consent.facts(spaces uuid[], instant timestamptz)
returns table (
    space uuid, state text, holder uuid, zone text, rest bytea, said bytea, digest bytea, seq bigint, seal bytea,
    id uuid, kind text, person uuid, organisation uuid, sealed bytea,
    starts_at timestamptz, ends_at timestamptz, given_by uuid, given_at timestamptz, practises boolean
)
language plpgsql stable security invoker set search_path = pg_catalog, pg_temp as $$
begin
    return query
        select s.space_id, s.state, s.holder, s.zone, consent.rest_of(s), consent.said_in(s.space_id), s.digest,
            h.seq, h.seal,
            p.id, p.kind, p.person, p.organisation, p.sealed, p.starts_at, p.ends_at, p.given_by, p.given_at,
            p.kind = 'delegation' and exists (
                select from identity.professional who join identity.situation place on place.person = who.person
                where who.person = p.given_by and who.standing = 'good' and place.active
                    and place.organisation is not distinct from p.organisation)
        from consent.space s
        left join journal.head h on h.space_id = s.space_id
        left join consent.provision p on p.space_id = s.space_id and p.starts_at <= instant
            and (p.ends_at is null or p.ends_at > instant)
        where s.space_id = any (spaces)
        order by s.space_id, p.id;
end
$$;

create function desk.unwall(walled regclass) returns void
language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
begin
    execute format('drop policy kept on %s', walled);
    execute format('drop policy entered on %s', walled);
    execute format('alter table %s disable row level security', walled);
end
$$;
select desk.unwall(walled) from unnest(array[
    'consent.provision', 'journal.line', 'documents.document', 'documents.document_topic', 'documents.folder',
    'documents.mark', 'documents.moved', 'documents.correction', 'notifications.notice']::regclass[]) as walled;
drop function desk.unwall(regclass);
drop function desk.wall(regclass);
drop function desk.goes_across();
drop function desk.go_across();
drop function desk.entered();
drop function desk.enter(uuid[]);
