-- oldest program: 0.1.0
-- The life of a document. `id` names one version and stays the same when what is said of it changes (XDS logicalId);
-- `entry_id` changes with each of these changes (XDS entryUUID); `series_id` is the id of the first version and stays
-- the same over replacements; `replaces` is the version before. `sealed_form` says to what words and key are bound.
alter table documents.document rename column logical_id to series_id;
alter table documents.document
    add column entry_id uuid,
    add column replaces uuid,
    add column changed_at timestamptz,
    add column sealed_form smallint not null default 1 check (sealed_form in (1, 2));
update documents.document set entry_id = id, changed_at = deposited_at;
alter table documents.document
    alter column entry_id set not null,
    alter column changed_at set not null,
    alter column sealed_form drop default,
    add check ((version = 1) = (replaces is null));

-- A version has one successor at most. A first version is found by its own id, so most rows are not in this index.
create unique index document_series on documents.document (space_id, series_id, version) where version > 1;

grant update (status, entry_id, changed_at, confidentiality, masked, hidden_from_representatives, sealed_form, sealed, object_key)
    on documents.document to carnet_server;
