history-title = History
history-lead = Who did what in this record, including what was refused.
history-none = Nothing has happened here.
older-events = Older events
history-documents = { $count ->
    [one] 1 document
   *[other] { $count } documents
}
history-times = { $count } times
history-see = See the document
you = You
refused = Refused
by-way = On this ground:
act-documents-list = Viewing the list of documents
act-documents-search = Searching documents
act-documents-read = Viewing the description of a document
act-documents-content = Opening a document
act-documents-deposit = Depositing a document
act-documents-readable = Reading a document
act-documents-entries = Reading the results, medicines and vaccines of a document
act-documents-versions = Viewing the versions of a document
act-documents-replace = Replacing a document by a new version
act-documents-withdraw = Withdrawing a document
act-documents-archive = Putting a document aside, or taking it back
act-documents-entitle = Changing the title of a document
act-history-read = Reading the history
act-care-relationships-open = Declaring a care relationship
act-patients-find = Finding the record by the person’s identity
act-spaces-open = Making the record
act-citizens-register = Writing down who the record is about
act-citizens-reindex = Making the identity index anew
way-w0 = feeding the record
way-w1 = holder of the record
way-w5 = care relationship
way-w12 = the system itself
way-lookup = look-up by identity
