create or replace function consent.access_signs(instant timestamptz, silent_days integer, most integer)
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
