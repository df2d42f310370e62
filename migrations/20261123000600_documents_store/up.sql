-- oldest program: 0.1.0
-- Documents: one row for each version. Ids sort by time, so the primary key read backwards is "newest first".
create schema documents;
grant usage on schema documents to carnet_server, carnet_retention;

create table documents.document (
    space_id uuid not null,
    id uuid not null,
    logical_id uuid not null,
    version integer not null,
    unique_tag bytea not null,
    status text not null check (status in ('approved', 'deprecated', 'archived', 'deleted')),
    type_code text not null,
    type_system text not null,
    class_code text not null,
    category text not null,
    confidentiality text not null check (confidentiality in ('N', 'R', 'V')),
    masked boolean not null,
    withheld_until timestamptz,
    hidden_from_representatives boolean not null,
    media_type text not null,
    size bigint not null check (size > 0),
    service_start timestamptz not null,
    service_end timestamptz,
    deposited_at timestamptz not null,
    depositor uuid not null,
    depositor_organisation uuid,
    by_citizen boolean not null,
    natural_author uuid,
    sealed bytea not null,
    object_key bytea not null,
    blob_id uuid,
    body bytea,
    primary key (space_id, id),
    unique (space_id, unique_tag),
    check ((blob_id is null) <> (body is null))
);
-- Ciphertext does not compress; large bodies stay out of the row so that a list never reads them.
alter table documents.document alter column body set storage external;
alter table documents.document alter column sealed set storage external;
create index document_blob on documents.document (blob_id) where blob_id is not null;

grant select, insert on documents.document to carnet_server;
