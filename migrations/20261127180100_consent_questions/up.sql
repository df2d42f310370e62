-- oldest program: 0.1.0
-- Relationships and emergency accesses that look like curiosity: what a job saw about each, how much it weighs, and what the
-- holder answers when asked. Ids and coarse columns only.
create table consent.access_score (
    id uuid not null primary key,
    space_id uuid not null,
    kind text not null check (kind in ('care_relationship', 'emergency_access')),
    person uuid not null,
    organisation uuid,
    started_at timestamptz not null,
    signs text[] not null,
    score integer not null check (score >= 0),
    scored_at timestamptz not null,
    -- Whether it was looked at again after it had run long enough to leave traces.
    matured boolean not null,
    asked_at timestamptz,
    answer text check (answer in ('seen', 'not_seen')),
    answered_at timestamptz,
    check ((answer is null) = (answered_at is null)),
    check (answer is null or asked_at is not null)
);
create index access_score_asked on consent.access_score (id) where asked_at is not null;
create index access_score_started on consent.access_score (started_at) where asked_at is null;
create index provision_declared on consent.provision (starts_at)
    where kind in ('care_relationship', 'emergency_access');
create index provision_declared_by on consent.provision (given_by, starts_at)
    where kind in ('care_relationship', 'emergency_access');

-- What is to be scored, oldest first, with the signs that rows show: accesses that run and that their professional declared,
-- an hour after they began, so that the hour around is known, and again when they have run for so many days. It looks over all
-- records, at when, where and by whom.
create function consent.access_signs(instant timestamptz, silent_days integer, most integer)
returns table (
    id uuid, space uuid, kind text, person uuid, organisation uuid, started_at timestamptz, matured boolean,
    silent boolean, colleague boolean, in_hour bigint
)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    return query
        with due as (
            select p.id, p.space_id, p.kind, p.person, p.organisation, p.starts_at, sp.holder,
                p.starts_at <= instant - make_interval(days => silent_days) as old_enough
            from consent.provision p
            join consent.space sp on sp.space_id = p.space_id and sp.state in ('created', 'active')
            left join consent.access_score s on s.id = p.id
            where p.kind in ('care_relationship', 'emergency_access') and p.given_by = p.person
                and p.starts_at <= instant - interval '1 hour' and (p.ends_at is null or p.ends_at > instant)
                and (s.id is null
                    or (not s.matured and p.starts_at <= instant - make_interval(days => silent_days)))
            order by p.starts_at, p.id
            limit most)
        select d.id, d.space_id, d.kind, d.person, d.organisation, d.starts_at, d.old_enough,
            d.old_enough and not exists (
                select from documents.document w where w.space_id = d.space_id and w.depositor = d.person
                    and w.deposited_at >= d.starts_at),
            exists (
                select from identity.situation mine
                where mine.person = d.holder and mine.active and mine.organisation = d.organisation),
            greatest(
                (select count(distinct o.space_id) from consent.provision o
                    where o.kind in ('care_relationship', 'emergency_access') and o.given_by = d.person
                        and o.starts_at > d.starts_at - interval '1 hour' and o.starts_at <= d.starts_at
                        and not exists (
                            select from documents.document w where w.space_id = o.space_id and w.depositor = d.person)),
                (select count(distinct o.space_id) from consent.provision o
                    where o.kind in ('care_relationship', 'emergency_access') and o.given_by = d.person
                        and o.starts_at >= d.starts_at and o.starts_at < d.starts_at + interval '1 hour'
                        and not exists (
                            select from documents.document w where w.space_id = o.space_id and w.depositor = d.person)))
        from due d
        order by d.starts_at, d.id;
end
$$;

-- Writes what was scored; one that was scored before keeps what its holder was asked and said.
create function consent.write_scores(
    ids uuid[], spaces uuid[], kinds text[], people uuid[], places uuid[], starts timestamptz[], signs text[],
    scores integer[], old boolean[], instant timestamptz
) returns bigint
language sql volatile set search_path = pg_catalog, pg_temp as $$
    with written as (
        insert into consent.access_score as s
            (id, space_id, kind, person, organisation, started_at, signs, score, scored_at, matured)
        select n.id, n.space, n.kind, n.person, nullif(n.place, '00000000-0000-0000-0000-000000000000'), n.start,
            case n.signs when '' then '{}' else string_to_array(n.signs, ' ') end, n.score, instant, n.old
        from unnest(ids, spaces, kinds, people, places, starts, signs, scores, old)
            as n (id, space, kind, person, place, start, signs, score, old)
        on conflict (id) do update set signs = excluded.signs, score = excluded.score,
            scored_at = excluded.scored_at, matured = excluded.matured
        returning 1)
    select count(*) from written
$$;

revoke all on function consent.access_signs(timestamptz, integer, integer),
    consent.write_scores(uuid[], uuid[], text[], uuid[], uuid[], timestamptz[], text[], integer[], boolean[], timestamptz)
    from public;
grant execute on function consent.access_signs(timestamptz, integer, integer),
    consent.write_scores(uuid[], uuid[], text[], uuid[], uuid[], timestamptz[], text[], integer[], boolean[], timestamptz)
    to carnet_server;
grant select, insert, delete on consent.access_score to carnet_server;
grant update (signs, score, scored_at, matured, asked_at, answer, answered_at) on consent.access_score to carnet_server;

-- Notices of an emergency access, of its misuse, and the question about an access.
alter table notifications.notice drop constraint notice_kind_check;
alter table notifications.notice add constraint notice_kind_check check (kind in (
    'record_activated', 'record_closed', 'record_reopened', 'record_suspended', 'record_resumed', 'device_new',
    'factor_added', 'factor_removed', 'recovery_begun', 'recovery_stopped', 'recovery_done', 'password_changed',
    'care_relationship_declared', 'address_changing', 'records_merged', 'records_split',
    'together_with_mediator', 'record_merged_away', 'code_used', 'care_relationship_asked',
    'dispute_answered', 'emergency_access', 'emergency_misuse', 'access_question'
));
