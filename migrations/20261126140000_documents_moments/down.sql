drop function documents.seen_at(xid, text);
drop function documents.moment();
