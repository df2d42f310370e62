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
    place integer;
    head record;
    unmoved bigint := 0;
    heads bytea := '';
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
    if 0 < all (seen_seqs) then
        -- Every chain has a head, since it was seen: all are locked by one statement.
        select count(*) filter (where seen.seq = locked.seq and seen.seal = locked.seal),
            string_agg(uuid_send(locked.space_id) || int8send(locked.seq) || locked.seal, ''::bytea
                order by locked.space_id)
            into unmoved, heads
            from (select h.space_id, h.seq, h.seal from journal.head h
                  where h.space_id = any (chains) order by h.space_id for update) as locked
            join unnest(chains, seen_seqs, seen_seals) as seen (space_id, seq, seal)
                on seen.space_id = locked.space_id;
    else
        -- A chain without lines has no row yet. Each head is made, where it is missing, and locked before the next one.
        for place in 1 .. coalesce(array_length(chains, 1), 0) loop
            insert into journal.head (space_id, seq, seal)
                values (chains[place], 0, decode(repeat('00', 32), 'hex')) on conflict do nothing;
            select h.seq, h.seal into head from journal.head h where h.space_id = chains[place] for update;
            heads := heads || uuid_send(chains[place]) || int8send(head.seq) || head.seal;
            if head.seq = seen_seqs[place] and head.seal = seen_seals[place] then
                unmoved := unmoved + 1;
            end if;
        end loop;
    end if;
    if unmoved < array_length(chains, 1) then
        return coalesce(heads, '');
    end if;
    update journal.head h set seq = n.seq, seal = n.seal
        from unnest(chains, last_seqs, last_seals) as n (space_id, seq, seal)
        where h.space_id = n.space_id;
    insert into journal.line (space_id, seq, at, key_id, seal, sealed)
        select * from unnest(line_chains, line_seqs, line_ats, line_keys, line_seals, line_sealed);
    return null;
end
$$;
