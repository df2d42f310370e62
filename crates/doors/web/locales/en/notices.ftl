notices-title = Notices
notices-lead = What happened to your record and your account.
notices-none = You have no notices.
notices-unread = { $count ->
    [0] Notices
    [one] Notices, 1 unread
   *[other] Notices, { $count } unread
}
notices-new = Unread
notices-mark = Mark as read
notices-seen = Yes, or they care for me
notices-not-seen = No: end this access
notices-older = Older notices
