-- Appends lines to chains. `chains` are distinct and sorted, each with the head that the caller has seen; the
-- lines of one chain follow each other. Answers null when the lines are in. When a head is not the one that was
-- seen nothing is written, the heads are locked, and the true ones are given back (chain 16 bytes, number 8
-- bytes, seal 32 bytes, for each chain in order): the caller seals again and the second call finds them unmoved.
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
    heads bytea := '';
    moved boolean := false;
begin
    if array_length(chains, 1) = 1 and seen_seqs[1] > 0 then
        update journal.head set seq = last_seqs[1], seal = last_seals[1]
            where space_id = chains[1] and seq = seen_seqs[1] and seal = seen_seals[1];
        if not found then
            insert into journal.head (space_id, seq, seal)
                values (chains[1], 0, decode(repeat('00', 32), 'hex')) on conflict do nothing;
            select h.seq, h.seal into head from journal.head h where h.space_id = chains[1] for update;
            return uuid_send(chains[1]) || int8send(head.seq) || head.seal;
        end if;
    else
        for place in 1 .. coalesce(array_length(chains, 1), 0) loop
            insert into journal.head (space_id, seq, seal)
                values (chains[place], 0, decode(repeat('00', 32), 'hex')) on conflict do nothing;
            select h.seq, h.seal into head from journal.head h where h.space_id = chains[place] for update;
            heads := heads || uuid_send(chains[place]) || int8send(head.seq) || head.seal;
            moved := moved or head.seq <> seen_seqs[place] or head.seal <> seen_seals[place];
        end loop;
        if moved then
            return heads;
        end if;
        update journal.head h set seq = n.seq, seal = n.seal
            from unnest(chains, last_seqs, last_seals) as n (space_id, seq, seal)
            where h.space_id = n.space_id;
    end if;
    insert into journal.line (space_id, seq, at, key_id, seal, sealed)
        select * from unnest(line_chains, line_seqs, line_ats, line_keys, line_seals, line_sealed);
    return null;
end
$$;
