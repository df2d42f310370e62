notices-title = Notifications
notices-lead = Ce qui est arrivé à votre dossier et à votre compte.
notices-none = Vous n’avez aucune notification.
notices-unread = { $count ->
    [0] Notifications
    [one] Notifications, 1 non lue
   *[other] Notifications, { $count } non lues
}
notices-new = Non lue
notices-mark = Marquer comme lue
notices-seen = Oui, ou il me soigne
notices-not-seen = Non : mettre fin à cet accès
notices-older = Notifications plus anciennes
