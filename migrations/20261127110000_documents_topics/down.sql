drop table documents.document_topic;
alter table documents.document
    drop constraint document_sealed_form_check,
    add constraint document_sealed_form_check check (sealed_form in (1, 2));
