-- oldest program: 0.1.0
-- Appends lines to chains. `chains` are distinct and sorted, each with the head that the caller has seen; the
-- lines of one chain follow each other. Answers null when the lines are in. When a head is not the one that was
-- seen nothing is written, the heads are locked, and the true ones are given back (chain 16 bytes, number 8
-- bytes, seal 32 bytes, for each chain in order): the caller seals again and the second call finds them unmoved.
-- Heads are always locked in the order of their chains, so two calls cannot stand in each other's way.
create or replace function journal.append(
    chains uuid[], seen_seqs bigint[], seen_seals bytea[],
    last_seqs bigint[], last_seals bytea[],
    line_chains uuid[], line_seqs bigint[], line_ats timestamptz[], line_keys integer[],
    line_seals bytea[], line_sealed bytea[]
) returns bytea
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    unmoved bigint;
    heads bytea;
begin
    if array_length(chains, 1) = 1 then
        update journal.head set seq = last_seqs[1], seal = last_seals[1]
            where space_id = chains[1] and seq = seen_seqs[1] and seal = seen_seals[1];
        if found then
            insert into journal.line (space_id, seq, at, key_id, seal, sealed)
                select * from unnest(line_chains, line_seqs, line_ats, line_keys, line_seals, line_sealed);
            return null;
        end if;
    end if;
    select count(*) into unmoved
        from (select h.space_id, h.seq, h.seal from journal.head h
              where h.space_id = any (chains) order by h.space_id for update) as locked
        join unnest(chains, seen_seqs, seen_seals) as seen (space_id, seq, seal)
            on seen.space_id = locked.space_id and seen.seq = locked.seq and seen.seal = locked.seal;
    if unmoved < array_length(chains, 1) then
        -- A chain without lines has no row yet; its head is number 0 with a seal of zeros.
        insert into journal.head (space_id, seq, seal)
            select c, 0, decode(repeat('00', 32), 'hex') from unnest(chains) as c order by c
            on conflict do nothing;
        select string_agg(uuid_send(locked.space_id) || int8send(locked.seq) || locked.seal, ''::bytea
                order by locked.space_id),
            count(*) filter (where seen.seq = locked.seq and seen.seal = locked.seal)
            into heads, unmoved
            from (select h.space_id, h.seq, h.seal from journal.head h
                  where h.space_id = any (chains) order by h.space_id for update) as locked
            join unnest(chains, seen_seqs, seen_seals) as seen (space_id, seq, seal)
                on seen.space_id = locked.space_id;
        if unmoved < array_length(chains, 1) then
            return heads;
        end if;
    end if;
    update journal.head h set seq = n.seq, seal = n.seal
        from unnest(chains, last_seqs, last_seals) as n (space_id, seq, seal)
        where h.space_id = n.space_id;
    insert into journal.line (space_id, seq, at, key_id, seal, sealed)
        select * from unnest(line_chains, line_seqs, line_ats, line_keys, line_seals, line_sealed);
    return null;
end
$$;
