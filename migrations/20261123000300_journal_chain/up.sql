-- oldest program: 0.1.0
-- The access trace: one chain of sealed lines for each space, and a few chains of the system's own.
create schema journal;
grant usage on schema journal to carnet_server, carnet_retention;

create table journal.line (
    space_id uuid not null,
    seq bigint not null,
    at timestamptz not null,
    key_id integer not null,
    seal bytea not null,
    sealed bytea not null,
    primary key (space_id, seq)
);
alter table journal.line alter column sealed set storage external;
-- Lines arrive nearly in the order of time: a few bytes of index for each hundred pages find the recent ones.
create index line_at on journal.line using brin (at) with (pages_per_range = 16, autosummarize = on);

create table journal.head (
    space_id uuid not null primary key,
    seq bigint not null,
    seal bytea not null
) with (fillfactor = 50);

-- Counters of equal events: the first is a line, the others are counted here, and a line with the number closes
-- the window.
create table journal.tally (
    space_id uuid not null,
    tally_key bytea not null,
    since timestamptz not null,
    until timestamptz not null,
    count bigint not null,
    sealed bytea not null,
    primary key (space_id, tally_key, since)
);
create index tally_until on journal.tally (until);

create table journal.checkpoint (
    number bigint not null primary key,
    at timestamptz not null,
    previous bytea not null,
    root bytea not null,
    leaves integer not null,
    key_id integer not null,
    signature bytea not null
);

create table journal.checkpoint_leaf (
    space_id uuid not null,
    seq bigint not null,
    seal bytea not null,
    checkpoint bigint not null,
    primary key (space_id, seq)
);
create index checkpoint_leaf_number on journal.checkpoint_leaf (checkpoint);

-- Appends lines to chains. `chains` are distinct and sorted, each with the head that the caller has seen; the
-- lines of one chain follow each other. Answers null when the lines are in. When a head is not the one that was
-- seen nothing is written, the heads are locked, and the true ones are given back (chain 16 bytes, number 8
-- bytes, seal 32 bytes, for each chain in order): the caller seals again and the second call finds them unmoved.
create function journal.append(
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

-- Counts an event in its window; answers the number so far, so the caller knows whether it is the first.
create function journal.count_event(
    chain uuid, event_key bytea, window_since timestamptz, window_until timestamptz, entry bytea
) returns bigint
language sql security definer set search_path = pg_catalog, pg_temp as $$
    insert into journal.tally as t (space_id, tally_key, since, until, count, sealed)
        values (chain, event_key, window_since, window_until, 1, entry)
        on conflict (space_id, tally_key, since) do update set count = t.count + 1
        returning t.count
$$;

-- Takes closed windows off the counters; the caller writes a line for each that counted more than one.
create function journal.close_windows(before timestamptz, most integer)
returns table (chain uuid, since timestamptz, until timestamptz, count bigint, sealed bytea)
language sql security definer set search_path = pg_catalog, pg_temp as $$
    delete from journal.tally t
        using (select space_id, tally_key, since from journal.tally
               where until <= before order by until limit most for update skip locked) as closed
        where t.space_id = closed.space_id and t.tally_key = closed.tally_key and t.since = closed.since
        returning t.space_id, t.since, t.until, t.count, t.sealed
$$;

-- Adds a checkpoint with its leaves.
create function journal.add_checkpoint(
    new_number bigint, new_at timestamptz, new_previous bytea, new_root bytea, new_key integer, new_signature bytea,
    leaf_spaces uuid[], leaf_seqs bigint[], leaf_seals bytea[]
) returns bigint
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    insert into journal.checkpoint (number, at, previous, root, leaves, key_id, signature)
        values (new_number, new_at, new_previous, new_root, coalesce(array_length(leaf_seqs, 1), 0), new_key, new_signature);
    insert into journal.checkpoint_leaf (space_id, seq, seal, checkpoint)
        select s, n, l, new_number from unnest(leaf_spaces, leaf_seqs, leaf_seals) as leaf (s, n, l);
    return new_number;
end
$$;

revoke all on all functions in schema journal from public;
grant execute on all functions in schema journal to carnet_server;
grant select on all tables in schema journal to carnet_server;
