-- oldest program: 0.1.0
-- Which topics a document belongs to, as far as its codes say it: a tag under the key of its space, so that nobody reads a
-- topic from the row. And a form of sealing that also binds when a document came in.
alter table documents.document
    drop constraint document_sealed_form_check,
    add constraint document_sealed_form_check check (sealed_form in (1, 2, 3));

create table documents.document_topic (
    space_id uuid not null,
    document_id uuid not null,
    tag bytea not null,
    primary key (space_id, document_id, tag)
);
create index document_topic_tag on documents.document_topic (space_id, tag);
grant select, insert, delete on documents.document_topic to carnet_server;
