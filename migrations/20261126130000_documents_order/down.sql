drop index documents.document_changed;
drop table documents.correction_desk;
drop table documents.correction;
drop table documents.mark;
drop table documents.folder;
