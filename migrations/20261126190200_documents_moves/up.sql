-- oldest program: 0.1.0
-- Documents that went into another record because two records became one, or were parted again. Here their rows stay as those
-- of documents that were withdrawn, with all that they were, so that they can come back.
create table documents.moved (
    space_id uuid not null,
    document_id uuid not null,
    series_id uuid not null,
    moved_to uuid not null check (moved_to <> space_id),
    moved_at timestamptz not null,
    primary key (space_id, document_id)
);
create index moved_by_series on documents.moved (space_id, moved_to, series_id);
grant select, insert, delete on documents.moved to carnet_server;
grant select (space_id), delete on documents.moved to carnet_retention;
-- Whoever answers a request about a document that was moved finds it where the document is.
grant update (space_id) on documents.correction_desk to carnet_server;
