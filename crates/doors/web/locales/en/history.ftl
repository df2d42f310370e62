history-title = History
history-lead = Who did what in this record, including what was refused.
history-none = Nothing has happened here.
older-events = Older events
history-documents = { $count ->
    [one] 1 document
   *[other] { $count } documents
}
history-times = { $count } times
refused = Refused
by-way = On this ground:
act-documents-list = Looked at the list of documents
act-documents-search = Searched documents
act-documents-read = Looked at the description of a document
act-documents-content = Opened a document
act-documents-deposit = Deposited a document
act-history-read = Read the history
act-care-relationships-open = Declared a care relationship
act-patients-find = Looked the record up by the person’s identity
act-spaces-open = Made the record
act-citizens-register = Wrote down who the record is about
act-citizens-reindex = Made the identity index anew
way-w0 = feeding the record
way-w1 = holder of the record
way-w5 = care relationship
way-w12 = the system itself
way-lookup = look-up by identity
