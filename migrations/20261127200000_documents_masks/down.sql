drop function documents.masked_at(tstzmultirange, timestamptz);
drop function documents.mask_spans(tstzmultirange, boolean, boolean, timestamptz);
drop function documents.said_seen_at(xid8, xid, text);
drop index documents.document_mask_said;
alter table documents.document drop column mask_spans, drop column mask_said_at, drop column said_in;
