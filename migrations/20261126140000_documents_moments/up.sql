-- oldest program: 0.1.0
-- What a visit could see, so that the next one tells what it could not: a transaction that began before a visit may
-- commit after it, and no clock knows.
create function documents.moment() returns text
language sql stable set search_path = pg_catalog, pg_temp
return pg_current_snapshot()::text;

-- Whether a row, by the transaction that wrote it, could be seen at a moment. The system column has the lower 32 bits of
-- the number; the upper ones are those of the newest transaction, or one less.
create function documents.seen_at(written xid, moment text) returns boolean
language sql stable set search_path = pg_catalog, pg_temp
begin atomic
    select pg_visible_in_snapshot(
        (case when low <= next % 4294967296 then next - next % 4294967296 + low
              else greatest(next - next % 4294967296 - 4294967296, 0) + low end)::text::xid8,
        moment::pg_snapshot)
    from (select written::text::bigint as low,
                 pg_snapshot_xmax(pg_current_snapshot())::text::bigint as next) as numbers;
end;

grant execute on function documents.moment(), documents.seen_at(xid, text) to carnet_server;
