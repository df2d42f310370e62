revoke update on documents.document from carnet_server;
drop index documents.document_series;
alter table documents.document
    drop column entry_id, drop column replaces, drop column changed_at, drop column sealed_form;
alter table documents.document rename column series_id to logical_id;
