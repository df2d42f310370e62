-- oldest program: 0.1.0
-- What the holder's side keeps beside the documents: folders, pins, and requests for correction with their answer.
create table documents.folder (
    space_id uuid not null,
    id uuid not null,
    slot smallint not null check (slot between 1 and 200),
    name_tag bytea not null,
    sealed bytea not null,
    created_at timestamptz not null,
    changed_at timestamptz not null,
    primary key (space_id, id),
    unique (space_id, name_tag),
    -- A record has 200 places for folders, and no more folders than places, whoever makes them at once.
    unique (space_id, slot)
);

-- One row for a document that stands in a folder or is pinned, whatever its version.
create table documents.mark (
    space_id uuid not null,
    series_id uuid not null,
    folder_id uuid,
    pinned_at timestamptz,
    primary key (space_id, series_id),
    foreign key (space_id, folder_id) references documents.folder (space_id, id) on delete set null (folder_id)
);
create index mark_folder on documents.mark (space_id, folder_id) where folder_id is not null;

create table documents.correction (
    space_id uuid not null,
    id uuid not null,
    document_id uuid not null,
    series_id uuid not null,
    kind text not null check (kind in ('wrong', 'not_mine')),
    state text not null check (state in ('open', 'corrected', 'withdrawn', 'declined', 'taken_back')),
    addressee uuid,
    addressee_organisation uuid,
    asked_by uuid not null,
    asked_at timestamptz not null,
    answered_by uuid,
    answered_at timestamptz,
    sealed bytea not null,
    primary key (space_id, id),
    foreign key (space_id, document_id) references documents.document (space_id, id),
    check (addressee is not null or addressee_organisation is not null),
    check ((state = 'open') = (answered_at is null))
);
create unique index correction_open on documents.correction (space_id, series_id) where state = 'open';

-- What waits for an answer, by who may give it: a professional or a structure. Ids and times only.
create table documents.correction_desk (
    addressee uuid not null,
    correction_id uuid not null,
    space_id uuid not null,
    document_id uuid not null,
    asked_at timestamptz not null,
    primary key (addressee, correction_id)
);

grant select, insert, update, delete on documents.folder to carnet_server;
grant select, insert, update, delete on documents.mark to carnet_server;
grant select, insert on documents.correction to carnet_server;
grant update (state, answered_by, answered_at, sealed) on documents.correction to carnet_server;
grant select, insert, delete on documents.correction_desk to carnet_server;
-- A move that is undone: what was withdrawn gives its identifier back to the document that returns.
grant update (unique_tag) on documents.document to carnet_server;

-- What is said anew of a document is found by when it was said; a document that is as it was deposited is in no index
-- but the primary key, whose ids sort by time.
create index document_changed on documents.document (space_id, changed_at, id) where entry_id <> id;
