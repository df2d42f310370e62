-- oldest program: 0.1.0
-- What the holder says of a document for professionals is not said of the document itself: whoever sees it all along is told
-- nothing of it, and whoever sees it only now is told of it as of one that came in.
--
-- `said_in` is the transaction in which something was last said of the document itself; `mask_said_at` is when its mask was
-- last set or taken off, and `mask_spans` when it was masked, unless it came in like that and still is.
alter table documents.document
    add column said_in xid8,
    add column mask_said_at timestamptz,
    add column mask_spans tstzmultirange not null default '{}';
alter table documents.document alter column said_in set default pg_current_xact_id();

create index document_mask_said on documents.document (space_id, mask_said_at, id) where mask_said_at is not null;

-- As `documents.seen_at`, by the transaction that is written down. Where none is, or one of another server that this database
-- was brought over from, the one that wrote the row counts.
create function documents.said_seen_at(said_in xid8, written xid, moment text) returns boolean
language sql stable set search_path = pg_catalog, pg_temp
begin atomic
    select case when said_in < pg_snapshot_xmax(pg_current_snapshot())
        then pg_visible_in_snapshot(said_in, moment::pg_snapshot)
        else documents.seen_at(written, moment) end;
end;

-- When a document was masked, once its mask was set or taken off at an instant. One that came in masked was so before.
create function documents.mask_spans(spans tstzmultirange, was boolean, becomes boolean, instant timestamptz)
returns tstzmultirange
language sql immutable set search_path = pg_catalog, pg_temp
begin atomic
    select case
        when was = becomes then spans
        when becomes then spans + tstzmultirange(tstzrange(instant, null))
        when upper_inf(spans) then spans * tstzmultirange(tstzrange(null, instant))
        else spans + tstzmultirange(tstzrange(null, instant))
    end;
end;

-- Whether a document was masked at an instant.
create function documents.masked_at(spans tstzmultirange, instant timestamptz) returns boolean
language sql immutable set search_path = pg_catalog, pg_temp
return spans @> instant;

grant update (said_in, mask_said_at, mask_spans) on documents.document to carnet_server;
grant execute on function documents.said_seen_at(xid8, xid, text),
    documents.mask_spans(tstzmultirange, boolean, boolean, timestamptz), documents.masked_at(tstzmultirange, timestamptz)
    to carnet_server;
